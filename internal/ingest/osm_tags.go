package ingest

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"tryggled/internal/overlay"
)

// How OpenStreetMap's tags become overlay objects. Values are those of the OSM wiki.
//
// Gardens, parks, lawns and meadows are left out of vegetation: what stands on them is
// not said, and grass hides nobody. Cameras that watch rooms and cameras that only read
// number plates are put aside.
var (
	greenNatural  = []string{"tree", "tree_row", "wood", "scrub", "shrub", "shrubbery", "heath"}
	greenLanduse  = []string{"forest", "orchard"}
	noStreetWatch = []string{"guard", "alpr", "anpr", "gunshot_detector"}
	dwellings     = []string{
		"apartments", "bungalow", "cabin", "detached", "dormitory", "farm", "house", "houseboat", "residential",
		"semidetached_house", "semi", "static_caravan", "terrace", "terraced_house",
	}
	wallBarriers = []string{"wall", "retaining_wall", "city_wall"}
	waterLines   = []string{"river", "canal", "stream"}
	railLines    = []string{"rail", "light_rail", "tram", "narrow_gauge"}
)

// wallHalfM is half the thickness of a wall or fence where it is not said, in metres.
const wallHalfM = 0.15

// classify reads tags: what an element is, mostly nothing. One that is a building and a
// school is both.
func classify(tags map[string]string) []thing {
	var all []thing
	if t, ok := classifyThing(tags); ok {
		all = append(all, t)
	}
	if class := placeClass(tags); class != "" {
		all = append(all, thing{Object: overlay.Object{Kind: overlay.Place, Props: overlay.Props{Class: class}}})
	}
	return all
}

func classifyThing(tags map[string]string) (thing, bool) {
	natural, waterway, railway := tags["natural"], tags["waterway"], tags["railway"]
	switch {
	case tags["highway"] == "street_lamp", tags["disused:highway"] == "street_lamp", tags["abandoned:highway"] == "street_lamp":
		return lamp(tags), true
	case tags["man_made"] == "surveillance":
		return camera(tags), true
	case slices.Contains(greenNatural, natural):
		return greenery(natural, tags), true
	case slices.Contains(greenLanduse, tags["landuse"]):
		return greenery(tags["landuse"], tags), true
	case tags["barrier"] == "hedge":
		return greenery("hedge", tags), true
	case tags["building"] != "" && tags["building"] != "no":
		return building(tags), true
	case slices.Contains(wallBarriers, tags["barrier"]):
		return barrier("wall", tags), true
	case tags["barrier"] == "fence":
		return barrier("fence", tags), true
	case natural == "water" || waterway == "riverbank" || waterway == "dock" || tags["landuse"] == "reservoir":
		return backdrop("water", 0), true
	case slices.Contains(waterLines, waterway) && !underground(tags):
		return backdrop("water", cmp.Or(widthM(tags), waterWidthM(waterway))/2), true
	case slices.Contains(railLines, railway) && !underground(tags):
		return backdrop("rail", 1.5), true
	}
	return thing{}, false
}

// placeClass is what a place is that measures must mind, or that teams may be sent to; empty
// for none.
func placeClass(tags map[string]string) string {
	switch {
	case tags["amenity"] == "school", tags["amenity"] == "kindergarten":
		return tags["amenity"]
	case tags["leisure"] == "playground":
		return "playground"
	case tags["railway"] == "station", tags["railway"] == "halt", tags["amenity"] == "bus_station":
		return "station"
	case tags["community_centre"] == "youth_centre", tags["amenity"] == "youth_centre":
		return "youth_club"
	case tags["place"] == "square":
		return "square"
	case tags["highway"] == "crossing" && tags["crossing"] != "no":
		return "crossing"
	}
	return ""
}

