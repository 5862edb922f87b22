package orienteer

import (
	"cmp"
	"slices"
)

// wrecker takes stops out of a solution, so that a repair may put in others.
type wrecker struct {
	m     *model
	c     *chance
	gone  []bool
	out   []int32 // stops chosen to go
	pool  []int32
	worst []ranked
}

type ranked struct {
	stop int32
	key  float64
}

func newWrecker(m *model, c *chance) *wrecker {
	return &wrecker{m: m, c: c, gone: make([]bool, m.n)}
}

const (
	mostGone  = 15   // stops taken out at most at a time
	shareGone = 0.35 // and of those taken, beyond three
)

// wreck takes out some stops, which are then in w.out.
func (w *wrecker) wreck(s *state) {
	w.pool = w.pool[:0]
	for r := range s.routes {
		w.pool = append(w.pool, s.routes[r].stop...)
	}
	w.out = w.out[:0]
	if len(w.pool) == 0 {
		return
	}
	q := 1 + w.c.below(min(mostGone, 3+int(shareGone*float64(len(w.pool)))))
	q = min(q, len(w.pool))
	switch x := w.c.below(20); {
	case x < 6:
		w.related(s, q)
	case x < 12:
		w.segments(s, q)
	case x < 15:
		w.random(q)
	case x < 19:
		w.dear(s, q)
	default:
		w.whole(s)
	}
	s.remove(w.out, w.gone)
}

func (w *wrecker) mark(u int32) {
	w.gone[u] = true
	w.out = append(w.out, u)
}

// related takes out stops near one of them, now and then leaving one.
func (w *wrecker) related(s *state, q int) {
	seed := w.m.node[w.pool[w.c.below(len(w.pool))]]
	for _, spot := range w.m.near.of(seed) {
		for _, u := range w.m.at.of(spot) {
			if s.in[u] < 0 || w.c.below(10) < 2 {
				continue
			}
			w.mark(u)
			if len(w.out) == q {
				return
			}
		}
	}
}

// segments takes out a stretch of a route and, half of the time or more, a stretch of the
// route that passes nearest to it.
func (w *wrecker) segments(s *state, q int) {
	u := w.pool[w.c.below(len(w.pool))]
	half := q
	if len(s.routes) > 1 && w.c.below(4) > 0 {
		half = (q + 1) / 2
	}
	w.stretch(s, u, half)
	if half == q {
		return
	}
	for _, spot := range w.m.near.of(w.m.node[u]) {
		for _, v := range w.m.at.of(spot) {
			if s.in[v] >= 0 && s.in[v] != s.in[u] {
				w.stretch(s, v, q-half)
				return
			}
		}
	}
}

// stretch marks about q stops in a row on the route of u, with u among them.
func (w *wrecker) stretch(s *state, u int32, q int) {
	rt := s.routes[s.in[u]].stop
	q = min(q, len(rt))
	first := slices.Index(rt, u) - w.c.below(q)
	first = max(0, min(first, len(rt)-q))
	for _, v := range rt[first : first+q] {
		w.mark(v)
	}
}

func (w *wrecker) random(q int) {
	for i := range q {
		j := i + w.c.below(len(w.pool)-i)
		w.pool[i], w.pool[j] = w.pool[j], w.pool[i]
		w.mark(w.pool[i])
	}
}

// dear takes out stops that cost most time for their prize, more or less.
func (w *wrecker) dear(s *state, q int) {
	m := w.m
	w.worst = w.worst[:0]
	for r := range s.routes {
		rt := &s.routes[r]
		to := m.classes[m.crews[r].class].to
		for i, u := range rt.stop {
			cut := rt.arc[i] + rt.arc[i+1] - to[int(rt.node[i])*m.nodes+int(rt.node[i+2])]
			cost := float64(max(cut+m.dwell[u], 0)) + m.hair
			w.worst = append(w.worst, ranked{u, float64(m.prize[u]) / cost * w.c.between(0.3, 1)})
		}
	}
	slices.SortFunc(w.worst, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.stop, b.stop))
	})
	for _, x := range w.worst[:q] {
		w.mark(x.stop)
	}
}

// whole takes out one route.
func (w *wrecker) whole(s *state) {
	u := w.pool[w.c.below(len(w.pool))]
	for _, v := range s.routes[s.in[u]].stop {
		w.mark(v)
	}
}
