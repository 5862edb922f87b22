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

// tellSides tells the cells without cores of a sparse grid that there are cores in the
// cells from up to past.
func (g *grid) tellSides(root forest, from, past int) {
	var s spans
	for c := from; c < past; c++ {
		if root[c] == none {
			continue
		}
		g.findSpans(c, &s)
		for lane := range g.lanes() {
			back := [...]int{0, 2, 1}[lane]
			if g.slabs == 2 {
				back = lane
			}
			for k, of := range s.of[lane] {
				for d := of.first; d < of.past; d++ {
					if root[d] == none {
						atomic.OrUint32(&g.sides[d], side(back, 2-k))
					}
				}
			}
		}
	}
}

// sidesOf are the sides of cell c, which has no cores.
func (g *grid) sidesOf(cluster []int32, c int) (sides uint32) {
	switch {
	case g.key != nil && !g.far[c]:
		return g.sides[c]
	case g.in != nil:
		return allSides
	}
	for k := -2; k <= 2; k++ {
		all := none
		first, past := g.span(c, shift{}, k, -2, 2)
		for _, of := range cluster[first:past] {
			all &= of
		}
		if all != none {
			sides |= side(0, k)
		}
	}
	return sides
}
