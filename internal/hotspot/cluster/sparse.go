package cluster

import (
	"math/bits"
)

// fillSparse sorts the points by the place of their cell and numbers the occupied cells.
// Rows and layers are made as long as powers of two.
func (g *grid) fillSparse(p Points, enough float64, threads int) {
	g.wideBits, g.highBits = uint(bits.Len(uint(g.wide-1))), uint(bits.Len(uint(g.high-1)))
	g.wide, g.high = 1<<g.wideBits, 1<<g.highBits
	places := uint64(g.layers) << (g.wideBits + g.highBits)
	s := g.newShelves(p, places, threads)
	g.makeColumns(p)
	cells := make([]int, threads)
	parts := evenly(len(p.X), threads)
	each(threads, func(t int) {
		var room []placed
		for k, end := range s.end {
			if from := s.from(k); from < end && parts[t] <= int(from) && int(from) < parts[t+1] {
				room = s.sort(from, end, room)
				cells[t] += g.unpack(&s, from, end, p.Weight)
			}
		}
	})
	for _, of := range cells {
		g.cells += of
	}
	g.key, g.start = make([]uint64, 0, g.cells+1), make([]int32, 0, g.cells+1)
	for i, o := range s.order {
		if i == 0 || o.place != s.order[i-1].place {
			g.key, g.start = append(g.key, o.place), append(g.start, int32(i))
		}
	}
	g.start = append(g.start, int32(len(p.X)))
	g.key = append(g.key, afterAll)
	g.newBlocks(enough)
	g.index = newIndex(g.key[:g.cells], places)
	g.findBusy(threads)
}

// unpack writes the sorted points from up to end of shelves into the columns, and tells in
// how many cells they are.
func (g *grid) unpack(s *shelves, from, end int32, weight []float64) (cells int) {
	last := uint64(afterAll)
	for i := from; i < end; i++ {
		o := s.order[i]
		spot := &s.spots[o.at]
		g.at[i], g.row[i] = spot.point, spot.row
		if g.in != nil {
			g.t[i] = spot.t
		}
		if weight != nil {
			g.weight[i] = weight[spot.row]
		}
		if o.place != last {
			cells++
		}
		last = o.place
	}
	return cells
}

// afterAll is a place after that of every cell.
const afterAll = 1<<63 - 1

// findBusy notes the cells with points that may be cores.
func (g *grid) findBusy(threads int) {
	g.busy, g.far, g.sides = make([]bool, g.cells), make([]bool, g.cells), make([]uint32, g.cells)
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
