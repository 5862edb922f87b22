package lattice

import (
	"math"

	"github.com/paulmach/orb"
)

// Hexagons is a grid of regular hexagons that stand on a corner and fill the plane. The
// middle of the hexagon 0, 0 is the origin.
//
//	   / \ / \
//	  |0,1|1,1|      q counts hexagons to the east, r rows to the north,
//	 / \ / \ /       each half a hexagon further east
//	|0,0|1,0|
//	 \ / \ /
type Hexagons struct {
	widthM, halfSideM float64 // a corner lies a whole side from the middle; rows lie three half sides apart
	origin            orb.Point
}

// Hexagon is a hexagon of a grid, in axial coordinates.
type Hexagon struct{ Q, R int }

// NewHexagons is the grid of hexagons of a width in metres, from flat side to flat side,
// their narrowest. The width is positive and finite.
func NewHexagons(widthM float64, origin orb.Point) Hexagons {
	return Hexagons{widthM: widthM, halfSideM: widthM / math.Sqrt(3) / 2, origin: origin}
}

// At returns the hexagon that holds a metric point. A point on a border is in one of
// them, always the same.
func (g Hexagons) At(p orb.Point) Hexagon {
	r := (p[1] - g.origin[1]) / (3 * g.halfSideM)
	q := (p[0]-g.origin[0])/g.widthM - r/2
	// Rounding in the plane q+r+s = 0: the coordinate that moved most follows the others.
	s := -q - r
	nearQ, nearR, nearS := math.Round(q), math.Round(r), math.Round(s)
	offQ, offR, offS := math.Abs(nearQ-q), math.Abs(nearR-r), math.Abs(nearS-s)
	switch {
	case offQ > offR && offQ > offS:
		nearQ = -nearR - nearS
	case offR > offS:
		nearR = -nearQ - nearS
	}
	return Hexagon{int(nearQ), int(nearR)}
}

// Centre is the middle of a hexagon.
func (g Hexagons) Centre(h Hexagon) orb.Point { return g.point(2*h.Q+h.R, 3*h.R) }

// Shape is the outline of a hexagon. Neighbours share their corners to the last bit, since
// these are counted in half widths and half sides from the origin.
func (g Hexagons) Shape(h Hexagon) orb.Polygon {
	x, y := 2*h.Q+h.R, 3*h.R
	return orb.Polygon{{
		g.point(x, y-2), g.point(x+1, y-1), g.point(x+1, y+1),
		g.point(x, y+2), g.point(x-1, y+1), g.point(x-1, y-1), g.point(x, y-2),
	}}
}

// point lies some half widths east and half sides north of the origin.
func (g Hexagons) point(halfWidths, halfSides int) orb.Point {
	return orb.Point{
		g.origin[0] + float64(halfWidths)*(g.widthM/2),
		g.origin[1] + float64(halfSides)*g.halfSideM,
	}
}
