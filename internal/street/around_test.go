package street

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// visited is one call that Around makes.
type visited struct {
	Segment      int32
	ToFrom, ToTo float64
}

func around(g *Graph, from Position, maxM float64) []visited {
	var all []visited
	g.Around(from, maxM, func(segment int32, toFrom, toTo float64) {
		all = append(all, visited{segment, toFrom, toTo})
	})
	return all
}

func TestAround(t *testing.T) {
	// A street of three pieces, a dead end off its first corner and a loop off its second.
	segments, _ := Build([]Way{way(1, 0, 10, 20, 30), way(2, 10, 11), way(3, 20, 21, 22, 32, 20)})
	g := NewGraph(segments)
	far := math.Inf(1)
	tests := []struct {
		name string
		from Position
		maxM float64
		want []visited
	}{
		{"nowhere", Position{Segment: 0, AlongM: 5}, 0, []visited{{0, far, far}}},
		{"to one end", Position{Segment: 0, AlongM: 6}, 4, []visited{{0, far, 4}, {1, 4, far}, {3, 4, far}}},
		{"into the dead end and the loop", Position{Segment: 1, AlongM: 0}, 10, []visited{
			{1, 0, 10}, {0, 10, 0}, {3, 0, 10}, {2, 10, far}, {4, 10, 10},
		}},
		{"from the loop", Position{Segment: 4, AlongM: 1}, 1.5, []visited{{4, 1, 1}, {1, far, 1}, {2, 1, far}}},
		{"backwards", Position{Segment: 0, AlongM: 5}, -1, nil},
		{"no number", Position{Segment: 0, AlongM: 5}, math.NaN(), nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := around(g, test.from, test.maxM)
			if len(got) > 0 && got[0].Segment != test.from.Segment {
				t.Errorf("began with segment %d, want its own", got[0].Segment)
			}
			sortVisits(got)
			sortVisits(test.want)
			if diff := cmp.Diff(got, test.want, about); diff != "" {
				t.Errorf("visits (-got +want):\n%s", diff)
			}
		})
	}
}

func sortVisits(all []visited) {
	slices.SortFunc(all, func(a, b visited) int { return int(a.Segment - b.Segment) })
}

// Around finds what Walk finds to every position within reach, visits each segment once
// and none beyond reach, twice alike.
func TestAroundLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t)
		from := drawPosition(t, g)
		maxM := rapid.Float64Range(0, 60).Draw(t, "maxM")
		to := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Position { return drawPosition(t, g) }), 1, 12).Draw(t, "to")
		ends := make([]Position, 0, 2*len(g.segments))
		for i, s := range g.segments {
			ends = append(ends, Position{Segment: int32(i)}, Position{Segment: int32(i), AlongM: s.LengthM})
		}
		visits := around(g, from, maxM)
		if diff := cmp.Diff(visits, around(g, from, maxM)); diff != "" {
			t.Fatalf("a second time:\n%s", diff)
		}
		of := map[int32]visited{}
		for _, v := range visits {
			if _, twice := of[v.Segment]; twice {
				t.Fatalf("segment %d is visited twice", v.Segment)
			}
			of[v.Segment] = v
		}
		for i, m := range g.Walk(from, ends) {
			v, ok := of[ends[i].Segment]
			checkEnd(t, v, ok, ends[i], m, maxM)
		}
		for i, m := range g.Walk(from, to) {
			v, ok := of[to[i].Segment]
			if m > maxM-1e-6 {
				continue
			}
			if got := g.DistanceTo(from, to[i], v.ToFrom, v.ToTo); !ok || !near(got, m) {
				t.Fatalf("%v m to %+v (visited %v), Walk says %v", got, to[i], ok, m)
			}
		}
	})
}

// checkEnd compares the metres to one end of a segment with those walked. The one who
// walks round a loop comes to its node by the nearer way.
func checkEnd(t *rapid.T, v visited, ok bool, end Position, m, maxM float64) {
	got := v.ToFrom
	if end.AlongM > 0 {
		got = v.ToTo
	}
	switch {
	case near(m, maxM):
	case m < maxM && (!ok || !near(got, m)):
		t.Fatalf("%v m to the end %+v (visited %v), Walk says %v", got, end, ok, m)
	case m > maxM && ok && !math.IsInf(got, 1):
		t.Fatalf("%v m to the end %+v, which is %v m off", got, end, m)
	}
}

func TestAroundDoesNotAllocate(t *testing.T) {
	g := ladder(t)
	s := newSearcher(g, len(g.row)-1)
	from := snap(t, g, 10, 10)
	segments := 0
	visit := func(int32, float64, float64) { segments++ }
	if allocs := testing.AllocsPerRun(200, func() { s.around(from, 25, visit) }); allocs > 0 {
		t.Errorf("%v allocations a search", allocs)
	}
	if segments == 0 {
		t.Error("nothing visited")
	}
}
