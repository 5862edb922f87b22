package backtest

import (
	"testing"

	"tryggled/internal/lang"
)

// That a method is better is said only where it is certain; of two that are about as good
// that they are.
func TestSentenceDoesNotContradictItself(t *testing.T) {
	line := func(baseline bool, pai ...float64) Line {
		mean, _ := meanAndError(pai)
		l := Line{Method: "places", Title: lang.T("Prioriterade platser", "Hotspots"), Units: Area, Share: 0.05, PAI: Spread{Mean: mean, N: len(pai)}, ByOrigin: pai}
		if baseline {
			l.Method, l.Title, l.Baseline = AllCounts, Baselines(nil)[1].Title, true
		}
		return l
	}
	for name, c := range map[string]struct {
		ours, theirs Line
		sv, en       string
	}{
		"as good": {
			line(false, 14, 15, 14, 14, 14.5), line(true, 14.5, 14, 15, 14.5, 14.5),
			"Att räkna alla tidigare rapporter och prioriterade platser träffade lika väl på 5 % av ytan, ingen säker skillnad: PAI 14,5 mot 14,3.",
			"Counting all earlier reports and hotspots foretold equally well on 5% of the area, no certain difference: PAI 14.5 against 14.3.",
		},
		"certainly worse": {
			line(false, 10, 11, 10, 11, 10), line(true, 14, 15, 14, 15, 14),
			"Att räkna alla tidigare rapporter träffade bättre på 5 % av ytan än våra metoder: PAI 14,4 mot 10,4 (prioriterade platser), en säker skillnad.",
			"Counting all earlier reports foretold better on 5% of the area than our methods: PAI 14.4 against 10.4 (hotspots), a certain difference.",
		},
		"certainly better": {
			line(false, 14, 15, 14, 15, 14), line(true, 10, 11, 10, 11, 10),
			"Prioriterade platser träffade bäst på 5 % av ytan: PAI 14,4 mot 10,4 (att räkna alla tidigare rapporter), en säker skillnad.",
			"Hotspots foretold best on 5% of the area: PAI 14.4 against 10.4 (counting all earlier reports), a certain difference.",
		},
		"higher by far, by chance": {
			line(false, 30, 2, 9, 1, 18), line(true, 2, 9, 4, 8, 5),
			"Prioriterade platser gav på 5 % av ytan PAI 12,0 mot 5,6 (att räkna alla tidigare rapporter): ingen säker skillnad.",
			"Hotspots gave on 5% of the area a PAI of 12.0 against 5.6 (counting all earlier reports): no certain difference.",
		},
		"few periods": {
			line(false, 14, 15), line(true, 10, 11),
			"Prioriterade platser gav på 5 % av ytan PAI 14,5 mot 10,5 (att räkna alla tidigare rapporter): för få provperioder för en säker skillnad.",
			"Hotspots gave on 5% of the area a PAI of 14.5 against 10.5 (counting all earlier reports): too few test periods for a certain difference.",
		},
	} {
		lines := []Line{c.ours, c.theirs}
		if got := sentence(bestLine(lines, func(Line) bool { return true }), lines); got != (lang.Text{SV: c.sv, EN: c.en}) {
			t.Errorf("%s: got\n%s\n%s\nwant\n%s", name, got.SV, got.EN, c.sv)
		}
	}
}

// Values that are alike have no error, though their sum was rounded.
func TestErrorOfLikeValues(t *testing.T) {
	alike := []float64{0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}
	if mean, se := meanAndError(alike); se != 0 || mean < 0.0999 || mean > 0.1001 {
		t.Errorf("got %v ± %v", mean, se)
	}
}
