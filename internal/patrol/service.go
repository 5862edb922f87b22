package patrol

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
	"tryggled/internal/report"
)

// Service is what the API, the command line and background work ask about walks. Who acts
// is taken from the context: a coordinator writes for any team, others for teams of their
// role, a patrol link for its own team; all else is Forbidden.
type Service struct {
	Store          Store
	Plans          Plans
	Reports        Reports
	Streets        Streets
	Areas          Areas
	Municipalities Municipalities
	Notifier       Notifier         // nil: alarms are shown, and nobody is told
	Now            func() time.Time // the clock
	Patience       time.Duration    // 0: Patience
}

// Write adds an entry to the log of a team of a plan and returns it as kept: its text
// masked, its spot filled in from the stop. The first entry takes the plan under way. An
// entry that is there already is returned as it is, so that a phone may send it again. It
// returns NotFound for a plan, team, stop or replaced entry that there is not, Conflict for
// a plan that is not walked or an entry that does not fit the others, Invalid for what the
// role may not write, and Forbidden for somebody else's team. Observations have a method
// of their own.
func (s Service) Write(ctx context.Context, m municipality.Municipality, e Entry) (Entry, error) {
	if e.Kind == Observe {
		return Entry{}, invalid(field("kind", "en iakttagelse skrivs som en rapport", "an observation is written as a report"))
	}
	return s.add(ctx, m, e, nil)
}

// Observe takes an observation in as a report that a patrol found, and enters it in the
// log. Its place is its own point or that of the stop. It returns the errors of Write and
// those of report.Service.Create, and Invalid for a category that the role may not report.
func (s Service) Observe(ctx context.Context, m municipality.Municipality, o Observation) (Entry, error) {
	e := Entry{
		Plan: o.Plan, Team: o.Team, Kind: Observe, Visit: o.Visit, At: o.At, Point: o.Point, Text: o.Text, Category: o.Category,
		Key: o.Key,
	}
	return s.add(ctx, m, e, func(ctx context.Context, e *Entry) error {
		r := ReportOf(m, o, *e)
		stored, err := s.Reports.Create(ctx, m, r)
		e.Report, e.Text = stored.ID, "" // the report holds it
		return err
	})
}

// add checks an entry and stores it, after what keep does with it in the same transaction.
func (s Service) add(ctx context.Context, m municipality.Municipality, e Entry, keep func(context.Context, *Entry) error) (Entry, error) {
	e.Text = report.Mask(e.Text)
	err := s.Store.Writing(ctx, m.Code, e.Plan, func(ctx context.Context) error {
		planned, err := s.Plans.Planned(ctx, m, e.Plan)
		if err != nil {
			return fmt.Errorf("plan %d of %s: %w", e.Plan, m.Code, err)
		}
		who, err := writer(ctx, planned.Plan, e.Team)
		if err != nil {
			return err
		}
		log, err := s.Store.Log(ctx, m.Code, e.Plan)
		if err != nil {
			return fmt.Errorf("log of plan %d: %w", e.Plan, err)
		}
		if before, ok := log.find(e); ok {
			err := sameAs(before, e)
			e = before
			return err
		}
		if err := ownPlace(ctx, planned.Plan, e); err != nil {
			return err
		}
		if e, err = Check(planned.Plan, log, e, who, s.Now().In(m.Location())); err != nil {
			return err
		}
		if keep != nil {
			if err := keep(ctx, &e); err != nil {
				return err
			}
		}
		if e.ID, err = s.Store.AddEntry(ctx, m.Code, e); err != nil {
			return fmt.Errorf("add to the log of plan %d: %w", e.Plan, err)
		}
		if planned.Plan.Life.Status == plan.Published && e.Kind != Retract {
			return s.Plans.Began(ctx, m.Code, e.Plan, e.At)
		}
		return nil
	})
	if err != nil {
		return Entry{}, err
	}
	return e, nil
}

