package density

import "math"

// points are places in cells from a grid's corner, sorted by the cell they lie in, and in
// it in the order of input: neighbours in the plane are neighbours in memory.
type points struct {
	x, y, w []float64
	row     []int32 // points of row r of the grid are at [row[r], row[r+1])
}

// sortByCell keeps the points within reach cells of a grid; one outside goes to the
// nearest cell.
func sortByCell(x, y, weight []float64, g Grid, reach float64) points {
	home := make([]int32, len(x))
	start := make([]int32, g.Cells()+1)
	for i := range x {
		px, py := (x[i]-g.Origin[0])/g.CellM, (y[i]-g.Origin[1])/g.CellM
		home[i] = -1
		if px > -reach && py > -reach && px < float64(g.Cols)+reach && py < float64(g.Rows)+reach {
			home[i] = int32(clampCell(py, g.Rows)*g.Cols + clampCell(px, g.Cols))
			start[home[i]+1]++
		}
	}
	for c := range g.Cells() {
		start[c+1] += start[c]
	}
	kept := start[g.Cells()]
	p := points{x: make([]float64, kept), y: make([]float64, kept), w: make([]float64, kept), row: make([]int32, g.Rows+1)}
	for r := range p.row {
		p.row[r] = start[r*g.Cols]
	}
	for i, c := range home {
		if c < 0 {
			continue
		}
		at := start[c]
		start[c]++
		p.x[at], p.y[at] = (x[i]-g.Origin[0])/g.CellM, (y[i]-g.Origin[1])/g.CellM
		p.w[at] = weightOf(weight, i)
	}
	return p
}

func clampCell(at float64, cells int) int {
	return int(min(max(math.Floor(at), 0), float64(cells-1)))
}

// inRows are the points of rows [from, to), which may reach beyond the grid.
func (p points) inRows(from, to int) (first, end int) {
	rows := len(p.row) - 1
	return int(p.row[min(max(from, 0), rows)]), int(p.row[min(max(to, 0), rows)])
}
