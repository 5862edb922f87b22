package backtest

import (
	"math"
	"time"
)

// check returns Invalid for what a back test cannot be made of.
func check(methods []Method, grids []Grid, p Params, origins []time.Time) error {
	if err := p.Validate(); err != nil {
		return err
	}
	if len(origins) == 0 {
		return invalid("ingen provperiod ryms; ge en längre tid att pröva på eller en kortare provperiod", "no test period fits; give a longer time to test on or a shorter test period")
	}
	for i, at := range origins {
		if !p.TrainFrom.Before(at) {
			return invalid("provpunkt %d (%s) ligger inte efter träningens början; har datumen bytt plats?", "origin %d (%s) does not lie after the start of training; are the dates swapped?", i+1, at.Format(time.DateOnly))
		}
		if i > 0 && !origins[i-1].Before(at) {
			return invalid("provpunkt %d (%s) ligger inte efter den föregående; ge dem i tidsordning", "origin %d (%s) does not lie after the one before; give them in order of time", i+1, at.Format(time.DateOnly))
		}
	}
	if len(grids) == 0 {
		return invalid("det finns inga rutor eller gator att pröva på", "there are no cells or streets to test on")
	}
	for i, g := range grids {
		if err := g.check(i); err != nil {
			return err
		}
	}
	names := map[string]bool{}
	for _, m := range methods {
		if m.Name == "" || names[m.Name] || m.Scores == nil {
			return invalid("metoden %q saknar namn eller poäng, eller finns två gånger", "the method %q lacks a name or scores, or is there twice", m.Name)
		}
		names[m.Name] = true
	}
	return nil
}

func (g Grid) check(number int) error {
	if g.Kind != Area && g.Kind != StreetLength {
		return invalid("indelning %d mäts i %q; ange area eller street_length", "grid %d is measured in %q; write area or street_length", number+1, g.Kind)
	}
	if g.Counts == nil {
		return invalid("indelning %d har inga rapporter att räkna", "grid %d has no reports to count", number+1)
	}
	for i, s := range g.Size {
		if math.IsNaN(s) || math.IsInf(s, 0) || s < 0 {
			return invalid("indelning %d, enhet %d har storleken %v; den ska vara 0 eller mer", "grid %d, unit %d has the size %v; it must be 0 or more", number+1, i+1, s)
		}
	}
	return nil
}
