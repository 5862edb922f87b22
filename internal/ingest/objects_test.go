package ingest

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/report"
	"tryggled/internal/street"
)

// collection is a GeoJSON file of features.
func collection(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",\n") + `]}`
}

// located is a feature with properties (the inside of an object) and a geometry.
func located(properties, geometry, coordinates string) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{%s},"geometry":{"type":%q,"coordinates":%s}}`, properties, geometry, coordinates)
}

const (
	squareAt = `[[[15.98,59.51],[15.99,59.51],[15.99,59.515],[15.98,59.515],[15.98,59.51]]]`
	bowTie   = `[[[15.98,59.51],[15.99,59.515],[15.99,59.51],[15.98,59.515],[15.98,59.51]]]`
)

func TestAreas(t *testing.T) {
	file := "\ufeff" + collection(
		located(`"name":"Köping centrala","provisional":true`, "Polygon", squareAt),
		located(`"NAMN":"Nygård","slug":"nygard"`, "MultiPolygon", "["+squareAt+"]"),
		located(`"name":{"sv":"Ån","en":"The river"}`, "Polygon", bowTie),
		located(`"name_sv":"Östra","name_en":"East"`, "Polygon", squareAt),
		located(`"deso":"1983C1040"`, "Polygon", squareAt))
	got, err := Areas(strings.NewReader(file), "areas.geojson", testTown)
	if err != nil {
		t.Fatal(err)
	}
	want := []municipality.Area{
		{Slug: "koping-centrala", Name: lang.Same("Köping centrala"), Provisional: true},
		{Slug: "nygard", Name: lang.Same("Nygård")},
		{Slug: "an", Name: lang.Text{SV: "Ån", EN: "The river"}},
		{Slug: "ostra", Name: lang.Text{SV: "Östra", EN: "East"}},
		{Slug: "omrade-1983c1040", Name: lang.Same("1983C1040")},
	}
	if diff := cmp.Diff(got, want, cmpopts.IgnoreFields(municipality.Area{}, "Shape")); diff != "" {
		t.Errorf("areas (-got +want):\n%s", diff)
	}
	square, tie := planar.Area(got[0].Shape), planar.Area(got[2].Shape)
	if math.Abs(square-566*557) > 2000 || math.Abs(tie-square/2) > 100 {
		t.Errorf("areas of %.0f and, repaired, %.0f m²; want about %d and half of it", square, tie, 566*557)
	}
}

func TestAreasInLatin1AndPacked(t *testing.T) {
	latin := strings.Replace(collection(located(`"name":"N?g?rd"`, "Polygon", squareAt)), "N?g?rd", "Nyg\xe5rd", 1)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte(latin))
	_ = z.Close()
	for name, data := range map[string][]byte{"plain": []byte(latin), "gzip": packed.Bytes()} {
		got, err := Areas(bytes.NewReader(data), "areas.geojson", testTown)
		if err != nil || got[0].Name.SV != "Nygård" || got[0].Slug != "nygard" {
			t.Errorf("%s: %v, %v; want Nygård", name, got, err)
		}
	}
}

func TestAreasRefuse(t *testing.T) {
	tests := map[string]struct{ file, says string }{
		"empty file":         {"", "is empty"},
		"not JSON":           {"name;area\n", "no GeoJSON file"},
		"a page":             {"<!doctype html><html>", "HTML"},
		"another JSON":       {`{"areas":[]}`, "no GeoJSON file"},
		"a bare array":       {`[1,2]`, "no GeoJSON file"},
		"nothing in it":      {collection(), "no areas"},
		"cut off":            {collection(located(`"name":"A"`, "Polygon", squareAt))[:150], "cut off"},
		"cut off at the end": {strings.TrimSuffix(collection(located(`"name":"A"`, "Polygon", squareAt)), "}"), "cut off after feature 1"},
		"more after it":      {collection(located(`"name":"A"`, "Polygon", squareAt)) + "{}", "feature 1"},
		"a point":            {collection(located(`"name":"A"`, "Point", `[15.98,59.51]`)), "feature 1: an area is a surface"},
		"no name":            {collection(located(``, "Polygon", squareAt)), "the name is missing"},
		"a name of signs":    {collection(located(`"name":"!!!"`, "Polygon", squareAt)), `the slug ""`},
		"a bad slug":         {collection(located(`"name":"A","slug":"Å 1"`, "Polygon", squareAt)), "cannot be used"},
		"twice":              {collection(located(`"name":"A b"`, "Polygon", squareAt), located(`"name":"A B"`, "Polygon", squareAt)), "feature 2: the slug \"a-b\" is already that of feature 1"},
		"swapped":            {collection(located(`"name":"A"`, "Polygon", `[[[59.51,15.98],[59.52,15.98],[59.52,15.99],[59.51,15.98]]]`)), "changed places"},
		"in SWEREF 99":       {collection(located(`"name":"A"`, "Polygon", `[[[556196,6597708],[556296,6597708],[556296,6597808],[556196,6597708]]]`)), "no degrees"},
		"at 0, 0":            {collection(located(`"name":"A"`, "Polygon", `[[[0,0],[0,0],[0,0],[0,0]]]`)), "without a place"},
		"in London":          {collection(located(`"name":"A"`, "Polygon", `[[[-0.1,51.5],[-0.1,51.6],[-0.2,51.6],[-0.1,51.5]]]`)), "far outside"},
		"without surface":    {collection(located(`"name":"A"`, "Polygon", `[[[15.98,59.51],[15.99,59.51],[15.98,59.51]]]`)), "no surface"},
		"no geometry":        {collection(`{"type":"Feature","properties":{"name":"A"},"geometry":null}`), "feature 1: the geometry is missing"},
		"wrong coordinates":  {collection(located(`"name":"A"`, "Polygon", `"here"`)), "feature 1"},
		"another crs":        {`{"type":"FeatureCollection","crs":{"properties":{"name":"urn:ogc:def:crs:EPSG::99999"}},"features":[]}`, "another coordinate system"},
	}
	for name, test := range tests {
		areas, err := Areas(strings.NewReader(test.file), "areas.geojson", testTown)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), test.says) || !strings.Contains(err.Error(), "areas.geojson") || areas != nil {
			t.Errorf("%s: %v; want Invalid that names the file and says %q", name, err, test.says)
		}
	}
}

func TestSlugOf(t *testing.T) {
	for in, want := range map[string]string{
		"Köping centrala": "koping-centrala", "  Öst & Väst  ": "ost-vast", "Café Ü": "cafe-u", "4:e kvarteret": "omrade-4-e-kvarteret",
		"": "", "東京": "", strings.Repeat("a", 70): strings.Repeat("a", 63), "A–B": "a-b",
	} {
		if got := slugOf(in); got != want {
			t.Errorf("slugOf(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestStreets(t *testing.T) {
	file := collection(
		located(`"highway":"residential","name":"Storgatan","lit":true,"surface":"asphalt"`, "LineString", `[[15.98,59.51],[15.985,59.51],[15.99,59.51]]`),
		// Its first point agrees with the middle of the first street to the seventh decimal.
		located(`"highway":"footway"`, "MultiLineString", `[[[15.98500000001,59.51,3],[15.985,59.512,3]],[[15.95,59.51],[15.951,59.51]]]`),
		located(`"highway":"motorway"`, "LineString", `[[15.98,59.51],[15.985,59.512]]`),
		located(``, "LineString", `[[15.98,59.51],[15.985,59.512]]`))
	segments, notes, err := Streets(strings.NewReader(file), "streets.geojson", testTown)
	if err != nil {
		t.Fatal(err)
	}
	type short struct {
		Way       int64
		Name      string
		Light     street.Light
		Component int
	}
	var got []short
	for _, s := range segments {
		got = append(got, short{s.Way, s.Name, s.Light, s.Component})
	}
	want := []short{{1, "Storgatan", street.Lit, 0}, {1, "Storgatan", street.Lit, 0}, {2, "", "", 0}, {2, "", "", 1}}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("segments (-got +want):\n%s", diff)
	}
	if segments[0].To != segments[2].From || segments[0].Line[1] != segments[2].Line[0] {
		t.Error("the footway does not begin where the street is cut")
	}
	if len(notes) != 2 || !strings.Contains(notes[0].EN, "2 parts") || !strings.Contains(notes[1].EN, "1 of 4 lines") {
		t.Errorf("notes %v, want on the parts and on the line without highway", notes)
	}
}

func TestStreetsRefuse(t *testing.T) {
	tests := map[string]struct{ file, says string }{
		"no classes":  {collection(located(`"name":"A"`, "LineString", `[[15.98,59.51],[15.985,59.51]]`)), "property highway"},
		"nothing":     {collection(), "property highway"},
		"a surface":   {collection(located(`"highway":"footway"`, "Polygon", squareAt)), "feature 1: a street is a line"},
		"swapped":     {collection(located(`"highway":"footway"`, "LineString", `[[59.51,15.98],[59.51,15.99]]`)), "changed places"},
		"one point":   {collection(located(`"highway":"footway"`, "LineString", `[[15.98,59.51]]`)), "property highway"},
		"cut off":     {collection(located(`"highway":"footway"`, "LineString", `[[15.98,59.51]]`))[:90], "cut off"},
		"wrong place": {collection(located(`"highway":"footway"`, "LineString", `[[15.98,59.51],[0,0]]`)), "without a place"},
	}
	for name, test := range tests {
		segments, _, err := Streets(strings.NewReader(test.file), "streets.geojson", testTown)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), test.says) || segments != nil {
			t.Errorf("%s: %v; want Invalid that says %q", name, err, test.says)
		}
	}
}

// plainFile are the options of a file of lamps without a profile.
func plainFile(kind overlay.Kind) OverlayOptions {
	return OverlayOptions{FileName: "things.geojson", Kind: kind, Municipality: testTown}
}

// readRegisterRows reads a register: its objects, and the rules by which others were put aside.
func readRegisterRows(file string, o OverlayOptions) (all []overlay.Object, aside []report.Rejection, err error) {
	for row, err := range Overlays(strings.NewReader(file), o) {
		if err != nil {
			return all, aside, err
		}
		if row.Rejection != nil {
			aside = append(aside, *row.Rejection)
			continue
		}
		all = append(all, row.Object)
	}
	return all, aside, nil
}

func readOverlays(file string, kind overlay.Kind) ([]overlay.Object, error) {
	all, _, err := readRegisterRows(file, plainFile(kind))
	return all, err
}

func TestOverlays(t *testing.T) {
	const at = `[15.98,59.51]`
	deg := func(d float64) *float64 { return &d }
	broken := overlay.Lighting{Status: overlay.Broken}
	line := `[[15.98,59.51],[15.99,59.51]]`
	tests := []struct {
		name    string
		kind    overlay.Kind
		feature string
		id      string
		want    overlay.Props
	}{
		{"a register with neither our keys nor OSM's", overlay.Lamp, located(`"PoleID":"791-2"`, "Point", at), "", overlay.Props{}},
		{"our keys", overlay.Lamp, located(`"id":"L1","broken":true,"height_m":4.5,"class":"LED"`, "Point", at), "L1", overlay.Props{HeightM: 4.5, Class: "LED", Lighting: broken}},
		{"words for our keys", overlay.Lamp, located(`"Broken":"ja","height_m":"4,5"`, "Point", at), "", overlay.Props{HeightM: 4.5, Lighting: broken}},
		{"OSM's keys", overlay.Lamp, located(`"@id":"node/7","light:height":"6 m","operational_status":"broken"`, "Point", at), "node/7", overlay.Props{HeightM: 6, Lighting: broken}},
		{"a status", overlay.Lamp, located(`"STATUS":"Ur funktion"`, "Point", at), "", overlay.Props{Lighting: broken}},
		{"a status that is well", overlay.Lamp, located(`"STATUS":"I drift"`, "Point", at), "", overlay.Props{Lighting: overlay.Lighting{Status: overlay.Working}}},
		{"all that is known of a lamp", overlay.Lamp, located(`"lumens":3500,"watts":"28 W","method":"led","mount":"stolpe","optic":"even","owner":"VME","pole":"N-12","cabinet":"S4","unit_cost":3200,"dimming":"23:00-05:00 50%; 00:00-04:00 0"`, "Point", at), "", overlay.Props{Owner: "VME", Lighting: overlay.Lighting{
			Lumens: 3500, Watts: 28, Method: "led", Mount: "pole", Optic: "even", Pole: "N-12", Cabinet: "S4", UnitCost: 3200,
			Dimming: []overlay.Dim{{From: 23 * 60, To: 5 * 60, Share: 0.5}, {From: 0, To: 4 * 60, Share: 0}},
		}}},
		{"a camera", overlay.Camera, located(`"bearing_deg":-90,"field_deg":60,"range_m":30,"width_px":2560,"camera_type":"panning","operator":"Köpings kommun"`, "Point", at), "", overlay.Props{Watching: overlay.Watching{BearingDeg: deg(270), FieldDeg: 60, RangeM: 30, WidthPx: 2560, CameraType: "ptz", Operator: "Köpings kommun"}}},
		{"an OSM camera", overlay.Camera, located(`"camera:direction":"E"`, "Point", at), "", overlay.Props{Watching: overlay.Watching{BearingDeg: deg(90)}}},
		{"a camera that sees all around", overlay.Camera, located(`"field_deg":360`, "Point", at), "", overlay.Props{Watching: overlay.Watching{FieldDeg: 360}}},
		{"a tree", overlay.Vegetation, located(`"natural":"tree","height":12,"diameter_crown":"6","leaf_type":"needleleaved"`, "Point", at), "", overlay.Props{Class: "tree", HeightM: 12, Greenery: overlay.Greenery{SpreadM: 6, Evergreen: new(true)}}},
		{"a shrubbery", overlay.Vegetation, located(``, "Polygon", squareAt), "", overlay.Props{}},
		{"a hedge", overlay.Vegetation, located(`"class":"hedge","height_m":2,"crown_base_m":0.2,"density":"95 %","evergreen":false,"protected":"allé"`, "LineString", line), "", overlay.Props{Class: "hedge", HeightM: 2, Greenery: overlay.Greenery{CrownBaseM: deg(0.2), Density: 0.95, Evergreen: new(false), Protected: "alley"}}},
		{"a house", overlay.Building, located(`"dwelling":true`, "Polygon", squareAt), "", overlay.Props{Dwelling: true}},
		{"an OSM house", overlay.Building, located(`"building":"apartments","building:levels":"4"`, "Polygon", squareAt), "", overlay.Props{Dwelling: true, Class: "apartments", HeightM: 12}},
		{"an OSM house that is empty", overlay.Building, located(`"building":"apartments","dwelling":false`, "Polygon", squareAt), "", overlay.Props{Class: "apartments"}},
		{"a fence", overlay.Building, located(`"barrier":"fence","height":"6'"`, "LineString", line), "", overlay.Props{Class: "fence", HeightM: 1.8288000000000002}},
		{"a school", overlay.Place, located(`"amenity":"school"`, "Polygon", squareAt), "", overlay.Props{Class: "school"}},
		{"a crossing", overlay.Place, located(`"class":"crossing"`, "Point", at), "", overlay.Props{Class: "crossing"}},
		{"a river", overlay.Backdrop, located(`"class":"water"`, "LineString", line), "", overlay.Props{Class: "water"}},
		{"a railway", overlay.Backdrop, located(`"railway":"rail"`, "LineString", line), "", overlay.Props{Class: "rail"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := readOverlays(collection(test.feature), test.kind)
			if err != nil || len(got) != 1 {
				t.Fatalf("%d objects, %v; want one", len(got), err)
			}
			want := overlay.Object{ID: 1, Kind: test.kind, Source: "register", ExternalID: test.id, Props: test.want}
			if diff := cmp.Diff(got[0], want, cmpopts.IgnoreFields(overlay.Object{}, "Geometry")); diff != "" {
				t.Errorf("object (-got +want):\n%s", diff)
			}
			if d := got[0].Geometry.Dimensions(); d == 1 {
				t.Errorf("the geometry is a line: %v", got[0].Geometry)
			}
		})
	}
}

func TestOverlaysOfManyPoints(t *testing.T) {
	file := collection(
		located(`"id":5`, "MultiPoint", `[[15.98,59.51],[15.981,59.51]]`),
		located(`"id":5`, "Point", `[15.982,59.51]`),
		`{"type":"Feature","id":"x","properties":null,"geometry":{"type":"Point","coordinates":[15.983,59.51]}}`)
	got, err := readOverlays(file, overlay.Lamp)
	var ids []string
	for _, o := range got {
		ids = append(ids, o.ExternalID)
	}
	if diff := cmp.Diff(ids, []string{"5", "5#2", "5#3", "x"}); err != nil || diff != "" {
		t.Errorf("%v; ids (-got +want):\n%s", err, diff)
	}
	cameras, err := readOverlays(collection(located(`"direction":"N;S"`, "Point", `[15.98,59.51]`)), overlay.Camera)
	if err != nil || len(cameras) != 2 || *cameras[1].Props.BearingDeg != 180 {
		t.Errorf("a camera of two directions became %v, %v", cameras, err)
	}
}

// Each bad thing beside a good one: what the rule does, and that the good one is kept.
func TestOverlaysRules(t *testing.T) {
	const at, beside = `[15.98,59.51]`, `[15.981,59.51]`
	tests := map[string]struct {
		kind    overlay.Kind
		feature string
		rule    string
		kept    bool
	}{
		"a lamp of 0 m":              {overlay.Lamp, located(`"height_m":0`, "Point", at), "lamp_height", true},
		"a lamp of 400 m":            {overlay.Lamp, located(`"height":"400"`, "Point", at), "lamp_height", true},
		"negative lumens":            {overlay.Lamp, located(`"lumens":-200`, "Point", at), "lamp_lumens", true},
		"a dimming to twice":         {overlay.Lamp, located(`"dimming":"22:00-05:00 200%"`, "Point", at), "lamp_dimming", true},
		"a height in words":          {overlay.Lamp, located(`"height_m":"high"`, "Point", at), "unclear", true},
		"broken, perhaps":            {overlay.Lamp, located(`"broken":"kanske"`, "Point", at), "unclear", true},
		"the same lamp twice":        {overlay.Lamp, located(`"note":"again"`, "Point", `[15.981,59.5100001]`), "twice", false},
		"a surface of lamps":         {overlay.Lamp, located(``, "Polygon", squareAt), "shape_kind", false},
		"swapped":                    {overlay.Lamp, located(``, "Point", `[59.51,15.98]`), "elsewhere", false},
		"far away":                   {overlay.Lamp, located(``, "Point", `[13.0,55.6]`), "elsewhere", false},
		"no geometry":                {overlay.Lamp, `{"type":"Feature","properties":{},"geometry":null}`, "shape_empty", false},
		"no feature":                 {overlay.Lamp, `{"type":"Point","coordinates":[15.98,59.51]}`, "unreadable", false},
		"properties in a list":       {overlay.Lamp, `{"type":"Feature","properties":[1],"geometry":null}`, "unreadable", false},
		"a bearing of 725":           {overlay.Camera, located(`"bearing_deg":725`, "Point", at), "camera_bearing", true},
		"a bearing in words":         {overlay.Camera, located(`"camera:direction":"street"`, "Point", at), "camera_bearing", true},
		"a field of 0":               {overlay.Camera, located(`"field_deg":0`, "Point", at), "camera_field", true},
		"a crown above the top":      {overlay.Vegetation, located(`"height_m":2,"crown_base_m":3`, "Point", at), "green_crown", true},
		"a surface that crosses":     {overlay.Vegetation, located(``, "Polygon", bowTie), "shape_repaired", true},
		"an empty surface":           {overlay.Vegetation, located(``, "Polygon", `[[[15.98,59.51],[15.99,59.51],[15.98,59.51]]]`), "shape_empty", false},
		"a surface without anything": {overlay.Vegetation, located(``, "Polygon", `[]`), "shape_empty", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			o, counted := plainFile(test.kind), newIntake("things.geojson")
			o.Extent = orb.Bound{Min: orb.Point{556_000, 6_597_000}, Max: orb.Point{558_000, 6_599_000}}
			file := collection(located(``, "Point", beside), test.feature)
			var objects []overlay.Object
			var aside []report.Rejection
			for row, err := range overlays(strings.NewReader(file), o, counted) {
				if err != nil {
					t.Fatal(err)
				}
				if row.Rejection != nil {
					aside = append(aside, *row.Rejection)
				} else {
					objects = append(objects, row.Object)
				}
			}
			want := overlay.Imported{Kind: test.kind, Source: "register", Read: 2, Kept: 2, Mended: map[string]int{test.rule: 1}}
			if !test.kept {
				want.Kept, want.Mended, want.Aside = 1, nil, map[string]int{test.rule: 1}
			}
			if diff := cmp.Diff([]overlay.Imported{want}, counted.sum()); diff != "" {
				t.Errorf("count (-want +got):\n%s", diff)
			}
			if len(objects) != int(want.Kept) || len(aside) != 2-len(objects) {
				t.Fatalf("%d objects and %d put aside", len(objects), len(aside))
			}
			for _, r := range aside {
				if r.Line != 2 || r.Values["rule"] != test.rule || r.Values["file"] != "things.geojson" || r.Reason.SV == "" || r.Reason.EN == "" {
					t.Errorf("put aside as %+v", r)
				}
			}
		})
	}
}

func TestOverlaysRefuse(t *testing.T) {
	const at = `[15.98,59.51]`
	tests := map[string]struct {
		kind       overlay.Kind
		file, says string
	}{
		"only surfaces of lamps": {overlay.Lamp, collection(located(``, "Polygon", squareAt)), "lamps cannot have the geometry type Polygon"},
		"only lines of cameras":  {overlay.Camera, collection(located(``, "LineString", `[[15.98,59.51],[15.99,59.51]]`)), "--kind cameras"},
		"only points of houses":  {overlay.Building, collection(located(``, "Point", at)), "--kind buildings"},
		"all misplaced":          {overlay.Lamp, collection(located(``, "Point", `[59.51,15.98]`), located(``, "Point", `[59.52,15.98]`)), "none of 2 features can be used; feature 1: latitude and longitude"},
		"in metres":              {overlay.Lamp, collection(located(``, "Point", `[556196,6597708]`)), "no degrees"},
		"an empty collection":    {overlay.Lamp, `{"type":"FeatureCollection"}`, "no GeoJSON file"},
		"nothing in it":          {overlay.Lamp, collection(), "holds no objects"},
		"only empty surfaces":    {overlay.Vegetation, collection(located(``, "Polygon", `[[[15.98,59.51],[15.99,59.51],[15.98,59.51]]]`)), "surface is empty"},
		"a huge feature":         {overlay.Lamp, collection(located(`"note":"`+strings.Repeat("x", featureMaxBytes+1<<20)+`"`, "Point", at)), "larger than"},
		"one endless line":       {overlay.Lamp, `{"type":"` + strings.Repeat("x", featureMaxBytes+10), "larger than"},
		"cut off":                {overlay.Lamp, collection(located(``, "Point", at), located(``, "Point", at))[:150], "cut off"},
		"nearly all of it bad":   {overlay.Lamp, collection(located(``, "Point", at), strings.Repeat(`{"type":"Feature"},`, hopelessRows)+`{}`), "is it the right file"},
	}
	for name, test := range tests {
		if _, err := readOverlays(test.file, test.kind); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %.200v; want Invalid that says %q", name, err, test.says)
		}
	}
}

