package rhythm

import (
	"cmp"
	"slices"
	"time"

	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// Window is a stretch of time that has a name.
type Window struct {
	Code     string
	Name     lang.Text
	From, To time.Time // [From, To), UTC
}

// Codes of the windows that have rules of their own; a municipality's spans may use them.
const (
	Term      = "term"
	SchoolEnd = "school_end"
)

// rule says when a window of each year is: local clock times.
type rule struct {
	code string
	name lang.Text
	span func(year int) (from, to clockTime)
}

// clockTime is a local date and hour; days beyond the month's end run on.
type clockTime struct {
	year  int
	month time.Month
	day   int
	hour  int
}

func (t clockTime) in(loc *time.Location) time.Time {
	return time.Date(t.year, t.month, t.day, t.hour, 0, 0, 0, loc).UTC()
}

// rules are the windows of every year.
//
//	term        school term. Which days it begins and ends each municipality decides; the year
//	            begins in August and ends in June (skolförordningen 2011:185, 3 kap. 2 §), so these
//	            are approximate: Tuesday of ISO week 34 to Friday of week 51, and 8 January (the
//	            Monday after, at a weekend) to the Friday between 9 and 15 June
//	week13      ISO week 13, the prevention week (alcohol, narcotics, doping, tobacco, gambling)
//	valborg     30 April 12:00 to 1 May 06:00
//	school_end  the last Wednesday of the spring term 12:00 to Saturday 06:00, approximate too
//	midsummer   Midsummer Eve, the Friday between 19 and 25 June, 12:00 to Sunday 06:00
//	halloween   31 October 16:00 to 1 November 06:00
//	lucia       12 December 18:00 to 13 December 12:00
//	new_year    31 December 12:00 to 1 January 06:00
var rules = []rule{
	{Term, lang.T("Höstterminen (ungefär)", "Autumn term (approximate)"), func(y int) (from, to clockTime) {
		return isoDay(y, 34, time.Tuesday), isoDay(y, 51, time.Saturday)
	}},
	{Term, lang.T("Vårterminen (ungefär)", "Spring term (approximate)"), func(y int) (from, to clockTime) {
		begins := clockTime{y, time.January, 8, 0}
		if d := weekday(begins); d >= 5 {
			begins.day += 7 - d
		}
		return begins, later(onOrAfter(y, time.June, 9, time.Friday), 1, 0)
	}},
	{"week13", lang.T("Vecka 13 (ANDTS-veckan)", "Week 13 (prevention week)"), func(y int) (from, to clockTime) {
		return isoDay(y, 13, time.Monday), isoDay(y, 14, time.Monday)
	}},
	{"valborg", lang.T("Valborg", "Walpurgis Night"), func(y int) (from, to clockTime) {
		return clockTime{y, time.April, 30, 12}, clockTime{y, time.May, 1, 6}
	}},
	{SchoolEnd, lang.T("Skolavslutningen (ungefär)", "End of school (approximate)"), func(y int) (from, to clockTime) {
		friday := onOrAfter(y, time.June, 9, time.Friday)
		return later(friday, -2, 12), later(friday, 1, 6)
	}},
	{"midsummer", lang.T("Midsommar", "Midsummer"), func(y int) (from, to clockTime) {
		eve := onOrAfter(y, time.June, 19, time.Friday)
		return later(eve, 0, 12), later(eve, 2, 6)
	}},
	{"halloween", lang.T("Halloween", "Halloween"), func(y int) (from, to clockTime) {
		return clockTime{y, time.October, 31, 16}, clockTime{y, time.November, 1, 6}
	}},
	{"lucia", lang.T("Lucia", "Lucia"), func(y int) (from, to clockTime) {
		return clockTime{y, time.December, 12, 18}, clockTime{y, time.December, 13, 12}
	}},
	{"new_year", lang.T("Nyår", "New Year"), func(y int) (from, to clockTime) {
		return clockTime{y, time.December, 31, 12}, clockTime{y + 1, time.January, 1, 6}
	}},
}

// Calendar gives the named windows that touch the time from since until until, by the
// clocks of loc (nil is UTC), in order of From and code: those of every year in Sweden, by
// the table of rules, and the municipality's own. Its own replace those of the same code
// that begin within 60 days, so that its school terms stand instead of the approximate
// ones; the end of school is then the last day of its spring term. Own spans that
// Span.Validate would refuse are left out. There is none where until is not
// after since.
func Calendar(since, until time.Time, loc *time.Location, own []municipality.Span) []Window {
	if loc == nil {
		loc = time.UTC
	}
	var found []Window
	keep := func(all []Window) {
		for _, w := range all {
			if w.From.Before(until) && since.Before(w.To) && since.Before(until) {
				found = append(found, w)
			}
		}
	}
	ours := ownWindows(own, loc)
	keep(ours)
	for year := since.In(loc).Year() - 1; year <= until.In(loc).Year(); year++ {
		keep(slices.DeleteFunc(everyYears(year, loc), func(w Window) bool { return replaced(w, ours) }))
	}
	slices.SortStableFunc(found, func(a, b Window) int {
		return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.Code, b.Code))
	})
	return found
}

// everyYears are the windows of the table that begin in a year.
func everyYears(year int, loc *time.Location) []Window {
	all := make([]Window, len(rules))
	for i, r := range rules {
		from, to := r.span(year)
		all[i] = Window{Code: r.code, Name: r.name, From: from.in(loc), To: to.in(loc)}
	}
	return all
}

// ownWindows are a municipality's spans as windows, and the ends of school of its terms.
func ownWindows(own []municipality.Span, loc *time.Location) []Window {
	var all []Window
	for _, s := range own {
		if s.Validate() != nil {
			continue
		}
		first, last := s.Days()
		all = append(all, Window{s.Code, s.Name, dayOf(first).in(loc), later(dayOf(last), 1, 0).in(loc)})
	}
	spans := slices.Clone(all)
	for _, w := range spans {
		last := dayOf(w.To.In(loc).Add(-time.Hour))
		if w.Code != Term || last.month < time.May || last.month > time.July {
			continue
		}
		end := Window{SchoolEnd, lang.T("Skolavslutningen", "End of school"), later(last, 0, 12).in(loc), later(last, 1, 6).in(loc)}
		if !replaced(end, spans) {
			all = append(all, end)
		}
	}
	return all
}

// replaced reports whether one of own stands instead of a window.
func replaced(w Window, own []Window) bool {
	const near = 60 * 24 * time.Hour
	return slices.ContainsFunc(own, func(o Window) bool {
		return o.Code == w.Code && o.From.Sub(w.From).Abs() <= near
	})
}

func dayOf(t time.Time) clockTime { return clockTime{t.Year(), t.Month(), t.Day(), 0} }

// later is the hour of the day some days after t.
func later(t clockTime, days, hour int) clockTime {
	return clockTime{t.year, t.month, t.day + days, hour}
}

// weekday counts from Monday, 0.
func weekday(t clockTime) int { return (int(t.in(time.UTC).Weekday()) + 6) % 7 }

// onOrAfter is the first such weekday from a date on.
func onOrAfter(year int, month time.Month, day int, d time.Weekday) clockTime {
	t := clockTime{year, month, day, 0}
	return later(t, (int(d)+6-weekday(t))%7, 0)
}

// isoDay is a weekday of an ISO 8601 week: 4 January lies in week 1.
func isoDay(year, week int, d time.Weekday) clockTime {
	fourth := clockTime{year, time.January, 4, 0}
	return later(fourth, (week-1)*7-weekday(fourth)+(int(d)+6)%7, 0)
}
