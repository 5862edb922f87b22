package overlay

import (
	"cmp"
	"context"
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/overlay/view"
)

// watch works out what each camera sees.
func (s *surroundings) watch(ctx context.Context, cameras, built []Object) error {
	s.watchable = boundsOf(cameras, "")
	var houses []orb.MultiPolygon
	for _, o := range built {
		if o.Kind == Building && o.Props.Class != "fence" {
			houses = append(houses, polygonsOf(o.Geometry))
		}
	}
	walls := view.NewWalls(houses)
	views := make([]view.View, len(cameras))
	err := inParts(ctx, len(cameras), func(from, to int) (err error) {
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

// DirectionKnown tells whether a camera's view can be drawn as covered: it has a bearing, or
// it sees all around at once, or the source gives the surface it sees. A dome or one that
// turns looks one way at a time, and which is not known.
func (o Object) DirectionKnown() bool {
	return o.Props.BearingDeg != nil && o.Props.CameraType != "ptz" || o.Props.FieldDeg == 360 || len(polygonsOf(o.Geometry)) > 0
}

// ViewOf is what a camera sees of the ground, or, where its direction is not known, all that
// it may see: what its lens reaches in any direction. A surface that the source gives is taken
// as it is, at Detect.
func ViewOf(o Object, walls *view.Walls) (view.View, error) {
	if surface := polygonsOf(o.Geometry); len(surface) > 0 {
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

// turning is a camera that sees as far as another in every direction: as many pixels to each
// degree, all around.
func turning(c view.Camera) view.Camera {
	slant := c.SlantM(view.PixelsPerM[0])
	c.WidthPx, c.FieldDeg = slant*view.PixelsPerM[0]*2*math.Pi, 360
	return c
}

// watched is how much of the places cameras see.
func (w *walker) watched() CameraShare {
	var in [view.Bands]int
	var overlap, possible, known int
	for _, p := range w.places {
		if !within(w.watchable, p.at, w.p.PadM) {
			continue
		}
		known++
		best, seenBy := seenFrom(w.sure, w.sureIndex, p.at)
		for b := range in {
			if seenBy > 0 && best >= view.Band(b) {
				in[b]++
			}
		}
		if seenBy > 1 {
			overlap++
		}
		if seenBy == 0 {
			if _, n := seenFrom(w.possible, w.mayIndex, p.at); n > 0 {
				possible++
			}
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
