package route

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
)

// Shown is a version of a plan, 0 the newest, as the access of a context shows it: see
// Planned.For. One that does not show every plan shows the version that its teams see, which
// 0 then is, and no other. It returns NotFound; a team that comes by its link is told where the
// plan is withdrawn or not yet published.
func (s Service) Shown(ctx context.Context, m municipality.Municipality, id int64, version int) (Planned, error) {
	a, _ := identity.AccessOf(ctx)
	planned, err := s.Version(ctx, m, id, version)
	if err != nil || a.Rule.Scope == identity.Every {
		return shownAs(planned, a, err)
	}
	switch life := planned.Plan.Life; {
	case life.Status == plan.Withdrawn && a.Actor.Link != nil:
		return Planned{}, ErrWithdrawn
	case life.Seen() == 0 && a.Actor.Link != nil:
		return Planned{}, errUnpublished
	case life.Seen() == 0 || version != 0 && version != life.Seen():
		return Planned{}, noPlan(id)
	case life.Seen() != planned.Plan.Version:
		planned, err = s.Version(ctx, m, id, life.Seen())
	}
	return shownAs(planned, a, err)
}

// ErrWithdrawn is what a team is told that still has the link to a plan taken back.
var ErrWithdrawn = fault.New(fault.NotFound, lang.T(
	"planen är tillbakadragen: gå inte efter den, och fråga den som skickade länken vad som gäller",
	"the plan is withdrawn: do not walk by it, and ask who sent the link what holds instead"))

var errUnpublished = fault.New(fault.NotFound, lang.T(
	"planen är inte publicerad än: den visas här när den är det", "the plan is not published yet: it is shown here when it is"))

func shownAs(planned Planned, a identity.Access, err error) (Planned, error) {
	if err != nil {
		return Planned{}, err
	}
	return planned.For(a)
}

// Filter chooses plans; the zero value is every one.
type Filter struct {
	Status      plan.Status
	From, Until time.Time // shifts that touch [From, Until)
}

func (f Filter) takes(p plan.Plan) bool {
	return (f.Status == "" || f.Status == p.Life.Status) && (f.From.IsZero() || p.Request.To.After(f.From)) &&
		(f.Until.IsZero() || p.Request.From.Before(f.Until))
}

// List returns the plans that the access of a context shows a team of, without routes, newest
// first, each in the version that Shown would give.
func (s Service) List(ctx context.Context, m municipality.Municipality, f Filter) ([]plan.Plan, error) {
	a, _ := identity.AccessOf(ctx)
	all, err := s.Store.Plans(ctx, m.Code)
	if err != nil {
		return nil, fmt.Errorf("plans of %s: %w", m.Code, err)
	}
	var shown []plan.Plan
	for _, p := range all {
		if !f.takes(p) {
			continue
		}
		if seen := p.Life.Seen(); a.Rule.Scope != identity.Every && seen != p.Version {
			if seen == 0 {
				continue
			}
			if p, _, err = s.Store.Plan(ctx, m.Code, p.ID, seen); err != nil {
				return nil, fmt.Errorf("plan %d of %s: %w", p.ID, m.Code, err)
			}
		}
		if p, ok := Shown(p, a); ok {
			shown = append(shown, p)
		}
	}
	return shown, nil
}

// Versions returns the versions of a plan that the access of a context shows, without routes,
// newest first. It returns NotFound where there is none.
func (s Service) Versions(ctx context.Context, m municipality.Municipality, id int64) ([]plan.Plan, error) {
	a, _ := identity.AccessOf(ctx)
	all, err := s.Store.Versions(ctx, m.Code, id)
	if err != nil {
		return nil, fmt.Errorf("versions of plan %d of %s: %w", id, m.Code, err)
	}
	var shown []plan.Plan
	for _, p := range all {
		if p, ok := Shown(p, a); ok {
			shown = append(shown, p)
		}
	}
	if len(shown) == 0 {
		return nil, noPlan(id)
	}
	return shown, nil
}

// Compare holds a version of a plan, 0 the newest, against one of another or the same. It
// returns NotFound.
func (s Service) Compare(ctx context.Context, m municipality.Municipality, a, b plan.Ref) (plan.Comparison, error) {
	first, _, err := s.Store.Plan(ctx, m.Code, a.ID, a.Version)
	if err != nil {
		return plan.Comparison{}, fmt.Errorf("plan %d of %s: %w", a.ID, m.Code, err)
	}
	second, _, err := s.Store.Plan(ctx, m.Code, b.ID, b.Version)
	if err != nil {
		return plan.Comparison{}, fmt.Errorf("plan %d of %s: %w", b.ID, m.Code, err)
	}
	return plan.Compare(first, second, m.Location()), nil
}

func noPlan(id int64) error {
	return fault.New(fault.NotFound, lang.T("planen %d finns inte", "there is no plan %d", id))
}

// For is the plan as an access shows it: the teams that it shows, with their routes. One
// that does not include restricted categories sees what its teams do, and nothing of why
// they are sent there rather than elsewhere: not the analysis, which rests on restricted
// reports, nor priorities, what is left out and how much is covered. It returns NotFound
// where no team is shown.
func (p Planned) For(a identity.Access) (Planned, error) {
	shown, ok := Shown(p.Plan, a)
	if !ok {
		return Planned{}, noPlan(p.Plan.ID)
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

// Shown is a plan without routes as an access shows it, and whether it shows any team. An
// access that does not show every plan shows what its teams see: never a draft, a plan taken
// back, or another version than the one published last.
func Shown(p plan.Plan, a identity.Access) (plan.Plan, bool) {
	if a.Rule.Scope != identity.Every && (p.Life.Seen() == 0 || p.Life.Seen() != p.Version) {
		return plan.Plan{}, false
	}
	p.Tours = slices.DeleteFunc(slices.Clone(p.Tours), func(t plan.Tour) bool {
		return !a.ShowsTeam(p.ID, t.Number, t.Team.Role, p.Request.To)
	})
	if len(p.Tours) == 0 {
		return plan.Plan{}, false
	}
	if a.Restricted() {
		return p, true
	}
	contact := p.Request.Contact
	if a.Rule.Scope == identity.Named {
		contact = plan.Contact{} // is for the teams
	}
	p.Request = plan.Request{From: p.Request.From, To: p.Request.To, Areas: p.Request.Areas, Contact: contact}
	p.Analysis, p.Omitted, p.Areas, p.Changed, p.Based, p.Iterations = 0, nil, nil, lang.Text{}, 0, 0
	p.Gone = nil
	p.Notes = nil // of all teams; what its own must know stands in its tour
	p.Life = plan.Life{Status: p.Life.Status, Version: p.Life.Version}
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
