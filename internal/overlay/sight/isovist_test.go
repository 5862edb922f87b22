package sight

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"
)

func TestIsovist(t *testing.T) {
	frame := func(w, s, e, n float64) Thing {
		return house(orb.MultiPolygon{{box(-99, -99, 99, 99)[0][0], box(w, s, e, n)[0][0]}})
	}
	// The wall from (−5, 10) to (5, 10) leaves of its sector the triangle before it, 50 m²:
	// the sector is 2·atan(½) wide, 50²·atan(½) = 1159.12 m².
	behind := disc - 2500*math.Atan(0.5) + 50
	tests := []struct {
		name   string
		things []Thing
		want   float64
		within float64 // of the area
	}{
		{"nothing", nil, disc, 1e-4}, // chords of 1°
		{"a square yard", []Thing{frame(-10, -10, 10, 10)}, 400, 1e-9},
		{"a yard seen from beside its corner", []Thing{frame(-1, -2, 19, 29)}, 620, 1e-9},
		{"a corridor of 6 by 80 m, closed at both ends", []Thing{frame(-3, -40, 3, 40)}, 480, 1e-9},
		{"a long street", []Thing{frame(-3, -90, 3, 90)}, 2 * (3*math.Sqrt(2491) + 2500*math.Asin(0.06)), 1e-4},
		{"a wall before the walker", []Thing{house(box(-5, 10, 5, 10.5))}, behind, 2e-4},
		{"in a wood", []Thing{wood(box(-200, -200, 200, 200))}, math.Pi * 100, 1e-4},
	}
	for _, test := range tests {
		got := NewScene(test.things).Isovist(orb.Point{})
		if area := planar.Area(got); math.Abs(area/test.want-1) > test.within {
			t.Errorf("%s: got %v m², want %v", test.name, area, test.want)
		}
	}
}

// The square yard is drawn as the square: its corners are corners of the isovist.
func TestIsovistCorners(t *testing.T) {
	yard := orb.MultiPolygon{{box(-99, -99, 99, 99)[0][0], box(-7, -3, 12, 20)[0][0]}}
	ring := NewScene([]Thing{house(yard)}).Isovist(orb.Point{})[0]
	for _, want := range box(-7, -3, 12, 20)[0][0] {
		nearest := math.Inf(1)
		for _, p := range ring {
			nearest = min(nearest, math.Hypot(p[0]-want[0], p[1]-want[1]))
		}
		if nearest > 1e-9 {
			t.Errorf("the corner %v is %v m off", want, nearest)
		}
	}
}

// The isovist is closed, runs counter-clockwise, ends where sight ends, and is as large as
// Look says.
func TestIsovistIsWhatIsSeen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		things := drawThings(t, "things")
		s := NewScene(things)
		ring := s.Isovist(orb.Point{})[0]
		if ring[0] != ring[len(ring)-1] {
			t.Fatal("not closed")
		}
		if planar.Area(ring) < 0 {
			t.Fatal("runs clockwise")
		}
		for i, p := range ring {
			if d := math.Hypot(p[0], p[1]); d > AheadM+1e-9 {
				t.Fatalf("corner %d is %v m away", i, d)
			}
		}
		area, want := planar.Area(ring), s.Look(north, nil).AreaM2
		if math.Abs(area-want) > 0.03*disc {
			t.Fatalf("got %v m², Look says %v", area, want)
		}
	})
}
