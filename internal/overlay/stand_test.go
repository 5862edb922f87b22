package overlay

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/geo"
	"tryggled/internal/overlay/view"
)

// The area of what stands there: a crown of 4 m across is drawn with 32 corners, 99.4 % of π·2²;
// a wall of 10 m as a line is 0.3 m wide and rounded at its ends.
func TestFootprint(t *testing.T) {
	square := rectangle(0, 0, 4, 5)
	round := func(m float64) float64 { return 16 * m * m * math.Sin(math.Pi/16) }
	tests := []struct {
		name string
		o    Object
		area float64
	}{
		{"a surface", Object{Kind: Vegetation, Geometry: square}, 20},
		{"a tree", Object{Kind: Vegetation, Geometry: orb.Point{9, 9}, Props: Props{Greenery: Greenery{SpreadM: 4}}}, round(2)},
		{"a tree by its class", Object{Kind: Vegetation, Geometry: orb.Point{9, 9}, Props: Props{Class: "tree"}}, round(2.5)},
		{"a wall as a line", Object{Kind: Building, Geometry: orb.LineString{{0, 0}, {10, 0}}, Props: Props{Class: "wall"}}, 3 + round(0.15)},
		{"a lamp", Object{Kind: Lamp, Geometry: orb.Point{9, 9}}, 0},
	}
	for _, test := range tests {
		shape, err := test.o.Footprint()
		if got := planar.Area(shape); err != nil || math.Abs(got-test.area) > 1e-6 {
			t.Errorf("%s covers %v m², %v; want %v", test.name, got, err, test.area)
		}
	}
}

func TestCutsSight(t *testing.T) {
	evergreen := true
	tests := []struct {
		name    string
		o       Object
		on, off bool
	}{
		{"a hedge", Object{Kind: Vegetation, Props: Props{Class: "hedge", HeightM: 1.8}}, true, false},
		{"an evergreen hedge", Object{Kind: Vegetation, Props: Props{Class: "hedge", HeightM: 1.8, Greenery: Greenery{Evergreen: &evergreen}}}, true, true},
		{"a tree", Object{Kind: Vegetation, Props: Props{Class: "tree"}}, false, false},
		{"a house", Object{Kind: Building}, true, true},
		{"a wall", Object{Kind: Building, Props: Props{Class: "wall"}}, true, true},
		{"a fence", Object{Kind: Building, Props: Props{Class: "fence"}}, false, false},
		{"a roof on posts", Object{Kind: Building, Props: Props{Class: "roof"}}, false, false},
		{"a lamp", Object{Kind: Lamp}, false, false},
	}
	for _, test := range tests {
		if on, off := test.o.CutsSight(true), test.o.CutsSight(false); on != test.on || off != test.off {
			t.Errorf("%s cuts sight %v in leaf and %v without, want %v and %v", test.name, on, off, test.on, test.off)
		}
	}
}

// A surface that a camera is said to see is seen, and no face in the middle of it known.
func TestViewOfSurface(t *testing.T) {
	v, err := ViewOf(Object{Kind: Camera, Geometry: rectangle(0, 0, 4, 4)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []orb.Point{{2, 2}, {0.5, 3.5}} {
		if band, ok := v.Best(at); !ok || band != view.Detect {
			t.Errorf("%v is seen %v at %v", at, ok, band)
		}
	}
	if _, ok := v.Best(orb.Point{4.1, 2}); ok {
		t.Error("what lies beside the surface is seen")
	}
}

func TestPlaceOf(t *testing.T) {
	// The middle of the box is 500000, 6600000 in SWEREF 99 TM: on its central meridian, 15° E.
	got, err := PlaceOf(geo.CRS(3006), orb.Bound{Min: orb.Point{499_000, 6_599_000}, Max: orb.Point{501_000, 6_601_000}})
	if err != nil || math.Abs(got.Lon-15) > 1e-9 || math.Abs(got.Lat-59.5356) > 0.01 {
		t.Errorf("the place is %+v, %v", got, err)
	}
}
