package street

import (
	"math"
	"slices"
	"sync"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
)

// Graph is the network in memory: nodes numbered from 0, the segments that leave each node
// side by side (compressed rows), and an index that snaps points. It never changes after
// NewGraph and may be used by any number of goroutines.
type Graph struct {
	segments  []Segment
	component []int32 // of each segment, 0 the longest
	from, to  []int32 // end nodes of each segment
	row       []int32 // edges of node n are arcs[row[n]:row[n+1]]
	arcs      []edge
	loops     []int32  // segments that begin and end at one node, by that node
	up        []int32  // for a node of a dead end, its neighbour towards the rest; else -1
	plain     *Profile // by metres alone
	index     *geo.Index
	searchers sync.Pool // of *searcher
}

// edge is a segment as it leaves one of its ends.
type edge struct {
	head    int32 // the node it leads to; its complement where that is further into a dead end
	segment int32
}

// Position is a point on a segment.
type Position struct {
	Segment int32     // index into the graph's segments
	AlongM  float64   // metres from the segment's start
	Point   orb.Point // metric, on the segment
	OffM    float64   // metres from the point that was asked for
}

// NewGraph builds the graph of segments, which it keeps. Segments that share a node ID
// at an end are joined there.
func NewGraph(segments []Segment) *Graph {
	g := &Graph{
		segments:  segments,
		component: componentsOf(segments),
		from:      make([]int32, len(segments)),
		to:        make([]int32, len(segments)),
	}
	nodes := g.numberNodes()
	g.loops = loopsOf(g.from, g.to)
	g.fillRows(nodes)
	g.markDeadEnds()
	bounds := make([]orb.Bound, len(segments))
	for i, s := range segments {
		bounds[i] = s.Line.Bound()
	}
	g.index = geo.NewIndex(bounds)
	g.byMetres()
	g.searchers.New = func() any { return newSearcher(g, nodes) }
	return g
}

// Segments returns the segments that positions point into.
func (g *Graph) Segments() []Segment { return g.segments }

// Component tells which connected part a position lies in: 0 is the largest.
func (g *Graph) Component(p Position) int { return int(g.component[p.Segment]) }

// Snap finds the nearest point of the network within maxM metres: on the largest
// connected part where that is in reach, else on any other. Walks between different
// parts are +Inf long.
func (g *Graph) Snap(p orb.Point, maxM float64) (Position, bool) {
	if pos, ok := g.snap(p, maxM, func(component int32) bool { return component == 0 }); ok {
		return pos, true
	}
	return g.Nearest(p, maxM)
}

// Nearest finds the nearest place on any street within maxM metres, also on one that does
// not hang together with the rest: where something happened, not where a walk may go.
func (g *Graph) Nearest(p orb.Point, maxM float64) (Position, bool) {
	return g.snap(p, maxM, func(int32) bool { return true })
}

func (g *Graph) snap(p orb.Point, maxM float64, allowed func(component int32) bool) (Position, bool) {
	i, _, ok := g.index.Nearest(p, maxM, func(i int) float64 {
		if !allowed(g.component[i]) {
			return math.Inf(1)
		}
		_, _, d := geo.Nearest(g.segments[i].Line, p)
		return d
	})
	if !ok {
		return Position{}, false
	}
	at, along, off := geo.Nearest(g.segments[i].Line, p)
	return Position{Segment: int32(i), AlongM: along, Point: at, OffM: off}, true
}

// componentsOf computes the parts anew: the segments may be a selection.
func componentsOf(segments []Segment) []int32 {
	copied := slices.Clone(segments)
	markComponents(copied)
	parts := make([]int32, len(copied))
	for i, s := range copied {
		parts[i] = int32(s.Component)
	}
	return parts
}

// numberNodes numbers the ends of segments in the order of the segments, which keeps
// neighbours close in memory, and returns how many there are.
func (g *Graph) numberNodes() int {
	number := make(map[int64]int32)
	of := func(id int64) int32 {
		n, ok := number[id]
		if !ok {
			n = int32(len(number))
			number[id] = n
		}
		return n
	}
	for i, s := range g.segments {
		g.from[i], g.to[i] = of(s.From), of(s.To)
	}
	return len(number)
}

func (g *Graph) fillRows(nodes int) {
	g.row = make([]int32, nodes+1)
	g.eachArc(func(tail int32, _ edge) { g.row[tail+1]++ })
	for n := range nodes {
		g.row[n+1] += g.row[n]
	}
	g.arcs = make([]edge, g.row[nodes])
	next := slices.Clone(g.row)
	g.eachArc(func(tail int32, a edge) {
		g.arcs[next[tail]] = a
		next[tail]++
	})
}

// eachArc visits every segment in both directions; a loop leads nowhere and has no arc.
func (g *Graph) eachArc(visit func(tail int32, a edge)) {
	for i := range g.segments {
		if g.from[i] == g.to[i] {
			continue
		}
		visit(g.from[i], edge{head: g.to[i], segment: int32(i)})
		visit(g.to[i], edge{head: g.from[i], segment: int32(i)})
	}
}

// markDeadEnds peels off ends that lead nowhere, one street at a time, until only streets
// that lie on some round are left (the 2-core of the network). A search enters them only
// on its way to something in them.
func (g *Graph) markDeadEnds() {
	nodes := len(g.row) - 1
	g.up = make([]int32, nodes)
	degree := make([]int32, nodes)
	var ends []int32
	for n := range nodes {
		g.up[n] = -1
		degree[n] = g.row[n+1] - g.row[n]
		if degree[n] == 1 {
			ends = append(ends, int32(n))
		}
	}
	for len(ends) > 0 {
		n := ends[len(ends)-1]
		ends = ends[:len(ends)-1]
		for _, a := range g.arcs[g.row[n]:g.row[n+1]] {
			if degree[n] != 1 || a.head < 0 {
				continue // the last of its part, or peeled off already
			}
			g.up[n] = a.head
			degree[n]--
			if degree[a.head]--; degree[a.head] == 1 {
				ends = append(ends, a.head)
			}
			g.complementArc(a.head, n)
		}
	}
}

// complementArc marks the arc from a node into a dead end.
func (g *Graph) complementArc(from, to int32) {
	for i := g.row[from]; i < g.row[from+1]; i++ {
		if g.arcs[i].head == to {
			g.arcs[i].head = ^to
			return
		}
	}
}
