package orienteer

import (
	"slices"
)

// Times are at most longTime, a crew is out until endless at the latest, and noWay, the time of a
// way that there is not, is more than any route may take; some hundred of it add up without
// overflow.
const (
	longTime = Never >> 8
	endless  = longTime * 2
	noWay    = longTime * 4
)

// model is a Problem made ready for the search: stops that nobody can take, or that are
// worth nothing, are left out; places that no stop or crew uses likewise; what is asked
// over and over lies in flat arrays by stop.
type model struct {
	problem *Problem
	within  []int // the Problem's stops that some crew can take
	places  []int // by node

	n     int     // stops kept
	stop  []int32 // which of the Problem's it is
	node  []int32 // where it lies
	prize []int64
	dwell []int64
	open  []int64
	shut  []int64
	group []int32 // 0: none
	site  []int32 // 0: none
	area  []int32 // 0: none
	must  []bool
	mates lists // stops that a stop excludes once taken: itself and the rest of its group

	crews   []crew
	classes []class

	// Nodes 0…spots−1 are where stops lie, the others where crews start and end. A spot is
	// a node together with the stops that lie there.
	nodes int
	spots int
	at    lists   // stops by spot, in order of opening
	near  lists   // spots by spot, the nearest first, itself included
	kin   lists   // stops by site − 1
	quick []int64 // the least dwell at the spot
	twin  []int32 // the stop next dearer that is the same but for prize and group; −1: none

	free    bool // no windows, no gaps: a route is feasible when it is short enough
	single  bool // one stop at each spot
	fickle  bool // where a stop is best put in depends on more than the route
	uniform bool // all crews are alike
	simple  bool // free, single, and any crew may take any stop: spots and stops are numbered alike
	musts   int64
	least   int64       // what all areas ask for
	mean    float64     // of the prizes
	usual   float64     // of the dwells
	powers  [][]float64 // by exponent and stop: what prizes weigh in a repair
	hair    float64     // a time too short to matter, so that no ratio is infinite
	ceiling int64       // no solution scores more
}

// crew is a Crew on nodes.
type crew struct {
	start, end  int32
	from, until int64
	budget      int64
	class       int32
	may         []bool
}

// class is a Matrix on nodes, and its transpose.
type class struct {
	to, from  []int64 // row of a node: time to, and from, each other
	symmetric bool
}

// lists are many short lists in one array.
type lists struct {
	head []int32
	item []int32
}

func (l lists) of(i int32) []int32 { return l.item[l.head[i]:l.head[i+1]] }

// newLists gathers items 0…n−1 by key(item) in [0, keys), in order.
func newLists(keys, n int, key func(i int) int) lists {
	l := lists{head: make([]int32, keys+1), item: make([]int32, n)}
	for i := range n {
		l.head[key(i)+1]++
	}
	for k := range keys {
		l.head[k+1] += l.head[k]
	}
	next := slices.Clone(l.head)
	for i := range n {
		k := key(i)
		l.item[next[k]] = int32(i)
		next[k]++
	}
	return l
}

func newModel(p *Problem) *model {
	m := &model{problem: p}
	m.within = reachable(p)
	kept := m.keep()
	m.n = len(kept)
	m.places = m.nodesOf(kept)
	m.layClasses()
	m.layCrews()
	m.layStops(kept)
	m.layMates()
	m.at = newLists(m.spots, m.n, func(u int) int { return int(m.node[u]) })
	for s := range m.spots {
		m.sortSpot(m.at.of(int32(s)))
	}
	m.setFlags()
	m.layPowers()
	m.layQuick()
	m.layTwins()
	m.ceiling = m.bound()
	return m
}

// keep is which of the stops within reach are worth the while.
func (m *model) keep() []int {
	var kept []int
	for _, i := range m.within {
		s := &m.problem.Stops[i]
		if s.Prize > 0 || s.Must || s.Area > 0 && m.problem.Areas[s.Area-1].Least > 0 {
			kept = append(kept, i)
		}
	}
	return kept
}

