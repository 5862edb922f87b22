package street

import (
	"cmp"
	"math"
	"slices"
	"sync"
	"time"
)

// Profile is a way of going through a graph: what each street costs in each direction, and
// the true seconds it takes. Cost chooses the way; seconds and metres are told. It never
// changes and may be used by any number of goroutines; making one takes about as long as
// one search through the whole graph.
//
// Costs are in metres that would take as long at the mode's own speed, so that a level,
// lit street costs those on foot its length.
type Profile struct {
	g       *Graph
	travel  Travel
	segment [][2]pace // of each segment, along its line and against it
	row     []int32   // arcs of node n are arcs[row[n]:row[n+1]]; closed ones are left out
	arcs    []arc
	seconds []float64      // of each arc; nil where seconds are costs
	dear    map[int32]bool // segments that cost the share more
	more    float64
	hidden  map[int32]span // of segments that come too near to what is kept away from
	longest float64        // cost of an arc at most
	unit    float64        // cost of a second of the mode's own speed, at no preference
	worst   float64        // how many times its plain cost a street may cost
	even    bool           // the same both ways, all along
	free    bool           // nothing is shut
	parts   func() []int32 // of each node, the part of the network it lies in: 0 is the largest
}

// pace is what a metre along a segment costs and takes: +Inf where one may not go.
type pace struct{ cost, seconds float64 }

var closed = pace{math.Inf(1), math.Inf(1)}

func (p pace) times(m float64) pace { return pace{p.cost * m, p.seconds * m} }

func (p pace) plus(q pace) pace { return pace{p.cost + q.cost, p.seconds + q.seconds} }

func (p pace) open() bool { return !math.IsInf(p.cost, 1) }

// arc is a segment as it leaves one of its ends.
type arc struct {
	head    int32 // the node it leads to; its complement where that is further into a dead end
	segment int32
	cost    float64 // of all of it
}

// span is a part of a segment, in metres from its start.
type span struct{ from, to float64 }

// Never is the bound of a search without one.
const Never = time.Duration(math.MaxInt64)

// Profile is how somebody goes through the graph.
func (g *Graph) Profile(t Travel) *Profile {
	own := t.own()
	preference := t.Preference.bounded()
	p := &Profile{g: g, travel: t, segment: make([][2]pace, len(g.segments)), unit: own, worst: preference.worst()}
	for i := range g.segments {
		for way := range 2 {
			p.segment[i][way] = t.pace(&g.segments[i], way == 1, sideOf(t.Sides, g.segments, i), preference)
		}
	}
	p.hidden = g.within(t.KeepAway, t.KeepAwayM)
	p.lay()
	return p
}

// byMetres makes the profile whose costs and seconds are both the metres of the graph.
func (g *Graph) byMetres() {
	p := &Profile{g: g, segment: make([][2]pace, len(g.segments)), unit: 1, worst: 1}
	for i := range p.segment {
		p.segment[i] = [2]pace{{1, 1}, {1, 1}}
	}
	g.plain = p
	p.lay()
}

// pace is what a metre along a segment costs and takes.
func (t Travel) pace(s *Segment, backwards bool, side Side, preference Preference) pace {
	mps, onFoot := t.speed(s, backwards)
	if !(mps > 0) {
		return closed
	}
	times := 1 + preference.Dark*side.Dark + preference.Concealed*side.Concealed
	if onFoot && mainClass[s.Class] && !s.Sidewalk {
		times += preference.Motor
	}
	// Metres at the own speed; written so that a level street costs its length to the bit.
	return pace{cost: t.own() / mps * times, seconds: 1 / mps}
}

// sideOf is what is known of a segment: where nothing is told, what the map's tag says.
func sideOf(sides []Side, segments []Segment, i int) Side {
	if i < len(sides) {
		return Side{Dark: bounded(sides[i].Dark, 1), Concealed: bounded(sides[i].Concealed, 1)}
	}
	if segments[i].Light == Unlit {
		return Side{Dark: 1}
	}
	return Side{}
}

// lay puts the arcs that are open side by side, in the order of the graph's own.
func (p *Profile) lay() {
	g := p.g
	p.even, p.free = true, p.hidden == nil
	for i, both := range p.segment {
		p.even = p.even && both[0] == both[1]
		for _, one := range both {
			if !one.open() {
				p.free = false
				continue
			}
			p.longest = max(p.longest, one.cost*g.segments[i].LengthM)
		}
	}
	p.parts = sync.OnceValue(p.partsOf)
	p.row = make([]int32, len(g.row))
	p.arcs = make([]arc, 0, len(g.arcs))
	if p != g.plain {
		p.seconds = make([]float64, 0, len(g.arcs))
	}
	for n := range len(g.row) - 1 {
		for _, e := range g.arcs[g.row[n]:g.row[n+1]] {
			way := 0
			if g.from[e.segment] != int32(n) {
				way = 1
			}
			_, near := p.hidden[e.segment]
			if one := p.segment[e.segment][way]; one.open() && !near {
				whole := one.times(g.segments[e.segment].LengthM)
				p.arcs = append(p.arcs, arc{head: e.head, segment: e.segment, cost: whole.cost})
				if p.seconds != nil {
					p.seconds = append(p.seconds, whole.seconds)
				}
			}
		}
		p.row[n+1] = int32(len(p.arcs))
	}
}

// along is what it costs and takes to go from one place of a segment to another.
func (p *Profile) along(segment int32, fromM, toM float64) pace {
	if p.hidden != nil && !p.clear(segment, min(fromM, toM), max(fromM, toM)) {
		return closed
	}
	var way pace
	switch {
	case fromM < toM:
		way = p.segment[segment][0].times(toM - fromM)
	case fromM > toM:
		way = p.segment[segment][1].times(fromM - toM)
	}
	if p.dear != nil && p.dear[segment] {
		way.cost *= 1 + p.more
	}
	return way
}

// nearM is how far, in metres, what touches the edge of a shut part may reach into it.
const nearM = 1e-6

// clear tells whether a part of a segment comes near to nothing that is kept away from.
func (p *Profile) clear(segment int32, fromM, toM float64) bool {
	near, ok := p.hidden[segment]
	return !ok || fromM >= near.to-nearM || toM <= near.from+nearM
}

// avoiding is the profile in which the segments of some steps cost so much more, as a share.
func (p *Profile) avoiding(steps []Step, more float64) *Profile {
	q := *p
	q.worst *= 1 + more
	q.arcs, q.dear, q.more = slices.Clone(p.arcs), make(map[int32]bool, len(steps)), more
	for _, s := range steps {
		if q.dear[s.Segment] {
			continue
		}
		q.dear[s.Segment] = true
		for _, end := range [2]int32{p.g.from[s.Segment], p.g.to[s.Segment]} {
			for i := q.row[end]; i < q.row[end+1]; i++ {
				if a := &q.arcs[i]; a.segment == s.Segment {
					a.cost *= 1 + more
					q.longest = max(q.longest, a.cost)
				}
			}
		}
		for _, one := range p.segment[s.Segment] {
			if one.open() { // a part of it is gone along at the start and at the end
				q.longest = max(q.longest, one.cost*(1+more)*p.g.segments[s.Segment].LengthM)
			}
		}
	}
	return &q
}

// Mode is how one goes.
func (p *Profile) Mode() Mode { return cmp.Or(p.travel.Mode, Walk) }

// Pushed tells whether a bicycle is led along a step rather than ridden.
func (p *Profile) Pushed(s Step) bool {
	_, onFoot := p.travel.speed(&p.g.segments[s.Segment], s.FromM > s.ToM)
	return p.travel.Mode == Bicycle && onFoot
}
