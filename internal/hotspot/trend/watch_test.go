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
	k := table(1, 1, 2, 1, 2, 1) // 100 m for 7 days
	x, y := []float64{0, 10, 20, 500, 0, 45, 120}, []float64{0, 0, 0, 500, 0, 0, 0}
	at := []int64{
		day(2, 12).Unix(), day(8, 12).Unix(), day(13, 12).Unix(), // the first of them too long ago
		day(12, 0).Unix(), // alone
		day(20, 0).Unix(), // later than asOf
		day(12, 6).Unix(), day(13, 6).Unix(),
	}
	got, err := Watches(k, x, y, at, day(14, 12), WatchParams{})
	if err != nil {
		t.Fatal(err)
	}
	want := []Watch{{At: orb.Point{20, 0}, RadiusM: 100, From: day(8, 12), Until: day(20, 12), Events: 4, Ratio: 2}}
	want[0].Text.SV = "Ökad risk för upprepning inom 100 m till 2026-11-20 12:00: 4 händelser där inom 7 dagar, den första 2026-11-08 12:00; händelser upprepas så nära och så snart 2,0 gånger så ofta som av en slump."
	want[0].Text.EN = "Raised risk of a repeat within 100 m until 2026-11-20 12:00: 4 events there within 7 days, the first 2026-11-08 12:00; events repeat this near and this soon 2.0 times as often as by chance."
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	alone, err := Watches(k, x, y, at, day(14, 12), WatchParams{Least: 1})
	if err != nil || len(alone) != 2 || alone[1].Events != 1 || alone[1].Until != day(19, 0) {
		t.Errorf("with one event enough: got %+v, %v", alone, err)
	}
}

// A place that has been busy all autumn has a window of what is live now, not of the autumn.
func TestWatchesTellOfNow(t *testing.T) {
	asOf := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	var x, y []float64
	var at []int64
	for days := range 90 {
		x, y, at = append(x, 5), append(y, 5), append(at, asOf.AddDate(0, 0, -days).Unix())
	}
	for days := range 3 { // and a place with less
		x, y, at = append(x, 505), append(y, 5), append(at, asOf.AddDate(0, 0, -days).Unix())
	}
	got, err := Watches(table(3, 3, 1, 1, 1, 1), x, y, at, asOf, WatchParams{}) // 14 days
	if err != nil || len(got) != 2 {
		t.Fatalf("got %+v, %v, want two windows", got, err)
	}
	if w := got[0]; w.Events != 14 || !w.From.Equal(asOf.AddDate(0, 0, -13)) || !w.Until.Equal(asOf.AddDate(0, 0, 14)) {
		t.Errorf("got %+v, want 14 events of the last 14 days", w)
	}
	if w := got[1]; w.Events != 3 || w.At[0] != 505 {
		t.Errorf("got %+v second, want the place with fewer events", w)
	}
}

// An event that opens no window takes none from those near it.
func TestWatchesOfThree(t *testing.T) {
	x := []float64{0, 40, 80, 80} // the newest sees one other, the one beside it all three
	at := []int64{40 * secondsPerDay, 39 * secondsPerDay, 38 * secondsPerDay, 37 * secondsPerDay}
	all, err := Watches(table(1, 1, 2, 2, 1, 1), x, make([]float64, 4), at, time.Unix(41*secondsPerDay, 0), WatchParams{Least: 3})
	if err != nil || len(all) != 1 || all[0].At[0] != 40 || all[0].Events != 4 {
		t.Errorf("got %+v, %v; want one window, of four round 40 m", all, err)
	}
}

func TestWatchesExpire(t *testing.T) {
	when := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	k := table(3, 3, 1, 1, 1, 1) // the same place for 14 days
	at := []int64{when.AddDate(0, 0, -3).Unix(), when.Unix()}
	for days, want := range map[float64]int{-3.5: 0, -0.5: 0, 0: 1, 13.9: 1, 14: 0, 30: 0} {
		asOf := when.Add(time.Duration(days * float64(24*time.Hour)))
		got, err := Watches(k, []float64{5, 5}, []float64{5, 5}, at, asOf, WatchParams{})
		if err != nil || len(got) != want {
			t.Errorf("after %v days: got %v, %v, want %d", days, got, err, want)
		}
	}
}

// Each live event that has company lies in a window, each window is open and holds what brute
// force counts in it, and none lies in another of its radius.
func TestWatchesCoverEveryRepeat(t *testing.T) {
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
		for a, w := range all {
			seconds := map[float64]int64{50: 14, 100: 7}[w.RadiusM] * secondsPerDay
			newest, events := w.Until.Unix()-seconds, 0
			for i := range x {
				if math.Hypot(w.At[0]-x[i], w.At[1]-y[i]) <= w.RadiusM && at[i] <= newest && at[i] > newest-seconds {
					events++
				}
			}
			if events != w.Events || events < 2 || newest > asOf.Unix() || !w.Until.After(asOf) || w.From.Unix() <= newest-seconds {
				t.Fatalf("got the window %+v, of %d events", w, events)
			}
			if a > 0 && all[a-1].Events < w.Events {
				t.Fatal("a window with fewer events came first")
			}
			for _, other := range all[:a] {
				if other.RadiusM == w.RadiusM && math.Hypot(w.At[0]-other.At[0], w.At[1]-other.At[1]) <= w.RadiusM {
					t.Fatalf("%+v and %+v lie within each other", w, other)
				}
			}
		}
		for radius, days := range map[float64]int64{50: 14, 100: 7} {
			for i := range x {
				if age := 40 - at[i]/secondsPerDay; age >= 0 && age < days && accompanied(i, radius, days, x, y, at) && !covered(all, radius, x[i], y[i]) {
					t.Fatalf("event %d has no window of %v m", i, radius)
				}
			}
		}
	})
}

// accompanied tells whether another event came before this one, near in space and time.
func accompanied(i int, radius float64, days int64, x, y []float64, at []int64) bool {
	for j := range x {
		if j != i && at[j] <= at[i] && at[j] > at[i]-days*secondsPerDay && math.Hypot(x[i]-x[j], y[i]-y[j]) <= radius {
			return true
		}
	}
	return false
}

func covered(all []Watch, radius, x, y float64) bool {
	for _, w := range all {
		if w.RadiusM == radius && math.Hypot(w.At[0]-x, w.At[1]-y) <= radius {
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
