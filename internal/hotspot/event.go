package hotspot

import (
	"fmt"

	"github.com/paulmach/orb"

	"tryggled/internal/hotspot/cluster"
	"tryggled/internal/street"
)

// events are what happened, as columns: of accounts of one event, or of one reporter near
// by, the first stands for all.
type events struct {
	x, y []float64
	moments
	known    []int64  // from when on
	kind     []string // of reporter
	position []int32  // in weighed
	on       []street.Position
	onStreet []bool // whether on holds
}

// moments are when something happened, without where.
type moments struct {
	from, to []int64
	at       []int64   // the middle of the part of the interval that lies in the window
	weight   []float64 // with recency
}

// snapM is how far from a street an event may lie, in metres, and still be the street's.
const snapM = 60

// events of the reports that take part. Where the reader may not know exact places they are
// moved to the middle of their street segment; those far from any street are left out then,
// and so are all where no streets are known.
func (w weighed) events(s study, p Params) events {
	var e events
	known := w.known()
	for k, by := range w.by {
		if by != int32(k) {
			continue
		}
		r := w.row[k]
		at := orb.Point{w.in.X[r], w.in.Y[r]}
		on, near := s.snap(at)
		if p.Open {
			if !near {
				continue
			}
			segment := s.segments()[on.Segment]
			at = middle(segment)
			on = street.Position{Segment: on.Segment, AlongM: segment.LengthM / 2, Point: at}
		}
		e.x, e.y = append(e.x, at[0]), append(e.y, at[1])
		e.from, e.to = append(e.from, w.in.From[r]), append(e.to, w.in.To[r])
		e.at, e.known = append(e.at, w.middle[k]), append(e.known, known[k])
		e.weight = append(e.weight, w.weight(int32(k)))
		e.kind = append(e.kind, w.in.Kind[r])
		e.position = append(e.position, int32(k))
		e.on, e.onStreet = append(e.on, on), append(e.onStreet, near)
	}
	return e
}

// known is from when on what each position stands for is known: by its first account told.
func (w weighed) known() []int64 {
	known := make([]int64, len(w.row))
	for k := range known {
		known[k] = whenever
	}
	for k, by := range w.by {
		known[by] = min(known[by], w.in.knownAt(int(w.row[k])))
	}
	return known
}

// momentsOf is when some of what happened did: without places nobody needs to be kept from any.
func (w weighed) momentsOf(positions []int32) moments {
	var m moments
	for _, k := range positions {
		r := w.row[k]
		m.from, m.to = append(m.from, w.in.From[r]), append(m.to, w.in.To[r])
		m.at, m.weight = append(m.at, w.middle[k]), append(m.weight, w.weight(k))
	}
	return m
}

// snap finds the street of a place, if one lies near enough.
func (s study) snap(at orb.Point) (street.Position, bool) {
	if s.graph == nil {
		return street.Position{}, false
	}
	return s.graph.Nearest(at, snapM)
}

func (e events) len() int { return len(e.x) }

// only are the events that some kind of reporter told.
func (e events) only(kind string) events {
	return e.where(func(i int) bool { return e.kind[i] == kind })
}

// where are the events for which keep holds.
func (e events) where(keep func(i int) bool) events {
	var out events
	for i := range e.x {
		if !keep(i) {
			continue
		}
		out.x, out.y = append(out.x, e.x[i]), append(out.y, e.y[i])
		out.from, out.to, out.at = append(out.from, e.from[i]), append(out.to, e.to[i]), append(out.at, e.at[i])
		out.known = append(out.known, e.known[i])
		out.weight, out.kind = append(out.weight, e.weight[i]), append(out.kind, e.kind[i])
		out.position = append(out.position, e.position[i])
		out.on, out.onStreet = append(out.on, e.on[i]), append(out.onStreet, e.onStreet[i])
	}
	return out
}

// cellsOf are the cells of the events, −1 for one outside.
func (e events) cellsOf(s study) []int32 {
	cells := make([]int32, e.len())
	for i := range cells {
		cells[i] = -1
		if c, ok := s.cells.At(orb.Point{e.x[i], e.y[i]}); ok {
			cells[i] = int32(c)
		}
	}
	return cells
}

// segmentsOf are the street segments of the events, −1 for one far from any.
func (e events) segmentsOf() []int32 {
	units := make([]int32, e.len())
	for i := range units {
		units[i] = -1
		if e.onStreet[i] {
			units[i] = e.on[i].Segment
		}
	}
	return units
}

// sumBy adds up the weights of each unit's events, 1 each where there are none.
func sumBy(units []int32, weight []float64, n int) []float64 {
	sum := make([]float64, n)
	for i, u := range units {
		if u < 0 {
			continue
		}
		if weight == nil {
			sum[u]++
		} else {
			sum[u] += weight[i]
		}
	}
	return sum
}

// suggestedEps is the radius that the events themselves suggest.
func (e events) suggestedEps(p Params) (Suggestion, error) {
	eps, err := cluster.SuggestEps(cluster.Points{X: e.x, Y: e.y}, p.MinPoints)
	if err != nil {
		return Suggestion{}, fmt.Errorf("suggest a radius: %w", err)
	}
	return Suggestion{EpsM: eps.M, Text: eps.Text}, nil
}
