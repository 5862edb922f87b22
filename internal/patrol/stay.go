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

// staysOf tells when a track was at which place: each point stands for the time from half
// way since the point before to half way to the next, pieces apart.
func staysOf(places []Place, points []Fix) []Stay {
	stays := []Stay{}
	for i, p := range points {
		place := placeAt(places, p.Point)
		if place < 0 {
			continue
		}
		from, to := p.At.UTC(), p.At.UTC()
		if i > 0 && !broken(points[i-1], p) {
			from = middle(points[i-1].At, p.At)
		}
		if i < len(points)-1 && !broken(p, points[i+1]) {
			to = middle(p.At, points[i+1].At)
		}
		if n := len(stays); n > 0 && stays[n-1].Spot == places[place].Spot && stays[n-1].To.Equal(from) {
			stays[n-1].To = to
		} else if to.After(from) {
			stays = append(stays, Stay{Spot: places[place].Spot, From: from, To: to})
		}
	}
	return stays
}

func middle(a, b time.Time) time.Time { return a.UTC().Add(b.Sub(a) / 2) }

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
