package overlay

import (
	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/overlay/light"
	"tryggled/internal/street"
)

// ReachM is how far from an object of a kind a street's exposure may depend on it: lamps as
// far as they light; the others as far as they make their kind known; buildings, which hide
// streets from cameras, as far again.
func ReachM(kind Kind) float64 {
	switch kind {
	case Lamp:
		return light.ReachM
	case Vegetation, Camera:
		return padM
	case Building:
		return padM + MostReachM
	case Backdrop:
		return MostReachM
	}
	return 0
}

// padM is DefaultParams.PadM.
const padM = 250

// Touched are the segments, by their index and ascending, whose exposure some changes may
// alter.
func Touched(segments []street.Segment, changes []Change) []int {
	bounds := make([]orb.Bound, len(segments))
	for i, s := range segments {
		bounds[i] = s.Line.Bound()
	}
	index := geo.NewIndex(bounds)
	hit := make([]bool, len(segments))
	for _, c := range changes {
		if c.Kind == "" || c.Bound.IsEmpty() {
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
	var touched []int
	for i, is := range hit {
		if is {
			touched = append(touched, i)
		}
	}
	return touched
}

func all(n int) []int {
	every := make([]int, n)
	for i := range every {
		every[i] = i
	}
	return every
}

// Around is the box within which objects may alter the exposure of some segments: what has to
// be read to compute them anew. A camera may stand one reach away, and what hides from it
// another.
func Around(segments []street.Segment, which []int) orb.Bound {
	box := orb.MultiPoint{}.Bound()
	for _, i := range which {
		b := segments[i].Line.Bound()
		if box.IsEmpty() {
			box = b
		}
		box = box.Union(b)
	}
	if box.IsEmpty() {
		return box
	}
	return box.Pad(padM + MostReachM)
}
