package terrain_test

import (
	"fmt"

	"tryggled/internal/hotspot/terrain"
	"tryggled/internal/lang"
)

// Forty streets of 100 m: on the dark half lie three reports each, on the lit half two.
func ExampleOf() {
	var lengthM, counts, dark, known []float64
	for i := range 40 {
		lengthM, known = append(lengthM, 100), append(known, 1)
		dark, counts = append(dark, float64(i%2)), append(counts, float64(2+i%2))
	}
	t, err := terrain.Of(lengthM, counts, []terrain.Exposure{
		{Name: "darkness", Title: lang.T("Mörker", "Darkness"), Share: dark, Known: known},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	f := t.Factors[0]
	fmt.Printf("%.2f times as many where it is dark (%.2f–%.2f)\n", f.Value, f.Low, f.High)
	fmt.Printf("a dark street has %.1f times the reports of the average one\n", t.Relative(1))
	// Output:
	// 1.50 times as many where it is dark (1.01–2.24)
	// a dark street has 1.2 times the reports of the average one
}
