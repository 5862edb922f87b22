package plan

import "context"

// Unreachable is the travel time between two places with no way between them.
const Unreachable = int64(-1)

// Problem is a shift as numbers: which candidates to visit, by which crew, in which
// order. Times are whole seconds, counted from the start of the shift.
type Problem struct {
	Seed       uint64
	Priorities []float64 // of each candidate
	Crews      []Crew
	Gap        int64   // from leaving a candidate, by any crew, to the next arrival there; 0: each is visited once
	Again      float64 // what a further visit to a candidate is worth of the one before
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

// Stop is a visit of a crew to a candidate.
type Stop struct {
	Candidate int
	Round     int   // 1 is the first visit to the candidate by any crew
	Release   int64 // the crew arrives then at the earliest
}

// Solution is the stops that each crew makes, in order.
type Solution struct {
	Tours      [][]Stop
	Iterations int // steps taken
}

// Solver answers a problem. The same problem gives the same solution.
type Solver interface {
	Solve(ctx context.Context, p Problem) (Solution, error)
}

// Timetable is when a crew is where on a tour.
type Timetable struct {
	Arrive []int64 // at each stop, when its dwell starts
	Busy   int64   // walking and standing at stops; what is left until End is waiting
	End    int64   // back at the crew's end
}

// Schedule is a tour in time: the crew walks without delay and waits where it comes
// before a stop's release. It reports false where the tour has a leg without a way or
// takes longer than the shift.
func (c Crew) Schedule(tour []Stop) (Timetable, bool) {
	if len(tour) == 0 {
		return Timetable{}, true
	}
	times := Timetable{Arrive: make([]int64, len(tour))}
	at := c.Start
	for i, stop := range tour {
		leg := c.Travel[at][stop.Candidate]
		if leg == Unreachable {
			return Timetable{}, false
		}
		times.Arrive[i] = max(times.End+leg, stop.Release)
		times.Busy += leg + c.Dwell
		times.End = times.Arrive[i] + c.Dwell
		at = stop.Candidate
	}
	home := c.Travel[at][c.End]
	if home == Unreachable {
		return Timetable{}, false
	}
	times.Busy += home
	times.End += home
	return times, times.End <= c.Shift
}

// CanReach reports whether a crew could visit a candidate and nothing else.
func (c Crew) CanReach(candidate int) bool {
	_, ok := c.Schedule([]Stop{{Candidate: candidate}})
	return ok
}
