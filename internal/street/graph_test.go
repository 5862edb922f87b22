package street

import (
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

// stretch is a part of a path along streets of one name.
type stretch struct {
	Name    string
	LengthM float64
}

func stretches(g *Graph, p Path) (all []stretch) {
	for _, s := range p.Steps {
		name := g.segments[s.Segment].Name
		if n := len(all); n > 0 && all[n-1].Name == name {
			all[n-1].LengthM += s.LengthM()
			continue
		}
		all = append(all, stretch{name, s.LengthM()})
	}
	return all
}

func TestLegsAndPath(t *testing.T) {
	g := ladder(t)
	from := snap(t, g, 10, 10)
	tests := []struct {
		name string
		to   Position
		pref Preference
		want float64
		on   []stretch
	}{
		{"along one street", snap(t, g, 16, 10), Preference{}, 6, []stretch{{"Mörka gränd", 6}}},
		{"two streets", snap(t, g, 26, 10), Preference{}, 16, []stretch{{"Mörka gränd", 10}, {"Ljusa gatan", 6}}},
		{
			"round the dark", snap(t, g, 26, 10),
			Preference{Dark: 3},
			36,
			[]stretch{{"", 10}, {"Övre gatan", 10}, {"", 10}, {"Ljusa gatan", 6}},
		},
		{"to itself", from, Preference{}, 0, nil},
		{"another part", Position{Segment: 7, AlongM: 1, Point: orb.Point{51, 10}}, Preference{}, math.Inf(1), nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := g.Profile(Travel{SpeedMPS: 2, Preference: test.pref})
			got := p.Legs(from, []Position{test.to}, Never)[0]
			if want := (Leg{Seconds: test.want / 2, LengthM: test.want}); got != want {
				t.Errorf("leg %+v, want %+v", got, want)
			}
			path, ok := p.Path(from, test.to)
			if ok == math.IsInf(test.want, 1) {
				t.Fatalf("Path found: %v", ok)
			}
			if diff := cmp.Diff(stretches(g, path), test.on, about); diff != "" {
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
	if got := g.Walk(at(0, 110), []Position{at(0, 5), at(1, 10)}); got[0] != 15 || got[1] != 20 {
		t.Errorf("round the loop %v m, want [15 20]", got)
	}
	last := int32(len(segments) - 2)
	if got := g.Walk(at(last, 1), []Position{at(last, segments[last].LengthM-1)})[0]; got != 12 {
		t.Errorf("around the block %v m, want 12", got)
	}
	path, _ := g.Profile(Travel{}).Path(at(0, 110), at(1, 10))
	if got := geo.Length(path.Line); got != 20 || path.LengthM != 20 {
		t.Errorf("path off the loop: line %v m, length %v m, want 20", got, path.LengthM)
	}
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

func checkLine(t *rapid.T, g *Graph, p Path, from, to Position) {
	if len(p.Line) < 2 || geo.Dist(p.Line[0], from.Point) > 1e-6 || geo.Dist(p.Line[len(p.Line)-1], to.Point) > 1e-6 {
		t.Fatalf("line %v does not lead from %v to %v", p.Line, from.Point, to.Point)
	}
	if !near(geo.Length(p.Line), p.LengthM) {
		t.Fatalf("line of %v m for a path of %v m", geo.Length(p.Line), p.LengthM)
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
				if m := g.Walk(from, []Position{to})[0]; m != 30 {
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
		s.run(g.plain, from, []Position{to}, Never)
		if m := s.arrive(from, to).seconds; m != 30 {
			t.Fatalf("walked %v m at stamp %d, want 30", m, s.stamp)
		}
	}
}

func TestSearchesDoNotAllocate(t *testing.T) {
	g := ladder(t)
	s := newSearcher(g, len(g.row)-1)
	from, to := snap(t, g, 10, 10), []Position{snap(t, g, 30, 20), snap(t, g, 30, 10)}
	if allocs := testing.AllocsPerRun(200, func() {
		s.run(g.plain, from, to, Never)
		s.lengthTo(s.arrive(from, to[0]), from, to[0])
	}); allocs > 0 {
		t.Errorf("%v allocations a search", allocs)
	}
}

// Whatever the preference, searching ends and finds the same places.
func TestPreferencesOfAllSizes(t *testing.T) {
	g := ladder(t)
	from, to := snap(t, g, 10, 10), snap(t, g, 26, 10)
	for dark, want := range map[float64]float64{-1: 16, math.NaN(): 16, 0: 16, 1e300: 36, math.Inf(1): 36} {
		p := g.Profile(Travel{Preference: Preference{Dark: dark}})
		if got := p.Legs(from, []Position{to}, Never)[0].LengthM; got != want {
			t.Errorf("preference %v: walked %v m, want %v", dark, got, want)
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
	if diff := cmp.Diff(g.Matrix(all), want, about); diff != "" {
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
