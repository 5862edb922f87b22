// Package report is what a person told: a safety report with its place, time, precision
// and category, and the rules that keep it about places and never about persons. Files
// and the API bring reports in; hotspots are made of them.
package report

import (
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/lang"
)

// Source is the system a report came from.
type Source string

// The sources.
const (
	Embrace            Source = "embrace"
	PoliceRecord       Source = "police"
	SafetyWalk         Source = "safety_walk"
	Survey             Source = "survey"
	FaultReport        Source = "fault_report"
	TrafficMeasurement Source = "traffic_measurement"
	PatrolSource       Source = "patrol"
)

// ReporterKind is who told, as far as the source says.
type ReporterKind string

// The kinds of reporter.
const (
	ReporterUnknown ReporterKind = ""
	Citizen         ReporterKind = "citizen"
	Staff           ReporterKind = "staff"
	GuardReporter   ReporterKind = "guard"
	PoliceReporter  ReporterKind = "police"
	PatrolReporter  ReporterKind = "patrol"
)

// Discovery is how a report came about. What patrols find weighs less than what citizens
// send, so that a plan does not confirm itself.
type Discovery string

// The ways of discovery.
const (
	Told       Discovery = "told"   // somebody sent it in
	PatrolSeen Discovery = "patrol" // a patrol found it
)

// MaxHotspotAccuracyM is the coarsest place that may take part in a hotspot. A report
// known only to a quarter or a municipality is kept and counted, but makes no hotspot.
const MaxHotspotAccuracyM = 150

// MaxHourInterval is the longest time interval that may take part in an hourly profile.
const MaxHourInterval = 168 * time.Hour

// Report is one account of something at a place. Points are metric in the
// municipality's system; instants are UTC.
type Report struct {
	ID           int64
	Source       Source
	ExternalID   string    // the source's own id; empty where it has none
	Category     string    // code in Categories
	From, To     time.Time // when it happened, [From, To); To equals From for an instant
	ReportedAt   time.Time // zero where unknown
	Point        orb.Point
	AccuracyM    float64 // radius within which the true place lies
	Discovery    Discovery
	Text         string // masked; empty where there is none
	Severity     int    // 1 (slight) to 5 (grave); 0 where unknown
	Area         string // slug of the area that holds the point; empty outside all
	ReporterKind ReporterKind
	ReporterKey  string // pseudonym of the reporter; empty where unknown
	SameEvent    string // joins reports of one event; empty where unknown
	Exercise     bool   // invented for training (övningsdata)
	Revision     int64

	Limited   bool // kept, and used for nothing (GDPR art. 18)
	Corrected bool // by hand: an import does not undo it
	TextGone  bool // disposed of; likewise
	Coarsened bool // the point is the middle of its square; likewise
}

// Imprecise reports whether the place is too coarse to take part in a hotspot.
func (r Report) Imprecise() bool { return r.AccuracyM > MaxHotspotAccuracyM }

// Rejection says why a row of a file was put in quarantine.
type Rejection struct {
	Source Source            // of the file; empty where it is not told
	Line   int64             // 1 is the first line of the file
	Field  string            // the mapped field at fault
	Reason lang.Text         // what is wrong and how to mend it
	Values map[string]string // the mapped columns, text masked; unmapped columns are left out
}
