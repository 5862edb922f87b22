package cluster

import "math"

// leafSize is how many points a leaf of a tree holds at most.
const leafSize = 12

// kdTree holds points so that near ones are found fast (Bentley, 1975): each node cuts its
// points in two halves across the wider side of their box. Points of node v are a run; the
// halves of it are nodes 2v and 2v+1.
type kdTree struct {
	points []point
	byY    []bool    // of each node: whether it is cut across y
	at     []float64 // and where
}

func newTree(p Points) *kdTree {
	t := &kdTree{points: make([]point, len(p.X))}
	for i := range t.points {
		t.points[i] = point{p.X[i], p.Y[i]}
	}
	nodes := 2
	for run := len(t.points); run > leafSize; run = (run + 1) / 2 {
		nodes *= 2
	}
	t.byY, t.at = make([]bool, nodes), make([]float64, nodes)
	t.cut(1, t.points)
	return t
}

func (t *kdTree) cut(node int, run []point) {
	if len(run) <= leafSize {
		return
	}
	low, high := run[0], run[0]
	for _, p := range run {
		low.x, high.x = min(low.x, p.x), max(high.x, p.x)
		low.y, high.y = min(low.y, p.y), max(high.y, p.y)
	}
	t.byY[node] = high.y-low.y > high.x-low.x
	middle := len(run) / 2
	if t.byY[node] {
		part(run, middle, func(p point) float64 { return p.y })
		t.at[node] = run[middle].y
	} else {
		part(run, middle, func(p point) float64 { return p.x })
		t.at[node] = run[middle].x
	}
	t.cut(2*node, run[:middle])
	t.cut(2*node+1, run[middle:])
}

// part puts the points of a run in such an order that none before the middle one has a
// greater value, and none after it a smaller one (Hoare, 1961).
func part(run []point, middle int, value func(point) float64) {
	for low, high := 0, len(run)-1; low < high; {
		a, b, c := value(run[low]), value(run[(low+high)/2]), value(run[high])
		pivot := max(min(a, b), min(max(a, b), c))
		i, j := low, high
		for i <= j {
			for value(run[i]) < pivot {
				i++
			}
			for value(run[j]) > pivot {
				j--
			}
			if i <= j {
				run[i], run[j] = run[j], run[i]
				i++
				j--
			}
		}
		if middle <= j {
			high = j
		} else if middle >= i {
			low = i
		} else {
			return
		}
	}
}

// nearest is a heap of the k smallest squared distances found so far, the greatest first.
type nearest []float64

func (n nearest) offer(d float64) {
	if d >= n[0] {
		return
	}
	i := 0
	for {
		child := 2*i + 1
		if child >= len(n) {
			break
		}
		if child+1 < len(n) && n[child+1] > n[child] {
			child++
		}
		if n[child] <= d {
			break
		}
		n[i] = n[child]
		i = child
	}
	n[i] = d
}

// distance is that of p to its k-th nearest point, k being the room in found.
func (t *kdTree) distance(p point, found nearest) float64 {
	for i := range found {
		found[i] = math.Inf(1)
	}
	t.look(1, t.points, p, found)
	return math.Sqrt(found[0])
}

func (t *kdTree) look(node int, run []point, p point, found nearest) {
	if len(run) <= leafSize {
		for _, q := range run {
			found.offer(apart2(p, q))
		}
		return
	}
	middle := len(run) / 2
	away := p.x - t.at[node]
	if t.byY[node] {
		away = p.y - t.at[node]
	}
	if away < 0 {
		t.look(2*node, run[:middle], p, found)
		if away*away < found[0] {
			t.look(2*node+1, run[middle:], p, found)
		}
		return
	}
	t.look(2*node+1, run[middle:], p, found)
	if away*away < found[0] {
		t.look(2*node, run[:middle], p, found)
	}
}
