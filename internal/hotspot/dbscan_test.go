package hotspot

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tryggled/internal/fault"
)

func TestDBSCANByHand(t *testing.T) {
	tests := map[string]struct {
		x, y      []float64
		eps       float64
		minPoints int
		want      []int32
	}{
		"none":                   {want: []int32{}, eps: 1, minPoints: 1},
		"one point alone":        {x: []float64{5}, y: []float64{5}, eps: 1, minPoints: 1, want: []int32{0}},
		"the point itself":       {x: []float64{0, 3, 6}, y: []float64{0, 4, 8}, eps: 5, minPoints: 3, want: []int32{0, 0, 0}},
		"too few":                {x: []float64{0, 3}, y: []float64{0, 4}, eps: 5, minPoints: 3, want: []int32{-1, -1}},
		"just beyond":            {x: []float64{0, 5.0000001}, y: []float64{0, 0}, eps: 5, minPoints: 2, want: []int32{-1, -1}},
		"a chain and two lonely": {x: []float64{100, 0, 1, 2, 3, -50}, y: make([]float64, 6), eps: 1, minPoints: 2, want: []int32{-1, 0, 0, 0, 0, -1}},
		"numbered by first core": {x: []float64{50, 0, 0, 50}, y: make([]float64, 4), eps: 1, minPoints: 2, want: []int32{0, 1, 1, 0}},
		"a bridge of one point": {
			x: []float64{0, 0, 0, 10, 19, 19, 19}, y: make([]float64, 7), eps: 10, minPoints: 4,
			want: []int32{0, 0, 0, 0, 0, 0, 0}, // the middle is within 10 of both crowds: it is a core itself
		},
		"all on one point": {x: make([]float64, 5), y: make([]float64, 5), eps: 0.1, minPoints: 5, want: []int32{0, 0, 0, 0, 0}},
		"an outlier far off": {
			x: []float64{0, 1, 5e6}, y: []float64{0, 0, 9e6}, eps: 1, minPoints: 2, want: []int32{0, 0, -1},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := DBSCAN(tt.x, tt.y, tt.eps, tt.minPoints)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("labels (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDBSCANRefuses(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	tests := map[string]struct {
		x         []float64
		eps       float64
		minPoints int
	}{
		"eps 0":            {[]float64{1}, 0, 1},
		"eps negative":     {[]float64{1}, -3, 1},
		"eps NaN":          {[]float64{1}, nan, 1},
		"eps infinite":     {[]float64{1}, inf, 1},
		"min points 0":     {[]float64{1}, 1, 0},
		"NaN":              {[]float64{1, nan}, 1, 1},
		"infinite":         {[]float64{1, inf}, 1, 1},
		"too far for eps":  {[]float64{0, 1e12}, 1, 1},
		"hugely too far":   {[]float64{-1e308, 1e308}, 1, 1},
		"infinite and NaN": {[]float64{inf, nan}, 1, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := DBSCAN(tt.x, make([]float64, len(tt.x)), tt.eps, tt.minPoints); !fault.Is(err, fault.Invalid) {
				t.Errorf("got %v, want an Invalid fault", err)
			}
		})
	}
}

// points draws points on a lattice of quarters, many of them equal, and a radius whose
// square is exact, so that no comparison depends on rounding.
func points(t *rapid.T) (x, y []float64, eps float64, minPoints int) {
	n := rapid.IntRange(0, 120).Draw(t, "n")
	wide := rapid.IntRange(1, 60).Draw(t, "wide")
	for range n {
		x = append(x, float64(rapid.IntRange(-wide, wide).Draw(t, "x"))/4)
		y = append(y, float64(rapid.IntRange(-wide, wide).Draw(t, "y"))/4)
	}
	eps = float64(rapid.IntRange(1, 12).Draw(t, "eps")) / 4
	return x, y, eps, rapid.IntRange(1, 8).Draw(t, "minPoints")
}

// naive is the definition, written out: which points are cores, and which cores hang
// together.
func naive(x, y []float64, eps float64, minPoints int) (core []bool, root []int) {
	near := func(i, j int) bool { return square(x[i]-x[j], y[i]-y[j]) <= eps*eps }
	core, root = make([]bool, len(x)), make([]int, len(x))
	for i := range x {
		count := 0
		for j := range x {
			if near(i, j) {
				count++
			}
		}
		core[i], root[i] = count >= minPoints, i
	}
	for changed := true; changed; {
		changed = false
		for i := range x {
			for j := range x {
				if core[i] && core[j] && near(i, j) && root[j] < root[i] {
					root[i], changed = root[j], true
				}
			}
		}
	}
	return core, root
}

func TestDBSCANEqualsTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y, eps, minPoints := points(t)
		labels, err := DBSCAN(x, y, eps, minPoints)
		if err != nil {
			t.Fatal(err)
		}
		core, root := naive(x, y, eps, minPoints)
		for i := range x {
			nearest, own := math.Inf(1), math.Inf(1) // to any core, and to one of its own cluster
			for j := range x {
				if core[i] && core[j] && (labels[i] == labels[j]) != (root[i] == root[j]) {
					t.Fatalf("cores %d and %d: labels %d, %d; roots %d, %d", i, j, labels[i], labels[j], root[i], root[j])
				}
				if away := square(x[i]-x[j], y[i]-y[j]); core[j] && away <= eps*eps {
					nearest = min(nearest, away)
					if labels[i] == labels[j] {
						own = min(own, away)
					}
				}
			}
			if noisy := math.IsInf(nearest, 1); noisy != (labels[i] == noise) || nearest != own {
				t.Fatalf("point %d: label %d, nearest core at %v², nearest of its cluster at %v²", i, labels[i], nearest, own)
			}
		}
	})
}

