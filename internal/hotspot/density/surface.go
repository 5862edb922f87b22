package density

// Surface is a density over a grid.
type Surface struct {
	Grid
	Params
	PerKm2      []float64 // at the middle of each cell, row by row from the south-west
	ErrorAtMost float64   // per km²: no cell is further than this from the exact density; 0 is exact
}

// Total is the density summed over the cells times their area: close to the sum of the
// weights where the grid covers all that the kernel reaches and its cells are small.
func (s Surface) Total() float64 {
	var sum float64
	for _, d := range s.PerKm2 {
		sum += d
	}
	return sum * s.CellM * s.CellM / metres2PerKm2
}

const metres2PerKm2 = 1e6
