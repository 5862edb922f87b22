package cluster

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot/cluster/clustertest"
)

func TestDBSCANByHand(t *testing.T) {
	tests := map[string]struct {
		x, y, weight []float64
		eps, least   float64
		want         []int32
	}{
		"none":                   {want: []int32{}, eps: 1, least: 1},
		"one point alone":        {x: []float64{5}, y: []float64{5}, eps: 1, least: 1, want: []int32{0}},
		"one point, too few":     {x: []float64{5}, y: []float64{5}, eps: 1, least: 2, want: []int32{-1}},
		"the point itself, 345":  {x: []float64{0, 3, 6}, y: []float64{0, 4, 8}, eps: 5, least: 3, want: []int32{0, 0, 0}},
		"too few":                {x: []float64{0, 3}, y: []float64{0, 4}, eps: 5, least: 3, want: []int32{-1, -1}},
		"just beyond":            {x: []float64{0, 5.0000001}, y: []float64{0, 0}, eps: 5, least: 2, want: []int32{-1, -1}},
		"a broken number":        {x: []float64{0, 1}, y: []float64{0, 0}, eps: 1, least: 1.5, want: []int32{0, 0}},
		"a chain and two lonely": {x: []float64{100, 0, 1, 2, 3, -50}, y: make([]float64, 6), eps: 1, least: 2, want: []int32{-1, 0, 0, 0, 0, -1}},
		"numbered by first core": {x: []float64{50, 0, 0, 50}, y: make([]float64, 4), eps: 1, least: 2, want: []int32{0, 1, 1, 0}},
		"a border point comes first": {
			x: []float64{-1, 10, 10, 0, 0.5}, y: make([]float64, 5), eps: 1, least: 2.5, weight: []float64{0, 2, 2, 1.5, 1.5},
			want: []int32{1, 0, 0, 1, 1}, // as the first core of 0 comes before that of 1
		},
		"a bridge of one point": {
			x: []float64{0, 0, 0, 10, 19, 19, 19}, y: make([]float64, 7), eps: 10, least: 4,
			want: []int32{0, 0, 0, 0, 0, 0, 0}, // the middle is within 10 of both crowds: it is a core itself
		},
		"a border point between two": {
			x: []float64{3, 0, -1, -2, 6, 7, 8}, y: make([]float64, 7), eps: 3, least: 3, weight: []float64{0, 1, 1, 1, 1, 1, 1},
			want: []int32{0, 0, 0, 0, 1, 1, 1}, // as near to both: the first in the input; 2 round it are too few
		},
		"a core of no weight": {
			x: []float64{3, 0, 0, 0, 6, 6, 6}, y: make([]float64, 7), eps: 3, least: 3, weight: []float64{0, 1, 1, 1, 1, 1, 1},
			want: []int32{0, 0, 0, 0, 0, 0, 0}, // 6 round it are enough, as with scikit-learn
		},
		"all on one point":      {x: make([]float64, 5), y: make([]float64, 5), eps: 0.1, least: 5, want: []int32{0, 0, 0, 0, 0}},
		"nothing weighs":        {x: make([]float64, 2), y: make([]float64, 2), weight: make([]float64, 2), eps: 1, least: 1, want: []int32{-1, -1}},
		"ten tenths":            {x: make([]float64, 10), y: make([]float64, 10), weight: slices.Repeat([]float64{0.1}, 10), eps: 1, least: 1, want: make([]int32, 10)},
		"a billion metres off":  {x: []float64{0, 1, 1e9, 1e9 + 1, -5e8}, y: []float64{0, 0, 1e9, 1e9, 3}, eps: 1, least: 2, want: []int32{0, 0, 1, 1, -1}},
		"rounded far from zero": {x: []float64{6.6e6, 6.6e6 + 25.000000001}, y: []float64{0, 0}, eps: 25, least: 2, want: []int32{-1, -1}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := DBSCAN(Points{tt.x, tt.y, tt.weight}, Params{EpsM: tt.eps, Min: tt.least})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("labels (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSTDBSCANByHand(t *testing.T) {
	const hour = 3600
	night := []float64{23 * hour, 167.5 * hour, 0.5 * hour, 168*hour + hour, -hour} // Monday 23:00, Sunday 23:30, Monday 00:30, 01:00; Sunday 23:00
	tests := map[string]struct {
		epsT, period float64
		want         []int32
	}{
		"on a line":        {epsT: 2 * hour, want: []int32{-1, 0, 1, 0, 1}},
		"hour of the week": {epsT: 2 * hour, period: 168 * hour, want: []int32{-1, 0, 0, 0, 0}},
		"hour of the day":  {epsT: 2 * hour, period: 24 * hour, want: []int32{0, 0, 0, 0, 0}},
		"all of a circle":  {epsT: 100 * hour, period: 168 * hour, want: []int32{0, 0, 0, 0, 0}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := STDBSCAN(Points{X: make([]float64, 5), Y: make([]float64, 5)}, night,
				SpaceTime{Params: Params{EpsM: 1, Min: 2}, EpsT: tt.epsT, PeriodT: tt.period})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("labels (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRefuses(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	one := []float64{1}
	good := SpaceTime{Params: Params{EpsM: 1, Min: 1}, EpsT: 1}
	with := func(change func(*SpaceTime)) SpaceTime { p := good; change(&p); return p }
	tests := map[string]struct {
		p      Points
		t      []float64
		params SpaceTime
	}{
		"eps 0":              {Points{X: one, Y: one}, one, with(func(p *SpaceTime) { p.EpsM = 0 })},
		"eps negative":       {Points{X: one, Y: one}, one, with(func(p *SpaceTime) { p.EpsM = -3 })},
		"eps NaN":            {Points{X: one, Y: one}, one, with(func(p *SpaceTime) { p.EpsM = nan })},
		"eps infinite":       {Points{X: one, Y: one}, one, with(func(p *SpaceTime) { p.EpsM = inf })},
		"eps without square": {Points{X: one, Y: one}, one, with(func(p *SpaceTime) { p.EpsM = 1e-200 })},
		"min 0":              {Points{X: one, Y: one}, one, with(func(p *SpaceTime) { p.Min = 0 })},
		"min NaN":            {Points{X: one, Y: one}, one, with(func(p *SpaceTime) { p.Min = nan })},
		"min infinite":       {Points{X: one, Y: one}, one, with(func(p *SpaceTime) { p.Min = inf })},
		"threads negative":   {Points{X: one, Y: one}, one, with(func(p *SpaceTime) { p.Threads = -1 })},
		"eps in time 0":      {Points{X: one, Y: one}, one, with(func(p *SpaceTime) { p.EpsT = 0 })},
		"eps in time NaN":    {Points{X: one, Y: one}, one, with(func(p *SpaceTime) { p.EpsT = nan })},
		"period negative":    {Points{X: one, Y: one}, one, with(func(p *SpaceTime) { p.PeriodT = -1 })},
		"period infinite":    {Points{X: one, Y: one}, one, with(func(p *SpaceTime) { p.PeriodT = inf })},
		"NaN":                {Points{X: []float64{nan}, Y: one}, one, good},
		"infinite":           {Points{X: one, Y: []float64{-inf}}, one, good},
		"hugely far":         {Points{X: []float64{-1e308, 1e308}, Y: []float64{0, 0}}, []float64{0, 0}, good},
		"too far for eps":    {Points{X: []float64{0, 1e12}, Y: []float64{0, 0}}, []float64{0, 0}, good},
		"too far both ways":  {Points{X: []float64{0, 5e9}, Y: []float64{0, 5e9}}, []float64{0, 0}, good},
		"time too long":      {Points{X: one, Y: one}, []float64{inf}, good},
		"time NaN":           {Points{X: one, Y: one}, []float64{nan}, good},
		"times far apart":    {Points{X: []float64{0, 1}, Y: []float64{0, 0}}, []float64{0, 1e17}, good},
		"fewer y":            {Points{X: []float64{1, 2}, Y: one}, []float64{1, 2}, good},
		"fewer weights":      {Points{X: one, Y: one, Weight: []float64{}}, one, good},
		"fewer times":        {Points{X: one, Y: one}, nil, good},
		"weight negative":    {Points{X: one, Y: one, Weight: []float64{-1}}, one, good},
		"weight NaN":         {Points{X: one, Y: one, Weight: []float64{nan}}, one, good},
		"weight infinite":    {Points{X: one, Y: one, Weight: []float64{inf}}, one, good},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if labels, err := STDBSCAN(tt.p, tt.t, tt.params); !fault.Is(err, fault.Invalid) || labels != nil {
				t.Errorf("got %v, %v, want an Invalid fault", labels, err)
			}
		})
	}
}

// TestThreadsChangeNothing also holds each kind of grid against the other: a point far off
// makes it a sparse one.
func TestThreadsChangeNothing(t *testing.T) {
	const n = 140_000 // enough to be sorted by groups of cells first
	x, y := clustertest.Reference(n, 3)
	when := clustertest.ReferenceTimes(n, 3)
	weight := make([]float64, n)
	for i := range weight {
		weight[i] = float64(i%7) / 4
	}
	far := func(v []float64) []float64 { return append(slices.Clone(v), 3e7) }
	for name, p := range map[string]Points{"plain": {X: x, Y: y}, "weighed": {X: x, Y: y, Weight: weight}} {
		off := Points{X: far(p.X), Y: far(p.Y)}
		if p.Weight != nil {
			off.Weight = far(p.Weight)
			off.Weight[n] = 0
		}
		for _, params := range []SpaceTime{
			{Params: Params{EpsM: 10, Min: 10}},
			{Params: Params{EpsM: 20, Min: 8}, EpsT: 30 * 86400},
			{Params: Params{EpsM: 20, Min: 30}, EpsT: 300 * 86400}, // dense
			{Params: Params{EpsM: 20, Min: 8}, EpsT: 5000, PeriodT: 604800},
		} {
			run := func(p Points, t []float64, threads int) ([]int32, error) {
				params.Threads = threads
				if params.EpsT == 0 {
					return DBSCAN(p, params.Params)
				}
				return STDBSCAN(p, t, params)
			}
			t.Run(fmt.Sprintf("%s/%v", name, params), func(t *testing.T) {
				want, err := run(p, when, 1)
				if err != nil {
					t.Fatal(err)
				}
				if slices.Max(want) < 3 || !slices.Contains(want, Noise) {
					t.Fatalf("a case that shows nothing: %d clusters", slices.Max(want)+1)
				}
				for _, threads := range []int{2, 5} {
					if got, err := run(p, when, threads); err != nil || !slices.Equal(want, got) {
						t.Errorf("%d threads: other labels, error %v", threads, err)
					}
					if got, err := run(off, far(when), threads); err != nil || !slices.Equal(want, got[:n]) {
						t.Errorf("%d threads, sparse: other labels, error %v", threads, err)
					}
				}
			})
		}
	}
}

func TestWeightsOfOneAreNone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, params := drawn(t)
		p.Weight = nil
		want, err := DBSCAN(p, params)
		if err != nil {
			t.Fatal(err)
		}
		p.Weight = slices.Repeat([]float64{1}, len(p.X))
		if got, err := DBSCAN(p, params); err != nil || !slices.Equal(want, got) {
			t.Fatalf("got %v, %v, want %v", got, err, want)
		}
	})
}

// TestCrowdsEqualTheDefinition has cells of many points, most of them on few spots.
func TestCrowdsEqualTheDefinition(t *testing.T) {
	for seed := range uint64(120) {
		r := rand.New(rand.NewPCG(seed, 4))
		spots := 2 + r.IntN(12)
		var p Points
		var times []float64
		for range spots {
			x, y, at := float64(r.IntN(30))/2, float64(r.IntN(30))/2, float64(r.IntN(20))
			for range 1 + r.IntN(60) {
				p.X, p.Y, times = append(p.X, x), append(p.Y, y), append(times, at)
			}
		}
		params := SpaceTime{Params: Params{EpsM: float64(1+r.IntN(20)) / 2, Min: float64(1 + r.IntN(80))}, EpsT: float64(1 + r.IntN(8))}
		if seed%2 == 1 { // weights, the spots one after another
			p.Weight = make([]float64, len(p.X))
			for i := range p.Weight {
				p.Weight[i] = float64(r.IntN(4)) / 4
			}
			r.Shuffle(len(p.X), func(a, b int) {
				p.X[a], p.X[b], p.Y[a], p.Y[b] = p.X[b], p.X[a], p.Y[b], p.Y[a]
				times[a], times[b] = times[b], times[a]
			})
		}
		got, err := DBSCAN(p, params.Params)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(oracle{p: p, params: params}.labels(), got); diff != "" {
			t.Fatalf("seed %d: labels (-want +got):\n%s", seed, diff)
		}
		if got, err = STDBSCAN(p, times, params); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(oracle{p: p, t: times, params: params}.labels(), got); diff != "" {
			t.Fatalf("seed %d: labels in time (-want +got):\n%s", seed, diff)
		}
	}
}

// TestCrowdsAreLookedAtOnce has crowds that only together are dense enough: to compare all
// their pairs would take minutes, which the test run does not have.
func TestCrowdsAreLookedAtOnce(t *testing.T) {
	const n = 400_000
	p := Points{X: make([]float64, n), Y: make([]float64, n), Weight: slices.Repeat([]float64{0.001}, n)}
	for i := range n {
		p.X[i] = float64(i%2) * 0.9
	}
	for least, want := range map[float64]int32{300: 0, 400: 0, 401: Noise} {
		labels, err := DBSCAN(p, Params{EpsM: 1, Min: least})
		if err != nil || slices.Min(labels) != want || slices.Max(labels) != want {
			t.Errorf("at least %v: labels from %d to %d, want %d; %v", least, slices.Min(labels), slices.Max(labels), want, err)
		}
	}
}

// TestKeepsUnderMotion: which points are noise and which cores hang together does not
// change when the points are moved, turned or told in another order.
func TestKeepsUnderMotion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, params := drawn(t)
		want, err := DBSCAN(p, params)
		if err != nil {
			t.Fatal(err)
		}
		n := len(p.X)
		order := rapid.Permutation(slices.Collect(func(yield func(int) bool) {
			for i := range n {
				if !yield(i) {
					return
				}
			}
		})).Draw(t, "order")
		dx, turned := float64(rapid.IntRange(-1_000_000, 7_000_000).Draw(t, "dx")), rapid.Bool().Draw(t, "turned")
		moved := Points{X: make([]float64, n), Y: make([]float64, n)}
		if p.Weight != nil {
			moved.Weight = make([]float64, n)
		}
		for to, from := range order {
			moved.X[to], moved.Y[to] = p.X[from]+dx, p.Y[from]-dx
			if turned {
				moved.X[to], moved.Y[to] = -moved.Y[to], moved.X[to]
			}
			if p.Weight != nil {
				moved.Weight[to] = p.Weight[from]
			}
		}
		got, err := DBSCAN(moved, params)
		if err != nil {
			t.Fatal(err)
		}
		core := oracle{p: p, params: SpaceTime{Params: params}}.cores()
		became, was := map[int32]int32{}, map[int32]int32{}
		for to, from := range order {
			if (got[to] == Noise) != (want[from] == Noise) {
				t.Fatalf("point %d: label %d, moved %d", from, want[from], got[to])
			}
			if !core[from] {
				continue
			}
			if k, seen := became[want[from]]; seen && k != got[to] {
				t.Fatalf("cluster %d became %d and %d", want[from], k, got[to])
			}
			if k, seen := was[got[to]]; seen && k != want[from] {
				t.Fatalf("clusters %d and %d became %d", k, want[from], got[to])
			}
			became[want[from]], was[got[to]] = got[to], want[from]
		}
	})
}
