package density

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"tryggled/internal/fault"

	"github.com/paulmach/orb"

	"tryggled/internal/hotspot/cluster/clustertest"
)

// million lays the reference points on 320 × 320 cells of 25 m.
func million(n int) (x, y []float64, g Grid) {
	x, y = clustertest.Reference(n, 7)
	cells := int(math.Round(320 * math.Sqrt(float64(n)/1e6)))
	return x, y, Grid{CellM: 25, Cols: cells, Rows: cells}
}

func BenchmarkKDE(b *testing.B) {
	for _, threads := range []int{1, 2} {
		b.Run(fmt.Sprintf("quartic/threads=%d", threads), func(b *testing.B) {
			x, y, g := million(1_000_000)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := KDE(context.Background(), x, y, nil, g, Params{Kernel: Quartic, BandwidthM: 150, Threads: threads}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestOracle(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 100 {
		n := 40
		x, y, w := make([]float64, n), make([]float64, n), make([]float64, n)
		for i := range x {
			x[i], y[i], w[i] = 500000+r.Float64()*500, 6.5e6+r.Float64()*400, r.Float64()
		}
		g := Grid{Origin: orb.Point{500100, 6.5e6 + 50}, CellM: 5 + 20*r.Float64(), Cols: 1 + r.IntN(20), Rows: 1 + r.IntN(20)}
		for _, k := range []Kernel{Quartic, Gaussian} {
			p := Params{Kernel: k, BandwidthM: 30 + 100*r.Float64()}
			s, err := KDE(context.Background(), x, y, w, g, p)
			if err != nil {
				t.Fatal(err)
			}
			for c := range s.PerKm2 {
				m := g.Middle(c)
				want := 0.0
				for i := range x {
					want += w[i] * planeTop(k, p.BandwidthM) * 1e6 * shape(k, hypot(m[0]-x[i], m[1]-y[i]), p.BandwidthM)
				}
				if math.Abs(want-s.PerKm2[c]) > 1e-9*planeTop(k, p.BandwidthM)*1e6*40 {
					t.Fatal(want, s.PerKm2[c], c, g, p)
				}
			}
		}
	}
}

func BenchmarkBinned(b *testing.B) {
	for _, threads := range []int{1, 2} {
		b.Run(fmt.Sprintf("quartic/threads=%d", threads), func(b *testing.B) {
			x, y, g := million(1_000_000)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Binned(context.Background(), x, y, nil, g, Params{Kernel: Quartic, BandwidthM: 150, Threads: threads}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestBinnedTry(t *testing.T) {
	x, y, g := million(100000)
	for _, k := range []Kernel{Quartic, Gaussian} {
		for _, h := range []float64{25, 50, 100, 150, 300} {
			p := Params{Kernel: k, BandwidthM: h}
			a, err := KDE(context.Background(), x, y, nil, g, p)
			if err != nil {
				t.Fatal(err)
			}
			b, err := Binned(context.Background(), x, y, nil, g, p)
			if err != nil {
				t.Fatal(err)
			}
			worst, top := 0.0, 0.0
			for i := range a.PerKm2 {
				worst = max(worst, math.Abs(a.PerKm2[i]-b.PerKm2[i]))
				top = max(top, a.PerKm2[i])
			}
			t.Log(k, h, "top", top, "worst", worst, "bound", b.ErrorAtMost)
		}
	}
}

// wantInvalid checks that an error is the reader's to mend and says what it should.
func wantInvalid(t *testing.T, err error, word string) {
	t.Helper()
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.Kind != fault.Invalid {
		t.Fatalf("got %v, want an invalid-error", err)
	}
	if f.Text.SV == "" || !strings.Contains(f.Text.EN, word) {
		t.Errorf("%q / %q do not say %q", f.Text.SV, f.Text.EN, word)
	}
}
