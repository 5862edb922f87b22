package rhythm

import (
	"math"
	"strings"
	"testing"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/sun"
)

// methods are all that take columns of reports.
func methods(from, to []int64, weight []float64) map[string]error {
	_, aoristic := Aoristic(from, to, weight, time.UTC)
	_, daylight := Daylight(from, to, weight, sun.NewDays(sun.Place{Lon: 15.99, Lat: 59.51}))
	all := map[string]error{"Aoristic": aoristic, "Daylight": daylight}
	if weight == nil {
		_, all["Compare"] = Compare(nil, time.Unix(1.7e9, 0), time.Unix(1.8e9, 0), time.UTC, from, to)
	}
	return all
}

func TestBadColumns(t *testing.T) {
	const at = 1_790_000_000
	for name, tt := range map[string]struct {
		from, to []int64
		weight   []float64
		says     string
	}{
		"columns of two lengths": {[]int64{at, at}, []int64{at}, nil, "2 from, 1 to"},
		"too few weights":        {[]int64{at, at}, []int64{at, at}, []float64{1}, "1 weights"},
		"ends before it begins":  {[]int64{at, at + 1}, []int64{at, at}, nil, "row 2"},
		"milliseconds":           {[]int64{at * 1000}, []int64{at * 1000}, nil, "seconds since 1970"},
		"no time at all":         {[]int64{math.MinInt64}, []int64{math.MaxInt64}, nil, "row 1"},
		"an endless interval":    {[]int64{at}, []int64{math.MaxInt64}, nil, "row 1"},
		"a negative weight":      {[]int64{at}, []int64{at}, []float64{-1}, "row 1"},
		"a weight of NaN":        {[]int64{at}, []int64{at}, []float64{math.NaN()}, "row 1"},
		"an infinite weight":     {[]int64{at}, []int64{at}, []float64{math.Inf(1)}, "row 1"},
	} {
		for method, err := range methods(tt.from, tt.to, tt.weight) {
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%s, %s: got %v, want Invalid with %q", name, method, err, tt.says)
			}
		}
	}
	for method, err := range methods(nil, nil, nil) {
		if err != nil {
			t.Errorf("no reports, %s: got %v", method, err)
		}
	}
}

func TestDaylight(t *testing.T) {
	koping := sun.NewDays(sun.Place{Lon: 15.99, Lat: 59.51})
	kiruna := sun.NewDays(sun.Place{Lon: 20.225, Lat: 67.856})
	for name, tt := range map[string]struct {
		days      *sun.Days
		from, to  string
		day, dark float64
	}{
		"a November evening":    {koping, "2026-11-20 18:00", "2026-11-20 18:00", 0, 2},
		"a November noon":       {koping, "2026-11-20 12:00", "2026-11-20 12:00", 2, 0},
		"a July evening":        {koping, "2026-07-10 22:00", "2026-07-10 22:00", 2, 0},
		"Köping's midsummer":    {koping, "2026-06-21 01:00", "2026-06-21 01:00", 0, 2},
		"Kiruna's midsummer":    {kiruna, "2026-06-21 00:00", "2026-06-28 00:00", 2, 0},
		"a November day":        {koping, "2026-11-20 00:00", "2026-11-21 00:00", 2 * 9.11 / 24, 2 * 14.89 / 24},
		"over dusk":             {koping, "2026-11-20 15:00", "2026-11-20 17:00", 2 * 70. / 120, 2 * 50. / 120},
		"more than 168 hours":   {koping, "2026-11-02 00:00", "2026-11-09 00:01", 0, 0},
		"a week, all the same ": {koping, "2026-11-02 00:00", "2026-11-09 00:00", 2 * 10.10 / 24, 2 * 13.90 / 24},
	} {
		from, to := local(t, tt.from).Unix(), local(t, tt.to).Unix()
		got, err := Daylight([]int64{from}, []int64{to}, []float64{2}, tt.days)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(got.Day-tt.day) > 0.02 || math.Abs(got.Dark-tt.dark) > 0.02 || math.Abs(got.Day+got.Dark+got.Unplaced-2) > 1e-12 {
			t.Errorf("%s: got %.3f by day, %.3f dark, %.3f unplaced; want %.3f, %.3f", name, got.Day, got.Dark, got.Unplaced, tt.day, tt.dark)
		}
	}
}

func TestDaylightWithoutPlace(t *testing.T) {
	for _, days := range []*sun.Days{nil, sun.NewDays(sun.Place{Lon: 15, Lat: math.NaN()})} {
		if _, err := Daylight(nil, nil, nil, days); !fault.Is(err, fault.Invalid) {
			t.Errorf("got %v, want Invalid", err)
		}
	}
}

func TestDaylightWords(t *testing.T) {
	for name, tt := range map[string]struct {
		light Light
		want  lang.Text
	}{
		"nothing":       {Light{}, lang.T("okänt om det var ljust eller mörkt", "unknown whether by day or in the dark")},
		"both":          {Light{Day: 2, Dark: 6}, lang.T("75\u00a0% i mörker, 25\u00a0% i dagsljus eller skymning", "75% in the dark, 25% in daylight or twilight")},
		"some unplaced": {Light{Dark: 3, Unplaced: 1}, lang.T("100\u00a0% i mörker, 0\u00a0% i dagsljus eller skymning (för 25\u00a0% är tiden för osäker)", "100% in the dark, 0% in daylight or twilight (for 25% the time is too uncertain)")},
		"nearly all":    {Light{Day: 1, Dark: 999}, lang.T("över 99\u00a0% i mörker, under 1\u00a0% i dagsljus eller skymning", "over 99% in the dark, under 1% in daylight or twilight")},
	} {
		if got := tt.light.words(); got != tt.want {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
	}
}

func BenchmarkDaylight(b *testing.B) {
	from, to, weight := randomReports(300_000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Daylight(from, to, weight, sun.NewDays(sun.Place{Lon: 15.99, Lat: 59.51})); err != nil {
			b.Fatal(err)
		}
	}
}
