package route

import (
	"testing"

	"tryggled/internal/overlay"
)

// Streets are as dark as their lamps leave them, whatever the map's tag says; half known and
// half of that dark is a quarter dark.
func TestStreetsAreAsDarkAsTheirLamps(t *testing.T) {
	segments := town()
	exposures := make([]overlay.Exposure, len(segments))
	for i := range segments {
		exposures[i] = overlay.Exposure{Segment: segments[i].ID, Light: []overlay.Lit{{ByLamps: 1}}}
	}
	exposures[1].Light = []overlay.Lit{{ByLamps: 1, Dark: 1}} // tagged lit, its lamps broken
	exposures[2].Light = []overlay.Lit{{ByLamps: 0.5, Dark: 0.5}}
	exposures[3].Light = []overlay.Lit{{}}
	want := []float64{0, 1, 0.25, 0, 0}
	for i, got := range sidesOf(exposures, true) {
		if got.Dark != want[i] {
			t.Errorf("segment %d: %v dark, want %v", i+1, got.Dark, want[i])
		}
	}
}
