package orienteer

import (
	"cmp"
	"maps"
	"slices"
)

// item is what the bound knows of a stop or, if it is in a group, of all of the group: at
// most so much prize, for at least so much time.
type item struct{ prize, cost int64 }

// bound is a score that no solution exceeds. Each stop on a route is entered by one way and
// costs its dwell, so a route takes at least its dwells, the shortest way into each of its
// stops, and the shortest way into its end. All crews' time, less those last ways, is
// filled with stops by prize for such least time, the last one in part: the linear
// relaxation of a knapsack (Dantzig 1957), which is at least the best choice of whole ones.
// Of a group the greatest prize is set against the least time.
func (m *model) bound() int64 {
	in := m.leastIn()
	items := m.items(in)
	var time float64
	for i := range m.crews {
		c := &m.crews[i]
		time += float64(max(0, c.budget-in[c.class][c.end]))
	}
	slices.SortFunc(items, func(a, b item) int {
		return cmp.Compare(float64(b.prize)*float64(a.cost), float64(a.prize)*float64(b.cost))
	})
	var sum int64
	for _, it := range items {
		if float64(it.cost) > time {
			part := float64(it.prize) * time / float64(it.cost)
			return sum + int64(part*(1+1e-9)+1e-6) // prizes are whole; the hair is for rounding
		}
		sum += it.prize
		time -= float64(it.cost)
	}
	return sum
}

// leastIn is, by class and node, the shortest way into it from a stop: also from one that is
// worth nothing, since a way by it may be shorter than the straight one.
func (m *model) leastIn() [][]int64 {
	in := make([][]int64, len(m.classes))
	stops := map[int]int{} // by place
	for _, i := range m.within {
		stops[m.problem.Stops[i].Place]++
	}
	places := slices.Sorted(maps.Keys(stops))
	for k := range m.classes {
		if m.classes[k].to == nil {
			continue
		}
		travel := m.problem.Travel[k]
		in[k] = make([]int64, m.nodes)
		for v, place := range m.places {
			least := int64(noWay)
			for _, from := range places {
				if from != place || v >= m.spots || stops[from] > 1 {
					least = min(least, way(travel, from, place))
				}
			}
			in[k][v] = least
		}
	}
	return in
}

// items are what there is to fill time with. The first stop of a route is entered from the
// crew's start.
func (m *model) items(in [][]int64) []item {
	var items []item
	by := map[int32]int{}
	for u := range m.n {
		it := item{prize: m.prize[u], cost: noWay}
		if it.prize == 0 {
			continue
		}
		for i := range m.crews {
			c := &m.crews[i]
			if m.allowed(i, int32(u)) {
				first := m.classes[c.class].to[int(c.start)*m.nodes+int(m.node[u])]
				it.cost = min(it.cost, min(first, in[c.class][m.node[u]])+m.dwell[u])
			}
		}
		at, ok := by[m.group[u]]
		if m.group[u] == 0 || !ok {
			by[m.group[u]] = len(items)
			items = append(items, it)
			continue
		}
		items[at].prize = max(items[at].prize, it.prize)
		items[at].cost = min(items[at].cost, it.cost)
	}
	return items
}
