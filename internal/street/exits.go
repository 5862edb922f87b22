package street

import "math"

// sameM is how near, in metres, two lengths of walk count as equal.
const sameM = 1e-6

// Exits tells in how many different ways one can get m metres away from a position along
// the streets: how many points of the network lie at exactly m metres of the shortest
// walk. In the middle of a long street there are 2, at a junction of three 3, near the
// end of a dead end 1, on a stub shorter than m none.
//
// Two ways that meet before they are m metres long lead nowhere and count for nothing: a
// closed round of 60 m has no way out for 50 m, though one can walk it in two directions.
// If they meet at m metres, that is one point. So is a junction at m metres, however many
// streets lead on from it. There is none for an m that is not a positive number.
func (g *Graph) Exits(from Position, m float64) int {
	if !(m > 0) || math.IsInf(m, 1) {
		return 0
	}
	s := g.searchers.Get().(*searcher)
	defer g.searchers.Put(s)
	return s.exits(from, m)
}

func (s *searcher) exits(from Position, m float64) int {
	n := 0
	s.around(from, m+sameM, func(segment int32, toFrom, toTo float64) {
		if segment == from.Segment {
			n += farPoints(m, from.AlongM, toFrom, 0) + farPoints(m, s.g.rest(from), 0, toTo)
			return
		}
		n += farPoints(m, s.g.segments[segment].LengthM, toFrom, toTo)
	})
	for _, node := range s.reached {
		if s.label[node].cost >= m-sameM {
			n++
		}
	}
	return n
}

// farPoints counts the points m metres away between the ends of a stretch, given its
// length and the metres to its ends.
func farPoints(m, length, toA, toB float64) int {
	a, b := m-toA, m-toB // how far one comes into it from either end
	within := func(d float64) int {
		if d > sameM && d < length-sameM {
			return 1
		}
		return 0
	}
	switch over := a + b - length; {
	case over > sameM:
		return 0
	case over >= -sameM:
		return within(a)
	default:
		return within(a) + within(b)
	}
}
