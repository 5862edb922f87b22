package street

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
)

// Snap finds the nearest place within maxM metres that one may be at: on the largest part
// of the network that one can both get to and leave where that is in reach, else on any
// other street that is open. Driving, that is where to park.
func (p *Profile) Snap(at orb.Point, maxM float64) (Position, bool) {
	parts := p.parts()
	inMain := func(node int32) bool { return parts[node] == 0 }
	if pos, ok := p.snap(at, maxM, inMain); ok {
		return pos, true
	}
	return p.snap(at, maxM, func(int32) bool { return true })
}

func (p *Profile) snap(at orb.Point, maxM float64, allowed func(node int32) bool) (Position, bool) {
	i, _, ok := p.g.index.Nearest(at, maxM, func(i int) float64 { return p.onto(int32(i), at, allowed).OffM })
	if !ok {
		return Position{}, false
	}
	return p.onto(int32(i), at, allowed), true
}

// onto is the nearest place to a point on the open parts of a segment: +Inf away where
// there is none.
func (p *Profile) onto(segment int32, at orb.Point, allowed func(node int32) bool) Position {
	g := p.g
	best := Position{Segment: segment, OffM: math.Inf(1)}
	first, last := allowed(g.from[segment]), allowed(g.to[segment])
	both := p.segment[segment]
	if !both[0].open() && !both[1].open() {
		return best
	}
	line, length := g.segments[segment].Line, g.segments[segment].LengthM
	try := func(from, to float64) {
		part := line
		if from > 0 || to < length {
			part = geo.Cut(line, from, to)
		}
		if point, along, off := geo.Nearest(part, at); off < best.OffM {
			best = Position{Segment: segment, AlongM: from + along, Point: point, OffM: off}
		}
	}
	near, cut := p.hidden[segment]
	switch {
	case !cut && first && last:
		try(0, length)
	case cut:
		if first && near.from > 0 {
			try(0, near.from)
		}
		if last && near.to < length {
			try(near.to, length)
		}
	}
	return best
}

// partsOf numbers the parts of the network within which every place can be reached from
// every other, the longest first (Tarjan, 1972, with a stack of its own).
func (p *Profile) partsOf() []int32 {
	nodes := len(p.row) - 1
	t := tarjan{p: p, number: make([]int32, nodes), low: make([]int32, nodes), next: slices.Clone(p.row), part: make([]int32, nodes)}
	for n := range t.part {
		t.part[n] = -1
	}
	for n := range int32(nodes) {
		if t.number[n] == 0 {
			t.visit(n)
		}
	}
	return t.byLength()
}

type tarjan struct {
	p           *Profile
	seen, parts int32
	number, low []int32 // of each node: when it was come upon, and the earliest that it leads back to
	next        []int32 // of each node, the arc to follow next
	part        []int32 // of each node, -1 while open
	path, open  []int32
}

func (t *tarjan) enter(node int32) {
	t.seen++
	t.number[node], t.low[node] = t.seen, t.seen
	t.path, t.open = append(t.path, node), append(t.open, node)
}

func (t *tarjan) visit(start int32) {
	t.enter(start)
	for len(t.path) > 0 {
		node := t.path[len(t.path)-1]
		if t.next[node] < t.p.row[node+1] {
			head := t.p.arcs[t.next[node]].head
			t.next[node]++
			if head < 0 {
				head = ^head
			}
			switch {
			case t.number[head] == 0:
				t.enter(head)
			case t.part[head] < 0:
				t.low[node] = min(t.low[node], t.number[head])
			}
			continue
		}
		t.leave(node)
	}
}

func (t *tarjan) leave(node int32) {
	t.path = t.path[:len(t.path)-1]
	if len(t.path) > 0 {
		up := t.path[len(t.path)-1]
		t.low[up] = min(t.low[up], t.low[node])
	}
	if t.low[node] < t.number[node] {
		return
	}
	for {
		last := t.open[len(t.open)-1]
		t.open = t.open[:len(t.open)-1]
		t.part[last] = t.parts
		if last == node {
			break
		}
	}
	t.parts++
}

// byLength numbers the parts anew by the length of their open streets.
func (t *tarjan) byLength() []int32 {
	g := t.p.g
	length := make([]float64, t.parts)
	for i, both := range t.p.segment {
		_, near := t.p.hidden[int32(i)]
		if part := t.part[g.from[i]]; part == t.part[g.to[i]] && !near && (both[0].open() || both[1].open()) {
			length[part] += g.segments[i].LengthM
		}
	}
	order := make([]int32, t.parts)
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(length[b], length[a]) })
	rank := make([]int32, t.parts)
	for r, part := range order {
		rank[part] = int32(r)
	}
	for n := range t.part {
		t.part[n] = rank[t.part[n]]
	}
	return t.part
}
