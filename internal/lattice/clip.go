package lattice

import "github.com/paulmach/orb"

// side is a half of the plane: x·nx + y·ny ≤ c.
type side struct{ nx, ny, c float64 }

func (s side) beyond(p orb.Point) float64 { return p[0]*s.nx + p[1]*s.ny - s.c }

// cross is where a way from a to b crosses the line of a side, given how far beyond it
// both lie. Lines along an axis are met exactly.
func (s side) cross(a, b orb.Point, fromA, fromB float64) orb.Point {
	t := fromA / (fromA - fromB)
	p := orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])}
	switch {
	case s.ny == 0:
		p[0] = s.c * s.nx
	case s.nx == 0:
		p[1] = s.c * s.ny
	}
	return p
}

// clip cuts rings at a line and keeps what lies on one side of it (Sutherland and Hodgman,
// Reentrant Polygon Clipping, 1974). A ring that falls apart is held together by ways along
// the line, there and back, which have no surface. Rings that are not cut are passed on.
func clip(rings []orb.Ring, s side) []orb.Ring {
	var kept []orb.Ring
	for _, ring := range rings {
		inside := 0
		for _, p := range ring {
			if s.beyond(p) <= 0 {
				inside++
			}
		}
		switch inside {
		case 0:
		case len(ring):
			kept = append(kept, ring)
		default:
			kept = append(kept, clipRing(ring, s))
		}
	}
	return kept
}

// clipRing clips a ring whose last point is not its first again.
func clipRing(ring orb.Ring, s side) orb.Ring {
	kept := make(orb.Ring, 0, len(ring)+2)
	a := ring[len(ring)-1]
	fromA := s.beyond(a)
	for _, b := range ring {
		fromB := s.beyond(b)
		if fromA < 0 && fromB > 0 || fromA > 0 && fromB < 0 {
			kept = append(kept, s.cross(a, b, fromA, fromB))
		}
		if fromB <= 0 {
			kept = append(kept, b)
		}
		a, fromA = b, fromB
	}
	return kept
}

// surface is what rings enclose, those that turn left less those that turn right.
func surface(rings []orb.Ring) float64 {
	var twice float64
	for _, ring := range rings {
		o := ring[0] // reckoned from here, large coordinates cost no precision
		for i := 2; i < len(ring); i++ {
			a, b := ring[i-1], ring[i]
			twice += (a[0]-o[0])*(b[1]-o[1]) - (b[0]-o[0])*(a[1]-o[1])
		}
	}
	return twice / 2
}
