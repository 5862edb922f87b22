package httpapi

import (
	"context"
	"fmt"
	"strings"

	"tryggled/api"
	"tryggled/internal/geo"
	"tryggled/internal/municipality"
)

// pathOf is the address of something of a municipality.
func pathOf(m municipality.Municipality, parts ...any) string {
	var path strings.Builder
	path.WriteString(api.BasePath + "/municipalities/" + m.Slug)
	for _, part := range parts {
		fmt.Fprintf(&path, "/%v", part)
	}
	return path.String()
}

// place returns a municipality and the way between its metres and degrees.
func (s *Server) place(ctx context.Context, slug string) (municipality.Municipality, *geo.Projector, error) {
	m, err := s.municipality(ctx, slug)
	if err != nil {
		return m, nil, err
	}
	p, err := geo.NewProjector(m.CRS)
	return m, p, err
}

// mapped maps each value of a list; an empty list stays a list.
func mapped[A, B any](list []A, to func(A) B) []B {
	all := make([]B, len(list))
	for i, v := range list {
		all[i] = to(v)
	}
	return all
}

// orEmpty is a list that JSON writes as [] and never as null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
