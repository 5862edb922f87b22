package postgres_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/ingest"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/overlay"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
	"tryggled/internal/report"
)

// town is a whole folder: the municipality itself and everything in it.
func town(t testing.TB) (code string, request ingest.Request, things []ingest.Object) {
	m := pgtest.Municipality()
	m.Sources = []string{"Provköping"}
	request = replaces(ingest.PartMunicipality, ingest.PartArea, ingest.PartBase, ingest.PartSegment, "lamps", "buildings")
	request.Sources = []string{"OpenStreetMap"}
	return m.Code, request, []ingest.Object{
		{Municipality: &m},
		area("district", 0, 0, 1000), area("quarter", 0, 0, 300),
		base("station", 10, 10), base("square", 20, 20),
		segment(1, at(0, 50), at(1000, 50)), segment(2, at(0, 150), at(1000, 150)),
		lamp("n1", 100, 50), lamp("n2", 200, 50),
		home("w1", 400, 60, 20), home("w2", 5000, 5000, 20),
	}
}

func TestMergeOfAWholeFolder(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	code, request, things := town(t)
	rows := reports(told("in-quarter", 100, 100), told("in-district", 900, 900), told("outside", 3000, 100))

	got := imported(t, ctx, db, code, request, objects(things...), rows)
	want := ingest.Summary{
		Read: 3, New: 3, Revision: 1,
		Objects: map[string]int64{"municipality": 1, "area": 2, "base": 2, "segment": 2, "lamps": 2, "buildings": 2},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
	all, err := db.Municipalities().List(ctx)
	check(t, err)
	if len(all) != 1 || all[0].Code != code || !slices.Equal(all[0].Sources, []string{"Provköping", "OpenStreetMap"}) {
		t.Errorf("municipalities: got %+v", all)
	}
	stored, err := db.Reports().List(ctx, code, report.Filter{})
	check(t, err)
	for i, want := range []string{"quarter", "district", ""} {
		if stored[i].Area != want {
			t.Errorf("area of %s: got %q, want %q", stored[i].ExternalID, stored[i].Area, want)
		}
	}

	// Again: nothing but the revision changes.
	again := imported(t, ctx, db, code, request, objects(things...), rows)
	want.New, want.Unchanged, want.Revision = 0, 3, 2
	if diff := cmp.Diff(want, again); diff != "" {
		t.Errorf("summary of the second load (-want +got):\n%s", diff)
	}
	if n := ask[int64](t, ctx, db, code, `SELECT count(*) FROM tombstone`); n != 0 {
		t.Errorf("the same folder again left %d tombstones", n)
	}
	restored, err := db.Reports().List(ctx, code, report.Filter{})
	check(t, err)
	if diff := cmp.Diff(stored, restored); diff != "" {
		t.Errorf("reports changed by loading the same again:\n%s", diff)
	}
}

func TestMergeTwiceIsOnce(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Add(t, db)
	task := staged(t, ctx, db, m.Code, ingest.Request{}, nil, reports(told("a", 1, 1)))
	first, err := db.Imports().Merge(ctx, m.Code, task, nil)
	check(t, err)
	second, err := db.Imports().Merge(ctx, m.Code, task, nil)
	check(t, err)
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("second merge (-first +second):\n%s", diff)
	}
	if got := ask[int64](t, ctx, db, m.Code, `SELECT revision FROM municipality WHERE municipality = $1`, m.Code); got != 1 {
		t.Errorf("revision: got %d, want 1", got)
	}
}

