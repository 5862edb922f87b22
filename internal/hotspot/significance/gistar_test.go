package significance

import (
	"context"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/lattice"
)

// complete is a neighbourhood in which everybody is a neighbour of all.
func complete(units int) *Table {
	start, of := []int32{0}, []int32(nil)
	for range units {
		for j := range units {
			of = append(of, int32(j))
		}
		start = append(start, int32(len(of)))
	}
	return NewTable(start, of, nil)
}

// drawTable is a neighbourhood by chance, each unit among its own neighbours.
func drawTable(t *rapid.T, units int, weighed bool) *Table {
	start, of, weight := []int32{0}, []int32(nil), []float64(nil)
	for i := range units {
		for j := range units {
			if i == j || rapid.IntRange(0, 2).Draw(t, "near") == 0 {
				of = append(of, int32(j))
				weight = append(weight, rapid.Float64Range(0.1, 3).Draw(t, "weight"))
			}
		}
		start = append(start, int32(len(of)))
	}
	if !weighed {
		weight = nil
	}
	return NewTable(start, of, weight)
}

// byTheBook is Gi* from its formula, term by term.
func byTheBook(values []float64, n Neighbourhood) []float64 {
	units := float64(len(values))
	var mean, squares float64
	for _, v := range values {
		mean += v / units
	}
	for _, v := range values {
		squares += (v - mean) * (v - mean) / units
	}
	z := make([]float64, len(values))
	for i := range z {
		var sum, w, w2 float64
		n.Each(i, func(j int, weight float64) {
			sum, w, w2 = sum+weight*values[j], w+weight, w2+weight*weight
		})
		if below := (units*w2 - w*w) / (units - 1); below > 1e-9 {
			z[i] = (sum - mean*w) / math.Sqrt(squares*below)
		}
	}
	return z
}

func TestGiStarLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units := rapid.IntRange(3, 25).Draw(t, "units")
		n := drawTable(t, units, rapid.Bool().Draw(t, "weighed"))
		values := rapid.SliceOfN(rapid.Float64Range(-50, 50), units, units).Draw(t, "values")
		values[0], values[1] = 1, 40 // not all equal
		z, err := GiStar(values, n)
		if fault.Is(err, fault.Invalid) {
			return // everybody happens to be near all
		}
		near(t, "formula", z, byTheBook(values, n), 1e-9)

		scale, shift := rapid.Float64Range(1e-3, 1e3).Draw(t, "scale"), rapid.Float64Range(-1e3, 1e3).Draw(t, "shift")
		other := make([]float64, units)
		for i, v := range values {
			other[i] = scale*v + shift
		}
		again, err := GiStar(other, n)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "scaled and shifted", again, z, 1e-6)

		to := rapid.Permutation(indexes(units)).Draw(t, "places")
		moved, movedZ := make([]float64, units), make([]float64, units)
		for i, k := range to {
			moved[k], movedZ[k] = values[i], z[i]
		}
		again, err = GiStar(moved, renumbered(n, to))
		if err != nil {
			t.Fatal(err)
		}
		near(t, "renumbered", again, movedZ, 1e-9)
	})
}

