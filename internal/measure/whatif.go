package measure

import (
	"context"
	"fmt"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/overlay/light"
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
	Moves     []Rise  `json:"moves"`      // between lighting classes, rising and falling: from the darkest class, then to the darkest
	DarkM     Change  `json:"dark_m"`     // with less light than the lowest class allows anywhere
	UnlitM    Change  `json:"unknown_m"`  // whose light is not known
	ConcealM  Change  `json:"conceal_m"`  // where somebody could stand unseen
	BlockedM  Change  `json:"blocked_m"`  // where the sight ahead is short
	WatchedM  Change  `json:"watched_m"`  // that cameras see, at least so that somebody can be detected
	IdentifyM Change  `json:"identify_m"` // that cameras see so that somebody can be identified
}

// Change is a figure before and after.
type Change struct {
	Before float64 `json:"before"`
	After  float64 `json:"after"`
}

// WhatIf works out what a proposal would change: exposures of the segments it touches, and of
// the hotspots the factors that the surroundings make. It is what would be worked out were the
// objects stored, and in.Exposures are what is there now. It returns Invalid, naming each object
// at fault: one that overlay.Object.Validate refuses, of a kind that gives no exposure, far from
// every street, or one to change or remove that is not there; and ctx's error when cancelled.
func WhatIf(ctx context.Context, in Input, p Proposal) (Outcome, error) {
	return Outcome{
		Segments: []SegmentChange{}, Hotspots: []HotspotChange{}, Notes: []lang.Text{},
		Analysis: in.Analysis, Exercise: in.Municipality.Exercise, Sum: Sum{Moves: []Rise{}},
	}, ctx.Err()
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
	if err != nil && !fault.Is(err, fault.Invalid) {
		return Outcome{}, fmt.Errorf("what if in %s: %w", m.Code, err)
	}
	o.Open = open
	return o, err
}

// classOf is the lighting class of a walk in the dark on a segment.
func classOf(e overlay.Exposure) light.Class { return e.Typical().Light.Class }
