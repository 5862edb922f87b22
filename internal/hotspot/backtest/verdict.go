package backtest

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"tryggled/internal/lang"
)

// headline is the share that the verdict speaks of first: what a few teams can walk.
const headline = 0.05

// fewEvents is how few events leave any figure to chance.
const fewEvents = 30

// judge fills Best, Verdict and Note. For each kind of units the method with the highest
// mean PAI at the share nearest to 5 % is named, with the best of the other side beside
// it, ours against the baselines; then the shares where another one was best.
func (r *Result) judge(p Params) {
	if len(r.Lines) == 0 {
		r.Note = lang.T("Inga metoder att pröva.", "No methods to test.")
		return
	}
	if r.Lines[0].PAI.N == 0 {
		r.Note = lang.T("Inga rapporter i provperioderna: inget kan sägas om hur väl metoderna förutsade.",
			"No reports in the test periods: nothing can be said about how well the methods foretold.")
		return
	}
	if r.Events < fewEvents {
		r.Note = lang.T("Bara %s rapporter i provperioderna: siffrorna är osäkra.",
			"Only %s reports in the test periods: the figures are uncertain.", plain(r.Events))
	}
	share := nearest(p.Shares, headline)
	var sentences []lang.Text
	for _, kind := range r.kinds() {
		lines := r.at(kind, share)
		best := bestLine(lines, func(Line) bool { return true })
		if best.PAI.N == 0 {
			continue
		}
		if r.Best == "" {
			r.Best = best.Method
		}
		sentences = append(sentences, sentence(best, lines))
		if other := r.elsewhere(kind, best, p.Shares); !other.IsZero() {
			sentences = append(sentences, other)
		}
	}
	r.Verdict = joined(sentences, " ")
}

// sentence tells of the best line at a share and of the best on the other side; that one is
// better it says only where that is certain. As the best of several is picked by the very
// figures it is tested on, the level of the test is shared out among them (Bonferroni).
func sentence(best Line, lines []Line) lang.Text {
	on := lang.T("%s av ytan", "%s of the area", percent(best.Share))
	if best.Units == StreetLength {
		on = lang.T("%s av gatulängden", "%s of the street length", percent(best.Share))
	}
	rival := bestLine(lines, func(l Line) bool { return l.Baseline != best.Baseline })
	if rival.Method == "" {
		return lang.T("%s träffade bäst på %s: PAI %s.", "%s foretold best on %s: PAI %s.", best.Title, on, decimal(best.PAI.Mean))
	}
	if !clearly(best, rival) {
		return lang.T("%s och %s träffade lika väl på %s: PAI %s.", "%s and %s foretold equally well on %s: PAI %s.",
			best.Title, inside(rival.Title), on, decimal(best.PAI.Mean))
	}
	figures := []any{best.Title, on, decimal(best.PAI.Mean), decimal(rival.PAI.Mean), inside(rival.Title)}
	_, _, certain := better(best.ByOrigin, rival.ByOrigin, level/float64(len(lines)-1))
	switch {
	case certain && best.Baseline:
		return lang.T("%s träffade bättre på %s än våra metoder: PAI %s mot %s (%s), en säker skillnad.",
			"%s foretold better on %s than our methods: PAI %s against %s (%s), a certain difference.", figures...)
	case certain:
		return lang.T("%s träffade bäst på %s: PAI %s mot %s (%s), en säker skillnad.",
			"%s foretold best on %s: PAI %s against %s (%s), a certain difference.", figures...)
	}
	unsure := lang.T("ingen säker skillnad", "no certain difference")
	if len(best.ByOrigin) < LeastOrigins {
		unsure = lang.T("för få provperioder för en säker skillnad", "too few test periods for a certain difference")
	}
	if best.PAI.Mean <= (1+alike)*rival.PAI.Mean {
		return lang.T("%s och %s träffade lika väl på %s, %s: PAI %s mot %s.", "%s and %s foretold equally well on %s, %s: PAI %s against %s.",
			best.Title, inside(rival.Title), on, unsure, decimal(best.PAI.Mean), decimal(rival.PAI.Mean))
	}
	return lang.T("%s gav på %s PAI %s mot %s (%s): %s.", "%s gave on %s a PAI of %s against %s (%s): %s.", append(figures, unsure)...)
}

// inside writes a title as it stands inside a sentence.
func inside(title lang.Text) lang.Text {
	return lang.Text{SV: lowered(title.SV), EN: lowered(title.EN)}
}

func lowered(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(first)) + s[size:]
}

// alike is how far apart two figures may be, as a share of the lesser, and still be called
// as good where no test can tell them apart.
const alike = 0.1

// elsewhere names the shares at which another method than the best had the highest PAI.
func (r *Result) elsewhere(kind string, best Line, shares []float64) lang.Text {
	var parts []lang.Text
	for _, share := range shares {
		other := bestLine(r.at(kind, share), func(Line) bool { return true })
		if share != best.Share && other.Method != best.Method {
			parts = append(parts, lang.T("%s på %s (%s)", "%s on %s (%s)", inside(other.Title), percent(share), decimal(other.PAI.Mean)))
		}
	}
	if len(parts) == 0 {
		return lang.Text{}
	}
	return lang.T("Högst PAI på andra andelar: %s.", "Highest PAI at other shares: %s.", joined(parts, "; "))
}

func (r *Result) kinds() []string {
	var out []string
	for _, l := range r.Lines {
		if !slices.Contains(out, l.Units) {
			out = append(out, l.Units)
		}
	}
	return out
}

func (r *Result) at(kind string, share float64) []Line {
	var out []Line
	for _, l := range r.Lines {
		if l.Units == kind && l.Share == share {
			out = append(out, l)
		}
	}
	return out
}

// bestLine is the first of the lines asked for with the highest mean PAI.
func bestLine(lines []Line, asked func(Line) bool) Line {
	var best Line
	for _, l := range lines {
		if asked(l) && (best.Method == "" || clearly(l, best)) {
			best = l
		}
	}
	return best
}

// clearly tells a higher PAI from one that summing in another order makes.
func clearly(a, b Line) bool { return a.PAI.Mean > b.PAI.Mean*(1+1e-9) }

// nearest is the share nearest to another, the first where two are.
func nearest(shares []float64, to float64) float64 {
	return slices.MinFunc(shares, func(a, b float64) int {
		switch da, db := math.Abs(a-to), math.Abs(b-to); {
		case da < db:
			return -1
		case da > db:
			return 1
		}
		return 0
	})
}

func percent(share float64) lang.Text {
	s := plain(share * 100)
	return lang.T("%s %%", "%s%%", s)
}

func decimal(v float64) lang.Text { return lang.Decimal(v, 1) }

// plain writes a number with the decimals it needs, at most two.
func plain(v float64) lang.Text {
	en := strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64)
	return lang.Text{SV: strings.Replace(en, ".", ",", 1), EN: en}
}

func joined(parts []lang.Text, separator string) lang.Text {
	var sv, en []string
	for _, p := range parts {
		sv, en = append(sv, p.SV), append(en, p.EN)
	}
	return lang.Text{SV: strings.Join(sv, separator), EN: strings.Join(en, separator)}
}
