package orienteer

// entry is the best place for a spot's stops on a route, good for as long as the route's
// version and the repair's count are what they were.
type entry struct {
	ver    uint64
	detour int64 // of the way alone when the model is free, else delay of what comes after
	pos    int32
	stop   int32 // which stop, when the model is not free; −1 if none
}

// offer is the best there is to do with a spot: a stop put into a route.
type offer struct {
	worth  float64 // 0 when there is nothing to do
	second float64 // the worth of the same on another route
	route  int32
	pos    int32
	stop   int32
}

// market keeps for each spot and route where a stop would best be put in.
type market struct {
	m       *model
	val     []float64 // by stop: what it weighs in this repair
	bias    []float64 // by route: what worth is multiplied by in this repair
	plain   bool      // worth is val alone, not by the time it costs
	entries []entry   // by spot and route
	offers  []offer   // by spot
	open    []int32   // spots that have an offer
	live    []int32   // stops by spot that may be taken and have no better twin that may be
	lives   []int32   // how many they are, by spot
	regret  bool
}

func newMarket(m *model) *market {
	return &market{
		m: m, val: make([]float64, m.n), bias: make([]float64, len(m.crews)), entries: make([]entry, m.spots*len(m.crews)),
		offers: make([]offer, m.spots), open: make([]int32, 0, m.spots),
		live: make([]int32, m.n), lives: make([]int32, m.spots),
	}
}

// begin looks at all spots anew.
func (k *market) begin(s *state) {
	if k.m.fickle {
		for r := range s.routes {
			s.renew(r)
		}
	}
	k.open = k.open[:0]
	for spot := range int32(k.m.spots) {
		if k.available(s, spot) && k.look(s, spot) {
			k.open = append(k.open, spot)
		}
	}
}

// available finds the stops of the spot that may be taken, and tells whether there are any.
func (k *market) available(s *state, spot int32) bool {
	m := k.m
	live := k.live[m.at.head[spot]:m.at.head[spot]]
	for _, u := range m.at.of(spot) {
		if s.barred[u] == 0 && (m.twin[u] < 0 || s.barred[m.twin[u]] != 0) {
			live = append(live, u)
		}
	}
	k.lives[spot] = int32(len(live))
	return len(live) > 0
}

// look makes the offer of a spot over all routes and tells whether there is one.
func (k *market) look(s *state, spot int32) bool {
	o := offer{}
	for r := range s.routes {
		k.weigh(s, spot, r, &o)
	}
	k.offers[spot] = o
	return o.worth > 0
}

// weigh betters the offer by what a route has to give.
func (k *market) weigh(s *state, spot int32, r int, o *offer) {
	rt := &s.routes[r]
	e := &k.entries[int(spot)*len(s.routes)+r]
	if e.ver != rt.ver || !k.m.free && e.stop >= 0 && s.barred[e.stop] != 0 {
		k.search(s, spot, r, e)
		e.ver = rt.ver
	}
	var stop int32
	var worth float64
	switch {
	case !k.m.free:
		if stop = e.stop; stop >= 0 {
			worth = k.worth(s, stop, e.detour)
		}
	case e.detour+k.m.quick[spot] > k.m.crews[r].budget-rt.length:
		return
	case k.m.simple:
		stop, worth = spot, k.val[spot]
		if !k.plain {
			worth /= float64(max(e.detour+k.m.dwell[spot], 0)) + k.m.hair
		}
	default:
		stop, worth = k.choose(s, spot, r, e)
	}
	worth *= k.bias[r]
	switch {
	case worth > o.worth:
		*o = offer{worth: worth, second: o.worth, route: int32(r), pos: e.pos, stop: stop}
	case worth > o.second:
		o.second = worth
	}
}

// worth is what a stop weighs for the time it costs.
func (k *market) worth(s *state, u int32, cost int64) float64 {
	v := k.val[u]
	if k.m.least > 0 && s.wanting(u) {
		v += areaWeight
	}
	if k.plain {
		return v
	}
	return v / (float64(max(cost, 0)) + k.m.hair)
}

