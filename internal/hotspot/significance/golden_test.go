package significance

import (
	"math"
	"testing"
)

func TestGoldenGiStar(t *testing.T) {
	n, err := Points([]float64{10, 20, 40, 15, 30, 30}, []float64{10, 10, 10, 20, 20, 30}, 15)
	if err != nil {
		t.Fatal(err)
	}
	z, err := GiStar([]float64{2, 3, 3.2, 5, 8, 7}, n)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331} {
		if math.Abs(z[i]-want) > 1e-8 {
			t.Errorf("unit %d: got z %.8f, want %.8f", i, z[i], want)
		}
	}
}