// newThing takes the fields that some keys tell of, the first key that says anything.
func newThing(kind overlay.Kind, class string, tags map[string]string, fields ...tagField) thing {
	t := thing{Object: overlay.Object{Kind: kind, Props: overlay.Props{Class: class}}}
	for _, f := range fields {
		for _, key := range f.keys {
			if v := tags[key]; v != "" {
				t.set(fieldNamed(f.field), v, "", 0)
				break
			}
		}
	}
	return t
}

// tagField is one of our fields and OSM's keys for it.
type tagField struct {
	field string
	keys  []string
}

var (
	lampTags = []tagField{
		{"height_m", []string{"light:height", "height", "est_height"}},
		{"lumens", []string{"light:lumens", "light:lumen", "light:flux", "lumens"}},
		{"watts", []string{"light:power", "light:wattage", "light:watts", "wattage"}},
		{"method", []string{"light:method", "light:lamp", "lamp_type", "light_source"}},
		{"mount", []string{"light:mount", "lamp_mount", "light:support", "support"}},
		{"status", []string{"operational_status", "light:operational"}},
		{"count", []string{"light:count"}},
		{"owner", []string{"owner", "lamp_operator", "operator"}},
		{"pole", []string{"ref", "lamp_ref"}},
	}
	greenTags = []tagField{
		{"height_m", []string{"height", "est_height"}},
		{"spread_m", []string{"diameter_crown"}},
		{"width_m", []string{"width", "est_width"}},
		{"owner", []string{"operator", "owner"}},
	}
	cameraTags = []tagField{
		{"height_m", []string{"camera:height", "height"}},
		{"camera_type", []string{"camera:type"}},
		{"field_deg", []string{"camera:angle"}},
		{"bearing_deg", []string{"camera:direction", "direction"}},
		{"operator", []string{"operator"}},
	}
	houseTags = []tagField{
		{"height_m", []string{"height", "est_height"}},
		{"levels", []string{"building:levels"}},
	}
	wallTags = []tagField{
		{"height_m", []string{"height", "est_height"}},
		{"width_m", []string{"width"}},
		{"owner", []string{"operator", "owner"}},
	}
)

func lamp(tags map[string]string) thing {
	t := newThing(overlay.Lamp, "", tags, lampTags...)
	if tags["broken"] == "yes" || outOfUse(tags) {
		t.Props.Status = overlay.Broken
	}
	t.burning(tags)
	t.finish()
	return t
}

// camera reads where a camera looks. A dome may look anywhere, and sees there what its
// lens lets it: its field is as unknown as that of any other.
func camera(tags map[string]string) thing {
	t := newThing(overlay.Camera, "", tags, cameraTags...)
	if slices.Contains(noStreetWatch, strings.ToLower(tags["surveillance:type"])) || tags["surveillance"] == "indoor" {
		t.aside = "camera_streetless"
	}
	return t
}

// greenery reads plants. Rows and hedges are drawn as lines; of other plants a line means
// nothing.
func greenery(class string, tags map[string]string) thing {
	t := newThing(overlay.Vegetation, class, tags, greenTags...)
	switch class {
	case "hedge":
		t.halfM = cmp.Or(t.halfM, 0.75)
	case "tree_row":
		t.halfM = cmp.Or(t.halfM, 2)
	default:
		t.halfM = 0
	}
	t.Props.Evergreen = evergreen(tags)
	t.Props.Protected = protection(tags)
	return t
}

// evergreen reads leaf_cycle, and where it is not said leaf_type: needles stay, but for
// the larch, whose leaf_cycle is deciduous.
func evergreen(tags map[string]string) *bool {
	yes, no := true, false
	switch tags["leaf_cycle"] {
	case "evergreen", "semi_evergreen":
		return &yes
	case "deciduous", "semi_deciduous":
		return &no
	}
	if tags["leaf_type"] == "needleleaved" {
		return &yes
	}
	return nil
}

