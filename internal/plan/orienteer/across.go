package orienteer

import "slices"

// across shortens two routes together.
func (w *improver) across(s *state, a, b int) bool {
	return w.tails(s, a, b) || w.trade(s, a, b) || w.move(s, a, b) || w.move(s, b, a)
}

// both gives two routes other stops, if they hold.
func (w *improver) both(s *state, a, b int) bool {
	w.pair[0], w.pair[1] = a, b
	return s.rewrite(w.pair[:], w.seqs[:])
}

// lengths makes after anew for a route.
func (w *improver) lengths(s *state, r int) {
	rt := &s.routes[r]
	k := len(rt.stop)
	after := slices.Grow(w.after[r][:0], k+2)[:k+2]
	after[k+1] = 0
	for i := k; i >= 0; i-- {
		after[i] = after[i+1] + rt.arc[i]
		if i > 0 {
			after[i] += w.m.dwell[rt.stop[i-1]]
		}
	}
	w.after[r] = after
}

// tails swaps the ends of two routes (2-opt*, Potvin and Rousseau 1995).
func (w *improver) tails(s *state, a, b int) bool {
	m, ra, rb := w.m, &s.routes[a], &s.routes[b]
	ca, cb := &m.crews[a], &m.crews[b]
	if ca.class != cb.class {
		return false
	}
	w.lengths(s, a)
	w.lengths(s, b)
	aa, ab := w.after[a], w.after[b]
	to, n := m.classes[ca.class].to, m.nodes
	homeA := w.homes(ra, ca, cb)
	homeB := w.homes(rb, cb, ca)
	best := exchange{}
	for i := range ra.arc {
		row := to[int(ra.node[i])*n : (int(ra.node[i])+1)*n]
		for j := range rb.arc {
			if (i == len(ra.stop) && j == len(rb.stop)) || (i == 0 && j == 0) {
				continue
			}
			// a: its first i stops, then b's from j on, then a's end; b likewise.
			newA := joint(row, rb, j, ca)
			newB := joint(to[int(rb.node[j])*n:(int(rb.node[j])+1)*n], ra, i, cb)
			gain := ra.arc[i] + rb.arc[j] - newA - newB
			gain += tail(homeA, i, len(ra.stop)) + tail(homeB, j, len(rb.stop))
			if gain <= best.gain {
				continue
			}
			la := ra.length - aa[i+1] - ra.arc[i] + newA + ab[j+1] - tail(homeB, j, len(rb.stop))
			lb := rb.length - ab[j+1] - rb.arc[j] + newB + aa[i+1] - tail(homeA, i, len(ra.stop))
			if la <= ca.budget && lb <= cb.budget && w.may(ra.stop[i:], b) && w.may(rb.stop[j:], a) {
				best = exchange{gain: gain, i: i, j: j}
			}
		}
	}
	if best.gain == 0 {
		return false
	}
	w.seqs[0] = append(append(w.seqs[0][:0], ra.stop[:best.i]...), rb.stop[best.j:]...)
	w.seqs[1] = append(append(w.seqs[1][:0], rb.stop[:best.j]...), ra.stop[best.i:]...)
	return w.both(s, a, b)
}

// homes is what the last way of a route is longer than it would be to the other's end.
func (w *improver) homes(rt *route, own, other *crew) int64 {
	k := len(rt.stop)
	if k == 0 {
		return 0
	}
	to := w.m.classes[own.class].to
	return rt.arc[k] - to[int(rt.node[k])*w.m.nodes+int(other.end)]
}

// tail is home for a tail with stops, 0 for one without.
func tail(home int64, i, k int) int64 {
	if i < k {
		return home
	}
	return 0
}

// joint is the way from the node of a row to what follows node j of a route or, where
// nothing does, to the end of the crew that goes on there.
func joint(row []int64, rt *route, j int, own *crew) int64 {
	if j == len(rt.stop) {
		return row[own.end]
	}
	return row[rt.node[j+1]]
}

