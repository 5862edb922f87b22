package orienteering

import "math"

// streets is a graph whose edges go both ways, by node: those of node v are
// edges[first[v]:first[v+1]].
type streets struct {
	first []int32
	edges []half
}

type half struct {
	to     int32
	metres float64
}

func (f patrolFile) streets() streets {
	g := streets{first: make([]int32, len(f.Nodes)+1), edges: make([]half, 2*len(f.Edges))}
	for _, e := range f.Edges {
		g.first[e.a+1]++
		g.first[e.b+1]++
	}
	for v := range f.Nodes {
		g.first[v+1] += g.first[v]
	}
	next := append([]int32(nil), g.first...)
	put := func(from, to int, metres float64) {
		g.edges[next[from]] = half{int32(to), metres}
		next[from]++
	}
	for _, e := range f.Edges {
		put(e.a, e.b, e.metres)
		put(e.b, e.a, e.metres)
	}
	return g
}

// times are the seconds from each of some nodes to each other, row by row.
func (g streets) times(nodes []int, speed float64) []float64 {
	n := len(nodes)
	out := make([]float64, 0, n*n)
	s := search{streets: g, dist: make([]float64, len(g.first)-1)}
	for _, from := range nodes {
		s.from(from)
		for _, to := range nodes {
			out = append(out, s.dist[to]/speed)
		}
	}
	return out
}

// search is Dijkstra's algorithm with what it needs, made once.
type search struct {
	streets
	dist  []float64 // metres; infinite where there is no way
	queue []label
}

type label struct {
	metres float64
	node   int32
}

func (s *search) from(source int) {
	for v := range s.dist {
		s.dist[v] = math.Inf(1)
	}
	s.dist[source] = 0
	s.queue = append(s.queue[:0], label{0, int32(source)})
	for len(s.queue) > 0 {
		l := s.pop()
		if l.metres > s.dist[l.node] {
			continue // a shorter way has been found since
		}
		for _, e := range s.edges[s.first[l.node]:s.first[l.node+1]] {
			if d := l.metres + e.metres; d < s.dist[e.to] {
				s.dist[e.to] = d
				s.push(label{d, e.to})
			}
		}
	}
}

// push and pop keep queue a binary heap, the nearest first.
func (s *search) push(l label) {
	s.queue = append(s.queue, l)
	i := len(s.queue) - 1
	for i > 0 && l.metres < s.queue[(i-1)/2].metres {
		s.queue[i] = s.queue[(i-1)/2]
		i = (i - 1) / 2
	}
	s.queue[i] = l
}

func (s *search) pop() label {
	top, last := s.queue[0], s.queue[len(s.queue)-1]
	s.queue = s.queue[:len(s.queue)-1]
	n := len(s.queue)
	if n == 0 {
		return top
	}
	i := 0
	for {
		child := 2*i + 1
		if child >= n {
			break
		}
		if child+1 < n && s.queue[child+1].metres < s.queue[child].metres {
			child++
		}
		if s.queue[child].metres >= last.metres {
			break
		}
		s.queue[i] = s.queue[child]
		i = child
	}
	s.queue[i] = last
	return top
}
