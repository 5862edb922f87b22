package plan

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func solve(t interface{ Fatal(...any) }, p Problem) Solution {
	s, err := Greedy{}.Solve(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// candidates are those that each crew visits, in order.
func candidates(s Solution) [][]int {
	out := make([][]int, len(s.Tours))
	for i, tour := range s.Tours {
		for _, stop := range tour {
			out[i] = append(out[i], stop.Candidate)
		}
	}
	return out
}

// line lays places along a street, one second a metre.
func line(at ...int64) [][]int64 {
	travel := make([][]int64, len(at))
	for i := range at {
		travel[i] = make([]int64, len(at))
		for j := range at {
			travel[i][j] = max(at[i]-at[j], at[j]-at[i])
		}
	}
	return travel
}

func TestGreedyByHand(t *testing.T) {
	all := func(n int) []bool {
		may := make([]bool, n)
		for i := range may {
			may[i] = true
		}
		return may
	}
	// Candidates at 100, 200 and −50 m, the base at 0.
	crew := Crew{Start: 3, End: 3, Shift: 1000, Dwell: 100, May: all(3), Announced: true, Travel: line(100, 200, -50, 0)}
	with := func(change func(*Crew)) Crew {
		c := crew
		change(&c)
		return c
	}
	tests := map[string]struct {
		priorities []float64
		crews      []Crew
		want       [][]int // candidates
	}{
		// 0 gives 50/300 a second to a crew that is busy for 300 s, 1 gives 100/500 for 500 s
		// and 2 gives 1/200 for 200 s.
		"all fit":          {[]float64{50, 100, 1}, []Crew{crew}, [][]int{{2, 0, 1}}},
		"one fits":         {[]float64{50, 100, 1}, []Crew{with(func(c *Crew) { c.Shift = 500 })}, [][]int{{1}}},
		"to the second":    {[]float64{50, 100, 1}, []Crew{with(func(c *Crew) { c.Shift = 499 })}, [][]int{{0}}},
		"none fits":        {[]float64{50, 100, 1}, []Crew{with(func(c *Crew) { c.Shift = 199 })}, [][]int{nil}},
		"not sent":         {[]float64{50, 100, 1}, []Crew{with(func(c *Crew) { c.May = []bool{false, false, true} })}, [][]int{{2}}},
		"nothing to visit": {nil, []Crew{{Travel: line(0), Shift: 10}}, [][]int{nil}},
		"no priority":      {[]float64{0, 0, 0}, []Crew{crew}, [][]int{nil}},
		"no way": {[]float64{50}, []Crew{{
			Start: 1, End: 1, Shift: 1000, May: all(1),
			Travel: [][]int64{{0, Unreachable}, {Unreachable, 0}},
		}}, [][]int{nil}},
		"two teams share": {[]float64{50, 100, 1}, []Crew{
			with(func(c *Crew) { c.May = []bool{true, false, true} }),
			with(func(c *Crew) { c.May = []bool{true, true, false} }),
		}, [][]int{{2}, {0, 1}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := solve(t, Problem{Priorities: tt.priorities, Crews: tt.crews})
			if diff := gocmp.Diff(tt.want, candidates(got)); diff != "" {
				t.Errorf("tours (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCrewsShareTheWork(t *testing.T) {
	may := []bool{true, true, true, true, true, true}
	crew := Crew{Start: 6, End: 6, Shift: 10_000, Dwell: 600, May: may, Announced: true, Travel: line(10, 20, 30, 40, 50, 60, 0)}
	few := crew
	few.May = []bool{true, true, false, false, false, false}
	p := Problem{Priorities: []float64{6, 5, 4, 3, 2, 1}, Crews: []Crew{crew, crew}}
	if s := solve(t, p); len(s.Tours[0]) != 3 || len(s.Tours[1]) != 3 {
		t.Errorf("two equal crews got %v", s.Tours)
	}
	p.Crews = []Crew{crew, few}
	if s := solve(t, p); len(s.Tours[1]) != 2 {
		t.Errorf("the crew that may visit two places got %v", s.Tours)
	}
}

// A candidate 100 s off, a dwell of 100 s and a gap of 300 s: the visits end at 200, 600
// and 1000 s, and each crew is home 100 s later.
func TestRevisitsByHand(t *testing.T) {
	crew := Crew{Start: 1, End: 1, Shift: 1100, Dwell: 100, May: []bool{true}, Travel: line(100, 0)}
	first, second, third := Stop{0, 1, 0}, Stop{0, 2, 500}, Stop{0, 3, 900}
	tests := map[string]struct {
		change func(*Problem)
		want   [][]Stop
	}{
		"as often as the gap allows": {func(*Problem) {}, [][]Stop{{first, second, third}}},
		"home in time":               {func(p *Problem) { p.Crews[0].Shift = 1099 }, [][]Stop{{first, second}}},
		"worth nothing":              {func(p *Problem) { p.Again = 0 }, [][]Stop{{first}}},
		"no gap known":               {func(p *Problem) { p.Gap = 0 }, [][]Stop{{first}}},
		"by the one that is there":   {func(p *Problem) { p.Crews = append(p.Crews, crew) }, [][]Stop{{first, second, third}, nil}},
		"by the one less busy": {func(p *Problem) {
			p.Crews[0].Dwell, p.Crews[0].Shift = 5000, 10_500 // long enough to be tired of it
			p.Crews = append(p.Crews, p.Crews[0])
		}, [][]Stop{{first}, {{0, 2, 5400}}}},
		"by one that may": {func(p *Problem) {
			p.Crews = append(p.Crews, crew)
			p.Crews[0].May = []bool{false}
		}, [][]Stop{nil, {first, second, third}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := Problem{Priorities: []float64{1}, Crews: []Crew{crew}, Gap: 300, Again: 0.5}
			tt.change(&p)
			if diff := gocmp.Diff(tt.want, solve(t, p).Tours); diff != "" {
				t.Errorf("tours (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSchedule(t *testing.T) {
	crew := Crew{Start: 2, End: 2, Shift: 1000, Dwell: 100, Travel: line(50, 200, 0)}
	got, ok := crew.Schedule([]Stop{{Candidate: 0}, {Candidate: 1, Release: 450}, {Candidate: 0, Release: 600}})
	want := Timetable{Arrive: []int64{50, 450, 700}, Busy: 50 + 100 + 150 + 100 + 150 + 100 + 50, End: 850}
	if diff := gocmp.Diff(want, got); diff != "" || !ok {
		t.Errorf("in time: %t (-want +got):\n%s", ok, diff)
	}
	if _, ok := crew.Schedule([]Stop{{Candidate: 0, Release: 851}}); ok {
		t.Error("a stop that ends 50 s from the base and 49 s before the shift does is in time")
	}
}

func TestGreedyEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := (Greedy{}).Solve(ctx, Problem{}); err == nil {
		t.Error("got no error from a context that has ended")
	}
}

func TestSeedDrawsTheOrder(t *testing.T) {
	at := []int64{0, 40, 80, 120, 160, 200, 240, 0}
	p := Problem{Priorities: []float64{1, 1, 1, 1, 1, 1, 1}}
	crew := Crew{Start: 7, End: 7, Shift: 10_000, Dwell: 10, Travel: line(at...), May: []bool{true, true, true, true, true, true, true}}
	for _, announced := range []bool{false, true} {
		crew.Announced = announced
		p.Crews = []Crew{crew}
		orders := map[string]bool{}
		for seed := range uint64(20) {
			p.Seed = seed
			orders[fmt.Sprint(solve(t, p).Tours[0])] = true
		}
		if announced && len(orders) != 1 {
			t.Errorf("an announced tour took %d orders over 20 seeds, want 1", len(orders))
		}
		if !announced && len(orders) < 10 {
			t.Errorf("a drawn tour took %d orders over 20 seeds, want at least 10", len(orders))
		}
	}
}

// drawProblem draws places on a plane, some without a way to them.
func drawProblem(t *rapid.T) Problem {
	n := rapid.IntRange(0, 12).Draw(t, "candidates")
	teams := rapid.IntRange(1, 4).Draw(t, "teams")
	p := Problem{
		Seed:  rapid.Uint64().Draw(t, "seed"),
		Gap:   rapid.SampledFrom([]int64{0, 500, 1800, 5400}).Draw(t, "gap"),
		Again: rapid.SampledFrom([]float64{0, 0.5, 1}).Draw(t, "again"),
	}
	x, y, cut := make([]float64, n+teams), make([]float64, n+teams), make([]bool, n+teams)
	for i := range x {
		x[i] = float64(rapid.IntRange(0, 1000).Draw(t, "x"))
		y[i] = float64(rapid.IntRange(0, 1000).Draw(t, "y"))
		cut[i] = rapid.IntRange(0, 9).Draw(t, "cut") == 0
	}
	for range n {
		p.Priorities = append(p.Priorities, float64(rapid.IntRange(0, 100).Draw(t, "priority")))
	}
	for i := range teams {
		c := Crew{
			Start: n + i, End: n + i,
			Shift:     int64(rapid.IntRange(0, 8000).Draw(t, "shift")),
			Dwell:     int64(rapid.IntRange(0, 900).Draw(t, "dwell")),
			Announced: rapid.Bool().Draw(t, "announced"),
			Travel:    make([][]int64, n+teams),
		}
		for range n {
			c.May = append(c.May, rapid.Bool().Draw(t, "may"))
		}
		for a := range x {
			for b := range x {
				m := int64(math.Ceil(math.Hypot(x[a]-x[b], y[a]-y[b])))
				if cut[a] != cut[b] {
					m = Unreachable
				}
				c.Travel[a] = append(c.Travel[a], m)
			}
		}
		p.Crews = append(p.Crews, c)
	}
	return p
}

func TestGreedyKeepsTheRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		s := solve(t, p)
		if diff := gocmp.Diff(s, solve(t, p)); diff != "" {
			t.Fatalf("the same problem gave two plans:\n%s", diff)
		}
		if len(s.Tours) != len(p.Crews) {
			t.Fatalf("got %d tours for %d crews", len(s.Tours), len(p.Crews))
		}
		seen := map[int][]presence{}
		for i, tour := range s.Tours {
			walk(t, i, p.Crews[i], tour, seen)
		}
		for candidate, visits := range seen {
			checkGap(t, p, candidate, visits)
		}
		for candidate, priority := range p.Priorities {
			for i, crew := range p.Crews {
				if len(seen[candidate]) == 0 && priority > 0 && len(s.Tours[i]) == 0 && crew.May[candidate] && crew.CanReach(candidate) {
					t.Fatalf("crew %d stays at its base though %d is open and near", i, candidate)
				}
			}
		}
	})
}

// presence is somebody at a candidate.
type presence struct {
	from, until int64
	round       int
}

// walk follows a crew through its tour, without asking the code that is tested.
func walk(t *rapid.T, number int, crew Crew, tour []Stop, seen map[int][]presence) {
	var clock int64
	at := crew.Start
	step := func(to int) {
		leg := crew.Travel[at][to]
		if leg < 0 {
			t.Fatalf("crew %d walks where there is no way, %d to %d", number, at, to)
		}
		clock, at = clock+leg, to
	}
	for _, stop := range tour {
		step(stop.Candidate)
		clock = max(clock, stop.Release)
		seen[stop.Candidate] = append(seen[stop.Candidate], presence{clock, clock + crew.Dwell, stop.Round})
		clock += crew.Dwell
		if !crew.May[stop.Candidate] {
			t.Fatalf("crew %d may not be sent to %d", number, stop.Candidate)
		}
	}
	if len(tour) > 0 {
		step(crew.End)
	}
	if clock > crew.Shift {
		t.Fatalf("crew %d takes %d s of a shift of %d s", number, clock, crew.Shift)
	}
}

// checkGap looks at all who come to one candidate.
func checkGap(t *rapid.T, p Problem, candidate int, visits []presence) {
	slices.SortFunc(visits, func(a, b presence) int { return cmp.Compare(a.from, b.from) })
	for k, v := range visits {
		if v.round != k+1 {
			t.Fatalf("visit %d to %d calls itself number %d", k+1, candidate, v.round)
		}
		if k > 0 && (p.Gap <= 0 || v.from < visits[k-1].until+p.Gap) {
			t.Fatalf("%d is visited %v with a gap of %d", candidate, visits, p.Gap)
		}
	}
}
