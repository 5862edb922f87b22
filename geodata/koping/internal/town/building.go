package town

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/geodata/koping/internal/dice"
	"tryggled/internal/geo"
)

// form is how the buildings of a style of quarter look, in metres.
type form struct {
	class            string
	dwelling         bool
	least, most      float64 // length along the street
	depth            float64
	front            float64 // from the middle of the street to the front
	gap              float64 // between neighbours
	height           float64
	clear, clearPath float64 // free of streets and of paths, from their middle
}

var forms = map[style]form{
	core:   {"apartments", true, 22, 44, 12, 8, 2.5, 11, 6, 4},
	villas: {"house", true, 10, 14, 9, 11, 12, 6, 7, 3.5},
	estate: {"apartments", true, 34, 56, 12, 15, 18, 10, 8, 4},
	works:  {"industrial", false, 40, 70, 32, 18, 20, 8, 9, 5},
}

// builder keeps what stands, so that nothing is built on streets, water, parks or houses.
type builder struct {
	ways  []Way
	built []Building
	yards []orb.Ring // outlines of quarters, beside quarters
}

// build sets the houses: the drawn ones first, then rows in estates, then along streets.
func build(ways []Way) []Building {
	b := &builder{ways: ways}
	b.built = append(b.built, landmarks()...)
	roads := drawnRoads()
	for _, q := range quarters {
		b.yards = append(b.yards, q.patch(roads).outline())
	}
	for _, q := range quarters {
		if q.style == estate {
			b.rows(q, q.patch(roads), dice.New(Seed, "rows", q.name))
		}
	}
	d := dice.New(Seed, "houses")
	for _, w := range ways {
		switch w.Class {
		case secondary, tertiary, residential, pedestrian:
			if !w.Bridge && !w.Tunnel {
				b.line(w, 1, d)
				b.line(w, -1, d)
			}
		}
	}
	return b.built
}

// line builds along one side of a street.
func (b *builder) line(w Way, side float64, d *dice.Dice) {
	length := geo.Length(w.Line)
	for at := 8.0; at < length; {
		f, ok := b.formAt(w, at, side)
		if !ok {
			at += 15
			continue
		}
		long := d.Between(f.least, f.most)
		ring := beside(w.Line, at+long/2, side*(f.front+f.depth/2), long, f.depth)
		if at+long > length || !b.fits(ring, f) {
			at += 5
			continue
		}
		b.add(f, w, ring, d)
		at += long + f.gap*d.Between(0.8, 1.3)
	}
}

func (b *builder) formAt(w Way, at, side float64) (form, bool) {
	p := geo.Along(w.Line, at)
	dx, dy := direction(w.Line, at)
	p = orb.Point{p[0] - dy*18*side, p[1] + dx*18*side}
	for i, yard := range b.yards {
		if planar.RingContains(yard, p) {
			f := forms[quarters[i].style]
			f.front += halfWidth(w) - 3.2
			return f, quarters[i].style != estate
		}
	}
	if planar.RingContains(worksYard, p) {
		return forms[works], true
	}
	return form{}, false
}

func (b *builder) add(f form, w Way, ring orb.Ring, d *dice.Dice) {
	h := Building{Class: f.class, Dwelling: f.dwelling, HeightM: math.Round(f.height * d.Between(0.8, 1.3)), Ring: ring}
	if w.Class == pedestrian || (w.Name == "Lyktgatan" && f.class == "apartments" && d.Chance(0.5)) {
		h.Class, h.Dwelling = "retail", false
	}
	b.built = append(b.built, h)
}

// rows builds an estate: long houses side by side across the quarter.
func (b *builder) rows(q quarter, p patch, d *dice.Dice) {
	f := forms[estate]
	wide, high := geo.Length(p.south), geo.Length(p.west)
	for y := 24.0; y < high-20; y += 9 {
		for x := 34.0; x < wide-30; x += 7 {
			u, v := x/wide, y/high
			line := orb.LineString{p.at(u-0.02, v), p.at(u+0.02, v)}
			long := d.Between(f.least, f.most)
			ring := beside(line, geo.Length(line)/2, 0, long, f.depth)
			if b.fits(ring, f) {
				b.built = append(b.built, Building{Class: f.class, Dwelling: true, HeightM: math.Round(f.height * d.Between(0.8, 1.3)), Ring: ring})
			}
		}
	}
}

// beside is a rectangle with its middle aside metres left of a line, at metres along it.
func beside(line orb.LineString, at, aside, long, deep float64) orb.Ring {
	p := geo.Along(line, at)
	dx, dy := direction(line, at)
	return rectangle(orb.Point{p[0] - dy*aside, p[1] + dx*aside}, dx, dy, long, deep)
}

// rectangle lies around c with its long side along the unit vector x, y.
func rectangle(c orb.Point, x, y, long, deep float64) orb.Ring {
	ring := make(orb.Ring, 0, 5)
	for _, s := range [][2]float64{{-1, -1}, {1, -1}, {1, 1}, {-1, 1}, {-1, -1}} {
		a, b := s[0]*long/2, s[1]*deep/2
		ring = append(ring, cm(orb.Point{c[0] + a*x - b*y, c[1] + a*y + b*x}))
	}
	return ring
}

// fits tells whether a footprint is clear of streets, houses, water, railway and reserves.
func (b *builder) fits(ring orb.Ring, f form) bool {
	for _, p := range ring {
		if inReserve(p) {
			return false
		}
	}
	if gap(ring, river) < riverWidthM/2+10 || gap(ring, railway) < railWidthM/2+16 {
		return false
	}
	bound := ring.Bound().Pad(20)
	for _, w := range b.ways {
		clear := f.clear
		if w.Class == footway || w.Class == cycleway || w.Class == steps {
			clear = f.clearPath
		}
		if bound.Intersects(w.Line.Bound()) && gap(ring, w.Line) < clear {
			return false
		}
	}
	for _, h := range b.built {
		if bound.Intersects(h.Ring.Bound()) && !clearOf(ring, h.Ring, f.gap*0.8) {
			return false
		}
	}
	return true
}

func clearOf(a, b orb.Ring, metres float64) bool {
	return gap(a, orb.LineString(b)) >= metres && !planar.RingContains(a, b[0]) && !planar.RingContains(b, a[0])
}

// gap is the least distance between the edge of a ring and a line; 0 where they cross.
func gap(ring orb.Ring, line orb.LineString) float64 {
	least := math.Inf(1)
	edge := orb.LineString(ring)
	for _, p := range ring {
		least = min(least, distance(line, p))
	}
	for i, p := range line {
		least = min(least, distance(edge, p))
		for k := 1; i > 0 && k < len(ring); k++ {
			if _, crossed := cross(line[i-1], p, ring[k-1], ring[k]); crossed {
				return 0
			}
		}
	}
	return least
}
