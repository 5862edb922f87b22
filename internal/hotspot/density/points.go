package density

import "math"

// points are places in cells from a grid's corner, sorted by the cell they lie in, and in
// it in the order of input: neighbours in the plane are neighbours in memory.
type points struct {
	x, y, w    []float64
	pad        int     // cells around the grid that have points of their own
	wide, high int     // cells with the pad
	end        []int32 // where the points of each cell end and those of the next begin
}

// sortByCell keeps the points within reach cells of a grid. Where the pad of that many
// cells would be too much, there is none, and points outside lie in the nearest cell.
func sortByCell(x, y, weight []float64, g Grid, reach float64) points {
	p := points{pad: int(min(reach, mostBins)) + 1}
	if float64(g.Cols+2*p.pad)*float64(g.Rows+2*p.pad) > mostBins {
		p.pad = 0
	}
	p.wide, p.high = g.Cols+2*p.pad, g.Rows+2*p.pad
	home := make([]int32, len(x))
	start := make([]int32, p.wide*p.high+1)
	cols, rows := float64(g.Cols)+reach, float64(g.Rows)+reach
	for i := range x {
		px, py := (x[i]-g.Origin[0])/g.CellM, (y[i]-g.Origin[1])/g.CellM
		if px > -reach && py > -reach && px < cols && py < rows {
			home[i] = int32(clampCell(py, p.pad, p.high)*p.wide + clampCell(px, p.pad, p.wide))
			start[home[i]+1]++
		} else {
			home[i] = -1
		}
	}
	for c := range len(start) - 1 {
		start[c+1] += start[c]
	}
	kept := start[len(start)-1]
	p.x, p.y, p.w = make([]float64, kept), make([]float64, kept), make([]float64, kept)
	for i, c := range home {
		if c < 0 {
			continue
		}
		at := start[c]
		start[c]++
		p.x[at], p.y[at] = (x[i]-g.Origin[0])/g.CellM, (y[i]-g.Origin[1])/g.CellM
		if p.w[at] = 1; weight != nil {
			p.w[at] = weight[i]
		}
	}
	p.end = start[:len(start)-1]
	return p
}

func clampCell(at float64, pad, cells int) int {
	return int(min(max(math.Floor(at)+float64(pad), 0), float64(cells-1)))
}

// of are the points of a cell, the pad's included.
func (p points) of(col, row int) (first, end int) {
	c := row*p.wide + col
	if c > 0 {
		first = int(p.end[c-1])
	}
	return first, int(p.end[c])
}
