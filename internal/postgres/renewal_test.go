package postgres_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"tryggled/internal/ingest"
	"tryggled/internal/job"
	"tryggled/internal/overlay"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
	"tryggled/internal/report"
)

// renewals are the states of the tasks that renew exposures, oldest first.
func renewals(t testing.TB, ctx context.Context, db *postgres.DB, code string) []string {
	t.Helper()
	return ask[[]string](t, ctx, db, code, `SELECT coalesce(array_agg(state ORDER BY id), '{}') FROM task WHERE kind = 'expose'`)
}

func TestImportsAskForOneRenewal(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	expect := func(name string, want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, renewals(t, ctx, db, m.Code)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	imported(t, ctx, db, m.Code, ingest.Request{}, objects(area("a", 0, 0, 9)), reports(told("r", 1, 1)))
	if got := renewals(t, ctx, db, m.Code); len(got) != 0 {
		t.Errorf("areas and reports ask for %v", got)
	}
	for i := range 10 {
		imported(t, ctx, db, m.Code, ingest.Request{}, objects(lamp(fmt.Sprint("n", i), 1, 1)), nil)
	}
	expect("ten imports", "queued")
	queue := ask[string](t, ctx, db, m.Code, `SELECT queue FROM river.river_job WHERE kind = 'expose' AND args ->> 'municipality' = $1`, m.Code)
	if queue != job.Background {
		t.Errorf("queue: got %s, want %s", queue, job.Background)
	}

	// One that runs may have looked before the import was done.
	ref := job.Ref{Municipality: m.Code, Task: ask[int64](t, ctx, db, m.Code, `SELECT id FROM task WHERE kind = 'expose'`)}
	check(t, db.Tasks().Begin(ctx, ref))
	imported(t, ctx, db, m.Code, ingest.Request{}, objects(lamp("n10", 1, 1)), nil)
	expect("an import while one runs", "running", "queued")

	pending(t, ctx, db, m.Code)
	check(t, db.Tasks().Cancel(ctx, m.Code, ask[int64](t, ctx, db, m.Code, `SELECT id FROM task WHERE kind = 'expose' AND state = 'queued'`)))
	imported(t, ctx, db, m.Code, ingest.Request{}, objects(lamp("n10", 1, 1)), nil)
	expect("the same import again", "running", "cancelled")
}

// A renewal that waits begins when the transaction that relies on it is done, or it would miss
// what is noted there.
func TestARenewalThatWaitsIsHeldBack(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Add(t, db)
	imported(t, ctx, db, m.Code, ingest.Request{}, objects(lamp("n1", 1, 1)), nil)
	waiting := ask[int64](t, ctx, db, m.Code, `SELECT id FROM task WHERE kind = 'expose'`)
	ref := job.Ref{Municipality: m.Code, Task: waiting}
	check(t, db.Tenant(ctx, m.Code, func(inner context.Context, _ pgx.Tx) error {
		id, err := db.Tasks().Enqueue(inner, m.Code, job.Expose, struct{}{})
		if id != waiting {
			t.Errorf("got task %d, want %d, which waits already", id, waiting)
		}
		brief, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
		defer cancel()
		if db.Tasks().Begin(brief, ref) == nil {
			t.Error("it began all the same")
		}
		return err
	}))
	check(t, db.Tasks().Begin(ctx, ref))
}

func TestWhatSourcesGave(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	osm := overlay.Imported{Kind: overlay.Lamp, Source: "osm", Read: 3, Kept: 2, Mended: map[string]int{"lamp_height": 1}, Aside: map[string]int{"twice": 1}}
	register := overlay.Imported{Kind: overlay.Lamp, Source: "elnat", Read: 1, Kept: 1}
	trees := overlay.Imported{Kind: overlay.Vegetation, Source: "osm"}
	first := imported(t, ctx, db, m.Code, ingest.Request{Imported: []overlay.Imported{trees, osm, register}}, objects(lamp("n1", 1, 1)), nil)
	osm.Read, osm.Aside = 4, nil
	task := staged(t, ctx, db, m.Code, ingest.Request{Imported: []overlay.Imported{osm}}, objects(lamp("n1", 1, 1)), nil)
	_, err := db.Imports().Merge(ctx, m.Code, task, nil)
	check(t, err)
	got, err := db.Overlays().Imported(ctx, m.Code)
	check(t, err)
	for _, i := range []*overlay.Imported{&register, &trees} {
		i.Task, i.Mended, i.Aside = first.Imported[0].Task, map[string]int{}, map[string]int{}
	}
	osm.Task, osm.Aside = task, map[string]int{}
	if diff := cmp.Diff([]overlay.Imported{register, osm, trees}, got); diff != "" {
		t.Errorf("sources (-want +got):\n%s", diff)
	}
}

// Objects that are put aside are in quarantine with the rows, and are no reports.
func TestObjectsPutAside(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	rows := chain(reports(told("r", 1, 1)), rejected(5, "geometry", "x"), rejected(6, "height", "400"))
	task := staged(t, ctx, db, m.Code, ingest.Request{Aside: 2}, objects(lamp("n1", 1, 1)), rows)
	sum, err := db.Imports().Merge(ctx, m.Code, task, nil)
	check(t, err)
	bad, err := db.Imports().Quarantine(ctx, m.Code, task, 0, 10)
	check(t, err)
	all, err := db.Reports().List(ctx, m.Code, report.Filter{})
	check(t, err)
	if sum.Read != 1 || sum.New != 1 || sum.Unchanged != 0 || sum.Quarantined != 0 || sum.Aside != 2 || len(bad) != 2 || len(all) != 1 {
		t.Errorf("got %+v with %d put aside and %d reports", sum, len(bad), len(all))
	}
}
