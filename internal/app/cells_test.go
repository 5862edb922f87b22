package app_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tryggled/geodata/koping"
	"tryggled/internal/app"
	"tryggled/internal/cell"
	"tryggled/internal/municipality"
)

// recounted is each figure beside what its reports say, counted by the database.
const recounted = `
SELECT c.reports,
       count(DISTINCT CASE WHEN r.same_event <> '' THEN r.source || r.same_event ELSE r.id::text END),
       count(DISTINCT r.source || r.reporter_key) FILTER (WHERE r.reporter_key <> ''),
       count(*) FILTER (WHERE r.restricted OR r.accuracy_m > 125
         OR NOT ST_DWithin(c.geom, r.geom, 0.001) AND r.same_event = ''
         OR NOT date_trunc('month', r.occurred_from AT TIME ZONE 'Europe/Stockholm')::date = ANY (c.months) AND r.same_event = '')
FROM published_cell c JOIN published_report p ON p.municipality = c.municipality AND p.figure = c.id
JOIN report r ON r.municipality = p.municipality AND r.id = p.report
WHERE c.municipality = $1 GROUP BY c.id, c.reports`

// TestPublicFiguresOfKoping publishes the exercise town from the command's end and counts
// every figure again.
func TestPublicFiguresOfKoping(t *testing.T) {
	t.Parallel()
	asOf := time.Date(2026, 6, 10, 12, 0, 0, 0, time.UTC)
	a := open(t, asOf)
	folder, err := koping.Folder(asOf)
	if err != nil {
		t.Fatal(err)
	}
	m, imported, err := a.Load(within(t), folder, nil)
	if err != nil {
		t.Fatal(err)
	}
	if quiet, err := a.Publish(within(t), m, false, nil); err != nil || quiet.Open || len(quiet.Closed) > 0 {
		t.Fatalf("switched off: got %+v, %v", quiet, err)
	}
	did, err := a.Publish(within(t), m, true, nil)
	if err != nil {
		t.Fatal(err)
	}
	if last := did.Closed[len(did.Closed)-1].String(); !did.Open || last != "2026-04" {
		t.Errorf("open %v, last closed month %s; want true, 2026-04", did.Open, last)
	}
	figures, share := recount(t, a, m), float64(did.Reports)/float64(imported.New)
	t.Logf("%d months, figures of months %d, quarters %d, years %d; %.0f %% of all reports counted",
		len(did.Closed), did.Figures[cell.OfMonth], did.Figures[cell.OfQuarter], did.Figures[cell.OfYear], 100*share)
	if total := did.Figures[cell.OfMonth] + did.Figures[cell.OfQuarter] + did.Figures[cell.OfYear]; figures != total || total < 50 || share < 0.3 {
		t.Errorf("%d figures, %d told, %.2f of the reports counted: too little to be of use", figures, total, share)
	}
	if again, err := a.Publish(within(t), m, false, nil); err != nil || len(again.Closed) > 0 {
		t.Errorf("again: got %+v, %v; want nothing closed", again, err)
	}
}

// recount holds every figure against the thresholds, and returns how many there are.
func recount(t *testing.T, a *app.App, m municipality.Municipality) (figures int) {
	t.Helper()
	err := a.DB.Tenant(within(t), m.Code, func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, recounted, m.Code)
		if err != nil {
			return err
		}
		var said, reports, reporters, wrong int
		_, err = pgx.ForEachRow(rows, []any{&said, &reports, &reporters, &wrong}, func() error {
			figures++
			if said != reports || reports < cell.LeastReports || reporters < cell.LeastReporters || wrong > 0 {
				t.Errorf("a figure says %d and counts %d by %d, %d of them wrongly", said, reports, reporters, wrong)
			}
			return nil
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return figures
}
