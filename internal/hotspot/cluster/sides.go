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
	for c := from; c < past; c++ {
		if root[c] == none {
			continue
		}
		for lane := range g.lanes() {
			back := [...]int{0, 2, 1}[lane]
			if g.slabs == 2 {
				back = lane
			}
			place, ok := g.corner(c, lane)
			for k := 2; ok && k >= -2; k-- {
				g.tell(root, place, side(back, k))
				place += uint64(g.wide)
			}
		}
	}
}

// tell tells the cells without cores from a place on, of a row of five, of a side.
func (g *grid) tell(root forest, place uint64, side uint32) {
	first, past := g.index.span(g.key, place, 5)
	for d := first; d < past; d++ {
		if root[d] == none && atomic.LoadUint32(&g.sides[d])&side == 0 {
			atomic.OrUint32(&g.sides[d], side)
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
