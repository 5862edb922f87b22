package postgres_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/ingest"
	"tryggled/internal/municipality"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
	"tryggled/internal/report"
)

// memory is a journal in memory.
type memory struct {
	lines []report.Erased
	fails error
}

func (j *memory) Append(e report.Erased) error {
	if j.fails != nil {
		return j.fails
	}
	j.lines = append(j.lines, e)
	return nil
}

func keyed(key string) func() ([]byte, error) {
	return func() ([]byte, error) { return []byte(key), nil }
}

func erasures(db *postgres.DB, j *memory) report.ErasureService {
	return report.ErasureService{Store: db.Erasures(), Journal: j, Key: keyed("a secret"), Now: retention(db, night).Now}
}

// withErased is a database of its own with three reports: one erased with its id, one of
// two equal ones without, and one that stays.
func withErased(t *testing.T) (context.Context, *postgres.DB, municipality.Municipality, *memory, []report.Report) {
	t.Helper()
	ctx, db := pgtest.Context(t), pgtest.DB(t)
	db.KeyErasures(keyed("a secret"))
	m := pgtest.Add(t, db)
	j := &memory{}
	rows := []report.Report{told("a", 1, 1), told("", 2, 2), told("", 2, 2), told("b", 3, 3)}
	imported(t, ctx, db, m.Code, ingest.Request{}, nil, reports(rows...))
	all, err := db.Reports().List(ctx, m.Code, report.Filter{})
	check(t, err)
	if err := erasures(db, j).Erase(ctx, m, all[0].ID, "art. 17"); !fault.Is(err, fault.Conflict) {
		t.Errorf("an erasure without a decision: got %v, want Conflict", err)
	}
	decide(t, ctx, db, m, decided)
	check(t, erasures(db, j).Erase(ctx, m, all[0].ID, "art. 17"))
	check(t, erasures(db, j).Erase(ctx, m, all[2].ID, "art. 17"))
	return ctx, db, m, j, rows
}

func TestErasedReportsDoNotComeBack(t *testing.T) {
	t.Parallel()
	ctx, db, m, j, rows := withErased(t)
	if len(j.lines) != 2 {
		t.Errorf("the journal has %d lines, want 2", len(j.lines))
	}
	sum := imported(t, ctx, db, m.Code, ingest.Request{}, nil, reports(rows...))
	if sum.Read != 4 || sum.New != 0 || sum.Unchanged != 2 || len(sum.Notes) != 1 || sum.Notes[0].EN != "rows erased before: 2" {
		t.Errorf("the same file again: got %+v", sum)
	}
	for name, r := range map[string]report.Report{"with an id": told("a", 1, 1), "without": told("", 2, 2)} {
		if _, err := db.Reports().Create(ctx, m.Code, r); !errors.Is(err, report.ErrErased) {
			t.Errorf("sent in again %s: got %v, want that it was erased", name, err)
		}
	}
	if _, err := db.Reports().Create(ctx, m.Code, told("new", 1, 1)); err != nil {
		t.Errorf("another report: %v", err)
	}
	if got := ask[int64](t, ctx, db, m.Code, `SELECT count(*) FROM tombstone WHERE collection = 'report'`); got != 2 {
		t.Errorf("got %d tombstones, want 2", got)
	}
}

// putAside is a file of rows that are no reports, one of them under the id of a report that
// is erased.
func putAside() iter.Seq2[ingest.Row, error] {
	return chain(
		aside(1, report.Embrace, map[string]string{"external_id": "a", "text": "Släckt."}),
		aside(2, report.Survey, map[string]string{"external_id": "a"}), aside(3, report.Embrace, map[string]string{"text": "Släckt."}))
}

func linesAside(t *testing.T, ctx context.Context, db *postgres.DB, code string) []int64 {
	t.Helper()
	return ask[[]int64](t, ctx, db, code, `SELECT array_agg(line ORDER BY task, line) FROM quarantine`)
}

// A row that was put aside under the id of an erased report goes with it, stays away, and
// does not come back with a backup.
func TestAnErasureTakesWhatWasPutAside(t *testing.T) {
	t.Parallel()
	ctx, db := pgtest.Context(t), pgtest.DB(t)
	db.KeyErasures(keyed("a secret"))
	m, j := pgtest.Add(t, db), &memory{}
	decide(t, ctx, db, m, decided)
	imported(t, ctx, db, m.Code, ingest.Request{}, nil, chain(reports(told("a", 1, 1)), putAside()))
	check(t, erasures(db, j).Erase(ctx, m, ask[int64](t, ctx, db, m.Code, `SELECT id FROM report`), "art. 17"))
	if diff := cmp.Diff([]int64{2, 3}, linesAside(t, ctx, db, m.Code)); diff != "" {
		t.Errorf("lines left after the erasure (-want +got):\n%s", diff)
	}
	if sum := imported(t, ctx, db, m.Code, ingest.Request{}, nil, putAside()); sum.Quarantined != 2 || sum.Unchanged != 0 {
		t.Errorf("the same rows again: got %+v", sum)
	}
	older := pgtest.DB(t)
	check(t, older.Municipalities().Add(ctx, m))
	imported(t, ctx, older, m.Code, ingest.Request{}, nil, putAside())
	_, err := erasures(older, j).Reapply(ctx, j.lines)
	check(t, err)
	if diff := cmp.Diff([]int64{2, 3}, linesAside(t, ctx, older, m.Code)); diff != "" {
		t.Errorf("lines left of an older backup (-want +got):\n%s", diff)
	}
}

