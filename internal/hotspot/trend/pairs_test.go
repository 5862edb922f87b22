package trend

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tryggled/internal/fault"
	"tryggled/internal/street"
)

// listed is every pair of events with its distance, in order.
func listed(p Pairs) []string {
	var out []string
	add := func(i, j int32, m float64) { out = append(out, fmt.Sprintf("%d–%d %.6f", min(i, j), max(i, j), m)) }
	var found []neighbour
	for a := range int32(p.places()) {
		own := p.event[p.start[a]:p.start[a+1]]
		for k, i := range own {
			for _, j := range own[k+1:] {
				add(i, j, 0)
			}
		}
		found = p.near(a, found[:0])
		for _, n := range found {
			for _, i := range own {
				for _, j := range p.event[p.start[n.place]:p.start[n.place+1]] {
					if n.place > a {
						add(i, j, n.m)
					}
				}
			}
		}
	}
	slices.Sort(out)
	return out
}

// brute is the same by comparing all.
func brute(n int, maxM float64, distance func(i, j int) float64) []string {
	var out []string
	for i := range n {
		for j := i + 1; j < n; j++ {
			if m := distance(i, j); m <= maxM {
				out = append(out, fmt.Sprintf("%d–%d %.6f", i, j, m))
			}
		}
	}
	slices.Sort(out)
	return out
}

func TestPlanePairsAreAllPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 60).Draw(t, "n")
		coordinate := rapid.Custom(func(t *rapid.T) float64 { return float64(rapid.IntRange(-20, 20).Draw(t, "at")) })
		x, y := rapid.SliceOfN(coordinate, n, n).Draw(t, "x"), rapid.SliceOfN(coordinate, n, n).Draw(t, "y")
		maxM := rapid.SampledFrom([]float64{0, 0.5, 1, 5, 12, 100}).Draw(t, "max")
		p, err := PlanePairs(x, y, maxM)
		if err != nil {
			t.Fatal(err)
		}
		want := brute(n, maxM, func(i, j int) float64 { return math.Hypot(x[i]-x[j], y[i]-y[j]) })
		if diff := cmp.Diff(want, listed(p)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// town is a grid of streets 100 m apart, with a dead end at its north-east corner.
func town(wide, high int) *street.Graph {
	var segments []street.Segment
	add := func(x, y, toX, toY int) {
		from, to := orb.Point{float64(100 * x), float64(100 * y)}, orb.Point{float64(100 * toX), float64(100 * toY)}
		segments = append(segments, street.Segment{
			ID: int64(len(segments) + 1), From: int64(1000*x + y), To: int64(1000*toX + toY), LengthM: 100, Line: orb.LineString{from, to},
		})
	}
	for x := range wide {
		for y := range high {
			if x+1 < wide {
				add(x, y, x+1, y)
			}
			if y+1 < high {
				add(x, y, x, y+1)
			}
		}
	}
	add(wide-1, high-1, wide, high-1)
	return street.NewGraph(segments)
}

func TestNetworkPairsAreAllWalks(t *testing.T) {
	g := town(4, 3)
	rapid.Check(t, func(t *rapid.T) {
		at := make([]street.Position, rapid.IntRange(0, 30).Draw(t, "n"))
		for i := range at {
			at[i] = street.Position{
				Segment: int32(rapid.IntRange(0, len(g.Segments())-1).Draw(t, "segment")),
				AlongM:  float64(rapid.IntRange(0, 10).Draw(t, "along")) * 10,
			}
		}
		maxM := rapid.SampledFrom([]float64{0, 30, 150, 1000}).Draw(t, "max")
		p, err := NetworkPairs(g, at, maxM)
		if err != nil {
			t.Fatal(err)
		}
		matrix := g.Matrix(at)
		if diff := cmp.Diff(brute(len(at), maxM, func(i, j int) float64 { return matrix[i][j] }), listed(p)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestOnAStraightStreetBothWaysOfMeasuringAgree(t *testing.T) {
	g := town(6, 1)
	var x, y []float64
	var at []street.Position
	for i := range 40 {
		point := orb.Point{float64(i * i % 501), 0}
		pos, ok := g.Snap(point, 1)
		if !ok {
			t.Fatal(point)
		}
		x, y, at = append(x, point[0]), append(y, 0), append(at, pos)
	}
	plane, err := PlanePairs(x, y, 120)
	if err != nil {
		t.Fatal(err)
	}
	streets, err := NetworkPairs(g, at, 120)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(listed(plane), listed(streets)); diff != "" {
		t.Error(diff)
	}
}

func TestPairsRefuse(t *testing.T) {
	plane := func(x, y []float64, maxM float64) error { _, err := PlanePairs(x, y, maxM); return err }
	walks := func(g *street.Graph, maxM float64, at ...street.Position) error {
		_, err := NetworkPairs(g, at, maxM)
		return err
	}
	many := make([]float64, mostEvents+1)
	for name, err := range map[string]error{
		"unequal columns":      plane([]float64{1}, nil, 10),
		"no number":            plane([]float64{math.NaN()}, []float64{1}, 10),
		"infinite":             plane([]float64{1}, []float64{math.Inf(-1)}, 10),
		"negative distance":    plane(nil, nil, -1),
		"no distance":          plane(nil, nil, math.NaN()),
		"endless distance":     plane(nil, nil, math.Inf(1)),
		"too far apart":        plane([]float64{-1e300, 1e300}, []float64{0, 0}, 10),
		"beyond all numbers":   plane([]float64{-1.7e308, 1.7e308}, []float64{0, 0}, 10),
		"too many":             plane(many, many, 10),
		"no such street":       walks(town(2, 1), 10, street.Position{Segment: 99}),
		"a street before all":  walks(town(2, 1), 10, street.Position{Segment: -1}),
		"nowhere on a street":  walks(town(2, 1), 10, street.Position{AlongM: math.NaN()}),
		"no streets":           walks(nil, 10, street.Position{}),
		"walks of no distance": walks(town(2, 1), math.NaN()),
	} {
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want Invalid", name, err)
		}
	}
}
