package orienteer

// solution tells a state in the Problem's words, every sum made anew.
func (s *state) solution() Solution {
	m := s.m
	sol := Solution{Routes: make([][]Visit, len(m.crews)), Bound: m.ceiling}
	dwelt := make([]int64, len(m.problem.Areas))
	left := m.musts
	for r := range s.routes {
		rt := &s.routes[r]
		sol.Routes[r] = s.visits(r)
		if len(rt.stop) == 0 {
			continue
		}
		last := sol.Routes[r][len(rt.stop)-1]
		sol.Time += last.End + rt.arc[len(rt.stop)] - m.crews[r].from
		for _, u := range rt.stop {
			sol.Score += m.prize[u]
			if a := m.area[u]; a > 0 {
				dwelt[a-1] += m.dwell[u]
			}
			if m.must[u] {
				left--
			}
		}
	}
	sol.Lacks = left * MustLack
	for a, area := range m.problem.Areas {
		sol.Lacks += max(0, area.Least-dwelt[a])
	}
	return sol
}

// visits are the stops of a route with their times.
func (s *state) visits(r int) []Visit {
	m, rt := s.m, &s.routes[r]
	visits := make([]Visit, len(rt.stop))
	t := m.crews[r].from
	for i, u := range rt.stop {
		t += rt.arc[i]
		v := Visit{Stop: int(m.stop[u]), Arrive: t, Begin: max(t, m.open[u])}
		if !m.free {
			v.Begin = s.begin[u]
		}
		v.End = v.Begin + m.dwell[u]
		visits[i], t = v, v.End
	}
	return visits
}
