package street

import (
	"math"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
)

// within gives of every segment that comes nearer than r metres to one of some points the
// part between the first and the last place where it does.
func (g *Graph) within(points []orb.Point, r float64) map[int32]span {
	if len(points) == 0 || !(r > 0) {
		return nil
	}
	near := make(map[int32]span)
	for _, p := range points {
		box := orb.Bound{Min: orb.Point{p[0] - r, p[1] - r}, Max: orb.Point{p[0] + r, p[1] + r}}
		g.index.Search(box, func(i int) bool {
			part, ok := inCircle(g.segments[i].Line, p, r)
			if known, before := near[int32(i)]; ok && before {
				part = span{min(part.from, known.from), max(part.to, known.to)}
			}
			if ok {
				near[int32(i)] = part
			}
			return true
		})
	}
	return near
}

// inCircle is the part of a line from where it first comes nearer than r to a point to
// where it last does.
func inCircle(line orb.LineString, p orb.Point, r float64) (part span, ok bool) {
	walked := 0.0
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		step := geo.Dist(a, b)
		if from, to, cut := chord(a, b, p, r); cut {
			if !ok {
				part, ok = span{from: walked + from*step}, true
			}
			part.to = walked + to*step
		}
		walked += step
	}
	return part, ok
}

// chord is the part of the straight from a to b that lies nearer than r to p, as shares of it:
// |a + t(b-a) - p| < r, solved for t.
func chord(a, b, p orb.Point, r float64) (from, to float64, ok bool) {
	dx, dy := b[0]-a[0], b[1]-a[1]
	px, py := a[0]-p[0], a[1]-p[1]
	square := dx*dx + dy*dy
	if square == 0 {
		return 0, 0, false
	}
	half := (px*dx + py*dy) / square
	under := half*half - (px*px+py*py-r*r)/square
	if !(under > 0) {
		return 0, 0, false
	}
	root := math.Sqrt(under)
	from, to = max(0, -half-root), min(1, -half+root)
	return from, to, from < to
}
