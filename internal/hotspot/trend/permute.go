package trend

import (
	"context"
	"math/rand/v2"
	"runtime"
	"sync"
)

// drawn is what the permutations gave, by cell.
type drawn struct {
	observed []int64
	sum      []int64 // over the permutations
	reached  []int64 // permutations with at least as many as observed
}

// permute counts the pairs as they are, and again for each permutation of the times. A
// permutation has a seed of its own, so that it is the same on whichever thread it runs;
// sums of whole numbers do not depend on their order.
func (t *tally) permute(ctx context.Context, p KnoxParams) (drawn, error) {
	cells := t.space * t.time
	out := drawn{observed: make([]int64, cells), sum: make([]int64, cells), reached: make([]int64, cells)}
	t.newCounter().count(out.observed)
	var lock sync.Mutex
	err := spread(ctx, p.Threads, p.Permutations, func() func(int) {
		c := t.newCounter()
		counts := make([]int64, cells)
		return func(i int) {
			c.shuffle(rand.New(rand.NewPCG(p.Seed, uint64(i)+1)))
			c.count(counts)
			lock.Lock()
			defer lock.Unlock()
			for cell, n := range counts {
				out.sum[cell] += n
				if n >= out.observed[cell] {
					out.reached[cell]++
				}
			}
		}
	})
	return out, err
}

func threadsOf(threads int) int {
	if threads > 0 {
		return threads
	}
	return runtime.GOMAXPROCS(0)
}

// counter is the room of one thread.
type counter struct {
	*tally
	rank   []int32 // of each event's day, as permuted
	day    []int32
	before []int32 // by rank: how many of some events fall before it
	within []int64 // by cell: pairs within the days of the band, twice for those of one place
}

func (t *tally) newCounter() *counter {
	return &counter{
		tally: t, rank: append([]int32(nil), t.rank...), day: append([]int32(nil), t.days...),
		before: make([]int32, len(t.dayOf)+1), within: make([]int64, t.time),
	}
}

// shuffle permutes the days among the events (Fisher and Yates, 1938), from where they
// really are.
func (c *counter) shuffle(r *rand.Rand) {
	copy(c.rank, c.tally.rank)
	for i := len(c.rank) - 1; i > 0; i-- {
		j := r.Uint32N(uint32(i + 1))
		c.rank[i], c.rank[j] = c.rank[j], c.rank[i]
	}
	for i, rank := range c.rank {
		c.day[i] = c.dayOf[rank]
	}
}

// count puts the pairs of each cell in out.
func (c *counter) count(out []int64) {
	clear(out)
	for _, p := range c.parts {
		from := 0
		for k, to := range p.end {
			a, band := p.first+int32(k/c.space), k%c.space
			own := c.start[a : a+2]
			cell := out[band*c.time : (band+1)*c.time]
			if near := p.near[from:to]; len(near) > 0 {
				c.between(own[0], own[1], near, cell)
			}
			if band == 0 {
				c.among(own[0], own[1], cell)
			}
			from = to
		}
	}
}

// cheaper reports whether counting by prefix sums costs less than comparing pair by pair.
func (c *counter) cheaper(events, near, pairs int) bool {
	return near+2*len(c.dayOf)+2*c.time*events < pairs
}

// between counts the pairs of the events from:to with those near.
func (c *counter) between(from, to int32, near []int32, cell []int64) {
	if events := int(to - from); c.cheaper(events, len(near), events*len(near)) {
		clear(c.before)
		for _, e := range near {
			c.before[c.rank[e]+1]++
		}
		c.window(from, to)
		c.settle(cell, 1)
		return
	}
	for w, word := range c.words {
		for _, day := range c.day[from:to] {
			band := word[c.span-day:] // by the other's day
			var sum uint64
			for _, e := range near {
				sum += band[c.day[e]]
			}
			unpack(sum, cell[w*lanes:])
		}
	}
}

// among counts the pairs of the events from:to, which are of one place.
func (c *counter) among(from, to int32, cell []int64) {
	events := int(to - from)
	if events < 2 {
		return
	}
	if c.cheaper(events, events, events*events/2) {
		clear(c.before)
		for _, r := range c.rank[from:to] {
			c.before[r+1]++
		}
		c.window(from, to)
		for k := range c.within {
			c.within[k] -= int64(events) // each with itself
		}
		c.settle(cell, 2)
		return
	}
	for w, word := range c.words {
		for i := from; i < to; i++ {
			band := word[c.span-c.day[i]:]
			var sum uint64
			for _, day := range c.day[i+1 : to] {
				sum += band[day]
			}
			unpack(sum, cell[w*lanes:])
		}
	}
}

// window adds up, for each event from:to, how many of those counted in before lie within
// the days of each band.
func (c *counter) window(from, to int32) {
	for r := 1; r < len(c.before); r++ {
		c.before[r] += c.before[r-1]
	}
	days := len(c.dayOf)
	for k := range c.within {
		low, high := c.low[k*days:(k+1)*days], c.high[k*days:(k+1)*days]
		sum := int64(0)
		for _, r := range c.rank[from:to] {
			sum += int64(c.before[high[r]] - c.before[low[r]])
		}
		c.within[k] = sum
	}
}

// settle adds to each band what lies within its days but not within those of the one
// before, each pair having been counted so many times.
func (c *counter) settle(cell []int64, times int64) {
	nearer := int64(0)
	for k, n := range c.within {
		cell[k] += (n - nearer) / times
		nearer = n
	}
}

// unpack adds the counters of a word to the bands it stands for.
func unpack(sum uint64, cell []int64) {
	for k := range min(lanes, len(cell)) {
		cell[k] += int64(sum >> (laneBits * k) & laneMask)
	}
}

// spacePairs is how many pairs lie within the largest distance, at any time.
func (t *tally) spacePairs() int {
	sum := 0
	for band := range t.space {
		sum += t.pairsOf(band)
	}
	return sum
}

// pairsOf is how many pairs lie in one band of distance, at any time.
func (t *tally) pairsOf(band int) int {
	sum := 0
	for _, p := range t.parts {
		from := 0
		for k, to := range p.end {
			a := p.first + int32(k/t.space)
			events := int(t.start[a+1] - t.start[a])
			if k%t.space == band {
				sum += events * (to - from)
				if band == 0 {
					sum += events * (events - 1) / 2
				}
			}
			from = to
		}
	}
	return sum
}

// byChance is the exact mean over all permutations in a cell: the pairs near in space
// times the share of all pairs that are near in time.
func (t *tally) byChance(cell int) float64 {
	n := len(t.days)
	c := t.newCounter()
	times := make([]int64, t.time)
	c.among(0, int32(n), times)
	return float64(t.pairsOf(cell/t.time)) * float64(times[cell%t.time]) / (float64(n) * float64(n-1) / 2)
}
