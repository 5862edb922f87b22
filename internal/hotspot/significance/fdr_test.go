package significance

import (
	"math"
	"sort"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// The fifteen p of Benjamini and Hochberg's own example, of which they call four.
func TestFDRExample(t *testing.T) {
	p := []float64{
		0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
		0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.000,
	}
	got := FDR(p)
	near(t, "adjusted p", got, []float64{
		0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.447 / 7, 0.447 / 7, 0.0645,
		0.0765, 0.486, 6.393 / 11, 0.714875, 9.792 / 13, 11.385 / 14, 1,
	}, 1e-12)
	var called int
	for _, q := range got {
		if q <= 0.05 {
			called++
		}
	}
	if called != 4 {
		t.Errorf("%d are called at 0.05, want 4", called)
	}
}

func TestFDRLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOf(rapid.OneOf(rapid.Float64Range(0, 1), rapid.SampledFrom([]float64{0, 0.001, 0.5, 1}))).Draw(t, "p")
		before := append([]float64(nil), p...)
		q := FDR(p)
		if diff := cmp.Diff(p, before, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("the input was changed: %s", diff)
		}
		order := indexes(len(p))
		sort.SliceStable(order, func(a, b int) bool { return p[order[a]] < p[order[b]] })
		for k, i := range order {
			if q[i] < p[i] || q[i] > 1 {
				t.Fatalf("p %v became %v", p[i], q[i])
			}
			if k > 0 && (q[i] < q[order[k-1]] || p[i] == p[order[k-1]] && q[i] != q[order[k-1]]) {
				t.Fatalf("p %v and %v became %v and %v", p[order[k-1]], p[i], q[order[k-1]], q[i])
			}
			// The step-up rule itself: called at α if some rank from its own on has p ≤ α·rank/m.
			for _, alpha := range []float64{0.01, 0.05, 0.2} {
				var called bool
				for rank := k + 1; rank <= len(p); rank++ {
					called = called || p[order[rank-1]] <= alpha*float64(rank)/float64(len(p))
				}
				if called != (q[i] <= alpha) && math.Abs(q[i]-alpha) > 1e-12 {
					t.Fatalf("p %v of %v: adjusted %v, called at %v: %v", p[i], p, q[i], alpha, called)
				}
			}
		}
	})
}

func TestFDROfStrangeValues(t *testing.T) {
	got := FDR([]float64{math.NaN(), -1, 2, 0.01})
	near(t, "adjusted p", got, []float64{1, 0, 1, 0.02}, 1e-15)
	if got := FDR(nil); len(got) != 0 {
		t.Errorf("of nothing came %v", got)
	}
}
