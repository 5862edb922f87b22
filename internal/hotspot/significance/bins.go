package significance

import (
	"math"
	"slices"
)

// mostM is the largest coordinate that is taken for metres on the earth.
const mostM = 1e8

// bins are points sorted into squares a little wider than a radius, so that the neighbours
// of each lie in nine of them, whatever rounding does.
type bins struct {
	x, y   []float64
	radius float64
	square [][2]int32 // taken ones, by row and column
	start  []int32    // of each square in point
	point  []int32
	home   []int32 // the square of each point
}

func newBins(x, y []float64, radiusM float64) *bins {
	b := &bins{x: x, y: y, radius: radiusM}
	side := max(radiusM*(1+1e-9), mostM/(1<<29)) // finer squares could not be numbered
	at := make([][2]int32, len(x))
	b.point = make([]int32, len(x))
	for i := range x {
		at[i] = [2]int32{int32(math.Floor(y[i] / side)), int32(math.Floor(x[i] / side))}
		b.point[i] = int32(i)
	}
	slices.SortFunc(b.point, func(a, c int32) int {
		if d := compare(at[a], at[c]); d != 0 {
			return d
		}
		return int(a - c)
	})
	b.home = make([]int32, len(x))
	for k, i := range b.point {
		if k == 0 || at[i] != b.square[len(b.square)-1] {
			b.square, b.start = append(b.square, at[i]), append(b.start, int32(k))
		}
		b.home[i] = int32(len(b.square) - 1)
	}
	b.start = append(b.start, int32(len(x)))
	return b
}

func compare(a, b [2]int32) int {
	if a[0] != b[0] {
		return int(a[0] - b[0])
	}
	return int(a[1] - b[1])
}

// near visits the points within the radius of one.
func (b *bins) near(i int, visit func(j int32)) {
	at := b.square[b.home[i]]
	for row := at[0] - 1; row <= at[0]+1; row++ {
		k, _ := slices.BinarySearchFunc(b.square, [2]int32{row, at[1] - 1}, compare)
		for ; k < len(b.square) && b.square[k][0] == row && b.square[k][1] <= at[1]+1; k++ {
			for _, j := range b.point[b.start[k]:b.start[k+1]] {
				dx, dy := b.x[i]-b.x[j], b.y[i]-b.y[j]
				// Each product is rounded, on every machine: who is near does not differ.
				if float64(dx*dx)+float64(dy*dy) <= b.radius*b.radius {
					visit(j)
				}
			}
		}
	}
}
