package overlay

import (
	"math"
	"slices"

	"tryggled/internal/lang"
)

// Rule is what happens to an object with something unlikely in it. Nothing is dropped in
// silence: what is mended says so in Props.Mended or, where it hangs on other objects, in the
// report; what is put aside is counted and can be read in the import's quarantine.
type Rule struct {
	Code  string    `json:"code"`
	Aside bool      `json:"aside"` // the object is put aside; otherwise it is kept, mended
	Text  lang.Text `json:"text"`
}

// Rules are all rules, in the order in which documents list them.
var Rules = []Rule{
	{"lamp_height", false, lang.T("lampans höjd är inte 0,1 till 40 m: höjden räknas som okänd", "the lamp's height is not 0.1 to 40 m: the height is taken as unknown")},
	{"lamp_lumens", false, lang.T("ljusflödet är inte 1 till 200 000 lm: det räknas som okänt", "the flux is not 1 to 200,000 lm: it is taken as unknown")},
	{"lamp_watts", false, lang.T("effekten är inte 0,1 till 2 000 W: den räknas som okänd", "the power is not 0.1 to 2,000 W: it is taken as unknown")},
	{ruleLampCount, false, lang.T("antalet armaturer på stolpen är inget heltal från 1 till 20: lampan räknas som en armatur", "the number of luminaires on the pole is no whole number from 1 to 20: the lamp counts as one luminaire")},
	{"lamp_dimming", false, lang.T("dimningen går inte att läsa eller ger inte mellan 0 och 100 %: lampan räknas som tänd hela natten", "the dimming cannot be read or does not give 0 to 100 %: the lamp counts as burning all night")},
	{"lamp_far", false, lang.T("lampan står mer än 40 m från alla gator: den behålls men lyser inte upp någon gata", "the lamp stands more than 40 m from every street: it is kept but lights no street")},
	{"green_height", false, lang.T("växtens höjd är inte 0,05 till 60 m: höjden räknas som okänd", "the plant's height is not 0.05 to 60 m: the height is taken as unknown")},
	{"green_crown", false, lang.T("kronans underkant ligger inte mellan marken och växtens topp: den räknas som okänd", "the base of the crown is not between the ground and the top: it is taken as unknown")},
	{"green_density", false, lang.T("tätheten är inte 0,01 till 1: den räknas som okänd", "the density is not 0.01 to 1: it is taken as unknown")},
	{"green_spread", false, lang.T("kronans bredd är inte 0,1 till 50 m: den räknas som okänd", "the width of the crown is not 0.1 to 50 m: it is taken as unknown")},
	{"unit_cost", false, lang.T("kostnaden är inte mellan 0 och 10 miljoner kronor: den räknas som okänd", "the cost is not from 0 to 10 million kronor: it is taken as unknown")},
	{"camera_height", false, lang.T("kamerans höjd är inte 0,1 till 100 m: höjden räknas som okänd", "the camera's height is not 0.1 to 100 m: the height is taken as unknown")},
	{"camera_bearing", false, lang.T("kamerans riktning är ingen vinkel mellan -360 och 360 grader och inget väderstreck: den räknas som okänd", "the camera's direction is no angle from -360 to 360 degrees and no point of the compass: it is taken as unknown")},
	{"camera_field", false, lang.T("bildvinkeln är inte 0,1 till 360 grader: den räknas som okänd", "the field of view is not 0.1 to 360 degrees: it is taken as unknown")},
	{"camera_width", false, lang.T("bildens bredd är inte 100 till 50 000 pixlar: den räknas som okänd", "the picture's width is not 100 to 50,000 pixels: it is taken as unknown")},
	{"camera_range", false, lang.T("räckvidden är inte 0,1 till 10 000 m: den räknas som okänd", "the range is not 0.1 to 10,000 m: it is taken as unknown")},
	{"camera_moved", false, lang.T("kameran är ritad i en byggnad, högst 3 m från en vägg som den ser ut från: den flyttas ut till väggen", "the camera is drawn in a building, at most 3 m from a wall that it looks out of: it is moved out to that wall")},
	{"camera_inside", false, lang.T("kameran är ritad längre in i en byggnad eller ser in i den: den behålls men räknas inte se någon gata", "the camera is drawn deeper in a building or looks into it: it is kept but is taken to see no street")},
	{"building_height", false, lang.T("höjden är inte 0,1 till 500 m: den räknas som okänd", "the height is not 0.1 to 500 m: it is taken as unknown")},
	{"unclear", false, lang.T("ett värde förstås inte: det räknas som okänt", "a value is not understood: it is taken as unknown")},
	{"shape_repaired", false, lang.T("ytan korsade sig själv och reparerades", "the surface crossed itself and was repaired")},
	{"twice", true, lang.T(
		"samma sak finns redan i filen, högst 0,1 m bort; av ett registers lampor en som inte skiljer sig i annat än radens id: de som skiljer sig är armaturer på en stolpe och behålls",
		"the same thing is in the file already, at most 0.1 m away; of a register's lamps one that differs in nothing but the row's id: those that differ are luminaires of one pole and are kept")},
	{"camera_streetless", true, lang.T("bevakar ingen gata: sitter inomhus, läser bara nummerskyltar, lyssnar efter skott eller är en vakt", "watches no street: stands indoors, only reads number plates, listens for shots or is a guard")},
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

// widestCrownM is the widest crown of a single plant.
const widestCrownM = 50

// ruleLampCount is the rule of the one number that must be whole.
const ruleLampCount = "lamp_count"

// limit bounds one number of one kind of object. A value outside it cannot be true.
type limit struct {
	field     string // its name in JSON
	kind      Kind
	low, high float64 // both can be true
	zero      bool    // 0 is a value too, and not the same as unknown
	rule      string
	of        func(p *Props) *float64
}

var limits = []limit{
	{"height_m", Lamp, 0.1, 40, false, "lamp_height", func(p *Props) *float64 { return &p.HeightM }},
	{"lumens", Lamp, 1, 200_000, false, "lamp_lumens", func(p *Props) *float64 { return &p.Lumens }},
	{"watts", Lamp, 0.1, 2000, false, "lamp_watts", func(p *Props) *float64 { return &p.Watts }},
	{"count", Lamp, 1, 20, false, ruleLampCount, func(p *Props) *float64 { return &p.Count }},
	{"unit_cost", Lamp, 0, 1e7, true, "unit_cost", func(p *Props) *float64 { return &p.UnitCost }},
	{"height_m", Vegetation, 0.05, 60, false, "green_height", func(p *Props) *float64 { return &p.HeightM }},
	{"density", Vegetation, 0.01, 1, false, "green_density", func(p *Props) *float64 { return &p.Density }},
	{"spread_m", Vegetation, 0.1, widestCrownM, false, "green_spread", func(p *Props) *float64 { return &p.SpreadM }},
	{"height_m", Camera, 0.1, 100, false, "camera_height", func(p *Props) *float64 { return &p.HeightM }},
	{"field_deg", Camera, 0.1, 360, false, "camera_field", func(p *Props) *float64 { return &p.FieldDeg }},
	{"range_m", Camera, 0.1, 10_000, false, "camera_range", func(p *Props) *float64 { return &p.RangeM }},
	{"width_px", Camera, 100, 50_000, false, "camera_width", func(p *Props) *float64 { return &p.WidthPx }},
	{"height_m", Building, 0.1, 500, false, "building_height", func(p *Props) *float64 { return &p.HeightM }},
}

func (l limit) allows(v float64) bool {
	if l.rule == ruleLampCount && v != math.Trunc(v) {
		return false
	}
	return v >= l.low && v <= l.high || l.zero && v == 0
}

// Limits of the numbers that may be 0 and unknown both, and so are pointers.
const (
	mostBearingDeg = 360 // either way round
	mostCrownM     = 60
)

// SetNumber takes a number that a source gives for a field, by its name in JSON. One that
// cannot be true leaves the field unknown and notes the rule in Props.Mended; so does a crown
// whose base comes to stand over its top. It is false for a field that the kind does not have.
func (o *Object) SetNumber(field string, v float64) bool {
	switch {
	case field == "bearing_deg" && o.Kind == Camera:
		o.setBearing(v)
		return true
	case field == "crown_base_m" && o.Kind == Vegetation:
		if v >= 0 && v <= mostCrownM {
			o.Props.CrownBaseM = &v
		} else {
			o.Props.mend("green_crown")
		}
		o.checkCrown()
		return true
	}
	i := slices.IndexFunc(limits, func(l limit) bool { return l.field == field && l.kind == o.Kind })
	if i < 0 {
		return false
	}
	if limits[i].allows(v) {
		*limits[i].of(&o.Props) = v
	} else {
		o.Props.mend(limits[i].rule)
	}
	o.checkCrown()
	return true
}

// setBearing keeps a direction as 0 up to, but not including, 360 degrees.
func (o *Object) setBearing(v float64) {
	if !(v >= -mostBearingDeg && v <= mostBearingDeg) {
		o.Props.mend("camera_bearing")
		return
	}
	turned := math.Mod(v+360, 360)
	o.Props.BearingDeg = &turned
}

// checkCrown forgets a crown base that stands over the top.
func (o *Object) checkCrown() {
	if o.crownUpsideDown() {
		o.Props.CrownBaseM = nil
		o.Props.mend("green_crown")
	}
}

func (o Object) crownUpsideDown() bool {
	p := o.Props
	return o.Kind == Vegetation && p.CrownBaseM != nil && p.HeightM > 0 && *p.CrownBaseM >= p.HeightM
}

// sound is an object as it is reckoned with: without numbers that cannot be true, which older
// stored objects may have and ingest would have mended.
func (o Object) sound() Object {
	for _, l := range limits {
		if v := l.of(&o.Props); l.kind == o.Kind && !l.allows(*v) {
			*v = 0
		}
	}
	p := &o.Props
	if p.BearingDeg != nil && !(math.Abs(*p.BearingDeg) <= mostBearingDeg) {
		p.BearingDeg = nil
	}
	if p.CrownBaseM != nil && !(*p.CrownBaseM >= 0 && *p.CrownBaseM <= mostCrownM) || o.crownUpsideDown() {
		p.CrownBaseM = nil
	}
	if slices.ContainsFunc(p.Dimming, func(d Dim) bool { return !d.sound() }) {
		p.Dimming = nil
	}
	return o
}

// sound tells whether a dimming can be true.
func (d Dim) sound() bool {
	return d.Share >= 0 && d.Share <= 1 && d.From.sound() && d.To.sound()
}

func (c Clock) sound() bool { return c >= 0 && c < dayMinutes }

// mend notes a rule once.
func (p *Props) mend(code string) {
	if !slices.Contains(p.Mended, code) {
		p.Mended = append(p.Mended, code)
	}
}
