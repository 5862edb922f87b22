package orienteer

import "slices"

// state is a solution while it is worked on: feasible at all times.
type state struct {
	m      *model
	routes []route
	in     []int32   // by stop: the route it is on, −1 if on none
	barred []int16   // by stop: how many taken stops of its group, and bans, keep it out
	begin  []int64   // by stop taken: when its dwell begins (not kept when the model is free)
	calls  [][]int32 // by site: stops taken, in no order (not kept when the model is free)
	dwelt  []int64   // by area

	score    int64
	missing  int64 // musts not taken
	short    int64 // time that areas lack
	versions *uint64
	spare    *state // what rewrite goes back to; nil when the model is free
}

// route is what one crew does.
type route struct {
	stop   []int32
	node   []int32 // start, where the stops lie, end
	arc    []int64 // from each node to the next
	length int64   // travel and dwell
	score  int64
	ver    uint64 // another for each other sequence of stops
	fine   bool   // shortened as far as it goes, together with all others that are fine

	// Not kept when the model is free.
	leave  []int64 // by node but the last: when it is left
	latest []int64 // by node but the first: the last moment to be there for the rest to hold
	end    int64   // arrival at the end
}

// newState is a solution with nothing in it; versions counts for all that are compared.
func (m *model) newState(versions *uint64) *state {
	s := m.emptyState(versions)
	if !m.free {
		s.spare = m.emptyState(versions)
	}
	return s
}

// emptyState is a state without a spare.
func (m *model) emptyState(versions *uint64) *state {
	s := &state{m: m, versions: versions, missing: m.musts, short: m.least}
	s.routes = make([]route, len(m.crews))
	s.in = make([]int32, m.n)
	for u := range s.in {
		s.in[u] = -1
	}
	s.barred = make([]int16, m.n)
	s.begin = make([]int64, m.n)
	s.dwelt = make([]int64, len(m.problem.Areas))
	s.calls = make([][]int32, len(m.problem.Sites))
	for r := range s.routes {
		s.lay(r)
	}
	return s
}

// copyFrom makes s the same as o.
func (s *state) copyFrom(o *state) {
	for r := range s.routes {
		a, b := &s.routes[r], &o.routes[r]
		if a.ver == b.ver {
			a.fine = b.fine
			continue
		}
		a.stop = append(a.stop[:0], b.stop...)
		a.node = append(a.node[:0], b.node...)
		a.arc = append(a.arc[:0], b.arc...)
		a.leave = append(a.leave[:0], b.leave...)
		a.latest = append(a.latest[:0], b.latest...)
		a.length, a.score, a.ver, a.fine, a.end = b.length, b.score, b.ver, b.fine, b.end
	}
	copy(s.in, o.in)
	copy(s.barred, o.barred)
	copy(s.dwelt, o.dwelt)
	if !s.m.free {
		copy(s.begin, o.begin)
		for i := range s.calls {
			s.calls[i] = append(s.calls[i][:0], o.calls[i]...)
		}
	}
	s.score, s.missing, s.short = o.score, o.missing, o.short
}

// clear empties all routes.
func (s *state) clear() {
	for u := range s.in {
		if s.in[u] >= 0 {
			s.untake(int32(u))
		}
	}
	for i := range s.calls {
		s.calls[i] = s.calls[i][:0]
	}
	for r := range s.routes {
		s.routes[r].stop = s.routes[r].stop[:0]
		s.lay(r)
	}
}

// take enters a stop of a route in the books.
func (s *state) take(r int, u int32) {
	m := s.m
	s.in[u] = int32(r)
	for _, v := range m.mates.of(u) {
		s.barred[v]++
	}
	s.score += m.prize[u]
	s.routes[r].score += m.prize[u]
	if m.must[u] {
		s.missing--
	}
	s.dwell(m.area[u], m.dwell[u])
}

// untake strikes a stop from the books.
func (s *state) untake(u int32) {
	m := s.m
	for _, v := range m.mates.of(u) {
		s.barred[v]--
	}
	s.score -= m.prize[u]
	s.routes[s.in[u]].score -= m.prize[u]
	s.in[u] = -1
	if m.must[u] {
		s.missing++
	}
	s.dwell(m.area[u], -m.dwell[u])
}

func (s *state) dwell(area int32, t int64) {
	if area == 0 {
		return
	}
	least := s.m.problem.Areas[area-1].Least
	s.short -= max(0, least-s.dwelt[area-1])
	s.dwelt[area-1] += t
	s.short += max(0, least-s.dwelt[area-1])
}

// room tells whether the stop's area may be dwelt in for so much longer.
func (s *state) room(u int32) bool {
	a := s.m.area[u]
	return a == 0 || s.dwelt[a-1]+s.m.dwell[u] <= s.m.problem.Areas[a-1].Most
}

