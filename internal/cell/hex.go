package cell

import (
	"cmp"

	"github.com/paulmach/orb"

	"tryggled/internal/lattice"
)

// WidthM is the width of a cell from flat side to flat side, its narrowest, in metres.
const WidthM = 250

// hexagons is the fixed grid of a municipality; the middle of the cell 0, 0 is the origin
// of the metric system.
var hexagons = lattice.NewHexagons(WidthM, orb.Point{})

// Hex is a cell of that grid, in the axial coordinates of lattice.Hexagons.
type Hex struct{ Q, R int }

// HexAt returns the cell that holds a metric point. A point on a border is in one cell,
// always the same.
func HexAt(p orb.Point) Hex { return Hex(hexagons.At(p)) }

// Shape is the outline of a cell. Neighbours share their corners to the last bit.
func (h Hex) Shape() orb.Polygon { return hexagons.Shape(lattice.Hexagon(h)) }

// compareHex orders cells from south to north, then from west to east.
func compareHex(a, b Hex) int { return cmp.Or(cmp.Compare(a.R, b.R), cmp.Compare(a.Q, b.Q)) }
