package cell

import (
	"testing"
	"time"

	"tryggled/internal/fault"
)

var stockholm = func() *time.Location {
	loc, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		panic(err)
	}
	return loc
}()

func month(s string) Month {
	m, err := ParseMonth(s)
	if err != nil {
		panic(err)
	}
	return m
}

func TestMonthIsTheMunicipalitys(t *testing.T) {
	for instant, want := range map[string]string{
		"2026-02-28T23:30:00Z": "2026-03", // half past midnight in Sweden
		"2026-06-30T21:59:59Z": "2026-06",
		"2026-12-31T23:00:00Z": "2027-01",
	} {
		at, err := time.Parse(time.RFC3339, instant)
		if err != nil {
			t.Fatal(err)
		}
		m := MonthOf(at, stockholm)
		if m.String() != want {
			t.Errorf("%s: got %s, want %s", instant, m, want)
		}
		if start := m.Start(stockholm); start.After(at) || !(m + 1).Start(stockholm).After(at) {
			t.Errorf("%s lies outside %s, which begins %s", instant, m, start)
		}
	}
}

func TestMonthAsText(t *testing.T) {
	for _, bad := range []string{"", "2026", "2026-13", "2026-1", "2026-01-01", "mars"} {
		if m, err := ParseMonth(bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: got %v, %v; want Invalid", bad, m, err)
		}
	}
	for m := month("1999-12"); m < month("2002-02"); m++ {
		if again := month(m.String()); again != m {
			t.Errorf("%d: got %s, which is %d", m, m, again)
		}
	}
}

func TestPeriods(t *testing.T) {
	for name, c := range map[string]struct {
		month string
		n     int
		start string
		last  bool
	}{
		"a month is its own":  {"2026-02", 1, "2026-02", true},
		"inside a quarter":    {"2026-02", monthsInQuarter, "2026-01", false},
		"the end of one":      {"2026-06", monthsInQuarter, "2026-04", true},
		"inside a year":       {"2026-11", monthsInYear, "2026-01", false},
		"the end of the year": {"2026-12", monthsInYear, "2026-01", true},
	} {
		t.Run(name, func(t *testing.T) {
			start, last := month(c.month).startOf(c.n)
			if start.String() != c.start || last != c.last {
				t.Errorf("got %s, %v; want %s, %v", start, last, c.start, c.last)
			}
		})
	}
}

// A month is due on the first of the second month after it, by the municipality's clock.
func TestWhenAMonthMayBeClosed(t *testing.T) {
	for instant, want := range map[string]string{
		"2026-02-28T22:59:59Z": "2025-12",
		"2026-02-28T23:00:00Z": "2026-01",
		"2026-03-31T21:59:59Z": "2026-01",
	} {
		at, err := time.Parse(time.RFC3339, instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := lastClosable(at, stockholm); got.String() != want {
			t.Errorf("%s: got %s, want %s", instant, got, want)
		}
	}
}
