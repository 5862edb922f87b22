package significance

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/lattice"
)

func TestBasisOfFDR(t *testing.T) {
	values, n := sixPoints(t)
	for name, c := range map[string]struct {
		p      Params
		basis  Basis
		sv, en string
	}{
		"none":           {Params{}, Analytic, "inga permutationer", "no permutations"},
		"one too few":    {Params{Permutations: 119}, Analytic, "119 permutationer är för få för 6 enheter vid α = 0,05, som kräver minst 120", "119 permutations are too few for 6 units at α = 0.05, which takes at least 120"},
		"just enough":    {Params{Permutations: 120}, Permutation, "120 permutationer räcker för 6 enheter", "120 permutations are enough for 6 units"},
		"for several":    {Params{Permutations: 238}, Permutation, "men inte för att en enhet ensam ska kunna sticka ut, vilket kräver 239", "but not for one unit alone to stand out, which takes 239"},
		"for one alone":  {Params{Permutations: 239}, Permutation, "som kräver minst 120.", "which takes at least 120."},
		"a strict alpha": {Params{Permutations: 999, Alpha: 0.001}, Analytic, "α = 0,001, som kräver minst 6000", "α = 0.001, which takes at least 6000"},
	} {
		r := analyse(t, values, n, c.p)
		if r.FDROf != c.basis || !strings.Contains(r.Note.SV, c.sv) || !strings.Contains(r.Note.EN, c.en) {
			t.Errorf("%s: got %s, %+v", name, r.FDROf, r.Note)
		}
		p := r.P
		if c.basis == Permutation {
			p = nil
			for _, v := range r.PPermuted {
				p = append(p, min(1, 2*v))
			}
		}
		if diff := cmp.Diff(FDR(p), r.PFDR); diff != "" {
			t.Errorf("%s: FDR (-want +got):\n%s", name, diff)
		}
		if (r.PPermuted == nil) != (c.p.Permutations == 0) || r.Permutations != c.p.Permutations {
			t.Errorf("%s: %d permutations, p %v", name, r.Permutations, r.PPermuted)
		}
	}
}

// alone are units of which only the first has neighbours, whose values are such as chance
// never gives.
func alone(units int) ([]float64, *Table) {
	start, of, values := []int32{0}, []int32(nil), make([]float64, units)
	for i := range units {
		of = append(of, int32(i))
		for j := int32(1); i == 0 && j <= 10; j++ {
			of, values[j] = append(of, j), 10
		}
		start = append(start, int32(len(of)))
	}
	return values, NewTable(start, of, nil)
}

// One unit alone stands out with as many permutations as enough, and not with one fewer.
func TestEnoughForOneAlone(t *testing.T) {
	values, n := alone(400)
	take := int(enough(len(values), 0.05))
	for permutations, want := range map[int]int{take: 1, take - 1: 0} {
		if r := analyse(t, values, n, Params{Permutations: permutations}); r.FDROf != Permutation || r.Hot != want {
			t.Errorf("%d permutations: %d hot by %s, want %d", permutations, r.Hot, r.FDROf, want)
		}
	}
}

// Sparse values are warned of by what they spoil: the analytic p.
func TestSparseAdvice(t *testing.T) {
	values, n := alone(400)
	for permutations, want := range map[int]string{999: "Rather trust the permutations", 15_999: "concerns the analytic p, not the permutations"} {
		if r := analyse(t, values, n, Params{Permutations: permutations}); !r.Sparse || !strings.Contains(r.Note.EN, want) {
			t.Errorf("%d permutations: %q does not say %q", permutations, r.Note.EN, want)
		}
	}
}

// Permutations are raised to enough where they are asked for and it is little work.
func TestRaise(t *testing.T) {
	values, n := alone(400)
	l, counts := town(t, lattice.Square)
	for name, c := range map[string]struct {
		values []float64
		n      Neighbourhood
		p      Params
		want   int
	}{
		"raised":         {values, n, Params{Permutations: 999, Raise: true}, 15_999},
		"more already":   {values, n, Params{Permutations: 20_000, Raise: true}, 20_000},
		"not asked for":  {values, n, Params{Permutations: 999}, 999},
		"none":           {values, n, Params{Raise: true}, 0},
		"too much work":  {counts, l.Band(1000), Params{Permutations: 99, Raise: true}, 99},
		"a strict alpha": {values, n, Params{Permutations: 99, Raise: true, Alpha: 0.01}, 79_999},
	} {
		if r := analyse(t, c.values, c.n, c.p); r.Permutations != c.want {
			t.Errorf("%s: %d permutations, want %d", name, r.Permutations, c.want)
		}
		m, err := LocalMoran(context.Background(), c.values, c.n, c.p)
		if err != nil || m.Permutations != c.want {
			t.Errorf("%s, Moran: %d permutations, want %d, %v", name, m.Permutations, c.want, err)
		}
	}
}
