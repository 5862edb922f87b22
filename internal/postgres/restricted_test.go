package postgres_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/ingest"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
	"tryggled/internal/report"
)

// openly is the context of somebody who does not see restricted categories.
func openly(ctx context.Context, code string) context.Context {
	rule, _ := identity.RuleOf(identity.Guard, identity.Read, identity.Hotspots)
	return identity.Enter(ctx, identity.Access{Role: identity.Guard, Municipality: code, Rule: rule}, nil)
}

// fillRestricted stores a report of each category, two rows put aside, and an analysis with
// its open twin.
func fillRestricted(t *testing.T, ctx context.Context, db *postgres.DB, code string) {
	t.Helper()
	var all []report.Report
	for i, c := range report.Categories() {
		r := told(c.Code, float64(i), 0)
		r.Category = c.Code
		all = append(all, r)
	}
	imported(t, ctx, db, code, ingest.Request{}, nil, chain(reports(all...), rejected(5, "category", "x"), rejected(6, "category", "y")))
	twin := analysis()
	twin.Params.Open = true
	for _, a := range []hotspot.Analysis{analysis(), twin} {
		_, err := db.Hotspots().Save(ctx, code, a)
		check(t, err)
	}
}

// The rows that a reader without restricted categories does not see, whatever statement is
// sent: all that are restricted, and none else.
func TestRestrictedRowsAreHiddenFromAnyStatement(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	fillRestricted(t, ctx, db, m.Code)
	reader := openly(ctx, m.Code)
	nobody := identity.Enter(ctx, identity.Access{}, nil)
	for table, hidden := range map[string]string{
		"report":     "category IN ('drugs', 'stash', 'violence', 'weapon', 'robbery')",
		"quarantine": "true",
		"analysis":   "NOT coalesce((body #>> '{params,open}')::boolean, false)",
		"hotspot":    "analysis IN (SELECT min(id) FROM analysis)",
	} {
		all := ask[int](t, ctx, db, m.Code, `SELECT count(*) FROM `+table)
		kept := ask[int](t, ctx, db, m.Code, `SELECT count(*) FROM `+table+` WHERE `+hidden)
		if kept == 0 || kept == all && table != "quarantine" {
			t.Fatalf("%s: the test has %d of %d rows to hide", table, kept, all)
		}
		for name, as := range map[string]context.Context{"a guard": reader, "no access at all": nobody} {
			if got := ask[int](t, as, db, m.Code, `SELECT count(*) FROM `+table); got != all-kept {
				t.Errorf("%s: %s sees %d rows, want %d of %d", table, name, got, all-kept, all)
			}
		}
	}
}

// An access that was given for one municipality shows nothing restricted of another, whatever
// a caller mixes up.
func TestAnAccessIsForItsMunicipality(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	r := told("drugs", 1, 1)
	r.Category = "drugs"
	imported(t, ctx, db, m.Code, ingest.Request{}, nil, reports(r))
	for code, want := range map[string]int{m.Code: 1, "0180": 0, "": 1} {
		rule, _ := identity.RuleOf(identity.Police, identity.Read, identity.Reports)
		as := identity.Enter(ctx, identity.Access{Municipality: code, Rule: rule}, nil)
		if n := ask[int](t, as, db, m.Code, `SELECT count(*) FROM report`); n != want {
			t.Errorf("with an access for %q: %d restricted reports, want %d", code, n, want)
		}
	}
}

