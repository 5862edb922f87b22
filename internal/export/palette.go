package export

import (
	"image/color"
	"math"
)

// Colours of the ground: pale, so that what is to be decided stands out.
var (
	paper         = rgb(0xFFFFFF)
	ground        = rgb(0xF4F2ED)
	inkStrong     = rgb(0x1F2328)
	inkSoft       = rgb(0x5B626B)
	hairline      = rgb(0xC9C5BC)
	waterFill     = rgb(0xCFE2EE)
	waterEdge     = rgb(0xA9CADF)
	greenFill     = rgb(0xDCE9CF)
	treeFill      = rgb(0xBCD6A4)
	buildingFill  = rgb(0xE5E0D7)
	buildingEdge  = rgb(0xD6D0C4)
	squareFill    = rgb(0xF7EBDD)
	railInk       = rgb(0xA6A9AE)
	streetCasing  = rgb(0xD3CEC3)
	pathInk       = rgb(0xBBB3A3)
	areaEdge      = rgb(0x4A5568)
	lampInk       = rgb(0xE0B000)
	brokenInk     = rgb(0xB42318)
	cameraInk     = rgb(0x3F4A5A)
	exerciseFill  = rgb(0xFFD84D)
	streetNameInk = rgb(0x6B6252)
)

// teamColours are told apart with every common form of colour vision (after Okabe and
// Ito, Color Universal Design, 2008), and none of them is the purple of the hotspots.
// Teams differ in the form of their stops as well.
var teamColours = []color.NRGBA{
	rgb(0x0072B2), // blue
	rgb(0xD55E00), // vermilion
	rgb(0x007F5C), // green
	rgb(0x222222), // black
	rgb(0x2B8FCF), // sky blue
	rgb(0xB37A00), // ochre
}

// teamColour is the colour of a team by its number; 1 is the first, and 0 is one that is alone
// on its map.
func teamColour(team int) color.NRGBA {
	if team == 0 {
		return wayInk
	}
	return teamColours[(max(team, 1)-1)%len(teamColours)]
}

// The ends of the ramp of priorities, from 0 to 100.
var (
	rampLow  = rgb(0xE3CBE8)
	rampHigh = rgb(0x5E0F75)
)

// rampColour is the colour of a priority of 0 to 100.
func rampColour(priority float64) color.NRGBA {
	t := math.Min(1, math.Max(0, priority/100))
	return blend(rampLow, rampHigh, t)
}

func blend(a, b color.NRGBA, t float64) color.NRGBA {
	mix := func(x, y uint8) uint8 { return uint8(math.Round(float64(x) + t*(float64(y)-float64(x)))) }
	return color.NRGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 255}
}

func faded(c color.NRGBA, opacity float64) color.NRGBA {
	c.A = uint8(math.Round(255 * opacity))
	return c
}

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 255}
}

// streetStyle is how a class of street is drawn; widths in units of the page.
type streetStyle struct {
	width float64
	fill  color.NRGBA
	path  bool // drawn as a thin dashed line, without casing
	dash  []float64
}

// streetStyles lists the styles from what lies below to what lies above.
var streetStyles = []struct {
	classes []string
	style   streetStyle
}{
	{
		[]string{"footway", "path", "cycleway", "bridleway", "track", "corridor"},
		streetStyle{width: 1.3, fill: pathInk, path: true, dash: []float64{3.2, 2.8}},
	},
	{[]string{"steps"}, streetStyle{width: 3.2, fill: pathInk, path: true, dash: []float64{0.1, 3.6}}},
	{[]string{"service"}, streetStyle{width: 2.6, fill: paper}},
	{[]string{"residential", "unclassified", "living_street", "road"}, streetStyle{width: 5, fill: paper}},
	{[]string{"pedestrian"}, streetStyle{width: 5, fill: squareFill}},
	{[]string{"tertiary", "tertiary_link"}, streetStyle{width: 6.5, fill: paper}},
	{[]string{"secondary", "secondary_link"}, streetStyle{width: 7.5, fill: rgb(0xFDF3D6)}},
	{
		[]string{"primary", "primary_link", "trunk", "trunk_link", "motorway", "motorway_link"},
		streetStyle{width: 8.5, fill: rgb(0xFBE9B7)},
	},
}

// otherStreets is the row of streetStyles for a class that no row names.
const otherStreets = 3
