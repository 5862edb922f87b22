package measure

import (
	"testing"

	"github.com/paulmach/orb"

	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// New lamps are for whoever keeps most of those around; equals go by name, lamps of nobody and
// those far away count for nobody.
func TestWhoeverLightsAroundGetsNewLamps(t *testing.T) {
	lamp := func(x float64, owner string) overlay.Object {
		return overlay.Object{Kind: overlay.Lamp, Geometry: orb.Point{x, 0}, Props: overlay.Props{Owner: owner}}
	}
	tests := map[string]struct {
		lamps []overlay.Object
		want  string
	}{
		"none":      {nil, ""},
		"nobody's":  {[]overlay.Object{lamp(10, ""), lamp(20, "")}, ""},
		"most":      {[]overlay.Object{lamp(10, "VME"), lamp(20, "KBAB"), lamp(30, "VME"), lamp(40, "")}, "VME"},
		"equals":    {[]overlay.Object{lamp(10, "VME"), lamp(20, "KBAB")}, "KBAB"},
		"far away":  {[]overlay.Object{lamp(201, "VME"), lamp(202, "VME"), lamp(20, "KBAB")}, "KBAB"},
		"just near": {[]overlay.Object{lamp(200, "VME")}, "VME"},
	}
	for name, tt := range tests {
		in := Input{Segments: []street.Segment{{ID: 1, Line: orb.LineString{{0, 0}, {100, 0}}, LengthM: 100}}}
		town := &town{Input: in, lamps: newThings(tt.lamps, overlay.Lamp)}
		if got := town.lightsAround([]int{0}); got != tt.want {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
	}
}
