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
func (j *judge) renumber(cluster []int32, count int32) {
	first := make([]int32, count)
	for k := range first {
		first[k] = math.MaxInt32
	}
	for c, k := range cluster {
		if k == none {
			continue
		}
		first[k] = min(first[k], j.row[j.firstCore(c)])
	}
	number := inOrder(first)
	for c, k := range cluster {
		if k != none {
			cluster[c] = number[k]
		}
	}
}

// findFrontier marks the cells with cores that have a cell of another cluster in reach: of the
// pairs that do not touch those that are not joined by way of others either. All points of
// other cells with cores follow their own cluster, cores or not.
func (g *grid) findFrontier(cluster []int32, joiners []joiner) marks {
	frontier := newMarks(g.cells)
	for t := range joiners {
		for _, pair := range joiners[t].apart {
			if c, d := int32(pair[0]), int32(pair[1]); cluster[c] != cluster[d] {
				frontier.set(c, c+1)
				frontier.set(d, d+1)
			}
		}
	}
	return frontier
}

// label writes the labels of the points of the cells from up to past, but for noise.
func (j *judge) label(labels, cluster []int32, frontier marks, from, past int) {
	var seen twins
	for c := from; c < past; c++ {
		a, b, own := j.start[c], j.start[c+1], cluster[c]
		if a == b {
			continue
		}
		sides := allSides
		if own == none {
			if sides = j.sidesOf(c); sides == 0 {
				continue
			}
		} else if !frontier.has(int32(c)) && !j.mayReachFar(c) {
			for _, row := range j.row[a:b] {
				labels[row] = own
			}
			continue
		}
		for i := a; i < b; i++ {
			if own != none && j.isCore(c, i) {
				labels[j.row[i]] = own
			} else if twin := seen.of(j.grid, c, i); twin >= 0 {
				labels[j.row[i]] = labels[j.row[twin]]
			} else {
				labels[j.row[i]] = j.nearest(cluster, c, i, sides)
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
func (j *judge) nearest(cluster []int32, c int, i int32, sides uint32) int32 {
	w := j.window(j.at[i])
	best := rival{apart2: math.Inf(1), cluster: Noise}
	j.nearestIn(cluster, c, i, shift{}, &w, sides, &best)
	if j.in != nil && sides >= side(1, -2) {
		shifts, n := j.others(i)
		for _, to := range shifts[:n] {
			j.nearestIn(cluster, c, i, to, &w, sides, &best)
		}
	}
	return best.cluster
}

// nearestIn is nearest in a layer.
func (j *judge) nearestIn(cluster []int32, c int, i int32, to shift, w *window, sides uint32, best *rival) {
	rows, n := w.rows()
	for _, k := range rows[:n] {
		if sides&side(to.lane, k) == 0 {
			continue
		}
		lo, hi := w.lo, w.hi
		if k == w.beyond && k != 0 {
			lo, hi = w.loBeyond, w.hiBeyond
		}
		first, past := j.span(c, to, k, lo, hi)
		for d := first; d < past; d++ {
			if cluster[d] != none {
				j.nearestOf(d, i, cluster[d], best)
			}
		}
	}
}

// nearestOf is nearest in cell d.
func (j *judge) nearestOf(d int, i, cluster int32, best *rival) {
	p := j.at[i]
	for k := j.start[d]; k < j.start[d+1]; k++ {
		away := apart2(j.at[k], p)
		if away > min(j.eps2, best.apart2) {
			continue
		}
		r := rival{away, 0, j.row[k], cluster}
		if j.in != nil {
			if r.gap = j.gap(i, k); r.gap > j.epsT {
				continue
			}
		}
		if r.before(best) && j.isCore(d, k) {
			*best = r
		}
	}
}
