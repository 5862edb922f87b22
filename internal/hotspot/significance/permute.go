package significance

import (
	"context"
	"math"
	"runtime"
	"sync"
	"sync/atomic"
)

const (
	blockOf   = 512  // permutations that one sequence of random numbers makes
	tolerance = 1e-9 // standard deviations within which two sums count as equal
)

// permuted returns p of conditional permutation (Anselin, 1995): unit i keeps its value,
// the others' values are drawn without replacement onto its neighbours, R times, and with r
// the smaller of how many draws sum to at least and to at most what is observed,
//
//	p = (r+1)/(R+1),
//
// one-sided towards the observed side. Draws that sum to what is observed count on both
// sides: R less the draws that reach it, as is often taken for the low side, leaves them
// out and calls every quiet place a cold spot where most values are 0. Units that are not
// defined get 1.
//
// One permutation serves all units. The values are put in random order; leaving out unit i
// wherever it stands leaves the others in random order; so the first m of what is left are
// an exact draw for its m neighbours. Sums of the first m are the same for all units with m
// neighbours but the few that stand among them.
func (s standard) permuted(ctx context.Context, n Neighbourhood, defined []bool, p Params) ([]float64, error) {
	t := s.test(n, defined)
	blocks := (p.Permutations + blockOf - 1) / blockOf
	threads := p.Threads
	if threads <= 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	var all sync.WaitGroup
	counts := make([]*count, min(threads, blocks))
	for k := range counts {
		all.Go(func() {
			c := newCount(t)
			for b := int(next.Add(1)) - 1; b < blocks && ctx.Err() == nil; b = int(next.Add(1)) - 1 {
				c.block(ctx, p.Seed, b, min(blockOf, p.Permutations-b*blockOf))
			}
			counts[k] = c
		})
	}
	all.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	atLeast, atMost := make([]int, len(defined)), make([]int, len(defined))
	for _, c := range counts { // whole numbers: their order does not matter
		c.addTo(atLeast, atMost)
	}
	out := make([]float64, len(defined))
	for i := range out {
		out[i] = 1
		if defined[i] {
			out[i] = float64(min(atLeast[i], atMost[i])+1) / float64(p.Permutations+1)
		}
	}
	return out, nil
}

// test is what the sums of permutations are held against.
type test struct {
	score   []float64
	draws   []int32   // how many neighbours a unit has besides itself; -1: it takes no part
	need    []float64 // their observed sum
	near    []float64 // what is equal to it
	most    int       // the most draws
	groups  []group   // nil where a unit's weights differ
	start   []int     // of each unit in weight, where they do
	weights []float64
}

// group is units with the same number of neighbours, all of the same weight, by need.
type group struct {
	draws int
	near  float64
	unit  []int32
	need  []float64
}

// test reads the rows of a neighbourhood. Where the weights of each row are equal they
// say nothing but which are neighbours.
func (s standard) test(n Neighbourhood, defined []bool) *test {
	t := &test{
		score: s.score, draws: make([]int32, len(defined)),
		need: make([]float64, len(defined)), near: make([]float64, len(defined)), start: []int{0},
	}
	r := row{test: t}
	read, equal := r.visit, true
	for i, takesPart := range defined {
		t.draws[i] = -1
		if takesPart {
			r.unit, r.count, r.uneven = i, 0, false
			n.Each(i, read)
			t.draws[i], t.near[i] = int32(r.count), tolerance*math.Sqrt(float64(r.count))
			t.most = max(t.most, r.count)
			equal = equal && !r.uneven
		}
	}
	if equal {
		t.group()
		return t
	}
	for i, takesPart := range defined {
		if takesPart {
			t.weighRow(i, n)
		}
		t.start = append(t.start, len(t.weights))
	}
	return t
}

// row reads the neighbours of one unit after another.
type row struct {
	*test
	unit, count int
	first       float64 // weight
	uneven      bool    // not all weigh the same, more than nothing
}

func (r *row) visit(j int, w float64) {
	if j == r.unit {
		return
	}
	if r.count == 0 {
		r.first = w
	}
	r.uneven = r.uneven || w != r.first || !(w > 0)
	r.need[r.unit] += r.score[j]
	r.count++
}
