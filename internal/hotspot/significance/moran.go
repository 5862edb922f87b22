package significance

import (
	"context"
	"math"

	"tryggled/internal/lang"
)

// How a unit and its neighbours stand to the mean.
const (
	HighHigh = "HH" // high among high
	LowLow   = "LL"
	HighLow  = "HL" // high among low
	LowHigh  = "LH"
)

// Moran is what LocalMoran tells of each unit, in columns, and of all.
type Moran struct {
	I            []float64
	Z            []float64 // I as a standard score, given the unit's own value
	P            []float64 // two-sided, from the normal distribution
	PPermuted    []float64 // as in Result
	PFDR         []float64 // as in Result
	Quadrant     []string  // HighHigh and so on: not above the mean is low; empty without neighbours
	FDROf        Basis
	Permutations int
	Sparse       bool
	Undefined    int // units without neighbours, with all others, or with the mean as their value
	Note         lang.Text
}

// LocalMoran returns local Moran's I (Anselin, Local Indicators of Spatial Association,
// 1995), the unit itself left out and the weights of each row made to sum to 1:
//
//	I_i = (x_i − x̄)/m₂ · Σ_j w_ij (x_j − x̄),  m₂ = Σ_k (x_k − x̄)²/n
//
// Z takes the mean and variance that I has when the unit keeps its value and the others
// change places (Sokal, Oden and Thomson, 1998). It returns Invalid as Analyse does. A unit
// for which Z is undefined has Z 0 and p 1 and is counted.
func LocalMoran(ctx context.Context, values []float64, n Neighbourhood, p Params) (Moran, error) {
	p, err := p.checked()
	if err != nil {
		return Moran{}, err
	}
	s, err := standardise(values, n)
	if err != nil {
		return Moran{}, err
	}
	alone := withoutSelf{n, ownWeights(n)}
	p = p.raised(alone)
	g, m := s.moran(alone)
	m.Permutations, m.Undefined = p.Permutations, g.undefined()
	m.P = make([]float64, len(values))
	for i, z := range m.Z {
		m.P[i] = twoSided(z)
	}
	if p.Permutations > 0 {
		if m.PPermuted, err = s.permuted(ctx, alone, g.defined, p); err != nil {
			return Moran{}, err
		}
	}
	m.PFDR, m.FDROf = adjusted(m.P, m.PPermuted, p)
	fit := s.fit(alone)
	m.Sparse = fit.poor()
	m.Note = note(m.FDROf, len(values), p, fit, m.Undefined)
	return m, nil
}

// moran computes I and Z. With N = n−1 others drawn without replacement, of mean μ and
// variance σ², the sum over neighbours has the mean W·μ and the variance
// σ²·(N·Σw² − W²)/(N−1).
func (s standard) moran(n withoutSelf) (statistic, Moran) {
	units := len(s.score)
	others := float64(units - 1)
	m := Moran{I: make([]float64, units), Z: make([]float64, units), Quadrant: make([]string, units)}
	lag := make([]float64, units)
	n.Sums(s.score, lag)
	w, w2 := n.Weights()
	defined := make([]bool, units)
	for i, own := range s.score {
		if !(w[i] > 0) {
			continue
		}
		mean := lag[i] / w[i]
		m.I[i] = own * mean
		m.Quadrant[i] = quadrant(own, mean)
		mu := -own / others
		sigma2 := max(0, (float64(units)-own*own)/others-mu*mu)
		spread := others*w2[i] - w[i]*w[i]
		variance := own * own * sigma2 * spread / ((others - 1) * w[i] * w[i])
		if defined[i] = spread > nothing*others*w2[i] && variance > nothing*nothing; defined[i] {
			m.Z[i] = own * (mean - mu) / math.Sqrt(variance)
		}
	}
	return statistic{m.Z, defined}, m
}

func quadrant(own, neighbours float64) string {
	switch {
	case own > 0 && neighbours > 0:
		return HighHigh
	case own > 0:
		return HighLow
	case neighbours > 0:
		return LowHigh
	}
	return LowLow
}

// withoutSelf is a neighbourhood in which no unit is a neighbour of its own.
type withoutSelf struct {
	Neighbourhood
	own []float64 // the weight that each unit has in its own neighbourhood
}

func ownWeights(n Neighbourhood) []float64 {
	own := make([]float64, n.Len())
	unit := 0
	add := func(j int, w float64) {
		if j == unit {
			own[j] += w
		}
	}
	for unit = range own {
		n.Each(unit, add)
	}
	return own
}

func (n withoutSelf) Sums(values, out []float64) {
	n.Neighbourhood.Sums(values, out)
	for i, own := range n.own {
		out[i] -= own * values[i]
	}
}

func (n withoutSelf) Weights() (w, w2 []float64) {
	with, with2 := n.Neighbourhood.Weights()
	w, w2 = make([]float64, len(with)), make([]float64, len(with))
	for i, own := range n.own {
		w[i], w2[i] = with[i]-own, with2[i]-own*own
	}
	return w, w2
}

func (n withoutSelf) Each(i int, visit func(j int, w float64)) {
	n.Neighbourhood.Each(i, func(j int, w float64) {
		if i != j {
			visit(j, w)
		}
	})
}
