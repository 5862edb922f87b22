package measure

import (
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/overlay"
	"tryggled/internal/overlay/view"
)

// Draft is what a camera needs dossier is asked for.
type Draft struct {
	Area     orb.MultiPolygon // metric; what the cameras are to watch
	Name     lang.Text        // of the place; by its longest street where empty
	Cameras  []overlay.Object // proposed ones, none is fine; of kind cameras, or without a kind
	Operator string           // who is to watch: a unit, never a person
	Police   bool             // the operator is the police: another law and another dossier apply
	Purpose  string           // free text of the operator, masked by whoever takes it in
	Open     bool             // for a reader of open categories
	Outside  bool             // a copy that leaves the house: open categories, small counts held back
	Since    time.Time        // of the reports; zero: a year before Until
	Until    time.Time        // exclusive; zero: now
}

// Limits of a dossier's area, in square metres: below the first a drawing tells of one door,
// above the second it is no place.
const (
	LeastAreaM2 = 100
	MostAreaM2  = 2e6
)

// Dossier is what the operator of cameras at a place has to weigh and to write down before it
// watches: what the data tell, and what only the operator can say. It holds places and counts,
// never a person.
type Dossier struct {
	Municipality lang.Text        `json:"municipality"`
	Code         string           `json:"code"` // of the municipality
	Title        lang.Text        `json:"title"`
	Name         lang.Text        `json:"name"` // of the place
	Area         orb.MultiPolygon `json:"-"`    // metric
	AreaM2       float64          `json:"area_m2"`
	StreetM      float64          `json:"street_m"` // length of street inside
	MadeAt       time.Time        `json:"made_at"`
	Since        time.Time        `json:"since"`
	Until        time.Time        `json:"until"` // exclusive
	Open         bool             `json:"open"`
	Outside      bool             `json:"outside"`
	Police       bool             `json:"police"`
	Exercise     bool             `json:"exercise"`
	Analysis     int64            `json:"analysis"` // whose hotspots; 0 where there is none
	Revision     int64            `json:"revision"`
	Sources      []string         `json:"sources"`

	Reports  Counts         `json:"reports"`
	Hotspots []Inside       `json:"hotspots"` // that meet the area, by rank
	Tried    []Tried        `json:"tried"`    // measures and work there, oldest first
	Cameras  []CameraView   `json:"cameras"`  // that see the area or may: those there are by ID, then the proposed
	Now      Coverage       `json:"now"`
	Then     *Coverage      `json:"then,omitempty"` // with the proposed cameras; nil where none are
	Blind    []BlindSpot    `json:"blind"`          // hotspots in the area that hardly any camera sees, as things are
	Instead  []Alternative  `json:"instead"`        // what lighting and clearing would do there, by rank
	Catches  Catch          `json:"catches"`        // of all cameras together, the proposed too
	Light    Surrounding    `json:"light"`          // of the streets in the area, as they are
	Balance  []Section      `json:"balance"`        // empty where Police
	Register []RegisterLine `json:"register"`       // entry for the operator's register of surveillance; empty where Police
	Law      []lang.Text    `json:"law"`            // what applies
	Notes    []lang.Text    `json:"notes"`          // rules of counting, what could not be judged
}

// Surrounding is the surroundings of the streets in the area, in words too.
type Surrounding struct {
	hotspot.Surroundings
	Text lang.Text `json:"text"`
}

// Count is a number of reports. In a copy that leaves the house Few stands for one to four, and
// Held for a figure from which such a one could be told.
type Count struct {
	N    int  `json:"n"`
	Few  bool `json:"few,omitempty"`
	Held bool `json:"held,omitempty"`
}

// Text is the count in words.
func (c Count) Text() lang.Text {
	switch {
	case c.Few:
		return lang.T("färre än %d", "fewer than %d", LeastTold)
	case c.Held:
		return lang.T("visas inte", "not shown")
	}
	return lang.T("%d", "%d", c.N)
}

// LeastTold is the least number of reports that a copy which leaves the house tells.
const LeastTold = 5

