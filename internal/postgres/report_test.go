package postgres_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/ingest"
	"tryggled/internal/postgres/pgtest"
	"tryggled/internal/report"
)

func TestCreateReport(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	imported(t, ctx, db, m.Code, ingest.Request{}, objects(area("quarter", 0, 0, 100)), nil)
	want := told("a", 10, 10)
	want.SameEvent, want.ReporterKey, want.Severity = "bråk", "k1", 3
	got, err := db.Reports().Create(ctx, m.Code, want)
	check(t, err)
	if got.ID == 0 || got.Revision != 2 {
		t.Errorf("got id %d and revision %d", got.ID, got.Revision)
	}
	want.ID, want.Revision, want.Area = got.ID, got.Revision, "quarter"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
	if _, err := db.Reports().Create(ctx, m.Code, want); !fault.Is(err, fault.Conflict) {
		t.Errorf("the same id again: got %v, want Conflict", err)
	}
	want.ExternalID = "hash:1"
	if _, err := db.Reports().Create(ctx, m.Code, want); !fault.Is(err, fault.Invalid) {
		t.Errorf("a reserved id: got %v, want Invalid", err)
	}
	want.ExternalID = ""
	for range 12 { // sent twelve times it is twelve
		_, err := db.Reports().Create(ctx, m.Code, want)
		check(t, err)
	}
	if n := ask[int](t, ctx, db, m.Code, `SELECT count(*) FROM report`); n != 13 {
		t.Errorf("reports: got %d, want 13", n)
	}
	want.Text = "a\x00b"
	if _, err := db.Reports().Create(ctx, m.Code, want); !fault.Is(err, fault.Invalid) {
		t.Errorf("a text that cannot be stored: got %v, want Invalid", err)
	}
}

func TestListReports(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	base := told("", 0, 0).From
	make := func(id string, x float64, from, to int, category string) report.Report {
		r := told(id, x, 0)
		r.From, r.To, r.Category = base.Add(time.Duration(from)*time.Hour), base.Add(time.Duration(to)*time.Hour), category
		return r
	}
	imported(t, ctx, db, m.Code, ingest.Request{}, nil, reports(
		make("instant", 0, 0, 0, "fire"), make("long", 100, -10, 10, "graffiti"), make("before", 200, -10, 0, "fire"),
		make("after", 300, 5, 6, "theft")))
	for name, c := range map[string]struct {
		filter report.Filter
		want   []string
	}{
		"all":                {report.Filter{}, []string{"instant", "long", "before", "after"}},
		"since":              {report.Filter{Since: base}, []string{"instant", "long", "after"}},
		"until":              {report.Filter{Until: base}, []string{"long", "before"}},
		"since and until":    {report.Filter{Since: base, Until: base.Add(time.Hour)}, []string{"instant", "long"}},
		"categories":         {report.Filter{Categories: []string{"fire", "theft"}}, []string{"instant", "before", "after"}},
		"a box":              {report.Filter{Bound: boundOf(at(50, -1), at(200, 1))}, []string{"long", "before"}},
		"a box just beside":  {report.Filter{Bound: boundOf(at(100.01, -1), at(199.99, 1))}, nil},
		"a box without size": {report.Filter{Bound: boundOf(at(300, 0), at(300, 0))}, []string{"after"}},
		"a page":             {report.Filter{Limit: 2}, []string{"instant", "long"}},
	} {
		got, err := db.Reports().List(ctx, m.Code, c.filter)
		check(t, err)
		var ids []string
		for _, r := range got {
			ids = append(ids, r.ExternalID)
		}
		if !slices.Equal(ids, c.want) {
			t.Errorf("%s: got %v, want %v", name, ids, c.want)
		}
	}
	var paged []string
	for after := int64(0); ; {
		page, err := db.Reports().List(ctx, m.Code, report.Filter{After: after, Limit: 3})
		check(t, err)
		if len(page) == 0 {
			break
		}
		for _, r := range page {
			paged, after = append(paged, r.ExternalID), r.ID
		}
	}
	if want := []string{"instant", "long", "before", "after"}; !slices.Equal(paged, want) {
		t.Errorf("page by page: got %v, want %v", paged, want)
	}
}

// Many people send a report while an import is being merged: each is told to come again, and
// their waiting does not keep the import from the connections that it needs.
func TestReportsDoNotWaitForAnImport(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Add(t, db)
	const senders = 20
	answers := make(chan error, senders)
	check(t, db.Write(ctx, m.Code, func(context.Context, pgx.Tx, int64) error {
		for i := range senders {
			go func() {
				_, err := db.Reports().Create(ctx, m.Code, told(fmt.Sprint(i), 1, 1))
				answers <- err
			}()
		}
		for range senders {
			if err := <-answers; !fault.Is(err, fault.Unavailable) {
				t.Errorf("a report during an import: got %v, want Unavailable", err)
			}
		}
		return nil
	}))
	_, err := db.Reports().Create(ctx, m.Code, told("after", 1, 1))
	check(t, err)
}
