package view

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// polygon draws what a sector sees before the nearest walls, given in the order of their
// angles. The ring goes round the camera: it may jump straight outwards and inwards, but it
// never turns back.
func (s sector) polygon(walls []span) orb.Polygon {
	var r ring
	if s.field < 2*math.Pi {
		r.add(s.at)
	}
	done := 0.0
	for _, wall := range walls {
		if wall.to-done < leastRad {
			continue
		}
		if wall.from-done > leastRad {
			s.arc(&r, done, wall.from)
			done = wall.from
		}
		r.add(s.point(done, s.distance(wall, done)))
		r.add(s.point(wall.to, s.distance(wall, wall.to)))
		done = wall.to
	}
	if s.field-done > leastRad {
		s.arc(&r, done, s.field)
	}
	if len(r.points) < 3 {
		return nil
	}
	r.add(r.points[0])
	slices.Reverse(r.points) // outer rings turn anticlockwise
	return orb.Polygon{r.points}
}

// arc draws the open reach between two angles.
func (s sector) arc(r *ring, from, to float64) {
	steps := math.Ceil((to-from)/arcStep - 1e-9)
	for i := 0.0; i <= steps; i++ {
		r.add(s.point(from+(to-from)*i/steps, s.reach))
	}
}

// distance is how far away a wall is in a direction, which may lie a rounding beyond its
// ends.
func (s sector) distance(wall span, phi float64) float64 {
	near := wall.near(math.Min(wall.to, math.Max(wall.from, phi)))
	if near*s.reach > 1 {
		return 1 / near
	}
	return s.reach
}

func (s sector) point(phi, distance float64) orb.Point {
	if phi >= 2*math.Pi {
		phi = 0 // the same direction, and so the same point
	}
	sin, cos := math.Sincos(s.start + phi)
	return orb.Point{s.at[0] + distance*sin, s.at[1] + distance*cos}
}

// ring gathers points, each once.
type ring struct{ points orb.Ring }

func (r *ring) add(p orb.Point) {
	if n := len(r.points); n == 0 || r.points[n-1] != p {
		r.points = append(r.points, p)
	}
}
