package geo

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/twpayne/go-geos"
)

// arcStep is the widest angle, in radians, that Sector draws with one straight piece: an
// inscribed piece of angle δ keeps sin δ/δ of the area, here 99.98 %.
const arcStep = 2 * math.Pi / 180

// Sector is the part of a disc that lies between two directions: from fromDeg, fieldDeg
// degrees further, both clockwise from north. The arc is drawn by points on the circle at
// most 2° apart, so that the area is at most 0.02 % too small. From 360° on it is the
// whole disc. A field or a radius in metres that is not above 0 gives no polygon.
func Sector(at orb.Point, fromDeg, fieldDeg, radiusM float64) orb.Polygon {
	if !(fieldDeg > 0 && radiusM > 0) || !finite(fromDeg) || !finite(radiusM) {
		return nil
	}
	whole := fieldDeg >= 360
	from, field := fromDeg*math.Pi/180, math.Min(fieldDeg, 360)*math.Pi/180
	pieces := max(1, int(math.Ceil(field/arcStep-1e-9)))
	ring := make(orb.Ring, 0, pieces+3)
	each, last := field/float64(pieces), pieces
	if whole {
		last-- // the point after it would be the first again
	} else {
		ring = append(ring, at)
	}
	for i := last; i >= 0; i-- { // backwards: a bearing turns clockwise, an outer ring does not
		sin, cos := math.Sincos(from + float64(i)*each)
		ring = append(ring, orb.Point{at[0] + radiusM*sin, at[1] + radiusM*cos})
	}
	return orb.Polygon{append(ring, ring[0])}
}

// grid is the raster, in metres, on which surfaces are cut. On it GEOS cannot go wrong;
// without it 3.11 sometimes takes a surface for empty, and says nothing, where outlines
// almost run along each other (seen with two bands of one camera's view).
const grid = 1e-5

// Difference is what lies in a and not in b, its corners on a raster of 0.01 mm. Surfaces
// that cross themselves are repaired first.
func Difference(a, b orb.Geometry) (orb.MultiPolygon, error) {
	return combine(a, b, func(a, b *geos.Geom) *geos.Geom {
		if a == nil || b == nil {
			return a
		}
		return a.DifferencePrec(b, grid)
	})
}

// Intersection is what lies both in a and in b, its corners on a raster of 0.01 mm. Surfaces
// that cross themselves are repaired first.
func Intersection(a, b orb.Geometry) (orb.MultiPolygon, error) {
	return combine(a, b, func(a, b *geos.Geom) *geos.Geom {
		if a == nil || b == nil {
			return nil
		}
		return a.IntersectionPrec(b, grid)
	})
}

// combine runs one GEOS operation on two geometries, each made whole first; what is nil or
// empty comes to the operation as nil.
func combine(a, b orb.Geometry, operation func(a, b *geos.Geom) *geos.Geom) (orb.MultiPolygon, error) {
	return inContext(func(load loader) *geos.Geom { return operation(whole(load, a), whole(load, b)) })
}

// whole loads a geometry as one piece: GEOS refuses to cut collections, and surfaces that
// cross themselves or each other.
func whole(load loader, g orb.Geometry) *geos.Geom {
	g = solid(g)
	if g == nil {
		return nil
	}
	parts, many := g.(orb.Collection)
	if flat := surfaces(g); many && len(flat) == len(parts) {
		g, many = flat, false
	}
	in := load(g)
	if !many && in.IsValid() {
		return in
	}
	return load(solid(g)).MakeValid().UnaryUnion()
}

// Repair gives the surfaces of a geometry such that no ring crosses itself or another and
// no two overlap. Valid surfaces are returned as they are, points and lines beside them
// left out. Others are made valid and joined, and changed says so; what is left may be
// nothing. Nil and empty geometries give nothing, unchanged. A coordinate that is not a
// number is an error.
func Repair(g orb.Geometry) (mp orb.MultiPolygon, changed bool, err error) {
	if solid(g) == nil {
		return nil, false, nil
	}
	mp = surfaces(opened(g))
	ok, err := valid(mp)
	if err != nil || ok {
		return mp, false, err
	}
	mp, err = Union(g)
	return mp, true, err
}

// opened gives rings and boxes as the polygons that they draw; the rest as they are.
func opened(g orb.Geometry) orb.Geometry {
	switch g := g.(type) {
	case orb.Ring:
		return orb.Polygon{g}
	case orb.Bound:
		return g.ToPolygon()
	}
	return g
}

// valid reports whether there are surfaces and they keep, as they stand, the rules of the
// OGC's simple features (OGC 06-103r4, 2011).
func valid(mp orb.MultiPolygon) (ok bool, err error) {
	if len(mp) == 0 {
		return false, nil
	}
	for _, p := range mp {
		if len(p) == 0 {
			return false, nil
		}
		for _, ring := range p {
			if len(ring) < 4 || !ring.Closed() {
				return false, nil
			}
		}
	}
	_, err = inContext(func(load loader) *geos.Geom {
		ok = load(mp).IsValid()
		return nil
	})
	return ok, err
}
