package overlay

import (
	"context"
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/street"
)

// exposing are the kinds of object that give an exposure.
var exposing = []Kind{Lamp, Vegetation, Camera}

// Exposing returns a municipality's objects of the kinds that Compute looks at.
func Exposing(ctx context.Context, store Store, code string) ([]Object, error) {
	var objects []Object
	for _, kind := range exposing {
		some, err := store.Objects(ctx, code, kind)
		if err != nil {
			return nil, fmt.Errorf("%s of %s: %w", kind, code, err)
		}
		objects = append(objects, some...)
	}
	return objects, nil
}

// Compute gives the exposure of each segment to the objects around it, in the order of
// the segments. Each segment is looked at in the middle of equal steps.
//
// Light, at each place, by the first of these that holds: a working lamp within
// LampReachM, light; a broken one, dark; the street tagged lit or unlit, as tagged;
// otherwise unknown, which never counts as dark. LightKnown is the share of places that
// are not unknown, and Dark the share of those that are dark.
//
// Greenery and cameras count as known where the segment lies within the box around all
// objects of the kind, padded with Params.PadM: where a register reaches, what it does
// not list is not there; outside it, nothing is known.
//
// A camera sees within its range, at most CameraReachM, and within its sector. One whose
// direction is unknown counts as seeing all around, one given as a surface sees that
// surface. Walls do not hide anything.
func Compute(segments []street.Segment, objects []Object, p Params) []Exposure {
	c := newSurroundings(objects, p.orDefault())
	out := make([]Exposure, len(segments))
	for i, s := range segments {
		out[i] = c.exposure(s)
	}
	return out
}

// surroundings is the objects made ready for asking.
type surroundings struct {
	p               Params
	working, broken *points
	trees           *points
	greens          *surfaces
	cameras         []camera
	cameraIndex     *geo.Index
	cameraExtent    orb.Bound
	greenExtent     orb.Bound
}

func newSurroundings(objects []Object, p Params) *surroundings {
	c := &surroundings{p: p}
	var working, broken, trees []orb.Point
	var greens []orb.Polygon
	var cameraBounds []orb.Bound
	for _, o := range objects {
		if o.Geometry == nil {
			continue
		}
		at, isPoint := o.Geometry.(orb.Point)
		switch {
		case o.Kind == Lamp && o.Props.Broken:
			broken = append(broken, o.Geometry.Bound().Center())
		case o.Kind == Lamp:
			working = append(working, o.Geometry.Bound().Center())
		case o.Kind == Vegetation && isPoint:
			trees = append(trees, at)
		case o.Kind == Vegetation:
			greens = append(greens, polygonsOf(o.Geometry)...)
		case o.Kind == Camera:
			seen := newCamera(o)
			c.cameras = append(c.cameras, seen)
			cameraBounds = append(cameraBounds, seen.bound())
		}
	}
	c.working, c.broken, c.trees = newPoints(working), newPoints(broken), newPoints(trees)
	c.greens = newSurfaces(greens)
	c.cameraIndex = geo.NewIndex(cameraBounds)
	c.cameraExtent, c.greenExtent = extentOf(objects, Camera, p.PadM), extentOf(objects, Vegetation, p.PadM)
	return c
}

// extentOf is the padded box around all objects of a kind, empty where there is none.
func extentOf(objects []Object, kind Kind, padM float64) orb.Bound {
	box := orb.MultiPoint{}.Bound()
	for _, o := range objects {
		if o.Kind != kind || o.Geometry == nil {
			continue
		}
		if box.IsEmpty() {
			box = o.Geometry.Bound()
		}
		box = box.Union(o.Geometry.Bound())
	}
	if box.IsEmpty() {
		return box
	}
	return box.Pad(padM)
}

func (c *surroundings) exposure(s street.Segment) Exposure {
	e := Exposure{Segment: s.ID}
	if len(s.Line) == 0 {
		return e
	}
	if s.LengthM > 0 {
		e.LampsPer100M = 100 * float64(c.working.near(s.Line, LampReachM)) / s.LengthM
	}
	e.LightKnown, e.Dark = c.light(s)
	if covers(c.greenExtent, s.Line.Bound()) {
		e.VegetationKnown = 1
		e.VegetationShare = c.share(s, c.green)
	}
	if covers(c.cameraExtent, s.Line.Bound()) {
		e.CameraKnown = 1
		e.CameraShare = c.share(s, c.seen)
	}
	return e
}

// light gives the share of the segment whose light is known, and the dark share of that.
func (c *surroundings) light(s street.Segment) (known, dark float64) {
	n := steps(s.LengthM, c.p.LightStepM)
	var knownN, darkN int
	places(s, n, func(at orb.Point) {
		switch {
		case c.working.within(at, LampReachM):
			knownN++
		case c.broken.within(at, LampReachM), s.Light == street.Unlit:
			knownN++
			darkN++
		case s.Light == street.Lit:
			knownN++
		}
	})
	if knownN == 0 {
		return 0, 0
	}
	return float64(knownN) / float64(n), float64(darkN) / float64(knownN)
}

// share is the part of a segment where something holds.
func (c *surroundings) share(s street.Segment, holds func(at orb.Point) bool) float64 {
	n, hits := steps(s.LengthM, c.p.StepM), 0
	places(s, n, func(at orb.Point) {
		if holds(at) {
			hits++
		}
	})
	return float64(hits) / float64(n)
}

func (c *surroundings) green(at orb.Point) bool {
	return c.trees.within(at, VegetationReachM) || c.greens.within(at, VegetationReachM)
}

func (c *surroundings) seen(at orb.Point) bool {
	hit := false
	c.cameraIndex.Search(at.Bound(), func(i int) bool {
		hit = c.cameras[i].sees(at)
		return !hit
	})
	return hit
}

// steps is into how many equal steps a length is cut, none longer than most.
func steps(lengthM, most float64) int { return max(1, int(math.Ceil(lengthM/most-1e-9))) }

// places visits the middle of each of n equal steps along a segment, walking it once.
func places(s street.Segment, n int, visit func(at orb.Point)) {
	step := geo.Length(s.Line) / float64(n)
	next := step / 2
	var walked float64
	done := 0
	for i := 1; i < len(s.Line) && done < n; i++ {
		a, b := s.Line[i-1], s.Line[i]
		length := geo.Dist(a, b)
		for done < n && (next <= walked+length || i == len(s.Line)-1) {
			t := 0.0
			if length > 0 {
				t = math.Min(1, (next-walked)/length)
			}
			visit(orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])})
			done++
			next += step
		}
		walked += length
	}
	for ; done < n; done++ { // a line of one point
		visit(s.Line[0])
	}
}

func covers(outer, inner orb.Bound) bool {
	return !outer.IsEmpty() && outer.Contains(inner.Min) && outer.Contains(inner.Max)
}
