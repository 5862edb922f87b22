package geo

import (
	"math"
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
		"hull of nothing":   func() (orb.MultiPolygon, error) { return ConcaveHull(nil, 0.3) },
		"hull of a point":   func() (orb.MultiPolygon, error) { return ConcaveHull(orb.MultiPoint{{1, 2}}, 0.3) },
		"hull of two":       func() (orb.MultiPolygon, error) { return ConcaveHull(orb.MultiPoint{{1, 2}, {3, 4}, {1, 2}}, 0.3) },
		"union of nothing":  func() (orb.MultiPolygon, error) { return Union(nil) },
		"union of empties":  func() (orb.MultiPolygon, error) { return Union([]orb.MultiPolygon{nil, {}, {{}}}) },
		"buffer of nothing": func() (orb.MultiPolygon, error) { return Buffer(nil, 10) },
		"repair of nothing": func() (orb.MultiPolygon, error) { return MakeValid(orb.MultiPolygon(nil)) },
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
	if _, err := ConcaveHull(orb.MultiPoint{{0, 0}, {1, 0}, {0, 1}}, math.NaN()); err == nil {
		t.Error("a hull was drawn with a ratio that is no number")
	}
	if _, err := ConcaveHull(orb.MultiPoint{{0, 0}, {1, 0}, {0, 1}}, 0.5); err != nil {
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
	moved := orb.Polygon{{{5, 0}, {15, 0}, {15, 10}, {5, 10}, {5, 0}}}
	both, err := Union([]orb.MultiPolygon{{square}, {moved}})
	near("union", both, err, 150, 1e-9)
	bow, err := MakeValid(orb.Polygon{{{0, 0}, {10, 10}, {10, 0}, {0, 10}, {0, 0}}})
	near("bow tie", bow, err, 50, 1e-9)
	spike, err := MakeValid(orb.Polygon{{{0, 0}, {10, 0}, {10, 10}, {20, 20}, {10, 10}, {0, 10}, {0, 0}}})
	near("spike", spike, err, 100, 1e-9)
	hull, err := ConcaveHull(orb.MultiPoint{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {5, 5}}, 1)
	near("convex hull", hull, err, 100, 1e-9)
	holed, err := MakeValid(orb.Polygon{square[0], {{2, 2}, {2, 4}, {4, 4}, {4, 2}, {2, 2}}})
	near("hole", holed, err, 96, 1e-9)
	box, err := Buffer(square.Bound(), 0)
	near("box", box, err, 100, 1e-9)
}

// A hull holds all of its points, at every ratio.
func TestHullHoldsItsPoints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) orb.Point {
			return orb.Point{rapid.Float64Range(0, 100).Draw(t, "x"), rapid.Float64Range(0, 100).Draw(t, "y")}
		}), 0, 40).Draw(t, "points")
		hull, err := ConcaveHull(points, rapid.Float64Range(0, 1).Draw(t, "ratio"))
		if err != nil {
			t.Fatal(err)
		}
		padded, err := Buffer(hull, 0.001)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range points {
			if hull != nil && !planar.MultiPolygonContains(padded, p) {
				t.Fatalf("%v lies outside the hull %v", p, hull)
			}
		}
	})
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
