package trend

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tryggled/internal/fault"
)

// table is a Knox table of the bands 0, 50, 100 m and 7, 14 days, with a ratio and, where
// it is raised, a p of 0.01.
func table(ratios ...float64) Knox {
	p := KnoxParams{SpaceM: []float64{0, 50, 100}, TimeDays: []float64{7, 14}}
	k := Knox{Cells: p.cells()}
	for i, r := range ratios {
		c := &k.Cells[i]
		c.Ratio, c.Expected, c.Observed, c.P = r, 10, int(10*r), 0.6
		if r >= leastRatio {
			c.P = 0.01
		}
	}
	return k
}

func TestZones(t *testing.T) {
	const week = 7 * secondsPerDay
	certain := table(2, 2, 1, 1, 1, 1)
	unsure := table(2, 2, 1, 1, 1, 1)
	unsure.Cells[0].P = 0.06
	for name, c := range map[string]struct {
		k    Knox
		want []zone
	}{
		"nothing raised":           {table(1, 1, 1, 1, 1, 1), nil},
		"raised but not certain":   {unsure, nil},
		"the same place":           {certain, []zone{{0, 2 * week, 2}}},
		"all":                      {table(2, 2, 2, 2, 2, 2), []zone{{100, 2 * week, 2}}},
		"farther away for less":    {table(3, 2, 2, 1, 1, 1), []zone{{0, 2 * week, 2.5}, {50, week, 2.5}}},
		"no farther than nearer":   {table(3, 1, 2, 2, 1, 1), []zone{{50, week, 2.5}}},
		"a quiet place of its own": {table(1, 1, 2, 2, 3, 1), []zone{{50, 2 * week, 2}, {100, week, 2.5}}},
		"only far away":            {table(2, 1, 1, 1, 2, 2), []zone{{0, week, 2}}},
		"only late":                {table(1, 2, 1, 2, 1, 1), nil},
		"no table":                 {Knox{}, nil},
	} {
		if diff := cmp.Diff(c.want, c.k.zones(WatchParams{}), cmp.AllowUnexported(zone{})); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if got := table(1.5, 1, 1, 1, 1, 1).zones(WatchParams{LeastRatio: 1.6}); got != nil {
		t.Errorf("got %v from below the least ratio", got)
	}
	if got := unsure.zones(WatchParams{MostP: 0.1}); len(got) != 1 {
		t.Errorf("got %v with a p of 0.06 allowed", got)
	}
}

func TestWatches(t *testing.T) {
	day := func(d, hour int) time.Time { return time.Date(2026, 11, d, hour, 0, 0, 0, time.UTC) }
	at := []int64{day(2, 12).Unix(), day(8, 12).Unix(), day(13, 12).Unix(), day(1, 0).Unix(), day(20, 0).Unix(), day(12, 6).Unix()}
	x, y := []float64{0, 10, 20, 500, 0, 45}, []float64{0, 0, 0, 500, 0, 0}
	k := table(1, 1, 2, 1, 2, 1) // 100 m for 7 days
	got, err := Watches(k, x, y, at, day(14, 12), WatchParams{})
	if err != nil {
		t.Fatal(err)
	}
	want := []Watch{{
		At: orb.Point{20, 0}, RadiusM: 100, From: day(2, 12), Until: day(20, 12), Events: 4, Ratio: 2,
	}}
	want[0].Text.SV = "Ökad risk för upprepning inom 100 m till 2026-11-20 12:00: 4 händelser sedan 2026-11-02 12:00; händelser upprepas så nära och så snart 2,0 gånger så ofta som av en slump."
	want[0].Text.EN = "Raised risk of a repeat within 100 m until 2026-11-20 12:00: 4 events since 2026-11-02 12:00; events repeat this near and this soon 2.0 times as often as by chance."
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestWatchesExpire(t *testing.T) {
	when := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	k := table(3, 3, 1, 1, 1, 1) // the same place for 14 days
	for days, want := range map[float64]int{-0.5: 0, 0: 1, 13.9: 1, 14: 0, 30: 0} {
		asOf := when.Add(time.Duration(days * float64(24*time.Hour)))
		got, err := Watches(k, []float64{5}, []float64{5}, []int64{when.Unix()}, asOf, WatchParams{})
		if err != nil || len(got) != want {
			t.Errorf("after %v days: got %v, %v, want %d", days, got, err, want)
		}
	}
}

func TestWatchesCoverEveryRecentEvent(t *testing.T) {
	asOf := time.Unix(40*secondsPerDay, 0).UTC()
	k := table(2, 2, 2, 2, 2, 1) // 50 m for 14 days, 100 m for 7
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 50).Draw(t, "n")
		x, y, at := make([]float64, n), make([]float64, n), make([]int64, n)
		for i := range x {
			x[i], y[i] = float64(rapid.IntRange(-300, 300).Draw(t, "x")), float64(rapid.IntRange(-30, 30).Draw(t, "y"))
			at[i] = int64(rapid.IntRange(0, 45).Draw(t, "day")) * secondsPerDay
		}
		all, err := Watches(k, x, y, at, asOf, WatchParams{})
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range all {
			if asOf.Before(w.From) || !asOf.Before(w.Until) {
				t.Fatalf("a window that is not open was given: %v", w)
			}
		}
		for i := range x {
			age := 40 - at[i]/secondsPerDay
			for radius, days := range map[float64]int64{50: 14, 100: 7} {
				if age >= 0 && age < days && !covered(all, radius, x[i], y[i], at[i]+days*secondsPerDay) {
					t.Fatalf("event %d has no window of %v m", i, radius)
				}
			}
		}
	})
}

func covered(all []Watch, radius, x, y float64, until int64) bool {
	for _, w := range all {
		if w.RadiusM == radius && math.Hypot(w.At[0]-x, w.At[1]-y) <= radius/2 && w.Until.Unix() >= until {
			return true
		}
	}
	return false
}

func TestWatchesRefuse(t *testing.T) {
	for name, c := range map[string]struct{ x, y []float64 }{
		"unequal columns": {[]float64{1, 2}, []float64{1}},
		"no number":       {[]float64{math.NaN()}, []float64{1}},
		"infinite":        {[]float64{1}, []float64{math.Inf(1)}},
	} {
		if _, err := Watches(table(2), c.x, c.y, []int64{0}, time.Unix(10, 0), WatchParams{}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want Invalid", name, err)
		}
	}
}
