package route

import (
	"context"

	"tryggled/internal/hotspot"
	"tryggled/internal/job"
	"tryggled/internal/municipality"
	"tryggled/internal/street"
)

// Service plans a shift and lays its routes.
type Service struct {
	Store       Store
	Hotspots    hotspot.Store
	Places      PlaceStore
	Streets     street.Store
	Queue       job.Queue
	CodeVersion string
}

// PlaceStore gives the areas and bases of a municipality.
type PlaceStore interface {
	Areas(ctx context.Context, code string) ([]municipality.Area, error)
	Bases(ctx context.Context, code string) ([]municipality.Base, error)
}
