package app

import (
	"context"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/export"
	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// Town is the ground of a municipality's pictures, with the prioritised places of the current
// analysis where there is one.
func (a *App) Town(ctx context.Context, m municipality.Municipality, l lang.Lang) (export.Scene, error) {
	s, err := a.ground().Scene(ctx, m, l)
	if err != nil {
		return s, err
	}
	current, err := a.Hotspots.Store.Analysis(ctx, m.Code, 0)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return s, err
	}
	s.Hotspots = current.Hotspots
	return s, nil
}

// Exposed is what a walker meets on some streets at a moment.
type Exposed struct {
	Segments  []street.Segment
	Exposures []overlay.Exposure
	Moment    overlay.Moment
}

// Records are the exposures at the moment.
func (e Exposed) Records() []overlay.Record {
	records := make([]overlay.Record, len(e.Exposures))
	for i, x := range e.Exposures {
		records[i] = x.At(e.Moment)
	}
	return records
}

// Exposed gives the streets whose box meets a bound (an empty bound: all) as things are. It
// returns NotFound where there are none.
func (a *App) Exposed(ctx context.Context, m municipality.Municipality, bound orb.Bound, at time.Time) (Exposed, error) {
	segments, exposures, err := a.Overlays.ExposuresIn(ctx, m, bound)
	if err != nil {
		return Exposed{}, err
	}
	if len(segments) == 0 {
		return Exposed{}, fault.New(fault.NotFound, lang.T(
			"%s har inga gator där; läs in dem med tryggled import osm eller streets",
			"%s has no streets there; bring them in with tryggled import osm or streets", m.Name))
	}
	var corners orb.MultiPoint
	for _, s := range segments {
		corners = append(corners, s.Line...)
	}
	place, err := overlay.PlaceOf(m.CRS, corners.Bound())
	return Exposed{segments, exposures, overlay.MomentAt(at, m.Location(), place, overlay.Params{})}, err
}

// Everywhere is the bound of all streets.
func Everywhere() orb.Bound { return orb.MultiPoint{}.Bound() }
