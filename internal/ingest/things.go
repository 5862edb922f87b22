package ingest

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tryggled/internal/overlay"
	"tryggled/internal/report"
)

// thing is an overlay object as its source tells it, still without a place.
type thing struct {
	overlay.Object
	sectors []sector // where a camera looks: an object for each; none is unknown
	halfM   float64  // half the width of one that is drawn as a line; 0: a line of it means nothing
	levels  float64  // of a building
	aside   string   // the rule by which it is none of ours

	unclear bool     // the value that is being read is not understood
	puzzles []string // those that were not, each with its field
}

// levelM is how high a storey is where only their number is known.
const levelM = 3

// ruleUnclear is the rule for values that are not understood.
const ruleUnclear = "unclear"

// note remembers once that something was mended.
func (t *thing) note(rule string) {
	if !slices.Contains(t.Props.Mended, rule) {
		t.Props.Mended = append(t.Props.Mended, rule)
	}
}

// most is how long a text of a register may be, as when it is entered by hand.
const most = 500

// set takes what a source says of a field, in our codes. What is not understood leaves the
// field unknown and is noted; a text without anything in it says nothing.
func (t *thing) set(field registerField, text, decimal string, scale float64) {
	text = readableText(text)
	if text == "" {
		return
	}
	t.unclear = false
	switch {
	case field.number:
		t.number(field.name, text, decimal, scale)
	case field.name == "dimming":
		if dims, ok := parseDimming(text); ok {
			t.Props.Dimming = dims
		} else {
			t.note("lamp_dimming")
		}
	case field.codes != nil:
		t.coded(field.name, word(field, text))
	default:
		t.text(field.name, text)
	}
	if t.unclear {
		t.note(ruleUnclear)
		t.puzzles = append(t.puzzles, fmt.Sprintf("%s %q", field.name, quoted(text)))
	}
}

// text sets a field of free words. Those that may name somebody are masked.
func (t *thing) text(field, text string) {
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most])
	}
	p := &t.Props
	switch field {
	case "external_id":
		t.ExternalID = text
	case "class":
		p.Class = classOf(t.Kind, text)
	case "pole":
		p.Pole = text
	case "cabinet":
		p.Cabinet = text
	case "owner":
		p.Owner = report.Mask(text)
	case "operator":
		p.Operator = report.Mask(text)
	case "purpose":
		p.Purpose = report.Mask(text)
	case "legal_basis":
		p.LegalBasis = report.Mask(text)
	}
}

// coded sets a field of codes; an empty one is a word that is not understood.
func (t *thing) coded(field, code string) {
	p, yes := &t.Props, code == "yes"
	switch {
	case code == wordUnknown:
		return
	case code == "":
		t.unclear = true
		return
	}
	switch field {
	case "status":
		p.Status = overlay.Status(code)
	case "method":
		p.Method = code
	case "mount":
		p.Mount = code
	case "optic":
		p.Optic = code
	case "protected":
		p.Protected = code
	case "camera_type":
		p.CameraType = code
	case "evergreen":
		p.Evergreen = &yes
	case "dwelling":
		p.Dwelling = yes
	}
}

// number sets a field of numbers; one that cannot be true is mended by its rule, one that
// is no number is unclear.
func (t *thing) number(field, text, decimal string, scale float64) {
	if field == "bearing_deg" {
		t.bearing(text, decimal, scale)
		return
	}
	if decimal == "" && slices.Contains(wholeNumbers, field) && thousands.MatchString(text) {
		decimal = "."
	}
	v, ok := amountOf(text, decimal)
	if !ok {
		t.unclear = true
		return
	}
	if scale > 0 {
		v *= scale
	}
	switch field {
	case "width_m":
		t.bounded(v, 0, 100, func() { t.halfM = v / 2 })
	case "levels":
		t.bounded(v, 0, 150, func() { t.levels = v })
	default:
		t.SetNumber(field, v)
	}
}

// wholeNumbers are fields in which nobody writes three decimals: where a comma stands before
// three digits in them, and nothing says what it means, it parts the thousands.
var wholeNumbers = []string{"lumens", "width_px", "unit_cost"}

