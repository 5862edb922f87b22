package route

import (
	"context"
	"fmt"

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

// Start queues a plan and returns its task. It returns Invalid for a request that cannot
// be met or an open analysis, and NotFound where the analysis is missing.
func (s Service) Start(ctx context.Context, m municipality.Municipality, r plan.Request) (int64, error) {
	areas, err := s.Places.Areas(ctx, m.Code)
	if err != nil {
		return 0, fmt.Errorf("areas of %s: %w", m.Code, err)
	}
	bases, err := s.Places.Bases(ctx, m.Code)
	if err != nil {
		return 0, fmt.Errorf("bases of %s: %w", m.Code, err)
	}
	if err := r.Validate(m, areas, bases); err != nil {
		return 0, err
	}
	if _, err := s.analysis(ctx, m, r.Analysis); err != nil {
		return 0, fmt.Errorf("analysis of a plan for %s: %w", m.Code, err)
	}
	return s.Queue.Enqueue(ctx, m.Code, job.Plan, r)
}

// Compute plans a shift and lays its routes, without saving them: whoever finishes the
// task saves both at once. It returns Invalid for a request that cannot be met or an open analysis, and
// NotFound where the analysis is missing.
func (s Service) Compute(ctx context.Context, m municipality.Municipality, r plan.Request, progress job.Progress) (Planned, error) {
	if progress == nil {
		progress = func(lang.Text, int64, int64) {}
	}
	progress(lang.T("läser platser och gator", "reading hotspots and streets"), 0, 0)
	g, err := s.read(ctx, m, r.Analysis)
	if err != nil {
		return Planned{}, fmt.Errorf("read what a plan for %s needs: %w", m.Code, err)
	}
	planned, err := g.plan(ctx, m, r, progress)
	if err != nil {
		return Planned{}, err
	}
	planned.Plan.CodeVersion, planned.Plan.DataRevision = s.CodeVersion, m.Revision
	return planned, nil
}

// Planned is a saved plan with its routes and, for whoever may see restricted categories,
// its hotspots. It returns NotFound. What of it somebody sees is for Planned.For to say.
func (s Service) Planned(ctx context.Context, m municipality.Municipality, id int64) (Planned, error) {
	p, routes, err := s.Store.Plan(ctx, m.Code, id, 0)
	if err != nil {
		return Planned{}, fmt.Errorf("plan %d of %s: %w", id, m.Code, err)
	}
	planned := Planned{Municipality: m, Plan: p, Routes: routes}
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

func (s Service) read(ctx context.Context, m municipality.Municipality, analysis int64) (g ground, err error) {
	err = s.Hotspots.Snapshot(ctx, m.Code, func(ctx context.Context) error {
		if g.analysis, err = s.analysis(ctx, m, analysis); err != nil {
			return err
		}
		if g.areas, err = s.Places.Areas(ctx, m.Code); err != nil {
			return err
		}
		if g.bases, err = s.Places.Bases(ctx, m.Code); err != nil {
			return err
		}
		g.segments, g.exposures, err = s.Streets.ExposuresIn(ctx, m, orb.MultiPoint{}.Bound())
		return err
	})
	return g, err
}