// protection is why a plant must not be cut. That a tree stands in an avenue is not enough:
// whether the law protects that avenue depends on its length, age and surroundings.
func protection(tags map[string]string) string {
	protected := tags["protected"] == "yes" || tags["protection"] == "yes" || tags["protect_class"] != ""
	switch {
	case tags["natural_monument"] == "yes", tags["denotation"] == "natural_monument", tags["protection_title"] == "Naturminne":
		return "monument"
	case protected && (tags["denotation"] == "avenue" || tags["natural"] == "tree_row"):
		return "alley"
	case protected && tags["natural"] == "tree":
		return "monument"
	case protected:
		return "nature_reserve"
	}
	return ""
}

func building(tags map[string]string) thing {
	value := tags["building"]
	t := newThing(overlay.Building, value, tags, houseTags...)
	t.Props.Dwelling = slices.Contains(dwellings, value)
	t.finish()
	return t
}

func barrier(class string, tags map[string]string) thing {
	t := newThing(overlay.Building, class, tags, wallTags...)
	t.halfM = cmp.Or(t.halfM, wallHalfM)
	return t
}

func backdrop(class string, halfM float64) thing {
	return thing{Object: overlay.Object{Kind: overlay.Backdrop, Props: overlay.Props{Class: class}}, halfM: halfM}
}

func underground(tags map[string]string) bool {
	return tags["tunnel"] != "" && tags["tunnel"] != "no"
}

func waterWidthM(waterway string) float64 {
	if waterway == "stream" {
		return 2
	}
	return 12
}

func widthM(tags map[string]string) float64 {
	if v, ok := amountOf(tags["width"], ""); ok && v > 0 && v < 1000 {
		return v
	}
	return 0
}

// compass are the sixteen points, each 22.5° from the one before.
var compass = []string{"N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"}

// swedishPoints turn the points of the compass in Swedish, words and letters, into those of OSM.
// No point means one thing in Swedish and another in English.
var swedishPoints = strings.NewReplacer(
	"NORDOST", "NE", "NORDÖST", "NE", "NORDVÄST", "NW", "SYDOST", "SE", "SYDÖST", "SE", "SYDVÄST", "SW",
	"NORR", "N", "ÖSTER", "E", "SÖDER", "S", "VÄSTER", "W", "NORD", "N", "OST", "E", "ÖST", "E", "SYD", "S", "VÄST", "W",
	"O", "E", "Ö", "E", "V", "W")

// sector is where a camera looks; a field of 0 is unknown.
type sector struct{ bearing, field float64 }

// mostDirections is how many directions of one camera are believed.
const mostDirections = 16

// parseDirections reads degrees, a point of the compass, a range such as 90-180, or
// several of them (N;S). The range 0-360 is all around. It returns nil where any part is none of these.
func parseDirections(s string) []sector {
	var all []sector
	for part := range strings.SplitSeq(s, ";") {
		var last string
		span := false
		from, ok := parseBearing(part)
		if !ok {
			part, last, span = strings.Cut(part, "-")
			from, ok = parseBearing(part)
		}
		if !ok || len(all) == mostDirections {
			return nil
		}
		one := sector{bearing: from}
		if span {
			to, ok := parseBearing(last)
			if !ok {
				return nil
			}
			one.field = turn(to - from)
			one.bearing = turn(from + one.field/2)
			if one.field == 0 && strings.TrimSpace(part) == strings.TrimSpace(last) {
				return nil
			}
			if one.field == 0 { // 0-360
				one.field = 360
			}
		}
		all = append(all, one)
	}
	return all
}

func parseBearing(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	upper := strings.ToUpper(s)
	for _, point := range []string{upper, swedishPoints.Replace(upper)} {
		if i := slices.Index(compass, point); i >= 0 {
			return float64(i) * 22.5, true
		}
	}
	v, err := strconv.ParseFloat(strings.TrimSuffix(s, "°"), 64)
	if err != nil || math.IsNaN(v) || math.Abs(v) > 360 {
		return 0, false
	}
	return turn(v), true
}

// turn brings an angle within 0 and 360 degrees.
func turn(deg float64) float64 { return math.Mod(math.Mod(deg, 360)+360, 360) }
