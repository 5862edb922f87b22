package route

import (
	"context"
	"fmt"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/plan"
	"tryggled/internal/street"
)

// Service plans a shift and lays its routes.
type Service struct {
	Store       Store
	Hotspots    hotspot.Store
	Places      PlaceStore
	Streets     ExposedStreets
	Overlays    overlay.Lister // standing points; nil: none
	Doses       Doses          // presence that was made; nil: none
	Queue       job.Queue
	CodeVersion string
	Now         func() time.Time // the clock
}

// ExposedStreets gives the streets whose box meets a bound (an empty bound: all), and to each
// its exposure.
type ExposedStreets interface {
	ExposuresIn(ctx context.Context, m municipality.Municipality, bound orb.Bound) ([]street.Segment, []overlay.Exposure, error)
}

// PlaceStore gives the areas and bases of a municipality.
type PlaceStore interface {
	Areas(ctx context.Context, code string) ([]municipality.Area, error)
	Bases(ctx context.Context, code string) ([]municipality.Base, error)
}

// Start queues a new plan and returns its task, as Ask does.
func (s Service) Start(ctx context.Context, m municipality.Municipality, r plan.Request) (int64, error) {
	return s.Ask(ctx, m, Task{Request: r})
}

// Ask queues the making of a plan, new or changed, and returns its task. It returns Invalid
// for a request that cannot be met or an open analysis, and NotFound where the analysis is
// missing.
func (s Service) Ask(ctx context.Context, m municipality.Municipality, t Task) (int64, error) {
	areas, err := s.Places.Areas(ctx, m.Code)
	if err != nil {
		return 0, fmt.Errorf("areas of %s: %w", m.Code, err)
	}
	bases, err := s.Places.Bases(ctx, m.Code)
	if err != nil {
		return 0, fmt.Errorf("bases of %s: %w", m.Code, err)
	}
	if err := t.Validate(m, areas, bases); err != nil {
		return 0, err
	}
	if _, err := s.analysis(ctx, m, t.Analysis); err != nil {
		return 0, fmt.Errorf("analysis of a plan for %s: %w", m.Code, err)
	}
	return s.Queue.Enqueue(ctx, m.Code, job.Plan, t)
}

// Compute searches for the best plan and lays its routes, as Improve does, telling progress
// of it, which may be nil.
func (s Service) Compute(ctx context.Context, m municipality.Municipality, t Task, progress job.Progress) (Planned, error) {
	if progress == nil {
		progress = func(lang.Text, int64, int64) {}
	}
	progress(lang.T("läser platser och gator", "reading hotspots and streets"), 0, 0)
	return s.Improve(ctx, m, t, func(b Best) {
		progress(lang.T("söker: %.0f prioritetsminuter, högst %.0f", "searching: %.0f priority-minutes, at most %.0f", b.Score, b.Bound), 0, 0)
	}, nil)
}

// Planned is a saved plan with its routes and, for whoever may see restricted categories,
// its hotspots. It returns NotFound. What of it somebody sees is for Planned.For to say.
func (s Service) Planned(ctx context.Context, m municipality.Municipality, id int64) (Planned, error) {
	return s.Version(ctx, m, id, 0)
}

// Version is Planned of a version of a plan, 0 the newest.
func (s Service) Version(ctx context.Context, m municipality.Municipality, id int64, version int) (Planned, error) {
	p, routes, err := s.Store.Plan(ctx, m.Code, id, version)
	if err != nil {
		return Planned{}, fmt.Errorf("plan %d of %s: %w", id, m.Code, err)
	}
	planned := Planned{Municipality: m, Plan: p, Routes: routes}
	if planned.Earlier, err = s.earlier(ctx, m, p); err != nil {
		return Planned{}, err
	}
	if access, known := identity.AccessOf(ctx); known && !access.Restricted() {
		return planned, nil // the analysis is hidden
	}
	a, err := s.Hotspots.Analysis(ctx, m.Code, p.Analysis)
	if err != nil {
		return Planned{}, fmt.Errorf("analysis %d of plan %d: %w", p.Analysis, id, err)
	}
	planned.Hotspots = a.Hotspots
	return planned, nil
}

// earlier are the tours of the versions before one, newest first: whose they were, and where
// and when they stopped, nothing of why.
func (s Service) earlier(ctx context.Context, m municipality.Municipality, p plan.Plan) ([]plan.Tour, error) {
	if p.Version <= 1 {
		return nil, nil
	}
	all, err := s.Store.Versions(ctx, m.Code, p.ID)
	if err != nil {
		return nil, fmt.Errorf("versions of plan %d of %s: %w", p.ID, m.Code, err)
	}
	var tours []plan.Tour
	for _, before := range all {
		if before.Version >= p.Version {
			continue
		}
		for _, t := range before.Tours {
			bare := plan.Tour{Number: t.Number, Team: plan.Team{Role: t.Team.Role}}
			for _, v := range t.Visits {
				bare.Visits = append(bare.Visits, plan.Visit{Kind: v.Kind, Place: v.Place, Round: v.Round, Arrive: v.Arrive, Leave: v.Leave})
			}
			tours = append(tours, bare)
		}
	}
	return tours, nil
}

// analysis is what a plan is made from. It returns Invalid for an open analysis: a plan
// must know where restricted reports weigh, so as to send nobody there who should not go.
func (s Service) analysis(ctx context.Context, m municipality.Municipality, id int64) (hotspot.Analysis, error) {
	a, err := s.Hotspots.Analysis(ctx, m.Code, id)
	if err == nil && a.Params.Open {
		err = fault.New(fault.Invalid, lang.T(
			"analysen %d är gjord utan kategorier med begränsad spridning; planera på analysen med alla kategorier",
			"analysis %d is made without the restricted categories; plan on the one of all categories", a.ID))
	}
	return a, err
}
