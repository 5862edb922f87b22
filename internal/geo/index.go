package geo

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// fanout is how many boxes one node of an Index holds.
const fanout = 16

// Index is a static R-tree over boxes, packed along a Hilbert curve into flat columns:
// built once, then asked from any number of goroutines without allocating. The layout
// follows Kamel and Faloutsos, "On Packing R-trees" (1993).
type Index struct {
	box    []orb.Bound // leaves in Hilbert order, then each level of parents above them
	item   []int32     // which bound the leaf box is of
	levels []int       // where each level ends in box; the last is the root alone
}

// NewIndex packs boxes. Empty boxes and boxes that are not numbers are never found.
func NewIndex(bounds []orb.Bound) *Index {
	ix := &Index{}
	for i, b := range bounds {
		if usable(b) {
			ix.item = append(ix.item, int32(i))
		}
	}
	if len(ix.item) == 0 {
		return ix
	}
	sortHilbert(ix.item, bounds)
	for _, i := range ix.item {
		ix.box = append(ix.box, bounds[i])
	}
	ix.levels = []int{len(ix.box)}
	for start := 0; len(ix.box)-start > 1; {
		end := len(ix.box)
		for i := start; i < end; i += fanout {
			ix.box = append(ix.box, unionOf(ix.box[i:min(i+fanout, end)]))
		}
		ix.levels = append(ix.levels, len(ix.box))
		start = end
	}
	return ix
}

// Len is the number of boxes that can be found.
func (ix *Index) Len() int { return len(ix.item) }

// Search calls visit with the number of every box that meets b, touching included,
// until visit returns false. The order is fixed but has no meaning.
func (ix *Index) Search(b orb.Bound, visit func(i int) bool) {
	if len(ix.item) > 0 && usable(b) {
		ix.search(len(ix.levels)-1, len(ix.box)-1, b, visit)
	}
}

// Nearest returns the item with the least distance from p, at most maxM. The function
// dist measures to item i, never less than to its box; +Inf leaves an item out. Of items
// equally far the lowest number is returned.
func (ix *Index) Nearest(p orb.Point, maxM float64, dist func(i int) float64) (i int, d float64, ok bool) {
	best := nearest{i: -1, d: maxM}
	if len(ix.item) > 0 {
		ix.nearest(len(ix.levels)-1, len(ix.box)-1, p, dist, &best)
	}
	return best.i, best.d, best.i >= 0
}

func (ix *Index) search(level, at int, b orb.Bound, visit func(i int) bool) bool {
	if !ix.box[at].Intersects(b) {
		return true
	}
	if level == 0 {
		return visit(int(ix.item[at]))
	}
	first, end := ix.children(level, at)
	for child := first; child < end; child++ {
		if !ix.search(level-1, child, b, visit) {
			return false
		}
	}
	return true
}

type nearest struct {
	i int
	d float64
}

// nearest walks the children of a node from the nearest box outwards and stops at the
// first box farther away than the best item.
func (ix *Index) nearest(level, at int, p orb.Point, dist func(i int) float64, best *nearest) {
	if level == 0 {
		i := int(ix.item[at])
		d := dist(i)
		if d < best.d || d == best.d && (best.i < 0 || i < best.i) && !math.IsInf(d, 1) {
			*best = nearest{i: i, d: d}
		}
		return
	}
	first, end := ix.children(level, at)
	var away [fanout]float64
	for child := first; child < end; child++ {
		away[child-first] = boxDist(ix.box[child], p)
	}
	for range end - first {
		next := 0
		for k := range end - first {
			if away[k] < away[next] {
				next = k
			}
		}
		if !(away[next] <= best.d) {
			return
		}
		away[next] = math.Inf(1)
		ix.nearest(level-1, first+next, p, dist, best)
	}
}

// children are the boxes below a node: [first, end) in ix.box.
func (ix *Index) children(level, at int) (first, end int) {
	below := 0
	if level > 1 {
		below = ix.levels[level-2]
	}
	first = below + (at-ix.levels[level-1])*fanout
	return first, min(first+fanout, ix.levels[level-1])
}

func usable(b orb.Bound) bool {
	return b.Min[0] <= b.Max[0] && b.Min[1] <= b.Max[1]
}

func unionOf(boxes []orb.Bound) orb.Bound {
	all := boxes[0]
	for _, b := range boxes[1:] {
		all = all.Union(b)
	}
	return all
}

// boxDist is the distance from p to the nearest point of a box, 0 inside it.
func boxDist(b orb.Bound, p orb.Point) float64 {
	dx := math.Max(0, math.Max(b.Min[0]-p[0], p[0]-b.Max[0]))
	dy := math.Max(0, math.Max(b.Min[1]-p[1], p[1]-b.Max[1]))
	return math.Hypot(dx, dy)
}

func sortHilbert(items []int32, bounds []orb.Bound) {
	all := bounds[items[0]]
	for _, i := range items {
		all = all.Union(bounds[i])
	}
	key := make([]uint32, len(bounds))
	for _, i := range items {
		key[i] = hilbert(all, bounds[i].Center())
	}
	slices.SortFunc(items, func(a, b int32) int {
		return cmp.Or(cmp.Compare(key[a], key[b]), cmp.Compare(a, b))
	})
}

// hilbert is the place of p along a Hilbert curve of 2¹⁶ × 2¹⁶ cells that fills a box
// (the quadrant rotations of Hilbert, 1891, from the coarsest bit to the finest).
func hilbert(all orb.Bound, p orb.Point) uint32 {
	x, y := cell(p[0], all.Min[0], all.Max[0]), cell(p[1], all.Min[1], all.Max[1])
	var d uint32
	for s := uint32(1 << 15); s > 0; s >>= 1 {
		var rx, ry uint32
		if x&s > 0 {
			rx = 1
		}
		if y&s > 0 {
			ry = 1
		}
		d = d<<2 | (3 * rx) ^ ry
		if ry == 0 {
			if rx == 1 {
				x, y = ^x, ^y
			}
			x, y = y, x
		}
	}
	return d
}

func cell(v, low, high float64) uint32 {
	if !(high > low) {
		return 0
	}
	return uint32(math.Min(1, math.Max(0, (v-low)/(high-low))) * (1<<16 - 1))
}
