package significance

import (
	"context"
	"errors"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/lattice"
)

func analyse(t *testing.T, values []float64, n Neighbourhood, p Params) Result {
	t.Helper()
	r, err := Analyse(context.Background(), values, n, p)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// few are eight units on a line, each near those at most two away, with a tie in them.
func few(weigh func(apart int) float64) ([]float64, *Table) {
	start, of, weight := []int32{0}, []int32(nil), []float64(nil)
	values := []float64{0, 2.5, 7, 1, 1, 4, 11, 3}
	for i := range values {
		for j := max(0, i-2); j <= min(len(values)-1, i+2); j++ {
			of, weight = append(of, int32(j)), append(weight, weigh(j-i))
		}
		start = append(start, int32(len(of)))
	}
	return values, NewTable(start, of, weight)
}

// exact is p over every way to lay the others' values onto the neighbours, in order.
func exact(values []float64, n *Table, i int) float64 {
	var weights []float64
	var observed float64
	n.Each(i, func(j int, w float64) {
		if j != i {
			weights = append(weights, w)
			observed += w * values[j]
		}
	})
	var all, atLeast, atMost float64
	var lay func(k int, used uint, sum float64)
	lay = func(k int, used uint, sum float64) {
		if k == len(weights) {
			all++
			atLeast += float64(one(sum >= observed-1e-9))
			atMost += float64(one(sum <= observed+1e-9))
			return
		}
		for j := range values {
			if j != i && used&(1<<j) == 0 {
				lay(k+1, used|1<<j, sum+weights[k]*values[j])
			}
		}
	}
	lay(0, 0, 0)
	return min(atLeast, atMost) / all
}

func TestPermutationsComeToTheExactP(t *testing.T) {
	const permutations = 200_000
	for name, weigh := range map[string]func(int) float64{
		"equal":            func(int) float64 { return 1 },
		"equal, not one":   func(int) float64 { return 0.2 },
		"itself otherwise": func(apart int) float64 { return 1 + float64(one(apart == 0)) },
		"by distance":      func(apart int) float64 { return 1 / (1 + math.Abs(float64(apart))) },
		"to the left":      func(apart int) float64 { return math.Exp(-float64(apart)) },
	} {
		values, n := few(weigh)
		got := analyse(t, values, n, Params{Permutations: permutations, Seed: 3}).PPermuted
		for i, p := range got {
			want := exact(values, n, i)
			if off := math.Abs(p - want); off > 5*math.Sqrt(want*(1-want)/permutations)+1e-5 {
				t.Errorf("%s, unit %d: got p %.5f, want %.5f", name, i, p, want)
			}
		}
	}
}

// What serves all units at once agrees with shuffling the others anew for each unit.
func TestPermutationsAgreeWithPlainOnes(t *testing.T) {
	const permutations = 4000
	l, err := lattice.Cover(orb.MultiPolygon{{{{0, 0}, {900, 0}, {900, 300}, {400, 300}, {400, 900}, {0, 900}, {0, 0}}}}, lattice.Hex, 100, orb.Point{})
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(7, 8))
	values := make([]float64, l.Len())
	for i := range values {
		values[i] = math.Floor(random.ExpFloat64() * 2)
		if c := l.Centre(i); c[0]+c[1] < 500 {
			values[i] += 2
		}
	}
	n := l.Band(210)
	got := analyse(t, values, n, Params{Permutations: permutations, Seed: 1}).PPermuted
	for i, p := range got {
		want := plain(values, n, i, permutations, random)
		off := 5*math.Sqrt(2*max(want, 1.0/permutations)*(1-min(want, 0.99))/permutations) + 2.0/permutations
		if math.Abs(p-want) > off {
			t.Errorf("unit %d: got p %.4f, plain %.4f", i, p, want)
		}
	}
}

func plain(values []float64, n Neighbourhood, i, permutations int, random *rand.Rand) float64 {
	var others []float64
	for j, v := range values {
		if j != i {
			others = append(others, v)
		}
	}
	var observed float64
	neighbours := 0
	n.Each(i, func(j int, _ float64) {
		if j != i {
			observed += values[j]
			neighbours++
		}
	})
	var atLeast, atMost int
	for range permutations {
		random.Shuffle(len(others), func(a, b int) { others[a], others[b] = others[b], others[a] })
		var sum float64
		for _, v := range others[:neighbours] {
			sum += v
		}
		atLeast += one(sum >= observed)
		atMost += one(sum <= observed)
	}
	return float64(min(atLeast, atMost)+1) / float64(permutations+1)
}

