package overlay

import (
	"cmp"
	"context"
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/overlay/view"
	"tryggled/internal/street"
)

// watch works out what each camera sees.
func (s *surroundings) watch(ctx context.Context, cameras, built []Object) error {
	s.watchable = areaOf(cameras, s.p.PadM, 0)
	walls, err := WallsOf(built)
	if err != nil {
		return err
	}
	views := make([]view.View, len(cameras))
	err = inParts(ctx, len(cameras), func(from, to int) (err error) {
		for i := from; i < to && ctx.Err() == nil; i++ {
			if views[i], err = ViewOf(cameras[i], walls); err != nil {
				return fmt.Errorf("camera %d: %w", cameras[i].ID, err)
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	var sure, may []orb.Bound
	for i, v := range views {
		if cameras[i].DirectionKnown() {
			s.sure, sure = append(s.sure, v), append(sure, v.Ground.Bound())
		} else {
			s.possible, may = append(s.possible, v), append(may, v.Ground.Bound())
		}
	}
	s.sureIndex, s.mayIndex = geo.NewIndex(sure), geo.NewIndex(may)
	return nil
}

// WallsOf are the outlines that hide from cameras: of buildings, and of walls that are high
// enough to take away a walker's sight. Other kinds of object are passed over.
func WallsOf(objects []Object) (*view.Walls, error) {
	var shapes []orb.MultiPolygon
	for _, o := range objects {
		if o.Kind != Building || !standing(o.Geometry) {
			continue
		}
		shape, err := o.footprint()
		if err != nil {
			return nil, fmt.Errorf("%s %d: %w", o.Kind, o.ID, err)
		}
		if thingOf(o.sound(), shape).Opaque {
			shapes = append(shapes, shape)
		}
	}
	return view.NewWalls(shapes), nil
}

// DirectionKnown tells whether a camera's view can be drawn as covered: it has a bearing, or
// it sees all around at once, or the source gives the surface it sees. A dome or one that
// turns looks one way at a time, and which is not known.
func (o Object) DirectionKnown() bool {
	fixed := o.Props.BearingDeg != nil || o.Props.FieldDeg == 360
	return fixed && o.Props.CameraType != "ptz" || len(Polygons(o.Geometry)) > 0
}

// ViewOf is what a camera sees of the ground, or, where its direction is not known, all that
// it may see: what its lens reaches in any direction. A surface that the source gives is taken
// as it is, at Detect.
func ViewOf(o Object, walls *view.Walls) (view.View, error) {
	if o = o.sound(); !standing(o.Geometry) {
		return view.View{}, nil
	}
	if surface := Polygons(o.Geometry); len(surface) > 0 {
		b := surface.Bound()
		reach := geo.Dist(b.Min, b.Max)
		return view.View{At: b.Center(), Ground: surface, ReachM: [view.Bands]float64{reach}}, nil
	}
	c := view.Camera{
		At: o.Geometry.Bound().Center(), HeightM: cmp.Or(o.Props.HeightM, CameraHeightM),
		FieldDeg: cmp.Or(o.Props.FieldDeg, CameraFieldDeg), WidthPx: cmp.Or(o.Props.WidthPx, CameraWidthPx),
		RangeM: min(cmp.Or(o.Props.RangeM, MostReachM), MostReachM),
	}
	switch {
	case o.DirectionKnown() && o.Props.BearingDeg != nil:
		c.BearingDeg = *o.Props.BearingDeg
	case !o.DirectionKnown():
		c = turning(c)
	}
	return view.Of(c, walls)
}

// mostPx is the widest picture that package view takes.
const mostPx = 100_000

// turning is a camera that sees as far as another in every direction: as many pixels to each
// degree, all around. One said to see all around at once, though it turns, has the lens of an
// unknown one.
func turning(c view.Camera) view.Camera {
	if c.FieldDeg == 360 {
		c.FieldDeg = CameraFieldDeg
	}
	slant := c.SlantM(view.PixelsPerM[0])
	c.WidthPx, c.FieldDeg = min(slant*view.PixelsPerM[0]*2*math.Pi, mostPx), 360
	return c
}

// watched is how much of the places cameras see.
func (w *walker) watched(s street.Segment) CameraShare {
	var in [view.Bands]int
	var overlap, possible, known int
	cameras := w.watchable.over(s.Line.Bound())
	for _, p := range w.places {
		best, seenBy := seenFrom(w.sure, w.sureIndex, p.at)
		mayBe := 0
		if seenBy == 0 {
			_, mayBe = seenFrom(w.possible, w.mayIndex, p.at)
		}
		if seenBy == 0 && mayBe == 0 && !cameras.at(p.at) {
			continue
		}
		known++
		for b := range in {
			if seenBy > 0 && best >= view.Band(b) {
				in[b]++
			}
		}
		if seenBy > 1 {
			overlap++
		}
		if mayBe > 0 {
			possible++
		}
	}
	return CameraShare{
		Detect: share(in[view.Detect], known), Observe: share(in[view.Observe], known),
		Recognise: share(in[view.Recognise], known), Identify: share(in[view.Identify], known),
		Overlap: share(overlap, known), Possible: share(possible, known), Known: share(known, len(w.places)),
	}
}

// seenFrom is the best band in which some views see a point, and how many do.
func seenFrom(views []view.View, index *geo.Index, at orb.Point) (best view.Band, n int) {
	index.Search(at.Bound(), func(i int) bool {
		if b, ok := views[i].Best(at); ok {
			best = max(best, b)
			n++
		}
		return true
	})
	return best, n
}
