package street

import (
	"math"
	"time"
)

// searcher holds the arrays of one shortest-path search (Dijkstra, 1959, with the open
// nodes in buckets of equal width as Dial, 1969, keeps them), reused from search to
// search: a label counts only if it carries the stamp of the running one.
type searcher struct {
	g       *Graph
	p       *Profile // of the running search
	label   []label
	seconds []float64 // true seconds of the labels
	metres  []float64 // of the labels that lengthTo was asked for: counted once, then kept
	known   []uint32  // stamp: metres is of this search
	back    []int32   // nodes that lengthTo has yet to count
	want    []uint32  // stamp: to be reached, counted in left; stamp+1: on the way to one, or reached
	left    int
	reached []int32 // nodes that spread came upon, in order
	queue   buckets
	stamp   uint32
}

// label is the best way to a node so far.
type label struct {
	cost  float64
	by    int32  // segment it was reached along; begunForwards or begunBackwards from the start
	stamp uint32 // of the search while the node is open, one more once it was passed
}

// How a node next to the start was reached: along the line of the start's segment, or against it.
const (
	begunForwards  = -1
	begunBackwards = -2
)

func newSearcher(g *Graph, nodes int) *searcher {
	return &searcher{
		g: g, label: make([]label, nodes), seconds: make([]float64, nodes),
		metres: make([]float64, nodes), known: make([]uint32, nodes), want: make([]uint32, nodes),
	}
}

// begin forgets the search before. Stamps are cleared when they run out.
func (s *searcher) begin(p *Profile) {
	s.p = p
	s.stamp += 2
	if s.stamp >= math.MaxUint32-2 {
		clear(s.label)
		clear(s.want)
		clear(s.known)
		s.stamp = 2
	}
	s.left = 0
	s.queue.reset(p.longest)
}

// run finds the cheapest way from a position to both ends of every target's segment, as
// far as such ways are sure to take no longer than within.
func (s *searcher) run(p *Profile, from Position, to []Position, within time.Duration) {
	s.begin(p)
	for _, t := range to {
		if s.g.component[t.Segment] == s.g.component[from.Segment] {
			s.wish(t)
		}
	}
	s.start(from)
	most := math.Inf(1)
	if within != Never {
		most = within.Seconds() * p.unit * p.worst
	}
	// Labels are final once their bucket is empty, since no way is shorter than nothing.
	for s.left > 0 && s.queue.open > 0 && s.queue.least() <= most {
		for node, ok := s.queue.take(); ok; node, ok = s.queue.take() {
			s.pass(node)
		}
		s.queue.next()
	}
}

// start reaches the ends of the segment that a position lies on.
func (s *searcher) start(from Position) {
	at, length := s.g.place(from)
	if forwards := s.p.along(from.Segment, at, length); forwards.open() {
		s.reach(s.g.to[from.Segment], forwards, begunForwards)
	}
	if backwards := s.p.along(from.Segment, at, 0); backwards.open() {
		s.reach(s.g.from[from.Segment], backwards, begunBackwards)
	}
}

// wish asks for those ends of a target's segment that it can be reached from.
func (s *searcher) wish(to Position) {
	at, length := s.g.place(to)
	if s.p.free || s.p.along(to.Segment, 0, at).open() {
		s.wishNode(s.g.from[to.Segment])
	}
	if s.p.free || s.p.along(to.Segment, length, at).open() {
		s.wishNode(s.g.to[to.Segment])
	}
}

// wishNode asks for a node to be reached, and opens the dead ends that lead to it.
func (s *searcher) wishNode(node int32) {
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
	so, seconds := pace{l.cost, s.seconds[node]}, s.p.seconds
	first := s.p.row[node]
	for i, a := range s.p.arcs[first:s.p.row[node+1]] {
		head := a.head
		if head < 0 { // into a dead end, where nobody wants to go unless asked
			if head = ^head; s.want[head] < s.stamp {
				continue
			}
		}
		way := pace{so.cost + a.cost, so.seconds + a.cost}
		if seconds != nil {
			way.seconds = so.seconds + seconds[int(first)+i]
		}
		s.reach(head, way, a.segment)
	}
}

// reach notes a way to a node if it is cheaper than the one known, or as cheap and quicker.
func (s *searcher) reach(node int32, way pace, by int32) {
	l := &s.label[node]
	if l.stamp >= s.stamp && (way.cost > l.cost || way.cost == l.cost && way.seconds >= s.seconds[node]) {
		return
	}
	*l = label{cost: way.cost, by: by, stamp: s.stamp}
	s.seconds[node] = way.seconds
	s.queue.put(node, way.cost)
}

// arrival is the best way to a target once run is done: over which end of the target's
// segment, or straight along the segment that both lie on.
type arrival struct {
	pace
	end     int32   // node gone over last; straight or nowhere
	entersM float64 // where on the target's segment that is
}

const (
	straight = -1 // along the segment that both lie on
	nowhere  = -2
)

func (s *searcher) arrive(from, to Position) arrival {
	best := arrival{pace: closed, end: nowhere}
	try := func(end int32, entersM float64, way pace) {
		if way.cost < best.cost || way.cost == best.cost && way.seconds < best.seconds {
			best = arrival{pace: way, end: end, entersM: entersM}
		}
	}
	at, length := s.g.place(to)
	if from.Segment == to.Segment {
		start, _ := s.g.place(from)
		try(straight, start, s.p.along(to.Segment, start, at))
	}
	if end := s.g.from[to.Segment]; s.label[end].stamp >= s.stamp {
		try(end, 0, s.to(end).plus(s.p.along(to.Segment, 0, at)))
	}
	if end := s.g.to[to.Segment]; s.label[end].stamp >= s.stamp {
		try(end, length, s.to(end).plus(s.p.along(to.Segment, length, at)))
	}
	return best
}

// to is what the way to a node costs and takes.
func (s *searcher) to(node int32) pace { return pace{s.label[node].cost, s.seconds[node]} }

// before is the node from which the way comes to one that lies farther.
func (s *searcher) before(node int32) int32 {
	by := s.label[node].by
	return s.g.from[by] + s.g.to[by] - node
}

// lengthTo is how long in metres the way to an arrival is.
func (s *searcher) lengthTo(a arrival, from, to Position) float64 {
	at, _ := s.g.place(to)
	last := math.Abs(at - a.entersM)
	if a.end < 0 {
		return last
	}
	start, length := s.g.place(from)
	s.back = s.back[:0]
	node := a.end
	for s.known[node] != s.stamp && s.label[node].by >= 0 {
		s.back = append(s.back, node)
		node = s.before(node)
	}
	if s.known[node] != s.stamp {
		s.known[node], s.metres[node] = s.stamp, start
		if s.label[node].by == begunForwards {
			s.metres[node] = length - start
		}
	}
	m := s.metres[node]
	for i := len(s.back) - 1; i >= 0; i-- {
		node = s.back[i]
		m += s.g.segments[s.label[node].by].LengthM
		s.known[node], s.metres[node] = s.stamp, m
	}
	return m + last
}

// place is how far along its segment a position lies, and how long that is.
func (g *Graph) place(p Position) (at, length float64) {
	length = g.segments[p.Segment].LengthM
	return max(0, min(p.AlongM, length)), length
}
