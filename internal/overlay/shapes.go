package overlay

import (
	"cmp"
	"math"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
)

// Polygons are those of a surface, or of the surfaces in a collection, that have an outline; other
// geometries have none.
func Polygons(g orb.Geometry) orb.MultiPolygon {
	var all orb.MultiPolygon
	switch g := g.(type) {
	case orb.Polygon:
		if len(g) > 0 && len(g[0]) > 0 {
			all = append(all, g)
		}
	case orb.MultiPolygon:
		for _, p := range g {
			all = append(all, Polygons(p)...)
		}
	case orb.Collection:
		for _, part := range g {
			all = append(all, Polygons(part)...)
		}
	}
	return all
}

// standing tells whether a geometry holds anything, and only at places on the earth.
func standing(g orb.Geometry) bool {
	if g == nil {
		return false
	}
	b := g.Bound()
	if b.IsEmpty() {
		return false
	}
	for _, v := range [...]float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]} {
		if !(math.Abs(v) <= mostCoordM) {
			return false
		}
	}
	return true
}

// footprint is the surface that a thing covers: its own; of a line, a strip as wide as a plant
// of its class or a wall; and of a single plant, its crown.
func (o Object) footprint() (orb.MultiPolygon, error) {
	if shape := Polygons(o.Geometry); len(shape) > 0 {
		return shape, nil
	}
	widthM := WallWidthM
	if o.Kind == Vegetation {
		widthM = cmp.Or(o.Props.SpreadM, o.greenDefault().SpreadM)
	}
	switch g := o.Geometry.(type) {
	case orb.LineString, orb.MultiLineString:
		return geo.Buffer(g, widthM/2)
	}
	if o.Kind != Vegetation {
		return nil, nil
	}
	return geo.Buffer(o.Geometry.Bound().Center(), widthM/2)
}
