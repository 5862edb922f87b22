package municipality_test

import (
	"strings"
	"testing"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/municipality"
)

func TestInstant(t *testing.T) {
	koping := municipality.Municipality{TimeZone: "Europe/Stockholm"}
	for in, want := range map[string]string{
		"2026-11-20T22:15":          "2026-11-20T21:15:00Z",
		"2026-07-20 22:15":          "2026-07-20T20:15:00Z",
		"2026-07-20":                "2026-07-19T22:00:00Z",
		"2026-11-20T22:15:30+02:00": "2026-11-20T20:15:30Z",
		"2026-03-29T03:00":          "2026-03-29T01:00:00Z", // first minute of summer time
		"2026-03-29T01:59":          "2026-03-29T00:59:00Z",
		"2026-10-25T03:00":          "2026-10-25T02:00:00Z",
		"2026-10-25T02:30+01:00":    "2026-10-25T01:30:00Z",
	} {
		got, err := koping.Instant(in)
		if err != nil || got.Format(time.RFC3339) != want {
			t.Errorf("Instant(%q) = %v, %v; want %s", in, got, err, want)
		}
	}
}

func TestInstantRefusesWhatTheClockChangeMakesUnclear(t *testing.T) {
	koping := municipality.Municipality{TimeZone: "Europe/Stockholm"}
	for in, readings := range map[string][2]string{
		"2026-03-29T02:30": {"2026-03-29T03:30:00+02:00", "2026-03-29T01:30:00+01:00"}, // missing
		"2026-10-25T02:30": {"2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"}, // double
	} {
		_, err := koping.Instant(in)
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("Instant(%q): got %v, want Invalid", in, err)
			continue
		}
		for _, reading := range readings {
			if !strings.Contains(err.Error(), reading) {
				t.Errorf("Instant(%q): %q names no reading %s", in, err, reading)
			}
		}
	}
}

func TestInstantRefusesYearsThatCannotBeWrittenBack(t *testing.T) {
	koping := municipality.Municipality{TimeZone: "Europe/Stockholm"}
	for _, in := range []string{"9999-12-31T23:59:59Z", "9999-12-31T23:30-02:00", "0000-06-01", "0001-01-01T00:00:00+01:00"} {
		if at, err := koping.Instant(in); !fault.Is(err, fault.Invalid) {
			t.Errorf("Instant(%q): got %v, %v, want Invalid", in, at, err)
		}
	}
	if _, err := koping.Instant("9999-12-31T23:59:59"); err != nil {
		t.Errorf("the last second of 9999 here: %v", err)
	}
}
