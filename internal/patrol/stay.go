package patrol

import (
	"fmt"
	"math"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
	"tryggled/internal/route"
	"tryggled/internal/street"
)

// reachM is how far from a place's point or street a team is still there: about the width
// of a square. A starting value.
const reachM = 25

// Place is a place of a plan as tracks find it.
type Place struct {
	Spot  string // as plan.Visit names it
	Name  lang.Text
	Point orb.Point
	Shape orb.MultiPolygon // nil: none
	Line  orb.LineString   // of a street; nil: none

	box orb.Bound // around all that is within reach
}

// PlacesOf are the places where a team's time counts for a plan: its hotspots, visited or
// not, and whatever else its teams are sent to.
func PlacesOf(planned route.Planned, segments []street.Segment) []Place {
	var places []Place
	number := map[string]int{}
	for _, h := range planned.Hotspots {
		spot := fmt.Sprintf("h%d", h.Rank)
		number[spot] = len(places)
		places = append(places, Place{Spot: spot, Name: h.Name, Point: h.Centre, Shape: h.Shape})
	}
	for _, t := range planned.Plan.Tours {
		for _, v := range t.Visits {
			spot := spotOf(v)
			i, ok := number[spot]
			if !ok {
				i = len(places)
				number[spot] = i
				places = append(places, Place{Spot: spot, Name: v.Place.Name, Line: lineOf(v, segments)})
			}
			places[i].Point = v.Place.Point
		}
	}
	for i := range places {
		places[i].bound()
	}
	return places
}

func lineOf(v plan.Visit, segments []street.Segment) orb.LineString {
	if v.Kind != plan.AtSegment {
		return nil
	}
	for _, s := range segments {
		if fmt.Sprintf("s%d", s.ID) == v.Spot {
			return s.Line
		}
	}
	return nil
}

func (p *Place) bound() {
	p.box = orb.Bound{Min: p.Point, Max: p.Point}
	if len(p.Line) > 0 {
		p.box = p.box.Union(p.Line.Bound())
	}
	p.box = p.box.Pad(reachM)
	if len(p.Shape) > 0 {
		p.box = p.box.Union(p.Shape.Bound())
	}
}

// holds reports whether somebody at a point is at the place, and how far from its point.
func (p Place) holds(at orb.Point) (metres float64, ok bool) {
	if !p.box.Contains(at) {
		return 0, false
	}
	metres = geo.Dist(p.Point, at)
	if metres <= reachM || len(p.Shape) > 0 && planar.MultiPolygonContains(p.Shape, at) {
		return metres, true
	}
	if len(p.Line) > 1 {
		_, _, off := geo.Nearest(p.Line, at)
		return metres, off <= reachM
	}
	return metres, false
}

// staysOf tells when a track was at which place. Between two points a team goes evenly and
// straight; pieces are apart.
func staysOf(places []Place, points []Fix) []Stay {
	stays := []Stay{}
	for i := 0; i < len(points); {
		place, first := placeAt(places, points[i].Point), i
		for i++; i < len(points) && !broken(points[i-1], points[i]) && placeAt(places, points[i].Point) == place; {
			i++
		}
		if place < 0 {
			continue
		}
		from, to := points[first].At.UTC(), points[i-1].At.UTC()
		if first > 0 && !broken(points[first-1], points[first]) {
			from = from.Add(edge(places, place, points[first], points[first-1]))
		}
		if i < len(points) && !broken(points[i-1], points[i]) {
			to = to.Add(edge(places, place, points[i-1], points[i]))
		}
		if n := len(stays); n > 0 {
			from = later(from, stays[n-1].To) // where places overlap
		}
		if to.After(from) {
			stays = append(stays, Stay{Spot: places[place].Spot, From: from, To: to})
		}
	}
	return stays
}

// edge is how long after a point within a place, or before it, the place ends on the way to a
// point that is not: less than nothing where that one comes first.
func edge(places []Place, place int, in, out Fix) time.Duration {
	within, beyond := 0.0, 1.0
	for range 14 {
		mid := (within + beyond) / 2
		p := orb.Point{in.Point[0] + mid*(out.Point[0]-in.Point[0]), in.Point[1] + mid*(out.Point[1]-in.Point[1])}
		if placeAt(places, p) == place {
			within = mid
		} else {
			beyond = mid
		}
	}
	return time.Duration(beyond * float64(out.At.Sub(in.At)))
}

// placeAt is the number of the place that holds a point, of several the one whose own point
// is nearest; -1 for none.
func placeAt(places []Place, at orb.Point) int {
	best, least := -1, math.Inf(1)
	for i, p := range places {
		if metres, ok := p.holds(at); ok && metres < least {
			best, least = i, metres
		}
	}
	return best
}
