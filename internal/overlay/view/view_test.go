package view_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/overlay/view"
)

// box is a building with its sides along the axes.
func box(west, south, east, north float64) orb.MultiPolygon {
	return orb.MultiPolygon{{{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}}
}

func of(t *testing.T, c view.Camera, buildings ...orb.MultiPolygon) view.View {
	t.Helper()
	v, err := view.Of(c, view.NewWalls(buildings))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// around sees 20 m in every direction: 6400 pixels over 2π give 40.7 m of slant, cut at 20.
func around() view.Camera {
	return view.Camera{HeightM: 3, FieldDeg: 360, WidthPx: 6400, RangeM: 20}
}

func sees(t *testing.T, v view.View, p orb.Point, want bool) {
	t.Helper()
	if _, got := v.Best(p); got != want {
		t.Errorf("sees %v: got %v, want %v", p, got, want)
	}
}

// arcLoss is the share of a disc that is lost by drawing it with points at most 2° apart.
const arcLoss = 0.0003

func TestOpenGround(t *testing.T) {
	t.Parallel()
	near(t, "a disc of 20 m", planar.Area(of(t, around()).Ground), 400*math.Pi, 400*math.Pi*arcLoss)

	c := usual()
	c.FieldDeg, c.RangeM = 90, 20
	v := of(t, c)
	near(t, "a quarter of it", planar.Area(v.Ground), 100*math.Pi, 100*math.Pi*arcLoss)
	if ring := v.Ground[0][0]; ring.Orientation() != orb.CCW || !ring.Closed() {
		t.Errorf("the outer ring is open or turns clockwise: %v", ring)
	}
	sees(t, v, orb.Point{0, 10}, true)
	sees(t, v, orb.Point{9.9, 10}, true)
	sees(t, v, orb.Point{10.1, 10}, false)
	sees(t, v, orb.Point{10, 0}, false)
	sees(t, v, orb.Point{0, -10}, false)
	sees(t, v, orb.Point{0, 20.1}, false)
	sees(t, v, orb.Point{math.NaN(), 1}, false)
	c.BearingDeg = -270
	v = of(t, c)
	sees(t, v, orb.Point{10, 0}, true)
	sees(t, v, orb.Point{0, 10}, false)
}

// A wall from (-5, 10) to (5, 10), seen from the origin 20 m around: it takes the angle
// 2·atan(5/10) of the disc, of which only the triangle before it, 10·10/2, is seen.
func TestBehindAWall(t *testing.T) {
	t.Parallel()
	v := of(t, around(), box(-5, 10, 5, 10.5))
	hidden := 20*20*math.Atan2(5, 10) - 10*10/2
	near(t, "hidden", 400*math.Pi-planar.Area(v.Ground), hidden, 400*math.Pi*arcLoss)
	sees(t, v, orb.Point{0, 9.9}, true)
	sees(t, v, orb.Point{0, 10.25}, false) // in the wall
	sees(t, v, orb.Point{0, 15}, false)
	sees(t, v, orb.Point{7.4, 15}, false)
	sees(t, v, orb.Point{7.6, 15}, true)
	sees(t, v, orb.Point{0, -15}, true)
	if v.MovedM != 0 || v.Inside || v.At != (orb.Point{}) {
		t.Errorf("a camera in the open was moved: %+v", v)
	}

	c := usual()
	c.FieldDeg, c.RangeM = 90, 20
	narrow := of(t, c, box(-5, 10, 5, 10.5))
	near(t, "in a quarter", planar.Area(narrow.Ground), 100*math.Pi-hidden, 100*math.Pi*arcLoss)
	sees(t, narrow, orb.Point{0, 9.9}, true)
	sees(t, narrow, orb.Point{0, 15}, false)
	sees(t, narrow, orb.Point{10, 0}, false)
}

// In a courtyard of 10 by 10 m nothing but the courtyard is seen.
func TestCourtyard(t *testing.T) {
	t.Parallel()
	yard := orb.Ring{{-4, -4}, {-4, 6}, {6, 6}, {6, -4}, {-4, -4}}
	house := orb.MultiPolygon{{box(-10, -10, 12, 12)[0][0], yard}}
	v := of(t, around(), house)
	near(t, "the courtyard", planar.Area(v.Ground), 100, 1e-9)
	if v.Inside || v.MovedM != 0 {
		t.Errorf("a camera in a courtyard is taken as inside: %+v", v)
	}
}

// Two walls that cross: each hides on its side of where they cross, at (0, 10).
func TestCrossingWalls(t *testing.T) {
	t.Parallel()
	rising := orb.MultiPolygon{{{{-5, 8}, {5, 12}, {5, 12.1}, {-5, 8.1}, {-5, 8}}}}
	falling := orb.MultiPolygon{{{{-5, 12}, {5, 8}, {5, 8.1}, {-5, 12.1}, {-5, 12}}}}
	v := of(t, around(), rising, falling)
	// Before them lie the triangles (0,0), (-5,8), (0,10) and (0,0), (0,10), (5,8): 25 m² each.
	hidden := 400*math.Atan2(5, 8) - 50
	near(t, "hidden", 400*math.Pi-planar.Area(v.Ground), hidden, 400*math.Pi*arcLoss)
}

func TestBands(t *testing.T) {
	t.Parallel()
	c := usual()
	c.HeightM = 4
	v := of(t, c)
	// √(56.9304²−16), √(22.7722²−16), √(11.3861²−16), √(5.6930²−16)
	for b, want := range []float64{56.7897, 22.4181, 10.6604, 4.0510} {
		near(t, view.Band(b).String(), v.ReachM[b], want, 1e-4)
		got, ok := v.Best(orb.Point{0, want - 0.01})
		if !ok || got != view.Band(b) {
			t.Errorf("just within %v m: got %v, %v", want, got, ok)
		}
		got, ok = v.Best(orb.Point{0, want + 0.01})
		if ok != (b > 0) || ok && got != view.Band(b-1) {
			t.Errorf("just beyond %v m: got %v, %v", want, got, ok)
		}
		ground, err := v.Band(view.Band(b))
		if err != nil {
			t.Fatal(err)
		}
		sector := want * want * 34 * math.Pi / 180
		near(t, "area", planar.Area(ground), sector, sector*arcLoss)
	}
	sees(t, v, orb.Point{0, 56.9}, false)

	c.WidthPx = 400 // √(11.86²−16) = 11.17, 4.74 m: only 0.74 m above the height, then too far
	v = of(t, c)
	near(t, "observation reaches", v.ReachM[view.Observe], 2.5504, 1e-3)
	for _, b := range []view.Band{view.Recognise, view.Identify, view.Bands} {
		if ground, err := v.Band(b); err != nil || ground != nil {
			t.Errorf("%s: got %v, %v; want no ground", b, ground, err)
		}
	}
}

func TestReachBelowTheHeight(t *testing.T) {
	t.Parallel()
	c := usual()
	c.HeightM = 60
	v := of(t, c)
	if len(v.Ground) != 0 || v.ReachM != [view.Bands]float64{} {
		t.Errorf("from 60 m up: got %+v, want nothing seen", v)
	}
	sees(t, v, orb.Point{}, false)
}

func TestNoWallsAtAll(t *testing.T) {
	t.Parallel()
	v, err := view.Of(around(), nil)
	if err != nil {
		t.Fatal(err)
	}
	broken := view.NewWalls([]orb.MultiPolygon{
		nil,
		{nil},
		{{}},
		{{nil}},
		{{{{1, 1}}}},
		{{{{3, 3}, {3, 3}}}},
		{{{{1, 1}, {math.NaN(), 2}, {2, 2}, {1, 1}}}},
		{{{{1, 1}, {math.Inf(1), 2}, {2, 2}, {1, 1}}}},
	})
	same, err := view.Of(around(), broken)
	if err != nil || planar.Area(same.Ground) != planar.Area(v.Ground) {
		t.Errorf("walls that are none hide: %v of %v m², %v", planar.Area(same.Ground), planar.Area(v.Ground), err)
	}
}
