package trend

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// tally counts pairs of events by bands, for one order of the times after another. Events
// are numbered by place, and each pair of places is held once, by the place with more
// events, as the list of the other's events.
type tally struct {
	space, time int     // bands
	start       []int32 // the events of place p are start[p]:start[p+1]
	days        []int32 // of each event, as it is; the earliest 0
	span        int32   // the latest day
	rank        []int32 // of each event's day among the days that occur
	dayOf       []int32 // of each rank
	low, high   []int32 // by band and rank: the ranks within the band's days, half open
	words       []*bandOf
	parts       []part
}

// part is some places side by side, with their lists.
type part struct {
	first int32   // place
	end   []int   // by place and band: where its list ends in near
	near  []int32 // events
}

const (
	placesAtATime = 64
	mostNear      = 40_000_000 // bounds the lists: 160 MB
)

// newTally lists who is near whom, and lays out the days.
func newTally(ctx context.Context, pairs Pairs, days []int32, p KnoxParams) (*tally, error) {
	t := &tally{space: len(p.SpaceM), time: len(p.TimeDays), start: pairs.start, days: make([]int32, len(days))}
	for i, e := range pairs.event {
		t.days[i] = days[e]
	}
	t.rankDays(p.TimeDays)
	t.packBands(p.TimeDays)
	t.parts = make([]part, (pairs.places()+placesAtATime-1)/placesAtATime)
	var total atomic.Int64
	err := spread(ctx, p.Threads, len(t.parts), func() func(int) {
		l := lister{Pairs: pairs, bands: p.SpaceM, next: make([]int, len(p.SpaceM))}
		return func(i int) {
			if total.Load() > mostNear {
				return
			}
			t.parts[i] = l.list(int32(i * placesAtATime))
			total.Add(int64(len(t.parts[i].near)))
		}
	})
	if err != nil {
		return nil, err
	}
	if total.Load() > mostNear {
		return nil, fault.New(fault.Invalid, lang.T(
			"fler än %d händelser ligger inom %v m från en annan plats: välj ett kortare avstånd, en kortare tid eller ett mindre område",
			"more than %d events lie within %v m of another place: choose a shorter distance, a shorter time or a smaller area", mostNear, p.SpaceM[len(p.SpaceM)-1]))
	}
	return t, nil
}

// lister is the room that one thread lists in.
type lister struct {
	Pairs
	bands []float64
	found []neighbour
	band  []int // of each one found; −1 where the pair is not this place's to hold
	next  []int // where the list of a band goes on
}

// list lists what is near the places from first on.
func (l *lister) list(first int32) part {
	p := part{first: first}
	for a := first; a < min(first+placesAtATime, int32(l.places())); a++ {
		l.find(a)
		at := len(p.near)
		for band, size := range l.next {
			l.next[band] = at
			at += size
			p.end = append(p.end, at)
		}
		p.near = slices.Grow(p.near, at-len(p.near))[:at]
		for i, n := range l.found {
			band := l.band[i]
			if band < 0 {
				continue
			}
			for e := l.start[n.place]; e < l.start[n.place+1]; e++ {
				p.near[l.next[band]] = e
				l.next[band]++
			}
		}
	}
	return p
}

// find finds what is near place a, the band of each, and in next how many events of each
// band a holds: those of places with fewer events, or as many and a higher number.
func (l *lister) find(a int32) {
	l.found, l.band = l.near(a, l.found[:0]), l.band[:0]
	clear(l.next)
	own := l.crowd(a)
	for _, n := range l.found {
		band, _ := slices.BinarySearch(l.bands, n.m)
		crowd := l.crowd(n.place)
		if band == len(l.bands) || crowd > own || crowd == own && n.place < a {
			l.band = append(l.band, -1)
			continue
		}
		l.band = append(l.band, band)
		l.next[band] += crowd
	}
}

// rankDays numbers the days that occur, and finds for each the others within each band.
func (t *tally) rankDays(bands []float64) {
	t.dayOf = slices.Compact(slices.Sorted(slices.Values(t.days)))
	t.span = t.dayOf[len(t.dayOf)-1]
	t.rank = make([]int32, len(t.days))
	for i, d := range t.days {
		r, _ := slices.BinarySearch(t.dayOf, d)
		t.rank[i] = int32(r)
	}
	for _, band := range bands {
		low, high := 0, 0
		for _, d := range t.dayOf {
			for float64(d-t.dayOf[low]) > band {
				low++
			}
			for high < len(t.dayOf) && float64(t.dayOf[high]-d) <= band {
				high++
			}
			t.low, t.high = append(t.low, int32(low)), append(t.high, int32(high))
		}
	}
}

// Counters lie side by side in a word, each wide enough for the most events there are.
const (
	lanes    = 3
	laneBits = 21
	laneMask = 1<<laneBits - 1
)

// bandOf is a table by days apart plus the span of all days, with a 1 in the counter of the
// band that they are in. It has room for twice mostDays, by bits that a number is cut to.
type bandOf [mostApart + 1]uint64

const (
	mostApart = 1<<17 - 1
	_         = uint(mostApart - 2*mostDays)
)

// packBands makes the tables: words[w] for the bands 3w, 3w+1 and 3w+2.
func (t *tally) packBands(bands []float64) {
	for w := 0; w < len(bands); w += lanes {
		word := new(bandOf)
		for i := range 2*t.span + 1 {
			d := float64(max(i-t.span, t.span-i))
			band, _ := slices.BinarySearchFunc(bands, d, cmp.Compare)
			if band >= w && band < min(w+lanes, len(bands)) {
				word[i] = 1 << (laneBits * (band - w))
			}
		}
		t.words = append(t.words, word)
	}
}

// spread gives the numbers below n to threads, each with a worker of its own, until all
// are done or ctx is.
func spread(ctx context.Context, threads, n int, worker func() func(i int)) error {
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(threadsOf(threads), max(n, 1)) {
		all.Go(func() {
			work := worker()
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				work(i)
			}
		})
	}
	all.Wait()
	return ctx.Err()
}
