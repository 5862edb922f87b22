package auth

import (
	"sync"
	"time"
)

// A token that was checked is good for tokenKept, and never beyond its end. The cache holds
// no tokens, only their hashes.
const (
	tokenKept = 60 * time.Second
	maxTokens = 10_000
)

type tokenCache struct {
	mu   sync.Mutex
	kept map[[32]byte]keptPerson
}

type keptPerson struct {
	person Person
	until  time.Time
}

func newTokenCache() *tokenCache { return &tokenCache{kept: map[[32]byte]keptPerson{}} }

func (c *tokenCache) get(id [32]byte, at time.Time) (Person, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, ok := c.kept[id]
	if !ok || !at.Before(k.until) {
		return Person{}, false
	}
	return k.person, true
}

func (c *tokenCache) put(id [32]byte, p Person, at time.Time) {
	until := at.Add(tokenKept)
	if p.Expires.Before(until) {
		until = p.Expires
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.kept) >= maxTokens {
		c.makeRoom(at)
	}
	c.kept[id] = keptPerson{p, until}
}

// makeRoom drops what has ended, and where that is nothing everything: it costs each program
// one more check.
func (c *tokenCache) makeRoom(at time.Time) {
	for id, k := range c.kept {
		if !at.Before(k.until) {
			delete(c.kept, id)
		}
	}
	if len(c.kept) >= maxTokens {
		clear(c.kept)
	}
}
