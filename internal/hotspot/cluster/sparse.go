package cluster

import (
	"math/bits"
)

// fillSparse sorts the points by the place of their cell and numbers the occupied cells.
// Rows and layers are made as long as powers of two.
func (g *grid) fillSparse(p Points, enough float64, threads int) {
	g.wideBits, g.highBits = uint(bits.Len(uint(g.wide-1))), uint(bits.Len(uint(g.high-1)))
	g.wide, g.high = 1<<g.wideBits, 1<<g.highBits
	order, spots := make([]placed, len(p.X)), make([]spot, len(p.X))
	parts := evenly(len(order), threads)
	each(threads, func(t int) {
		for i := parts[t]; i < parts[t+1]; i++ {
			order[i] = placed{g.place(p.X[i], p.Y[i], i), int32(i)}
			spots[i].point = point{p.X[i], p.Y[i]}
			if g.in != nil {
				spots[i].t = g.in[i]
			}
		}
	})
	order = sortByPlace(order)
	g.makeColumns(p)
	cells := make([]int, threads)
	each(threads, func(t int) {
		for i := parts[t]; i < parts[t+1]; i++ {
			g.putSpot(i, order[i].row, spots, p.Weight)
			if i == 0 || order[i].place != order[i-1].place {
				cells[t]++
			}
		}
	})
	for _, of := range cells {
		g.cells += of
	}
	g.key, g.start = make([]uint64, 0, g.cells+1), make([]int32, 0, g.cells+1)
	for i, o := range order {
		if i == 0 || o.place != order[i-1].place {
			g.key, g.start = append(g.key, o.place), append(g.start, int32(i))
		}
	}
	g.start = append(g.start, int32(len(order)))
	g.key = append(g.key, afterAll)
	g.newBlocks(enough)
	g.index = newIndex(g.key[:g.cells], uint64(g.layers)<<(g.wideBits+g.highBits))
	g.findBusy(threads)
}

// spot is where and when a point of the input lies, together in memory since it is fetched
// out of order.
type spot struct {
	point
	t float64
}

// putSpot writes input point row at position i.
func (g *grid) putSpot(i int, row int32, spots []spot, weight []float64) {
	g.at[i], g.row[i] = spots[row].point, row
	if g.in != nil {
		g.t[i] = spots[row].t
	}
	if weight != nil {
		g.weight[i] = weight[row]
	}
}

// afterAll is a place after that of every cell.
const afterAll = 1<<63 - 1

// findBusy notes the cells with points that may be cores.
func (g *grid) findBusy(threads int) {
	g.busy, g.far = make([]bool, g.cells), make([]bool, g.cells)
	strips := g.strips(threads)
	each(threads, func(t int) {
		for c := strips[t]; c < strips[t+1]; c++ {
			g.far[c] = g.in != nil && g.beyond(c)
			g.busy[c] = g.mayHaveCores(c)
		}
	})
}

// layerOf is the layer of a cell.
func (g *grid) layerOf(c int) int {
	if g.key != nil {
		return int(g.key[c] >> (g.wideBits + g.highBits))
	}
	return c / (g.wide * g.high)
}

// placeFrom is a place seen from cell c; the margin keeps it above zero and within its row.
func (g *grid) placeFrom(c int, to shift, rows, columns int) uint64 {
	return uint64(int(g.key[c]) + (to.layers*g.high+rows)*g.wide + columns)
}

// placed is an input point and the place of its cell.
type placed struct {
	place uint64
	row   int32
}

// digitBits is the width of a digit of sortByPlace: its counters fit the first-level cache.
const digitBits = 11

// sortByPlace sorts points by place, those of one place in input order: a counting sort for
// each digit, from the lowest.
func sortByPlace(order []placed) []placed {
	next := make([]placed, len(order))
	var highest uint64
	for _, o := range order {
		highest = max(highest, o.place)
	}
	for shift := 0; highest>>shift > 0; shift += digitBits {
		var starts [1 << digitBits]int32
		for i := range order {
			starts[order[i].place>>shift&(1<<digitBits-1)]++
		}
		toStarts([][]int32{starts[:]})
		for _, o := range order {
			d := o.place >> shift & (1<<digitBits - 1)
			next[starts[d]] = o
			starts[d]++
		}
		order, next = next, order
	}
	return order
}
