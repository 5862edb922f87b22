package httpapi

import "testing"

func TestAHandlerStaysWhereItWasLetIn(t *testing.T) {
	t.Parallel()
	s := &Server{Municipalities: newTown()} // which has both
	ctx := withAsked(t.Context(), func(a *asked) { a.municipality = koping })
	if m, err := s.municipality(ctx, koping.Slug); err != nil || m.Code != koping.Code {
		t.Errorf("got %s, %v; want %s", m.Code, err, koping.Code)
	}
	if m, err := s.municipality(ctx, london.Slug); err == nil {
		t.Errorf("let in to %s, got %s", koping.Slug, m.Slug)
	}
}
