package town

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
)

// drawnRoads bends the hand-drawn streets, lets their ends meet the street they lead to,
// and cuts out bridges and tunnels.
func drawnRoads() []Way {
	var ways []Way
	for _, r := range roads {
		ways = append(ways, Way{
			Name: r.name, Class: r.class, Surface: r.surface, Lit: r.lit,
			Foot: footOf(r.class), Line: smooth(r.points), drawn: true,
		})
	}
	for i := range ways {
		last := len(ways[i].Line) - 1
		ways[i].Line[0] = meet(ways, i, ways[i].Line[0])
		ways[i].Line[last] = meet(ways, i, ways[i].Line[last])
	}
	for _, c := range crossings {
		ways = c.cut(ways)
	}
	return ways
}

func footOf(class string) string {
	if class == cycleway {
		return "designated"
	}
	return ""
}

// meet moves the end of way i onto a point of another way within 12 m: an end of it if
// one is that near, else the nearest place along it.
func meet(ways []Way, i int, end orb.Point) orb.Point {
	best, dist := end, 12.0
	for k, w := range ways {
		if k == i {
			continue
		}
		for _, q := range []orb.Point{w.Line[0], w.Line[len(w.Line)-1]} {
			if geo.Dist(q, end) < 12 {
				return q
			}
		}
		if at, _, d := geo.Nearest(w.Line, end); d < dist {
			best, dist = cm(at), d
		}
	}
	return best
}

// cut splits the named way at the ends of a crossing.
func (c crossing) cut(ways []Way) []Way {
	best, dist := -1, math.Inf(1)
	for i, w := range ways {
		if d := distance(w.Line, c.from); w.Name == c.road && d < dist {
			best, dist = i, d
		}
	}
	w := ways[best]
	_, from, _ := geo.Nearest(w.Line, c.from)
	_, to, _ := geo.Nearest(w.Line, c.to)
	parts := make([]Way, 3)
	for k, reach := range [][2]float64{{0, from}, {from, to}, {to, geo.Length(w.Line)}} {
		parts[k] = w
		parts[k].Line = tidy(round(geo.Cut(w.Line, reach[0], reach[1])))
	}
	parts[1].Tunnel, parts[1].Bridge = c.tunnel, !c.tunnel
	parts = slices.DeleteFunc(parts, func(w Way) bool { return geo.Length(w.Line) < 1 })
	return slices.Concat(ways[:best], parts, ways[best+1:])
}

// tidy drops points that repeat the one before.
func tidy(line orb.LineString) orb.LineString {
	return slices.CompactFunc(line, func(a, b orb.Point) bool { return geo.Dist(a, b) < 0.05 })
}

// insertion is a point to be put into a line, so far along it.
type insertion struct {
	along float64
	point orb.Point
}

// join puts a shared point into ways wherever they cross or touch on the same level.
func join(ways []Way) []Way {
	adds := make([][]insertion, len(ways))
	for i := range ways {
		for k := range i {
			if ways[i].layer() == ways[k].layer() && ways[i].Line.Bound().Pad(1).Intersects(ways[k].Line.Bound()) {
				meetings(ways, adds, i, k)
			}
		}
	}
	out := make([]Way, len(ways))
	for i, w := range ways {
		out[i] = w
		out[i].Line = insert(w.Line, adds[i])
	}
	return out
}

// touchM is how near, in metres, the point of one way must lie to another to be on it.
const touchM = 0.5

func meetings(ways []Way, adds [][]insertion, i, k int) {
	touch(ways[i].Line, ways[k].Line, &adds[k], true)
	touch(ways[k].Line, ways[i].Line, &adds[i], false)
	a, b := ways[i].Line, ways[k].Line
	for m := 1; m < len(a); m++ {
		for n := 1; n < len(b); n++ {
			p, ok := cross(a[m-1], a[m], b[n-1], b[n])
			if !ok {
				continue
			}
			p = cm(p)
			_, da, _ := geo.Nearest(a, p)
			_, db, _ := geo.Nearest(b, p)
			adds[i] = append(adds[i], insertion{da, p})
			adds[k] = append(adds[k], insertion{db, p})
		}
	}
}

// touch notes the points of line a that lie on line b; those near a point of b only where
// they may take its place.
func touch(a, b orb.LineString, add *[]insertion, replace bool) {
	for _, p := range a {
		near := func(q orb.Point) bool { return geo.Dist(p, q) < touchM }
		if _, along, d := geo.Nearest(b, p); d < touchM && (replace || !slices.ContainsFunc(b, near)) {
			*add = append(*add, insertion{along, p})
		}
	}
}

// cross is the point where two straight pieces cross, away from their ends.
func cross(a, b, c, d orb.Point) (orb.Point, bool) {
	rx, ry, sx, sy := b[0]-a[0], b[1]-a[1], d[0]-c[0], d[1]-c[1]
	den := rx*sy - ry*sx
	if den == 0 {
		return orb.Point{}, false
	}
	t := ((c[0]-a[0])*sy - (c[1]-a[1])*sx) / den
	u := ((c[0]-a[0])*ry - (c[1]-a[1])*rx) / den
	p := orb.Point{a[0] + t*rx, a[1] + t*ry}
	if t < 0 || t > 1 || u < 0 || u > 1 {
		return p, false
	}
	for _, end := range []orb.Point{a, b, c, d} {
		if geo.Dist(end, p) < touchM {
			return p, false
		}
	}
	return p, true
}

// insert puts points into a line; one within touchM of a point of the line takes its place.
func insert(line orb.LineString, adds []insertion) orb.LineString {
	var walked float64
	all := []insertion{}
	for i, p := range line {
		if i > 0 {
			walked += geo.Dist(line[i-1], p)
		}
		if !slices.ContainsFunc(adds, func(a insertion) bool { return geo.Dist(a.point, p) < touchM }) {
			all = append(all, insertion{walked, p})
		}
	}
	all = append(all, adds...)
	slices.SortStableFunc(all, func(a, b insertion) int { return cmp.Compare(a.along, b.along) })
	var out orb.LineString
	for _, a := range all {
		out = append(out, a.point)
	}
	return tidy(out)
}
