package geo

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"
)

// shifted is the square of 10 by 10 m, moved.
func shifted(x, y float64) orb.Polygon {
	return orb.Polygon{{{x, y}, {x + 10, y}, {x + 10, y + 10}, {x, y + 10}, {x, y}}}
}

var bowTie = orb.Polygon{{{0, 0}, {10, 10}, {10, 0}, {0, 10}, {0, 0}}}

func TestSector(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		from, field, radius, want float64
	}{
		"a quarter":                {0, 90, 10, 25 * math.Pi},
		"across north":             {-34, 68, 56.9, 56.9 * 56.9 * 34 * math.Pi / 180},
		"more than half":           {100, 270, 10, 75 * math.Pi},
		"a disc":                   {12, 360, 10, 100 * math.Pi},
		"more than a disc":         {725, 400, 10, 100 * math.Pi},
		"narrower than one piece":  {0, 0.5, 10, 25 * math.Pi / 180},
		"almost all the way round": {0, 359.9, 10, 359.9 / 360 * 100 * math.Pi},
	} {
		s := Sector(orb.Point{556_196, 6_597_708}, c.from, c.field, c.radius)
		got := planar.Area(s)
		if !(got <= c.want*(1+1e-9) && got >= c.want*0.999) {
			t.Errorf("%s: got %v m², want %v, at most 0.1 %% less", name, got, c.want)
		}
		if s[0].Orientation() != orb.CCW || !s[0].Closed() {
			t.Errorf("%s: the ring is open or turns clockwise", name)
		}
		if ok, err := valid(orb.MultiPolygon{s}); err != nil || !ok {
			t.Errorf("%s: not valid, %v", name, err)
		}
	}
	for _, field := range []float64{1e-6, 1e-10, 1e-300} {
		for _, p := range Sector(orb.Point{}, 0, field, 10)[0] {
			if !finite(p[0]) || !finite(p[1]) {
				t.Errorf("%v° wide: got the corner %v", field, p)
			}
		}
	}
	east := Sector(orb.Point{1, 2}, 45, 90, 10)
	if !planar.PolygonContains(east, orb.Point{9, 2}) || planar.PolygonContains(east, orb.Point{1, 10}) {
		t.Error("45° and 90° more is not the quarter to the east")
	}
	for _, bad := range [][3]float64{{0, 0, 5}, {0, -1, 5}, {0, 90, 0}, {0, 90, math.NaN()}, {math.NaN(), 90, 5}, {0, math.NaN(), 5}, {0, 90, math.Inf(1)}} {
		if s := Sector(orb.Point{}, bad[0], bad[1], bad[2]); s != nil {
			t.Errorf("Sector of %v: got %v, want none", bad, s)
		}
	}
}

func TestCuts(t *testing.T) {
	t.Parallel()
	over := orb.MultiPolygon{shifted(0, 0), shifted(5, 0)} // they overlap by 50 m²
	for name, c := range map[string]struct {
		a, b               orb.Geometry
		difference, common float64
	}{
		"overlapping":         {shifted(0, 0), shifted(5, 5), 75, 25},
		"apart":               {shifted(0, 0), shifted(50, 0), 100, 0},
		"touching":            {shifted(0, 0), shifted(10, 0), 100, 0},
		"the same":            {shifted(0, 0), shifted(0, 0), 0, 100},
		"within":              {shifted(0, 0), Sector(orb.Point{5, 5}, 0, 360, 1), 100 - math.Pi, math.Pi},
		"a bow tie":           {shifted(0, 0), bowTie, 50, 50},
		"from a bow tie":      {bowTie, shifted(0, 0), 0, 50},
		"parts that overlap":  {over, shifted(0, 0), 50, 100},
		"from a collection":   {orb.Collection{orb.LineString{{0, 0}, {1, 1}}, shifted(0, 0)}, shifted(5, 0), 50, 50},
		"less nothing":        {shifted(0, 0), nil, 100, 0},
		"less what is empty":  {shifted(0, 0), orb.MultiPolygon{{}}, 100, 0},
		"from nothing":        {nil, shifted(0, 0), 0, 0},
		"nothing and nothing": {orb.MultiPolygon(nil), nil, 0, 0},
		"far from the origin": {shifted(556_196, 6_597_708), shifted(556_201, 6_597_713), 75, 25},
	} {
		difference, err := Difference(c.a, c.b)
		if got := planar.Area(difference); err != nil || math.Abs(got-c.difference) > 0.01 {
			t.Errorf("%s: difference of %v m², %v; want %v", name, got, err, c.difference)
		}
		common, err := Intersection(c.a, c.b)
		if got := planar.Area(common); err != nil || math.Abs(got-c.common) > 0.01 {
			t.Errorf("%s: %v m² in common, %v; want %v", name, got, err, c.common)
		}
	}
	infinite := orb.Polygon{{{0, 0}, {math.Inf(1), 0}, {1, 1}, {0, 0}}}
	if _, err := Difference(shifted(0, 0), infinite); err == nil {
		t.Error("an infinite surface was cut")
	}
}

// What is cut has its corners on the raster, whatever is cut from what.
func TestCutsLieOnTheRaster(t *testing.T) {
	t.Parallel()
	third := shifted(10.0/3, 20.0/3)
	difference, errA := Difference(shifted(0, 0), third)
	common, errB := Intersection(shifted(0, 0), third)
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	for _, cut := range append(difference, common...) {
		for _, p := range cut[0] {
			for _, v := range p {
				if off := math.Abs(v/grid - math.Round(v/grid)); off > 1e-6 {
					t.Errorf("%v lies %v of a cell off", p, off)
				}
			}
		}
	}
}

