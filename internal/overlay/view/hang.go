package view

import (
	"math"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
)

// Where a camera hangs, in metres.
const (
	deepM  = 3     // farther than this from the outline is inside
	clearM = 0.05  // how far outside the wall it hangs
	touchM = 0.001 // nearer than this to an outline is on it
)

// fan is the directions, clockwise from north in radians, into which a place on an outline
// is open: half to each side of the middle.
type fan struct{ middle, half float64 }

// hang finds where a camera hangs; inside tells that it watches a room.
func (w *Walls) hang(c Camera) (at orb.Point, inside bool) {
	if w == nil {
		return c.At, false
	}
	drawnIn, reach := w.around(c.At)
	if len(drawnIn) == 0 {
		return c.At, false
	}
	found, bestRank, bestD := false, 0, 0.0
	for _, poly := range drawnIn {
		for _, e := range w.edges[poly.first:poly.end] {
			q, _, d := geo.Nearest(orb.LineString{e.a, e.b}, c.At)
			if d > reach {
				continue
			}
			open, ok := w.open(e, q)
			if !ok {
				continue
			}
			rank, ok := open.rank(c)
			if ok && (!found || rank < bestRank || rank == bestRank && d < bestD) {
				at, found, bestRank, bestD = step(q, open.middle), true, rank, d
			}
		}
	}
	if !found {
		return c.At, true
	}
	return at, false
}

// around gives the polygons that a camera was drawn in, and how far it may hang from where
// it was drawn; in none, those whose outline it was drawn on.
func (w *Walls) around(p orb.Point) (polygons []polygon, reach float64) {
	w.within(p, func(poly polygon) bool {
		polygons = append(polygons, poly)
		return true
	})
	if len(polygons) > 0 {
		return polygons, deepM
	}
	w.byEdge.Search(p.Bound().Pad(touchM), func(i int) bool {
		polygons = append(polygons, polygon{i, i + 1})
		return true
	})
	return polygons, touchM
}

// open tells into which directions a place on an edge is open; false where it is between
// buildings.
func (w *Walls) open(e edge, q orb.Point) (fan, bool) {
	if geo.Dist(q, e.a) <= touchM || geo.Dist(q, e.b) <= touchM {
		return w.openCorner(q)
	}
	along := math.Atan2(e.b[0]-e.a[0], e.b[1]-e.a[1])
	for _, normal := range [2]float64{along + math.Pi/2, along - math.Pi/2} {
		if w.free(step(q, normal)) {
			return fan{normal, math.Pi / 2}, true
		}
	}
	return fan{}, false
}

// openCorner looks into 72 directions from a corner and takes the widest run of free ones.
func (w *Walls) openCorner(q orb.Point) (fan, bool) {
	const directions = 72
	var free [2 * directions]bool // twice around, for runs across north
	for i := range directions {
		free[i] = w.free(step(q, (float64(i)+0.5)*2*math.Pi/directions))
		free[i+directions] = free[i]
	}
	start, longest := 0, 0
	for i, run := 0, 0; i < len(free); i++ {
		run++
		if !free[i] {
			run = 0
		}
		if run > longest && run <= directions {
			start, longest = i+1-run, run
		}
	}
	half := float64(longest) / 2 * 2 * math.Pi / directions
	return fan{float64(start)*2*math.Pi/directions + half, half}, longest > 0
}

// rank is 0 where the camera's bearing looks out of the fan, 1 where only a part of its field
// does; false where it looks into the building.
func (f fan) rank(c Camera) (int, bool) {
	off := math.Abs(math.Remainder(c.BearingDeg*math.Pi/180-f.middle, 2*math.Pi)) - 1e-9
	switch {
	case c.FieldDeg >= 360 || off <= f.half:
		return 0, true
	case off < f.half+c.FieldDeg/2*math.Pi/180:
		return 1, true
	}
	return 0, false
}

// step is the place just outside q in a direction.
func step(q orb.Point, direction float64) orb.Point {
	sin, cos := math.Sincos(direction)
	return orb.Point{q[0] + clearM*sin, q[1] + clearM*cos}
}
