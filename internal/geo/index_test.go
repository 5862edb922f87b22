package geo

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

func TestIndexAgreesWithALookAtEveryBox(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		boxes := rapid.SliceOfN(rapid.Custom(drawBox), 0, 700).Draw(t, "boxes")
		window := drawBox(t)
		var want []int
		for i, b := range boxes {
			if usable(b) && b.Intersects(window) {
				want = append(want, i)
			}
		}
		var got []int
		ix := NewIndex(boxes)
		ix.Search(window, func(i int) bool { got = append(got, i); return true })
		slices.Sort(got)
		if diff := cmp.Diff(got, want); diff != "" {
			t.Fatalf("Search (-got +want):\n%s", diff)
		}

		p := window.Min
		maxM := rapid.Float64Range(0, 300).Draw(t, "max")
		dist := func(i int) float64 { return boxDist(boxes[i], p) }
		wantI, wantD := -1, maxM
		for i, b := range boxes {
			if d := dist(i); usable(b) && (d < wantD || d == wantD && wantI < 0) {
				wantI, wantD = i, d
			}
		}
		gotI, gotD, ok := ix.Nearest(p, maxM, dist)
		if gotI != wantI || gotD != wantD || ok != (wantI >= 0) {
			t.Fatalf("Nearest = %d, %v, %v; want %d, %v", gotI, gotD, ok, wantI, wantD)
		}
	})
}

func drawBox(t *rapid.T) orb.Bound {
	x, y := rapid.Float64Range(-500, 500).Draw(t, "x"), rapid.Float64Range(-500, 500).Draw(t, "y")
	w, h := rapid.Float64Range(-1, 40).Draw(t, "w"), rapid.Float64Range(-1, 40).Draw(t, "h")
	return orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + w, y + h}}
}

func TestIndexOfNothing(t *testing.T) {
	empty := orb.MultiPoint{}.Bound()
	nan := orb.Bound{Min: orb.Point{math.NaN(), 0}, Max: orb.Point{math.NaN(), 1}}
	for name, boxes := range map[string][]orb.Bound{"none": nil, "empty": {empty}, "not numbers": {nan, nan}} {
		ix := NewIndex(boxes)
		ix.Search(orb.Bound{Min: orb.Point{-1e9, -1e9}, Max: orb.Point{1e9, 1e9}}, func(i int) bool {
			t.Errorf("%s: found %d", name, i)
			return true
		})
		if _, _, ok := ix.Nearest(orb.Point{}, 1e9, func(int) float64 { return 0 }); ok || ix.Len() != 0 {
			t.Errorf("%s: Nearest found something, Len %d", name, ix.Len())
		}
	}
}

func TestIndexStopsWhenTold(t *testing.T) {
	ix := NewIndex(gridBoxes(400))
	calls := 0
	ix.Search(orb.Bound{Max: orb.Point{1e6, 1e6}}, func(int) bool { calls++; return calls < 3 })
	if calls != 3 {
		t.Errorf("visited %d boxes, want 3", calls)
	}
}

func TestIndexQueriesDoNotAllocate(t *testing.T) {
	boxes := gridBoxes(5000)
	ix := NewIndex(boxes)
	p, found := orb.Point{300, 300}, 0
	allocs := testing.AllocsPerRun(100, func() {
		ix.Search(orb.Bound{Min: p, Max: orb.Point{400, 400}}, func(int) bool { found++; return true })
		ix.Nearest(p, 1000, func(i int) float64 { return boxDist(boxes[i], p) })
	})
	if allocs > 0 || found == 0 {
		t.Errorf("%v allocations a query, %d found", allocs, found)
	}
}

func gridBoxes(n int) []orb.Bound {
	boxes := make([]orb.Bound, n)
	for i := range boxes {
		x, y := float64(i%50)*20, float64(i/50)*20
		boxes[i] = orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + 15, y + 15}}
	}
	return boxes
}

func BenchmarkIndex(b *testing.B) {
	rnd := rand.New(rand.NewPCG(1, 2))
	boxes := make([]orb.Bound, 100_000)
	for i := range boxes {
		x, y := rnd.Float64()*10_000, rnd.Float64()*10_000
		boxes[i] = orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + 30, y + 30}}
	}
	ix := NewIndex(boxes)
	b.Run("build", func(b *testing.B) {
		for b.Loop() {
			NewIndex(boxes)
		}
	})
	b.Run("nearest", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p := orb.Point{rnd.Float64() * 10_000, rnd.Float64() * 10_000}
			ix.Nearest(p, 500, func(i int) float64 { return boxDist(boxes[i], p) })
		}
	})
}