func TestCutsTakeEveryGeometry(t *testing.T) {
	t.Parallel()
	for _, a := range append(orb.AllGeometries, bowTie, orb.Polygon{{}}) {
		for _, b := range append(orb.AllGeometries, bowTie, orb.Polygon{{}}) {
			if _, err := Difference(a, b); err != nil {
				t.Errorf("Difference(%#v, %#v): %v", a, b, err)
			}
			if _, err := Intersection(a, b); err != nil {
				t.Errorf("Intersection(%#v, %#v): %v", a, b, err)
			}
		}
		if _, _, err := Repair(a); err != nil {
			t.Errorf("Repair(%#v): %v", a, err)
		}
	}
}

// Two discs of one middle whose sides run along one chord: without a raster GEOS 3.11.1 takes
// what they have in common for empty.
func TestCutsAlongTheSameLine(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		turn := rapid.Float64Range(0, 360).Draw(t, "turn")
		at := orb.Point{rapid.Float64Range(-9, 9).Draw(t, "x"), rapid.Float64Range(-9, 9).Draw(t, "y")}
		house := Sector(at, turn, 1, 40)
		outer, errA := Difference(Sector(orb.Point{}, 0, 360, 22.7), house)
		inner, errB := Intersection(outer, Sector(orb.Point{}, 0, 360, 11.1))
		common, errC := Intersection(inner, outer)
		if errA != nil || errB != nil || errC != nil {
			t.Fatal(errA, errB, errC)
		}
		if got, want := planar.Area(common), planar.Area(inner); math.Abs(got-want) > 0.01 {
			t.Fatalf("%v m² of %v are in common", got, want)
		}
	})
}

func TestRepair(t *testing.T) {
	t.Parallel()
	holed := orb.Polygon{shifted(0, 0)[0], {{2, 2}, {2, 4}, {4, 4}, {4, 2}, {2, 2}}}
	for name, c := range map[string]struct {
		in      orb.Geometry
		area    float64
		changed bool
	}{
		"a square":             {shifted(0, 0), 100, false},
		"a square as a ring":   {shifted(0, 0)[0], 100, false},
		"a box":                {shifted(0, 0).Bound(), 100, false},
		"with a hole":          {holed, 96, false},
		"two apart":            {orb.MultiPolygon{shifted(0, 0), shifted(20, 0)}, 200, false},
		"two that touch":       {orb.MultiPolygon{shifted(0, 0), shifted(10, 10)}, 200, false},
		"two that overlap":     {orb.MultiPolygon{shifted(0, 0), shifted(5, 0)}, 150, true},
		"a bow tie":            {bowTie, 50, true},
		"a bow tie and more":   {orb.MultiPolygon{bowTie, shifted(20, 0)}, 150, true},
		"an open ring":         {orb.Polygon{shifted(0, 0)[0][:4]}, 100, true},
		"a hole that is empty": {orb.Polygon{shifted(0, 0)[0], {}}, 100, true},
		"a hole outside":       {orb.Polygon{shifted(0, 0)[0], shifted(20, 20)[0]}, 200, true},
		"a spike":              {orb.Polygon{{{0, 0}, {10, 0}, {10, 10}, {20, 20}, {10, 10}, {0, 10}, {0, 0}}}, 100, true},
		"only a line":          {orb.Polygon{{{0, 0}, {10, 0}, {0, 0}}}, 0, true},
		"no surface":           {orb.LineString{{0, 0}, {10, 0}}, 0, true},
		"an empty polygon":     {orb.Polygon{{}}, 0, false},
		"nothing":              {nil, 0, false},
		"nothing in it":        {orb.MultiPolygon{}, 0, false},
	} {
		mp, changed, err := Repair(c.in)
		if got := planar.Area(mp); err != nil || math.Abs(got-c.area) > 1e-9 || changed != c.changed {
			t.Errorf("%s: got %v m², changed %v, %v; want %v, %v", name, got, changed, err, c.area, c.changed)
		}
		if c.area == 0 && len(mp) > 0 {
			t.Errorf("%s: got %v, want nothing", name, mp)
		}
		if ok, err := valid(mp); len(mp) > 0 && (err != nil || !ok) {
			t.Errorf("%s: still not valid, %v", name, err)
		}
	}
	kept, _, err := Repair(holed)
	if diff := cmp.Diff(kept, orb.MultiPolygon{holed}); err != nil || diff != "" {
		t.Errorf("a valid surface was touched, %v:\n%s", err, diff)
	}
	if _, _, err := Repair(orb.Polygon{{{0, 0}, {math.NaN(), 0}, {1, 1}, {0, 0}}}); err == nil {
		t.Error("a surface that is no number was repaired")
	}
}

// BenchmarkRepair looks at a valid building, as almost all are.
func BenchmarkRepair(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, changed, err := Repair(square); err != nil || changed {
			b.Fatal(changed, err)
		}
	}
}

// BenchmarkIntersection cuts a view at one band: two discs of 180 corners.
func BenchmarkIntersection(b *testing.B) {
	outer, inner := Sector(orb.Point{}, 0, 360, 50), Sector(orb.Point{1, 1}, 0, 360, 20)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Intersection(outer, inner); err != nil {
			b.Fatal(err)
		}
	}
}
