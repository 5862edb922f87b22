package street

import (
	"slices"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
)

// Path is a way along the streets.
type Path struct {
	Line    orb.LineString // metric, at least two points, from the one position to the other
	LengthM float64
	Seconds float64 // true ones
	Steps   []Step
}

// Step is one segment of a path, or a part of it. It is gone backwards where FromM is beyond ToM.
type Step struct {
	Segment    int32 // index into the graph's segments
	FromM, ToM float64
}

// LengthM is how long the step is.
func (s Step) LengthM() float64 { return max(s.ToM-s.FromM, s.FromM-s.ToM) }

// Path returns the cheapest way between two positions. It is false where there is none.
func (p *Profile) Path(from, to Position) (Path, bool) {
	s := p.g.searchers.Get().(*searcher)
	defer p.g.searchers.Put(s)
	s.run(p, from, []Position{to}, Never)
	a := s.arrive(from, to)
	if a.end == nowhere {
		return Path{}, false
	}
	path := p.g.pathOf(s.steps(a, from, to), from, to)
	path.Seconds = a.seconds
	return path, true
}

// steps are the segments of the way to an arrival, in the order they are gone.
func (s *searcher) steps(a arrival, from, to Position) []Step {
	at, _ := s.g.place(to)
	steps := []Step{{Segment: to.Segment, FromM: a.entersM, ToM: at}}
	if a.end == straight {
		return steps
	}
	node := a.end
	for s.label[node].by >= 0 {
		steps = append(steps, s.g.stepInto(s.label[node].by, node))
		node = s.before(node)
	}
	start, length := s.g.place(from)
	first := Step{Segment: from.Segment, FromM: start}
	if s.label[node].by == begunForwards {
		first.ToM = length
	}
	steps = append(steps, first)
	slices.Reverse(steps)
	return steps
}

// stepInto is a whole segment gone towards one of its ends.
func (g *Graph) stepInto(segment, node int32) Step {
	length := g.segments[segment].LengthM
	if node == g.to[segment] {
		return Step{Segment: segment, ToM: length}
	}
	return Step{Segment: segment, FromM: length}
}

func (g *Graph) pathOf(steps []Step, from, to Position) Path {
	var p Path
	for _, step := range steps {
		if step.FromM == step.ToM {
			continue
		}
		p.Steps = append(p.Steps, step)
		p.Line = appendLine(p.Line, geo.Cut(g.segments[step.Segment].Line, step.FromM, step.ToM))
		p.LengthM += step.LengthM()
	}
	if len(p.Line) < 2 {
		p.Line = orb.LineString{from.Point, to.Point}
	}
	return p
}

func appendLine(line, more orb.LineString) orb.LineString {
	for _, p := range more {
		if len(line) == 0 || line[len(line)-1] != p {
			line = append(line, p)
		}
	}
	return line
}

// Arms is how many streets meet where a step ends: 2 where one merely goes on into the
// next, 0 within a segment.
func (g *Graph) Arms(s Step) int {
	var node int32
	switch s.ToM {
	case 0:
		node = g.from[s.Segment]
	case g.segments[s.Segment].LengthM:
		node = g.to[s.Segment]
	default:
		return 0
	}
	return int(g.row[node+1]-g.row[node]) + 2*len(g.loopsAt(node))
}
