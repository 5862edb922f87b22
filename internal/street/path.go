package street

import (
	"slices"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
)

// Path is a walk along the streets.
type Path struct {
	Line      orb.LineString // metric, at least two points, from the one position to the other
	LengthM   float64
	Steps     []Step
	Stretches []Stretch
}

// Step is one segment of a path. It is walked backwards where FromM is beyond ToM.
type Step struct {
	Segment    int32 // index into the graph's segments
	FromM, ToM float64
}

// Stretch is a part of a path along streets of one name.
type Stretch struct {
	Name    string // empty where the street has none
	LengthM float64
}

// Path returns the cheapest walk between two positions. It is false where there is none.
func (g *Graph) Path(from, to Position, pref Preference) (Path, bool) {
	s := g.searchers.Get().(*searcher)
	defer g.searchers.Put(s)
	s.run(from, []Position{to}, pref)
	a := s.arrive(from, to)
	switch a.end {
	case -2:
		return Path{}, false
	case -1:
		return g.pathOf([]Step{{Segment: to.Segment, FromM: from.AlongM, ToM: to.AlongM}}, from, to, a.m), true
	}
	steps := []Step{g.lastStep(a.end, to)}
	node := a.end
	for s.label[node].by >= 0 {
		segment := s.label[node].by
		steps = append(steps, g.stepInto(segment, node))
		node = g.from[segment] + g.to[segment] - node
	}
	steps = append(steps, g.firstStep(from, node))
	slices.Reverse(steps)
	return g.pathOf(steps, from, to, a.m), true
}

// stepInto is a whole segment walked towards one of its ends.
func (g *Graph) stepInto(segment, node int32) Step {
	length := g.segments[segment].LengthM
	if node == g.to[segment] {
		return Step{Segment: segment, ToM: length}
	}
	return Step{Segment: segment, FromM: length}
}

// firstStep leads from a position to an end of its segment; of a loop, the nearer way.
func (g *Graph) firstStep(from Position, node int32) Step {
	length := g.segments[from.Segment].LengthM
	backwards := node == g.from[from.Segment]
	if backwards && node == g.to[from.Segment] {
		backwards = from.AlongM <= g.rest(from)
	}
	if backwards {
		return Step{Segment: from.Segment, FromM: from.AlongM}
	}
	return Step{Segment: from.Segment, FromM: from.AlongM, ToM: length}
}

// lastStep leads from an end of the target's segment to the target.
func (g *Graph) lastStep(node int32, to Position) Step {
	step := g.firstStep(to, node)
	return Step{Segment: step.Segment, FromM: step.ToM, ToM: step.FromM}
}

func (g *Graph) pathOf(steps []Step, from, to Position, length float64) Path {
	p := Path{LengthM: length}
	for _, step := range steps {
		m := step.ToM - step.FromM
		if m == 0 {
			continue
		}
		s := g.segments[step.Segment]
		p.Steps = append(p.Steps, step)
		p.Line = appendLine(p.Line, geo.Cut(s.Line, step.FromM, step.ToM))
		p.Stretches = appendStretch(p.Stretches, Stretch{Name: s.Name, LengthM: max(m, -m)})
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

func appendStretch(all []Stretch, s Stretch) []Stretch {
	if n := len(all); n > 0 && all[n-1].Name == s.Name {
		all[n-1].LengthM += s.LengthM
		return all
	}
	return append(all, s)
}
