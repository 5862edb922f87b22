// Package terrain tells how much more is reported where a street is dark, overgrown or out
// of sight of cameras: a Poisson regression of the reports per street segment on what
// surrounds it. It stands beside the clusters: they say where reports gather, this says
// what such places have in common.
package terrain

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Design is what a regression explains by: one column per exposure, a row per segment. The
// intercept is added to it.
type Design struct {
	Names   []string
	Columns [][]float64
}

// Fit is a fitted Poisson regression. Errors and p are of a quasi-Poisson model where
// Quasi, else of a Poisson model.
type Fit struct {
	Names        []string  `json:"names"`
	Beta         []float64 `json:"beta"` // per unit of the column, of the logarithm of the rate
	SE           []float64 `json:"se"`
	P            []float64 `json:"p"` // two-sided, of Beta being 0
	Intercept    float64   `json:"intercept"`
	InterceptSE  float64   `json:"intercept_se"`
	Dispersion   float64   `json:"dispersion"` // Pearson χ²/DF
	Quasi        bool      `json:"quasi"`
	Deviance     float64   `json:"deviance"`
	NullDeviance float64   `json:"null_deviance"` // with the intercept and the exposure only
	N            int       `json:"n"`
	DF           int       `json:"df"` // N − columns − 1
	Iterations   int       `json:"iterations"`
	Converged    bool      `json:"converged"`
}

// Poisson regresses counts on the columns of d with a logarithmic link and the logarithm of
// exposure (metres of street, person-hours) as offset:
//
//	log E[counts] = log exposure + intercept + Σ beta·column
//
// by iteratively reweighted least squares with step halving (McCullagh & Nelder 1989,
// Generalized Linear Models, 2.5 and 6.2). Where the dispersion, Pearson's χ² by its degrees
// of freedom, is above 1, the errors are those of a quasi-Poisson model (Wedderburn 1974):
// SE·√dispersion and Student's t with DF; a dispersion below 1 never narrows them. Counts
// need not be whole.
//
// It returns Invalid, naming the row or the columns, for columns of unequal length, numbers
// that are none, exposures not above 0, counts that are negative or all 0, fewer rows than
// coefficients, a constant column, columns that follow from others (collinear), and columns
// that tell rows without counts apart from all others (separated: no finite estimate exists,
// Correia, Guimarães & Zylkin 2019).
func Poisson(d Design, counts, exposure []float64) (Fit, error) {
	if err := d.check(counts, exposure); err != nil {
		return Fit{}, err
	}
	m := newModel(d, counts, exposure)
	if columns := m.dependent(); len(columns) > 0 {
		return Fit{}, collinear(d.names(columns))
	}
	if columns, _ := m.separating(); len(columns) > 0 {
		return Fit{}, separated(d.names(columns))
	}
	return m.solve(d.Names)
}

// interval gives the two-sided quantile that 95 % intervals are made with.
func (f Fit) interval() float64 {
	if f.Quasi {
		return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(f.DF)}.Quantile(0.975)
	}
	return distuv.UnitNormal.Quantile(0.975)
}

// p is the two-sided probability of a coefficient so far from 0.
func (f Fit) p(beta, se float64) float64 {
	z := -math.Abs(beta / se)
	if f.Quasi {
		return 2 * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(f.DF)}.CDF(z)
	}
	return 2 * distuv.UnitNormal.CDF(z)
}
