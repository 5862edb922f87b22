package rhythm

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// shown writes the windows of a code as local times.
func shown(t *testing.T, windows []Window, code string) (all []string) {
	loc := stockholm(t)
	for _, w := range windows {
		if w.Code == code {
			all = append(all, w.From.In(loc).Format("Mon 2006-01-02 15:04")+" – "+w.To.In(loc).Format("Mon 2006-01-02 15:04"))
		}
	}
	return all
}

func TestCalendar(t *testing.T) {
	windows := Calendar(local(t, "2026-01-01 06:00"), local(t, "2027-01-01 00:00"), stockholm(t), nil)
	for code, want := range map[string][]string{
		"week13":     {"Mon 2026-03-23 00:00 – Mon 2026-03-30 00:00"}, // the clocks change on its Sunday
		"valborg":    {"Thu 2026-04-30 12:00 – Fri 2026-05-01 06:00"},
		"midsummer":  {"Fri 2026-06-19 12:00 – Sun 2026-06-21 06:00"},
		"halloween":  {"Sat 2026-10-31 16:00 – Sun 2026-11-01 06:00"},
		"lucia":      {"Sat 2026-12-12 18:00 – Sun 2026-12-13 12:00"},
		"new_year":   {"Thu 2026-12-31 12:00 – Fri 2027-01-01 06:00"}, // that of 2025 ended at 06
		"school_end": {"Wed 2026-06-10 12:00 – Sat 2026-06-13 06:00"},
		"term":       {"Thu 2026-01-08 00:00 – Sat 2026-06-13 00:00", "Tue 2026-08-18 00:00 – Sat 2026-12-19 00:00"},
	} {
		if diff := cmp.Diff(want, shown(t, windows, code)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", code, diff)
		}
	}
	for i := range windows[1:] {
		if windows[i+1].From.Before(windows[i].From) {
			t.Errorf("%s comes before %s", windows[i].Code, windows[i+1].Code)
		}
	}
}

func TestWeek13(t *testing.T) {
	for year, want := range map[int]string{2015: "03-23", 2020: "03-23", 2021: "03-29", 2024: "03-25", 2026: "03-23", 2032: "03-22"} {
		monday := isoDay(year, 13, time.Monday).in(time.UTC)
		gotYear, week := monday.ISOWeek()
		if monday.Format("01-02") != want || gotYear != year || week != 13 || monday.Weekday() != time.Monday {
			t.Errorf("%d: got %s in week %d of %d, want %s", year, monday.Format("Mon 01-02"), week, gotYear, want)
		}
	}
	for year := 1900; year < 2100; year++ { // also weeks 34 and 51 and those with 53 weeks
		for _, week := range []int{1, 13, 34, 51} {
			if y, w := isoDay(year, week, time.Sunday).in(time.UTC).ISOWeek(); y != year || w != week {
				t.Errorf("Sunday of week %d of %d lies in week %d of %d", week, year, w, y)
			}
		}
	}
}

func TestFridaysOfJune(t *testing.T) {
	for year := 1900; year < 2100; year++ {
		end := onOrAfter(year, time.June, 9, time.Friday).in(time.UTC)
		eve := onOrAfter(year, time.June, 19, time.Friday).in(time.UTC)
		if end.Weekday() != time.Friday || end.Day() < 9 || end.Day() > 15 || eve.Weekday() != time.Friday || eve.Day() < 19 || eve.Day() > 25 {
			t.Errorf("%d: school ends %v, Midsummer Eve %v", year, end, eve)
		}
	}
	if got := rules[1]; got.code != Term {
		t.Fatalf("rule 1 is %s", got.code)
	} else if begins, _ := got.span(2028); begins.day != 10 { // 8 January 2028 is a Saturday
		t.Errorf("spring of 2028 begins on %d January, want 10", begins.day)
	}
}

func TestOwnCalendar(t *testing.T) {
	own := []municipality.Span{
		{Code: "term", Name: lang.T("Vårterminen 2026", "Spring term 2026"), From: "2026-01-12", To: "2026-06-09"},
		{Code: "market", Name: lang.T("Marknaden", "The market"), From: "2026-09-04", To: "2026-09-05"},
		{Code: "valborg", Name: lang.T("Valborgsveckan", "Valborg week"), From: "2026-04-27", To: "2026-05-01"},
		{Code: "market", Name: lang.T("Felskriven", "Miswritten"), From: "2026-09-31", To: "2026-10-05"},
	}
	windows := Calendar(local(t, "2026-01-01 00:00"), local(t, "2027-12-31 00:00"), stockholm(t), own)
	for code, want := range map[string][]string{
		"term": {
			"Mon 2026-01-12 00:00 – Wed 2026-06-10 00:00", // its own
			"Tue 2026-08-18 00:00 – Sat 2026-12-19 00:00",
			"Fri 2027-01-08 00:00 – Sat 2027-06-12 00:00",
			"Tue 2027-08-24 00:00 – Sat 2027-12-25 00:00",
		},
		"market":     {"Fri 2026-09-04 00:00 – Sun 2026-09-06 00:00"},
		"valborg":    {"Mon 2026-04-27 00:00 – Sat 2026-05-02 00:00", "Fri 2027-04-30 12:00 – Sat 2027-05-01 06:00"},
		"school_end": {"Tue 2026-06-09 12:00 – Wed 2026-06-10 06:00", "Wed 2027-06-09 12:00 – Sat 2027-06-12 06:00"},
	} {
		if diff := cmp.Diff(want, shown(t, windows, code)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", code, diff)
		}
	}
}

func TestCalendarTouches(t *testing.T) {
	loc := stockholm(t)
	for name, tt := range map[string]struct {
		since, until string
		want         int // windows of Valborg and New Year
	}{
		"within the night":        {"2026-05-01 01:00", "2026-05-01 02:00", 1},
		"after it":                {"2026-05-01 06:00", "2026-05-02 02:00", 0},
		"before it":               {"2026-04-29 06:00", "2026-04-30 12:00", 0},
		"the night of a new year": {"2026-01-01 05:00", "2026-01-01 05:30", 1},
		"two years":               {"2025-03-01 00:00", "2027-03-01 00:00", 4},
		"no time":                 {"2026-05-01 01:00", "2026-05-01 01:00", 0},
		"backwards":               {"2026-05-02 01:00", "2026-04-01 01:00", 0},
	} {
		windows := Calendar(local(t, tt.since), local(t, tt.until), loc, nil)
		if got := len(shown(t, windows, "valborg")) + len(shown(t, windows, "new_year")); got != tt.want {
			t.Errorf("%s: got %d, want %d", name, got, tt.want)
		}
	}
	if got := Calendar(time.Unix(0, 0), time.Unix(1, 0), nil, nil); len(got) != 1 {
		t.Errorf("in UTC at the new year of 1970 got %v", got)
	}
}
