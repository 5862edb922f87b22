// Package town draws the exercise town: streets, lamps, greenery, cameras and buildings
// of a place that is nowhere. The skeleton (river, railway, main streets, quarters, parks)
// is drawn by hand in skeleton.go; the rest is laid by seeded rules, always the same.
//
// Everything is in metres east and north of Origin, which lies where Köping lies, so that
// distances are true and the map is in the right part of Sweden. No street, house or lamp
// is a real one.
package town

import (
	"github.com/paulmach/orb"

	"tryggled/geodata/koping/internal/dice"
)

// Seed is what the whole town is drawn from.
const Seed = 1983

// Origin is the point that the drawing is measured from, in SWEREF 99 TM (east, north):
// 15.993° E, 59.514° N.
var Origin = orb.Point{556196, 6597708}

// Way is one street or path. Ways meet where they share a point.
type Way struct {
	Name    string // empty for paths without one
	Class   string // OSM highway value
	Lit     string // yes, no, or empty for unknown
	Surface string
	Foot    string // OSM foot value; empty where the class says it
	Bridge  bool
	Tunnel  bool
	Line    orb.LineString

	drawn bool // by hand: never pruned
}

// layer tells which ways can meet: those on bridges and in tunnels pass the others.
func (w Way) layer() int {
	switch {
	case w.Bridge:
		return 1
	case w.Tunnel:
		return -1
	}
	return 0
}

// Lamp is a street lamp.
type Lamp struct {
	Point   orb.Point
	HeightM float64
	Broken  bool
}

// Green is something that grows: a surface or, for a tree, a point.
type Green struct {
	Class   string // park, wood, scrub, hedge, tree
	HeightM float64
	Shape   orb.Geometry
}

// Camera is a camera with its sector.
type Camera struct {
	Point                        orb.Point
	HeightM                      float64
	BearingDeg, FieldDeg, RangeM float64
}

// Building is a house by its footprint.
type Building struct {
	Class    string // apartments, house, retail, school, train_station, church, industrial
	Name     string
	Dwelling bool
	HeightM  float64
	Ring     orb.Ring
}

// Ground is what lies under the town: water, railway, square.
type Ground struct {
	Class, Name string
	Shape       orb.Geometry
}

// Area is a quarter that a municipality would plan for.
type Area struct {
	Slug, SV, EN string
	Ring         orb.Ring
}

// Town is the whole drawing.
type Town struct {
	Ways      []Way
	Lamps     []Lamp
	Greens    []Green
	Cameras   []Camera
	Buildings []Building
	Grounds   []Ground
	Areas     []Area
}

// Draw draws the town. It gives the same town every time.
func Draw() Town {
	ways := Streets()
	lamps := light(ways)
	buildings := build(ways)
	return Town{
		Ways:      ways,
		Lamps:     lamps,
		Greens:    grow(ways, buildings),
		Cameras:   cameras(),
		Buildings: buildings,
		Grounds:   grounds(),
		Areas:     Areas(),
	}
}

// Streets lays the streets alone, which takes some milliseconds.
func Streets() []Way {
	roads := drawnRoads()
	ways := append([]Way{}, roads...)
	for _, q := range quarters {
		ways = append(ways, q.lay(roads, dice.New(Seed, "quarter", q.name))...)
	}
	ways = join(ways)
	return largest(prune(ways))
}
