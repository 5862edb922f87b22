package postgres_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
)

// The log goes with its municipality; that it was there, and how it ended, does not.
func TestADeletionKeepsTheHead(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	db, owner := pgtest.Open(t, urls), connected(t, urls.Owner)
	m, silent := pgtest.Add(t, db), pgtest.Add(t, db)
	appended(t, db, m.Code, 7)
	head, _, err := db.Audit().Seal(ctx, m.Code)
	check(t, err)
	var want []identity.Removed
	for _, code := range []string{m.Code, silent.Code} {
		r, err := postgres.DeleteMunicipality(ctx, urls.Owner, code)
		check(t, err)
		want = append(want, r)
	}
	if r := want[0]; r.Head != head || r.Slug != m.Slug || r.Name != m.Name || r.Rows < 15 || r.RemovedAt.IsZero() {
		t.Errorf("the deletion tells %+v, want the head %v", r, head)
	}
	got, err := db.Audit().Removed(ctx)
	check(t, err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what is kept (-want +got):\n%s", diff)
	}
	for _, statement := range []string{
		`UPDATE removed_municipality SET lines = 0, hash = NULL`, `DELETE FROM removed_municipality`, `TRUNCATE removed_municipality`,
	} {
		if _, err := owner.Exec(ctx, statement); sqlState(err) != "42501" {
			t.Errorf("%s as owner: got %v, want the trigger to refuse it", statement, err)
		}
		if _, err := db.Pool().Exec(ctx, statement); sqlState(err) != "42501" {
			t.Errorf("%s as the application: got %v, want it forbidden", statement, err)
		}
	}
	if _, err := db.Pool().Exec(ctx, `INSERT INTO removed_municipality (code, slug, name, lines, deleted_rows) VALUES ('x', 'x', '{}', 0, 0)`); sqlState(err) != "42501" {
		t.Errorf("the application says that a municipality was deleted: got %v, want it forbidden", err)
	}
}

// The last head of a deleted log is no sign that the log begun since then is cut off.
func TestAHeadFromBeforeTheDeletion(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	db := pgtest.Open(t, urls)
	m := pgtest.Add(t, db)
	appended(t, db, m.Code, 7)
	head, _, err := db.Audit().Seal(ctx, m.Code)
	check(t, err)
	_, err = postgres.DeleteMunicipality(ctx, urls.Owner, m.Code)
	check(t, err)
	check(t, db.Municipalities().Add(ctx, m))
	appended(t, db, m.Code, 2)
	_, _, err = db.Audit().Seal(ctx, m.Code)
	check(t, err)

	if _, err := db.Audit().Verify(ctx, m.Code, head); !fault.Is(err, fault.Invalid) {
		t.Errorf("the head of the deleted log: got %v, want Invalid", err)
	}
	head.Hash = strings.Repeat("ab", 32)
	if _, err := db.Audit().Verify(ctx, m.Code, head); !fault.Is(err, fault.Conflict) {
		t.Errorf("a head that no log had: got %v, want Conflict", err)
	}
	if _, err := db.Audit().Verify(ctx, m.Code); err != nil {
		t.Errorf("the new log: %v", err)
	}
}

// While a municipality is deleted, one request that was let in before is answered, and
// another one after; a sealer that knew of the municipality seals their lines.
func TestWhatIsLoggedDuringADeletionIsSweptUp(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	db, owner := pgtest.Open(t, urls), connected(t, urls.Owner)
	m, other := pgtest.Add(t, db), pgtest.Add(t, db)
	appended(t, db, m.Code, 3)
	appended(t, db, other.Code, 3)
	left := func(code string) (n int) {
		for _, table := range []string{"audit_event", "audit_seal", "audit_head"} {
			var rows int
			check(t, owner.QueryRow(ctx, fmt.Sprintf(`SELECT count(*) FROM %s WHERE municipality = $1`, table), code).Scan(&rows))
			n += rows
		}
		return n
	}
	check(t, db.Tenant(asked(ctx, "let in before"), m.Code, func(context.Context, pgx.Tx) error {
		_, err := postgres.DeleteMunicipality(ctx, urls.Owner, m.Code)
		return err
	}))
	appended(t, db, m.Code, 1)
	_, n, err := db.Audit().Seal(ctx, m.Code)
	check(t, err)
	if got := left(m.Code); n != 2 || got != 5 {
		t.Fatalf("the test leaves %d sealed lines and %d rows to sweep, want 2 and 5", n, got)
	}

	if n, err := db.Audit().Sweep(ctx); err != nil || n != 0 { // more may come
		t.Errorf("right after the deletion: got %d swept, %v", n, err)
	}
	goBack := func() {
		t.Helper()
		_, err := owner.Exec(ctx, `ALTER TABLE removed_municipality DISABLE TRIGGER USER; ALTER TABLE audit_event DISABLE TRIGGER USER;
			UPDATE removed_municipality SET removed_at = removed_at - interval '5 hours';
			ALTER TABLE removed_municipality ENABLE TRIGGER USER; ALTER TABLE audit_event ENABLE TRIGGER USER;`)
		check(t, err)
	}
	goBack()
	if n, err := db.Audit().Sweep(ctx); err != nil || n != 3 || left(m.Code) != 2 {
		t.Errorf("the first line of a load that brings it in again: got %d swept, %v, and %d rows left; want 2", n, err, left(m.Code))
	}
	_, err = owner.Exec(ctx, `ALTER TABLE audit_event DISABLE TRIGGER USER; UPDATE audit_event SET at = at - interval '5 hours'; ALTER TABLE audit_event ENABLE TRIGGER USER`)
	check(t, err)
	if n, err := db.Audit().Sweep(ctx); err != nil || n != 2 || left(m.Code) != 0 {
		t.Errorf("the night after: got %d swept, %v, and %d rows left, want none", n, err, left(m.Code))
	}
	if got := left(other.Code); got != 3 {
		t.Errorf("another municipality has %d rows left, want 3", got)
	}

	m.Slug += "-again"
	check(t, db.Municipalities().Add(ctx, m))
	appended(t, db, m.Code, 2)
	_, err = owner.Exec(ctx, `ALTER TABLE audit_event DISABLE TRIGGER USER; UPDATE audit_event SET at = at - interval '5 hours'; ALTER TABLE audit_event ENABLE TRIGGER USER`)
	check(t, err)
	if n, err := db.Audit().Sweep(ctx); err != nil || n != 0 || left(m.Code) != 2 {
		t.Errorf("registered again: got %d swept, %v, and %d rows left, want 2", n, err, left(m.Code))
	}
}

// A line that is committed between the deletion and its end is gone when the command returns.
func TestTheDeletionSweepsUpAfterItself(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	db, owner := pgtest.Open(t, urls), connected(t, urls.Owner)
	m, next := pgtest.Add(t, db), pgtest.Add(t, db)
	_, err := postgres.DeleteMunicipality(ctx, urls.Owner, m.Code)
	check(t, err)
	appended(t, db, m.Code, 4)
	_, err = postgres.DeleteMunicipality(ctx, urls.Owner, next.Code) // sweeps up after all
	check(t, err)
	var n int
	check(t, owner.QueryRow(ctx, `SELECT count(*) FROM audit_event WHERE municipality = $1`, m.Code).Scan(&n))
	if n != 0 {
		t.Errorf("%d lines are left", n)
	}
}
