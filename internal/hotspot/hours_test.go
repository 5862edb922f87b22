package hotspot

import (
	"math"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/hotspot/rhythm"
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
	friday := time.Date(2026, 11, 20, 21, 45, 0, 0, loc).Unix()
	const half, overAWeek = 1800, 168*3600 + 1
	tests := map[string]struct {
		lengths []int64 // of intervals from Friday 21:45, in seconds
		weights []float64
		want    map[int]float64
		known   float64
	}{
		"an instant":            {[]int64{0}, []float64{2}, map[int]float64{4*24 + 21: 1}, 1},
		"half an hour in two":   {[]int64{half}, []float64{2}, map[int]float64{4*24 + 21: 0.5, 4*24 + 22: 0.5}, 1},
		"by weight":             {[]int64{0, half}, []float64{1, 3}, map[int]float64{4*24 + 21: 0.625, 4*24 + 22: 0.375}, 1},
		"one without an hour":   {[]int64{0, overAWeek}, []float64{1, 9}, map[int]float64{4*24 + 21: 1}, 0.5},
		"none with an hour":     {[]int64{overAWeek}, []float64{1}, nil, 0},
		"no reports":            {nil, nil, nil, 0},
		"of no weight":          {[]int64{0}, []float64{0}, nil, 0},
		"times out of reach":    {[]int64{1 << 40}, []float64{1}, nil, 0},
		"ends before it begins": {[]int64{-1}, []float64{1}, nil, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var from, to []int64
			for _, length := range tt.lengths {
				from, to = append(from, friday), append(to, friday+length)
			}
			hours, known := profile(from, to, tt.weights, loc)
			var got map[int]float64
			for h, share := range hours {
				if got == nil {
					got = map[int]float64{}
				}
				if share > 0 {
					got[h] = share
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" || known != tt.known {
				t.Errorf("known %v, want %v; hours (-want +got):\n%s", known, tt.known, diff)
			}
		})
	}
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

// The share at the times of a shift is of all days alike, and of part of an hour in part.
func TestShareAt(t *testing.T) {
	zone := stockholm(t)
	h := Hotspot{Hours: make([]float64, hoursOfWeek)}
	h.Hours[15], h.Hours[24+15], h.Hours[2*24+19] = 0.5, 0.3, 0.2 // Monday to Wednesday
	at := func(hour, minute int) time.Time { return time.Date(2026, 11, 27, hour, minute, 0, 0, zone) }
	for name, c := range map[string]struct {
		from, to time.Time
		want     float64
	}{
		"the evening":       {at(19, 0), at(23, 0), 0.2},
		"half an hour":      {at(15, 30), at(16, 0), 0.4},
		"round the clock":   {at(0, 0), at(24, 0), 1},
		"two days":          {at(0, 0), at(48, 0), 1},
		"past midnight":     {at(20, 0), at(24+6, 0), 0},
		"the whole workday": {at(7, 0), at(20, 0), 1},
	} {
		if got, known := ShareAt(h, c.from, c.to, zone); !known || math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s: got %v, %v, want %v", name, got, known, c.want)
		}
	}
	if _, known := ShareAt(Hotspot{}, at(19, 0), at(23, 0), zone); known {
		t.Error("got a share where no hour is known")
	}
}

// The bounds of a share are digits that somebody may read, and hold what they held.
func TestBoundsAreReadable(t *testing.T) {
	for _, part := range []rhythm.Part{
		{Share: 1e-9, Low: 1.2e-127, High: 0.1234567891}, {Share: 0.25, Low: 0.1234567891, High: 0.9999999999}, {Share: 0, Low: 0, High: 1}, {Share: 1, Low: 0.3, High: 1},
	} {
		got := readable(part)
		if got.Share != part.Share || got.Low > part.Low || got.High < part.High || got.High > 1 || got.Low < part.Low-1e-6 || got.High > part.High+1e-6 {
			t.Errorf("%+v: got %+v", part, got)
		}
		for _, bound := range []float64{got.Low, got.High} {
			if s := strconv.FormatFloat(bound, 'g', -1, 64); len(s) > len("0.123456") {
				t.Errorf("got the bound %s", s)
			}
		}
	}
}
