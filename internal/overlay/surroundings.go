package overlay

import (
	"context"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/overlay/light"
	"tryggled/internal/overlay/sight"
	"tryggled/internal/overlay/view"
	"tryggled/internal/street"
)

// surroundings is the objects made ready for asking, by any number of goroutines.
type surroundings struct {
	p       Params
	network *street.Graph

	lamps []Object
	field *light.Field

	leafOn, leafOff          *sight.Scene
	greens, built, watchable *geo.Index // where a kind is known

	sure, possible      []view.View
	sureIndex, mayIndex *geo.Index
}

func newSurroundings(ctx context.Context, objects []Object, p Params) (*surroundings, error) {
	s := &surroundings{p: p}
	var greens, built, cameras []Object
	for _, o := range objects {
		switch {
		case o.Geometry == nil:
		case o.Kind == Lamp:
			s.lamps = append(s.lamps, o)
		case o.Kind == Vegetation:
			greens = append(greens, o)
		case o.Kind == Building, o.Kind == Backdrop:
			built = append(built, o)
		case o.Kind == Camera:
			cameras = append(cameras, o)
		}
	}
	if err := s.lightUp(); err != nil {
		return nil, err
	}
	if err := s.plant(greens, built); err != nil {
		return nil, err
	}
	return s, s.watch(ctx, cameras, built)
}

// boundsOf are the boxes of objects, those of a kind only where one is given.
func boundsOf(objects []Object, kind Kind) *geo.Index {
	var bounds []orb.Bound
	for _, o := range objects {
		if kind == "" || o.Kind == kind {
			bounds = append(bounds, o.Geometry.Bound())
		}
	}
	return geo.NewIndex(bounds)
}

// within tells whether any box of an index meets the square of a half width round a place.
func within(index *geo.Index, at orb.Point, halfM float64) bool {
	hit := false
	index.Search(at.Bound().Pad(halfM), func(int) bool {
		hit = true
		return false
	})
	return hit
}
