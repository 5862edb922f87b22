package trend

import "tryggled/internal/lang"

// say tells in words whether events repeat, and where most.
func (k Knox) say() lang.Text {
	if k.Events < 2 {
		return lang.T("Färre än två händelser: det finns inga par att jämföra.", "Fewer than two events: there are no pairs to compare.")
	}
	raised, certain, best := 0, 0, KnoxCell{}
	for _, c := range k.Cells {
		if c.Ratio <= 1 || c.P > mostP {
			continue
		}
		certain++
		if c.Raised() {
			raised++
		}
		if c.Ratio > best.Ratio {
			best = c
		}
	}
	if certain == 0 {
		return lang.T("Ingen säker upprepning: på inget avstånd följs en händelse av fler än slumpen ger (%d händelser, %d omkastningar).",
			"No certain near repeats: at no distance is an event followed by more than chance gives (%d events, %d permutations).", k.Events, k.Permutations)
	}
	along := lang.Text{}
	if k.Distance == Streets {
		along = lang.T(" längs gatorna", " along the streets")
	}
	most := lang.T("Mest %s%s, %s: %d par mot väntade %s, %s gånger (p %s).", "Most %s%s, %s: %d pairs against %s expected, %s times (p %s).",
		best.where(), along, best.when(), best.Observed, lang.Decimal(best.Expected, 1), lang.Decimal(best.Ratio, 1), lang.Decimal(best.P, 3))
	if raised == 0 {
		return lang.T("Upprepningen är svag: ingenstans minst %s gånger så ofta som av en slump. %s",
			"Near repeats are weak: nowhere at least %s times as often as by chance. %s", lang.Decimal(leastRatio, 1), most)
	}
	return lang.T("Händelser upprepas mer än av en slump i %d av %d band. %s", "Events repeat more than by chance in %d of %d bands. %s",
		raised, len(k.Cells), most)
}

func (c KnoxCell) where() lang.Text {
	switch {
	case c.ToM == 0:
		return lang.T("på samma plats", "at the same place")
	case c.FromM == 0:
		return lang.T("upp till %g m bort", "up to %g m away", c.ToM)
	}
	return lang.T("%g–%g m bort", "%g–%g m away", c.FromM, c.ToM)
}

func (c KnoxCell) when() lang.Text {
	switch {
	case c.ToDays == 0:
		return lang.T("samma dag", "on the same day")
	case c.FromDays == 0:
		return lang.T("inom %s", "within %s", days(c.ToDays))
	}
	return lang.T("%g–%g dagar senare", "%g–%g days later", c.FromDays, c.ToDays)
}
