package ingest

import (
	"slices"
	"strings"

	"tryggled/internal/overlay"
)

// wordUnknown is the code for words that say nothing.
const wordUnknown = "unknown"

// registerField is one thing that a register may tell of an object.
type registerField struct {
	name   string
	kinds  []string // that have it; nil: all
	number bool
	codes  []string          // that its words may mean
	code   func(string) bool // instead of codes, where any word of a form will do
}

var (
	lampOnly    = []string{string(overlay.Lamp)}
	greenOnly   = []string{string(overlay.Vegetation)}
	cameraOnly  = []string{string(overlay.Camera)}
	builtOnly   = []string{string(overlay.Building)}
	streetOnly  = []string{KindStreets}
	highOnes    = []string{string(overlay.Lamp), string(overlay.Vegetation), string(overlay.Camera), string(overlay.Building)}
	overlayOnes = []string{
		string(overlay.Lamp), string(overlay.Vegetation), string(overlay.Camera), string(overlay.Building),
		string(overlay.Place), string(overlay.Backdrop),
	}
	linear = []string{string(overlay.Vegetation), string(overlay.Building), string(overlay.Backdrop)}
	yesNo  = []string{"yes", "no"}
)

// registerFields are all fields, in the order in which they are told to people and read.
// The first two are where the object stands, in a CSV.
var registerFields = []registerField{
	{name: "east"},
	{name: "north"},
	{name: "external_id"},
	{name: "class", code: codeWord},
	{name: "owner", kinds: overlayOnes},
	{name: "height_m", kinds: highOnes, number: true},
	{name: "width_m", kinds: linear, number: true}, // of what is drawn as a line

	{name: "status", kinds: lampOnly, codes: []string{string(overlay.Working), string(overlay.Broken)}},
	{name: "lumens", kinds: lampOnly, number: true},
	{name: "watts", kinds: lampOnly, number: true},
	{name: "method", kinds: lampOnly, codes: methods()},
	{name: "mount", kinds: lampOnly, codes: mounts()},
	{name: "optic", kinds: lampOnly, codes: []string{"even", "lambert", "globe"}},
	{name: "dimming", kinds: lampOnly},
	{name: "pole", kinds: lampOnly},
	{name: "cabinet", kinds: lampOnly},
	{name: "unit_cost", kinds: lampOnly, number: true},
	{name: "count", kinds: lampOnly, number: true}, // of like lamps on one pole

	{name: "crown_base_m", kinds: greenOnly, number: true},
	{name: "density", kinds: greenOnly, number: true},
	{name: "evergreen", kinds: greenOnly, codes: yesNo},
	{name: "spread_m", kinds: greenOnly, number: true},
	{name: "protected", kinds: greenOnly, codes: []string{"alley", "nature_reserve", "monument"}},

	{name: "bearing_deg", kinds: cameraOnly, number: true},
	{name: "field_deg", kinds: cameraOnly, number: true},
	{name: "range_m", kinds: cameraOnly, number: true},
	{name: "width_px", kinds: cameraOnly, number: true},
	{name: "camera_type", kinds: cameraOnly, codes: []string{"fixed", "dome", "ptz"}},
	{name: "operator", kinds: cameraOnly},
	{name: "purpose", kinds: cameraOnly},
	{name: "legal_basis", kinds: cameraOnly},

	{name: "levels", kinds: builtOnly, number: true},
	{name: "dwelling", kinds: builtOnly, codes: yesNo},

	{name: "name", kinds: streetOnly},
	{name: "lit", kinds: streetOnly, codes: yesNo},
	{name: "crossing", kinds: streetOnly, codes: yesNo},
	{name: "surface", kinds: streetOnly, code: codeWord},
	{name: "foot", kinds: streetOnly, code: codeWord},
	{name: "access", kinds: streetOnly, code: codeWord},
	{name: "bicycle", kinds: streetOnly, code: codeWord},
	{name: "motor_vehicle", kinds: streetOnly, code: codeWord},
	{name: "oneway", kinds: streetOnly, codes: []string{"yes", "no", "reverse"}}, // in the order of the line; against it
	{name: "maxspeed", kinds: streetOnly, number: true},                          // km/h
	{name: "sidewalk", kinds: streetOnly, codes: yesNo},
}

func methods() (codes []string) {
	for _, e := range overlay.Efficacies[1:] {
		codes = append(codes, e.Method)
	}
	return codes
}

func mounts() (codes []string) {
	for _, d := range overlay.LampDefaults {
		codes = append(codes, d.Mount)
	}
	return codes
}

func (f registerField) of(kind string) bool { return f.kinds == nil || slices.Contains(f.kinds, kind) }

func (f registerField) knows(code string) bool {
	return slices.Contains(f.codes, code) || f.code != nil && f.code(code)
}

// choices names the codes in a sentence.
func (f registerField) choices() string {
	if f.codes == nil {
		return "a–z, 0–9, _"
	}
	return strings.Join(f.codes, ", ")
}

// codeWord tells whether a word is one as OSM writes values.
func codeWord(code string) bool {
	return code != "" && strings.Trim(code, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// fieldNamed is a field by its name.
func fieldNamed(name string) registerField {
	for _, f := range registerFields {
		if f.name == name {
			return f
		}
	}
	return registerField{}
}
