// Package plan decides who walks where and when: a shift, teams and the places of an
// analysis turned into stops in an order with times, and what becomes of them until the
// shift is over. It knows travel times as numbers only; route lays the way between the
// stops along the streets.
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
	Areas    []string  `json:"areas,omitempty"`  // slugs; empty means all
	Seed     uint64    `json:"seed"`             // draws the order of police and guards
	Quotas   []Quota   `json:"quotas,omitempty"` // what each area gets at least and at most; an area without: see LeastShare
	Points   bool      `json:"points,omitempty"` // send to standing points too: schools, stations, squares, youth clubs, safety walks
	Fixes    []Fix     `json:"fixes,omitempty"`  // what people have decided
	Contact  Contact   `json:"contact,omitzero"` // whom the teams call

	GapMinutes int `json:"gap_minutes,omitempty"` // between visits to a place; 0: RevisitGap, or StrollGap
	Iterations int `json:"iterations,omitempty"`  // of the solver; 0: as long as Seconds
	Seconds    int `json:"seconds,omitempty"`     // how long to search; 0: DefaultSeconds

	// A plan made anew in the middle of its shift: from Now on, with each team where it is.
	Now   time.Time `json:"now,omitzero"`
	Where []Where   `json:"where,omitempty"`

	// Was is the number of each team in the version that this one changes, where that is
	// another; 0 is a team that was not there. It holds of that version alone and is not kept.
	Was []int `json:"-"`
}

// Team is a group that walks together.
type Team struct {
	Role  identity.Role `json:"role"`
	Size  int           `json:"size"`            // people
	Base  string        `json:"base,omitempty"`  // slug of the base where it starts; empty: the first base open to the role
	End   string        `json:"end,omitempty"`   // slug of the base where it ends; empty: where it starts
	Mode  string        `json:"mode,omitempty"`  // empty: the role's first
	From  time.Time     `json:"from,omitzero"`   // zero: as the shift
	To    time.Time     `json:"to,omitzero"`     // zero: as the shift
	Areas []string      `json:"areas,omitempty"` // slugs: where alone it may be sent, such as a permit area or a property
}

// Quota is which share of the time at stops an area gets.
type Quota struct {
	Area  string  `json:"area"`            // slug
	Least float64 `json:"least,omitempty"` // of the time at stops of all teams, 0 to 1
	Most  float64 `json:"most,omitempty"`  // 0: no bound
}

// Contact is whom a team calls, and who is told when it does not check in.
type Contact struct {
	Name  string `json:"name,omitempty"`
	Phone string `json:"phone,omitempty"`
	Email string `json:"email,omitempty"`
}

// Fix is what somebody has decided about a place, whatever else the plan becomes.
type Fix struct {
	Kind    FixKind   `json:"kind"`
	Spot    string    `json:"spot"`
	Team    int       `json:"team,omitempty"`    // number, from 1; 0: any (not of Lock and Move), or of Forbid all
	At      time.Time `json:"at,omitzero"`       // when the visit begins, to within FixSlack; zero: at any time
	Minutes int       `json:"minutes,omitempty"` // at the place; 0: the role's dwell
}

// FixKind is what a Fix does.
type FixKind string

// The kinds of Fix.
const (
	Lock   FixKind = "lock"   // the visit stays as it is: team and time
	Move   FixKind = "move"   // it is this team that visits, and no other
	Add    FixKind = "add"    // somebody visits, such as an announced meeting point
	Forbid FixKind = "forbid" // nobody visits, or this team does not
)

// Where is where a team is when its plan is made anew.
type Where struct {
	Team  int       `json:"team"` // number
	Point orb.Point `json:"-"`    // metric
	Lon   float64   `json:"lon"`
	Lat   float64   `json:"lat"`
}

