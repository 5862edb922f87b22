package patrol

import (
	"math"
	"slices"
	"time"
)

// stroke is a stretch of one street, walked in one direction.
type stroke struct {
	segment  int32
	from, to float64 // metres from the segment's start; walked backwards where from is beyond to
	enter    time.Time
	leave    time.Time
	tip      float64 // metres of ways there and back that fell away at its end
}

func (s stroke) metres() float64 { return math.Abs(s.to - s.from) }

func (s stroke) backwards() bool { return s.from > s.to }

// passes are the streets of the likeliest way through a chain of steps. Short ways there
// and back are noise and left out.
func (m *matcher) passes(chain []step) []Pass {
	if len(chain) < 2 {
		return nil
	}
	var way []stroke
	states := likeliest(chain)
	for i := 1; i < len(states); i++ {
		way = append(way, m.strokes(states[i-1], states[i], chain[i-1], chain[i])...)
	}
	passes := make([]Pass, 0, len(way))
	for _, s := range m.straightened(way) {
		passes = append(passes, Pass{
			Segment: m.segments[s.segment].ID, FromM: s.from, ToM: s.to, Enter: s.enter.UTC(), Leave: s.leave.UTC(),
		})
	}
	return passes
}

// likeliest goes back through the steps from the best state of the last one.
func likeliest(chain []step) []state {
	states := make([]state, len(chain))
	at := 0
	for i, s := range chain[len(chain)-1].states {
		if s.cost < chain[len(chain)-1].states[at].cost {
			at = i
		}
	}
	for i := len(chain) - 1; i >= 0; i-- {
		states[i] = chain[i].states[at]
		at = states[i].before
	}
	return states
}

// strokes are the way between two states, walked evenly from the time of the one to that
// of the other. Where the team stood, it is a stroke without length.
func (m *matcher) strokes(a, b state, from, to step) []stroke {
	straight := 2*dist(from, to) + 100
	_, out, in := m.way(a, b, straight)
	var way []stroke
	if out < 0 {
		way = []stroke{{segment: b.segment, from: a.along, to: b.along}}
	} else {
		way = m.over(a, b, out, in, straight)
	}
	long := 0.0
	for _, s := range way {
		long += s.metres()
	}
	if long == 0 {
		return []stroke{{segment: a.segment, from: a.along, to: a.along, enter: from.at, leave: to.at}}
	}
	way = slices.DeleteFunc(way, func(s stroke) bool { return s.metres() == 0 })
	walked, took := 0.0, to.at.Sub(from.at)
	for i := range way {
		way[i].enter = from.at.Add(time.Duration(walked / long * float64(took)))
		walked += way[i].metres()
		way[i].leave = from.at.Add(time.Duration(walked / long * float64(took)))
	}
	way[len(way)-1].leave = to.at
	return way
}

// over is the way from a state out over an end of its segment, and in to another's.
func (m *matcher) over(a, b state, out, in int32, within float64) []stroke {
	way := []stroke{m.toEnd(b, in)}
	way[0].from, way[0].to = way[0].to, way[0].from
	ways := m.ways(out, within)
	for node := in; node != out; {
		segment := ways.to[node].by
		s := stroke{segment: segment, to: m.segments[segment].LengthM}
		other := m.from[segment]
		if other == node {
			other = m.to[segment]
			s.from, s.to = s.to, s.from
		}
		way = append(way, s)
		node = other
	}
	way = append(way, m.toEnd(a, out))
	slices.Reverse(way)
	return way
}

// toEnd is the way from a state to an end of its segment; of a loop, the nearer way.
func (m *matcher) toEnd(s state, node int32) stroke {
	ends := m.ends(s)
	if ends[0].node == node && (ends[1].node != node || ends[0].m <= ends[1].m) {
		return stroke{segment: s.segment, from: s.along}
	}
	return stroke{segment: s.segment, from: s.along, to: m.segments[s.segment].LengthM}
}

// follows reports whether a stroke goes on along the same street, in the same direction,
// or stands there.
func (s stroke) follows(before stroke) bool {
	if s.segment != before.segment || math.Abs(s.from-before.to) > 1e-6 {
		return false
	}
	return s.metres() < 1e-6 || before.metres() < 1e-6 || s.backwards() == before.backwards()
}

// straightened joins strokes that go on along a street, then takes out short ways there and
// back.
func (m *matcher) straightened(way []stroke) []stroke {
	var runs []stroke
	for _, s := range way {
		if n := len(runs); n > 0 && s.follows(runs[n-1]) {
			runs[n-1].to, runs[n-1].leave = s.to, s.leave
			continue
		}
		runs = append(runs, s)
	}
	var path []stroke
	for _, s := range runs {
		path = m.push(path, s)
	}
	return path
}

// push adds a run to a path. Turning round for less than the noise is not a turn: the way
// there and back falls away and its time stays. It may lead over several streets, which
// fall away one by one.
func (m *matcher) push(path []stroke, s stroke) []stroke {
	path = append(path, s)
	for len(path) > 1 {
		n := len(path)
		last, before := path[n-1], &path[n-2]
		switch back := math.Min(last.metres(), before.metres()); {
		case last.follows(*before):
			before.to, before.tip = last.to, math.Max(0, before.tip-last.metres())
		case last.metres() < 1e-6: // it stood where streets meet, or turned in a side street
			before.tip = math.Max(before.tip, last.tip)
		case last.segment == before.segment && math.Abs(last.from-before.to) <= 1e-6 && back+before.tip <= m.turn():
			before.to, before.tip = last.to, before.tip+back
		default:
			return path
		}
		before.leave = last.leave
		path = path[:n-1]
	}
	return path
}

// turn is how far a team must go back to have turned round.
func (m *matcher) turn() float64 { return math.Max(leastTurnM, 3*m.sigma) }

func dist(a, b step) float64 { return math.Hypot(a.point[0]-b.point[0], a.point[1]-b.point[1]) }
