package geo

import (
	"fmt"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
	"github.com/twpayne/go-geos"
)

// quarterSegments is how many straight pieces a buffer draws a quarter circle with.
const quarterSegments = 8

// ConcaveHull is the outline of metric points: the smallest polygon around them whose
// edges are as long as ratio (0..1) of the way from the tightest to the convex hull.
// Fewer than three distinct points give no polygon.
func ConcaveHull(points orb.MultiPoint, ratio float64) (orb.MultiPolygon, error) {
	return calculate(points, func(g *geos.Geom) *geos.Geom { return g.ConcaveHull(ratio, 0) })
}

// Buffer is everything within metres of a metric geometry.
func Buffer(g orb.Geometry, metres float64) (orb.MultiPolygon, error) {
	return calculate(g, func(g *geos.Geom) *geos.Geom { return g.Buffer(metres, quarterSegments) })
}

// MakeValid repairs crossing and doubled rings and keeps the surfaces.
func MakeValid(g orb.Geometry) (orb.MultiPolygon, error) {
	return calculate(g, func(g *geos.Geom) *geos.Geom { return g.MakeValid() })
}

// Union is the surface of several polygons together.
func Union(polygons []orb.MultiPolygon) (orb.MultiPolygon, error) {
	var all orb.MultiPolygon
	for _, p := range polygons {
		all = append(all, p...)
	}
	return calculate(all, func(g *geos.Geom) *geos.Geom { return g.UnaryUnion() })
}

// calculate runs one GEOS operation in a context of its own and keeps the surfaces of
// what comes out. go-geos panics where GEOS refuses; that becomes an error here.
func calculate(g orb.Geometry, operation func(*geos.Geom) *geos.Geom) (out orb.MultiPolygon, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("geos: %v", r)
		}
	}()
	raw, err := wkb.Marshal(g)
	if err != nil {
		return nil, fmt.Errorf("geometry to GEOS: %w", err)
	}
	in, err := geos.NewContext().NewGeomFromWKB(raw)
	if err != nil {
		return nil, fmt.Errorf("geometry to GEOS: %w", err)
	}
	result, err := wkb.Unmarshal(operation(in).ToWKB())
	if err != nil {
		return nil, fmt.Errorf("geometry from GEOS: %w", err)
	}
	return surfaces(result), nil
}

// surfaces keeps the polygons of a geometry of any kind.
func surfaces(g orb.Geometry) orb.MultiPolygon {
	switch g := g.(type) {
	case orb.Polygon:
		if len(g) > 0 {
			return orb.MultiPolygon{g}
		}
	case orb.MultiPolygon:
		return g
	case orb.Collection:
		var all orb.MultiPolygon
		for _, part := range g {
			all = append(all, surfaces(part)...)
		}
		return all
	}
	return nil
}
