package export_test

import (
	"bytes"
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
	"GPX": export.GPX, "GeoJSON": export.RouteGeoJSON, "sheet": export.Sheet,
}

// run runs a program that judges a file. A missing one fails the test.
func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is missing: apt-get install -y gpsbabel gdal-bin libxml2-utils librsvg2-bin", name)
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
	for layer, count := range map[string]string{"waypoints": "4", "routes": "1", "route_points": "6", "tracks": "1"} {
		wants(t, all, "Layer name: "+layer+"\n", "Feature Count: "+count)
	}
}

func TestReadBackGeoJSON(t *testing.T) {
	p := exporttest.Sample()
	way := saved(t, "way.geojson", func(w io.Writer) error { return export.RouteGeoJSON(w, p, 1, lang.SV) })
	wants(t, run(t, "ogrinfo", "-ro", "-al", way), "Feature Count: 6", "WGS 84", "LINESTRING", "POINT", "length_m (Real)")
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
