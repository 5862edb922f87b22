package backtest_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"tryggled/internal/hotspot/backtest"
)

var about = cmpopts.EquateApprox(0, 1e-12)

// Ten cells of 100 m², twenty events: worked by hand.
func TestMeasureByHand(t *testing.T) {
	size := slices.Repeat([]float64{100}, 10)
	events := []float64{8, 0, 5, 0, 3, 0, 2, 0, 1, 1}
	first := []float64{5, 5, 0, 0, 0, 0, 0, 0, 0, 0}
	for name, c := range map[string]struct {
		score []float64
		share float64
		want  backtest.Score
	}{
		"two cells, one of them right": {
			score: []float64{9, 8, 0, 0, 0, 0, 0, 0, 0, 0}, share: .2,
			// 8 of 20 in a fifth; the best two hold 13.
			want: backtest.Score{HitRate: .4, PAI: 2, PEI: 8. / 13, RRI: .4, Covered: .2, Events: 20, Hits: 8},
		},
		"the best": {
			score: events, share: .2,
			want: backtest.Score{HitRate: .65, PAI: 3.25, PEI: 1, RRI: 1.3, Covered: .2, Events: 20, Hits: 13},
		},
		"the last in part": {
			score: []float64{9, 8, 7, 0, 0, 0, 0, 0, 0, 0}, share: .25,
			// 8 + 0 + half of 5; the best: 8 + 5 + half of 3. The first period: all of it.
			want: backtest.Score{HitRate: .525, PAI: 2.1, PEI: 10.5 / 14.5, RRI: .525, Covered: .25, Events: 20, Hits: 10.5},
		},
		"ties in proportion": {
			score: []float64{9, 1, 1, 1, 1, 1, 1, 1, 1, 1}, share: .4,
			// 8 + 3/9 of the other 12; the best: 8 + 5 + 3 + 2. The first period: 5 + 3/9 of 5.
			want: backtest.Score{HitRate: .6, PAI: 1.5, PEI: 12. / 18, RRI: .6 / (2. / 3), Covered: .4, Events: 20, Hits: 12},
		},
		"all the same": {
			score: make([]float64, 10), share: .05,
			// A twentieth of everywhere; the best half a cell holds 4.
			want: backtest.Score{HitRate: .05, PAI: 1, PEI: 1. / 4, RRI: 1, Covered: .05, Events: 20, Hits: 1},
		},
		"everything": {
			score: make([]float64, 10), share: 1,
			want: backtest.Score{HitRate: 1, PAI: 1, PEI: 1, RRI: 1, Covered: 1, Events: 20, Hits: 20},
		},
		"no numbers are the lowest": {
			score: []float64{math.NaN(), 1, 2, 0, 0, 0, 0, 0, 0, 0}, share: .2,
			want: backtest.Score{HitRate: .25, PAI: 1.25, PEI: 5. / 13, RRI: .5, Covered: .2, Events: 20, Hits: 5},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, backtest.MeasureBoth(c.score, size, first, events, c.share), about); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			c.want.RRI = 0
			if diff := cmp.Diff(c.want, backtest.Measure(c.score, size, events, c.share), about); diff != "" {
				t.Errorf("without a first period, -want +got:\n%s", diff)
			}
		})
	}
}

// Units of different sizes: by metres of street, the best are those with the most events
// per metre, and a unit of no size is no unit.
func TestMeasureBySize(t *testing.T) {
	size := []float64{400, 100, 50, 450, 0}
	events := []float64{4, 3, 1, 0, 7}
	got := backtest.Measure([]float64{5, 1, 2, 0, 9}, size, events, .45)
	want := backtest.Score{HitRate: 5. / 8, PAI: 5. / 8 / .45, PEI: 5. / (4 + 3.), Covered: .45, Events: 8, Hits: 5}
	if diff := cmp.Diff(want, got, about); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestMeasureOfNothing(t *testing.T) {
	for name, got := range map[string]backtest.Score{
		"no events": backtest.Measure([]float64{1, 2}, []float64{5, 5}, []float64{0, 0}, .5),
		"no units":  backtest.Measure(nil, nil, nil, .5),
		"no size":   backtest.Measure([]float64{1}, []float64{0}, []float64{3}, .5),
		"no share":  backtest.Measure([]float64{1, 2}, []float64{5, 5}, []float64{3, 0}, 0),
		"NaN share": backtest.Measure([]float64{1, 2}, []float64{5, 5}, []float64{3, 0}, math.NaN()),
	} {
		if got.HitRate != 0 || got.PAI != 0 || got.PEI != 0 || got.RRI != 0 {
			t.Errorf("%s: got %+v, want no measures", name, got)
		}
	}
	if got := backtest.MeasureBoth([]float64{1, 0}, []float64{5, 5}, []float64{0, 4}, []float64{3, 0}, .5); got.RRI != 0 || got.PAI != 2 {
		t.Errorf("no hits in the first period: got %+v, want RRI 0 and PAI 2", got)
	}
}

func TestMeasureLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "units")
		column := func(label string, low, high int) []float64 {
			whole := rapid.SliceOfN(rapid.IntRange(low, high), n, n).Draw(t, label)
			out := make([]float64, n)
			for i, v := range whole {
				out[i] = float64(v)
			}
			return out
		}
		size, score, events := column("size", 1, 9), column("score", 0, 4), column("events", 0, 5)
		share := rapid.Float64Range(0.001, 1).Draw(t, "share")
		got := backtest.Measure(score, size, events, share)
		near := func(what string, got, want float64) {
			if math.Abs(got-want) > 1e-9 {
				t.Fatalf("%s: got %v, want %v", what, got, want)
			}
		}
		near("coverage is exact", got.Covered, share)
		near("PAI × coverage is the hit rate", got.PAI*got.Covered, got.HitRate)
		if got.PEI < 0 || got.PEI > 1+1e-9 {
			t.Fatalf("PEI %v is outside 0–1", got.PEI)
		}
		if got.Events == 0 {
			return
		}
		near("uniform", backtest.Measure(make([]float64, n), size, events, share).PAI, 1)
		density := make([]float64, n)
		for i := range density {
			density[i] = events[i] / size[i]
		}
		near("the best", backtest.Measure(density, size, events, share).PEI, 1)
		order := rapid.Permutation(indices(n)).Draw(t, "order")
		near("the order of units", backtest.Measure(by(score, order), by(size, order), by(events, order), share).PAI, got.PAI)
		bruteForce(t, score, size, events, share, got)
	})
}

// bruteForce cuts every unit into many equal slices of expectation and counts them.
func bruteForce(t *rapid.T, score, size, events []float64, share float64, got backtest.Score) {
	var whole, hits float64
	for _, s := range size {
		whole += s
	}
	for i := range size {
		var above, tied float64
		for j := range size {
			switch {
			case score[j] > score[i]:
				above += size[j]
			case score[j] == score[i]:
				tied += size[j]
			}
		}
		hits += events[i] * min(1, max(0, (share*whole-above)/tied))
	}
	if math.Abs(hits-got.Hits) > 1e-9 {
		t.Fatalf("hits: got %v, want %v", got.Hits, hits)
	}
}

func indices(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func by(v []float64, order []int) []float64 {
	out := make([]float64, len(v))
	for k, i := range order {
		out[k] = v[i]
	}
	return out
}

func BenchmarkMeasure(b *testing.B) {
	const n = 25_600
	size, score, events := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range n {
		size[i], score[i], events[i] = 2500, float64(i*7919%1000), float64(i%97/96)
	}
	b.ReportAllocs()
	for b.Loop() {
		backtest.Measure(score, size, events, .05)
	}
}
