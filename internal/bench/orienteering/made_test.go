package orienteering

import (
	"bytes"
	"context"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tryggled/internal/plan/orienteer"
)

// TestMadeTOP: an instance of each family is read back as it was made, and most of its points
// are within reach.
func TestMadeTOP(t *testing.T) {
	t.Parallel()
	for _, family := range Families {
		m := MadeTOP(family, 7)
		i, err := m.Instance()
		if err != nil {
			t.Fatalf("%s: %v", family, err)
		}
		if i.Set() != family || len(i.Crews) < 2 || len(i.Stops) < 60 {
			t.Errorf("%s: %d stops, %d teams", i.Name, len(i.Stops), len(i.Crews))
		}
		reached, scores := 0, map[float64]bool{}
		for n, s := range i.Stops {
			scores[s.Score] = true
			if i.Late(0, []int{n}) <= 0 {
				reached++
			}
		}
		if reached < len(i.Stops)/8 || len(scores) < 4 {
			t.Errorf("%s: %d of %d within reach, %d scores", i.Name, reached, len(i.Stops), len(scores))
		}
		if again := MadeTOP(family, 7); !bytes.Equal(again.Text, m.Text) || bytes.Equal(MadeTOP(family, 8).Text, m.Text) {
			t.Errorf("%s is not of its seed", family)
		}
	}
}

// Two rings of a square have 4 and 12 points, those outside worth 15.
func TestRings(t *testing.T) {
	t.Parallel()
	points := rings(2)
	count := map[float64]int{}
	for _, p := range points {
		count[p.score]++
		if far := max(math.Abs(p.x), math.Abs(p.y)); p.score > 0 && far != (p.score-5)/5+1 {
			t.Errorf("%+v", p)
		}
	}
	if diff := cmp.Diff(map[float64]int{0: 2, 5: 4, 15: 12}, count); diff != "" {
		t.Error(diff)
	}
}

// A diamond of two has one point above and below its middle row of two, start and end at its
// tips.
func TestDiamond(t *testing.T) {
	t.Parallel()
	want := []point{{y: -2}, {x: -1, y: -1, score: 12}, {x: 1, y: -1, score: 12}, {x: -2, score: 18}, {score: 6}, {x: 2, score: 18}, {x: -1, y: 1, score: 12}, {x: 1, y: 1, score: 12}, {y: 2}}
	if got := diamond(2); !cmp.Equal(got, want, cmp.AllowUnexported(point{})) {
		t.Errorf("got %v", got)
	}
}

func TestMadePatrol(t *testing.T) {
	t.Parallel()
	for _, p := range []PatrolParams{
		{Stops: 60, Teams: 3, Windows: .4, Seed: 1},
		{Stops: 150, Teams: 6, Bases: 3, Roles: .3, Lattice: true, Seed: 2},
	} {
		m := MadePatrol(p)
		i, err := m.Instance()
		if err != nil {
			t.Fatal(err)
		}
		if len(i.Stops) != p.Stops || len(i.Crews) != p.Teams {
			t.Errorf("%s: %d stops, %d teams", i.Name, len(i.Stops), len(i.Crews))
		}
		near, windows, bound := 0, 0, 0
		for n, s := range i.Stops {
			for k := range i.Crews {
				if i.Late(k, []int{n}) <= 0 {
					near++
					break
				}
			}
			if !math.IsInf(s.Close, 1) {
				windows++
			}
			if len(s.Roles) > 0 {
				bound++
			}
		}
		if near < p.Stops/2 || (windows > 0) != (p.Windows > 0) || (bound > 0) != (p.Roles > 0) {
			t.Errorf("%s: %d within reach, %d with windows, %d with roles", i.Name, near, windows, bound)
		}
		if !bytes.Equal(MadePatrol(p).Text, m.Text) {
			t.Errorf("%s is not of its seed", i.Name)
		}
	}
}

// TestCity: as large as it is said to be.
func TestCity(t *testing.T) {
	t.Parallel()
	i, err := City(1).Instance()
	if err != nil {
		t.Fatal(err)
	}
	if len(i.Stops) != 1000 || len(i.Crews) != 40 {
		t.Errorf("%d stops, %d teams", len(i.Stops), len(i.Crews))
	}
}

// TestEvening: each place may be visited at each hour, for either dwell, and once more.
func TestEvening(t *testing.T) {
	t.Parallel()
	p, err := Evening(1)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Stops) != eveningSites*2*eveningHours*len(dwells) || len(p.Crews) != eveningCrews || len(p.Sites) != eveningSites {
		t.Fatalf("%d stops, %d crews, %d sites", len(p.Stops), len(p.Crews), len(p.Sites))
	}
	groups := map[int]int{}
	restricted := 0
	for n, s := range p.Stops {
		groups[s.Group]++
		if s.Close <= s.Open || s.Site != (s.Group+1)/2 || s.Place != p.Stops[n/16*16].Place {
			t.Errorf("%+v", s)
		}
	}
	for _, c := range p.Crews {
		if c.May != nil && len(c.May) == len(p.Stops) {
			restricted++
		}
	}
	if len(groups) != 2*eveningSites || groups[1] != 8 || restricted == 0 {
		t.Errorf("%d groups of %d, %d crews that may not go everywhere", len(groups), groups[1], restricted)
	}
}

// TestAnswersHold: whatever is solved for however short, the answer holds by the rules of the
// file alone, and nothing is lost between whole numbers and double precision.
func TestAnswersHold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64Range(0, 1<<20).Draw(t, "seed")
		m := MadeTOP(rapid.SampledFrom(Families).Draw(t, "family"), seed)
		if rapid.Bool().Draw(t, "patrol") {
			m = MadePatrol(PatrolParams{
				Stops: rapid.IntRange(0, 40).Draw(t, "stops"), Teams: rapid.IntRange(1, 4).Draw(t, "teams"), Nodes: 200,
				Lattice: rapid.Bool().Draw(t, "lattice"), Windows: .3, Roles: .2, Seed: seed,
			})
		}
		i, err := m.Instance()
		if err != nil {
			t.Fatal(err)
		}
		s, err := orienteer.Solve(context.Background(), i.Problem(), orienteer.Limits{Seed: seed, Iterations: 20})
		if err != nil {
			t.Fatal(err)
		}
		a := i.Answer(s, seed)
		if err := i.Judge(a); err != nil || a.Dropped != 0 || math.Abs(a.Score-float64(s.Score)) > hair || i.Bound(s) < a.Score {
			t.Fatalf("%v; %d left out, score %v of %d, bound %v", err, a.Dropped, a.Score, s.Score, i.Bound(s))
		}
	})
}
