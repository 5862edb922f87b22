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
	for c := from; c < past; c++ {
		for i := g.start[c]; i < g.start[c+1]; i++ {
			if core[i] {
				labels[g.row[i]] = cluster[c]
			} else {
				labels[g.row[i]] = g.nearest(core, cluster, c, i)
			}
		}
	}
}

// nearest is the cluster of the core nearest to point i of cell c, or Noise.
func (g *grid) nearest(core []bool, cluster []int32, c int, i int32) int32 {
	p := g.at[i]
	w := g.window(p)
	best, least, row := Noise, g.eps2, int32(math.MaxInt32)
	for k := -2; k <= 2; k++ {
		lo, hi := w.lo, w.hi
		if k == 2 || k == -2 {
			if lo, hi = w.loBeyond, w.hiBeyond; k != w.beyond {
				continue
			}
		}
		first, end := g.span(c, k, lo, hi)
		for d := first; d < end; d++ {
			if cluster[d] == none {
				continue
			}
			for j := g.start[d]; j < g.start[d+1]; j++ {
				away := apart2(g.at[j], p)
				if away > least || !core[j] || away == least && g.row[j] > row {
					continue
				}
				best, least, row = cluster[d], away, g.row[j]
			}
		}
	}
	return best
}
