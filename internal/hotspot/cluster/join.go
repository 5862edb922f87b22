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

// A step leads from a cell to others, so many rows on and columns away, in its own layer or
// (lane 1) the next.
type step struct{ lane, k, lo, hi int }

// Of two cells one leads to the other. Cells side by side are joined first: those farther
// apart then hang together already, mostly.
var (
	besides = []step{{0, 0, 1, 1}, {0, 1, -1, 1}, {1, 0, 0, 0}}
	onward  = []step{
		{0, 0, 2, 2},
		{0, 1, -2, -2},
		{0, 1, 2, 2},
		{0, 2, -2, 2},
		{1, 0, -2, -1},
		{1, 0, 1, 2},
		{1, -1, -2, 2},
		{1, 1, -2, 2},
		{1, -2, -2, 2},
		{1, 2, -2, 2},
	}
)

// joiner joins the cells from up to past of a grid.
type joiner struct {
	*judge
	root       forest
	from, past int
	across     [][2]int // pairs of which one is not among its cells
	apart      [][2]int // pairs that do not touch

	hasty        bool    // whether to compare the first cores of cells only
	mine, theirs []event // scratch
}

// joinWithin joins its cells with each other, and notes the pairs to join across. In a dense
// grid most hang together once only the cores that are known have been compared.
func (j *joiner) joinWithin() {
	if j.key == nil {
		j.joinAll(besides, true)
	}
	j.joinAll(besides, false)
	j.joinAll(onward, false)
	for c := j.from; j.in != nil && c < j.past; c++ {
		if j.root[c] != none && j.mayReachFar(c) {
			j.joinBeyond(c)
		}
	}
}

// joinAll joins its cells with those that steps lead to; if hasty only where their first cores
// are neighbours.
func (j *joiner) joinAll(steps []step, hasty bool) {
	for c := j.from; c < j.past; c++ {
		if j.root[c] != none {
			j.root[c] = j.root[j.root[c]]
		}
	}
	var around regions
	if j.hasty = hasty; !hasty {
		around = j.regions(j.root, j.from, j.past)
	}
	for c := j.from; c < j.past; c++ {
		if j.root[c] != none && !around.joined(c) {
			j.join(c, steps)
		}
	}
}

// join joins cell c with those that steps lead to and that it touches.
func (j *joiner) join(c int, steps []step) {
	var next shift
	if j.in != nil {
		next = j.lane(j.layerOf(c), 1)
	}
	for _, s := range steps {
		if s.lane == 0 {
			j.joinSpan(c, shift{}, s)
		} else if j.in != nil {
			j.joinSpan(c, next, s)
		}
	}
}

// joinBeyond joins cell c with cells two layers on, where its points reach so far.
func (j *joiner) joinBeyond(c int) {
	for i := j.start[c]; i < j.start[c+1]; i++ {
		shifts, n := j.others(i)
		for _, to := range shifts[:n] {
			if to.lane != 3 || !j.isCore(c, i) {
				continue
			}
			for k := -2; k <= 2; k++ {
				j.joinSpan(c, to, step{3, k, -2, 2})
			}
		}
	}
}

func (j *joiner) joinSpan(c int, to shift, s step) {
	first, past := j.span(c, to, s.k, s.lo, s.hi)
	for d := first; d < past; d++ {
		switch {
		case j.from > d || d >= j.past:
			if j.hasty {
				continue
			}
			j.across = append(j.across, [2]int{c, d})
		case j.root[d] != none && j.root[d] != j.root[c]:
			j.joinPair(c, d)
		}
	}
}

// joinPair joins cell c with d if they touch; else it notes that they lie apart.
func (j *joiner) joinPair(c, d int) {
	a, b := j.root.find(int32(c)), j.root.find(int32(d))
	switch {
	case a == b:
	case j.touch(c, d):
		j.root.union(a, b)
	case !j.hasty:
		j.apart = append(j.apart, [2]int{c, d})
	}
}

// joinAcross joins the pairs that another joiner left.
func (j *joiner) joinAcross(pairs [][2]int) {
	for _, pair := range pairs {
		if j.root[pair[1]] != none {
			j.joinPair(pair[0], pair[1])
		}
	}
}

// fewPairs is how many pairs of points are compared before it is worth looking for a
// reason not to.
const fewPairs = 256

// touch reports whether a core of cell c is a neighbour of one of d; in haste, whether the
// first core of each is.
func (j *joiner) touch(c, d int) bool {
	if near := j.near(j.firstCore(c), j.firstCore(d)); near || j.hasty {
		return near
	}
	mine, theirs := j.start[c+1]-j.start[c], j.start[d+1]-j.start[d]
	if int(mine)*int(theirs) <= fewPairs {
		return j.meet(c, d, mine, theirs)
	}
	const few = 8
	return j.meet(c, d, min(mine, few), min(theirs, few)) || j.crowdsMeet(c, d)
}

// meet compares the cores among the first so many points of cell c with those among the first
// so many of d.
func (j *joiner) meet(c, d int, mine, theirs int32) bool {
	a, e := j.start[c], j.start[d]
	for i := a; i < a+mine; i++ {
		for k := e; k < e+theirs; k++ {
			if !j.near(i, k) {
				continue
			}
			if !j.isCore(c, i) {
				break
			}
			if j.isCore(d, k) {
				return true
			}
		}
	}
	return false
}

// event is a place and, where there is time, when.
type event struct {
	point
	position int32
	t        float64
}

// crowdsMeet is meet for many points: only those within eps of the other cell's box are
// compared, and each place and time once, however many points lie on it.
func (j *joiner) crowdsMeet(c, d int) bool {
	j.mine, j.theirs = j.cores(j.mine[:0], c), j.cores(j.theirs[:0], d)
	j.mine = j.distinct(j.mine, boxOf(j.theirs))
	if len(j.mine) == 0 {
		return false
	}
	j.theirs = j.distinct(j.theirs, boxOf(j.mine))
	for _, p := range j.mine {
		for _, q := range j.theirs {
			if j.near(p.position, q.position) {
				return true
			}
		}
	}
	return false
}

func (j *joiner) cores(into []event, c int) []event {
	for i := j.start[c]; i < j.start[c+1]; i++ {
		if !j.isCore(c, i) {
			continue
		}
		e := event{point: j.at[i], position: i}
		if j.in != nil {
			e.t = j.t[i]
		}
		into = append(into, e)
	}
	return into
}

// distinct keeps the different events within eps of a box.
func (j *joiner) distinct(events []event, near box) []event {
	events = slices.DeleteFunc(events, func(e event) bool { return near.apart2(e.point) > j.eps2 })
	slices.SortFunc(events, event.compare)
	return slices.CompactFunc(events, func(a, b event) bool { return a.compare(b) == 0 })
}

func (e event) compare(other event) int {
	return cmp.Or(cmp.Compare(e.x, other.x), cmp.Compare(e.y, other.y), cmp.Compare(e.t, other.t))
}

// box is the extent of some points.
type box struct{ min, max point }

func boxOf(events []event) box {
	b := box{events[0].point, events[0].point}
	for _, e := range events {
		b.min.x, b.max.x = min(b.min.x, e.x), max(b.max.x, e.x)
		b.min.y, b.max.y = min(b.min.y, e.y), max(b.max.y, e.y)
	}
	return b
}

// apart2 is the squared distance from p to the nearest point of the box: no more than to
// any point in it, rounding included, since each step of it rounds the same way.
func (b box) apart2(p point) float64 {
	return apart2(p, point{min(max(p.x, b.min.x), b.max.x), min(max(p.y, b.min.y), b.max.y)})
}
