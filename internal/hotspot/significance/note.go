package significance

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"tryggled/internal/lang"
)

// fit is what tells whether sums over neighbourhoods may be taken for normal.
type fit struct {
	skewness   float64
	neighbours float64 // of the unit in the middle
}

// The rule for a sample of skewed values (Cochran, Sampling Techniques, 1977, section 2.15):
// its size should exceed 25 G², G being the skewness of what it is drawn from, for a 95 per
// cent statement to be wrong no more than 6 per cent of the time. Of counts that chance
// scatters evenly this asks for 25 in an average neighbourhood.
func (f fit) needed() float64 { return 25 * f.skewness * f.skewness }

func (f fit) poor() bool { return f.neighbours <= f.needed() }

// fit takes W²/Σw² for the number of neighbours, which for equal weights it is.
func (s standard) fit(n Neighbourhood) fit {
	var cubes float64
	for _, v := range s.score {
		cubes += v * v * v
	}
	w, w2 := n.Weights()
	k := make([]float64, len(w))
	for i := range k {
		if w2[i] > 0 {
			k[i] = w[i] * w[i] / w2[i]
		}
	}
	slices.Sort(k)
	return fit{skewness: cubes / float64(len(s.score)), neighbours: k[len(k)/2]}
}

// note says which p the hotspots rest on, and what to be wary of.
func note(basis Basis, units int, p Params, f fit, undefined int) lang.Text {
	text := basisText(basis, units, p)
	if f.poor() {
		text = and(text, lang.T(
			"Värdena är glesa eller sneda (skevhet %s): normalfördelningen passar när en enhet har fler än %.0f grannar, men enheten i mitten har %.0f. %s",
			"The values are sparse or skewed (skewness %s): the normal distribution fits where a unit has more than %.0f neighbours, but the unit in the middle has %.0f. %s",
			lang.Decimal(f.skewness, 1), math.Ceil(f.needed()), f.neighbours, advice(basis)))
	}
	if undefined > 0 {
		text = and(text, lang.T(
			"För %d av %d enheter är måttet odefinierat; de anges med z 0 och p 1.",
			"For %d of %d units the statistic is undefined; they are given z 0 and p 1.", undefined, units))
	}
	return text
}

// advice is what to do about values that the normal distribution does not fit.
func advice(basis Basis) lang.Text {
	if basis == Permutation {
		return lang.T("Det rör den analytiska p, inte permutationerna.", "That concerns the analytic p, not the permutations.")
	}
	return lang.T("Lita mer på permutationerna eller välj ett bredare grannskap.", "Rather trust the permutations, or choose a wider neighbourhood.")
}

func basisText(basis Basis, units int, p Params) lang.Text {
	alpha := number(p.Alpha)
	need := needed(units, p.Alpha)
	switch {
	case basis == Permutation && float64(p.Permutations) < enough(units, p.Alpha):
		return lang.T(
			"Den justerade p (FDR) bygger på permutationer, tvåsidigt: %d permutationer räcker för %d enheter vid α = %s, som kräver minst %.0f, men inte för att en enhet ensam ska kunna sticka ut, vilket kräver %.0f.",
			"The adjusted p (FDR) rests on permutations, two-sided: %d permutations are enough for %d units at α = %s, which takes at least %.0f, but not for one unit alone to stand out, which takes %.0f.",
			p.Permutations, units, alpha, need, enough(units, p.Alpha))
	case basis == Permutation:
		return lang.T(
			"Den justerade p (FDR) bygger på permutationer, tvåsidigt: %d permutationer räcker för %d enheter vid α = %s, som kräver minst %.0f.",
			"The adjusted p (FDR) rests on permutations, two-sided: %d permutations are enough for %d units at α = %s, which takes at least %.0f.",
			p.Permutations, units, alpha, need)
	case p.Permutations > 0:
		return lang.T(
			"Den justerade p (FDR) bygger på den analytiska p, inte på permutationerna: %d permutationer är för få för %d enheter vid α = %s, som kräver minst %.0f.",
			"The adjusted p (FDR) rests on the analytic p, not on the permutations: %d permutations are too few for %d units at α = %s, which takes at least %.0f.",
			p.Permutations, units, alpha, need)
	}
	return lang.T(
		"Den justerade p (FDR) bygger på den analytiska p för %d enheter; inga permutationer har gjorts.",
		"The adjusted p (FDR) rests on the analytic p of %d units; no permutations were made.", units)
}

// number writes a number as each language does, with the digits it has.
func number(v float64) lang.Text {
	s := strconv.FormatFloat(v, 'f', -1, 64)
	return lang.Text{SV: strings.Replace(s, ".", ",", 1), EN: s}
}

func and(a, b lang.Text) lang.Text { return lang.T("%s %s", "%s %s", a, b) }
