package postgres_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/ingest"
	"tryggled/internal/municipality"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
	"tryggled/internal/report"
)

// night is when the retention of these tests runs.
var night = time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)

func retention(db *postgres.DB, now time.Time) report.RetentionService {
	return report.RetentionService{Store: db.Retentions(), Queue: db.Tasks(), Now: func() time.Time { return now }}
}

// aged is a report of an event a number of months before night.
func aged(id string, months int, x, y float64) report.Report {
	r := told(id, x, y)
	r.From = night.AddDate(0, -months, -1)
	r.To, r.ReportedAt = r.From, r.From
	return r
}

// run is a run of retention in one transaction, as a job does it.
func run(ctx context.Context, db *postgres.DB, m municipality.Municipality, now time.Time, q report.RetainRequest) (d report.Disposal, err error) {
	err = db.Tenant(ctx, m.Code, func(ctx context.Context, _ pgx.Tx) error {
		d, err = retention(db, now).Run(ctx, m, q)
		return err
	})
	return d, err
}

var (
	dry     = report.RetainRequest{DryRun: true}
	nightly = report.RetainRequest{Nightly: true}
	whole   = report.RetainRequest{}
	decided = report.Retention{
		Decision: "KS 2026/117", DecidedOn: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC),
		Rules: []report.RetentionRule{{TextMonths: 24, PointMonths: 60}, {Category: "graffiti", TextMonths: 6, PointMonths: 12}},
	}
)

func decide(t testing.TB, ctx context.Context, db *postgres.DB, m municipality.Municipality, r report.Retention) {
	t.Helper()
	_, err := retention(db, night).Decide(ctx, m, r)
	check(t, err)
}

func TestNothingIsDisposedOfWithoutADecision(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	imported(t, ctx, db, m.Code, ingest.Request{}, nil, reports(aged("old", 70, 130, 130)))
	for name, q := range map[string]report.RetainRequest{"real": whole, "nightly": nightly} {
		if _, err := run(ctx, db, m, night, q); !fault.Is(err, fault.Conflict) {
			t.Errorf("a %s run without a decision: got %v, want Conflict", name, err)
		}
		if _, err := retention(db, night).Start(ctx, m, q); !fault.Is(err, fault.Conflict) {
			t.Errorf("a %s start without a decision: got %v, want Conflict", name, err)
		}
	}
	before := stored(t, ctx, db, m.Code)
	got, err := run(ctx, db, m, night, dry)
	check(t, err)
	if got.Texts != 1 || got.Points != 1 || !got.DryRun {
		t.Errorf("a dry run without a decision: got %+v", got)
	}
	if diff := cmp.Diff(before, stored(t, ctx, db, m.Code)); diff != "" {
		t.Errorf("a dry run changed:\n%s", diff)
	}
}

// stored is every report, by its own id.
func stored(t testing.TB, ctx context.Context, db *postgres.DB, code string) map[string]report.Report {
	t.Helper()
	ids := ask[[]int64](t, ctx, db, code, `SELECT coalesce(array_agg(id), '{}') FROM report`)
	all := map[string]report.Report{}
	for _, id := range ids {
		r, err := db.Reports().Report(ctx, code, id)
		check(t, err)
		all[r.ExternalID] = r
	}
	return all
}

