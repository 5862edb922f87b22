package cluster

import "math/bits"

// How many points a shelf holds about, and how many bits tell shelves apart at most: as
// many places are written to in turn as the first-level cache has room for.
const (
	shelfBits = 9
	mostBits  = 9
)

// shelves hold points sorted by the highest bits of their places, so that those of one
// shelf fit the cache while they are sorted by the rest.
type shelves struct {
	order []placed
	spots []spot
	rest  uint    // how many bits of a place do not tell its shelf
	end   []int32 // where the points of a shelf end and those of the next begin
}

// spot is where and when an input point lies, together in memory since it is fetched out of
// order.
type spot struct {
	point
	t   float64
	row int32
}

// placed is the place of a point's cell, and where its spot is.
type placed struct {
	place uint64
	at    int32
}

// newShelves puts points with so many places on shelves, those of one in the order of the
// input.
func (g *grid) newShelves(p Points, places uint64, threads int) shelves {
	n := len(p.X)
	s := shelves{order: make([]placed, n), spots: make([]spot, n)}
	s.rest = uint(max(0, bits.Len64(places-1)-min(bits.Len(uint(n>>shelfBits)), mostBits)))
	next := make([][]int32, threads) // of each thread: where the next point of a shelf goes
	parts := evenly(n, threads)
	each(threads, func(t int) {
		next[t] = make([]int32, (places-1)>>s.rest+1)
		for i := parts[t]; i < parts[t+1]; i++ {
			next[t][g.place(p.X[i], p.Y[i], i)>>s.rest]++
		}
	})
	toStarts(0, next...)
	each(threads, func(t int) {
		for i := parts[t]; i < parts[t+1]; i++ {
			place := g.place(p.X[i], p.Y[i], i)
			to := next[t][place>>s.rest]
			next[t][place>>s.rest]++
			s.order[to] = placed{place, to}
			s.spots[to] = spot{point{p.X[i], p.Y[i]}, 0, int32(i)}
			if g.in != nil {
				s.spots[to].t = g.in[i]
			}
		}
	})
	s.end = next[threads-1]
	return s
}

// from is where shelf k begins.
func (s *shelves) from(k int) int32 {
	if k == 0 {
		return 0
	}
	return s.end[k-1]
}

// digitBits is the width of a digit that a shelf is sorted by.
const digitBits = 8

// sort sorts the points from up to end, a shelf, by place, those of one place in the order
// of the input: a counting sort for each digit, from the lowest. It works in a room that it
// returns, larger if need be.
func (s *shelves) sort(from, end int32, room []placed) []placed {
	order := s.order[from:end]
	if len(room) < len(order) {
		room = make([]placed, 2*len(order))
	}
	next := room[:len(order)]
	for shift := uint(0); shift < s.rest; shift += digitBits {
		var starts [1 << digitBits]int32
		for i := range order {
			starts[order[i].place>>shift&(1<<digitBits-1)]++
		}
		toStarts(0, starts[:])
		for _, o := range order {
			d := o.place >> shift & (1<<digitBits - 1)
			next[starts[d]] = o
			starts[d]++
		}
		order, next = next, order
	}
	copy(s.order[from:end], order)
	return room
}
