package street

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

// way makes a residential way through nodes of a grid: node xy lies at (10x, 10y).
func way(id int64, nodes ...int64) Way {
	w := Way{ID: id, Tags: map[string]string{"highway": "residential"}}
	for _, n := range nodes {
		w.Nodes = append(w.Nodes, Node{ID: n, Point: orb.Point{float64(n/10) * 10, float64(n%10) * 10}})
	}
	return w
}

type piece struct {
	ID, Way, From, To int64
	LengthM           float64
	Component         int
}

func pieces(segments []Segment) []piece {
	var out []piece
	for _, s := range segments {
		out = append(out, piece{s.ID, s.Way, s.From, s.To, s.LengthM, s.Component})
	}
	return out
}

func TestBuild(t *testing.T) {
	tests := []struct {
		name string
		ways []Way
		want []piece
	}{
		{"nothing", nil, nil},
		{"one way, no junction", []Way{way(1, 11, 21, 31)}, []piece{{1, 1, 11, 31, 20, 0}}},
		{
			"a crossing cuts both",
			[]Way{way(2, 22, 21, 20), way(1, 11, 21, 31)},
			[]piece{{1, 1, 11, 21, 10, 0}, {2, 1, 21, 31, 10, 0}, {3, 2, 22, 21, 10, 0}, {4, 2, 21, 20, 10, 0}},
		},
		{
			"an end on another way cuts it",
			[]Way{way(1, 11, 21, 31), way(2, 21, 22)},
			[]piece{{1, 1, 11, 21, 10, 0}, {2, 1, 21, 31, 10, 0}, {3, 2, 21, 22, 10, 0}},
		},
		{"a loop of its own", []Way{way(1, 11, 21, 22, 12, 11)}, []piece{{1, 1, 11, 11, 40, 0}}},
		{
			"a way that meets itself",
			[]Way{way(1, 11, 21, 22, 12, 11, 1)},
			[]piece{{1, 1, 11, 11, 40, 0}, {2, 1, 11, 1, 10, 0}},
		},
		{
			"the longest part is 0",
			[]Way{way(1, 11, 21), way(2, 51, 61, 71)},
			[]piece{{1, 1, 11, 21, 10, 1}, {2, 2, 51, 71, 20, 0}},
		},
		{"a single node", []Way{way(1, 11)}, nil},
		{"the same node twice", []Way{way(1, 11, 11)}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, _ := Build(test.ways)
			if diff := cmp.Diff(pieces(got), test.want); diff != "" {
				t.Errorf("segments (-got +want):\n%s", diff)
			}
		})
	}
}

// Two nodes on one point are joined by a way without length: the streets on either side
// must stay connected.
func TestBuildJoinsAcrossWaysWithoutLength(t *testing.T) {
	bridge := way(2, 21, 21)
	bridge.Nodes[1].ID = 99
	far := way(3, 21, 31)
	far.Nodes[0].ID = 99
	got, sum := Build([]Way{way(1, 11, 21), bridge, far})
	want := []piece{{1, 1, 11, 21, 10, 0}, {2, 3, 21, 31, 10, 0}}
	if diff := cmp.Diff(pieces(got), want); diff != "" || sum.Components != 1 {
		t.Errorf("%d parts; segments (-got +want):\n%s", sum.Components, diff)
	}
}

func TestSummary(t *testing.T) {
	_, whole := Build([]Way{way(1, 11, 21)})
	if whole.LargestShare != 1 || whole.Notes() != nil {
		t.Errorf("whole network: share %v, notes %v; want 1 and none", whole.LargestShare, whole.Notes())
	}
	_, split := Build([]Way{way(1, 11, 21), way(2, 41, 51, 61, 71)})
	want := Summary{Segments: 2, LengthM: 40, Components: 2, LargestShare: 0.75}
	if diff := cmp.Diff(split, want); diff != "" || len(split.Notes()) != 1 {
		t.Errorf("split network: %d notes; summary (-got +want):\n%s", len(split.Notes()), diff)
	}
	if got, want := split.Notes()[0].SV, "den största har 75,0 % av 0,0 km"; !strings.Contains(got, want) {
		t.Errorf("note %q, want it to say %q", got, want)
	}
	if _, none := Build(nil); len(none.Notes()) != 1 {
		t.Error("an empty network carries no note")
	}
}

func TestBuildReadsTags(t *testing.T) {
	w := way(1, 11, 21)
	w.Tags = map[string]string{
		"highway": "steps", "name": "Trappgränd", "lit": "24/7", "surface": "sett",
		"foot": "permissive", "access": "private",
	}
	got, _ := Build([]Way{w})
	want := []Segment{{
		ID: 1, Way: 1, From: 11, To: 21, LengthM: 10, Class: "steps", Name: "Trappgränd",
		Light: Lit, Steps: true, Surface: "sett", Access: "permissive", Car: NoWay,
	}}
	if diff := cmp.Diff(got, want, cmpopts.IgnoreFields(Segment{}, "Line")); diff != "" {
		t.Errorf("segment (-got +want):\n%s", diff)
	}
}

