package cluster

import "math/bits"

// blockBits makes columns and rows blocks of 2 by 2, so that the cells around one lie in
// three by three.
const blockBits = 1

// whole is the sum of the shares that makes a core.
const whole = 250

// blocks tell quickly that nothing can be near a cell of a sparse grid: what lies in
// blocks of cells, those of many blocks added up where there are too many. What they tell
// is never too little.
type blocks struct {
	mask  int
	share []uint8 // of a block: of the weight that makes a core, in parts of whole, rounded up
	far   []bool  // of each cell: whether points of it have neighbours two layers away
}

// newBlocks adds up the points of a sparse grid.
func (g *grid) newBlocks(enough float64) {
	size := 1 << bits.Len(uint(8*g.cells))
	g.blocks = blocks{mask: size - 1, share: make([]uint8, size)}
	each := uint8(1/max(enough, 1)*(whole-1)) + 1
	for c := range g.cells {
		layer, row, column := g.where(c)
		share := &g.share[g.block(layer, row, column)&g.mask]
		for i := g.start[c]; i < g.start[c+1] && *share < whole; i++ {
			if g.weight != nil {
				each = uint8(min(g.weight[i]/enough, 1)*(whole-1)) + 1
			}
			*share = min(*share, whole-each) + each
		}
	}
}

// where is the layer, row and column of a cell of a sparse grid.
func (g *grid) where(c int) (layer, row, column int) {
	key := g.key[c]
	return int(key >> (g.wideBits + g.highBits)), int(key >> g.wideBits & uint64(g.high-1)), int(key & uint64(g.wide-1))
}

// block is the number of the block that a cell lies in; of the block beside it one more.
func (g *grid) block(layer, row, column int) int {
	return (layer<<g.highBits|row)>>blockBits<<(int(g.wideBits)-blockBits) | column>>blockBits
}

// layersOut are layers seen from one, from the nearest out.
var layersOut = [...]int{0, 1, -1, 2, -2}

// layersAround is how many of layersOut hold neighbours of cell c's points; around a small
// circle some are the same.
func (g *grid) layersAround(c int) int {
	switch {
	case g.in == nil:
		return 1
	case g.far[c]:
		return 5
	}
	return 3
}

// wrap is the layer that a number is around the circle, if time is one.
func (g *grid) wrap(layer int) int {
	for g.slabs > 0 && layer < 0 {
		layer += g.slabs
	}
	for g.slabs > 0 && layer >= g.slabs {
		layer -= g.slabs
	}
	return layer
}

// findFar notes which of the cells from up to past have points with neighbours two layers
// away: few, mostly.
func (g *grid) findFar(from, past int) {
	c := from
	for i := g.start[from]; g.in != nil && i < g.start[past]; i++ {
		if _, after, before := g.reaches(i); after || before {
			for g.start[c+1] <= i {
				c++
			}
			g.far[c] = true
		}
	}
}

// mayHaveCores reports whether a point of cell c may be a core.
func (g *grid) mayHaveCores(c int) bool {
	layer, row, column := g.where(c)
	sum := 0
	for _, by := range layersOut[:g.layersAround(c)] {
		layer := g.wrap(layer + by)
		for k := -2; k <= 2; k += 1 << blockBits {
			b := g.block(layer, row+k, column-2)
			sum += int(g.share[b&g.mask]) + int(g.share[(b+1)&g.mask]) + int(g.share[(b+2)&g.mask])
		}
		if sum >= whole {
			return true
		}
	}
	return false
}
