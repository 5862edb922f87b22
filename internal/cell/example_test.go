package cell_test

import (
	"fmt"
	"time"

	"tryggled/internal/cell"
)

// Six reports by three people, in one cell: too few in January and in February, enough
// for the quarter.
func ExampleClose() {
	january := time.Date(2026, 1, 10, 21, 0, 0, 0, time.UTC).Unix()
	const day = 24 * 3600
	r := cell.Reports{
		ID:       []int64{1, 2, 3, 4, 5, 6},
		X:        []float64{556_300, 556_310, 556_320, 556_330, 556_340, 556_350},
		Y:        []float64{6_597_400, 6_597_400, 6_597_400, 6_597_400, 6_597_400, 6_597_400},
		From:     []int64{january, january, january, january + 30*day, january + 31*day, january + 32*day},
		To:       []int64{january, january, january, january + 30*day, january + 31*day, january + 32*day},
		Event:    make([]string, 6),
		Reporter: []string{"a", "a", "b", "b", "c", "c"},
	}
	first, _ := cell.ParseMonth("2026-01")
	in := cell.Input{Reports: r, Location: time.UTC, First: first}
	for _, f := range cell.Close(in, []cell.Month{first, first + 1, first + 2}) {
		fmt.Println(f.Cell, f.Months, f.Reports)
	}
	// Output:
	// {-13011 30472} [2026-01 2026-02 2026-03] 6
}
