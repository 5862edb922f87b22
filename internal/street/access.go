package street

import (
	"slices"
	"strconv"
	"strings"
)

// What OSM's tags say of cars and bicycles, after its wiki's pages on access restrictions
// and their defaults. A street is among the segments only where people may walk; nothing
// here opens a street that is private or closed.
var (
	openAccess    = []string{"yes", "designated", "permissive", "official", "destination"}
	closedToCars  = append([]string{"permit", "residents", "psv", "bus", "emergency", "dismount", "use_sidepath"}, closedAccess...)
	oneWay        = []string{"yes", "true", "1"}
	oneWayBack    = []string{"-1", "reverse"}
	oneWayUnsure  = []string{"reversible", "alternating"}
	carBarriers   = []string{"bollard", "block", "cycle_barrier", "motorcycle_barrier", "kissing_gate", "stile", "turnstile", "full-height_turnstile", "jersey_barrier", "log", "planter", "chain", "bus_trap", "sump_buster"}
	sidewalkThere = []string{"both", "left", "right", "yes"}
)

// firstOf is the value of the first key that is set: the most particular one.
func firstOf(tags map[string]string, keys ...string) string {
	for _, key := range keys {
		if tags[key] != "" {
			return tags[key]
		}
	}
	return ""
}

// carOf says which ways a car may take. ByClass where the tags add nothing to the class.
func carOf(tags map[string]string) Direction {
	class := tags["highway"]
	access := firstOf(tags, "motorcar", "motor_vehicle", "vehicle", "access")
	own := firstOf(tags, "motorcar", "motor_vehicle", "vehicle")
	byClass := carClass[class] > 0
	switch {
	case slices.Contains(closedToCars, access):
		return NoWay
	case !byClass && (class == "steps" || !slices.Contains(openAccess, own)):
		return ByClass
	}
	if d := oneWayOf(tags); d != ByClass || byClass {
		return d
	}
	return BothWays
}

// drivenAt is carOf for a piece of a way: one that a car cannot get through is shut.
func drivenAt(tags map[string]string, piece []Node) Direction {
	for _, n := range piece[1 : len(piece)-1] {
		if n.NoWay != OpenToAll {
			return NoWay
		}
	}
	return carOf(tags)
}

// oneWayOf is the direction of traffic; ByClass for both.
func oneWayOf(tags map[string]string) Direction {
	v := tags["oneway"]
	switch {
	case slices.Contains(oneWayBack, v):
		return Backward
	case slices.Contains(oneWayUnsure, v):
		return NoWay
	case slices.Contains(oneWay, v):
		return Forward
	case v == "" && impliedOneWay(tags):
		return Forward
	}
	return ByClass
}

func impliedOneWay(tags map[string]string) bool {
	around := tags["junction"]
	class := tags["highway"]
	return around == "roundabout" || around == "circular" || class == "motorway" || class == "motorway_link"
}

// bicycleOf says which ways one may ride.
func bicycleOf(tags map[string]string) Direction {
	class := tags["highway"]
	own := tags["bicycle"]
	byClass := rideClass[class]
	access := firstOf(tags, "bicycle", "vehicle", "access")
	switch {
	case class == "steps":
		return ByClass
	case tags["motorroad"] == "yes" && own == "",
		slices.Contains(closedToCars, access) && own != "permit":
		return NoWay
	case !byClass && !slices.Contains(openAccess, own):
		return ByClass
	}
	if d := riddenOneWay(tags); d != ByClass || byClass {
		return d
	}
	return BothWays
}

// riddenOneWay is the direction of bicycles, which may have a lane against the traffic.
func riddenOneWay(tags map[string]string) Direction {
	switch v := tags["oneway:bicycle"]; {
	case v == "no":
		return ByClass
	case slices.Contains(oneWay, v):
		return Forward
	case slices.Contains(oneWayBack, v):
		return Backward
	}
	for _, key := range [...]string{"cycleway", "cycleway:left", "cycleway:right", "cycleway:both"} {
		if strings.HasPrefix(tags[key], "opposite") {
			return ByClass
		}
	}
	return oneWayOf(tags)
}

// Limits that are no posted speed.
const (
	leastKmh = 3
	mostKmh  = 150
	mileKm   = 1.609344
	paceKmh  = 7 // at walking pace, which Swedish traffic rules ask for in a gångfartsområde
)

// maxKmhOf reads maxspeed: km/h, or miles with their unit. What is not understood is unknown.
func maxKmhOf(tags map[string]string) float64 {
	v := tags["maxspeed"]
	if v == "walk" || strings.HasSuffix(v, ":walk") {
		return paceKmh
	}
	v, miles := strings.CutSuffix(v, "mph")
	v, _ = strings.CutSuffix(strings.TrimSpace(v), "km/h")
	kmh, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
	if miles {
		kmh *= mileKm
	}
	if err != nil || !(kmh >= leastKmh && kmh <= mostKmh) {
		return 0
	}
	return kmh
}

func hasSidewalk(tags map[string]string) bool {
	for _, key := range [...]string{"sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right"} {
		if slices.Contains(sidewalkThere, tags[key]) {
			return true
		}
	}
	return false
}

func detailOf(tags map[string]string) string { return firstOf(tags, "footway", "service") }

// BarrierOf says whom a point with these OSM tags does not let past: a gate that is locked
// or private nobody, a bollard no car.
func BarrierOf(tags map[string]string) Barrier {
	kind := tags["barrier"]
	if kind == "" {
		return OpenToAll
	}
	foot := firstOf(tags, "foot", "access")
	if slices.Contains(footRefused, foot) || tags["locked"] == "yes" && !slices.Contains(footAllowed, foot) {
		return ClosedToAll
	}
	car := firstOf(tags, "motorcar", "motor_vehicle", "vehicle", "access")
	if slices.Contains(closedToCars, car) || slices.Contains(carBarriers, kind) && !slices.Contains(openAccess, car) {
		return ClosedToCar
	}
	return OpenToAll
}
