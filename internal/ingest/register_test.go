package ingest

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

func mustRegister(t testing.TB, name string) *RegisterProfile {
	t.Helper()
	p, err := LoadRegisterProfile(name, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &p
}

func sample(t testing.TB, name string) string {
	t.Helper()
	raw, err := os.ReadFile("testdata/registers/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestRegisterProfilesAreSound(t *testing.T) {
	for _, name := range RegisterProfileNames() {
		if p := mustRegister(t, name); p.Name != name || p.Title.SV == "" || p.Title.EN == "" || p.Source == "" {
			t.Errorf("%s: %+v", name, p)
		}
	}
	if _, err := LoadRegisterProfile("embrace", nil); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "elnat") {
		t.Errorf("a profile of reports gave %v, want Invalid that names those there are", err)
	}
}

// The example file of a Swedish register: SWEREF 99 16 30, Swedish words, one row of each
// kind of fault.
func TestElnat(t *testing.T) {
	o := OverlayOptions{FileName: "elnat.csv", Kind: overlay.Lamp, Profile: mustRegister(t, "elnat"), Municipality: testTown}
	counted := newIntake(o.FileName)
	var lamps []overlay.Object
	for row, err := range overlays(strings.NewReader(sample(t, "elnat.csv")), o, counted) {
		if err != nil {
			t.Fatal(err)
		}
		if row.Rejection == nil {
			lamps = append(lamps, row.Object)
		}
	}
	want := overlay.Object{
		ID: 1, Kind: overlay.Lamp, Source: "elnat", ExternalID: "N-101",
		Props: overlay.Props{HeightM: 6, Owner: "VME", Lighting: overlay.Lighting{
			Status: overlay.Working, Lumens: 3400, Watts: 28, Method: "led", Mount: "pole", Pole: "N-101", Cabinet: "S07",
			UnitCost: 2800, Dimming: []overlay.Dim{{From: 23 * 60, To: 5 * 60, Share: 0.5}},
		}},
	}
	if diff := cmp.Diff(want, lamps[0], cmpopts.IgnoreFields(overlay.Object{}, "Geometry")); diff != "" {
		t.Errorf("the first lamp (-want +got):\n%s", diff)
	}
	// 15.99° E, 59.51° N by PROJ's cs2cs in EPSG:3010 and EPSG:3006.
	at, err := geo.NewProjector(3006)
	if err != nil {
		t.Fatal(err)
	}
	place, err := at.Metric(orb.Point{15.99, 59.51})
	if err != nil || geo.Dist(lamps[0].Geometry.(orb.Point), place) > 0.01 {
		t.Errorf("the first lamp stands at %v, want %v", lamps[0].Geometry, place)
	}
	wantCount := overlay.Imported{
		Kind: overlay.Lamp, Source: "elnat", Read: 12, Kept: 9,
		Mended: map[string]int{"lamp_height": 2, "lamp_lumens": 1, "unclear": 1, "lamp_dimming": 1},
		Aside:  map[string]int{"twice": 1, "unreadable": 1, "elsewhere": 1},
	}
	if diff := cmp.Diff([]overlay.Imported{wantCount}, counted.sum()); diff != "" {
		t.Errorf("count (-want +got):\n%s", diff)
	}
	if l := lamps[3]; l.Props.Lumens != 3400 || l.Props.Watts != 28 || l.Props.Count != 2 || l.LampLumens() != 6800 {
		t.Errorf("two lamps on one pole give %v lm: %+v, want twice 3400 of 28 W each", l.LampLumens(), l.Props.Lighting)
	}
}

func TestElnatInTheWrongSystem(t *testing.T) {
	p := *mustRegister(t, "elnat")
	p.CRS = 3011
	o := OverlayOptions{FileName: "elnat.csv", Kind: overlay.Lamp, Profile: &p, Municipality: testTown, Extent: orb.Bound{
		Min: orb.Point{550_000, 6_590_000}, Max: orb.Point{560_000, 6_600_000},
	}}
	_, _, err := readRegisterRows(sample(t, "elnat.csv"), o)
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "SWEREF 99 16 30") || !strings.Contains(err.Error(), "elnat.csv") {
		t.Errorf("read in SWEREF 99 18 00: %v, want Invalid that says what it looks like", err)
	}
}

func nvdbFile(t *testing.T) RegisterFile {
	return RegisterFile{Kind: KindStreets, Name: "nvdb.geojson", Profile: mustRegister(t, "nvdb")}
}

