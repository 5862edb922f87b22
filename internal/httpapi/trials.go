package httpapi

import (
	"container/list"
	"crypto/sha256"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
)

// Bounds of what is remembered of credentials.
const (
	mostTrials = 10_000
	wrongFor   = time.Minute // a refusal is repeated without asking again
)

// actor asks who sends a request, at most so many times for what turns out wrong. What was
// refused is refused again for a minute without asking; what was right goes on being
// asked about, also where somebody else at the same address guesses.
func (g *gate) actor(r *http.Request, ask func(*http.Request) (identity.Actor, error)) (identity.Actor, error) {
	name, brings := credential(r)
	if g.open || !brings {
		return ask(r)
	}
	for {
		t, first := g.trials.find(name, g.now())
		if first {
			return g.try(r, t, ask)
		}
		select {
		case <-t.done:
		case <-r.Context().Done():
			return identity.Actor{}, r.Context().Err()
		}
		switch {
		case t.refused != nil:
			return identity.Actor{}, t.refused
		case t.right:
			a, err := ask(r)
			if fault.Is(err, fault.Unauthenticated) {
				g.trials.forget(t) // it has ended since
			}
			return a, err
		}
	}
}

// try asks about what nobody has brought lately. A place among the wrong ones is taken
// before asking and given back after, so that many at once cost no more than one by one.
func (g *gate) try(r *http.Request, t *trial, ask func(*http.Request) (identity.Actor, error)) (a identity.Actor, err error) {
	defer func() { g.trials.end(t) }()
	failures, source := g.wrong, g.source(r)
	if r.Header.Get(echo.HeaderAuthorization) == "" {
		failures = g.stale
	}
	if wait, ok := failures.take(source, g.now()); !ok {
		return a, tooMany(wait)
	}
	a, err = ask(r)
	if fault.Is(err, fault.Unauthenticated) {
		t.refused = err
		return a, err
	}
	t.right = err == nil || fault.Is(err, fault.Forbidden)
	failures.giveBack(source, g.now())
	return a, err
}

// credential names what a request brings to say who sends it, without keeping it. Whether
// it would change something is part of it, since a cookie then needs more.
func credential(r *http.Request) (name [sha256.Size]byte, brings bool) {
	h := sha256.New()
	for _, header := range []string{echo.HeaderAuthorization, echo.HeaderCookie, echo.HeaderXCSRFToken} {
		for _, value := range r.Header.Values(header) {
			brings = brings || header != echo.HeaderXCSRFToken
			fmt.Fprintf(h, "%s %d %s\n", header, len(value), value)
		}
	}
	fmt.Fprint(h, r.Method == http.MethodGet)
	return [sha256.Size]byte(h.Sum(nil)), brings
}

// trials remembers what came of each credential that was brought lately.
type trials struct {
	most   int
	mu     sync.Mutex
	all    map[[sha256.Size]byte]*list.Element
	recent list.List // of *trial, the newest in front
}

// trial is one credential. Its result may be read once done is closed.
type trial struct {
	name    [sha256.Size]byte
	seen    time.Time // when it was made; of a right one, when it was last brought
	done    chan struct{}
	ended   bool // as done is closed, for those who hold the lock
	refused error
	right   bool
}

func newTrials(most int) *trials {
	return &trials{most: most, all: map[[sha256.Size]byte]*list.Element{}}
}

// find returns the trial of a credential, and whether the caller is the first and has to
// make it.
func (t *trials) find(name [sha256.Size]byte, now time.Time) (found *trial, first bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if e, known := t.all[name]; known {
		found = e.Value.(*trial)
		if now.Sub(found.seen) < wrongFor {
			if found.ended && found.right {
				found.seen = now
				t.recent.MoveToFront(e)
			}
			return found, false
		}
		t.drop(e)
	}
	if len(t.all) >= t.most {
		t.drop(t.recent.Back())
	}
	found = &trial{name: name, seen: now, done: make(chan struct{})}
	t.all[name] = t.recent.PushFront(found)
	return found, true
}

// end tells those who wait. A trial that came to nothing is forgotten.
func (t *trials) end(made *trial) {
	t.mu.Lock()
	defer t.mu.Unlock()
	made.ended = true
	close(made.done)
	if made.refused == nil && !made.right {
		t.remove(made)
	}
}

// forget has the next who brings a credential be the first again.
func (t *trials) forget(made *trial) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.remove(made)
}

func (t *trials) remove(made *trial) {
	if e := t.all[made.name]; e != nil && e.Value == made {
		t.drop(e)
	}
}

func (t *trials) drop(e *list.Element) { delete(t.all, t.recent.Remove(e).(*trial).name) }
