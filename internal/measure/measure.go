// Package measure turns what surrounds the streets into work: lamps to mend, light or undim,
// greenery to clear and sight to open, ranked by the hotspots that it touches, with what each
// would change; what has been done comes back into it. It stands after hotspots and overlays
// and before plans.
package measure

import (
	"cmp"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/overlay/light"
	"tryggled/internal/street"
	"tryggled/internal/sun"
)

// List is a list of work.
type List string

// The lists.
const (
	Lighting   List = "lighting" // lamps to mend, to add and to undim
	Clearing   List = "clearing" // greenery that hides somebody or cuts the sight along a path
	SightLines List = "sight"    // sight at crossings and along the ways to schools
)

// Lists are all of them, in the order in which they are shown.
var Lists = []List{Lighting, Clearing, SightLines}

var listNames = map[List]lang.Text{
	Lighting:   lang.T("Belysning", "Lighting"),
	Clearing:   lang.T("Röjning", "Clearing"),
	SightLines: lang.T("Sikt vid övergångsställen och skolvägar", "Sight at crossings and on the way to school"),
}

// Name is the list's heading.
func (l List) Name() lang.Text { return listNames[l] }

// ParseList reads lighting, clearing or sight. Others are fault.Invalid.
func ParseList(s string) (List, error) {
	if slices.Contains(Lists, List(s)) {
		return List(s), nil
	}
	return "", fault.New(fault.Invalid, lang.T(
		"%q är ingen arbetslista; skriv lighting, clearing eller sight",
		"%q is no work list; write lighting, clearing or sight", s))
}

// Action is what is to be done.
type Action string

// The actions.
const (
	Mend  Action = "mend"  // broken lamps
	Add   Action = "add"   // lamps where there are too few
	Undim Action = "undim" // lamps dimmed when people are uneasy
	Cut   Action = "cut"   // down to CutToM
	Raise Action = "raise" // the crown up to RaiseToM
	Thin  Action = "thin"  // the edge of a wood
	Open  Action = "open"  // the sight, by cutting, raising or thinning
)

// State is how far the work has come.
type State string

// The states.
const (
	Proposed State = "proposed"
	Ordered  State = "ordered"
	Done     State = "done"
	Declined State = "declined"
)

// States are all of them, in the order of the work.
var States = []State{Proposed, Ordered, Done, Declined}

var stateNames = map[State]lang.Text{
	Proposed: lang.T("föreslaget", "proposed"),
	Ordered:  lang.T("beställt", "ordered"),
	Done:     lang.T("utfört", "done"),
	Declined: lang.T("avböjt", "declined"),
}

// Name is the state in words.
func (s State) Name() lang.Text { return stateNames[s] }

// Item is one piece of work.
type Item struct {
	// Key names the work between runs, as long as it concerns the same objects: it is made of
	// the list, the action and the sources' ids of the objects, or of the stretch where there
	// are none, and does not depend on the order of the input.
	Key    string    `json:"key"`
	List   List      `json:"list"`
	Action Action    `json:"action"`
	Rank   int       `json:"rank"` // 1 is the first to do
	Title  lang.Text `json:"title"`
	Why    lang.Text `json:"why"`

	Street   string       `json:"street,omitempty"` // empty where it has no name
	LengthM  float64      `json:"length_m"`         // of the segments that gain
	Segments []int64      `json:"segments"`         // that gain, ascending
	Geometry orb.Geometry `json:"-"`                // metric: their lines

	Objects []Part           `json:"objects"` // what to work on
	New     []overlay.Object `json:"-"`       // lamps to add, where, called "ny 1", "ny 2" …

	Owner     string  `json:"owner,omitempty"`
	CostKr    float64 `json:"cost_kr,omitempty"` // of the objects whose cost is known
	CostKnown bool    `json:"cost_known"`        // of all of them

	// Priority is how much priority the work touches: that of each hotspot times the share of
	// the hotspot's streets that gain, summed up. Streets and reports count all along a
	// segment whose lighting class rises or where lamps are added, and else as far as the work
	// bears: within light.ReachM of a lamp that is mended or undimmed, and within sight.AheadM
	// of greenery that is freed.
	Priority  float64   `json:"priority"`
	Hotspots  []Touched `json:"hotspots"`   // the one that gives most of the priority first
	Reports   int       `json:"reports"`    // within Params.ReachM of that in the last year, accounts of one event counted once
	DarkKnown int       `json:"dark_known"` // of them, with a time that tells whether it was dark
	AfterDark int       `json:"after_dark"` // of them, by the sun

	Before  Effect  `json:"before"`
	After   Effect  `json:"after"`
	Rises   []Rise  `json:"rises,omitempty"` // of the lighting class, longest first
	LiftedM float64 `json:"lifted_m"`        // metres whose lighting class rises

	School bool        `json:"school"` // within Params.SchoolM of a school, a kindergarten or a playground
	Mind   []lang.Text `json:"mind"`   // leave to ask for, seasons to keep clear of
	State  State       `json:"state"`
	Remark string      `json:"remark,omitempty"` // read back from the owner

	added map[string]State // what has been decided of New, by name
}

