package significance

import (
	"math"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// GiStar returns z of each unit: how far the sum over its neighbours, itself among them,
// lies from what chance would give, in standard deviations (Ord and Getis, Local Spatial
// Autocorrelation Statistics, 1995):
//
//	z_i = (Σ_j w_ij x_j − x̄ W_i) / (S √((n Σ_j w_ij² − W_i²)/(n−1)))
//
// with W_i = Σ_j w_ij, x̄ the mean and S the standard deviation, divisor n. Whether a unit
// is a neighbour of its own is up to n; with one that leaves it out this is not Gi*.
//
// It returns Invalid where z is undefined: for fewer than 3 units, values that are all
// equal or not all numbers, and neighbourhoods that all hold every unit. A single unit whose
// denominator is 0 gets 0; Analyse counts those.
func GiStar(values []float64, n Neighbourhood) ([]float64, error) {
	s, err := standardise(values, n)
	if err != nil {
		return nil, err
	}
	g, err := s.giStar(n)
	return g.z, err
}

// standard is values as standard scores: less their mean, over their standard deviation.
type standard struct {
	score []float64
}

const fewest = 3 // units

// standardise takes the mean off before it squares, so that small differences between
// large values are not lost.
func standardise(values []float64, n Neighbourhood) (standard, error) {
	if len(values) != n.Len() {
		return standard{}, fault.New(fault.Invalid, lang.T(
			"%d värden för %d enheter; ange ett värde för varje enhet", "%d values for %d units; give one for each unit", len(values), n.Len()))
	}
	least, most := math.Inf(1), math.Inf(-1)
	for i, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return standard{}, fault.New(fault.Invalid, lang.T(
				"värdet på rad %d är %v, inget tal; rätta det eller ta bort raden", "the value in row %d is %v, no number; mend it or remove the row", i+1, v))
		}
		least, most = min(least, v), max(most, v)
	}
	if len(values) < fewest {
		return standard{}, fault.New(fault.Invalid, lang.T(
			"måttet är odefinierat för %d enheter; ange minst %d", "the statistic is undefined for %d units; give at least %d", len(values), fewest))
	}
	if least == most {
		return standard{}, fault.New(fault.Invalid, lang.T(
			"måttet är odefinierat: alla %d värden är lika", "the statistic is undefined: all %d values are equal", len(values)))
	}
	// A power of two takes no digits; it keeps squares within what a number holds.
	_, exponent := math.Frexp(max(-least, most))
	s := standard{score: make([]float64, len(values))}
	for i, v := range values {
		s.score[i] = math.Ldexp(v, -exponent)
	}
	s.centre() // leaves what rounding of the mean is worth, which
	s.centre() // the second time takes off
	var squares float64
	for _, v := range s.score {
		squares += v * v
	}
	deviation := math.Sqrt(squares / float64(len(values)))
	for i := range s.score {
		s.score[i] /= deviation
	}
	return s, nil
}

func (s standard) centre() {
	var sum float64
	for _, v := range s.score {
		sum += v
	}
	mean := sum / float64(len(s.score))
	for i := range s.score {
		s.score[i] -= mean
	}
}

// statistic is z of each unit, 0 where it is not defined.
type statistic struct {
	z       []float64
	defined []bool
}

func (g statistic) undefined() int {
	var count int
	for _, defined := range g.defined {
		if !defined {
			count++
		}
	}
	return count
}

// nothing is the share of n·Σw² below which n·Σw² − W² is rounding: every unit is a
// neighbour, with equal weights.
const nothing = 1e-12

func (s standard) giStar(n Neighbourhood) (statistic, error) {
	units := float64(len(s.score))
	g := statistic{z: make([]float64, len(s.score)), defined: make([]bool, len(s.score))}
	n.Sums(s.score, g.z)
	w, w2 := n.Weights()
	any := false
	for i := range g.z {
		variance := (units*w2[i] - w[i]*w[i]) / (units - 1)
		if !(variance > nothing*units*w2[i]) {
			g.z[i] = 0
			continue
		}
		g.z[i] /= math.Sqrt(variance)
		g.defined[i], any = true, true
	}
	if !any {
		return g, fault.New(fault.Invalid, lang.T(
			"måttet är odefinierat: varje enhets grannskap omfattar alla %d enheter, eller ingen; välj en annan radie",
			"the statistic is undefined: the neighbourhood of each unit holds all %d units, or none; choose another radius", len(s.score)))
	}
	return g, nil
}
