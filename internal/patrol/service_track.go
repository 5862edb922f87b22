package patrol

import (
	"context"
	"fmt"
	"io"
	"slices"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
)

// AddTrack reads a GPX track of a team, matches it to the streets and keeps what Walked
// keeps. It returns Invalid for a file that is no track of the shift, the errors of Write
// for a plan that is not walked, and Forbidden.
func (s Service) AddTrack(ctx context.Context, m municipality.Municipality, id int64, team int, gpx io.Reader) (Walked, error) {
	planned, err := s.Plans.Planned(ctx, m, id)
	if err != nil {
		return Walked{}, fmt.Errorf("plan %d of %s: %w", id, m.Code, err)
	}
	who, err := writer(ctx, planned.Plan, team)
	if err != nil {
		return Walked{}, err
	}
	now := s.Now().UTC()
	if err := walkable(planned.Plan, who, now); err != nil {
		return Walked{}, err
	}
	track, err := ReadGPX(gpx)
	if err != nil {
		return Walked{}, err
	}
	if track, err = track.until(now.Add(ahead), m); err != nil {
		return Walked{}, err
	}
	extent, ok, err := s.Reports.Extent(ctx, m.Code)
	if err != nil {
		return Walked{}, fmt.Errorf("extent of %s: %w", m.Code, err)
	}
	if !ok {
		return Walked{}, fault.New(fault.Conflict, lang.T("%s har inga gator än; läs in dem först", "%s has no streets yet; import them first", m.Name))
	}
	points, err := track.Place(m, extent, planned.Plan.Request.From, planned.Plan.Request.To)
	if err != nil {
		return Walked{}, err
	}
	segments, err := s.Streets.Segments(ctx, m.Code)
	if err != nil {
		return Walked{}, fmt.Errorf("streets of %s: %w", m.Code, err)
	}
	w := Match(segments, PlacesOf(planned, segments), points)
	w.Dropped = len(track.Points) + track.Dropped - len(points)
	w.Plan, w.Version, w.Team, w.By, w.WrittenAt = id, planned.Plan.Version, team, who.ID, now
	err = s.Store.Writing(ctx, m.Code, id, func(ctx context.Context) (err error) {
		if w.ID, err = s.Store.AddTrack(ctx, m.Code, w); err != nil || planned.Plan.Life.Status != plan.Published {
			return err
		}
		return s.Plans.Began(ctx, m.Code, id, w.From)
	})
	if err != nil {
		return Walked{}, fmt.Errorf("keep a track of plan %d: %w", id, err)
	}
	return w, nil
}

// Tracks returns what is kept of the tracks of the teams that the reader may see.
func (s Service) Tracks(ctx context.Context, m municipality.Municipality, id int64) ([]Walked, error) {
	planned, err := s.Plans.Planned(ctx, m, id)
	if err != nil {
		return nil, fmt.Errorf("plan %d of %s: %w", id, m.Code, err)
	}
	all, err := s.Store.Tracks(ctx, m.Code, id)
	if err != nil {
		return nil, fmt.Errorf("tracks of plan %d: %w", id, err)
	}
	return slices.DeleteFunc(all, func(w Walked) bool {
		_, err := writer(ctx, planned.Plan, w.Team)
		return err != nil
	}), nil
}
