package orienteer_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/plan/orienteer"
	"tryggled/internal/plan/orienteer/orienteertest"
)

func TestEndedAtOnceIsStillAPlan(t *testing.T) {
	t.Parallel()
	p := orienteertest.Patrols(2, 60, 3, true)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s, err := orienteer.Solve(ctx, p, orienteer.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if err := orienteertest.Check(p, s); err != nil {
		t.Fatal(err)
	}
	g, err := orienteer.Greedy(p)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s, g); diff != "" {
		t.Errorf("not the greedy plan:\n%s", diff)
	}
}

func TestTimeIsUp(t *testing.T) {
	t.Parallel()
	p := orienteertest.Scatter(2, 60, 3, 100)
	var looked time.Duration
	s := solve(t, p, orienteer.Limits{
		For:   50 * time.Millisecond,
		Clock: func() time.Duration { looked += time.Millisecond; return looked },
	})
	if s.Iterations == 0 || s.Iterations > 50*16 {
		t.Errorf("%d iterations in 50 looks at the clock", s.Iterations)
	}
}

func TestStartIsNotLost(t *testing.T) {
	t.Parallel()
	for name, p := range map[string]orienteer.Problem{
		"scatter": orienteertest.Scatter(3, 60, 3, 110),
		"patrols": orienteertest.Patrols(3, 60, 3, true),
		"evening": orienteertest.Evening(3, 15, 3, 4),
	} {
		good := solve(t, p, orienteer.Limits{Seed: 5, Iterations: 4000})
		start := make([][]int, len(good.Routes))
		for r, visits := range good.Routes {
			for _, v := range visits {
				start[r] = append(start[r], v.Stop)
			}
		}
		again := solve(t, p, orienteer.Limits{Seed: 6, Iterations: 16, Start: start})
		if worse(again, good) {
			t.Errorf("%s: score %d from a start of %d", name, again.Score, good.Score)
		}
	}
}

func TestBetterAndBetter(t *testing.T) {
	t.Parallel()
	p := orienteertest.Evening(4, 20, 3, 4)
	var told []orienteer.Solution
	s := solve(t, p, orienteer.Limits{Seed: 1, Iterations: 3000, Better: func(s orienteer.Solution) { told = append(told, s) }})
	for i := 1; i < len(told); i++ {
		if worse(told[i], told[i-1]) {
			t.Errorf("told of %d after %d", told[i].Score, told[i-1].Score)
		}
	}
	if len(told) < 2 || told[len(told)-1].Score != s.Score {
		t.Errorf("told %d times, last of %d, solution %d", len(told), told[len(told)-1].Score, s.Score)
	}
}

func TestAllTakenEndsTheSearch(t *testing.T) {
	t.Parallel()
	p := orienteertest.Scatter(5, 10, 2, 1000)
	s := solve(t, p, orienteer.Limits{Seed: 1})
	if s.Score != s.Bound {
		t.Errorf("score %d, bound %d", s.Score, s.Bound)
	}
}

func TestProblemThatDoesNotHoldTogether(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		spoil func(p *orienteer.Problem)
		want  string
	}{
		"no crews":      {func(p *orienteer.Problem) { p.Crews = nil }, "no crews"},
		"matrix":        {func(p *orienteer.Problem) { p.Travel[0].N++ }, "travel 0"},
		"negative time": {func(p *orienteer.Problem) { p.Travel[0].Time[7] = -1 }, "time -1 from 0 to 7"},
		"end":           {func(p *orienteer.Problem) { p.Crews[1].End = 99 }, "crew 1"},
		"no travel":     {func(p *orienteer.Problem) { p.Crews[0].Travel = 1 }, "travel 1 of 1"},
		"may":           {func(p *orienteer.Problem) { p.Crews[0].May = []bool{true} }, "may: 1 of 8"},
		"place":         {func(p *orienteer.Problem) { p.Stops[3].Place = -1 }, "stop 3: place -1"},
		"prize":         {func(p *orienteer.Problem) { p.Stops[2].Prize = -5 }, "stop 2: prize -5"},
		"dwell":         {func(p *orienteer.Problem) { p.Stops[2].Dwell = -5 }, "stop 2: dwell -5"},
		"site":          {func(p *orienteer.Problem) { p.Stops[2].Site = 1 }, "stop 2: site 1 of 0"},
		"area":          {func(p *orienteer.Problem) { p.Stops[2].Area = 4 }, "stop 2: area 4 of 0"},
		"group":         {func(p *orienteer.Problem) { p.Stops[2].Group = -1 }, "stop 2: group -1"},
	}
	for name, c := range cases {
		p := orienteertest.Scatter(1, 8, 2, 50)
		c.spoil(&p)
		if _, err := orienteer.Solve(context.Background(), p, orienteer.Limits{Iterations: 1}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
		if _, err := orienteer.Greedy(p); err == nil {
			t.Errorf("%s: Greedy has no objection", name)
		}
	}
	p := orienteertest.Scatter(1, 8, 2, 50)
	if _, err := orienteer.Solve(context.Background(), p, orienteer.Limits{Iterations: 1, Start: [][]int{{8}}}); err == nil {
		t.Error("a start with a stop that there is not: no objection")
	}
}
