package town

import (
	"github.com/paulmach/orb"

	"tryggled/internal/geo"
)

// schoolWayM is how far from a school's yard its children's crossings are marked.
const schoolWayM = 260

// places are the schools with their yards, other places of children, the crossings on the ways
// to school, and where people meet in the evening.
func places(ways []Way) []Place {
	around := func(x, y, side float64) orb.Polygon {
		return orb.Polygon{rectangle(orb.Point{x, y}, 1, 0, side, side)}
	}
	all := []Place{
		{"school", "Lyktskolan", orb.Polygon{lyktSchool}},
		{"school", "Fiolskolan", orb.Polygon{fiolSchool}},
		{"school", "Åskolan", orb.Polygon{aSchool}},
		{"kindergarten", "Förskolan Hjortronet", orb.Point{-138, 684}},
		{"kindergarten", "Förskolan Altfiolen", orb.Point{-1228, -210}},
		{"playground", "Lindparkens lekplats", around(-455, 88, 16)},
		{"playground", "Lekplatsen i stråket", around(-752, 30, 18)},
		{"playground", "Fiolskolans lekplats", around(-1395, -375, 14)},
	}
	all = append(all, crossingsToSchool(ways)...)
	return append(all,
		Place{"station", "Stationen", orb.Point{-10, -420}},
		Place{"square", "Lyktorget", orb.Polygon{square}},
		Place{"square", "Nygårds torg", around(-1040, -110, 24)},
		Place{"youth_club", "Fritidsgården Ladan", orb.Point{-1090, -106}},
		Place{"safety_walk", "Lindparkens entré", orb.Point{-470, 110}},
		Place{"safety_walk", "Gångvägen vid Åskolan", orb.Point{430, 288}},
	)
}

// crossingsToSchool are where paths near a school meet a carriageway.
func crossingsToSchool(ways []Way) []Place {
	var all []Place
	for _, w := range ways {
		if w.Class != footway && w.Class != cycleway || w.Tunnel || w.Bridge {
			continue
		}
		for _, p := range []orb.Point{w.Line[0], w.Line[len(w.Line)-1]} {
			if nearSchool(p) && onCarriageway(ways, p) && !crossed(all, p) {
				all = append(all, Place{Class: "crossing", Shape: p})
			}
		}
	}
	return all
}

func nearSchool(p orb.Point) bool {
	for _, yard := range []orb.Ring{lyktSchool, fiolSchool, aSchool} {
		if distance(orb.LineString(yard), p) < schoolWayM {
			return true
		}
	}
	return false
}

func onCarriageway(ways []Way, p orb.Point) bool {
	_, ok := carriageway(ways, p)
	return ok
}

// carriageway is the street that a point lies on.
func carriageway(ways []Way, p orb.Point) (Way, bool) {
	for _, w := range ways {
		switch w.Class {
		case secondary, tertiary, residential:
			if w.Line.Bound().Pad(1).Contains(p) && distance(w.Line, p) < touchM {
				return w, true
			}
		}
	}
	return Way{}, false
}

func crossed(all []Place, p orb.Point) bool {
	for _, other := range all {
		if geo.Dist(other.Shape.(orb.Point), p) < 20 {
			return true
		}
	}
	return false
}

// besideCrossings are tall evergreen hedges along the street close by every third
// crossing, which hide a child from the driver.
func besideCrossings(ways []Way, places []Place) []Green {
	var greens []Green
	n := 0
	for _, place := range places {
		p, ok := place.Shape.(orb.Point)
		if place.Class != "crossing" || !ok {
			continue
		}
		if n++; n%3 != 1 {
			continue
		}
		w, _ := carriageway(ways, p)
		_, at, _ := geo.Nearest(w.Line, p)
		for _, side := range []float64{1, -1} {
			line := alongside(w, at+3, at+15, side*(halfWidth(w)+1.2))
			if line != nil && !touches(ways, w, line, 1) {
				greens = append(greens, Green{Class: "hedge", HeightM: 2.1, Density: 0.95, Evergreen: true, Owner: sbf, Shape: line})
				break
			}
		}
	}
	return greens
}

// alongside is a line beside a street from one distance along it to another, so far left of
// its middle; nil where the street ends before.
func alongside(w Way, from, to, aside float64) orb.LineString {
	if to > geo.Length(w.Line) {
		return nil
	}
	var line orb.LineString
	for at := from; at <= to; at += 4 {
		p := geo.Along(w.Line, at)
		dx, dy := direction(w.Line, at)
		line = append(line, cm(orb.Point{p[0] - dy*aside, p[1] + dx*aside}))
	}
	return line
}

// touches tells whether a line comes nearer than so many metres to any way but one.
func touches(ways []Way, but Way, line orb.LineString, metres float64) bool {
	for _, w := range ways {
		if w.Name == but.Name && w.Class == but.Class || !w.Line.Bound().Pad(metres).Intersects(line.Bound()) {
			continue
		}
		for _, p := range line {
			if distance(w.Line, p) < metres {
				return true
			}
		}
	}
	return false
}

// walls are the fences around the schools and the wall around the church, open where ways
// pass.
func walls(ways []Way, houses []Building) []Wall {
	var all []Wall
	for _, yard := range []orb.Ring{lyktSchool, fiolSchool, aSchool} {
		for _, line := range openings(yard, ways, houses) {
			all = append(all, Wall{Class: "fence", HeightM: 1.2, WidthM: 0.1, Line: line})
		}
	}
	for _, line := range openings(churchYard, ways, houses) {
		all = append(all, Wall{Class: "wall", HeightM: 1.1, WidthM: 0.6, Line: line})
	}
	return all
}

// openings is an outline without the parts near ways and houses.
func openings(ring orb.Ring, ways []Way, houses []Building) []orb.LineString {
	const gate, step, shortest = 3.5, 1.0, 5.0
	edge := orb.LineString(ring)
	var parts []orb.LineString
	from := -1.0
	flush := func(to float64) {
		if from >= 0 && to-from >= shortest {
			parts = append(parts, tidy(round(geo.Cut(edge, from, to))))
		}
		from = -1
	}
	for at := 0.0; at < geo.Length(edge); at += step {
		p := geo.Along(edge, at)
		spot := rectangle(p, 1, 0, 0.2, 0.2)
		if !clearOfWays(spot, ways, gate) || !clearOfHouses(spot, houses, 1) {
			flush(at - step)
		} else if from < 0 {
			from = at
		}
	}
	flush(geo.Length(edge))
	return parts
}
