package street

import (
	"sync"
	"sync/atomic"
)

// Walk returns the metres to each position along the cheapest way from one: +Inf where
// there is no way.
func (g *Graph) Walk(from Position, to []Position, pref Preference) []float64 {
	out := make([]float64, len(to))
	g.walk(from, to, pref, out)
	return out
}

func (g *Graph) walk(from Position, to []Position, pref Preference, out []float64) {
	s := g.searchers.Get().(*searcher)
	defer g.searchers.Put(s)
	s.run(from, to, pref)
	for i, t := range to {
		out[i] = s.arrive(from, t).m
	}
}

// matrixWorkers is how many searches of a Matrix run at once.
const matrixWorkers = 2

// Matrix returns the metres between all positions along the cheapest ways, the same in
// both directions: +Inf where there is no way.
func (g *Graph) Matrix(positions []Position, pref Preference) [][]float64 {
	n := len(positions)
	matrix := make([][]float64, n)
	cells := make([]float64, n*n)
	for i := range matrix {
		matrix[i] = cells[i*n : (i+1)*n]
	}
	var next atomic.Int64
	var workers sync.WaitGroup
	for range matrixWorkers {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				g.walk(positions[i], positions[i+1:], pref, matrix[i][i+1:])
			}
		})
	}
	workers.Wait()
	for i := range matrix {
		for j := range i {
			matrix[i][j] = matrix[j][i]
		}
	}
	return matrix
}
