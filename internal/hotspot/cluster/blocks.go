package cluster

import "math/bits"

// Columns and rows make blocks of 2 by 2 for the weights in them and of 4 by 4 for the
// cores, so that the cells around one lie in three by three, and in two by two.
const (
	fineBits   = 1
	coarseBits = 2
)

// whole is the sum of the shares that makes a core.
const whole = 250

// blocks tell quickly that nothing can be near a cell of a sparse grid: what lies in
// blocks of cells, those of many blocks added up where there are too many. What they tell
// is never too little.
type blocks struct {
	mask  int
	share []uint8 // of a fine block: of the weight that makes a core, in parts of whole, rounded up
	far   []bool  // of each cell: whether points of it have neighbours two layers away
	cores []bool  // whether a core is among the points of a coarse block
}

// newBlocks adds up the points of a sparse grid.
func (g *grid) newBlocks(enough float64) {
	size := 1 << bits.Len(uint(8*g.cells))
	g.blocks = blocks{mask: size - 1, share: make([]uint8, size), cores: make([]bool, size/4)}
	each := uint8(1/max(enough, 1)*(whole-1)) + 1
	for c := range g.cells {
		layer, row, column := g.where(c)
		share := &g.share[g.block(layer, row, column, fineBits)&g.mask]
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

// block is the number of the block of so many bits that a cell lies in; of the block
// beside it one more.
func (g *grid) block(layer, row, column, bits int) int {
	return (layer<<g.highBits|row)>>bits<<(int(g.wideBits)-bits) | column>>bits
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

// beyond reports whether points of cell c may have neighbours two layers away.
func (g *grid) beyond(c int) bool {
	for i := g.start[c]; i < g.start[c+1]; i++ {
		if _, after, before := g.reaches(i); after || before {
			return true
		}
	}
	return false
}

// mayHaveCores reports whether a point of cell c may be a core.
func (g *grid) mayHaveCores(c int) bool {
	layer, row, column := g.where(c)
	sum := 0
	for _, by := range layersOut[:g.layersAround(c)] {
		layer := g.wrap(layer + by)
		for k := -2; k <= 2; k += 1 << fineBits {
			b := g.block(layer, row+k, column-2, fineBits)
			sum += int(g.share[b&g.mask]) + int(g.share[(b+1)&g.mask]) + int(g.share[(b+2)&g.mask])
		}
		if sum >= whole {
			return true
		}
	}
	return false
}

// lanesNear are the lanes of layers, a bit each, in which there may be cores that are
// neighbours of cell c's points; those two layers away share a bit.
func (g *grid) lanesNear(c int) (lanes uint8) {
	layer, row, column := g.where(c)
	for k, by := range layersOut[:g.layersAround(c)] {
		if g.coresNear(g.wrap(layer+by), row, column) {
			lanes |= 1 << min(k, 3)
		}
	}
	return lanes
}

// coresNear reports whether cores may be near a cell in a layer.
func (g *grid) coresNear(layer, row, column int) bool {
	mask := g.mask / 4
	b, d := g.block(layer, row-2, column-2, coarseBits), g.block(layer, row+2, column-2, coarseBits)
	if !(g.cores[b&mask] || g.cores[(b+1)&mask] || g.cores[d&mask] || g.cores[(d+1)&mask]) {
		return false
	}
	for k := -2; k <= 2; k += 1 << fineBits {
		b := g.block(layer, row+k, column-2, fineBits)
		if max(g.share[b&g.mask], g.share[(b+1)&g.mask], g.share[(b+2)&g.mask]) > whole {
			return true
		}
	}
	return false
}

// markBlocks notes the blocks with cells of cores, the fine ones by a share above the whole.
func (g *grid) markBlocks(root []int32) {
	for c, r := range root {
		if r != none {
			layer, row, column := g.where(c)
			g.cores[g.block(layer, row, column, coarseBits)&(g.mask/4)] = true
			g.share[g.block(layer, row, column, fineBits)&g.mask] = whole + 1
		}
	}
}
