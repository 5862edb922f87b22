package backtest

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// LeastOrigins is how many origins it takes before one method may be called better than
// another.
const LeastOrigins = 5

// Better tells whether a foretold better than b, from a measure of each at the same
// origins: the mean gain of a over b, its standard error, and whether the gain is certain,
// that is above 0 by a paired one-sided t test at 5 % (Student 1908) over at least
// LeastOrigins origins. Columns of unequal length or none give no gain and no certainty; one
// origin gives a gain without error.
func Better(a, b []float64) (gain, se float64, certain bool) {
	return better(a, b, level)
}

// level is the share of chance findings that a test lets through.
const level = 0.05

func better(a, b []float64, level float64) (gain, se float64, certain bool) {
	n := len(a)
	if n == 0 || n != len(b) {
		return 0, 0, false
	}
	difference := make([]float64, n)
	for i := range a {
		difference[i] = a[i] - b[i]
	}
	gain, se = meanAndError(difference)
	if n < LeastOrigins {
		return gain, se, false
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(n - 1)}
	return gain, se, gain > 0 && gain > t.Quantile(1-level)*se
}

// rounding is the share of a mean that summing may be off by.
const rounding = 1e-12

// meanAndError is the mean and its standard error, by the variance with divisor n−1; the
// error of fewer than two values is 0, and so is one that is nothing but rounding.
func meanAndError(v []float64) (mean, se float64) {
	if len(v) == 0 {
		return 0, 0
	}
	n := float64(len(v))
	for _, x := range v {
		mean += x
	}
	mean /= n
	if len(v) < 2 {
		return mean, 0
	}
	var squares float64
	for _, x := range v {
		squares += (x - mean) * (x - mean)
	}
	if se = math.Sqrt(squares / (n - 1) / n); se <= rounding*math.Abs(mean) {
		return mean, 0
	}
	return mean, se
}