func TestMergesAtOnce(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Add(t, db)
	// The same rows in two imports, and one of the imports run by two workers.
	rows := []report.Report{told("a", 1, 1), told("b", 2, 2), told("c", 3, 3)}
	one := staged(t, ctx, db, m.Code, ingest.Request{}, nil, reports(rows...))
	two := staged(t, ctx, db, m.Code, ingest.Request{}, nil, reports(rows...))
	var wait sync.WaitGroup
	sums := make([]ingest.Summary, 4)
	for i, task := range []int64{one, two, one, two} {
		wait.Go(func() {
			var err error
			sums[i], err = db.Imports().Merge(ctx, m.Code, task, nil)
			if err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if sums[0].New+sums[1].New != 3 || sums[0].Unchanged+sums[1].Unchanged != 3 {
		t.Errorf("two imports of the same rows: got %+v and %+v", sums[0], sums[1])
	}
	if !cmp.Equal(sums[0], sums[2]) || !cmp.Equal(sums[1], sums[3]) {
		t.Errorf("two workers on one import tell different things: %+v", sums)
	}
	if n := ask[int64](t, ctx, db, m.Code, `SELECT count(*) FROM report`); n != 3 {
		t.Errorf("reports: got %d, want 3", n)
	}
}

func TestMergeAfterACrashOfTheServer(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	db := pgtest.Open(t, urls)
	m := pgtest.Add(t, db)
	imported(t, ctx, db, m.Code, replaces("lamps"), objects(lamp("n1", 1, 1)), nil)
	task := staged(t, ctx, db, m.Code, replaces("lamps"), objects(lamp("n2", 2, 2)), reports(told("a", 1, 1)))

	// Unlogged tables come back empty.
	_, err := connected(t, urls.Owner).Exec(ctx, `TRUNCATE staging.report, staging.object`)
	check(t, err)
	if _, err := db.Imports().Merge(ctx, m.Code, task, nil); !fault.Is(err, fault.Conflict) {
		t.Fatalf("merge of lost rows: got %v, want Conflict", err)
	}
	if n := ask[int64](t, ctx, db, m.Code, `SELECT count(*) FROM overlay_object`); n != 1 {
		t.Errorf("lamps after a refused merge: got %d, want 1", n)
	}
}

// A worker that dies within the merge leaves no trace of it, and the next one does it whole.
func TestMergeRolledBack(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Add(t, db)
	task := staged(t, ctx, db, m.Code, replaces("lamps"), objects(lamp("n1", 1, 1)), reports(told("a", 1, 1)))
	died := errors.New("worker died")
	err := db.Tenant(ctx, m.Code, func(ctx context.Context, _ pgx.Tx) error {
		_, err := db.Imports().Merge(ctx, m.Code, task, nil)
		check(t, err)
		return died
	})
	if !errors.Is(err, died) {
		t.Fatalf("got %v", err)
	}
	if n := ask[int64](t, ctx, db, m.Code, `SELECT (SELECT count(*) FROM report) + (SELECT count(*) FROM overlay_object)`); n != 0 {
		t.Errorf("%d rows are left of a merge that was rolled back", n)
	}
	sum, err := db.Imports().Merge(ctx, m.Code, task, nil)
	check(t, err)
	if sum.New != 1 || sum.Objects["lamps"] != 1 || sum.Revision != 1 {
		t.Errorf("merge after a rolled back one: got %+v", sum)
	}
}

func TestReplacedSetsLeaveTombstones(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	all := replaces(ingest.PartArea, ingest.PartBase, ingest.PartSegment, "lamps")
	imported(t, ctx, db, m.Code, all, objects(
		area("a", 0, 0, 100), area("b", 200, 0, 100), base("x", 1, 1), base("y", 2, 2),
		segment(1, at(0, 0), at(1, 0)), segment(2, at(1, 0), at(2, 0)), lamp("n1", 1, 1), lamp("n2", 2, 2)), reports(told("r", 250, 50)))
	lamps, err := db.Overlays().Objects(ctx, m.Code, "lamps")
	check(t, err)

	imported(t, ctx, db, m.Code, all, objects(
		area("a", 0, 0, 100), base("y", 2, 2), segment(1, at(0, 0), at(1, 0)), lamp("n2", 2, 2)), nil)
	got := ask[[]string](t, ctx, db, m.Code, `SELECT array_agg(collection || ' ' || id ORDER BY collection) FROM tombstone`)
	want := []string{"area b", "base x", "overlay_object " + ask[string](t, ctx, db, m.Code, `SELECT $1::bigint::text`, lamps[0].ID), "segment 2"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tombstones (-want +got):\n%s", diff)
	}
	if got := ask[string](t, ctx, db, m.Code, `SELECT area FROM report`); got != "" {
		t.Errorf("a report in an area that is gone: got %q", got)
	}

	// What comes back is not gone.
	imported(t, ctx, db, m.Code, all, objects(area("b", 200, 0, 100), segment(2, at(1, 0), at(2, 0))), nil)
	got = ask[[]string](t, ctx, db, m.Code, `SELECT array_agg(collection || ' ' || id ORDER BY collection, id) FROM tombstone WHERE collection IN ('area', 'segment')`)
	if diff := cmp.Diff([]string{"area a", "segment 1"}, got); diff != "" {
		t.Errorf("tombstones after the return (-want +got):\n%s", diff)
	}
	if got := ask[string](t, ctx, db, m.Code, `SELECT area FROM report`); got != "b" {
		t.Errorf("a report in an area that is back: got %q", got)
	}
}

// An import without a set to replace adds and changes, and removes nothing.
func TestImportWithoutReplacing(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	imported(t, ctx, db, m.Code, ingest.Request{}, objects(area("a", 0, 0, 100), lamp("n1", 1, 1)), nil)
	imported(t, ctx, db, m.Code, ingest.Request{}, objects(area("b", 0, 0, 100), lamp("n2", 1, 1)), nil)
	areas, err := db.Municipalities().Areas(ctx, m.Code)
	check(t, err)
	lamps, err := db.Overlays().Objects(ctx, m.Code, "lamps")
	check(t, err)
	if len(areas) != 2 || len(lamps) != 2 {
		t.Errorf("got %d areas and %d lamps, want 2 and 2", len(areas), len(lamps))
	}
}

func TestStoredObjectsComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	a, b, g, l := area("a", 0, 0, 100), base("x", 1, 1), segment(7, at(0, 0), at(100, 0)), lamp("n1", 1, 1)
	bearing := 90.0
	l.Overlay.Props.BearingDeg, l.Overlay.Props.Status = &bearing, overlay.Broken
	imported(t, ctx, db, m.Code, ingest.Request{}, objects(a, b, g, l), nil)

	areas, err := db.Municipalities().Areas(ctx, m.Code)
	check(t, err)
	bases, err := db.Municipalities().Bases(ctx, m.Code)
	check(t, err)
	segments, err := db.Streets().Segments(ctx, m.Code)
	check(t, err)
	lamps, err := db.Overlays().Objects(ctx, m.Code, "lamps")
	check(t, err)
	lamps[0].ID, lamps[0].Revision = 0, 0
	got := ingest.Object{Area: &areas[0], Base: &bases[0], Segment: &segments[0], Overlay: &lamps[0]}
	want := ingest.Object{Area: a.Area, Base: b.Base, Segment: g.Segment, Overlay: l.Overlay}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
	bound, ok, err := db.Imports().Extent(ctx, m.Code)
	check(t, err)
	if want := (orb.Bound{Min: at(0, 0), Max: at(100, 100)}); !ok || bound != want {
		t.Errorf("extent: got %v %v, want %v", bound, ok, want)
	}
}

func TestHomesMoveToTheStreet(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	streets := objects(segment(1, at(0, 0), at(1000, 0)), segment(2, at(0, 90), at(1000, 90)),
		home("near", 400, 20, 20), home("far", 5000, 5000, 20))
	imported(t, ctx, db, m.Code, ingest.Request{}, streets, nil)
	rows := reports(told("in home", 410, 30), told("in garden", 450, 30), told("far home", 5005, 5005))
	for range 2 { // the second time nothing moves further
		imported(t, ctx, db, m.Code, ingest.Request{}, nil, rows)
	}
	created, err := db.Reports().Create(ctx, m.Code, told("sent in", 415, 35))
	check(t, err)

	stored, err := db.Reports().List(ctx, m.Code, report.Filter{})
	check(t, err)
	want := map[string]struct {
		point    orb.Point
		accuracy float64
	}{
		"in home":   {at(410, 0), 15 + 30},
		"in garden": {at(450, 30), 15},
		"far home":  {at(5100, 5100), 200},
		"sent in":   {at(415, 0), 15 + 35},
	}
	for _, r := range stored {
		if w := want[r.ExternalID]; r.Point != w.point || r.AccuracyM != w.accuracy {
			t.Errorf("%s: got %v ±%v m, want %v ±%v m", r.ExternalID, r.Point, r.AccuracyM, w.point, w.accuracy)
		}
	}
	if len(stored) != 4 || created.Point != want["sent in"].point {
		t.Errorf("got %d reports, created at %v", len(stored), created.Point)
	}
	// A building that turns out to be a home moves the reports in it.
	imported(t, ctx, db, m.Code, ingest.Request{}, objects(home("garden", 445, 25, 10)), nil)
	got := ask[float64](t, ctx, db, m.Code, `SELECT ST_Y(geom) FROM report WHERE source_key = 'in garden'`)
	if got != at(450, 0)[1] {
		t.Errorf("report in a new home: got y %v, want the street", got)
	}
}

// Progress is seen while the merge is still open.
func TestMergeProgressIsSeen(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Add(t, db)
	task := staged(t, ctx, db, m.Code, ingest.Request{}, nil, reports(told("a", 1, 1)))
	ref := job.Ref{Municipality: m.Code, Task: task}
	check(t, db.Tasks().Begin(ctx, ref))
	seen := mergeWatched(ctx, t, db, ref)
	if len(seen) == 0 || seen[0].State != job.Running || seen[0].Stage.IsZero() || seen[0].TotalUnits != 1 {
		t.Errorf("seen while merging: %+v", seen)
	}
	got, err := db.Tasks().Task(ctx, m.Code, task)
	check(t, err)
	if got.State != job.Done || !strings.Contains(string(got.Result), `"new": 1`) || got.EndedAt.IsZero() {
		t.Errorf("task afterwards: %+v", got)
	}
}

func mergeWatched(ctx context.Context, t *testing.T, db *postgres.DB, ref job.Ref) (seen []job.Task) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	check(t, db.Tasks().Finish(ctx, ref, func(inner context.Context) (any, error) {
		return db.Imports().Merge(inner, ref.Municipality, ref.Task, func(stage lang.Text, done, total int64) {
			check(t, db.Tasks().Progress(inner, ref, stage, done, total))
			task, err := db.Tasks().Task(ctx, ref.Municipality, ref.Task)
			check(t, err)
			seen = append(seen, task)
		})
	}))
	return seen
}