// chances are ways to draw values of which none depends on where it is.
func chances(random *rand.Rand) map[string]func() float64 {
	return map[string]func() float64{
		"counts":       func() float64 { return float64(bits.OnesCount64(random.Uint64() & random.Uint64())) },
		"rare":         func() float64 { return float64(one(random.IntN(200) == 0)) },
		"any numbers":  random.NormFloat64,
		"heavy tailed": func() float64 { return math.Exp(2 * random.NormFloat64()) },
	}
}

func drawn(units int, draw func() float64) []float64 {
	values := make([]float64, units)
	for i := range values {
		values[i] = draw()
	}
	return values
}

// Where chance alone is at work, a p below any level comes no oftener than the level says;
// doubled, it is two-sided as the formula's is.
func TestPermutedPIsHonest(t *testing.T) {
	const towns = 4
	l, _ := town(t, lattice.Square)
	n := l.Band(75)
	for name, draw := range chances(rand.New(rand.NewPCG(9, 10))) {
		below := map[float64]float64{0.02: 0, 0.05: 0, 0.2: 0}
		for seed := range towns {
			r := analyse(t, drawn(l.Len(), draw), n, Params{Permutations: 2999, Seed: uint64(seed)})
			for level := range below {
				for _, p := range r.PPermuted {
					below[level] += float64(one(2*p <= level)) / float64(towns*l.Len())
				}
			}
		}
		for level, share := range below {
			if share > 1.2*level {
				t.Errorf("%s: %.4f of all lie below %v", name, share, level)
			}
			if name == "any numbers" && share < 0.8*level {
				t.Errorf("%s: only %.4f of all lie below %v", name, share, level)
			}
		}
	}
}

// With enough permutations hardly any town of chance alone has a hotspot; where the normal
// distribution would give more, the note warns of it.
func TestFalseDiscoveries(t *testing.T) {
	const towns = 40
	l, err := lattice.Cover(orb.MultiPolygon{{{{0, 0}, {1500, 0}, {1500, 1500}, {0, 1500}, {0, 0}}}}, lattice.Square, 100, orb.Point{})
	if err != nil {
		t.Fatal(err)
	}
	n := l.Band(150)
	for name, draw := range chances(rand.New(rand.NewPCG(11, 12))) {
		byPermutation, byFormula := 0, 0
		for seed := range towns {
			values := drawn(l.Len(), draw)
			if slices.Max(values) == slices.Min(values) {
				continue // nothing rare happened
			}
			r := analyse(t, values, n, Params{Permutations: 4500, Seed: uint64(seed)})
			f := analyse(t, values, n, Params{})
			byPermutation += one(r.Hot+r.Cold > 0)
			byFormula += one(f.Hot+f.Cold > 0 && !f.Sparse)
			if r.FDROf != Permutation {
				t.Fatalf("FDR of %s", r.FDROf)
			}
		}
		// 2 of 40 are what 0.05 gives; more than 7 come once in 2000 times.
		if byPermutation > 7 || byFormula > 7 {
			t.Errorf("%s: %d of %d towns have a hotspot by permutation, %d by the formula without a warning", name, byPermutation, towns, byFormula)
		}
	}
}

// Where most places have nothing, one more without anything is no cold spot.
func TestAQuietPlaceIsNoColdSpot(t *testing.T) {
	l, _ := town(t, lattice.Square)
	values := make([]float64, l.Len())
	for _, i := range []int{5, 900, 901, 902, 1060, 1061, 20_000} {
		values[i] = 3
	}
	r := analyse(t, values, l.Band(100), Params{Permutations: 999})
	quiet := 160*80 + 80
	if r.Z[quiet] >= 0 || r.PPermuted[quiet] < 0.9 {
		t.Errorf("z %v has the p %v, want almost 1", r.Z[quiet], r.PPermuted[quiet])
	}
	if r.Cold != 0 {
		t.Errorf("%d cold spots", r.Cold)
	}
}

