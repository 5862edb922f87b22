package ingest

import (
	"bytes"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
)

// ownProfile is a profile from a file of one's own.
func ownProfile(text string) (RegisterProfile, error) {
	return LoadRegisterProfile("own.yaml", fstest.MapFS{"own.yaml": {Data: []byte(text)}}.Open)
}

// Values as other people's registers write them.
func TestOverlaysWordsOfOthers(t *testing.T) {
	deg := func(d float64) *float64 { return &d }
	looks := func(bearing, field float64) overlay.Props {
		return overlay.Props{Watching: overlay.Watching{BearingDeg: deg(bearing), FieldDeg: field}}
	}
	tests := []struct {
		name       string
		kind       overlay.Kind
		properties string
		want       overlay.Props
	}{
		{"a decimal comma in OSM", overlay.Lamp, `"light:height":"3,5","light:lumens":"2900"`, overlay.Props{HeightM: 3.5, Lighting: overlay.Lighting{Lumens: 2900}}},
		{"a comma between thousands", overlay.Lamp, `"lumens":"5,000 lm"`, overlay.Props{Lighting: overlay.Lighting{Lumens: 5000}}},
		{"a comma before three decimals of a height", overlay.Lamp, `"height_m":"4,500"`, overlay.Props{HeightM: 4.5}},
		{"many strong lamps on a pole", overlay.Lamp, `"count":3,"watts":1000,"lumens":30000`, overlay.Props{Lighting: overlay.Lighting{Lumens: 30000, Watts: 1000, Count: 3}}},
		{"one lamp on a pole", overlay.Lamp, `"count":1`, overlay.Props{}},
		{"no lamp on a pole", overlay.Lamp, `"count":0`, overlay.Props{Mended: []string{"lamp_count"}}},
		{"half a lamp on a pole", overlay.Lamp, `"count":1.5`, overlay.Props{Mended: []string{"lamp_count"}}},
		{"lamps on a pole without a flux", overlay.Lamp, `"count":2`, overlay.Props{Lighting: overlay.Lighting{Count: 2}}},
		{"a value made of several", overlay.Lamp, `"height_m":{"value":5},"lumens":[3000],"watts":[]`, overlay.Props{Mended: []string{"unclear"}}},
		{"signs that no database takes", overlay.Lamp, `"owner":"V\u0000ME","pole":"N\u000012"`, overlay.Props{Owner: "V ME", Lighting: overlay.Lighting{Pole: "N 12"}}},
		{"a direction in Swedish", overlay.Camera, `"bearing_deg":"NV"`, looks(315, 0)},
		{"a direction in Swedish words", overlay.Camera, `"bearing_deg":"sydost"`, looks(135, 0)},
		{"all around as a range", overlay.Camera, `"camera:direction":"0-360"`, looks(0, 360)},
		{"a range of nothing", overlay.Camera, `"camera:direction":"90-90"`, overlay.Props{Mended: []string{"camera_bearing"}}},
		{"columns cut by a shapefile", overlay.Camera, `"bearing_de":90,"camera_typ":"dome","legal_basi":"1 §"`, overlay.Props{Watching: overlay.Watching{BearingDeg: deg(90), CameraType: "dome", LegalBasis: "1 §"}}},
		{"a class in Swedish", overlay.Vegetation, `"class":"Häck"`, overlay.Props{Class: "hedge"}},
		{"a class in capitals", overlay.Vegetation, `"class":"Tree_Row"`, overlay.Props{Class: "tree_row"}},
		{"a class that is not known", overlay.Place, `"class":"unknown"`, overlay.Props{}},
		{"a class of its own", overlay.Place, `"class":"Kolonilott"`, overlay.Props{Class: "Kolonilott"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := readOverlays(collection(located(test.properties, "Point", `[15.98,59.51]`)), test.kind)
			if err != nil || len(got) != 1 {
				t.Fatalf("got %d objects, %v; want one", len(got), err)
			}
			if diff := cmp.Diff(got[0].Props, test.want, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
				t.Errorf("-got +want:\n%s", diff)
			}
		})
	}
}

