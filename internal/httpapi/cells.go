package httpapi

import (
	"context"
	"net/http"

	"github.com/paulmach/orb"

	"tryggled/api"
	"tryggled/internal/cell"
	"tryggled/internal/geo"
	"tryggled/internal/identity"
	"tryggled/internal/municipality"
)

// Cells gives public figures and says whether anybody sees them.
type Cells interface {
	Figures(ctx context.Context, m municipality.Municipality, f cell.Filter) ([]cell.Figure, error)
	State(ctx context.Context, m municipality.Municipality) (cell.State, error)
	Switch(ctx context.Context, m municipality.Municipality, open bool) (task int64, err error)
}

// cacheOpen lets caches between the server and strangers keep the figures for a minute,
// which is also how long they may outlive being switched off.
const cacheOpen = "public, max-age=60"

// cells is the answer of ListCells: figures, or that the client has them already.
type cells struct {
	api.ListCells200ApplicationGeoPlusJSONResponse
	cache     string
	unchanged bool
}

// VisitListCellsResponse writes the answer.
func (c cells) VisitListCellsResponse(w http.ResponseWriter) error {
	w.Header().Set("Cache-Control", c.cache)
	w.Header().Add("Vary", "Authorization, Cookie") // a use of a key is never answered by a cache
	if c.unchanged {
		w.Header().Set("ETag", c.Headers.ETag)
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	return c.ListCells200ApplicationGeoPlusJSONResponse.VisitListCellsResponse(w)
}

// ListCells answers with public figures as GeoJSON.
func (s *Server) ListCells(ctx context.Context, r api.ListCellsRequestObject) (api.ListCellsResponseObject, error) {
	q := r.Params
	m, window, err := s.window(ctx, r.Municipality, q.Bbox, q.Cursor, q.Limit)
	if err != nil {
		return nil, err
	}
	var filter cell.Filter
	if q.Since != "" {
		if filter.Since, err = cell.ParseMonth(q.Since); err != nil {
			return nil, err
		}
	}
	answer := cells{cache: cacheOf(ctx)}
	answer.Headers.ETag = entityTag(s.Version, m.Code, m.Revision, ask(ctx).url.RequestURI())
	if answer.unchanged = matches(q.IfNoneMatch, answer.Headers.ETag); answer.unchanged {
		return answer, nil
	}
	found, next, err := s.figures(ctx, m, window, filter)
	if err != nil {
		return nil, err
	}
	answer.Headers.Link = linkNext(next)
	answer.Body = api.CellCollection{
		Type: api.CollectionTypeFeatureCollection, Exercise: m.Exercise, Notice: noticeOf(m), Sources: orEmpty(m.Sources),
		Rules: cell.Rules, Next: next,
	}
	answer.Body.Features, err = cellFeatures(window, found)
	return answer, err
}

// cacheOf is how long an answer may be kept: by whoever signed in, not without asking.
func cacheOf(ctx context.Context) string {
	if ask(ctx).actor.Way == identity.ByNobody {
		return cacheOpen
	}
	return revalidate
}

// figures fetches a page, with one figure more to know whether there is a next one.
func (s *Server) figures(ctx context.Context, m municipality.Municipality, w window, f cell.Filter) ([]cell.Figure, string, error) {
	bound, possible := metricBox(w.p, w.box)
	if !possible {
		return nil, "", nil
	}
	f.Bound, f.After, f.Limit = bound, w.page.after, w.page.limit+1
	found, err := s.Cells.Figures(ctx, m, f)
	if err != nil || len(found) <= w.page.limit {
		return found, "", err
	}
	found = found[:w.page.limit]
	return found, w.page.next(found[len(found)-1].ID), nil
}

// cellFeatures maps the figures of a page whose cells touch the box: the store looked in a
// box in metres that holds it.
func cellFeatures(w window, found []cell.Figure) ([]api.CellFeature, error) {
	features := make([]api.CellFeature, 0, len(found))
	shapes := outlines{p: w.p, of: map[cell.Hex]outline{}}
	for _, f := range found {
		o, err := shapes.get(f.Cell)
		if err != nil {
			return nil, err
		}
		if touches(w.box, o.bound) {
			features = append(features, api.CellFeature{
				Type: api.FeatureTypeFeature, ID: f.ID, Geometry: o.shape,
				Properties: api.CellProperties{Months: mapped(f.Months, cell.Month.String), Reports: f.Reports},
			})
		}
	}
	return features, nil
}

// outlines are cells in degrees, each projected once: many figures share a cell.
type outlines struct {
	p  *geo.Projector
	of map[cell.Hex]outline
}

type outline struct {
	shape api.Geometry
	bound orb.Bound
}

func (l outlines) get(h cell.Hex) (o outline, err error) {
	if o, ok := l.of[h]; ok {
		return o, nil
	}
	o.shape, o.bound, err = geometry(l.p, h.Shape())
	l.of[h] = o
	return o, err
}

// GetPublication answers with whether public figures are shown, and what there is.
func (s *Server) GetPublication(ctx context.Context, r api.GetPublicationRequestObject) (api.GetPublicationResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	body, err := s.publication(ctx, m, 0)
	return api.GetPublication200JSONResponse(body), err
}

// SetPublication switches public figures on or off.
func (s *Server) SetPublication(ctx context.Context, r api.SetPublicationRequestObject) (api.SetPublicationResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	task, err := s.Cells.Switch(ctx, m, r.Body.Open)
	if err != nil {
		return nil, err
	}
	body, err := s.publication(ctx, m, task)
	return api.SetPublication200JSONResponse(body), err
}

func (s *Server) publication(ctx context.Context, m municipality.Municipality, task int64) (api.Publication, error) {
	state, err := s.Cells.State(ctx, m)
	body := api.Publication{Open: state.Open, Figures: state.Figures, Task: task}
	if state.Last != 0 {
		body.LastMonth = state.Last.String()
	}
	body.Links = api.Links{{Rel: "cells", Href: pathOf(m, "cells"), Type: mediaGeoJSON}}
	if task != 0 {
		body.Links = append(body.Links, api.Link{Rel: "task", Href: pathOf(m, "tasks", task), Type: mediaJSON})
	}
	return body, err
}
