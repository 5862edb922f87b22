// Package hotspot finds the places where reports gather, explains each by what surrounds
// it and ranks them. It takes reports, streets and overlays as columns of numbers and
// gives a frozen analysis, from which plans are made.
package hotspot

import (
	"context"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/lang"
)

// Params is everything an analysis depends on beside the data.
type Params struct {
	Since      time.Time `json:"since"`                // reports that ended after
	Until      time.Time `json:"until"`                // exclusive; recency counts from here, never from today
	Categories []string  `json:"categories,omitempty"` // empty means all
	Open       bool      `json:"open,omitempty"`       // without the restricted categories: for those who may not see them

	EpsM         float64 `json:"eps_m"`          // neighbourhood radius of a cluster
	MinPoints    int     `json:"min_points"`     // reports that make a place dense, the point itself included
	MaxSpanM     float64 `json:"max_span_m"`     // a wider cluster is cut with a smaller radius: a quarter is no hotspot
	HalfLifeDays float64 `json:"half_life_days"` // age at which a report weighs half
	PatrolWeight float64 `json:"patrol_weight"`  // of a report that a patrol found
	BufferM      float64 `json:"buffer_m"`       // added around the outline
	Most         int     `json:"most"`           // hotspots kept, by priority

	Reporters    []string `json:"reporters,omitempty"` // kinds of reporter; empty means all
	Seed         uint64   `json:"seed"`                // of the permutations
	Lattice      string   `json:"lattice"`             // square or hex cells
	CellM        float64  `json:"cell_m"`              // side of a square, width of a hexagon; 0: by the size of the study area
	BandM        float64  `json:"band_m"`              // how far Gi* takes a cell's neighbours from; 0: two cells
	Permutations int      `json:"permutations"`        // of Knox; of Gi* and local Moran's I at least so many, see significance
	Alpha        float64  `json:"alpha"`               // level of significance
	BinDays      int      `json:"bin_days"`            // of the space-time cube
	BandwidthM   float64  `json:"bandwidth_m"`         // of the densities; 0: by the spread of the reports
	TestDays     int      `json:"test_days"`           // of each test of the back test, at least; longer where times are known less exactly
	Origins      int      `json:"origins"`             // tests of the back test; −1: none
}

// Reports is the input as columns of equal length, in the order of the reports' IDs.
// Times are Unix seconds; [From, To) is when it happened.
type Reports struct {
	ID        []int64
	X, Y      []float64 // metric
	AccuracyM []float64
	From, To  []int64
	Told      []int64 // when it was reported; nil: each when it ended
	Category  []string
	Patrol    []bool   // found by a patrol
	Reporter  []string // pseudonym; empty where unknown
	Event     []string // same_event with its source; empty where unknown
	Kind      []string // reporter kind; empty where unknown
	Area      []string // slug; empty outside all
}

// Factor is one part of a priority, as it is shown to people.
type Factor struct {
	Name  string    `json:"name"`  // reports, recency, hour, darkness, concealment, no_camera, trend
	Value float64   `json:"value"` // what was measured
	Times float64   `json:"times"` // what the priority is multiplied with
	Text  lang.Text `json:"text"`  // the sentence behind the number

	Weight float64   `json:"weight"` // how far it can raise or lower the priority: 0.5 up to half as much again; 1 for reports and recency, which the priority is made of
	Source lang.Text `json:"source"` // where the value comes from
}

