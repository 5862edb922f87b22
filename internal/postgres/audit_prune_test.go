package postgres_test

import (
	"strings"
	"testing"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
)

func TestPruning(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	db := pgtest.Open(t, urls)
	m, other := pgtest.Add(t, db), pgtest.Add(t, db)
	why := identity.Event{Actor: "command", Way: identity.ByCommand, Action: "prune", Collection: identity.Audit, Reason: "KS 2026/9"}
	prune := func(before time.Time) (int64, identity.AuditHead, error) {
		return postgres.PruneAudit(ctx, urls.Owner, m.Code, before, why)
	}
	appended(t, db, other.Code, 3)
	appended(t, db, m.Code, 10)
	if _, _, err := prune(time.Now().Add(time.Hour)); !fault.Is(err, fault.NotFound) {
		t.Errorf("nothing is sealed: got %v, want NotFound", err)
	}
	h10, _, err := db.Audit().Seal(ctx, m.Code)
	check(t, err)
	between := ask[time.Time](t, ctx, db, m.Code, `SELECT clock_timestamp()`)
	appended(t, db, m.Code, 10)
	h20, _, err := db.Audit().Seal(ctx, m.Code)
	check(t, err)

	n, from, err := prune(between)
	if err != nil || n != 10 || from != h10 {
		t.Fatalf("got %d pruned, from %v, %v; want 10 from %v", n, from, err, h10)
	}
	_, _, err = db.Audit().Seal(ctx, m.Code)
	check(t, err)
	v, err := db.Audit().Verify(ctx, m.Code, h10, h20)
	if err != nil || v.Pruned != 10 || v.Checked != 11 || v.Head.Lines != 21 {
		t.Errorf("got %+v, %v, want 10 pruned and 11 checked", v, err)
	}
	last := lines(t, db, m.Code)[10]
	if last.Action != "prune" || last.Reason != "KS 2026/9" || !strings.HasPrefix(last.What, "lines 1–10 before ") {
		t.Errorf("the pruning left the line %+v", last)
	}
	if _, _, err := prune(between); !fault.Is(err, fault.NotFound) {
		t.Errorf("the same again: got %v, want NotFound", err)
	}
	if _, err := db.Audit().Verify(ctx, m.Code, identity.AuditHead{Lines: 5, Hash: h10.Hash}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a head of pruned lines: got %v, want Invalid", err)
	}
	if n, _, err := prune(time.Now().Add(time.Hour)); err != nil || n != 11 {
		t.Errorf("all that is left: got %d, %v, want 11", n, err)
	}
	if v, err := db.Audit().Verify(ctx, m.Code); err != nil || v.Pruned != 21 || v.Checked != 0 || v.Unsealed != 1 {
		t.Errorf("after all is pruned: got %+v, %v", v, err)
	}
	if got := len(lines(t, db, other.Code)); got != 3 {
		t.Errorf("another municipality has %d lines left, want 3", got)
	}
}

// What was tampered with is evidence: it is not pruned.
func TestABrokenLogIsNotPruned(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	db, owner := pgtest.Open(t, urls), connected(t, urls.Owner)
	m := pgtest.Add(t, db)
	appended(t, db, m.Code, 5)
	_, _, err := db.Audit().Seal(ctx, m.Code)
	check(t, err)
	_, err = owner.Exec(ctx, `ALTER TABLE audit_event DISABLE TRIGGER USER; UPDATE audit_event SET what = '' WHERE id = 2; ALTER TABLE audit_event ENABLE TRIGGER USER`)
	check(t, err)
	_, _, err = postgres.PruneAudit(ctx, urls.Owner, m.Code, time.Now().Add(time.Hour), identity.Event{})
	if !fault.Is(err, fault.Conflict) || len(lines(t, db, m.Code)) != 5 {
		t.Errorf("got %v and %d lines left, want a refusal and 5", err, len(lines(t, db, m.Code)))
	}
	for _, statement := range []string{`UPDATE audit_event SET what = ''`, `DELETE FROM audit_event`, `TRUNCATE audit_event`, `TRUNCATE audit_seal`, `UPDATE audit_head SET lines = lines - 1`} {
		if _, err := owner.Exec(ctx, statement); sqlState(err) != "42501" {
			t.Errorf("%s as owner: got %v, want the trigger to refuse it", statement, err)
		}
	}
}
