package httpapi

import (
	"cmp"
	"context"

	"github.com/paulmach/orb"

	"tryggled/api"
	"tryggled/internal/geo"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// window chooses the features of a page: those of a list ordered by id that lie after the
// page's key and touch its box.
type window struct {
	p    *geo.Projector
	box  box
	page page
}

// window reads what the lists of surroundings share: the municipality, the box and the
// page.
func (s *Server) window(ctx context.Context, slug, bbox, cursor string, limit int) (municipality.Municipality, window, error) {
	m, p, err := s.place(ctx, slug)
	if err != nil {
		return m, window{}, err
	}
	box, err := parseBBox(bbox)
	if err != nil {
		return m, window{}, err
	}
	page, err := pageOf(ctx, cursor, limit, defaultLargePage)
	return m, window{p: p, box: box, page: page}, err
}

// through maps what a window shows of a list, and gives the address of the next page.
func through[A, B any](w window, list []A, key func(A) (int64, orb.Geometry), to func(A, api.Geometry) B) ([]B, string, error) {
	shown := []B{}
	metric, possible := metricBox(w.p, w.box)
	if !possible {
		return shown, "", nil
	}
	var last int64
	for _, item := range list {
		id, shape := key(item)
		if id <= w.page.after || (metric != nil && !metric.Intersects(shape.Bound())) {
			continue
		}
		degrees, bound, err := geometry(w.p, shape)
		if err != nil {
			return nil, "", err
		}
		if !touches(w.box, bound) {
			continue
		}
		if len(shown) == w.page.limit {
			return shown, w.page.next(last), nil
		}
		shown, last = append(shown, to(item, degrees)), id
	}
	return shown, "", nil
}

// ListStreets answers with street segments and their exposure as GeoJSON.
func (s *Server) ListStreets(ctx context.Context, r api.ListStreetsRequestObject) (api.ListStreetsResponseObject, error) {
	q := r.Params
	m, window, err := s.window(ctx, r.Municipality, q.Bbox, q.Cursor, q.Limit)
	if err != nil {
		return nil, err
	}
	all, exposures, stale, next, err := s.streets(ctx, m, window)
	if err != nil {
		return nil, err
	}
	found := make([]api.StreetFeature, len(all))
	for i, segment := range all {
		line, _, err := geometry(window.p, segment.Line)
		if err != nil {
			return nil, err
		}
		found[i] = streetFeature(segment, line)
		found[i].Properties.Exposure = exposureOf(exposures[i], stale[i])
	}
	return api.ListStreets200ApplicationGeoPlusJSONResponse{
		Body: api.StreetCollection{
			Type: api.CollectionTypeFeatureCollection, Exercise: m.Exercise, Notice: noticeOf(m),
			Sources: orEmpty(m.Sources), Features: found, Next: next,
		},
		Headers: api.ListStreets200ResponseHeaders{Link: linkNext(next)},
	}, nil
}

// streets chooses the segments that a page shows, with the exposures stored of them and
// which of those may still change, and gives the address of the next page.
func (s *Server) streets(ctx context.Context, m municipality.Municipality, w window) (
	segments []street.Segment, exposures []overlay.Exposure, stale []bool, next string, err error,
) {
	bound, possible := metricBox(w.p, w.box)
	if !possible {
		return nil, nil, nil, "", nil
	}
	if bound == nil {
		everywhere := orb.MultiPoint{}.Bound()
		bound = &everywhere
	}
	all, stored, old, err := s.Surroundings.Stored(ctx, m, *bound)
	if err != nil {
		return nil, nil, nil, "", err
	}
	_, next, err = through(w, numbered(all),
		func(i int) (int64, orb.Geometry) { return all[i].ID, all[i].Line },
		func(i int, _ api.Geometry) int {
			segments, exposures, stale = append(segments, all[i]), append(exposures, stored[i]), append(stale, old[i])
			return i
		})
	return segments, exposures, stale, next, err
}

// numbered are the places of a list.
func numbered[T any](list []T) []int {
	all := make([]int, len(list))
	for i := range all {
		all[i] = i
	}
	return all
}

func exposureOf(e overlay.Exposure, stale bool) api.Exposure {
	r := e.Typical()
	seen, known := r.Camera.Sure()
	return api.Exposure{
		Stale:      stale,
		LightKnown: r.Light.Known(), Dark: r.Light.Dark,
		Concealed: r.Sight.Concealed, ConcealKnown: r.Sight.ConcealKnown,
		CameraShare: seen, CameraKnown: known,
	}
}

func streetFeature(s street.Segment, g api.Geometry) api.StreetFeature {
	return api.StreetFeature{
		Type: api.FeatureTypeFeature, ID: s.ID, Geometry: g,
		Properties: api.StreetProperties{
			LengthM: s.LengthM, Class: s.Class, Name: s.Name,
			Lit:   api.StreetPropertiesLit(cmp.Or(string(s.Light), string(api.StreetPropertiesLitUnknown))),
			Steps: s.Steps, Surface: s.Surface, Access: s.Access, Component: s.Component,
			Car: api.StreetPropertiesCar(s.Car), Bicycle: api.StreetPropertiesBicycle(s.Bicycle),
			MaxKmh: s.MaxKmh, Sidewalk: s.Sidewalk, Detail: s.Detail,
		},
	}
}
