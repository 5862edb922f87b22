package town

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/geodata/koping/internal/dice"
	"tryggled/internal/geo"
)

// overgrown are the stretches of path where bushes stand close on both sides.
var overgrown = []struct {
	way      string
	from, to orb.Point
}{
	{"Tunnelstråket", orb.Point{-806, -210}, orb.Point{-640, -182}},
	{"Tunnelstråket", orb.Point{-612, -175}, orb.Point{-560, -160}},
	{"Åstråket", orb.Point{150, 455}, orb.Point{158, 362}},
	{"Åstråket", orb.Point{166, 314}, orb.Point{200, 248}},
	{"Lövsångarstråket", orb.Point{-848, 254}, orb.Point{-806, 229}},
	{"Lövsångarstråket", orb.Point{-790, 218}, orb.Point{-706, 184}},
}

// grow plants parks, woods, bushes along neglected paths, hedges and trees.
func grow(ways []Way, houses []Building) []Green {
	d := dice.New(Seed, "green")
	greens := parks(d)
	for _, o := range overgrown {
		line := stretch(ways, o.way, o.from, o.to)
		greens = append(greens,
			Green{Class: "scrub", HeightM: 2.4, Density: 0.9, Owner: sbf, Shape: orb.Polygon{ribbon(line, 6.5, 2)}},
			Green{Class: "scrub", HeightM: 2.2, Density: 0.9, Owner: sbf, Shape: orb.Polygon{ribbon(line, -2, -7)}})
	}
	greens = append(greens, hedges(houses, ways, d)...)
	return append(greens, trees(ways, houses, d)...)
}

func stretch(ways []Way, name string, from, to orb.Point) orb.LineString {
	var best orb.LineString
	least := math.Inf(1)
	for _, w := range ways {
		if d := distance(w.Line, from) + distance(w.Line, to); w.Name == name && !w.Tunnel && d < least {
			best, least = w.Line, d
		}
	}
	_, a, _ := geo.Nearest(best, from)
	_, b, _ := geo.Nearest(best, to)
	return tidy(round(geo.Cut(best, a, b)))
}

func parks(d *dice.Dice) []Green {
	var greens []Green
	for _, r := range []orb.Ring{lindPark, churchYard, greenStrip, greenStripSouth} {
		greens = append(greens, planted("park", 0.3, r))
	}
	bank := smooth(orb.LineString{{186, 480}, {205, 330}, {282, 165}, {270, 90}})
	lower := smooth(orb.LineString{{272, 45}, {262, -20}, {195, -200}, {228, -370}})
	greens = append(
		greens,
		planted("park", 0.3, ribbon(bank, -16, -52)),
		planted("park", 0.3, ribbon(lower, -16, -50)),
		planted("wood", 14, blob(orb.Point{-1745, 190}, 120, 190, d)),
		planted("wood", 14, blob(orb.Point{-1690, -400}, 130, 120, d)),
		planted("wood", 12, blob(orb.Point{-760, 385}, 40, 62, d)),
		planted("wood", 12, blob(orb.Point{-712, -285}, 44, 48, d)),
		planted("wood", 13, blob(orb.Point{-560, 720}, 62, 110, d)),
		planted("wood", 13, blob(orb.Point{-640, -690}, 210, 120, d)),
		planted("wood", 12, blob(orb.Point{190, 930}, 30, 46, d)),
		planted("wood", 13, blob(orb.Point{-1180, 640}, 240, 130, d)),
		planted("wood", 13, blob(orb.Point{940, -130}, 80, 190, d)),
		planted("scrub", 2, blob(orb.Point{-425, 78}, 11, 9, d)),
		planted("scrub", 2, blob(orb.Point{-352, 142}, 14, 9, d)),
	)
	return greens
}

// planted is a surface that the municipality keeps.
func planted(class string, height float64, ring orb.Ring) Green {
	return Green{Class: class, HeightM: height, Owner: sbf, Shape: orb.Polygon{ring}}
}

