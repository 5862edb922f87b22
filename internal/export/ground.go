package export

import (
	"context"

	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// Ground fetches what every picture of a municipality shows beneath its hotspots.
type Ground struct {
	Areas    AreaStore
	Streets  street.Store
	Overlays overlay.Lister
}

// AreaStore gives the areas of a municipality.
type AreaStore interface {
	Areas(ctx context.Context, code string) ([]municipality.Area, error)
}

// Scene is a municipality's ground, ready for hotspots and a plan to be set upon it.
func (g Ground) Scene(ctx context.Context, m municipality.Municipality, l lang.Lang) (Scene, error) {
	s := Scene{Municipality: m, Lang: l}
	var err error
	if s.Areas, err = g.Areas.Areas(ctx, m.Code); err != nil {
		return s, err
	}
	if s.Segments, err = g.Streets.Segments(ctx, m.Code); err != nil {
		return s, err
	}
	for _, kind := range overlay.Kinds {
		objects, err := g.Overlays.Objects(ctx, m.Code, kind)
		if err != nil {
			return s, err
		}
		s.Overlays = append(s.Overlays, objects...)
	}
	return s, nil
}
