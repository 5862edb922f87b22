package density

import "math"

// table is a quarter of a symmetric array of side × side factors, by row and column away
// from the cell; each is used for all four quarters.
type table struct {
	side int
	at   []float64
}

func newTable(side int, value func(row, col int) float64) table {
	t := table{side: side, at: make([]float64, side*side)}
	for row := range side {
		for col := range side {
			t.at[row*side+col] = value(row, col)
		}
	}
	return t
}

// halved is a table over middles: its axes belong to two quarters, its middle to four.
func halved(side int, value func(row, col int) float64) table {
	t := newTable(side, value)
	for k := range side {
		t.at[k] /= 2
		t.at[k*side] /= 2
	}
	return t
}

// turned swaps rows and columns.
func (t table) turned() table {
	return newTable(t.side, func(row, col int) float64 { return t.at[col*t.side+row] })
}

// tables are the kernel on the middles of cells and bounds of its second derivative on the
// squares between, in cells, as shares of its value in the middle.
type tables struct {
	kernel          table
	leastXX, mostXX table // along the row; turned, across it
	edge            table // what a jump of the kernel may come to; empty where it has none
}

func tablesFor(k Kernel, reach float64) tables {
	side := int(reach) + 1
	h := reach
	bounds := quarticXX
	if k == Gaussian {
		h, bounds = reach/cut, gaussianXX
	}
	curve := func(row, col int) (least, most float64) {
		least, most = bounds(float64(col)/h, float64(col+1)/h, float64(row)/h, float64(row+1)/h)
		return least / (h * h), most / (h * h)
	}
	t := tables{
		kernel:  halved(side, func(row, col int) float64 { return shape(k, hypot(float64(row), float64(col)), h) }),
		leastXX: newTable(side, func(row, col int) float64 { least, _ := curve(row, col); return least }),
		mostXX:  newTable(side, func(row, col int) float64 { _, most := curve(row, col); return most }),
	}
	if k == Gaussian {
		t.edge = cutTable(side+1, h)
	}
	return t
}

// cutTable is how much the Gaussian may jump on the squares around a middle that the cut
// goes through. A point of such a square has its mass on the square's four middles.
func cutTable(side int, h float64) table {
	jump := func(row, col int) float64 { // on the square from this middle outwards
		if hypot(float64(row), float64(col)) >= cut*h || hypot(float64(row+1), float64(col+1)) < cut*h {
			return 0
		}
		return shape(Gaussian, hypot(float64(row), float64(col)), h)
	}
	mirrored := func(row, col int) float64 { return jump(max(row, -row-1), max(col, -col-1)) }
	return halved(side, func(row, col int) float64 {
		return mirrored(row, col) + mirrored(row-1, col) + mirrored(row, col-1) + mirrored(row-1, col-1)
	})
}

// quarticXX bounds ∂²/∂u² (1 − u² − v²)² = 12u² + 4v² − 4, and 0 outside the unit circle,
// on a rectangle of the first quarter.
func quarticXX(u0, u1, v0, v1 float64) (least, most float64) {
	if u0*u0+v0*v0 >= 1 {
		return 0, 0
	}
	least, most = 12*u0*u0+4*v0*v0-4, 12*u1*u1+4*v1*v1-4
	if u1*u1+v1*v1 <= 1 {
		return least, most
	}
	// On the circle it is 8u², the more the further along the row.
	u := min(u1, math.Sqrt(1-v0*v0))
	return min(least, 0), max(8*u*u, 0)
}

// gaussianXX bounds ∂²/∂u² exp(−(u² + v²)/2) = (u² − 1)·exp(−(u² + v²)/2) on a rectangle of
// the first quarter within the cut; outside it and across it the bound is cutTable's.
func gaussianXX(u0, u1, v0, v1 float64) (least, most float64) {
	if hypot(u1, v1) >= cut {
		return 0, 0
	}
	along := func(u float64) float64 { return (u*u - 1) * math.Exp(-u*u/2) }
	least, most = min(along(u0), along(u1)), max(along(u0), along(u1))
	if u0 < math.Sqrt(3) && math.Sqrt(3) < u1 {
		most = along(math.Sqrt(3))
	}
	near, far := math.Exp(-v0*v0/2), math.Exp(-v1*v1/2)
	times := func(v, positive, negative float64) float64 {
		if v < 0 {
			return v * negative
		}
		return v * positive
	}
	return times(least, far, near), times(most, near, far)
}
