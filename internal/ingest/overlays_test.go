package ingest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/overlay"
	"tryggled/internal/report"
)

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
	if diff := cmp.Diff(ids, []string{"5", "5#555523.7,6597252.7", "5#555580.3,6597253.5", "x"}); err != nil || diff != "" {
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

func TestOverlaysStopWhenTold(t *testing.T) {
	file := collection(located(``, "Point", `[15.98,59.51]`), located(``, "Point", `[0,0]`), located(``, "Point", `[0,0]`), `{"broken`)
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
		t.Errorf("read %d rows, want the 2 that are put aside", n)
	}
}
