package ingest

import (
	"strings"
	"testing"
	"time"
)

func stockholm(t testing.TB) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestTimesInDefaultForms(t *testing.T) {
	t.Parallel()
	c, err := newClock(stockholm(t), DefaultTimes)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"2026-11-20 22:15":          "2026-11-20T21:15:00Z",
		"2026-11-20 22.15":          "2026-11-20T21:15:00Z",
		"2026-11-20T22:15:07":       "2026-11-20T21:15:07Z",
		"2026-11-20T22:15:07.250Z":  "2026-11-20T22:15:07Z",
		"2026-11-20 22:15+01:00":    "2026-11-20T21:15:00Z",
		"2026-11-20 22:15:00 +0200": "2026-11-20T20:15:00Z",
		"2026-11-20 kl. 22.15":      "2026-11-20T21:15:00Z",
		"2026-11-20, kl 22:15":      "2026-11-20T21:15:00Z",
		"20/11 2026 22:15":          "2026-11-20T21:15:00Z",
		"1/7 2026 9.05":             "2026-07-01T07:05:00Z",
		"20/11/2026 22:15":          "2026-11-20T21:15:00Z",
		"20.11.2026 22.15":          "2026-11-20T21:15:00Z",
		"20-11-2026 22:15":          "2026-11-20T21:15:00Z",
		"2026/11/20 22:15":          "2026-11-20T21:15:00Z",
		"20 november 2026 22:15":    "2026-11-20T21:15:00Z",
		"1 okt. 2026 kl 08.00":      "2026-10-01T06:00:00Z",
		"20261120 22:15":            "2026-11-20T21:15:00Z",
		" 2026-11-20 22:15 ":        "2026-11-20T21:15:00Z",
		"2026-03-29 01:59":          "2026-03-29T00:59:00Z",
		"2026-03-29 03:00":          "2026-03-29T01:00:00Z",
		"2026-10-25 01:59":          "2026-10-24T23:59:00Z",
		"2026-10-25 03:00":          "2026-10-25T02:00:00Z",
		"2026-10-25 02:30+02:00":    "2026-10-25T00:30:00Z",
	} {
		w, bad := c.wall(text)
		if bad != nil {
			t.Errorf("%q: %s", text, bad.text.EN)
			continue
		}
		if got, bad := c.instant(w); bad != nil || got.Format(time.RFC3339) != want {
			t.Errorf("%q: got %v %v, want %s", text, got, bad, want)
		}
	}
	for _, text := range []string{
		"", "2026", "2026-11", "2026-13-01", "2026-02-29", "2026-11-20 24:00", "2026-11-20 22:60", "2026-11-20 22",
		"11/20/2026", "20 brumaire 2026", "2026-11-20 22:15 x", "2026-11-20 22:15+25:00", "26-11-20", "2026-11-20 2215",
	} {
		if w, bad := c.wall(text); bad == nil {
			t.Errorf("%q: got %v, want it refused", text, w)
		}
	}
}

func TestTimesOfProfiles(t *testing.T) {
	t.Parallel()
	c, err := newClock(time.UTC, []string{"MM/DD/YYYY hh:mm:ss AM"})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"11/20/2015 12:25:23 AM": "2015-11-20T00:25:23Z",
		"11/20/2015 12:25:23 PM": "2015-11-20T12:25:23Z",
		"01/02/2015 04:17:43 pm": "2015-01-02T16:17:43Z",
	} {
		w, bad := c.wall(text)
		if bad != nil {
			t.Fatal(bad.text.EN)
		}
		if got, _ := c.instant(w); got.Format(time.RFC3339) != want {
			t.Errorf("%q: got %v, want %s", text, got, want)
		}
	}
	if w, bad := c.wall("01/02/2015 13:00:00 PM"); bad == nil {
		t.Errorf("13 PM: got %v, want it refused", w)
	}
}

// TestClockChanges: both readings of a missing and of a double time are named.
func TestClockChanges(t *testing.T) {
	t.Parallel()
	c, err := newClock(stockholm(t), DefaultTimes)
	if err != nil {
		t.Fatal(err)
	}
	for text, readings := range map[string][2]string{
		"2026-03-29 02:00": {"2026-03-29 01:00+01:00", "2026-03-29 03:00+02:00"},
		"2026-10-25 02:00": {"2026-10-25 02:00+02:00", "2026-10-25 02:00+01:00"},
		"2026-10-25 02:59": {"2026-10-25 02:59+02:00", "2026-10-25 02:59+01:00"},
	} {
		for range 2 { // also once the spans around are known
			w, bad := c.wall(text)
			if bad != nil {
				t.Fatal(bad.text.EN)
			}
			_, bad = c.instant(w)
			if bad == nil || !strings.Contains(bad.text.SV, readings[0]) || !strings.Contains(bad.text.EN, readings[1]) {
				t.Errorf("%s: got %v, want both of %v", text, bad, readings)
			}
			if _, bad := c.instant(wall{year: 2026, month: 7, day: 1}); bad != nil {
				t.Fatal(bad.text.EN)
			}
		}
	}
}

// TestClockAgreesWithTime goes through years hour by hour in zones of every kind.
func TestClockAgreesWithTime(t *testing.T) {
	t.Parallel()
	for _, zone := range []string{"Europe/Stockholm", "Europe/London", "America/New_York", "Australia/Lord_Howe", "UTC", "Asia/Kolkata"} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		c := &clock{loc: loc}
		for at := time.Date(2025, 1, 1, 0, 30, 0, 0, time.UTC); at.Year() < 2027; at = at.Add(time.Hour) {
			l := at.In(loc)
			w := wall{year: l.Year(), month: int(l.Month()), day: l.Day(), hour: l.Hour(), minute: l.Minute()}
			got, bad := c.instant(w)
			if bad == nil && !got.Equal(at) {
				t.Fatalf("%s: %v read as %v, want %v", zone, w, got, at)
			}
			twin := at.Add(time.Hour).In(loc).Format("15:04") == l.Format("15:04") || at.Add(-time.Hour).In(loc).Format("15:04") == l.Format("15:04")
			if bad != nil && !twin && zone != "Australia/Lord_Howe" { // clocks there change by half an hour
				t.Fatalf("%s: %v refused: %s", zone, w, bad.text.EN)
			}
		}
	}
}

func TestTimeFormatsThatCannotBe(t *testing.T) {
	t.Parallel()
	for _, pattern := range []string{"", "hh:mm", "YYYY", "YYYY-MM-DD[", "YYYY-MM-DD]", "åååå-MM-DD", "YYYY-MM-DD T", "2006-01-02"} {
		if _, err := compileTime(pattern); err == nil {
			t.Errorf("%q is taken for a time format", pattern)
		}
	}
}

func FuzzWhen(f *testing.F) {
	for _, seed := range []string{"2026-11-20 22:15", "20 november 2026 kl 22.15", "2026-10-25 02:30", "1/1 2026", "2026-11-20T22:15:00.1Z", "44000.5"} {
		f.Add(seed)
	}
	c, err := newClock(stockholm(f), DefaultTimes)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		w, bad := c.wall(text)
		if bad != nil {
			return
		}
		if !w.valid() {
			t.Fatalf("%q: %v is no time", text, w)
		}
		at, bad := c.instant(w)
		if bad == nil && !w.hasOffset && at.In(c.loc).Format("2006-01-02 15:04") != w.String() {
			t.Errorf("%q: clocks show %v, not %v", text, at.In(c.loc), w)
		}
	})
}
