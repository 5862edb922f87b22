package hotspot

import (
	"context"
	"fmt"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot/significance"
	"tryggled/internal/hotspot/trend"
	"tryggled/internal/lang"
)

// cube is the study area's events by cell and time, and in which cells they stood out when.
type cube struct {
	trend.Cube
	hot     []bool // unit-major, as the counts
	classes []string
	none    lang.Text // why there are no bins; empty where there are
}

// emerging puts events into the space–time cube and classes each cell by its trend. A window
// too short for a bin has no trends, and says so.
func (s study) emerging(ctx context.Context, e events, band significance.Neighbourhood, p Params) (cube, error) {
	if p.Until.Unix()-p.Since.Unix() < int64(p.BinDays)*secondsPerDay {
		return cube{classes: make([]string, s.cells.Len()), none: lang.T(
			"Tidsfönstret är kortare än %d dagar: ingen trend räknas.", "The window is shorter than %d days: no trend is reckoned.", p.BinDays)}, nil
	}
	counts, _, err := trend.NewCube(e.cellsOf(s), e.at, nil, s.cells.Len(), p.Since.Unix(), p.Until.Unix(), int64(p.BinDays)*secondsPerDay)
	if err != nil {
		return cube{}, fmt.Errorf("space–time cube: %w", err)
	}
	z := func(counts []float64) ([]float64, error) {
		z, err := significance.GiStar(counts, band)
		if fault.Is(err, fault.Invalid) { // nothing happened in this bin, or the same everywhere
			return make([]float64, len(counts)), nil
		}
		return z, err
	}
	_, _, hot, err := trend.Emerging(ctx, withBinBefore(counts), z, p.Alpha)
	if err != nil {
		return cube{}, fmt.Errorf("cells that stand out: %w", err)
	}
	_, trends, _, err := trend.Emerging(ctx, counts, z, p.Alpha)
	if err != nil {
		return cube{}, fmt.Errorf("trend of cells: %w", err)
	}
	c := cube{Cube: counts, hot: hot}
	for u, mk := range trends {
		c.classes = append(c.classes, string(trend.Classify(hot[u*c.Bins:(u+1)*c.Bins], mk)))
	}
	return c, nil
}

// withBinBefore adds to each bin the one before it, as the space–time neighbourhood of
// Emerging Hot Spot Analysis does: what stands out for two bins running is no accident of
// where one bin ends. Only that is judged by pairs of bins: they share events with the next
// pair, and Mann and Kendall's test takes its values to be independent.
func withBinBefore(c trend.Cube) trend.Cube {
	both := c
	both.Count = make([]float64, len(c.Count))
	for i, n := range c.Count {
		both.Count[i] = n
		if i%c.Bins > 0 {
			both.Count[i] += c.Count[i-1]
		}
	}
	return both
}

// trendOf is the trend of a place that lies on some cells, by when its events happened.
func (c cube) trendOf(m moments, cells []int, between trend.Periods, p Params) Trend {
	t := Trend{BinDays: p.BinDays, Counts: make([]int, c.Bins), Hot: make([]bool, c.Bins), P: 1, Change: m.change(between)}
	if !c.none.IsZero() {
		t.Name, t.Rule = trend.None.Name(), c.none
		return t
	}
	bin := int64(p.BinDays) * secondsPerDay
	start := p.Until.Unix() - int64(c.Bins)*bin
	series := make([]float64, c.Bins)
	for _, at := range m.at {
		if b := (at - start) / bin; at >= start && b < int64(c.Bins) {
			t.Counts[b]++
			series[b]++
		}
	}
	for _, cell := range cells {
		for b, hot := range c.hot[cell*c.Bins : (cell+1)*c.Bins] {
			t.Hot[b] = t.Hot[b] || hot
		}
	}
	mk := trend.MannKendallOf(series)
	class := trend.Classify(t.Hot, mk)
	t.Class, t.Name, t.Rule = string(class), class.Name(), class.Rule()
	t.Z, t.P, t.Slope = mk.Z, mk.P, mk.SlopePerBin
	return t
}

// direction is 1 for a place that grows, −1 for one that fades and 0 for one of which
// neither is certain.
func direction(t Trend) float64 {
	switch {
	case !t.Change.Certain:
		return 0
	case t.Change.After > t.Change.Before:
		return 1
	}
	return -1
}

// nearRepeats is the Knox table of the events whose day is known, as the crow flies and
// along the streets, and the windows that follow from it.
func (s study) nearRepeats(ctx context.Context, network Streets, e events, zone *time.Location, p Params) ([]trend.Knox, []Watch, error) {
	known := e.where(func(i int) bool { return e.to[i]-e.from[i] <= dayKnown })
	params := trend.DefaultKnox()
	params.Permutations, params.Seed, params.Zone = p.Permutations, p.Seed, zone
	farthest := params.SpaceM[len(params.SpaceM)-1]
	pairs, err := trend.PlanePairs(known.x, known.y, farthest)
	if err != nil {
		return nil, nil, fmt.Errorf("near repeats: %w", err)
	}
	plane, err := knox(ctx, pairs, known.at, params)
	if err != nil {
		return nil, nil, fmt.Errorf("near repeats: %w", err)
	}
	if s.graph == nil {
		return []trend.Knox{plane}, []Watch{}, nil
	}
	walked := known.where(func(i int) bool { return known.onStreet[i] })
	if pairs, err = trend.NetworkPairs(s.graph, walked.on, farthest); err != nil {
		return nil, nil, fmt.Errorf("near repeats along streets: %w", err)
	}
	along, err := knox(ctx, pairs, walked.at, params)
	if err != nil {
		return nil, nil, fmt.Errorf("near repeats along streets: %w", err)
	}
	watches, err := s.watches(network, walked, plane, p.Until.In(zone))
	return []trend.Knox{plane, along}, watches, err
}

// knox is a table of near repeats; of more events than it can hold it says so.
func knox(ctx context.Context, pairs trend.Pairs, at []int64, params trend.KnoxParams) (trend.Knox, error) {
	k, err := trend.KnoxOf(ctx, pairs, at, params)
	if fault.Is(err, fault.Invalid) {
		return trend.Knox{Cells: []trend.KnoxCell{}, Events: len(at), Text: saidBy(err)}, nil
	}
	return k, err
}

// dayKnown is the longest interval of an event whose day counts as known, in seconds.
const dayKnown = 36 * 60 * 60

// watches are the windows open at a time, round the middles of the events' streets.
func (s study) watches(network Streets, e events, k trend.Knox, asOf time.Time) ([]Watch, error) {
	x, y := make([]float64, e.len()), make([]float64, e.len())
	for i, on := range e.on {
		m := middle(s.segments()[on.Segment])
		x[i], y[i] = m[0], m[1]
	}
	found, err := trend.Watches(k, x, y, e.at, asOf, trend.WatchParams{})
	if err != nil {
		return nil, fmt.Errorf("watch windows: %w", err)
	}
	watches := make([]Watch, 0, len(found))
	for _, w := range found {
		watches = append(watches, Watch{Watch: w, Name: lang.Same(network.nearest(w.At, ""))})
	}
	return watches, nil
}
