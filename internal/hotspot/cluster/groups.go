package cluster

import "math/bits"

// Fewer points than fewForGroups, or points in fewer cells than fewCells, are not worth
// sorting by groups first: what is written to in turn fits the cache, mostly.
const (
	fewForGroups = 1 << 17
	fewCells     = 1 << 14
)

// groupBits is how many bits tell groups apart at most: as many places are written to in
// turn as the first-level cache has room for.
const groupBits = 8

// fillDense sorts the points into cells by counting, so that a cell keeps the order of the
// input. Many are first sorted into groups of cells that follow each other, each of which
// fits the cache. It overwrites spare.
func (g *grid) fillDense(p Points, threads int, spare []int32) {
	g.makeColumns(p)
	if few := len(p.X) < fewForGroups; few || g.cells < fewCells {
		if few {
			threads = 1
		}
		g.start = g.group(p, uint64(g.cells), 0, threads, spare)
		g.fetch(p, 0, int32(len(p.X)))
		return
	}
	rest := bits.Len(uint(g.cells-1)) - groupBits
	starts := g.group(p, uint64(g.cells), rest, threads, spare)
	g.start = make([]int32, g.cells+1)
	most := int32(0)
	for k, from := range starts[:len(starts)-1] {
		most = max(most, starts[k+1]-from)
	}
	each(threads, func(t int) {
		room := make([]arrival, most)
		for k := t; k < len(starts)-1; k += threads {
			from, past := starts[k], starts[k+1]
			g.sortIn(room[:past-from], from, k<<rest, min((k+1)<<rest, g.cells))
			g.fetch(p, from, past)
		}
	})
}

// group puts the points in the order of their groups, of 2^rest places each, and returns
// where each group starts, and the number of points. Every thread takes a part of the input
// and writes behind the parts before it. spare becomes the group of each input point.
func (g *grid) group(p Points, places uint64, rest, threads int, spare []int32) (starts []int32) {
	parts := evenly(len(p.X), threads)
	next := make([][]int32, threads) // of each thread: where the next point of a group goes
	each(threads, func(t int) {
		all := make([]int32, (places-1)>>rest+2)
		if t == threads-1 {
			starts = all // the last thread ends where the next group starts
		}
		counts, from, past := all[1:], parts[t], parts[t+1]
		x, y, group, own := p.X[from:past], p.Y[from:past], spare[from:past], *g
		for i := range min(len(x), len(y), len(group)) {
			k := int32(own.place(x[i], y[i], from+i) >> rest)
			group[i] = k
			counts[k]++
		}
		next[t] = counts
	})
	toStarts(0, next...)
	each(threads, func(t int) {
		next, at, row, from, past := next[t], g.at, g.row, parts[t], parts[t+1]
		in, when := g.in, g.t
		x, y, group := p.X[from:past], p.Y[from:past], spare[from:past]
		for i := range min(len(x), len(y), len(group)) {
			to := next[group[i]]
			next[group[i]] = to + 1
			at[to], row[to] = point{x[i], y[i]}, int32(from+i)
			if in != nil {
				when[to] = in[from+i]
			}
		}
	})
	return starts
}

// arrival is a point on its way to its cell.
type arrival struct {
	point
	row  int32
	cell int32 // counted from the first of the group
}

// sortIn sorts a group, the points at a position and on, into its cells, first up to past.
// It works in a room for as many points.
func (g *grid) sortIn(room []arrival, from int32, first, past int) {
	next := g.start[1+first : 1+past] // which ends as where the next cell starts
	at, row, own := g.at[from:], g.row[from:], *g
	for i := range room {
		cell := int32(own.place(at[i].x, at[i].y, int(row[i]))) - int32(first)
		next[cell]++
		room[i] = arrival{at[i], row[i], cell}
	}
	toStarts(from, next)
	at, row = g.at, g.row
	for i := range room {
		a := &room[i]
		to := next[a.cell]
		next[a.cell] = to + 1
		at[to], row[to] = a.point, a.row
	}
}

// fetch fills the other columns from a position up to past, where the rows are known.
func (g *grid) fetch(p Points, from, past int32) {
	for i := from; i < past && g.weight != nil; i++ {
		g.weight[i] = p.Weight[g.row[i]]
	}
	for i := from; i < past && g.in != nil; i++ {
		g.t[i] = g.in[g.row[i]]
	}
}
