package view

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
)

// Where a camera hangs, in metres.
const (
	deepM  = 3     // farther than this from the outline is inside
	clearM = 0.05  // how far outside the wall it hangs
	touchM = 0.001 // nearer than this to an outline is on it
	roomM  = 0.01  // nearer than this to another wall there is no room to hang

	rounding = 1e-6 // metres and radians that are equal but for how they were reckoned
)

// fan is the directions, clockwise from north in radians, into which a place on an outline
// is open: half to each side of the middle.
type fan struct{ middle, half float64 }

// hang finds where a camera hangs; inside tells that it watches a room. An outline that it
// was drawn on comes first, then the walls of the buildings that it was drawn in.
func (w *Walls) hang(c Camera) (at orb.Point, inside bool) {
	if w == nil {
		return c.At, false
	}
	if at, ok := w.onto(c, w.beside(c.At, touchM), touchM); ok {
		return at, false
	}
	around := w.around(c.At)
	if len(around) == 0 {
		return c.At, false
	}
	if at, ok := w.onto(c, around, deepM); ok {
		return at, false
	}
	return c.At, true
}

// around gives the walls of all buildings that p lies in or on.
func (w *Walls) around(p orb.Point) (walls []edge) {
	on := func(e edge) bool {
		_, d := e.nearest(p)
		return d <= touchM
	}
	w.byBox.Search(p.Bound().Pad(touchM), func(i int) bool {
		its := w.edges[w.polygons[i].first:w.polygons[i].end]
		if inside(its, p) || slices.ContainsFunc(its, on) {
			walls = append(walls, its...)
		}
		return true
	})
	return walls
}

// onto finds the wall within reach that a camera hangs on, and where.
func (w *Walls) onto(c Camera, walls []edge, reach float64) (at orb.Point, ok bool) {
	best, bestM := 0, 0.0
	for _, e := range walls {
		q, d := e.nearest(c.At)
		if d > reach+rounding {
			continue
		}
		open, free := w.open(e, q)
		if !free {
			continue
		}
		rank, out := open.rank(c)
		if out && (!ok || rank < best || rank == best && d < bestM-rounding) {
			at, best, bestM, ok = step(q, open.middle), rank, d, true
		}
	}
	return at, ok
}

// beside gives the walls at most so far from p.
func (w *Walls) beside(p orb.Point, metres float64) (walls []edge) {
	w.byEdge.Search(p.Bound().Pad(metres), func(i int) bool {
		if _, d := w.edges[i].nearest(p); d <= metres {
			walls = append(walls, w.edges[i])
		}
		return true
	})
	return walls
}

// open tells into which directions a place on an edge is open: on the middle of a wall
// those to one side of it, at its ends and where another wall stands against it those of the
// corner. False between buildings.
func (w *Walls) open(e edge, q orb.Point) (fan, bool) {
	if geo.Dist(q, e.a) > touchM && geo.Dist(q, e.b) > touchM {
		along := math.Atan2(e.b[0]-e.a[0], e.b[1]-e.a[1])
		for _, normal := range [2]float64{along + math.Pi/2, along - math.Pi/2} {
			if w.roomy(step(q, normal)) {
				return fan{normal, math.Pi / 2}, true
			}
		}
	}
	return w.openCorner(q)
}

// roomy reports whether a camera can hang at p: in no building, and beside no other wall.
func (w *Walls) roomy(p orb.Point) bool {
	return w.free(p) && len(w.beside(p, roomM)) == 0
}

// openCorner looks into 72 directions from a corner and takes the widest run of free ones.
func (w *Walls) openCorner(q orb.Point) (fan, bool) {
	const directions = 72
	var free [2 * directions]bool // twice around, for runs across north
	for i := range directions {
		free[i] = w.roomy(step(q, (float64(i)+0.5)*2*math.Pi/directions))
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

// rank is 0 where the camera's bearing looks out of the fan, and 1 where it looks along the
// wall or only a part of its field looks out; false where all of it looks into the building.
func (f fan) rank(c Camera) (int, bool) {
	off := math.Abs(math.Remainder(radians(c.BearingDeg)-f.middle, 2*math.Pi))
	switch {
	case c.FieldDeg >= 360 || off < f.half-rounding:
		return 0, true
	case off < f.half+radians(c.FieldDeg/2)-rounding:
		return 1, true
	}
	return 0, false
}

// step is the place just outside q in a direction.
func step(q orb.Point, direction float64) orb.Point {
	sin, cos := math.Sincos(direction)
	return orb.Point{q[0] + clearM*sin, q[1] + clearM*cos}
}
