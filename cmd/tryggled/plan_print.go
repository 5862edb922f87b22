package main

import (
	"fmt"
	"strings"
	"time"

	"tryggled/internal/export"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

func (c *call) showPlan(p route.Planned, asJSON bool) error {
	if asJSON {
		return export.PlanJSON(c.out, p)
	}
	c.printPlan(p)
	return nil
}

func (c *call) printPlan(p route.Planned) {
	loc := p.Municipality.Location()
	r := p.Plan.Request
	c.say("%s för %s, %s %s–%s: %.0f %% av prioriteten täcks.", "%s for %s, %s %s–%s: covers %.0f %% of the priority.",
		versionOf(p.Plan), p.Municipality.Name, day(r.From, loc), clock(r.From, loc), clock(r.To, loc), 100*p.Plan.Covered)
	c.markExercise(p.Municipality)
	if changed := p.Plan.Changed; !changed.IsZero() {
		c.say("Ändrat sedan version %d: %s", "Changed since version %d: %s", p.Plan.Based, changed)
	}
	c.printWorth(p.Plan)
	c.printLife(p.Plan.Life, loc)
	for _, note := range p.Plan.Notes {
		fmt.Fprintln(c.out, note.In(c.lang))
	}
	for i, tour := range p.Plan.Tours {
		c.printTour(tour, p.Routes[i], loc)
	}
	c.printOmitted(p.Plan.Omitted)
}

// versionOf names a plan and, where it was changed, its version.
func versionOf(p plan.Plan) lang.Text {
	if p.Version > 1 {
		return lang.T("Plan %d, version %d,", "Plan %d, version %d,", p.ID, p.Version)
	}
	return lang.T("Plan %d", "Plan %d", p.ID)
}

// printWorth tells what a plan gathers, beside the most that any could.
func (c *call) printWorth(p plan.Plan) {
	if p.Bound > 0 {
		c.say("%s prioritetsminuter; ingen plan kan samla mer än %s, oftast långt mindre än så.", "%s priority-minutes; no plan can gather more than %s, and most often far less can be.",
			lang.Decimal(p.Score, 0), lang.Decimal(p.Bound, 0))
	}
	var shares []string
	for _, a := range p.Areas {
		if a.Area != "" {
			shares = append(shares, fmt.Sprintf("%s %.0f %%", a.Area, 100*a.Share))
		}
	}
	if len(shares) > 0 {
		c.say("Tiden vid stopp: %s.", "Time at stops: %s.", lang.Same(strings.Join(shares, ", ")))
	}
	for _, a := range p.Areas {
		if !a.Note.IsZero() {
			fmt.Fprintf(c.out, "  %s: %s\n", a.Area, a.Note.In(c.lang))
		}
	}
}

func (c *call) printOmitted(omitted []plan.Omission) {
	if len(omitted) > 0 {
		c.say("Utelämnat:", "Left out:")
	}
	for _, o := range omitted[:min(printed, len(omitted))] {
		fmt.Fprintf(c.out, "  %-5s %s: %s\n", o.Spot, o.Name.In(c.lang), o.Reason.In(c.lang))
		if !o.Take.IsZero() {
			fmt.Fprintf(c.out, "        %s\n", o.Take.In(c.lang))
		}
	}
	if more := len(omitted) - printed; more > 0 {
		c.say("  … och %d till; alla står i --json", "  … and %d more; all stand in --json", more)
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
		fmt.Fprintf(c.out, "  %s–%s  %-5s %s%s. %s\n", clock(v.Arrive, loc), clock(v.Leave, loc), v.Spot, v.Place.Name.In(c.lang), marked(v).In(c.lang), v.Why.In(c.lang))
	}
	if t.Finish.Name != t.Base.Name && !t.Finish.Name.IsZero() {
		c.say("  %s  %s", "  %s  %s", clock(t.End, loc), t.Finish.Name)
	}
	if !t.Note.IsZero() {
		fmt.Fprintf(c.out, "  %s\n", t.Note.In(c.lang))
	}
}

// marked tells what somebody has decided of a stop, and whether it has been.
func marked(v plan.Visit) lang.Text {
	switch {
	case v.Past:
		return lang.T(" (före ändringen)", " (before the change)")
	case v.Fixed == plan.Lock:
		return lang.T(" (låst)", " (locked)")
	case v.Fixed != "":
		return lang.T(" (bestämt)", " (decided)")
	}
	return lang.Text{}
}

// printLife tells how far a plan has come.
func (c *call) printLife(l plan.Life, loc *time.Location) {
	if l.Status == "" || l.Status == plan.Draft && l.ApprovedAt.IsZero() {
		return
	}
	c.say("Planen är %s.", "The plan is %s.", l.Status.Name())
	for _, step := range []struct {
		what lang.Text
		at   time.Time
	}{
		{lang.T("version %d godkänd av %s", "version %d approved by %s", l.Approved, l.ApprovedBy), l.ApprovedAt},
		{lang.T("version %d publicerad", "version %d published", l.Version), l.PublishedAt},
		{lang.T("påbörjad", "begun"), l.BegunAt},
		{endOf(l), l.EndedAt},
	} {
		if !step.at.IsZero() {
			c.say("  %s: %s", "  %s: %s", moment(step.at, loc), step.what)
		}
	}
}

func endOf(l plan.Life) lang.Text {
	if l.Status == plan.Withdrawn {
		return l.Status.Name()
	}
	return plan.Done.Name()
}

func clock(t time.Time, loc *time.Location) string { return t.In(loc).Format("15:04") }
