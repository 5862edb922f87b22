package app_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tryggled/geodata/koping"
	"tryggled/internal/app"
	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/hotspot"
	"tryggled/internal/hotspot/significance"
	"tryggled/internal/identity"
	"tryggled/internal/report"
)

// homeViolence counts the rows put aside since they are, by where they lie, violence in a
// home: the town's invented unrest is spread over houses as well.
func homeViolence(t *testing.T, a *app.App, d app.Demonstration) (n int64) {
	t.Helper()
	const most = 1000
	aside, err := a.Imports.Quarantine(identity.AsJob(within(t)), d.Municipality.Code, d.Imported.Task, 0, most)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range aside {
		if r.Reason == report.HomeViolenceReason {
			n++
		}
	}
	return n
}

// TestPlantedHotspotsAreFound runs the demonstration of the exercise town on three dates
// and looks for the hotspots that were planted in it, and for the decoys that must not
// become any.
func TestPlantedHotspotsAreFound(t *testing.T) {
	t.Parallel()
	truth, err := koping.ReadTruth()
	if err != nil {
		t.Fatal(err)
	}
	for _, date := range []string{"2025-01-01", "2026-06-10"} {
		t.Run(date, func(t *testing.T) {
			t.Parallel()
			asOf, err := time.Parse(time.DateOnly, date)
			if err != nil {
				t.Fatal(err)
			}
			a := open(t, asOf)
			d, folder := demonstrate(t, a, "", asOf)
			homes := homeViolence(t, a, d)
			if got, want := d.Imported.Quarantined, int64(truth.SpoiltRows.PerFile); got != want+homes {
				t.Errorf("rows in quarantine: got %d, of them %d violence in dwellings, want %d others", got, homes, want)
			}
			found := found(t, truth.Hotspots, d.Analysis.Hotspots)
			recall := float64(len(found)) / float64(len(truth.Hotspots))
			precision := float64(len(found)) / float64(len(d.Analysis.Hotspots))
			t.Logf("planted %d, hotspots %d: recall %.2f, precision %.2f",
				len(truth.Hotspots), len(d.Analysis.Hotspots), recall, precision)
			if recall < 0.9 || precision < 0.75 {
				t.Errorf("recall %.2f and precision %.2f; want at least 0.90 and 0.75", recall, precision)
			}
			checkCertain(t, d.Analysis.Hotspots)
			for _, decoy := range truth.Decoys {
				if h, ok := at(t, decoy.Lon, decoy.Lat, decoy.RadiusM, d.Analysis.Hotspots); ok && found[h.Rank] == "" && h.Rank <= len(truth.Hotspots) {
					t.Errorf("the decoy %s (%s) became hotspot %d", decoy.ID, decoy.Kind, h.Rank)
				}
			}
			checkWalkable(t, d.Planned)
			checkExerciseMark(t, folder)
			readBack(t, folder)
			publish(t, a, d)
			checkViews(t, a, d)
			checkWork(t, a, d, truth.Paths)
		})
	}
}

// checkCertain looks that the places, which are hot by how they were made, are told from chance
// by the cells around them.
func checkCertain(t *testing.T, hotspots []hotspot.Hotspot) {
	t.Helper()
	certain := 0
	for _, h := range hotspots {
		if h.Significance.Hot > 0 && h.Significance.FDROf == string(significance.Permutation) {
			certain++
		}
	}
	t.Logf("certain by permutations: %d of %d hotspots", certain, len(hotspots))
	if share := float64(certain) / float64(len(hotspots)); share < 0.9 {
		t.Errorf("certain: got %.0f %% of the hotspots, want at least 90", 100*share)
	}
}

