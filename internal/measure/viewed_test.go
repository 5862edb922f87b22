package measure

import (
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"
)

// A surface with a hole, and another beside it.
func TestViewedHoldsWhatLiesInTheGround(t *testing.T) {
	hole := orb.Ring{{2, 2}, {2, 8}, {5, 6}, {8, 8}, {8, 2}, {2, 2}}
	ground := orb.MultiPolygon{{{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}}, hole}, {{{12, 0}, {20, 5}, {12, 10}, {12, 0}}}}
	s := newViewed(ground)
	rapid.Check(t, func(t *rapid.T) {
		p := orb.Point{rapid.Float64Range(-1, 21).Draw(t, "x"), rapid.Float64Range(-1, 11).Draw(t, "y")}
		if got, want := s.holds(p), planar.MultiPolygonContains(ground, p); got != want && !onEdge(ground, p) {
			t.Errorf("%v: got %v, want %v", p, got, want)
		}
	})
	if newViewed(nil).holds(orb.Point{}) {
		t.Error("no ground holds a point")
	}
}

func onEdge(ground orb.MultiPolygon, p orb.Point) bool {
	for _, polygon := range ground {
		for _, ring := range polygon {
			if planar.DistanceFrom(orb.LineString(ring), p) < 1e-9 {
				return true
			}
		}
	}
	return false
}