func indexes(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// renumbered gives unit i the number to[i].
func renumbered(n *Table, to []int) *Table {
	from := make([]int, len(to))
	for i, k := range to {
		from[k] = i
	}
	start, of, weight := []int32{0}, []int32(nil), []float64(nil)
	for _, i := range from {
		n.Each(i, func(j int, w float64) { of, weight = append(of, int32(to[j])), append(weight, w) })
		start = append(start, int32(len(of)))
	}
	return NewTable(start, of, weight)
}

// On cells with gaps of both kinds, through the band's running sums.
func TestGiStarOfCells(t *testing.T) {
	area := orb.MultiPolygon{
		{{{0, 0}, {2000, 0}, {2000, 700}, {900, 700}, {900, 2100}, {0, 2100}, {0, 0}}, {{300, 300}, {300, 500}, {600, 500}, {600, 300}, {300, 300}}},
		{{{1500, 1500}, {1900, 1500}, {1700, 1900}, {1500, 1500}}},
	}
	for _, kind := range []lattice.Kind{lattice.Square, lattice.Hex} {
		l, err := lattice.Cover(area, kind, 100, orb.Point{7, 13})
		if err != nil {
			t.Fatal(err)
		}
		random := rand.New(rand.NewPCG(5, 6))
		values := make([]float64, l.Len())
		for i := range values {
			values[i] = float64(random.IntN(4))
		}
		for _, radius := range []float64{100, 250, 1000} {
			z, err := GiStar(values, l.Band(radius))
			if err != nil {
				t.Fatal(err)
			}
			near(t, string(kind), z, byTheBook(values, l.Band(radius)), 1e-9)
		}
	}
}

// Large values that hardly differ keep their digits, and huge ones do not overflow.
func TestGiStarKeepsItsDigits(t *testing.T) {
	l, counts := town(t, lattice.Square)
	n := l.Band(500)
	want, err := GiStar(counts, n)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ scale, shift, most float64 }{
		"a million and a thousandth": {1.0 / 1024, 1e6, 1e-7},
		"a billion and one":          {1, 1e9, 1e-7},
		"near the greatest number":   {1e307, 0, 1e-9},
		"near the least":             {1e-300, 0, 1e-9},
	} {
		values := make([]float64, len(counts))
		for i, v := range counts {
			values[i] = v*c.scale + c.shift
		}
		got, err := GiStar(values, n)
		if err != nil {
			t.Fatal(err)
		}
		var worst float64
		for i := range got {
			worst = max(worst, math.Abs(got[i]-want[i]))
		}
		if !(worst <= c.most) {
			t.Errorf("%s: z differs by %v, want at most %v", name, worst, c.most)
		}
	}
}

func TestUndefined(t *testing.T) {
	_, six := sixPoints(t)
	for name, c := range map[string]struct {
		values []float64
		n      Neighbourhood
		sv, en string
	}{
		"nothing":                  {nil, NewTable([]int32{0}, nil, nil), "odefinierat för 0 enheter", "undefined for 0 units"},
		"two units":                {[]float64{1, 2}, complete(2), "odefinierat för 2 enheter", "undefined for 2 units"},
		"all equal":                {[]float64{4, 4, 4, 4, 4, 4}, six, "alla 6 värden är lika", "all 6 values are equal"},
		"all zero":                 {make([]float64, 6), six, "alla 6 värden är lika", "all 6 values are equal"},
		"everybody near":           {[]float64{1, 2, 3, 4}, complete(4), "omfattar alla 4 enheter", "holds all 4 units"},
		"not a number":             {[]float64{1, 2, math.NaN(), 4, 5, 6}, six, "rad 3 är NaN", "row 3 is NaN"},
		"infinite":                 {[]float64{1, 2, 3, 4, 5, math.Inf(-1)}, six, "rad 6", "row 6"},
		"too few values":           {[]float64{1, 2, 3}, six, "3 värden för 6 enheter", "3 values for 6 units"},
		"nobody near, even itself": {[]float64{1, 2, 3}, NewTable([]int32{0, 0, 0, 0}, nil, nil), "eller ingen", "or none"},
	} {
		_, err := GiStar(c.values, c.n)
		_, analysed := Analyse(context.Background(), c.values, c.n, Params{Permutations: 9})
		for _, err := range []error{err, analysed} {
			f, ok := err.(*fault.Error)
			if !ok || f.Kind != fault.Invalid || !strings.Contains(f.Say(lang.SV), c.sv) || !strings.Contains(f.Say(lang.EN), c.en) {
				t.Errorf("%s: got %v", name, err)
			}
		}
	}
}

// A unit that is near all others has no z of its own; the rest have.
func TestOneUnitUndefined(t *testing.T) {
	n := NewTable([]int32{0, 4, 6, 8, 10}, []int32{0, 1, 2, 3, 0, 1, 0, 2, 0, 3}, nil)
	r, err := Analyse(context.Background(), []float64{1, 2, 3, 9}, n, Params{Permutations: 99})
	if err != nil {
		t.Fatal(err)
	}
	if r.Undefined != 1 || r.Z[0] != 0 || r.P[0] != 1 || r.PPermuted[0] != 1 || r.PFDR[0] != 1 || r.Z[3] == 0 {
		t.Errorf("got %+v", r)
	}
	if !strings.Contains(r.Note.SV, "För 1 av 4 enheter är måttet odefinierat") || !strings.Contains(r.Note.EN, "For 1 of 4 units the statistic is undefined") {
		t.Errorf("the note does not tell: %+v", r.Note)
	}
}
