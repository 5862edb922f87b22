package route

import (
	"slices"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
)

// For is the plan as an access shows it: the teams that it shows, with their routes. One
// that does not include restricted categories sees what its teams do, and nothing of why
// they are sent there rather than elsewhere: not the analysis, which rests on restricted
// reports, nor priorities, what is left out and how much is covered. It returns NotFound
// where no team is shown.
func (p Planned) For(a identity.Access) (Planned, error) {
	shown, ok := Shown(p.Plan, a)
	if !ok {
		return Planned{}, fault.New(fault.NotFound, lang.T("planen %d finns inte", "there is no plan %d", p.Plan.ID))
	}
	p.Plan = shown
	p.Routes = slices.DeleteFunc(slices.Clone(p.Routes), func(r Route) bool {
		return !slices.ContainsFunc(shown.Tours, func(t plan.Tour) bool { return t.Number == r.Team })
	})
	if !a.Restricted() {
		p.Hotspots = nil
	}
	return p, nil
}

// Shown is a plan without routes as an access shows it, and whether it shows any team.
func Shown(p plan.Plan, a identity.Access) (plan.Plan, bool) {
	p.Tours = slices.DeleteFunc(slices.Clone(p.Tours), func(t plan.Tour) bool {
		return !a.ShowsTeam(p.ID, t.Number, t.Team.Role, p.Request.To)
	})
	if len(p.Tours) == 0 {
		return plan.Plan{}, false
	}
	if a.Restricted() {
		return p, true
	}
	p.Request = plan.Request{From: p.Request.From, To: p.Request.To, Areas: p.Request.Areas, Contact: p.Request.Contact}
	p.Analysis, p.Omitted, p.Areas, p.Changed, p.Iterations = 0, nil, nil, lang.Text{}, 0
	p.Covered, p.Score, p.Bound, p.Idle, p.Seen = 0, 0, 0, 0, 0
	for i, t := range p.Tours {
		p.Request.Teams = append(p.Request.Teams, t.Team)
		p.Tours[i].Visits = untold(t)
	}
	return p, true
}

// untold are the stops of a tour without what tells of restricted categories. Words that
// are not known to be open are for those alone who see everything.
func untold(t plan.Tour) []plan.Visit {
	visits := slices.Clone(t.Visits)
	for i := range visits {
		visits[i].Hotspot, visits[i].Priority, visits[i].Prize = 0, 0, 0
		if visits[i].Kind == plan.AtHotspot {
			visits[i].Spot = "" // would tell its rank
		}
		if !t.Open {
			visits[i].Why, visits[i].Traffic = lang.Text{}, false
		}
	}
	return visits
}
