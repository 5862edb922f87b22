package hotspot

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

func TestOutline(t *testing.T) {
	circle := math.Pi * 10 * 10
	tests := map[string]struct {
		points      orb.MultiPoint
		least, most float64 // m²
	}{
		"one point":         {orb.MultiPoint{{5, 5}}, circle * 0.9, circle},
		"coincident":        {orb.MultiPoint{{5, 5}, {5, 5}, {5, 5}, {5, 5}}, circle * 0.9, circle},
		"two points":        {orb.MultiPoint{{0, 0}, {40, 0}}, 1.5 * circle, circle + 40*20},
		"on one line":       {orb.MultiPoint{{20, 20}, {0, 0}, {40, 40}, {20, 20}}, 2 * circle, circle + math.Hypot(40, 40)*20},
		"a triangle":        {orb.MultiPoint{{0, 0}, {30, 0}, {0, 40}}, 600, circle + 600 + 10*(30+40+50)},
		"large coordinates": {orb.MultiPoint{{570_000, 6_600_000}, {570_030, 6_600_000}, {570_000, 6_600_040}}, 600, circle + 600 + 10*(30+40+50)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			shape, err := outline(tt.points, 40, 10)
			if err != nil {
				t.Fatal(err)
			}
			if got := planar.Area(shape); len(shape) != 1 || got < tt.least || got > tt.most {
				t.Errorf("got %d surfaces of %v m², want 1 of %v to %v", len(shape), got, tt.least, tt.most)
			}
		})
	}
}

func TestOutlineFollowsACorner(t *testing.T) {
	var corner orb.MultiPoint
	for d := 0.0; d <= 400; d += 20 {
		corner = append(corner, orb.Point{d, 0}, orb.Point{d, 15}, orb.Point{0, d}, orb.Point{15, d})
	}
	shape, err := outline(corner, 40, 10)
	if err != nil {
		t.Fatal(err)
	}
	if planar.MultiPolygonContains(shape, orb.Point{150, 150}) || !planar.MultiPolygonContains(shape, orb.Point{5, 5}) {
		t.Errorf("the outline of a corner of two streets is %v", shape)
	}
}

func TestLengthWithin(t *testing.T) {
	square := orb.MultiPolygon{{
		{{0, 0}, {100, 0}, {100, 100}, {0, 100}, {0, 0}},
		{{40, 40}, {40, 60}, {60, 60}, {60, 40}, {40, 40}},
	}}
	tests := map[string]struct {
		line orb.LineString
		want float64
	}{
		"inside":           {orb.LineString{{10, 10}, {10, 90}}, 80},
		"outside":          {orb.LineString{{200, 0}, {200, 50}}, 0},
		"through":          {orb.LineString{{-50, 20}, {150, 20}}, 100},
		"over the hole":    {orb.LineString{{-50, 50}, {150, 50}}, 80},
		"ends inside":      {orb.LineString{{-50, 20}, {30, 20}}, 30},
		"around the bend":  {orb.LineString{{-10, 10}, {20, 10}, {20, -10}}, 20 + 10},
		"through a corner": {orb.LineString{{-10, 10}, {10, -10}}, 0},
		"one point":        {orb.LineString{{10, 10}}, 0},
		"empty":            {nil, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := lengthWithin(tt.line, square); math.Abs(got-tt.want) > 1e-9 {
				t.Errorf("got %v m, want %v", got, tt.want)
			}
		})
	}
}
