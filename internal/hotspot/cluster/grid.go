package cluster

import (
	"math"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// How many columns or rows of cells the points may span, and how many cells a dense grid
// may have for each point before the sparse one takes over.
const (
	maxSpan   = 1 << 31
	maxCells  = 1 << 31
	perPoint  = 6
	leastGrid = 1 << 16
)

// margin is cells that a dense grid has around the points, so that every point's
// neighbours lie within it.
const margin = 2

type point struct{ x, y float64 }

// grid holds points by cell, in flat columns: position i of at, weight and row is the same
// point, and the points of cell c are at [start[c], start[c+1]).
//
// The cells' side is just under eps/√2, after Gunawan (2013): points of one cell are always
// neighbours, so that a cell of enough points holds cores only, cells join as wholes, and
// a crowd on one point costs no more than its rows. A point's neighbours lie in its own
// row of cells and the two on each side, at most two columns away. Cells are numbered row
// by row, so that the cells of such a row follow each other, and their points too.
//
// A dense grid numbers every cell; a sparse one, for points far apart, the occupied ones.
type grid struct {
	eps2       float64
	minX, minY float64
	inverse    float64 // 1/side
	wide       int     // cells in a row
	cells      int

	at     []point
	weight []float64 // nil: 1 each
	row    []int32   // which input point it is
	start  []int32

	key  []uint64 // sparse: row-major place of each cell, ascending
	near []int32  // sparse: 5 a cell, the first cell at or after column −2 in the rows −2..2
}

// newGrid lays checked points out; at least one.
func newGrid(p Points, eps float64, threads int, spare []int32) (*grid, error) {
	minX, maxX := extent(p.X)
	minY, maxY := extent(p.Y)
	side := eps / math.Sqrt2
	span := max((maxX-minX)/side, (maxY-minY)/side)
	if !(span < maxSpan-8) {
		return nil, fault.New(fault.Invalid, lang.T(
			"punkterna ligger för långt isär för radien %v m; välj en större radie eller ta bort punkter långt borta",
			"the points lie too far apart for the radius %v m; choose a larger one or remove points far away", eps))
	}
	// A cell's number is off by at most span·2⁻⁵⁰ cells, by rounding; a side smaller by
	// more than that never takes two points of a cell beyond eps.
	side *= 1 - 1e-9 - span*0x1p-48
	g := &grid{eps2: eps * eps, minX: minX, minY: minY, inverse: 1 / side}
	wide, high := int((maxX-minX)*g.inverse)+1, int((maxY-minY)*g.inverse)+1
	most := min(max(leastGrid, perPoint*len(p.X)), maxCells)
	if (wide+2*margin) <= most/(high+2*margin) {
		g.wide, g.cells = wide+2*margin, (wide+2*margin)*(high+2*margin)
		g.fillDense(p, threads, spare)
	} else {
		g.wide = wide + 2*margin
		g.fillSparse(p)
	}
	return g, nil
}

func extent(v []float64) (least, most float64) {
	least, most = v[0], v[0]
	for _, x := range v {
		if x < least {
			least = x
		}
		if x > most {
			most = x
		}
	}
	return least, most
}

// cellAt is the place of a point, row by row.
func (g *grid) cellAt(x, y float64) uint64 {
	return uint64(int((y-g.minY)*g.inverse)+margin)*uint64(g.wide) + uint64(int((x-g.minX)*g.inverse)+margin)
}

// fillDense sorts the points into cells by counting; every thread takes a part of the
// input and writes behind the parts before it, so that a cell keeps the order of the input.
// spare holds a number for each point, and is overwritten.
func (g *grid) fillDense(p Points, threads int, spare []int32) {
	n := len(p.X)
	threads = max(1, min(threads, n/leastGrid, perPoint*n/g.cells))
	g.start = make([]int32, g.cells+1)
	next := make([][]int32, threads) // of each thread: where the next point of a cell goes
	for t := range next[1:] {
		next[t] = make([]int32, g.cells)
	}
	next[threads-1] = g.start[1:] // which ends as where the next cell starts
	parts := evenly(n, threads)
	each(threads, func(t int) {
		counts := next[t]
		for i := parts[t]; i < parts[t+1]; i++ {
			c := g.cellAt(p.X[i], p.Y[i])
			spare[i] = int32(c)
			counts[c]++
		}
	})
	toStarts(next)
	g.at, g.row = make([]point, n), make([]int32, n)
	if p.Weight != nil {
		g.weight = make([]float64, n)
	}
	each(threads, func(t int) {
		next := next[t]
		for i := parts[t]; i < parts[t+1]; i++ {
			to := next[spare[i]]
			next[spare[i]] = to + 1
			g.at[to] = point{p.X[i], p.Y[i]}
			g.row[to] = int32(i)
			if g.weight != nil {
				g.weight[to] = p.Weight[i]
			}
		}
	})
}

// toStarts turns each thread's counts into where its points of each cell begin.
func toStarts(counts [][]int32) {
	var sum int32
	if len(counts) == 1 {
		for c, count := range counts[0] {
			counts[0][c] = sum
			sum += count
		}
		return
	}
	for c := range counts[0] {
		for _, of := range counts {
			of[c], sum = sum, sum+of[c]
		}
	}
}

// run is the points of the cells lo to hi columns from cell c, k rows on. In a sparse grid
// it may begin later and end earlier, where cells are empty.
func (g *grid) run(c, k, lo, hi int) (from, to int32) {
	first, past := g.span(c, k, lo, hi)
	return g.start[first], g.start[past]
}

// span is run in cells: from first up to past.
func (g *grid) span(c, k, lo, hi int) (first, past int) {
	if g.near == nil {
		c += k * g.wide
		return c + lo, c + hi + 1
	}
	return g.sparseSpan(c, k, lo, hi)
}