func TestSameSeedSameBits(t *testing.T) {
	l, values := town(t, lattice.Hex)
	n := l.Band(300)
	one := analyse(t, values, n, Params{Permutations: 3000, Seed: 4, Threads: 1})
	for _, threads := range []int{0, 2, 7} {
		if diff := cmp.Diff(one, analyse(t, values, n, Params{Permutations: 3000, Seed: 4, Threads: threads})); diff != "" {
			t.Errorf("%d threads (-one +more):\n%s", threads, diff)
		}
	}
	if other := analyse(t, values, n, Params{Permutations: 3000, Seed: 5}); cmp.Equal(one.PPermuted, other.PPermuted) {
		t.Error("another seed gives the same p")
	}
}

// Equal weights say no more than who is a neighbour.
func TestWeightsOfOneEqualNoWeights(t *testing.T) {
	values, n := few(func(int) float64 { return 1 })
	_, scaled := few(func(int) float64 { return 0.25 })
	p := Params{Permutations: 777, Seed: 6}
	want := analyse(t, values, NewTable(n.start, n.of, nil), p)
	for _, table := range []*Table{n, scaled} {
		if diff := cmp.Diff(want, analyse(t, values, table, p)); diff != "" {
			t.Errorf("(-none +equal):\n%s", diff)
		}
	}
}

func TestHotAndCold(t *testing.T) {
	l, values := town(t, lattice.Square)
	for i := range values {
		switch c := l.Centre(i); {
		case math.Hypot(c[0]-2000, c[1]-2000) < 400:
			values[i] += 8
		case math.Hypot(c[0]-6000, c[1]-6000) < 400:
			values[i] = 0
		}
	}
	r := analyse(t, values, l.Band(300), Params{})
	hot, _ := l.At(orb.Point{2000, 2000})
	cold, _ := l.At(orb.Point{6000, 6000})
	if r.PFDR[hot] > 0.001 || r.PFDR[cold] > 0.001 || r.Z[hot] < 0 || r.Z[cold] > 0 {
		t.Errorf("hot: z %v, p %v; cold: z %v, p %v", r.Z[hot], r.PFDR[hot], r.Z[cold], r.PFDR[cold])
	}
	if r.Hot < 100 || r.Cold < 100 || r.Hot > 1500 || r.Cold > 1500 {
		t.Errorf("%d hot and %d cold cells", r.Hot, r.Cold)
	}
}

// Counts that chance scatters evenly take 25 in an average neighbourhood.
func TestSparse(t *testing.T) {
	l, values := town(t, lattice.Square) // 4 a cell on average
	for radius, want := range map[float64]bool{0: true, 50: true, 120: false, 500: false} {
		r := analyse(t, values, l.Band(radius), Params{})
		if r.Sparse != want || strings.Contains(r.Note.SV, "glesa") != want || strings.Contains(r.Note.EN, "sparse") != want {
			t.Errorf("radius %v: sparse %v, want %v; %+v", radius, r.Sparse, want, r.Note)
		}
	}
}

func TestRefusesParameters(t *testing.T) {
	values, n := sixPoints(t)
	for name, p := range map[string]Params{
		"alpha below 0": {Alpha: -0.1}, "alpha 1": {Alpha: 1}, "alpha no number": {Alpha: math.NaN()},
		"permutations below 0": {Permutations: -1}, "too many": {Permutations: 1_000_000_000},
	} {
		_, err := Analyse(context.Background(), values, n, p)
		_, ofMoran := LocalMoran(context.Background(), values, n, p)
		for _, err := range []error{err, ofMoran} {
			if f, ok := err.(*fault.Error); !ok || f.Kind != fault.Invalid || f.Say(lang.SV) == f.Say(lang.EN) {
				t.Errorf("%s: got %v", name, err)
			}
		}
	}
}

func TestCancelled(t *testing.T) {
	l, values := town(t, lattice.Square)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p := Params{Permutations: 100_000_000}
	if _, err := Analyse(ctx, values, l.Band(500), p); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, err := LocalMoran(ctx, values, l.Band(500), p); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