// Hotspot is a place where reports gather.
type Hotspot struct {
	Rank     int              `json:"rank"` // 1 is the first to visit
	Name     lang.Text        `json:"name"` // by its nearest street
	Area     string           `json:"area,omitempty"`
	Centre   orb.Point        `json:"-"`        // metric: the report-weighted middle
	Shape    orb.MultiPolygon `json:"-"`        // metric
	Priority float64          `json:"priority"` // product of Factors, scaled so that the first is 100
	Factors  []Factor         `json:"factors"`

	Reports         int                `json:"reports"`   // rows; reports of one event count once in Weight
	Reporters       int                `json:"reporters"` // known ones
	Weight          float64            `json:"weight"`
	Categories      map[string]float64 `json:"categories"`               // share of the weight per category
	RestrictedShare float64            `json:"restricted_share"`         // of the weight
	RestrictedLast  time.Time          `json:"restricted_last,omitzero"` // latest restricted report; zero where none

	// Hours is the share of the weight in each hour of the week, Monday 00 first, in the
	// municipality's time; nil where no report's hour is known. HoursKnown is the share
	// of reports whose hour is known.
	Hours      []float64 `json:"hours,omitempty"`
	HoursKnown float64   `json:"hours_known"`

	Members      []int64           `json:"-"`              // IDs of the reports behind it, ascending
	Kinds        map[string]int    `json:"reporter_kinds"` // reports by kind of reporter
	FewReporters bool              `json:"few_reporters"`  // fewer than three reporters, who are known
	Significance PlaceSignificance `json:"significance"`
	Trend        Trend             `json:"trend"`
	Profile      *Profile          `json:"profile,omitempty"` // nil where no report has an hour
	Light        Light             `json:"light"`

	Exposure Surroundings `json:"exposure"`
	Why      lang.Text    `json:"why"` // the whole explanation in a sentence or two
}

// Surroundings is the exposure of the streets within a hotspot, weighted by length.
type Surroundings struct {
	StreetM      float64 `json:"street_m"` // length of street within the outline
	Dark         float64 `json:"dark"`
	LightKnown   float64 `json:"light_known"`
	Concealed    float64 `json:"concealed"` // share where somebody could stand unseen within 5 m
	ConcealKnown float64 `json:"conceal_known"`
	CameraShare  float64 `json:"camera_share"`
	CameraKnown  float64 `json:"camera_known"`
}

// Analysis is a frozen set of hotspots with everything it was made from.
type Analysis struct {
	ID           int64     `json:"id"`
	Params       Params    `json:"params"`
	CodeVersion  string    `json:"code_version"`
	DataRevision int64     `json:"data_revision"`
	CreatedAt    time.Time `json:"created_at"`

	Reports  int       `json:"reports"` // rows in the window
	Used     int       `json:"used"`    // rows precise enough to take part
	Hotspots []Hotspot `json:"-"`
	Picture  Picture   `json:"picture"`
	Layers   Layers    `json:"-"`
	Note     lang.Text `json:"note"` // what the reader must know, such as that nothing was found
}

// Input is what Analyse looks at, all of one moment. Its revisions are the newest of all that an
// analysis is made of, and not the municipality's own, so that the same data make the same
// analysis whatever else was written meanwhile.
type Input struct {
	Reports      Reports
	Revision     int64
	OpenRevision int64 // without reports of restricted categories
}

func (in Input) revision(p Params) int64 {
	if p.Open {
		return in.OpenRevision
	}
	return in.Revision
}

// Store keeps analyses and gives their input.
type Store interface {
	// Snapshot runs read with a context in which every store sees one revision of the
	// municipality's data.
	Snapshot(ctx context.Context, code string, read func(ctx context.Context) error) error
	// Input returns the reports whose time touches the window, ordered by ID.
	Input(ctx context.Context, code string, since, until time.Time) (Input, error)
	// Save freezes an analysis, makes it the current one of its kind (open or not), and
	// returns its id.
	Save(ctx context.Context, code string, a Analysis) (int64, error)
	// Analysis returns a frozen analysis with its hotspots by rank; id 0 is the current
	// one, for a reader without restricted categories the current open one. It returns
	// NotFound where there is none that the reader may see.
	Analysis(ctx context.Context, code string, id int64) (Analysis, error)
	// Layer reads a layer of a frozen analysis into the value that a pointer is to; id 0 is
	// the current one that the reader may see. It returns NotFound where there is none.
	Layer(ctx context.Context, code string, analysis int64, name string, into any) error
	// Measures returns the measures whose place meets a shape, in the order of their IDs.
	Measures(ctx context.Context, code string, shape orb.MultiPolygon) ([]Measure, error)
	// Stale tells which analyses were made before the reports, streets, areas, overlays,
	// calendar or time zone that the reader may see were changed.
	Stale(ctx context.Context, code string, analyses []Analysis) ([]bool, error)
	// Analyses returns the frozen analyses without hotspots and pictures, newest first.
	Analyses(ctx context.Context, code string) ([]Analysis, error)
}
