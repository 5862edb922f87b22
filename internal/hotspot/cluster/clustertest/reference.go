// Package clustertest makes the reference points that clustering is measured on: a town
// where most reports come from some hundred places of very different weight and the rest
// from anywhere.
package clustertest

import (
	"math"
	"math/rand/v2"
)

// A million points lie in a square of 8 km with 400 places; fewer or more in one of the
// same density.
const (
	million  = 1e6
	sideM    = 8000
	places   = 400
	scatter  = 0.4 // the share of points that lie anywhere
	leastM   = 15  // standard deviation of a place
	mostM    = 80
	pareto   = 1.1 // exponent of the sizes of places, by rank
	seconds  = 2 * 365 * 24 * 3600
	fewPlace = 1
)

// Reference draws n points, 60 % of them in places of Gaussian spread (15–80 m) whose sizes
// follow a power law, 40 % anywhere, in a square of 8 km·√(n/10⁶). The same seed gives the
// same points.
func Reference(n int, seed uint64) (x, y []float64) {
	r := rand.New(rand.NewPCG(seed, 1))
	side := sideM * math.Sqrt(float64(n)/million)
	type place struct{ x, y, sigma, upTo float64 }
	all := make([]place, max(fewPlace, places*n/million))
	sum := 0.0
	for i := range all {
		sum += math.Pow(float64(i+1), -pareto)
		all[i] = place{r.Float64() * side, r.Float64() * side, leastM + (mostM-leastM)*r.Float64(), sum}
	}
	x, y = make([]float64, n), make([]float64, n)
	for i := range x {
		if r.Float64() < scatter {
			x[i], y[i] = r.Float64()*side, r.Float64()*side
			continue
		}
		at, k := r.Float64()*sum, 0
		for k < len(all)-1 && all[k].upTo < at {
			k++
		}
		x[i], y[i] = all[k].x+r.NormFloat64()*all[k].sigma, all[k].y+r.NormFloat64()*all[k].sigma
	}
	return x, y
}

// ReferenceTimes draws n times in two years, in seconds from their beginning.
func ReferenceTimes(n int, seed uint64) []float64 {
	r := rand.New(rand.NewPCG(seed, 2))
	t := make([]float64, n)
	for i := range t {
		t[i] = math.Floor(r.Float64() * seconds)
	}
	return t
}
