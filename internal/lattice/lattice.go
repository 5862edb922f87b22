// Package lattice lays squares or hexagons over a study area, which is given as polygons:
// a cell belongs to the lattice if it shares surface with the area, and knows how much.
// It is ground for everything that counts in cells of equal size.
//
// Coordinates are metric, x east and y north. A lattice never changes after Cover and may
// be used by any number of goroutines.
package lattice

import (
	"math"
	"slices"
	"sort"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
)

// Kind is the shape of cells.
type Kind string

// The kinds.
const (
	Square Kind = "square"
	Hex    Kind = "hex"
)

// MostCells is how many cells a lattice has at most.
const MostCells = 1_000_000

// touchM is how near a point must lie to a cell to touch it: places are known to a
// millimetre.
const touchM = 1e-3

// Lattice is the cells of a grid that share surface with an area, numbered from 0, row by
// row from south to north and in each from west to east.
type Lattice struct {
	grid  grid
	row0  int       // the southernmost row
	start []int32   // the cells of row row0+k are start[k] to start[k+1]
	col   []int32   // of each cell
	share []float64 // of each cell's surface, inside the area
}

// Len is the number of cells.
func (l *Lattice) Len() int { return len(l.col) }

// Kind is the shape of the cells.
func (l *Lattice) Kind() Kind { return l.grid.kind }

// SizeM is the side of a square or the width of a hexagon, from flat side to flat side.
func (l *Lattice) SizeM() float64 { return l.grid.sizeM }

// At returns the cell that holds a point, which may lie in a part of the cell outside the
// area; ok is false for a point in no cell of the lattice. A point on a border is in one
// cell, always the same: of squares that to the north and east of it, unless only another
// that touches it belongs to the lattice.
func (l *Lattice) At(p orb.Point) (cell int, ok bool) {
	if !(math.Abs(p[0]-l.grid.origin[0]) < l.grid.sizeM*mostAway && math.Abs(p[1]-l.grid.origin[1]) < l.grid.sizeM*mostAway) {
		return 0, false
	}
	col, row := l.grid.place(p)
	if cell, ok = l.find(col, row); ok {
		return cell, true
	}
	for _, n := range l.grid.near(col, row) {
		if cell, ok = l.find(n[0], n[1]); ok && touches(l.grid.shape(n[0], n[1])[0], p) {
			return cell, true
		}
	}
	return 0, false
}

// find is the number of the cell in a column and row.
func (l *Lattice) find(col, row int) (cell int, ok bool) {
	k := row - l.row0
	if k < 0 || k >= len(l.start)-1 {
		return 0, false
	}
	first, end := int(l.start[k]), int(l.start[k+1])
	if first == end {
		return 0, false
	}
	// In a row without gaps it lies where it is expected.
	if i := first + (col-int(l.col[first]))/l.grid.step(); i >= first && i < end && int(l.col[i]) == col {
		return i, true
	}
	i, ok := slices.BinarySearch(l.col[first:end], int32(col))
	return first + i, ok
}

// touches reports whether a point lies on the border of a ring.
func touches(ring orb.Ring, p orb.Point) bool {
	_, _, away := geo.Nearest(orb.LineString(ring), p)
	return away <= touchM
}

// Centre is the middle of a cell.
func (l *Lattice) Centre(cell int) orb.Point { return l.grid.centre(int(l.col[cell]), l.rowOf(cell)) }

// Shape is the whole outline of a cell, also where it reaches out of the area. Neighbours
// share their corners to the last bit.
func (l *Lattice) Shape(cell int) orb.Polygon {
	return l.grid.shape(int(l.col[cell]), l.rowOf(cell))
}

// Share is how much of a cell's surface lies in the area: more than 0, at most 1.
func (l *Lattice) Share(cell int) float64 { return l.share[cell] }

// AreaM2 is the surface of a cell inside the area, in square metres.
func (l *Lattice) AreaM2(cell int) float64 { return l.share[cell] * l.grid.cellM2() }

// rowCols are the columns of the cells in row row0+k.
func (l *Lattice) rowCols(k int) []int32 { return l.col[l.start[k]:l.start[k+1]] }

func (l *Lattice) rowOf(cell int) int {
	return l.row0 + sort.Search(len(l.start)-2, func(k int) bool { return int(l.start[k+1]) > cell })
}

// Count adds up the weights of points by cell, nil weights being 1 each. Outside is how
// many points lie in no cell; a point lies there, too, if one of its numbers is missing,
// not a number or infinite.
func (l *Lattice) Count(x, y, weight []float64) (sum []float64, outside int) {
	sum = make([]float64, l.Len())
	for i := range max(len(x), len(y)) {
		if i >= len(x) || i >= len(y) || weight != nil && i >= len(weight) {
			outside++
			continue
		}
		w := 1.0
		if weight != nil {
			w = weight[i]
		}
		cell, ok := l.At(orb.Point{x[i], y[i]})
		if !ok || math.IsNaN(w) || math.IsInf(w, 0) {
			outside++
			continue
		}
		sum[cell] += w
	}
	return sum, outside
}