// Counts are the reports in the area, by category and time. Reports that are known less exactly
// than ExactM, and the categories of events and of places that feel safe, are not in them.
type Counts struct {
	All        Count           `json:"all"`
	Earlier    Count           `json:"earlier"`    // in as long a time before Since
	Events     Count           `json:"events"`     // of All, accounts of one event counted once
	Categories []CategoryCount `json:"categories"` // that have any, in the order of the table
	ByHour     []Count         `json:"by_hour"`    // of the local day, 24
	NoHour     Count           `json:"no_hour"`    // whose time is known less exactly than HourWithin
	ByWeek     [][]Count       `json:"by_week"`    // by day of the week, Monday first, and part of the day: Dayparts; none in a copy that leaves the house
	Dark       Count           `json:"dark"`       // after dark, by the sun
	Day        Count           `json:"day"`
	NoLight    Count           `json:"no_light"`  // whose time does not tell
	Imprecise  int             `json:"imprecise"` // rows left out since their place is not known well enough; 0 in a copy that leaves the house
}

// CategoryCount is the reports of one category.
type CategoryCount struct {
	Category   string    `json:"category"`
	Name       lang.Text `json:"name"`
	Restricted bool      `json:"restricted,omitempty"`
	All        Count     `json:"all"`
	Earlier    Count     `json:"earlier"`
	ByHour     []Count   `json:"by_hour,omitempty"` // 24; none in a copy that leaves the house
	NoHour     *Count    `json:"no_hour,omitempty"` // likewise
}

// Dayparts are the parts of a day of Counts.ByWeek.
var Dayparts = []lang.Text{
	lang.T("natt 00–06", "night 00–06"), lang.T("förmiddag 06–12", "morning 06–12"),
	lang.T("eftermiddag 12–18", "afternoon 12–18"), lang.T("kväll 18–24", "evening 18–24"),
}

// Weekdays are the days of Counts.ByWeek.
var Weekdays = []lang.Text{
	lang.T("måndag", "Monday"), lang.T("tisdag", "Tuesday"), lang.T("onsdag", "Wednesday"), lang.T("torsdag", "Thursday"),
	lang.T("fredag", "Friday"), lang.T("lördag", "Saturday"), lang.T("söndag", "Sunday"),
}

// How exactly a report is counted.
const (
	ExactM     = 50            // metres that its place is known to
	HourWithin = 3 * time.Hour // longest time it may have happened in; the hour is that of the middle
)

// Inside is a hotspot that meets the area.
type Inside struct {
	Rank     int       `json:"rank"`
	Name     lang.Text `json:"name"`
	Priority float64   `json:"priority"`
	Why      lang.Text `json:"why,omitzero"` // empty in a copy that leaves the house
	Share    float64   `json:"share"`        // of its surface that lies in the area
	Then     float64   `json:"then"`         // priority with the proposed cameras
}

// Tried is a measure at the place, and how many reports came there before it began and after.
// The days are as many on both sides, at most TriedDays.
type Tried struct {
	Kind   lang.Text `json:"kind"`
	Title  lang.Text `json:"title"`
	Owner  string    `json:"owner,omitempty"`
	State  lang.Text `json:"state"`
	From   string    `json:"from,omitempty"` // a date
	To     string    `json:"to,omitempty"`
	Days   int       `json:"days"` // compared; 0: nothing can be compared
	Before Count     `json:"before"`
	After  Count     `json:"after"`
	Text   lang.Text `json:"text"`
}

// TriedDays is how many days are compared, at most, on each side of the beginning of a measure.
const TriedDays = 182

// CameraView is what one camera sees.
type CameraView struct {
	Camera   overlay.Object   `json:"-"`
	Label    lang.Text        `json:"label"` // such as camera 12, proposal 1
	Proposed bool             `json:"proposed"`
	Operator string           `json:"operator,omitempty"`
	Purpose  string           `json:"purpose,omitempty"`
	Police   bool             `json:"police"` // run by the police, by what is said of its operator
	Sure     bool             `json:"sure"`   // its direction is known; otherwise the view is all that it may see
	Inside   bool             `json:"inside"` // in a building: sees no street
	At       orb.Point        `json:"-"`      // metric: where it hangs
	Ground   orb.MultiPolygon `json:"-"`      // metric: what it sees of the ground
	GroundM2 float64          `json:"ground_m2"`
	Bands    []BandView       `json:"bands"` // from detect to identify
	Catches  Catch            `json:"catches"`
	Text     lang.Text        `json:"text"`
}

