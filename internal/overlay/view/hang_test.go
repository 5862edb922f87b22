package view_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/geo"
	"tryggled/internal/overlay/view"
)

func TestWhereACameraHangs(t *testing.T) {
	t.Parallel()
	house := box(0, 0, 20, 20)
	corner := 0.05 / math.Sqrt2
	tests := map[string]struct {
		at             orb.Point
		bearing, field float64
		buildings      []orb.MultiPolygon
		want           orb.Point
		inside         bool
	}{
		"outside":                             {orb.Point{5, -1}, 0, 68, []orb.MultiPolygon{house}, orb.Point{5, -1}, false},
		"1 m in, looks out":                   {orb.Point{5, 1}, 180, 68, []orb.MultiPolygon{house}, orb.Point{5, -0.05}, false},
		"looks out of the wall farther off":   {orb.Point{2, 1}, 270, 68, []orb.MultiPolygon{house}, orb.Point{-0.05, 1}, false},
		"looks along its wall":                {orb.Point{9, 1}, 90, 68, []orb.MultiPolygon{house}, orb.Point{9, -0.05}, false},
		"a little into its wall":              {orb.Point{9, 1}, 85, 68, []orb.MultiPolygon{house}, orb.Point{9, -0.05}, false},
		"into the building":                   {orb.Point{9, 1}, 0, 68, []orb.MultiPolygon{house}, orb.Point{9, 1}, true},
		"all around":                          {orb.Point{2, 1}, 0, 360, []orb.MultiPolygon{house}, orb.Point{2, -0.05}, false},
		"3 m in":                              {orb.Point{9, 3}, 180, 68, []orb.MultiPolygon{house}, orb.Point{9, -0.05}, false},
		"deeper":                              {orb.Point{9, 3.1}, 180, 68, []orb.MultiPolygon{house}, orb.Point{9, 3.1}, true},
		"on the outline":                      {orb.Point{9, 0}, 180, 68, []orb.MultiPolygon{house}, orb.Point{9, -0.05}, false},
		"on the outline, across":              {orb.Point{9, 20}, 90, 68, []orb.MultiPolygon{house}, orb.Point{9, 20.05}, false},
		"on the outline, looks in":            {orb.Point{9, 0}, 0, 68, []orb.MultiPolygon{house}, orb.Point{9, 0}, true},
		"on the outline, along it":            {orb.Point{0, 18}, 0, 68, []orb.MultiPolygon{house}, orb.Point{-0.05, 18}, false},
		"2 mm from the wall":                  {orb.Point{9, -0.002}, 0, 68, []orb.MultiPolygon{house}, orb.Point{9, -0.002}, false},
		"in the corner between two":           {orb.Point{20, 5}, 135, 68, []orb.MultiPolygon{house, box(19, 5, 40, 9)}, orb.Point{20 + corner, 5 - corner}, false},
		"on a corner":                         {orb.Point{0, 0}, 0, 360, []orb.MultiPolygon{house}, orb.Point{-corner, -corner}, false},
		"on a corner, along a wall":           {orb.Point{0, 0}, 0, 68, []orb.MultiPolygon{house}, orb.Point{-corner, -corner}, false},
		"on the wall between two":             {orb.Point{20, 1}, 180, 68, []orb.MultiPolygon{house, box(20, 0, 40, 20)}, orb.Point{20, -0.05}, false},
		"beside the wall between two":         {orb.Point{19, 9}, 90, 68, []orb.MultiPolygon{house, box(20, 0, 40, 20)}, orb.Point{19, 9}, true},
		"no room to the next building":        {orb.Point{20, 1}, 90, 20, []orb.MultiPolygon{house, box(20.055, -5, 40, 25)}, orb.Point{20, 1}, true},
		"in two that overlap":                 {orb.Point{19, 1}, 180, 68, []orb.MultiPolygon{house, box(18, -1, 40, 20)}, orb.Point{19, -1.05}, false},
		"drawn clockwise":                     {orb.Point{5, 1}, 180, 68, []orb.MultiPolygon{{{{{0, 0}, {0, 20}, {20, 20}, {20, 0}}}}}, orb.Point{5, -0.05}, false},
		"looks from a building into its yard": {orb.Point{9, 4}, 0, 68, []orb.MultiPolygon{{{house[0][0], {{5, 5}, {5, 15}, {15, 15}, {15, 5}, {5, 5}}}}}, orb.Point{9, 5.05}, false},
	}
	for name, test := range tests {
		c := view.Camera{At: test.at, HeightM: 3, BearingDeg: test.bearing, FieldDeg: test.field, WidthPx: 1920}
		v := of(t, c, test.buildings...)
		if v.Inside != test.inside || geo.Dist(v.At, test.want) > 1e-9 {
			t.Errorf("%s: got %v, inside %v; want %v, %v", name, v.At, v.Inside, test.want, test.inside)
		}
		near(t, name+": moved", v.MovedM, geo.Dist(test.at, test.want), 1e-9)
		if (len(v.Ground) == 0) != test.inside {
			t.Errorf("%s: inside %v with %v m² of ground", name, test.inside, planar.Area(v.Ground))
		}
	}
}

// A camera on the point where two buildings meet corner to corner looks into the open
// quarters on either side.
func TestBuildingsThatOnlyTouch(t *testing.T) {
	t.Parallel()
	c := around()
	alone := of(t, c, box(0, 0, 30, 30))
	near(t, "three quarters", planar.Area(alone.Ground), 300*math.Pi, 3)
	v := of(t, c, box(0, 0, 30, 30), box(-30, -30, 0, 0))
	if v.Inside || planar.Area(v.Ground) < 100*math.Pi*0.99 {
		t.Errorf("got inside %v, %v m²; want at least a quarter of the disc", v.Inside, planar.Area(v.Ground))
	}
}
