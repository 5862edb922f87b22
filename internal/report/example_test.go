package report_test

import (
	"fmt"

	"tryggled/internal/report"
	"tryggled/internal/report/reporttest"
)

func ExampleMask() {
	fmt.Println(report.Mask("2026-11-20 kl 22:15: en ABC 123 körde 70 på Storgatan 12. Ring 070-123 45 67."))
	// Output: 2026-11-20 kl 22:15: en [regnr] körde 70 på Storgatan 12. Ring [telefon].
}

func ExampleReport_Imprecise() {
	r := reporttest.Sample()
	fmt.Println(r.AccuracyM, r.Imprecise())
	r.AccuracyM = 10_000 // somewhere in the municipality
	fmt.Println(r.AccuracyM, r.Imprecise())
	// Output:
	// 15 false
	// 10000 true
}