func TestDBSCANKeepsUnderTranslationAndPermutation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y, eps, minPoints := points(t)
		want, err := DBSCAN(x, y, eps, minPoints)
		if err != nil {
			t.Fatal(err)
		}
		dx := float64(rapid.IntRange(-1_000_000, 7_000_000).Draw(t, "dx"))
		order := rapid.Permutation(indicesOf(len(x))).Draw(t, "order")
		px, py := make([]float64, len(x)), make([]float64, len(x))
		for to, from := range order {
			px[to], py[to] = x[from]+dx, y[from]-dx
		}
		moved, err := DBSCAN(px, py, eps, minPoints)
		if err != nil {
			t.Fatal(err)
		}
		core, _ := naive(x, y, eps, minPoints)
		same := map[int32]int32{}
		for to, from := range order {
			if (moved[to] == noise) != (want[from] == noise) {
				t.Fatalf("point %d: label %d, moved %d", from, want[from], moved[to])
			}
			if !core[from] {
				continue
			}
			if first, seen := same[want[from]]; seen && first != moved[to] {
				t.Fatalf("cluster %d became %d and %d", want[from], first, moved[to])
			}
			same[want[from]] = moved[to]
		}
	})
}

// towns draws n points in 8 × 8 km, 60 % of them in clusters of some tens of metres.
func towns(n int) (x, y []float64) {
	r := rand.New(rand.NewPCG(1, 2))
	x, y = make([]float64, n), make([]float64, n)
	type centre struct{ x, y, sigma float64 }
	centres := make([]centre, 400)
	for i := range centres {
		centres[i] = centre{r.Float64() * 8000, r.Float64() * 8000, 15 + 65*r.Float64()}
	}
	for i := range x {
		if r.Float64() < 0.4 {
			x[i], y[i] = r.Float64()*8000, r.Float64()*8000
			continue
		}
		c := centres[int(float64(len(centres))*math.Pow(r.Float64(), 3))]
		x[i], y[i] = c.x+r.NormFloat64()*c.sigma, c.y+r.NormFloat64()*c.sigma
	}
	return x, y
}

func BenchmarkDBSCAN(b *testing.B) {
	for _, size := range []struct {
		n   int
		eps float64
	}{{10_000, 25}, {100_000, 25}, {1_000_000, 10}, {1_000_000, 25}} {
		b.Run(fmt.Sprintf("n=%d/eps=%v", size.n, size.eps), func(b *testing.B) {
			x, y := towns(size.n)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := DBSCAN(x, y, size.eps, 10); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDBSCANOnFewPoints(b *testing.B) {
	x, y := make([]float64, 300_000), make([]float64, 300_000) // 400 anchors, 750 rows on each, 50 m apart
	for i := range x {
		x[i], y[i] = float64(i%20)*50, float64(i/20%20)*50
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := DBSCAN(x, y, 60, 10); err != nil {
			b.Fatal(err)
		}
	}
}
