// Package trend tells how reports come along through time: whether a place is on its way
// up or down, whether a change between two periods is more than chance, and whether one
// report is soon followed by another near by. It stands on columns of numbers, and what
// it gives explains the hotspots and keeps watch over places.
package trend

import (
	"slices"

	"tryggled/internal/lang"
)

// Class is how a place has come along through the bins of a cube.
type Class string

// The classes. Each place has exactly one; Classify tells the rule.
const (
	None         Class = ""
	New          Class = "new"
	Intensifying Class = "intensifying"
	Persistent   Class = "persistent"
	Sporadic     Class = "sporadic"
	Diminishing  Class = "diminishing"
	Former       Class = "former"
)

const (
	steadyPercent = 90   // of the bins are hot in a place that is hot throughout
	trendP        = 0.05 // a trend of Mann–Kendall is certain up to this p
)

// Classify gives a place its class. hot[i] tells whether the place stood out in time bin
// i, the oldest first; mk is the trend of its values through the same bins.
//
// The rule follows ArcGIS's Emerging Hot Spot Analysis (Esri, Space Time Pattern Mining),
// its eight hot patterns folded into six. The first line that fits counts:
//
//	class         last bin  bins that are hot                    trend (p ≤ 0.05)  Esri's patterns
//	none          any       none, or a single one that is past   any               no pattern
//	former        not hot   two or more                          any               historical, and such as have no pattern
//	new           hot       the last one only, or one unbroken   any               new, consecutive
//	                        run up to it of less than 90 %
//	intensifying  hot       at least 90 %                        rising            intensifying
//	diminishing   hot       at least 90 %                        falling           diminishing
//	persistent    hot       at least 90 %                        neither           persistent
//	sporadic      hot       less than 90 %, with a break         any               sporadic, oscillating
//
// Esri calls historical only what was hot nine times in ten; here a place that was hot
// twice and is no longer is former too, so that no place falls between the classes.
func Classify(hot []bool, mk MannKendall) Class {
	total := 0
	for _, h := range hot {
		if h {
			total++
		}
	}
	if total == 0 {
		return None
	}
	if !hot[len(hot)-1] {
		if total == 1 {
			return None
		}
		return Former
	}
	steady := 100*total >= steadyPercent*len(hot)
	unbroken := slices.Index(hot, true) == len(hot)-total
	switch {
	case total == 1 || unbroken && !steady:
		return New
	case !steady:
		return Sporadic
	case mk.P <= trendP && mk.S > 0:
		return Intensifying
	case mk.P <= trendP && mk.S < 0:
		return Diminishing
	}
	return Persistent
}

// Name is what the class is called on screen, also after "pattern over time:".
func (c Class) Name() lang.Text {
	switch c {
	case New:
		return lang.T("ny", "new")
	case Intensifying:
		return lang.T("tilltagande", "intensifying")
	case Persistent:
		return lang.T("ihållande", "persistent")
	case Sporadic:
		return lang.T("återkommande, med avbrott", "recurring, with breaks")
	case Diminishing:
		return lang.T("avtagande", "diminishing")
	case Former:
		return lang.T("stack ut förr men inte nu", "stood out before but not now")
	}
	return lang.T("inget mönster", "no pattern")
}

// Rule is the rule of the class as sentences: the one that Classify decides by, and the one
// that Emerging decides by which bins are hot.
func (c Class) Rule() lang.Text {
	return lang.T("%s Vad som sticker ut avgörs i varje period av analytiskt p efter FDR, som bara är ungefärligt där antalen är glesa.",
		"%s What stands out is decided in each period by the analytic p after FDR, which is only approximate where counts are sparse.", c.pattern())
}

func (c Class) pattern() lang.Text {
	switch c {
	case New:
		return lang.T("Platsen sticker ut i den senaste perioden och antingen aldrig förut eller bara i en obruten följd fram till den, i mindre än %d %% av perioderna.",
			"The place stands out in the latest period, and either never before or only in one unbroken run up to it, in less than %d%% of the periods.", steadyPercent)
	case Intensifying:
		return lang.T("Platsen sticker ut i minst %d %% av perioderna, även den senaste, och ökar (Mann–Kendall, p högst %s).",
			"The place stands out in at least %d%% of the periods, the latest among them, and is rising (Mann–Kendall, p at most %s).", steadyPercent, lang.Decimal(trendP, 2))
	case Persistent:
		return lang.T("Platsen sticker ut i minst %d %% av perioderna, även den senaste, utan säker ökning eller minskning (Mann–Kendall, p över %s).",
			"The place stands out in at least %d%% of the periods, the latest among them, with no certain rise or fall (Mann–Kendall, p above %s).", steadyPercent, lang.Decimal(trendP, 2))
	case Sporadic:
		return lang.T("Platsen sticker ut i den senaste perioden och har gjort det förut med avbrott, i mindre än %d %% av perioderna.",
			"The place stands out in the latest period and did so before with breaks, in less than %d%% of the periods.", steadyPercent)
	case Diminishing:
		return lang.T("Platsen sticker ut i minst %d %% av perioderna, även den senaste, men minskar (Mann–Kendall, p högst %s).",
			"The place stands out in at least %d%% of the periods, the latest among them, but is falling (Mann–Kendall, p at most %s).", steadyPercent, lang.Decimal(trendP, 2))
	case Former:
		return lang.T("Platsen stack ut i minst två tidigare perioder men inte i den senaste.",
			"The place stood out in at least two earlier periods but not in the latest.")
	}
	return lang.T("Platsen sticker inte ut i någon period, eller bara i en enda som är förbi.",
		"The place stands out in no period, or in a single one that is past.")
}
