package export_test

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/export"
	"tryggled/internal/export/exporttest"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
)

var update = flag.Bool("update", false, "write the golden files anew")

// files are the exports of the sample town by the name of their golden file.
func files() map[string]func(io.Writer) error {
	p, s := exporttest.Sample(), exporttest.Scene()
	return map[string]func(io.Writer) error{
		"team-1.gpx":     func(w io.Writer) error { return export.GPX(w, p, 1, lang.SV) },
		"team-2.gpx":     func(w io.Writer) error { return export.GPX(w, p, 2, lang.EN) },
		"team-1.geojson": func(w io.Writer) error { return export.RouteGeoJSON(w, p, 1, lang.SV) },
		"plan.geojson":   func(w io.Writer) error { return export.PlanGeoJSON(w, p, lang.EN) },
		"team-2.kml":     func(w io.Writer) error { return export.KML(w, p, 2, lang.SV) },
		"plan.kml":       func(w io.Writer) error { return export.PlanKML(w, p, lang.EN) },
		"team-2.ics":     func(w io.Writer) error { return export.ICS(w, p, 2, lang.SV) },
		"plan.ics":       func(w io.Writer) error { return export.PlanICS(w, p, lang.EN) },
		"team-2.csv":     func(w io.Writer) error { return export.StopsCSV(w, p, 2, lang.EN) },
		"logbook.html": func(w io.Writer) error {
			return export.LogbookHTML(w, p.Municipality, mustLogbook(p), lang.SV)
		},
		"logbook.txt": func(w io.Writer) error {
			return export.LogbookText(w, p.Municipality, mustLogbook(p), lang.EN)
		},
		"plan.csv":    func(w io.Writer) error { return export.PlanCSV(w, p, lang.SV) },
		"team-1.html": func(w io.Writer) error { return export.SheetHTML(w, p, s, 1, link, lang.SV) },
		"team-2.html": func(w io.Writer) error { return export.SheetHTML(w, p, s, 2, "", lang.EN) },
		"hotspots.geojson": func(w io.Writer) error {
			return export.HotspotsGeoJSON(w, p.Municipality, exporttest.Analysis(), lang.SV)
		},
		"analysis.json": func(w io.Writer) error { return export.AnalysisJSON(w, p.Municipality, exporttest.Analysis(), true) },
		"cells.geojson": func(w io.Writer) error {
			view := export.View{Name: hotspot.AllView, Kinds: true}
			return export.CellsGeoJSON(w, p.Municipality, exporttest.Analysis(), exporttest.Layers().Cells, view, export.Page{Rows: []int{0, 1, 2}}, lang.SV)
		},
		"segments.geojson": func(w io.Writer) error {
			return export.SegmentsGeoJSON(w, p.Municipality, exporttest.Analysis(), exporttest.Layers().Segments, export.Page{Rows: []int{0, 1}}, lang.EN)
		},
		"watch.geojson": func(w io.Writer) error {
			return export.WatchGeoJSON(w, p.Municipality, exporttest.Analysis(), exporttest.Layers().Watch, p.Plan.Request.From, lang.SV)
		},
		"surface.asc": func(w io.Writer) error {
			return export.SurfaceASC(w, exporttest.Layers().Surface, hotspot.ReportsDensity)
		},
		"plan.json":         func(w io.Writer) error { return export.PlanJSON(w, p) },
		"team-1-police.txt": func(w io.Writer) error { return export.Sheet(w, p, 1, lang.SV) },
		"team-2-walker.txt": func(w io.Writer) error { return export.Sheet(w, p, 2, lang.SV) },
		"team-3-guard.txt":  func(w io.Writer) error { return export.Sheet(w, p, 3, lang.EN) },
		"worklist.json": func(w io.Writer) error {
			return export.WorklistJSON(w, p.Municipality, exporttest.Worklist())
		},
		"worklist.csv": func(w io.Writer) error {
			return export.WorklistCSV(w, p.Municipality, exporttest.Worklist(), lang.SV)
		},
		"worklist.geojson": func(w io.Writer) error {
			return export.WorklistGeoJSON(w, p.Municipality, exporttest.Worklist(), lang.SV)
		},
		"worklist.html": func(w io.Writer) error {
			return export.WorklistSheet(w, exporttest.Ground(), exporttest.Worklist(), "KBAB")
		},
		"dossier.json": func(w io.Writer) error { return export.DossierJSON(w, p.Municipality, exporttest.Dossier()) },
		"dossier.html": func(w io.Writer) error { return export.DossierHTML(w, exporttest.Ground(), exporttest.Dossier()) },
		"map.svg":      func(w io.Writer) error { return export.Map(w, export.SVG, s) },
	}
}

func TestGolden(t *testing.T) {
	for name, write := range files() {
		t.Run(name, func(t *testing.T) {
			got := written(t, write)
			path := filepath.Join("testdata", name)
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatalf("%v; go test ./internal/export -update writes it", err)
			}
			if diff := cmp.Diff(string(got), string(want)); diff != "" {
				t.Errorf("differs from %s (-got +want), go test ./internal/export -update where that is meant:\n%.3000s", path, diff)
			}
		})
	}
}

// written runs an export twice: the same values must give the same bytes.
func written(t *testing.T, write func(io.Writer) error) []byte {
	t.Helper()
	var first, second bytes.Buffer
	for _, b := range []*bytes.Buffer{&first, &second} {
		if err := write(b); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Fatal("written twice, the bytes differ")
	}
	return first.Bytes()
}
