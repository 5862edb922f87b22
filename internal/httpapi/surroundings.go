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

// ListOverlay answers with the objects of a kind as GeoJSON.
func (s *Server) ListOverlay(ctx context.Context, r api.ListOverlayRequestObject) (api.ListOverlayResponseObject, error) {
	q := r.Params
	m, window, err := s.window(ctx, r.Municipality, q.Bbox, q.Cursor, q.Limit)
	if err != nil {
		return nil, err
	}
	all, err := s.Overlays.Objects(ctx, m.Code, overlay.Kind(r.Kind))
	if err != nil {
		return nil, err
	}
	found, next, err := through(window, all,
		func(o overlay.Object) (int64, orb.Geometry) { return o.ID, o.Geometry }, overlayFeature)
	if err != nil {
		return nil, err
	}
	return api.ListOverlay200ApplicationGeoPlusJSONResponse{
		Body: api.OverlayCollection{
			Type: api.CollectionTypeFeatureCollection, Exercise: m.Exercise, Notice: noticeOf(m),
			Sources: orEmpty(m.Sources), Features: found, Next: next,
		},
		Headers: api.ListOverlay200ResponseHeaders{Link: linkNext(next)},
	}, nil
}

func overlayFeature(o overlay.Object, g api.Geometry) api.OverlayFeature {
	return api.OverlayFeature{
		Type: api.FeatureTypeFeature, ID: o.ID, Geometry: g,
		Properties: api.OverlayProperties{
			Kind: api.OverlayKind(o.Kind), Source: o.Source, ExternalID: o.ExternalID,
			Broken: o.Props.Status == overlay.Broken, HeightM: o.Props.HeightM, BearingDeg: o.Props.BearingDeg,
			FieldDeg: o.Props.FieldDeg, RangeM: o.Props.RangeM, Dwelling: o.Props.Dwelling, Class: o.Props.Class,
		},
	}
}

// ListStreets answers with street segments and their exposure as GeoJSON.
func (s *Server) ListStreets(ctx context.Context, r api.ListStreetsRequestObject) (api.ListStreetsResponseObject, error) {
	q := r.Params
	m, window, err := s.window(ctx, r.Municipality, q.Bbox, q.Cursor, q.Limit)
	if err != nil {
		return nil, err
	}
	all, err := s.Streets.Segments(ctx, m.Code)
	if err != nil {
		return nil, err
	}
	var shown []street.Segment
	found, next, err := through(window, all,
		func(s street.Segment) (int64, orb.Geometry) { return s.ID, s.Line },
		func(s street.Segment, g api.Geometry) api.StreetFeature {
			shown = append(shown, s)
			return streetFeature(s, g)
		})
	if err != nil {
		return nil, err
	}
	var objects []overlay.Object
	for _, kind := range overlay.Exposing {
		some, err := s.Overlays.Objects(ctx, m.Code, kind)
		if err != nil {
			return nil, err
		}
		objects = append(objects, some...)
	}
	exposures, err := overlay.Compute(ctx, street.NewGraph(shown), nil, objects, overlay.DefaultParams())
	if err != nil {
		return nil, err
	}
	for i, e := range exposures {
		found[i].Properties.Exposure = exposureOf(e)
	}
	return api.ListStreets200ApplicationGeoPlusJSONResponse{
		Body: api.StreetCollection{
			Type: api.CollectionTypeFeatureCollection, Exercise: m.Exercise, Notice: noticeOf(m),
			Sources: orEmpty(m.Sources), Features: found, Next: next,
		},
		Headers: api.ListStreets200ResponseHeaders{Link: linkNext(next)},
	}, nil
}

func exposureOf(e overlay.Exposure) api.Exposure {
	r := e.Typical()
	seen, known := r.Camera.Sure()
	return api.Exposure{
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
		},
	}
}
