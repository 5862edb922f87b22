package sight

import (
	"math"

	"github.com/paulmach/orb"
)

// Scratch is what one Look after another is worked out in. The zero value is ready; each
// goroutine has its own.
type Scratch struct {
	east, north         float64 // the heading
	at                  orb.Point
	own                 []int32 // bodies that the place lies in
	screens, walls, bar sweep
	touched             bool    // outlines pass through the place
	outX, outY          int64   // the sum of the unit vectors out of them, in parts: see whole
	mostX, mostY        float64 // the one that leads farthest ahead
	first, second       sweep   // crossings of the outline of a body that the place lies in
}

// Look tells what a walker meets at a place. A scratch that is nil is made anew; with one
// that is used again nothing is allocated.
//
// Sight is looked for along 360 rays, one for each degree from the heading, by an angular
// z-buffer with the exact crossing on each ray: what is narrower than 0.87 m at 50 m, or
// than 9 cm at 5 m, may stand between two rays and be missed.
//
//   - AheadM and BackM are the longest free sight within 15° of the heading and of its
//     opposite. Where nothing is known to stand, that is AheadM metres.
//   - Concealed holds where a walker's sight first meets something that is Opaque and
//     Hides, and meets it at most ConcealM metres away: in it or right behind it somebody
//     can stand. How thick it is does not matter. What stands behind the wall of a
//     building does not count, and a building itself conceals nobody.
//   - OpenLeft and OpenRight hold where SideM metres are free of what is Barred along some
//     ray within 45° of the perpendicular. Standing in something Barred, on a bridge or
//     in a passage through a house, neither side is open.
//   - AreaM2 is the sum of the sectors of 1° that are seen.
//
// Standing in something that is Opaque and Hides, a path through a wood, one is Concealed
// and sees GreenM metres through it; a ray that leaves it before goes on to the next
// outline that it meets. Other greenery cuts sight as it does from outside, also where it touches
// or overlaps. Standing in what is Opaque only, a passage through a building, one sees its
// walls from inside.
//
// Who stands on an outline is taken to stand a millimetre outside it; who stands where several
// meet, a millimetre out between them.
func (s *Scene) Look(p Place, scratch *Scratch) Look {
	if scratch == nil {
		scratch = new(Scratch)
	}
	stands := s.sweep(p, scratch)
	if scratch.touched {
		p.At = scratch.aside()
		stands = s.sweep(p, scratch)
	}
	for _, own := range scratch.own {
		if b := &s.bodies[own]; b.kind&screen != 0 {
			s.lookOut(b, scratch)
		}
	}
	look := scratch.look()
	look.Concealed = look.Concealed || stands&screen != 0
	if stands&bar != 0 {
		look.OpenLeft, look.OpenRight = false, false
	}
	return look
}

// sweep looks at all edges in reach of a place, and returns what it lies in.
func (s *Scene) sweep(p Place, scratch *Scratch) kind {
	scratch.begin(p)
	stands := s.standIn(scratch)
	s.near.Search(p.At.Bound().Pad(AheadM), func(i int) bool {
		r := &s.runs[i]
		if dist2(r.bound, p.At) <= AheadM*AheadM {
			scratch.sweepRun(s.corners[r.first:r.end], r.kind, scratch.isOwn(r.body))
		}
		return true
	})
	return stands
}

func (sc *Scratch) begin(p Place) {
	sc.at = p.At
	sc.east, sc.north = p.heading()
	sc.own = sc.own[:0]
	sc.touched, sc.outX, sc.outY = false, 0, 0
	sc.screens, sc.walls, sc.bar = sweep{}, sweep{}, sweep{}
}

// standIn lists the bodies that the place lies in, and returns what they are together.
func (s *Scene) standIn(sc *Scratch) kind {
	var all kind
	s.over.Search(sc.at.Bound(), func(i int) bool {
		if b := &s.bodies[i]; s.contains(b, sc.at) {
			sc.own = append(sc.own, int32(i))
			all |= b.kind
		}
		return true
	})
	return all
}

func (sc *Scratch) isOwn(body int32) bool {
	for _, own := range sc.own {
		if own == body {
			return true
		}
	}
	return false
}

// local turns a corner into the walker's frame: x ahead, y to the left.
func (sc *Scratch) local(p orb.Point) (x, y float64) {
	dx, dy := p[0]-sc.at[0], p[1]-sc.at[1]
	return dx*sc.east + dy*sc.north, dy*sc.east - dx*sc.north
}

// look reads the sweeps.
func (sc *Scratch) look() Look {
	const nearby, never = 1.0/ConcealM - 1e-9, 1.0 / AheadM
	var out Look
	ahead, back, sum := math.Inf(1), math.Inf(1), 0.0
	for ray := range turn {
		screen, wall := sc.screens.at(ray), sc.walls.at(ray)
		out.Concealed = out.Concealed || screen >= nearby && screen > wall
		met := max(screen, wall, never)
		sum += 1 / (met * met)
		switch {
		case ray <= aheadDeg || ray >= turn-aheadDeg:
			ahead = min(ahead, met)
		case ray >= turn/2-aheadDeg && ray <= turn/2+aheadDeg:
			back = min(back, met)
		}
	}
	out.AheadM, out.BackM = min(AheadM, 1/ahead), min(AheadM, 1/back)
	out.AreaM2 = sum * math.Pi / turn
	out.OpenLeft, out.OpenRight = sc.open(turn/4), sc.open(3*turn/4)
	return out
}

// open tells whether one can walk SideM metres near a ray.
func (sc *Scratch) open(across int) bool {
	for ray := across - sideDeg; ray <= across+sideDeg; ray++ {
		if sc.bar.at(ray) <= 1.0/SideM+1e-9 {
			return true
		}
	}
	return false
}

func square(d float64) float64 { return d * d }

// dist2 is the square of the distance from a point to a box.
func dist2(b orb.Bound, p orb.Point) float64 {
	dx := max(b.Min[0]-p[0], p[0]-b.Max[0], 0)
	dy := max(b.Min[1]-p[1], p[1]-b.Max[1], 0)
	return dx*dx + dy*dy
}
