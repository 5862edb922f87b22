package overlay

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/geo"
)

// points answers which of many points lie near.
type points struct {
	at    []orb.Point
	index *geo.Index
}

func newPoints(at []orb.Point) *points {
	bounds := make([]orb.Bound, len(at))
	for i, p := range at {
		bounds[i] = p.Bound()
	}
	return &points{at: at, index: geo.NewIndex(bounds)}
}

// within reports whether any point lies at most reach metres from p.
func (q *points) within(p orb.Point, reach float64) bool {
	hit := false
	q.index.Search(p.Bound().Pad(reach), func(i int) bool {
		hit = geo.Dist(q.at[i], p) <= reach
		return !hit
	})
	return hit
}

// near counts the points at most reach metres from a line.
func (q *points) near(line orb.LineString, reach float64) int {
	n := 0
	q.index.Search(line.Bound().Pad(reach), func(i int) bool {
		if _, _, d := geo.Nearest(line, q.at[i]); d <= reach {
			n++
		}
		return true
	})
	return n
}

// surfaces answers whether a point lies in or near any of many polygons. Edges are
// indexed one by one, so that a forest with thousands of them costs no more than a hedge.
type surfaces struct {
	polygons []orb.Polygon
	inside   *geo.Index
	edges    []orb.LineString
	outline  *geo.Index
}

func newSurfaces(polygons []orb.Polygon) *surfaces {
	s := &surfaces{polygons: polygons}
	var boxes, edgeBoxes []orb.Bound
	for _, p := range polygons {
		boxes = append(boxes, p.Bound())
		for _, ring := range p {
			for i := 1; i < len(ring); i++ {
				edge := orb.LineString{ring[i-1], ring[i]}
				s.edges = append(s.edges, edge)
				edgeBoxes = append(edgeBoxes, edge.Bound())
			}
		}
	}
	s.inside, s.outline = geo.NewIndex(boxes), geo.NewIndex(edgeBoxes)
	return s
}

// within reports whether p lies in a polygon or at most reach metres from one.
func (s *surfaces) within(p orb.Point, reach float64) bool {
	hit := false
	s.outline.Search(p.Bound().Pad(reach), func(i int) bool {
		_, _, d := geo.Nearest(s.edges[i], p)
		hit = d <= reach
		return !hit
	})
	if hit {
		return true
	}
	s.inside.Search(p.Bound(), func(i int) bool {
		hit = planar.PolygonContains(s.polygons[i], p)
		return !hit
	})
	return hit
}

// polygonsOf gives the polygons of a surface; other geometries have none.
func polygonsOf(g orb.Geometry) []orb.Polygon {
	switch g := g.(type) {
	case orb.Polygon:
		if len(g) > 0 {
			return []orb.Polygon{g}
		}
	case orb.MultiPolygon:
		return g
	case orb.Collection:
		var all []orb.Polygon
		for _, part := range g {
			all = append(all, polygonsOf(part)...)
		}
		return all
	}
	return nil
}

// camera is what one camera sees.
type camera struct {
	at      orb.Point
	reach   float64
	bearing float64 // degrees clockwise from north
	field   float64 // degrees; 360 sees all around
	surface []orb.Polygon
}

func newCamera(o Object) camera {
	c := camera{at: o.Geometry.Bound().Center(), reach: CameraReachM, field: 360, surface: polygonsOf(o.Geometry)}
	if o.Props.RangeM > 0 {
		c.reach = math.Min(c.reach, o.Props.RangeM)
	}
	if o.Props.BearingDeg == nil {
		return c
	}
	c.bearing, c.field = *o.Props.BearingDeg, o.Props.FieldDeg
	if c.field == 0 {
		c.field = DefaultFieldDeg
	}
	return c
}

func (c camera) bound() orb.Bound {
	if len(c.surface) > 0 {
		return orb.MultiPolygon(c.surface).Bound()
	}
	return c.at.Bound().Pad(c.reach)
}

func (c camera) sees(p orb.Point) bool {
	if len(c.surface) > 0 {
		return planar.MultiPolygonContains(c.surface, p)
	}
	d := geo.Dist(c.at, p)
	switch {
	case d > c.reach:
		return false
	case d == 0 || c.field >= 360:
		return true
	}
	towards := math.Atan2(p[0]-c.at[0], p[1]-c.at[1]) * 180 / math.Pi
	off := math.Abs(math.Mod(towards-c.bearing+540+360, 360) - 180)
	return off <= c.field/2+1e-9
}
