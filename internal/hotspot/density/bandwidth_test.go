package density

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"tryggled/internal/lang"
)

func TestBandwidth(t *testing.T) {
	// Corners of 60 × 80 m: every distance from the middle is 50, the standard distance too.
	cornersX, cornersY := []float64{0, 60, 0, 60}, []float64{0, 0, 80, 80}
	four := math.Pow(4, -0.2)
	scott := math.Pow(4, -1.0/6)
	for name, c := range map[string]struct {
		x, y, weight []float64
		want         Spread
		says         string
	}{
		"corners": {cornersX, cornersY, nil, Spread{30, 40, 50, 4, 0.9 * 50 * four, 30 * scott, 40 * scott, lang.Text{}}, "the standard distance, 50.0 m"},
		"corners, heavier": {
			cornersX, cornersY,
			[]float64{7, 7, 7, 7},
			Spread{30, 40, 50, 4, 0.9 * 50 * four, 30 * scott, 40 * scott, lang.Text{}},
			"n = 4",
		},
		"one far off": {
			[]float64{-1, 1, 0, 0, -1, 1, 0, 0, 0, 0},
			[]float64{0, 0, -1, 1, 0, 0, -1, 1, -100, 100},
			nil,
			Spread{math.Sqrt(0.4), math.Sqrt(2000.4), 1, 10, 0.9 / math.Sqrt(math.Ln2) * math.Pow(10, -0.2), math.Sqrt(0.4) * math.Pow(10, -1.0/6), math.Sqrt(2000.4) * math.Pow(10, -1.0/6), lang.Text{}},
			"the median distance over √ln 2, 1.2 m",
		},
		"most on the middle": {
			[]float64{0, 0, 0, -10, 10},
			[]float64{5, 5, 5, 5, 5},
			nil,
			Spread{math.Sqrt(40), 0, 0, 5, 0.9 * math.Sqrt(40) * math.Pow(5, -0.2), math.Sqrt(40) * math.Pow(5, -1.0/6), 0, lang.Text{}},
			"the standard distance, 6.3 m",
		},
		"halfway": {
			[]float64{0, 1, 3, 4},
			[]float64{0, 0, 0, 0},
			[]float64{1, 1, 1, 1},
			Spread{math.Sqrt(2.5), 0, 1.5, 4, 0.9 * math.Sqrt(2.5) * four, math.Sqrt(2.5) * scott, 0, lang.Text{}},
			"the standard distance",
		},
		"one":      {[]float64{500000.1}, []float64{6.5e6}, nil, Spread{0, 0, 0, 1, FallbackM, FallbackM, FallbackM, lang.Text{}}, "150 m"},
		"all one":  {[]float64{0.1, 0.1, 0.1}, []float64{6.5e6, 6.5e6, 6.5e6}, nil, Spread{0, 0, 0, 3, FallbackM, FallbackM, FallbackM, lang.Text{}}, "no spread"},
		"none":     {nil, nil, nil, Spread{0, 0, 0, 0, FallbackM, FallbackM, FallbackM, lang.Text{}}, "no spread"},
		"no weigh": {[]float64{0, 9}, []float64{0, 9}, []float64{0, 0}, Spread{0, 0, 0, 0, FallbackM, FallbackM, FallbackM, lang.Text{}}, "no spread"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Bandwidth(c.x, c.y, c.weight)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(got, c.want, cmpopts.IgnoreFields(Spread{}, "Rule"), cmpopts.EquateApprox(1e-12, 1e-9)); diff != "" {
				t.Errorf("(-got +want):\n%s", diff)
			}
			if got.Rule.SV == "" || !strings.Contains(got.Rule.EN, c.says) {
				t.Errorf("rule %q does not say %q", got.Rule.EN, c.says)
			}
		})
	}
	_, err := Bandwidth([]float64{1, 2}, []float64{1, math.Inf(1)}, nil)
	wantInvalid(t, err, "row 2")
}

func TestGridOver(t *testing.T) {
	bound := func(west, south, east, north float64) orb.Bound {
		return orb.Bound{Min: orb.Point{west, south}, Max: orb.Point{east, north}}
	}
	for name, c := range map[string]struct {
		b          orb.Bound
		cell, pad  float64
		origin     orb.Point
		cols, rows int
	}{
		"in step":  {bound(103, 207, 161, 250), 25, 0, orb.Point{100, 200}, 3, 2},
		"padded":   {bound(103, 207, 161, 250), 25, 10, orb.Point{75, 175}, 4, 4},
		"a point":  {bound(-10, -10, -10, -10), 25, 0, orb.Point{-25, -25}, 1, 1},
		"a corner": {bound(50, 50, 50, 50), 25, 0, orb.Point{50, 50}, 1, 1},
		"empty":    {bound(1, 1, -1, -1), 25, 10, orb.Point{}, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := GridOver(c.b, c.cell, c.pad)
			if err != nil {
				t.Fatal(err)
			}
			if want := (Grid{c.origin, c.cell, c.cols, c.rows}); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
	town := bound(0, 0, 8000, 8000)
	for name, c := range map[string]struct {
		b         orb.Bound
		cell, pad float64
		word      string
	}{
		"cells of nothing": {town, 0, 0, "0 m"},
		"no number":        {town, math.NaN(), 0, "NaN"},
		"a negative pad":   {town, 25, -1, "-1 m"},
		"too many":         {town, 1, 0, "4000000"},
		"endless":          {bound(0, 0, math.Inf(1), 0), 25, 0, "no valid place"},
		"beyond counting":  {town, 1e-300, 0, "4000000"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := GridOver(c.b, c.cell, c.pad)
			wantInvalid(t, err, c.word)
		})
	}
}
