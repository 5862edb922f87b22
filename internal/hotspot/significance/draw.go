package significance

import (
	"cmp"
	"context"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"sort"
)

// weighRow sums a unit's neighbours by their weights, which it keeps.
func (t *test) weighRow(i int, n Neighbourhood) {
	var sum, squares float64
	n.Each(i, func(j int, w float64) {
		if j != i {
			t.weights = append(t.weights, w)
			sum += w * t.score[j]
			squares += w * w
		}
	})
	t.need[i], t.near[i] = sum, tolerance*math.Sqrt(squares)
}

// group puts units with as many neighbours together, in the order of what they need.
func (t *test) group() {
	var order []int32
	for i, draws := range t.draws {
		if draws >= 0 {
			order = append(order, int32(i))
		}
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(t.draws[a], t.draws[b]), cmp.Compare(t.need[a], t.need[b]), cmp.Compare(a, b))
	})
	t.groups = []group{}
	for _, i := range order {
		last := len(t.groups) - 1
		if last < 0 || t.groups[last].draws != int(t.draws[i]) {
			t.groups = append(t.groups, group{draws: int(t.draws[i]), near: t.near[i]})
			last++
		}
		t.groups[last].unit = append(t.groups[last].unit, i)
		t.groups[last].need = append(t.groups[last].need, t.need[i])
	}
}

// count is what one goroutine has counted.
type count struct {
	t               *test
	order           []int32   // units, the first of them in random order
	sum             []float64 // of the first 0, 1, 2 … scores in that order
	atLeast, atMost []int     // of each unit; of those in groups what they differ from their group
	upTo, from      [][]int   // of each group: draws that reach the first so many needs; that stay below those from so many on
}

func newCount(t *test) *count {
	units := len(t.score)
	c := &count{
		t: t, order: make([]int32, units), sum: make([]float64, min(t.most+1, units)+1),
		atLeast: make([]int, units), atMost: make([]int, units),
	}
	for _, g := range t.groups {
		c.upTo = append(c.upTo, make([]int, len(g.unit)+1))
		c.from = append(c.from, make([]int, len(g.unit)+1))
	}
	return c
}

// block makes some permutations, the same for the same seed and number.
func (c *count) block(ctx context.Context, seed uint64, number, permutations int) {
	source := rand.NewPCG(seed, uint64(number))
	for i := range c.order {
		c.order[i] = int32(i)
	}
	for k := range permutations {
		if k%64 == 0 && ctx.Err() != nil {
			return
		}
		c.shuffle(source)
		if c.t.groups == nil {
			c.weighed()
		} else {
			c.grouped()
		}
	}
}

// shuffle draws as many units as any test needs (Fisher and Yates, as Durstenfeld, 1964).
// Taking the high half of a product for a number below k favours none by more than k/2⁶⁴.
func (c *count) shuffle(source *rand.PCG) {
	for k := range len(c.sum) - 1 {
		offset, _ := bits.Mul64(source.Uint64(), uint64(len(c.order)-k))
		other := k + int(offset)
		c.order[k], c.order[other] = c.order[other], c.order[k]
		c.sum[k+1] = c.sum[k] + c.t.score[c.order[k]]
	}
}

// grouped counts a permutation for whole groups, then mends it for the units that stand
// among their own draws.
func (c *count) grouped() {
	t := c.t
	for k := range t.groups {
		g := &t.groups[k]
		sum := c.sum[g.draws]
		c.upTo[k][sort.SearchFloat64s(g.need, math.Nextafter(sum+g.near, math.Inf(1)))]++
		c.from[k][sort.SearchFloat64s(g.need, sum-g.near)]++
	}
	for k, i := range c.order[:t.most] {
		draws := int(t.draws[i])
		if k >= draws {
			continue
		}
		was, is := c.sum[draws], c.sum[draws+1]-t.score[i]
		c.atLeast[i] += one(is+t.near[i] >= t.need[i]) - one(was+t.near[i] >= t.need[i])
		c.atMost[i] += one(is-t.near[i] <= t.need[i]) - one(was-t.near[i] <= t.need[i])
	}
}

// weighed counts a permutation for units whose neighbours weigh differently.
func (c *count) weighed() {
	t := c.t
	for i, draws := range t.draws {
		if draws < 0 {
			continue
		}
		var sum float64
		next := 0
		for _, w := range t.weights[t.start[i]:t.start[i+1]] {
			if int(c.order[next]) == i {
				next++
			}
			sum += w * t.score[c.order[next]]
			next++
		}
		c.atLeast[i] += one(sum+t.near[i] >= t.need[i])
		c.atMost[i] += one(sum-t.near[i] <= t.need[i])
	}
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// addTo adds what was counted to that of other goroutines.
func (c *count) addTo(atLeast, atMost []int) {
	for i := range atLeast {
		atLeast[i] += c.atLeast[i]
		atMost[i] += c.atMost[i]
	}
	for k, g := range c.t.groups {
		reached, below := 0, 0
		for at := len(g.unit) - 1; at >= 0; at-- {
			reached += c.upTo[k][at+1]
			atLeast[g.unit[at]] += reached
		}
		for at, i := range g.unit {
			below += c.from[k][at]
			atMost[i] += below
		}
	}
}