// wanting tells whether the stop's area is dwelt in too little.
func (s *state) wanting(u int32) bool {
	a := s.m.area[u]
	return a != 0 && s.dwelt[a-1] < s.m.problem.Areas[a-1].Least
}

// lay works out a route from its stops: nodes, ways, length, times. It returns false when
// the route does not hold.
func (s *state) lay(r int) bool {
	m, rt, c := s.m, &s.routes[r], &s.m.crews[r]
	rt.node = append(rt.node[:0], c.start)
	for _, u := range rt.stop {
		rt.node = append(rt.node, m.node[u])
	}
	rt.node = append(rt.node, c.end)
	to := m.classes[c.class].to
	rt.arc = rt.arc[:0]
	rt.length = 0
	for i := range len(rt.node) - 1 {
		d := to[int(rt.node[i])*m.nodes+int(rt.node[i+1])]
		if len(rt.stop) == 0 && d >= noWay {
			d = 0
		}
		rt.arc = append(rt.arc, d)
		rt.length += d
	}
	for _, u := range rt.stop {
		rt.length += m.dwell[u]
	}
	s.renew(r)
	if m.free {
		return rt.length <= c.budget || len(rt.stop) == 0
	}
	ok := s.schedule(r)
	s.slacken(r)
	return ok
}

// renew gives a route a version of its own.
func (s *state) renew(r int) {
	*s.versions++
	s.routes[r].ver, s.routes[r].fine = *s.versions, false
}

// insert puts a stop into a route, after its first k stops. It returns false, and changes
// nothing, if the route would not hold.
func (s *state) insert(r, k int, u int32) bool {
	rt := &s.routes[r]
	rt.stop = slices.Insert(rt.stop, k, u)
	s.withdraw(r)
	s.take(r, u)
	if s.lay(r) {
		if !s.m.free && s.m.site[u] > 0 {
			s.slackenAll()
		}
		return true
	}
	s.withdraw(r)
	s.untake(u)
	rt.stop = slices.Delete(rt.stop, k, k+1)
	s.lay(r)
	return false
}

// remove takes out the stops marked in gone, and clears the marks.
func (s *state) remove(stops []int32, gone []bool) {
	for _, u := range stops {
		gone[u] = true
	}
	touched := false
	for r := range s.routes {
		rt := &s.routes[r]
		if !slices.ContainsFunc(rt.stop, func(u int32) bool { return gone[u] }) {
			continue
		}
		s.withdraw(r)
		kept := rt.stop[:0]
		for _, u := range rt.stop {
			if gone[u] {
				s.untake(u)
			} else {
				kept = append(kept, u)
			}
		}
		rt.stop = kept
		s.mend(r)
		touched = true
	}
	for _, u := range stops {
		gone[u] = false
	}
	if touched {
		s.slackenAll()
	}
}

// mend lays a route, leaving out stops from its end for as long as it does not hold, which
// happens only where the straight way is not the shortest.
func (s *state) mend(r int) {
	rt := &s.routes[r]
	for !s.lay(r) {
		s.withdraw(r)
		last := len(rt.stop) - 1
		s.untake(rt.stop[last])
		rt.stop = rt.stop[:last]
	}
}

// rewrite gives routes other stops. It returns false, having changed nothing, if one would
// not hold. The slices change hands: seqs come back with what was there before.
func (s *state) rewrite(routes []int, seqs [][]int32) bool {
	if !s.m.free {
		s.spare.copyFrom(s)
	}
	s.exchange(routes, seqs)
	for i, r := range routes {
		if s.lay(r) {
			continue
		}
		if !s.m.free {
			s.copyFrom(s.spare)
			return false
		}
		s.exchange(routes, seqs)
		for _, q := range routes[:i+1] {
			s.lay(q)
		}
		return false
	}
	s.slackenAll()
	return true
}

// exchange swaps the stops of routes, in the books too.
func (s *state) exchange(routes []int, seqs [][]int32) {
	for _, r := range routes {
		s.withdraw(r)
		for _, u := range s.routes[r].stop {
			s.untake(u)
		}
	}
	for i, r := range routes {
		s.routes[r].stop, seqs[i] = seqs[i], s.routes[r].stop
		s.renew(r)
		for _, u := range s.routes[r].stop {
			s.take(r, u)
		}
	}
}

// value is what solutions are compared by.
type value struct{ lacks, score, time int64 }

func (s *state) value() value {
	v := value{lacks: s.missing*MustLack + s.short, score: s.score}
	for r := range s.routes {
		rt := &s.routes[r]
		if len(rt.stop) == 0 {
			continue
		}
		if s.m.free {
			v.time += rt.length
		} else {
			v.time += rt.end - s.m.crews[r].from
		}
	}
	return v
}

func (v value) better(o value) bool {
	if v.lacks != o.lacks {
		return v.lacks < o.lacks
	}
	if v.score != o.score {
		return v.score > o.score
	}
	return v.time < o.time
}