// blob is an uneven round outline with half axes a and b in metres.
func blob(c orb.Point, a, b float64, d *dice.Dice) orb.Ring {
	const corners = 40
	p1, p2 := d.Between(0, 2*math.Pi), d.Between(0, 2*math.Pi)
	ring := make(orb.Ring, 0, corners+1)
	for i := range corners {
		t := 2 * math.Pi * float64(i) / corners
		r := 1 + 0.14*math.Sin(2*t+p1) + 0.08*math.Sin(3*t+p2) + 0.04*math.Sin(7*t+p1)
		ring = append(ring, cm(orb.Point{c[0] + a*r*math.Cos(t), c[1] + b*r*math.Sin(t)}))
	}
	return append(ring, ring[0])
}

// hedges stand behind some of the detached houses, on the side away from the street. They
// are the householders' own; every fourth is a thuja, which is green all year.
func hedges(houses []Building, ways []Way, d *dice.Dice) []Green {
	var greens []Green
	kinds := dice.New(Seed, "hedge kinds")
	for _, h := range houses {
		if h.Class != "house" || !d.Chance(0.3) {
			continue
		}
		a, b := h.Ring[2], h.Ring[3]
		x, y := unit(orb.Point{a[0] - b[0], a[1] - b[1]})
		c := orb.Point{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2}
		middle := planarMiddle(h.Ring)
		ox, oy := unit(orb.Point{c[0] - middle[0], c[1] - middle[1]})
		ring := rectangle(orb.Point{c[0] + 9*ox, c[1] + 9*oy}, x, y, 20, 1.2)
		if clearOfWays(ring, ways, 4) && clearOfHouses(ring, houses, 1) {
			line := orb.LineString{between(ring[0], ring[3]), between(ring[1], ring[2])}
			greens = append(greens, Green{Class: "hedge", HeightM: 1.8, Density: 0.9, Evergreen: kinds.Chance(0.25), Shape: line})
		}
	}
	return greens
}

func between(a, b orb.Point) orb.Point { return cm(orb.Point{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2}) }

func planarMiddle(r orb.Ring) orb.Point {
	c, _ := planar.CentroidArea(r)
	return c
}

func clearOfWays(ring orb.Ring, ways []Way, metres float64) bool {
	bound := ring.Bound().Pad(metres)
	for _, w := range ways {
		if bound.Intersects(w.Line.Bound()) && gap(ring, w.Line) < metres {
			return false
		}
	}
	return true
}

func clearOfHouses(ring orb.Ring, houses []Building, metres float64) bool {
	bound := ring.Bound().Pad(metres)
	for _, h := range houses {
		if bound.Intersects(h.Ring.Bound()) && !clearOf(ring, h.Ring, metres) {
			return false
		}
	}
	return true
}

// trees line the two main streets of the centre and stand spread in the parks. Those along
// Kransvägen are a protected avenue.
func trees(ways []Way, houses []Building, d *dice.Dice) []Green {
	var greens []Green
	plant := func(p orb.Point, height float64, protected string) {
		spot := rectangle(p, 1, 0, 1.5, 1.5)
		if clearOfWays(spot, ways, 2) && clearOfHouses(spot, houses, 1) {
			height = math.Round(height)
			greens = append(greens, Green{
				Class: "tree", HeightM: height, CrownBaseM: max(2.2, math.Round(height*3)/10), Owner: sbf, Protected: protected, Shape: cm(p),
			})
		}
	}
	for _, w := range ways {
		if (w.Name != "Klockgjutargatan" && w.Name != "Kransvägen") || w.Bridge {
			continue
		}
		for at := 15.0; at < geo.Length(w.Line); at += 22 {
			p := geo.Along(w.Line, at)
			dx, dy := direction(w.Line, at)
			aside := halfWidth(w) + 2.4
			protected := ""
			if w.Name == "Kransvägen" {
				protected = "alley"
			}
			plant(orb.Point{p[0] - dy*aside, p[1] + dx*aside}, d.Between(7, 12), protected)
		}
	}
	for _, r := range []orb.Ring{lindPark, churchYard, greenStrip, greenStripSouth, square, fiolSchool, lyktSchool} {
		box := r.Bound()
		for range int(planar.Area(r) / 700) {
			p := orb.Point{d.Between(box.Min[0], box.Max[0]), d.Between(box.Min[1], box.Max[1])}
			if planar.RingContains(r, p) {
				plant(p, d.Between(6, 15), "")
			}
		}
	}
	return greens
}
