package terrain

import "math"

// fit gives the result in the units of the columns.
func (m *model) fit(names []string) Fit {
	k := m.p - 1
	f := Fit{
		Names: names, N: m.n, DF: m.n - m.p, Iterations: m.steps, Converged: m.done,
		Deviance: m.deviance, NullDeviance: m.nullDeviance(),
		Beta: make([]float64, k), SE: make([]float64, k), P: make([]float64, k),
	}
	var pearson float64
	for i, mu := range m.mu {
		pearson += (m.y[i] - mu) * (m.y[i] - mu) / mu
	}
	f.Dispersion = pearson / float64(f.DF)
	f.Quasi = f.Dispersion > 1
	scale := 1.0
	if f.Quasi {
		scale = math.Sqrt(f.Dispersion)
	}
	f.Intercept = m.beta[0]
	for j := range k {
		f.Beta[j] = m.beta[j+1] / m.sd[j+1]
		f.SE[j] = scale * math.Sqrt(m.cov.At(j+1, j+1)) / m.sd[j+1]
		f.P[j] = f.p(f.Beta[j], f.SE[j])
		f.Intercept -= f.Beta[j] * m.mean[j+1]
	}
	f.InterceptSE = scale * math.Sqrt(m.interceptVariance())
	return f
}

// interceptVariance is that of the intercept of the columns as they were given:
// β₀ − Σ βⱼ·meanⱼ/sdⱼ of the standardised ones.
func (m *model) interceptVariance() float64 {
	c := make([]float64, m.p)
	c[0] = 1
	for j := 1; j < m.p; j++ {
		c[j] = -m.mean[j] / m.sd[j]
	}
	var sum float64
	for a := range c {
		for b := range c {
			sum += c[a] * c[b] * m.cov.At(a, b)
		}
	}
	return sum
}

// nullDeviance is that of one rate for all rows.
func (m *model) nullDeviance() float64 {
	var events, size, sum float64
	for i, y := range m.y {
		events += y
		size += m.exposure[i]
	}
	for i, y := range m.y {
		sum += devianceOf(y, m.exposure[i]*events/size)
	}
	return sum
}
