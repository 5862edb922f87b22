package route

import (
	"context"
	"fmt"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/plan"
	"tryggled/internal/street"
)

// ground is what a plan is made on, all of one revision.
type ground struct {
	areas     []municipality.Area
	bases     []municipality.Base
	segments  []street.Segment
	exposures []overlay.Exposure // of the segments
	analysis  hotspot.Analysis
	streets   hotspot.Segments // of the analysis
	points    []overlay.Object
	recent    []plan.Dose
	before    *plan.Plan // the version that is changed; nil: none
	walked    []Route    // its routes
}

// read reads what a task needs.
func (s Service) read(ctx context.Context, m municipality.Municipality, t Task) (g ground, err error) {
	err = s.Hotspots.Snapshot(ctx, m.Code, func(ctx context.Context) error {
		if g.analysis, err = s.analysis(ctx, m, t.Analysis); err != nil {
			return err
		}
		if g.areas, err = s.Places.Areas(ctx, m.Code); err != nil {
			return fmt.Errorf("areas: %w", err)
		}
		if g.bases, err = s.Places.Bases(ctx, m.Code); err != nil {
			return fmt.Errorf("bases: %w", err)
		}
		if g.streets, err = s.streets(ctx, m, g.analysis.ID); err != nil {
			return fmt.Errorf("streets of the analysis: %w", err)
		}
		if s.Overlays != nil && wantsPoints(t.Request) {
			if g.points, err = s.Overlays.Objects(ctx, m.Code, overlay.Place); err != nil {
				return fmt.Errorf("standing points: %w", err)
			}
		}
		if err = s.readPast(ctx, m, t, &g); err != nil {
			return err
		}
		g.segments, g.exposures, err = s.Streets.ExposuresIn(ctx, m, orb.MultiPoint{}.Bound())
		return err
	})
	return g, err
}

// wantsPoints reports whether a request sends anybody to standing points.
func wantsPoints(r plan.Request) bool {
	for _, f := range r.Fixes {
		if kind, _, _ := plan.ParseSpot(f.Spot); kind == plan.AtPoint {
			return true
		}
	}
	return r.Points
}

// streets is the street layer of an analysis; one that was made without has none.
func (s Service) streets(ctx context.Context, m municipality.Municipality, analysis int64) (hotspot.Segments, error) {
	var layer struct { // the columns that are read of it; the others take as long again
		ID     []int64     `json:"id"`
		Name   []string    `json:"name"`
		Line   [][]float64 `json:"line"`
		Events []float64   `json:"events"`
	}
	err := s.Hotspots.Layer(ctx, m.Code, analysis, hotspot.SegmentsLayer, &layer)
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return hotspot.Segments{ID: layer.ID, Name: layer.Name, Line: layer.Line, Events: layer.Events}, err
}

// readPast reads the plan that a task changes, and the presence of the days before.
func (s Service) readPast(ctx context.Context, m municipality.Municipality, t Task, g *ground) error {
	if t.Plan > 0 {
		before, routes, err := s.Store.Plan(ctx, m.Code, t.Plan, t.Based)
		if err != nil {
			return fmt.Errorf("plan %d: %w", t.Plan, err)
		}
		g.before, g.walked = &before, routes
	}
	since := t.From.Add(-plan.DoseWindow)
	if s.Doses != nil {
		doses, err := s.Doses.Recent(ctx, m.Code, since, t.From)
		if err != nil {
			return fmt.Errorf("recent presence: %w", err)
		}
		g.recent = append(g.recent, doses...)
	}
	if s.Store == nil {
		return nil
	}
	plans, err := s.Store.Recent(ctx, m.Code, since, t.From, t.Beside)
	if err != nil {
		return fmt.Errorf("recent plans: %w", err)
	}
	for _, p := range plans {
		if p.ID != t.Plan {
			g.recent = append(g.recent, plan.DosesOf(p)...)
		}
	}
	return nil
}
