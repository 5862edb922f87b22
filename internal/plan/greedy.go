package plan

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
)

// Greedy works in rounds. In each it inserts candidates one at a time, each time the one
// that gives most priority per second added, at the place in a tour where the crew is
// done soonest. So that crews share the work, a crew's ratio shrinks the busier it is; so
// that places that many may visit are left to those who may visit few, it grows the
// fewer candidates are left to the crew. A round takes each candidate at most once, and
// ends with the drawing, from the seed, of the order of crews that are not announced.
// The next round adds behind it, each candidate from when its gap is over. The last is
// the one that adds nothing.
type Greedy struct{}

var _ Solver = Greedy{}

// How a crew's ratio shrinks: by the power sharing of how many times ease it is busy, and
// one. Steep enough for a crew without stops to walk to a place on another's way.
const (
	sharing = 2
	ease    = 1800 // seconds
)

// Solve answers a problem; its only error is that of a context that has ended.
func (Greedy) Solve(ctx context.Context, p Problem) (Solution, error) {
	s := newSearch(p)
	for {
		added, err := s.round(ctx)
		if err != nil {
			return Solution{}, err
		}
		if !added {
			return Solution{Tours: s.tours, Iterations: s.iterations}, nil
		}
	}
}

// search is a solution in the making.
type search struct {
	Problem
	tours      [][]Stop
	fixed      []int        // how many stops of each tour earlier rounds made
	random     []*rand.Rand // of each crew
	visits     []int        // to each candidate
	release    []int64      // of each candidate
	iterations int
}

func newSearch(p Problem) *search {
	s := &search{
		Problem: p, tours: make([][]Stop, len(p.Crews)), fixed: make([]int, len(p.Crews)),
		visits: make([]int, len(p.Priorities)), release: make([]int64, len(p.Priorities)),
	}
	for i := range p.Crews {
		s.random = append(s.random, rand.New(rand.NewPCG(p.Seed, uint64(i))))
	}
	return s
}

// eagerness is the square root of how many times more candidates are left to the crew
// with the most than to each.
func (s *search) eagerness(prizes []float64) []float64 {
	counts, most := make([]float64, len(s.Crews)), 1.0
	for i, crew := range s.Crews {
		for candidate, may := range crew.May {
			if may && prizes[candidate] > 0 {
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

// round adds to every tour what fits behind the rounds before, and reports whether
// anything did.
func (s *search) round(ctx context.Context) (added bool, err error) {
	prizes := make([]float64, len(s.Priorities)) // 0 once taken
	for i := range prizes {
		prizes[i] = s.prize(i)
	}
	for {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		s.iterations++
		best, ok := s.bestInsertion(prizes)
		if !ok {
			break
		}
		s.tours[best.crew] = slices.Insert(s.tours[best.crew], best.at, s.stop(best.candidate))
		prizes[best.candidate] = 0
		added = true
	}
	for i, crew := range s.Crews {
		if !crew.Announced {
			s.iterations += crew.draw(s.tours[i], s.fixed[i], s.random[i])
		}
	}
	s.settle()
	return added, nil
}

// prize is what the next visit to a candidate is worth.
func (s *search) prize(candidate int) float64 {
	if s.visits[candidate] > 0 && s.Gap <= 0 {
		return 0
	}
	return s.Priorities[candidate] * math.Pow(s.Again, float64(s.visits[candidate]))
}

// stop is the next visit to a candidate.
func (s *search) stop(candidate int) Stop {
	return Stop{Candidate: candidate, Round: s.visits[candidate] + 1, Release: s.release[candidate]}
}

// settle fixes the tours as they are, and with them when each candidate may be visited
// again.
func (s *search) settle() {
	for i, crew := range s.Crews {
		times, _ := crew.Schedule(s.tours[i])
		for k := s.fixed[i]; k < len(s.tours[i]); k++ {
			candidate := s.tours[i][k].Candidate
			s.visits[candidate]++
			s.release[candidate] = times.Arrive[k] + crew.Dwell + s.Gap
		}
		s.fixed[i] = len(s.tours[i])
	}
}

// insertion is a candidate put into a crew's tour.
type insertion struct {
	crew, candidate, at int
	busy, end           int64 // of the tour with it
	ratio               float64
}

// bestInsertion finds the feasible insertion with the best ratio; of equals the first by
// crew, candidate and place. Waiting counts as time added, but not before a crew's first
// stop in a round: it has nothing better to do until then.
func (s *search) bestInsertion(prizes []float64) (best insertion, found bool) {
	eager := s.eagerness(prizes)
	for i, crew := range s.Crews {
		now, _ := crew.Schedule(s.tours[i])
		for candidate, prize := range prizes {
			if prize <= 0 || !crew.May[candidate] {
				continue
			}
			next, ok := s.soonest(i, candidate)
			if !ok {
				continue
			}
			seconds := next.busy - now.Busy
			if len(s.tours[i]) > s.fixed[i] {
				seconds = max(seconds, next.end-now.End)
			}
			next.ratio = prize / float64(max(1, seconds)) * eager[i] / math.Pow(1+float64(now.Busy)/ease, sharing)
			if !found || next.ratio > best.ratio {
				best, found = next, true
			}
		}
	}
	return best, found
}

// soonest finds where in a crew's tour, behind what is fixed, a candidate lets it be done
// soonest; of equals where it is least busy.
func (s *search) soonest(crew, candidate int) (best insertion, found bool) {
	tour := s.tours[crew]
	trial := slices.Insert(slices.Clone(tour), s.fixed[crew], s.stop(candidate))
	for at := s.fixed[crew]; at < len(trial); at++ {
		if at > s.fixed[crew] {
			trial[at-1], trial[at] = trial[at], trial[at-1]
		}
		times, ok := s.Crews[crew].Schedule(trial)
		if !ok || found && (times.End > best.end || times.End == best.end && times.Busy >= best.busy) {
			continue
		}
		best, found = insertion{crew: crew, candidate: candidate, at: at, busy: times.Busy, end: times.End}, true
	}
	return best, found
}
