package cluster

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot/cluster/clustertest"
)

func TestKDistancesEqualTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, _ := drawn(t)
		k := rapid.IntRange(1, 20).Draw(t, "k")
		want := []float64{}
		for i := range p.X {
			var all []float64
			for j := range p.X {
				all = append(all, math.Sqrt(oracle{p: p}.apart2(i, j)))
			}
			if slices.Sort(all); k <= len(all) {
				want = append(want, all[k-1])
			}
		}
		slices.Sort(want)
		if got, err := KDistances(p, k); err != nil || !slices.Equal(want, got) {
			t.Fatalf("got %v, %v, want %v", got, err, want)
		}
	})
}

func TestSuggestEps(t *testing.T) {
	town, far := func() (p Points) { p.X, p.Y = clustertest.Reference(20_000, 1); return p }(), Points{}
	far.X, far.Y = append(slices.Clone(town.X), 1e8), append(slices.Clone(town.Y), 1e8)
	many := Points{}
	many.X, many.Y = clustertest.Reference(150_000, 1)
	lattice := Points{}
	for i := range 400 {
		lattice.X, lattice.Y = append(lattice.X, float64(i%2)), append(lattice.Y, float64(i/2)*100)
	}
	tests := map[string]struct {
		p          Points
		k          int
		least, top float64
		says       string
	}{
		"a town":                 {town, 10, 5, 60, "bends upwards"},
		"a town and one far off": {far, 10, 5, 60, "bends upwards"},
		"a large town":           {many, 10, 5, 60, "bends upwards"},
		"no points":              {Points{}, 10, 0, 0, "there are 0 points and at least 10 are needed"},
		"fewer than k":           {Points{X: []float64{1}, Y: []float64{1}}, 2, 0, 0, "there are 1 points"},
		"all on one spot":        {Points{X: make([]float64, 30), Y: make([]float64, 30)}, 10, 0, 0, "on one spot"},
		"all as far":             {lattice, 2, 1, 1, "has no knee"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := SuggestEps(tt.p, tt.k)
			if err != nil {
				t.Fatal(err)
			}
			if got.M < tt.least || got.M > tt.top || !strings.Contains(got.Text.EN, tt.says) ||
				got.Text.SV == "" || len(got.Curve) > curveSamples || !slices.IsSorted(got.Curve) {
				t.Errorf("got %v m, %q, %d samples; want %v–%v m, %q", got.M, got.Text.EN, len(got.Curve), tt.least, tt.top, tt.says)
			}
		})
	}
}

// The work of a suggestion does not grow with the points times k.
func TestSuggestEpsAsksFewer(t *testing.T) {
	for _, tt := range []struct{ n, k, least, most int }{
		{100_000, 10, 100_000, 100_000},
		{150_000, 10, 40_000, 50_000},
		{1_000_000, 10, 50_000, 50_000},
		{1_000_000, 5_000, 3_900, 4_000},
		{90_000, 5_000, 3_900, 4_000},
		{1_000_000, 100_000, 195, 200},
		{3, 1_000_000_000, 1, 3},
		{0, 10, 0, 0},
	} {
		every := askEvery(tt.n, tt.k)
		if asked := (tt.n + every - 1) / every; asked < tt.least || asked > tt.most {
			t.Errorf("%d points, k %d: %d are asked, want %d–%d", tt.n, tt.k, asked, tt.least, tt.most)
		}
	}
}

// TestKnee: of points in crowds of ten and single ones between, the knee is the width of a
// crowd, also where some crowds stand on one spot.
func TestKnee(t *testing.T) {
	var p Points
	for i := range 1000 {
		crowd := float64(i / 10)
		p.X, p.Y = append(p.X, crowd*1000+float64(i%10)), append(p.Y, 0)
		if i%100 < 10 {
			p.X[i] = crowd * 1000
		}
	}
	for i := range 50 {
		p.X, p.Y = append(p.X, float64(i)*2000+500), append(p.Y, 700+float64(i*i))
	}
	got, err := SuggestEps(p, 10)
	if err != nil {
		t.Fatal(err)
	}
	if got.M != 9 {
		t.Errorf("got %v m, %v; want 9 m, the length of a crowd", got.M, got.Text)
	}
}

func TestKDistancesRefuse(t *testing.T) {
	for name, err := range map[string]error{
		"k 0": second(KDistances(Points{X: []float64{1}, Y: []float64{1}}, 0)),
		"NaN": second(KDistances(Points{X: []float64{math.NaN()}, Y: []float64{1}}, 1)),
		"knee of NaN": func() error {
			_, err := SuggestEps(Points{X: []float64{math.NaN()}, Y: []float64{1}}, 1)
			return err
		}(),
	} {
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want an Invalid fault", name, err)
		}
	}
}

func second(_ []float64, err error) error { return err }
