package hotspot

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"tryggled/internal/lang"
	"tryggled/internal/report"
)

// What is worth a word in an explanation, as shares.
const (
	namedCategory = 0.15
	mostlyDark    = 0.5
	partlyDark    = 0.2
	muchGreenery  = 0.3
	hardlySeen    = 0.05
)

// Explain says why a place is a hotspot in one sentence: how much was told in the window
// of the analysis, of what, when, and what surrounds it.
func Explain(h Hotspot, p Params) lang.Text {
	told := lang.T("%s %s", "%s %s", counted(h.Reports, "rapport", "rapporter", "report", "reports"), period(p))
	first := []lang.Text{told}
	if names := mainCategories(h); !names.IsZero() {
		first = append(first, lang.T("mest %s", "mostly %s", names))
	}
	parts := append([]lang.Text{join(append(first, pattern(h)), ", ")}, setting(h.Exposure)...)
	all := join(parts, "; ")
	return lang.Text{SV: all.SV + ".", EN: all.EN + "."}
}

// ExplainPresence says why somebody is sent to a place without a word of what was told from
// it: for those who are not told of restricted categories. Even the number of reports and
// their hours would tell.
func ExplainPresence(h Hotspot) lang.Text {
	parts := append([]lang.Text{lang.T("Närvaro önskas här", "Presence is wanted here")}, setting(h.Exposure)...)
	all := join(parts, "; ")
	return lang.Text{SV: all.SV + ".", EN: all.EN + "."}
}

// period is how long the window is: a frozen analysis may be read at any later time, so
// it never says "this year".
func period(p Params) lang.Text {
	days := p.Until.Sub(p.Since).Hours() / 24
	months := int(math.Round(days / 30.4375))
	switch {
	case months < 2:
		return lang.T("på %s", "in %s", counted(int(math.Ceil(days)), "dygn", "dygn", "day", "days"))
	case months == 12:
		return lang.T("på ett år", "in a year")
	case months%12 == 0:
		return lang.T("på %d år", "in %d years", months/12)
	}
	return lang.T("på %d månader", "in %d months", months)
}

// compact writes a name that is a list so that it fits into a sentence with commas.
var compact = strings.NewReplacer(", ", "/")

// mainCategories names the one or two categories that weigh most.
func mainCategories(h Hotspot) lang.Text {
	codes := slices.SortedFunc(maps.Keys(h.Categories), func(a, b string) int {
		return cmp.Or(cmp.Compare(h.Categories[b], h.Categories[a]), cmp.Compare(a, b))
	})
	var names []lang.Text
	for _, code := range codes {
		c, known := report.CategoryOf(code)
		if !known {
			c.Name = lang.Same(code)
		}
		if h.Categories[code] >= namedCategory && len(names) < 2 {
			names = append(names, lang.Text{SV: compact.Replace(c.Name.SV), EN: compact.Replace(c.Name.EN)})
		}
	}
	if len(names) == 2 {
		return lang.T("%s samt %s", "%s and %s", names[0], names[1])
	}
	return join(names, "")
}

// setting says what surrounds a place; what is not known at all comes last.
func setting(s Surroundings) []lang.Text {
	var parts, unknown []lang.Text
	switch {
	case s.LightKnown == 0:
		unknown = append(unknown, lang.T("belysning", "lighting"))
	case s.Dark >= mostlyDark:
		parts = append(parts, lang.T("mestadels mörkt", "mostly dark"))
	case s.Dark >= partlyDark:
		parts = append(parts, lang.T("delvis mörkt", "partly dark"))
	}
	switch {
	case s.ConcealKnown == 0:
		unknown = append(unknown, lang.T("växtlighet", "vegetation"))
	case s.Concealed >= muchGreenery:
		parts = append(parts, lang.T("skymda platser intill", "hidden places close by"))
	}
	switch {
	case s.CameraKnown == 0:
		unknown = append(unknown, lang.T("kameror", "cameras"))
	case s.CameraShare <= hardlySeen:
		parts = append(parts, lang.T("ingen kamera känd", "no camera known"))
	}
	if len(unknown) > 0 {
		parts = append(parts, lang.T("okänt: %s", "unknown: %s", join(unknown, ", ")))
	}
	return parts
}
