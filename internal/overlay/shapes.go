package overlay

import "github.com/paulmach/orb"

// polygonsOf gives the polygons of a surface; other geometries have none.
func polygonsOf(g orb.Geometry) orb.MultiPolygon {
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
			all = append(all, polygonsOf(part)...)
		}
		return all
	}
	return nil
}