// found matches each planted hotspot with the best ranked analysed one at its place that
// no other has taken, by rank.
func found(t *testing.T, planted []koping.Planted, hotspots []hotspot.Hotspot) map[int]string {
	t.Helper()
	by := map[int]string{}
	for _, p := range planted {
		free := []hotspot.Hotspot{}
		for _, h := range hotspots {
			if by[h.Rank] == "" {
				free = append(free, h)
			}
		}
		if h, ok := at(t, p.Lon, p.Lat, p.RadiusM, free); ok {
			by[h.Rank] = p.ID
		} else {
			t.Logf("not found: %s", p.ID)
		}
	}
	return by
}

// at returns the best ranked hotspot whose middle lies within a radius of a place.
func at(t *testing.T, lon, lat, radiusM float64, hotspots []hotspot.Hotspot) (hotspot.Hotspot, bool) {
	t.Helper()
	projector, err := geo.NewProjector(3006)
	if err != nil {
		t.Fatal(err)
	}
	place, err := projector.Metric(orb.Point{lon, lat})
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range hotspots {
		if geo.Dist(h.Centre, place) <= radiusM {
			return h, true
		}
	}
	return hotspot.Hotspot{}, false
}

// checkExerciseMark checks that every file that a person may open says what it is.
func checkExerciseMark(t *testing.T, folder string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no files in %s: %v", folder, err)
	}
	for _, name := range names {
		if filepath.Ext(name) == ".png" {
			continue // the same picture as the SVG beside it
		}
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(strings.ToLower(string(content)), "övningsdata") {
			t.Errorf("%s does not say övningsdata", filepath.Base(name))
		}
	}
}

// TestTheSameDateGivesTheSameDemonstration runs it twice, in different databases.
func TestTheSameDateGivesTheSameDemonstration(t *testing.T) {
	t.Parallel()
	asOf := time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)
	var folders [2]string
	for i := range folders {
		_, folders[i] = demonstrate(t, open(t, asOf), "", asOf)
	}
	names, err := filepath.Glob(filepath.Join(folders[0], "*"))
	if err != nil || len(names) < 10 {
		t.Fatalf("got files %v, %v", names, err)
	}
	for _, name := range names {
		name = filepath.Base(name)
		first, second := undated(t, folders[0], name), undated(t, folders[1], name)
		if first != second {
			t.Errorf("%s differs between two runs of the same date", name)
		}
	}
}

// written finds the times of writing in JSON and GPX; stops have times of their own.
var written = regexp.MustCompile(`"created_at":"[^"]*"|</copyright>\s*<time>[^<]*</time>`)

// undated is a file of a demonstration without the time of writing.
func undated(t *testing.T, folder, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return written.ReplaceAllString(string(content), "")
}

// TestRealAndExerciseReportsDoNotMix brings exercise data into a real municipality and
// real data into an exercise one.
func TestRealAndExerciseReportsDoNotMix(t *testing.T) {
	t.Parallel()
	asOf := time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)
	a := open(t, asOf)
	d, _ := demonstrate(t, a, "", asOf)

	real := d.Municipality
	real.Code, real.Slug, real.Exercise = "9999", "real", false
	if err := a.Municipalities.Add(within(t), real); err != nil {
		t.Fatal(err)
	}
	exercise, err := koping.Folder(asOf)
	if err != nil {
		t.Fatal(err)
	}
	reports, err := exercise.Open(koping.ReportsFile)
	if err != nil {
		t.Fatal(err)
	}
	defer reports.Close()
	if _, err := a.Imports.Reports(within(t), real, embrace(t), koping.ReportsFile, false, reports); !fault.Is(err, fault.Conflict) {
		t.Errorf("exercise data into a real municipality: got %v, want Conflict", err)
	}
	row := strings.NewReader(embraceHeader +
		"1;klotter;;2026-02-02 12:00;2026-02-02 13:00;;6597500;556000;10;medborgare;;;anmäld;2;\n")
	if _, err := a.Imports.Reports(within(t), d.Municipality, embrace(t), "real.csv", false, row); !fault.Is(err, fault.Conflict) {
		t.Errorf("real data into an exercise municipality: got %v, want Conflict", err)
	}
}
