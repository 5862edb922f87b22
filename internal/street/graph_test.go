package street

import (
	"fmt"
	"math"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tryggled/internal/geo"
)

var about = cmpopts.EquateApprox(0, 1e-6)

// ladder is two rails 10 m apart with three rungs; the middle of the lower rail is unlit.
//
//	12 --- 22 --- 32
//	|      |      |
//	11 -x- 21 --- 31      51 --- 61
func ladder(t *testing.T) *Graph {
	t.Helper()
	unlit := way(1, 11, 21)
	unlit.Tags["lit"], unlit.Tags["name"] = "no", "Mörka gränd"
	east := way(2, 21, 31)
	east.Tags["name"] = "Ljusa gatan"
	upper := way(3, 12, 22, 32)
	upper.Tags["name"] = "Övre gatan"
	segments, _ := Build([]Way{unlit, east, upper, way(4, 11, 12), way(5, 21, 22), way(6, 31, 32), way(7, 51, 61)})
	return NewGraph(segments)
}

func snap(t *testing.T, g *Graph, x, y float64) Position {
	t.Helper()
	p, ok := g.Snap(orb.Point{x, y}, 1000)
	if !ok {
		t.Fatalf("nothing near %v, %v", x, y)
	}
	return p
}

func TestSnap(t *testing.T) {
	g := ladder(t)
	got := snap(t, g, 14, 7)
	want := Position{Segment: 0, AlongM: 4, Point: orb.Point{14, 10}, OffM: 3}
	if diff := cmp.Diff(got, want, about); diff != "" {
		t.Errorf("beside the lower rail (-got +want):\n%s", diff)
	}
	if p := snap(t, g, 55, 10); g.Component(p) != 0 || p.OffM != 25 {
		t.Errorf("a point on the small part went %v m to part %d, want 25 m to part 0", p.OffM, g.Component(p))
	}
	if p, ok := g.Snap(orb.Point{55, 10}, 20); !ok || g.Component(p) != 1 {
		t.Errorf("within 20 m of the small part only: %v, %v", p, ok)
	}
	if p, ok := g.Snap(orb.Point{55, 500}, 20); ok {
		t.Errorf("snapped to %v from far away", p)
	}
	if _, ok := NewGraph(nil).Snap(orb.Point{}, 1e9); ok {
		t.Error("snapped to an empty graph")
	}
}

func TestWalkAndPath(t *testing.T) {
	g := ladder(t)
	from := snap(t, g, 10, 10)
	tests := []struct {
		name string
		to   Position
		pref Preference
		want float64
		on   []Stretch
	}{
		{"along one street", snap(t, g, 16, 10), Preference{}, 6, []Stretch{{"Mörka gränd", 6}}},
		{"two streets", snap(t, g, 26, 10), Preference{}, 16, []Stretch{{"Mörka gränd", 10}, {"Ljusa gatan", 6}}},
		{
			"round the dark", snap(t, g, 26, 10),
			Preference{DarkPenalty: 3},
			36,
			[]Stretch{{"", 10}, {"Övre gatan", 10}, {"", 10}, {"Ljusa gatan", 6}},
		},
		{"to itself", from, Preference{}, 0, nil},
		{"another part", Position{Segment: 7, AlongM: 1, Point: orb.Point{51, 10}}, Preference{}, math.Inf(1), nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := g.Walk(from, []Position{test.to}, test.pref)[0]; got != test.want {
				t.Errorf("Walk = %v m, want %v", got, test.want)
			}
			path, ok := g.Path(from, test.to, test.pref)
			if ok == math.IsInf(test.want, 1) {
				t.Fatalf("Path found: %v", ok)
			}
			if diff := cmp.Diff(path.Stretches, test.on, about); diff != "" {
				t.Errorf("stretches (-got +want):\n%s", diff)
			}
		})
	}
}

// A position on a loop is reached by the nearer way round, and two positions on one
// segment may be nearer to each other around the block than along it.
func TestPositionsOnLoopsAndLongSegments(t *testing.T) {
	segments, _ := Build([]Way{way(1, 0, 30, 33, 3, 0), way(2, 0, 10), way(3, 10, 40, 43, 13, 11), way(4, 10, 11)})
	g := NewGraph(segments)
	at := func(segment int32, along float64) Position {
		return Position{Segment: segment, AlongM: along, Point: geo.Along(segments[segment].Line, along)}
	}
	if got := g.Walk(at(0, 110), []Position{at(0, 5), at(1, 10)}, Preference{}); got[0] != 15 || got[1] != 20 {
		t.Errorf("round the loop %v m, want [15 20]", got)
	}
	last := int32(len(segments) - 2)
	if got := g.Walk(at(last, 1), []Position{at(last, segments[last].LengthM-1)}, Preference{})[0]; got != 12 {
		t.Errorf("around the block %v m, want 12", got)
	}
	path, _ := g.Path(at(0, 110), at(1, 10), Preference{})
	if got := geo.Length(path.Line); got != 20 || path.LengthM != 20 {
		t.Errorf("path off the loop: line %v m, length %v m, want 20", got, path.LengthM)
	}
}

