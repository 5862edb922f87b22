package density

import (
	"math"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// FarthestM is the largest coordinate that can be told apart from its neighbours well
// enough to count with; no metric map reaches it.
const FarthestM = 1e9

// checkColumns refuses columns of unequal length, places that are nowhere and weights
// that are not numbers from zero up. It names the first row at fault, from 1.
func checkColumns(x, y, weight []float64) error {
	if len(x) != len(y) {
		return fault.New(fault.Invalid, lang.T(
			"kolumnerna är olika långa: %d värden för x och %d för y", "the columns differ in length: %d values of x and %d of y", len(x), len(y)))
	}
	for i := range x {
		if !(math.Abs(x[i]) <= FarthestM) || !(math.Abs(y[i]) <= FarthestM) {
			return fault.New(fault.Invalid, lang.T(
				"rad %d har ingen giltig plats (x %v, y %v): ange meter i kommunens koordinatsystem eller ta bort raden",
				"row %d has no valid place (x %v, y %v): give metres in the municipality's coordinate system or leave the row out", i+1, x[i], y[i]))
		}
	}
	return checkWeights(weight, len(x))
}

// checkWeights refuses weights that are not numbers from zero up; nil is 1 each.
func checkWeights(weight []float64, rows int) error {
	if weight == nil {
		return nil
	}
	if len(weight) != rows {
		return fault.New(fault.Invalid, lang.T(
			"kolumnerna är olika långa: %d vikter för %d punkter", "the columns differ in length: %d weights for %d points", len(weight), rows))
	}
	for i, w := range weight {
		if !(w >= 0) || math.IsInf(w, 0) {
			return fault.New(fault.Invalid, lang.T(
				"rad %d har vikten %v: en vikt är ett tal från noll och uppåt", "row %d has the weight %v: a weight is a number from zero up", i+1, w))
		}
	}
	return nil
}

// weightOf is the weight of a row, 1 where there are no weights.
func weightOf(weight []float64, i int) float64 {
	if weight == nil {
		return 1
	}
	return weight[i]
}
