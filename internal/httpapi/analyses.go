package httpapi

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"tryggled/api"
	"tryggled/internal/export"
	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// ListAnalyses answers with the analyses that the asker may see, newest first.
func (s *Server) ListAnalyses(ctx context.Context, r api.ListAnalysesRequestObject) (api.ListAnalysesResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	all, err := s.Analyses.Analyses(ctx, m.Code)
	if err != nil {
		return nil, err
	}
	items := mapped(all, func(a hotspot.Analysis) api.AnalysisSummary { return analysisSummary(m, a) })
	return api.ListAnalyses200JSONResponse{Items: items}, nil
}

// StartAnalysis queues an analysis.
func (s *Server) StartAnalysis(ctx context.Context, r api.StartAnalysisRequestObject) (api.StartAnalysisResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	params, err := newParams(m, *r.Body)
	if err != nil {
		return nil, err
	}
	task, err := s.Analyser.Start(ctx, m, params)
	if err != nil {
		return nil, err
	}
	answer, err := s.accepted(ctx, m, task)
	return api.StartAnalysis202JSONResponse{AcceptedJSONResponse: answer}, err
}

// newParams reads what an analysis is asked for; what is left out is the default.
func newParams(m municipality.Municipality, b api.NewAnalysis) (hotspot.Params, error) {
	in := input{m: m}
	p := hotspot.DefaultParams(in.instant("since", b.Since), in.instant("until", b.Until))
	p.Categories = b.Categories
	p.EpsM = cmp.Or(b.EpsM, p.EpsM)
	p.MinPoints = cmp.Or(b.MinPoints, p.MinPoints)
	p.MaxSpanM = cmp.Or(b.MaxSpanM, p.MaxSpanM)
	p.HalfLifeDays = cmp.Or(b.HalfLifeDays, p.HalfLifeDays)
	p.PatrolWeight = cmp.Or(b.PatrolWeight, p.PatrolWeight)
	p.BufferM = cmp.Or(b.BufferM, p.BufferM)
	p.Most = cmp.Or(b.Most, p.Most)
	return p, in.err()
}

// GetAnalysis answers with one analysis.
func (s *Server) GetAnalysis(ctx context.Context, r api.GetAnalysisRequestObject) (api.GetAnalysisResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	return s.frozen(ctx, m, "", r.Params.IfNoneMatch, file{mediaType: mediaJSON}, func(w io.Writer) error {
		a, err := s.analysis(ctx, m, r.Analysis)
		if err != nil {
			return err
		}
		return export.AnalysisJSON(w, m, a)
	})
}

// ListHotspots answers with an analysis's hotspots as GeoJSON.
func (s *Server) ListHotspots(ctx context.Context, r api.ListHotspotsRequestObject) (api.ListHotspotsResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	l := orLang(r.Params.Lang, ask(ctx).lang)
	return s.frozen(ctx, m, l, r.Params.IfNoneMatch, file{mediaType: mediaGeoJSON}, func(w io.Writer) error {
		a, err := s.analysis(ctx, m, r.Analysis)
		if err != nil {
			return err
		}
		return export.HotspotsGeoJSON(w, m, a, l)
	})
}

// GetHotspot answers with one hotspot as a GeoJSON feature.
func (s *Server) GetHotspot(ctx context.Context, r api.GetHotspotRequestObject) (api.GetHotspotResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	l := orLang(r.Params.Lang, ask(ctx).lang)
	return s.frozen(ctx, m, l, r.Params.IfNoneMatch, file{mediaType: mediaGeoJSON}, func(w io.Writer) error {
		a, err := s.analysis(ctx, m, r.Analysis)
		if err != nil {
			return err
		}
		if r.Rank > len(a.Hotspots) {
			return fault.New(fault.NotFound, lang.T(
				"Analysen har %d prioriterade platser, ingen nummer %d.",
				"The analysis has %d hotspots, no number %d.", len(a.Hotspots), r.Rank))
		}
		return writeHotspot(w, m, a, r.Rank, l)
	})
}

// writeHotspot writes one feature of the collection that the whole analysis would be.
func writeHotspot(w io.Writer, m municipality.Municipality, a hotspot.Analysis, rank int, l lang.Lang) error {
	a.Hotspots = a.Hotspots[rank-1 : rank]
	var b bytes.Buffer
	if err := export.HotspotsGeoJSON(&b, m, a, l); err != nil {
		return err
	}
	var collection struct{ Features []json.RawMessage }
	if err := json.Unmarshal(b.Bytes(), &collection); err != nil {
		return fmt.Errorf("read back hotspot %d: %w", rank, err)
	}
	_, err := w.Write(collection.Features[0])
	return err
}

// analysis fetches the analysis that a path names; "current" is the current one.
func (s *Server) analysis(ctx context.Context, m municipality.Municipality, name string) (hotspot.Analysis, error) {
	if name == "current" {
		return s.Analyses.Analysis(ctx, m.Code, 0)
	}
	id, err := strconv.ParseInt(name, 10, 64)
	if err != nil {
		return hotspot.Analysis{}, err
	}
	return s.Analyses.Analysis(ctx, m.Code, id)
}

func analysisSummary(m municipality.Municipality, a hotspot.Analysis) api.AnalysisSummary {
	links := api.Links{
		{Rel: "self", Href: pathOf(m, "analyses", a.ID), Type: mediaJSON},
		{Rel: "hotspots", Href: pathOf(m, "analyses", a.ID, "hotspots"), Type: mediaGeoJSON},
		{Rel: "map", Href: pathOf(m, "analyses", a.ID, "map.svg"), Type: mediaSVG},
		{Rel: "map", Href: pathOf(m, "analyses", a.ID, "map.png"), Type: mediaPNG},
	}
	return api.AnalysisSummary{
		ID: a.ID, Open: a.Params.Open, Params: paramsBody(a.Params), DataRevision: a.DataRevision, CreatedAt: a.CreatedAt.UTC(),
		Reports: a.Reports, Used: a.Used, Note: a.Note,
		Exercise: m.Exercise, Notice: noticeOf(m), Links: links,
	}
}

func paramsBody(p hotspot.Params) api.Params {
	return api.Params{
		Since: p.Since.UTC(), Until: p.Until.UTC(), Categories: p.Categories, Open: p.Open,
		EpsM: p.EpsM, MinPoints: p.MinPoints, MaxSpanM: p.MaxSpanM, HalfLifeDays: p.HalfLifeDays,
		PatrolWeight: p.PatrolWeight, BufferM: p.BufferM, Most: p.Most,
	}
}
