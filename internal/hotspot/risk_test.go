package hotspot

import (
	"testing"

	"tryggled/internal/hotspot/terrain"
)

// A value of 1 that could not be told is not one that was found.
func TestTerrainTellsWhatIsEstimated(t *testing.T) {
	got := terrainOf(terrain.Terrain{Factors: []terrain.Factor{{Name: "darkness", Value: 1, Estimated: true}, {Name: "no_camera", Value: 1}}}, false)
	if len(got.Factors) != 2 || !got.Factors[0].Estimated || got.Factors[1].Estimated {
		t.Errorf("got %+v", got.Factors)
	}
}
