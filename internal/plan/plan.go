// Package plan decides who walks where and when: a shift, teams and hotspots turned into
// stops in an order with times. It knows travel times as numbers only; route lays the
// way between the stops along the streets.
package plan

import (
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

// Request is what somebody asks a plan for.
type Request struct {
	Analysis int64     `json:"analysis"` // 0 is the current one
	From     time.Time `json:"from"`
	To       time.Time `json:"to"`
	Teams    []Team    `json:"teams"`
	Areas    []string  `json:"areas,omitempty"` // slugs; empty means all
	Seed     uint64    `json:"seed"`            // draws the order of police and guards
}

// Team is a group that walks together.
type Team struct {
	Role identity.Role `json:"role"`
	Size int           `json:"size"`           // people
	Base string        `json:"base,omitempty"` // slug of the base where it starts and ends; empty: the first base open to the role
}

// Plan is a frozen answer to a Request.
type Plan struct {
	ID           int64     `json:"id"`
	Version      int       `json:"version"`
	Status       string    `json:"status"` // draft
	Request      Request   `json:"request"`
	Analysis     int64     `json:"analysis"`
	CodeVersion  string    `json:"code_version"`
	DataRevision int64     `json:"data_revision"`
	Iterations   int       `json:"iterations"` // steps the solver ran
	CreatedAt    time.Time `json:"created_at"`

	Tours   []Tour      `json:"tours"`   // one per team, in the order of the request
	Omitted []Omission  `json:"omitted"` // hotspots no team visits
	Covered float64     `json:"covered"` // share of the priority of all hotspots that is visited, once or more
	Notes   []lang.Text `json:"notes"`   // what every reader must know, such as a base chosen for want of one
}

// Tour is what one team does during the shift.
type Tour struct {
	Number int       `json:"number"` // 1 is the first team of the request
	Team   Team      `json:"team"`
	Base   Place     `json:"base"`
	Start  time.Time `json:"start"`
	End    time.Time `json:"end"` // back at the base
	Visits []Visit   `json:"visits"`
	Note   lang.Text `json:"note,omitzero"` // what the team must know, such as much time to spare

	// Open says that the words of the visits tell nothing of restricted categories.
	Open bool `json:"open,omitempty"`
}

// Place is a named point.
type Place struct {
	Name  lang.Text `json:"name"`
	Point orb.Point `json:"-"` // metric
}

// Visit is one stop of a tour. The team has time to spare between leaving one and
// setting out for the next, at the stop or, where it is long, at the base.
type Visit struct {
	Number  int   `json:"number"`  // 1 is the first stop of the tour
	Hotspot int   `json:"hotspot"` // rank in the analysis
	Place   Place `json:"place"`
	Round   int   `json:"round"` // 1 is the first visit to the hotspot in the shift, by any team

	Break  time.Time `json:"break,omitzero"` // back at the base, for a break until Depart; zero: none
	Depart time.Time `json:"depart"`         // from the stop before, or from the base
	Arrive time.Time `json:"arrive"`
	Leave  time.Time `json:"leave"`

	Priority float64   `json:"priority"` // in the hours of the shift: hotspot.PriorityAt
	Why      lang.Text `json:"why"`

	// What surrounds the place, which the team keeps in mind whoever it is.
	Exposure hotspot.Surroundings `json:"exposure"`
	Traffic  bool                 `json:"traffic,omitempty"` // much of what is told of it
}

// Omission is a hotspot that no team visits, and why.
type Omission struct {
	Hotspot  int       `json:"hotspot"` // rank in the analysis
	Name     lang.Text `json:"name"`
	Priority float64   `json:"priority"` // in the hours of the shift
	Reason   lang.Text `json:"reason"`
}
