package view_test

import (
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"tryggled/internal/geo"
	"tryggled/internal/overlay/view"
)

// drawnHouse is a rectangle of 2 to 22 m by 2 to 22 m, turned, its middle within 40 m. Every
// number is a multiple of a half or of 15°, so that houses touch and line up often.
var drawnHouse = rapid.Custom(func(t *rapid.T) orb.MultiPolygon {
	half := func(low, high int, name string) float64 {
		return float64(rapid.IntRange(2*low, 2*high).Draw(t, name)) / 2
	}
	x, y, w, h := half(-40, 40, "x"), half(-40, 40, "y"), half(1, 11, "w"), half(1, 11, "h")
	sin, cos := math.Sincos(float64(rapid.IntRange(0, 11).Draw(t, "turn")) * math.Pi / 12)
	var ring orb.Ring
	for _, c := range []orb.Point{{-w, -h}, {w, -h}, {w, h}, {-w, h}, {-w, -h}} {
		ring = append(ring, orb.Point{x + cos*c[0] - sin*c[1], y + sin*c[0] + cos*c[1]})
	}
	return orb.MultiPolygon{{ring}}
})

// drawnCamera stands at the origin and sees 30 m at most.
var drawnCamera = rapid.Custom(func(t *rapid.T) view.Camera {
	return view.Camera{
		HeightM: 3, BearingDeg: float64(rapid.IntRange(0, 359).Draw(t, "bearing")),
		FieldDeg: rapid.SampledFrom([]float64{20, 68, 90, 180, 270, 359, 360}).Draw(t, "field"),
		WidthPx:  9000, RangeM: 30,
	}
})

// through is how many metres of the straight way from a to b run inside buildings, and not
// only along a wall.
func through(a, b orb.Point, buildings []orb.MultiPolygon) float64 {
	at := func(s float64) orb.Point { return orb.Point{a[0] + s*(b[0]-a[0]), a[1] + s*(b[1]-a[1])} }
	cuts := []float64{0, 1}
	for _, building := range buildings {
		ring := building[0][0]
		for i := 1; i < len(ring); i++ {
			p, q := ring[i-1], ring[i]
			cross := (b[0]-a[0])*(q[1]-p[1]) - (b[1]-a[1])*(q[0]-p[0])
			s := ((p[0]-a[0])*(q[1]-p[1]) - (p[1]-a[1])*(q[0]-p[0])) / cross
			if s > 0 && s < 1 {
				cuts = append(cuts, s)
			}
		}
	}
	slices.Sort(cuts)
	var sum float64
	for i := 1; i < len(cuts); i++ {
		middle := at((cuts[i-1] + cuts[i]) / 2)
		if slices.ContainsFunc(buildings, func(m orb.MultiPolygon) bool { return deep(m[0], middle) }) {
			sum += (cuts[i] - cuts[i-1]) * geo.Dist(a, b)
		}
	}
	return sum
}

// deep reports whether a place lies in a building and not on its outline.
func deep(building orb.Polygon, p orb.Point) bool {
	_, _, d := geo.Nearest(orb.LineString(building[0]), p)
	return d > 1e-6 && planar.PolygonContains(building, p)
}

