package koping_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"tryggled/geodata/koping"
	"tryggled/geodata/koping/internal/static"
)

func Example() {
	folder, err := koping.Folder(time.Date(2025, 1, 1, 12, 0, 0, 0, time.UTC))
	if err != nil {
		fmt.Println(err)
		return
	}
	raw, err := fs.ReadFile(folder, koping.ReportsFile)
	if err != nil {
		fmt.Println(err)
		return
	}
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	fmt.Println(len(lines)-1, "reports")
	fmt.Println(lines[len(lines)-1][:len("ÖVN-2024W52")])
	// Output:
	// 2572 reports
	// ÖVN-2024W52
}

// The files in the folder are what the generator writes.
func TestCommittedFilesAreGenerated(t *testing.T) {
	t.Parallel()
	files, err := static.Files()
	if err != nil {
		t.Fatal(err)
	}
	var sum int
	for name, want := range files {
		got, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s differs from what go generate ./geodata/koping writes", name)
		}
		sum += len(got)
	}
	if sum > 1_500_000 {
		t.Errorf("the files take %d bytes, want at most 1.5 MB", sum)
	}
}

func TestFolder(t *testing.T) {
	t.Parallel()
	folder, err := koping.Folder(time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	if err := fstest.TestFS(folder, "municipality.yaml", "areas.geojson", "streets.geojson", "lamps.geojson",
		"vegetation.geojson", "cameras.geojson", "buildings.geojson", "places.geojson", "backdrop.geojson", "truth.json", koping.ReportsFile); err != nil {
		t.Error(err)
	}
}

// ends tells how late the last report of a folder is filed under.
func ends(t *testing.T, asOf time.Time) string {
	t.Helper()
	folder, err := koping.Folder(asOf)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := fs.ReadFile(folder, koping.ReportsFile)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	return lines[len(lines)-1][:len("ÖVN-2024W52")]
}

func TestReportsEndBeforeTheMonday(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		asOf time.Time
		want string
	}{
		"a Wednesday":               {time.Date(2025, 1, 1, 12, 0, 0, 0, time.UTC), "ÖVN-2024W52"},
		"Monday midnight, Swedish":  {time.Date(2024, 12, 29, 23, 0, 0, 0, time.UTC), "ÖVN-2024W52"},
		"the minute before that":    {time.Date(2024, 12, 29, 22, 59, 0, 0, time.UTC), "ÖVN-2024W51"},
		"after a week 53":           {time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC), "ÖVN-2026W53"},
		"Monday after summer time":  {time.Date(2026, 10, 25, 23, 0, 0, 0, time.UTC), "ÖVN-2026W43"},
		"Monday in summer, Swedish": {time.Date(2026, 6, 7, 22, 0, 0, 0, time.UTC), "ÖVN-2026W23"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := ends(t, c.asOf); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestFilesAreGeoJSONInTheTown(t *testing.T) {
	t.Parallel()
	town := orb.Bound{Min: orb.Point{15.93, 59.49}, Max: orb.Point{16.04, 59.54}}
	for name, least := range map[string]int{
		"areas.geojson": 2, "streets.geojson": 150, "lamps.geojson": 1200, "vegetation.geojson": 300,
		"cameras.geojson": 8, "buildings.geojson": 1000, "places.geojson": 20, "backdrop.geojson": 4,
	} {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		c, err := geojson.UnmarshalFeatureCollection(raw)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(c.Features) < least {
			t.Errorf("%s has %d features, want at least %d", name, len(c.Features), least)
		}
		for _, f := range c.Features {
			b := f.Geometry.Bound()
			if !town.Contains(b.Min) || !town.Contains(b.Max) {
				t.Errorf("%s: %v lies outside the town", name, f.Properties["id"])
			}
		}
	}
}

func TestTruth(t *testing.T) {
	t.Parallel()
	truth, err := koping.ReadTruth()
	if err != nil {
		t.Fatal(err)
	}
	areas := map[string]int{}
	for _, h := range truth.Hotspots {
		areas[h.Area]++
		if h.RadiusM < 30 || h.RadiusM > 80 || h.ReportsPerYear < 40 || h.Name.SV == "" || h.Name.EN == "" {
			t.Errorf("%s: radius %.0f m, %.0f reports a year, named %v", h.ID, h.RadiusM, h.ReportsPerYear, h.Name)
		}
	}
	if len(truth.Hotspots) < 10 || len(truth.Hotspots) > 14 || areas["centrum"] < 4 || areas["nygard"] < 4 || len(truth.Decoys) != 4 {
		t.Errorf("got %d hotspots by area %v and %d decoys", len(truth.Hotspots), areas, len(truth.Decoys))
	}
	if !truth.Exercise || !strings.Contains(truth.Note.SV, "påhittade händelser") {
		t.Errorf("the truth does not say that it is invented: %v", truth.Note)
	}
}

func TestWriteKeepsWhatIsThere(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "koping")
	at := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
	if err := koping.Write(dir, at); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	if !json.Valid(raw) {
		t.Error("truth.json on disk is no JSON")
	}
	if err := koping.Write(dir, at); err == nil {
		t.Error("a second Write into the same folder succeeded, want an error")
	}
}
