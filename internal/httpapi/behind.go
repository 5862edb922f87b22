package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"tryggled/api"
	"tryggled/internal/export"
	"tryggled/internal/geo"
	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/report"
)

// hotspotDetail is one feature of the collection that the whole analysis would be, with what
// lies behind it and was done about it.
type hotspotDetail struct {
	Type       json.RawMessage   `json:"type"`
	ID         json.RawMessage   `json:"id"`
	Geometry   json.RawMessage   `json:"geometry"`
	Properties json.RawMessage   `json:"properties"`
	Behind     api.ReportsBehind `json:"reports_behind"`
	Measures   []api.Measure     `json:"measures,omitzero"` // nil where the asker may not read them
	Links      api.Links         `json:"links"`
}

// writeHotspot writes one hotspot with all that is known of it.
func (s *Server) writeHotspot(ctx context.Context, w io.Writer, m municipality.Municipality, a hotspot.Analysis, rank int, l lang.Lang) error {
	h := a.Hotspots[rank-1]
	a.Hotspots = a.Hotspots[rank-1 : rank]
	var b bytes.Buffer
	if err := export.HotspotsGeoJSON(&b, m, a, l); err != nil {
		return err
	}
	var collection struct{ Features []hotspotDetail }
	if err := json.Unmarshal(b.Bytes(), &collection); err != nil {
		return fmt.Errorf("read back hotspot %d: %w", rank, err)
	}
	detail := collection.Features[0]
	var err error
	if detail.Measures, err = s.measures(ctx, m, h); err != nil {
		return err
	}
	if detail.Behind, err = s.behind(ctx, m, h); err != nil {
		return err
	}
	detail.Links = api.Links{
		{Rel: "self", Href: pathOf(m, "analyses", a.ID, "hotspots", rank), Type: mediaGeoJSON},
		{Rel: "analysis", Href: pathOf(m, "analyses", a.ID), Type: mediaJSON},
		{Rel: "hotspots", Href: pathOf(m, "analyses", a.ID, "hotspots"), Type: mediaGeoJSON},
		{Rel: "map", Href: pathOf(m, "analyses", a.ID, "map.svg"), Type: mediaSVG},
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(detail)
}

// measures gives those whose place meets a hotspot, as the asker's own rule for measures
// shows them; nil to whom it shows none.
func (s *Server) measures(ctx context.Context, m municipality.Municipality, h hotspot.Hotspot) ([]api.Measure, error) {
	ctx, access, may := s.also(ctx, m, identity.Measures)
	if !may {
		return nil, nil
	}
	found, err := s.Analyses.Measures(ctx, m.Code, h.Shape)
	bodies := mapped(found, func(m hotspot.Measure) api.Measure { return measureBody(access, m) })
	return bodies, err
}

func measureBody(a identity.Access, m hotspot.Measure) api.Measure {
	body := api.Measure{ID: m.ID, Kind: m.Kind, Title: m.Title, Owner: m.Owner, State: m.State, StartsOn: m.StartsOn, EndsOn: m.EndsOn}
	if slices.Contains(a.Rule.Without, identity.ColumnOwner) {
		body.Owner = ""
	}
	return body
}

// mostBehind bounds how many reports are shown with a hotspot.
const mostBehind = 1000

// What is shown of the reports behind a hotspot.
const (
	shownExact    = "exact"
	shownSegment  = "segment"
	shownWithheld = "withheld"
)

// behind gives the reports that a hotspot rests on, as the asker's own rule for reports shows
// them. They are read with an access of their own, so that the audit log tells of it.
func (s *Server) behind(ctx context.Context, m municipality.Municipality, h hotspot.Hotspot) (api.ReportsBehind, error) {
	body := api.ReportsBehind{Reports: h.Reports, Shown: shownWithheld, Items: []api.Report{}}
	ctx, access, may := s.also(ctx, m, identity.Reports)
	if !may {
		body.Text = lang.T(
			"%d rapporter ligger bakom platsen. Du får inte läsa rapporter, så de visas inte.",
			"%d reports lie behind the place. You may not read reports, so they are not shown.", h.Reports)
		return body, nil
	}
	body.Shown = shownExact
	if snapped(access) {
		body.Shown = shownSegment
	}
	if len(h.Members) == 0 {
		body.Text = lang.T(
			"Analysen säger inte vilka rapporter som ligger bakom platsen; gör en ny.",
			"The analysis does not tell which reports lie behind the place; make a new one.")
		return body, nil
	}
	p, err := geo.NewProjector(m.CRS)
	if err != nil {
		return body, err
	}
	asked := min(len(h.Members), mostBehind)
	found, err := s.Reports.List(ctx, m, report.Filter{IDs: h.Members[:asked], Limit: asked, Snapped: snapped(access)})
	if err != nil {
		return body, err
	}
	for _, r := range found {
		item, _, err := reportBody(access, p, r)
		if err != nil {
			return body, err
		}
		body.Items = append(body.Items, item)
	}
	body.Text = behindText(len(h.Members), asked, len(found), body.Shown)
	return body, nil
}

// behindText says how the reports are shown, and why some may be missing.
func behindText(all, asked, found int, shown string) lang.Text {
	text := lang.T("%d rapporter ligger bakom platsen.", "%d reports lie behind the place.", all)
	if shown == shownSegment {
		text = lang.T("%s De visas i mitten av sitt gatusegment.", "%s They are shown in the middle of their street segment.", text)
	}
	if asked < all {
		text = lang.T("%s De första %d efter id visas.", "%s The first %d by id are shown.", text, asked)
	}
	if missing := asked - found; missing > 0 {
		text = lang.T(
			"%s %d visas inte: de har raderats eller begränsats sedan analysen gjordes, eller ligger långt från närmaste gata.",
			"%s %d are not shown: they have been erased or limited since the analysis was made, or lie far from any street.", text, missing)
	}
	return text
}
