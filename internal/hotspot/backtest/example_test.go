package backtest_test

import (
	"fmt"

	"tryggled/internal/hotspot/backtest"
)

// Five streets: two were thought the worst, and four of six reports came on them.
func ExampleMeasure() {
	length := []float64{100, 100, 200, 300, 300}
	thought := []float64{9, 7, 3, 2, 0}
	came := []float64{3, 1, 2, 0, 0}
	s := backtest.Measure(thought, length, came, 0.20)
	fmt.Printf("%.0f%% of the reports on %.0f%% of the streets: PAI %.1f, PEI %.2f\n", 100*s.HitRate, 100*s.Covered, s.PAI, s.PEI)
	// Output: 67% of the reports on 20% of the streets: PAI 3.3, PEI 1.00
}
