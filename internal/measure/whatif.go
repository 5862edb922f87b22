package measure

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// Proposal is objects as they might be: lamps, clearings, cameras not yet there.
type Proposal struct {
	Add    []overlay.Object // IDs do not count: the first is -1 in what comes of it, the next -2
	Change []overlay.Object // of the same kind and ID as one there is; without a geometry it stays where it is, its props are replaced
	Remove []int64          // IDs of objects there are
}

// MostProposed is how many objects a proposal may have.
const MostProposed = 1000

// Outcome is what a proposal would change. Nothing of it is stored.
type Outcome struct {
	Touched  int             `json:"touched"`  // segments that were looked at anew
	Segments []SegmentChange `json:"segments"` // that change, in the order of their IDs
	Hotspots []HotspotChange `json:"hotspots"` // whose priority or rank changes, by the rank before
	Sum      Sum             `json:"sum"`
	Analysis int64           `json:"analysis"` // whose hotspots; 0 where there is none
	Open     bool            `json:"open"`     // its hotspots rest on open categories alone
	Exercise bool            `json:"exercise"`
	Text     lang.Text       `json:"text"`  // the whole in a few sentences
	Notes    []lang.Text     `json:"notes"` // what the reader must know
}

// SegmentChange is a segment before and after.
type SegmentChange struct {
	Segment int64            `json:"segment"`
	Street  string           `json:"street,omitempty"` // empty where it has no name
	LengthM float64          `json:"length_m"`
	Before  overlay.Exposure `json:"before"`
	After   overlay.Exposure `json:"after"`
}

// HotspotChange is a hotspot before and after, among the others of its analysis. Priorities are
// on the scale of the analysis: the first hotspot after may have more or less than 100.
type HotspotChange struct {
	Name   lang.Text `json:"name"`
	Before Standing  `json:"before"`
	After  Standing  `json:"after"`
}

// Standing is where a hotspot stands among the others, and why.
type Standing struct {
	Rank     int                  `json:"rank"`
	Priority float64              `json:"priority"`
	Factors  []hotspot.Factor     `json:"factors"`
	Exposure hotspot.Surroundings `json:"exposure"`
}

// Sum is what the segments that change make together, in metres of street. Light is that of a
// walk in the dark (overlay.Exposure.Typical), greenery is in leaf; what is unknown is in no
// other sum than its own.
type Sum struct {
	Segments  int     `json:"segments"`
	LengthM   float64 `json:"length_m"`
	Moves     []Rise  `json:"moves"`      // between lighting classes, rising and falling: from the darkest class, then to the darkest; of the part whose light is known
	DarkM     Change  `json:"dark_m"`     // with less light than the lowest class allows anywhere
	UnknownM  Change  `json:"unknown_m"`  // whose light is not known
	ConcealM  Change  `json:"conceal_m"`  // where somebody could stand unseen
	BlockedM  Change  `json:"blocked_m"`  // where the sight ahead is short
	WatchedM  Change  `json:"watched_m"`  // that cameras see, at least so that somebody can be detected
	IdentifyM Change  `json:"identify_m"` // that cameras see so that somebody can be identified
}

// Change is a figure before and after a proposal.
type Change struct {
	Before float64 `json:"before"`
	After  float64 `json:"after"`
}

// WhatIf works out what a proposal would change: exposures of the segments it touches, and of
// the hotspots the factors that the surroundings make. It is what would be worked out were the
// objects stored; in.Exposures are what is there now. It returns Invalid, naming each object
// at fault: one that overlay.Object.Validate refuses, of a kind that gives no exposure, far from
// every street, or one to change or remove that is not there; and ctx's error when cancelled.
func WhatIf(ctx context.Context, in Input, p Proposal) (Outcome, error) {
	in = sorted(in)
	after, err := p.apply(in)
	if err != nil {
		return Outcome{}, err
	}
	c, err := after.compare(ctx, in)
	if err != nil {
		return Outcome{}, err
	}
	o := Outcome{
		Touched: c.touched, Segments: c.segments, Hotspots: []HotspotChange{}, Sum: sumOf(c.segments),
		Analysis: in.Analysis, Exercise: in.Municipality.Exercise,
	}
	for i, h := range in.Hotspots {
		if b, a := c.before[i], c.after[i]; b.Rank != a.Rank || b.Priority != a.Priority {
			o.Hotspots = append(o.Hotspots, HotspotChange{h.Name, b, a})
		}
	}
	slices.SortFunc(o.Hotspots, func(a, b HotspotChange) int { return cmp.Compare(a.Before.Rank, b.Before.Rank) })
	o.Text, o.Notes = o.words(), after.notes(in, c)
	return o, nil
}

