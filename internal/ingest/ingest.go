// Package ingest reads files into domain values: reports, streets, areas and overlays.
// Everything is parsed, checked and masked at the door and put in staging; a job then
// merges it, whole or not at all. It is where the flow begins.
package ingest

import (
	"context"
	"iter"

	"github.com/paulmach/orb"

	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/report"
	"tryggled/internal/street"
)

// Row is one row of a file of reports: a report, or the reason why it is none.
type Row struct {
	Line      int64
	Report    report.Report
	Rejection *report.Rejection
}

// Object is one thing of an import beside reports: exactly one of its fields is set.
type Object struct {
	Municipality *municipality.Municipality
	Area         *municipality.Area
	Base         *municipality.Base
	Segment      *street.Segment
	Overlay      *overlay.Object
}

// Set is what an import replaces as a whole: all objects of a part from a source.
type Set struct {
	Part   string `json:"part"`             // municipality, area, base, segment, or an overlay.Kind
	Source string `json:"source,omitempty"` // of overlay objects
}

// The parts of an import that are not overlay kinds.
const (
	PartMunicipality = "municipality"
	PartArea         = "area"
	PartBase         = "base"
	PartSegment      = "segment"
)

// Request is what an import's task remembers of how it began.
type Request struct {
	Files    []string    `json:"files"` // names only
	Replaces []Set       `json:"replaces,omitempty"`
	Sources  []string    `json:"sources,omitempty"` // whose data it is; joins the municipality's
	Notes    []lang.Text `json:"notes,omitempty"`   // from reading, such as a street network in pieces

	// What the files held of each kind of overlay, and what became of it. Merge stores it
	// with the task as what the source last gave.
	Imported []overlay.Imported `json:"imported,omitempty"`
	// How many of the staged rows are objects that were put aside: they go to quarantine
	// like the rows of reports, and are no reports in Summary.Read.
	Aside int64 `json:"aside,omitempty"`
}

// Summary is the outcome of an import.
type Summary struct {
	Read        int64 `json:"read"` // rows of reports
	New         int64 `json:"new"`
	Unchanged   int64 `json:"unchanged"`
	Updated     int64 `json:"updated"`
	Quarantined int64 `json:"quarantined"` // rows of reports put aside
	Aside       int64 `json:"aside"`       // objects of overlays and streets put aside
	Imprecise   int64 `json:"imprecise"`   // kept and counted, but too coarse to make a hotspot

	Objects  map[string]int64   `json:"objects,omitempty"`  // stored, by part
	Imported []overlay.Imported `json:"imported,omitempty"` // as in Request, with its task
	Notes    []lang.Text        `json:"notes,omitempty"`
	Revision int64              `json:"revision"` // of the municipality afterwards
}

// Store keeps what is staged and merges it.
type Store interface {
	// Open begins an import: a task that is not yet queued.
	Open(ctx context.Context, code string) (task int64, err error)
	// StageReports streams rows into staging: reports, and what was put aside of any file.
	// It stops at the first error of rows.
	StageReports(ctx context.Context, code string, task int64, rows iter.Seq2[Row, error]) error
	// StageObjects streams objects into staging. It stops at the first error of objects.
	StageObjects(ctx context.Context, code string, task int64, objects iter.Seq2[Object, error]) error
	// Submit queues the job that merges what was staged.
	Submit(ctx context.Context, code string, task int64, r Request) error
	// Discard drops an import that was not submitted, with all that was staged.
	Discard(ctx context.Context, code string, task int64) error
	// Merge brings everything staged into the tables in one transaction, whole or not
	// at all; a second run of the same task changes nothing and returns the same summary.
	Merge(ctx context.Context, code string, task int64, progress job.Progress) (Summary, error)
	// Extent bounds the areas and streets of a municipality, in metres; ok is false
	// where it has neither.
	Extent(ctx context.Context, code string) (bound orb.Bound, ok bool, err error)
	// Quarantine lists the rows that a task put aside, in the order of lines, after a
	// line, at most limit.
	Quarantine(ctx context.Context, code string, task, after int64, limit int) ([]report.Rejection, error)
}
