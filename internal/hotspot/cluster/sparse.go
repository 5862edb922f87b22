package cluster

// fillSparse sorts the points by the place of their cell and numbers the occupied cells.
func (g *grid) fillSparse(p Points) {
	n := len(p.X)
	places := make([]uint64, n)
	for i := range n {
		places[i] = g.cellAt(p.X[i], p.Y[i])
	}
	g.row = sortByKey(places)
	g.at = make([]point, n)
	if p.Weight != nil {
		g.weight = make([]float64, n)
	}
	for i, r := range g.row {
		g.at[i] = point{p.X[r], p.Y[r]}
		if g.weight != nil {
			g.weight[i] = p.Weight[r]
		}
		if key := places[r]; i == 0 || key != g.key[len(g.key)-1] {
			g.key = append(g.key, key)
			g.start = append(g.start, int32(i))
		}
	}
	g.start = append(g.start, int32(n))
	g.cells = len(g.key)
	g.findNear()
}

// findNear notes for each cell where its neighbours begin in the rows around it. The keys
// ascend, so each beginning only moves forward.
func (g *grid) findNear() {
	g.near = make([]int32, 5*g.cells)
	for k := range 5 {
		first := 0
		for c := range g.cells {
			target := g.placeFrom(c, k-2, -2)
			for first < g.cells && g.key[first] < target {
				first++
			}
			g.near[5*c+k] = int32(first)
		}
	}
}

// placeFrom is the place so many rows and columns from cell c; the margin keeps it above
// zero and within its row.
func (g *grid) placeFrom(c, rows, columns int) uint64 {
	return uint64(int64(g.key[c]) + int64(rows)*int64(g.wide) + int64(columns))
}

func (g *grid) sparseSpan(c, k, lo, hi int) (first, past int) {
	first = int(g.near[5*c+k+2])
	for low := g.placeFrom(c, k, lo); first < g.cells && g.key[first] < low; {
		first++
	}
	past = first
	for high := g.placeFrom(c, k, hi); past < g.cells && g.key[past] <= high; {
		past++
	}
	return first, past
}

// digitBits is the width of a digit of sortByKey: its counters fit the first-level cache.
const digitBits = 11

// sortByKey returns the order that sorts keys, equal keys in input order: a counting sort
// for each digit, from the lowest.
func sortByKey(keys []uint64) []int32 {
	order, next := make([]int32, len(keys)), make([]int32, len(keys))
	var highest uint64
	for i, k := range keys {
		order[i] = int32(i)
		highest = max(highest, k)
	}
	for shift := 0; highest>>shift > 0; shift += digitBits {
		var starts [1 << digitBits]int32
		for _, k := range keys {
			starts[k>>shift&(1<<digitBits-1)]++
		}
		var sum int32
		for d, count := range starts {
			starts[d] = sum
			sum += count
		}
		for _, i := range order {
			d := keys[i] >> shift & (1<<digitBits - 1)
			next[starts[d]] = i
			starts[d]++
		}
		order, next = next, order
	}
	return order
}
