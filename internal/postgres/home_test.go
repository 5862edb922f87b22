package postgres_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/fault"
	"tryggled/internal/ingest"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
	"tryggled/internal/report"
)

// within is a report of a category at a place, exact to so many metres.
func within(id, category string, x, y, accuracyM float64) report.Report {
	r := told(id, x, y)
	r.Category, r.AccuracyM = category, accuracyM
	return r
}

// Violence whose own point lies in a dwelling is put aside with the day alone; what lies
// beside it, is known less exactly or is of another kind is not.
func TestHomeViolenceIsNeverStored(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	things := objects(segment(1, at(0, 0), at(1000, 0)), home("h", 400, 20, 20))
	secret := within("secret", "violence", 410, 30, 50)
	secret.From = time.Date(2026, 11, 20, 23, 30, 0, 0, time.UTC) // the day after in Köping
	secret.To = secret.From
	rows := []report.Report{
		within("earlier", "violence", 900, 30, 15), secret, within("weapon", "weapon", 415, 35, 15),
		within("harassment", "harassment", 405, 25, 15), within("coarse", "violence", 410, 30, 51),
		within("beside", "violence", 450, 30, 15), within("lamp", "dark_place", 410, 30, 15),
	}
	rows[0].ExternalID = "secret" // an earlier row of the same id
	task := staged(t, ctx, db, m.Code, ingest.Request{}, things, reports(rows...))
	sum, err := db.Imports().Merge(ctx, m.Code, task, nil)
	check(t, err)
	if sum.Read != 7 || sum.New != 3 || sum.Quarantined != 4 || sum.Unchanged != 0 {
		t.Errorf("summary: %+v", sum)
	}
	if diff := cmp.Diff([]string{"beside", "coarse", "lamp"}, storedKeys(t, ctx, db, m.Code)); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
	aside, err := db.Imports().Quarantine(ctx, m.Code, task, 0, 10)
	check(t, err)
	want := report.Rejection{
		Source: report.Embrace, Line: 3, Field: "category", Reason: report.HomeViolenceReason,
		Values: map[string]string{"category": "violence", "from": "2026-11-21"},
	}
	if diff := cmp.Diff(want, aside[1]); diff != "" {
		t.Errorf("put aside (-want +got):\n%s", diff)
	}
	left := ask[int64](t, ctx, db, m.Code, `SELECT count(*) FROM staging.report`)
	if left != 0 {
		t.Errorf("%d rows left in staging", left)
	}

	_, err = db.Reports().Create(ctx, m.Code, within("sent", "violence", 411, 31, 20))
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "never mapped") {
		t.Errorf("sent in: got %v", err)
	}
}

// A stored report whose place turns out to be a home goes, and so does one that a later
// file moves into one.
func TestHomeViolenceIsRemoved(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	imported(t, ctx, db, m.Code, ingest.Request{}, objects(segment(1, at(0, 0), at(1000, 0)), home("h", 400, 20, 20)),
		reports(within("a", "violence", 510, 30, 15), within("b", "violence", 600, 30, 15), within("c", "theft", 510, 30, 15)))
	sum := imported(t, ctx, db, m.Code, ingest.Request{}, objects(home("new", 500, 20, 20)), reports(within("b", "violence", 410, 30, 15)))
	if len(sum.Notes) != 1 || sum.Notes[0].EN != "reports that turned out to be of violence in homes and were removed: 1" || sum.Quarantined != 1 {
		t.Errorf("summary: %+v", sum)
	}
	if diff := cmp.Diff([]string{"c"}, storedKeys(t, ctx, db, m.Code)); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
	if n := ask[int64](t, ctx, db, m.Code, `SELECT count(*) FROM tombstone WHERE collection = 'report'`); n != 2 {
		t.Errorf("got %d tombstones, want 2", n)
	}
}

func storedKeys(t *testing.T, ctx context.Context, db *postgres.DB, code string) []string {
	t.Helper()
	return ask[[]string](t, ctx, db, code, `SELECT array_agg(source_key ORDER BY source_key) FROM report`)
}
