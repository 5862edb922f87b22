package plan

import (
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan/orienteer"
	"tryggled/internal/sun"
)

// Input is what a plan is made from. Request is valid.
type Input struct {
	Request  Request
	Analysis hotspot.Analysis
	Location *time.Location // the municipality's time zone
	Areas    []municipality.Area
	Spots    []Spot             // what a team can be sent to, see Spots
	Crews    []Crew             // of each team
	Travel   []orienteer.Matrix // in whole seconds; places 0, 1, … are the spots
	Recent   []Dose
	Before   *Plan     // the version that this one changes; nil: none
	Sky      *sun.Days // when it is dark there; nil: not known, as dark as can be
}

// Spot is a place that a team can be sent to.
type Spot struct {
	ID       string // h3, s1207 or p55
	Kind     SpotKind
	Hotspot  int // rank in the analysis; 0 for a street or a point
	Name     lang.Text
	Area     string    // slug; empty outside all
	Point    orb.Point // where it is visited, metric
	Priority float64   // before the hour
	Class    string    // of a standing point
	Events   float64   // of a street
}

// Crew is what the streets say of a team.
type Crew struct {
	Base, Finish Place
	Start, End   int // places of the matrix: where it is when the plan begins, and its Finish
	Travel       int // index into Input.Travel

	// KeptFrom are the spots that only what the team keeps away from bars its way to; nil: none.
	KeptFrom []bool
}

// Best is the best plan found so far, as it is told while the search goes on.
type Best struct {
	Score      float64 // priority-minutes
	Bound      float64 // no plan gathers more
	Iterations int
}