func TestNVDB(t *testing.T) {
	n, err := readNetwork(strings.NewReader(sample(t, "nvdb.geojson")), nvdbFile(t), testTown, newIntake("nvdb.geojson"))
	if err != nil {
		t.Fatal(err)
	}
	type part struct {
		Class string
		Light street.Light
		Steps bool
	}
	var got []part
	for _, s := range n.segments {
		got = append(got, part{s.Class, s.Light, s.Steps})
	}
	want := []part{
		{"cycleway", street.Lit, false},
		{"footway", street.Unlit, false},
		{"footway", street.Lit, false}, // the crossing
		{"steps", street.LightUnknown, true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("segments (-want +got):\n%s", diff)
	}
	if len(n.crossings) != 1 || n.crossings[0].Props.Class != "crossing" || n.crossings[0].Source != "nvdb" ||
		geo.Dist(n.crossings[0].Geometry.(orb.Point), orb.Point{556205, 6597708}) > 0.01 {
		t.Errorf("crossings: %+v, want the middle of the one", n.crossings)
	}
}

// A file read through a profile needs no property highway, and is not told to have one.
func TestWhatAProfileTakesNotIsToldByTheProfile(t *testing.T) {
	line := func(kind string) string {
		return `{"type":"Feature","properties":{"GCM-vägtyp":"` + kind + `"},"geometry":{"type":"LineString","coordinates":[[556196,6597708],[556226,6597708]]}}`
	}
	read := func(lines ...string) (network, error) {
		return readNetwork(strings.NewReader(collection(lines...)), nvdbFile(t), testTown, newIntake("gc.geojson"))
	}
	n, err := read(line("Gångbana"), line("Hiss"))
	if err != nil || !slices.ContainsFunc(n.notes, func(x lang.Text) bool {
		return strings.Contains(x.EN, "1 of 2") && strings.Contains(x.EN, "mapping profile")
	}) {
		t.Errorf("a footway and a lift: %v, %v; want it said that the profile does not take 1 of 2 lines", n.notes, err)
	}
	if _, err := read(line("Hiss")); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "mapping profile") {
		t.Errorf("a lift alone: %v, want Invalid that names the profile", err)
	}
}

// Registers of several files with one profile stay apart.
func TestSourceOf(t *testing.T) {
	p := RegisterProfile{Source: "stad/{file}"}
	for file, want := range map[string]string{
		"a/INFRA_ParkLights.geojson.gz": "stad/INFRA_ParkLights", "lampor.csv": "stad/lampor", "": "stad/",
	} {
		if got := p.sourceOf(file); got != want {
			t.Errorf("source of %q is %q, want %q", file, got, want)
		}
	}
}

const soundRegister = `name: prov
kind: lamps
format: csv
crs: EPSG:3006
columns:
  east: [E]
  north: [N]
  height_m: [H]
  status: [S]
scale: {height_m: 0.3048}
constants: {owner: VME}
words:
  status: {words: {broken: [mörk]}}
`

func TestRegisterProfileRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		old, by string
		fields  []string
	}{
		"sound":              {"", "", nil},
		"an unknown key":     {"crs:", "csr:", []string{"csr"}},
		"a kind":             {"kind: lamps", "kind: lampor", []string{"kind", "columns.height_m", "columns.status", "scale.height_m", "constants.owner", "words.status"}},
		"a format":           {"format: csv", "format: shp", []string{"format"}},
		"OSM's name":         {"name: prov", "name: prov\nsource: osm", []string{"source"}},
		"a system":           {"EPSG:3006", "EPSG:99999", []string{"crs"}},
		"no place":           {"  east: [E]\n", "", []string{"columns.east"}},
		"a field of another": {"height_m: [H]", "bearing_deg: [H]", []string{"columns.bearing_deg"}},
		"no column":          {"[H]", "[]", []string{"columns.height_m"}},
		"a scale of words":   {"scale: {height_m", "scale: {status", []string{"scale.status"}},
		"a scale of 0":       {"0.3048", "0", []string{"scale.height_m"}},
		"a code":             {"{broken: [mörk]}", "{dark: [mörk]}", []string{"words.status.words.dark"}},
		"a default":          {"{words: {broken", "{default: dark, words: {broken", []string{"words.status.default"}},
		"two codes":          {"{broken: [mörk]}", "{broken: [mörk], working: [MÖRK]}", []string{"words.status.words.working"}},
		"words of a number":  {"status: {words", "height_m: {words", []string{"words.height_m"}},
		"houses as points":   {"kind: lamps", "kind: buildings", []string{"format", "columns.status", "words.status"}},
	} {
		text := strings.Replace(soundRegister, c.old, c.by, 1)
		_, err := parseRegister("prov.yaml", strings.NewReader(text))
		var got []string
		if f, ok := errors.AsType[*fault.Error](err); ok {
			for _, field := range f.Fields {
				got = append(got, field.Name)
			}
		}
		if diff := cmp.Diff(c.fields, got); diff != "" || (err != nil) != (len(c.fields) > 0) {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
}

// Feet become metres, and what holds for all stands where no column says otherwise.
func TestRegisterScalesAndConstants(t *testing.T) {
	p, err := parseRegister("prov.yaml", strings.NewReader(soundRegister))
	if err != nil {
		t.Fatal(err)
	}
	o := OverlayOptions{FileName: "prov.csv", Kind: overlay.Lamp, Profile: &p, Municipality: testTown}
	lamps, aside, err := readRegisterRows("E;N;H;S\n556196,5;6597708;20;mörk\n556226;6597708;;hel\n", o)
	if err != nil || len(lamps) != 2 || len(aside) != 0 {
		t.Fatalf("%d lamps and %d aside: %v", len(lamps), len(aside), err)
	}
	if l := lamps[0].Props; l.HeightM != 20*0.3048 || l.Status != overlay.Broken || l.Owner != "VME" {
		t.Errorf("the first lamp is %+v", l)
	}
	if l := lamps[1].Props; l.HeightM != 0 || l.Status != overlay.Working {
		t.Errorf("the second lamp is %+v", l)
	}
}

func TestParseDimming(t *testing.T) {
	dim := func(from, to overlay.Clock, share float64) overlay.Dim {
		return overlay.Dim{From: from, To: to, Share: share}
	}
	for in, want := range map[string][]overlay.Dim{
		"22:00-05:00 50%":                   {dim(22*60, 5*60, 0.5)},
		"22-5 50 %":                         {dim(22*60, 5*60, 0.5)},
		"22.30–05.00 0,7":                   {dim(22*60+30, 5*60, 0.7)},
		"kl 22":                             nil,
		"23:00 till 05:00 40%":              {dim(23*60, 5*60, 0.4)},
		"22:00-24:00 50%; 00:00-05:00 30%;": {dim(22*60, 0, 0.5), dim(0, 5*60, 0.3)},
		"23-05 släckt":                      {dim(23*60, 5*60, 0)},
		"Släckt 23.30–5":                    {dim(23*60+30, 5*60, 0)},
		"22-23 50%; 23:00-05:00 off":        {dim(22*60, 23*60, 0.5), dim(23*60, 5*60, 0)},
		"släckt":                            nil,
		"släckt 23-05 50%":                  nil,
		"22:00-05:00 200%":                  nil,
		"22:00-22:00 50%":                   nil,
		"22:00-05:00 50%; x":                nil,
		"22:00-05:00 NaN":                   nil,
		"":                                  nil,
	} {
		got, ok := parseDimming(in)
		if diff := cmp.Diff(want, got); diff != "" || ok != (want != nil) {
			t.Errorf("%q, %v (-want +got):\n%s", in, ok, diff)
		}
	}
}

func TestAmountOf(t *testing.T) {
	for in, want := range map[string]float64{
		"6": 6, "6,5": 6.5, "6 m": 6, "3 400 lm": 3400, "28W": 28, "20'": 6.096, `6'3"`: 1.905, "20 ft": 6.096, "50 cm": 0.5, "95 %": 0.95, "-3": -3,
	} {
		if got, ok := amountOf(in, ""); !ok || got-want > 1e-9 || want-got > 1e-9 {
			t.Errorf("%q is %v, %v; want %v", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "high", "3-5", ">10", "6 m m", "1e", "'", "m"} {
		if got, ok := amountOf(in, ""); ok {
			t.Errorf("%q is %v, want no number", in, got)
		}
	}
}

func FuzzParseDimming(f *testing.F) {
	for _, s := range []string{"22:00-05:00 50%", "22-5 50 %; 0-4 0", "22.30–05.00 0,7", "-- %"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		dims, ok := parseDimming(s)
		if ok != (len(dims) > 0) {
			t.Errorf("%q gives %v, %v", s, dims, ok)
		}
		for _, d := range dims {
			if !(d.Share >= 0 && d.Share <= 1) || d.From < 0 || d.From >= 1440 || d.To < 0 || d.To >= 1440 || d.From == d.To {
				t.Errorf("%q gives %+v", s, d)
			}
		}
	})
}

func FuzzParseRegister(f *testing.F) {
	f.Add(soundRegister)
	f.Add("kind: streets\nformat: geojson\nwords: {class: {default: unknown}}")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := parseRegister("prov.yaml", strings.NewReader(text))
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%v is nothing a person can act on", err)
			}
			return
		}
		if p.Kind == KindStreets {
			return
		}
		o := OverlayOptions{FileName: "prov", Kind: overlay.Kind(p.Kind), Profile: &p, Municipality: testTown}
		for _, file := range []string{"E;N;H;S\n556196,5;6597708;20;mörk\n", collection(located(`"H":1`, "Point", `[15.98,59.51]`))} {
			if _, _, err := readRegisterRows(file, o); err != nil && !fault.Is(err, fault.Invalid) {
				t.Errorf("%v is nothing a person can act on", err)
			}
		}
	})
}
