package orienteer

import (
	"math"
)

// search is one worker's: everything it needs, laid out once.
type search struct {
	m        *model
	c        chance
	versions uint64
	market   *market
	wrecker  *wrecker
	improver *improver

	cur, work, top *state // where the phase stands, what is tried, the phase's best
	best           *state
	bestValue      value
	found          bool // there is a best
	elite          elite
	stale          int   // phases in which the elite's best did not become better
	pool           *pool // nil where crews differ
	bans           []int32
	iterations     int
	phase          int // iterations of the phase
	left           int // those to come
	hot            float64
}

const (
	hot       = 1.5  // of the mean prize, the temperature at the start of a phase
	warm      = 0.3  // the same for the first, which starts from a good solution
	cold      = 0.02 // and at its end
	eliteSize = 8
	patience  = 100 // phases that an elite may go without a better solution

	// A phase is as long as there is much to settle. Where each spot has one stop short
	// phases from ever new starts find the hard cases; where it has many, by hour and
	// dwell, there are so many good solutions that long ones, each twice as long as the
	// last, come nearer to the best.
	leastLong = 300
	perStop   = 3
	perChoice = 130
)

// firstPhase is how many iterations the first phase has.
func (m *model) firstPhase() int {
	if m.single {
		return max(leastLong, perStop*m.n)
	}
	return max(leastLong, perChoice*m.spots)
}

func newSearch(m *model, seed, stream uint64) *search {
	w := &search{m: m, c: newChance(seed, stream), market: newMarket(m), improver: newImprover(m)}
	w.versions = stream << 48 // no two workers call two routes the same
	w.wrecker = newWrecker(m, &w.c)
	w.cur, w.work, w.top = m.newState(&w.versions), m.newState(&w.versions), m.newState(&w.versions)
	w.elite.size = eliteSize
	w.best = m.newState(&w.versions)
	w.pool = newPool(m)
	return w
}

// open gives the search its first solutions: the plain one and, if there is one, what was
// begun with.
func (w *search) open(begun [][]int) {
	w.market.draw(recipe{exponent: plainRatio}, &w.c)
	w.market.fill(w.cur)
	w.offer(w.cur)
	if len(begun) == 0 {
		return
	}
	w.cur.clear()
	known := map[int]int32{}
	for u, i := range w.m.stop {
		known[int(i)] = int32(u)
	}
	for r, stops := range begun {
		for _, i := range stops {
			if u, ok := known[i]; ok {
				w.append(r, u)
			}
		}
	}
	w.market.fill(w.cur)
	w.offer(w.cur)
}

// append puts a stop at the end of a route, if it may be there.
func (w *search) append(r int, u int32) {
	s := w.cur
	if s.barred[u] == 0 && w.m.allowed(r, u) && s.room(u) {
		s.insert(r, len(s.routes[r].stop), u)
	}
}

// run goes on for n iterations, or as far as is granted to who has done so many of them.
func (w *search) run(n int, granted func(done int) int) {
	for done := 0; done < n; {
		k := min(n, granted(done)) - done
		if k <= 0 {
			break
		}
		if w.left == 0 {
			w.start()
			w.top.copyFrom(w.cur)
		}
		k = min(k, w.left)
		w.anneal(k)
		done += k
	}
	w.offer(w.top)
}

// anneal goes on with a phase for k iterations.
func (w *search) anneal(k int) {
	best, here := w.top.value(), w.energy(w.cur)
	for range k {
		done := 1 - float64(w.left)/float64(w.phase)
		heat := w.m.mean * w.hot * math.Pow(cold/w.hot, done)
		w.left--
		w.iterations++
		w.work.copyFrom(w.cur)
		w.step(w.work, heat)
		there := w.energy(w.work)
		if there < here && w.c.unit() >= math.Exp((there-here)/heat) {
			continue
		}
		w.cur, w.work, here = w.work, w.cur, there
		if v := w.cur.value(); v.better(best) {
			w.top.copyFrom(w.cur)
			best = v
		}
	}
	if w.left == 0 {
		w.offer(w.top)
		w.pack()
		w.age()
	}
}

// offer takes what is good into the elite, and keeps the best.
func (w *search) offer(s *state) {
	v := s.value()
	if !w.found || v.better(w.bestValue) {
		w.best.copyFrom(s)
		w.bestValue, w.found = v, true
	}
	if len(w.elite.vals) == 0 || v.better(w.elite.vals[0]) {
		w.stale = 0
	}
	w.elite.offer(s)
}

