package cluster

import (
	"cmp"
	"math"
	"slices"
)

// number gives every tree of cells a number, in any fixed order, and puts it in place of
// the cells' roots. It returns how many there are.
func (f forest) number() int32 {
	next := int32(0)
	for c, r := range f { // a root comes before all of its tree
		switch {
		case r == none:
		case r == int32(c):
			f[c] = next
			next++
		default:
			f[c] = f[r]
		}
	}
	return next
}

// inOrder are the numbers of clusters in the order of the row each is first met in.
func inOrder(first []int32) []int32 {
	order, number := make([]int32, len(first)), make([]int32, len(first))
	for k := range order {
		order[k] = int32(k)
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Compare(first[a], first[b]) })
	for k, of := range order {
		number[of] = int32(k)
	}
	return number
}

// renumber puts the clusters of the cells in the order of their first cores.
func (g *grid) renumber(core []bool, cluster []int32, count int32) {
	first := make([]int32, count)
	for k := range first {
		first[k] = math.MaxInt32
	}
	for c, k := range cluster {
		if k == none {
			continue
		}
		i := g.start[c] // a cell keeps the order of the input
		for !core[i] {
			i++
		}
		first[k] = min(first[k], g.row[i])
	}
	number := inOrder(first)
	for c, k := range cluster {
		if k != none {
			cluster[c] = number[k]
		}
	}
}

// label writes the labels of the points of the cells from up to past, but for noise.
func (g *grid) label(labels []int32, core []bool, cluster []int32, from, past int) {
	var seen twins
	for c := from; c < past; c++ {
		sides := allSides
		if g.start[c] == g.start[c+1] {
			continue
		}
		if cluster[c] == none {
			if sides = g.sidesOf(c); sides == 0 {
				continue
			}
		}
		for i := g.start[c]; i < g.start[c+1]; i++ {
			if core[i] {
				labels[g.row[i]] = cluster[c]
			} else if twin := seen.of(g, c, i); twin >= 0 {
				labels[g.row[i]] = labels[g.row[twin]]
			} else {
				labels[g.row[i]] = g.nearest(core, cluster, c, i, sides)
			}
		}
	}
}

// rival is a core that a border point may follow.
type rival struct {
	apart2, gap  float64
	row, cluster int32
}

func (r *rival) before(other *rival) bool {
	if r.apart2 != other.apart2 {
		return r.apart2 < other.apart2
	}
	if r.gap != other.gap {
		return r.gap < other.gap
	}
	return r.row < other.row
}

// nearest is the cluster of the core nearest to point i of cell c among its neighbours on
// some sides, or Noise.
func (g *grid) nearest(core []bool, cluster []int32, c int, i int32, sides uint32) int32 {
	w := g.window(g.at[i])
	best := rival{apart2: math.Inf(1), cluster: Noise}
	g.nearestIn(core, cluster, c, i, shift{}, &w, sides, &best)
	if g.in != nil && sides >= side(1, -2) {
		shifts, n := g.others(i)
		for _, to := range shifts[:n] {
			g.nearestIn(core, cluster, c, i, to, &w, sides, &best)
		}
	}
	return best.cluster
}

// nearestIn is nearest in a layer.
func (g *grid) nearestIn(core []bool, cluster []int32, c int, i int32, to shift, w *window, sides uint32, best *rival) {
	rows, n := w.rows()
	for _, k := range rows[:n] {
		if sides&side(to.lane, k) == 0 {
			continue
		}
		lo, hi := w.lo, w.hi
		if k == w.beyond && k != 0 {
			lo, hi = w.loBeyond, w.hiBeyond
		}
		first, past := g.span(c, to, k, lo, hi)
		for d := first; d < past; d++ {
			if cluster[d] != none {
				g.nearestOf(core, d, i, cluster[d], best)
			}
		}
	}
}

// nearestOf is nearest in cell d.
func (g *grid) nearestOf(core []bool, d int, i, cluster int32, best *rival) {
	p := g.at[i]
	for j := g.start[d]; j < g.start[d+1]; j++ {
		away := apart2(g.at[j], p)
		if away > min(g.eps2, best.apart2) || !core[j] {
			continue
		}
		r := rival{away, 0, g.row[j], cluster}
		if g.in != nil {
			if r.gap = g.gap(i, j); r.gap > g.epsT {
				continue
			}
		}
		if r.before(best) {
			*best = r
		}
	}
}
