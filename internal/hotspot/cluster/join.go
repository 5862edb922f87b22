package cluster

import (
	"cmp"
	"slices"
)

// forest joins cells whose cores hang together: a cell's root is a cell of the same tree,
// at most itself, or none where it has no core.
type forest []int32

func (f forest) find(c int32) int32 {
	for f[c] != c {
		f[c] = f[f[c]]
		c = f[c]
	}
	return c
}

func (f forest) union(a, b int32) { f[max(a, b)] = min(a, b) }

// A step leads from a cell to cells after it whose points may be neighbours of its own.
type step struct{ k, lo, hi int }

// Cells side by side are joined first: those one apart then hang together already, mostly.
var (
	besides = []step{{0, 1, 1}, {1, -1, 1}}
	onward  = []step{{0, 2, 2}, {1, -2, -2}, {1, 2, 2}, {2, -2, 2}}
)

// joiner joins the cells of a grid.
type joiner struct {
	*grid
	core []bool
	root forest

	mine, theirs []point // scratch
}

// joinWithin joins the cells from up to past with each other.
func (j *joiner) joinWithin(from, past int) {
	for _, steps := range [...][]step{besides, onward} {
		for c := from; c < past; c++ {
			if j.root[c] != none {
				j.root[c] = j.root[j.root[c]]
				j.join(c, steps, 0, past)
			}
		}
	}
}

// joinAcross joins the cells before a bound with those from it on.
func (j *joiner) joinAcross(bound int) {
	for c := bound - 1; c >= 0; c-- {
		if _, past := j.span(c, 2, -2, 2); past <= bound {
			return
		}
		if j.root[c] != none {
			j.join(c, besides, bound, j.cells)
			j.join(c, onward, bound, j.cells)
		}
	}
}

// join joins cell c with those of its neighbours, from up to past, that it touches.
func (j *joiner) join(c int, steps []step, from, past int) {
	for _, s := range steps {
		first, last := j.span(c, s.k, s.lo, s.hi)
		for d := max(first, from); d < min(last, past); d++ {
			if j.root[d] == none || j.root[d] == j.root[c] {
				continue
			}
			if a, b := j.root.find(int32(c)), j.root.find(int32(d)); a != b && j.touch(c, d) {
				j.root.union(a, b)
			}
		}
	}
}

// fewPairs is how many pairs of points are compared before it is worth looking for a
// reason not to.
const fewPairs = 256

// touch reports whether a core of cell c lies within eps of one of d.
func (j *joiner) touch(c, d int) bool {
	a, b, e, f := j.start[c], j.start[c+1], j.start[d], j.start[d+1]
	if int(b-a)*int(f-e) <= fewPairs {
		return j.meet(a, b, e, f)
	}
	const few = 8
	if j.meet(a, min(b, a+few), e, min(f, e+few)) {
		return true
	}
	return j.crowdsMeet(a, b, e, f)
}

// meet compares the cores of a up to b with those of e up to f.
func (j *joiner) meet(a, b, e, f int32) bool {
	for ; a < b; a++ {
		if !j.core[a] {
			continue
		}
		p := j.at[a]
		for i := e; i < f; i++ {
			if apart2(j.at[i], p) <= j.eps2 && j.core[i] {
				return true
			}
		}
	}
	return false
}

// crowdsMeet is meet for many points: only those within eps of the other cell's box are
// compared, and each place once, however many points lie on it.
func (j *joiner) crowdsMeet(a, b, e, f int32) bool {
	j.mine, j.theirs = j.cores(j.mine[:0], a, b), j.cores(j.theirs[:0], e, f)
	j.mine = j.distinct(j.mine, boxOf(j.theirs))
	if len(j.mine) == 0 {
		return false
	}
	j.theirs = j.distinct(j.theirs, boxOf(j.mine))
	for _, p := range j.mine {
		for _, q := range j.theirs {
			if apart2(p, q) <= j.eps2 {
				return true
			}
		}
	}
	return false
}

func (j *joiner) cores(into []point, from, past int32) []point {
	for i := from; i < past; i++ {
		if j.core[i] {
			into = append(into, j.at[i])
		}
	}
	return into
}

// distinct keeps the different points within eps of a box.
func (j *joiner) distinct(points []point, near box) []point {
	points = slices.DeleteFunc(points, func(p point) bool { return near.apart2(p) > j.eps2 })
	slices.SortFunc(points, func(p, q point) int {
		return cmp.Or(cmp.Compare(p.x, q.x), cmp.Compare(p.y, q.y))
	})
	return slices.Compact(points)
}

// box is the extent of some points.
type box struct{ min, max point }

func boxOf(points []point) box {
	b := box{points[0], points[0]}
	for _, p := range points {
		b.min.x, b.max.x = min(b.min.x, p.x), max(b.max.x, p.x)
		b.min.y, b.max.y = min(b.min.y, p.y), max(b.max.y, p.y)
	}
	return b
}

// apart2 is the squared distance from p to the nearest point of the box: no more than to
// any point in it, rounding included, since each step of it rounds the same way.
func (b box) apart2(p point) float64 {
	return apart2(p, point{min(max(p.x, b.min.x), b.max.x), min(max(p.y, b.min.y), b.max.y)})
}
