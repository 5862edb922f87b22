package postgres_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"tryggled/internal/fault"
	"tryggled/internal/ingest"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
)

func stateOf(ctx context.Context, t testing.TB, db *postgres.DB, ref job.Ref) job.State {
	t.Helper()
	task, err := db.Tasks().Task(ctx, ref.Municipality, ref.Task)
	check(t, err)
	return task.State
}

func TestCancelAQueuedTask(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Add(t, db)
	var refs []job.Ref
	for range 2 {
		id, err := db.Tasks().Enqueue(ctx, m.Code, job.Plan, nil)
		check(t, err)
		refs = append(refs, job.Ref{Municipality: m.Code, Task: id})
	}
	for range 2 { // the second time is harmless
		check(t, db.Tasks().Cancel(ctx, m.Code, refs[0].Task))
	}
	if got := strings.Join(jobsOf(ctx, t, db), " "); got != "cancelled available" {
		t.Errorf("jobs: got %s, want the first cancelled and the second left alone", got)
	}
	task, err := db.Tasks().Task(ctx, m.Code, refs[0].Task)
	check(t, err)
	if task.State != job.Cancelled || task.EndedAt.IsZero() || !task.Problem.IsZero() {
		t.Errorf("cancelled task: %+v", task)
	}
	// Nothing brings it back.
	check(t, db.Tasks().Begin(ctx, refs[0]))
	check(t, db.Tasks().Fail(ctx, refs[0], lang.Same("too late")))
	err = db.Tasks().Finish(ctx, refs[0], func(context.Context) (any, error) {
		t.Error("cancelled work was done")
		return nil, nil
	})
	if got := stateOf(ctx, t, db, refs[0]); !errors.Is(err, job.ErrCancelled) || got != job.Cancelled {
		t.Errorf("finish: got %v and the state %s", err, got)
	}
	if err := db.Tasks().Cancel(ctx, m.Code, 999_999); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown task: got %v, want NotFound", err)
	}
	if err := db.Tasks().Cancel(ctx, pgtest.Add(t, db).Code, refs[1].Task); !fault.Is(err, fault.NotFound) {
		t.Errorf("another municipality's task: got %v, want NotFound", err)
	}
}

func TestWhatHasEndedIsNotCancelled(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Add(t, db)
	for want, end := range map[job.State]func(job.Ref) error{
		job.Done: func(r job.Ref) error {
			return db.Tasks().Finish(ctx, r, func(context.Context) (any, error) { return nil, nil })
		},
		job.Failed: func(r job.Ref) error { return db.Tasks().Fail(ctx, r, lang.Same("x")) },
	} {
		id, err := db.Tasks().Enqueue(ctx, m.Code, job.Plan, nil)
		check(t, err)
		ref := job.Ref{Municipality: m.Code, Task: id}
		check(t, end(ref))
		err = db.Tasks().Cancel(ctx, m.Code, id)
		if got := stateOf(ctx, t, db, ref); !fault.Is(err, fault.Conflict) || got != want {
			t.Errorf("cancel what is %s: got %v and the state %s, want Conflict", want, err, got)
		}
	}
}

// Finishing and cancelling at once: whichever wins, the other finds that it did.
func TestFinishOrCancelNeverBoth(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Add(t, db)
	wins := map[job.State]int{}
	for i := range 40 {
		id, err := db.Tasks().Enqueue(ctx, m.Code, job.Analyse, nil)
		check(t, err)
		ref := job.Ref{Municipality: m.Code, Task: id}
		check(t, db.Tasks().Begin(ctx, ref))
		before := ask[int](t, ctx, db, m.Code, `SELECT count(*) FROM analysis`)
		var finished, cancelled error
		var both sync.WaitGroup
		saved := make(chan struct{})
		both.Go(func() {
			finished = db.Tasks().Finish(ctx, ref, func(ctx context.Context) (any, error) {
				defer close(saved)
				return db.Hotspots().Save(ctx, m.Code, analysis())
			})
		})
		both.Go(func() {
			if i%2 == 0 {
				<-saved // so that the other side is about to finish
			}
			cancelled = db.Tasks().Cancel(ctx, m.Code, id)
		})
		both.Wait()
		stored := ask[int](t, ctx, db, m.Code, `SELECT count(*) FROM analysis`) - before
		state := stateOf(ctx, t, db, ref)
		wins[state]++
		done := state == job.Done && finished == nil && fault.Is(cancelled, fault.Conflict) && stored == 1
		called := state == job.Cancelled && errors.Is(finished, job.ErrCancelled) && cancelled == nil && stored == 0
		if !done && !called {
			t.Fatalf("the task is %s with %d analyses stored; finish: %v; cancel: %v", state, stored, finished, cancelled)
		}
	}
	t.Logf("who won: %v", wins)
}

const stagedRows = `SELECT (SELECT count(*) FROM staging.report WHERE municipality = $1) + (SELECT count(*) FROM staging.object WHERE municipality = $1)`

