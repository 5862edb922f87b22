package httpapi

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/url"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"tryggled/api"
	"tryggled/internal/export"
	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// ListAnalysisCells answers with a page of an analysis's cells as GeoJSON.
func (s *Server) ListAnalysisCells(ctx context.Context, r api.ListAnalysisCellsRequestObject) (api.ListAnalysisCellsResponseObject, error) {
	q := r.Params
	view := export.View{Name: cmp.Or(string(q.View), hotspot.AllView), Kinds: seesWhoTold(ctx)}
	if view.Name == hotspot.CitizensView && !view.Kinds {
		return nil, fault.New(fault.Forbidden, lang.T(
			"du får inte se vem som har rapporterat, och därför inte vyn med bara medborgares rapporter",
			"you may not see who told a report, and so not the view of citizens' reports only"))
	}
	var cells hotspot.Cells
	return s.layerPage(ctx, layerAsked{r.Municipality, r.Analysis, q.Bbox, q.Cursor, q.Limit, q.Lang, q.IfNoneMatch}, layerOf{
		name: hotspot.CellsLayer, into: &cells,
		rows:  func() int { return len(cells.X) },
		shape: func(i int) orb.Geometry { return export.CellShape(cells, i) },
		write: func(w io.Writer, m municipality.Municipality, a hotspot.Analysis, page export.Page, l lang.Lang) error {
			return export.CellsGeoJSON(w, m, a, cells, view, page, l)
		},
	})
}

// seesWhoTold reports whether the asker's rule shows which kind of reporter told.
func seesWhoTold(ctx context.Context) bool {
	access, _ := identity.AccessOf(ctx)
	return !slices.Contains(access.Rule.Without, identity.ColumnReporterKind)
}

// ListAnalysisSegments answers with a page of an analysis's streets as GeoJSON.
func (s *Server) ListAnalysisSegments(ctx context.Context, r api.ListAnalysisSegmentsRequestObject) (api.ListAnalysisSegmentsResponseObject, error) {
	q := r.Params
	var segments hotspot.Segments
	return s.layerPage(ctx, layerAsked{r.Municipality, r.Analysis, q.Bbox, q.Cursor, q.Limit, q.Lang, q.IfNoneMatch}, layerOf{
		name: hotspot.SegmentsLayer, into: &segments,
		rows:  func() int { return len(segments.ID) },
		shape: func(i int) orb.Geometry { return export.SegmentLine(segments, i) },
		write: func(w io.Writer, m municipality.Municipality, a hotspot.Analysis, page export.Page, l lang.Lang) error {
			return export.SegmentsGeoJSON(w, m, a, segments, page, l)
		},
	})
}

// layerAsked is what the pages of layers have in common.
type layerAsked struct {
	municipality, analysis, bbox, cursor string
	limit                                int
	lang                                 api.Lang
	known                                string
}

// layerOf is a layer that is shown a page at a time.
type layerOf struct {
	name  string
	into  any                        // read before the functions are called
	rows  func() int                 // how many it has
	shape func(row int) orb.Geometry // metric
	write func(w io.Writer, m municipality.Municipality, a hotspot.Analysis, page export.Page, l lang.Lang) error
}

func (s *Server) layerPage(ctx context.Context, asked layerAsked, layer layerOf) (file, error) {
	m, window, err := s.window(ctx, asked.municipality, asked.bbox, asked.cursor, asked.limit)
	if err != nil {
		return file{}, err
	}
	l := orLang(asked.lang, ask(ctx).lang)
	var page export.Page
	answer, err := s.frozen(ctx, m, l, asked.known, file{mediaType: mediaGeoJSON}, func(w io.Writer) error {
		a, err := s.layer(ctx, m, asked.analysis, layer.name, layer.into)
		if err != nil {
			return err
		}
		// The next page is of this very analysis, also where that is the current one no more.
		window.page.url = &url.URL{Path: pathOf(m, "analyses", a.ID, layer.name), RawQuery: window.page.url.RawQuery}
		if page.Rows, page.Next, err = window.rows(layer.rows(), layer.shape); err != nil {
			return err
		}
		return layer.write(w, m, a, page, l)
	})
	answer.next = page.Next
	return answer, err
}

