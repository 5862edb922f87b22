package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"tryggled/api"
	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
)

// ListOverlay answers with the objects of a kind as GeoJSON.
func (s *Server) ListOverlay(ctx context.Context, r api.ListOverlayRequestObject) (api.ListOverlayResponseObject, error) {
	q := r.Params
	m, window, err := s.window(ctx, r.Municipality, q.Bbox, q.Cursor, q.Limit)
	if err != nil {
		return nil, err
	}
	all, err := s.objects(ctx, m, overlay.Kind(r.Kind), window)
	if err != nil {
		return nil, err
	}
	access, _ := identity.AccessOf(ctx)
	found, next, err := through(window, all,
		func(o overlay.Object) (int64, orb.Geometry) { return o.ID, o.Geometry },
		func(o overlay.Object, g api.Geometry) api.OverlayFeature { return overlayFeature(access, o, g) })
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

// objects reads those that a window may show.
func (s *Server) objects(ctx context.Context, m municipality.Municipality, kind overlay.Kind, w window) ([]overlay.Object, error) {
	bound, possible := metricBox(w.p, w.box)
	switch {
	case !possible:
		return nil, nil
	case bound == nil:
		return s.Overlays.Objects(ctx, m.Code, kind)
	}
	return s.Overlays.ObjectsIn(ctx, m.Code, []overlay.Kind{kind}, *bound)
}

// GetOverlay answers with one object.
func (s *Server) GetOverlay(ctx context.Context, r api.GetOverlayRequestObject) (api.GetOverlayResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	o, err := s.Overlays.Object(ctx, m.Code, overlay.Kind(r.Kind), r.Object)
	if err != nil {
		return nil, err
	}
	body, err := s.objectBody(ctx, m, o)
	return api.GetOverlay200ApplicationGeoPlusJSONResponse{
		Body: body, Headers: api.GetOverlay200ResponseHeaders{ETag: objectTag(o)},
	}, err
}

// CreateOverlay stores one object.
func (s *Server) CreateOverlay(ctx context.Context, r api.CreateOverlayRequestObject) (api.CreateOverlayResponseObject, error) {
	m, p, err := s.place(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	given := given(r.JSONBody, r.ApplicationGeoPlusJSONBody)
	o, err := readObject(p, overlay.Kind(r.Kind), given)
	if err != nil {
		return nil, err
	}
	if given.ID != 0 {
		return nil, badParameter("id", lang.T("väljs av programmet; utelämna det", "is chosen by the program; leave it out"))
	}
	o.Source, o.ExternalID = given.Properties.Source, given.Properties.ExternalID
	if o, err = s.Surroundings.Create(ctx, m, o); err != nil {
		return nil, ofProperties(err)
	}
	body, err := s.objectBody(ctx, m, o)
	return api.CreateOverlay201ApplicationGeoPlusJSONResponse{
		Body:    body,
		Headers: api.CreateOverlay201ResponseHeaders{ETag: objectTag(o), Location: pathOf(m, "overlays", o.Kind, o.ID)},
	}, err
}

// ChangeOverlay replaces one object that is still as it was read.
func (s *Server) ChangeOverlay(ctx context.Context, r api.ChangeOverlayRequestObject) (api.ChangeOverlayResponseObject, error) {
	m, p, err := s.place(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	now, err := s.unchanged(ctx, m, overlay.Kind(r.Kind), r.Object, r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	given := given(r.JSONBody, r.ApplicationGeoPlusJSONBody)
	o, err := readObject(p, now.Kind, given)
	if err != nil {
		return nil, err
	}
	if err := fixed(now, given); err != nil {
		return nil, err
	}
	o.ID, o.Source, o.ExternalID, o.Revision, o.Props.Mended = now.ID, now.Source, now.ExternalID, now.Revision, now.Props.Mended
	if o, err = s.Surroundings.Update(ctx, m, o); err != nil {
		return nil, meanwhile(ofProperties(err))
	}
	body, err := s.objectBody(ctx, m, o)
	return api.ChangeOverlay200ApplicationGeoPlusJSONResponse{
		Body: body, Headers: api.ChangeOverlay200ResponseHeaders{ETag: objectTag(o)},
	}, err
}

// DeleteOverlay removes one object that is still as it was read.
func (s *Server) DeleteOverlay(ctx context.Context, r api.DeleteOverlayRequestObject) (api.DeleteOverlayResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	now, err := s.unchanged(ctx, m, overlay.Kind(r.Kind), r.Object, r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	return api.DeleteOverlay204Response{}, meanwhile(s.Surroundings.Delete(ctx, m, now.Kind, now.ID, now.Revision))
}

// objectTag names the state of an object. A revision is never given twice.
func objectTag(o overlay.Object) string { return fmt.Sprintf(`"%d"`, o.Revision) }

// unchanged is an object, if it is as whoever wants to change it has read it.
func (s *Server) unchanged(ctx context.Context, m municipality.Municipality, kind overlay.Kind, id int64, ifMatch string) (overlay.Object, error) {
	o, err := s.Overlays.Object(ctx, m.Code, kind, id)
	switch {
	case err != nil:
		return o, err
	case ifMatch == "":
		return o, refused(http.StatusPreconditionRequired, fault.Invalid, lang.T(
			"If-Match saknas. Läs objektet och skicka dess ETag som If-Match, så att ingen annans ändring skrivs över.",
			"If-Match is missing. Read the object and send its ETag as If-Match, so that nobody else's change is written over."))
	case strings.TrimSpace(ifMatch) != "*" && !matches(ifMatch, objectTag(o)):
		return o, outdated
	}
	return o, nil
}

var outdated = refused(http.StatusPreconditionFailed, fault.Conflict, lang.T(
	"Objektet har ändrats sedan du läste det. Läs det igen och gör om ändringen.",
	"The object was changed after you read it. Read it again and repeat your change."))

// meanwhile is the error of a change that came too late by a hair as HTTP tells it.
func meanwhile(err error) error {
	if fault.Is(err, fault.Conflict) {
		return outdated
	}
	return err
}

// given is the body in either of its media types.
func given(bodies ...*api.OverlayObject) api.OverlayObject {
	for _, b := range bodies {
		if b != nil {
			return *b
		}
	}
	return api.OverlayObject{}
}

// readObject is an object as somebody gives it, in metres. Its kind is that of the address.
func readObject(p *geo.Projector, kind overlay.Kind, b api.OverlayObject) (overlay.Object, error) {
	if k := b.Properties.Kind; k != "" && overlay.Kind(k) != kind {
		return overlay.Object{}, badParameter("properties.kind", lang.T("adressen gäller %s; utelämna det", "the address is about %s; leave it out", kind))
	}
	props, err := propsOf(b.Properties)
	if err != nil {
		return overlay.Object{}, err
	}
	shape, err := readGeometry(p, b.Geometry)
	return overlay.Object{Kind: kind, Geometry: shape, Props: props}, err
}

func readGeometry(p *geo.Projector, raw json.RawMessage) (orb.Geometry, error) {
	var given geojson.Geometry
	if err := json.Unmarshal(raw, &given); err != nil || given.Coordinates == nil {
		return nil, badParameter("geometry", lang.T(
			"går inte att läsa; skriv type och coordinates som i GeoJSON, longitud före latitud",
			"cannot be read; write type and coordinates as in GeoJSON, longitude before latitude"))
	}
	shape, err := p.MetricGeometry(given.Coordinates)
	if err == nil {
		return shape, nil
	}
	in := input{}
	in.note("geometry", err)
	for i := range in.bad {
		in.bad[i].Name = "geometry"
	}
	return nil, in.err()
}

// fixed refuses a change of what cannot be changed.
func fixed(now overlay.Object, b api.OverlayObject) error {
	var bad []fault.Field
	refuse := func(name string, is any) {
		bad = append(bad, fault.Field{Name: name, Text: lang.T("är %v och kan inte ändras; utelämna det", "is %v and cannot be changed; leave it out", is)})
	}
	if b.ID != 0 && b.ID != now.ID {
		refuse("id", now.ID)
	}
	if s := b.Properties.Source; s != "" && s != now.Source {
		refuse("properties.source", now.Source)
	}
	if e := b.Properties.ExternalID; e != "" && e != now.ExternalID {
		refuse("properties.external_id", now.ExternalID)
	}
	return mismatch(bad)
}

// ofProperties names the fields of an object that a fault names as they stand in the body.
func ofProperties(err error) error {
	return renamed(err, func(field string) string {
		if field == "geometry" {
			return field
		}
		return "properties." + field
	})
}

// renamed is a fault with other names of its fields; other errors pass as they are.
func renamed(err error, name func(field string) string) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || len(f.Fields) == 0 {
		return err
	}
	named := *f
	named.Fields = nil
	for _, field := range f.Fields {
		named.Fields = append(named.Fields, fault.Field{Name: name(field.Name), Text: field.Text})
	}
	return &named
}

// GetOverlayReport answers with what there is of each kind, and what is known of the streets.
func (s *Server) GetOverlayReport(ctx context.Context, r api.GetOverlayReportRequestObject) (api.GetOverlayReportResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	report, err := s.Surroundings.Report(ctx, m)
	return jsonOf{report}, err
}

// jsonOf answers with a value of the domain whose JSON is as the description says.
type jsonOf struct{ value any }

func (j jsonOf) write(w http.ResponseWriter) error {
	body, err := json.Marshal(j.value)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", mediaJSON)
	_, err = w.Write(body)
	return err
}

// VisitGetOverlayReportResponse writes the answer.
func (j jsonOf) VisitGetOverlayReportResponse(w http.ResponseWriter) error { return j.write(w) }
