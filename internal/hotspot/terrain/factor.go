package terrain

import (
	"math"
	"strconv"
	"strings"

	"tryggled/internal/lang"
)

// factor tells what an exposure does, from the fit.
func (b *builder) factor(e int, fit Fit) Factor {
	x := b.exposures[e]
	f := Factor{Name: x.Name, Value: 1, Low: 1, High: 1, P: 1, Known: b.known(e)}
	for j, c := range b.columns {
		if c.exposure != e || c.unknown || fit.N == 0 {
			continue
		}
		half := fit.interval() * fit.SE[j]
		f.Value, f.Low, f.High = bounded(fit.Beta[j]), bounded(fit.Beta[j]-half), bounded(fit.Beta[j]+half)
		f.P, f.Estimated = fit.P[j], true
	}
	title := x.Title
	if title.IsZero() {
		title = lang.Same(x.Name)
	}
	switch {
	case f.Estimated:
		f.Text = b.sentence(title, f)
	case !b.why[e].IsZero():
		f.Text = lang.T("%s: %s.", "%s: %s.", title, b.why[e])
	default:
		f.Text = lang.T("%s: inte uträknat.", "%s: not reckoned.", title)
	}
	return f
}

// sentence says a relative risk in words.
func (b *builder) sentence(title lang.Text, f Factor) lang.Text {
	sure := lang.Text{}
	if f.Low <= 1 && f.High >= 1 {
		sure = lang.T(", ingen säker skillnad", ", no certain difference")
	}
	return lang.T("%s: %s gånger så många rapporter per meter där hela gatan berörs som där ingen del gör det, allt annat lika (95 %%-intervall %s–%s%s); känt på %d av %d gatusegment.",
		"%s: %s times as many reports per metre where the whole street is affected as where no part is, all else alike (95%% interval %s–%s%s); known on %d of %d street segments.",
		title, risk(f.Value), risk(f.Low), risk(f.High), sure, f.Known, len(b.rows))
}

// relative is the expected reports per metre of each segment by those of all.
func (b *builder) relative(fit Fit) []float64 {
	out := make([]float64, len(b.lengthM))
	for i := range out {
		out[i] = 1
	}
	if fit.N == 0 {
		return out
	}
	var reports, length float64
	for k, i := range b.rows {
		eta := fit.Intercept
		for j, c := range b.columns {
			eta += fit.Beta[j] * c.values[k]
		}
		out[i] = math.Exp(eta)
		reports += out[i] * b.lengthM[i]
		length += b.lengthM[i]
	}
	for _, i := range b.rows {
		out[i] /= reports / length
	}
	return out
}

// noteOf says what must be known to read the values of a fit.
func noteOf(fit Fit) lang.Text {
	note := lang.T("Värdena visar samband, inte orsak. Intervallen räknar gatorna som oberoende av varandra: där grannar liknar varandra är de för smala.",
		"The values show an association, not a cause. The intervals take streets as independent of each other: where neighbours are alike they are too narrow.")
	if fit.Quasi {
		note = lang.T("%s Rapporterna är mer samlade än av slumpen (spridning %s): intervallen är vidgade därefter.",
			"%s Reports are more gathered than by chance (dispersion %s): the intervals are widened for it.", note, lang.Decimal(fit.Dispersion, 1))
	}
	return note
}

// The least and the most that a relative risk is written as.
const (
	leastRisk = 0.01
	mostRisk  = 1000
)

// risk writes a relative risk with as many decimals as tell something: at least as many as
// keep it apart from 1.
func risk(v float64) lang.Text {
	switch {
	case v < leastRisk:
		return lang.T("under %s", "below %s", lang.Decimal(leastRisk, 2))
	case v > mostRisk:
		return lang.T("över %d", "above %d", mostRisk)
	case v >= 10:
		return lang.Decimal(v, 0)
	}
	decimals := 1
	if v < 1 {
		decimals = 2
	}
	for v != 1 && decimals < 4 && lang.Decimal(v, decimals) == lang.Decimal(1, decimals) {
		decimals++
	}
	return lang.Decimal(v, decimals)
}

// number writes a count, whole or not.
func number(v float64) lang.Text {
	en := strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64)
	return lang.Text{SV: strings.Replace(en, ".", ",", 1), EN: en}
}
