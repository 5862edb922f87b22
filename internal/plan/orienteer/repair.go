package orienteer

// mustWeight and areaWeight set stops that are demanded before any prize; prizes weigh
// about 1.
const (
	mustWeight = 1e9
	areaWeight = 1e6
)

// recipe is how a repair weighs stops.
type recipe struct {
	exponent int     // index into model.powers
	noise    float64 // weights are drawn between (1−noise) and (1+noise) of what they are
	plain    bool    // by prize alone
	regret   bool    // first what has no good second route
}

// draw weighs the stops for a repair.
func (k *market) draw(how recipe, c *chance) {
	m := k.m
	power := m.powers[how.exponent]
	k.plain, k.regret = how.plain, how.regret
	for r := range k.bias {
		k.bias[r] = 1
		if how.noise > 0 && !m.uniform {
			k.bias[r] = c.between(1-how.noise/4, 1+how.noise/4)
		}
	}
	if how.noise == 0 {
		copy(k.val, power)
	} else {
		for spot := range int32(m.spots) {
			x := c.between(1-how.noise, 1+how.noise)
			for _, u := range m.at.of(spot) {
				k.val[u] = power[u] * x
			}
		}
	}
	if m.musts == 0 {
		return
	}
	for u, must := range m.must {
		if must {
			k.val[u] += mustWeight
		}
	}
}

// fill puts in stops, the best offer first, until none fits.
func (k *market) fill(s *state) {
	k.begin(s)
	for len(k.open) > 0 {
		at, key := 0, -1.0
		for i, spot := range k.open {
			o := &k.offers[spot]
			w := o.worth
			if k.regret {
				w += o.worth - o.second
			}
			if w > key {
				at, key = i, w
			}
		}
		k.accept(s, at)
	}
}

// accept does what the offer of the spot at open[at] says, if it still can be done.
func (k *market) accept(s *state, at int) {
	spot := k.open[at]
	o := k.offers[spot]
	if s.barred[o.stop] != 0 || !s.room(o.stop) {
		k.renew(s, at)
		return
	}
	r := int(o.route)
	old := s.routes[r].ver
	if !s.insert(r, int(o.pos), o.stop) {
		k.close(at)
		return
	}
	if k.m.single || !k.available(s, spot) {
		k.close(at)
	}
	if k.m.free {
		k.shift(&s.routes[r], r, old, int(o.pos))
	} else {
		k.carry(s, r, old)
	}
	if z := k.m.site[o.stop]; z > 0 && !k.m.free {
		k.forget(s, k.m.kin.of(z-1))
	}
	for i := 0; i < len(k.open); {
		if k.follow(s, k.open[i], r) {
			i++
		} else {
			k.close(i)
		}
	}
}

// carry keeps what had no place on a route from being looked for again: a fuller route has
// none either.
func (k *market) carry(s *state, r int, old uint64) {
	for _, spot := range k.open {
		e := &k.entries[int(spot)*len(s.routes)+r]
		if e.ver == old && e.stop < 0 {
			e.ver = s.routes[r].ver
		}
	}
}

// follow brings the offer of a spot up to date after a route changed, and tells whether
// there still is one.
func (k *market) follow(s *state, spot int32, r int) bool {
	o := &k.offers[spot]
	stale := k.entries[int(spot)*len(s.routes)+int(o.route)].ver != s.routes[o.route].ver
	if stale || k.regret || s.barred[o.stop] != 0 {
		return k.look(s, spot)
	}
	k.weigh(s, spot, r, o)
	return true
}

// renew looks at a spot again whose offer has lapsed.
func (k *market) renew(s *state, at int) {
	spot := k.open[at]
	k.forget(s, k.m.at.of(spot)[:1])
	if !k.look(s, spot) {
		k.close(at)
	}
}

// forget makes the spots of some stops be searched for again.
func (k *market) forget(s *state, stops []int32) {
	last := int32(-1)
	for _, u := range stops {
		spot := k.m.node[u]
		if spot == last {
			continue
		}
		last = spot
		for r := range s.routes {
			k.entries[int(spot)*len(s.routes)+r].ver = 0
		}
	}
}

// close leaves a spot out for the rest of the repair.
func (k *market) close(at int) {
	last := len(k.open) - 1
	k.open[at] = k.open[last]
	k.open = k.open[:last]
}