func stagedOf(ctx context.Context, t testing.TB, db *postgres.DB, code string) (n int) {
	t.Helper()
	check(t, db.Pool().QueryRow(ctx, stagedRows, code).Scan(&n))
	return n
}

// An import that is cancelled leaves nothing in staging: while it is read, while it waits,
// and when its worker died before it heard of it.
func TestACancelledImportLeavesNothing(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Add(t, db)
	open := func() job.Ref {
		id, err := db.Imports().Open(ctx, m.Code)
		check(t, err)
		check(t, db.Imports().StageReports(ctx, m.Code, id, reports(told("a", 1, 1), told("b", 2, 2))))
		check(t, db.Imports().StageObjects(ctx, m.Code, id, objects(area("a", 0, 0, 100))))
		return job.Ref{Municipality: m.Code, Task: id}
	}
	reading := open()
	check(t, db.Tasks().Cancel(ctx, m.Code, reading.Task))
	if err := db.Imports().StageReports(ctx, m.Code, reading.Task, reports(told("c", 3, 3))); !fault.Is(err, fault.Conflict) {
		t.Errorf("more of a cancelled import: got %v, want Conflict", err)
	}
	if err := db.Imports().Submit(ctx, m.Code, reading.Task, ingest.Request{}); !fault.Is(err, fault.Conflict) {
		t.Errorf("submit a cancelled import: got %v, want Conflict", err)
	}
	check(t, db.Imports().Discard(ctx, m.Code, reading.Task))

	waiting := open()
	check(t, db.Imports().Submit(ctx, m.Code, waiting.Task, ingest.Request{}))
	check(t, db.Tasks().Cancel(ctx, m.Code, waiting.Task))
	if n := stagedOf(ctx, t, db, m.Code); n != 0 {
		t.Errorf("%d rows are left in staging", n)
	}

	running := open()
	check(t, db.Imports().Submit(ctx, m.Code, running.Task, ingest.Request{}))
	_, err := db.Pool().Exec(ctx, `UPDATE river.river_job SET state = 'running', attempt = 1, attempted_at = now() - interval '6 seconds' WHERE state = 'available'`)
	check(t, err)
	check(t, db.Tasks().Begin(ctx, running))
	check(t, db.Tasks().Cancel(ctx, m.Code, running.Task))
	if n := stagedOf(ctx, t, db, m.Code); n != 3 {
		t.Errorf("%d rows in staging, want those that the worker may be reading left alone", n)
	}
	queued, err := db.JobLocks().Rescue(ctx)
	check(t, err)
	if got := strings.Join(jobsOf(ctx, t, db), " "); queued != 0 || got != "cancelled cancelled" {
		t.Errorf("rescued %d: got jobs %s, want none tried again", queued, got)
	}
	if n := stagedOf(ctx, t, db, m.Code); n != 0 {
		t.Errorf("%d rows are left in staging by a dead worker", n)
	}
	if n := ask[int](t, ctx, db, m.Code, `SELECT count(*) FROM report`); n != 0 || stateOf(ctx, t, db, running) != job.Cancelled {
		t.Errorf("%d reports were stored", n)
	}
}

// A merge that is under way when its import is cancelled stores nothing.
func TestAMergeIsCancelledUnderWay(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Add(t, db)
	id, err := db.Imports().Open(ctx, m.Code)
	check(t, err)
	check(t, db.Imports().StageReports(ctx, m.Code, id, reports(told("a", 1, 1))))
	check(t, db.Imports().Submit(ctx, m.Code, id, ingest.Request{}))
	ref := job.Ref{Municipality: m.Code, Task: id}
	check(t, db.Tasks().Begin(ctx, ref))
	once := sync.OnceFunc(func() { check(t, db.Tasks().Cancel(ctx, m.Code, id)) })
	err = db.Tasks().Finish(ctx, ref, func(inside context.Context) (any, error) {
		return db.Imports().Merge(inside, m.Code, id, func(lang.Text, int64, int64) { once() })
	})
	if !errors.Is(err, job.ErrCancelled) {
		t.Errorf("got %v, want it told that the task was cancelled", err)
	}
	if n := ask[int](t, ctx, db, m.Code, `SELECT count(*) FROM report`); n != 0 || stateOf(ctx, t, db, ref) != job.Cancelled {
		t.Errorf("%d reports were stored, the task is %s", n, stateOf(ctx, t, db, ref))
	}
	check(t, db.Tasks().Tidy(ctx, ref))
	if n := stagedOf(ctx, t, db, m.Code); n != 0 {
		t.Errorf("%d rows are left in staging", n)
	}
}

// Tidying up touches no task but a cancelled one.
func TestTidyLeavesOthersAlone(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Add(t, db)
	id, err := db.Imports().Open(ctx, m.Code)
	check(t, err)
	check(t, db.Imports().StageReports(ctx, m.Code, id, reports(told("a", 1, 1))))
	check(t, db.Tasks().Tidy(ctx, job.Ref{Municipality: m.Code, Task: id}))
	if n := stagedOf(ctx, t, db, m.Code); n != 1 {
		t.Errorf("%d rows in staging, want the one of an import that goes on", n)
	}
}
