package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tryggled/internal/app"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
)

type planList struct {
	Municipality string        `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	Status       []plan.Status `enum:"draft,published,under_way,done,withdrawn" placeholder:"STATUS" help:"${flag_status}"`
	JSON         bool          `name:"json" help:"${flag_json}"`
}

// Run prints the plans, newest first.
func (cmd planList) Run(c *call) error {
	return c.in("plan ls", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		all, err := a.Routes.Store.Plans(c, m.Code)
		if err != nil {
			return err
		}
		if len(cmd.Status) > 0 {
			all = slices.DeleteFunc(all, func(p plan.Plan) bool { return !slices.Contains(cmd.Status, p.Life.Status) })
		}
		if cmd.JSON {
			return c.json(summaries(all, m.Location()))
		}
		for _, p := range all {
			loc, r := m.Location(), p.Request
			c.say("%4d  version %d  %-15s  %s %s–%s  %s, %s %% av prioriteten", "%4d  version %d  %-11s  %s %s–%s  %s, %s %% of the priority",
				p.ID, p.Version, p.Life.Status.Name(), day(r.From, loc), clock(r.From, loc), clock(r.To, loc), teamsOf(p), lang.Decimal(100*p.Covered, 0))
		}
		return nil
	})
}

// teamsOf tells who walks, such as 2 police, 3 night walker.
func teamsOf(p plan.Plan) lang.Text {
	var sv, en []string
	for _, t := range p.Request.Teams {
		name := identity.NameOf(t.Role)
		sv, en = append(sv, fmt.Sprintf("%d %s", t.Size, name.SV)), append(en, fmt.Sprintf("%d %s", t.Size, name.EN))
	}
	return lang.Text{SV: strings.Join(sv, ", "), EN: strings.Join(en, ", ")}
}

// planSummary is a plan or version in short, as a program reads it.
type planSummary struct {
	ID         int64        `json:"id"`
	Version    int          `json:"version"`
	Based      int          `json:"based_on,omitempty"`
	Changed    lang.Text    `json:"changed,omitzero"`
	Life       plan.Life    `json:"life"`
	From       time.Time    `json:"from"`
	To         time.Time    `json:"to"`
	Teams      []plan.Team  `json:"teams"`
	Analysis   int64        `json:"analysis"`
	Seed       uint64       `json:"seed"`
	Iterations int          `json:"iterations"`
	Covered    float64      `json:"covered"`
	Score      float64      `json:"score"`
	Bound      float64      `json:"bound"`
	Idle       float64      `json:"idle_minutes"`
	Stops      int          `json:"stops"`
	Fixes      []plan.Fix   `json:"fixes"`
	Contact    plan.Contact `json:"contact,omitzero"`
	CreatedAt  time.Time    `json:"created_at"`
	Alarms     lang.Text    `json:"alarms,omitzero"` // why nobody is told of them
}

func summaryOf(p plan.Plan, loc *time.Location) planSummary {
	s := planSummary{
		ID: p.ID, Version: p.Version, Based: p.Based, Changed: p.Changed, Life: p.Life, From: p.Request.From.In(loc), To: p.Request.To.In(loc),
		Teams: p.Request.Teams, Analysis: p.Analysis, Seed: p.Request.Seed, Iterations: p.Iterations, Covered: p.Covered, Score: p.Score,
		Bound: p.Bound, Idle: p.Idle, Fixes: append([]plan.Fix{}, p.Request.Fixes...), Contact: p.Request.Contact, CreatedAt: p.CreatedAt.UTC(),
	}
	for _, t := range p.Tours {
		s.Stops += len(t.Visits)
	}
	return s
}

func summaries(plans []plan.Plan, loc *time.Location) []planSummary {
	all := []planSummary{}
	for _, p := range plans {
		all = append(all, summaryOf(p, loc))
	}
	return all
}

// onePlan is what the commands about one plan ask for.
type onePlan struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	ID           int64  `arg:"" help:"${arg_plan}"`
	JSON         bool   `name:"json" help:"${flag_json}"`
}

type planShow struct {
	onePlan
	Version int `placeholder:"N" help:"${flag_version}"`
}

// Run prints a plan, or one of its versions.
func (cmd planShow) Run(c *call) error {
	return c.in("plan show", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		planned, err := a.Routes.Version(c, m, cmd.ID, cmd.Version)
		if err != nil {
			return err
		}
		return c.showPlan(planned, cmd.JSON)
	})
}

type planVersions struct{ onePlan }

// Run prints the versions of a plan, newest first.
func (cmd planVersions) Run(c *call) error {
	return c.in("plan versions", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		all, err := a.Routes.Store.Versions(c, m.Code, cmd.ID)
		if err != nil {
			return err
		}
		if cmd.JSON {
			return c.json(summaries(all, m.Location()))
		}
		for _, p := range all {
			changed := p.Changed
			if changed.IsZero() {
				changed = lang.T("Den första versionen.", "The first version.")
			}
			seen := lang.Text{}
			if p.Life.Seen() == p.Version {
				seen = lang.T(" (den som grupperna ser)", " (the one that the teams see)")
			}
			c.say("%3d  %s  %s prioritetsminuter%s  %s", "%3d  %s  %s priority-minutes%s  %s",
				p.Version, moment(p.CreatedAt, m.Location()), lang.Decimal(p.Score, 0), seen, changed)
		}
		return nil
	})
}

type planCompare struct {
	onePlan
	With     int64 `arg:"" help:"${arg_plan_b}"`
	Version  int   `placeholder:"N" help:"${flag_version_a}"`
	VersionB int   `name:"with-version" placeholder:"N" help:"${flag_version_b}"`
}

// Run tells what a plan or version has that another has not.
func (cmd planCompare) Run(c *call) error {
	return c.in("plan compare", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		first, _, err := a.Routes.Store.Plan(c, m.Code, cmd.ID, cmd.Version)
		if err != nil {
			return err
		}
		second, _, err := a.Routes.Store.Plan(c, m.Code, cmd.With, cmd.VersionB)
		if err != nil {
			return err
		}
		comparison := plan.Compare(first, second, m.Location())
		if cmd.JSON {
			return c.json(comparison)
		}
		c.printComparison(m, comparison)
		return nil
	})
}

func (c *call) printComparison(m municipality.Municipality, x plan.Comparison) {
	c.say("Plan %d, version %d, mot plan %d, version %d:", "Plan %d, version %d, against plan %d, version %d:", x.B.ID, x.B.Version, x.A.ID, x.A.Version)
	c.markExercise(m)
	for _, line := range x.Text {
		fmt.Fprintf(c.out, "  %s\n", line.In(c.lang))
	}
	loc := m.Location()
	for _, v := range x.Gained {
		c.say("  + %s: grupp %d kl. %s", "  + %s: team %d at %s", v.Name, v.TeamB, clock(v.AtB, loc))
	}
	for _, v := range x.Lost {
		c.say("  - %s: grupp %d kl. %s", "  - %s: team %d at %s", v.Name, v.TeamA, clock(v.AtA, loc))
	}
	for _, v := range x.Moved {
		c.say("  ~ %s: grupp %d kl. %s, förut grupp %d kl. %s", "  ~ %s: team %d at %s, before team %d at %s",
			v.Name, v.TeamB, clock(v.AtB, loc), v.TeamA, clock(v.AtA, loc))
	}
}
