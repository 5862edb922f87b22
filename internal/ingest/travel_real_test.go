package ingest

import (
	"testing"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/street"
)

// In the streets of two cities, by every mode: no way comes nearer than asked for to what
// is kept away from, none is driven against a one-way street, and every second is told.
func TestTravelInRealTowns(t *testing.T) {
	for name, file := range map[string]struct {
		path string
		crs  geo.CRS
	}{"london": {londonFile, 27700}, "helsinki": {helsinkiFile, 3067}} {
		t.Run(name, func(t *testing.T) {
			town := realTown(t, file.path, file.crs)
			g := street.NewGraph(town.Segments)
			away := town.Segments[len(town.Segments)/2].Line[0]
			for _, mode := range []street.Mode{street.Walk, street.Bicycle, street.Car} {
				travelTown(t, g, mode, away)
			}
		})
	}
}

func travelTown(t *testing.T, g *street.Graph, mode street.Mode, away orb.Point) {
	t.Helper()
	const keepM = 100
	p := g.Profile(street.Travel{Mode: mode, Preference: street.Preference{Dark: 0.3, Motor: 0.3}, KeepAway: []orb.Point{away}, KeepAwayM: keepM})
	var at []street.Position
	for i := 0; i < len(g.Segments()); i += len(g.Segments()) / 25 {
		if place, ok := p.Snap(g.Segments()[i].Line[0], 400); ok {
			at = append(at, place)
		}
	}
	found := 0
	for i, row := range p.Matrix(at, street.Never) {
		for j, leg := range row {
			path, ok := p.Path(at[i], at[j])
			if ok != leg.Found() {
				t.Fatalf("%s: %d-%d found %v, leg %+v", mode, i, j, ok, leg)
			}
			if !ok || path.LengthM == 0 {
				continue
			}
			found++
			if _, _, d := geo.Nearest(path.Line, away); d < keepM-1e-6 {
				t.Fatalf("%s: %d-%d comes within %v m", mode, i, j, d)
			}
			for _, s := range path.Steps {
				if car := g.Segments()[s.Segment].Car; mode == street.Car && (car == street.NoWay || car == street.Forward && s.FromM > s.ToM || car == street.Backward && s.FromM < s.ToM) {
					t.Fatalf("drove %+v of %+v", s, g.Segments()[s.Segment])
				}
			}
		}
	}
	if found < 200 {
		t.Errorf("%s: %d ways between %d places", mode, found, len(at))
	}
}
