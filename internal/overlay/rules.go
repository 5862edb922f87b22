package overlay

import (
	"math"
	"slices"

	"tryggled/internal/lang"
)

// Rule is what happens to an object with something unlikely in it. Nothing is dropped in
// silence: what is mended says so in Props.Mended, what is put aside is counted and can be
// read in the import's quarantine.
type Rule struct {
	Code  string    `json:"code"`
	Aside bool      `json:"aside"` // the object is put aside; otherwise it is kept, mended
	Text  lang.Text `json:"text"`
}

// Rules are all rules, in the order in which documents list them.
var Rules = []Rule{
	{"lamp_height", false, lang.T("lampans höjd är inte över 0 och högst 40 m: höjden räknas som okänd", "the lamp's height is not above 0 and at most 40 m: the height is taken as unknown")},
	{"lamp_lumens", false, lang.T("ljusflödet är inte över 0 och högst 200 000 lm: det räknas som okänt", "the flux is not above 0 and at most 200,000 lm: it is taken as unknown")},
	{"lamp_watts", false, lang.T("effekten är inte över 0 och högst 2 000 W: den räknas som okänd", "the power is not above 0 and at most 2,000 W: it is taken as unknown")},
	{"lamp_dimming", false, lang.T("en dimning är inte mellan 0 och 1: den räknas inte", "a dimming is not from 0 to 1: it does not count")},
	{"green_height", false, lang.T("växtens höjd är inte över 0 och högst 60 m: höjden räknas som okänd", "the plant's height is not above 0 and at most 60 m: the height is taken as unknown")},
	{"green_crown", false, lang.T("kronans underkant ligger inte mellan marken och växtens topp: den räknas som okänd", "the base of the crown is not between the ground and the top: it is taken as unknown")},
	{"green_density", false, lang.T("tätheten är inte mellan 0 och 1: den räknas som okänd", "the density is not from 0 to 1: it is taken as unknown")},
	{"green_spread", false, lang.T("kronans bredd är inte över 0 och högst 50 m: den räknas som okänd", "the width of the crown is not above 0 and at most 50 m: it is taken as unknown")},
	{"unit_cost", false, lang.T("kostnaden är inte mellan 0 och 10 miljoner kronor: den räknas som okänd", "the cost is not from 0 to 10 million kronor: it is taken as unknown")},
	{"camera_height", false, lang.T("kamerans höjd är inte över 0 och högst 100 m: höjden räknas som okänd", "the camera's height is not above 0 and at most 100 m: the height is taken as unknown")},
	{"camera_bearing", false, lang.T("kamerans riktning är ingen vinkel mellan -360 och 360 grader och inget väderstreck: den räknas som okänd", "the camera's direction is no angle from -360 to 360 degrees and no point of the compass: it is taken as unknown")},
	{"camera_field", false, lang.T("bildvinkeln är inte över 0 och högst 360 grader: den räknas som okänd", "the field of view is not above 0 and at most 360 degrees: it is taken as unknown")},
	{"camera_width", false, lang.T("bildens bredd är inte 100 till 50 000 pixlar: den räknas som okänd", "the picture's width is not 100 to 50,000 pixels: it is taken as unknown")},
	{"camera_range", false, lang.T("räckvidden är inte över 0 och högst 10 000 m: den räknas som okänd", "the range is not above 0 and at most 10,000 m: it is taken as unknown")},
	{"building_height", false, lang.T("höjden är inte över 0 och högst 500 m: den räknas som okänd", "the height is not above 0 and at most 500 m: it is taken as unknown")},
	{"shape_repaired", false, lang.T("ytan korsade sig själv och reparerades", "the surface crossed itself and was repaired")},
	{"twice", true, lang.T("samma sak på samma plats finns redan i filen", "the same thing at the same place is in the file already")},
	{"shape_empty", true, lang.T("geometrin saknas, är tom eller går inte att reparera", "the geometry is missing, empty or beyond repair")},
	{"shape_kind", true, lang.T("geometrins typ passar inte saken", "the kind of geometry does not suit the thing")},
	{"elsewhere", true, lang.T("ligger långt utanför kommunen", "lies far outside the municipality")},
	{"unreadable", true, lang.T("ett värde kan inte läsas", "a value cannot be read")},
}

// RuleOf finds a rule by its code.
func RuleOf(code string) (Rule, bool) {
	for _, r := range Rules {
		if r.Code == code {
			return r, true
		}
	}
	return Rule{}, false
}

// limit bounds one number of one kind of object. A value given outside it, 0 included where
// low is 0, cannot be true.
type limit struct {
	field     string // its name in JSON
	kind      Kind
	low, high float64
	zero      bool // 0 is a value too
	rule      string
	of        func(p *Props) *float64
}

var limits = []limit{
	{"height_m", Lamp, 0, 40, false, "lamp_height", func(p *Props) *float64 { return &p.HeightM }},
	{"lumens", Lamp, 0, 200_000, false, "lamp_lumens", func(p *Props) *float64 { return &p.Lumens }},
	{"watts", Lamp, 0, 2000, false, "lamp_watts", func(p *Props) *float64 { return &p.Watts }},
	{"unit_cost", Lamp, 0, 1e7, true, "unit_cost", func(p *Props) *float64 { return &p.UnitCost }},
	{"height_m", Vegetation, 0, 60, false, "green_height", func(p *Props) *float64 { return &p.HeightM }},
	{"density", Vegetation, 0, 1, false, "green_density", func(p *Props) *float64 { return &p.Density }},
	{"spread_m", Vegetation, 0, 50, false, "green_spread", func(p *Props) *float64 { return &p.SpreadM }},
	{"height_m", Camera, 0, 100, false, "camera_height", func(p *Props) *float64 { return &p.HeightM }},
	{"field_deg", Camera, 0, 360, false, "camera_field", func(p *Props) *float64 { return &p.FieldDeg }},
	{"range_m", Camera, 0, 10_000, false, "camera_range", func(p *Props) *float64 { return &p.RangeM }},
	{"width_px", Camera, 99, 50_000, false, "camera_width", func(p *Props) *float64 { return &p.WidthPx }},
	{"height_m", Building, 0, 500, false, "building_height", func(p *Props) *float64 { return &p.HeightM }},
}

// SetNumber takes a number that a source gives for a field, by its name in JSON. One that
// cannot be true leaves the field unknown and notes the rule in Props.Mended. It is false for
// a field that the kind does not have.
func (o *Object) SetNumber(field string, v float64) bool {
	p := &o.Props
	switch field {
	case "bearing_deg":
		if !(v >= -360 && v <= 360) {
			p.mend("camera_bearing")
			return o.Kind == Camera
		}
		turned := math.Mod(v+360, 360)
		p.BearingDeg = &turned
		return o.Kind == Camera
	case "crown_base_m":
		if !(v >= 0 && v <= 60) {
			p.mend("green_crown")
			return o.Kind == Vegetation
		}
		p.CrownBaseM = &v
		return o.Kind == Vegetation
	}
	for _, l := range limits {
		if l.field != field || l.kind != o.Kind {
			continue
		}
		if v > l.low && v <= l.high || l.zero && v == 0 {
			*l.of(p) = v
		} else {
			p.mend(l.rule)
		}
		return true
	}
	return false
}

// mend notes a rule once.
func (p *Props) mend(code string) {
	if !slices.Contains(p.Mended, code) {
		p.Mended = append(p.Mended, code)
	}
}
