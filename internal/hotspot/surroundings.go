package hotspot

import (
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/geo"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// Streets is the street network as hotspots see it: each segment with what a walker meets on
// it in the dark.
type Streets struct {
	segments  []street.Segment
	exposures map[int64]overlay.Record
	index     *geo.Index
}

// NewStreets joins segments with their exposures, in any order.
func NewStreets(segments []street.Segment, exposures []overlay.Exposure) Streets {
	s := Streets{segments: segments, exposures: make(map[int64]overlay.Record, len(exposures))}
	for _, e := range exposures {
		s.exposures[e.Segment] = e.Typical()
	}
	bounds := make([]orb.Bound, len(segments))
	for i, segment := range segments {
		bounds[i] = segment.Line.Bound()
	}
	s.index = geo.NewIndex(bounds)
	return s
}

// farM is how far from any street, in metres, a place may lie: of one farther away nothing
// is known, and nobody can walk there.
const farM = 100

// far reports whether a place lies beyond the known streets; none does where no streets
// are known at all.
func (s Streets) far(h Hotspot) bool {
	if s.index.Len() == 0 || h.Exposure.StreetM > 0 {
		return false
	}
	_, _, near := s.index.Nearest(h.Centre, farM, func(i int) float64 {
		_, _, d := geo.Nearest(s.segments[i].Line, h.Centre)
		return d
	})
	return !near
}

// Around is the exposure of the streets inside a shape, weighted by their length there.
// Shares of what is known are weighted by the known length, so that the unknown is not
// taken for none.
func (s Streets) Around(shape orb.MultiPolygon) Surroundings {
	var out Surroundings
	var found []int
	s.index.Search(shape.Bound(), func(i int) bool {
		found = append(found, i)
		return true
	})
	slices.Sort(found) // sums do not depend on how the index is laid out
	for _, i := range found {
		length := lengthWithin(s.segments[i].Line, shape)
		e := s.exposures[s.segments[i].ID]
		out.StreetM += length
		out.LightKnown += length * e.Light.Known()
		out.Dark += length * e.Light.Known() * e.Light.Dark
		out.ConcealKnown += length * e.Sight.ConcealKnown
		out.Concealed += length * e.Sight.ConcealKnown * e.Sight.Concealed
		seen, known := e.Camera.Sure()
		out.CameraKnown += length * known
		out.CameraShare += length * known * seen
	}
	return out.normalised()
}

// normalised turns sums of metres into shares.
func (s Surroundings) normalised() Surroundings {
	share := func(part, of float64) float64 {
		if of == 0 {
			return 0
		}
		return min(1, part/of)
	}
	return Surroundings{
		StreetM:      s.StreetM,
		Dark:         share(s.Dark, s.LightKnown),
		LightKnown:   share(s.LightKnown, s.StreetM),
		Concealed:    share(s.Concealed, s.ConcealKnown),
		ConcealKnown: share(s.ConcealKnown, s.StreetM),
		CameraShare:  share(s.CameraShare, s.CameraKnown),
		CameraKnown:  share(s.CameraKnown, s.StreetM),
	}
}

// lengthWithin is how many metres of a line lie inside a shape: each straight piece is
// cut where it crosses the outline, and a part counts when its middle is inside.
func lengthWithin(line orb.LineString, shape orb.MultiPolygon) float64 {
	var sum float64
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		at := []float64{0, 1}
		for _, polygon := range shape {
			for _, ring := range polygon {
				at = append(at, crossings(a, b, ring)...)
			}
		}
		slices.Sort(at)
		for k := 1; k < len(at); k++ {
			middle := (at[k-1] + at[k]) / 2
			if planar.MultiPolygonContains(shape, orb.Point{a[0] + middle*(b[0]-a[0]), a[1] + middle*(b[1]-a[1])}) {
				sum += (at[k] - at[k-1]) * geo.Dist(a, b)
			}
		}
	}
	return sum
}

// crossings are the shares of the way from a to b at which it crosses a ring.
func crossings(a, b orb.Point, ring orb.Ring) []float64 {
	var at []float64
	for i := 1; i < len(ring); i++ {
		c, d := ring[i-1], ring[i]
		cross := (b[0]-a[0])*(d[1]-c[1]) - (b[1]-a[1])*(d[0]-c[0])
		if cross == 0 {
			continue
		}
		t := ((c[0]-a[0])*(d[1]-c[1]) - (c[1]-a[1])*(d[0]-c[0])) / cross
		u := ((c[0]-a[0])*(b[1]-a[1]) - (c[1]-a[1])*(b[0]-a[0])) / cross
		if t > 0 && t < 1 && u >= 0 && u <= 1 {
			at = append(at, t)
		}
	}
	return at
}
