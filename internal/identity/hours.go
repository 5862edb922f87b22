package identity

import (
	"slices"
	"time"

	"tryggled/internal/lang"
)

// Hours are when a role is mostly out.
type Hours struct {
	Days       []time.Weekday // on which it sets out
	From, To   string         // local clock, such as 21:00; To may be after midnight
	SeasonFrom string         // month and day, such as 04-30; empty: all the year
	SeasonTo   string         // the last day
	Text       lang.Text
}

// Weekdays are the days of the week as they are written, by time.Weekday.
var Weekdays = [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// The forms that Hours are written in.
const (
	clockForm  = "15:04"
	seasonForm = "01-02"
)

// UsualAt reports whether a shift lies within the hours in which the role is mostly out. A
// role without such hours is out at any.
func (p Patrol) UsualAt(from, to time.Time, loc *time.Location) bool {
	return len(p.Usual) == 0 || slices.ContainsFunc(p.Usual, func(h Hours) bool { return h.hold(from.In(loc), to.In(loc)) })
}

// hold reports whether a shift, told in local time, lies within the hours of one night.
func (h Hours) hold(from, to time.Time) bool {
	for _, days := range []int{0, -1} { // of today, and of the evening before
		day := time.Date(from.Year(), from.Month(), from.Day()+days, 0, 0, 0, 0, from.Location())
		if !slices.Contains(h.Days, day.Weekday()) || !h.inSeason(day) {
			continue
		}
		begin, end := clockOn(day, h.From), clockOn(day, h.To)
		if !end.After(begin) {
			end = clockOn(day.AddDate(0, 0, 1), h.To)
		}
		if !from.Before(begin) && !to.After(end) {
			return true
		}
	}
	return false
}

// inSeason reports whether a day lies in the season, which may pass New Year.
func (h Hours) inSeason(day time.Time) bool {
	on := day.Format(seasonForm)
	switch {
	case h.SeasonFrom == "":
		return true
	case h.SeasonFrom <= h.SeasonTo:
		return h.SeasonFrom <= on && on <= h.SeasonTo
	}
	return on >= h.SeasonFrom || on <= h.SeasonTo
}

// clockOn is when a clock shows on a day. The table's clocks are well formed, as its test
// says; of one that the clocks skip or show twice either reading will do here.
func clockOn(day time.Time, clock string) time.Time {
	t, _ := time.Parse(clockForm, clock)
	return time.Date(day.Year(), day.Month(), day.Day(), t.Hour(), t.Minute(), 0, 0, day.Location())
}
