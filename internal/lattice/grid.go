package lattice

import (
	"math"

	"github.com/paulmach/orb"
)

// grid is the endless grid that a lattice is cut from. A place in it is a column and a
// row: of squares how many lie to the west and to the south; of hexagons half widths from
// the origin to the middle, so that every second column of a row is taken, and the row.
type grid struct {
	kind   Kind
	sizeM  float64
	origin orb.Point
	hex    Hexagons
}

func newGrid(kind Kind, sizeM float64, origin orb.Point) grid {
	return grid{kind: kind, sizeM: sizeM, origin: origin, hex: NewHexagons(sizeM, origin)}
}

// place is the cell that a point lies in.
func (g grid) place(p orb.Point) (col, row int) {
	if g.kind == Hex {
		h := g.hex.At(p)
		return 2*h.Q + h.R, h.R
	}
	return int(math.Floor((p[0] - g.origin[0]) / g.sizeM)), int(math.Floor((p[1] - g.origin[1]) / g.sizeM))
}

// step is how many columns lie from one cell of a row to the next.
func (g grid) step() int {
	if g.kind == Hex {
		return 2
	}
	return 1
}

// cellM2 is the surface of a cell: a square's, or √3/2 of that of a square as wide.
func (g grid) cellM2() float64 {
	if g.kind == Hex {
		return math.Sqrt(3) / 2 * g.sizeM * g.sizeM
	}
	return g.sizeM * g.sizeM
}

// rowM is how far rows lie apart.
func (g grid) rowM() float64 {
	if g.kind == Hex {
		return 3 * g.hex.halfSideM
	}
	return g.sizeM
}

// x is the line where cells of a column begin in the west (side 0) or end in the east
// (side 1); y the same of a row, in the south and the north.
func (g grid) x(col, side int) float64 {
	if g.kind == Hex {
		return g.hex.point(col+2*side-1, 0)[0]
	}
	return g.origin[0] + float64(col+side)*g.sizeM
}

func (g grid) y(row, side int) float64 {
	if g.kind == Hex {
		return g.hex.point(0, 3*row+4*side-2)[1]
	}
	return g.origin[1] + float64(row+side)*g.sizeM
}

func (g grid) centre(col, row int) orb.Point {
	if g.kind == Hex {
		return g.hex.point(col, 3*row)
	}
	return orb.Point{g.origin[0] + (float64(col)+0.5)*g.sizeM, g.origin[1] + (float64(row)+0.5)*g.sizeM}
}

func (g grid) shape(col, row int) orb.Polygon {
	if g.kind == Hex {
		return g.hex.Shape(Hexagon{Q: (col - row) / 2, R: row})
	}
	west, east, south, north := g.x(col, 0), g.x(col, 1), g.y(row, 0), g.y(row, 1)
	return orb.Polygon{{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}
}

// rows are those that may meet a stretch from south to north, and columns those of a row
// that may meet one from west to east; one more on each side does no harm.
func (g grid) rows(south, north float64) (first, last int) {
	_, first = g.place(orb.Point{g.origin[0], south})
	_, last = g.place(orb.Point{g.origin[0], north})
	return first - 1, last + 1
}

func (g grid) columns(row int, west, east float64) (first, last int) {
	if g.kind == Hex {
		half := g.sizeM / 2
		first = int(math.Floor((west-g.origin[0])/half)) - 2
		last = int(math.Ceil((east-g.origin[0])/half)) + 2
		return first - (first-row)&1, last + (last-row)&1
	}
	first = int(math.Floor((west - g.origin[0]) / g.sizeM))
	last = int(math.Floor((east - g.origin[0]) / g.sizeM))
	return first - 1, last + 1
}

// near are the places around one, itself left out.
func (g grid) near(col, row int) [][2]int {
	if g.kind == Hex {
		return [][2]int{{col - 1, row - 1}, {col + 1, row - 1}, {col - 2, row}, {col + 2, row}, {col - 1, row + 1}, {col + 1, row + 1}}
	}
	return [][2]int{
		{col - 1, row - 1},
		{col, row - 1},
		{col + 1, row - 1},
		{col - 1, row},
		{col + 1, row},
		{col - 1, row + 1},
		{col, row + 1},
		{col + 1, row + 1},
	}
}
