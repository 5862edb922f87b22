package hotspot

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
)

// hullRatio is how closely an outline follows its points: 0 as tight as can be, 1 the
// convex hull.
const hullRatio = 0.3

// outline is the concave hull of points, buffered. Points on one line, or fewer than
// three, are joined by a line and buffered, so that a place is one surface.
func outline(points orb.MultiPoint, bufferM float64) (orb.MultiPolygon, error) {
	points = distinct(points)
	var shape orb.Geometry = points
	if len(points) > 1 {
		shape = orb.LineString(points)
	}
	if len(points) > 2 {
		hull, err := geo.ConcaveHull(points, hullRatio)
		if err != nil {
			return nil, fmt.Errorf("outline of %d points: %w", len(points), err)
		}
		if len(hull) > 0 {
			shape = hull
		}
	}
	out, err := geo.Buffer(shape, bufferM)
	if err != nil {
		return nil, fmt.Errorf("outline of %d points: %w", len(points), err)
	}
	return out, nil
}

// distinct sorts points and drops the repeated ones.
func distinct(points orb.MultiPoint) orb.MultiPoint {
	sorted := slices.SortedFunc(slices.Values(points), func(a, b orb.Point) int {
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
	return slices.Compact(sorted)
}
