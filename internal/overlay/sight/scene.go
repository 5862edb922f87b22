package sight

import (
	"math"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
)

// Scene is the things of one season made ready for looking. It never changes and may be
// asked from any number of goroutines.
type Scene struct {
	corners []orb.Point // of all rings, each closed, surfaces to the left of their edges
	runs    []run
	bodies  []body
	near    *geo.Index // of the runs
	over    *geo.Index // of the bodies
}

// runLen is how many edges of a ring are found and looked at together. Longer runs cost
// edges out of sight, shorter ones more searching.
const runLen = 12

// run is some neighbouring edges of one ring: corners[first:end], end−first−1 edges.
type run struct {
	first, end int32
	body       int32
	kind       kind // of the body
	bound      orb.Bound
}

// body is one polygon of a thing.
type body struct {
	kind     kind
	run, end int32 // its runs
	bands    bands
}

// kind is what a body does, as bits.
type kind uint8

const (
	screen kind = 1 << iota // cuts sight and hides a person
	wall                    // cuts sight only
	bar                     // cannot be walked through
)

func (t Thing) kind() kind {
	var k kind
	switch {
	case t.Opaque && t.Hides:
		k = screen
	case t.Opaque:
		k = wall
	}
	if t.Barred {
		k |= bar
	}
	return k
}

// NewScene makes a scene of things. Those that neither cut sight nor bar the way are left
// out, and so are polygons with a coordinate that is not a number or beyond 10⁹ m; what else
// is wrong with a shape, crossing itself above all, has to be mended before.
func NewScene(things []Thing) *Scene {
	s := &Scene{}
	var bounds []orb.Bound
	for _, t := range things {
		k := t.kind()
		if k == 0 {
			continue
		}
		for _, p := range t.Shape {
			if usable(p) {
				s.add(p, k)
				bounds = append(bounds, p[0].Bound())
			}
		}
	}
	boxes := make([]orb.Bound, len(s.runs))
	for i, r := range s.runs {
		boxes[i] = r.bound
	}
	s.near, s.over = geo.NewIndex(boxes), geo.NewIndex(bounds)
	return s
}

// mostM bounds coordinates, in metres: no system in use on Earth comes near it.
const mostM = 1e9

func usable(p orb.Polygon) bool {
	if len(p) == 0 || len(p[0]) == 0 {
		return false
	}
	for _, ring := range p {
		for _, c := range ring {
			if !(math.Abs(c[0]) <= mostM && math.Abs(c[1]) <= mostM) {
				return false
			}
		}
	}
	return true
}

func (s *Scene) add(p orb.Polygon, k kind) {
	b := body{kind: k, run: int32(len(s.runs))}
	for i, ring := range p {
		s.addRing(ring, k, i > 0)
	}
	b.end = int32(len(s.runs))
	b.bands = s.bandsOf(b, p[0].Bound())
	s.bodies = append(s.bodies, b)
}

// addRing keeps a ring closed and turned so that the surface lies to the left of it.
func (s *Scene) addRing(ring orb.Ring, k kind, hole bool) {
	n := len(ring)
	if n > 1 && ring[0] == ring[n-1] {
		n--
	}
	if n < 2 {
		return
	}
	first := len(s.corners)
	reversed := (signedArea(ring) < 0) != hole
	for i := range n + 1 {
		at := i % n
		if reversed {
			at = (n - i) % n
		}
		s.corners = append(s.corners, ring[at])
	}
	for at := first; at < first+n; at += runLen {
		end := min(at+runLen+1, first+n+1)
		s.runs = append(s.runs, run{
			first: int32(at), end: int32(end), body: int32(len(s.bodies)), kind: k,
			bound: orb.MultiPoint(s.corners[at:end]).Bound(),
		})
	}
}

// signedArea is twice the area of a ring, positive where it runs counter-clockwise.
// Measured from its first corner, so that large coordinates cost no digits.
func signedArea(ring orb.Ring) float64 {
	var sum float64
	for i := 1; i+1 < len(ring); i++ {
		ax, ay := ring[i][0]-ring[0][0], ring[i][1]-ring[0][1]
		bx, by := ring[i+1][0]-ring[0][0], ring[i+1][1]-ring[0][1]
		sum += ax*by - ay*bx
	}
	return sum
}
