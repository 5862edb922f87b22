package orienteer

import (
	"cmp"
	"math"
	"slices"
)

// layMates gathers the groups.
func (m *model) layMates() {
	var groups int32
	for _, g := range m.group {
		groups = max(groups, g)
	}
	by := newLists(int(groups)+1, m.n, func(u int) int { return int(m.group[u]) })
	m.mates.head = make([]int32, m.n+1)
	for u := range m.n {
		if g := m.group[u]; g > 0 {
			m.mates.item = append(m.mates.item, by.of(g)...)
		} else {
			m.mates.item = append(m.mates.item, int32(u))
		}
		m.mates.head[u+1] = int32(len(m.mates.item))
	}
}

// sortSpot puts the stops of a spot in order of opening; of those alike, the dearest first.
func (m *model) sortSpot(stops []int32) {
	slices.SortStableFunc(stops, func(a, b int32) int {
		return cmp.Or(
			cmp.Compare(m.open[a], m.open[b]), cmp.Compare(m.shut[a], m.shut[b]),
			cmp.Compare(m.dwell[a], m.dwell[b]), cmp.Compare(m.prize[b], m.prize[a]))
	})
}

// setFlags finds out what need not be looked at.
func (m *model) setFlags() {
	from, until := int64(math.MaxInt64), int64(math.MinInt64)
	for i := range m.crews {
		from, until = min(from, m.crews[i].from), max(until, m.crews[i].until)
	}
	m.free, m.single, m.uniform = true, m.n == m.spots, m.problem.uniform()
	sites := map[int32]bool{}
	for u := range m.n {
		if m.open[u] > from || m.shut[u] < until-m.dwell[u] || sites[m.site[u]] {
			m.free = false
		}
		if m.site[u] > 0 {
			sites[m.site[u]] = true
		}
	}
	limited := slices.ContainsFunc(m.crews, func(c crew) bool { return c.may != nil })
	m.simple = m.free && m.single && !limited && len(m.problem.Areas) == 0
	capped := slices.ContainsFunc(m.problem.Areas, func(a Area) bool { return a.Most < Never })
	m.fickle = !m.free && !(m.single && len(sites) == 0 && !capped)
	by := newLists(len(m.problem.Sites)+1, m.n, func(u int) int { return int(m.site[u]) })
	m.kin = lists{head: by.head[1:], item: by.item}
}

// exponents is how many powers of the prizes are kept ready, from lowExponent to
// highExponent.
const (
	exponents    = 14
	lowExponent  = 0.7
	highExponent = 2.0
)

// uniform tells whether a route that fits one crew fits all.
func (p *Problem) uniform() bool {
	first := &p.Crews[0]
	for i := range p.Crews {
		c := &p.Crews[i]
		if c.May != nil || c.Start != first.Start || c.End != first.End || c.From != first.From ||
			c.Until != first.Until || c.Travel != first.Travel {
			return false
		}
	}
	return true
}

// layPowers makes the tables that repairs weigh prizes by.
func (m *model) layPowers() {
	m.mean, m.usual = mean(m.prize), mean(m.dwell)
	m.powers = make([][]float64, exponents)
	for k := range m.powers {
		a := lowExponent + (highExponent-lowExponent)*float64(k)/(exponents-1)
		m.powers[k] = make([]float64, m.n)
		for u, z := range m.prize {
			m.powers[k][u] = math.Pow(float64(z)/m.mean, a)
		}
	}
	var ways, count float64
	for i := range m.crews {
		c := &m.crews[i]
		for s := range m.spots {
			if t := m.classes[c.class].to[int(c.start)*m.nodes+s]; t < noWay {
				ways += float64(t)
				count++
			}
		}
	}
	m.hair = 1e-3*ways/max(count, 1) + 1e-9
}

func mean(of []int64) float64 {
	var sum float64
	for _, x := range of {
		sum += float64(x)
	}
	return max(sum/float64(max(len(of), 1)), 1e-9)
}

// layQuick finds the least dwell at each spot.
func (m *model) layQuick() {
	m.quick = make([]int64, m.spots)
	for s := range m.spots {
		q := int64(Never)
		for _, u := range m.at.of(int32(s)) {
			q = min(q, m.dwell[u])
		}
		m.quick[s] = q
	}
}

// layTwins finds for each stop one at the same spot that is never the worse choice.
func (m *model) layTwins() {
	m.twin = make([]int32, m.n)
	for s := range m.spots {
		last := int32(-1)
		for _, u := range m.at.of(int32(s)) {
			m.twin[u] = -1
			if last >= 0 && m.alike(u, last) {
				m.twin[u] = last
			}
			last = u
		}
	}
}

// alike tells whether two stops differ in prize and group alone.
func (m *model) alike(u, v int32) bool {
	for c := range m.crews {
		if m.allowed(c, u) != m.allowed(c, v) {
			return false
		}
	}
	return m.open[u] == m.open[v] && m.shut[u] == m.shut[v] && m.dwell[u] == m.dwell[v] &&
		m.site[u] == m.site[v] && m.area[u] == m.area[v] && m.must[u] == m.must[v]
}

// neighbours is how many spots each spot knows as near, at most.
const neighbours = 100

// layNear finds the nearest spots of each, by whoever is quickest there and back.
func (m *model) layNear() {
	k := min(m.spots, neighbours)
	m.near = lists{head: make([]int32, m.spots+1), item: make([]int32, 0, k*m.spots)}
	type spot struct {
		node int32
		far  int64
	}
	all := make([]spot, m.spots)
	for s := range m.spots {
		for t := range m.spots {
			all[t] = spot{int32(t), m.apart(s, t)}
		}
		all[s].far = -1
		slices.SortFunc(all, func(a, b spot) int {
			return cmp.Or(cmp.Compare(a.far, b.far), cmp.Compare(a.node, b.node))
		})
		for _, o := range all[:k] {
			m.near.item = append(m.near.item, o.node)
		}
		m.near.head[s+1] = int32(len(m.near.item))
	}
}

// apart is the least time there and back between two nodes.
func (m *model) apart(a, b int) int64 {
	least := int64(2 * noWay)
	for k := range m.classes {
		if c := &m.classes[k]; c.to != nil {
			least = min(least, c.to[a*m.nodes+b]+c.from[a*m.nodes+b])
		}
	}
	return least
}
