package orienteer

// reachable lists the stops some crew can take at all, were there no others: within its
// time and the stop's window, if need be by way of other places, since the straight way
// need not be the shortest.
func reachable(p *Problem) []int {
	reach := make([]bool, len(p.Stops))
	missing := len(p.Stops)
	for i := range p.Crews {
		c := &p.Crews[i]
		t := p.Travel[c.Travel]
		missing -= c.claim(p, reach, func(place int) int64 { return way(t, c.Start, place) },
			func(place int) int64 { return way(t, place, c.End) })
	}
	if missing == 0 {
		return marked(reach)
	}
	inner := places(p)
	for i := range p.Crews {
		c := &p.Crews[i]
		out := shortest(p.Travel[c.Travel], c.Start, inner, false)
		home := shortest(p.Travel[c.Travel], c.End, inner, true)
		c.claim(p, reach, func(place int) int64 { return out[place] },
			func(place int) int64 { return home[place] })
	}
	return marked(reach)
}

func marked(marks []bool) []int {
	list := make([]int, 0, len(marks))
	for i, yes := range marks {
		if yes {
			list = append(list, i)
		}
	}
	return list
}

// claim marks the stops that the crew can take with such ways out and home, and returns
// how many were not marked before.
func (c *Crew) claim(p *Problem, reach []bool, out, home func(place int) int64) int {
	fresh := 0
	until := min(c.Until, endless)
	for u := range p.Stops {
		s := &p.Stops[u]
		if reach[u] || c.May != nil && !c.May[u] {
			continue
		}
		begin := max(c.From+out(s.Place), s.Open)
		if begin <= s.Close && begin+s.Dwell+home(s.Place) <= until {
			reach[u] = true
			fresh++
		}
	}
	return fresh
}

// places are where stops lie, each once.
func places(p *Problem) []int {
	var all []int
	seen := map[int]bool{}
	for i := range p.Stops {
		if place := p.Stops[i].Place; !seen[place] {
			seen[place] = true
			all = append(all, place)
		}
	}
	return all
}

// shortest is the least time from a place (or, back, to it) to each of the inner places by
// way of inner places; Dijkstra's algorithm over the dense matrix. It is noWay elsewhere.
func shortest(t Matrix, origin int, inner []int, back bool) []int64 {
	edge := func(a, b int) int64 {
		if back {
			a, b = b, a
		}
		return way(t, a, b)
	}
	dist := make([]int64, t.N)
	for i := range dist {
		dist[i] = noWay
	}
	open := append([]int(nil), inner...)
	for _, v := range open {
		dist[v] = edge(origin, v)
	}
	for len(open) > 0 {
		best := 0
		for k, v := range open {
			if dist[v] < dist[open[best]] {
				best = k
			}
		}
		u := open[best]
		open[best] = open[len(open)-1]
		open = open[:len(open)-1]
		for _, v := range open {
			dist[v] = min(dist[v], dist[u]+edge(u, v))
		}
	}
	return dist
}
