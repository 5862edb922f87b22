package postgres_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/ingest"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
	"tryggled/internal/report"
)

// Row-level security keeps operators that are not leakproof from using an index: what the
// plan says as the application role is what counts.
func TestSpatialQueriesUseTheirIndex(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	db := pgtest.Open(t, urls)
	m, other := pgtest.Add(t, db), pgtest.Add(t, db)
	for _, code := range []string{m.Code, other.Code} {
		imported(t, ctx, db, code, ingest.Request{}, streetGrid(60), reports(manyReports(10_000)...))
	}
	_, err := connected(t, urls.Owner).Exec(ctx, `ANALYZE report, segment, area, overlay_object`)
	check(t, err)

	lower, upper := at(2000, 2000), at(2050, 2050)
	bound := square(2000, 2000, 50)[0]
	list := pgx.NamedArgs{
		"code": m.Code, "srid": 3006, "bound": bound, "since": nil, "until": nil, "categories": nil, "after": 0, "limit": 100,
	}
	r := told("", 2010, 2010)
	create := pgx.NamedArgs{
		"code": m.Code, "srid": 3006, "source": r.Source, "source_key": "k", "category": r.Category, "from": r.From, "to": r.To,
		"reported_at": time.Time{}, "geom": r.Point, "accuracy_m": 1.0, "discovery": r.Discovery, "body": "", "severity": 0,
		"reporter_kind": "", "reporter_key": "", "same_event": "", "exercise": true, "revision": 1,
	}
	for name, c := range map[string]struct {
		query, index string
		args         pgx.NamedArgs
	}{
		"reports in a box":     {postgres.ListReports, "report_geom", list},
		"the street of a home": {postgres.CreateReport, "segment_geom", create},
	} {
		plan := explain(t, ctx, db, m.Code, c.query, c.args)
		if !strings.Contains(plan, "Index Scan using "+c.index) && !strings.Contains(plan, "Bitmap Index Scan on "+c.index) {
			t.Errorf("%s: the plan does not use %s:\n%s", name, c.index, plan)
		}
	}
	got, err := db.Reports().List(ctx, m.Code, report.Filter{Bound: boundOf(lower, upper), Limit: report.MaxPage})
	check(t, err)
	want := 0
	for _, r := range manyReports(10_000) {
		if boundOf(lower, upper).Contains(r.Point) {
			want++
		}
	}
	if len(got) != want || want == 0 {
		t.Errorf("reports in the box: got %d, want %d", len(got), want)
	}
}

func explain(t *testing.T, ctx context.Context, db *postgres.DB, code, query string, args pgx.NamedArgs) string {
	t.Helper()
	var lines []string
	check(t, db.Tenant(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, "EXPLAIN "+query, args)
		if err != nil {
			return err
		}
		lines, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	}))
	return strings.Join(lines, "\n")
}
