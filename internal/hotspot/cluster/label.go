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

// label writes the labels of the points of the cells from up to past.
func (g *grid) label(labels []int32, core []bool, cluster []int32, from, past int) {
	var seen twins
	for c := from; c < past; c++ {
		lanes := allLanes
		if cluster[c] == none {
			lanes = g.lanesOf(cluster, c)
		}
		for i := g.start[c]; i < g.start[c+1]; i++ {
			switch {
			case core[i]:
				labels[g.row[i]] = cluster[c]
			case lanes == 0:
				labels[g.row[i]] = Noise
			default:
				if twin := seen.of(g, c, i); twin >= 0 {
					labels[g.row[i]] = labels[g.row[twin]]
					continue
				}
				labels[g.row[i]] = g.nearest(core, cluster, c, i, lanes)
			}
		}
	}
}

// allLanes has a bit for each lane of layers.
const allLanes uint8 = 0b1111

// lanesOf are the lanes in which there may be cores that are neighbours of cell c's points.
func (g *grid) lanesOf(cluster []int32, c int) uint8 {
	switch {
	case g.start[c] == g.start[c+1]:
		return 0
	case g.key != nil:
		return g.lanesNear(c)
	case g.in != nil:
		return allLanes
	}
	all := none
	for k := -2; k <= 2; k++ {
		first, past := g.span(c, shift{}, k, -2, 2)
		for _, of := range cluster[first:past] {
			all &= of
		}
	}
	if all == none {
		return 0
	}
	return allLanes
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

// nearest is the cluster of the core nearest to point i of cell c among its neighbours in
// some lanes of layers, or Noise.
func (g *grid) nearest(core []bool, cluster []int32, c int, i int32, lanes uint8) int32 {
	w := g.window(g.at[i])
	best := rival{apart2: math.Inf(1), cluster: Noise}
	if lanes&1 != 0 {
		g.nearestIn(core, cluster, c, i, shift{}, &w, &best)
	}
	if g.in != nil {
		shifts, n := g.others(i)
		for _, to := range shifts[:n] {
			if lanes>>to.lane&1 != 0 {
				g.nearestIn(core, cluster, c, i, to, &w, &best)
			}
		}
	}
	return best.cluster
}

// nearestIn is nearest in a layer.
func (g *grid) nearestIn(core []bool, cluster []int32, c int, i int32, to shift, w *window, best *rival) {
	rows, n := w.rows()
	for _, k := range rows[:n] {
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
