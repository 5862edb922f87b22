package httpapi

import (
	"context"
	"slices"
	"time"

	"tryggled/internal/auth"
	"tryggled/internal/identity"
)

// keyBox keeps keys in memory.
type keyBox struct {
	keys   []identity.Key // newest first
	hashes map[int64][32]byte
}

func (b *keyBox) AddKey(_ context.Context, _ string, k identity.Key, hash [32]byte) (int64, error) {
	k.ID = int64(len(b.keys) + 1)
	b.keys, b.hashes[k.ID] = append([]identity.Key{k}, b.keys...), hash
	return k.ID, nil
}

func (b *keyBox) Keys(context.Context, string) ([]identity.Key, error) { return b.keys, nil }

func (b *keyBox) RevokeKey(_ context.Context, _ string, id int64, at time.Time) error {
	for i := range b.keys {
		if b.keys[i].ID == id {
			b.keys[i].RevokedAt = at
			return nil
		}
	}
	return unknown
}

func (b *keyBox) UseKey(_ context.Context, code string, hash [32]byte, at time.Time) (identity.Key, error) {
	for _, k := range b.keys {
		if code == koping.Code && b.hashes[k.ID] == hash && k.Standing(at) == identity.StandingOpen {
			return k, nil
		}
	}
	return identity.Key{}, unknown
}

// linkBox keeps patrol links in memory.
type linkBox struct {
	links []identity.PatrolLink // newest first
}

func (b *linkBox) AddLink(_ context.Context, _ string, l identity.PatrolLink) (int64, error) {
	l.ID = int64(len(b.links) + 1)
	b.links = append([]identity.PatrolLink{l}, b.links...)
	return l.ID, nil
}

func (b *linkBox) Links(context.Context, string) ([]identity.PatrolLink, error) { return b.links, nil }

func (b *linkBox) RevokeLink(_ context.Context, _ string, id int64, at time.Time) error {
	for i := range b.links {
		if b.links[i].ID == id {
			b.links[i].RevokedAt = at
			return nil
		}
	}
	return unknown
}

func (b *linkBox) UseLink(_ context.Context, code string, id int64, _ time.Time) (identity.PatrolLink, error) {
	i := slices.IndexFunc(b.links, func(l identity.PatrolLink) bool { return l.ID == id && l.RevokedAt.IsZero() })
	if i < 0 || code != koping.Code {
		return identity.PatrolLink{}, unknown
	}
	return b.links[i], nil
}

// entrance is how programs and teams come in, at a time that a test may set.
type entrance struct {
	keys  keyBox
	links linkBox
	at    time.Time
	lines []identity.Event // of the audit log
}

func newEntrance(at time.Time) *entrance {
	return &entrance{keys: keyBox{hashes: map[int64][32]byte{}}, at: at}
}

func (e *entrance) now() time.Time { return e.at }

func (e *entrance) install(s *Server) {
	s.Now = e.now
	s.Keys = identity.KeyService{Store: &e.keys, Now: e.now}
	s.Links = identity.LinkService{Store: &e.links, Now: e.now}
	s.Tokens = auth.Links{Store: &e.links, Subkey: func() ([]byte, error) { return make([]byte, 32), nil }, Now: e.now}
}

// Append notes a line of the audit log.
func (e *entrance) Append(_ context.Context, _ string, line identity.Event) error {
	e.lines = append(e.lines, line)
	return nil
}