var thousands = regexp.MustCompile(`^[1-9]\d{0,2}(,\d{3})+(\D|$)`)

// bounded takes a number above low and at most high; another is unclear.
func (t *thing) bounded(v, low, high float64, take func()) {
	if v > low && v <= high {
		take()
	} else {
		t.unclear = true
	}
}

// bearing reads where a camera looks; what is no direction is left unknown and noted.
// A scale turns a circle of other parts into one of 360.
func (t *thing) bearing(text, decimal string, scale float64) {
	if scale == 0 {
		if t.sectors = parseDirections(text); t.sectors != nil {
			return
		}
		scale = 1
	}
	v, ok := amountOf(text, decimal)
	if v *= scale; !ok {
		v = math.NaN()
	}
	t.SetNumber("bearing_deg", v)
	if t.Props.BearingDeg != nil {
		t.sectors, t.Props.BearingDeg = []sector{{bearing: *t.Props.BearingDeg}}, nil
	}
}

// finish puts together what depends on several fields: storeys give a height, a crown
// begins below its top, and one luminaire on a pole goes without saying.
func (t *thing) finish() {
	if t.Kind == overlay.Vegetation && t.Props.CrownBaseM != nil {
		if base, top, _ := t.Crown(true); base >= top {
			t.Props.CrownBaseM = nil
			t.note("green_crown")
		}
	}
	if t.Kind == overlay.Building && t.Props.HeightM == 0 && t.levels > 0 {
		t.SetNumber("height_m", t.levels*levelM)
	}
	if t.Props.Count == 1 {
		t.Props.Count = 0
	}
}

// all are the objects that a thing is: one, or for a camera one for each direction.
func (t *thing) all() []overlay.Object {
	if len(t.sectors) == 0 {
		return []overlay.Object{t.Object}
	}
	objects := make([]overlay.Object, len(t.sectors))
	for i, s := range t.sectors {
		objects[i] = t.Object
		o := &objects[i]
		o.Props.Mended = slices.Clone(o.Props.Mended)
		o.SetNumber("bearing_deg", s.bearing)
		if s.field > 0 && o.Props.FieldDeg == 0 {
			o.SetNumber("field_deg", s.field)
		}
	}
	return objects
}

// amountUnits are what numbers are written with, and what a number of each is in ours.
var amountUnits = []struct {
	suffix      string
	times, over float64
}{
	{"lumen", 1, 1},
	{"metres", 1, 1},
	{"meter", 1, 1},
	{"watt", 1, 1},
	{"grader", 1, 1},
	{"inches", 0.0254, 1},
	{"feet", 0.3048, 1},
	{"deg", 1, 1},
	{"sek", 1, 1},
	{"lm", 1, 1},
	{"kr", 1, 1},
	{"px", 1, 1},
	{"cm", 1, 100},
	{"mm", 1, 1000},
	{"ft", 0.3048, 1},
	{"m", 1, 1},
	{"w", 1, 1},
	{"°", 1, 1},
	{"%", 1, 100},
	{"'", 0.3048, 1},
}

// amountOf reads a number with or without one of the amountUnits; 6'3" too.
func amountOf(s, decimal string) (float64, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if feet, inches, ok := strings.Cut(strings.TrimSuffix(s, `"`), "'"); ok && inches != "" {
		f, err1 := strconv.ParseFloat(feet, 64)
		i, err2 := strconv.ParseFloat(strings.TrimSpace(inches), 64)
		if err1 != nil || err2 != nil || !(f >= 0 && i >= 0) {
			return 0, false
		}
		return f*0.3048 + i*0.0254, true
	}
	times, over := 1.0, 1.0
	for _, u := range amountUnits {
		if rest, ok := strings.CutSuffix(s, u.suffix); ok {
			s, times, over = strings.TrimSpace(rest), u.times, u.over
			break
		}
	}
	v, bad := decimalOf(s, decimal)
	return v * times / over, bad == nil
}
