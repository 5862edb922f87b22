package overlay

import (
	"math"
	"testing"
)

// Stored exposures that another way made are renewed only where Method tells of it. Where this
// fails because exposures are worked out otherwise than before: raise Method, and write here
// what it gives.
func TestMethodTellsOfAnotherWay(t *testing.T) {
	segments, objects := gridTown(8, 72)
	want := map[int][6]float64{1: {479.1908, 77.7412, 25, 14400, 914.25, 1.5834}}[Method]
	var got [6]float64
	for _, e := range look(t, segments, objects...) {
		for i, v := range [...]float64{
			e.Light[0].Mean, e.Light[0].SemiMin, e.LeafOn.Concealed + e.LeafOff.Concealed, e.LeafOn.AheadM + e.LeafOff.AheadM,
			e.Escape.Ways, e.Camera.Detect + e.Camera.Possible,
		} {
			got[i] += v
		}
	}
	for i := range got {
		if math.Abs(got[i]-want[i]) > 1e-6*math.Abs(want[i]) {
			t.Errorf("method %d: got %v, want %v", Method, got, want)
			break
		}
	}
}
