package geo

import (
	"fmt"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
	"github.com/twpayne/go-geos"
)

// quarterSegments is how many straight pieces a buffer draws a quarter circle with.
const quarterSegments = 8

// Buffer is everything within metres of a metric geometry.
func Buffer(g orb.Geometry, metres float64) (orb.MultiPolygon, error) {
	return calculate(g, func(g *geos.Geom) *geos.Geom { return g.Buffer(metres, quarterSegments) })
}

// Around is everything within metres of any of the lines. Each is drawn by itself and the
// surfaces are joined: GEOS takes a minute to draw round a whole town's streets at once.
func Around(lines []orb.LineString, metres float64) (orb.MultiPolygon, error) {
	var each orb.MultiPolygon
	for _, line := range lines {
		b, err := Buffer(line, metres)
		if err != nil {
			return nil, err
		}
		each = append(each, b...)
	}
	return calculate(each, func(g *geos.Geom) *geos.Geom { return g.UnaryUnion() })
}

// MakeValid repairs crossing and doubled rings and keeps the surfaces.
func MakeValid(g orb.Geometry) (orb.MultiPolygon, error) {
	return calculate(g, func(g *geos.Geom) *geos.Geom { return g.MakeValid() })
}

// Union joins surfaces that overlap or touch, each repaired first: what lies in any of them
// lies once in what comes out.
func Union(g orb.Geometry) (orb.MultiPolygon, error) {
	return calculate(g, func(g *geos.Geom) *geos.Geom { return g.MakeValid().UnaryUnion() })
}

// contexts holds the GEOS contexts that are not at work. They are used again because
// go-geos v0.20.4 never frees one: its handle table points back into it.
var contexts = make(chan *geos.Context, 16)

func takeContext() *geos.Context {
	select {
	case c := <-contexts:
		return c
	default:
		return geos.NewContext()
	}
}

func giveContext(c *geos.Context) {
	select {
	case contexts <- c:
	default:
	}
}

// calculate runs one GEOS operation, alone in its context, and keeps the surfaces of what
// comes out; nil and empty geometries give none.
func calculate(g orb.Geometry, operation func(*geos.Geom) *geos.Geom) (orb.MultiPolygon, error) {
	g = solid(g)
	if g == nil {
		return nil, nil
	}
	return inContext(func(load loader) *geos.Geom { return operation(load(g)) })
}

// loader takes a geometry that is solid into the context that GEOS works in.
type loader func(orb.Geometry) *geos.Geom

// inContext lends GEOS a context and keeps the surfaces of what comes out. go-geos panics
// where GEOS refuses; that becomes an error here.
func inContext(work func(load loader) *geos.Geom) (out orb.MultiPolygon, err error) {
	c := takeContext()
	defer giveContext(c)
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("geos: %v", r)
		}
	}()
	made := work(func(g orb.Geometry) *geos.Geom { return toGeos(c, g) })
	if made == nil {
		return nil, nil
	}
	result, err := wkb.Unmarshal(made.ToWKB())
	if err != nil {
		return nil, fmt.Errorf("geometry from GEOS: %w", err)
	}
	return surfaces(result), nil
}

// toGeos takes a solid geometry into a context. It panics, as GEOS does, with what is
// wrong; inContext makes that an error.
func toGeos(c *geos.Context, g orb.Geometry) *geos.Geom {
	if b := g.Bound(); !finite(b.Min[0]) || !finite(b.Min[1]) || !finite(b.Max[0]) || !finite(b.Max[1]) {
		panic("a coordinate is not a number")
	}
	raw, err := wkb.Marshal(g)
	if err != nil {
		panic(err)
	}
	in, err := c.NewGeomFromWKB(raw)
	if err != nil {
		panic(err)
	}
	return in
}

// solid drops the empty parts of a geometry, which WKB has no common form for, and closes
// rings. It returns nil where nothing is left.
func solid(g orb.Geometry) orb.Geometry {
	switch g := g.(type) {
	case orb.Point:
		return g
	case orb.MultiPoint:
		return orNil(g, len(g))
	case orb.LineString:
		return solidLine(g)
	case orb.MultiLineString:
		return solidParts(g)
	case orb.Ring:
		return solid(orb.Polygon{g})
	case orb.Polygon:
		return solidPolygon(g)
	case orb.MultiPolygon:
		return solidParts(g)
	case orb.Collection:
		return solidParts(g)
	case orb.Bound:
		if g.IsEmpty() {
			return nil
		}
		return solid(g.ToPolygon())
	}
	return nil
}

func orNil(g orb.Geometry, n int) orb.Geometry {
	if n == 0 {
		return nil
	}
	return g
}

// solidLine makes a line of one point, which GEOS refuses, that point.
func solidLine(line orb.LineString) orb.Geometry {
	if len(line) == 1 {
		return line[0]
	}
	return orNil(line, len(line))
}

// solidPolygon closes the rings and drops the empty ones; without an outer ring nothing
// is left, and an outer ring of fewer than three points is only a line.
func solidPolygon(p orb.Polygon) orb.Geometry {
	if len(p) == 0 || len(p[0]) == 0 {
		return nil
	}
	var rings orb.Polygon
	for i, ring := range p {
		if len(ring) > 0 && !ring.Closed() {
			ring = append(ring[:len(ring):len(ring)], ring[0])
		}
		switch {
		case len(ring) >= 4:
			rings = append(rings, ring)
		case i == 0:
			return solidLine(orb.LineString(ring))
		}
	}
	return rings
}

func solidParts[G orb.Geometry](parts []G) orb.Geometry {
	var all orb.Collection
	for _, part := range parts {
		if s := solid(part); s != nil {
			all = append(all, s)
		}
	}
	return orNil(all, len(all))
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
