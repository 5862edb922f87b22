package town

import (
	"fmt"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/geodata/koping/internal/dice"
	"tryggled/internal/geo"
)

// style is how a quarter is built.
type style int

const (
	core   style = iota // closed blocks, shops and flats
	villas              // detached houses
	estate              // blocks of flats around yards, with paths through them
	works               // workshops
)

// side is one edge of a quarter: the part of a drawn street between two points, or
// without a street the straight line.
type side struct {
	road string
	a, b orb.Point
}

// quarter is a patch of town between four sides. South and north run west to east, west
// and east run south to north. Columns and rows are how many blocks wide and high it is.
type quarter struct {
	name                     string
	style                    style
	south, north, west, east side
	columns, rows            int
	gaps                     float64 // share of inner street pieces left out
	names                    []string
}

// patch is a quarter's four sides as lines, blended into a surface.
type patch struct {
	south, north, west, east orb.LineString
}

func (q quarter) patch(roads []Way) patch {
	return patch{q.south.line(roads), q.north.line(roads), q.west.line(roads), q.east.line(roads)}
}

func (s side) line(roads []Way) orb.LineString {
	var line orb.LineString
	for _, w := range roads {
		if w.Name == s.road && s.road != "" {
			line = append(line, w.Line...)
		}
	}
	if len(line) == 0 {
		return orb.LineString{s.a, s.b}
	}
	_, from, _ := geo.Nearest(line, s.a)
	_, to, _ := geo.Nearest(line, s.b)
	return geo.Cut(line, from, to)
}

// at is the point of the patch at shares u (west to east) and v (south to north), blended
// from the sides (S. A. Coons, Surfaces for computer-aided design, 1967).
func (p patch) at(u, v float64) orb.Point {
	s, n, w, e := share(p.south, u), share(p.north, u), share(p.west, v), share(p.east, v)
	sw, se := p.south[0], p.south[len(p.south)-1]
	nw, ne := p.north[0], p.north[len(p.north)-1]
	var q orb.Point
	for a := range 2 {
		q[a] = (1-v)*s[a] + v*n[a] + (1-u)*w[a] + u*e[a] -
			((1-u)*(1-v)*sw[a] + u*(1-v)*se[a] + (1-u)*v*nw[a] + u*v*ne[a])
	}
	return q
}

// outline is the ring around the patch.
func (p patch) outline() orb.Ring {
	var ring orb.Ring
	north, west := p.north.Clone(), p.west.Clone()
	north.Reverse()
	west.Reverse()
	for _, l := range []orb.LineString{p.south, p.east, north, west} {
		ring = append(ring, l...)
	}
	return append(ring, ring[0])
}

func share(line orb.LineString, t float64) orb.Point { return geo.Along(line, t*geo.Length(line)) }

// lay draws the inner streets of a quarter: a net of blocks, uneven and bent, some of its
// pieces left out, and in an estate paths through the yards.
func (q quarter) lay(roads []Way, d *dice.Dice) []Way {
	n := q.net(q.patch(roads), d)
	drop := n.gaps(q.gaps, q.style, d)
	var ways []Way
	for i := 1; i < q.columns; i++ {
		ways = append(ways, q.street(i-1, n.column(i), drop, roads)...)
	}
	for j := 1; j < q.rows; j++ {
		ways = append(ways, q.street(q.columns-1+j-1, n.row(j), drop, roads)...)
	}
	if q.style == estate {
		ways = append(ways, q.yards(n, d)...)
	}
	return ways
}

// street turns one line of the net into ways, cut where pieces are left out or blocked.
func (q quarter) street(number int, line []knot, drop map[piece]bool, roads []Way) []Way {
	name := q.streetName(number)
	var ways []Way
	var now orb.LineString
	flush := func() {
		if len(now) > 1 {
			ways = append(ways, Way{Name: name, Class: residential, Lit: "yes", Surface: "asphalt", Line: now})
		}
		now = nil
	}
	for k := 1; k < len(line); k++ {
		a, b := line[k-1], line[k]
		if drop[piece{a.id, b.id}] || blocked(a.point, b.point, roads) {
			flush()
			continue
		}
		if now == nil {
			now = orb.LineString{a.point}
		}
		now = append(now, b.point)
	}
	flush()
	return ways
}

func (q quarter) streetName(number int) string {
	if number < len(q.names) {
		return q.names[number]
	}
	panic(fmt.Sprintf("quarter %s has no name for street %d", q.name, number+1))
}

// yards draws a path through each block of an estate.
func (q quarter) yards(n net, d *dice.Dice) []Way {
	var ways []Way
	for i := range q.columns {
		for j := range q.rows {
			a, b := n.middle(i, j, i+1, j), n.middle(i, j+1, i+1, j+1) // south to north
			if d.Chance(0.5) {
				a, b = n.middle(i, j, i, j+1), n.middle(i+1, j, i+1, j+1)
			}
			mid := cm(orb.Point{(a[0]+b[0])/2 + 9*d.Normal(), (a[1]+b[1])/2 + 9*d.Normal()})
			if inReserve(mid) {
				continue
			}
			lit := "yes"
			if d.Chance(0.25) {
				lit = ""
			}
			ways = append(ways, Way{Class: footway, Lit: lit, Surface: "asphalt", Line: orb.LineString{a, mid, b}})
		}
	}
	return ways
}

// blocked tells whether a street cannot be laid from a to b: through a park, a yard, the
// river or the railway, or side by side with a drawn street.
func blocked(a, b orb.Point, roads []Way) bool {
	beside := 0
	for k := 1; k <= 9; k++ {
		t := float64(k) / 10
		p := orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])}
		if inReserve(p) || distance(river, p) < 34 || distance(railway, p) < 34 {
			return true
		}
		if k >= 3 && k <= 7 && nearRoad(p, roads) < 30 {
			beside++
		}
	}
	return beside >= 3
}

func nearRoad(p orb.Point, roads []Way) float64 {
	best := 1e9
	for _, w := range roads {
		if w.Class != footway && w.Class != cycleway && w.Class != steps {
			best = min(best, distance(w.Line, p))
		}
	}
	return best
}

func distance(line orb.LineString, p orb.Point) float64 {
	_, _, d := geo.Nearest(line, p)
	return d
}

func inReserve(p orb.Point) bool {
	for _, r := range reserves {
		if planar.RingContains(r, p) {
			return true
		}
	}
	return false
}
