package plan

import (
	"math"

	"tryggled/internal/lang"
)

// tell writes the comparison in sentences.
func (c *Comparison) tell() {
	say := func(t lang.Text) { c.Text = append(c.Text, t) }
	if c.A.Analysis != c.B.Analysis {
		say(lang.T("Planerna bygger på olika analyser (%d och %d): platserna jämförs efter namn, och poängen mäts inte med samma mått.",
			"The plans rest on different analyses (%d and %d): places are compared by name, and the scores are not of one measure.",
			c.A.Analysis, c.B.Analysis))
	}
	say(c.Score.told(lang.T("prioritetsminuter", "priority-minutes"), 1, 0))
	say(c.Covered.told(lang.T("procent av prioriteten besökt", "per cent of the priority visited"), 100, 0))
	say(c.Idle.told(lang.T("minuter sedan en plats senast besöktes, vägt efter risk", "minutes since a place was last visited, weighted by risk"), 1, 0))
	say(c.Dwell.told(lang.T("minuter vid stopp", "minutes at stops"), 1, 0))
	say(c.Travel.told(lang.T("minuter på väg", "minutes on the way"), 1, 0))
	for _, a := range c.Areas {
		if math.Abs(a.Share.A-a.Share.B) >= leastShareTold {
			name := a.Name
			switch {
			case name.IsZero() && a.Area != "": // kept before the shares of areas had names
				name = lang.T("Området %s", "The area %s", a.Area)
			case a.Area == "":
				name = lang.T("Det som ligger utanför områdena", "What lies outside the areas")
			}
			say(lang.T("%s får %s %% av tiden i stället för %s %%.", "%s gets %s%% of the time instead of %s%%.",
				name, lang.Decimal(100*a.Share.B, 0), lang.Decimal(100*a.Share.A, 0)))
		}
	}
	say(lang.T("%d besök tillkommer, %d faller bort och %d flyttas.", "%d visits are gained, %d are lost and %d are moved.",
		len(c.Gained), len(c.Lost), len(c.Moved)))
	say(lang.T("%s %% av tiden vid stopp upprepar samma plats i samma timme.",
		"%s%% of the time at stops repeats a place in the same hour.", lang.Decimal(100*c.Overlap, 0)))
}

// leastShareTold is how much an area's share of the time changes before a sentence tells.
const leastShareTold = 0.01

// told is one number of both plans, multiplied by scale, in a sentence.
func (t Two) told(of lang.Text, scale float64, digits int) lang.Text {
	a, b := lang.Decimal(scale*t.A, digits), lang.Decimal(scale*t.B, digits)
	if a == b {
		return lang.T("%s %s, som förut.", "%s %s, as before.", b, of)
	}
	return lang.T("%s %s i stället för %s.", "%s %s instead of %s.", b, of, a)
}
