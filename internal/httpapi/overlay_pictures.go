package httpapi

import (
	"context"
	"io"

	"github.com/paulmach/orb"

	"tryggled/api"
	"tryggled/internal/export"
	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
)

// GetOverlayMapSVG draws an overlay as SVG.
func (s *Server) GetOverlayMapSVG(ctx context.Context, r api.GetOverlayMapSVGRequestObject) (api.GetOverlayMapSVGResponseObject, error) {
	q := r.Params
	return s.overlayMap(ctx, r.Municipality, r.Picture, q.At, export.SVG, pictureAsked{q.Lang, q.Width, q.IfNoneMatch})
}

// GetOverlayMapPNG draws an overlay as PNG.
func (s *Server) GetOverlayMapPNG(ctx context.Context, r api.GetOverlayMapPNGRequestObject) (api.GetOverlayMapPNGResponseObject, error) {
	q := r.Params
	return s.overlayMap(ctx, r.Municipality, r.Picture, q.At, export.PNG, pictureAsked{q.Lang, q.Width, q.IfNoneMatch})
}

// overlayMap draws an overlay at a time, as things are.
func (s *Server) overlayMap(ctx context.Context, slug string, picture api.PictureParam, asked string, format export.Format, how pictureAsked) (file, error) {
	m, err := s.municipality(ctx, slug)
	if err != nil {
		return file{}, err
	}
	at, err := s.at(m, asked)
	if err != nil {
		return file{}, err
	}
	l := orLang(how.lang, ask(ctx).lang)
	return s.frozen(ctx, m, l, how.known, file{mediaType: mediaTypes[format], variant: at.Unix()}, func(w io.Writer) error {
		ground := export.Ground{Areas: s.Municipalities, Streets: s.Streets, Overlays: s.Overlays}
		scene, err := ground.Scene(ctx, m, l)
		if err != nil {
			return err
		}
		scene.WidthPx = how.width
		if scene.Hotspots, err = s.currentHotspots(ctx, m); err != nil {
			return err
		}
		exposures, err := s.allExposures(ctx, m)
		if err != nil {
			return err
		}
		place, err := s.sunPlace(ctx, m, scene.Segments)
		if err != nil {
			return err
		}
		moment := overlay.MomentAt(at, m.Location(), place, overlay.Params{})
		switch picture {
		case api.PictureParamLight:
			return export.DrawLight(w, format, scene, exposures, moment)
		case api.PictureParamVegetation:
			return export.DrawVegetation(w, format, scene, exposures, moment)
		}
		return export.DrawCameras(w, format, scene, exposures)
	})
}

// allExposures are those of all streets, as things are.
func (s *Server) allExposures(ctx context.Context, m municipality.Municipality) ([]overlay.Exposure, error) {
	segments, stored, stale, err := s.Surroundings.Stored(ctx, m, orb.MultiPoint{}.Bound())
	if err != nil {
		return nil, err
	}
	return s.Surroundings.Fresh(ctx, m, segments, stored, stale)
}

// currentHotspots are those of the current analysis that the asker may see; none where there
// is no analysis.
func (s *Server) currentHotspots(ctx context.Context, m municipality.Municipality) ([]hotspot.Hotspot, error) {
	ctx, _, may := s.also(ctx, m, identity.Hotspots)
	if !may {
		return nil, nil
	}
	a, err := s.analysis(ctx, m, currentAnalysis)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return a.Hotspots, err
}
