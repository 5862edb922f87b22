package street

import (
	"math"
	"sync"
	"sync/atomic"
)

// searcher holds the arrays of one shortest-path search (Dijkstra, 1959), reused from
// search to search: a label counts only if it carries the stamp of the running one.
type searcher struct {
	g     *Graph
	label []label
	heap  heap
	stamp uint32 // labels of this search; stamp+1 marks the settled ones
	want  []uint32
	pref  Preference
}

// label is the best way to a node so far.
type label struct {
	cost, m float64 // metres as they count, and true metres
	by      int32   // segment it was reached along, -1 at the start
	stamp   uint32
}

func newSearcher(g *Graph, nodes int) *searcher {
	return &searcher{g: g, label: make([]label, nodes), want: make([]uint32, nodes)}
}

// begin forgets the search before. Stamps are cleared when they run out.
func (s *searcher) begin(pref Preference) {
	s.stamp += 2
	if s.stamp >= math.MaxUint32-2 {
		clear(s.label)
		clear(s.want)
		s.stamp = 2
	}
	s.heap = s.heap[:0]
	s.pref = pref
}

// factor is how many metres a metre of a segment counts as.
func (s *searcher) factor(segment int32) float64 {
	if s.pref.UnlitPenalty > 0 && s.g.segments[segment].Light == Unlit {
		return 1 + s.pref.UnlitPenalty
	}
	return 1
}

// run settles the nodes around a position, nearest first, until both ends of every
// target's segment are settled or nothing is left.
func (s *searcher) run(from Position, to []Position, pref Preference) {
	s.begin(pref)
	left := 0
	for _, t := range to {
		if s.g.component[t.Segment] == s.g.component[from.Segment] {
			left += s.wish(s.g.from[t.Segment]) + s.wish(s.g.to[t.Segment])
		}
	}
	f := s.factor(from.Segment)
	before, after := from.AlongM, s.g.rest(from)
	s.reach(s.g.from[from.Segment], before*f, before, -1)
	s.reach(s.g.to[from.Segment], after*f, after, -1)
	for left > 0 && len(s.heap) > 0 {
		if node, ok := s.settle(); ok && s.want[node] == s.stamp {
			left--
		}
	}
}

// wish asks for a node to be settled; it counts the first time only.
func (s *searcher) wish(node int32) int {
	if s.want[node] == s.stamp {
		return 0
	}
	s.want[node] = s.stamp
	return 1
}

// settle takes the nearest open node and reaches out along its arcs.
func (s *searcher) settle() (node int32, ok bool) {
	next := s.heap.pop()
	l := &s.label[next.node]
	if l.stamp != s.stamp {
		return 0, false // settled before, by a cheaper way
	}
	l.stamp = s.stamp + 1
	for _, a := range s.g.arcs[s.g.row[next.node]:s.g.row[next.node+1]] {
		s.reach(a.head, l.cost+a.m*s.factor(a.segment), l.m+a.m, a.segment)
	}
	return next.node, true
}

// reach notes a way to a node if it is cheaper than the one known, or as cheap and
// shorter.
func (s *searcher) reach(node int32, cost, m float64, by int32) {
	l := &s.label[node]
	switch {
	case l.stamp == s.stamp+1:
		return
	case l.stamp == s.stamp && (cost > l.cost || cost == l.cost && m >= l.m):
		return
	}
	*l = label{cost: cost, m: m, by: by, stamp: s.stamp}
	s.heap.push(item{cost: cost, node: node})
}

// arrival is the best way to a target once run is done: over which end of the target's
// segment, or straight along the segment that both lie on.
type arrival struct {
	cost, m float64
	end     int32 // node walked over last; -1 for straight along the segment, -2 for no way
}

func (s *searcher) arrive(from, to Position) arrival {
	best := arrival{cost: math.Inf(1), m: math.Inf(1), end: -2}
	f := s.factor(to.Segment)
	try := func(end int32, cost, m float64) {
		if cost < best.cost || cost == best.cost && m < best.m {
			best = arrival{cost: cost, m: m, end: end}
		}
	}
	if from.Segment == to.Segment {
		m := math.Abs(from.AlongM - to.AlongM)
		try(-1, m*f, m)
	}
	for _, end := range [2]int32{s.g.from[to.Segment], s.g.to[to.Segment]} {
		part := to.AlongM
		if end == s.g.to[to.Segment] {
			part = s.g.rest(to)
		}
		if end == s.g.from[to.Segment] && end == s.g.to[to.Segment] {
			part = min(to.AlongM, s.g.rest(to))
		}
		if l := s.label[end]; l.stamp == s.stamp || l.stamp == s.stamp+1 {
			try(end, l.cost+part*f, l.m+part)
		}
	}
	return best
}

// rest is how far it is from a position to the end of its segment.
func (g *Graph) rest(p Position) float64 {
	return math.Max(0, g.segments[p.Segment].LengthM-p.AlongM)
}

// Walk returns the metres to each position along the cheapest way from one: +Inf where
// there is no way.
func (g *Graph) Walk(from Position, to []Position, pref Preference) []float64 {
	out := make([]float64, len(to))
	g.walk(from, to, pref, out)
	return out
}

func (g *Graph) walk(from Position, to []Position, pref Preference, out []float64) {
	s := g.searchers.Get().(*searcher)
	defer g.searchers.Put(s)
	s.run(from, to, pref)
	for i, t := range to {
		out[i] = s.arrive(from, t).m
	}
}

// matrixWorkers is how many searches of a Matrix run at once.
const matrixWorkers = 2

// Matrix returns the metres between all positions along the cheapest ways, the same in
// both directions: +Inf where there is no way.
func (g *Graph) Matrix(positions []Position, pref Preference) [][]float64 {
	n := len(positions)
	matrix := make([][]float64, n)
	cells := make([]float64, n*n)
	for i := range matrix {
		matrix[i] = cells[i*n : (i+1)*n]
	}
	var next atomic.Int64
	var workers sync.WaitGroup
	for range matrixWorkers {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				g.walk(positions[i], positions[i+1:], pref, matrix[i][i+1:])
			}
		})
	}
	workers.Wait()
	for i := range matrix {
		for j := range i {
			matrix[i][j] = matrix[j][i]
		}
	}
	return matrix
}
