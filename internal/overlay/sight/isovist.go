package sight

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// beside is how far, in radians, next to a corner the isovist looks past it: 0.05 mm at
// the horizon.
const beside = 1e-6

// sameM is how near two crossings of a ray are the same, in metres.
const sameM = 1e-9

// Isovist is the surface seen from a point, cut at AheadM: by the rules of Look, but along
// rays to each corner and just beside it, and to where an outline meets the horizon, as
// well as one for each degree. It is meant for drawings: its cost grows with the square
// of the number of edges in sight.
func (s *Scene) Isovist(at orb.Point) orb.Polygon {
	sc := &Scratch{}
	if s.sweep(Place{At: at, East: 1}, sc); sc.touched {
		at = sc.aside()
		s.sweep(Place{At: at, East: 1}, sc)
	}
	edges := s.inSight(sc)
	ring := make(orb.Ring, 0, turn+1)
	for _, angle := range anglesTo(edges) {
		sin, cos := math.Sincos(angle)
		d := cast(edges, cos, sin)
		ring = append(ring, orb.Point{at[0] + d*cos, at[1] + d*sin})
	}
	return orb.Polygon{append(ring, ring[0])}
}

// sighted is an edge in the walker's frame. Edges of one body stand side by side.
type sighted struct {
	px, py, qx, qy float64
	body           int32
	through        bool // of a body that one stands in and sees GreenM through
}

// inSight lists the edges within reach that cut sight.
func (s *Scene) inSight(sc *Scratch) []sighted {
	var out []sighted
	s.near.Search(sc.at.Bound().Pad(AheadM), func(i int) bool {
		r := s.runs[i]
		if k := s.bodies[r.body].kind; k&(screen|wall) != 0 {
			through := k&screen != 0 && sc.isOwn(r.body)
			out = s.appendRun(out, sc, r, through)
		}
		return true
	})
	for _, own := range sc.own { // that has no outline in reach
		b := s.bodies[own]
		if b.kind&screen != 0 && !slices.ContainsFunc(out, func(e sighted) bool { return e.body == own }) {
			out = s.appendRun(out, sc, s.runs[b.run], true)
		}
	}
	slices.SortStableFunc(out, func(a, b sighted) int { return int(a.body - b.body) })
	return out
}

func (s *Scene) appendRun(out []sighted, sc *Scratch, r run, through bool) []sighted {
	for i := r.first; i < r.end-1; i++ {
		e := sighted{body: r.body, through: through}
		e.px, e.py = sc.local(s.corners[i])
		e.qx, e.qy = sc.local(s.corners[i+1])
		out = append(out, e)
	}
	return out
}

// anglesTo gives the angles to look along, ascending within one turn.
func anglesTo(edges []sighted) []float64 {
	var out []float64
	to := func(x, y float64) {
		if x*x+y*y <= (AheadM+1)*(AheadM+1) {
			angle := math.Atan2(y, x)
			out = append(out, angle-beside, angle, angle+beside)
		}
	}
	for deg := range turn {
		out = append(out, float64(deg)*math.Pi/180)
	}
	for _, e := range edges {
		to(e.px, e.py)
		dx, dy := e.qx-e.px, e.qy-e.py
		// |p + t·d| = AheadM
		a, b, c := dx*dx+dy*dy, e.px*dx+e.py*dy, e.px*e.px+e.py*e.py-AheadM*AheadM
		if root := b*b - a*c; root > 0 && a > 0 {
			for _, t := range [2]float64{(-b - math.Sqrt(root)) / a, (-b + math.Sqrt(root)) / a} {
				if t > 0 && t < 1 {
					to(e.px+t*dx, e.py+t*dy)
				}
			}
		}
	}
	for i, angle := range out {
		out[i] = math.Mod(angle+4*math.Pi, 2*math.Pi)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// cast is how far a ray comes.
func cast(edges []sighted, x, y float64) float64 {
	reach := float64(AheadM)
	for from := 0; from < len(edges); {
		end := from + 1
		for end < len(edges) && edges[end].body == edges[from].body {
			end++
		}
		reach = min(reach, cut(edges[from:end], x, y))
		from = end
	}
	return reach
}

// cut is how far a ray comes that one body alone cuts.
func cut(edges []sighted, x, y float64) float64 {
	first, second := math.Inf(1), math.Inf(1)
	for _, e := range edges {
		d, ok := e.crossing(x, y)
		switch {
		case !ok || math.Abs(d-first) <= sameM: // a corner is crossed once
		case d < first:
			first, second = d, first
		case d < second:
			second = d
		}
	}
	switch {
	case !edges[0].through:
		return first
	case first > GreenM:
		return GreenM
	default:
		return second
	}
}

// crossing is how far along a ray an edge is crossed, its ends counted.
func (e sighted) crossing(x, y float64) (float64, bool) {
	dx, dy := e.qx-e.px, e.qy-e.py
	across := x*dy - y*dx
	cross := e.px*dy - e.py*dx
	if across == 0 || math.Abs(cross) <= sameM*math.Hypot(dx, dy) {
		return 0, false
	}
	t, u := cross/across, (e.px*y-e.py*x)/across
	return t, t > 0 && u >= -1e-12 && u <= 1+1e-12
}
