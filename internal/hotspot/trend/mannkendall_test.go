package trend

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Z, P and Tau are those of R 4.2.2: cor.test(seq_along(y), y, method = "kendall",
// continuity = TRUE), exact = TRUE where P is exact; S, Var and the slope by the
// definitions, written out in R.
func TestMannKendallAsInR(t *testing.T) {
	for name, c := range map[string]struct {
		y    []float64
		want MannKendall
	}{
		"rising, exact p":    {[]float64{5, 3, 4, 8, 9, 7, 12, 10}, MannKendall{S: 18, Var: 65.33333333, Z: 2.103204552, P: 0.03115079365, Tau: 0.6428571429, SlopePerBin: 1, N: 8}},
		"rising, many ties":  {[]float64{0, 0, 1, 0, 2, 1, 1, 3, 2, 4, 3, 3}, MannKendall{S: 44, Var: 200.6666667, Z: 3.035504194, P: 0.002401338834, Tau: 0.7237468645, SlopePerBin: 1. / 3, N: 12}},
		"falling, many ties": {[]float64{3, 3, 2, 2, 2, 1, 1, 0, 0, 0, 0, 0}, MannKendall{S: -51, Var: 190.3333333, Z: -3.624203518, P: 0.0002898533037, Tau: -0.879049073, SlopePerBin: -1. / 3, N: 12}},
		"four, falling":      {[]float64{10, 9, 8, 7}, MannKendall{S: -6, Var: 8.666666667, Z: -5 / math.Sqrt(26./3), P: 1. / 12, Tau: -1, SlopePerBin: -1, N: 4}},
		"eleven, no ties":    {[]float64{1.5, -2, 3.25, 0, 2, 7, -1, 4, 4.5, 3, 6}, MannKendall{S: 23, Var: 165, Z: 1.712697677, P: 0.0867681727, Tau: 0.4181818182, SlopePerBin: 0.5, N: 11}},
		"all equal":          {[]float64{2, 2, 2, 2, 2}, MannKendall{P: 1, N: 5}},
		"three":              {[]float64{1, 2, 3}, MannKendall{S: 3, Var: 66. / 18, P: 1, Tau: 1, SlopePerBin: 1, N: 3}},
		"one":                {[]float64{1}, MannKendall{P: 1, N: 1}},
		"none":               {nil, MannKendall{P: 1}},
		"no number":          {[]float64{1, 2, math.NaN(), 4}, MannKendall{P: 1, N: 4}},
		"infinite":           {[]float64{1, 2, math.Inf(1), 4}, MannKendall{P: 1, N: 4}},
		"too large":          {[]float64{-1.5e308, 2, 3, 1.5e308}, MannKendall{P: 1, N: 4}},
	} {
		got := MannKendallOf(c.y)
		for what, pair := range map[string][2]float64{
			"S": {got.S, c.want.S}, "Var": {got.Var, c.want.Var}, "Z": {got.Z, c.want.Z}, "P": {got.P, c.want.P},
			"Tau": {got.Tau, c.want.Tau}, "slope": {got.SlopePerBin, c.want.SlopePerBin}, "N": {float64(got.N), float64(c.want.N)},
		} {
			if !(math.Abs(pair[0]-pair[1]) <= 1e-9*max(1, math.Abs(pair[1]))) {
				t.Errorf("%s: %s: got %.10g, want %.10g", name, what, pair[0], pair[1])
			}
		}
	}
}

func TestMannKendallBackwardsIsTheOppositeTrend(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := make([]float64, rapid.IntRange(0, 30).Draw(t, "n"))
		for i := range y {
			y[i] = float64(rapid.IntRange(0, 8).Draw(t, "y"))
		}
		before := slices.Clone(y)
		forth := MannKendallOf(y)
		if !slices.Equal(y, before) {
			t.Fatal("the series was changed")
		}
		slices.Reverse(y)
		back := MannKendallOf(y)
		if forth.S != -back.S || forth.Z != -back.Z || forth.P != back.P || forth.SlopePerBin != -back.SlopePerBin {
			t.Fatalf("%v forth, %v back", forth, back)
		}
		if !(forth.P > 0 && forth.P <= 1) || math.Abs(forth.Tau) > 1+1e-12 {
			t.Fatalf("no probability or no tau: %v", forth)
		}
	})
}

func TestMedian(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.SliceOfN(rapid.Float64Range(-5, 5), 1, 40).Draw(t, "v")
		sorted := slices.Sorted(slices.Values(v))
		want := sorted[len(v)/2]
		if len(v)%2 == 0 {
			want = (sorted[len(v)/2-1] + want) / 2
		}
		if got := median(v); math.Abs(got-want) > 1e-12 {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}
