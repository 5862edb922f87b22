package sight

import (
	"github.com/paulmach/orb"

	"tryggled/internal/geo"
)

// bandsFrom is from how many edges on a body gets bands; below, asking all is as fast.
const bandsFrom = 4 * runLen

// bands sorts the edges of a large body by height on the map, so that a lake with
// thousands of corners costs no more than a house to tell whether a place lies in it.
// The zero value, of a small body, has none.
type bands struct {
	low, perM float64 // north of the lowest, bands per metre
	row       []int32 // edges of band i are edge[row[i]:row[i+1]]
	edge      []int32 // first corners
}

func (s *Scene) bandsOf(b body, bound orb.Bound) bands {
	edges := 0
	s.eachEdge(b, func(int32) { edges++ })
	height := bound.Max[1] - bound.Min[1]
	if edges < bandsFrom || !(height > 0) {
		return bands{}
	}
	n := edges / 4
	out := bands{low: bound.Min[1], perM: float64(n) / height, row: make([]int32, n+1)}
	s.eachEdge(b, func(i int32) {
		low, high := out.span(s.corners[i], s.corners[i+1])
		for at := low; at <= high; at++ {
			out.row[at+1]++
		}
	})
	for i := range n {
		out.row[i+1] += out.row[i]
	}
	out.edge = make([]int32, out.row[n])
	next := append([]int32(nil), out.row[:n]...)
	s.eachEdge(b, func(i int32) {
		low, high := out.span(s.corners[i], s.corners[i+1])
		for at := low; at <= high; at++ {
			out.edge[next[at]] = i
			next[at]++
		}
	})
	return out
}

// eachEdge visits the first corner of every edge of a body.
func (s *Scene) eachEdge(b body, visit func(i int32)) {
	for _, r := range s.runs[b.run:b.end] {
		for i := r.first; i < r.end-1; i++ {
			visit(i)
		}
	}
}

func (b *bands) span(p, q orb.Point) (low, high int) {
	return b.at(min(p[1], q[1])), b.at(max(p[1], q[1]))
}

func (b *bands) at(north float64) int {
	return min(len(b.row)-2, max(0, int((north-b.low)*b.perM)))
}

// contains tells whether a place lies in a body: a ray from it eastwards crosses the
// outline an odd number of times. On the outline itself either may be told.
func (s *Scene) contains(b *body, at orb.Point) bool {
	inside := false
	if len(b.bands.row) > 0 {
		band := b.bands.at(at[1])
		for _, i := range b.bands.edge[b.bands.row[band]:b.bands.row[band+1]] {
			inside = inside != geo.CrossesEast(s.corners[i], s.corners[i+1], at)
		}
		return inside
	}
	for _, r := range s.runs[b.run:b.end] {
		for i := r.first; i < r.end-1; i++ {
			inside = inside != geo.CrossesEast(s.corners[i], s.corners[i+1], at)
		}
	}
	return inside
}
