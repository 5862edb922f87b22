package backtest_test

import (
	"math"
	"testing"

	"tryggled/internal/hotspot/backtest"
)

func TestBetter(t *testing.T) {
	for name, c := range map[string]struct {
		a, b     []float64
		gain, se float64
		certain  bool
	}{
		// R: t.test(c(5,6,7,6,8), c(4,6,5,5,6), paired=TRUE, alternative="greater") gives
		// t = 3.2071, p = 0.01634.
		"certain": {[]float64{5, 6, 7, 6, 8}, []float64{4, 6, 5, 5, 6}, 1.2, 1.2 / 3.207134902949093, true},
		// R: the same of c(5,6,7,6,8), c(4,7,5,8,6) gives t = 0.49237, p = 0.3241.
		"not certain":           {[]float64{5, 6, 7, 6, 8}, []float64{4, 7, 5, 8, 6}, .4, .4 / 0.49236596391733095, false},
		"worse":                 {[]float64{4, 6, 5, 5, 6}, []float64{5, 6, 7, 6, 8}, -1.2, 1.2 / 3.207134902949093, false},
		"four origins":          {[]float64{5, 6, 7, 8}, []float64{1, 2, 3, 4}, 4, 0, false},
		"five, always the same": {[]float64{5, 6, 7, 8, 9}, []float64{1, 2, 3, 4, 5}, 4, 0, true},
		"equal":                 {[]float64{5, 6, 7, 8, 9}, []float64{5, 6, 7, 8, 9}, 0, 0, false},
		"one":                   {[]float64{5}, []float64{4}, 1, 0, false},
		"none":                  {nil, nil, 0, 0, false},
		"no pairs":              {[]float64{5, 6}, []float64{5}, 0, 0, false},
	} {
		gain, se, certain := backtest.Better(c.a, c.b)
		if math.Abs(gain-c.gain) > 1e-12 || math.Abs(se-c.se) > 1e-12 || certain != c.certain {
			t.Errorf("%s: got %v ± %v, certain %v, want %v ± %v, %v", name, gain, se, certain, c.gain, c.se, c.certain)
		}
	}
}
