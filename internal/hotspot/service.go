package hotspot

import (
	"context"

	"tryggled/internal/job"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// Service analyses a municipality's reports.
type Service struct {
	Store       Store
	Areas       AreaStore
	Streets     street.Store
	Overlays    overlay.Store
	Queue       job.Queue
	CodeVersion string
}

// AreaStore gives the areas of a municipality.
type AreaStore interface {
	Areas(ctx context.Context, code string) ([]municipality.Area, error)
}