// may tells whether the crew of a route may take all of some stops.
func (w *improver) may(stops []int32, r int) bool {
	if w.m.crews[r].may == nil {
		return true
	}
	return !slices.ContainsFunc(stops, func(u int32) bool { return !w.m.allowed(r, u) })
}

// trade swaps a stop of one route with a stop of the other, each in the other's place.
func (w *improver) trade(s *state, a, b int) bool {
	m, ra, rb := w.m, &s.routes[a], &s.routes[b]
	ca, cb := &m.crews[a], &m.crews[b]
	toA, toB, n := &m.classes[ca.class], &m.classes[cb.class], m.nodes
	best := exchange{}
	for i, u := range ra.stop {
		x := int(ra.node[i+1])
		cutA := ra.arc[i] + ra.arc[i+1]
		intoU, outU := toB.from[x*n:(x+1)*n], toB.to[x*n:(x+1)*n]
		a0 := toA.to[int(ra.node[i])*n : (int(ra.node[i])+1)*n]
		a1 := toA.from[int(ra.node[i+2])*n : (int(ra.node[i+2])+1)*n]
		for j, v := range rb.stop {
			y := rb.node[j+1]
			moreA := a0[y] + a1[y] - cutA
			moreB := intoU[rb.node[j]] + outU[rb.node[j+2]] - rb.arc[j] - rb.arc[j+1]
			gain := -moreA - moreB
			if gain <= best.gain {
				continue
			}
			more := m.dwell[v] - m.dwell[u]
			if ra.length+moreA+more <= ca.budget && rb.length+moreB-more <= cb.budget &&
				m.allowed(a, v) && m.allowed(b, u) {
				best = exchange{gain: gain, i: i, j: j}
			}
		}
	}
	if best.gain == 0 {
		return false
	}
	w.seqs[0] = append(w.seqs[0][:0], ra.stop...)
	w.seqs[1] = append(w.seqs[1][:0], rb.stop...)
	w.seqs[0][best.i], w.seqs[1][best.j] = rb.stop[best.j], ra.stop[best.i]
	return w.both(s, a, b)
}

// move puts up to three stops in a row of route a into route b.
func (w *improver) move(s *state, a, b int) bool {
	m, ra, rb := w.m, &s.routes[a], &s.routes[b]
	ca, cb := &m.classes[m.crews[a].class], &m.classes[m.crews[b].class]
	if m.crews[a].class != m.crews[b].class {
		return false
	}
	room := m.crews[b].budget - rb.length
	k, n := len(ra.stop), m.nodes
	best := exchange{}
	for l := 1; l <= min(longest, k); l++ {
		for i := 0; i+l <= k; i++ {
			head, tail := int(ra.node[i+1]), int(ra.node[i+l])
			cut := ra.arc[i] + ra.arc[i+l] - ca.to[int(ra.node[i])*n+int(ra.node[i+l+1])]
			if cut <= best.gain || !w.may(ra.stop[i:i+l], b) {
				continue
			}
			inner := m.dwell[ra.stop[i]]
			for x := i + 1; x < i+l; x++ {
				inner += ra.arc[x] + m.dwell[ra.stop[x]]
			}
			into, out := cb.from[head*n:(head+1)*n], cb.to[tail*n:(tail+1)*n]
			for j, arc := range rb.arc {
				more := into[rb.node[j]] + out[rb.node[j+1]] - arc
				if gain := cut - more; gain > best.gain && more+inner <= room {
					best = exchange{gain: gain, i: i, j: j, l: l}
				}
			}
		}
	}
	if best.gain == 0 {
		return false
	}
	w.seqs[0] = append(append(w.seqs[0][:0], ra.stop[:best.i]...), ra.stop[best.i+best.l:]...)
	w.seqs[1] = append(append(w.seqs[1][:0], rb.stop[:best.j]...), ra.stop[best.i:best.i+best.l]...)
	w.seqs[1] = append(w.seqs[1], rb.stop[best.j:]...)
	return w.both(s, a, b)
}
