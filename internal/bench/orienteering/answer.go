package orienteering

import (
	"encoding/json"
	"fmt"
	"io"
	"math"

	"tryggled/internal/plan/orienteer"
)

// hair is what a route may be late in double precision, of the file's unit: half of the 10⁻⁶
// that is customary. Routes that keep their time in whole numbers stay far within it unless
// they have a thousand stops.
const hair = 5e-7

// Answer is a solution in the form that checkers read.
type Answer struct {
	Instance string  `json:"instance"`
	Score    float64 `json:"score"`
	Routes   [][]any `json:"routes"` // ids of stops, by team, in order

	Seed       uint64 `json:"seed"`       // with Iterations, what made it: the same again
	Iterations int    `json:"iterations"` // make the same answer

	Dropped int `json:"-"` // stops left out since the route was late in double precision
}

// Answer puts a solution into the words of its file. Each route is reckoned through once more
// in double precision: one that is late by more than a hair loses its least stop until it is
// in time.
func (i Instance) Answer(s orienteer.Solution, seed uint64) Answer {
	a := Answer{Instance: i.Name, Routes: make([][]any, len(i.Crews)), Seed: seed, Iterations: s.Iterations}
	for k := range i.Crews {
		a.Routes[k] = []any{}
		if k >= len(s.Routes) {
			continue
		}
		var stops []int
		for _, visit := range s.Routes[k] {
			stops = append(stops, visit.Stop)
		}
		for i.Late(k, stops) > hair {
			stops = i.withoutLeast(stops)
			a.Dropped++
		}
		for _, n := range stops {
			a.Routes[k] = append(a.Routes[k], i.Stops[n].ID)
			a.Score += i.Stops[n].Score
		}
	}
	return a
}

// Late is by how much a crew that visits stops in order comes too late, somewhere on its way
// or at its end; infinite where there is no way. At most 0 is in time.
func (i Instance) Late(crew int, stops []int) float64 {
	if len(stops) == 0 {
		return 0 // it stays where it is
	}
	c := i.Crews[crew]
	at, now, late := c.Start, c.From, math.Inf(-1)
	for _, n := range stops {
		s := i.Stops[n]
		now = max(now+i.time[at*i.places+s.Place], s.Open)
		if !math.IsInf(s.Close, 1) { // infinite less infinite is no number
			late = max(late, now-s.Close)
		}
		now += s.Dwell
		at = s.Place
	}
	now += i.time[at*i.places+c.End]
	return max(late, now-c.Until)
}

// withoutLeast leaves out the first stop of least score.
func (i Instance) withoutLeast(stops []int) []int {
	least := 0
	for k, n := range stops {
		if i.Stops[n].Score < i.Stops[stops[least]].Score {
			least = k
		}
	}
	return append(stops[:least:least], stops[least+1:]...)
}

// Judge reckons an answer through again by the rules of its file alone, and says what does not
// hold: a stop that is not there, is visited twice or not open to the team, a route that is
// late by more than a hair, a score that is not the sum.
func (i Instance) Judge(a Answer) error {
	stop := map[any]int{}
	for n, s := range i.Stops {
		stop[s.ID] = n
	}
	if len(a.Routes) > len(i.Crews) {
		return fmt.Errorf("%s: %d routes for %d teams", i.Name, len(a.Routes), len(i.Crews))
	}
	score, seen := 0.0, make([]bool, len(i.Stops))
	for k, route := range a.Routes {
		var stops []int
		for _, id := range route {
			n, ok := stop[id]
			switch {
			case !ok:
				return fmt.Errorf("%s: team %d visits %v, which is not there", i.Name, k, id)
			case seen[n]:
				return fmt.Errorf("%s: %v is visited twice", i.Name, id)
			case !i.Crews[k].may(i.Stops[n]):
				return fmt.Errorf("%s: team %d may not visit %v", i.Name, k, id)
			}
			seen[n] = true
			score += i.Stops[n].Score
			stops = append(stops, n)
		}
		if late := i.Late(k, stops); late > hair {
			return fmt.Errorf("%s: team %d is late by %v", i.Name, k, late)
		}
	}
	if math.Abs(score-a.Score) > hair {
		return fmt.Errorf("%s: score %v, but the stops give %v", i.Name, a.Score, score)
	}
	return nil
}

// Write writes an answer as JSON.
func (a Answer) Write(w io.Writer) error {
	return json.NewEncoder(w).Encode(a)
}

// Bound is what no answer scores more than, as far as the solver knows.
func (i Instance) Bound(s orienteer.Solution) float64 { return float64(s.Bound) / i.prizeScale() }
