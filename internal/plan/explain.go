package plan

import (
	"time"

	"tryggled/internal/lang"
	"tryggled/internal/plan/orienteer"
)

// trial tries what a solution would lose by taking in a place that it leaves out.
type trial struct {
	m      *model
	routes [][]held
	at     [][]held // by site: who stands there when
	may    [][]int  // by site: stops of a first visit there
	done   []held   // of the route that is followed just now
}

// held is a stop of a route with its dwell in time.
type held struct {
	crew       int
	stop       int
	begin, end int64
	prize      int64 // true one
}

func (m *model) trialOf(s orienteer.Solution) *trial {
	t := &trial{m: m, routes: make([][]held, len(s.Routes)), at: make([][]held, len(m.sites)), may: make([][]int, len(m.sites))}
	for c, tour := range s.Routes {
		for _, v := range tour {
			h := held{c, v.Stop, v.Begin, v.End, units(m.stops[v.Stop].value * m.stops[v.Stop].shares)}
			t.routes[c] = append(t.routes[c], h)
			t.at[m.stops[v.Stop].site] = append(t.at[m.stops[v.Stop].site], h)
		}
	}
	for k, meaning := range m.stops {
		if meaning.shares == 1 {
			t.may[meaning.site] = append(t.may[meaning.site], k)
		}
	}
	return t
}

// swap is a place put into a route for what stood there.
type swap struct {
	crew, stop int
	begin      int64
	from, to   int // the stops given up are routes[crew][from:to]
	loss       int64
	found      bool
}

// mostGivenUp is how many neighbouring stops a trial gives up at most for one.
const mostGivenUp = 3

// include finds the cheapest way to take a place in: one of its stops put into a route for up
// to mostGivenUp of the stops there, the rest of the route as it is. Nothing says that no
// cheaper way is found by changing more, so the cost told is what it costs at most.
func (t *trial) include(site int, o *Omission) {
	var best swap
	for c := range t.routes {
		for _, stop := range t.may[site] {
			if !t.m.problem.Crews[c].May[stop] {
				continue
			}
			for from := 0; from <= len(t.routes[c]); from++ {
				for to := from; to <= min(from+mostGivenUp, len(t.routes[c])); to++ {
					t.try(swap{crew: c, stop: stop, from: from, to: to}, &best)
				}
			}
		}
	}
	if best.found {
		t.tell(best, o)
	}
}

// try keeps a swap that is feasible and loses less than the best.
func (t *trial) try(s swap, best *swap) {
	route := t.routes[s.crew]
	s.loss = -units(t.m.stops[s.stop].value)
	for _, h := range route[s.from:s.to] {
		if t.m.stops[h.stop].strict != nil {
			return
		}
		s.loss += h.prize
	}
	if best.found && s.loss >= best.loss {
		return
	}
	if begin, ok := t.fits(s); ok {
		s.begin, s.found = begin, true
		*best = s
	}
}

// fits follows a route with a swap made: when the new stop begins, and whether every stop
// keeps its window, the gaps at its place, and the crew its time.
func (t *trial) fits(s swap) (begin int64, ok bool) {
	c, route := t.m.crews[s.crew], t.routes[s.crew]
	w := walk{at: c.start, clock: c.from}
	t.done = t.done[:0]
	for k := 0; k <= len(route); k++ {
		if k == s.from {
			if begin, ok = t.step(&w, c, s.stop); !ok {
				return 0, false
			}
		}
		if k < len(route) && (k < s.from || k >= s.to) {
			if _, ok = t.step(&w, c, route[k].stop); !ok {
				return 0, false
			}
		}
	}
	return begin, w.clock+c.matrix.At(w.at, c.end) <= c.until
}

// walk is where a crew is, and when.
type walk struct {
	at    int
	clock int64
}

// step goes on to a stop, as early as it may, and reports whether that keeps its window and
// the gap to every other visit there.
func (t *trial) step(w *walk, c crew, stop int) (begin int64, ok bool) {
	what := t.m.problem.Stops[stop]
	begin = max(w.clock+c.matrix.At(w.at, what.Place), what.Open)
	if begin > what.Close {
		return 0, false
	}
	w.at, w.clock = what.Place, begin+what.Dwell
	site := t.m.stops[stop].site
	gap := t.m.sites[site].gap
	for _, h := range t.at[site] {
		if h.crew != c.number-1 && begin < h.end+gap && h.begin < w.clock+gap {
			return 0, false
		}
	}
	for _, h := range t.done {
		if t.m.stops[h.stop].site == site && begin < h.end+gap {
			return 0, false
		}
	}
	t.done = append(t.done, held{c.number - 1, stop, begin, w.clock, 0})
	return begin, true
}

// tellCost is the least cost in priority-minutes that is told as one: the words round.
const tellCost = 0.5

// tell says what a swap costs, and of one that costs nothing why it was not made.
func (t *trial) tell(s swap, o *Omission) {
	crew := t.m.crews[s.crew]
	o.Team, o.Cost = crew.number, max(0, float64(s.loss)/prizeUnit)
	at := t.clockOf(s.begin)
	if s.from == s.to {
		o.Reason = lang.T("ryms i passet, men sökningen har inte tagit med platsen: sök längre, eller se om områdets kvot hindrar",
			"fits into the shift, but the search has not taken the place in: search longer, or see whether the quota of the area bars it")
		o.Take = lang.T("Grupp %d hinner hit kl. %s utan att hoppa över något.", "Team %d can come here at %s without leaving out anything.", crew.number, at)
		return
	}
	var skipped []lang.Text
	for _, h := range t.routes[s.crew][s.from:s.to] {
		skipped = append(skipped, lang.T("%s kl. %s", "%s at %s", t.m.sites[t.m.stops[h.stop].site].Name, t.clockOf(h.begin)))
	}
	if cost := float64(s.loss) / prizeUnit; cost < tellCost {
		o.Reason = lang.T("ger ungefär lika mycket som det gruppen annars hinner med", "gives about as much as what the team has the time for otherwise")
		if cost <= -tellCost {
			o.Reason = lang.T("ger mer än det som står i stället, men sökningen har inte tagit med platsen: nylig närvaro, områdets kvot eller slumpen kan tala emot den; sök längre",
				"gives more than what stands instead, but the search has not taken the place in: recent presence, the quota of the area or chance may speak against it; search longer")
		}
		o.Take = lang.T("Grupp %d hinner hit kl. %s i stället för %s, utan att planen ger nämnvärt mindre.",
			"Team %d can come here at %s instead of %s, and the plan gives hardly less.", crew.number, at, listed(skipped))
		return
	}
	o.Take = lang.T("Grupp %d hinner hit kl. %s om den hoppar över %s: %.0f prioritetsminuter mindre.",
		"Team %d can come here at %s if it leaves out %s: %.0f priority-minutes less.", crew.number, at, listed(skipped), o.Cost)
}

func (t *trial) clockOf(s int64) lang.Text {
	return clockTime(t.m.after(s).In(t.m.in.Location).Round(time.Minute))
}

// clockTime is a local time of day as each language writes it.
func clockTime(t time.Time) lang.Text {
	return lang.Text{SV: t.Format("15.04"), EN: t.Format("15:04")}
}