func TestOverlaysShapesThatAreNone(t *testing.T) {
	whole := func(shape string) string { return `{"type":"Feature","properties":{},"geometry":` + shape + `}` }
	tests := []struct {
		name, shape, rule string
	}{
		{"a collection with nothing in it", `{"type":"GeometryCollection","geometries":[null]}`, "shape_empty"},
		{"an empty collection", `{"type":"GeometryCollection","geometries":[]}`, "shape_empty"},
		{"a collection", `{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[15.98,59.51]}]}`, "shape_kind"},
		{"a line of one point", `{"type":"LineString","coordinates":[[15.98,59.51]]}`, "shape_empty"},
		{"a line without length", `{"type":"LineString","coordinates":[[15.98,59.51],[15.98,59.51]]}`, "shape_empty"},
		{"lines without length", `{"type":"MultiLineString","coordinates":[[[15.98,59.51]],[]]}`, "shape_empty"},
		{"no geometry", `null`, "shape_empty"},
		{"coordinates that are texts", `{"type":"Point","coordinates":["15.98","59.51"]}`, "shape_empty"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			good := located(`"class":"hedge"`, "LineString", `[[15.98,59.512],[15.99,59.512]]`)
			kept, aside, err := readRegisterRows(collection(good, whole(test.shape)), plainFile(overlay.Vegetation))
			if err != nil || len(kept) != 1 || len(aside) != 1 || aside[0].Values["rule"] != test.rule {
				t.Errorf("got %d kept, aside %v, %v; want one aside by %s", len(kept), aside, err, test.rule)
			}
		})
	}
}

// Every object of a source has an id of its own, also where the file repeats them.
func TestOverlaysIDsAreUnique(t *testing.T) {
	var all []string
	for i, id := range []string{"a", "a", "a#2", "a", "a#2"} {
		all = append(all, located(fmt.Sprintf(`"id":%q`, id), "Point", fmt.Sprintf(`[15.98%d,59.51]`, i)))
	}
	got, err := readOverlays(collection(all...), overlay.Lamp)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, o := range got {
		if seen[o.ExternalID] {
			t.Errorf("%q is the id of two objects", o.ExternalID)
		}
		seen[o.ExternalID] = true
	}
	if len(seen) != 5 {
		t.Errorf("%d ids of 5 objects", len(seen))
	}
}

func TestFeaturesCRSMember(t *testing.T) {
	const degrees, metres = `[15.98,59.51]`, `[555467.11,6597251.83]`
	tests := []struct{ crs, at string }{
		{`{"type":"name","properties":{"name":"EPSG:3006"}}`, metres},
		{`{"type":"name","properties":{"name":"EPSG:3010"}}`, `[120556.19,6599597.98]`},
		{`{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3006"}}`, metres},
		{`{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG:6.18:3006"}}`, metres},
		{`{"type":"name","properties":{"name":"http://www.opengis.net/def/crs/EPSG/0/3006"}}`, metres},
		{`{"type":"EPSG","properties":{"code":3006}}`, metres},
		{`"EPSG:3006"`, metres},
		{`{"type":"name","properties":{"name":"EPSG:4326"}}`, degrees},
		{`{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}}`, degrees},
	}
	for _, test := range tests {
		file := `{"type":"FeatureCollection","crs":` + test.crs + `,"features":[` + located("", "Point", test.at) + `]}`
		got, err := readOverlays(file, overlay.Lamp)
		if err != nil || len(got) != 1 {
			t.Errorf("%s gives %d objects, %v", test.crs, len(got), err)
			continue
		}
		if at := got[0].Geometry.Bound().Min; at[0] < 555466.5 || at[0] > 555467.5 || at[1] < 6597251 || at[1] > 6597252.5 {
			t.Errorf("%s: got %.2f, want 555467.11 6597251.83", test.crs, at)
		}
	}
}

// A register replaces what was there, so one lamp among a thousand bad ones is no register.
func TestOverlaysNearlyAllBad(t *testing.T) {
	file := func(bad int) string {
		all := []string{located("", "Point", `[15.98,59.51]`)}
		for range bad {
			all = append(all, located("", "Point", `[0,0]`))
		}
		return collection(all...)
	}
	if _, aside, err := readRegisterRows(file(99), plainFile(overlay.Lamp)); err != nil || len(aside) != 99 {
		t.Errorf("99 bad ones: %d aside, %v", len(aside), err)
	}
	if _, _, err := readRegisterRows(file(100), plainFile(overlay.Lamp)); fault.KindOf(err) != fault.Invalid {
		t.Errorf("100 bad ones of 101: %v, want Invalid", err)
	}
}

