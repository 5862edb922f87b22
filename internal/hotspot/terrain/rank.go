package terrain

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// dependent gives the columns, counted without the intercept, that take part in a sum of
// columns that is 0 on every row.
func (m *model) dependent() []int {
	return m.involved(m.nullSpace(nil))
}

// nullSpace gives orthonormal combinations of columns that are 0 on all rows that take
// part (w above 0; nil is all), by the eigenvectors of XᵀWX.
func (m *model) nullSpace(w []float64) [][]float64 {
	var eigen mat.EigenSym
	if !eigen.Factorize(m.gram(w), true) {
		return nil
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	values := eigen.Values(nil) // ascending
	var out [][]float64
	for k, v := range values {
		if v > singularShare*values[len(values)-1] {
			break
		}
		out = append(out, mat.Col(nil, k, &vectors))
	}
	return out
}

// involved gives the columns, without the intercept, that weigh in any of the combinations.
func (m *model) involved(combinations [][]float64) []int {
	var out []int
	for j := 1; j < m.p; j++ {
		for _, c := range combinations {
			if math.Abs(c[j]) > 1e-5 {
				out = append(out, j-1)
				break
			}
		}
	}
	return out
}

// separating gives the columns of a combination that is 0 on every row with counts, and
// above 0 on some rows without counts and below on none: the likelihood then grows for
// ever as the combination falls. Beside it, the rows where it is above 0. It finds one by
// iterative rectification (Correia, Guimarães & Zylkin 2019, "Verifying the existence of
// maximum likelihood estimates for generalized linear models"): least squares of a column
// that is kept at 0 or above, until it stays there or vanishes.
func (m *model) separating() (columns, rows []int) {
	taking := make([]float64, m.n)
	var empty []int
	for i, y := range m.y {
		if y > 0 {
			taking[i] = 1
		} else {
			empty = append(empty, i)
		}
	}
	null := m.nullSpace(taking)
	if len(null) == 0 || len(empty) == 0 {
		return nil, nil
	}
	z := mat.NewDense(len(empty), len(null), nil)
	for r, i := range empty {
		for k, c := range null {
			var sum float64
			for j, v := range c {
				sum += v * m.x[j][i]
			}
			z.Set(r, k, sum)
		}
	}
	alpha, fitted := rectify(z)
	if alpha == nil {
		return nil, nil
	}
	combination := make([]float64, m.p)
	for k, c := range null {
		for j, v := range c {
			combination[j] += alpha[k] * v
		}
	}
	scale := mat.Norm(mat.NewVecDense(m.p, combination), math.Inf(1))
	for j := range combination {
		combination[j] /= scale
	}
	for r, i := range empty {
		if fitted[r] > rectified {
			rows = append(rows, i)
		}
	}
	return m.involved([][]float64{combination}), rows
}

const (
	rectified    = 1e-7 // below, a fitted value is 0; by the highest, so is one below 0
	mostRectings = 1000
)

// rectify looks for z·alpha that is nowhere below 0 and somewhere above, and gives it, or
// nil.
func rectify(z *mat.Dense) (alpha, fitted []float64) {
	n, k := z.Dims()
	var gram mat.SymDense
	gram.SymOuterK(1, z.T())
	var chol mat.Cholesky
	if !chol.Factorize(&gram) {
		return nil, nil
	}
	u := mat.NewVecDense(n, nil)
	for i := range n {
		u.SetVec(i, 1)
	}
	a, right, fit := mat.NewVecDense(k, nil), mat.NewVecDense(k, nil), mat.NewVecDense(n, nil)
	for range mostRectings {
		right.MulVec(z.T(), u)
		if err := chol.SolveVecTo(a, right); err != nil && !nearSingular(err) {
			return nil, nil
		}
		fit.MulVec(z, a)
		low, high := 0.0, 0.0
		for i := range n {
			v := fit.AtVec(i)
			low, high = min(low, v), max(high, v)
			u.SetVec(i, max(0, v))
		}
		switch {
		case high <= rectified:
			return nil, nil
		case low >= -rectified*high:
			return a.RawVector().Data, fit.RawVector().Data
		}
	}
	return nil, nil
}
