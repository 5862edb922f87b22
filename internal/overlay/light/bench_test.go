package light_test

import (
	"fmt"
	"testing"

	"github.com/paulmach/orb"

	"tryggled/internal/overlay/light"
)

// BenchmarkSum is all lamp sums of a town as large as Cambridge: 252 km of streets in
// blocks of 150 m, a lamp every 29.7 m and a place every 3 m.
func BenchmarkSum(b *testing.B) {
	lamps, points := town()
	out := make([]light.Lux, len(points))
	for _, threads := range []int{1, 2} {
		f := field(b, lamps, threads)
		var pairs int
		for _, p := range points {
			pairs += len(f.Near(orb.Point{p.X, p.Y}.Bound()))
		}
		for _, level := range [][]float64{nil, half(len(lamps.X))} {
			b.Run(fmt.Sprintf("threads=%d/dimmed=%t", threads, level != nil), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					f.Sum(points, level, out)
				}
				seconds := b.Elapsed().Seconds() / float64(b.N)
				b.ReportMetric(float64(pairs)/seconds/1e6, "Mpairs/s")
				b.ReportMetric(float64(pairs)/float64(len(points)), "lamps/place")
			})
		}
	}
}

func BenchmarkNewField(b *testing.B) {
	lamps, _ := town()
	b.ReportAllocs()
	for b.Loop() {
		field(b, lamps, 1)
	}
}

func half(n int) []float64 {
	level := make([]float64, n)
	for i := range level {
		level[i] = 0.5
	}
	return level
}

// town is 29 streets each way, 4,350 m long, with its lamps 4 m from the middle of the street.
func town() (light.Lamps, []light.Point) {
	const streets, apart, length = 29, 150.0, 4350.0
	var l light.Lamps
	var points []light.Point
	for s := range streets {
		across := float64(s) * apart
		for d := 0.0; d < length; d += 29.7 {
			l = with(l, d, across+4, 6, 5000, light.Even)
			l = with(l, across+4, d+11, 6, 5000, light.Even)
		}
		for d := 1.5; d < length; d += 3 {
			points = append(points, light.Point{X: d, Y: across, EastH: 1})
		}
		for d := 1.5; d < length; d += 3 {
			points = append(points, light.Point{X: across, Y: d, NorthH: 1})
		}
	}
	return l, points
}

// with adds a lamp with a maintenance factor of 0.8.
func with(l light.Lamps, x, y, height, lumens float64, o light.Optic) light.Lamps {
	l.X, l.Y = append(l.X, x), append(l.Y, y)
	l.HeightM, l.Lumens = append(l.HeightM, height), append(l.Lumens, lumens)
	l.Factor, l.Optic = append(l.Factor, 0.8), append(l.Optic, o)
	return l
}

func field(tb testing.TB, l light.Lamps, threads int) *light.Field {
	tb.Helper()
	f, err := light.NewField(l, threads)
	if err != nil {
		tb.Fatal(err)
	}
	return f
}
