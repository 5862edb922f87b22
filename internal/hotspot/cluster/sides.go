package cluster

import "sync/atomic"

// The sides of a cell are the lanes of layers and the rows −2..2 in them, a bit each, in
// which there are cells of cores that its points may be neighbours of. Those of lane 3 have
// all bits or none.
const (
	sideRows        = 5
	allSides uint32 = 1<<(4*sideRows) - 1
)

// side is the bit of a lane and a row.
func side(lane, k int) uint32 { return 1 << (lane*sideRows + k + 2) }

// findSides finds the sides of the cells without cores, each strip on a thread of its own.
func (g *grid) findSides(root forest, strips []int) {
	threads := len(strips) - 1
	switch {
	case g.key != nil:
		each(threads, func(t int) { g.tellSides(root, strips[t], strips[t+1]) })
	case g.in == nil:
		g.beside = make([]uint64, g.cells/64+1)
		words := evenly(len(g.beside), threads)
		each(threads, func(t int) { g.findBeside(root, words[t], words[t+1]) })
	}
}

// tellSides tells the cells without cores of a sparse grid that there are cores in the
// cells from up to past, those that follow each other in a row together.
func (g *grid) tellSides(root forest, from, past int) {
	var next int
	for c := from; c < past; c = next {
		if next = c + 1; root[c] == none {
			continue
		}
		for next < past && next-c <= mostSpan-5 && root[next] != none && g.key[next] == g.key[next-1]+1 {
			next++
		}
		for lane := range g.lanes() {
			back := [...]int{0, 2, 1}[lane]
			if g.slabs == 2 {
				back = lane
			}
			place, ok := g.corner(c, lane)
			for k := 2; ok && k >= -2; k-- {
				g.tell(root, place, 4+next-c, side(back, k))
				place += uint64(g.wide)
			}
		}
	}
}

// tell tells the cells without cores at so many places from one on of a side.
func (g *grid) tell(root forest, place uint64, many int, side uint32) {
	first, past := g.index.span(g.key, place, many)
	for d := first; d < past; d++ {
		if root[d] == none && atomic.LoadUint32(&g.sides[d])&side == 0 {
			atomic.OrUint32(&g.sides[d], side)
		}
	}
}

// sidesOf are the sides of cell c, which has no cores.
func (g *grid) sidesOf(c int) (sides uint32) {
	switch {
	case g.key != nil && !g.far[c]:
		return g.sides[c]
	case g.in != nil:
		return allSides
	}
	for k := -2; k <= 2; k++ {
		at := c + k*g.wide
		sides |= uint32(g.beside[at>>6]>>(at&63)&1) * side(0, k)
	}
	return sides
}

// findBeside notes which cells of a dense grid have cells of cores beside them, for the
// words from up to past.
func (g *grid) findBeside(root forest, from, past int) {
	before, own := root.cores(from-1), root.cores(from)
	for w := from; w < past; w++ {
		after := root.cores(w + 1)
		g.beside[w] = own | own<<1 | own<<2 | own>>1 | own>>2 | before>>62 | before>>63 | after<<62 | after<<63
		before, own = own, after
	}
}

// cores has a bit for each cell of 64, from the one numbered 64·w on: whether it has cores.
func (f forest) cores(w int) (word uint64) {
	for k, root := range f[min(max(0, w)*64, len(f)):min(max(0, w+1)*64, len(f))] {
		word |= uint64(^uint32(root)>>31) << k
	}
	return word
}
