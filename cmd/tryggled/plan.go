package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"tryggled/internal/app"
	"tryggled/internal/export"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

type planCommand struct {
	Municipality string   `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	From         string   `required:"" placeholder:"TIME" help:"${flag_from}"`
	To           string   `required:"" placeholder:"TIME" help:"${flag_to}"`
	Team         []string `required:"" placeholder:"ROLE:SIZE" help:"${flag_team}"`
	Analysis     int64    `placeholder:"ID" help:"${flag_analysis}"`
	Area         []string `placeholder:"SLUG" help:"${flag_area}"`
	Seed         uint64   `default:"1" help:"${flag_seed}"`
	JSON         bool     `name:"json" help:"${flag_json}"`
}

// Run plans a shift and prints who walks where and when.
func (cmd planCommand) Run(c *call) error {
	teams, err := parseTeams(cmd.Team)
	if err != nil {
		return err
	}
	return c.in("plan", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		request, err := cmd.request(m, teams)
		if err != nil {
			return err
		}
		planned, err := a.Plan(c, m, request, c.watch())
		if err != nil {
			return err
		}
		if cmd.JSON {
			return export.PlanJSON(c.out, planned)
		}
		c.printPlan(planned)
		return nil
	})
}

func (cmd planCommand) request(m municipality.Municipality, teams []plan.Team) (plan.Request, error) {
	from, err := m.Instant(cmd.From)
	if err != nil {
		return plan.Request{}, err
	}
	to, err := m.Instant(cmd.To)
	if err != nil {
		return plan.Request{}, err
	}
	return plan.Request{Analysis: cmd.Analysis, From: from, To: to, Teams: teams, Areas: cmd.Area, Seed: cmd.Seed}, nil
}

// parseTeams reads teams written as ROLE:SIZE or ROLE:SIZE@BASE.
func parseTeams(written []string) ([]plan.Team, error) {
	var teams []plan.Team
	for _, w := range written {
		members, base, _ := strings.Cut(w, "@")
		role, number, found := strings.Cut(members, ":")
		size, err := strconv.Atoi(number)
		if !found || err != nil {
			return nil, wrongUse{lang.T(
				"gruppen %q förstås inte; skriv ROLL:ANTAL eller ROLL:ANTAL@BAS, som night_walker:3@stationen",
				"the team %q is not understood; write ROLE:SIZE or ROLE:SIZE@BASE, such as night_walker:3@stationen", w)}
		}
		teams = append(teams, plan.Team{Role: identity.Role(role), Size: size, Base: base})
	}
	return teams, nil
}

func (c *call) printPlan(p route.Planned) {
	loc := p.Municipality.Location()
	r := p.Plan.Request
	c.say("Plan %d för %s, %s %s–%s: %.0f %% av prioriteten täcks.",
		"Plan %d for %s, %s %s–%s: covers %.0f %% of the priority.",
		p.Plan.ID, p.Municipality.Name, day(r.From, loc), clock(r.From, loc), clock(r.To, loc), 100*p.Plan.Covered)
	c.markExercise(p.Municipality)
	for _, note := range p.Plan.Notes {
		fmt.Fprintln(c.out, note.In(c.lang))
	}
	for i, tour := range p.Plan.Tours {
		c.printTour(tour, p.Routes[i], loc)
	}
	if len(p.Plan.Omitted) > 0 {
		c.say("Utelämnat:", "Left out:")
	}
	for _, o := range p.Plan.Omitted[:min(printed, len(p.Plan.Omitted))] {
		fmt.Fprintf(c.out, "  %2d. %s: %s\n", o.Hotspot, o.Name.In(c.lang), o.Reason.In(c.lang))
	}
}

func (c *call) printTour(t plan.Tour, way route.Route, loc *time.Location) {
	role, _ := identity.PatrolOf(t.Team.Role)
	c.say("Grupp %d, %s (%d personer), från %s %s–%s, %s km:", "Team %d, %s (%d people), from %s %s–%s, %s km:",
		t.Number, role.Name, t.Team.Size, t.Base.Name, clock(t.Start, loc), clock(t.End, loc), lang.Decimal(way.LengthM/1000, 1))
	for _, v := range t.Visits {
		if !v.Break.IsZero() {
			c.say("  %s–%s  Paus: %s.", "  %s–%s  Break: %s.", clock(v.Break, loc), clock(v.Depart, loc), t.Base.Name)
		}
		fmt.Fprintf(c.out, "  %s–%s  %s. %s\n", clock(v.Arrive, loc), clock(v.Leave, loc), v.Place.Name.In(c.lang), v.Why.In(c.lang))
	}
	if !t.Note.IsZero() {
		fmt.Fprintf(c.out, "  %s\n", t.Note.In(c.lang))
	}
}

func clock(t time.Time, loc *time.Location) string { return t.In(loc).Format("15:04") }
