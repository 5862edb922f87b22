package lattice

import (
	"math"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tryggled/internal/geo"
)

func parse(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// A band's sums, weights and visits are what a look at every pair of middles gives.
func TestBandAgreesWithALookAtEveryPair(t *testing.T) {
	all := areas()
	rapid.Check(t, func(t *rapid.T) {
		area := all[rapid.SampledFrom([]string{"an L", "a hole", "two apart", "a comb", "a star", "smaller than a cell", "a square on the grid"}).Draw(t, "area")]
		kind := rapid.SampledFrom([]Kind{Square, Hex}).Draw(t, "kind")
		l := lay(t, area, kind, rapid.SampledFrom([]float64{50, 75}).Draw(t, "size"), orb.Point{rapid.Float64Range(0, 50).Draw(t, "ox"), 0})
		radius := rapid.SampledFrom([]float64{0, 10, 50, 75, 100, 150, 212.13203435596427, 400, 5000, math.Inf(1), -3, math.NaN()}).Draw(t, "radius")
		b := l.Band(radius)

		values := make([]float64, l.Len())
		for i := range values {
			values[i] = float64(rapid.IntRange(-3, 9).Draw(t, "value")) // whole: sums are exact
		}
		got := make([]float64, l.Len())
		b.Sums(values, got)
		w, w2 := b.Weights()
		want, count := make([]float64, l.Len()), make([]float64, l.Len())
		for i := range l.Len() {
			var near, visited []int
			for j := range l.Len() {
				if i == j || geo.Dist(l.Centre(i), l.Centre(j)) <= radius+1e-6 {
					near = append(near, j)
					want[i] += values[j]
					count[i]++
				}
			}
			b.Each(i, func(j int, weight float64) {
				if visited = append(visited, j); weight != 1 {
					t.Fatalf("cell %d weighs %v", j, weight)
				}
			})
			if diff := cmp.Diff(visited, near); diff != "" {
				t.Fatalf("neighbours of %d (-got +want):\n%s", i, diff)
			}
		}
		if diff := cmp.Diff(got, want) + cmp.Diff(w, count) + cmp.Diff(w2, count); diff != "" {
			t.Fatalf("sums, weights (-got +want):\n%s", diff)
		}
		b.Sums(values, values)
		if diff := cmp.Diff(values, want); diff != "" {
			t.Fatalf("sums in place (-got +want):\n%s", diff)
		}
	})
}

func BenchmarkBand(b *testing.B) {
	l, err := Cover(orb.MultiPolygon{box(0, 0, 8000, 8000)}, Square, 50, orb.Point{})
	if err != nil {
		b.Fatal(err)
	}
	values := make([]float64, l.Len())
	b.ReportAllocs()
	for b.Loop() {
		l.Band(500).Sums(values, values)
	}
}

// BenchmarkCover lays 25 m cells over a ragged outline of 10 000 points.
func BenchmarkCover(b *testing.B) {
	area := orb.MultiPolygon{star(5000, 4000, 3900)}
	for _, kind := range []Kind{Square, Hex} {
		b.Run(string(kind), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Cover(area, kind, 25, orb.Point{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
