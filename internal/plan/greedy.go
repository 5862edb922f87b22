package plan

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
)

// Greedy inserts candidates one at a time, each time the one that gives most priority per
// second added, at the place in a tour where it adds least. So that crews share the work,
// a crew's ratio shrinks as its shift fills; so that places that many may visit are left
// to those who may visit few, it grows the fewer candidates are open to the crew.
// Afterwards the order of crews that are not announced is drawn from the seed.
type Greedy struct{}

var _ Solver = Greedy{}

// sharing is the power of the share of a crew's shift that is left, by which its ratio
// shrinks. The cube lets a police team, who stay longest at a stop, have their turn after
// a guard's first.
const sharing = 3

// How far the order of an unannounced tour is drawn from the seed.
const (
	drawSteps = 100  // swaps tried for each stop
	drawSlack = 0.25 // the way may become this much longer than the greedy one
)

// Solve answers a problem; its only error is that of a context that has ended.
func (Greedy) Solve(ctx context.Context, p Problem) (Solution, error) {
	s := Solution{Tours: make([][]int, len(p.Crews))}
	open := make([]bool, len(p.Priorities))
	for i, priority := range p.Priorities {
		open[i] = priority > 0
	}
	eager := eagerness(p.Crews)
	for {
		if err := ctx.Err(); err != nil {
			return Solution{}, err
		}
		s.Iterations++
		best, ok := bestInsertion(p, s.Tours, open, eager)
		if !ok {
			break
		}
		s.Tours[best.crew] = slices.Insert(s.Tours[best.crew], best.at, best.candidate)
		open[best.candidate] = false
	}
	for i, crew := range p.Crews {
		if !crew.Announced {
			random := rand.New(rand.NewPCG(p.Seed, uint64(i)))
			s.Iterations += crew.draw(s.Tours[i], random)
		}
	}
	return s, nil
}

// eagerness is the square root of how many times more candidates are open to the crew
// with the most than to each.
func eagerness(crews []Crew) []float64 {
	counts, most := make([]float64, len(crews)), 1.0
	for i, c := range crews {
		for _, may := range c.May {
			if may {
				counts[i]++
			}
		}
		most = max(most, counts[i])
	}
	for i, n := range counts {
		counts[i] = math.Sqrt(most / max(1, n))
	}
	return counts
}

// insertion is a candidate put into a crew's tour.
type insertion struct {
	crew, candidate, at int
	seconds             int64 // added to the tour
	ratio               float64
}

// bestInsertion finds the feasible insertion with the best ratio; of equals the first by
// crew, candidate and place.
func bestInsertion(p Problem, tours [][]int, open []bool, eager []float64) (best insertion, found bool) {
	for i, crew := range p.Crews {
		used, _ := crew.Duration(tours[i])
		for candidate, priority := range p.Priorities {
			if !open[candidate] || !crew.May[candidate] {
				continue
			}
			next, ok := crew.cheapest(tours[i], candidate, crew.Shift-used)
			if !ok {
				continue
			}
			left := float64(crew.Shift-used) / float64(max(1, crew.Shift))
			next.crew, next.ratio = i, priority/float64(max(1, next.seconds))*math.Pow(left, sharing)*eager[i]
			if !found || next.ratio > best.ratio {
				best, found = next, true
			}
		}
	}
	return best, found
}

// cheapest finds where in a tour a candidate adds the least time, at most left seconds.
func (c Crew) cheapest(tour []int, candidate int, left int64) (best insertion, found bool) {
	for at := range len(tour) + 1 {
		before, after := c.Start, c.End
		if at > 0 {
			before = tour[at-1]
		}
		if at < len(tour) {
			after = tour[at]
		}
		there, back, direct := c.Travel[before][candidate], c.Travel[candidate][after], c.Travel[before][after]
		if there == Unreachable || back == Unreachable {
			continue
		}
		if len(tour) == 0 {
			direct = 0 // an empty tour never leaves its start
		}
		seconds := there + c.Dwell + back - direct
		if seconds <= left && (!found || seconds < best.seconds) {
			best, found = insertion{candidate: candidate, at: at, seconds: seconds}, true
		}
	}
	return best, found
}

// draw changes the order of a tour at random, by turning pieces of it around and moving
// stops, and keeps each change that ends within the shift and within the slack. It
// returns the changes it tried.
func (c Crew) draw(tour []int, random *rand.Rand) int {
	if len(tour) < 2 {
		return 0
	}
	shortest, _ := c.Duration(tour)
	standing := int64(len(tour)) * c.Dwell
	limit := min(c.Shift, standing+int64(float64(shortest-standing)*(1+drawSlack)))
	steps := drawSteps * len(tour)
	trial := make([]int, len(tour))
	for range steps {
		copy(trial, tour)
		from, to := random.IntN(len(tour)), random.IntN(len(tour))
		if random.IntN(2) == 0 {
			slices.Reverse(trial[min(from, to) : max(from, to)+1])
		} else {
			stop := trial[from]
			trial = slices.Insert(slices.Delete(trial, from, from+1), to, stop)
		}
		if seconds, ok := c.Duration(trial); ok && seconds <= limit {
			copy(tour, trial)
		}
	}
	return steps
}