// What a view holds is within reach and field, and no straight sight to it runs through a
// building; what it does not hold is out of reach, out of the field, or hidden.
func TestSeenIsWhatNothingHides(t *testing.T) {
	t.Parallel()
	const hair = 0.001
	rapid.Check(t, func(t *rapid.T) {
		buildings := rapid.SliceOfN(drawnHouse, 0, 12).Draw(t, "buildings")
		c := drawnCamera.Draw(t, "camera")
		v, err := view.Of(c, view.NewWalls(buildings))
		if err != nil {
			t.Fatal(err)
		}
		if v.Inside {
			if len(v.Ground) > 0 {
				t.Fatal("a camera inside sees a street")
			}
			return
		}
		for range 40 {
			phi := rapid.Float64Range(0, 2*math.Pi).Draw(t, "direction")
			d := rapid.Float64Range(0.2, 31).Draw(t, "distance")
			p := orb.Point{v.At[0] + d*math.Sin(phi), v.At[1] + d*math.Cos(phi)}
			off := math.Abs(math.Remainder(phi*180/math.Pi-c.BearingDeg, 360))
			_, seen := v.Best(p)
			switch hidden := through(v.At, p, buildings); {
			case seen && (d > 30 || off > c.FieldDeg/2+0.01):
				t.Fatalf("%v is seen, %v m and %v° away", p, d, off)
			case seen && hidden > hair:
				t.Fatalf("%v is seen through %v m of buildings", p, hidden)
			case !seen && hidden == 0 && d < 29.99 && off < c.FieldDeg/2-0.01:
				for k := range 8 {
					sin, cos := math.Sincos(float64(k) * math.Pi / 4)
					hidden += through(v.At, orb.Point{p[0] + hair*sin, p[1] + hair*cos}, buildings)
				}
				if hidden == 0 {
					t.Fatalf("%v is not seen, and nothing hides it", p)
				}
			}
		}
	})
}

// The sweep draws the same ground as shadows cut out of the sector by GEOS.
func TestSweepAgreesWithShadows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		buildings := rapid.SliceOfN(drawnHouse, 0, 12).Draw(t, "buildings")
		c := drawnCamera.Draw(t, "camera")
		v, err := view.Of(c, view.NewWalls(buildings))
		if err != nil || v.Inside {
			return
		}
		if off, whole := strays(t, v, c, buildings); off > 0.001*whole {
			t.Fatalf("%v m² of %v differ", off, whole)
		}
	})
}

// strays is the area that only one of a view and its making by shadows holds, and the area
// of the sector that both are cut from.
func strays(t rapid.TB, v view.View, c view.Camera, buildings []orb.MultiPolygon) (off, sector float64) {
	t.Helper()
	must := func(mp orb.MultiPolygon, err error) orb.MultiPolygon {
		if err != nil {
			t.Fatal(err)
		}
		return mp
	}
	open := geo.Sector(v.At, c.BearingDeg-c.FieldDeg/2, c.FieldDeg, v.ReachM[view.Detect])
	want := must(geo.Difference(open, must(geo.Union(shadows(v.At, v.ReachM[view.Detect], buildings)))))
	off = planar.Area(must(geo.Difference(v.Ground, want))) + planar.Area(must(geo.Difference(want, v.Ground)))
	return off, planar.Area(open)
}

// shadows is the buildings and, behind each piece of their walls, the ground to beyond reach.
func shadows(at orb.Point, reach float64, buildings []orb.MultiPolygon) (all orb.MultiPolygon) {
	const pieces = 8
	for _, building := range buildings {
		if b := building.Bound().Pad(reach); !b.Contains(at) {
			continue
		}
		all = append(all, building...)
		for _, p := range building {
			for _, ring := range p {
				for i := 1; i < len(ring); i++ {
					for k := range pieces {
						a, b := between(ring[i-1], ring[i], float64(k)/pieces), between(ring[i-1], ring[i], float64(k+1)/pieces)
						all = append(all, orb.Polygon{{a, b, beyond(at, b, reach), beyond(at, a, reach), a}})
					}
				}
			}
		}
	}
	return all
}

func between(a, b orb.Point, s float64) orb.Point {
	return orb.Point{a[0] + s*(b[0]-a[0]), a[1] + s*(b[1]-a[1])}
}

// beyond is the place 200 times as far as reach in the direction of a point: so far that a
// shadow's far side stays out of reach even where its wall fills almost half the horizon.
func beyond(at, p orb.Point, reach float64) orb.Point {
	far := 200 * reach / geo.Dist(at, p)
	return between(at, p, math.Max(1, far))
}