// choose is the stop of a spot that is worth most at the entry's place, when the model is
// free.
func (k *market) choose(s *state, spot int32, r int, e *entry) (stop int32, worth float64) {
	m := k.m
	slack := m.crews[r].budget - s.routes[r].length - e.detour
	for _, u := range k.live[m.at.head[spot]:][:k.lives[spot]] {
		if s.barred[u] != 0 || m.dwell[u] > slack || !m.allowed(r, u) || !s.room(u) {
			continue
		}
		if w := k.worth(s, u, e.detour+m.dwell[u]); w > worth {
			stop, worth = u, w
		}
	}
	return stop, worth
}

// search finds the entry of a spot on a route.
func (k *market) search(s *state, spot int32, r int, e *entry) {
	if k.m.free {
		k.searchFree(&s.routes[r], spot, r, e)
	} else {
		k.searchTimed(s, spot, r, e)
	}
}

// searchFree finds where a spot is the least way round on a route.
func (k *market) searchFree(rt *route, spot int32, r int, e *entry) {
	m := k.m
	cl := &m.classes[m.crews[r].class]
	row := int(spot) * m.nodes
	from := cl.from[row : row+m.nodes]
	best, pos := int64(noWay), 0
	nodes := rt.node[1 : len(rt.arc)+1]
	if cl.symmetric {
		here := from[rt.node[0]]
		for i, a := range rt.arc {
			next := from[nodes[i]]
			if d := here + next - a; d < best {
				best, pos = d, i
			}
			here = next
		}
	} else {
		to := cl.to[row : row+m.nodes]
		for i, a := range rt.arc {
			if d := from[rt.node[i]] + to[nodes[i]] - a; d < best {
				best, pos = d, i
			}
		}
	}
	e.detour, e.pos = best, int32(pos)
}

// searchTimed looks at all stops of the spot together, between each two stops of the route:
// they share the way there and the moment by which the crew must be off.
func (k *market) searchTimed(s *state, spot int32, r int, e *entry) {
	m, rt := k.m, &s.routes[r]
	cl := &m.classes[m.crews[r].class]
	row := int(spot) * m.nodes
	to, from := cl.to[row:row+m.nodes], cl.from[row:row+m.nodes]
	stops, quick := k.live[m.at.head[spot]:][:k.lives[spot]], m.quick[spot]
	var best float64
	e.stop = -1
	for i, arc := range rt.arc {
		arrive := rt.leave[i] + from[rt.node[i]]
		on := to[rt.node[i+1]]
		off := rt.latest[i+1] - on
		if arrive+quick > off {
			continue
		}
		for _, u := range stops {
			if m.open[u] > off {
				break
			}
			if s.barred[u] != 0 || m.shut[u] < arrive || arrive+m.dwell[u] > off {
				continue
			}
			b := s.settle(u, max(arrive, m.open[u]), u)
			if b > m.shut[u] || b+m.dwell[u] > off || !m.allowed(r, u) || !s.room(u) {
				continue
			}
			delay := b + m.dwell[u] + on - rt.leave[i] - arc
			if w := k.worth(s, u, delay); w > best {
				best = w
				e.stop, e.pos, e.detour = u, int32(i), delay
			}
		}
	}
}

// shift mends the entries of a route after a stop was put in at pos, when the model is
// free: of the ways between two stops only one is gone, and two are new.
func (k *market) shift(rt *route, r int, old uint64, pos int) {
	m := k.m
	cl := &m.classes[m.crews[r].class]
	a, v, b := int(rt.node[pos]), int(rt.node[pos+1]), int(rt.node[pos+2])
	fromA := cl.to[a*m.nodes : (a+1)*m.nodes]
	fromV := cl.to[v*m.nodes : (v+1)*m.nodes]
	toV := cl.from[v*m.nodes : (v+1)*m.nodes]
	toB := cl.from[b*m.nodes : (b+1)*m.nodes]
	first, last := rt.arc[pos], rt.arc[pos+1]
	for _, spot := range k.open {
		e := &k.entries[int(spot)*len(m.crews)+r]
		if e.ver != old {
			continue
		}
		d1 := fromA[spot] + toV[spot] - first
		d2 := fromV[spot] + toB[spot] - last
		d, at := d1, pos
		if d2 < d1 {
			d, at = d2, pos+1
		}
		switch {
		case d <= e.detour:
			e.detour, e.pos = d, int32(at)
		case int(e.pos) == pos:
			k.searchFree(rt, spot, r, e)
		case int(e.pos) > pos:
			e.pos++
		}
		e.ver = rt.ver
	}
}
