package auth

import (
	"context"
	"errors"
	"testing"
	"time"
)

// Whoever waited while the provider was silent does not each wait for it anew: the pause
// between two tries begins when a try has ended.
func TestASilentProviderIsAskedOnceForAllWhoWait(t *testing.T) {
	t.Parallel()
	now, asked := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC), 0
	r := remote[int]{
		now: func() time.Time { return now },
		load: func(context.Context) (int, error) {
			asked++
			now = now.Add(remoteTimeout) // it never answers
			return 0, context.DeadlineExceeded
		},
	}
	for range 3 {
		if err := r.again(t.Context(), discoverAgain); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("got %v, want what the first try came to", err)
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times, want once", asked)
	}
	now = now.Add(discoverAgain)
	_ = r.again(t.Context(), discoverAgain)
	if asked != 2 {
		t.Errorf("after the pause: asked %d times, want twice", asked)
	}
}
