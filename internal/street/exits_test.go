package street

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

func TestExits(t *testing.T) {
	build := func(ways ...Way) *Graph {
		segments, _ := Build(ways)
		return NewGraph(segments)
	}
	// Nodes xy lie at (10x, 10y); segments are numbered in the order of ways.
	long := build(way(1, 0, 50, 90), way(2, 51, 50))      // 90 m with a stub of 10 m at 50 m
	round := build(way(1, 11, 41, 44, 14, 11))            // a round of 120 m, one loop
	twoWays := build(way(1, 0, 30), way(2, 0, 3, 33, 30)) // 30 m straight, or 90 m round
	block := build(way(1, 11, 21, 22, 12, 11), way(2, 1, 11))
	tests := []struct {
		name string
		g    *Graph
		at   orb.Point
		m    float64
		want int
	}{
		{"in the middle of a street", long, orb.Point{25, 0}, 20, 2},
		{"near the end of a dead end", long, orb.Point{5, 0}, 20, 1},
		{"at its very end", long, orb.Point{0, 0}, 20, 1},
		{"at the junction, the stub too short", long, orb.Point{50, 0}, 20, 2},
		{"at the junction of three", long, orb.Point{50, 0}, 9, 3},
		{"a dead end at just that distance", long, orb.Point{50, 0}, 10, 3},
		{"from the stub past the junction", long, orb.Point{50, 6}, 20, 2},
		{"the same but for rounding, short of it", long, orb.Point{50, 0}, 10 - 5e-7, 3},
		{"the same but for rounding, past it", long, orb.Point{50, 0}, 10 + 5e-7, 3},
		{"a junction at just that distance", long, orb.Point{40, 0}, 10, 2},
		{"farther than the street is long", long, orb.Point{45, 0}, 60, 0},
		// 45 m west the street ends, 45 m east as well.
		{"both ends at just that distance", long, orb.Point{45, 0}, 45, 2},

		{"round a loop, short of half of it", round, orb.Point{20, 10}, 50, 2},
		{"half round a loop: both ways meet there", round, orb.Point{20, 10}, 60, 1},
		{"both ways met a moment ago", round, orb.Point{20, 10}, 60.01, 0},
		{"farther than half round", round, orb.Point{20, 10}, 61, 0},
		{"from where the loop begins", round, orb.Point{10, 10}, 50, 2},

		// From the middle of the straight way both ways go round and meet after 60 m.
		{"two ways that meet later", twoWays, orb.Point{15, 0}, 50, 2},
		{"two ways that have met", twoWays, orb.Point{15, 0}, 61, 0},
		// Round the block of 40 m one is nowhere farther than 20 m away; the way out of it
		// begins 15 m away and is 10 m long.
		{"a block with one way out", block, orb.Point{20, 15}, 18, 3},
		{"a block and its way out, farther", block, orb.Point{20, 15}, 24, 1},
		{"farther than the way out", block, orb.Point{20, 15}, 30, 0},
		{"out of the block", block, orb.Point{10, 10}, 9, 3},

		{"no distance", long, orb.Point{25, 0}, 0, 0},
		{"a negative one", long, orb.Point{25, 0}, -5, 0},
		{"no number", long, orb.Point{25, 0}, math.NaN(), 0},
		{"without end", long, orb.Point{25, 0}, math.Inf(1), 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.g.Exits(snap(t, test.g, test.at[0], test.at[1]), test.m); got != test.want {
				t.Errorf("%v m away from %v: got %d ways, want %d", test.m, test.at, got, test.want)
			}
		})
	}
}

// On each stretch the walk rises from its ends to a peak: every place where it passes m is
// a way out.
func TestExitsLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t)
		from := drawPosition(t, g)
		m := rapid.Float64Range(0.1, 80).Draw(t, "m")
		var ends []Position
		for i, s := range g.segments {
			ends = append(ends, Position{Segment: int32(i)}, Position{Segment: int32(i), AlongM: s.LengthM})
		}
		walk := g.Walk(from, ends)
		want := 0
		passes := func(length, a, b float64) {
			peak := (a + b + length) / 2
			for _, end := range [2]float64{a, b} {
				if math.Abs(end-m) < 1e-3 || math.Abs(peak-m) < 1e-3 {
					t.Skip("too near to tell")
				}
				if end < m && peak > m {
					want++
				}
			}
		}
		for i, s := range g.segments {
			a, b := walk[2*i], walk[2*i+1]
			if s.From == s.To {
				a, b = min(a, b), min(a, b) // the end of a loop is its beginning
			}
			if int32(i) != from.Segment {
				passes(s.LengthM, a, b)
				continue
			}
			passes(from.AlongM, a, 0)
			passes(s.LengthM-from.AlongM, 0, b)
		}
		if got := g.Exits(from, m); got != want {
			t.Fatalf("%v m away from %+v: got %d ways, want %d", m, from, got, want)
		}
	})
}

func TestExitsDoesNotAllocate(t *testing.T) {
	g := ladder(t)
	s := newSearcher(g, len(g.row)-1)
	from := snap(t, g, 10, 10)
	ways := 0
	if allocs := testing.AllocsPerRun(200, func() { ways += s.exits(from, 8) }); allocs > 0 {
		t.Errorf("%v allocations a search", allocs)
	}
	if ways == 0 {
		t.Error("no way out")
	}
}

// BenchmarkExits asks for the ways out within 50 m from 26,000 places of a grid town with
// streets 40 m apart.
func BenchmarkExits(b *testing.B) {
	const side = 60
	var segments []Segment
	street := func(a, b int64, p, q orb.Point) {
		segments = append(segments, Segment{ID: int64(len(segments) + 1), From: a, To: b, Line: orb.LineString{p, q}, LengthM: 40})
	}
	for row := range int64(side) {
		for col := range int64(side) {
			at := orb.Point{float64(col) * 40, float64(row) * 40}
			street(row*1000+col, row*1000+col+1, at, orb.Point{at[0] + 40, at[1]})
			street(row*1000+col, (row+1)*1000+col, at, orb.Point{at[0], at[1] + 40})
		}
	}
	g := NewGraph(segments)
	const places = 26_000
	b.ReportAllocs()
	ways := 0
	for b.Loop() {
		for i := range places {
			segment := int32(i % len(segments))
			ways += g.Exits(Position{Segment: segment, AlongM: float64(i % 40)}, 50)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*places), "ns/place")
	if ways == 0 {
		b.Error("no way out")
	}
}