// An erasure that was refused leaves no line as if it had been done.
func TestARefusedErasureIsNotLogged(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	db.KeyErasures(keyed("a secret"))
	imported(t, ctx, db, m.Code, ingest.Request{}, nil, reports(told("a", 1, 1), told("b", 1, 1)))
	access, _ := identity.AccessOf(ctx)
	erase := func(key string) (int64, error) {
		e := identity.Event{Actor: "sam", Role: identity.Coordinator, Action: identity.Delete, Collection: identity.Reports}
		err := erasures(db, &memory{}).Erase(identity.Enter(ctx, access, &e), m, stored(t, ctx, db, m.Code)[key].ID, "art. 17")
		return ask[int64](t, identity.WithAudit(ctx), db, m.Code, `SELECT count(*) FROM audit_event WHERE action = 'delete'`), err
	}
	if lines, err := erase("a"); !fault.Is(err, fault.Conflict) || lines != 0 {
		t.Errorf("without a decision: got %d lines, %v; want none, Conflict", lines, err)
	}
	decide(t, ctx, db, m, decided)
	if lines, err := erase("a"); err != nil || lines != 1 {
		t.Errorf("with a decision: got %d lines, %v; want one", lines, err)
	}
}

// With another secret the program cannot tell what was erased, and takes nothing in.
func TestImportWithAnotherSecretIsRefused(t *testing.T) {
	t.Parallel()
	ctx, db, m, j, rows := withErased(t)
	db.KeyErasures(keyed("another secret"))
	task := staged(t, ctx, db, m.Code, ingest.Request{}, nil, reports(rows...))
	if _, err := db.Imports().Merge(ctx, m.Code, task, nil); !errors.Is(err, report.ErrOtherSecret) {
		t.Errorf("an import: got %v, want that the secret is another", err)
	}
	s := erasures(db, j)
	s.Key = keyed("another secret")
	if _, err := s.Reapply(ctx, j.lines); !errors.Is(err, report.ErrOtherSecret) {
		t.Errorf("the journal: got %v, want that the secret is another", err)
	}
}

// An erasure that the journal cannot keep does not happen.
func TestAnErasureNeedsItsJournal(t *testing.T) {
	t.Parallel()
	ctx, db, m, _, _ := withErased(t)
	left := ask[int64](t, ctx, db, m.Code, `SELECT min(id) FROM report`)
	full := errors.New("the disk is full")
	if err := erasures(db, &memory{fails: full}).Erase(ctx, m, left, "art. 17"); !errors.Is(err, full) {
		t.Errorf("got %v, want %v", err, full)
	}
	if _, err := db.Reports().Report(ctx, m.Code, left); err != nil {
		t.Errorf("the report is gone without a line in the journal: %v", err)
	}
	if err := erasures(db, &memory{}).Erase(ctx, m, left+1000, "art. 17"); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown report: got %v, want NotFound", err)
	}
}

// What a backup from before brings back, the journal takes away again.
func TestReapply(t *testing.T) {
	t.Parallel()
	ctx, db, m, j, rows := withErased(t)
	older := pgtest.DB(t)
	check(t, older.Municipalities().Add(ctx, m))
	imported(t, ctx, older, m.Code, ingest.Request{}, nil, reports(rows...))
	lines := append(slices.Clone(j.lines), report.Erased{Municipality: "gone", Key: j.lines[0].Key})
	for _, want := range []int64{2, 0} { // twice does no harm
		got, err := erasures(older, j).Reapply(ctx, lines)
		check(t, err)
		if diff := cmp.Diff(report.Reapplied{Stones: 2, Reports: want, Missing: []string{"gone"}}, got); diff != "" {
			t.Errorf("reapplied (-want +got):\n%s", diff)
		}
	}
	left := func(db *postgres.DB) []string {
		return ask[[]string](t, ctx, db, m.Code, `SELECT array_agg(source_key ORDER BY source_key) FROM report`)
	}
	if diff := cmp.Diff(left(db), left(older)); diff != "" {
		t.Errorf("left of the older one (-now +older):\n%s", diff)
	}
}
