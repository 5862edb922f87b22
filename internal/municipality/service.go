package municipality

import (
	"context"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// Store keeps municipalities. Methods return NotFound for an unknown one and Conflict
// for a code or slug that is taken.
type Store interface {
	Add(ctx context.Context, m Municipality) error
	BySlug(ctx context.Context, slug string) (Municipality, error)
	List(ctx context.Context) ([]Municipality, error)
	Areas(ctx context.Context, code string) ([]Area, error)
	Bases(ctx context.Context, code string) ([]Base, error)
}

// Service is what commands and the API ask about municipalities.
type Service struct {
	Store
}

// Add registers a municipality. It returns Invalid or Conflict.
func (s Service) Add(ctx context.Context, m Municipality) error {
	if err := m.Validate(); err != nil {
		return err
	}
	return s.Store.Add(ctx, m)
}

// ByCode returns the municipality with an official code. It returns NotFound.
func (s Service) ByCode(ctx context.Context, code string) (Municipality, error) {
	all, err := s.List(ctx)
	if err != nil {
		return Municipality{}, err
	}
	for _, m := range all {
		if m.Code == code {
			return m, nil
		}
	}
	return Municipality{}, fault.New(fault.NotFound, lang.T(
		"ingen kommun har koden %q", "no municipality has the code %q", code))
}
