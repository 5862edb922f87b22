package trend

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// MannKendall is a test of whether a series rises or falls throughout, whatever its shape.
type MannKendall struct {
	S           float64 `json:"s"`             // pairs that rise less pairs that fall
	Var         float64 `json:"var"`           // of S when the order is chance, corrected for ties
	Z           float64 `json:"z"`             // continuity corrected
	P           float64 `json:"p"`             // two-sided
	Tau         float64 `json:"tau"`           // Kendall's tau-b against time; 0 where all are equal
	SlopePerBin float64 `json:"slope_per_bin"` // median of the slopes of all pairs
	N           int     `json:"n"`
}

// The lengths for which P is counted out rather than approximated, where no values tie,
// and below which there is no test at all.
const (
	mostExact = 10
	leastBins = 4
)

// largest is the largest value of a series: differences of two stay finite.
const largest = 1e300

// MannKendallOf tests a series in the order of time, its bins equally long (Mann, 1945;
// Kendall, 1975), with the slope of Theil (1950) and Sen (1968). Var is corrected for ties,
// Z for continuity. P is by the normal distribution, or exact for at most 10 values
// without ties. Fewer than 4 values, all equal ones and a series with a value that is no
// number within ±1e300 give Z 0 and P 1: no trend can be told.
func MannKendallOf(y []float64) MannKendall {
	var work slopes
	return work.test(y)
}

// slopes is the room that one test after another takes.
type slopes struct {
	all    []float64
	sorted []float64
}

func (w *slopes) test(y []float64) MannKendall {
	n := len(y)
	mk := MannKendall{N: n, P: 1}
	for _, v := range y {
		if !(math.Abs(v) <= largest) {
			return mk
		}
	}
	if n < 2 {
		return mk
	}
	w.sorted = append(w.sorted[:0], y...)
	slices.Sort(w.sorted)
	if w.sorted[0] == w.sorted[n-1] {
		return mk
	}
	mk.S, mk.SlopePerBin = w.pairs(y)
	variance, tied := tiedVariance(w.sorted)
	mk.Var = variance
	pairs := float64(n) * float64(n-1) / 2
	mk.Tau = mk.S / math.Sqrt(pairs*(pairs-tied))
	if n < leastBins {
		return mk
	}
	if mk.S != 0 {
		mk.Z = (mk.S - math.Copysign(1, mk.S)) / math.Sqrt(mk.Var)
	}
	mk.P = min(1, 2*distuv.UnitNormal.Survival(math.Abs(mk.Z)))
	if tied == 0 && n <= mostExact {
		mk.P = exactP(n, int(math.Abs(mk.S)))
	}
	return mk
}

// pairs goes through all pairs of a series, for S and the median slope.
func (w *slopes) pairs(y []float64) (s, slope float64) {
	w.all = w.all[:0]
	rising, falling := 0, 0
	for i, v := range y {
		for j, later := range y[i+1:] {
			if later > v {
				rising++
			} else if later < v {
				falling++
			}
			w.all = append(w.all, (later-v)/float64(j+1))
		}
	}
	return float64(rising - falling), median(w.all)
}

// tiedVariance is the variance of S with runs of equal values taken off, and the number
// of pairs that tie. The values are sorted.
func tiedVariance(sorted []float64) (variance, tied float64) {
	part := func(n float64) float64 { return n * (n - 1) * (2*n + 5) }
	variance = part(float64(len(sorted)))
	for from, to := 0, 0; from < len(sorted); from = to {
		for to = from; to < len(sorted) && sorted[to] == sorted[from]; to++ {
		}
		run := float64(to - from)
		variance -= part(run)
		tied += run * (run - 1) / 2
	}
	return variance / 18, tied
}

// exactP is the share of the n! orders of n values whose |S| is at least s. An order with
// k inversions has S = n(n−1)/2 − 2k; how many orders have k follows from those of n−1.
func exactP(n, s int) float64 {
	orders := []float64{1} // by inversions
	for size := 2; size <= n; size++ {
		next := make([]float64, len(orders)+size-1)
		for k, count := range orders {
			for more := range size {
				next[k+more] += count
			}
		}
		orders = next
	}
	most := n * (n - 1) / 2
	far, all := 0.0, 0.0
	for k, count := range orders {
		all += count
		if v := most - 2*k; v >= s || -v >= s {
			far += count
		}
	}
	return far / all
}

// median reorders the values and returns the middle one, or the mean of the two.
func median(v []float64) float64 {
	k := len(v) / 2
	high := nth(v, k)
	if len(v)%2 == 1 {
		return high
	}
	return (slices.Max(v[:k]) + high) / 2
}

// nth reorders the values so that the k-th smallest stands in its place, with none larger
// before it (Hoare's selection, 1961), and returns it.
func nth(v []float64, k int) float64 {
	lo, hi := 0, len(v)-1
	for lo < hi {
		pivot := v[lo+(hi-lo)/2]
		i, j := lo, hi
		for i <= j {
			for v[i] < pivot {
				i++
			}
			for v[j] > pivot {
				j--
			}
			if i <= j {
				v[i], v[j] = v[j], v[i]
				i++
				j--
			}
		}
		switch {
		case k <= j:
			hi = j
		case k >= i:
			lo = i
		default:
			return v[k]
		}
	}
	return v[k]
}