func TestNothingRestrictedIsWrittenOrTouchedUnseen(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	fillRestricted(t, ctx, db, m.Code)
	reader := openly(ctx, m.Code)
	for name, statement := range map[string]string{
		"a restricted report": `INSERT INTO report (municipality, source, source_key, category, occurred_from, occurred_to, geom, accuracy_m,
			discovery, body, severity, area, reporter_kind, reporter_key, same_event, exercise, revision)
			SELECT municipality, source, 'new', 'drugs', occurred_from, occurred_to, geom, accuracy_m,
			discovery, body, severity, area, reporter_kind, reporter_key, same_event, exercise, revision FROM report LIMIT 1`,
		"an open report made restricted": `UPDATE report SET category = 'weapon' WHERE category = 'theft'`,
		"a full analysis":                `INSERT INTO analysis (municipality, data_revision, body, created_at, revision) SELECT municipality, 1, '{}', now(), 1 FROM municipality WHERE municipality = current_setting('tryggled.municipality')`,
		"a row put aside":                `INSERT INTO quarantine (municipality, task, n, line, field, reason, row_values) SELECT municipality, id, 99, 1, '', '{}', '{}' FROM task LIMIT 1`,
	} {
		if err := inTenant(reader, db, m.Code, statement); sqlState(err) != "42501" {
			t.Errorf("%s: got %v, want the policy to refuse it", name, err)
		}
	}
	err := db.Tenant(reader, m.Code, func(ctx context.Context, tx pgx.Tx) error {
		for _, statement := range []string{`UPDATE report SET severity = 5 WHERE category = 'drugs'`, `DELETE FROM report WHERE category = 'drugs'`} {
			tag, err := tx.Exec(ctx, statement)
			if err != nil || tag.RowsAffected() != 0 {
				t.Errorf("%s touched %d rows: %v", statement, tag.RowsAffected(), err)
			}
		}
		return nil
	})
	check(t, err)
}

// A hotspot cannot be more open than its analysis.
func TestAHotspotIsAsRestrictedAsItsAnalysis(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	fillRestricted(t, ctx, db, m.Code)
	err := inTenant(ctx, db, m.Code, `INSERT INTO hotspot (municipality, analysis, restricted, rank, priority, centre, geom, body)
		SELECT municipality, analysis, NOT restricted, 9, 1, centre, geom, body FROM hotspot LIMIT 1`)
	if sqlState(err) != "23503" {
		t.Errorf("got %v, want the foreign key to refuse it", err)
	}
}

// The database and the program have the same list of restricted categories.
func TestTheDatabaseKnowsTheRestrictedCategories(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	fillRestricted(t, ctx, db, m.Code)
	var want []string
	for _, c := range report.Categories() {
		if c.Restricted {
			want = append(want, c.Code)
		}
	}
	slices.Sort(want)
	got := ask[[]string](t, ctx, db, m.Code, `SELECT array_agg(category ORDER BY category COLLATE "C") FROM report WHERE restricted`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("restricted in the database (-program +database):\n%s", diff)
	}
}

// TestThePoliciesKeepToTheTable enters with every rule of the table of access and holds what
// the policies then show against it: restricted rows to the rules that include them, the
// audit log to those about it.
func TestThePoliciesKeepToTheTable(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	fillRestricted(t, ctx, db, m.Code)
	const seen = `SELECT ARRAY[
		(SELECT count(*) FROM report WHERE restricted) > 0, (SELECT count(*) FROM report WHERE NOT restricted) > 0,
		(SELECT count(*) FROM quarantine) > 0, (SELECT count(*) FROM analysis WHERE restricted) > 0,
		(SELECT count(*) FROM hotspot WHERE restricted) > 0, (SELECT count(*) FROM audit_event) > 0]`
	for _, r := range identity.Rules() {
		as := identity.Enter(ctx, identity.Access{Role: r.Role, Municipality: m.Code, Rule: r}, &identity.Event{Actor: "test", Action: r.Action, Collection: r.Collection})
		all, audit := r.Span == identity.AllCategories, r.Collection == identity.Audit
		want := []bool{all, true, all, all, all, audit}
		if diff := cmp.Diff(want, ask[[]bool](t, as, db, m.Code, seen)); diff != "" {
			t.Errorf("%s may %s %s: restricted reports, open ones, rows put aside, full analyses, their hotspots, the audit log (-table +policies):\n%s",
				r.Role, r.Action, r.Collection, diff)
		}
	}
}
