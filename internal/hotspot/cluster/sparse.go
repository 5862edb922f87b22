package cluster

import (
	"math/bits"
	"sort"
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
	g.key, g.start = make([]uint64, 0, g.cells+5), make([]int32, 0, g.cells+1)
	for i, o := range order {
		if i == 0 || o.place != order[i-1].place {
			g.key, g.start = append(g.key, o.place), append(g.start, int32(i))
		}
	}
	g.start = append(g.start, int32(len(order)))
	for range 5 {
		g.key = append(g.key, afterAll)
	}
	g.newBlocks(enough)
	g.findNear(threads)
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

// afterAll is a place after that of every cell; some follow the cells.
const afterAll = 1<<63 - 1

// findNear notes for each busy cell where its neighbours begin in the rows around it. The
// places ascend with the cells, and start anew at most once, around the circle of time.
func (g *grid) findNear(threads int) {
	g.slot, g.far = make([]int32, g.cells), make([]bool, g.cells)
	strips := g.strips(threads)
	each(threads, func(t int) {
		for c := strips[t]; c < strips[t+1]; c++ {
			g.far[c] = g.in != nil && g.beyond(c)
			if g.slot[c] = none; g.busy(c) {
				g.slot[c] = 0
			}
		}
	})
	var busy []int32
	for c, slot := range g.slot {
		if slot != none {
			g.slot[c] = int32(len(busy))
			busy = append(busy, int32(c))
		}
	}
	g.lanes = 1
	if g.in != nil {
		g.lanes = 3
	}
	g.busyCells = len(busy)
	g.nearBy = make([]int32, 5*g.lanes*len(busy))
	rows := evenly(5*g.lanes, threads)
	each(threads, func(t int) {
		for r := rows[t]; r < rows[t+1]; r++ {
			g.findLane(busy, g.nearBy[r*len(busy):][:len(busy)], r/5, r%5-2)
		}
	})
}

// findLane is findNear for a row k rows on in the layer of a lane.
func (g *grid) findLane(busy, near []int32, lane, k int) {
	first, before := 0, uint64(0)
	layer, to := -1, shift{}
	for slot, c := range busy {
		if of := g.layerOf(int(c)); of != layer {
			layer, to = of, g.lane(of, lane)
		}
		target := g.placeFrom(int(c), to, k, -2)
		if target < before {
			first = 0
		}
		for { // four at a time, without a branch to guess for each
			keys := g.key[first : first+4]
			less := int((keys[0]-target)>>63) + int((keys[1]-target)>>63) + int((keys[2]-target)>>63) + int((keys[3]-target)>>63)
			if first += less; less < 4 {
				break
			}
		}
		near[slot], before = int32(first), target
	}
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

func (g *grid) sparseSpan(c int, to shift, k, lo, hi int) (first, past int) {
	low := g.placeFrom(c, to, k, lo)
	if slot := int(g.slot[c]); to.lane < g.lanes && slot >= 0 {
		first = int(g.nearBy[(5*to.lane+k+2)*g.busyCells+slot])
	} else {
		first = sort.Search(g.cells, func(d int) bool { return g.key[d] >= low })
	}
	past = first
	// At most five cells follow, and which of them belong costs no branch to guess.
	keys, beyond := g.key[first:first+5], low+uint64(hi-lo)+1
	for _, key := range keys {
		first += int((key - low) >> 63)
		past += int((key - beyond) >> 63)
	}
	return first, past
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
