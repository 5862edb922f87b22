package cluster

// How many points a shelf holds about, and how many bits tell shelves apart at most: as
// many places are written to in turn as the first-level cache has room for.
const (
	shelfBits = 9
	mostBits  = 9
)

// shelf is a group of points of a sparse grid, few enough to fit the cache while they are
// sorted into its columns, one shelf after the other.
type shelf struct {
	*grid
	key         []uint64 // places of the cells so far
	begin       []int32  // where the points of each begin
	first, end  int32    // where the shelves begin, and where they end so far
	from        int32    // where the shelf begins
	spots       []spot
	order, room []placed
}

// spot is where and when an input point lies.
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

// take takes the points from up to past off the columns, where they are in the order of the
// input, but leaves those that no core is near.
func (s *shelf) take(from, past int32) {
	n := int(past - from)
	if cap(s.spots) < n {
		s.spots, s.order, s.room = make([]spot, n), make([]placed, n), make([]placed, n)
	}
	s.from = s.end
	spots, order, own := s.spots[:n], s.order[:n], *s.grid // as many as there may be
	at, row := own.at[from:past], own.row[from:past]
	if own.in != nil {
		own.in = own.t[from:past] // not in the order of the input any more
	}
	k := 0
	for i := range min(len(at), len(row)) {
		place := own.place(at[i].x, at[i].y, i)
		order[k] = placed{place, int32(k)}
		spots[k].point, spots[k].row = at[i], row[i]
		if own.in != nil {
			spots[k].t = own.in[i]
		}
		if own.nearby.has(own.blockOf(place)) {
			k++
		}
	}
	s.spots, s.order, s.room = spots[:k], order[:k], s.room[:k]
	s.end += int32(k)
}

// digitBits is the width of a digit that a shelf is sorted by.
const digitBits = 8

// sort sorts the shelf by the lowest bits of the places, those of one place in the order of
// the input: a counting sort for each digit, from the lowest.
func (s *shelf) sort(lowest int) {
	for shift := 0; shift < lowest; shift += digitBits {
		var starts [1 << digitBits]int32
		order, room := s.order, s.room
		for i := range order {
			starts[order[i].place>>shift&(1<<digitBits-1)]++
		}
		toStarts(0, starts[:])
		for _, o := range order {
			d := o.place >> shift & (1<<digitBits - 1)
			room[starts[d]] = o
			starts[d]++
		}
		s.order, s.room = room, order
	}
}

// unpack puts the sorted points back into the columns, and notes their cells.
func (s *shelf) unpack(weight []float64) {
	last, n := uint64(afterAll), len(s.order)
	at, row, order, spots := s.at[s.from:], s.row[s.from:], s.order, s.spots
	for i := range min(n, len(at), len(row)) {
		at[i], row[i] = spots[order[i].at].point, spots[order[i].at].row
		if place := order[i].place; place != last {
			s.key, s.begin = append(s.key, place), append(s.begin, s.from+int32(i))
			last = place
		}
	}
	for i := range s.order {
		if s.in != nil {
			s.t[int(s.from)+i] = spots[order[i].at].t
		}
		if weight != nil {
			s.weight[int(s.from)+i] = weight[row[i]]
		}
	}
}