// layer reads a layer of the analysis that a path names, and the analysis.
func (s *Server) layer(ctx context.Context, m municipality.Municipality, analysis, name string, into any) (hotspot.Analysis, error) {
	a, err := s.analysis(ctx, m, analysis)
	if err != nil {
		return a, err
	}
	return a, s.Analyses.Layer(ctx, m.Code, a.ID, name, into)
}

// rows chooses the rows of a layer that a page shows, and gives the address of the next page.
// A row's key is its number, from 1.
func (w window) rows(n int, shape func(row int) orb.Geometry) (chosen []int, next string, err error) {
	metric, possible := metricBox(w.p, w.box)
	if !possible {
		return nil, "", nil
	}
	for i := int(w.page.after); i < n; i++ {
		touched, err := w.touched(metric, i, shape)
		if err != nil {
			return nil, "", err
		}
		if !touched {
			continue
		}
		if len(chosen) == w.page.limit {
			return chosen, w.page.next(int64(chosen[len(chosen)-1] + 1)), nil
		}
		chosen = append(chosen, i)
	}
	return chosen, "", nil
}

func (w window) touched(metric *orb.Bound, row int, shape func(row int) orb.Geometry) (bool, error) {
	if w.box == nil {
		return true, nil
	}
	g := shape(row)
	if metric != nil && !metric.Intersects(g.Bound()) {
		return false, nil
	}
	_, bound, err := geometry(w.p, g)
	return touches(w.box, bound), err
}

// GetAnalysisSurface answers with a density of an analysis as an ESRI ASCII grid.
func (s *Server) GetAnalysisSurface(ctx context.Context, r api.GetAnalysisSurfaceRequestObject) (api.GetAnalysisSurfaceResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	kind := cmp.Or(string(r.Params.Kind), hotspot.ReportsDensity)
	// The grid itself cannot tell in which coordinate system it is, so its name does.
	answer := file{mediaType: mediaText, name: fmt.Sprintf("%s-%s-%s-epsg%d%s.asc", m.Slug, r.Analysis, kind, m.CRS, markOf(m))}
	return s.frozen(ctx, m, "", r.Params.IfNoneMatch, answer, func(w io.Writer) error {
		var surface hotspot.Surface
		if _, err := s.layer(ctx, m, r.Analysis, hotspot.SurfaceLayer, &surface); err != nil {
			return err
		}
		return export.SurfaceASC(w, surface, kind)
	})
}

// markOf marks the name of a file that holds invented data, where its form has no other place
// for that.
func markOf(m municipality.Municipality) string {
	if m.Exercise {
		return "-ovningsdata"
	}
	return ""
}

// ListAnalysisWatch answers with the watch windows of an analysis that are live at a time.
func (s *Server) ListAnalysisWatch(ctx context.Context, r api.ListAnalysisWatchRequestObject) (api.ListAnalysisWatchResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	at := s.now().Truncate(time.Minute)
	if r.Params.At != "" {
		in := input{m: m}
		if at = in.instant("at", r.Params.At); in.err() != nil {
			return nil, in.err()
		}
	}
	l := orLang(r.Params.Lang, ask(ctx).lang)
	// Which are live changes with time alone, and so does the tag.
	return s.frozen(ctx, m, l, r.Params.IfNoneMatch, file{mediaType: mediaGeoJSON, variant: at.Unix()}, func(w io.Writer) error {
		var windows []hotspot.Watch
		a, err := s.layer(ctx, m, r.Analysis, hotspot.WatchLayer, &windows)
		if err != nil {
			return err
		}
		return export.WatchGeoJSON(w, m, a, windows, at, l)
	})
}