// sameAs returns Conflict where a key was used for something else.
func sameAs(before, e Entry) error {
	if before.Kind == e.Kind && before.Visit == e.Visit && before.Category == e.Category {
		return nil
	}
	return clash("nyckeln är redan använd för en annan anteckning; välj en ny för varje", "the key is used already for another entry; choose a new one for each")
}

// ownPlace returns NotFound where somebody who is not told of the plan's other places names
// one: that it is there would tell of it.
func ownPlace(ctx context.Context, p plan.Plan, e Entry) error {
	a, _ := identity.AccessOf(ctx)
	if e.Spot == "" || e.Visit != 0 || a.Restricted() {
		return nil
	}
	tour, err := tourOf(p, e.Team)
	if err != nil || slices.ContainsFunc(tour.Visits, func(v plan.Visit) bool { return v.Kind != plan.AtHotspot && spotOf(v) == e.Spot }) {
		return err
	}
	return noPlace(e.Spot)
}

// Log returns the entries that count of the teams that the reader may see, by team and time.
func (s Service) Log(ctx context.Context, m municipality.Municipality, plan int64) (Log, error) {
	planned, err := s.Plans.Planned(ctx, m, plan)
	if err != nil {
		return nil, fmt.Errorf("plan %d of %s: %w", plan, m.Code, err)
	}
	all, err := s.Store.Log(ctx, m.Code, plan)
	if err != nil {
		return nil, fmt.Errorf("log of plan %d: %w", plan, err)
	}
	return slices.DeleteFunc(all.Current(), func(e Entry) bool {
		_, err := writer(ctx, planned.Plan, e.Team)
		return err != nil
	}), nil
}

// Logbook returns the sheet of a team's evening, empty where nothing was logged. It
// returns NotFound, and Forbidden for somebody else's team.
func (s Service) Logbook(ctx context.Context, m municipality.Municipality, plan int64, team int) (Logbook, error) {
	planned, err := s.Plans.Planned(ctx, m, plan)
	if err != nil {
		return Logbook{}, fmt.Errorf("plan %d of %s: %w", plan, m.Code, err)
	}
	if _, err := writer(ctx, planned.Plan, team); err != nil {
		return Logbook{}, err
	}
	log, err := s.Store.Log(ctx, m.Code, plan)
	if err != nil {
		return Logbook{}, fmt.Errorf("log of plan %d: %w", plan, err)
	}
	return LogbookOf(planned, team, log)
}

// actorOf is who acts, pseudonymous.
func actorOf(ctx context.Context) string {
	a, _ := identity.AccessOf(ctx)
	return a.Actor.ID
}

// coordinates reports whether an access is a coordinator's, or the system's own.
func coordinates(a identity.Access) bool {
	if a.Actor.Link != nil {
		return false
	}
	return a.Role == identity.Coordinator || a.Actor.Way == identity.ByCommand || a.Actor.Way == identity.ByJob
}

// writer is who acts for a team. It returns NotFound for a team that the plan lacks and
// Forbidden for somebody else's.
func writer(ctx context.Context, p plan.Plan, team int) (Writer, error) {
	tour, err := tourOf(p, team)
	if err != nil {
		return Writer{}, err
	}
	a, _ := identity.AccessOf(ctx)
	who := Writer{ID: a.Actor.ID, Role: tour.Team.Role, Coordinator: coordinates(a)}
	own := a.Role == tour.Team.Role
	if l := a.Actor.Link; l != nil {
		own = l.Plan == p.ID && l.Team == team
	}
	if !own && !who.Coordinator {
		return Writer{}, fault.New(fault.Forbidden, lang.T(
			"grupp %d är inte din; loggboken förs av gruppen själv eller av samordnaren",
			"team %d is not yours; its log is kept by the team itself or by the coordinator", team))
	}
	return who, nil
}

func tourOf(p plan.Plan, team int) (plan.Tour, error) {
	for _, t := range p.Tours {
		if t.Number == team {
			return t, nil
		}
	}
	return plan.Tour{}, fault.New(fault.NotFound, lang.T(
		"planen har ingen grupp %d; den sista är nummer %d", "the plan has no team %d; the last is number %d", team, len(p.Tours)))
}
