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
// permutation has a seed of its own, so that it is the same on whichever thread it runs and
// beside whichever others; sums of whole numbers do not depend on their order.
func (t *tally) permute(ctx context.Context, p KnoxParams) (drawn, error) {
	cells := t.space * t.time
	out := drawn{sum: make([]int64, cells), reached: make([]int64, cells)}
	first := t.newCounter()
	first.count()
	out.observed = first.counts[0]
	var lock sync.Mutex
	err := spread(ctx, p.Threads, (p.Permutations+abreast-1)/abreast, func() func(int) {
		c := t.newCounter()
		return func(i int) {
			several := min(abreast, p.Permutations-i*abreast)
			for k := range several {
				c.shuffle(k, rand.New(rand.NewPCG(p.Seed, uint64(i*abreast+k)+1)))
			}
			c.packDays()
			c.count()
			lock.Lock()
			defer lock.Unlock()
			for _, counts := range c.counts[:several] {
				out.add(counts)
			}
		}
	})
	return out, err
}

// add adds the counts of a permutation.
func (d *drawn) add(counts []int64) {
	for cell, n := range counts {
		d.sum[cell] += n
		if n >= d.observed[cell] {
			d.reached[cell]++
		}
	}
}

func threadsOf(threads int) int {
	if threads > 0 {
		return threads
	}
	return runtime.GOMAXPROCS(0)
}

// Some permutations are counted side by side, so that who is near whom is read once for
// all of them. Their days share a word, each with room for the sum of two.
const (
	abreast = 3
	dayBits = 21
	every   = 1<<(2*dayBits) | 1<<dayBits | 1 // one in each of them
)

// counter is the room of one thread.
type counter struct {
	*tally
	rank   [abreast][]int32 // of each event's day, as permuted
	day    []uint64         // of each event, in each permutation
	counts [abreast][]int64 // by cell
	before []int32          // by rank: how many of some events fall before it
	within []int64          // by cell: pairs within the days of the band, twice for those of one place
}

func (t *tally) newCounter() *counter {
	c := &counter{
		tally: t, day: make([]uint64, len(t.days)),
		before: make([]int32, len(t.dayOf)+1), within: make([]int64, t.time),
	}
	for k := range abreast {
		c.rank[k], c.counts[k] = append([]int32(nil), t.rank...), make([]int64, t.space*t.time)
	}
	c.packDays()
	return c
}

// shuffle permutes the days among the events in one permutation (Fisher and Yates, 1938),
// from where they really are.
func (c *counter) shuffle(k int, r *rand.Rand) {
	rank := c.rank[k]
	copy(rank, c.tally.rank)
	for i := len(rank) - 1; i > 0; i-- {
		j := r.Uint32N(uint32(i + 1))
		rank[i], rank[j] = rank[j], rank[i]
	}
}

// packDays puts the days of all permutations side by side.
func (c *counter) packDays() {
	for i := range c.day {
		var days uint64
		for k := range abreast {
			days |= uint64(c.dayOf[c.rank[k][i]]) << (dayBits * k)
		}
		c.day[i] = days
	}
}

// count counts the pairs of each cell in each permutation.
func (c *counter) count() {
	for k := range abreast {
		clear(c.counts[k])
	}
	for _, p := range c.parts {
		from := 0
		for k, to := range p.end {
			a, band := p.first+int32(k/c.space), k%c.space
			own := c.start[a : a+2]
			if near := p.near[from:to]; len(near) > 0 {
				c.between(own[0], own[1], near, band*c.time)
			}
			if band == 0 {
				c.among(own[0], own[1])
			}
			from = to
		}
	}
}

// cheaper reports whether counting by prefix sums costs less than comparing pair by pair.
func (c *counter) cheaper(events, near, pairs int) bool {
	return near+2*len(c.dayOf)+2*c.time*events < pairs
}

// between counts the pairs of the events from:to with those near, in the cells from one on.
func (c *counter) between(from, to int32, near []int32, cell int) {
	if events := int(to - from); c.cheaper(events, len(near), events*len(near)) {
		for k, rank := range c.rank {
			clear(c.before)
			for _, e := range near {
				c.before[rank[e]+1]++
			}
			c.window(rank[from:to])
			c.settle(c.counts[k][cell:], 1)
		}
		return
	}
	for w, word := range c.words {
		for _, days := range c.day[from:to] {
			c.unpack(c.pair(word, days, near), cell+w*lanes)
		}
	}
}

// pair adds up what a table has for the differences between an event's days and those of
// the events near, in each permutation.
func (c *counter) pair(word *bandOf, days uint64, near []int32) (sums [abreast]uint64) {
	day, base := c.day, uint64(c.span)*every-days
	var a, b, d uint64
	for _, e := range near {
		apart := base + day[e]
		a += word[apart&mostApart]
		b += word[apart>>dayBits&mostApart]
		d += word[apart>>(2*dayBits)&mostApart]
	}
	return [...]uint64{a, b, d}
}

// among counts the pairs of the events from:to, which are of one place.
func (c *counter) among(from, to int32) {
	events := int(to - from)
	if events < 2 {
		return
	}
	if c.cheaper(events, events, events*events/2) {
		for k, rank := range c.rank {
			clear(c.before)
			for _, r := range rank[from:to] {
				c.before[r+1]++
			}
			c.window(rank[from:to])
			for k := range c.within {
				c.within[k] -= int64(events) // each with itself
			}
			c.settle(c.counts[k], 2)
		}
		return
	}
	for w, word := range c.words {
		for i := from; i < to; i++ {
			base := uint64(c.span)*every - c.day[i]
			var sums [abreast]uint64
			for _, days := range c.day[i+1 : to] {
				for k := range sums {
					sums[k] += word[(base+days)>>(dayBits*k)&mostApart]
				}
			}
			c.unpack(sums, w*lanes)
		}
	}
}

// window adds up, for each of some events by rank, how many of those counted in before lie
// within the days of each band.
func (c *counter) window(ranks []int32) {
	for r := 1; r < len(c.before); r++ {
		c.before[r] += c.before[r-1]
	}
	days := len(c.dayOf)
	for k := range c.within {
		low, high := c.low[k*days:(k+1)*days], c.high[k*days:(k+1)*days]
		sum := int64(0)
		for _, r := range ranks {
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

// unpack adds the counters of each permutation's word to the cells they stand for, from one
// on.
func (c *counter) unpack(sums [abreast]uint64, cell int) {
	for k, sum := range sums {
		for i := range min(lanes, c.time-cell%c.time) {
			c.counts[k][cell+i] += int64(sum >> (laneBits * i) & laneMask)
		}
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
	c.among(0, int32(n))
	times := c.counts[0]
	return float64(t.pairsOf(cell/t.time)) * float64(times[cell%t.time]) / (float64(n) * float64(n-1) / 2)
}
