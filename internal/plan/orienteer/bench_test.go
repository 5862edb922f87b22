package orienteer_test

import (
	"context"
	"testing"

	"tryggled/internal/plan/orienteer"
	"tryggled/internal/plan/orienteer/orienteertest"
)

// BenchmarkSolve is 1,200 iterations and what it takes to begin with them.
func BenchmarkSolve(b *testing.B) {
	for name, p := range problems() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := orienteer.Solve(context.Background(), p, orienteer.Limits{Seed: 1, Iterations: 1200}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkGreedy(b *testing.B) {
	for name, p := range problems() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := orienteer.Greedy(p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func problems() map[string]orienteer.Problem {
	return map[string]orienteer.Problem{
		"scatter-100": orienteertest.Scatter(1, 100, 3, 120),
		"patrols-150": orienteertest.Patrols(1, 150, 4, false),
		"evening-60":  orienteertest.Evening(1, 60, 5, 4),
		"city-1000":   orienteertest.Patrols(1, 1000, 40, false),
	}
}