// The laws of walking on random networks: as a naive search finds it, never longer by a
// detour, the same both ways, and drawn as a connected line on the streets.
func TestWalkingLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t)
		pref := Preference{DarkPenalty: rapid.SampledFrom([]float64{0, 0.5, 3, 100}).Draw(t, "penalty")}
		positions := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Position { return drawPosition(t, g) }), 2, 6).Draw(t, "positions")
		matrix := g.Matrix(positions, pref)
		naive := naiveCosts(g, positions, pref)
		for i := range positions {
			walked := g.Walk(positions[i], positions, pref)
			for j := range positions {
				path, ok := g.Path(positions[i], positions[j], pref)
				if ok == math.IsInf(naive[i][j], 1) {
					t.Fatalf("path %d-%d found: %v, cost %v", i, j, ok, naive[i][j])
				}
				if !near(matrix[i][j], matrix[j][i]) || !near(walked[j], matrix[i][j]) || ok && !near(path.LengthM, walked[j]) {
					t.Fatalf("%d-%d: matrix %v and %v, walk %v, path %v", i, j, matrix[i][j], matrix[j][i], walked[j], path.LengthM)
				}
				if !ok {
					continue
				}
				if cost := costOf(g, path, pref); !near(cost, naive[i][j]) {
					t.Fatalf("path %d-%d costs %v, the cheapest is %v", i, j, cost, naive[i][j])
				}
				checkLine(t, g, path, positions[i], positions[j])
				for k := range positions {
					if pref.DarkPenalty == 0 && matrix[i][j] > matrix[i][k]+matrix[k][j]+1e-6 {
						t.Fatalf("%d-%d is %v, over %d it is %v", i, j, matrix[i][j], k, matrix[i][k]+matrix[k][j])
					}
				}
			}
		}
	})
}

func near(a, b float64) bool { return a == b || math.Abs(a-b) < 1e-6 }

func drawGraph(t *rapid.T) *Graph {
	ways := rapid.SliceOfN(rapid.Custom(drawWay), 1, 10).Draw(t, "ways")
	for i := range ways {
		ways[i].ID = int64(i + 1)
		// Steps of uneven length make ties between ways rare, as in a real town.
		for j, n := range ways[i].Nodes {
			ways[i].Nodes[j].Point = orb.Point{n.Point[0] + math.Sqrt(float64(n.ID)), n.Point[1] + math.Cbrt(float64(n.ID*7%11))}
		}
		if rapid.Bool().Draw(t, "unlit") {
			ways[i].Tags["lit"] = "no"
		}
	}
	segments, sum := Build(ways)
	if sum.Segments == 0 {
		t.Skip("no street")
	}
	return NewGraph(segments)
}

func drawPosition(t *rapid.T, g *Graph) Position {
	i := rapid.IntRange(0, len(g.segments)-1).Draw(t, "segment")
	share := rapid.SampledFrom([]float64{0, 0.25, 0.5, 0.9, 1}).Draw(t, "share")
	along := share * g.segments[i].LengthM
	return Position{Segment: int32(i), AlongM: along, Point: geo.Along(g.segments[i].Line, along)}
}

// naiveCosts relaxes every street until nothing changes (Bellman and Ford), with the
// positions as nodes of their own.
func naiveCosts(g *Graph, positions []Position, pref Preference) [][]float64 {
	type edge struct {
		a, b string
		cost float64
	}
	var edges []edge
	counted := func(s Segment, m float64) float64 {
		if s.Light == Unlit {
			return m * (1 + pref.DarkPenalty)
		}
		return m
	}
	for _, s := range g.segments {
		edges = append(edges, edge{fmt.Sprint(s.From), fmt.Sprint(s.To), counted(s, s.LengthM)})
	}
	for i, p := range positions {
		s, name := g.segments[p.Segment], fmt.Sprint("p", i)
		edges = append(edges, edge{name, fmt.Sprint(s.From), counted(s, p.AlongM)}, edge{name, fmt.Sprint(s.To), counted(s, s.LengthM-p.AlongM)})
		for j, q := range positions {
			if p.Segment == q.Segment {
				edges = append(edges, edge{name, fmt.Sprint("p", j), counted(s, math.Abs(p.AlongM-q.AlongM))})
			}
		}
	}
	costs := make([][]float64, len(positions))
	for i := range positions {
		d := map[string]float64{fmt.Sprint("p", i): 0}
		for changed := true; changed; {
			changed = false
			for _, e := range edges {
				for _, way := range [2][2]string{{e.a, e.b}, {e.b, e.a}} {
					from, known := d[way[0]]
					if to, seen := d[way[1]]; known && (!seen || from+e.cost < to) {
						d[way[1]], changed = from+e.cost, true
					}
				}
			}
		}
		for j := range positions {
			cost, ok := d[fmt.Sprint("p", j)]
			if !ok {
				cost = math.Inf(1)
			}
			costs[i] = append(costs[i], cost)
		}
	}
	return costs
}

