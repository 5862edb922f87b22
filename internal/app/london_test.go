package app_test

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tryggled/internal/geo"
	"tryggled/internal/hotspot/backtest"
	"tryggled/internal/identity"
	"tryggled/internal/plan"
	"tryggled/internal/report"
	"tryggled/internal/route"
)

// londonFolder makes a municipality's folder of the real streets, overlays and reports
// of the City of London, with two areas inside the core where both are dense.
func londonFolder(t testing.TB) string {
	t.Helper()
	real, dir := realData(t, "london"), t.TempDir()
	for name, target := range map[string]string{
		"london.osm.pbf": "london-city-farringdon.osm.pbf",
		"reports.csv.gz": "street_crime_2018-04_2019-12.csv.gz",
	} {
		if err := os.Symlink(filepath.Join(real, target), filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	write(t, filepath.Join(dir, "areas.geojson"), `{"type": "FeatureCollection", "features": [`+
		box("Farringdon", -0.1147, 51.5098, -0.1045, 51.5225)+","+box("City", -0.1045, 51.5098, -0.0944, 51.5225)+`]}`)
	write(t, filepath.Join(dir, "municipality.yaml"), `
code: E09000001
slug: london
name: {sv: City of London, en: City of London}
crs: EPSG:27700
time_zone: Europe/London
files:
  - {file: areas.geojson, kind: areas}
  - {file: london.osm.pbf, kind: osm}
  - {file: reports.csv.gz, kind: reports, profile: police-uk}
`)
	return dir
}

func box(name string, west, south, east, north float64) string {
	return fmt.Sprintf(`{"type": "Feature", "properties": {"name": %q}, "geometry": {"type": "Polygon",
		"coordinates": [[[%[2]v,%[3]v],[%[4]v,%[3]v],[%[4]v,%[5]v],[%[2]v,%[5]v],[%[2]v,%[3]v]]]}}`, name, west, south, east, north)
}

func write(t testing.TB, name, content string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestLondon takes real reports the whole way to printed routes.
func TestLondon(t *testing.T) {
	folder := londonFolder(t)
	a := open(t, time.Date(2020, 1, 1, 12, 0, 0, 0, time.UTC))
	started := time.Now()
	d, written := demonstrate(t, a, folder, a.Now())
	t.Logf("load, analysis, plan and files: %.1f s", time.Since(started).Seconds())

	if got, want := d.Imported.Read, int64(15337); got != want {
		t.Errorf("reports read: got %d, want %d", got, want)
	}
	if d.Imported.Quarantined > 0 {
		t.Errorf("%d rows put aside, %d of them as violence in homes: these points are streets' anchors", d.Imported.Quarantined, homeViolence(t, a, d))
	}
	if d.Imported.New+d.Imported.Quarantined != d.Imported.Read {
		t.Errorf("rows are lost: %+v", d.Imported.Summary)
	}
	if len(d.Analysis.Hotspots) < 10 {
		t.Fatalf("got %d hotspots among %d reports", len(d.Analysis.Hotspots), d.Analysis.Used)
	}
	for _, h := range d.Analysis.Hotspots {
		if h.HoursKnown != 0 || h.Hours != nil {
			t.Errorf("hotspot %d has hours (%.2f known), but its reports know only their month", h.Rank, h.HoursKnown)
		}
		if span := h.Shape.Bound(); span.Max[0]-span.Min[0] > 600 || span.Max[1]-span.Min[1] > 600 {
			t.Errorf("hotspot %d is as wide as a quarter: %v", h.Rank, span)
		}
	}
	checkWalkable(t, d.Planned)
	readBack(t, written)
	checkForetold(t, d.Analysis.Picture.Backtest)

	again, err := a.Reports.List(within(t), d.Municipality, report.Filter{Limit: 10})
	if err != nil || len(again) != 10 {
		t.Fatalf("got %d reports, %v", len(again), err)
	}
	loaded, summary, err := a.Load(within(t), os.DirFS(folder), nil)
	if err != nil || summary.New != 0 || summary.Updated != 0 || loaded.Code != "E09000001" {
		t.Errorf("loading again: got %+v, %v; want nothing new", summary.Summary, err)
	}
}

// checkForetold prints how the hotspots foretold the months after, beside the naive
// baselines, whoever won.
func checkForetold(t *testing.T, r backtest.Result) {
	t.Helper()
	t.Log(r.Verdict.EN)
	for _, l := range r.Lines {
		t.Logf("%-13s %3.0f%%  %-28s hit rate %4.1f%%  PAI %5.2f (%.2f–%.2f)  PEI %.2f  RRI %.2f",
			l.Units, 100*l.Share, l.Title.EN, 100*l.HitRate.Mean, l.PAI.Mean, l.PAI.Min, l.PAI.Max, l.PEI.Mean, l.RRI.Mean)
		switch {
		case l.Method == backtest.Uniform && math.Abs(l.PAI.Mean-1) > 1e-9:
			t.Errorf("a forecast of nothing has PAI %v on %.0f%% of %s", l.PAI.Mean, 100*l.Share, l.Units)
		case l.Method == "hotspots" && l.PAI.Mean < 1.5:
			t.Errorf("the hotspots foretell no better than chance: PAI %v on %.0f%% of %s", l.PAI.Mean, 100*l.Share, l.Units)
		}
	}
	if len(r.Lines) == 0 || r.Events < 1000 {
		t.Errorf("tested on %v events, %d lines", r.Events, len(r.Lines))
	}
}

// checkWalkable checks of every tour that it can be walked as it is told: in time order,
// within the shift, no stop again before the gap is over, and each leg as long as its
// line and its time.
func checkWalkable(t *testing.T, p route.Planned) {
	t.Helper()
	visited := map[string][]plan.Visit{}
	for i, tour := range p.Plan.Tours {
		role, ok := identity.PatrolOf(tour.Team.Role)
		if !ok {
			t.Fatalf("tour %d walks as %q", tour.Number, tour.Team.Role)
		}
		legs, at, stops := p.Routes[i].Legs, tour.Start, 0
		if tour.Start.Before(p.Plan.Request.From) || tour.End.After(p.Plan.Request.To) {
			t.Errorf("tour %d leaves the shift: %v–%v", tour.Number, tour.Start, tour.End)
		}
		for n, leg := range legs {
			if leg.Stroll { // within the stay at the stop before
				if v := tour.Visits[leg.Stop-1]; leg.Stop != stops || !leg.Depart.Equal(v.Arrive) || !leg.Arrive.Equal(v.Leave) {
					t.Errorf("tour %d leg %d: a round at stop %d from %v to %v", tour.Number, n+1, leg.Stop, leg.Depart, leg.Arrive)
				}
				continue
			}
			if leg.Depart.Before(at) {
				t.Errorf("tour %d leg %d: sets out at %v, before %v", tour.Number, n+1, leg.Depart, at)
			}
			at = leg.Arrive
			if leg.Stop == 0 {
				continue
			}
			if stops++; leg.Stop != stops || stops > len(tour.Visits) {
				t.Fatalf("tour %d leg %d: leads to stop %d, want %d of %d", tour.Number, n+1, leg.Stop, stops, len(tour.Visits))
			}
			v := tour.Visits[stops-1]
			if v.Arrive.Before(at) || v.Leave.Before(v.Arrive.Add(10*time.Minute)) {
				t.Errorf("tour %d stop %d: times out of order: %+v", tour.Number, stops, v)
			}
			at, visited[v.Spot] = v.Leave, append(visited[v.Spot], v)
		}
		if stops != len(tour.Visits) || at.After(tour.End) {
			t.Errorf("tour %d: legs to %d of %d stops, home at %v", tour.Number, stops, len(tour.Visits), at)
		}
		for n, leg := range legs {
			walked := geo.Length(leg.Line)
			if diff := walked - leg.LengthM; diff > 1 || diff < -1 {
				t.Errorf("tour %d leg %d: the line is %.1f m, the leg says %.1f m", tour.Number, n+1, walked, leg.LengthM)
			}
			if took := leg.Arrive.Sub(leg.Depart).Seconds(); took+1 < leg.LengthM/role.SpeedMPS {
				t.Errorf("tour %d leg %d: %.0f m in %.0f s is faster than they walk", tour.Number, n+1, leg.LengthM, took)
			}
		}
	}
	checkGaps(t, visited)
}

// checkGaps checks that no place is visited again too soon, by any team.
func checkGaps(t *testing.T, visited map[string][]plan.Visit) {
	t.Helper()
	for spot, visits := range visited {
		slices.SortFunc(visits, func(a, b plan.Visit) int { return a.Arrive.Compare(b.Arrive) })
		for n := 1; n < len(visits); n++ {
			least := plan.RevisitGap
			if visits[n].Kind == plan.AtPoint {
				least = plan.StrollGap
			}
			if gap := visits[n].Arrive.Sub(visits[n-1].Leave); gap < least {
				t.Errorf("%s is visited again after %v", spot, gap)
			}
		}
	}
}

// readBack lets other programs read every GPX and GeoJSON file of a folder.
func readBack(t *testing.T, folder string) {
	t.Helper()
	readers := map[string][]string{
		"*.gpx":     {"gpsbabel -w -r -t -i gpx -f %s -o csv -F /dev/null", "ogrinfo -ro -al -so %s"},
		"*.geojson": {"ogrinfo -ro -al -so %s"},
	}
	for pattern, commands := range readers {
		names, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil || len(names) == 0 {
			t.Fatalf("no %s in %s: %v", pattern, folder, err)
		}
		for _, name := range names {
			for _, command := range commands {
				args := strings.Fields(fmt.Sprintf(command, name))
				if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
					t.Errorf("%v: %v\n%s", args, err, out)
				}
			}
		}
	}
}
