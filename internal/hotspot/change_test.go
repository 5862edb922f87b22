package hotspot

import (
	"testing"
	"time"

	"tryggled/internal/hotspot/trend"
)

// A place where it is calm each summer and busy each autumn does not grow when autumn comes.
func TestNoGrowthInSeason(t *testing.T) {
	for name, tt := range map[string]struct {
		since                      time.Time
		first                      time.Time // of all reports
		thisYear, lastYear, summer int
		against                    string
		want                       string
	}{
		"as last year": {
			until.AddDate(-2, 0, 0), until.AddDate(-2, 0, 1), 27, 25, 2, trend.YearBefore,
			"27 against 25: no certain change (the last 90 days against the same days a year earlier)",
		},
		"more than last year": {
			until.AddDate(-2, 0, 0), until.AddDate(-2, 0, 1), 27, 9, 25, trend.YearBefore,
			"27 against 9: an increase, 1.4–7.3 times (the last 90 days against the same days a year earlier)",
		},
		"the window reaches just so far": {
			until.AddDate(-1, 0, -90), until.AddDate(-1, 0, -90), 4, 2, 9, trend.YearBefore,
			"4 against 2: no certain change (the last 90 days against the same days a year earlier)",
		},
		"the window is a day too short": {
			until.AddDate(-1, 0, -89), until.AddDate(-1, 0, -89), 4, 9, 2, trend.JustBefore,
			"4 against 2: no certain change (the last 90 days against as long before; not adjusted for season)",
		},
		"the reports began later than the window": {
			until.AddDate(-2, 0, 0), until.AddDate(-1, 0, -70), 4, 9, 2, trend.JustBefore,
			"4 against 2: no certain change (the last 90 days against as long before; not adjusted for season)",
		},
	} {
		t.Run(name, func(t *testing.T) {
			all := moments{at: []int64{tt.first.Unix()}}
			for days, n := range map[int]int{89: tt.thisYear, 91: tt.summer} {
				all.repeat(n, until.AddDate(0, 0, -days))
			}
			here := moments{at: all.at[1:]}
			here.repeat(tt.lastYear, until.AddDate(-1, 0, -1))
			got := here.change(all.compared(DefaultParams(tt.since, until)))
			if got.Text.EN != tt.want || got.Against != tt.against || got.Text.SV == "" {
				t.Errorf("got %s %q, want %s %q", got.Against, got.Text.EN, tt.against, tt.want)
			}
			if got.Days() != 90 || !got.Until.Equal(until) || got.BeforeUntil.After(got.Since) {
				t.Errorf("got the periods %+v", got.Periods)
			}
		})
	}
}

// The days are those of the municipality's calendar: an evening of the first day counts in
// either year, though the clocks changed in between.
func TestSameDaysByTheCalendar(t *testing.T) {
	zone := stockholm(t)
	end := time.Date(2026, 11, 23, 0, 0, 0, 0, zone) // the 90 days begin on 25 August, in summer time
	var all events
	for _, year := range []int{2025, 2026} {
		all.repeat(1, time.Date(year, 8, 25, 0, 0, 0, 0, zone))
		all.repeat(7, time.Date(year, 8, 24, 23, 59, 59, 0, zone))
	}
	all.repeat(5, time.Date(2025, 11, 23, 0, 0, 0, 0, zone))
	if got := all.change(all.compared(DefaultParams(end.AddDate(-2, 0, 0), end))); got.Before != 1 || got.After != 1 {
		t.Errorf("got %d against %d, want 1 against 1: %+v", got.After, got.Before, got.Periods)
	}
}

// A window in which the clocks go forward is an hour shorter, and no day less.
func TestHalfAWindowInSpring(t *testing.T) {
	zone := stockholm(t)
	for name, tt := range map[string]struct {
		since, until time.Time
		want         int
	}{
		"two days":               {time.Date(2026, 3, 28, 0, 0, 0, 0, zone), time.Date(2026, 3, 30, 0, 0, 0, 0, zone), 1},
		"a hundred and eighty":   {time.Date(2026, 1, 1, 0, 0, 0, 0, zone), time.Date(2026, 6, 30, 0, 0, 0, 0, zone), 90},
		"two days in winter":     {time.Date(2026, 1, 1, 0, 0, 0, 0, zone), time.Date(2026, 1, 3, 0, 0, 0, 0, zone), 1},
		"an hour less in winter": {time.Date(2026, 1, 1, 1, 0, 0, 0, zone), time.Date(2026, 1, 3, 0, 0, 0, 0, zone), 0},
		"an hour":                {time.Date(2026, 1, 1, 1, 0, 0, 0, zone), time.Date(2026, 1, 1, 2, 0, 0, 0, zone), 0},
	} {
		got := moments{}.compared(DefaultParams(tt.since, tt.until))
		if got.Days() != tt.want || got.BeforeSince.Before(tt.since) {
			t.Errorf("%s: got %d days from %v, want %d", name, got.Days(), got.BeforeSince, tt.want)
		}
	}
}

func (m *moments) repeat(n int, at time.Time) {
	for range n {
		m.at = append(m.at, at.Unix())
	}
}
