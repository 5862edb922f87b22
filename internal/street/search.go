package street

import "math"

// searcher holds the arrays of one shortest-path search (Dijkstra, 1959, with the open
// nodes in buckets of equal width as Dial, 1969, keeps them), reused from search to
// search: a label counts only if it carries the stamp of the running one.
type searcher struct {
	g       *Graph
	label   []label
	m       []float64 // true metres of the labels; the same as their cost without a penalty
	want    []uint32  // stamp: to be reached, counted in left; stamp+1: on the way to one, or reached
	left    int
	reached []int32 // nodes that spread came upon, in order
	queue   buckets
	stamp   uint32
	penalty float64
}

// label is the best way to a node so far.
type label struct {
	cost  float64 // metres as they count
	by    int32   // segment it was reached along, -1 at the start
	stamp uint32  // of the search while the node is open, one more once it was passed
}

func newSearcher(g *Graph, nodes int) *searcher {
	return &searcher{g: g, label: make([]label, nodes), m: make([]float64, nodes), want: make([]uint32, nodes)}
}

// begin forgets the search before. Stamps are cleared when they run out.
func (s *searcher) begin(pref Preference) {
	s.stamp += 2
	if s.stamp >= math.MaxUint32-2 {
		clear(s.label)
		clear(s.want)
		s.stamp = 2
	}
	s.left = 0
	s.penalty = pref.penalty()
	s.queue.reset(s.g.longestM * (1 + s.penalty))
}

// cost is what metres along a segment count as.
func (s *searcher) cost(segment int32, m float64) float64 {
	if s.penalty > 0 {
		return m * (1 + s.penalty*s.g.dark[segment])
	}
	return m
}

// run finds the best way from a position to both ends of every target's segment.
func (s *searcher) run(from Position, to []Position, pref Preference) {
	s.begin(pref)
	for _, t := range to {
		if s.g.component[t.Segment] == s.g.component[from.Segment] {
			s.wish(s.g.from[t.Segment])
			s.wish(s.g.to[t.Segment])
		}
	}
	before, after := from.AlongM, s.g.rest(from)
	s.reach(s.g.from[from.Segment], s.cost(from.Segment, before), before, -1)
	s.reach(s.g.to[from.Segment], s.cost(from.Segment, after), after, -1)
	// Labels are final once their bucket is empty, since no way is shorter than nothing.
	for s.left > 0 && s.queue.open > 0 {
		for node, ok := s.queue.take(); ok; node, ok = s.queue.take() {
			s.pass(node)
		}
		s.queue.next()
	}
}

// wish asks for a node to be reached, and opens the dead ends that lead to it.
func (s *searcher) wish(node int32) {
	if s.want[node] == s.stamp {
		return
	}
	s.want[node] = s.stamp
	s.left++
	for up := s.g.up[node]; up >= 0 && s.want[up] < s.stamp; up = s.g.up[up] {
		s.want[up] = s.stamp + 1
	}
}

// pass reaches out along the arcs of a node, unless that was done before.
func (s *searcher) pass(node int32) {
	l := &s.label[node]
	if l.stamp != s.stamp {
		return
	}
	l.stamp = s.stamp + 1
	if s.want[node] == s.stamp {
		s.want[node] = s.stamp + 1
		s.left--
	}
	cost, m := l.cost, s.m[node]
	for _, a := range s.g.arcs[s.g.row[node]:s.g.row[node+1]] {
		head := a.head
		if head < 0 { // into a dead end, where nobody wants to go unless asked
			if head = ^head; s.want[head] < s.stamp {
				continue
			}
		}
		s.reach(head, cost+s.cost(a.segment, a.m), m+a.m, a.segment)
	}
}

// reach notes a way to a node if it is cheaper than the one known, or as cheap and
// shorter.
func (s *searcher) reach(node int32, cost, m float64, by int32) {
	l := &s.label[node]
	if l.stamp >= s.stamp && (cost > l.cost || cost == l.cost && m >= s.m[node]) {
		return
	}
	*l = label{cost: cost, by: by, stamp: s.stamp}
	s.m[node] = m
	s.queue.put(node, cost)
}

// arrival is the best way to a target once run is done: over which end of the target's
// segment, or straight along the segment that both lie on.
type arrival struct {
	cost, m float64
	end     int32 // node walked over last; -1 for straight along the segment, -2 for no way
}

func (s *searcher) arrive(from, to Position) arrival {
	best := arrival{cost: math.Inf(1), m: math.Inf(1), end: -2}
	try := func(end int32, cost, m float64) {
		if cost < best.cost || cost == best.cost && m < best.m {
			best = arrival{cost: cost, m: m, end: end}
		}
	}
	if from.Segment == to.Segment {
		m := math.Abs(from.AlongM - to.AlongM)
		try(-1, s.cost(to.Segment, m), m)
	}
	for _, end := range [2]int32{s.g.from[to.Segment], s.g.to[to.Segment]} {
		part := to.AlongM
		if end == s.g.to[to.Segment] {
			part = s.g.rest(to)
		}
		if end == s.g.from[to.Segment] && end == s.g.to[to.Segment] {
			part = min(to.AlongM, s.g.rest(to))
		}
		if l := s.label[end]; l.stamp >= s.stamp {
			try(end, l.cost+s.cost(to.Segment, part), s.m[end]+part)
		}
	}
	return best
}

// rest is how far it is from a position to the end of its segment.
func (g *Graph) rest(p Position) float64 {
	return math.Max(0, g.segments[p.Segment].LengthM-p.AlongM)
}
