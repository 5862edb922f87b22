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
	g.sortSparse(p, enough, places, threads, spare)
	g.index = newIndex(g.key[:g.cells], places)
	g.findFar(threads)
}

// sortSparse fills the columns, but for points that no core is near, and notes each cell's
// place and where its points start.
func (g *grid) sortSparse(p Points, enough float64, places uint64, threads int, spare []int32) {
	n := len(p.X)
	rest := max(0, bits.Len64(places-1)-min(bits.Len(uint(n>>shelfBits)), mostBits))
	starts := g.group(p, places, rest, threads, spare)
	g.findBlocks(p.Weight, enough, threads)
	g.key, g.start = make([]uint64, n+1), make([]int32, n+1)
	parts, shelves := evenly(n, threads), make([]shelf, threads)
	each(threads, func(t int) {
		k, _ := slices.BinarySearch(starts, int32(parts[t]))
		first := starts[k]
		s := shelf{grid: g, first: first, end: first, key: g.key[first:first], begin: g.start[first:first]}
		for ; int(starts[k]) < parts[t+1]; k++ {
			s.take(starts[k], starts[k+1])
			s.sort(rest)
			s.unpack(p.Weight)
		}
		shelves[t] = s
	})
	g.closeGaps(shelves)
}

// closeGaps puts what each thread has sorted right behind what those before it have.
func (g *grid) closeGaps(shelves []shelf) {
	n := int32(0)
	for _, s := range shelves {
		gap := s.first - n
		for c, at := range s.begin {
			g.start[g.cells+c] = at - gap
		}
		g.cells += copy(g.key[g.cells:], s.key)
		copy(g.at[n:], g.at[s.first:s.end])
		copy(g.row[n:], g.row[s.first:s.end])
		if g.in != nil {
			copy(g.t[n:], g.t[s.first:s.end])
		}
		if g.weight != nil {
			copy(g.weight[n:], g.weight[s.first:s.end])
		}
		n += s.end - s.first
	}
	g.key, g.start = g.key[:g.cells+1], g.start[:g.cells+1]
	g.key[g.cells], g.start[g.cells] = afterAll, n
	g.at, g.row = g.at[:n], g.row[:n]
}

// afterAll is a place after that of every cell.
const afterAll = 1<<63 - 1

// findFar notes which cells have points with neighbours two layers away: few, mostly.
func (g *grid) findFar(threads int) {
	g.far, g.sides = make([]bool, g.cells), make([]uint32, g.cells)
	strips := g.strips(threads)
	each(threads, func(t int) {
		c := strips[t]
		for i := g.start[c]; g.in != nil && i < g.start[strips[t+1]]; i++ {
			if _, after, before := g.reaches(i); after || before {
				for g.start[c+1] <= i {
					c++
				}
				g.far[c] = true
			}
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
