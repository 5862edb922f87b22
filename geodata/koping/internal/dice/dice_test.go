package dice_test

import (
	"fmt"
	"math"
	"testing"

	"tryggled/geodata/koping/internal/dice"
)

func Example() {
	again := dice.New(1983, "2026W46", "lyktorget")
	for _, d := range []*dice.Dice{dice.New(1983, "2026W46", "lyktorget"), again, dice.New(1983, "2026W47", "lyktorget")} {
		fmt.Println(d.Int(1000), d.Int(1000))
	}
	// Output:
	// 70 869
	// 70 869
	// 440 742
}

func TestMeans(t *testing.T) {
	t.Parallel()
	const draws = 20000
	d := dice.New(7, "means")
	var normal, square, poisson, heavy float64
	for range draws {
		v := d.Normal()
		normal += v
		square += v * v
		poisson += float64(d.Poisson(2.5))
		if d.Weighted([]float64{1, 0, 3}) == 2 {
			heavy++
		}
	}
	for name, c := range map[string]struct{ got, want, within float64 }{
		"normal mean":     {normal / draws, 0, 0.03},
		"normal variance": {square / draws, 1, 0.05},
		"poisson mean":    {poisson / draws, 2.5, 0.05},
		"weighted share":  {heavy / draws, 0.75, 0.015},
	} {
		if math.Abs(c.got-c.want) > c.within {
			t.Errorf("%s: got %.3f, want %.3f ± %.3f", name, c.got, c.want, c.within)
		}
	}
}

func TestWeightedNeverPicksNothing(t *testing.T) {
	t.Parallel()
	d := dice.New(7, "weights")
	for range 1000 {
		if got := d.Weighted([]float64{0, 1, 0}); got != 1 {
			t.Fatalf("got index %d with weight 0, want 1", got)
		}
	}
}