// Added are the lamps to add as parts of the work, each as far as it has come.
func (i Item) Added() []Part {
	var parts []Part
	for _, o := range i.New {
		p := partOf(o)
		p.State = cmp.Or(i.added[p.name()], i.State, Proposed)
		parts = append(parts, p)
	}
	return parts
}

// Part is an object to work on, with what its owner knows it by.
type Part struct {
	ID         int64         `json:"id"`
	Kind       overlay.Kind  `json:"kind"`
	Source     string        `json:"source"`
	ExternalID string        `json:"external_id"`
	Class      string        `json:"class,omitempty"`
	Owner      string        `json:"owner,omitempty"`
	Pole       string        `json:"pole,omitempty"`
	Cabinet    string        `json:"cabinet,omitempty"`
	Dimming    []overlay.Dim `json:"dimming,omitempty"`
	UnitCost   float64       `json:"unit_cost,omitempty"` // in kronor
	HeightM    float64       `json:"height_m"`            // its own or the default
	CrownBaseM float64       `json:"crown_base_m"`
	Protected  string        `json:"protected,omitempty"`
	At         orb.Point     `json:"-"` // metric
	Geometry   orb.Geometry  `json:"-"` // metric
	State      State         `json:"state,omitempty"`
}

// Touched is a hotspot within reach of the work.
type Touched struct {
	Rank     int       `json:"rank"`
	Name     lang.Text `json:"name"`
	Priority float64   `json:"priority"`
	Share    float64   `json:"share"` // of its streets, by length, that gain
}

// Effect is what a walker meets on an item's segments, before or after. Light is that of a
// walk in the dark (overlay.Exposure.Typical), of a dimming at its darkest; greenery is in
// leaf. What is unknown is in no sum; metres known tell how much that leaves.
type Effect struct {
	Class   light.Class `json:"class"` // of the mean and the least light of the whole; below P6 only where some of it is dark or all lamps are known
	MeanLux float64     `json:"mean_lux"`
	MinLux  float64     `json:"min_lux"`
	DarkM   float64     `json:"dark_m"`
	LightM  float64     `json:"light_known_m"`

	ConcealedM float64 `json:"concealed_m"`
	BlockedM   float64 `json:"blocked_m"`
	GreenM     float64 `json:"green_known_m"`
	SightM     float64 `json:"sight_m,omitempty"` // along the street at a crossing, the shortest, at most SightFarM
}

// Rise is a length of street whose lighting class rises.
type Rise struct {
	From    light.Class `json:"from"`
	To      light.Class `json:"to"`
	LengthM float64     `json:"length_m"`
}

// Worklist is a list of work at one time.
type Worklist struct {
	List         List        `json:"list"`
	Municipality string      `json:"municipality"` // its code
	Name         lang.Text   `json:"name"`
	Open         bool        `json:"open"`     // made from open categories alone
	Analysis     int64       `json:"analysis"` // whose hotspots; 0 where there is none
	Revision     int64       `json:"revision"` // of the municipality's data
	MadeAt       time.Time   `json:"made_at"`
	Since        time.Time   `json:"since"` // reports are counted from
	Until        time.Time   `json:"until"` // exclusive
	Items        []Item      `json:"items"`
	More         int         `json:"more"` // pieces of work after the last one, whose gain was not reckoned
	Done         []Work      `json:"done"` // newest first: "vi gjorde"
	Notes        []lang.Text `json:"notes"`
	Exercise     bool        `json:"exercise"`
}

// Input is what work is found in, all of one revision. The order of its parts does not matter.
type Input struct {
	Municipality municipality.Municipality
	Place        sun.Place // where the sun is reckoned for
	Segments     []street.Segment
	Objects      []overlay.Object // of all kinds
	Exposures    []overlay.Exposure
	Reports      hotspot.Reports // restricted ones do not count where Params.Open
	Analysis     int64           // 0: none yet
	Hotspots     []hotspot.Hotspot
	Works        []Work
	Since, Until time.Time // of the reports that count
}

// Params is how work is found. The zero value means DefaultParams.
type Params struct {
	Most    int     // items in a list whose gain is reckoned
	ReachM  float64 // from a stretch to the reports that count with it
	SchoolM float64 // from a stretch to a school, a kindergarten or a playground that makes it a way to school
	Open    bool    // reports of open categories alone
}

// DefaultParams gives a hundred items; reports count within 25 m, which is as far as a
// hotspot's outline is drawn around its reports, and schools within 50 m.
func DefaultParams() Params { return Params{Most: 100, ReachM: 25, SchoolM: 50} }

func (p Params) orDefault() Params {
	d := DefaultParams()
	if p.Most <= 0 {
		p.Most = d.Most
	}
	if !(p.ReachM > 0) {
		p.ReachM = d.ReachM
	}
	if !(p.SchoolM > 0) {
		p.SchoolM = d.SchoolM
	}
	return p
}
