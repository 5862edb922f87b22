package orienteer

import "slices"

// schedule works out the times of a route whose stops are not yet among the calls of their
// sites, and enters them there. It returns false when a window, a gap or the crew's time
// is missed; the times are then of no use, but the calls are entered all the same.
func (s *state) schedule(r int) bool {
	m, rt, c := s.m, &s.routes[r], &s.m.crews[r]
	rt.leave = append(rt.leave[:0], c.from)
	t, ok := c.from, true
	for i, u := range rt.stop {
		t += rt.arc[i]
		b := s.settle(u, max(t, m.open[u]), u)
		if b > m.shut[u] || t >= noWay {
			ok = false
		}
		s.begin[u] = b
		if z := m.site[u]; z > 0 {
			s.calls[z-1] = append(s.calls[z-1], u)
		}
		t = min(b, noWay) + m.dwell[u]
		rt.leave = append(rt.leave, t)
	}
	rt.end = t + rt.arc[len(rt.stop)]
	return ok && (rt.end <= c.until || len(rt.stop) == 0)
}

// settle is the first moment not before b at which the dwell at u may begin without coming
// too near to another call at its site, but for that of without.
func (s *state) settle(u int32, b int64, without int32) int64 {
	z := s.m.site[u]
	if z == 0 || len(s.calls[z-1]) == 0 {
		return b
	}
	gap := s.m.problem.Sites[z-1].Gap
	calls := s.calls[z-1]
	for moved := true; moved; {
		moved = false
		for _, v := range calls {
			after := s.begin[v] + s.m.dwell[v] + gap
			if v != without && b < after && b+s.m.dwell[u]+gap > s.begin[v] {
				b, moved = after, true
			}
		}
	}
	return b
}

// withdraw strikes the stops of a route from the calls of their sites, those that are
// there.
func (s *state) withdraw(r int) {
	if s.m.free {
		return
	}
	for _, u := range s.routes[r].stop {
		z := s.m.site[u]
		if z == 0 {
			continue
		}
		calls := s.calls[z-1]
		if i := slices.Index(calls, u); i >= 0 {
			calls[i] = calls[len(calls)-1]
			s.calls[z-1] = calls[:len(calls)-1]
		}
	}
}

// slacken works out the last moments of a route. A call at the same site that begins later
// counts as if it stood still, which is on the safe side: it can only be put off.
// It tells whether any of them is another than before.
func (s *state) slacken(r int) (changed bool) {
	m, rt := s.m, &s.routes[r]
	k := len(rt.stop)
	rt.latest = slices.Grow(rt.latest[:0], k+2)[:k+2]
	last := m.crews[r].until
	rt.latest[k+1] = last
	for i := k - 1; i >= 0; i-- {
		u := rt.stop[i]
		last = min(m.shut[u], last-rt.arc[i+1]-m.dwell[u], s.before(u))
		changed = changed || rt.latest[i+1] != last
		rt.latest[i+1] = last
	}
	return changed
}

// before is the last moment the dwell at u may begin for the next call at its site to stay
// where it is.
func (s *state) before(u int32) int64 {
	z := s.m.site[u]
	if z == 0 {
		return noWay
	}
	last := int64(noWay)
	gap := s.m.problem.Sites[z-1].Gap
	for _, v := range s.calls[z-1] {
		if v != u && s.begin[v] >= s.begin[u] {
			last = min(last, s.begin[v]-gap-s.m.dwell[u])
		}
	}
	return last
}

// slackenAll works out the last moments of all routes, after calls were brought forward.
func (s *state) slackenAll() {
	if s.m.free || len(s.calls) == 0 {
		return
	}
	for r := range s.routes {
		if s.slacken(r) {
			s.renew(r)
		}
	}
}
