package patrol

import (
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
	"tryggled/internal/route"
	"tryggled/internal/street"
)

// Source is what a dose is known from.
type Source string

// The sources of doses.
const (
	FromTrack    Source = "track"
	FromLog      Source = "log"
	FromPresence Source = "presence" // area and hours alone
)

// Dose is how long a place had a team in an hour: what the follow-up compares with what
// was reported from there, and what the next plan takes into account. Exactly one of Spot,
// Segment and Area is set. A minute counts once: at the spot where there is one, else on
// the street; from the track where there is one, else from the log.
type Dose struct {
	Plan    int64     `json:"plan,omitempty"`
	Team    int       `json:"team,omitempty"`
	Spot    string    `json:"spot,omitempty"`    // as plan.Visit names it
	Segment int64     `json:"segment,omitempty"` // street.Segment.ID
	Area    string    `json:"area,omitempty"`    // slug: somewhere within it
	Name    lang.Text `json:"name,omitzero"`     // of the spot
	Point   orb.Point `json:"-"`                 // metric; of an area no point
	Hour    time.Time `json:"hour"`              // its start
	Minutes float64   `json:"minutes"`           // of the team, however many walk in it
	Source  Source    `json:"source"`
}

// Doses are the doses of a plan.
func Doses(planned route.Planned, log Log, tracks []Walked, segments []street.Segment, loc *time.Location, now time.Time) []Dose {
	return nil
}

// PresenceDoses are the doses of an area.
func PresenceDoses(all []Presence, loc *time.Location, now time.Time) []Dose { return nil }

// ForPlanning are doses as planning counts them.
func ForPlanning(doses []Dose, areas []municipality.Area) []plan.Dose { return nil }
