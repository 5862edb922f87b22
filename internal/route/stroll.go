package route

import (
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/geo"
	"tryggled/internal/plan"
	"tryggled/internal/street"
)

// Where a stroll goes. Starting values.
const (
	strollReachM = 60 // streets so near to the middle of a place are of it, beside those in its outline
	mostTurns    = 40 // places tried to turn back at
)

// stroll lays the round that a team walks at a place while it is there: out along its streets
// and back by others where there are such, as far as the time allows. It lies where the team
// may go, and is left out where there is no street to walk.
func (l *layer) stroll(s *setting, i int, v plan.Visit) {
	near := s.streetsOf(v)
	if len(near) == 0 {
		return
	}
	g := street.NewGraph(near)
	travel := s.roads.all[s.teams[i].profile].travel
	travel.Sides = nil // of the whole town's streets
	way := g.Profile(travel)
	from, ok := way.Snap(l.at.Point, strollReachM)
	if !ok {
		return
	}
	round, ok := longestRound(g, way, from, v.Leave.Sub(v.Arrive).Seconds())
	if !ok {
		return
	}
	came := l.tell.came
	l.tell = telling{}
	l.add(Leg{Stop: v.Number, Stroll: true, Depart: v.Arrive, Arrive: v.Leave}, g, way, round)
	l.tell = telling{sides: s.sides, came: came}
}

// streetsOf are the streets of a place: those whose middle lies in its
// outline or near its own middle; of a street, itself.
func (s *setting) streetsOf(v plan.Visit) []street.Segment {
	shape := orb.MultiPolygon{}
	for _, h := range s.in.Analysis.Hotspots {
		if h.Rank == v.Hotspot {
			shape = h.Shape
		}
	}
	_, number, _ := plan.ParseSpot(v.Spot)
	box := v.Place.Point.Bound().Pad(strollReachM).Union(shape.Bound())
	var near []street.Segment
	for _, segment := range s.graph.Segments() {
		if len(segment.Line) == 0 || v.Kind == plan.AtHotspot && !box.Contains(segment.Line[0]) && !box.Contains(segment.Line[len(segment.Line)-1]) {
			continue // a street whose ends both lie far off is no street of the place
		}
		middle := geo.Along(segment.Line, segment.LengthM/2)
		of := v.Kind == plan.AtSegment && segment.ID == number
		if v.Kind == plan.AtHotspot {
			of = geo.Dist(middle, v.Place.Point) <= strollReachM || planar.MultiPolygonContains(shape, middle)
		}
		if of {
			near = append(near, segment)
		}
	}
	return near
}

// longestRound is the way out and back that sees most street within so many seconds.
func longestRound(g *street.Graph, way *street.Profile, from street.Position, seconds float64) (best street.Path, found bool) {
	var most float64
	for k := range min(mostTurns, len(g.Segments())) {
		for _, along := range [2]float64{0, g.Segments()[k].LengthM} {
			turn := street.Position{Segment: int32(k), AlongM: along, Point: geo.Along(g.Segments()[k].Line, along)}
			out, ok := way.Path(from, turn)
			if !ok || out.Seconds > seconds {
				continue
			}
			back, ok := way.PathAvoiding(turn, from, out.Steps, 1)
			if !ok || out.Seconds+back.Seconds > seconds {
				continue
			}
			round := joinPaths(out, back)
			if sees := seen(round.Steps); sees > most {
				best, most, found = round, sees, true
			}
		}
	}
	return best, found
}

func joinPaths(a, b street.Path) street.Path {
	a.Line = append(a.Line.Clone(), b.Line...)
	a.LengthM, a.Seconds = a.LengthM+b.LengthM, a.Seconds+b.Seconds
	a.Steps = append(append([]street.Step{}, a.Steps...), b.Steps...)
	return a
}

// seen is how many metres of street some steps see, each once: of one gone both out and back
// the longer.
func seen(steps []street.Step) (sum float64) {
	longest := map[int32]float64{}
	for _, s := range steps {
		length := s.LengthM()
		sum += max(0, length-longest[s.Segment])
		longest[s.Segment] = max(longest[s.Segment], length)
	}
	return sum
}
