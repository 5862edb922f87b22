package httpapi

import (
	"context"
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
	stale, err := s.Analyses.Stale(ctx, m.Code, all)
	if err != nil {
		return nil, err
	}
	items := make([]api.AnalysisSummary, len(all))
	for i, a := range all {
		items[i] = analysisSummary(m, a, stale[i])
	}
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
	p := hotspot.Params{
		Since: in.instant("since", b.Since), Until: in.instant("until", b.Until), Categories: b.Categories,
		EpsM: b.EpsM, MinPoints: b.MinPoints, MaxSpanM: b.MaxSpanM, HalfLifeDays: b.HalfLifeDays,
		PatrolWeight: b.PatrolWeight, BufferM: b.BufferM, Most: b.Most,
		Reporters: b.Reporters, Seed: uint64(b.Seed), Lattice: string(b.Lattice), CellM: b.CellM, BandM: b.BandM, Permutations: b.Permutations,
		Alpha: b.Alpha, BinDays: b.BinDays, BandwidthM: b.BandwidthM, TestDays: b.TestDays, Origins: b.Origins,
	}
	return p.OrDefaults(), in.err()
}

// GetAnalysis answers with one analysis. Whether it is out of date is not frozen with it: a
// change of the data raises the municipality's revision, and with it the answer's tag.
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
		stale, err := s.stale(ctx, m, a)
		if err != nil {
			return err
		}
		return export.AnalysisJSON(w, m, a, stale)
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
		return s.writeHotspot(ctx, w, m, a, r.Rank, l)
	})
}

// currentAnalysis is the name of the current one in a path.
const currentAnalysis = "current"

// analysis fetches the analysis that a path names, as the asker's rule shows it.
func (s *Server) analysis(ctx context.Context, m municipality.Municipality, name string) (a hotspot.Analysis, err error) {
	var id int64 // 0 is the current one
	if name != currentAnalysis {
		if id, err = strconv.ParseInt(name, 10, 64); err != nil {
			return a, err
		}
	}
	if a, err = s.Analyses.Analysis(ctx, m.Code, id); err == nil && !seesWhoTold(ctx) {
		a = a.WithoutWhoTold()
	}
	return a, err
}

// stale is whether the data have changed since an analysis was made.
func (s *Server) stale(ctx context.Context, m municipality.Municipality, a hotspot.Analysis) (bool, error) {
	stale, err := s.Analyses.Stale(ctx, m.Code, []hotspot.Analysis{a})
	return err == nil && stale[0], err
}

func analysisSummary(m municipality.Municipality, a hotspot.Analysis, stale bool) api.AnalysisSummary {
	links := api.Links{
		{Rel: "self", Href: pathOf(m, "analyses", a.ID), Type: mediaJSON},
		{Rel: "hotspots", Href: pathOf(m, "analyses", a.ID, "hotspots"), Type: mediaGeoJSON},
		{Rel: "map", Href: pathOf(m, "analyses", a.ID, "map.svg"), Type: mediaSVG},
		{Rel: "map", Href: pathOf(m, "analyses", a.ID, "map.png"), Type: mediaPNG},
		{Rel: "cells", Href: pathOf(m, "analyses", a.ID, "cells"), Type: mediaGeoJSON},
		{Rel: "segments", Href: pathOf(m, "analyses", a.ID, "segments"), Type: mediaGeoJSON},
		{Rel: "surface", Href: pathOf(m, "analyses", a.ID, "surface.asc"), Type: mediaText},
		{Rel: "watch", Href: pathOf(m, "analyses", a.ID, "watch"), Type: mediaGeoJSON},
	}
	return api.AnalysisSummary{
		ID: a.ID, Open: a.Params.Open, Stale: stale, Params: paramsBody(a.Params), DataRevision: a.DataRevision, CreatedAt: a.CreatedAt.UTC(),
		Reports: a.Reports, Used: a.Used, Note: a.Note,
		Exercise: m.Exercise, Notice: noticeOf(m), Links: links,
	}
}

func paramsBody(p hotspot.Params) api.Params {
	return api.Params{
		Since: p.Since.UTC(), Until: p.Until.UTC(), Categories: p.Categories, Open: p.Open,
		EpsM: p.EpsM, MinPoints: p.MinPoints, MaxSpanM: p.MaxSpanM, HalfLifeDays: p.HalfLifeDays,
		PatrolWeight: p.PatrolWeight, BufferM: p.BufferM, Most: p.Most,
		Reporters: p.Reporters, Seed: int64(p.Seed), Lattice: p.Lattice, CellM: p.CellM, BandM: p.BandM, Permutations: p.Permutations,
		Alpha: p.Alpha, BinDays: p.BinDays, BandwidthM: p.BandwidthM, TestDays: p.TestDays, Origins: p.Origins,
	}
}
