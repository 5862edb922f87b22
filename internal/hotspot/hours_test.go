package hotspot

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tryggled/internal/lang"
)

func stockholm(t interface{ Fatal(...any) }) *time.Location {
	loc, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestProfile(t *testing.T) {
	loc := stockholm(t)
	at := func(s string) int64 {
		parsed, err := time.ParseInLocation("2006-01-02 15:04", s, loc)
		if err != nil {
			t.Fatal(err)
		}
		return parsed.Unix()
	}
	const friday, sunday = 4 * 24, 6 * 24
	tests := map[string]struct {
		from, to string
		want     map[int]float64
	}{
		"an instant":           {"2026-11-20 22:15", "2026-11-20 22:15", map[int]float64{friday + 22: 1}},
		"half an hour in two":  {"2026-11-20 21:45", "2026-11-20 22:15", map[int]float64{friday + 21: 0.5, friday + 22: 0.5}},
		"round the week":       {"2026-11-22 23:00", "2026-11-23 03:00", map[int]float64{sunday + 23: 0.25, 0: 0.25, 1: 0.25, 2: 0.25}},
		"clocks forward":       {"2026-03-29 01:00", "2026-03-29 04:00", map[int]float64{sunday + 1: 0.5, sunday + 3: 0.5}},
		"clocks back":          {"2026-10-25 01:00", "2026-10-25 04:00", map[int]float64{sunday + 1: 0.25, sunday + 2: 0.5, sunday + 3: 0.25}},
		"a week":               {"2026-11-02 00:00", "2026-11-09 00:00", nil},
		"more than a week":     {"2026-11-01 00:00", "2026-11-09 00:00", map[int]float64{}},
		"a summer's Monday 00": {"2026-07-06 00:00", "2026-07-06 00:00", map[int]float64{0: 1}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			hours, known := profile([]int64{at(tt.from)}, []int64{at(tt.to)}, []float64{2}, loc)
			if (known == 1) != (hours != nil) {
				t.Fatalf("share known %v of hours %v", known, hours)
			}
			got := map[int]float64{}
			for h, share := range hours {
				if share > 0 {
					got[h] = math.Round(share*1e9) / 1e9
				}
			}
			if tt.want == nil {
				tt.want = map[int]float64{}
				for h := range hoursOfWeek {
					tt.want[h] = math.Round(1./168*1e9) / 1e9
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("hours (-want +got):\n%s", diff)
			}
		})
	}
}

func TestProfileLosesNoWeight(t *testing.T) {
	loc := stockholm(t)
	rapid.Check(t, func(t *rapid.T) {
		var from, to []int64
		var weight []float64
		timed := 0
		for range rapid.IntRange(1, 20).Draw(t, "n") {
			start := rapid.Int64Range(1.7e9, 1.8e9).Draw(t, "from")
			length := rapid.Int64Range(0, 200*3600).Draw(t, "length")
			from, to, weight = append(from, start), append(to, start+length), append(weight, rapid.Float64Range(0.01, 9).Draw(t, "weight"))
			if length <= 168*3600 {
				timed++
			}
		}
		hours, known := profile(from, to, weight, loc)
		sum := 0.0
		for _, share := range hours {
			sum += share
		}
		if timed > 0 && math.Abs(sum-1) > 1e-9 || known != float64(timed)/float64(len(from)) {
			t.Fatalf("%d of %d reports have an hour: shares sum to %v, share known %v", timed, len(from), sum, known)
		}
	})
}

func TestPriorityAt(t *testing.T) {
	loc := stockholm(t)
	friday := time.Date(2026, 11, 20, 18, 0, 0, 0, loc)
	h := Hotspot{Priority: 40, Reports: 45, HoursKnown: 1, Hours: make([]float64, hoursOfWeek)}
	h.Hours[4*24+20] = 1 // all on Fridays 20–21; 45 reports are believed to 90 %
	tests := map[string]struct {
		from  time.Time
		hours int
		want  float64
	}{
		"the very hour":     {friday.Add(2 * time.Hour), 1, 40 * (0.9*(168+24)/2 + 0.1)},
		"within four":       {friday, 4, 40 * (0.9*(168+24)/2/4 + 0.1)},
		"the day before":    {friday.Add(-24 * time.Hour), 4, 40 * (0.9*24./2/4 + 0.1)},
		"by day":            {friday.Add(-8 * time.Hour), 4, 40 * 0.1},
		"the whole week":    {friday, 168, 40},
		"a shift of no use": {friday, 0, 40},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := PriorityAt(h, tt.from, tt.from.Add(time.Duration(tt.hours)*time.Hour), loc); math.Abs(got-tt.want) > 1e-9 {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
	if got := PriorityAt(Hotspot{Priority: 40}, friday, friday.Add(time.Hour), loc); got != 40 {
		t.Errorf("without hours got %v, want 40", got)
	}
}

func TestPattern(t *testing.T) {
	tests := map[string]struct {
		holds func(day, hour int) bool
		want  lang.Text
	}{
		"Friday evening":     {func(d, h int) bool { return d == 4 && h >= 18 }, lang.T("flest fredag kväll", "most on Friday evening")},
		"early Saturday":     {func(d, h int) bool { return d == 5 && h < 4 }, lang.T("flest natten till lördag", "most in the early hours of Saturday")},
		"weekend nights":     {func(d, h int) bool { return (d == 4 || d == 5) && h >= 21 || (d == 5 || d == 6) && h < 3 }, lang.T("flest fredags- och lördagsnätter", "most on Friday and Saturday nights")},
		"every afternoon":    {func(_, h int) bool { return h >= 14 && h < 18 }, lang.T("flest på eftermiddagen", "most in the afternoon")},
		"office hours":       {func(d, h int) bool { return d < 5 && h >= 8 && h < 17 }, lang.T("flest dagtid på vardagar", "most on weekdays by day")},
		"dusk to dawn":       {func(_, h int) bool { return h >= 20 || h < 4 }, lang.T("flest på kvällar och nätter", "most in evenings and at night")},
		"Saturday, all day":  {func(d, _ int) bool { return d >= 5 }, lang.T("flest på helgen", "most at weekends")},
		"at any hour at all": {func(_, _ int) bool { return true }, lang.T("utspritt över veckan", "spread over the week")},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			h := Hotspot{Reports: 20, HoursKnown: 1, Hours: make([]float64, hoursOfWeek)}
			n := 0.0
			for i := range h.Hours {
				if tt.holds(i/24, i%24) {
					h.Hours[i] = 1
					n++
				}
			}
			for i := range h.Hours {
				h.Hours[i] /= n
			}
			if got := pattern(h); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	few := Hotspot{Reports: 5, HoursKnown: 0.4, Hours: make([]float64, hoursOfWeek)}
	few.Hours[100] = 1
	if got := pattern(few); got.EN != "spread over the week" {
		t.Errorf("two timed reports are called %q", got.EN)
	}
}
