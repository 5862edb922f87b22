package geo

import (
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/twpayne/go-geos"
)

// together is how many circles are drawn at a time: the cost grows with the square of how
// many overlap.
const together = 16

// outlineTolerance is how far, in metres, an outline may be drawn beside its line.
const outlineTolerance = 0.2

// Outline is the concave outline of metric points with a margin around them, both in
// metres: what lies within reach of a point, drawn back to the margin, without holes. It
// follows bends wider than reach and joins points up to about twice reach apart; points
// further apart get surfaces of their own. Every point lies inside; where points crowd,
// some stand for the others near them, which may take three quarters of their margin. No
// points give no polygon.
//
// This closing is chosen before the concave hull of GEOS, which crashes the process on
// some points that almost lie on a line (seen with 3.11.1).
func Outline(points orb.MultiPoint, reach, margin float64) (orb.MultiPolygon, error) {
	if !(margin > 0 && reach >= margin) || math.IsInf(reach, 1) {
		return nil, fmt.Errorf("outline: reach %v m and margin %v m: want reach ≥ margin > 0", reach, margin)
	}
	pieces := piecesFor(reach, margin)
	var near orb.MultiPolygon
	for part := range slices.Chunk(thinned(points, margin/2), together) {
		discs, err := calculate(part, func(g *geos.Geom) *geos.Geom { return g.Buffer(reach, pieces) })
		if err != nil {
			return nil, err
		}
		near = append(near, discs...)
	}
	drawn, err := calculate(near, func(g *geos.Geom) *geos.Geom {
		return g.UnaryUnion().Buffer(margin-reach, pieces).TopologyPreserveSimplify(outlineTolerance)
	})
	for i := range drawn {
		drawn[i] = drawn[i][:1]
	}
	return drawn, err
}

// piecesFor is how many straight pieces a quarter circle of radius reach needs so that
// growing and drawing back lose at most a fiftieth of the margin: the sagitta of a piece of
// angle 2a is reach·(1−cos a).
func piecesFor(reach, margin float64) int {
	half := math.Acos(1 - margin/(100*reach))
	return int(math.Ceil(math.Pi / 4 / half))
}

// thinned keeps the first point of each cell of a grid, so that every point has a kept one
// within the cell's diagonal.
func thinned(points orb.MultiPoint, cell float64) orb.MultiPoint {
	taken := make(map[[2]int64]bool, len(points))
	var kept orb.MultiPoint
	for _, p := range points {
		at := [2]int64{int64(math.Floor(p[0] / cell)), int64(math.Floor(p[1] / cell))}
		if !taken[at] {
			taken[at] = true
			kept = append(kept, p)
		}
	}
	return kept
}
