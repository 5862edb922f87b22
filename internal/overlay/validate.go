package overlay

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
)

// What a text, a list and a place may be at most.
const (
	mostText    = 500
	mostDims    = 20
	mostCoordM  = 21e6   // no projected coordinate on the earth is greater
	mostSpreadM = 20_000 // from one side of an object to the other
)

// Validate returns Invalid with every field at fault, its range and how to mend it. It is for
// what a person hands in, of which nothing is mended unasked; imports go by Rules.
func (o Object) Validate() error {
	var bad []fault.Field
	if slices.Contains(Kinds, o.Kind) {
		bad = o.badShape(bad)
		bad = o.badNumbers(bad)
		bad = o.badWords(bad)
	} else {
		bad = append(bad, fault.Field{Name: "kind", Text: lang.T("%q är inget slags objekt; skriv ett av %v", "%q is no kind of object; write one of %v", o.Kind, Kinds)})
	}
	if len(bad) == 0 {
		return nil
	}
	return fault.New(fault.Invalid, lang.T("objektet går inte att spara; rätta fälten", "the object cannot be stored; correct the fields"), bad...)
}

// forms are the geometries that each kind may have.
var forms = map[Kind][]string{
	Lamp:       {"Point"},
	Vegetation: {"Point", "LineString", "Polygon", "MultiPolygon"},
	Camera:     {"Point", "Polygon", "MultiPolygon"},
	Building:   {"LineString", "Polygon", "MultiPolygon"},
	Place:      {"Point", "Polygon", "MultiPolygon"},
	Backdrop:   {"LineString", "MultiLineString", "Polygon", "MultiPolygon"},
}

func (o Object) badShape(bad []fault.Field) []fault.Field {
	wrong := func(text lang.Text) []fault.Field { return append(bad, fault.Field{Name: "geometry", Text: text}) }
	if o.Geometry == nil || !slices.Contains(forms[o.Kind], o.Geometry.GeoJSONType()) {
		return wrong(lang.T("geometrin ska vara en av %s", "the geometry is to be one of %s", strings.Join(forms[o.Kind], ", ")))
	}
	if !standing(o.Geometry) {
		return wrong(lang.T("geometrin är tom eller har koordinater som inte är tal på jorden; rita om den",
			"the geometry is empty or has coordinates that are no numbers on the earth; draw it again"))
	}
	if b := o.Geometry.Bound(); geo.Dist(b.Min, b.Max) > mostSpreadM {
		return wrong(lang.T("geometrin är mer än 20 km tvärs över; dela upp den", "the geometry is more than 20 km across; divide it"))
	}
	shape := Polygons(o.Geometry)
	if line, ok := o.Geometry.(orb.LineString); ok && geo.Length(line) == 0 {
		return wrong(lang.T("linjen har ingen längd; rita minst två punkter", "the line has no length; draw at least two points"))
	}
	if len(shape) == 0 {
		return bad
	}
	if parts, ok := o.Geometry.(orb.MultiPolygon); ok && len(parts) > len(shape) {
		return wrong(lang.T("en del av ytan är tom; ta bort den", "a part of the surface is empty; take it away"))
	}
	if _, changed, err := geo.Repair(shape); err != nil || changed {
		return wrong(lang.T("ytan korsar sig själv eller är inte sluten; rita om den", "the surface crosses itself or is not closed; draw it again"))
	}
	return bad
}

func (o Object) badNumbers(bad []fault.Field) []fault.Field {
	wrong := func(name string, text lang.Text) { bad = append(bad, fault.Field{Name: name, Text: text}) }
	between := func(name string, low, high float64) {
		l, h := lang.Decimal(low, decimals(low)), lang.Decimal(high, 0)
		wrong(name, lang.T("ange ett tal från %s till %s, eller utelämna fältet", "give a number from %s to %s, or leave the field out", l, h))
	}
	for _, l := range limits {
		if v := *l.of(&o.Props); l.kind == o.Kind && v != 0 && !l.allows(v) {
			between(l.field, l.low, l.high)
		}
	}
	if b := o.Props.BearingDeg; b != nil && !(math.Abs(*b) <= mostBearingDeg) {
		between("bearing_deg", -mostBearingDeg, mostBearingDeg)
	}
	if c := o.Props.CrownBaseM; c != nil && !(*c >= 0 && *c <= mostCrownM) {
		between("crown_base_m", 0, mostCrownM)
	} else if o.crownUpsideDown() {
		wrong("crown_base_m", lang.T("kronans underkant ska ligga under växtens topp (height_m)", "the base of the crown is to lie under the top of the plant (height_m)"))
	}
	return bad
}

