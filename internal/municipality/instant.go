package municipality

import (
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// forms are the ways a person writes a time to us, most exact first.
var forms = []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02"}

// Instant reads a time such as 2026-11-20T22:15 or 2026-11-20. With an offset it is that
// instant; without one it is the municipality's local time. It returns Invalid for any
// other form, for a local time that a clock change makes missing or double, and for a time
// outside the years 1 to 9999.
func (m Municipality) Instant(s string) (time.Time, error) {
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04Z07:00"} {
		if t, err := time.Parse(form, s); err == nil {
			return m.writable(s, t.UTC())
		}
	}
	for _, form := range forms {
		if t, err := time.Parse(form, s); err == nil {
			at, err := Local(t, m.Location())
			if err != nil {
				return at, err
			}
			return m.writable(s, at)
		}
	}
	return time.Time{}, fault.New(fault.Invalid, lang.T(
		"tiden %q förstås inte; skriv som 2026-11-20T22:15, med eller utan förskjutning (+01:00)",
		"the time %q is not understood; write it as 2026-11-20T22:15, with or without an offset (+01:00)", s))
}

// writable is an instant that has a year of four digits both here and by UTC; no format that
// times are given back in has more.
func (m Municipality) writable(s string, at time.Time) (time.Time, error) {
	for _, year := range []int{at.Year(), at.In(m.Location()).Year()} {
		if year < 1 || year > 9999 {
			return time.Time{}, fault.New(fault.Invalid, lang.T(
				"tiden %q ligger inte i åren 1 till 9999", "the time %q does not lie in the years 1 to 9999", s))
		}
	}
	return at, nil
}

// Local takes the date and clock of t as they stand and returns the instant when they
// showed in loc. A clock that a time change skips or shows twice is refused, with both
// instants it could mean, since guessing would move a report or a shift by an hour.
func Local(t time.Time, loc *time.Location) (time.Time, error) {
	at := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), loc)
	early, late := withOffset(t, at.Add(-12*time.Hour)), withOffset(t, at.Add(12*time.Hour))
	earlyShows, lateShows := shows(early, t, loc), shows(late, t, loc)
	switch {
	case early.Equal(late), earlyShows && !lateShows:
		return early.UTC(), nil
	case lateShows && !earlyShows:
		return late.UTC(), nil
	}
	first, second := early.In(loc).Format(time.RFC3339), late.In(loc).Format(time.RFC3339)
	return time.Time{}, fault.New(fault.Invalid, lang.T(
		"klockslaget %s finns inte eller finns två gånger när klockan ställs om; skriv %s eller %s",
		"the clock time %s is missing or comes twice when the clocks change; write %s or %s",
		t.Format("2006-01-02 15:04"), first, second))
}

// withOffset reads the clock of t at the offset from UTC that rules at another instant.
func withOffset(t, ruling time.Time) time.Time {
	_, seconds := ruling.Zone()
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.FixedZone("", seconds))
}

// shows reports whether clocks in loc show the date and time of t at an instant.
func shows(at, t time.Time, loc *time.Location) bool {
	return at.In(loc).Format("2006-01-02T15:04:05") == t.Format("2006-01-02T15:04:05")
}
