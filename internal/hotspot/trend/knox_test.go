package trend

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tryggled/internal/fault"
	"tryggled/internal/street"
)

func knoxOf(t testing.TB, x, y []float64, at []int64, p KnoxParams) Knox {
	t.Helper()
	pairs, err := PlanePairs(x, y, p.SpaceM[len(p.SpaceM)-1])
	if err != nil {
		t.Fatal(err)
	}
	k, err := KnoxOf(context.Background(), pairs, at, p)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// slowly counts the pairs of each cell by comparing all.
func slowly(x, y []float64, day []int64, p KnoxParams) []int {
	counts := make([]int, len(p.SpaceM)*len(p.TimeDays))
	band := func(v float64, ends []float64) int {
		for i, end := range ends {
			if v <= end {
				return i
			}
		}
		return -1
	}
	for i := range x {
		for j := range i {
			s := band(math.Hypot(x[i]-x[j], y[i]-y[j]), p.SpaceM)
			k := band(math.Abs(float64(day[i]-day[j])), p.TimeDays)
			if s >= 0 && k >= 0 {
				counts[s*len(p.TimeDays)+k]++
			}
		}
	}
	return counts
}

func TestKnoxCountsAllPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 120).Draw(t, "n")
		places := rapid.IntRange(1, 60).Draw(t, "places") // few: crowds on one point
		span := rapid.SampledFrom([]int{1, 5, 400}).Draw(t, "span")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		x, y, at, day := make([]float64, n), make([]float64, n), make([]int64, n), make([]int64, n)
		for i := range x {
			place := r.IntN(places)
			x[i], y[i] = float64(place%8*30), float64(place/8*30)
			day[i] = int64(r.IntN(span)) - 100
			at[i] = day[i]*secondsPerDay + int64(r.IntN(secondsPerDay))
		}
		p := KnoxParams{
			SpaceM:       rapid.SampledFrom([][]float64{{0, 50, 100}, {40}, {10, 20, 90, 300}}).Draw(t, "space"),
			TimeDays:     rapid.SampledFrom([][]float64{{0, 2}, {7}, {1, 3, 10, 30, 90}}).Draw(t, "time"),
			Permutations: 19, Threads: rapid.IntRange(0, 3).Draw(t, "threads"),
		}
		pairs, err := PlanePairs(x, y, p.SpaceM[len(p.SpaceM)-1])
		if err != nil {
			t.Fatal(err)
		}
		k, err := KnoxOf(context.Background(), pairs, at, p)
		if err != nil {
			t.Fatal(err)
		}
		var got []int
		for _, c := range k.Cells {
			got = append(got, c.Observed)
		}
		if diff := cmp.Diff(slowly(x, y, day, p), got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// The permutations are recounted by comparing all pairs, from the same seeds.
func TestKnoxPermutationsCountAllPairs(t *testing.T) {
	x, y, at := crowded(150, 12, 300, 60)
	p := KnoxParams{SpaceM: []float64{0, 60, 200}, TimeDays: []float64{2, 9}, Permutations: 50, Seed: 3}
	got := knoxOf(t, x, y, at, p)

	pairs, err := PlanePairs(x, y, 200)
	if err != nil {
		t.Fatal(err)
	}
	sum, reached := make([]int, 6), make([]int, 6)
	px, py, day := make([]float64, 150), make([]float64, 150), make([]int64, 150)
	for i := range p.Permutations {
		r := rand.New(rand.NewPCG(p.Seed, uint64(i)+1))
		for k, e := range pairs.event {
			px[k], py[k], day[k] = x[e], y[e], at[e]/secondsPerDay
		}
		for k := len(day) - 1; k > 0; k-- {
			j := r.Uint32N(uint32(k + 1))
			day[k], day[j] = day[j], day[k]
		}
		for c, n := range slowly(px, py, day, p) {
			sum[c] += n
			if n >= got.Cells[c].Observed {
				reached[c]++
			}
		}
	}
	for c, cell := range got.Cells {
		if want := float64(sum[c]) / 50; cell.Expected != want {
			t.Errorf("cell %d: got %v expected, want %v", c, cell.Expected, want)
		}
		if want := float64(reached[c]+1) / 51; cell.P != want {
			t.Errorf("cell %d: got p %v, want %v", c, cell.P, want)
		}
	}
}

// chained is events at random, half of which are followed by another within 40 m and 5 days.
func chained(n int) (x, y []float64, at []int64) {
	r := rand.New(rand.NewPCG(11, 4))
	for len(x) < n {
		px, py, t := r.Float64()*3000, r.Float64()*3000, int64(r.IntN(360*secondsPerDay))
		x, y, at = append(x, px), append(y, py), append(at, t)
		if r.IntN(2) == 0 {
			x, y, at = append(x, px+r.Float64()*28), append(y, py+r.Float64()*28), append(at, t+int64(r.IntN(5*secondsPerDay)))
		}
	}
	return x, y, at
}

func TestKnoxFindsChains(t *testing.T) {
	x, y, at := chained(600)
	p := DefaultKnox()
	k := knoxOf(t, x, y, at, p)
	for _, c := range k.Cells {
		if c.ToM == 50 && c.ToDays == 7 {
			if !c.Raised() || c.Ratio < 5 || c.P != 0.001 {
				t.Errorf("the chains are lost: %+v", c)
			}
		} else if c.ToM == 400 && c.Raised() {
			t.Errorf("raised where nothing was planted: %+v", c)
		}
	}
	if k.Events != len(x) || k.Distance != Plane || k.Permutations != 999 {
		t.Errorf("got %+v", k)
	}
	if want := "av 15 band. Mest upp till 50 m bort, inom 7 dagar: 216 par mot väntade 15,6, 13,8 gånger (p 0,001)."; !strings.HasSuffix(k.Text.SV, want) {
		t.Errorf("got %q, want …%q", k.Text.SV, want)
	}
}

func TestTheMeanOfPermutationsIsTheClosedForm(t *testing.T) {
	for name, events := range map[string][2]int{"crowds": {800, 40}, "scattered": {800, 800}} {
		x, y, at := crowded(events[0], events[1], 1500, 200)
		p := DefaultKnox()
		k := knoxOf(t, x, y, at, p)
		pairs, err := PlanePairs(x, y, 400)
		if err != nil {
			t.Fatal(err)
		}
		days, err := daysOf(at, nil)
		if err != nil {
			t.Fatal(err)
		}
		tally, err := newTally(context.Background(), pairs, days, p)
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range k.Cells {
			want := tally.byChance(i)
			if tolerance := 0.01*want + 5*math.Sqrt(want/999) + 1e-9; math.Abs(c.Expected-want) > tolerance {
				t.Errorf("%s, %+v: the closed form gives %.3f", name, c, want)
			}
		}
	}
}

// Of events without any tie between place and time, the p of a cell is as often small as
// large. The band is wide for 400 seeds: a share of 0.1 has a standard error of 0.015.
func TestKnoxOfChanceHasUniformP(t *testing.T) {
	p := KnoxParams{SpaceM: []float64{150}, TimeDays: []float64{20}, Permutations: 99}
	const runs = 400
	tenths := make([]int, 10)
	for seed := range uint64(runs) {
		r := rand.New(rand.NewPCG(seed, 99))
		x, y, at := make([]float64, 120), make([]float64, 120), make([]int64, 120)
		for i := range x {
			x[i], y[i], at[i] = r.Float64()*1000, r.Float64()*1000, int64(r.IntN(300*secondsPerDay))
		}
		p.Seed = seed
		tenths[min(9, int(knoxOf(t, x, y, at, p).Cells[0].P*10))]++
	}
	for i, n := range tenths {
		if share := float64(n) / runs; share < 0.04 || share > 0.16 {
			t.Errorf("p in tenth %d: a share of %.3f of the runs, want about 0.1: %v", i, share, tenths)
		}
	}
}

func TestKnoxIsTheSameOnAnyThreads(t *testing.T) {
	x, y, at := crowded(500, 60, 800, 100)
	p := DefaultKnox()
	p.Permutations, p.Threads = 199, 1
	want := knoxOf(t, x, y, at, p)
	for _, threads := range []int{0, 2, 5} {
		p.Threads = threads
		if diff := cmp.Diff(want, knoxOf(t, x, y, at, p)); diff != "" {
			t.Errorf("on %d threads: %s", threads, diff)
		}
	}
	p.Seed++
	if cmp.Equal(want, knoxOf(t, x, y, at, p)) {
		t.Error("another seed gives the same permutations")
	}
}

func TestKnoxAlongStreets(t *testing.T) {
	g := town(6, 1)
	r := rand.New(rand.NewPCG(5, 5))
	var x, y []float64
	var at []int64
	var positions []street.Position
	for range 200 {
		along := float64(r.IntN(500))
		x, y, at = append(x, along), append(y, 0), append(at, int64(r.IntN(100))*secondsPerDay)
		positions = append(positions, street.Position{Segment: int32(along) / 100, AlongM: math.Mod(along, 100)})
	}
	pairs, err := NetworkPairs(g, positions, 400)
	if err != nil {
		t.Fatal(err)
	}
	p := DefaultKnox()
	p.Permutations = 99
	got, err := KnoxOf(context.Background(), pairs, at, p)
	if err != nil {
		t.Fatal(err)
	}
	plane := knoxOf(t, x, y, at, p)
	for i, c := range got.Cells {
		if c.Observed != plane.Cells[i].Observed {
			t.Errorf("got %+v along the street, %+v as the crow flies", c, plane.Cells[i])
		}
	}
	if got.Distance != Streets || got.Pairs != plane.Pairs {
		t.Errorf("got %s with %d pairs, want streets with %d", got.Distance, got.Pairs, plane.Pairs)
	}
}

func TestKnoxDaysAreThoseOfTheZone(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	late := time.Date(2026, 7, 1, 23, 30, 0, 0, zone) // 21:30 UTC
	at := []int64{late.Unix(), late.Add(time.Hour).Unix()}
	p := KnoxParams{SpaceM: []float64{0}, TimeDays: []float64{0, 1}, Permutations: 19}
	for name, c := range map[string]struct {
		zone *time.Location
		want []int
	}{"UTC": {nil, []int{1, 0}}, "local": {zone, []int{0, 1}}} {
		p.Zone = c.zone
		k := knoxOf(t, []float64{1, 1}, []float64{1, 1}, at, p)
		if got := []int{k.Cells[0].Observed, k.Cells[1].Observed}; !cmp.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

// The longest time there may be, in bands that reach over all of it.
func TestKnoxOfAHundredYears(t *testing.T) {
	pairs, err := PlanePairs([]float64{0, 1, 2}, []float64{0, 0, 0}, 5)
	if err != nil {
		t.Fatal(err)
	}
	p := KnoxParams{SpaceM: []float64{5}, TimeDays: []float64{1, mostDays - 2, mostDays - 1, 1e6}, Permutations: 19}
	got, err := KnoxOf(t.Context(), pairs, []int64{mostDays * secondsPerDay, 0, secondsPerDay}, p)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{1, 0, 1, 1} {
		if c := got.Cells[i]; c.Observed != want || c.Expected != float64(want) {
			t.Errorf("cell %d: %d observed, %v expected, want %d", i, c.Observed, c.Expected, want)
		}
	}
}

func TestKnoxOfLittle(t *testing.T) {
	p := DefaultKnox()
	for _, n := range []int{0, 1} {
		k := knoxOf(t, make([]float64, n), make([]float64, n), make([]int64, n), p)
		if len(k.Cells) != 15 || k.Cells[0].P != 1 || k.Cells[0].Ratio != 0 || k.Text.IsZero() {
			t.Errorf("%d events: got %+v", n, k)
		}
	}
	k := knoxOf(t, []float64{1, 1, 1}, []float64{2, 2, 2}, []int64{0, 0, 0}, p)
	if c := k.Cells[0]; c.Observed != 3 || c.Expected != 3 || c.Ratio != 1 || c.P != 1 {
		t.Errorf("three events at once on one place: got %+v", c)
	}
	if got, want := k.Text.EN, "No certain near repeats: at no distance is an event followed by more than chance gives (3 events, 999 permutations)."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestKnoxRefuses(t *testing.T) {
	pairs, err := PlanePairs([]float64{1, 2}, []float64{1, 2}, 100)
	if err != nil {
		t.Fatal(err)
	}
	with := func(change func(p *KnoxParams)) KnoxParams {
		p := KnoxParams{SpaceM: []float64{0, 100}, TimeDays: []float64{7}, Permutations: 99}
		change(&p)
		return p
	}
	plain := with(func(*KnoxParams) {})
	for name, c := range map[string]struct {
		at []int64
		p  KnoxParams
	}{
		"one time too few":    {[]int64{1}, plain},
		"times of centuries":  {[]int64{0, 101 * 366 * secondsPerDay}, plain},
		"nanoseconds":         {[]int64{0, 1_700_000_000_000_000_000}, plain},
		"no bands of space":   {[]int64{0, 0}, with(func(p *KnoxParams) { p.SpaceM = nil })},
		"bands that descend":  {[]int64{0, 0}, with(func(p *KnoxParams) { p.SpaceM = []float64{50, 50} })},
		"bands of no number":  {[]int64{0, 0}, with(func(p *KnoxParams) { p.SpaceM = []float64{math.NaN()} })},
		"beyond the pairs":    {[]int64{0, 0}, with(func(p *KnoxParams) { p.SpaceM = []float64{101} })},
		"no bands of time":    {[]int64{0, 0}, with(func(p *KnoxParams) { p.TimeDays = nil })},
		"half a day":          {[]int64{0, 0}, with(func(p *KnoxParams) { p.TimeDays = []float64{0.5} })},
		"negative days":       {[]int64{0, 0}, with(func(p *KnoxParams) { p.TimeDays = []float64{-1, 1} })},
		"endless days":        {[]int64{0, 0}, with(func(p *KnoxParams) { p.TimeDays = []float64{math.Inf(1)} })},
		"seventeen bands":     {[]int64{0, 0}, with(func(p *KnoxParams) { p.TimeDays = []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17} })},
		"too few permuted":    {[]int64{0, 0}, with(func(p *KnoxParams) { p.Permutations = 18 })},
		"too many permuted":   {[]int64{0, 0}, with(func(p *KnoxParams) { p.Permutations = 100_000 })},
		"no permutations set": {[]int64{0, 0}, KnoxParams{}},
	} {
		if _, err := KnoxOf(context.Background(), pairs, c.at, c.p); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want Invalid", name, err)
		}
	}
}

// 20,000 events within 400 m of each other, each on a place of its own, are too many.
func TestKnoxRefusesTooManyPairs(t *testing.T) {
	x, y, at := crowded(20_000, 20_000, 250, 100)
	pairs, err := PlanePairs(x, y, 400)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := KnoxOf(context.Background(), pairs, at, DefaultKnox()); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want Invalid", err)
	}
}

func TestKnoxIsCancelled(t *testing.T) {
	x, y, at := crowded(8000, 400, 1500, 600)
	pairs, err := PlanePairs(x, y, 400)
	if err != nil {
		t.Fatal(err)
	}
	p := DefaultKnox()
	p.Permutations = 99_999 // minutes
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if _, err := KnoxOf(ctx, pairs, at, p); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the deadline", err)
	}
}