func TestWalkable(t *testing.T) {
	tests := []struct {
		tags map[string]string
		want bool
	}{
		{map[string]string{"highway": "footway"}, true},
		{map[string]string{"highway": "cycleway"}, true},
		{map[string]string{"highway": "cycleway", "foot": "no"}, false},
		{map[string]string{"highway": "primary", "sidewalk": "both"}, true},
		{map[string]string{"highway": "residential", "access": "private"}, false},
		{map[string]string{"highway": "residential", "access": "private", "foot": "yes"}, true},
		{map[string]string{"highway": "residential", "access": "destination"}, true},
		{map[string]string{"highway": "service"}, true},
		{map[string]string{"highway": "service", "service": "driveway"}, false},
		{map[string]string{"highway": "service", "service": "driveway", "access": "permissive"}, true},
		{map[string]string{"highway": "service", "service": "driveway", "foot": "designated"}, true},
		{map[string]string{"highway": "trunk"}, false},
		{map[string]string{"highway": "trunk", "foot": "yes"}, true},
		{map[string]string{"highway": "motorway"}, false},
		{map[string]string{"highway": "primary", "motorroad": "yes"}, false},
		{map[string]string{"highway": "construction", "foot": "yes"}, false},
		{map[string]string{"highway": "proposed"}, false},
		{map[string]string{"railway": "rail", "foot": "yes"}, false},
		{nil, false},
	}
	for _, test := range tests {
		if got := Walkable(test.tags); got != test.want {
			t.Errorf("Walkable(%v) = %v, want %v", test.tags, got, test.want)
		}
	}
}

func TestLight(t *testing.T) {
	for tag, want := range map[string]Light{
		"yes": Lit, "24/7": Lit, "limited": Lit, "no": Unlit, "disused": Unlit, "": LightUnknown, "maybe": LightUnknown,
	} {
		if got := lightOf(map[string]string{"lit": tag}); got != want {
			t.Errorf("lit=%s reads as %q, want %q", tag, got, want)
		}
	}
}

// However ways are drawn, cutting keeps their length, and their order does not matter.
func TestBuildKeepsLengthInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ways := rapid.SliceOfN(rapid.Custom(drawWay), 0, 12).Draw(t, "ways")
		for i := range ways {
			ways[i].ID = int64(i + 1)
		}
		segments, sum := Build(ways)
		var want float64
		for _, w := range ways {
			for i := 1; i < len(w.Nodes); i++ {
				a, b := w.Nodes[i-1].Point, w.Nodes[i].Point
				want += math.Hypot(a[0]-b[0], a[1]-b[1])
			}
		}
		if math.Abs(sum.LengthM-want) > 1e-6 {
			t.Fatalf("length %v, want %v", sum.LengthM, want)
		}
		shuffled := rapid.Permutation(ways).Draw(t, "order")
		again, _ := Build(shuffled)
		if diff := cmp.Diff(again, segments); diff != "" {
			t.Fatalf("another order of ways (-got +want):\n%s", diff)
		}
	})
}

func drawWay(t *rapid.T) Way {
	nodes := rapid.SliceOfN(rapid.Int64Range(0, 9), 2, 6).Draw(t, "nodes")
	for i := range nodes {
		nodes[i] = 11 + nodes[i]%3 + 10*(nodes[i]/3)
	}
	return way(0, nodes...)
}

// A bollard where one street goes on into another lets no car through; where a third street
// meets them, it stands on that one.
func TestBollardAtAJoint(t *testing.T) {
	node := func(id int64, x float64) Node { return Node{ID: id, Point: orb.Point{x, 0}} }
	bollard := node(2, 100)
	bollard.NoWay = ClosedToCar
	road := map[string]string{"highway": "residential"}
	ways := []Way{
		{ID: 1, Nodes: []Node{node(1, 0), bollard}, Tags: road},
		{ID: 2, Nodes: []Node{bollard, node(3, 160)}, Tags: road},
	}
	tests := map[string]struct {
		ways []Way
		want []Direction
	}{
		"the shorter is shut": {ways, []Direction{ByClass, NoWay}},
		"a path goes on": {
			[]Way{ways[0], {ID: 2, Nodes: ways[1].Nodes, Tags: map[string]string{"highway": "footway"}}},
			[]Direction{ByClass, ByClass},
		},
		"a path joins a road": {
			[]Way{ways[0], ways[1], {ID: 3, Nodes: []Node{bollard, node(4, 130)}, Tags: map[string]string{"highway": "footway"}}},
			[]Direction{ByClass, ByClass, ByClass},
		},
	}
	for name, test := range tests {
		segments, _ := Build(test.ways)
		var got []Direction
		for _, s := range segments {
			got = append(got, s.Car)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
