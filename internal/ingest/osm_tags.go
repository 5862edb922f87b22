package ingest

import (
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
// number plates are left out too.
var (
	greenNatural  = []string{"tree", "tree_row", "wood", "scrub", "shrub", "shrubbery", "heath"}
	greenLanduse  = []string{"forest", "orchard"}
	noStreetWatch = []string{"guard", "alpr", "anpr", "gunshot_detector"}
	dwellings     = []string{
		"apartments", "bungalow", "cabin", "detached", "dormitory", "farm", "house", "houseboat", "residential",
		"semidetached_house", "semi", "static_caravan", "terrace", "terraced_house",
	}
	waterLines = []string{"river", "canal", "stream"}
	railLines  = []string{"rail", "light_rail", "tram", "narrow_gauge"}
	outOfOrder = []string{"broken", "out_of_order", "closed", "needs_maintenance", "defect", "no", "off"}
)

// tagged is an overlay object as its tags tell it, still without a place.
type tagged struct {
	kind  overlay.Kind
	props overlay.Props
	also  []overlay.Props // a camera's further directions
	halfM float64         // half the width of one that is drawn as a line; 0: a line of it means nothing
}

// classify reads tags. It is false for what is no overlay object.
func classify(tags map[string]string) (tagged, bool) {
	natural, waterway, railway := tags["natural"], tags["waterway"], tags["railway"]
	switch {
	case tags["highway"] == "street_lamp":
		return tagged{kind: overlay.Lamp, props: lampProps(tags)}, true
	case tags["man_made"] == "surveillance":
		return classifyCamera(tags)
	case slices.Contains(greenNatural, natural):
		return greenery(natural, tags, 2), true
	case slices.Contains(greenLanduse, tags["landuse"]):
		return greenery(tags["landuse"], tags, 0), true
	case tags["barrier"] == "hedge":
		return greenery("hedge", tags, 0.75), true
	case tags["building"] != "" && tags["building"] != "no":
		return building(tags), true
	case natural == "water" || waterway == "riverbank" || waterway == "dock" || tags["landuse"] == "reservoir":
		return backdrop("water", 0), true
	case slices.Contains(waterLines, waterway) && !underground(tags):
		return backdrop("water", metresOr(tags["width"], waterWidthM(waterway))/2), true
	case slices.Contains(railLines, railway) && !underground(tags):
		return backdrop("rail", 1.5), true
	}
	return tagged{}, false
}

func greenery(class string, tags map[string]string, halfM float64) tagged {
	if class != "tree_row" && class != "hedge" {
		halfM = 0
	}
	return tagged{
		kind:  overlay.Vegetation,
		props: overlay.Props{Class: class, HeightM: metresOr(tags["height"], 0)},
		halfM: halfM,
	}
}

func building(tags map[string]string) tagged {
	value := tags["building"]
	return tagged{kind: overlay.Building, props: overlay.Props{
		Class: value, Dwelling: slices.Contains(dwellings, value), HeightM: metresOr(tags["height"], 0),
	}}
}

func backdrop(class string, halfM float64) tagged {
	return tagged{kind: overlay.Backdrop, props: overlay.Props{Class: class}, halfM: halfM}
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

// lampProps reads light:* and whether the lamp is out of order.
func lampProps(tags map[string]string) overlay.Props {
	height := tags["light:height"]
	if height == "" {
		height = tags["height"]
	}
	p := overlay.Props{
		HeightM: metresOr(height, 0),
		Class:   firstOf(tags["light:method"], tags["light:lamp"], tags["lamp_type"]),
	}
	if slices.Contains(outOfOrder, tags["operational_status"]) || tags["light:operational"] == "no" || tags["broken"] == "yes" {
		p.Status = overlay.Broken
	}
	return p
}

func classifyCamera(tags map[string]string) (tagged, bool) {
	watch := strings.ToLower(tags["surveillance:type"])
	if slices.Contains(noStreetWatch, watch) || tags["surveillance"] == "indoor" {
		return tagged{}, false
	}
	all := cameraProps(tags)
	return tagged{kind: overlay.Camera, props: all[0], also: all[1:]}, true
}

// cameraProps reads where a camera looks, once for each direction. A dome or a panning
// camera looks all around; of a fixed one without a direction it is not known.
func cameraProps(tags map[string]string) []overlay.Props {
	p := overlay.Props{
		HeightM: metresOr(firstOf(tags["camera:height"], tags["height"]), 0),
		Class:   tags["camera:type"],
	}
	if p.Class == "dome" || p.Class == "panning" {
		p.FieldDeg = 360
		return []overlay.Props{p}
	}
	if angle, err := strconv.ParseFloat(tags["camera:angle"], 64); err == nil && angle > 0 && angle <= 360 {
		p.FieldDeg = angle
	}
	sectors := parseDirections(firstOf(tags["camera:direction"], tags["direction"]))
	if len(sectors) == 0 {
		return []overlay.Props{p}
	}
	var all []overlay.Props
	for _, sector := range sectors {
		one := p
		one.BearingDeg = &sector.bearing
		if sector.field > 0 {
			one.FieldDeg = sector.field
		}
		all = append(all, one)
	}
	return all
}

// compass are the sixteen points, each 22.5° from the one before.
var compass = []string{"N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"}

// sector is where a camera looks; a field of 0 is unknown.
type sector struct{ bearing, field float64 }

// mostDirections is how many directions of one camera are believed.
const mostDirections = 16

// parseDirections reads degrees, a point of the compass, a range such as 90-180, or
// several of them (N;S). It returns nil where any part is none of these.
func parseDirections(s string) []sector {
	var all []sector
	for part := range strings.SplitSeq(s, ";") {
		first, last, span := strings.Cut(part, "-")
		from, ok := parseBearing(first)
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
		}
		all = append(all, one)
	}
	return all
}

func parseBearing(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	if i := slices.Index(compass, strings.ToUpper(s)); i >= 0 {
		return float64(i) * 22.5, true
	}
	v, err := strconv.ParseFloat(strings.TrimSuffix(s, "°"), 64)
	if err != nil || math.IsNaN(v) || math.Abs(v) > 360 {
		return 0, false
	}
	return turn(v), true
}

// turn brings an angle within 0 and 360 degrees.
func turn(deg float64) float64 { return math.Mod(math.Mod(deg, 360)+360, 360) }

// metresOr reads a length such as 4.5 or "4.5 m"; anything else, and 0 or less, is or.
func metresOr(s string, or float64) float64 {
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), "m"))
	v, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	if err != nil || !(v > 0 && v < 1000) {
		return or
	}
	return v
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