// nodesOf gives the places of the kept stops nodes of their own, then each crew's start
// and end, and returns the place of each node.
func (m *model) nodesOf(kept []int) []int {
	p := m.problem
	known := map[int]int32{}
	var places []int
	m.node = make([]int32, len(kept))
	for u, i := range kept {
		place := p.Stops[i].Place
		node, ok := known[place]
		if !ok {
			node = int32(len(places))
			known[place] = node
			places = append(places, place)
		}
		m.node[u] = node
	}
	m.spots = len(places)
	for i := range p.Crews {
		places = append(places, p.Crews[i].Start, p.Crews[i].End)
	}
	m.nodes = len(places)
	return places
}

// layClasses copies what is needed of each matrix. A crew without stops stays where it is:
// where there is no way from its start to its end, that way counts as nothing.
func (m *model) layClasses() {
	m.classes = make([]class, len(m.problem.Travel))
	for k := range m.classes {
		used := slices.ContainsFunc(m.problem.Crews, func(c Crew) bool { return c.Travel == k })
		if !used {
			continue
		}
		m.classes[k] = newClass(m.problem.Travel[k], m.places)
	}
}

func newClass(t Matrix, places []int) class {
	n := len(places)
	c := class{to: make([]int64, n*n), symmetric: true}
	for i, a := range places {
		for j, b := range places {
			c.to[i*n+j] = way(t, a, b)
		}
	}
	for i := range n {
		for j := range i {
			if c.to[i*n+j] != c.to[j*n+i] {
				c.symmetric = false
			}
		}
	}
	c.from = c.to
	if !c.symmetric {
		c.from = make([]int64, n*n)
		for i := range n {
			for j := range n {
				c.from[j*n+i] = c.to[i*n+j]
			}
		}
	}
	return c
}

// way is the time from one place to another, noWay where there is none.
func way(t Matrix, a, b int) int64 {
	if d := t.At(a, b); d < Never {
		return d
	}
	return noWay
}

func (m *model) layCrews() {
	for i := range m.problem.Crews {
		c := &m.problem.Crews[i]
		until := min(c.Until, endless)
		m.crews = append(m.crews, crew{
			start: int32(m.spots + 2*i), end: int32(m.spots + 2*i + 1),
			from: c.From, until: until, budget: until - c.From, class: int32(c.Travel),
		})
	}
}

func (m *model) layStops(kept []int) {
	groups := map[int]int32{}
	for _, i := range kept {
		s := &m.problem.Stops[i]
		m.stop = append(m.stop, int32(i))
		m.prize = append(m.prize, s.Prize)
		m.dwell = append(m.dwell, s.Dwell)
		m.open = append(m.open, s.Open)
		m.shut = append(m.shut, s.Close)
		m.site = append(m.site, int32(s.Site))
		m.area = append(m.area, int32(s.Area))
		m.must = append(m.must, s.Must)
		if s.Group > 0 && groups[s.Group] == 0 {
			groups[s.Group] = int32(len(groups) + 1)
		}
		m.group = append(m.group, groups[s.Group])
	}
	for c := range m.crews {
		may := m.problem.Crews[c].May
		if may == nil {
			continue
		}
		m.crews[c].may = make([]bool, m.n)
		for u, i := range kept {
			m.crews[c].may[u] = may[i]
		}
	}
	m.layMusts()
}

// layMusts counts what there is of musts, those left out included, and of areas.
func (m *model) layMusts() {
	groups := map[int]bool{}
	for i := range m.problem.Stops {
		s := &m.problem.Stops[i]
		if !s.Must || groups[s.Group] {
			continue
		}
		m.musts++
		if s.Group > 0 {
			groups[s.Group] = true
		}
	}
	for _, a := range m.problem.Areas {
		m.least += a.Least
	}
}

// allowed tells whether a crew may take a stop.
func (m *model) allowed(c int, u int32) bool {
	may := m.crews[c].may
	return may == nil || may[u]
}
