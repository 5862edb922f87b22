package hotspot

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
)

// outline is the concave outline of a place's points, which lie within epsM of each
// other, with bufferM around them.
func outline(points orb.MultiPoint, epsM, bufferM float64) (orb.MultiPolygon, error) {
	points = distinct(points)
	shape, err := geo.Outline(points, max(epsM, bufferM), bufferM)
	if err != nil {
		return nil, fmt.Errorf("outline of %d points: %w", len(points), err)
	}
	return shape, nil
}

// distinct sorts points and drops the repeated ones.
func distinct(points orb.MultiPoint) orb.MultiPoint {
	sorted := slices.SortedFunc(slices.Values(points), func(a, b orb.Point) int {
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
	return slices.Compact(sorted)
}
