package orienteer

// replace puts, for as long as it can, a stop with a greater prize in the place of one that
// is visited: another one, or the same place for longer or at a better hour. It looks at
// the routes that improve found changed.
func (w *improver) replace(s *state) bool {
	changed := false
	for w.best = (better{}); w.bestReplacement(s); w.best = (better{}) {
		b := &w.best
		w.seqs[0] = append(w.seqs[0][:0], s.routes[b.route].stop...)
		w.seqs[0][b.at] = b.stop
		if !w.do(s, b.route) {
			return changed
		}
		changed = true
	}
	return changed
}

// better is the best replacement found so far.
type better struct {
	gain  int64
	route int
	at    int
	stop  int32
}

func (w *improver) bestReplacement(s *state) bool {
	m := w.m
	w.spots = w.spots[:0]
	for spot := range int32(m.spots) {
		for _, v := range m.at.of(spot) {
			if s.barred[v] == 0 {
				w.spots = append(w.spots, spot)
				break
			}
		}
	}
	for r := range s.routes {
		if !w.fresh[r] {
			continue
		}
		for i, u := range s.routes[r].stop {
			if !m.single {
				w.tryAt(s, r, i, m.node[u])
			}
			for _, spot := range w.spots {
				if spot != m.node[u] {
					w.tryAt(s, r, i, spot)
				}
			}
		}
	}
	return w.best.gain > 0
}

// tryAt looks for a stop at a spot to be visited in the place of a route's i-th.
func (w *improver) tryAt(s *state, r, i int, spot int32) {
	m, rt := w.m, &s.routes[r]
	u, cl := rt.stop[i], &m.classes[m.crews[r].class]
	into := cl.from[int(spot)*m.nodes+int(rt.node[i])]
	on := cl.to[int(spot)*m.nodes+int(rt.node[i+2])]
	if m.free {
		slack := m.crews[r].budget - rt.length + rt.arc[i] + rt.arc[i+1] - into - on + m.dwell[u]
		if slack < m.quick[spot] {
			return
		}
		for _, v := range m.at.of(spot) {
			if m.dwell[v] <= slack && m.prize[v]-m.prize[u] > w.best.gain && s.mayReplace(r, u, v) {
				w.best = better{gain: m.prize[v] - m.prize[u], route: r, at: i, stop: v}
			}
		}
		return
	}
	arrive, off := rt.leave[i]+into, rt.latest[i+2]-on
	if arrive+m.quick[spot] > off {
		return
	}
	for _, v := range m.at.of(spot) {
		if m.open[v] > off {
			break
		}
		if m.shut[v] < arrive || m.prize[v]-m.prize[u] <= w.best.gain || !s.mayReplace(r, u, v) {
			continue
		}
		b := s.settle(v, max(arrive, m.open[v]), u)
		if b <= m.shut[v] && b+m.dwell[v] <= off {
			w.best = better{gain: m.prize[v] - m.prize[u], route: r, at: i, stop: v}
		}
	}
}

// mayReplace tells whether v may be visited in u's stead, times aside.
func (s *state) mayReplace(r int, u, v int32) bool {
	m := s.m
	own := s.barred[v] == 1 && m.group[v] == m.group[u] && m.group[u] > 0 && v != u
	if s.barred[v] > 0 && !own || m.must[u] && !m.must[v] || !m.allowed(r, v) {
		return false
	}
	if m.area[u] == m.area[v] && m.dwell[u] == m.dwell[v] || len(s.dwelt) == 0 {
		return true
	}
	if a := m.area[u]; a > 0 && s.dwelt[a-1]-m.dwell[u] < m.problem.Areas[a-1].Least {
		return false
	}
	return s.room(v)
}
