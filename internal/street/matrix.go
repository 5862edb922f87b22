package street

import (
	"math"
	"sync"
	"sync/atomic"
	"time"
)

// Leg is how far it is from one position to another. Both numbers are true ones, whatever
// the preference; both are +Inf where there is no way, or none within a bound.
type Leg struct {
	Seconds float64
	LengthM float64
}

var noLeg = Leg{Seconds: math.Inf(1), LengthM: math.Inf(1)}

// Found tells whether there is a way.
func (l Leg) Found() bool { return !math.IsInf(l.Seconds, 1) }

// Legs tells how far it is from a position to others along the cheapest ways, as far as
// these take no longer than within (Never: any time).
func (p *Profile) Legs(from Position, to []Position, within time.Duration) []Leg {
	out := make([]Leg, len(to))
	p.legs(from, to, within, out)
	return out
}

func (p *Profile) legs(from Position, to []Position, within time.Duration, out []Leg) {
	s := p.g.searchers.Get().(*searcher)
	defer p.g.searchers.Put(s)
	s.run(p, from, to, within)
	for i, t := range to {
		a := s.arrive(from, t)
		if a.end == nowhere || within != Never && a.seconds > within.Seconds() {
			out[i] = noLeg
			continue
		}
		out[i] = Leg{Seconds: a.seconds, LengthM: s.lengthTo(a, from, t)}
	}
}

// matrixWorkers is how many searches of a Matrix run at once.
const matrixWorkers = 2

// Matrix tells how far it is from every position to every other along the cheapest ways, as
// far as these take no longer than within (Never: any time). Where streets are the same in
// both directions, so are the numbers.
func (p *Profile) Matrix(positions []Position, within time.Duration) [][]Leg {
	n := len(positions)
	matrix := make([][]Leg, n)
	cells := make([]Leg, n*n)
	for i := range matrix {
		matrix[i] = cells[i*n : (i+1)*n]
	}
	inParallel(n, func(i int) {
		first := 0
		if p.even {
			first = i
		}
		p.legs(positions[i], positions[first:], within, matrix[i][first:])
	})
	if !p.even {
		return matrix
	}
	for i := range matrix {
		for j := range i {
			matrix[i][j] = matrix[j][i]
		}
	}
	return matrix
}

// inParallel calls do with 0 to n-1, by several goroutines.
func inParallel(n int, do func(i int)) {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range matrixWorkers {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	workers.Wait()
}

// Walk returns the metres of the shortest walk from one position to each other: +Inf where
// there is none.
func (g *Graph) Walk(from Position, to []Position) []float64 {
	out := make([]float64, len(to))
	g.walk(from, to, out)
	return out
}

func (g *Graph) walk(from Position, to []Position, out []float64) {
	s := g.searchers.Get().(*searcher)
	defer g.searchers.Put(s)
	s.run(g.plain, from, to, Never)
	for i, t := range to {
		out[i] = s.arrive(from, t).seconds
	}
}

// Matrix returns the metres of the shortest walks between all positions, the same in both
// directions: +Inf where there is none.
func (g *Graph) Matrix(positions []Position) [][]float64 {
	n := len(positions)
	matrix := make([][]float64, n)
	cells := make([]float64, n*n)
	for i := range matrix {
		matrix[i] = cells[i*n : (i+1)*n]
	}
	inParallel(n, func(i int) { g.walk(positions[i], positions[i+1:], matrix[i][i+1:]) })
	for i := range matrix {
		for j := range i {
			matrix[i][j] = matrix[j][i]
		}
	}
	return matrix
}
