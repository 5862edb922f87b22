package route

import (
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
	"tryggled/internal/street"
)

// How far, in metres, a place may lie from the street that it is visited from.
const (
	BaseReachM    = 300
	hotspotReachM = 100
	anywhereM     = 1e7 // wider than any municipality
)

// Stop is where a place is visited. OnStreet is false where no street is near.
type Stop struct {
	Position street.Position
	OnStreet bool
	asked    orb.Point // the place itself
}

// stopsOf finds the street from which each place is visited: the nearest to its middle as far
// as the outline of a hotspot reaches, else the nearest at all within reach; a street of the
// largest connected part goes before the others.
func stopsOf(g *street.Graph, spots []plan.Spot, hotspots []hotspot.Hotspot) []Stop {
	reach := map[int]float64{}
	for _, h := range hotspots {
		reach[h.Rank] = reachWithin(h)
	}
	stops := make([]Stop, len(spots))
	for i, s := range spots {
		stops[i].Position.Point = s.Point
		at, ok := g.Snap(s.Point, reach[s.Hotspot])
		if !ok {
			at, ok = g.Snap(s.Point, hotspotReachM)
		}
		if ok {
			stops[i] = Stop{Position: at, OnStreet: true, asked: s.Point}
		}
	}
	return stops
}

// stopsBy finds where places are visited from by one way of going: where it may not be at the
// stop itself, at the nearest place that it may, if that lies within the outline or no farther
// off.
func stopsBy(way *street.Profile, stops []Stop, spots []plan.Spot, hotspots []hotspot.Hotspot) []Stop {
	out := make([]Stop, len(stops))
	reach := map[int]float64{}
	for _, h := range hotspots {
		reach[h.Rank] = reachWithin(h)
	}
	for i, s := range stops {
		out[i] = s
		if !s.OnStreet {
			continue
		}
		at, ok := way.Snap(s.asked, max(reach[spots[i].Hotspot], s.Position.OffM+1))
		if out[i].OnStreet = ok; ok {
			out[i].Position = at
		}
	}
	return out
}

// reachWithin is how far the outline of a hotspot reaches from its middle.
func reachWithin(h hotspot.Hotspot) float64 {
	far := 0.0
	for _, polygon := range h.Shape {
		for _, ring := range polygon {
			for _, p := range ring {
				far = max(far, geo.Dist(h.Centre, p))
			}
		}
	}
	return far
}

// base is where a team starts and ends.
type base struct {
	place    plan.Place
	position street.Position
	note     lang.Text // where it is not where it was asked for
}

// baseAt snaps a base to the streets. It returns Invalid, with the distance, for one that
// lies too far from any.
func baseAt(g *street.Graph, way *street.Profile, b municipality.Base) (base, error) {
	at, ok := way.Snap(b.Point, BaseReachM)
	if !ok { // too near to what the team keeps away from: it has no way from here, and plan says so
		at, ok = g.Snap(b.Point, BaseReachM)
	}
	if ok {
		return base{place: plan.Place{Name: b.Name, Point: at.Point}, position: at}, nil
	}
	if at, ok = g.Snap(b.Point, anywhereM); !ok {
		return base{}, noStreets()
	}
	return base{}, fault.New(fault.Invalid, lang.T(
		"utgångspunkten %s ligger %s km från närmaste gata: flytta den, eller läs in gator som når dit",
		"the base %s lies %s km from the nearest street: move it, or import streets that reach it", b.Name, lang.Decimal(at.OffM/1000, 1)))
}

// baseInMiddle chooses a start where the municipality has none: the street nearest to the
// middle of the areas, or of the network, that the team may use.
func baseInMiddle(g *street.Graph, way *street.Profile, mode lang.Text, areas []municipality.Area) (base, error) {
	var bound *orb.Bound
	extend := func(b orb.Bound) {
		if bound == nil {
			bound = &b
			return
		}
		*bound = bound.Union(b)
	}
	for _, a := range areas {
		extend(a.Shape.Bound())
	}
	if len(areas) == 0 {
		for _, s := range g.Segments() {
			extend(s.Line.Bound())
		}
	}
	if bound == nil {
		return base{}, noStreets()
	}
	at, ok := way.Snap(bound.Center(), anywhereM)
	if !ok { // it may use none, and plan says so
		at, ok = g.Snap(bound.Center(), anywhereM)
	}
	if !ok {
		return base{}, noStreets()
	}
	name := lang.T("mitten av området", "the middle of the area")
	note := lang.T("Grupper (%s) utan egen utgångspunkt utgår från mitten av området.",
		"Teams (%s) without a base of their own start from the middle of the area.", mode)
	if street := g.Segments()[at.Segment].Name; street != "" {
		name = lang.Same(street)
		note = lang.T("Grupper (%s) utan egen utgångspunkt utgår från mitten av området, vid %s.",
			"Teams (%s) without a base of their own start from the middle of the area, at %s.", mode, street)
	}
	return base{place: plan.Place{Name: name, Point: at.Point}, position: at, note: note}, nil
}

func noStreets() error {
	return fault.New(fault.Invalid, lang.T(
		"kommunen har inga gator att gå på: läs in dem med tryggled import osm",
		"the municipality has no streets to walk: import them with tryggled import osm"))
}
