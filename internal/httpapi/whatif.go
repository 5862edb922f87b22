package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/paulmach/orb"

	"tryggled/api"
	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/measure"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
)

// WhatIf answers with what proposed objects would change.
func (s *Server) WhatIf(ctx context.Context, r api.WhatIfRequestObject) (api.WhatIfResponseObject, error) {
	m, p, err := s.place(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	proposal, err := proposalOf(p, *r.Body)
	if err != nil {
		return nil, err
	}
	outcome, err := s.Works.WhatIf(ctx, m, proposal, seesOpen(ctx))
	return jsonOf{outcome}, AsGiven(err)
}

// VisitWhatIfResponse writes the answer.
func (j jsonOf) VisitWhatIfResponse(w http.ResponseWriter) error { return j.write(w) }

// ReadProposal reads a proposal as the API takes it, from a file. It returns Invalid, naming
// what is at fault.
func ReadProposal(m municipality.Municipality, name string, r io.Reader) (measure.Proposal, error) {
	p, err := geo.NewProjector(m.CRS)
	if err != nil {
		return measure.Proposal{}, err
	}
	var body api.Proposal
	if err := readAs("Proposal", name, r, &body); err != nil {
		return measure.Proposal{}, err
	}
	return proposalOf(p, body)
}

// ReadCameras reads proposed cameras from a GeoJSON file of features as the API takes them.
func ReadCameras(m municipality.Municipality, name string, r io.Reader) ([]overlay.Object, error) {
	p, err := geo.NewProjector(m.CRS)
	if err != nil {
		return nil, err
	}
	var collection struct {
		Features []json.RawMessage `json:"features"`
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(raw, &collection); err != nil || collection.Features == nil {
		return nil, fault.New(fault.Invalid, lang.T(
			"%s är ingen GeoJSON med features", "%s is no GeoJSON with features", name))
	}
	cameras := make([]overlay.Object, len(collection.Features))
	for i, feature := range collection.Features {
		var body api.OverlayObject
		at := fmt.Sprintf("%s, features[%d]", name, i)
		if err := readAs("OverlayObject", at, bytes.NewReader(feature), &body); err != nil {
			return nil, err
		}
		if cameras[i], err = readObject(p, overlay.Camera, body); err != nil {
			return nil, under(fmt.Sprintf("features[%d]", i), err)
		}
	}
	return cameras, nil
}

// ReadArea reads an area from GeoJSON: a geometry, a feature or a collection of one. It
// returns Invalid for anything else.
func ReadArea(m municipality.Municipality, name string, r io.Reader) (orb.MultiPolygon, error) {
	p, err := geo.NewProjector(m.CRS)
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	area, err := readArea(p, onlyGeometry(raw))
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, lang.T(
			"%s: området ska vara en yta i GeoJSON (Polygon eller MultiPolygon, WGS 84): en geometri, en feature, eller en samling av en",
			"%s: the area is to be a surface in GeoJSON (Polygon or MultiPolygon, WGS 84): a geometry, a feature, or a collection of one", name))
	}
	return area, nil
}

// onlyGeometry is the geometry of a feature or of a collection of one; else what is given.
func onlyGeometry(raw []byte) json.RawMessage {
	var doc struct {
		Geometry json.RawMessage `json:"geometry"`
		Features []struct {
			Geometry json.RawMessage `json:"geometry"`
		} `json:"features"`
	}
	switch err := json.Unmarshal(raw, &doc); {
	case err == nil && len(doc.Features) == 1:
		return doc.Features[0].Geometry
	case err == nil && doc.Geometry != nil:
		return doc.Geometry
	}
	return raw
}

func readArea(p *geo.Projector, raw json.RawMessage) (orb.MultiPolygon, error) {
	shape, err := readGeometry(p, raw)
	if err != nil {
		return nil, renamed(err, func(string) string { return "area" })
	}
	switch g := shape.(type) {
	case orb.Polygon:
		return orb.MultiPolygon{g}, nil
	case orb.MultiPolygon:
		return g, nil
	}
	return nil, badParameter("area", lang.T("ska vara en yta: Polygon eller MultiPolygon", "must be a surface: Polygon or MultiPolygon"))
}

// readAs reads JSON that a schema of the API describes.
func readAs(schema, name string, r io.Reader, into any) error {
	doc, err := api.Load()
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		return fault.Wrap(fault.Invalid, err, lang.T("%s går inte att läsa som JSON: %v", "%s cannot be read as JSON: %v", name, err))
	}
	if err := doc.Components.Schemas[schema].Value.VisitJSON(value, openapi3.MultiErrors()); err != nil {
		f := fieldsOf(&openapi3filter.RequestError{Err: err})
		return fault.New(fault.Invalid, lang.T("%s är inte som den ska", "%s is not as it should be", name), f...)
	}
	return json.Unmarshal(raw, into)
}

// proposalOf reads a proposal; every object at fault is named by its place.
func proposalOf(p *geo.Projector, b api.Proposal) (measure.Proposal, error) {
	proposal := measure.Proposal{Remove: b.Remove}
	var in input
	for i, given := range b.Add {
		name := fmt.Sprintf("add[%d]", i)
		if given.Properties.Kind == "" {
			in.wrong(name+".properties.kind", lang.T("saknas; skriv lamps, vegetation, cameras, buildings eller backdrop",
				"is missing; write lamps, vegetation, cameras, buildings or backdrop"))
			continue
		}
		o, err := readObject(p, overlay.Kind(given.Properties.Kind), given)
		in.note(name, under(name, err))
		proposal.Add = append(proposal.Add, o)
	}
	for i, given := range b.Change {
		name := fmt.Sprintf("change[%d]", i)
		o, err := changeOf(p, given)
		in.note(name, under(name, err))
		proposal.Change = append(proposal.Change, o)
	}
	return proposal, in.err()
}

// changeOf is an object as it would be. What is not given of its kind and place stays.
func changeOf(p *geo.Projector, b api.ChangedObject) (o overlay.Object, err error) {
	o = overlay.Object{ID: b.ID, Kind: overlay.Kind(b.Properties.Kind)}
	if o.Props, err = propsOf(b.Properties); err != nil || len(b.Geometry) == 0 {
		return o, err
	}
	o.Geometry, err = readGeometry(p, b.Geometry)
	return o, err
}

// under puts the fields that a fault names under a name.
func under(name string, err error) error {
	return renamed(err, func(field string) string { return name + "." + field })
}

// placed is how the domain names a field of a proposed object: by its place from 1.
var placed = regexp.MustCompile(`^(add|change|remove|cameras)\[(\d+)\](?:\.(.+))?$`)

// AsGiven is a fault of WhatIf or Dossier that names the fields of proposed objects as they stand
// in what was given, from 0; other errors pass as they are.
func AsGiven(err error) error {
	return renamed(err, func(field string) string {
		found := placed.FindStringSubmatch(field)
		if found == nil {
			return field
		}
		n, _ := strconv.Atoi(found[2])
		name := fmt.Sprintf("%s[%d]", found[1], n-1)
		switch found[3] {
		case "":
			return name
		case "geometry", "id":
			return name + "." + found[3]
		}
		return name + ".properties." + found[3]
	})
}