// The old crs member is believed where it names a system that is known.
func TestGeoJSONInSWEREF(t *testing.T) {
	head := `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3006"}},`
	metric := func(feature string) string { return head + `"features":[` + feature + `]}` }
	got, err := readOverlays(metric(located(``, "Point", `[556196.25,6597708.5]`)), overlay.Lamp)
	if err != nil || len(got) != 1 || geo.Dist(got[0].Geometry.(orb.Point), orb.Point{556196.25, 6597708.5}) > 0.001 {
		t.Errorf("a lamp in EPSG:3006 came as %v, %v", got, err)
	}
	segments, _, err := Streets(strings.NewReader(metric(located(`"highway":"footway"`, "LineString", `[[556196,6597708],[556296,6597708]]`))), "s.geojson", testTown)
	if err != nil || len(segments) != 1 || math.Abs(segments[0].LengthM-100) > 0.02 {
		t.Errorf("a street in EPSG:3006 came as %v, %v", segments, err)
	}
	areas, err := Areas(strings.NewReader(metric(located(`"name":"A"`, "Polygon", `[[[556196,6597708],[556296,6597708],[556296,6597808],[556196,6597808],[556196,6597708]]]`))), "a.geojson", testTown)
	if err != nil || len(areas) != 1 || math.Abs(planar.Area(areas[0].Shape)-10_000) > 1 {
		t.Errorf("an area in EPSG:3006 came as %v, %v", areas, err)
	}
}

