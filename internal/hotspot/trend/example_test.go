package trend_test

import (
	"context"
	"fmt"
	"time"

	"tryggled/internal/hotspot/trend"
)

// Two periods are held against each other, and a small change is called what it is.
func Example() {
	fmt.Println(trend.ChangeOf(2, 4, 30, 30).Text.EN)
	fmt.Println(trend.ChangeOf(6, 18, 30, 30).Text.EN)

	mk := trend.MannKendallOf([]float64{1, 2, 2, 4, 5, 7, 9, 12})
	class := trend.Classify([]bool{true, true, true, true, true, true, true, true}, mk)
	fmt.Printf("%s (p %.4f), %.2f more a bin\n", class.Name().EN, mk.P, mk.SlopePerBin)
	// Output:
	// 4 against 2: no certain change
	// 18 against 6: an increase, 1.1–9.2 times
	// intensifying (p 0.0012), 1.54 more a bin
}

// Every other week something happens twice within two days at one of forty places; the
// latest one is worth watching.
func ExampleKnoxOf() {
	var x, y []float64
	var at []int64
	start := time.Date(2026, 1, 5, 20, 0, 0, 0, time.UTC)
	for i := range 40 {
		for _, days := range []int{14 * (i * 7 % 40), 14*(i*7%40) + 2} {
			x, y = append(x, float64(i*300)), append(y, 0)
			at = append(at, start.AddDate(0, 0, days).Unix())
		}
	}
	pairs, err := trend.PlanePairs(x, y, 50)
	if err != nil {
		fmt.Println(err)
		return
	}
	knox, err := trend.KnoxOf(context.Background(), pairs, at, trend.KnoxParams{SpaceM: []float64{50}, TimeDays: []float64{7}, Permutations: 999})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d pairs, p %.3f\n", knox.Cells[0].Observed, knox.Cells[0].P)

	watches, err := trend.Watches(knox, x, y, at, start.AddDate(0, 0, 14*39+5), trend.WatchParams{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, w := range watches {
		fmt.Println(w.At, w.RadiusM, "m until", w.Until.Format(time.DateOnly))
	}
	// Output:
	// 40 pairs, p 0.001
	// [5100 0] 50 m until 2027-07-14
}
