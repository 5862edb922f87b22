package lattice

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
)

const (
	// leastM2 is the least surface that a cell must share with the area: a square
	// millimetre. Less comes of rounding where a border of the area follows the grid.
	leastM2 = 1e-6
	// whole is the share from which a cell counts as lying wholly in the area.
	whole = 1 - 1e-12
	// mostAway is how many cells from the origin a lattice may reach.
	mostAway = 1 << 29
)

// Cover returns the lattice of every cell that shares surface with an area, in metres:
// sizeM is the side of a square or the width of a hexagon from flat side to flat side, and
// a corner of squares or the middle of a hexagon lies on origin, which so shifts the grid.
// Parts of the area may overlap. It returns Invalid for an area without surface, for a size
// that is no positive number, and for one that gives more than MostCells, naming one that
// will do.
func Cover(area orb.MultiPolygon, kind Kind, sizeM float64, origin orb.Point) (*Lattice, error) {
	if err := check(area, kind, sizeM, origin); err != nil {
		return nil, err
	}
	joined, err := geo.Union(area)
	if err != nil {
		return nil, fmt.Errorf("join the parts of a study area: %w", err)
	}
	bound := joined.Bound()
	rings := ringsOf(joined, bound.Min)
	m2 := surface(rings)
	if !(m2 > leastM2) {
		return nil, fault.New(fault.Invalid, lang.T(
			"studieområdet har ingen yta; ange minst en polygon med yta",
			"the study area has no surface; give at least one polygon that has"))
	}
	g := newGrid(kind, sizeM, origin)
	if m2 > MostCells*g.cellM2() || tooFar(g, bound) {
		return nil, tooSmall(g, bound, rings)
	}
	c := &cover{grid: g, shift: bound.Min, l: &Lattice{grid: g}}
	first, last := g.rows(bound.Min[1], bound.Max[1])
	c.l.row0 = first
	c.rows(rings, first, last)
	if c.full {
		return nil, tooSmall(g, bound, rings)
	}
	c.l.start = append(c.l.start, int32(c.l.Len()))
	return c.l, nil
}

// cover is a lattice being made. Rings are reckoned from shift, which keeps their digits
// for what they enclose.
type cover struct {
	grid  grid
	shift orb.Point
	l     *Lattice
	full  bool
}

// ringsOf are the rings of an area without their closing point, outer ones turning left
// and holes turning right.
func ringsOf(area orb.MultiPolygon, shift orb.Point) []orb.Ring {
	var rings []orb.Ring
	for _, polygon := range area {
		for i, ring := range polygon {
			moved := make(orb.Ring, len(ring)-1)
			for k := range moved {
				moved[k] = orb.Point{ring[k][0] - shift[0], ring[k][1] - shift[1]}
			}
			if hole := i > 0; hole == (surface([]orb.Ring{moved}) > 0) {
				moved.Reverse()
			}
			rings = append(rings, moved)
		}
	}
	return rings
}

// rows halves what lies in some rows until it lies in one. Rows of hexagons overlap, and
// so do the halves.
func (c *cover) rows(rings []orb.Ring, first, last int) {
	if c.full {
		return
	}
	if first == last {
		c.l.start = append(c.l.start, int32(c.l.Len()))
		c.row(rings, first)
		return
	}
	middle := first + (last-first)/2
	c.rows(clip(rings, c.below(middle)), first, middle)
	c.rows(clip(rings, side{ny: -1, c: -(c.grid.y(middle+1, 0) - c.shift[1])}), middle+1, last)
}

func (c *cover) below(row int) side { return side{ny: 1, c: c.grid.y(row, 1) - c.shift[1]} }

// row takes the cells of a row, given the part of the area between its lines.
func (c *cover) row(rings []orb.Ring, row int) {
	var b orb.Bound
	for i, ring := range rings {
		if b = b.Union(ring.Bound()); i == 0 {
			b = ring.Bound()
		}
	}
	if len(rings) > 0 {
		first, last := c.grid.columns(row, b.Min[0]+c.shift[0], b.Max[0]+c.shift[0])
		c.columns(rings, row, first, last)
	}
}

// columns halves what lies in some cells of a row until nothing or all of it is area, or
// one cell is left.
func (c *cover) columns(rings []orb.Ring, row, first, last int) {
	if c.full || len(rings) == 0 {
		return
	}
	m2 := surface(rings)
	if m2 <= leastM2 {
		return
	}
	g := c.grid
	if m2 >= whole*(g.x(last, 1)-g.x(first, 0))*(g.y(row, 1)-g.y(row, 0)) {
		for col := first; col <= last; col += g.step() {
			c.add(col, 1)
		}
		return
	}
	if first == last {
		c.border(rings, row, first)
		return
	}
	middle := first + (last-first)/g.step()/2*g.step()
	c.columns(clip(rings, side{nx: 1, c: g.x(middle, 1) - c.shift[0]}), row, first, middle)
	c.columns(clip(rings, side{nx: -1, c: -(g.x(middle+g.step(), 0) - c.shift[0])}), row, middle+g.step(), last)
}

// border takes a cell that the area's border crosses, given the part of the area between
// its lines; of a hexagon the four slanted sides are left to be cut.
func (c *cover) border(rings []orb.Ring, row, col int) {
	if c.grid.kind == Hex {
		middle := c.grid.centre(col, row)
		x, y := middle[0]-c.shift[0], middle[1]-c.shift[1]
		away := c.grid.sizeM / 2 // of each side from the middle
		for _, nx := range []float64{-0.5, 0.5} {
			for _, ny := range []float64{-math.Sqrt(3) / 2, math.Sqrt(3) / 2} {
				rings = clip(rings, side{nx: nx, ny: ny, c: nx*x + ny*y + away})
			}
		}
	}
	if m2 := surface(rings); m2 > leastM2 {
		share := m2 / c.grid.cellM2()
		if share > whole {
			share = 1
		}
		c.add(col, share)
	}
}

func (c *cover) add(col int, share float64) {
	if c.l.Len() >= MostCells {
		c.full = true
		return
	}
	c.l.col = append(c.l.col, int32(col))
	c.l.share = append(c.l.share, share)
}
