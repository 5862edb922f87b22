package overlay

import (
	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/overlay/light"
	"tryggled/internal/overlay/sight"
	"tryggled/internal/street"
)

// padM is DefaultParams.PadM: stored exposures are of no other.
const padM = 250

// mappedM is how far from greenery on a map that many draw the rest is taken to be known: whoever
// draws the trees of a street draws them as far as can be seen.
const mappedM = 50

// slackM is what is added to a reach: a camera drawn in a building is moved out of it, by at
// most 3 m, and sums round.
const slackM = 5

// ReachM is how far from an object of a kind, in metres, a street's exposure by DefaultParams
// may depend on it: lamps as far as they light; greenery and cameras as far as they make their
// kind known; buildings, which hide streets from cameras, as far again; water and railways as
// far as a way out is looked for. It is 0 for places, on which no exposure depends.
func ReachM(kind Kind) float64 {
	switch kind {
	case Lamp:
		return light.ReachM + slackM
	case Vegetation, Camera:
		return padM + slackM
	case Building:
		return padM + MostReachM + slackM
	case Backdrop:
		return sight.AheadM + slackM
	}
	return 0
}

// everywhere tells whether a change may alter every segment.
func (c Change) everywhere() bool { return c.Kind == "" || c.Bound.IsEmpty() }

// Touched are the segments, by their index and ascending, whose exposure some changes may
// alter; never nil.
func Touched(segments []street.Segment, changes []Change) []int {
	touched := []int{}
	if len(changes) == 0 {
		return touched
	}
	index := geo.NewIndex(boundsOfLines(segments))
	hit := make([]bool, len(segments))
	for _, c := range changes {
		if c.everywhere() {
			return all(len(segments))
		}
		reach := ReachM(c.Kind)
		if reach == 0 {
			continue
		}
		index.Search(c.Bound.Pad(reach), func(i int) bool {
			hit[i] = true
			return true
		})
	}
	for i, is := range hit {
		if is {
			touched = append(touched, i)
		}
	}
	return touched
}

// Around is the box within which objects may alter the exposure of some segments: what has to
// be read to compute them anew. It is empty for no segments.
func Around(segments []street.Segment, which []int) orb.Bound {
	box := boundOf(segments, which)
	if box.IsEmpty() {
		return box
	}
	return box.Pad(ReachM(Building))
}

// around are those objects on which the exposure of some segments may depend, in their order.
func around(objects []Object, segments []street.Segment, which []int) []Object {
	chosen := make([]orb.Bound, len(which))
	for k, i := range which {
		chosen[k] = segments[i].Line.Bound()
	}
	index := geo.NewIndex(chosen)
	var near []Object
	for _, o := range objects {
		if reach := ReachM(o.Kind); reach > 0 && o.Geometry != nil && within(index, o.Geometry.Bound(), reach) {
			near = append(near, o)
		}
	}
	return near
}

func boundsOfLines(segments []street.Segment) []orb.Bound {
	bounds := make([]orb.Bound, len(segments))
	for i, s := range segments {
		bounds[i] = s.Line.Bound()
	}
	return bounds
}

// boundOf is the box round some segments.
func boundOf(segments []street.Segment, which []int) orb.Bound {
	box := everywhere
	for _, i := range which {
		box = joined(box, segments[i].Line.Bound())
	}
	return box
}

// joined is the box round two boxes, of which either may be empty.
func joined(a, b orb.Bound) orb.Bound {
	switch {
	case a.IsEmpty():
		return b
	case b.IsEmpty():
		return a
	}
	return a.Union(b)
}

func all(n int) []int {
	every := make([]int, n)
	for i := range every {
		every[i] = i
	}
	return every
}
