package street

import (
	"math"

	"github.com/paulmach/orb"
)

// Travel is how somebody goes. The zero value walks at the mode's own speed, wherever it is
// shortest.
type Travel struct {
	Mode       Mode
	SpeedMPS   float64 // on foot on the level, or riding, metres a second; 0: the mode's own. A car's speed is its street's
	Preference Preference
	Sides      []Side // of each segment of the graph; nil: as the map's tags tell

	// No street nearer to any of these points than so many metres is used. Of a street that
	// comes nearer in part, the parts outside can still be gone to from their own ends.
	KeepAway  []orb.Point
	KeepAwayM float64
}

// Preference is how much longer some streets count as than they are: 0.5 makes one that is
// so all along count half as long again. True times and lengths stay what they are.
type Preference struct {
	Dark      float64 // without light; unknown light costs nothing
	Concealed float64 // where somebody could stand unseen; unknown costs nothing
	Motor     float64 // a main road without a pavement, for those who walk or push a bicycle
}

// Side is what a street is like to go along, as shares of its length, 0 to 1.
type Side struct{ Dark, Concealed float64 }

// mostPreference bounds what a street may count as; more would change no route.
const mostPreference = 100

func bounded(v, most float64) float64 {
	if !(v > 0) {
		return 0
	}
	return min(v, most)
}

func (p Preference) bounded() Preference {
	return Preference{
		Dark: bounded(p.Dark, mostPreference), Concealed: bounded(p.Concealed, mostPreference),
		Motor: bounded(p.Motor, mostPreference),
	}
}

// worst is how many times its length a street may count as at most.
func (p Preference) worst() float64 { return 1 + p.Dark + p.Concealed + p.Motor }

// Speeds, all starting values. Stairs and pushing are of the speed on the level.
const (
	WalkMPS    = 1.25     // 4.5 km/h, an unhurried walk
	RideMPS    = 15 / 3.6 // 15 km/h, a bicycle patrol that looks about
	stepsShare = 0.5      // along their plan, stairs take twice the time of level ground
	limitShare = 0.8      // of a posted limit is kept, stops at junctions among it
	fastestMPS = 60.0     // nobody goes faster; bounds a mistaken speed
	carOwnMPS  = 30 / 3.6 // a car's own speed: the one that costs are counted in
	slowestMPS = 0.05     // nobody goes slower
	paceMPS    = paceKmh / 3.6
	kmhByMPS   = 3.6
)

// carClass is the mean speed of a car in km/h on the classes that cars use, where no limit
// is known: a little below what Swedish towns post, since junctions take time.
var carClass = map[string]float64{
	"motorway": 90, "motorway_link": 60, "trunk": 65, "trunk_link": 50,
	"primary": 45, "primary_link": 40, "secondary": 40, "secondary_link": 35,
	"tertiary": 35, "tertiary_link": 30, "unclassified": 30, "residential": 25,
	"road": 20, "service": 15, "living_street": paceKmh,
}

// rideClass are the classes that one may ride along unless tags say otherwise. On the
// others, such as a footway, a bicycle is pushed, for which nothing but feet are needed.
var rideClass = map[string]bool{
	"cycleway": true, "path": true, "track": true, "bridleway": true,
	"trunk": true, "trunk_link": true, "primary": true, "primary_link": true,
	"secondary": true, "secondary_link": true, "tertiary": true, "tertiary_link": true,
	"unclassified": true, "residential": true, "living_street": true, "service": true, "road": true,
	"": true, // not known what it is, but that one may walk there
}

// mainClass are the classes of main roads.
var mainClass = map[string]bool{
	"motorway": true, "motorway_link": true, "trunk": true, "trunk_link": true,
	"primary": true, "primary_link": true, "secondary": true, "secondary_link": true,
}

// own is the speed of a mode in metres a second.
func (t Travel) own() float64 {
	switch {
	case t.Mode == Car:
		return carOwnMPS
	case t.SpeedMPS > 0 && !math.IsInf(t.SpeedMPS, 1):
		return min(max(t.SpeedMPS, slowestMPS), fastestMPS)
	case t.Mode == Bicycle:
		return RideMPS
	}
	return WalkMPS
}

// speed is how fast one goes along a segment, and whether on foot; 0 where one may not.
func (t Travel) speed(s *Segment, backwards bool) (mps float64, onFoot bool) {
	switch t.Mode {
	case Car:
		return carSpeed(s, backwards), false
	case Bicycle:
		if !s.Steps && s.Bicycle.allows(backwards, rideClass[s.Class]) {
			if s.Class == "living_street" {
				return min(t.own(), paceMPS), false
			}
			return t.own(), false
		}
		return walking(s, min(WalkMPS, t.own())), true
	}
	return walking(s, t.own()), true
}

func walking(s *Segment, mps float64) float64 {
	if s.Steps {
		return mps * stepsShare
	}
	return mps
}

func carSpeed(s *Segment, backwards bool) float64 {
	class := carClass[s.Class]
	if s.Steps || !s.Car.allows(backwards, class > 0) {
		return 0
	}
	kmh := class
	switch {
	case class == 0:
		kmh = paceKmh
	case s.MaxKmh > 0 && (s.Class == "service" || s.Class == "living_street"):
		kmh = min(class, limitShare*s.MaxKmh)
	case s.MaxKmh > 0:
		kmh = limitShare * s.MaxKmh
	}
	return kmh / kmhByMPS
}
