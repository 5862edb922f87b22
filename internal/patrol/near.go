package patrol

import (
	"container/heap"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/street"
)

// streets are the streets around a track: which lie near a point, and how far it is
// between two positions on them. Anybody may walk anywhere in any direction, so what the
// map says of access does not count: this is about where a team was, not where it may go.
type streets struct {
	segments []street.Segment
	from, to []int32 // end nodes of each segment
	arcs     [][]arc // of each node
	index    *geo.Index
	trees    map[int32]*tree
	kept     int // nodes in the trees
	passed   int // nodes passed by all searches
}

// arc is a segment as it leaves a node.
type arc struct {
	head, segment int32
	m             float64
}

// tree holds the ways from a node to all nodes within its radius.
type tree struct {
	radius float64
	to     map[int32]reached
}

// reached is how far a node is and along which segment it was reached; -1 at the root.
type reached struct {
	m  float64
	by int32
}

// The bounds of the searches of one track, which a track made of leaps would else drive far:
// an honest one of four hours passes a few hundred thousand nodes.
const (
	mostKept   = 1_000_000
	mostPassed = 20_000_000
)

// roundM is how far around a track streets are looked at: a way between two of its points
// may leave the box around it.
const roundM = 300

// streetsAround picks the streets around some points.
func streetsAround(segments []street.Segment, points []Fix) *streets {
	box := orb.Bound{Min: points[0].Point, Max: points[0].Point}
	for _, p := range points {
		box = box.Extend(p.Point)
	}
	box = box.Pad(roundM)
	s := &streets{trees: map[int32]*tree{}}
	number := map[int64]int32{}
	node := func(id int64) int32 {
		n, ok := number[id]
		if !ok {
			n = int32(len(number))
			number[id] = n
			s.arcs = append(s.arcs, nil)
		}
		return n
	}
	var bounds []orb.Bound
	for _, g := range segments {
		b := g.Line.Bound()
		if len(g.Line) < 2 || !b.Intersects(box) {
			continue
		}
		i, a, z := int32(len(s.segments)), node(g.From), node(g.To)
		s.segments, bounds = append(s.segments, g), append(bounds, b)
		s.from, s.to = append(s.from, a), append(s.to, z)
		s.arcs[a] = append(s.arcs[a], arc{z, i, g.LengthM})
		if a != z {
			s.arcs[z] = append(s.arcs[z], arc{a, i, g.LengthM})
		}
	}
	s.index = geo.NewIndex(bounds)
	return s
}

// ways are the ways from a node to those within a radius at least, remembered. There are
// none once the searches have gone too far.
func (s *streets) ways(node int32, radius float64) *tree {
	if t := s.trees[node]; t != nil && t.radius >= radius {
		return t
	}
	wide := 128.0
	for wide < radius {
		wide *= 2
	}
	if s.kept > mostKept {
		clear(s.trees)
		s.kept = 0
	}
	t := s.search(node, wide)
	s.trees[node] = t
	s.kept += len(t.to)
	return t
}

// search is Dijkstra's (1959), ended at a radius.
func (s *streets) search(node int32, radius float64) *tree {
	t := &tree{radius: radius, to: map[int32]reached{node: {by: -1}}}
	open := &frontier{{node: node}}
	for open.Len() > 0 && s.passed < mostPassed {
		s.passed++
		at := heap.Pop(open).(open1)
		if at.m > t.to[at.node].m {
			continue
		}
		for _, a := range s.arcs[at.node] {
			m := at.m + a.m
			if known, ok := t.to[a.head]; m > radius || ok && known.m <= m {
				continue
			}
			t.to[a.head] = reached{m: m, by: a.segment}
			heap.Push(open, open1{node: a.head, m: m})
		}
	}
	return t
}

// open1 is a node that is still to be passed.
type open1 struct {
	m    float64
	node int32
}

// frontier is a heap of them, nearest first, of equals the lowest number.
type frontier []open1

func (f frontier) Len() int { return len(f) }

// Less implements heap.Interface.
func (f frontier) Less(i, j int) bool {
	return f[i].m < f[j].m || f[i].m == f[j].m && f[i].node < f[j].node
}

// Swap implements heap.Interface.
func (f frontier) Swap(i, j int) { f[i], f[j] = f[j], f[i] }

// Push implements heap.Interface.
func (f *frontier) Push(x any) { *f = append(*f, x.(open1)) }

// Pop implements heap.Interface.
func (f *frontier) Pop() any {
	old := *f
	last := old[len(old)-1]
	*f = old[:len(old)-1]
	return last
}
