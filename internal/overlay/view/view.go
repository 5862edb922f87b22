// Package view is the ground a camera sees: the sector of its field, as far as its pixels
// reach, minus what buildings hide, in bands of pixel density. Exposures of streets, the
// drawing of cameras and the dossier of a camera's needs are made of it.
//
// What hides: buildings, whatever their height and the camera's, since there is no model
// of heights; greenery does not hide here, and the ground is taken as flat. So a view is
// what the camera sees at most under low obstacles, and at least where it looks over roofs.
// Of its field only the width is known: the ground counts as seen from the camera's foot on,
// where a lens that is not aimed that far down leaves a blind patch.
package view

import (
	"github.com/paulmach/orb"

	"tryggled/internal/geo"
)

// View is what one camera sees of the ground, metric.
type View struct {
	At     orb.Point        // where it hangs: moved out of the building it was drawn in, see Of
	MovedM float64          // how far it was moved
	Ground orb.MultiPolygon // seen at Detect or better, shadows taken out; empty where nothing is
	ReachM [Bands]float64   // how far each band reaches over open ground, in metres
	Inside bool             // in a building, too deep or looking into it: watches a room, sees no street
}

// Of works out what a camera sees. It returns Invalid, naming each field at fault, for
// values that no camera has.
//
// A camera outside all buildings hangs where it was drawn. One drawn in a building, at
// most 3 m from its outline, hangs on that wall: it is moved to 5 cm outside the nearest
// wall that its bearing looks out of, or else along or out of which a part of its field
// looks; one that looks all around to the nearest wall. Walls between buildings that touch
// lead nowhere. One without such a wall is Inside and sees no street. One drawn on an
// outline (within 1 mm) is moved out of that first, so that a building which only touches
// the camera's point does not blind it.
//
// What is hidden is exact: the ring of Ground follows the walls, and draws the open reach by
// points at most 2° apart. Inside buildings nothing is seen.
func Of(c Camera, walls *Walls) (View, error) {
	if err := c.check(); err != nil {
		return View{}, err
	}
	v := View{At: c.At, ReachM: c.reaches()}
	if v.At, v.Inside = walls.hang(c); v.Inside {
		return v, nil
	}
	v.MovedM = geo.Dist(v.At, c.At)
	if v.ReachM[Detect] == 0 {
		return v, nil
	}
	field := newSector(v.At, c.BearingDeg, c.FieldDeg, v.ReachM[Detect])
	var err error
	v.Ground, _, err = geo.Repair(field.polygon(nearest(walls.spans(field))))
	return v, err
}

// Best is the densest band that a point of the ground is seen in; false where the camera
// does not see it. A point on the very edge of the view may count either way.
func (v View) Best(p orb.Point) (Band, bool) {
	d := geo.Dist(v.At, p)
	if !(d <= v.ReachM[Detect]) || !contains(v.Ground, p) {
		return 0, false
	}
	best := Detect
	for b := Observe; b < Bands && v.ReachM[b] > 0 && d <= v.ReachM[b]; b++ {
		best = b
	}
	return best, true
}

// contains reports whether a point lies in valid surfaces: from inside, a ray to the east
// crosses their rings an odd number of times. It is some 20 times as fast as orb's planar.
func contains(mp orb.MultiPolygon, p orb.Point) bool {
	in := false
	for _, polygon := range mp {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				in = in != geo.CrossesEast(ring[i-1], ring[i], p)
			}
		}
	}
	return in
}

// Band is the ground seen at a band or better: Ground cut at the reach of that band. It is
// for drawings; Best asks about a point.
func (v View) Band(b Band) (orb.MultiPolygon, error) {
	switch {
	case b >= Bands || v.ReachM[b] <= 0:
		return nil, nil
	case v.ReachM[b] >= v.ReachM[Detect]:
		return v.Ground, nil
	}
	return geo.Intersection(v.Ground, geo.Sector(v.At, 0, 360, v.ReachM[b]))
}
