package main

import (
	"fmt"

	"tryggled/internal/app"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
	"tryggled/internal/worker"
)

type rosterCommand struct {
	Municipality string   `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	From         string   `required:"" placeholder:"DATE" help:"${flag_first_day}"`
	Days         int      `default:"7" placeholder:"N" help:"${flag_roster_days}"`
	Meet         []string `sep:"none" placeholder:"SPOT@CLOCK" help:"${flag_meet}"`
	planWishes
	JSON   bool     `name:"json" help:"${flag_json}"`
	Shifts []string `arg:"" name:"shift" help:"${arg_shift}"`
}

// Run plans the shifts of some days, one after another.
func (cmd rosterCommand) Run(c *call) error {
	roster, err := cmd.roster()
	if err != nil {
		return err
	}
	return c.in("roster", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		made, err := a.Roster(c, m, roster, c.watch())
		if err != nil {
			return err
		}
		if cmd.JSON {
			return c.json(made)
		}
		c.printRoster(m, made)
		return nil
	})
}

func (cmd rosterCommand) roster() (plan.Roster, error) {
	roster := plan.Roster{Analysis: cmd.Analysis, From: cmd.From, Days: cmd.Days, Seed: cmd.Seed}
	wishes, err := cmd.request()
	if err != nil {
		return roster, err
	}
	meet, err := cmd.meetings()
	if err != nil {
		return roster, err
	}
	for _, written := range cmd.Shifts {
		p, err := parsePattern(written)
		if err != nil {
			return roster, err
		}
		p.Areas, p.Quotas, p.Points, p.Contact, p.Meet = wishes.Areas, wishes.Quotas, wishes.Points, wishes.Contact, meet
		p.GapMinutes, p.Iterations, p.Seconds = wishes.GapMinutes, wishes.Iterations, wishes.Seconds
		roster.Shifts = append(roster.Shifts, p)
	}
	return roster, nil
}

// meetings are the announced points of every shift.
func (cmd rosterCommand) meetings() (meet []plan.Meeting, err error) {
	spots, err := parseSpots("--meet", cmd.Meet)
	for _, s := range spots {
		if s.at == "" {
			return nil, wrongUse{lang.T("--meet %q: klockslaget saknas; skriv som p55@21:00", "--meet %q: the clock time is missing; write it as p55@21:00", s.written)}
		}
		meet = append(meet, plan.Meeting{Spot: s.spot, At: s.at, Team: s.team})
	}
	return meet, err
}

func (c *call) printRoster(m municipality.Municipality, made worker.RosterResult) {
	c.say("%d pass planerade i %s, alla som utkast.", "%d shifts planned in %s, all as drafts.", len(made.Shifts), m.Name)
	c.markExercise(m)
	loc := m.Location()
	for _, s := range made.Shifts {
		line := lang.T("%s %s–%s  plan %d: %s prioritetsminuter, %s %% av prioriteten", "%s %s–%s  plan %d: %s priority-minutes, %s %% of the priority",
			day(s.From, loc), clock(s.From, loc), clock(s.To, loc), s.Plan, lang.Decimal(s.Score, 0), lang.Decimal(100*s.Covered, 0))
		if s.Overlap > 0 {
			line = lang.T("%s, %s %% som passet före", "%s, %s %% as the shift before", line, lang.Decimal(100*s.Overlap, 0))
		}
		fmt.Fprintln(c.out, line.In(c.lang))
	}
	for _, f := range made.Failed {
		c.say("%s %s–%s  ingen plan: %s", "%s %s–%s  no plan: %s", day(f.From, loc), clock(f.From, loc), clock(f.To, loc), f.Problem)
	}
	if made.Left > 0 {
		c.say("%d pass är inte planerade: sökningen stoppades.", "%d shifts are not planned: the work was stopped.", made.Left)
	}
}
