package export_test

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/export"
	"tryggled/internal/export/exporttest"
	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
)

// gdal lets GDAL, which QGIS reads with, say what it finds in a file.
func gdal(t *testing.T, tool, name string, body []byte, args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, body, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, append(args, file)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s\n%s", tool, name, err, out, body)
	}
	return string(out)
}

func TestSurfaceIsReadByGDAL(t *testing.T) {
	s := exporttest.Layers().Surface
	body := written(t, func(w io.Writer) error { return export.SurfaceASC(w, s, hotspot.ReportsDensity) })
	var info struct {
		Size         []int
		GeoTransform []float64
		Bands        []struct {
			Type             string
			NoDataValue      float64
			Minimum, Maximum float64
		}
	}
	out := gdal(t, "gdalinfo", "surface.asc", body, "-json", "-mm", "-stats")
	if err := json.Unmarshal([]byte(out), &info); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want := []float64{s.X, s.CellM, 0, s.Y + float64(s.Rows)*s.CellM, 0, -s.CellM}
	for i, v := range want {
		if math.Abs(info.GeoTransform[i]-v) > 1e-6 {
			t.Errorf("geotransform: got %v, want %v", info.GeoTransform, want)
			break
		}
	}
	b := info.Bands[0]
	if info.Size[0] != s.Cols || info.Size[1] != s.Rows || b.Type != "Float32" || b.NoDataValue != -9999 || b.Minimum != 0 {
		t.Errorf("got %+v", info)
	}
	// The south-west corner is the last row's first value.
	lines := strings.Split(strings.TrimSpace(string(body)), "\n")
	if got := strings.Fields(lines[len(lines)-1]); got[0] != "0.5" || got[1] != "-9999" || len(lines) != 6+s.Rows {
		t.Errorf("last row: got %v of %d lines", got, len(lines))
	}
}

func TestSurfaceThatIsNotThere(t *testing.T) {
	for name, s := range map[string]hotspot.Surface{"another kind": exporttest.Layers().Surface, "no surface": {}} {
		var b bytes.Buffer
		if err := export.SurfaceASC(&b, s, hotspot.LitRatio); !fault.Is(err, fault.NotFound) || b.Len() > 0 {
			t.Errorf("%s: got %v and %d bytes, want NotFound and none", name, err, b.Len())
		}
	}
}

func TestLayersAreReadByGDAL(t *testing.T) {
	for name, want := range map[string][]string{
		"cells.geojson":    {"Feature Count: 3", "Polygon", "standing: String", "p_fdr: Real", "exercise: Integer(Boolean)"},
		"segments.geojson": {"Feature Count: 2", "Line String", "per_km: Real"},
		"watch.geojson":    {"Feature Count: 1", "Point", "until: DateTime", "text_sv: String"},
	} {
		out := gdal(t, "ogrinfo", name, written(t, files()[name]), "-al", "-so", "-ro")
		for _, w := range want {
			if !strings.Contains(out, w) {
				t.Errorf("%s: ogrinfo does not tell of %q:\n%s", name, w, out)
			}
		}
	}
}

// A cell is as wide as it says, round its middle, and its neighbours touch it.
func TestCellShapes(t *testing.T) {
	for _, c := range []struct {
		lattice string
		areaM2  float64
	}{{"hex", math.Sqrt(3) / 2 * 100 * 100}, {"square", 100 * 100}} {
		cells := hotspot.Cells{Lattice: c.lattice, CellM: 100, X: []float64{50, 150}, Y: []float64{20, 20}}
		shape, beside := export.CellShape(cells, 0), export.CellShape(cells, 1)
		if got := planar.Area(shape); math.Abs(got-c.areaM2) > 1e-6 {
			t.Errorf("%s: area %v, want %v", c.lattice, got, c.areaM2)
		}
		if b := shape.Bound(); math.Abs(b.Max[0]-100) > 1e-9 || math.Abs(beside.Bound().Min[0]-100) > 1e-9 || math.Abs(b.Center()[1]-20) > 1e-9 {
			t.Errorf("%s: got %v beside %v", c.lattice, b, beside.Bound())
		}
	}
}

// What is undefined is left out, and no layer is so odd that it cannot be written.
func TestLayersOfOddAnalyses(t *testing.T) {
	p, a := exporttest.Sample(), exporttest.Analysis()
	nan := math.NaN()
	cells := hotspot.Cells{
		Lattice: "square", CellM: 10, X: []float64{exporttest.Layers().Cells.X[0]}, Y: []float64{exporttest.Layers().Cells.Y[0]},
		Views: map[string]hotspot.CellView{hotspot.AllView: {Z: []float64{nan}, P: []float64{math.Inf(1)}}},
	}
	view := export.View{Name: hotspot.AllView}
	got := string(written(t, func(w io.Writer) error {
		return export.CellsGeoJSON(w, p.Municipality, a, cells, view, export.Page{Rows: []int{0}, Next: "/next"}, lang.EN)
	}))
	for _, absent := range []string{`"z"`, `"p"`, `"class"`, `"reporter_kinds"`} {
		if strings.Contains(got, absent) {
			t.Errorf("%s is told though it is undefined: %s", absent, got)
		}
	}
	if !strings.Contains(got, `"standing":"none"`) || !strings.Contains(got, `"next":"/next"`) {
		t.Errorf("got %s", got)
	}
	if err := export.CellsGeoJSON(io.Discard, p.Municipality, a, hotspot.Cells{}, view, export.Page{}, lang.EN); !fault.Is(err, fault.NotFound) {
		t.Errorf("no such view: got %v, want NotFound", err)
	}
	empty := string(written(t, func(w io.Writer) error {
		return export.WatchGeoJSON(w, p.Municipality, a, nil, time.Time{}.AddDate(2025, 0, 0), lang.EN)
	}))
	if !strings.Contains(empty, `"live":0,"features":[]`) {
		t.Errorf("no windows: got %s", empty)
	}
	still := hotspot.Segments{ID: []int64{7}, Line: [][]float64{{556_000, 6_597_000, 556_000, 6_597_000}}}
	drawn := string(written(t, func(w io.Writer) error {
		return export.SegmentsGeoJSON(w, p.Municipality, a, still, export.Page{Rows: []int{0}}, lang.EN)
	}))
	if !strings.Contains(drawn, `"geometry":null`) {
		t.Errorf("a street without length: got %s", drawn)
	}
	if got := export.SegmentLine(hotspot.Segments{Line: [][]float64{{1, 2, 3}}}, 0); len(got) != 1 || got[0] != (orb.Point{1, 2}) {
		t.Errorf("half a point: got %v", got)
	}
}

// Lists that an analysis has not are empty in JSON, never null; what it does not tell at all
// is left out.
func TestNoListIsNull(t *testing.T) {
	p := exporttest.Sample()
	a := exporttest.Analysis()
	got := string(written(t, func(w io.Writer) error { return export.AnalysisJSON(w, p.Municipality, a, false) }))
	if strings.Contains(got, "null") || a.Picture.Calendar != nil {
		t.Errorf("got %s", got)
	}
	a.Picture, a.Hotspots[0].Trend, a.Hotspots[0].Significance = hotspot.Picture{}, hotspot.Trend{}, hotspot.PlaceSignificance{}
	old := string(written(t, func(w io.Writer) error { return export.AnalysisJSON(w, p.Municipality, a, false) }))
	for _, absent := range []string{`"picture"`, `"trend"`, `"significance"`} {
		if strings.Contains(old, absent) {
			t.Errorf("%s is told of an analysis that has none", absent)
		}
	}
}
