package measure

import (
	"github.com/paulmach/orb"

	"tryggled/internal/geo"
)

// viewed is ground in view that is asked again and again whether it holds a point. The view of many
// cameras has tens of thousands of corners; asked, it looks at the edges beside the point alone.
type viewed struct {
	edges []edge
	index *geo.Index
	bound orb.Bound
}

type edge struct{ a, b orb.Point }

// newViewed takes in a surface whose polygons do not overlap.
func newViewed(ground orb.MultiPolygon) viewed {
	s := viewed{bound: ground.Bound()}
	var boxes []orb.Bound
	for _, polygon := range ground {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				s.edges = append(s.edges, edge{ring[i-1], ring[i]})
				boxes = append(boxes, orb.MultiPoint{ring[i-1], ring[i]}.Bound())
			}
		}
	}
	s.index = geo.NewIndex(boxes)
	return s
}

// holds tells whether a point lies in the ground: whether a line from it eastward crosses the
// edges an odd number of times.
func (s viewed) holds(p orb.Point) bool {
	if !s.bound.Contains(p) {
		return false
	}
	odd := false
	s.index.Search(orb.Bound{Min: p, Max: orb.Point{s.bound.Max[0], p[1]}}, func(i int) bool {
		a, b := s.edges[i].a, s.edges[i].b
		if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < a[0]+(p[1]-a[1])/(b[1]-a[1])*(b[0]-a[0]) {
			odd = !odd
		}
		return true
	})
	return odd
}
