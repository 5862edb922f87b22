package lattice_test

import (
	"fmt"

	"github.com/paulmach/orb"

	"tryggled/internal/lattice"
)

// Three reports in an L-shaped quarter: each cell tells its count and how much of it
// belongs to the quarter.
//
//	 __
//	|2 |__
//	|0_|1_|
func Example() {
	quarter := orb.MultiPolygon{{{{0, 0}, {200, 0}, {200, 50}, {100, 50}, {100, 200}, {0, 200}, {0, 0}}}}
	l, err := lattice.Cover(quarter, lattice.Square, 100, orb.Point{})
	if err != nil {
		fmt.Println(err)
		return
	}
	counts, outside := l.Count([]float64{20, 30, 150, 900}, []float64{30, 130, 20, 20}, nil)
	for cell, count := range counts {
		fmt.Printf("%v: %v, %.0f m²\n", l.Centre(cell), count, l.AreaM2(cell))
	}
	fmt.Println("outside:", outside)
	// Output:
	// [50 50]: 1, 10000 m²
	// [150 50]: 1, 5000 m²
	// [50 150]: 1, 10000 m²
	// outside: 1
}