// age begins with an elite of other ancestors when nothing better has come of this one for
// long.
func (w *search) age() {
	w.stale++
	if w.stale >= patience {
		w.elite.empty()
		w.stale = 0
	}
}

// pack puts together routes of this and former phases, if they make something better.
func (w *search) pack() {
	if w.pool == nil || !w.pool.add(w.top, w.bestValue.score) {
		return
	}
	w.cur.clear()
	for r, route := range w.pool.best {
		for _, u := range route.stop {
			w.append(r, u)
		}
	}
	w.polish(w.cur)
	w.offer(w.cur)
}

// energy is the score less what is lacking, weighed so that the search may pass through
// solutions that lack something.
func (w *search) energy(s *state) float64 {
	return float64(s.score) - 5*w.m.mean*(float64(s.missing)+float64(s.short)/w.m.usual)
}

// step takes a solution apart in part and mends it.
func (w *search) step(s *state, heat float64) {
	w.wrecker.wreck(s)
	w.ban(s)
	w.market.draw(w.recipe(), &w.c)
	w.market.fill(s)
	w.unban(s)
	if float64(s.score) >= float64(w.top.score)-0.1*heat {
		w.polish(s)
	}
}

// polish shortens the routes and fills what time that gives.
func (w *search) polish(s *state) {
	for range 3 {
		w.improver.improve(s)
		w.market.draw(recipe{exponent: plainRatio}, &w.c)
		w.market.fill(s)
		if !w.improver.replace(s) {
			return
		}
	}
}

func (w *search) recipe() recipe {
	how := recipe{exponent: w.c.below(exponents), noise: w.c.between(0, 0.9)}
	switch x := w.c.below(10); {
	case x < 2:
		how.regret = true
	case x < 3:
		how.plain = true
	}
	return how
}

// ban keeps some of the stops just taken out from coming back in this repair.
func (w *search) ban(s *state) {
	w.bans = w.bans[:0]
	if w.c.unit() >= 0.3 {
		return
	}
	for _, u := range w.wrecker.out {
		if w.c.below(2) == 0 {
			s.barred[u]++
			w.bans = append(w.bans, u)
		}
	}
}

func (w *search) unban(s *state) {
	for _, u := range w.bans {
		s.barred[u]--
	}
}

// start makes what the next phase begins with.
func (w *search) start() {
	if w.phase == 0 {
		w.phase = w.m.firstPhase()
	} else if !w.m.single {
		w.phase *= 2
	}
	w.left, w.hot = w.phase, hot
	if w.iterations == 0 && len(w.elite.kept) > 0 {
		w.hot = warm
		w.cur.copyFrom(w.best)
		return
	}
	if len(w.elite.kept) >= 2 && w.c.below(2) == 0 {
		w.cross()
	} else {
		w.fresh()
	}
	w.market.draw(recipe{exponent: w.c.below(exponents), noise: 0.5}, &w.c)
	w.market.fill(w.cur)
}

// fresh is a new solution of one to three stops drawn for each route.
func (w *search) fresh() {
	w.cur.clear()
	n := 1 + w.c.below(3)
	first := w.c.below(len(w.cur.routes))
	for range n {
		for i := range w.cur.routes {
			r := (first + i) % len(w.cur.routes)
			for range 10 {
				u := int32(w.c.below(w.m.n))
				if w.cur.barred[u] == 0 && w.m.allowed(r, u) && w.cur.room(u) &&
					w.insertBest(r, u) {
					break
				}
			}
		}
	}
}

// insertBest puts a stop where on a route it costs the least way.
func (w *search) insertBest(r int, u int32) bool {
	rt := &w.cur.routes[r]
	e := entry{}
	w.market.searchFree(rt, w.m.node[u], r, &e)
	if w.m.free && rt.length+e.detour+w.m.dwell[u] > w.m.crews[r].budget {
		return false
	}
	return w.cur.insert(r, int(e.pos), u)
}

// cross takes each route from one or the other of two elite solutions.
func (w *search) cross() {
	i := w.c.below(len(w.elite.kept))
	j := w.c.below(len(w.elite.kept) - 1)
	if j >= i {
		j++
	}
	parents := [2]*state{w.elite.kept[i], w.elite.kept[j]}
	w.cur.clear()
	for r := range w.cur.routes {
		for _, u := range parents[w.c.below(2)].routes[r].stop {
			w.append(r, u)
		}
	}
}