func costOf(g *Graph, p Path, pref Preference) float64 {
	var cost float64
	for _, s := range p.Steps {
		m := math.Abs(s.ToM - s.FromM)
		if g.segments[s.Segment].Light == Unlit {
			m *= 1 + pref.DarkPenalty
		}
		cost += m
	}
	return cost
}

func checkLine(t *rapid.T, g *Graph, p Path, from, to Position) {
	if len(p.Line) < 2 || geo.Dist(p.Line[0], from.Point) > 1e-6 || geo.Dist(p.Line[len(p.Line)-1], to.Point) > 1e-6 {
		t.Fatalf("line %v does not lead from %v to %v", p.Line, from.Point, to.Point)
	}
	if !near(geo.Length(p.Line), p.LengthM) {
		t.Fatalf("line of %v m for a path of %v m", geo.Length(p.Line), p.LengthM)
	}
	var stretches float64
	for _, s := range p.Stretches {
		stretches += s.LengthM
	}
	if !near(stretches, p.LengthM) {
		t.Fatalf("stretches of %v m for a path of %v m", stretches, p.LengthM)
	}
	for _, at := range p.Line {
		best := math.Inf(1)
		for _, s := range p.Steps {
			_, _, d := geo.Nearest(g.segments[s.Segment].Line, at)
			best = min(best, d)
		}
		if len(p.Steps) > 0 && best > 1e-6 {
			t.Fatalf("%v of the line lies %v m off the streets", at, best)
		}
	}
}

func TestGraphIsSharedByGoroutines(t *testing.T) {
	g := ladder(t)
	from, to := snap(t, g, 10, 10), snap(t, g, 30, 20)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 200 {
				if m := g.Walk(from, []Position{to}, Preference{})[0]; m != 30 {
					t.Errorf("walked %v m, want 30", m)
				}
			}
		})
	}
	all.Wait()
}

func TestStampsMayRunOut(t *testing.T) {
	g := ladder(t)
	s := newSearcher(g, len(g.row)-1)
	from, to := snap(t, g, 10, 10), snap(t, g, 30, 20)
	s.stamp = math.MaxUint32 - 7
	for range 6 {
		s.run(from, []Position{to}, Preference{})
		if m := s.arrive(from, to).m; m != 30 {
			t.Fatalf("walked %v m at stamp %d, want 30", m, s.stamp)
		}
	}
}

func TestSearchesDoNotAllocate(t *testing.T) {
	g := ladder(t)
	s := newSearcher(g, len(g.row)-1)
	from, to := snap(t, g, 10, 10), []Position{snap(t, g, 30, 20), snap(t, g, 30, 10)}
	if allocs := testing.AllocsPerRun(200, func() {
		s.run(from, to, Preference{})
		s.arrive(from, to[0])
	}); allocs > 0 {
		t.Errorf("%v allocations a search", allocs)
	}
}

// Whatever the penalty, searching ends and finds the same places.
func TestPenaltiesOfAllSizes(t *testing.T) {
	g := ladder(t)
	from, to := snap(t, g, 10, 10), snap(t, g, 26, 10)
	for penalty, want := range map[float64]float64{-1: 16, math.NaN(): 16, 0: 16, 1e300: 36, math.Inf(1): 36} {
		if got := g.Walk(from, []Position{to}, Preference{DarkPenalty: penalty})[0]; got != want {
			t.Errorf("penalty %v: walked %v m, want %v", penalty, got, want)
		}
	}
}

// A tree of streets is nothing but dead ends: all of it must be found all the same.
func TestDeadEnds(t *testing.T) {
	segments, _ := Build([]Way{way(1, 0, 10), way(2, 10, 20), way(3, 10, 11), way(4, 11, 12), way(5, 11, 21), way(6, 10, 10)})
	g := NewGraph(segments)
	var all []Position
	for i, s := range segments {
		all = append(all, Position{Segment: int32(i), AlongM: s.LengthM, Point: s.Line[len(s.Line)-1]})
	}
	want := [][]float64{{0, 10, 10, 20, 20}, {10, 0, 20, 30, 30}, {10, 20, 0, 10, 10}, {20, 30, 10, 0, 20}, {20, 30, 10, 20, 0}}
	if diff := cmp.Diff(g.Matrix(all, Preference{}), want, about); diff != "" {
		t.Errorf("matrix (-got +want):\n%s", diff)
	}
}

func TestNearestTakesAnyStreet(t *testing.T) {
	g := NewGraph([]Segment{
		{ID: 1, From: 1, To: 2, Line: orb.LineString{{0, 0}, {500, 0}}, LengthM: 500},
		{ID: 2, From: 3, To: 4, Line: orb.LineString{{0, 40}, {100, 40}}, LengthM: 100},
	})
	beside := orb.Point{50, 39}
	if at, ok := g.Nearest(beside, 60); !ok || at.Segment != 1 {
		t.Errorf("nearest: got segment %d, want the street that stands alone", at.Segment)
	}
	if at, ok := g.Snap(beside, 60); !ok || at.Segment != 0 {
		t.Errorf("to walk from: got segment %d, want the greater part", at.Segment)
	}
	if _, ok := g.Nearest(orb.Point{50, 101}, 60); ok {
		t.Error("found a street 61 m away within 60 m")
	}
}
