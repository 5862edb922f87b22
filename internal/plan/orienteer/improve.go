package orienteer

import "slices"

// improver shortens the routes of a solution by small exchanges, so that more fits in. Every
// exchange is weighed by the ways it changes; when the model is not free one that saves way
// is then tried, and undone if a window is missed.
type improver struct {
	m     *model
	after [][]int64 // by route and node: dwell and way from there to the end, the dwell there included
	seqs  [2][]int32
	pair  [2]int
	dirty []bool
	next  []bool
	fresh []bool // routes that were not fine when improve began
	best  better
	spots []int32 // with stops that are not visited
}

func newImprover(m *model) *improver {
	n := len(m.crews)
	return &improver{
		m: m, after: make([][]int64, n), dirty: make([]bool, n), next: make([]bool, n), fresh: make([]bool, n),
	}
}

// exchange describes the best found so far of one kind.
type exchange struct {
	gain    int64 // time saved
	i, j, l int
	turned  bool
}

// improve makes exchanges until none helps. Routes that are fine already are looked at only
// together with others.
func (w *improver) improve(s *state) {
	for r := range s.routes {
		w.dirty[r] = !s.routes[r].fine
	}
	copy(w.fresh, w.dirty)
	for w.sweep(s) {
	}
	for r := range s.routes {
		s.routes[r].fine = true
	}
}

// sweep looks once at each route that is dirty and at each pair with such a route, and
// leaves those dirty that it changed.
func (w *improver) sweep(s *state) bool {
	for r := range s.routes {
		for w.dirty[r] && (w.reverse(s, r) || w.shift(s, r)) {
		}
	}
	changed := false
	clear(w.next)
	for a := range s.routes {
		for b := range a {
			if (w.dirty[a] || w.dirty[b]) && w.across(s, b, a) {
				w.next[a], w.next[b], changed = true, true, true
			}
		}
	}
	w.dirty, w.next = w.next, w.dirty
	return changed
}

// reverse turns round the stretch of a route that it helps most (2-opt, Croes 1958).
func (w *improver) reverse(s *state, r int) bool {
	m, rt := w.m, &s.routes[r]
	cl := &m.classes[m.crews[r].class]
	k, n := len(rt.stop), m.nodes
	best := exchange{}
	for i := range k - 1 {
		a, b := int(rt.node[i]), int(rt.node[i+1])
		fromA, fromB := cl.to[a*n:(a+1)*n], cl.to[b*n:(b+1)*n]
		base := rt.arc[i]
		for j := i + 2; j <= k; j++ {
			c, d := rt.node[j], rt.node[j+1]
			if !cl.symmetric {
				back := cl.to[int(c)*n+int(rt.node[j-1])]
				if back >= noWay {
					break
				}
				base += rt.arc[j-1] - back
			}
			if gain := base + rt.arc[j] - fromA[c] - fromB[d]; gain > best.gain {
				best = exchange{gain: gain, i: i, j: j}
			}
		}
	}
	if best.gain == 0 {
		return false
	}
	w.seqs[0] = append(w.seqs[0][:0], rt.stop...)
	slices.Reverse(w.seqs[0][best.i:best.j])
	return w.do(s, r)
}

// longest is how many stops in a row are moved at a time.
const longest = 3

// shift moves up to three stops in a row to elsewhere on their route, turned or not
// (Or 1976).
func (w *improver) shift(s *state, r int) bool {
	m, rt := w.m, &s.routes[r]
	cl := &m.classes[m.crews[r].class]
	k, n := len(rt.stop), m.nodes
	best := exchange{}
	for l := 1; l <= min(longest, k-1); l++ {
		for i := 0; i+l <= k; i++ {
			head, tail := int(rt.node[i+1]), int(rt.node[i+l])
			cut := rt.arc[i] + rt.arc[i+l] - cl.to[int(rt.node[i])*n+int(rt.node[i+l+1])]
			if cut <= best.gain {
				continue
			}
			intoHead, outOfTail := cl.from[head*n:(head+1)*n], cl.to[tail*n:(tail+1)*n]
			intoTail, outOfHead := cl.from[tail*n:(tail+1)*n], cl.to[head*n:(head+1)*n]
			turn := w.turning(rt, cl, i+1, i+l)
			for j, arc := range rt.arc {
				if j >= i && j <= i+l {
					continue
				}
				a, b := rt.node[j], rt.node[j+1]
				if gain := cut + arc - intoHead[a] - outOfTail[b]; gain > best.gain {
					best = exchange{gain: gain, i: i, j: j, l: l}
				}
				if l == 1 {
					continue
				}
				if gain := cut + arc - intoTail[a] - outOfHead[b] - turn; gain > best.gain {
					best = exchange{gain: gain, i: i, j: j, l: l, turned: true}
				}
			}
		}
	}
	if best.gain == 0 {
		return false
	}
	w.seqs[0] = w.shifted(rt.stop, best)
	return w.do(s, r)
}

// turning is what it costs more to go from node i to node j of a route the other way round.
func (w *improver) turning(rt *route, cl *class, i, j int) int64 {
	if cl.symmetric {
		return 0
	}
	var more int64
	for x := i; x < j; x++ {
		more += cl.to[int(rt.node[x+1])*w.m.nodes+int(rt.node[x])] - rt.arc[x]
	}
	return more
}

// shifted is a route's stops after l of them, from i on, are put between j−1 and j.
func (w *improver) shifted(stops []int32, x exchange) []int32 {
	seq := w.seqs[0][:0]
	part := stops[x.i : x.i+x.l]
	if x.j < x.i {
		seq = append(seq, stops[:x.j]...)
		seq = append(seq, part...)
		seq = append(seq, stops[x.j:x.i]...)
		seq = append(seq, stops[x.i+x.l:]...)
		w.turn(seq[x.j:x.j+x.l], x.turned)
		return seq
	}
	seq = append(seq, stops[:x.i]...)
	seq = append(seq, stops[x.i+x.l:x.j]...)
	seq = append(seq, part...)
	seq = append(seq, stops[x.j:]...)
	w.turn(seq[x.j-x.l:x.j], x.turned)
	return seq
}

func (w *improver) turn(part []int32, turned bool) {
	if turned {
		slices.Reverse(part)
	}
}

// do gives a route other stops, if they hold.
func (w *improver) do(s *state, r int) bool {
	w.pair[0] = r
	return s.rewrite(w.pair[:1], w.seqs[:1])
}

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
			// New a: its first i stops, then b's from j on, then a's end.
			newA := w.joint(ra, rb, row, i, j, ca)
			newB := w.joint(rb, ra, to[int(rb.node[j])*n:(int(rb.node[j])+1)*n], j, i, cb)
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

// joint is the way from node i of one route to what follows node j of the other, or to the
// crew's own end where nothing does.
func (w *improver) joint(_, tail *route, row []int64, _, j int, own *crew) int64 {
	if j == len(tail.stop) {
		return row[own.end]
	}
	return row[tail.node[j+1]]
}

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
