package density

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot/cluster/clustertest"
)

// wantInvalid checks that an error is the reader's to mend and says what it should.
func wantInvalid(t *testing.T, err error, word string) {
	t.Helper()
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.Kind != fault.Invalid {
		t.Fatalf("got %v, want an error of the kind Invalid", err)
	}
	if f.Text.SV == "" || !strings.Contains(f.Text.EN, word) {
		t.Errorf("%q / %q do not say %q", f.Text.SV, f.Text.EN, word)
	}
}

// scene is points around a small grid, some of them far off, in a municipality's metres.
type scene struct {
	x, y, weight []float64
	g            Grid
	p            Params
}

func drawScene(t *rapid.T) scene {
	n := rapid.IntRange(0, 30).Draw(t, "points")
	spread := rapid.SampledFrom([]float64{1100, 60}).Draw(t, "spread")
	s := scene{x: make([]float64, n), y: make([]float64, n), weight: make([]float64, n)}
	for i := range n {
		s.x[i] = 500000 + rapid.Float64Range(0, spread).Draw(t, "x") - 300
		s.y[i] = 6500000 + spread/2 - rapid.Float64Range(0, spread).Draw(t, "y")
		s.weight[i] = rapid.SampledFrom([]float64{0, 0.25, 1, 3}).Draw(t, "weight")
	}
	s.p = Params{
		Kernel:     rapid.SampledFrom([]Kernel{Quartic, Gaussian}).Draw(t, "kernel"),
		BandwidthM: rapid.Float64Range(20, 200).Draw(t, "bandwidth"),
		Threads:    rapid.IntRange(1, 3).Draw(t, "threads"),
	}
	s.g = Grid{
		Origin: orb.Point{499700, 6499900}, CellM: s.p.BandwidthM * rapid.Float64Range(0.1, 1).Draw(t, "cell"),
		Cols: rapid.IntRange(1, 25).Draw(t, "cols"), Rows: rapid.IntRange(1, 25).Draw(t, "rows"),
	}
	return s
}

func (s scene) top() float64 { return planeTop(s.p.Kernel, s.p.BandwidthM) * metres2PerKm2 }

// every sums the kernels of all points at the middle of a cell.
func (s scene) every(cell int) float64 {
	var sum float64
	m := s.g.Middle(cell)
	for i := range s.x {
		sum += s.weight[i] * shape(s.p.Kernel, math.Hypot(m[0]-s.x[i], m[1]-s.y[i]), s.p.BandwidthM)
	}
	return sum * s.top()
}

// KDE is the sum of all kernels, and Binned within its stated error of it.
func TestDensitiesAreTheSumOfKernels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		exact, err := KDE(context.Background(), s.x, s.y, s.weight, s.g, s.p)
		if err != nil {
			t.Fatal(err)
		}
		binned, err := Binned(context.Background(), s.x, s.y, s.weight, s.g, s.p)
		if err != nil {
			t.Fatal(err)
		}
		// The Gaussian may fall on either side of its cut by rounding.
		slack := 1e-9 * s.top()
		for c := range s.g.Cells() {
			want := s.every(c)
			if math.Abs(exact.PerKm2[c]-want) > slack {
				t.Fatalf("cell %d: %v, every kernel gives %v", c, exact.PerKm2[c], want)
			}
			if math.Abs(binned.PerKm2[c]-want) > binned.ErrorAtMost+slack {
				t.Fatalf("cell %d binned: %v, every kernel gives %v, at most %v off", c, binned.PerKm2[c], want, binned.ErrorAtMost)
			}
		}
	})
}

// The error that Binned states is of the size of the one it makes.
func TestBinnedErrorIsNoExcuse(t *testing.T) {
	x, y, g := million(100_000)
	for kernel, bandwidth := range map[Kernel]float64{Quartic: 150, Gaussian: 60} {
		p := Params{Kernel: kernel, BandwidthM: bandwidth}
		exact, binned := density(t, KDE, x, y, g, p), density(t, Binned, x, y, g, p)
		var worst float64
		for c, d := range exact.PerKm2 {
			worst = max(worst, math.Abs(d-binned.PerKm2[c]))
		}
		if most := slices.Max(exact.PerKm2); worst > binned.ErrorAtMost || binned.ErrorAtMost > 3*worst || binned.ErrorAtMost > 0.05*most {
			t.Errorf("%s: off by %v, stated %v, the highest is %v", kernel, worst, binned.ErrorAtMost, most)
		}
	}
}

type method func(context.Context, []float64, []float64, []float64, Grid, Params) (Surface, error)