// Whatever rings are given as buildings, crossing themselves or not, the view is a valid
// surface no larger than the sector.
func TestAnyRingsAtAll(t *testing.T) {
	t.Parallel()
	corner := rapid.Custom(func(t *rapid.T) orb.Point {
		return orb.Point{float64(rapid.IntRange(-20, 20).Draw(t, "x")), float64(rapid.IntRange(-20, 20).Draw(t, "y"))}
	})
	rapid.Check(t, func(t *rapid.T) {
		var buildings []orb.MultiPolygon
		for range rapid.IntRange(0, 5).Draw(t, "buildings") {
			buildings = append(buildings, orb.MultiPolygon{{rapid.SliceOfN(corner, 0, 8).Draw(t, "ring")}})
		}
		c := drawnCamera.Draw(t, "camera")
		v, err := view.Of(c, view.NewWalls(buildings))
		if err != nil {
			t.Fatal(err)
		}
		sector := planar.Area(geo.Sector(v.At, 0, c.FieldDeg, 30))
		if area := planar.Area(v.Ground); !(area >= 0 && area <= sector*1.0005) {
			t.Fatalf("%v m² of a sector of %v", area, sector)
		}
		if _, changed, err := geo.Repair(v.Ground); changed || err != nil {
			t.Fatalf("the view needs repair: %v, %v", changed, err)
		}
	})
}

// A view moves and turns with its town, and a wall more never shows more.
func TestViewLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		buildings := rapid.SliceOfN(drawnHouse, 1, 8).Draw(t, "buildings")
		c := drawnCamera.Draw(t, "camera")
		v, err := view.Of(c, view.NewWalls(buildings))
		if err != nil {
			t.Fatal(err)
		}
		area := planar.Area(v.Ground)
		there := orb.Point{556_196, 6_597_708}
		if moved := placed(t, c, buildings, there, 0); moved.Inside != v.Inside || math.Abs(planar.Area(moved.Ground)-area) > 0.01 {
			t.Fatalf("moved: %v m² of %v", planar.Area(moved.Ground), area)
		}
		for turns := 1; turns < 4; turns++ {
			turned := placed(t, c, buildings, orb.Point{}, turns)
			if turned.Inside != v.Inside || math.Abs(planar.Area(turned.Ground)-area) > 1 {
				t.Fatalf("turned %d times: %v m² of %v", turns, planar.Area(turned.Ground), area)
			}
		}
		if v.MovedM == 0 {
			fewer, err := view.Of(c, view.NewWalls(buildings[1:]))
			if err != nil || planar.Area(fewer.Ground) < area*(1-arcLoss) {
				t.Fatalf("a wall less shows less: %v m² of %v, %v", planar.Area(fewer.Ground), area, err)
			}
		}
		checkNested(t, v)
	})
}

// placed is the view once all is turned clockwise by quarters and moved.
func placed(t *rapid.T, c view.Camera, buildings []orb.MultiPolygon, by orb.Point, quarters int) view.View {
	place := func(p orb.Point) orb.Point {
		for range quarters {
			p = orb.Point{p[1], -p[0]}
		}
		return orb.Point{p[0] + by[0], p[1] + by[1]}
	}
	var there []orb.MultiPolygon
	for _, b := range buildings {
		var ring orb.Ring
		for _, p := range b[0][0] {
			ring = append(ring, place(p))
		}
		there = append(there, orb.MultiPolygon{{ring}})
	}
	c.At, c.BearingDeg = place(c.At), c.BearingDeg+90*float64(quarters)
	v, err := view.Of(c, view.NewWalls(there))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// checkNested fails where a denser band holds more ground that the band before it does not
// than the raster of cuts, 0.01 mm, can make.
func checkNested(t *rapid.T, v view.View) {
	outer := v.Ground
	for b := range view.Band(view.Bands) {
		inner, err := v.Band(b)
		if err != nil {
			t.Fatal(err)
		}
		left, err := geo.Difference(inner, outer)
		if err != nil || planar.Area(left) > 0.01 {
			t.Fatalf("%s holds %v m² more than the band before it, %v", b, planar.Area(left), err)
		}
		outer = inner
	}
}
