package significance

import (
	"cmp"
	"math"
	"slices"
)

// FDR returns the p of Benjamini and Hochberg (Controlling the false discovery rate, 1995),
// in input order: of m values the one of rank k becomes the least of p·m/k over the ranks
// from its own, at most 1. Calling all units whose adjusted p is at most α leaves a share
// of at most α of them called by chance, for independent and positively dependent tests. A
// value that is not a number counts as 1.
func FDR(p []float64) []float64 {
	order := make([]int, len(p))
	out := make([]float64, len(p))
	for i, v := range p {
		order[i] = i
		if out[i] = min(1, max(0, v)); math.IsNaN(v) {
			out[i] = 1
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(out[a], out[b]), cmp.Compare(a, b)) })
	least := 1.0
	for k := len(order); k > 0; k-- {
		// A p times m/k, not m times p/k: the greatest rank keeps its p to the last bit.
		least = min(least, out[order[k-1]]*(float64(len(p))/float64(k)))
		out[order[k-1]] = least
	}
	return out
}
