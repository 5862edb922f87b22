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
		if x.turned {
			slices.Reverse(seq[x.j : x.j+x.l])
		}
		return seq
	}
	seq = append(seq, stops[:x.i]...)
	seq = append(seq, stops[x.i+x.l:x.j]...)
	seq = append(seq, part...)
	seq = append(seq, stops[x.j:]...)
	if x.turned {
		slices.Reverse(seq[x.j-x.l : x.j])
	}
	return seq
}

// do gives a route other stops, if they hold.
func (w *improver) do(s *state, r int) bool {
	w.pair[0] = r
	return s.rewrite(w.pair[:1], w.seqs[:1])
}
