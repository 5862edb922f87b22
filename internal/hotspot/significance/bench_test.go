package significance

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"tryggled/internal/lattice"
)

var (
	_ Neighbourhood = (*Table)(nil)
	_ Neighbourhood = (*lattice.Band)(nil)
)

// town is 160 × 160 cells of 50 m, with counts in them.
func town(tb testing.TB, kind lattice.Kind) (*lattice.Lattice, []float64) {
	tb.Helper()
	l, err := lattice.Cover(orb.MultiPolygon{{{{0, 0}, {8000, 0}, {8000, 8000}, {0, 8000}, {0, 0}}}}, kind, 50, orb.Point{})
	if err != nil {
		tb.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	values := make([]float64, l.Len())
	for range 4 * l.Len() {
		values[random.IntN(l.Len())]++
	}
	return l, values
}

// BenchmarkGiStar takes a 500 m band over a town, the neighbourhood included.
func BenchmarkGiStar(b *testing.B) {
	for _, kind := range []lattice.Kind{lattice.Square, lattice.Hex} {
		l, values := town(b, kind)
		b.Run(string(kind), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := GiStar(values, l.Band(500)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkAnalyse adds permutations: 999, and as many as FDR on them takes.
func BenchmarkAnalyse(b *testing.B) {
	l, values := town(b, lattice.Square)
	n := l.Band(500)
	for name, permutations := range map[string]int{"999": 999, "512000": 512_000} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Analyse(context.Background(), values, n, Params{Permutations: permutations, Seed: 1}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
