package density

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDual(t *testing.T) {
	on := func(perKm2 ...float64) Surface {
		return Surface{Grid: Grid{CellM: 1, Cols: len(perKm2), Rows: 1}, PerKm2: perKm2}
	}
	reports, residents := on(8, 0, 3, 5, 1), on(2, 100, 1, 0, 1.5)
	coarse := residents
	coarse.ErrorAtMost = 1.75
	for name, c := range map[string]struct {
		a, b   Surface
		how    Mode
		value  []float64
		known  []bool
		leastB float64
	}{
		"ratio":        {reports, residents, Ratio, []float64{4, 0, 0, 0, 1 / 1.5}, []bool{true, true, false, false, true}, 1},
		"log":          {reports, residents, Log, []float64{2, math.Log2(0.0008), 0, 0, -math.Log2(1.5)}, []bool{true, true, false, false, true}, 1},
		"difference":   {reports, residents, Difference, []float64{6, -100, 2, 5, -0.5}, []bool{true, true, true, true, true}, 0},
		"coarse":       {reports, coarse, Ratio, []float64{4, 0, 0, 0, 0}, []bool{true, true, false, false, false}, 1.75},
		"against none": {reports, on(0, 0, 0, 0, 0), Ratio, make([]float64, 5), make([]bool, 5), 0},
		"none by none": {on(0), on(0), Log, []float64{0}, []bool{false}, 0},
		"none at all":  {on(0), on(4), Log, []float64{0}, []bool{false}, 0.04},
		"no cells":     {on(), on(), Ratio, []float64{}, []bool{}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Dual(c.a, c.b, c.how)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(got.Value, c.value); diff != "" {
				t.Errorf("values (-got +want):\n%s", diff)
			}
			if diff := cmp.Diff(got.Known, c.known); diff != "" {
				t.Errorf("known (-got +want):\n%s", diff)
			}
			if got.LeastB != c.leastB || got.Note.SV == "" || got.Note.EN == "" {
				t.Errorf("least denominator %v, want %v; note %q", got.LeastB, c.leastB, got.Note.EN)
			}
		})
	}
	_, err := Dual(reports, residents, "quotient")
	wantInvalid(t, err, "quotient")
	_, err = Dual(reports, on(1), Ratio)
	wantInvalid(t, err, "same grid")
	_, err = Dual(reports, Surface{Grid: reports.Grid}, Ratio)
	wantInvalid(t, err, "same grid")
}
