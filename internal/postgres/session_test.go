package postgres_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
)

func sampleSession(at time.Time) identity.Session {
	return identity.Session{
		Actor: "oidc:0123456789abcdef", Name: "Prov", Groups: []string{"a", "b"}, Refresh: []byte{1, 2},
		CreatedAt: at, CheckedAt: at, RenewedAt: at, UsedAt: at, EndsAt: at.Add(time.Hour),
	}
}

func begun(t *testing.T, store *postgres.SessionStore, first byte, at time.Time) identity.SessionToken {
	t.Helper()
	token := identity.SessionToken{first}
	check(t, store.Begin(t.Context(), token, sampleSession(at)))
	return token
}

func TestSessionIsFoundWhileItIsOpen(t *testing.T) {
	t.Parallel()
	store, at := pgtest.DB(t).Sessions(), time.Now().UTC().Truncate(time.Microsecond)
	token := begun(t, store, 1, at)
	got, err := store.Session(t.Context(), token, at, time.Minute)
	if diff := cmp.Diff(sampleSession(at), got); diff != "" || err != nil {
		t.Errorf("stored and read: %v\n%s", err, diff)
	}
	for name, c := range map[string]struct {
		token identity.SessionToken
		at    time.Time
	}{
		"another token":      {identity.SessionToken{2}, at},
		"not used for long":  {token, at.Add(2 * time.Minute)},
		"at its end":         {token, at.Add(time.Hour)},
		"the zero token":     {identity.SessionToken{}, at},
		"a token cut by one": {identity.SessionToken{1, 1}, at},
	} {
		idle := time.Minute
		if c.at.Equal(at.Add(time.Hour)) {
			idle = 2 * time.Hour
		}
		if _, err := store.Session(t.Context(), c.token, c.at, idle); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: got %v, want not found", name, err)
		}
	}
}

func TestUseKeepsASessionOpen(t *testing.T) {
	t.Parallel()
	store, at := pgtest.DB(t).Sessions(), time.Now()
	token := begun(t, store, 1, at)
	for i := range 20 {
		if _, err := store.Session(t.Context(), token, at.Add(time.Duration(i)*2*time.Minute), 3*time.Minute); err != nil {
			t.Fatalf("use %d: %v", i, err)
		}
	}
}

func TestRenewedTokenReplacesTheOneBefore(t *testing.T) {
	t.Parallel()
	store, at := pgtest.DB(t).Sessions(), time.Now()
	token, next := begun(t, store, 1, at), identity.SessionToken{2}
	until := at.Add(30 * time.Second)
	for i, want := range []bool{true, false} {
		renewed, err := store.Renew(t.Context(), token, identity.SessionToken{byte(2 + i)}, at, until)
		if err != nil || renewed != want {
			t.Fatalf("renewal %d: got %v, %v, want %v", i+1, renewed, err, want)
		}
	}
	for name, c := range map[string]struct {
		token    identity.SessionToken
		at       time.Time
		replaced bool
		open     bool
	}{
		"new":          {next, until, false, true},
		"old":          {token, at, true, true},
		"old too late": {token, until, false, false},
	} {
		got, err := store.Session(t.Context(), c.token, c.at, time.Hour)
		if (err == nil) != c.open || got.Replaced != c.replaced {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
	check(t, store.End(t.Context(), token))
	if _, err := store.Session(t.Context(), next, at, time.Hour); !fault.Is(err, fault.NotFound) {
		t.Errorf("ended by the token before: got %v, want not found", err)
	}
}

func TestOneCallerAtATimeVouches(t *testing.T) {
	t.Parallel()
	store, at := pgtest.DB(t).Sessions(), time.Now().UTC().Truncate(time.Microsecond)
	token := begun(t, store, 1, at)
	checked := at
	claim := func(after time.Duration, want bool) {
		t.Helper()
		if got, err := store.Claim(t.Context(), token, checked, at.Add(after), at.Add(after+time.Minute)); err != nil || got != want {
			t.Errorf("claim after %v: got %v, %v, want %v", after, got, err, want)
		}
	}
	claim(0, true)
	claim(time.Second, false)
	check(t, store.Release(t.Context(), token))
	claim(2*time.Second, true)
	claim(3*time.Minute, true) // the one before came to nothing
	check(t, store.Vouch(t.Context(), token, []string{"c"}, nil, at.Add(time.Minute)))
	got, err := store.Session(t.Context(), token, at, time.Hour)
	if err != nil || !cmp.Equal(got.Groups, []string{"c"}) || got.Refresh != nil || !got.CheckedAt.Equal(at.Add(time.Minute)) {
		t.Errorf("vouched: got %+v, %v", got, err)
	}
	claim(4*time.Minute, false) // whoever thinks so has an older refresh token
	checked = at.Add(time.Minute)
	claim(4*time.Minute, true)
}

// A session shows to whoever has its token, and to nobody else.
func TestSessionsAreSeenByTheirHolderAlone(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Add(t, db)
	store := db.Sessions()
	ended, open := begun(t, store, 1, time.Now().Add(-2*time.Hour)), begun(t, store, 2, time.Now())
	count := func() int64 { return ask[int64](t, ctx, db, m.Code, `SELECT count(*) FROM session`) }
	if got := count(); got != 0 {
		t.Errorf("without a token: got %d sessions, want 0", got)
	}
	check(t, db.Tenant(ctx, m.Code, func(ctx context.Context, tx pgx.Tx) error {
		for _, sql := range []string{
			`UPDATE session SET ends_at = now() + interval '1 year'`,
			`DELETE FROM session WHERE token IS NOT NULL`,
		} {
			if tag, err := tx.Exec(ctx, sql); err != nil || tag.RowsAffected() != 0 {
				t.Errorf("%s: changed %d, %v", sql, tag.RowsAffected(), err)
			}
		}
		return nil
	}))
	begun(t, store, 3, time.Now()) // sweeps
	if _, err := store.Session(t.Context(), open, time.Now(), time.Hour); err != nil {
		t.Errorf("the open one: %v", err)
	}
	long := time.Now().Add(-2 * time.Hour)
	if _, err := store.Session(t.Context(), ended, long, time.Hour); !fault.Is(err, fault.NotFound) {
		t.Errorf("the ended one: got %v, want swept away", err)
	}
}
