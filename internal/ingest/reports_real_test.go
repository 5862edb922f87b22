package ingest

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

func kopingTown() municipality.Municipality {
	return municipality.Municipality{
		Code: "1983", Slug: "koping", Name: lang.Same("Köping"), CRS: 3006, TimeZone: "Europe/Stockholm",
	}
}

func londonTown() municipality.Municipality {
	return municipality.Municipality{
		Code: "E09000001", Slug: "london", Name: lang.Same("City of London"), CRS: 27700, TimeZone: "Europe/London",
	}
}

func bostonTown() municipality.Municipality {
	return municipality.Municipality{
		Code: "US-2507000", Slug: "boston", Name: lang.Same("Boston"), CRS: 26986, TimeZone: "America/New_York",
	}
}

func mustProfile(t testing.TB, name string) Profile {
	t.Helper()
	p, err := ShippedProfile(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// tally is what a file held, in words that a test can compare.
func tally(t testing.TB, name string, o ReportOptions) string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	o.FileName = filepath.Base(name)
	var read, rejected, imprecise, ids int
	categories, reasons := map[string]int{}, map[string]int{}
	var bound orb.Bound
	for row, err := range Reports(f, o) {
		if err != nil {
			t.Fatal(err)
		}
		read++
		if row.Rejection != nil {
			rejected++
			reasons[row.Rejection.Field]++
			continue
		}
		if read-rejected == 1 {
			bound = row.Report.Point.Bound()
		}
		bound = bound.Extend(row.Report.Point)
		categories[row.Report.Category]++
		if row.Report.Imprecise() {
			imprecise++
		}
		if row.Report.ExternalID != "" {
			ids++
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "read %d, rejected %d, imprecise %d, with id %d\n", read, rejected, imprecise, ids)
	for _, c := range slices.Sorted(maps.Keys(categories)) {
		fmt.Fprintf(&b, "%s %d\n", c, categories[c])
	}
	for _, c := range slices.Sorted(maps.Keys(reasons)) {
		fmt.Fprintf(&b, "rejected for %s %d\n", c, reasons[c])
	}
	fmt.Fprintf(&b, "%.0f m wide, %.0f m high\n", bound.Right()-bound.Left(), bound.Top()-bound.Bottom())
	return b.String()
}

// TestRealFiles reads the real files that are not part of the project.
func TestRealFiles(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("TRYGGLED_REAL_DATA")
	if dir == "" {
		t.Skip("TRYGGLED_REAL_DATA names no folder of real data")
	}
	for _, c := range []struct {
		file, profile string
		m             municipality.Municipality
	}{
		{"london/street_crime_2018-04_2019-12.csv.gz", "police-uk", londonTown()},
		{"boston/boston_311_2015_safety_types.csv.gz", "boston-311", bostonTown()},
		{"polisen/events_koping.json", "polisen", kopingTown()},
		{"polisen/events_vastmanland.jsonl.gz", "polisen", kopingTown()},
		{"polisen/api_snapshot_latest_500.json.gz", "polisen", kopingTown()},
	} {
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			got := tally(t, filepath.Join(dir, c.file), ReportOptions{Profile: mustProfile(t, c.profile), Municipality: c.m})
			goldenReports(t, "real_"+strings.Split(filepath.Base(c.file), ".")[0]+".txt", got)
		})
	}
}