func TestOverlaysStopWhenTold(t *testing.T) {
	file := collection(located(``, "Point", `[15.98,59.51]`), located(``, "Point", `[15.98,59.512]`), `{"broken`)
	n := 0
	for _, err := range Overlays(strings.NewReader(file), plainFile(overlay.Lamp)) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 2 {
			break
		}
	}
	if n != 2 {
		t.Errorf("read %d objects, want 2", n)
	}
}

func FuzzAreas(f *testing.F) {
	f.Add(collection(located(`"name":"A"`, "Polygon", squareAt)))
	f.Add(collection(located(`"name":"A"`, "MultiPolygon", "["+bowTie+"]")))
	f.Add(`{"type":"FeatureCollection","crs":null,"features":[]}`)
	f.Fuzz(func(t *testing.T, file string) {
		areas, err := Areas(strings.NewReader(file), "fuzz.geojson", testTown)
		if err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%v is nothing a person can act on", err)
		}
		for _, a := range areas {
			if len(a.Shape) == 0 || !municipality.ValidSlug(a.Slug) {
				t.Errorf("area %q has %d surfaces", a.Slug, len(a.Shape))
			}
		}
	})
}

func FuzzStreets(f *testing.F) {
	f.Add(collection(located(`"highway":"footway"`, "LineString", `[[15.98,59.51],[15.985,59.51]]`)))
	f.Add(collection(located(`"highway":"steps","lit":true`, "MultiLineString", `[[[15.98,59.51],[15.985,59.51]],[]]`)))
	f.Fuzz(func(t *testing.T, file string) {
		segments, _, err := Streets(strings.NewReader(file), "fuzz.geojson", testTown)
		if err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%v is nothing a person can act on", err)
		}
		for _, s := range segments {
			if len(s.Line) < 2 || !(s.LengthM > 0) {
				t.Errorf("segment %d has %d points and %v m", s.ID, len(s.Line), s.LengthM)
			}
		}
	})
}

