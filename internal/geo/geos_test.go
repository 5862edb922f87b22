package geo

import (
	"math"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"
)

var square = orb.Polygon{{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}}}

func TestGeosTakesEveryGeometry(t *testing.T) {
	for _, g := range append(orb.AllGeometries,
		orb.LineString{{1, 1}}, orb.Ring{{0, 0}, {1, 1}}, orb.Polygon{{}}, orb.MultiPolygon{{}}, orb.MultiPolygon{nil, square},
		orb.Collection{nil, orb.MultiPoint{}}, orb.Polygon{{{0, 0}, {4, 0}, {4, 4}}, {}},
		orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{-1, -1}},
	) {
		if _, err := Buffer(g, 5); err != nil {
			t.Errorf("Buffer(%#v): %v", g, err)
		}
		if _, err := MakeValid(g); err != nil {
			t.Errorf("MakeValid(%#v): %v", g, err)
		}
	}
	for name, got := range map[string]func() (orb.MultiPolygon, error){
		"outline of nothing": func() (orb.MultiPolygon, error) { return Outline(nil, 10, 5) },
		"buffer of nothing":  func() (orb.MultiPolygon, error) { return Buffer(nil, 10) },
		"repair of nothing":  func() (orb.MultiPolygon, error) { return MakeValid(orb.MultiPolygon(nil)) },
	} {
		if mp, err := got(); err != nil || mp != nil {
			t.Errorf("%s: %v, %v; want nothing", name, mp, err)
		}
	}
}

func TestGeosRefusesWhatIsNoNumber(t *testing.T) {
	if _, err := Buffer(orb.Point{math.NaN(), 1}, 5); err == nil {
		t.Error("a point that is no number has a buffer")
	}
	if _, err := MakeValid(orb.Polygon{{{0, 0}, {math.Inf(1), 0}, {1, 1}, {0, 0}}}); err == nil {
		t.Error("an infinite polygon was repaired")
	}
	for _, reach := range []float64{math.NaN(), math.Inf(1), 4, 0, -1} {
		if _, err := Outline(orb.MultiPoint{{0, 0}, {1, 0}, {0, 1}}, reach, 5); err == nil {
			t.Errorf("an outline was drawn with a reach of %v m and a margin of 5 m", reach)
		}
	}
	if _, err := Buffer(square, 1); err != nil {
		t.Errorf("after an error the next call fails: %v", err)
	}
}

func TestGeosAreas(t *testing.T) {
	near := func(name string, mp orb.MultiPolygon, err error, want, tolerance float64) {
		t.Helper()
		if got := planar.Area(mp); err != nil || math.Abs(got-want) > tolerance {
			t.Errorf("%s: area %v, %v; want %v", name, got, err, want)
		}
	}
	disc, err := Buffer(orb.Point{3, 4}, 10)
	near("disc", disc, err, 100*math.Pi, 3)
	bow, err := MakeValid(orb.Polygon{{{0, 0}, {10, 10}, {10, 0}, {0, 10}, {0, 0}}})
	near("bow tie", bow, err, 50, 1e-9)
	spike, err := MakeValid(orb.Polygon{{{0, 0}, {10, 0}, {10, 10}, {20, 20}, {10, 10}, {0, 10}, {0, 0}}})
	near("spike", spike, err, 100, 1e-9)
	spot, err := Outline(orb.MultiPoint{{3, 4}}, 40, 10)
	near("outline of a point", spot, err, 100*math.Pi, 15)
	filled, err := Outline(orb.MultiPoint{{0, 0}, {10, 0}, {10, 10}, {0, 10}}, 200, 5)
	near("outline with a long reach", filled, err, 100+4*50+25*math.Pi, 10)
	apart, err := Outline(orb.MultiPoint{{0, 0}, {100, 0}}, 40, 10)
	near("outline of two places", apart, err, 200*math.Pi, 30)
	holed, err := MakeValid(orb.Polygon{square[0], {{2, 2}, {2, 4}, {4, 4}, {4, 2}, {2, 2}}})
	near("hole", holed, err, 96, 1e-9)
	joined, err := Union(orb.MultiPolygon{square, {{{5, 5}, {15, 5}, {15, 15}, {5, 15}, {5, 5}}}, square, {{{0, 0}, {1, 1}, {0, 0}}}})
	near("overlapping squares", joined, err, 175, 1e-9)
	box, err := Buffer(square.Bound(), 0)
	near("box", box, err, 100, 1e-9)
}

// An outline holds all of its points with some of their margin, also where they almost lie on a
// line, and nothing that is out of reach of all.
func TestOutlineHoldsItsPoints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		slope := rapid.Float64Range(-2, 2).Draw(t, "slope")
		points := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) orb.Point {
			x := rapid.Float64Range(0, 100).Draw(t, "x")
			if rapid.Bool().Draw(t, "on the line") {
				return orb.Point{x, slope * x}
			}
			return orb.Point{x, rapid.Float64Range(0, 100).Draw(t, "y")}
		}), 1, 40).Draw(t, "points")
		outline, err := Outline(points, 20, 5)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range points {
			for _, q := range []orb.Point{{p[0] + 0.7, p[1]}, {p[0] - 0.7, p[1]}, {p[0], p[1] + 0.7}, {p[0], p[1] - 0.7}} {
				if !planar.MultiPolygonContains(outline, q) {
					t.Fatalf("%v, beside the point %v, lies outside %v", q, p, outline)
				}
			}
		}
		if planar.MultiPolygonContains(outline, orb.Point{50, 400}) {
			t.Fatal("a point far from all lies inside")
		}
	})
}

// BenchmarkOutline draws a crowded place: points all over 250 by 250 m.
func BenchmarkOutline(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	points := make(orb.MultiPoint, 4000)
	for i := range points {
		points[i] = orb.Point{random.Float64() * 250, random.Float64() * 250}
	}
	for b.Loop() {
		if _, err := Outline(points, 40, 25); err != nil {
			b.Fatal(err)
		}
	}
}

func TestGeosIsSharedByGoroutines(t *testing.T) {
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				if mp, err := Buffer(square, 1); err != nil || len(mp) != 1 {
					t.Errorf("Buffer = %v, %v", mp, err)
				}
			}
		})
	}
	all.Wait()
	if n := len(contexts); n > 16 {
		t.Errorf("%d contexts are kept, want at most 16", n)
	}
}

func BenchmarkBuffer(b *testing.B) {
	for b.Loop() {
		if _, err := Buffer(square, 10); err != nil {
			b.Fatal(err)
		}
	}
}

// What lies around crossing lines is what lies around all of them together.
func TestAround(t *testing.T) {
	t.Parallel()
	lines := []orb.LineString{{{0, 0}, {100, 0}}, {{50, -50}, {50, 50}}, {{500, 0}, {600, 0}}, {}}
	got, err := Around(lines, 10)
	if err != nil {
		t.Fatal(err)
	}
	want, err := Buffer(orb.MultiLineString(lines), 10)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || math.Abs(planar.Area(got)-planar.Area(want)) > 1e-6 {
		t.Errorf("got %d surfaces of %v m², want %d of %v m²", len(got), planar.Area(got), len(want), planar.Area(want))
	}
	if none, err := Around(nil, 10); err != nil || none != nil {
		t.Errorf("around nothing: got %v, %v", none, err)
	}
}
