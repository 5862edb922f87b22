// Package route lays a plan's tours along the streets: the way between stops, with times
// and words. It takes a plan and the street graph and gives what is exported and walked.
package route

import (
	"context"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
)

// Route is one team's tour along the streets.
type Route struct {
	Team    int     `json:"team"` // number of the tour
	LengthM float64 `json:"length_m"`
	Legs    []Leg   `json:"legs"` // base to first stop, …, last stop to base; by the base where there is a break
}

// Leg is the way from one stop to the next, or from or to the base.
type Leg struct {
	Stop    int            `json:"stop,omitempty"`   // number of the stop it leads to; 0: the base
	Stroll  bool           `json:"stroll,omitempty"` // a round that is walked while at the stop, from and to it
	Line    orb.LineString `json:"line"`             // metric
	LengthM float64        `json:"length_m"`
	Depart  time.Time      `json:"depart"`
	Arrive  time.Time      `json:"arrive"`
	Words   lang.Text      `json:"words"` // the instructions as one text
	Turns   []Turn         `json:"turns,omitempty"`
}

// Planned is a plan with its routes, everything an export needs.
type Planned struct {
	Municipality municipality.Municipality
	Plan         plan.Plan
	Routes       []Route           // one per tour, in order
	Hotspots     []hotspot.Hotspot // of the plan's analysis, by rank
	Earlier      []plan.Tour       // of the versions before, newest first: whose, where and when, for calendars that hold them
}

// Store keeps plans with their routes, and what becomes of them.
type Store interface {
	LifeStore
	// Save freezes the first version of a plan and returns its id.
	Save(ctx context.Context, code string, p plan.Plan, routes []Route) (int64, error)
	// SaveVersion freezes a further version of the plan p.ID, the newest of which is p.Based,
	// and returns its number. It returns NotFound, and Conflict where there is a newer one.
	SaveVersion(ctx context.Context, code string, p plan.Plan, routes []Route) (int, error)
	// Plan returns a version of a plan, 0 the newest, and its routes. It returns NotFound.
	Plan(ctx context.Context, code string, id int64, version int) (plan.Plan, []Route, error)
	// Plans returns the plans without routes, newest first.
	Plans(ctx context.Context, code string) ([]plan.Plan, error)
	// Versions returns the versions of a plan without routes, newest first. It returns NotFound.
	Versions(ctx context.Context, code string, id int64) ([]plan.Plan, error)
	// Recent returns the plans whose shift touches [since, until) and that say where teams
	// are: in the version that teams see of those published, under way or done, unless it is
	// known from their logs what was walked; and in their newest version those of the drafts
	// that are named. They are in the order of their ids, without routes.
	Recent(ctx context.Context, code string, since, until time.Time, drafts []int64) ([]plan.Plan, error)
	// Changing runs change in a transaction in which nobody else changes the plan, or writes
	// about its walk; an id of 0 is a plan that is yet to be saved. It returns NotFound.
	Changing(ctx context.Context, code string, id int64, change func(ctx context.Context) error) error
}
