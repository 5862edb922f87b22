package view

import (
	"github.com/paulmach/orb"

	"tryggled/internal/geo"
)

// Walls is what hides the ground from cameras: the outlines of buildings, indexed. It never
// changes, and any number of goroutines may ask it. Nil is no walls at all.
type Walls struct {
	edges    []edge     // building by building, polygon by polygon
	polygons []polygon  // each with its edges
	byEdge   *geo.Index // of edges
	byBox    *geo.Index // of polygons
}

type edge struct{ a, b orb.Point }

// polygon is a run of edges: its outer ring and its courtyards.
type polygon struct{ first, end int }

// NewWalls indexes buildings, metric. Surfaces that cross themselves should be repaired
// first; of one that does, what an odd number of its rings encloses is taken as inside. A
// polygon with a coordinate that is not a number hides nothing.
func NewWalls(buildings []orb.MultiPolygon) *Walls {
	w := &Walls{}
	var boxes, edgeBoxes []orb.Bound
	for _, building := range buildings {
		for _, p := range building {
			first := len(w.edges)
			w.edges = appendEdges(w.edges, p)
			if len(w.edges) == first {
				continue
			}
			box := orb.MultiPoint{w.edges[first].a}.Bound()
			for _, e := range w.edges[first:] {
				b := orb.MultiPoint{e.a, e.b}.Bound()
				edgeBoxes = append(edgeBoxes, b)
				box = box.Union(b)
			}
			w.polygons, boxes = append(w.polygons, polygon{first, len(w.edges)}), append(boxes, box)
		}
	}
	w.byEdge, w.byBox = geo.NewIndex(edgeBoxes), geo.NewIndex(boxes)
	return w
}

// appendEdges adds the edges of a polygon, its rings closed, unless a coordinate is not a
// number.
func appendEdges(edges []edge, p orb.Polygon) []edge {
	first := len(edges)
	for _, ring := range p {
		for i, b := range ring {
			a := ring[(i+len(ring)-1)%len(ring)]
			if !finite(b[0]) || !finite(b[1]) {
				return edges[:first]
			}
			if a != b {
				edges = append(edges, edge{a, b})
			}
		}
	}
	return edges
}

// free reports whether p lies in no building.
func (w *Walls) free(p orb.Point) bool {
	free := true
	w.byBox.Search(p.Bound(), func(i int) bool {
		free = !inside(w.edges[w.polygons[i].first:w.polygons[i].end], p)
		return free
	})
	return free
}

// inside reports whether a ray from p to the east crosses an odd number of the edges, as it
// does from within.
func inside(edges []edge, p orb.Point) bool {
	in := false
	for _, e := range edges {
		in = in != geo.CrossesEast(e.a, e.b, p)
	}
	return in
}

// nearest is the point of the edge nearest to p, and how many metres away it is.
func (e edge) nearest(p orb.Point) (orb.Point, float64) {
	q, _, d := geo.Nearest(orb.LineString{e.a, e.b}, p)
	return q, d
}
