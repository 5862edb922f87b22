package cell

import (
	"cmp"
	"math"

	"github.com/paulmach/orb"
)

// WidthM is the width of a cell from flat side to flat side, its narrowest, in metres.
const WidthM = 250

// Hex is a cell of the fixed grid of a municipality: hexagons that stand on a corner, in
// axial coordinates. The middle of the cell 0, 0 is the origin of the metric system.
//
//	   / \ / \
//	  |0,1|1,1|      q counts cells to the east, r rows to the north,
//	 / \ / \ /       each half a cell further east
//	|0,0|1,0|
//	 \ / \ /
type Hex struct{ Q, R int }

// halfSideM is half the side of a cell. A corner lies a whole side from the middle, and
// rows lie three half sides apart.
var halfSideM = WidthM / math.Sqrt(3) / 2

// HexAt returns the cell that holds a metric point. A point on a border is in one cell,
// always the same.
func HexAt(p orb.Point) Hex {
	r := p[1] / (3 * halfSideM)
	q := p[0]/WidthM - r/2
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
	return Hex{int(nearQ), int(nearR)}
}

// Shape is the outline of a cell. Neighbours share their corners to the last bit, since
// these are counted in half widths and half sides from the origin.
func (h Hex) Shape() orb.Polygon {
	corner := func(x, y int) orb.Point {
		return orb.Point{float64(2*h.Q+h.R+x) * (WidthM / 2), float64(3*h.R+y) * halfSideM}
	}
	return orb.Polygon{{
		corner(0, -2), corner(1, -1), corner(1, 1), corner(0, 2), corner(-1, 1), corner(-1, -1), corner(0, -2),
	}}
}

// compareHex orders cells from south to north, then from west to east.
func compareHex(a, b Hex) int { return cmp.Or(cmp.Compare(a.R, b.R), cmp.Compare(a.Q, b.Q)) }
