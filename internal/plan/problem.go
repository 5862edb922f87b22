package plan

import "context"

// Unreachable is the travel time between two places with no way between them.
const Unreachable = int64(-1)

// Problem is a shift as numbers: which candidates to visit, by which crew, in which
// order. Times are whole seconds.
type Problem struct {
	Seed       uint64
	Priorities []float64 // of each candidate
	Crews      []Crew
}

// Crew is a team as a solver sees it. Places 0, 1, … are the candidates; Start and End
// are places beyond them.
type Crew struct {
	Start, End int
	Shift      int64     // it is back at End by then
	Dwell      int64     // at each stop
	May        []bool    // whether it may be sent to each candidate
	Announced  bool      // keeps the shortest order; other crews' order is drawn from the seed
	Travel     [][]int64 // from place to place; Unreachable where there is no way
}

// Solution is the candidates that each crew visits, in order.
type Solution struct {
	Tours      [][]int
	Iterations int // steps taken
}

// Solver answers a problem. The same problem gives the same solution.
type Solver interface {
	Solve(ctx context.Context, p Problem) (Solution, error)
}

// Duration is how long a crew is out on a tour, from start to end with its stops; false
// where the tour has a leg without a way or takes longer than the shift.
func (c Crew) Duration(tour []int) (seconds int64, ok bool) {
	if len(tour) == 0 {
		return 0, true
	}
	at := c.Start
	for _, next := range tour {
		leg := c.Travel[at][next]
		if leg == Unreachable {
			return 0, false
		}
		seconds += leg + c.Dwell
		at = next
	}
	home := c.Travel[at][c.End]
	if home == Unreachable {
		return 0, false
	}
	seconds += home
	return seconds, seconds <= c.Shift
}

// CanReach reports whether a crew could visit a candidate and nothing else.
func (c Crew) CanReach(candidate int) bool {
	_, ok := c.Duration([]int{candidate})
	return ok
}
