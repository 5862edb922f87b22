package density

import (
	"math"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// mostCells is the most cells of a grid.
const mostCells = 4_000_000

// Grid is a lattice of square cells, numbered row by row from the south-west.
type Grid struct {
	Origin     orb.Point // the south-west corner
	CellM      float64
	Cols, Rows int
}

// GridOver lays a grid over a bound and padM metres around it. Its corners are whole
// multiples of the cell, so that the grids of different bounds lie in step with each
// other. An empty bound gives a grid without cells. Invalid beyond 4,000,000 cells.
func GridOver(b orb.Bound, cellM, padM float64) (Grid, error) {
	if !(cellM > 0) || math.IsInf(cellM, 0) || !(padM >= 0) || math.IsInf(padM, 0) {
		return Grid{}, fault.New(fault.Invalid, lang.T(
			"rutans sida %v m eller marginalen %v m duger inte: sidan ska vara större än noll och marginalen minst noll",
			"the cell's side %v m or the margin %v m will not do: the side must be above zero and the margin at least zero", cellM, padM))
	}
	for _, v := range [4]float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]} {
		if !(math.Abs(v) <= FarthestM) {
			return Grid{}, fault.New(fault.Invalid, lang.T(
				"området %v–%v har ingen giltig plats i meter", "the area %v–%v has no valid place in metres", b.Min, b.Max))
		}
	}
	g := Grid{CellM: cellM}
	if b.IsEmpty() {
		return g, nil
	}
	west, south := math.Floor((b.Min[0]-padM)/cellM), math.Floor((b.Min[1]-padM)/cellM)
	cols := max(1, math.Ceil((b.Max[0]+padM)/cellM)-west)
	rows := max(1, math.Ceil((b.Max[1]+padM)/cellM)-south)
	if cols*rows > mostCells {
		return Grid{}, fault.New(fault.Invalid, lang.T(
			"rutnätet skulle få %.0f rutor, fler än %d: välj en större ruta eller ett mindre område",
			"the grid would have %.0f cells, more than %d: choose a larger cell or a smaller area", cols*rows, mostCells))
	}
	g.Origin = orb.Point{west * cellM, south * cellM}
	g.Cols, g.Rows = int(cols), int(rows)
	return g, nil
}

// Cells is how many cells the grid has.
func (g Grid) Cells() int { return g.Cols * g.Rows }

// Middle is the middle of a cell.
func (g Grid) Middle(cell int) orb.Point {
	col, row := cell%g.Cols, cell/g.Cols
	return orb.Point{g.Origin[0] + (float64(col)+0.5)*g.CellM, g.Origin[1] + (float64(row)+0.5)*g.CellM}
}

// check refuses grids that GridOver would not have made, and cells wider than the
// bandwidth, between whose middles points would be lost.
func (g Grid) check(bandwidthM float64) error {
	if !(g.CellM > 0) || g.Cols < 0 || g.Rows < 0 || g.Cols > mostCells || g.Rows > mostCells || g.Cells() > mostCells ||
		!(math.Abs(g.Origin[0]) <= 2*FarthestM) || !(math.Abs(g.Origin[1]) <= 2*FarthestM) {
		return fault.New(fault.Invalid, lang.T(
			"rutnätet (hörn %v, sida %v m, %d × %d rutor) duger inte: högst %d rutor, på kartan",
			"the grid (corner %v, side %v m, %d × %d cells) will not do: at most %d cells, on the map", g.Origin, g.CellM, g.Cols, g.Rows, mostCells))
	}
	if g.CellM > bandwidthM {
		return fault.New(fault.Invalid, lang.T(
			"rutan %v m är större än bandbredden %v m, så att punkter skulle falla mellan rutornas mittpunkter: välj en mindre ruta eller en större bandbredd",
			"the cell %v m is wider than the bandwidth %v m, so that points would fall between the middles of cells: choose a smaller cell or a larger bandwidth", g.CellM, bandwidthM))
	}
	return nil
}
