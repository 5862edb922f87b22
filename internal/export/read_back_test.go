package export_test

import (
	"bytes"
	"fmt"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tryggled/internal/export"
	"tryggled/internal/export/exporttest"
	"tryggled/internal/lang"
	"tryggled/internal/route"
)

var teamExports = map[string]func(io.Writer, route.Planned, int, lang.Lang) error{
	"GPX": export.GPX, "GeoJSON": export.RouteGeoJSON, "sheet": export.Sheet, "KML": export.KML, "ICS": export.ICS, "CSV": export.StopsCSV,
	"HTML": func(w io.Writer, p route.Planned, number int, l lang.Lang) error {
		return export.SheetHTML(w, p, exporttest.Scene(), number, link, l)
	},
	"PDF": func(w io.Writer, p route.Planned, number int, l lang.Lang) error {
		return export.SheetPDF(w, p, exporttest.Scene(), number, link, l)
	},
}

// run runs a program that judges a file. A missing one fails the test.
func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is missing: apt-get install -y gpsbabel gdal-bin libxml2-utils librsvg2-bin poppler-utils zbar-tools", name)
	}
	var out, problems bytes.Buffer
	c := exec.Command(path, args...)
	c.Stdout, c.Stderr = &out, &problems
	if err := c.Run(); err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, problems.String())
	}
	if problems.Len() > 0 {
		t.Errorf("%s %v complains: %s", name, args, problems.String())
	}
	return out.String()
}

// saved writes an export to a file of its own.
func saved(t *testing.T, name string, write func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func wants(t *testing.T, got string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %q:\n%.2000s", want, got)
		}
	}
}

func TestReadBackGPX(t *testing.T) {
	p := exporttest.Sample()
	path := saved(t, "team.gpx", func(w io.Writer) error { return export.GPX(w, p, 1, lang.SV) })
	run(t, "xmllint", "--noout", path)
	wants(t, run(t, "gpsbabel", "-w", "-i", "gpx", "-f", path, "-o", "unicsv", "-F", "-"), "1 Järnvägsgatan vid stationen", "2 Stora torget", "2026/11/20")
	wants(t, run(t, "gpsbabel", "-t", "-i", "gpx", "-f", path, "-o", "unicsv", "-F", "-"), "2026/11/20,17:00:00")
	all := run(t, "ogrinfo", "-ro", "-so", "-al", path)
	for layer, count := range map[string]string{"waypoints": "4", "routes": "1", "route_points": "15", "tracks": "1"} {
		wants(t, all, "Layer name: "+layer+"\n", "Feature Count: "+count)
	}
}

// The schema that comes with the module that writes, beside stand-ins for the two that it takes
// from elsewhere and of which nothing is written.
func kmlSchema(t *testing.T) string {
	t.Helper()
	module := strings.TrimSpace(run(t, "go", "list", "-m", "-f", "{{.Dir}}", "github.com/twpayne/go-kml/v3"))
	schema, err := os.ReadFile(filepath.Join(module, "xsd", "ogckml22.xsd"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	stand := func(name, space string, elements ...string) {
		xsd := `<schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="` + space + `">`
		for _, e := range elements {
			xsd += `<element name="` + e + `"/>`
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(xsd+"</schema>"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	stand("atom-author-link.xsd", "http://www.w3.org/2005/Atom", "author", "link")
	stand("xAL.xsd", "urn:oasis:names:tc:ciq:xsdschema:xAL:2.0", "AddressDetails")
	local := bytes.ReplaceAll(schema, []byte("http://docs.oasis-open.org/election/external/xAL.xsd"), []byte("xAL.xsd"))
	path := filepath.Join(dir, "ogckml22.xsd")
	if err := os.WriteFile(path, local, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// valid holds a file against the schema of KML 2.2. xmllint says on its error output that it is.
func valid(t *testing.T, schema, path string) error {
	t.Helper()
	out, err := exec.Command("xmllint", "--nonet", "--noout", "--schema", schema, path).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}

func TestReadBackKML(t *testing.T) {
	p, schema := exporttest.Sample(), kmlSchema(t)
	one := saved(t, "team.kml", func(w io.Writer) error { return export.KML(w, p, 2, lang.SV) })
	whole := saved(t, "plan.kml", func(w io.Writer) error { return export.PlanKML(w, p, lang.EN) })
	for _, path := range []string{one, whole} {
		if err := valid(t, schema, path); err != nil {
			t.Error(err)
		}
	}
	wants(t, run(t, "ogrinfo", "-ro", "-al", one), "Layer name: Närvaroplan, grupp 2 (nattvandrare)", "Feature Count: 5",
		"begin (DateTime) = 2026/11/20 17:10:52+00", "LINESTRING", "POINT", "2 Stora torget", "ÖVNINGSDATA", "stop (String) = 2")
	all := run(t, "ogrinfo", "-ro", "-so", "-al", whole)
	wants(t, all, "team 1 (police)", "team 2 (night walker)", "team 3 (guard)")
	wants(t, run(t, "gpsbabel", "-w", "-i", "kml", "-f", whole, "-o", "unicsv", "-F", "-"), "1 Järnvägsgatan by the station", "The youth centre")
	broken := saved(t, "broken.kml", func(w io.Writer) error {
		_, err := io.WriteString(w, `<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><Point/><name>x</name></Placemark></kml>`)
		return err
	})
	if err := valid(t, schema, broken); err == nil {
		t.Error("a file in the wrong order is held valid")
	}
}

func TestReadBackGeoJSON(t *testing.T) {
	p := exporttest.Sample()
	way := saved(t, "way.geojson", func(w io.Writer) error { return export.RouteGeoJSON(w, p, 1, lang.SV) })
	wants(t, run(t, "ogrinfo", "-ro", "-al", way), "Feature Count: 6", "WGS 84", "LINESTRING", "POINT", "length_m (Real)")
	whole := saved(t, "plan.geojson", func(w io.Writer) error { return export.PlanGeoJSON(w, p, lang.SV) })
	wants(t, run(t, "ogrinfo", "-ro", "-al", whole), "Feature Count: 16", "id (String) = team-3-stop-2", "strolls (Integer(Boolean)) = 1", "spot (String) = h3")
	spots := saved(t, "spots.geojson", func(w io.Writer) error {
		return export.HotspotsGeoJSON(w, p.Municipality, exporttest.Analysis(), lang.SV)
	})
	wants(t, run(t, "ogrinfo", "-ro", "-al", spots), "Feature Count: 8", "POLYGON", "rank (Integer) = 1", "exercise (Integer(Boolean)) = 1",
		"why_sv (String)", "why_en (String)", "Stora torget")
}

func TestReadBackSVG(t *testing.T) {
	path := saved(t, "map.svg", func(w io.Writer) error { return export.Map(w, export.SVG, exporttest.Scene()) })
	run(t, "xmllint", "--noout", path)
	wants(t, run(t, "xmllint", "--xpath", "string(/*/@lang)", path), "sv")
	wants(t, run(t, "xmllint", "--xpath", "string(//*[local-name()='desc'])", path), "ÖVNINGSDATA", "Stopp 2: Stora torget", "Grupp 3, väktare")
	drawn := filepath.Join(t.TempDir(), "map.png")
	run(t, "rsvg-convert", "-o", drawn, path)
	f, err := os.Open(drawn)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	picture, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	checkPicture(t, picture)
}
