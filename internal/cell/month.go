package cell

import (
	"fmt"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// Month is a month of the calendar, counted from January of the year 0; 0 is none.
type Month int

// MonthOf returns the month of an instant in a time zone.
func MonthOf(t time.Time, loc *time.Location) Month {
	t = t.In(loc)
	return monthOf(t.Year(), t.Month())
}

func monthOf(year int, month time.Month) Month { return Month(12*year + int(month) - 1) }

const monthForm = "2006-01"

// ParseMonth reads a month such as 2026-03. It returns Invalid for anything else.
func ParseMonth(s string) (Month, error) {
	t, err := time.Parse(monthForm, s)
	if err != nil {
		return 0, fault.New(fault.Invalid, lang.T("%q är ingen månad; skriv som 2026-03", "%q is no month; write it as 2026-03", s))
	}
	return MonthOf(t, time.UTC), nil
}

// Start is the instant when a month begins in a time zone.
func (m Month) Start(loc *time.Location) time.Time {
	return time.Date(int(m)/12, time.Month(int(m)%12+1), 1, 0, 0, 0, 0, loc)
}

// String writes a month as 2026-03.
func (m Month) String() string { return fmt.Sprintf("%04d-%02d", int(m)/12, int(m)%12+1) }

// MarshalText writes a month as String does.
func (m Month) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads a month as ParseMonth does.
func (m *Month) UnmarshalText(text []byte) (err error) {
	*m, err = ParseMonth(string(text))
	return err
}

// Months are few, and so are the ways to join them.
const (
	monthsInQuarter = 3
	monthsInYear    = 12
)

// startOf is the first month of the period of n months that m lies in, and whether m is
// its last.
func (m Month) startOf(n int) (start Month, last bool) {
	into := int(m) % n
	return m - Month(into), into == n-1
}

// lastClosable is the newest month that may be closed at an instant: it ended a month ago.
func lastClosable(at time.Time, loc *time.Location) Month { return MonthOf(at, loc) - 2 }
