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

// Lamp is a street lamp, as its owner's register tells of it.
type Lamp struct {
	Point    orb.Point
	HeightM  float64
	Broken   bool
	Pole     string  // number on the pole
	Cabinet  string  // that feeds it
	Owner    string  // VME along the streets, KBAB in the yards of its houses
	Lumens   float64 // 0: the register says watts only
	Watts    float64
	Method   string // led, mercury
	Dimming  string // as ingest reads it
	UnitCost int    // of mending it, in kronor
}

// Green is something that grows: a surface, a line for a hedge or a point for a tree.
type Green struct {
	Class      string // park, wood, scrub, hedge, tree
	HeightM    float64
	CrownBaseM float64 // 0: from the ground up, or not said
	Density    float64 // 0: not said
	Evergreen  bool
	Owner      string
	Protected  string // alley: the avenue must not be cut without leave
	Shape      orb.Geometry
}

// Camera is a camera with its sector.
type Camera struct {
	Point                        orb.Point
	HeightM                      float64
	BearingDeg, FieldDeg, RangeM float64
	Type                         string // fixed, dome
	Operator                     string
	Purpose                      string
}

// Building is a house by its footprint.
type Building struct {
	Class    string // apartments, house, retail, school, train_station, church, industrial
	Name     string
	Dwelling bool
	HeightM  float64
	Ring     orb.Ring
}

// Wall is a wall or a fence.
type Wall struct {
	Class   string // wall, fence
	HeightM float64
	WidthM  float64
	Line    orb.LineString
}

// Place is where measures must mind somebody: a school, a playground, a crossing.
type Place struct {
	Class, Name string
	Shape       orb.Geometry
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
	Walls     []Wall
	Places    []Place
	Grounds   []Ground
	Areas     []Area
}

// Draw draws the town. It gives the same town every time.
func Draw() Town {
	ways := Streets()
	lamps := light(ways)
	buildings := build(ways)
	places := places(ways)
	return Town{
		Ways:      ways,
		Lamps:     lamps,
		Greens:    append(grow(ways, buildings), besideCrossings(ways, places)...),
		Cameras:   cameras(),
		Buildings: buildings,
		Walls:     walls(ways, buildings),
		Places:    places,
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
