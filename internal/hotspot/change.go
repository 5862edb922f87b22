package hotspot

import (
	"math"
	"slices"
	"time"

	"tryggled/internal/hotspot/trend"
	"tryggled/internal/lang"
)

// comparedDays is how long each of two compared periods is at most.
const comparedDays = 90

// compared are the periods that changes of an analysis are told between: the last 90 days of
// its window and the same days one year earlier, by the calendar of the window's zone, so that
// a season is not taken for a change. Where the window, or the reports themselves, do not
// reach so far back, it is the last days against as many just before, at most half the window
// each. Reports reach so far if the first of them all lies before the earlier period or in
// the first tenth of it.
func (m moments) compared(p Params) trend.Periods {
	year := trend.Periods{
		Against: trend.YearBefore, Since: p.Until.AddDate(0, 0, -comparedDays), Until: p.Until,
		BeforeSince: p.Until.AddDate(-1, 0, -comparedDays), BeforeUntil: p.Until.AddDate(-1, 0, 0),
	}
	first := int64(math.MaxInt64)
	if len(m.at) > 0 {
		first = slices.Min(m.at)
	}
	if !year.BeforeSince.Before(p.Since) && first <= year.BeforeSince.AddDate(0, 0, comparedDays/10).Unix() {
		return year
	}
	days := min(comparedDays, trend.Periods{Since: p.Since, Until: p.Until}.Days()/2)
	if p.Until.AddDate(0, 0, -2*days).Before(p.Since) { // the window ends in the middle of a day
		days--
	}
	turn := p.Until.AddDate(0, 0, -days)
	return trend.Periods{
		Against: trend.JustBefore, Since: turn, Until: p.Until,
		BeforeSince: p.Until.AddDate(0, 0, -2*days), BeforeUntil: turn,
	}
}

// change is how many events came in one period against another, and says which they are.
func (m moments) change(between trend.Periods) trend.Change {
	before, after := 0, 0
	for _, at := range m.at {
		switch {
		case within(at, between.Since, between.Until):
			after++
		case within(at, between.BeforeSince, between.BeforeUntil):
			before++
		}
	}
	days := between.Days()
	if days == 0 {
		return trend.Change{Text: lang.T("fönstret är kortare än två dygn: inga perioder jämförs", "the window is shorter than two days: no periods are compared")}
	}
	c := trend.ChangeOf(before, after, float64(days), float64(days))
	c.Periods = between
	last := latest(days)
	if between.Against == trend.YearBefore {
		c.Text = lang.T("%s (%s mot samma dagar ett år tidigare)", "%s (%s against the same days a year earlier)", c.Text, last)
	} else {
		c.Text = lang.T("%s (%s mot lika lång tid före; årstiden kan spela in)", "%s (%s against as long before; not adjusted for season)", c.Text, last)
	}
	return c
}

// within tells whether Unix seconds lie in a period that ends before until.
func within(at int64, since, until time.Time) bool { return at >= since.Unix() && at < until.Unix() }

// latest names the last days of a window.
func latest(days int) lang.Text {
	if days == 1 {
		return lang.T("det senaste dygnet", "the last day")
	}
	return lang.T("de senaste %d dygnen", "the last %d days", days)
}
