package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/postgres/pgtest"
)

// TestTheServerBreaksOffWhatTakesTooLong gives a slow statement less time than it needs:
// the server ends it, not the client that hangs up, so that the connection serves on.
func TestTheServerBreaksOffWhatTakesTooLong(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	m := pgtest.Add(t, db)
	before := db.Pool().Stat().NewConnsCount()
	for _, open := range []func(context.Context, string, func(context.Context, pgx.Tx) error) error{db.Tenant, db.Snapshot} {
		ctx, cancel := context.WithTimeout(pgtest.Context(t), 700*time.Millisecond)
		began := time.Now()
		err := open(ctx, m.Code, func(ctx context.Context, tx pgx.Tx) error {
			_, err := tx.Exec(ctx, `SELECT pg_sleep(30)`)
			return err
		})
		took, ended := time.Since(began), ctx.Err()
		cancel()
		pg, _ := errors.AsType[*pgconn.PgError](err)
		if !fault.Is(err, fault.Unavailable) || pg == nil || pg.Code != "57014" || took > 10*time.Second || ended != nil {
			t.Errorf("got %v after %v (context: %v), want the server's own 57014 as Unavailable, in time", err, took, ended)
		}
	}
	if got := ask[string](t, pgtest.Context(t), db, m.Code, `SHOW statement_timeout`); got != "0" {
		t.Errorf("the next user of the connection has a timeout of %s, want none", got)
	}
	if made := db.Pool().Stat().NewConnsCount() - before; made > 1 {
		t.Errorf("%d new connections were made, want those there were kept", made)
	}
}

// TestOnlyLinesAboutReadingDoNotWaitForTheDisk opens transactions for each kind of line.
func TestOnlyLinesAboutReadingDoNotWaitForTheDisk(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	m := pgtest.Add(t, db)
	access, _ := identity.AccessOf(pgtest.Context(t))
	const show = `SELECT current_setting('synchronous_commit')`
	for _, c := range []struct {
		name  string
		event *identity.Event
		want  string
	}{
		{"no line", nil, "on"},
		{"reading", &identity.Event{Action: identity.Read}, "off"},
		{"refused reading", &identity.Event{Action: identity.Read, Denied: true}, "on"},
		{"a change", &identity.Event{Action: identity.Change}, "on"},
		{"a sign-in", &identity.Event{Action: "sign_in"}, "on"},
	} {
		ctx := identity.Enter(t.Context(), access, c.event)
		if got := ask[string](t, ctx, db, m.Code, show); got != c.want {
			t.Errorf("%s: synchronous_commit is %s, want %s", c.name, got, c.want)
		}
	}
	ctx := identity.Enter(t.Context(), access, &identity.Event{Action: identity.Read})
	check(t, db.Write(ctx, m.Code, func(ctx context.Context, tx pgx.Tx, _ int64) (err error) {
		var got string
		if err = tx.QueryRow(ctx, show).Scan(&got); got != "on" {
			t.Errorf("reading that writes after all: synchronous_commit is %s, want on", got)
		}
		return err
	}))
}
