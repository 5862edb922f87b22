package cluster

import "math/bits"

// blockBits makes columns and rows blocks of 2 by 2, so that the cells around one lie in
// three by three.
const blockBits = 1

// whole is the sum of the shares that makes a core: a byte below 128 holds three.
const whole = 40

// At most so many blocks for each point, and at all, have a share and a bit of their own.
const (
	blocksPerPoint = 8
	mostBlocks     = 1 << 30
)

// blocks tell quickly that nothing can be near a cell of a sparse grid: what lies in
// blocks of cells, those of many blocks added up where there are too many. What they tell
// is never too little.
type blocks struct {
	busy   ring // the blocks where cores may be
	nearby ring // those and the ones beside them
}

// findBlocks finds the blocks of a sparse grid where there may be cores: where their points
// and those beside them weigh enough. The points may be in any order, but lie together where
// their places do.
func (g *grid) findBlocks(weight []float64, enough float64, threads int) {
	line, layer := uint64(1)<<(g.wideBits-blockBits), uint64(1)<<(g.wideBits+g.highBits-2*blockBits)
	size := min(blocksPerPoint*uint64(len(g.at)), uint64(g.layers)*layer, mostBlocks)
	share := make([]uint64, 1<<max(3, bits.Len64(size>>3)))
	far := g.addShares(share, weight, enough)
	steps := []uint64{1, line}
	if g.in != nil {
		steps = append(steps, layer)
	}
	if g.slabs > 0 { // the last layer lies before the first
		steps = append(steps, layer*uint64(g.slabs-1))
	}
	room, parts := make([]uint64, len(share)), evenly(len(share), threads)
	for _, by := range steps {
		each(threads, func(t int) { addUp(room, share, by, parts[t], parts[t+1]) })
		share, room = room, share
	}
	g.busy = full(share)
	for _, b := range far {
		g.busy[b>>6&uint64(len(g.busy)-1)] |= 1 << (b & 63)
	}
	g.nearby = g.busy
	for _, by := range steps {
		g.nearby = g.nearby.spread(by)
	}
}

// addShares adds each point to its block, of which there are eight a word: what it weighs of a
// core in parts of whole, rounded up. It returns the blocks of points that reach two layers away,
// where there may always be cores.
func (g *grid) addShares(share []uint64, weight []float64, enough float64) (far []uint64) {
	last, own := uint64(len(share)-1), *g
	each := uint64(1/max(enough, 1)*(whole-1)) + 1
	for i, at := range own.at {
		layer, add, reaches := 0, each, false
		if weight != nil {
			add = uint64(min(weight[own.row[i]]/enough, 1)*(whole-1)) + 1
		}
		if own.in != nil {
			layer = own.layer(own.t[i])
			_, after, before := own.reaches(int32(i))
			reaches = after || before
		}
		row, column := int((at.y-own.minY)*own.perM)+margin, int((at.x-own.minX)*own.perM)+margin
		b := own.block(layer, row, column)
		word, shift := &share[b>>3&last], b&7*8
		*word += min(add, whole-*word>>shift&0xff) << shift
		if reaches {
			far = append(far, b)
		}
	}
	return far
}

// block is the block of a cell; of the block beside it one more.
func (g *grid) block(layer, row, column int) uint64 {
	return uint64((layer<<g.highBits|row)>>blockBits<<(int(g.wideBits)-blockBits) | column>>blockBits)
}

// blockOf is the block of a cell by its place.
func (g *grid) blockOf(place uint64) uint64 {
	return place>>(g.wideBits+blockBits)<<(g.wideBits-blockBits) | place&uint64(g.wide-1)>>blockBits
}

// ones has a one in each byte.
const ones = 0x0101010101010101

// atWhole has a one in each byte of a word that is whole or more.
func atWhole(word uint64) uint64 { return (word + (128-whole)*ones) >> 7 & ones }

// addUp adds to each byte of v those so many before and after it, up to whole, for the words
// from up to past. The bytes go round.
func addUp(into, v []uint64, by uint64, from, past int) {
	last, shift := uint64(len(v)-1), by&7*8
	for w := from; w < past; w++ {
		back, on := uint64(w)-by>>3, uint64(w)+by>>3
		sum := v[w] + v[back&last]<<shift + v[on&last]>>shift
		if shift > 0 {
			sum += v[(back-1)&last]>>(64-shift) + v[(on+1)&last]<<(64-shift)
		}
		most := atWhole(sum)
		into[w] = sum&^(most*0xff) | most*whole
	}
}

// ring has a bit for each of the numbers 0, 1, … and, where these are more than its bits, one
// for all that lie so far apart. Its length is a power of two.
type ring []uint64

// full is the ring of the bytes that are whole.
func full(share []uint64) ring {
	r := make(ring, len(share)/8)
	for w, v := range share {
		// The product has the ones of the eight bytes side by side, the first lowest.
		r[w>>3] |= atWhole(v) * 0x0102040810204080 >> 56 << (w & 7 * 8)
	}
	return r
}

func (r ring) has(i uint64) bool { return r[i>>6&uint64(len(r)-1)]>>(i&63)&1 != 0 }

// spread is the ring with the bits so many before and after those of r set too.
func (r ring) spread(by uint64) ring {
	into, last, shift := make(ring, len(r)), uint64(len(r)-1), by&63
	for w := range into {
		back, on := uint64(w)-by>>6, uint64(w)+by>>6
		into[w] = r[w] | r[back&last]<<shift | r[on&last]>>shift
		if shift > 0 {
			into[w] |= r[(back-1)&last]>>(64-shift) | r[(on+1)&last]<<(64-shift)
		}
	}
	return into
}
