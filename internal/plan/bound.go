package plan

import (
	"math"
	"slices"
)

// bound is priority-minutes that no plan of the problem exceeds. Every visit takes its dwell
// and at least the shortest way into its place, and every crew that goes out the shortest way
// into its end. What is left of all crews' time is filled with visits by prize for such time,
// a longer dwell at what it adds for the minutes it adds, the last in part: the linear
// relaxation of a knapsack in which one of several sizes of each thing is taken, filled along
// the upper hulls (Sinha and Zoltners, 1979). Windows, gaps, floors and who may go where are
// left out, so it lies well above what can be reached.
func (m *model) bound() float64 {
	in := m.leastWays()
	var steps []gain
	first := 0
	for i := 1; i <= len(m.problem.Stops); i++ {
		if i == len(m.problem.Stops) || m.problem.Stops[i].Group != m.problem.Stops[first].Group {
			steps = append(steps, m.hull(first, i, in)...)
			first = i
		}
	}
	slices.SortFunc(steps, func(a, b gain) int { return compareDown(a.prize*b.seconds, b.prize*a.seconds) })
	left := m.timeOut(in)
	sum := 0.0
	for _, s := range steps {
		if s.seconds >= left {
			return (sum + s.prize*left/s.seconds) / prizeUnit
		}
		sum, left = sum+s.prize, left-s.seconds
	}
	return sum / prizeUnit
}

// gain is what some more time at a place adds.
type gain struct{ prize, seconds float64 }

// hull is what the stops of a group, first to before last, add by more and more time, each step
// less a second than the one before.
func (m *model) hull(first, last int, in []int64) []gain {
	var points []gain
	for i := first; i < last; i++ {
		s := m.problem.Stops[i]
		if in[s.Place] < noTime {
			points = append(points, gain{float64(m.truth[i]), math.Max(1, float64(s.Dwell+in[s.Place]))})
		}
	}
	slices.SortFunc(points, func(a, b gain) int {
		if a.seconds != b.seconds {
			return compareDown(b.seconds, a.seconds)
		}
		return compareDown(a.prize, b.prize)
	})
	hull := []gain{{}}
	for _, p := range points {
		if p.prize <= hull[len(hull)-1].prize {
			continue
		}
		for n := len(hull); n > 1; n-- {
			a, b := hull[n-2], hull[n-1]
			if (b.prize-a.prize)*(p.seconds-b.seconds) > (p.prize-b.prize)*(b.seconds-a.seconds) {
				break
			}
			hull = hull[:n-1]
		}
		hull = append(hull, p)
	}
	var steps []gain
	for i := 1; i < len(hull); i++ {
		steps = append(steps, gain{hull[i].prize - hull[i-1].prize, hull[i].seconds - hull[i-1].seconds})
	}
	return steps
}

// leastWays is the shortest way into each place from another or from where a crew starts, or
// the gap that whoever stays there waits for.
func (m *model) leastWays() []int64 {
	n := m.problem.Travel[0].N
	in := make([]int64, n)
	for to := range in {
		in[to] = noTime
		if to < len(m.sites) {
			in[to] = m.sites[to].gap
		}
		for _, c := range m.crews {
			for from := range m.sites {
				if from != to {
					in[to] = min(in[to], c.matrix.At(from, to))
				}
			}
			in[to] = min(in[to], c.matrix.At(c.start, to))
		}
	}
	return in
}

// timeOut is the time of all crews, less the way into their ends.
func (m *model) timeOut(in []int64) (sum float64) {
	for _, c := range m.crews {
		least := int64(noTime)
		for from := range m.sites {
			least = min(least, c.matrix.At(from, c.end))
		}
		sum += float64(max(0, c.until-c.from-min(least, c.until-c.from)))
	}
	return sum
}