// Plan is one frozen version of an answer to a Request.
type Plan struct {
	ID           int64     `json:"id"`
	Version      int       `json:"version"`
	Life         Life      `json:"-"`                  // beside the frozen versions
	Based        int       `json:"based_on,omitempty"` // the version it was changed from
	Changed      lang.Text `json:"changed,omitzero"`   // what was
	Request      Request   `json:"request"`
	Analysis     int64     `json:"analysis"`
	CodeVersion  string    `json:"code_version"`
	DataRevision int64     `json:"data_revision"`
	Iterations   int       `json:"iterations"` // steps the solver ran
	CreatedAt    time.Time `json:"created_at"`

	Tours   []Tour      `json:"tours"`          // one per team, in the order of the request
	Gone    []Visit     `json:"gone,omitempty"` // made by teams that walk no more; they count for gaps, areas and scores
	Omitted []Omission  `json:"omitted"`        // hotspots and points that no team visits
	Covered float64     `json:"covered"`        // share of the priority of all hotspots that is visited, once or more
	Score   float64     `json:"score"`          // priority-minutes gathered, without what the seed drew
	Bound   float64     `json:"bound"`          // no plan gathers more
	Idle    float64     `json:"idle_minutes"`   // risk-weighted idleness of the places: how long ago, on average, a place was last visited
	Seen    float64     `json:"seen"`           // share of the watched places, those of the highest priority, that are never without presence longer than UnseenMost
	Areas   []AreaShare `json:"areas"`          // what each area gets
	Notes   []lang.Text `json:"notes"`          // what every reader must know, such as a base chosen for want of one
}

// AreaShare is what an area gets of the time at stops.
type AreaShare struct {
	Area    string    `json:"area"` // slug; empty outside all
	Name    lang.Text `json:"name,omitzero"`
	Minutes float64   `json:"minutes"`
	Share   float64   `json:"share"`
	Risk    float64   `json:"risk"` // its share of the priority

	Note lang.Text `json:"note,omitzero"` // where it gets less or more than was asked
}

// Tour is what one team does during the shift.
type Tour struct {
	Number int       `json:"number"` // 1 is the first team of the request
	Team   Team      `json:"team"`
	Base   Place     `json:"base"`
	Finish Place     `json:"finish"` // where it ends
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

// SpotKind is what a team is sent to.
type SpotKind string

// The kinds of place.
const (
	AtHotspot SpotKind = "hotspot"
	AtSegment SpotKind = "segment" // a street walked from end to end
	AtPoint   SpotKind = "point"   // a standing point
)

// Visit is one stop of a tour. The team has time to spare between leaving one and
// setting out for the next, at the stop or, where it is long, at the base.
type Visit struct {
	Number  int      `json:"number"` // 1 is the first stop of the tour
	Spot    string   `json:"spot"`   // h3, s1207 or p55: the same in each version on one analysis
	Kind    SpotKind `json:"kind"`
	Hotspot int      `json:"hotspot,omitempty"` // rank in the analysis
	Place   Place    `json:"place"`
	Area    string   `json:"area,omitempty"`    // slug
	Round   int      `json:"round"`             // 1 is the first visit to the place in the shift, by any team
	Strolls bool     `json:"strolls,omitempty"` // walks the streets of the place rather than stands
	Fixed   FixKind  `json:"fixed,omitempty"`
	Past    bool     `json:"past,omitempty"` // before the plan was made anew

	Break  time.Time `json:"break,omitzero"` // back at the base, for a break until Depart; zero: none
	Depart time.Time `json:"depart"`         // from the stop before, or from the base
	Arrive time.Time `json:"arrive"`
	Leave  time.Time `json:"leave"`

	Priority float64   `json:"priority"` // at that hour
	Prize    float64   `json:"prize"`    // priority-minutes that the visit gathers
	Why      lang.Text `json:"why"`

	// What surrounds the place, which the team keeps in mind whoever it is.
	Exposure hotspot.Surroundings `json:"exposure"`
	Traffic  bool                 `json:"traffic,omitempty"` // much of what is told of it
}

// Omission is a place that no team visits, why, and what it would take.
type Omission struct {
	Spot     string    `json:"spot"`
	Hotspot  int       `json:"hotspot,omitempty"` // rank in the analysis
	Name     lang.Text `json:"name"`
	Priority float64   `json:"priority"` // at its best hour of the shift
	Reason   lang.Text `json:"reason"`

	// What including it would cost: the team that can do so most cheaply, and the
	// priority-minutes that the plan loses. Zero where no team may or can.
	Team int       `json:"team,omitempty"`
	Cost float64   `json:"cost,omitempty"`
	Take lang.Text `json:"take,omitzero"`
}