// WhatIf works out what a proposal would change in a municipality as it is now, for a reader of
// open categories with the newest open analysis. It stores nothing and returns Invalid as the
// function WhatIf does.
func (s Service) WhatIf(ctx context.Context, m municipality.Municipality, p Proposal, open bool) (Outcome, error) {
	in, err := s.Input(ctx, m, open)
	if err != nil {
		return Outcome{}, err
	}
	o, err := WhatIf(ctx, in, p)
	if err != nil {
		return Outcome{}, fmt.Errorf("what if in %s: %w", m.Code, err)
	}
	o.Open = open
	return o, nil
}

// sorted is the same input in the order of IDs and ranks.
func sorted(in Input) Input {
	in.Segments = slices.SortedFunc(slices.Values(in.Segments), func(a, b street.Segment) int { return cmp.Compare(a.ID, b.ID) })
	in.Objects = slices.SortedStableFunc(slices.Values(in.Objects), func(a, b overlay.Object) int { return cmp.Compare(a.ID, b.ID) })
	in.Hotspots = slices.SortedFunc(slices.Values(in.Hotspots), func(a, b hotspot.Hotspot) int { return cmp.Compare(a.Rank, b.Rank) })
	return in
}

// comparison is a town before and after.
type comparison struct {
	touched       int
	segments      []SegmentChange    // that change
	exposures     []overlay.Exposure // of all segments, after
	before, after []Standing         // of each hotspot
}

// compare works out anew what changed objects touch.
func (a altered) compare(ctx context.Context, in Input) (comparison, error) {
	c := comparison{segments: []SegmentChange{}}
	known := make(map[int64]overlay.Exposure, len(in.Exposures))
	for _, e := range in.Exposures {
		known[e.Segment] = e
	}
	for _, s := range in.Segments {
		c.exposures = append(c.exposures, known[s.ID])
	}
	before := c.exposures
	which := overlay.Touched(in.Segments, a.changes)
	if c.touched = len(which); c.touched > 0 {
		fresh, err := overlay.Compute(ctx, street.NewGraph(in.Segments), which, a.around(in, which), overlay.Params{})
		if err != nil {
			return c, err
		}
		c.exposures = slices.Clone(before)
		for k, i := range which {
			c.exposures[i] = fresh[k]
			if s := in.Segments[i]; !same(before[i], fresh[k]) {
				c.segments = append(c.segments, SegmentChange{s.ID, s.Name, s.LengthM, before[i], fresh[k]})
			}
		}
	}
	c.before = standings(in.Hotspots, hotspot.NewStreets(in.Segments, before))
	c.after = standings(in.Hotspots, hotspot.NewStreets(in.Segments, c.exposures))
	return c, ctx.Err()
}

// same tells whether two exposures of a segment are alike.
func same(a, b overlay.Exposure) bool {
	return slices.Equal(a.Light, b.Light) && a.LeafOn == b.LeafOn && a.LeafOff == b.LeafOff && a.Escape == b.Escape && a.Camera == b.Camera
}

// standings is where hotspots stand in some surroundings, each at its place in the list.
func standings(hotspots []hotspot.Hotspot, streets hotspot.Streets) []Standing {
	all := make([]Standing, len(hotspots))
	order := make([]int, len(hotspots))
	for i, h := range hotspots {
		h = h.With(streets.Around(h.Shape))
		all[i], order[i] = Standing{Priority: h.Priority, Factors: h.Factors, Exposure: h.Exposure}, i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(all[b].Priority, all[a].Priority) })
	for rank, i := range order {
		all[i].Rank = rank + 1
	}
	return all
}
