package cluster

import "sort"

// fillSparse sorts the points by the place of their cell and numbers the occupied cells.
func (g *grid) fillSparse(p Points) {
	order := make([]placed, len(p.X))
	for i := range order {
		order[i] = placed{g.place(p.X[i], p.Y[i], i), int32(i)}
	}
	order = sortByPlace(order)
	g.makeColumns(p)
	for i, o := range order {
		g.put(int32(i), p, o.row)
		if i == 0 || o.place != order[i-1].place {
			g.cells++
		}
	}
	g.key, g.start = make([]uint64, 0, g.cells), make([]int32, 0, g.cells+1)
	for i, o := range order {
		if i == 0 || o.place != order[i-1].place {
			g.key, g.start = append(g.key, o.place), append(g.start, int32(i))
		}
	}
	g.start = append(g.start, int32(len(order)))
	g.findNear()
}

// findNear notes for each cell where its neighbours begin in the rows around it. The
// places ascend with the cells, and start anew at most once, around the circle of time.
func (g *grid) findNear() {
	g.lanes = 1
	if g.in != nil {
		g.lanes = 3
	}
	g.nearBy = make([]int32, 5*g.lanes*g.cells)
	for r := range 5 * g.lanes {
		first, before := 0, uint64(0)
		for c := range g.cells {
			target := g.placeFrom(c, g.lane(g.layerOf(c), r/5), r%5-2, -2)
			if target < before {
				first = 0
			}
			for first < g.cells && g.key[first] < target {
				first++
			}
			g.nearBy[5*g.lanes*c+r], before = int32(first), target
		}
	}
}

// layerOf is the layer of a cell.
func (g *grid) layerOf(c int) int {
	if g.key != nil {
		c = int(g.key[c])
	}
	return c / (g.wide * g.high)
}

// placeFrom is a place seen from cell c; the margin keeps it above zero and within its row.
func (g *grid) placeFrom(c int, to shift, rows, columns int) uint64 {
	return uint64(int(g.key[c]) + (to.layers*g.high+rows)*g.wide + columns)
}

func (g *grid) sparseSpan(c int, to shift, k, lo, hi int) (first, past int) {
	low := g.placeFrom(c, to, k, lo)
	if to.lane < g.lanes {
		first = int(g.nearBy[5*(g.lanes*c+to.lane)+k+2])
	} else {
		first = sort.Search(g.cells, func(d int) bool { return g.key[d] >= low })
	}
	for first < g.cells && g.key[first] < low {
		first++
	}
	past = first
	for high := low + uint64(hi-lo); past < g.cells && g.key[past] <= high; {
		past++
	}
	return first, past
}

// placed is an input point and the place of its cell.
type placed struct {
	place uint64
	row   int32
}

// digitBits is the width of a digit of sortByPlace: its counters fit the first-level cache.
const digitBits = 11

// sortByPlace sorts points by place, those of one place in input order: a counting sort for
// each digit, from the lowest.
func sortByPlace(order []placed) []placed {
	next := make([]placed, len(order))
	var highest uint64
	for _, o := range order {
		highest = max(highest, o.place)
	}
	for shift := 0; highest>>shift > 0; shift += digitBits {
		var starts [1 << digitBits]int32
		for _, o := range order {
			starts[o.place>>shift&(1<<digitBits-1)]++
		}
		toStarts([][]int32{starts[:]})
		for _, o := range order {
			d := o.place >> shift & (1<<digitBits - 1)
			next[starts[d]] = o
			starts[d]++
		}
		order, next = next, order
	}
	return order
}
