package main

import (
	"tryggled/internal/app"
	"tryggled/internal/cell"
	"tryggled/internal/municipality"
)

type publishCommand struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	On           bool   `xor:"switch" help:"${flag_publish_on}"`
	Off          bool   `xor:"switch" help:"${flag_publish_off}"`
	JSON         bool   `name:"json" help:"${flag_json}"`
}

// publicState is what the command did and what is public after it.
type publicState struct {
	cell.Published
	All  int         `json:"figures_in_all"`
	Last *cell.Month `json:"last_month,omitempty"` // the last month that was closed
}

// Run switches a municipality's public figures on or off, closes the months that are due,
// and tells what is public.
func (cmd publishCommand) Run(c *call) error {
	return c.in("publish", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		var did publicState
		var err error
		if cmd.Off {
			_, err = a.Cells.Switch(c, m, false)
		} else {
			did.Published, err = a.Publish(c, m, cmd.On, c.watch())
		}
		if err != nil {
			return err
		}
		state, err := a.Cells.State(c, m)
		if err != nil {
			return err
		}
		did.All = state.Figures
		if state.Last != 0 {
			did.Last = &state.Last
		}
		if cmd.JSON {
			return c.json(did)
		}
		c.printPublished(m, did)
		return nil
	})
}

func (c *call) printPublished(m municipality.Municipality, did publicState) {
	c.markExercise(m)
	if n := len(did.Closed); n > 0 {
		c.say("Avslutade månader: %d, %s till %s. Nya siffror: %d för månader, %d för kvartal, %d för år; de räknar %d rapporter.",
			"Closed months: %d, %s to %s. New figures: %d for months, %d for quarters, %d for years; they count %d reports.",
			n, did.Closed[0], did.Closed[n-1], did.Figures[cell.OfMonth], did.Figures[cell.OfQuarter], did.Figures[cell.OfYear], did.Reports)
	} else if did.Open {
		c.say("Ingen månad är klar att avsluta.", "No month is ready to be closed.")
	}
	if did.Open {
		c.say("%s visar %d siffror för alla.", "%s shows %d figures to everybody.", m.Name, did.All)
	} else {
		c.say("%s visar inga öppna siffror; %d är sparade. Slå på med --on.",
			"%s shows the public no figures; %d are kept. Switch on with --on.", m.Name, did.All)
	}
	if did.Last != nil {
		c.say("Senast avslutad månad: %s.", "Last closed month: %s.", *did.Last)
	}
}
