package significance

import (
	"math"
	"testing"
)

// What was observed is one of its own permutations: p is a whole number of (R+1)ths, never 0.
func TestPermutedPIsNeverNothing(t *testing.T) {
	const permutations = 19
	values, n := make([]float64, 100), path(t, 100)
	values[50], values[51], values[52] = 9, 8, 7
	least := 1.0
	for i, p := range analyse(t, values, n, Params{Permutations: permutations, Seed: 1}).PPermuted {
		if k := p * (permutations + 1); math.Abs(k-math.Round(k)) > 1e-9 || math.Round(k) < 1 {
			t.Errorf("unit %d: p %v is not r+1 of %d", i, p, permutations+1)
		}
		least = min(least, p)
	}
	if least != 1.0/(permutations+1) {
		t.Errorf("the least p is %v, want 1/%d", least, permutations+1)
	}
}

// path is units on a line, each a neighbour of itself and of those next to it.
func path(t *testing.T, units int) Neighbourhood {
	t.Helper()
	x := make([]float64, units)
	for i := range x {
		x[i] = float64(i)
	}
	n, err := Points(t.Context(), x, make([]float64, units), 1)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
