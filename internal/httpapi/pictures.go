package httpapi

import (
	"context"
	"io"

	"tryggled/api"
	"tryggled/internal/export"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/route"
)

// GetAnalysisMapSVG draws an analysis as SVG.
func (s *Server) GetAnalysisMapSVG(ctx context.Context, r api.GetAnalysisMapSVGRequestObject) (api.GetAnalysisMapSVGResponseObject, error) {
	q := r.Params
	return s.picture(ctx, r.Municipality, export.SVG, pictureAsked{q.Lang, q.Width, q.IfNoneMatch}, s.analysisScene(r.Analysis))
}

// GetAnalysisMapPNG draws an analysis as PNG.
func (s *Server) GetAnalysisMapPNG(ctx context.Context, r api.GetAnalysisMapPNGRequestObject) (api.GetAnalysisMapPNGResponseObject, error) {
	q := r.Params
	return s.picture(ctx, r.Municipality, export.PNG, pictureAsked{q.Lang, q.Width, q.IfNoneMatch}, s.analysisScene(r.Analysis))
}

// GetPlanMapSVG draws a plan as SVG.
func (s *Server) GetPlanMapSVG(ctx context.Context, r api.GetPlanMapSVGRequestObject) (api.GetPlanMapSVGResponseObject, error) {
	q := r.Params
	return s.picture(ctx, r.Municipality, export.SVG, pictureAsked{q.Lang, q.Width, q.IfNoneMatch}, s.planScene(r.Plan, q.Version))
}

// GetPlanMapPNG draws a plan as PNG.
func (s *Server) GetPlanMapPNG(ctx context.Context, r api.GetPlanMapPNGRequestObject) (api.GetPlanMapPNGResponseObject, error) {
	q := r.Params
	return s.picture(ctx, r.Municipality, export.PNG, pictureAsked{q.Lang, q.Width, q.IfNoneMatch}, s.planScene(r.Plan, q.Version))
}

// pictureAsked is what the pictures have in common.
type pictureAsked struct {
	lang  api.Lang
	width int
	known string
}

// subject is what a picture shows beside the town: hotspots, and routes where there are.
type subject func(ctx context.Context, m municipality.Municipality) ([]hotspot.Hotspot, *route.Planned, error)

func (s *Server) analysisScene(name string) subject {
	return func(ctx context.Context, m municipality.Municipality) ([]hotspot.Hotspot, *route.Planned, error) {
		a, err := s.analysis(ctx, m, name)
		return a.Hotspots, nil, err
	}
}

func (s *Server) planScene(id int64, version int) subject {
	return func(ctx context.Context, m municipality.Municipality) ([]hotspot.Hotspot, *route.Planned, error) {
		planned, err := s.shown(ctx, m, id, version)
		return planned.Hotspots, &planned, err
	}
}

var mediaTypes = map[export.Format]string{export.SVG: mediaSVG, export.PNG: mediaPNG}

func (s *Server) picture(ctx context.Context, slug string, format export.Format, asked pictureAsked, of subject) (file, error) {
	m, err := s.municipality(ctx, slug)
	if err != nil {
		return file{}, err
	}
	l := orLang(asked.lang, ask(ctx).lang)
	return s.frozen(ctx, m, l, asked.known, file{mediaType: mediaTypes[format]}, func(w io.Writer) error {
		scene, err := s.scene(ctx, m, l, of)
		if err != nil {
			return err
		}
		scene.WidthPx = asked.width
		return export.Map(w, format, scene)
	})
}

// scene gathers the town around a subject.
func (s *Server) scene(ctx context.Context, m municipality.Municipality, l lang.Lang, of subject) (export.Scene, error) {
	hotspots, planned, err := of(ctx, m)
	if err != nil {
		return export.Scene{}, err
	}
	ground := export.Ground{Areas: s.Municipalities, Streets: s.Streets, Overlays: s.Overlays}
	scene, err := ground.Scene(ctx, m, l)
	scene.Hotspots, scene.Planned = hotspots, planned
	return scene, err
}
