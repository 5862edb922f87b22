package significance

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tryggled/internal/fault"
	"tryggled/internal/street"
)

func rows(n Neighbourhood) [][]int {
	all := make([][]int, n.Len())
	for i := range all {
		n.Each(i, func(j int, _ float64) { all[i] = append(all[i], j) })
	}
	return all
}

func TestPointsAgreeWithALookAtEveryPair(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units := rapid.IntRange(0, 60).Draw(t, "units")
		// Whole numbers, so that many coincide and many lie at the radius.
		x := rapid.SliceOfN(rapid.Map(rapid.IntRange(-20, 20), func(v int) float64 { return float64(v) }), units, units).Draw(t, "x")
		y := rapid.SliceOfN(rapid.Map(rapid.IntRange(-20, 20), func(v int) float64 { return float64(v) }), units, units).Draw(t, "y")
		radius := rapid.SampledFrom([]float64{1e-9, 0.5, 1, 5, 13, 100}).Draw(t, "radius")
		n, err := Points(context.Background(), x, y, radius)
		if err != nil {
			t.Fatal(err)
		}
		want := make([][]int, units)
		for i := range want {
			for j := range x {
				if math.Hypot(x[i]-x[j], y[i]-y[j]) <= radius {
					want[i] = append(want[i], j)
				}
			}
		}
		if diff := cmp.Diff(want, rows(n)); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
		w, w2 := n.Weights()
		for i := range want {
			if w[i] != float64(len(want[i])) || w2[i] != w[i] {
				t.Fatalf("unit %d has %d neighbours, weights %v and %v", i, len(want[i]), w[i], w2[i])
			}
		}
	})
}

func TestPointsRefuses(t *testing.T) {
	crowd := make([]float64, 12_000)
	for name, c := range map[string]struct {
		x, y   []float64
		radius float64
	}{
		"unlike lengths": {[]float64{1, 2}, []float64{1}, 5},
		"not a number":   {[]float64{1, math.NaN()}, []float64{1, 2}, 5},
		"infinite":       {[]float64{1, 2}, []float64{1, math.Inf(1)}, 5},
		"no radius":      {[]float64{1}, []float64{1}, 0},
		"radius NaN":     {[]float64{1}, []float64{1}, math.NaN()},
		"radius Inf":     {[]float64{1}, []float64{1}, math.Inf(1)},
		"too many pairs": {crowd, crowd, 5},
	} {
		if _, err := Points(t.Context(), c.x, c.y, c.radius); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// A street of four stretches with a side street and, apart from it, one more.
//
//	        5
//	        |
//	1 --- 2 --- 3 --- 4       6 --- 7
func TestSegments(t *testing.T) {
	line := func(points ...orb.Point) orb.LineString { return points }
	segment := func(id, from, to int64, l orb.LineString, m float64) street.Segment {
		return street.Segment{ID: id, From: from, To: to, Line: l, LengthM: m}
	}
	g := street.NewGraph([]street.Segment{
		segment(1, 1, 2, line(orb.Point{0, 0}, orb.Point{100, 0}), 100),
		segment(2, 2, 3, line(orb.Point{100, 0}, orb.Point{200, 0}), 100),
		segment(3, 3, 4, line(orb.Point{200, 0}, orb.Point{240, 0}), 40),
		segment(4, 2, 5, line(orb.Point{100, 0}, orb.Point{100, 60}), 60),
		segment(5, 6, 7, line(orb.Point{100, 1}, orb.Point{200, 1}), 100),
	})
	for band, want := range map[float64][][]int{
		0:          {{0}, {1}, {2}, {3}, {4}},
		-5:         {{0}, {1}, {2}, {3}, {4}},
		math.NaN(): {{0}, {1}, {2}, {3}, {4}},
		79:         {{0}, {1, 2}, {1, 2}, {3}, {4}},
		80:         {{0, 3}, {1, 2, 3}, {1, 2}, {0, 1, 3}, {4}},
		100:        {{0, 1, 3}, {0, 1, 2, 3}, {1, 2}, {0, 1, 3}, {4}},
		1000:       {{0, 1, 2, 3}, {0, 1, 2, 3}, {0, 1, 2, 3}, {0, 1, 2, 3}, {4}},
	} {
		n, err := Segments(t.Context(), g, band)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, rows(n)); diff != "" {
			t.Errorf("band %v (-want +got):\n%s", band, diff)
		}
	}
}

// Tables that take long to make can be cancelled, and those that nothing could hold are
// refused.
func TestNeighboursStop(t *testing.T) {
	const many = 100
	chain := make([]street.Segment, many)
	for i := range chain {
		at := orb.Point{float64(i) / 100, 0}
		chain[i] = street.Segment{
			ID: int64(i), From: int64(i), To: int64(i + 1), LengthM: 0.01, Line: orb.LineString{at, {at[0] + 0.01, 0}},
		}
	}
	g := street.NewGraph(chain)
	if _, err := segmentsUpTo(t.Context(), g, 5000, many*many-1); !fault.Is(err, fault.Invalid) {
		t.Errorf("too many neighbours: got %v", err)
	}
	if n, err := segmentsUpTo(t.Context(), g, 5000, many*many); err != nil || n.Len() != many {
		t.Errorf("as many neighbours as there may be: got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Segments(ctx, g, 5000); !errors.Is(err, context.Canceled) {
		t.Errorf("segments: got %v, want it cancelled", err)
	}
	if _, err := Points(ctx, make([]float64, 100), make([]float64, 100), 5); !errors.Is(err, context.Canceled) {
		t.Errorf("points: got %v, want it cancelled", err)
	}
}
