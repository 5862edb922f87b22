package patrol_test

import (
	"context"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tryggled/geodata/koping"
	"tryggled/internal/geo"
	"tryggled/internal/ingest"
	"tryggled/internal/municipality"
	"tryggled/internal/patrol"
	"tryggled/internal/street"
)

var town = municipality.Municipality{Code: "1983", Slug: "koping", CRS: 3006, TimeZone: "Europe/Stockholm", Exercise: true}

func kopingStreets(tb testing.TB) []street.Segment {
	tb.Helper()
	folder, err := koping.Folder(time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC))
	if err != nil {
		tb.Fatal(err)
	}
	f, err := folder.Open("streets.geojson")
	if err != nil {
		tb.Fatal(err)
	}
	defer func(f fs.File) { _ = f.Close() }(f)
	segments, _, err := ingest.Streets(f, "streets.geojson", town)
	if err != nil {
		tb.Fatal(err)
	}
	return segments
}

// walks are shortest ways from anywhere to anywhere, in a row, and the line they make.
func walks(tb testing.TB, segments []street.Segment, km float64, chance *rand.Rand) (orb.LineString, []street.Step) {
	tb.Helper()
	graph := street.NewGraph(segments)
	way := graph.Profile(street.Travel{Mode: street.Walk, SpeedMPS: 1.3})
	anywhere := func() street.Position {
		for {
			s := segments[chance.IntN(len(segments))]
			if at, ok := graph.Snap(geo.Along(s.Line, s.LengthM*chance.Float64()), 1); ok && graph.Component(at) == 0 {
				return at
			}
		}
	}
	var line orb.LineString
	var steps []street.Step
	for at := anywhere(); geo.Length(line) < 1000*km; {
		to := anywhere()
		path, ok := way.Path(at, to)
		if !ok || path.LengthM < 100 {
			continue
		}
		line, steps = append(line, path.Line...), append(steps, path.Steps...)
		at = to
	}
	return line, steps
}

func walked(line orb.LineString, noise float64, chance *rand.Rand) (points []patrol.Fix) {
	start := time.Date(2026, 6, 5, 19, 0, 0, 0, time.UTC)
	drift := orb.Point{}
	for i, long := 0, geo.Length(line); ; i++ {
		for k := range drift { // errors that last: half of them gone after a quarter of a minute
			drift[k] = 0.955*drift[k] + noise*math.Sqrt(1-0.955*0.955)*chance.NormFloat64()
		}
		p := geo.Along(line, min(1.3*float64(i), long))
		points = append(points, patrol.Fix{At: start.Add(time.Duration(i) * time.Second), Point: orb.Point{p[0] + drift[0], p[1] + drift[1]}})
		if 1.3*float64(i) >= long {
			return points
		}
	}
}

// compare gives the share of the way that was found, and how much more was found, as a
// share of the way.
func compare(segments []street.Segment, passes []patrol.Pass, steps []street.Step) (right, wrong float64) {
	type metre struct {
		segment int64
		at      int
	}
	truth, found := map[metre]int{}, map[metre]int{}
	count := func(n map[metre]int, segment int64, from, to float64) {
		for at := int(math.Ceil(min(from, to))); float64(at) < max(from, to); at++ {
			n[metre{segment, at}]++
		}
	}
	for _, s := range steps {
		count(truth, segments[s.Segment].ID, s.FromM, s.ToM)
	}
	for _, p := range passes {
		count(found, p.Segment, p.FromM, p.ToM)
	}
	var all, both, more int
	for m, n := range truth {
		all, both = all+n, both+min(n, found[m])
	}
	for m, n := range found {
		more += max(0, n-truth[m])
	}
	return float64(both) / float64(all), float64(more) / float64(all)
}

// A walk of 15 km through the exercise town is found again: all of it without noise, nearly
// all with noise of 8 m that lasts, as that of a phone does.
func TestMatchTown(t *testing.T) {
	segments := kopingStreets(t)
	for _, c := range []struct{ noise, right, wrong float64 }{{0, 0.99, 0.02}, {4, 0.95, 0.06}, {8, 0.95, 0.15}} {
		chance := rand.New(rand.NewPCG(7, uint64(c.noise)))
		line, steps := walks(t, segments, 15, chance)
		w := patrol.Match(segments, nil, walked(line, c.noise, chance))
		right, wrong := compare(segments, w.Passes, steps)
		t.Logf("noise %.0f m, estimated %.1f: %.3f right, %.3f more", c.noise, w.SigmaM, right, wrong)
		if right < c.right || wrong > c.wrong {
			t.Errorf("noise %.0f m: %.3f of the way found and %.3f more, want at least %.2f and at most %.2f", c.noise, right, wrong, c.right, c.wrong)
		}
	}
}

// London's centre, where streets lie close: how much of four hours is found, and how fast.
func BenchmarkMatchLondon(b *testing.B) {
	root := os.Getenv("TRYGGLED_REAL_DATA")
	if root == "" {
		b.Skip("TRYGGLED_REAL_DATA is not set")
	}
	f, err := os.Open(filepath.Join(root, "london", "london-city-farringdon.osm.pbf"))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	city, err := ingest.OSM(context.Background(), f, "london.osm.pbf", municipality.Municipality{Slug: "london", CRS: 27700}, orb.Bound{})
	if err != nil {
		b.Fatal(err)
	}
	chance := rand.New(rand.NewPCG(7, 8))
	line, steps := walks(b, city.Segments, 18.7, chance)
	points := walked(line, 8, chance)
	b.ReportAllocs()
	var w patrol.Walked
	for b.Loop() {
		w = patrol.Match(city.Segments, nil, points)
	}
	right, wrong := compare(city.Segments, w.Passes, steps)
	b.ReportMetric(float64(len(points)), "points")
	b.ReportMetric(right, "right")
	b.ReportMetric(wrong, "more")
}