func density(t testing.TB, m method, x, y []float64, g Grid, p Params) Surface {
	t.Helper()
	s, err := m(context.Background(), x, y, nil, g, p)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What is put in is on the map, turned a quarter it is the same map, weights of 1 are no
// weights, and the number of threads changes no bit.
func TestDensityLaws(t *testing.T) {
	x, y := []float64{3.5, 40, 40, 77.25, 96}, []float64{12, 60.5, 60.5, 20, 99}
	turnedX := make([]float64, len(x))
	for i := range y {
		turnedX[i] = -y[i]
	}
	for name, m := range map[string]method{"exact": KDE, "binned": Binned} {
		for _, kernel := range []Kernel{Quartic, Gaussian} {
			t.Run(name+" "+string(kernel), func(t *testing.T) {
				p := Params{Kernel: kernel, BandwidthM: 40, Threads: 1}
				g := Grid{Origin: orb.Point{-256, -256}, CellM: 4, Cols: 128, Rows: 128}
				s := density(t, m, x, y, g, p)
				if got := s.Total(); math.Abs(got-5) > 0.01 {
					t.Errorf("%v on the map, put in 5", got)
				}
				turned := density(t, m, turnedX, x, g, p)
				for c, d := range s.PerKm2 {
					col, row := c%128, c/128
					if back := turned.PerKm2[col*128+127-row]; math.Abs(d-back) > 1e-9*planeTop(kernel, 40)*metres2PerKm2 {
						t.Fatalf("cell %d: %v, turned a quarter %v", c, d, back)
					}
				}
				p.Threads = 7
				weighted, err := m(context.Background(), x, y, []float64{1, 1, 1, 1, 1}, g, p)
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(s.PerKm2, weighted.PerKm2) || s.ErrorAtMost != weighted.ErrorAtMost {
					t.Error("weights of 1 on seven threads give other bits than none on one")
				}
			})
		}
	}
}

// At the point itself one report gives 3/(πh²) and 1/(2πσ²); a Gaussian of the same spread
// as the quartic (σ = h/√8) looks much like it.
func TestKernelsByHand(t *testing.T) {
	g := Grid{CellM: 2, Cols: 201, Rows: 201}
	at := []float64{201} // the middle of cell 100
	quartic := density(t, KDE, at, at, g, Params{Kernel: Quartic, BandwidthM: 100})
	gaussian := density(t, KDE, at, at, g, Params{Kernel: Gaussian, BandwidthM: 100 / math.Sqrt(8)})
	middle := 100*201 + 100
	if got, want := quartic.PerKm2[middle], 95.49296585513721; math.Abs(got-want) > 1e-9 {
		t.Errorf("quartic %v per km², want %v", got, want)
	}
	if got, want := quartic.PerKm2[middle+25], 95.49296585513721*0.5625; math.Abs(got-want) > 1e-9 {
		t.Errorf("quartic at half the radius %v per km², want %v", got, want)
	}
	if got, want := gaussian.PerKm2[middle], 127.32395447351627/(1-math.Exp(-8)); math.Abs(got-want) > 1e-9 {
		t.Errorf("Gaussian %v per km², want %v", got, want)
	}
	var apart, spreadQ, spreadG float64
	for c := range quartic.PerKm2 {
		m := g.Middle(c)
		d2 := (m[0]-201)*(m[0]-201) + (m[1]-201)*(m[1]-201)
		apart += math.Abs(quartic.PerKm2[c]-gaussian.PerKm2[c]) * 4e-6
		spreadQ += d2 * quartic.PerKm2[c] * 4e-6
		spreadG += d2 * gaussian.PerKm2[c] * 4e-6
	}
	if math.Abs(spreadQ-2500) > 5 || math.Abs(spreadG-2500) > 15 || apart > 0.2 {
		t.Errorf("mean square distances %v and %v, want 2500; %v of 2 apart", spreadQ, spreadG, apart)
	}
}

func TestDensityOfNothing(t *testing.T) {
	for name, m := range map[string]method{"exact": KDE, "binned": Binned} {
		p := Params{Kernel: Quartic, BandwidthM: 100}
		s := density(t, m, nil, nil, Grid{CellM: 10, Cols: 3, Rows: 2}, p)
		if !slices.Equal(s.PerKm2, make([]float64, 6)) || s.ErrorAtMost != 0 {
			t.Errorf("%s of no points: %v, at most %v off", name, s.PerKm2, s.ErrorAtMost)
		}
		if s := density(t, m, []float64{1}, []float64{1}, Grid{CellM: 10}, p); len(s.PerKm2) != 0 {
			t.Errorf("%s on no cells: %v", name, s.PerKm2)
		}
		if s := density(t, m, []float64{1e9}, []float64{-1e9}, Grid{CellM: 10, Cols: 3, Rows: 2}, p); s.Total() != 0 {
			t.Errorf("%s of a point far off: %v", name, s.PerKm2)
		}
	}
}

func TestDensityRefuses(t *testing.T) {
	g, p := Grid{CellM: 10, Cols: 3, Rows: 3}, Params{Kernel: Quartic, BandwidthM: 100}
	wide := Params{Kernel: Quartic, BandwidthM: 1e8}
	one := []float64{1}
	for name, c := range map[string]struct {
		x, y, weight []float64
		g            Grid
		p            Params
		word         string
	}{
		"unequal":         {one, nil, nil, g, p, "1 values of x and 0 of y"},
		"NaN":             {[]float64{1, 2}, []float64{1, math.NaN()}, nil, g, p, "row 2"},
		"infinite":        {[]float64{math.Inf(-1)}, one, nil, g, p, "row 1"},
		"far off the map": {[]float64{1e300}, one, nil, g, p, "row 1"},
		"few weights":     {one, one, []float64{}, g, p, "0 weights for 1 points"},
		"negative weight": {one, one, []float64{-1}, g, p, "row 1"},
		"NaN weight":      {one, one, []float64{math.NaN()}, g, p, "row 1"},
		"another kernel":  {one, one, nil, g, Params{Kernel: "cone", BandwidthM: 9}, "cone"},
		"no bandwidth":    {one, one, nil, g, Params{Kernel: Quartic}, "bandwidth 0 m"},
		"endless":         {one, one, nil, g, Params{Kernel: Quartic, BandwidthM: math.Inf(1)}, "bandwidth +Inf m"},
		"wide cells":      {one, one, nil, g, Params{Kernel: Quartic, BandwidthM: 9}, "smaller cell"},
		"no cell side":    {one, one, nil, Grid{Cols: 3, Rows: 3}, p, "grid"},
		"many cells":      {one, one, nil, Grid{CellM: 1, Cols: 1 << 20, Rows: 1 << 20}, p, "grid"},
		"cells overflow":  {one, one, nil, Grid{CellM: 1, Cols: 1 << 32, Rows: 1 << 32}, p, "grid"},
		"turned inside":   {one, one, nil, Grid{CellM: 1, Cols: -2, Rows: -2}, p, "grid"},
		"nowhere":         {one, one, nil, Grid{Origin: orb.Point{math.NaN(), 0}, CellM: 1, Cols: 1, Rows: 1}, p, "grid"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, m := range []method{KDE, Binned} {
				_, err := m(context.Background(), c.x, c.y, c.weight, c.g, c.p)
				wantInvalid(t, err, c.word)
			}
		})
	}
	_, err := Binned(context.Background(), one, one, nil, g, wide)
	wantInvalid(t, err, "reaches")
	if _, err := KDE(context.Background(), one, one, nil, g, wide); err != nil {
		t.Errorf("exactly, a wide bandwidth will do: %v", err)
	}
}

func TestDensityStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	x, y, g := million(10_000)
	for name, m := range map[string]method{"exact": KDE, "binned": Binned} {
		if _, err := m(ctx, x, y, nil, g, Params{Kernel: Quartic, BandwidthM: 150}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, want it cancelled", name, err)
		}
	}
}

// million lays n reference points on cells of 25 m: 320 × 320 of them for a million.
func million(n int) (x, y []float64, g Grid) {
	x, y = clustertest.Reference(n, 7)
	cells := int(math.Round(320 * math.Sqrt(float64(n)/1e6)))
	return x, y, Grid{CellM: 25, Cols: cells, Rows: cells}
}

// The speed table's densities: 25 m cells and 150 m bandwidth.
func benchmark(b *testing.B, m method) {
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		x, y, g := million(n)
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprintf("points=%d/threads=%d", n, threads), func(b *testing.B) {
				b.ReportAllocs()
				before := cpu(b)
				for b.Loop() {
					density(b, m, x, y, g, Params{Kernel: Quartic, BandwidthM: 150, Threads: threads})
				}
				b.ReportMetric(float64((cpu(b)-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
			})
		}
	}
}

// cpu is the processor time this process has used: unlike the time on the wall, it does
// not grow when the machine has other things to do.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkKDE(b *testing.B)    { benchmark(b, KDE) }
func BenchmarkBinned(b *testing.B) { benchmark(b, Binned) }
