package auth

import (
	"sync"
	"time"
)

// A token that was checked is good for tokenKept, and never beyond its end. A hash of it that
// nobody could forge would cost more than the map's own, which compares the whole token.
const (
	tokenKept = 60 * time.Second
	maxTokens = 4_000
)

type tokenCache struct {
	mu   sync.Mutex
	kept map[string]keptPerson
}

type keptPerson struct {
	person Person
	until  time.Time
}

func newTokenCache() *tokenCache { return &tokenCache{kept: map[string]keptPerson{}} }

func (c *tokenCache) get(raw string, at time.Time) (Person, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, ok := c.kept[raw]
	if !ok || !at.Before(k.until) {
		return Person{}, false
	}
	return k.person, true
}

func (c *tokenCache) put(raw string, p Person, at time.Time) {
	until := at.Add(tokenKept)
	if p.Expires.Before(until) {
		until = p.Expires
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.kept) >= maxTokens {
		c.makeRoom(at)
	}
	c.kept[raw] = keptPerson{p, until}
}

// makeRoom drops what has ended, and where that is nothing everything: it costs each program
// one more check.
func (c *tokenCache) makeRoom(at time.Time) {
	for raw, k := range c.kept {
		if !at.Before(k.until) {
			delete(c.kept, raw)
		}
	}
	if len(c.kept) >= maxTokens {
		clear(c.kept)
	}
}
