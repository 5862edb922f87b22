package trend

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
)

// crowded is events on few places, as published reports have them, the crowds of very
// unequal size; as many places as events give each its own.
func crowded(events, places int, sideM float64, days int) (x, y []float64, at []int64) {
	r := rand.New(rand.NewPCG(7, 7))
	px, py := make([]float64, places), make([]float64, places)
	for i := range px {
		px[i], py[i] = r.Float64()*sideM, r.Float64()*sideM
	}
	for i := range events {
		place := i
		if places < events {
			place = int(float64(places) * math.Pow(r.Float64(), 2))
		}
		x, y = append(x, px[place]), append(y, py[place])
		at = append(at, int64(r.IntN(days))*secondsPerDay+int64(r.IntN(secondsPerDay)))
	}
	return x, y, at
}

func benchmarkKnox(b *testing.B, events, places int, sideM float64, days int) {
	x, y, at := crowded(events, places, sideM, days)
	p := DefaultKnox()
	b.ReportAllocs()
	for b.Loop() {
		pairs, err := PlanePairs(x, y, 400)
		if err != nil {
			b.Fatal(err)
		}
		k, err := KnoxOf(context.Background(), pairs, at, p)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(k.Pairs), "pairs")
	}
}

// As London is published: 581 anchor points.
func BenchmarkKnoxAnchored(b *testing.B) { benchmarkKnox(b, 15_000, 581, 1500, 640) }

// Every event on a place of its own, as in a town's own reports of two years.
func BenchmarkKnoxScattered(b *testing.B) { benchmarkKnox(b, 20_000, 20_000, 3300, 730) }

func BenchmarkMannKendall(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	y := make([]float64, 52)
	for i := range y {
		y[i] = r.NormFloat64()
	}
	var work slopes
	b.ReportAllocs()
	for b.Loop() {
		work.test(y)
	}
}
