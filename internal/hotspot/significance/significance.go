// Package significance tells which high and low values are more than chance: Getis-Ord Gi*
// and local Moran's I of counts in cells, on street segments or at points, with p from the
// formula and from permutations, and the rate of false discoveries held down over all
// units. It stands among the methods that hotspots are found by: columns of numbers in,
// columns out.
//
// The same input and seed give the same bits on any number of threads.
package significance

import (
	"context"
	"math"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// Neighbourhood is who is whose neighbour among units numbered from 0, and with what
// weight. It may be used by any number of goroutines.
type Neighbourhood interface {
	// Len is the number of units.
	Len() int
	// Sums sets out[i] to Σ_j w_ij values[j].
	Sums(values, out []float64)
	// Weights returns Σ_j w_ij and Σ_j w_ij² of each unit i, itself included if it is a
	// neighbour of its own. They are not to be changed.
	Weights() (w, w2 []float64)
	// Each visits the neighbours of a unit, in an order that is always the same.
	Each(i int, visit func(j int, w float64))
}

// Params are how an analysis tests. The zero value is: no permutations, Alpha 0.05.
type Params struct {
	Permutations int     // 0: only the formula
	Raise        bool    // Permutations to what a rate of false discoveries takes, where that is work for seconds
	Seed         uint64  // of the permutations
	Alpha        float64 // the rate of false discoveries that is accepted; 0 is 0.05
	Threads      int     // 0: as many as there are
}

// The bounds of Params.
const (
	defaultAlpha     = 0.05
	mostPermutations = 100_000_000
)

// Basis says which p a rate of false discoveries rests on.
type Basis string

// The bases.
const (
	Analytic    Basis = "analytic"
	Permutation Basis = "permutation"
)

// Result is what Analyse tells of each unit, in columns, and of all.
type Result struct {
	Z []float64 // Gi* of each unit
	P []float64 // two-sided, from the normal distribution: 2(1 − Φ(|z|))
	// PPermuted is the p of conditional permutation, (r+1)/(R+1), one-sided towards the
	// observed side; nil without permutations. See permuted for what it counts.
	PPermuted []float64
	// PFDR is the adjusted p of Benjamini and Hochberg, of FDROf: of P, or of 2·PPermuted
	// (at most 1), which is two-sided as P is.
	PFDR         []float64
	FDROf        Basis
	Permutations int
	Sparse       bool // the normal distribution fits badly, see sparse
	Undefined    int  // units whose own z is undefined, told as z 0 and p 1
	Hot, Cold    int  // units with PFDR ≤ Alpha and z above, below 0
	Note         lang.Text
}

// Analyse computes Gi* of values, its p from the formula and from permutations, and the
// adjusted p that hotspots are called by. It returns Invalid for what GiStar refuses and for
// parameters that will not do, and ctx's error soon after ctx is cancelled.
func Analyse(ctx context.Context, values []float64, n Neighbourhood, p Params) (Result, error) {
	p, err := p.checked()
	if err != nil {
		return Result{}, err
	}
	s, err := standardise(values, n)
	if err != nil {
		return Result{}, err
	}
	g, err := s.giStar(n)
	if err != nil {
		return Result{}, err
	}
	p = p.raised(n)
	r := Result{Z: g.z, P: make([]float64, len(g.z)), Permutations: p.Permutations, Undefined: g.undefined()}
	for i, z := range g.z {
		r.P[i] = twoSided(z)
	}
	if p.Permutations > 0 {
		if r.PPermuted, err = s.permuted(ctx, n, g.defined, p); err != nil {
			return Result{}, err
		}
	}
	r.PFDR, r.FDROf = adjusted(r.P, r.PPermuted, p)
	for i, q := range r.PFDR {
		switch {
		case q <= p.Alpha && r.Z[i] > 0:
			r.Hot++
		case q <= p.Alpha && r.Z[i] < 0:
			r.Cold++
		}
	}
	fit := s.fit(n)
	r.Sparse = fit.poor()
	r.Note = note(r.FDROf, len(values), p, fit, r.Undefined)
	return r, nil
}

// twoSided is the share of a normal distribution at least as far from its middle as z.
func twoSided(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }

// adjusted holds the rate of false discoveries down on permuted p where there are enough
// permutations for it, else on the formula's.
func adjusted(analytic, permuted []float64, p Params) ([]float64, Basis) {
	if permuted == nil || float64(p.Permutations) < needed(len(analytic), p.Alpha) {
		return FDR(analytic), Analytic
	}
	both := make([]float64, len(permuted))
	for i, one := range permuted {
		both[i] = min(1, 2*one)
	}
	return FDR(both), Permutation
}

// needed is how many permutations a rate of false discoveries of permuted p takes over m
// units: m/α. With fewer not even several units with the least p pass; a single one takes
// twice as many, see enough. Rounding does not make 100/0.05 more than 2,000.
func needed(m int, alpha float64) float64 { return math.Ceil(float64(m)/alpha - 1e-6) }

// enough is how many permutations it takes for one unit alone among m to pass with the least
// p there is, which two-sided is 2/(R+1): 2m/α − 1.
func enough(m int, alpha float64) float64 { return math.Ceil(2*float64(m)/alpha-1e-6) - 1 }

// raisedWork is how many draws permutations are raised to at most: seconds of work.
const raisedWork = 400_000_000

// raised are the parameters with enough permutations, where they are to be raised and a
// permutation, a draw for each of the most neighbours and some fixed work, is cheap enough.
func (p Params) raised(n Neighbourhood) Params {
	if !p.Raise || p.Permutations == 0 {
		return p
	}
	var neighbours float64
	w, w2 := n.Weights()
	for i := range w {
		if w2[i] > 0 {
			neighbours = max(neighbours, w[i]*w[i]/w2[i])
		}
	}
	const fixed = 64
	if take := enough(n.Len(), p.Alpha); take*(neighbours+fixed) <= raisedWork {
		p.Permutations = max(p.Permutations, int(take))
	}
	return p
}

func (p Params) checked() (Params, error) {
	if p.Alpha == 0 {
		p.Alpha = defaultAlpha
	}
	if !(p.Alpha > 0 && p.Alpha < 1) {
		return p, fault.New(fault.Invalid, lang.T(
			"alfa är %v; ange ett tal mellan 0 och 1, till exempel 0,05", "alpha is %v; give a number between 0 and 1, such as 0.05", p.Alpha))
	}
	if p.Permutations < 0 || p.Permutations > mostPermutations {
		return p, fault.New(fault.Invalid, lang.T(
			"antalet permutationer är %d; ange 0 till %d", "the number of permutations is %d; give 0 to %d", p.Permutations, mostPermutations))
	}
	return p, nil
}
