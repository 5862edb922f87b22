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
		"a crs too late":     {strings.TrimSuffix(collection(located(`"name":"A"`, "Polygon", squareAt)), "}") + `,"crs":{"properties":{"name":"EPSG:3006"}}}`, "says only after its features that it is in EPSG:3006; move crs to the beginning of the file, before features, or give crs: EPSG:3006 in a mapping profile"},
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
		"one point":   {collection(located(`"highway":"footway"`, "LineString", `[[15.98,59.51]]`)), "feature 1: the line has no length"},
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
