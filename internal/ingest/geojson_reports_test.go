package ingest

import (
	"fmt"
	"strings"
	"testing"

	"tryggled/internal/fault"

	"tryggled/internal/report"
)

const layerProfile = `
format: geojson
source: safety_walk
accuracy_m: 10
columns:
  external_id: [id, nr]
  category: [Kategori]
  from: [Datum]
  text: [Anteckning]
`

func layerOptions(t testing.TB) ReportOptions {
	t.Helper()
	p, err := parseProfile("profil", strings.NewReader(layerProfile))
	if err != nil {
		t.Fatal(err)
	}
	return ReportOptions{Profile: p, FileName: "vandring.geojson", Municipality: kopingTown(), Extent: kopingExtent}
}

func layerFeature(geometry, properties string) string {
	return fmt.Sprintf(`{"type":"Feature","geometry":%s,"properties":{%s}}`, geometry, properties)
}

const layerPoint = `{"type":"Point","coordinates":[15.993,59.514,12.5]}`

func TestGeoJSONReports(t *testing.T) {
	t.Parallel()
	fine := `"nr":7,"kategori":"skymd sikt","datum":"2026-11-20 22:15","anteckning":"ring 070-123 45 67"`
	content := `{"name":"a layer","type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"features":[` +
		strings.Join([]string{
			layerFeature(layerPoint, fine),
			layerFeature("null", fine),
			layerFeature(`{"type":"LineString","coordinates":[[15.9,59.5],[16,59.5]]}`, fine),
			layerFeature(`{"type":"Point","coordinates":["a"]}`, fine),
			`17`,
			`{"type":"Sak"}`,
			layerFeature(layerPoint, `"nr":8,"kategori":"skymd sikt","datum":null`),
			layerFeature(layerPoint, `"id":"bättre","nr":9,"kategori":"skymd sikt","datum":"2026-11-20"`),
		}, ",") + `]}`
	good, bad, err := readReports(layerOptions(t), content)
	if err != nil || len(good) != 2 || len(bad) != 6 {
		t.Fatal(len(good), bad, err)
	}
	if r := good[0]; r.ExternalID != "7" || r.Category != "overgrown_place" || r.Text != "ring [telefon]" || r.AccuracyM != 10 ||
		!kopingExtent.Contains(r.Point) {
		t.Errorf("got %+v", r)
	}
	if got := good[1].ExternalID; got != "bättre" {
		t.Errorf("the better spelling of the id: got %q", got)
	}
	for i, want := range []struct {
		line  int64
		field string
	}{{2, "geometry"}, {3, "geometry"}, {4, "geometry"}, {5, ""}, {6, "type"}, {7, "from"}} {
		if bad[i].Line != want.line || bad[i].Field != want.field {
			t.Errorf("got no. %d, field %q, want %v", bad[i].Line, bad[i].Field, want)
		}
	}
}

func TestGeoJSONThatCannotBeRead(t *testing.T) {
	t.Parallel()
	f := layerFeature(layerPoint, `"nr":7,"kategori":"skymd sikt","datum":"2026-11-20"`)
	for _, c := range []struct{ name, content, says string }{
		{"a list", "[" + f + "]", "no GeoJSON FeatureCollection"},
		{"a feature", f, "no GeoJSON FeatureCollection"},
		{"features of nothing", `{"features":7}`, "no GeoJSON FeatureCollection"},
		{"cut short", `{"features":[` + f + `,`, "ends halfway, after no."},
		{"cut short within", `{"features":[` + f + `,{"type":"Fea`, "ends halfway"},
		{"no JSON", `{"features":[` + f + `,}`, "not proper JSON"},
		{"another system", `{"crs":{"properties":{"name":"urn:ogc:def:crs:EPSG::3006"}},"features":[` + f + `]}`, "is in EPSG:3006, but the mapping profile"},
		{"one endless feature", `{"features":[{"type":"` + strings.Repeat("a", 3<<20), "larger than 1 MB"},
		{"an endless member", `{"a":"` + strings.Repeat("a", 3<<20), "larger than 1 MB"},
	} {
		if _, _, err := readReports(layerOptions(t), c.content); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.says)
		}
	}
}

func FuzzGeoJSONReports(f *testing.F) {
	f.Add(`{"features":[` + layerFeature(layerPoint, `"nr":7,"kategori":"skymd sikt","datum":"2026-11-20"`) + `]}`)
	f.Add(`{"crs":null,"features":[{}]}`)
	f.Add(`{"features":[1,[],"a",null]}`)
	o := layerOptions(f)
	f.Fuzz(func(t *testing.T, content string) { checkSequence(t, o, content) })
}

// checkSequence holds whatever a file holds against what Reports promises: errors are
// faults and come last, rows have either a report that is valid or a reason, and points
// lie in the municipality.
func checkSequence(t *testing.T, o ReportOptions, content string) {
	t.Helper()
	var failed error
	for row, err := range Reports(strings.NewReader(content), o) {
		switch {
		case failed != nil:
			t.Fatal("a row after an error")
		case err != nil:
			if failed = err; !fault.Is(err, fault.Invalid) {
				t.Fatalf("got %v, want invalid", err)
			}
		case row.Rejection != nil:
			if row.Rejection.Reason.SV == "" || row.Rejection.Reason.EN == "" || row.Rejection.Line != row.Line {
				t.Fatalf("got %+v", row.Rejection)
			}
		case row.Report.Validate() != nil || !o.Extent.Pad(report.OutsideM).Contains(row.Report.Point):
			t.Fatalf("got %+v", row.Report)
		}
	}
}
