package view

import (
	"math"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
)

// Angles in radians.
const (
	arcStep  = 2 * math.Pi / 180 // between the points that draw the open reach
	leastRad = 1e-7              // narrower gaps and walls are rounding: 6 µm at 57 m
)

// span is a piece of wall as the camera sees it, between two angles clockwise from the
// start of its field. A straight wall a·x + b·y = 1 lies in the direction φ, x = r·sin φ and
// y = r·cos φ, at the distance r with 1/r = a·sin φ + b·cos φ: the larger, the nearer.
type span struct{ from, to, a, b float64 }

// near is 1/r in the direction φ.
func (s span) near(phi float64) float64 {
	sin, cos := math.Sincos(phi)
	return s.a*sin + s.b*cos
}

// sector is where a camera may see: from an angle start clockwise from north, the angle
// field further, in radians, as far as reach in metres.
type sector struct {
	at           orb.Point
	start, field float64
	reach        float64
}

// newSector is the sector of a field around a bearing; one that sees all around begins
// behind the camera.
func newSector(at orb.Point, bearingDeg, fieldDeg, reach float64) sector {
	s := sector{at: at, start: radians(math.Mod(bearingDeg, 360) - fieldDeg/2), field: 2 * math.Pi, reach: reach}
	if fieldDeg < 360 {
		s.field = radians(fieldDeg)
	}
	return s
}

func radians(degrees float64) float64 { return degrees * math.Pi / 180 }

// box is a box around the sector, with room for the arc between its drawn points.
func (s sector) box() orb.Bound {
	field := s.field * 180 / math.Pi
	return geo.Sector(s.at, s.start*180/math.Pi, field, s.reach).Bound().Pad(s.reach / 1000)
}

// spans gives what a sector sees of each wall, as if the others were not there.
func (w *Walls) spans(s sector) []span {
	if w == nil {
		return nil
	}
	var all []span
	sin, cos := math.Sincos(s.start)
	w.byEdge.Search(s.box(), func(i int) bool {
		p, q, ok := s.clip(w.edges[i])
		if !ok {
			return true
		}
		cross := p[0]*q[1] - p[1]*q[0]
		if cross > 0 { // from p to q the angle runs anticlockwise
			p, q, cross = q, p, -cross
		}
		a, b := (q[1]-p[1])/cross, (p[0]-q[0])/cross
		wall := span{s.angle(p), s.angle(q), a*cos - b*sin, a*sin + b*cos}
		if wall.to < wall.from {
			wall.to += 2 * math.Pi
		}
		if cross < 0 && wall.to-wall.from < math.Pi { // else it runs straight away from the camera
			all = s.within(s.within(all, wall, 0), wall, 2*math.Pi)
		}
		return true
	})
	return all
}

// angle is the direction of a point seen from the camera, from the start of the field, in
// [0, 2π).
func (s sector) angle(p orb.Point) float64 {
	phi := math.Mod(math.Atan2(p[0], p[1])-s.start, 2*math.Pi)
	if phi < 0 {
		phi += 2 * math.Pi
	}
	return phi
}

// within appends the part of a wall that lies in the field once it is turned back.
func (s sector) within(all []span, wall span, back float64) []span {
	wall.from, wall.to = math.Max(0, wall.from-back), math.Min(s.field, wall.to-back)
	if !(wall.to > wall.from) {
		return all
	}
	return append(all, wall)
}

// clip gives the part of an edge within reach, seen from the camera; false where all of it
// lies beyond. Ends within reach are kept as they are, so that walls go on meeting there.
func (s sector) clip(e edge) (p, q orb.Point, ok bool) {
	p = orb.Point{e.a[0] - s.at[0], e.a[1] - s.at[1]}
	q = orb.Point{e.b[0] - s.at[0], e.b[1] - s.at[1]}
	dx, dy := q[0]-p[0], q[1]-p[1]
	// |p + t·(dx, dy)|² = reach²
	square, half := dx*dx+dy*dy, p[0]*dx+p[1]*dy
	root := half*half - square*(p[0]*p[0]+p[1]*p[1]-s.reach*s.reach)
	if !(root > 0) {
		return p, q, false
	}
	first, last := (-half-math.Sqrt(root))/square, (-half+math.Sqrt(root))/square
	if first >= 1 || last <= 0 {
		return p, q, false
	}
	from := p
	if first > 0 {
		p = orb.Point{from[0] + first*dx, from[1] + first*dy}
	}
	if last < 1 {
		q = orb.Point{from[0] + last*dx, from[1] + last*dy}
	}
	return p, q, true
}
