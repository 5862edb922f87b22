package significance_test

import (
	"context"
	"fmt"

	"tryggled/internal/hotspot/significance"
	"tryggled/internal/lang"
)

// Six places and what was counted there.
func Example() {
	x, y := []float64{10, 20, 40, 15, 30, 30}, []float64{10, 10, 10, 20, 20, 30}
	near, err := significance.Points(context.Background(), x, y, 15)
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := significance.Analyse(context.Background(), []float64{2, 3, 3.2, 5, 8, 7}, near, significance.Params{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, z := range r.Z {
		fmt.Printf("z %5.2f  p %.3f  adjusted %.3f\n", z, r.P[i], r.PFDR[i])
	}
	fmt.Println(r.Hot, "hot,", r.Cold, "cold")
	fmt.Println(r.Note.In(lang.EN))
	// Output:
	// z -1.40  p 0.162  adjusted 0.434
	// z -0.29  p 0.772  adjusted 0.772
	// z  0.65  p 0.515  adjusted 0.772
	// z -0.29  p 0.772  adjusted 0.772
	// z  1.23  p 0.217  adjusted 0.434
	// z  2.02  p 0.043  adjusted 0.258
	// 0 hot, 0 cold
	// The adjusted p (FDR) rests on the analytic p of 6 units; no permutations were made.
}