func TestRegisterProfileConstants(t *testing.T) {
	const head = "kind: lamps\nformat: geojson\nconstants: "
	for _, bad := range []string{`{height_m: hög}`, `{height_m: "400"}`, `{status: trsig}`, `{dimming: natt}`} {
		if _, err := ownProfile(head + bad); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v, want Invalid", bad, err)
		}
	}
	if _, err := ownProfile(head + `{height_m: 4.5, status: trasig, dimming: "23:00-05:00 50%", owner: VME}`); err != nil {
		t.Error(err)
	}
}

// A profile's source may be the file's name; a file must not take the place of OSM by it.
func TestRegisterSourceIsItsOwn(t *testing.T) {
	p, err := ownProfile("kind: lamps\nformat: geojson\nsource: '{file}'\n")
	if err != nil {
		t.Fatal(err)
	}
	at := site{Municipality: municipality.Municipality{Code: testTown.Code, CRS: testTown.CRS}}
	for name, want := range map[string]fault.Kind{"osm.geojson": fault.Invalid, "hand.geojson": fault.Invalid, "lampor.geojson": fault.Internal} {
		_, err := readObjects(t.Context(), at, RegisterFile{Kind: p.Kind, Name: name, Profile: &p}, strings.NewReader(""))
		if got := fault.KindOf(err); err != nil && got != want || err == nil && want == fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What the file leaves out of a profile, and what was not understood, is told.
func TestOverlaysTell(t *testing.T) {
	p, err := LoadRegisterProfile("elnat", func(string) (fs.File, error) { return nil, fs.ErrNotExist })
	if err != nil {
		t.Fatal(err)
	}
	const file = "Stolpnr;Nord;Ost;Höjd;Status\nA;6597300;121000;;halvtrasig\nB;6597300;121010;tolv;halvtrasig\n"
	tally := newIntake("lampor.csv")
	for _, err := range overlays(strings.NewReader(file), OverlayOptions{FileName: "lampor.csv", Kind: overlay.Lamp, Profile: &p, Municipality: testTown}, tally) {
		if err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, note := range tally.told() {
		got = append(got, note.EN)
	}
	want := []string{
		"lampor.csv: columns of the mapping profile that the file lacks or leaves empty: owner (Ägare); lumens (Ljusflöde, Ljusflöde (lm)); watts (Effekt (W), Effekt); method (Ljuskälla, Lamptyp); mount (Montage, Stolptyp); dimming (Dimning, Nattsänkning); cabinet (Skåp, Matningsskåp); unit_cost (Kostnad, Kostnad (kr)); count (Antal, Antal armaturer)",
		`lampor.csv: values that are not understood and count as unknown: status "halvtrasig" (2); height_m "tolv" (1)`,
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("-got +want:\n%s", diff)
	}
}

// What an OSM file says is fit to be stored, and a hedge without length is no hedge.
func TestOSMThingsThatAreNone(t *testing.T) {
	p := sampleTown()
	p.node(300, 15.9905, 59.5105, map[string]string{"highway": "street_lamp", "ref": "N\x001", "operator": "V\xffM"})
	p.way(400, map[string]string{"barrier": "hedge"}, 20)
	p.way(401, map[string]string{"barrier": "wall"}, 20, 20)
	town, err := OSM(t.Context(), bytes.NewReader(p.bytes(t)), "town.osm.pbf", testTown, orb.Bound{})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range town.Overlays {
		if o.ExternalID == "node/300" && (o.Props.Pole != "N 1" || o.Props.Owner != "V\uFFFDM") {
			t.Errorf("pole %q and owner %q, want N 1 and V\uFFFDM", o.Props.Pole, o.Props.Owner)
		}
		if o.ExternalID == "way/400" || o.ExternalID == "way/401" {
			t.Errorf("%s is kept", o.ExternalID)
		}
	}
	aside := map[string]string{}
	for _, r := range town.Aside {
		aside[r.Values["external_id"]] = r.Values["rule"]
	}
	if aside["way/400"] != "shape_empty" || aside["way/401"] != "shape_empty" {
		t.Errorf("put aside are %v", aside)
	}
}

// What lies elsewhere is told by the coordinates that stand in the file.
func TestOverlaysElsewhereInMetres(t *testing.T) {
	file := `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:3006"}},"features":[` +
		located("", "Point", `[555467,6597251]`) + "," + located("", "Point", `[6597251,555467]`) + `]}`
	_, aside, err := readRegisterRows(file, plainFile(overlay.Lamp))
	if err != nil || len(aside) != 1 || !strings.Contains(aside[0].Reason.EN, "6597251.00, 555467.00") {
		t.Errorf("got %v, %v; want the coordinates of the file", aside, err)
	}
}

// Lamps that all stand at one place are kept by their numbers, and compared with few.
func TestOverlaysAllAtOnePlace(t *testing.T) {
	all := make([]string, 3*mostAtAPlace)
	for i := range all {
		all[i] = located(fmt.Sprintf(`"pole":"L%d"`, i), "Point", `[15.98,59.51]`)
	}
	all = append(all, located(`"pole":"L7"`, "Point", `[15.98,59.51]`))
	tally := newIntake("things.geojson")
	for _, err := range overlays(strings.NewReader(collection(all...)), plainFile(overlay.Lamp), tally) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if sum := tally.sum()[0]; sum.Kept != 3*mostAtAPlace || sum.Aside["twice"] != 1 {
		t.Errorf("kept %d, twice %d; want %d and 1", sum.Kept, sum.Aside["twice"], 3*mostAtAPlace)
	}
	for key, things := range tally.seen {
		if len(things) > mostAtAPlace {
			t.Errorf("%d things are compared with at %v", len(things), key)
		}
	}
}

// Rows of a register at one place that say the same but for their id are one lamp, whether the
// poles have numbers or not; rows that differ in anything else are luminaires of one pole.
func TestOverlaysLuminairesOfOnePole(t *testing.T) {
	const pole = `"pole":"P1","height_m":6,"method":"led","lumens":3000`
	at := func(properties string) string { return located(properties, "Point", `[15.98,59.51]`) }
	for name, c := range map[string]struct {
		again string
		kept  int
	}{
		"another id alone":        {at(`"id":"B",` + pole), 1},
		"no id":                   {at(pole), 1},
		"a few centimetres away":  {located(`"id":"B",`+pole, "Point", `[15.9800005,59.5100004]`), 1},
		"a metre away":            {located(`"id":"B",`+pole, "Point", `[15.98002,59.51]`), 2},
		"another flux":            {at(`"id":"B","pole":"P1","height_m":6,"method":"led","lumens":5000`), 2},
		"another height":          {at(`"id":"B","pole":"P1","height_m":8,"method":"led","lumens":3000`), 2},
		"another method":          {at(`"id":"B","pole":"P1","height_m":6,"method":"mercury","lumens":3000`), 2},
		"another pole":            {at(`"id":"B","pole":"P2","height_m":6,"method":"led","lumens":3000`), 2},
		"the same id, and a flux": {at(`"id":"A","pole":"P1","height_m":6,"method":"led","lumens":5000`), 2},
	} {
		kept, aside, err := readRegisterRows(collection(at(`"id":"A",`+pole), c.again), plainFile(overlay.Lamp))
		if err != nil || len(kept) != c.kept || len(kept)+len(aside) != 2 {
			t.Errorf("%s: %d kept, %d aside, %v; want %d kept", name, len(kept), len(aside), err, c.kept)
		}
		if len(aside) == 1 && aside[0].Values["rule"] != "twice" {
			t.Errorf("%s: aside by %s", name, aside[0].Values["rule"])
		}
	}
}

// The ids of a register hang on what stands where, not on the order of its rows.
func TestOverlaysIDsInAnyOrder(t *testing.T) {
	rows := []string{
		located(`"id":"A","lumens":1000`, "Point", `[15.98,59.51]`),
		located(`"id":"A","lumens":2000`, "Point", `[15.981,59.51]`),
		located(`"id":"A","lumens":3000`, "Point", `[15.982,59.51]`),
		located(`"id":"A","lumens":4000`, "Point", `[15.982,59.51]`),
		located(`"id":"B","lumens":5000`, "Point", `[15.983,59.51]`),
	}
	want := map[float64]string{1000: "A", 2000: "A#555523.7,6597252.7", 3000: "A#555580.3,6597253.5", 4000: "A#555580.3,6597253.5#2", 5000: "B"}
	for range len(rows) {
		rows = append(rows[1:], rows[0])
		tally := newIntake("things.geojson")
		got := map[float64]string{}
		for row, err := range overlays(strings.NewReader(collection(rows...)), plainFile(overlay.Lamp), tally) {
			if err != nil {
				t.Fatal(err)
			}
			got[row.Object.Props.Lumens] = row.Object.ExternalID
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("ids (-want +got):\n%s", diff)
		}
		if len(tally.notes) != 1 || !strings.Contains(tally.notes[0].EN, "have: 1;") || !strings.HasSuffix(tally.notes[0].EN, ": A") {
			t.Errorf("notes %v, want one on A", tally.notes)
		}
	}
}

// Each fault has words of its own: a line is no surface, and an empty geometry no missing one.
func TestOverlaysOneWordingPerFault(t *testing.T) {
	for shape, says := range map[string]string{
		`{"type":"LineString","coordinates":[[15.98,59.51],[15.98,59.51]]}`:              "the line has no length; draw at least two different points or remove the feature",
		`{"type":"LineString","coordinates":[[15.98,59.51]]}`:                            "the line has no length; draw at least two different points or remove the feature",
		`{"type":"LineString","coordinates":[]}`:                                         "the geometry is empty; draw it again or remove the feature",
		`{"type":"Polygon","coordinates":[[[15.98,59.51],[15.99,59.51],[15.98,59.51]]]}`: "the surface is empty or cannot be repaired; draw it again or remove the feature",
		`null`: "the geometry is missing or cannot be read; mend or remove the feature",
	} {
		good := located(`"class":"hedge"`, "LineString", `[[15.98,59.512],[15.99,59.512]]`)
		_, aside, err := readRegisterRows(collection(good, `{"type":"Feature","properties":{},"geometry":`+shape+`}`), plainFile(overlay.Vegetation))
		if err != nil || len(aside) != 1 || aside[0].Reason.EN != says {
			t.Errorf("%s: %v, %v; want %q", shape, aside, err, says)
		}
	}
}

// Numbers keep all their digits as ids, and say as much as before where they are numbers.
func TestOverlaysLongNumbers(t *testing.T) {
	got, err := readOverlays(collection(
		located(`"id":9007199254740993,"height_m":4.50,"lumens":3.5e3,"pole":12345678901234567890`, "Point", `[15.98,59.51]`),
		`{"type":"Feature","id":9007199254740995,"properties":{},"geometry":{"type":"Point","coordinates":[15.981,59.51]}}`,
		located(`"id":7.0`, "Point", `[15.982,59.51]`),
	), overlay.Lamp)
	if err != nil || len(got) != 3 {
		t.Fatal(len(got), err)
	}
	if got[0].ExternalID != "9007199254740993" || got[1].ExternalID != "9007199254740995" || got[2].ExternalID != "7" {
		t.Errorf("ids %q, %q and %q", got[0].ExternalID, got[1].ExternalID, got[2].ExternalID)
	}
	if p := got[0].Props; p.Pole != "12345678901234567890" || p.HeightM != 4.5 || p.Lumens != 3500 {
		t.Errorf("the first lamp is %+v", p)
	}
}

// A profile's coordinate system goes before what a file says, wherever it says it.
func TestOverlaysCRSOfTheProfile(t *testing.T) {
	p, err := ownProfile("kind: lamps\nformat: geojson\ncrs: EPSG:3006\n")
	if err != nil {
		t.Fatal(err)
	}
	o := plainFile(overlay.Lamp)
	for _, crs := range []string{"EPSG:3006", "EPSG:3010", "EPSG:99999"} {
		file := strings.TrimSuffix(collection(located("", "Point", `[555467,6597251]`)), "}") + `,"crs":{"properties":{"name":"` + crs + `"}}}`
		o.Profile = &p
		if got, _, err := readRegisterRows(file, o); err != nil || len(got) != 1 || got[0].Geometry.(orb.Point)[0] != 555467 {
			t.Errorf("%s after the features: %v, %v", crs, got, err)
		}
		o.Profile = nil
		if _, _, err := readRegisterRows(file, o); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s after the features, without a profile: %v, want Invalid", crs, err)
		}
	}
}
