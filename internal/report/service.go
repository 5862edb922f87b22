package report

import (
	"context"
	"time"

	"github.com/paulmach/orb"
)

// Filter chooses reports. Zero fields choose all.
type Filter struct {
	Bound      *orb.Bound // metric
	Since      time.Time  // reports that ended after
	Until      time.Time  // reports that began before
	Categories []string
	After      int64 // keyset: reports with a greater ID
	Limit      int   // 1..MaxPage
}

// Sizes of a page of reports.
const (
	DefaultPage = 100
	MaxPage     = 10_000
)

// Store keeps reports.
type Store interface {
	// List returns a page of reports in the order of their IDs.
	List(ctx context.Context, code string, f Filter) ([]Report, error)
	// Create stores one report, its area assigned and, where it lies in a home, moved
	// to the street. It returns Conflict where source and external id are taken.
	Create(ctx context.Context, code string, r Report) (Report, error)
}
