package patrol

import (
	"time"
)

// Pass is a stretch of street that a team walked in one go. It was walked backwards where
// FromM is beyond ToM.
type Pass struct {
	Segment int64     `json:"segment"` // street.Segment.ID
	FromM   float64   `json:"from_m"`  // metres from the segment's start
	ToM     float64   `json:"to_m"`
	Enter   time.Time `json:"enter"`
	Leave   time.Time `json:"leave"`
}

// Stay is a time at a place of the plan.
type Stay struct {
	Spot string    `json:"spot"` // as plan.Visit names it
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Walked is what is kept of a track: the streets passed and the times at places. The points
// themselves are dropped, and with them how each person moved: place, never person. Nothing
// within the municipality but outside streets and places is kept.
type Walked struct {
	ID        int64     `json:"id"`
	Plan      int64     `json:"plan"`
	Version   int       `json:"version"`
	Team      int       `json:"team"` // number
	From      time.Time `json:"from"` // first and last point that counts
	To        time.Time `json:"to"`
	By        string    `json:"by"` // the actor, pseudonymous
	WrittenAt time.Time `json:"written_at"`

	Passes  []Pass        `json:"passes"`  // in the order of time
	Stays   []Stay        `json:"stays"`   // in the order of time, none at once with another
	Spans   []Span        `json:"spans"`   // when it was recorded, without its gaps
	Points  int           `json:"points"`  // that counted
	Dropped int           `json:"dropped"` // outside the shift, not yet been, without time or out of order
	LengthM float64       `json:"length_m"`
	Matched float64       `json:"matched"` // share of the recorded time on streets, 0 to 1
	Off     time.Duration `json:"off_ns"`  // recorded away from all streets
	SigmaM  float64       `json:"sigma_m"` // how far points lie from their streets: estimated
}
