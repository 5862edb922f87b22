package cluster

import (
	"math/bits"
	"slices"
)

// fillSparse sorts the points by the place of their cell and numbers the occupied cells.
// Rows and layers are made as long as powers of two. It overwrites spare.
func (g *grid) fillSparse(p Points, enough float64, threads int, spare []int32) {
	g.wideBits, g.highBits = uint(bits.Len(uint(g.wide-1))), uint(bits.Len(uint(g.high-1)))
	g.wide, g.high = 1<<g.wideBits, 1<<g.highBits
	places := uint64(g.layers) << (g.wideBits + g.highBits)
	g.makeColumns(p)
	g.sortSparse(p, places, threads, spare)
	g.newBlocks(enough)
	g.index = newIndex(g.key[:g.cells], places)
	g.findBusy(threads)
}

// sortSparse fills the columns, and notes each cell's place and where its points start.
func (g *grid) sortSparse(p Points, places uint64, threads int, spare []int32) {
	n := len(p.X)
	rest := max(0, bits.Len64(places-1)-min(bits.Len(uint(n>>shelfBits)), mostBits))
	starts := g.group(p, places, rest, threads, spare)
	g.key, g.start = make([]uint64, n+1), make([]int32, n+1)
	parts, cells := evenly(n, threads), make([]int, threads)
	first := make([]int32, threads) // where the points of each thread begin
	each(threads, func(t int) {
		k, _ := slices.BinarySearch(starts, int32(parts[t]))
		first[t] = starts[k]
		s := shelf{grid: g, key: g.key[first[t]:first[t]], begin: g.start[first[t]:first[t]]}
		for ; int(starts[k]) < parts[t+1]; k++ {
			s.take(starts[k], starts[k+1])
			s.sort(rest)
			s.unpack(p.Weight)
		}
		cells[t] = len(s.key)
	})
	for t, from := range first {
		copy(g.start[g.cells:], g.start[from:int(from)+cells[t]])
		g.cells += copy(g.key[g.cells:], g.key[from:int(from)+cells[t]])
	}
	g.key, g.start = g.key[:g.cells+1], g.start[:g.cells+1]
	g.key[g.cells], g.start[g.cells] = afterAll, int32(n)
}

// afterAll is a place after that of every cell.
const afterAll = 1<<63 - 1

// findBusy notes the cells with points that may be cores.
func (g *grid) findBusy(threads int) {
	g.busy, g.far, g.sides = make([]bool, g.cells), make([]bool, g.cells), make([]uint32, g.cells)
	strips := g.strips(threads)
	each(threads, func(t int) {
		g.findFar(strips[t], strips[t+1])
		for c := strips[t]; c < strips[t+1]; c++ {
			g.busy[c] = g.mayHaveCores(c)
		}
	})
}

// mayReachFar reports whether points of cell c may have neighbours two layers away.
func (g *grid) mayReachFar(c int) bool { return g.in != nil && (g.key == nil || g.far[c]) }

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
