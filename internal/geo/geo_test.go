package geo

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

// corner runs 10 m east, then 10 m north, with a point given twice.
var corner = orb.LineString{{0, 0}, {10, 0}, {10, 0}, {10, 10}}

func TestAlongAndCut(t *testing.T) {
	for d, want := range map[float64]orb.Point{-5: {0, 0}, 0: {0, 0}, 4: {4, 0}, 10: {10, 0}, 13: {10, 3}, 20: {10, 10}, 99: {10, 10}} {
		if got := Along(corner, d); got != want {
			t.Errorf("Along(%v) = %v, want %v", d, got, want)
		}
	}
	tests := []struct {
		from, to float64
		want     orb.LineString
	}{
		{4, 6, orb.LineString{{4, 0}, {6, 0}}},
		{6, 4, orb.LineString{{6, 0}, {4, 0}}},
		{4, 13, orb.LineString{{4, 0}, {10, 0}, {10, 0}, {10, 3}}},
		{13, 0, orb.LineString{{10, 3}, {10, 0}, {10, 0}, {0, 0}}},
		{5, 5, orb.LineString{{5, 0}, {5, 0}}},
		{-1, 99, orb.LineString{{0, 0}, {10, 0}, {10, 0}, {10, 10}}},
	}
	for _, test := range tests {
		if diff := cmp.Diff(Cut(corner, test.from, test.to), test.want); diff != "" {
			t.Errorf("Cut(%v, %v) (-got +want):\n%s", test.from, test.to, diff)
		}
	}
}

func TestNearest(t *testing.T) {
	tests := []struct {
		p, at       orb.Point
		along, dist float64
	}{
		{orb.Point{3, 4}, orb.Point{3, 0}, 3, 4},
		{orb.Point{14, 7}, orb.Point{10, 7}, 17, 4},
		{orb.Point{-3, -4}, orb.Point{0, 0}, 0, 5},
		{orb.Point{10, 12}, orb.Point{10, 10}, 20, 2},
	}
	for _, test := range tests {
		at, along, dist := Nearest(corner, test.p)
		if at != test.at || along != test.along || dist != test.dist {
			t.Errorf("Nearest(%v) = %v, %v, %v; want %v, %v, %v", test.p, at, along, dist, test.at, test.along, test.dist)
		}
	}
	if at, along, dist := Nearest(orb.LineString{{1, 2}}, orb.Point{4, 6}); at != (orb.Point{1, 2}) || along != 0 || dist != 5 {
		t.Errorf("a line of one point: %v, %v, %v", at, along, dist)
	}
}

// What Nearest gives back is where Along leads, and no sampled point is nearer.
func TestNearestLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		point := rapid.Custom(func(t *rapid.T) orb.Point {
			return orb.Point{rapid.Float64Range(-100, 100).Draw(t, "x"), rapid.Float64Range(-100, 100).Draw(t, "y")}
		})
		line := orb.LineString(rapid.SliceOfN(point, 1, 8).Draw(t, "line"))
		p := point.Draw(t, "p")
		at, along, dist := Nearest(line, p)
		if math.Abs(Dist(at, p)-dist) > 1e-9 || Dist(Along(line, along), at) > 1e-6 {
			t.Fatalf("Nearest(%v, %v) = %v, %v, %v", line, p, at, along, dist)
		}
		for i := range 20 {
			if q := Along(line, Length(line)*float64(i)/19); Dist(q, p) < dist-1e-9 {
				t.Fatalf("%v is nearer to %v than %v", q, p, at)
			}
		}
	})
}

func TestCrossesEast(t *testing.T) {
	t.Parallel()
	rising, falling := [2]orb.Point{{0, 0}, {10, 10}}, [2]orb.Point{{20, 10}, {10, 0}}
	for name, c := range map[string]struct {
		edge [2]orb.Point
		p    orb.Point
		want bool
	}{
		"from the west":        {rising, orb.Point{4, 5}, true},
		"from the east":        {rising, orb.Point{6, 5}, false},
		"falling":              {falling, orb.Point{14, 5}, true},
		"falling, from east":   {falling, orb.Point{16, 5}, false},
		"level with the lower": {rising, orb.Point{-1, 0}, true},
		"level with the upper": {rising, orb.Point{-1, 10}, false},
		"above":                {rising, orb.Point{-1, 11}, false},
		"below":                {rising, orb.Point{-1, -1}, false},
		"a level edge":         {[2]orb.Point{{0, 5}, {9, 5}}, orb.Point{-1, 5}, false},
		"not a number":         {rising, orb.Point{-1, math.NaN()}, false},
	} {
		if got := CrossesEast(c.edge[0], c.edge[1], c.p); got != c.want {
			t.Errorf("%s: got %v", name, got)
		}
		if got := CrossesEast(c.edge[1], c.edge[0], c.p); got != c.want {
			t.Errorf("%s, the other way round: got %v", name, got)
		}
	}
}
