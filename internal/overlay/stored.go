package overlay

import (
	"context"
	"fmt"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/municipality"
	"tryggled/internal/street"
	"tryggled/internal/sun"
)

// Stored gives the segments whose box meets a bound (an empty bound: all), in the order of
// their IDs, and to each the exposure that is stored of it, working out nothing. Stale tells of
// which something has changed that has not been renewed yet; where nothing is stored the
// exposure is of all unknown.
func (s Service) Stored(ctx context.Context, m municipality.Municipality, bound orb.Bound) (segments []street.Segment, exposures []Exposure, stale []bool, err error) {
	changes, err := s.Store.Pending(ctx, m.Code) // first, or what is renewed meanwhile would seem fresh though it was read before
	if err != nil {
		return nil, nil, nil, fmt.Errorf("changes not yet renewed in %s: %w", m.Code, err)
	}
	if segments, err = s.segments(ctx, m.Code, bound); err != nil {
		return nil, nil, nil, err
	}
	kept, err := s.Store.Exposures(ctx, m.Code, bound)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("stored exposures of %s: %w", m.Code, err)
	}
	exposures, old := matched(segments, kept, changes)
	stale = make([]bool, len(segments))
	for _, i := range old {
		stale[i] = true
	}
	for i := range exposures {
		exposures[i].Segment = segments[i].ID
	}
	return segments, exposures, stale, nil
}

// PlaceOf is where on the earth a metric bound lies, for the sun: its middle.
func PlaceOf(crs geo.CRS, bound orb.Bound) (sun.Place, error) {
	p, err := geo.NewProjector(crs)
	if err != nil {
		return sun.Place{}, err
	}
	at, err := p.LonLat(bound.Center())
	return sun.Place{Lon: at[0], Lat: at[1]}, err
}

// Fresh puts exposures worked out anew in the place of those that are stale, as Stored gives
// them or any part of that, and stores nothing.
func (s Service) Fresh(ctx context.Context, m municipality.Municipality, segments []street.Segment, exposures []Exposure, stale []bool) ([]Exposure, error) {
	r := renewal{segments: segments}
	for i, is := range stale {
		if is {
			r.which = append(r.which, i)
		}
	}
	if len(r.which) == 0 {
		return exposures, nil
	}
	r, err := s.widened(ctx, m.Code, r)
	if err != nil {
		return nil, err
	}
	fresh, err := s.compute(ctx, m.Code, r, nil)
	if err != nil {
		return nil, err
	}
	return inPlace(segments, exposures, fresh), nil
}
