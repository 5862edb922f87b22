package cluster

import (
	"math"
	"slices"

	"tryggled/internal/lang"
)

// Eps is a radius that the points themselves suggest.
type Eps struct {
	M     float64   // metres; 0: none can be suggested, Text says why
	Curve []float64 // the k-distance curve, ascending, at most 200 samples of it, its ends included
	Text  lang.Text
}

// KDistances returns the distance of each point to its k-th nearest neighbour, the point
// itself counted as the first (so that k is the Min of DBSCAN), in ascending order; weights
// are left out of it. With fewer than k points it is empty.
func KDistances(p Points, k int) ([]float64, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	var all []float64
	for i := range p.X {
		var d []float64
		for j := range p.X {
			d = append(d, math.Hypot(p.X[i]-p.X[j], p.Y[i]-p.Y[j]))
		}
		slices.Sort(d)
		if k <= len(d) {
			all = append(all, d[k-1])
		}
	}
	slices.Sort(all)
	return all, nil
}

// SuggestEps suggests a radius for DBSCAN with Min k: the knee of the k-distance curve.
func SuggestEps(p Points, k int) (Eps, error) {
	curve, err := KDistances(p, k)
	if err != nil || len(curve) == 0 {
		return Eps{}, err
	}
	return Eps{M: curve[len(curve)/2], Curve: curve}, nil
}
