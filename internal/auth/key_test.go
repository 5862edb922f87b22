package auth_test

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/auth"
	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

// drawer is a store of one key, which counts how often it is asked.
type drawer struct {
	code  string
	hash  [32]byte
	fails error
	asked int
}

func (d *drawer) UseKey(_ context.Context, code string, hash [32]byte, _ time.Time) (identity.Key, error) {
	d.asked++
	if d.fails != nil {
		return identity.Key{}, d.fails
	}
	if code != d.code || hash != d.hash {
		return identity.Key{}, fault.New(fault.NotFound, lang.T("nyckeln finns inte", "there is no such key"))
	}
	return identity.Key{ID: 12, Collections: []identity.Collection{identity.Reports}}, nil
}

func TestByKey(t *testing.T) {
	t.Parallel()
	secret, hash, err := identity.NewKey(rand.Reader, "1983")
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := identity.NewKey(rand.Reader, "1983")
	if err != nil {
		t.Fatal(err)
	}
	store := &drawer{code: "1983", hash: hash}
	keys := auth.Keys{Store: store, Now: time.Now}
	got, err := keys.ByKey(t.Context(), secret)
	want := identity.Actor{
		ID: "key:12", Way: identity.ByKey, Grants: []identity.Grant{{Municipality: "1983", Role: identity.GIS}},
		Key: &identity.KeyScope{Collections: []identity.Collection{identity.Reports}},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("got %v, actor (-want +got):\n%s", err, diff)
	}

	store.asked = 0
	var said []string
	for name, c := range map[string]struct {
		secret string
		asks   int // of the store
	}{
		"of nobody": {other, 1}, "misspelt": {"tryggled_1983_" + secret[15:], 0}, "of another municipality": {strings.Replace(secret, "1983", "1984", 1), 0},
		"upper case": {strings.ToUpper(secret), 0}, "too long": {secret + strings.Repeat("A", 1<<20), 0}, "empty": {"", 0}, "a token": {"eyJhbGciOiJub25lIn0.e30.", 0},
		"with SQL": {"tryggled_1983' OR '1'='1_" + secret[14:], 0},
	} {
		before := store.asked
		actor, err := keys.ByKey(t.Context(), c.secret)
		if !fault.Is(err, fault.Unauthenticated) || actor.ID != "" || len(actor.Grants) > 0 {
			t.Errorf("a key %s: got %+v, %v, want Unauthenticated", name, actor, err)
		}
		if got := store.asked - before; got != c.asks {
			t.Errorf("a key %s: the store was asked %d times, want %d", name, got, c.asks)
		}
		said = append(said, err.Error())
	}
	for _, s := range said {
		if s != said[0] {
			t.Errorf("refusals differ: %q and %q", s, said[0])
		}
	}
	store.fails = errors.New("the database is away")
	if _, err := keys.ByKey(t.Context(), secret); !errors.Is(err, store.fails) {
		t.Errorf("a store that fails: got %v, want its error", err)
	}
}
