package street

import (
	"cmp"
	"math"
	"slices"
)

// Around visits every segment that some walk of at most maxM metres from a position comes
// to: its own first, the others in an order that only the graph and the position decide.
// Each comes once, with the metres walked to its ends (From, To), +Inf for an end farther
// than maxM. Of a segment that is a loop both are the same. Nothing is visited for a maxM
// that is negative or not a number.
func (g *Graph) Around(from Position, maxM float64, visit func(segment int32, toFrom, toTo float64)) {
	if !(maxM >= 0) {
		return
	}
	s := g.searchers.Get().(*searcher)
	defer g.searchers.Put(s)
	s.around(from, maxM, visit)
}

func (s *searcher) around(from Position, maxM float64, visit func(segment int32, toFrom, toTo float64)) {
	g := s.g
	s.spread(from, maxM)
	visit(from.Segment, s.metresTo(g.from[from.Segment]), s.metresTo(g.to[from.Segment]))
	plain := g.plain
	for _, node := range s.reached {
		m := s.label[node].cost
		for _, a := range plain.arcs[plain.row[node]:plain.row[node+1]] {
			head := a.head
			if head < 0 {
				head = ^head
			}
			other, first := s.metresTo(head), g.from[a.segment] == node
			switch {
			case a.segment == from.Segment || !first && !math.IsInf(other, 1):
				// visited already, or left to its first end
			case first:
				visit(a.segment, m, other)
			default:
				visit(a.segment, other, m)
			}
		}
		for _, loop := range g.loopsAt(node) {
			if loop != from.Segment {
				visit(loop, m, m)
			}
		}
	}
}

// DistanceTo is the walk between two positions where the second lies on a segment that
// Around visited from the first, given the metres to its ends: over either end, or along
// the segment where both lie on it. It is right up to the maxM of Around; a way longer
// than that may be missed and a still longer one be told, or +Inf.
func (g *Graph) DistanceTo(from, to Position, toFrom, toTo float64) float64 {
	m := min(toFrom+to.AlongM, toTo+g.rest(to))
	if from.Segment == to.Segment {
		m = min(m, math.Abs(from.AlongM-to.AlongM))
	}
	return m
}

// spread finds the shortest way to every node within maxM of a position, dead ends too,
// and lists them in the order they were come upon.
func (s *searcher) spread(from Position, maxM float64) {
	s.begin(s.g.plain)
	s.reached = s.reached[:0]
	s.reachWithin(s.g.from[from.Segment], from.AlongM, maxM, begunBackwards)
	s.reachWithin(s.g.to[from.Segment], s.g.rest(from), maxM, begunForwards)
	for s.queue.open > 0 {
		for node, ok := s.queue.take(); ok; node, ok = s.queue.take() {
			s.passWithin(node, maxM)
		}
		s.queue.next()
	}
}

// passWithin reaches out along all arcs of a node, unless that was done before.
func (s *searcher) passWithin(node int32, maxM float64) {
	l := &s.label[node]
	if l.stamp != s.stamp {
		return
	}
	l.stamp = s.stamp + 1
	plain := s.g.plain
	for _, a := range plain.arcs[plain.row[node]:plain.row[node+1]] {
		head := a.head
		if head < 0 {
			head = ^head
		}
		s.reachWithin(head, l.cost+a.cost, maxM, a.segment)
	}
}

// reachWithin notes a walk to a node, if it is short enough and shorter than the one known.
func (s *searcher) reachWithin(node int32, m, maxM float64, by int32) {
	if m > maxM {
		return
	}
	l := &s.label[node]
	switch {
	case l.stamp < s.stamp:
		s.reached = append(s.reached, node)
	case m >= l.cost:
		return
	}
	*l = label{cost: m, by: by, stamp: s.stamp}
	s.queue.put(node, m)
}

// metresTo is the walk that spread found to a node.
func (s *searcher) metresTo(node int32) float64 {
	if s.label[node].stamp < s.stamp {
		return math.Inf(1)
	}
	return s.label[node].cost
}

// loopsOf lists the segments that begin and end at one node, by that node.
func loopsOf(from, to []int32) []int32 {
	var loops []int32
	for i := range from {
		if from[i] == to[i] {
			loops = append(loops, int32(i))
		}
	}
	slices.SortStableFunc(loops, func(a, b int32) int { return cmp.Compare(from[a], from[b]) })
	return loops
}

// loopsAt returns the segments that begin and end at a node.
func (g *Graph) loopsAt(node int32) []int32 {
	if len(g.loops) == 0 {
		return nil
	}
	at, _ := slices.BinarySearchFunc(g.loops, node, func(loop, node int32) int { return cmp.Compare(g.from[loop], node) })
	end := at
	for end < len(g.loops) && g.from[g.loops[end]] == node {
		end++
	}
	return g.loops[at:end]
}

// rest is how far it is from a position to the end of its segment.
func (g *Graph) rest(p Position) float64 {
	return math.Max(0, g.segments[p.Segment].LengthM-p.AlongM)
}
