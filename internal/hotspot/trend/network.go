package trend

import (
	"cmp"
	"math"
	"slices"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/street"
)

// NetworkPairs finds events at most maxM metres of walking apart, measured between their
// positions on the street network; how far off the street they lie does not count.
// Distances are rounded to the millimetre, so that they are the same both ways. It returns
// Invalid for a position that is not on the graph, a distance that is not a finite number
// and more than a million events.
func NetworkPairs(g *street.Graph, at []street.Position, maxM float64) (Pairs, error) {
	if err := checkReach(len(at), maxM); err != nil {
		return Pairs{}, err
	}
	segments := 0
	if g != nil {
		segments = len(g.Segments())
	}
	for i, a := range at {
		if a.Segment < 0 || int(a.Segment) >= segments || !(a.AlongM >= 0) || math.IsInf(a.AlongM, 0) {
			return Pairs{}, fault.New(fault.Invalid, lang.T(
				"rad %d ligger inte på någon gata (gatusegment %d av %d, %v m in): fäst händelsen vid gatunätet eller lämna den utanför",
				"row %d lies on no street (segment %d of %d, %v m along): snap the event to the streets or leave it out", i+1, a.Segment, segments, a.AlongM))
		}
	}
	w := newWalks(g, at, maxM, segments)
	return Pairs{distance: Streets, maxM: maxM, start: w.start, event: w.event, near: w.near}, nil
}

// walks holds the distinct positions by segment.
type walks struct {
	graph *street.Graph
	maxM  float64
	at    []street.Position // of each place
	on    []int32           // the places on segment s are on[s]:on[s+1]
	start []int32
	event []int32
}

func newWalks(g *street.Graph, at []street.Position, maxM float64, segments int) *walks {
	w := &walks{graph: g, maxM: maxM, on: make([]int32, segments+1), event: make([]int32, len(at))}
	for i := range at {
		w.event[i] = int32(i)
	}
	slices.SortFunc(w.event, func(a, b int32) int {
		return cmp.Or(cmp.Compare(at[a].Segment, at[b].Segment), cmp.Compare(at[a].AlongM, at[b].AlongM), cmp.Compare(a, b))
	})
	for k, i := range w.event {
		if last := len(w.at) - 1; last < 0 || w.at[last].Segment != at[i].Segment || w.at[last].AlongM != at[i].AlongM {
			w.at = append(w.at, at[i])
			w.start = append(w.start, int32(k))
			w.on[at[i].Segment+1]++
		}
	}
	w.start = append(w.start, int32(len(at)))
	for s := range segments {
		w.on[s+1] += w.on[s]
	}
	return w
}

// near appends the places within a walk of maxM of place p.
func (w *walks) near(p int32, out []neighbour) []neighbour {
	from := w.at[p]
	w.graph.Around(from, w.maxM+0.001, func(segment int32, toFrom, toTo float64) {
		for q := w.on[segment]; q < w.on[segment+1]; q++ {
			m := math.Round(w.graph.DistanceTo(from, w.at[q], toFrom, toTo)*1000) / 1000
			if q != p && m <= w.maxM {
				out = append(out, neighbour{place: q, m: m})
			}
		}
	})
	return out
}
