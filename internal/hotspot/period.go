package hotspot

import "time"

// WindowYears is how far back an analysis looks unless it is told otherwise.
const WindowYears = 2

// LastMonday is the beginning of the week of a time, in a time zone.
func LastMonday(t time.Time, loc *time.Location) time.Time {
	local := t.In(loc)
	since := (int(local.Weekday()) + 6) % 7 // days since Monday
	return time.Date(local.Year(), local.Month(), local.Day()-since, 0, 0, 0, 0, loc)
}

// LastWindow is the window of an analysis that is told no other: whole weeks, up to the last
// Monday.
func LastWindow(now time.Time, loc *time.Location) (since, until time.Time) {
	until = LastMonday(now, loc)
	return until.AddDate(-WindowYears, 0, 0), until
}

// Renewed are the parameters of an analysis with its window moved to end on the last Monday.
// It is as many days long as it was, at least one.
func (p Params) Renewed(now time.Time, loc *time.Location) Params {
	const day = 24 * time.Hour
	days := int(p.Until.Sub(p.Since).Round(day) / day)
	p.Until = LastMonday(now, loc)
	p.Since = p.Until.AddDate(0, 0, -max(days, 1))
	return p
}
