package plan

import (
	"math/rand/v2"
	"slices"
)

// How far the order of an unannounced tour is drawn from the seed.
const (
	drawSteps = 100  // swaps tried for each stop
	drawSlack = 0.25 // the way may become this much longer than the greedy one
)

// draw changes the order of the stops of a tour from the fixed ones on, by turning pieces
// around and moving stops, and keeps each change that ends within the shift and within
// the slack. It returns the changes it tried.
func (c Crew) draw(tour []Stop, fixed int, random *rand.Rand) int {
	free := len(tour) - fixed
	if free < 2 {
		return 0
	}
	shortest, _ := c.Schedule(tour)
	slack := int64(drawSlack * float64(shortest.Busy-c.busyUntil(tour, fixed)-int64(free)*c.Dwell))
	steps := drawSteps * free
	trial := make([]Stop, len(tour))
	for range steps {
		copy(trial, tour)
		shuffle(trial[fixed:], random)
		times, ok := c.Schedule(trial)
		if ok && times.End <= shortest.End+slack && times.Busy <= shortest.Busy+slack {
			copy(tour, trial)
		}
	}
	return steps
}

// busyUntil is how long a crew walks and stands on the first stops of a tour.
func (c Crew) busyUntil(tour []Stop, stops int) (seconds int64) {
	at := c.Start
	for _, stop := range tour[:stops] {
		seconds += c.Travel[at][stop.Candidate] + c.Dwell
		at = stop.Candidate
	}
	return seconds
}

// shuffle reverses a piece of a tour or moves one stop.
func shuffle(tour []Stop, random *rand.Rand) {
	from, to := random.IntN(len(tour)), random.IntN(len(tour))
	if random.IntN(2) == 0 {
		slices.Reverse(tour[min(from, to) : max(from, to)+1])
		return
	}
	stop := tour[from]
	copy(tour, slices.Insert(slices.Delete(tour, from, from+1), to, stop))
}
