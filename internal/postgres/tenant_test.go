package postgres_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/municipality"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
	"tryggled/internal/report"
)

func revisionOf(ctx context.Context, t testing.TB, db *postgres.DB, code string) int64 {
	t.Helper()
	return ask[int64](t, ctx, db, code, `SELECT revision FROM municipality WHERE municipality = $1`, code)
}

func TestRevisionIsRaisedOncePerWritingTransaction(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Add(t, db)
	check(t, db.Tenant(ctx, m.Code, func(ctx context.Context, _ pgx.Tx) error {
		for _, id := range []string{"a", "b", "c"} {
			r, err := db.Reports().Create(ctx, m.Code, told(id, 1, 1))
			check(t, err)
			if r.Revision != 1 {
				t.Errorf("revision of report %s: got %d, want 1", id, r.Revision)
			}
		}
		return nil
	}))
	if got := revisionOf(ctx, t, db, m.Code); got != 1 {
		t.Errorf("after three writes in one transaction: got %d, want 1", got)
	}

	_, err := db.Reports().List(ctx, m.Code, report.Filter{})
	check(t, err)
	_, err = db.Hotspots().Input(ctx, m.Code, told("", 0, 0).From, told("", 0, 0).To)
	check(t, err)
	_, err = db.Tasks().Enqueue(ctx, m.Code, "plan", struct{}{})
	check(t, err)
	if got := revisionOf(ctx, t, db, m.Code); got != 1 {
		t.Errorf("after reading and queueing: got %d, want 1", got)
	}

	failed := errors.New("no")
	err = db.Write(ctx, m.Code, func(context.Context, pgx.Tx, int64) error { return failed })
	if !errors.Is(err, failed) || revisionOf(ctx, t, db, m.Code) != 1 {
		t.Errorf("after a write that was rolled back: got %d, %v", revisionOf(ctx, t, db, m.Code), err)
	}
}

func TestRevisionUnderConcurrentWriters(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Add(t, db)
	const writers = 20
	var wait sync.WaitGroup
	var mu sync.Mutex
	var seen []int64
	for range writers {
		wait.Go(func() {
			err := db.Write(ctx, m.Code, func(_ context.Context, _ pgx.Tx, revision int64) error {
				mu.Lock()
				defer mu.Unlock()
				seen = append(seen, revision)
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	slices.Sort(seen)
	for i, revision := range seen {
		if revision != int64(i+1) {
			t.Fatalf("revisions: got %v, want 1 to %d, each once", seen, writers)
		}
	}
	if got := revisionOf(ctx, t, db, m.Code); got != writers {
		t.Errorf("revision: got %d, want %d", got, writers)
	}
}

func TestATransactionStaysInItsMunicipality(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m, other := pgtest.Add(t, db), pgtest.Add(t, db)
	err := db.Tenant(ctx, m.Code, func(ctx context.Context, _ pgx.Tx) error {
		_, err := db.Reports().Create(ctx, other.Code, told("a", 1, 1))
		return err
	})
	if err == nil {
		t.Error("a transaction reached into another municipality")
	}
	if err := db.Tenant(ctx, "", func(context.Context, pgx.Tx) error { return nil }); err == nil {
		t.Error("a transaction without a municipality was opened")
	}
	if err := db.Write(ctx, "nowhere", func(context.Context, pgx.Tx, int64) error { return nil }); !fault.Is(err, fault.NotFound) {
		t.Errorf("write to a municipality that is not registered: got %v, want NotFound", err)
	}
	// Nothing is left set for the next user of a connection.
	for range 40 {
		var set *string
		check(t, db.Pool().QueryRow(ctx, `SELECT nullif(current_setting('tryggled.municipality', true), '')`).Scan(&set))
		if set != nil {
			t.Fatalf("a connection went back with municipality %s set", *set)
		}
	}
}

func TestSnapshotSeesOneRevision(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Add(t, db)
	_, err := db.Reports().Create(ctx, m.Code, told("a", 1, 1))
	check(t, err)
	check(t, db.Hotspots().Snapshot(ctx, m.Code, func(inside context.Context) error {
		before, err := db.Hotspots().Input(inside, m.Code, told("", 0, 0).From, told("", 0, 0).To.AddDate(1, 0, 0))
		check(t, err)
		_, err = db.Reports().Create(ctx, m.Code, told("b", 1, 1)) // somebody else
		check(t, err)
		after, err := db.Hotspots().Input(inside, m.Code, told("", 0, 0).From, told("", 0, 0).To.AddDate(1, 0, 0))
		check(t, err)
		if before.Revision != 1 || after.Revision != 1 || len(before.Reports.ID) != 1 || len(after.Reports.ID) != 1 {
			t.Errorf("within one snapshot: %+v, then %+v", before, after)
		}
		if _, err := db.Reports().Create(inside, m.Code, told("c", 1, 1)); err == nil {
			t.Error("a snapshot let a report be written")
		}
		return nil
	}))
}

func TestRehearseLeavesNothing(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Add(t, db)
	inside, rollback, err := db.Rehearse(ctx, m.Code)
	check(t, err)
	for _, id := range []string{"a", "b"} {
		_, err := db.Reports().Create(inside, m.Code, told(id, 1, 1))
		check(t, err)
	}
	// One call that fails leaves the others standing.
	if _, err := db.Reports().Create(inside, m.Code, told("a", 1, 1)); !fault.Is(err, fault.Conflict) {
		t.Errorf("the same id again: got %v, want Conflict", err)
	}
	if got := revisionOf(inside, t, db, m.Code); got != 2 {
		t.Errorf("two writes in a rehearsal: got revision %d, want 2", got)
	}
	rollback()
	if n := ask[int](t, ctx, db, m.Code, `SELECT count(*) FROM report`); n != 0 {
		t.Errorf("a rehearsal left %d reports", n)
	}
}

func TestMunicipalities(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Add(t, db)
	got, err := db.Municipalities().BySlug(ctx, m.Slug)
	check(t, err)
	if got.Code != m.Code || got.CRS != m.CRS || got.Name != m.Name || !got.Exercise || got.TimeZone != m.TimeZone {
		t.Errorf("got %+v, want %+v", got, m)
	}
	if _, err := db.Municipalities().BySlug(ctx, "nowhere"); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown slug: got %v, want NotFound", err)
	}
	for name, spoil := range map[string]func(*municipality.Municipality){
		"code": func(n *municipality.Municipality) { n.Code = m.Code },
		"slug": func(n *municipality.Municipality) { n.Slug = m.Slug },
	} {
		next := pgtest.Municipality()
		spoil(&next)
		if err := db.Municipalities().Add(ctx, next); !fault.Is(err, fault.Conflict) {
			t.Errorf("a %s that is taken: got %v, want Conflict", name, err)
		}
	}
}
