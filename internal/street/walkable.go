package street

import "slices"

// Which OSM ways people may walk along, after the OSM wiki's default access for foot,
// narrowed to what a patrol may be sent along.
var (
	walkedClasses = []string{
		"footway", "path", "pedestrian", "steps", "living_street", "residential", "service",
		"unclassified", "tertiary", "tertiary_link", "secondary", "secondary_link", "primary",
		"primary_link", "track", "cycleway", "road",
	}
	allowedClasses = []string{"trunk", "trunk_link", "motorway", "motorway_link", "bridleway", "corridor", "busway"}
	footAllowed    = []string{"yes", "designated", "permissive", "official"}
	footRefused    = []string{"no", "private", "use_sidepath", "discouraged"}
	closedAccess   = []string{"no", "private", "agricultural", "forestry", "military", "delivery"}
	litValues      = []string{"yes", "24/7", "automatic", "limited", "interval", "sunset-sunrise", "dusk-dawn", "operating_times"}
	unlitValues    = []string{"no", "disused"}
)

// Walkable reports whether people may walk along a way with these OSM tags. What foot
// says goes first, then access, then the class of street: motorways and trunk roads
// only with foot=yes, driveways of houses only where something says they are open.
func Walkable(tags map[string]string) bool {
	class, foot := tags["highway"], tags["foot"]
	allowed := slices.Contains(footAllowed, foot)
	switch {
	case slices.Contains(footRefused, foot):
		return false
	case slices.Contains(allowedClasses, class):
		return allowed
	case !slices.Contains(walkedClasses, class):
		return false
	case allowed:
		return true
	case slices.Contains(closedAccess, tags["access"]) || tags["motorroad"] == "yes":
		return false
	}
	return tags["service"] != "driveway" || slices.Contains(footAllowed, tags["access"])
}

// lightOf reads the tag lit; anything not understood is unknown.
func lightOf(tags map[string]string) Light {
	switch lit := tags["lit"]; {
	case slices.Contains(litValues, lit):
		return Lit
	case slices.Contains(unlitValues, lit):
		return Unlit
	}
	return LightUnknown
}

// accessOf keeps what the map says about who may walk here: foot before access.
func accessOf(tags map[string]string) string {
	if foot := tags["foot"]; foot != "" {
		return foot
	}
	return tags["access"]
}