func FuzzOverlays(f *testing.F) {
	f.Add(collection(located(`"broken":true,"bearing_deg":4`, "Point", `[15.98,59.51]`)), 0)
	f.Add(collection(located(`"natural":"tree_row"`, "LineString", `[[15.98,59.51],[15.985,59.51]]`)), 1)
	f.Add(collection(located(`"camera:direction":"N;S"`, "MultiPoint", `[[15.98,59.51]]`)), 2)
	f.Add(collection(located(`"building":"house"`, "Polygon", bowTie)), 3)
	f.Add(collection(located(``, "GeometryCollection", `[]`)), 4)
	f.Fuzz(func(t *testing.T, file string, kind int) {
		kinds := overlay.Kinds
		objects, err := readOverlays(file, kinds[((kind%len(kinds))+len(kinds))%len(kinds)])
		if err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%v is nothing a person can act on", err)
		}
		for _, o := range objects {
			if o.Geometry == nil || !finiteBound(o.Geometry.Bound()) {
				t.Errorf("object %d lies at %v", o.ID, o.Geometry)
			}
		}
	})
}

func finiteBound(b orb.Bound) bool {
	return !math.IsNaN(b.Min[0]+b.Min[1]+b.Max[0]+b.Max[1]) && !math.IsInf(b.Min[0]+b.Min[1]+b.Max[0]+b.Max[1], 0)
}
