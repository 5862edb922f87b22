package orienteer_test

import (
	"context"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tryggled/internal/plan/orienteer"
	"tryggled/internal/plan/orienteer/orienteertest"
)

// anything draws a problem with everything in it.
func anything(t *rapid.T, most int) orienteer.Problem {
	seed := rapid.Uint64().Draw(t, "seed")
	stops := rapid.IntRange(0, most).Draw(t, "stops")
	crews := rapid.IntRange(1, 3).Draw(t, "crews")
	return orienteertest.Anything(rand.New(rand.NewPCG(seed, 0)), stops, crews, rapid.Bool().Draw(t, "shortest"))
}

func solve(t interface{ Fatal(...any) }, p orienteer.Problem, l orienteer.Limits) orienteer.Solution {
	s, err := orienteer.Solve(context.Background(), p, l)
	if err != nil {
		t.Fatal(err)
	}
	if err := orienteertest.Check(p, s); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEverySolutionHolds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := anything(t, 40)
		s := solve(t, p, orienteer.Limits{Seed: rapid.Uint64().Draw(t, "chance"), Iterations: 700})
		g, err := orienteer.Greedy(p)
		if err != nil {
			t.Fatal(err)
		}
		if err := orienteertest.Check(p, g); err != nil {
			t.Fatal("greedy:", err)
		}
		if worse(s, g) {
			t.Fatalf("solve %d lacks %d, greedy %d lacks %d", s.Score, s.Lacks, g.Score, g.Lacks)
		}
	})
}

func worse(a, b orienteer.Solution) bool {
	if a.Lacks != b.Lacks {
		return a.Lacks > b.Lacks
	}
	return a.Score < b.Score
}

// TestBestOfFew compares with all there is. Where the straight way is not the shortest a
// stop may be within reach only together with another, which the search need not find.
func TestBestOfFew(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		crews := rapid.IntRange(1, 2).Draw(t, "crews")
		stops := rapid.IntRange(0, 7-crews).Draw(t, "stops")
		shortest := rapid.Bool().Draw(t, "shortest")
		p := orienteertest.Anything(rand.New(rand.NewPCG(seed, 0)), stops, crews, shortest)
		s := solve(t, p, orienteer.Limits{Seed: 1, Iterations: 24000})
		lacks, score := orienteertest.Best(p)
		if s.Bound < score {
			t.Errorf("bound %d is below %d", s.Bound, score)
		}
		if got, best := (orienteer.Solution{Score: s.Score, Lacks: s.Lacks}), (orienteer.Solution{Score: score, Lacks: lacks}); worse(got, best) && shortest || worse(best, got) {
			t.Errorf("score %d lacks %d, best is %d lacks %d", s.Score, s.Lacks, score, lacks)
		}
	})
}

func TestSameSeedSameSolution(t *testing.T) {
	cases := map[string]orienteer.Problem{
		"scatter": orienteertest.Scatter(1, 80, 3, 120),
		"patrols": orienteertest.Patrols(1, 100, 4, true),
		"evening": orienteertest.Evening(1, 20, 3, 4),
	}
	for name, p := range cases {
		l := orienteer.Limits{Seed: 7, Iterations: 3000, Workers: 3}
		before := runtime.GOMAXPROCS(1)
		one := solve(t, p, l)
		runtime.GOMAXPROCS(2)
		two := solve(t, p, l)
		runtime.GOMAXPROCS(before)
		if diff := cmp.Diff(one, two); diff != "" {
			t.Errorf("%s: on two cores otherwise than on one:\n%s", name, diff)
		}
	}
}
