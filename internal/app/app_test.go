package app_test

import (
	"strings"
	"testing"

	"tryggled/internal/app"
	"tryggled/internal/fault"
)

// TestTwoOnOneDataFolder lets a second process-like holder hear who was first.
func TestTwoOnOneDataFolder(t *testing.T) {
	t.Parallel()
	first := options(t, dataDir(t))
	first.Holder, first.Exclusive = "tryggled up", true
	a, err := app.Open(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()

	if b, err := app.Open(t.Context(), first); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "tryggled up") {
		t.Errorf("a second up: got %v, want Conflict naming tryggled up", err)
		if err == nil {
			b.Close()
		}
	}
	guest := first
	guest.Holder, guest.Exclusive = "tryggled analyse", false
	b, err := app.Open(t.Context(), guest)
	if err != nil {
		t.Fatalf("another command beside up: %v", err)
	}
	if _, err := b.Municipalities.List(t.Context()); err != nil {
		t.Error(err)
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	if _, err := a.Municipalities.List(t.Context()); err != nil {
		t.Errorf("the first lost its server when the guest left: %v", err)
	}
}
