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
	greens, built, watchable area // where a kind is known
	entered                  area // round greenery entered by hand

	sure, possible      []view.View
	sureIndex, mayIndex *geo.Index
}

func newSurroundings(ctx context.Context, objects []Object, p Params) (*surroundings, error) {
	s := &surroundings{p: p}
	var greens, built, cameras []Object
	for _, o := range objects {
		switch {
		case !standing(o.Geometry):
		case o.Kind == Lamp:
			s.lamps = append(s.lamps, o.sound())
		case o.Kind == Vegetation:
			greens = append(greens, o.sound())
		case o.Kind == Building, o.Kind == Backdrop:
			built = append(built, o.sound())
		case o.Kind == Camera:
			cameras = append(cameras, o.sound())
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

// area is where a kind of object is known: within a square round each.
type area struct {
	boxes []orb.Bound // of the objects, padded
	index *geo.Index
}

// areaOf is where objects make their kind known: within registerM of one of a register, mapM of
// one of a map that many draw; of 0 m they tell of themselves alone, as does one that was
// entered by hand.
func areaOf(objects []Object, registerM, mapM float64) area {
	return areaBy(objects, func(o Object) float64 {
		switch o.Source {
		case SourceHand:
			return 0
		case SourceOSM:
			return mapM
		}
		return registerM
	})
}

// areaBy is what lies so many metres round each object, of those for which that is not 0.
func areaBy(objects []Object, padM func(Object) float64) area {
	var a area
	for _, o := range objects {
		if m := padM(o); m > 0 {
			a.boxes = append(a.boxes, o.Geometry.Bound().Pad(m))
		}
	}
	a.index = geo.NewIndex(a.boxes)
	return a
}

// cover is an area as one segment asks for it.
type cover struct {
	*area
	all, none bool
}

// over looks up once for a whole box what may be asked of each place in it.
func (a *area) over(box orb.Bound) cover {
	c := cover{area: a, none: true}
	a.index.Search(box, func(i int) bool {
		c.none = false
		c.all = a.boxes[i].Contains(box.Min) && a.boxes[i].Contains(box.Max)
		return !c.all
	})
	return c
}

// at tells whether the kind is known at a place in the box.
func (c cover) at(p orb.Point) bool {
	return c.all || !c.none && within(c.index, p.Bound(), 0)
}

// within tells whether any box of an index meets another, padded.
func within(index *geo.Index, box orb.Bound, padM float64) bool {
	hit := false
	index.Search(box.Pad(padM), func(int) bool {
		hit = true
		return false
	})
	return hit
}
