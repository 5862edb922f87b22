package main

import "testing"

// TestTold: a page that is published does not say where a machine keeps its real data.
func TestTold(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{
		"bench overlay --real /srv/data -o x.md": "bench overlay --real DIR -o x.md",
		"bench overlay --real=/srv/data":         "bench overlay --real=DIR",
		"bench overlay --real ../data":           "bench overlay --real ../data",
	} {
		if got := (benchOverlay{Real: "/srv/data"}).told(written); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := (benchOverlay{}).told("bench overlay"); got != "bench overlay" {
		t.Errorf("without real data: got %q", got)
	}
}