// BandView is what a camera sees in one band of pixel density or better.
type BandView struct {
	Band   view.Band        `json:"-"`
	Code   string           `json:"band"`
	Name   lang.Text        `json:"name"`
	ReachM float64          `json:"reach_m"` // over open ground
	AreaM2 float64          `json:"area_m2"` // of the drawn area
	Share  float64          `json:"share"`   // of the drawn area
	Ground orb.MultiPolygon `json:"-"`       // metric, not cut at the drawn area
}

// Coverage is what cameras whose direction is known see of the area together.
type Coverage struct {
	Cameras  int           `json:"cameras"`
	Bands    []CoveredBand `json:"bands"`
	Overlap  float64       `json:"overlap"`  // share of the ground that two or more see
	Possible float64       `json:"possible"` // share that only cameras of unknown direction may see
	Known    float64       `json:"known"`    // share of the street length where cameras are known
	Text     lang.Text     `json:"text"`
}

// CoveredBand is how much of the area is seen in a band or better.
type CoveredBand struct {
	Code   string    `json:"band"`
	Name   lang.Text `json:"name"`
	Ground float64   `json:"ground"` // share of the area's ground
	Street float64   `json:"street"` // share of its street length, of the part where cameras are known
}

// Catch is whom a view catches: places where people live, learn and play.
type Catch struct {
	Dwellings int          `json:"dwellings"`  // buildings where people live that have a wall or a yard in view
	FacadeM   float64      `json:"facade_m"`   // metres of their outer walls in view
	YardM2    float64      `json:"yard_m2"`    // ground in view within YardM of them
	YardShare float64      `json:"yard_share"` // of the view
	Other     int          `json:"other"`      // buildings with a wall in view that nobody says people live in, or not
	Known     bool         `json:"known"`      // whether any building is known near by: otherwise 0 is unknown
	Places    []PlaceCatch `json:"places"`     // schools, kindergartens, playgrounds in view; those three always listed
	Text      lang.Text    `json:"text"`
}

// YardM is how far from a dwelling the ground counts as its yard, in metres.
const YardM = 10

// PlaceCatch is the places of a class in view.
type PlaceCatch struct {
	Class string    `json:"class"`
	Name  lang.Text `json:"name"`
	Count int       `json:"count"`
	M2    float64   `json:"m2"` // of their grounds in view; 0 for those known only as a point
}

// Alternative is a piece of work that would do something at the place without watching anybody.
type Alternative struct {
	List      List      `json:"list"`
	Key       string    `json:"key"`
	Rank      int       `json:"rank"` // here: light first, then clearing
	Title     lang.Text `json:"title"`
	Why       lang.Text `json:"why"`
	Expected  lang.Text `json:"expected"`
	LengthM   float64   `json:"length_m"`
	CostKr    float64   `json:"cost_kr,omitempty"`
	CostKnown bool      `json:"cost_known"`
	State     State     `json:"state"`
}

// Section is a part of the balance of interests.
type Section struct {
	Code  string      `json:"code"` // need, suitability, less_intrusive, intrusion, safeguards, outcome
	Title lang.Text   `json:"title"`
	Facts []lang.Text `json:"facts"` // from the data
	Write []lang.Text `json:"write"` // what the operator has to write
}

// RegisterLine is a field of the entry in the register of surveillance.
type RegisterLine struct {
	Code  string    `json:"code"`
	Label lang.Text `json:"label"`
	Value lang.Text `json:"value,omitzero"`
	Fill  lang.Text `json:"fill,omitzero"` // what the operator has to fill in, where the data do not tell
}
