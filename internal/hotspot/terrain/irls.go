package terrain

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// The iteration: as R's glm.
const (
	tolerance     = 1e-12 // of the deviance, by its own size
	mostSteps     = 100
	mostHalvings  = 40
	singularShare = 1e-10 // an eigenvalue this small by the largest is none
)

// model is a regression under way. Columns are standardised (mean 0, standard deviation 1)
// so that metres and shares weigh alike in the solving; column 0 is the intercept.
type model struct {
	n, p        int
	x           [][]float64 // p columns
	mean, sd    []float64
	y, exposure []float64

	beta     []float64 // of the standardised columns
	eta, mu  []float64 // linear predictor with offset; fitted counts
	cov      *mat.SymDense
	deviance float64
	steps    int
	done     bool
}

func newModel(d Design, counts, exposure []float64) *model {
	n, p := len(counts), len(d.Columns)+1
	m := &model{
		n: n, p: p, y: counts, exposure: exposure,
		x: make([][]float64, p), mean: make([]float64, p), sd: make([]float64, p),
		beta: make([]float64, p), eta: make([]float64, n), mu: make([]float64, n),
	}
	m.x[0] = make([]float64, n)
	for i := range m.x[0] {
		m.x[0][i] = 1
	}
	m.sd[0] = 1
	for j, column := range d.Columns {
		m.x[j+1], m.mean[j+1], m.sd[j+1] = standardised(column)
	}
	return m
}

// standardised shifts and scales a column; sd is 0 for a column that is the same on every
// row, and for one with no rows.
func standardised(column []float64) (out []float64, mean, sd float64) {
	if len(column) == 0 {
		return nil, 0, 0
	}
	n, first := float64(len(column)), column[0]
	for _, v := range column {
		mean += (v - first) / n
	}
	mean += first // exact where all are the same
	for _, v := range column {
		sd += (v - mean) * (v - mean) / n
	}
	sd = math.Sqrt(sd)
	out = make([]float64, len(column))
	for i, v := range column {
		out[i] = (v - mean) / sd
	}
	return out, mean, sd
}

// gram is XᵀWX over the rows that take part; w nil means 1.
func (m *model) gram(w []float64) *mat.SymDense {
	g := mat.NewSymDense(m.p, nil)
	for a := range m.p {
		for b := a; b < m.p; b++ {
			var sum float64
			if w == nil {
				for i, v := range m.x[a] {
					sum += v * m.x[b][i]
				}
			} else {
				for i, v := range m.x[a] {
					sum += v * m.x[b][i] * w[i]
				}
			}
			g.SetSym(a, b, sum)
		}
	}
	return g
}

// predict sets eta, mu and the deviance from coefficients.
func (m *model) predict(beta []float64) {
	m.deviance = 0
	for i := range m.n {
		eta := math.Log(m.exposure[i])
		for j, b := range beta {
			eta += b * m.x[j][i]
		}
		m.eta[i], m.mu[i] = eta, math.Exp(eta)
		m.deviance += devianceOf(m.y[i], m.mu[i])
	}
}

// devianceOf is one row's part of a Poisson deviance.
func devianceOf(y, mu float64) float64 {
	if y == 0 {
		return 2 * mu
	}
	return 2 * (y*math.Log(y/mu) - (y - mu))
}

// solve iterates and gives the fit.
func (m *model) solve(names []string) (Fit, error) {
	m.iterate()
	if m.cov == nil {
		return Fit{}, collinear(names) // past the exact checks, but not to be told apart in numbers
	}
	return m.fit(names), nil
}

// iterate fits: each step solves XᵀWX·δ = Xᵀ(y − μ) with W = μ, which for the logarithmic
// link is both Fisher's scoring and Newton's step, and is halved as long as the deviance
// grows. It starts from the rate that all rows have in common.
func (m *model) iterate() {
	var events, size float64
	for i := range m.n {
		events += m.y[i]
		size += m.exposure[i]
	}
	m.beta[0] = math.Log(events / size)
	m.predict(m.beta)
	for m.steps = 1; m.steps <= mostSteps && !m.done; m.steps++ {
		before := m.deviance
		delta, ok := m.step()
		if !ok {
			return
		}
		m.move(delta, before)
		m.done = math.Abs(before-m.deviance) <= tolerance*(math.Abs(m.deviance)+0.1)
	}
	m.steps--
	m.covariance()
}

// step solves for the next change of the coefficients.
func (m *model) step() ([]float64, bool) {
	score := mat.NewVecDense(m.p, nil)
	for j, column := range m.x {
		var sum float64
		for i, v := range column {
			sum += v * (m.y[i] - m.mu[i])
		}
		score.SetVec(j, sum)
	}
	var chol mat.Cholesky
	if !chol.Factorize(m.gram(m.mu)) {
		return nil, false
	}
	var delta mat.VecDense
	if err := chol.SolveVecTo(&delta, score); err != nil && !nearSingular(err) {
		return nil, false
	}
	return delta.RawVector().Data, true
}

// nearSingular tells a warning about accuracy from an error.
func nearSingular(err error) bool {
	_, ok := err.(mat.Condition)
	return ok
}

// move takes the step, or as much of it as does not raise the deviance.
func (m *model) move(delta []float64, before float64) {
	from := append([]float64(nil), m.beta...)
	for share, halvings := 1.0, 0; ; share, halvings = share/2, halvings+1 {
		for j := range m.beta {
			m.beta[j] = from[j] + share*delta[j]
		}
		m.predict(m.beta)
		if m.deviance <= before+tolerance*(before+0.1) {
			return
		}
		if halvings == mostHalvings {
			m.beta = from
			m.predict(from)
			return
		}
	}
}

// covariance sets the inverse of XᵀWX at the fit.
func (m *model) covariance() {
	var chol mat.Cholesky
	if !chol.Factorize(m.gram(m.mu)) {
		m.done = false
		return
	}
	m.cov = mat.NewSymDense(m.p, nil)
	if err := chol.InverseTo(m.cov); err != nil && !nearSingular(err) {
		m.cov, m.done = nil, false
	}
}
