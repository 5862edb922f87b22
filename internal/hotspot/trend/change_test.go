package trend

import (
	"encoding/json"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// The numbers are those of R 4.2.2: poisson.test(c(after, before), c(daysAfter, daysBefore)).
func TestChangeAsInR(t *testing.T) {
	for _, c := range []struct {
		before, after         int
		daysBefore, daysAfter float64
		ratio, low, high      float64
		certain               bool
		sv, en                string
	}{
		{2, 4, 1, 1, 2, 0.2866338355, 22.10970243, false, "4 mot 2: ingen säker förändring", "4 against 2: no certain change"},
		{6, 18, 30, 30, 3, 1.140810517, 9.232229716, true, "18 mot 6: en ökning, 1,1–9,2 gånger", "18 against 6: an increase, 1.1–9.2 times"},
		{18, 6, 30, 30, 1. / 3, 0.1083161956, 0.8765697591, true, "6 mot 18: en minskning, till 11–88 % av nivån före", "6 against 18: a decrease, to 11–88% of the level before"},
		{5, 0, 1, 1, 0, 0, 1.091279105, false, "0 mot 5: ingen säker förändring", "0 against 5: no certain change"},
		{0, 5, 1, 1, 0, 0.9163558573, 0, false, "5 mot 0: ingen säker förändring", "5 against 0: no certain change"},
		{0, 6, 1, 1, 0, 1.177424726, 0, true, "6 mot 0: en ökning, minst 1,2 gånger", "6 against 0: an increase, at least 1.2 times"},
		{0, 0, 1, 1, 0, 0, 0, false, "0 mot 0: inget att jämföra", "0 against 0: nothing to compare"},
		{6, 18, 30, 90, 1, 0.3802701723, 3.077409905, false, "18 på 90 dagar mot 6 på 30 dagar: ingen säker förändring", "18 in 90 days against 6 in 30 days: no certain change"},
		{80, 120, 30, 365, 0.1232876712, 0.09214119854, 0.1657126289, true, "120 på 365 dagar mot 80 på 30 dagar: en minskning, till 9–17 % av nivån före", "120 in 365 days against 80 in 30 days: a decrease, to 9–17% of the level before"},
		{9500, 10000, 1, 1, 1.052631579, 1.023381834, 1.082722802, true, "10000 mot 9500: en ökning, 1,02–1,08 gånger", "10000 against 9500: an increase, 1.02–1.08 times"},
		{251000, 250000, 7, 7, 0.9960159363, 0.9905111929, 1.001551257, false, "250000 mot 251000: ingen säker förändring", "250000 against 251000: no certain change"},
		{40, 3, 365, 7, 3.910714286, 0.7739343753, 12.27933589, false, "3 på 7 dagar mot 40 på 365 dagar: ingen säker förändring", "3 in 7 days against 40 in 365 days: no certain change"},
	} {
		got := ChangeOf(c.before, c.after, c.daysBefore, c.daysAfter)
		for what, pair := range map[string][2]float64{"ratio": {got.Ratio, c.ratio}, "low": {got.Low, c.low}, "high": {got.High, c.high}} {
			if !(math.Abs(pair[0]-pair[1]) <= 1e-7*max(1, pair[1])) {
				t.Errorf("%d against %d: %s: got %.10g, want %.10g", c.after, c.before, what, pair[0], pair[1])
			}
		}
		if got.Certain != c.certain || got.Text.SV != c.sv || got.Text.EN != c.en {
			t.Errorf("got %v %q %q, want %v %q %q", got.Certain, got.Text.SV, got.Text.EN, c.certain, c.sv, c.en)
		}
	}
}

func TestChangeIsAlwaysNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(-2, 3000)
		length := rapid.SampledFrom([]float64{-1, 0, 1, 0.5, 90, 3650, math.NaN(), math.Inf(1)})
		c := ChangeOf(n.Draw(t, "before"), n.Draw(t, "after"), length.Draw(t, "daysBefore"), length.Draw(t, "daysAfter"))
		if _, err := json.Marshal(c); err != nil {
			t.Fatal(err)
		}
		if c.Text.IsZero() {
			t.Fatal("nothing is said")
		}
		if c.Before > 0 && !(c.Low <= c.Ratio && c.Ratio <= c.High) {
			t.Fatalf("the ratio lies outside of its interval: %+v", c)
		}
	})
}