// decimals is how many a limit is written with.
func decimals(v float64) int {
	n := 0
	for ; n < 3 && v != math.Trunc(v); n++ {
		v *= 10
	}
	return n
}

// The words that a field of codes may hold; none is unknown.
var (
	statuses    = []string{string(Working), string(Broken)}
	optics      = []string{"even", "lambert", "globe"}
	cameraTypes = []string{"fixed", "dome", "ptz"}
	protections = []string{"alley", "nature_reserve", "monument"}
)

func (o Object) badWords(bad []fault.Field) []fault.Field {
	p := o.Props
	wrong := func(name string, text lang.Text) { bad = append(bad, fault.Field{Name: name, Text: text}) }
	for _, c := range []struct {
		name, word string
		codes      []string
	}{
		{"status", string(p.Status), statuses},
		{"method", p.Method, methods()},
		{"mount", p.Mount, mounts()},
		{"optic", p.Optic, optics},
		{"camera_type", p.CameraType, cameraTypes},
		{"protected", p.Protected, protections},
	} {
		if c.word != "" && !slices.Contains(c.codes, c.word) {
			list := strings.Join(c.codes, ", ")
			wrong(c.name, lang.T("%q är okänt; skriv ett av %s, eller utelämna fältet", "%q is unknown; write one of %s, or leave the field out", c.word, list))
		}
	}
	for _, t := range o.texts() {
		if utf8.RuneCountInString(t.text) > mostText || !utf8.ValidString(t.text) || strings.ContainsRune(t.text, 0) {
			wrong(t.name, lang.T("texten ska vara läsbar och högst %d tecken", "the text is to be readable and at most %d characters", mostText))
		}
	}
	if len(p.Dimming) > mostDims || slices.ContainsFunc(p.Dimming, func(d Dim) bool { return !d.sound() }) {
		wrong("dimming", lang.T("ange högst %d tider, var och en som 23:00 till 05:00 med en andel från 0 till 1", "give at most %d spans, each as 23:00 to 05:00 with a share from 0 to 1", mostDims))
	}
	return o.badStrangers(bad)
}

// badStrangers refuses what belongs to another kind of object, by the names it is given under.
func (o Object) badStrangers(bad []fault.Field) []fault.Field {
	for _, part := range []struct {
		kind Kind
		of   any
	}{
		{Lamp, o.Props.Lighting},
		{Vegetation, o.Props.Greenery},
		{Camera, o.Props.Watching},
		{Building, struct {
			Dwelling bool `json:"dwelling"`
		}{o.Props.Dwelling}},
	} {
		if part.kind == o.Kind {
			continue
		}
		for field, v := range reflect.ValueOf(part.of).Fields() {
			if !v.IsZero() {
				name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
				bad = append(bad, fault.Field{Name: name, Text: lang.T(
					"hör till %s, inte till %s; utelämna det", "belongs to %s, not to %s; leave it out", part.kind, o.Kind)})
			}
		}
	}
	return bad
}

type namedText struct{ name, text string }

func (o Object) texts() []namedText {
	p := o.Props
	return []namedText{
		{"external_id", o.ExternalID},
		{"source", o.Source},
		{"class", p.Class},
		{"owner", p.Owner},
		{"pole", p.Pole},
		{"cabinet", p.Cabinet},
		{"operator", p.Operator},
		{"purpose", p.Purpose},
		{"legal_basis", p.LegalBasis},
	}
}

func methods() []string {
	var codes []string
	for _, e := range Efficacies[1:] {
		codes = append(codes, e.Method)
	}
	return codes
}

func mounts() []string {
	var codes []string
	for _, d := range LampDefaults {
		codes = append(codes, d.Mount)
	}
	return codes
}
