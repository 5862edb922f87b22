package orienteer

// elite is a small set of good solutions, the best first, no two alike.
type elite struct {
	kept []*state
	vals []value
	size int
}

// offer takes a copy of a solution into the set if it is good enough and none of the same
// value is in it.
func (e *elite) offer(s *state) {
	v := s.value()
	at := len(e.kept)
	for i, o := range e.vals {
		if v == o || v.lacks == o.lacks && v.score == o.score && s.alike(e.kept[i]) {
			if v.better(o) {
				e.kept[i].copyFrom(s)
				e.vals[i] = v
			}
			return
		}
		if at == len(e.kept) && v.better(o) {
			at = i
		}
	}
	if at == e.size {
		return
	}
	if len(e.kept) < e.size {
		e.kept = append(e.kept, e.spare(s))
		e.vals = append(e.vals, value{})
	}
	fresh := e.kept[len(e.kept)-1]
	copy(e.kept[at+1:], e.kept[at:])
	copy(e.vals[at+1:], e.vals[at:])
	fresh.copyFrom(s)
	e.kept[at], e.vals[at] = fresh, v
}

// spare is a state that was in the set before it was emptied, or a new one.
func (e *elite) spare(like *state) *state {
	if n := len(e.kept); n < cap(e.kept) && e.kept[:n+1][n] != nil {
		return e.kept[:n+1][n]
	}
	return like.m.newState(like.versions)
}

// empty forgets all that is in the set.
func (e *elite) empty() {
	e.kept, e.vals = e.kept[:0], e.vals[:0]
}

// alike tells whether two solutions take the same stops.
func (s *state) alike(o *state) bool {
	for u := range s.in {
		if (s.in[u] < 0) != (o.in[u] < 0) {
			return false
		}
	}
	return true
}