func TestRetention(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	graffiti := aged("graffiti", 7, 400, 400)
	graffiti.Category = "graffiti"
	rows := func() []report.Report {
		return []report.Report{
			aged("young", 23, 10, 10), aged("texts", 25, 20, 20), aged("both", 61, 130, 130), graffiti, aged("limited", 61, 130, 130),
		}
	}
	imported(t, ctx, db, m.Code, ingest.Request{}, objects(area("all", 0, 0, 140)), chain(reports(rows()...), rejected(9, "category", "x")))
	limited := true
	_, err := db.Reports().Correct(ctx, m.Code, stored(t, ctx, db, m.Code)["limited"].ID, report.Correction{Limited: &limited}.Apply)
	check(t, err)
	check(t, inTenant(ctx, db, m.Code, `UPDATE task SET created_at = $1`, night.AddDate(-3, 0, 0)))
	decide(t, ctx, db, m, decided)
	before := stored(t, ctx, db, m.Code)

	if _, err := run(ctx, db, m, night, whole); !fault.Is(err, fault.Conflict) {
		t.Errorf("a real run that was not rehearsed: got %v, want Conflict", err)
	}
	rehearsed, err := run(ctx, db, m, night, dry)
	check(t, err)
	if diff := cmp.Diff(before, stored(t, ctx, db, m.Code)); diff != "" {
		t.Errorf("a dry run changed:\n%s", diff)
	}
	if _, err := run(ctx, db, m, night.Add(8*24*time.Hour), whole); !fault.Is(err, fault.Conflict) {
		t.Errorf("a real run eight days after its rehearsal: got %v, want Conflict", err)
	}
	got, err := run(ctx, db, m, night.Add(time.Hour), whole)
	check(t, err)
	want := report.Disposal{Texts: 3, Points: 1, PutAside: 1, By: []report.DisposalCount{
		{Source: "embrace", Category: "dark_place", Texts: 2, Points: 1}, {Source: "embrace", Category: "graffiti", Texts: 1},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("disposed of (-want +got):\n%s", diff)
	}
	rehearsed.DryRun, rehearsed.Note = got.DryRun, got.Note
	if diff := cmp.Diff(rehearsed, got); diff != "" {
		t.Errorf("the dry run told another thing (-dry +real):\n%s", diff)
	}
	after := stored(t, ctx, db, m.Code)
	checkKept(t, before, after)
	if got := disposals(t, ctx, db, m.Code); !cmp.Equal(got, []string{"job: texts 3, points 1, put aside 1 (KS 2026/117)"}) {
		t.Errorf("audit log: got %q", got)
	}

	// Nothing comes back: neither by the same file nor by new areas; and once is enough.
	imported(t, ctx, db, m.Code, replaces(ingest.PartArea), objects(area("other", 0, 0, 1000)), reports(rows()...))
	back := stored(t, ctx, db, m.Code)
	for _, id := range []string{"texts", "both", "graffiti"} {
		if back[id].Text != "" || back[id].Point != after[id].Point || back[id].AccuracyM != after[id].AccuracyM {
			t.Errorf("%s after another import: got %+v, want what was left of it, %+v", id, back[id], after[id])
		}
	}
	if back["both"].Area != "all" || back["texts"].Area != "other" {
		t.Errorf("areas after another import: got %q and %q", back["both"].Area, back["texts"].Area)
	}
	again, err := run(ctx, db, m, night.Add(2*time.Hour), whole)
	check(t, err)
	if again.Texts != 0 || again.Points != 0 || again.PutAside != 0 {
		t.Errorf("a second run disposed of %+v", again)
	}
}

// disposals is what the audit log tells of disposals.
func disposals(t testing.TB, ctx context.Context, db *postgres.DB, code string) (lines []string) {
	t.Helper()
	check(t, db.Tenant(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT set_config('tryggled.audit', 'on', true)`); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `SELECT array_agg(actor || ': ' || what || ' (' || reason || ')') FROM audit_event
			WHERE action = 'dispose' AND collection = 'reports'`).Scan(&lines)
	}))
	return lines
}

func checkKept(t *testing.T, before, after map[string]report.Report) {
	t.Helper()
	for id, want := range map[string]struct{ text, point bool }{
		"young": {true, true}, "texts": {false, true}, "graffiti": {false, true}, "both": {false, false}, "limited": {true, true},
	} {
		a := after[id]
		if (a.Text != "") != want.text || a.TextGone == want.text {
			t.Errorf("%s: got text %q, gone %v", id, a.Text, a.TextGone)
		}
		if kept := a.Point == before[id].Point; kept != want.point || a.Coarsened == want.point {
			t.Errorf("%s: got point %v of %v, coarsened %v", id, a.Point, before[id].Point, a.Coarsened)
		}
		if changed := a.Revision > before[id].Revision; changed == (want.text && want.point) {
			t.Errorf("%s: revision %d after %d", id, a.Revision, before[id].Revision)
		}
	}
	if both := after["both"]; both.Point != at(125, 125) || both.AccuracyM != report.CoarseSquareM || both.Area != "all" {
		t.Errorf("the coarse point: got %v ±%v m in %q", both.Point, both.AccuracyM, both.Area)
	}
}

func TestNightlyRehearsesNewRulesFirst(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	imported(t, ctx, db, m.Code, ingest.Request{}, nil, reports(aged("old", 70, 130, 130)))
	decide(t, ctx, db, m, decided)
	for i, want := range []bool{true, false, false} { // dry, and then real
		got, err := run(ctx, db, m, night.AddDate(0, 0, i), nightly)
		check(t, err)
		if got.DryRun != want || got.DryRun == got.Note.IsZero() {
			t.Errorf("night %d: got %+v, want dry run %v", i+1, got, want)
		}
	}
	stricter := decided
	stricter.Rules = []report.RetentionRule{{TextMonths: 1, PointMonths: 1}}
	decide(t, ctx, db, m, stricter)
	got, err := run(ctx, db, m, night.AddDate(0, 0, 3), nightly)
	check(t, err)
	if !got.DryRun {
		t.Error("new rules were carried out at once")
	}
}

// A frozen analysis is of the data of its day, and stays.
func TestLimitedReportsTakePartInNothing(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	imported(t, ctx, db, m.Code, ingest.Request{}, nil, reports(told("a", 1, 1), told("b", 2, 2)))
	limited := true
	r, err := db.Reports().Correct(ctx, m.Code, stored(t, ctx, db, m.Code)["a"].ID, report.Correction{Limited: &limited}.Apply)
	check(t, err)
	if !r.Limited || r.Corrected {
		t.Errorf("got %+v, want it limited and not corrected", r)
	}
	listed, err := db.Reports().List(ctx, m.Code, report.Filter{})
	check(t, err)
	in, err := db.Hotspots().Input(ctx, m.Code, r.From.AddDate(-1, 0, 0), r.From.AddDate(1, 0, 0))
	check(t, err)
	counts, err := db.Disclosures().Counts(ctx, m, report.Selection{})
	check(t, err)
	if len(listed) != 1 || len(in.Reports.ID) != 1 || len(counts) != 1 || counts[0].Count != 1 {
		t.Errorf("got %d listed, %d analysed, %+v disclosed; want the other one only", len(listed), len(in.Reports.ID), counts)
	}
	imported(t, ctx, db, m.Code, ingest.Request{}, nil, reports(told("a", 50, 50)))
	if got := stored(t, ctx, db, m.Code)["a"]; !cmp.Equal(got, r) {
		t.Errorf("an import changed a limited report: %s", cmp.Diff(r, got))
	}
	limited = false
	if r, err = db.Reports().Correct(ctx, m.Code, r.ID, report.Correction{Limited: &limited}.Apply); err != nil || r.Limited {
		t.Errorf("no longer limited: got %+v, %v", r, err)
	}
}
