package sight

import (
	"math"

	"github.com/paulmach/orb"
)

// sweep holds, for each ray, one over the distance to the nearest thing on it: 0 where
// nothing stands. Along a straight edge that is linear in the ray's vector, so that a ray
// costs two multiplications.
type sweep [rayCount]float64

// corner is a corner in the walker's frame, and the first ray at or counter-clockwise of
// it once that was asked for.
type corner struct {
	x, y  float64
	first int32
	asked bool
}

func (c *corner) ray() int32 {
	if !c.asked {
		c.first, c.asked = rayTo(c.x, c.y), true
	}
	return c.first
}

// sweepRun puts a run of edges into the sweeps of its kind. From outside a body only the
// edges that face the walker can be met first; from inside only those seen from behind.
func (sc *Scratch) sweepRun(corners []orb.Point, k kind, own bool) {
	if own {
		k &= wall // the rest of it: see lookOut and standIn
	}
	var p, q corner
	p.x, p.y = sc.local(corners[0])
	for _, c := range corners[1:] {
		q.x, q.y = sc.local(c)
		q.asked = false
		switch cross := p.x*q.y - p.y*q.x; {
		case cross*cross <= onIt*onIt*(square(q.x-p.x)+square(q.y-p.y)):
			sc.touch(&p, &q)
		case k == 0:
		case own && cross > 0:
			sc.sweepEdge(&p, &q, cross, k)
		case !own && cross < 0:
			sc.sweepEdge(&q, &p, -cross, k)
		}
		p = q
	}
}

// onIt is how near an outline, in metres, one stands on it; who does is moved asideM out
// of it.
const (
	onIt   = 1e-6
	asideM = 1e-3
)

// touch notes that the line through an edge passes through the walker, if the edge does.
func (sc *Scratch) touch(p, q *corner) {
	dx, dy := q.x-p.x, q.y-p.y
	length := math.Hypot(dx, dy)
	if !(length > 0 && p.x*dx+p.y*dy <= onIt*length && q.x*dx+q.y*dy >= -onIt*length) {
		return
	}
	x, y := dy/length, -dx/length
	sc.outX += int64(math.Round(x * whole))
	sc.outY += int64(math.Round(y * whole))
	if !sc.touched || x > sc.mostX || x == sc.mostX && y > sc.mostY {
		sc.mostX, sc.mostY = x, y
	}
	sc.touched = true
}

// whole is how many parts one is added up in: whole numbers give the same sum in whatever
// order the search, and with it things far away, finds the edges.
const whole = 1 << 40

// aside moves the walker off the outlines that were touched: out of all of them, from an inner
// corner along the middle of it. Between walls back to back, where no way leads out of all, it
// is out of the one that leads farthest ahead.
func (sc *Scratch) aside() orb.Point {
	x, y := float64(sc.outX)/whole, float64(sc.outY)/whole
	if length := math.Hypot(x, y); length > onIt {
		x, y = x/length, y/length
	} else {
		x, y = sc.mostX, sc.mostY
	}
	east, north := x*sc.east-y*sc.north, x*sc.north+y*sc.east
	return orb.Point{sc.at[0] + asideM*east, sc.at[1] + asideM*north}
}

// sweepEdge puts one edge, from p counter-clockwise to q, into the sweeps of a kind. A ray
// through p is on it, one through q on the edge that follows.
func (sc *Scratch) sweepEdge(p, q *corner, cross float64, k kind) {
	dx, dy := q.x-p.x, q.y-p.y
	cross2, length2 := cross*cross, dx*dx+dy*dy
	if cross2 > AheadM*AheadM*length2 {
		return
	}
	from, n := span(p.ray(), q.ray())
	if n == 0 {
		return
	}
	one := 1 / cross
	a, b := dy*one, -dx*one
	if k&screen != 0 {
		sc.screens.meet(from, n, a, b)
	}
	if k&wall != 0 {
		sc.walls.meet(from, n, a, b)
	}
	if k&bar != 0 && cross2 < SideM*SideM*length2 {
		sc.bar.meet(from, n, a, b)
	}
}

// span gives the rays from first up to, but not including, end: the first of them within
// 0 … 359 and how many they are.
func span(first, end int32) (from, n int32) {
	if n = end - first; n < 0 {
		n += turn
	}
	if first >= turn {
		first -= turn
	}
	if first < 0 {
		first += turn
	}
	if n > turn/2+1 { // less than nothing: rounded away
		return 0, 0
	}
	return first, n
}

// meet notes an edge on n rays from first on: one over its distance on the ray (x, y) is
// a·x + b·y.
func (w *sweep) meet(first, n int32, a, b float64) {
	met := w[first : first+n]
	x, y := rayX[lead+first:][:len(met)], rayY[lead+first:][:len(met)]
	for i := range met {
		if v := a*x[i] + b*y[i]; v > met[i] {
			met[i] = v
		}
	}
}

// at is one over the distance to what a ray meets first.
func (w *sweep) at(ray int) float64 {
	if ray < rayCount-turn {
		return max(w[ray], w[ray+turn])
	}
	return w[ray]
}
