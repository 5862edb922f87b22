package postgres_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
)

func jobsOf(ctx context.Context, t testing.TB, db *postgres.DB) (states []string) {
	t.Helper()
	rows, err := db.Pool().Query(ctx, `SELECT state::text FROM river.river_job ORDER BY id`)
	check(t, err)
	states, err = pgx.CollectRows(rows, pgx.RowTo[string])
	check(t, err)
	return states
}

func TestEnqueueIsTransactional(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Add(t, db)
	changedMind := errors.New("changed my mind")
	err := db.Tenant(ctx, m.Code, func(ctx context.Context, _ pgx.Tx) error {
		_, err := db.Tasks().Enqueue(ctx, m.Code, job.Analyse, map[string]int{"eps_m": 25})
		check(t, err)
		return changedMind
	})
	if !errors.Is(err, changedMind) {
		t.Fatalf("got %v", err)
	}
	if jobs := jobsOf(ctx, t, db); len(jobs) != 0 {
		t.Errorf("a transaction that was rolled back queued %v", jobs)
	}
	id, err := db.Tasks().Enqueue(ctx, m.Code, job.Analyse, map[string]int{"eps_m": 25})
	check(t, err)
	task, err := db.Tasks().Task(ctx, m.Code, id)
	check(t, err)
	if task.State != job.Queued || task.Kind != job.Analyse || string(task.Request) != `{"eps_m": 25}` || task.CreatedAt.IsZero() || !task.StartedAt.IsZero() {
		t.Errorf("task: %+v", task)
	}
	var args job.AnalyseArgs
	check(t, db.Pool().QueryRow(ctx, `SELECT args FROM river.river_job WHERE kind = 'analyse'`).Scan(&args))
	if want := (job.Ref{Municipality: m.Code, Task: id}); args.Ref != want {
		t.Errorf("job: got %+v, want %+v", args.Ref, want)
	}
	if _, err := db.Tasks().Enqueue(ctx, m.Code, "dance", nil); err == nil {
		t.Error("an unknown kind of work was queued")
	}
	all, err := db.Tasks().Tasks(ctx, m.Code, 10)
	check(t, err)
	if len(all) != 1 || all[0].ID != id {
		t.Errorf("tasks: %+v", all)
	}
}

func TestTaskFromQueuedToDone(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Add(t, db)
	id, err := db.Tasks().Enqueue(ctx, m.Code, job.Plan, nil)
	check(t, err)
	ref := job.Ref{Municipality: m.Code, Task: id}
	check(t, db.Tasks().Begin(ctx, ref))
	check(t, db.Tasks().Progress(ctx, ref, lang.T("läser", "reading"), 3, 10))
	task, err := db.Tasks().Task(ctx, m.Code, id)
	check(t, err)
	if task.State != job.Running || task.Stage.SV != "läser" || task.DoneUnits != 3 || task.TotalUnits != 10 || task.StartedAt.IsZero() {
		t.Errorf("running task: %+v", task)
	}

	broken := errors.New("broken")
	err = db.Tasks().Finish(ctx, ref, func(ctx context.Context) (any, error) {
		_, err := db.Reports().Create(ctx, m.Code, told("a", 1, 1))
		check(t, err)
		return nil, broken
	})
	if !errors.Is(err, broken) || ask[int](t, ctx, db, m.Code, `SELECT count(*) FROM report`) != 0 {
		t.Errorf("work that failed left something behind: %v", err)
	}
	check(t, db.Tasks().Fail(ctx, ref, lang.T("trasigt", "broken")))
	task, err = db.Tasks().Task(ctx, m.Code, id)
	check(t, err)
	if task.State != job.Failed || task.Problem.EN != "broken" || task.EndedAt.IsZero() {
		t.Errorf("failed task: %+v", task)
	}

	check(t, db.Tasks().Begin(ctx, ref)) // tried again
	runs := 0
	for range 2 {
		check(t, db.Tasks().Finish(ctx, ref, func(context.Context) (any, error) {
			runs++
			return map[string]int{"plan": 7}, nil
		}))
	}
	check(t, db.Tasks().Begin(ctx, ref))
	check(t, db.Tasks().Fail(ctx, ref, lang.Same("too late")))
	task, err = db.Tasks().Task(ctx, m.Code, id)
	check(t, err)
	if runs != 1 || task.State != job.Done || string(task.Result) != `{"plan": 7}` || !task.Problem.IsZero() {
		t.Errorf("after %d runs: %+v", runs, task)
	}
	ref.Task = 999_999
	if err := db.Tasks().Finish(ctx, ref, nil); !fault.Is(err, fault.NotFound) {
		t.Errorf("finish an unknown task: got %v, want NotFound", err)
	}
}

func TestRescue(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Add(t, db)
	const alive, dead, fresh, hopeless = 0, 1, 2, 3
	var ids [4]int64
	var tasks [4]int64
	for i := range ids {
		var err error
		tasks[i], err = db.Tasks().Enqueue(ctx, m.Code, job.Plan, nil)
		check(t, err)
		check(t, db.Pool().QueryRow(ctx, `SELECT max(id) FROM river.river_job`).Scan(&ids[i]))
	}
	_, err := db.Pool().Exec(ctx, `UPDATE river.river_job SET state = 'running', attempt = 1, attempted_at = now() - interval '6 seconds'`)
	check(t, err)
	_, err = db.Pool().Exec(ctx, `UPDATE river.river_job SET attempted_at = now() WHERE id = $1`, ids[fresh])
	check(t, err)
	_, err = db.Pool().Exec(ctx, `UPDATE river.river_job SET attempt = max_attempts WHERE id = $1`, ids[hopeless])
	check(t, err)
	release, err := db.JobLocks().Hold(ctx, ids[alive])
	check(t, err)

	n, err := db.JobLocks().Rescue(ctx)
	check(t, err)
	if got, want := strings.Join(jobsOf(ctx, t, db), " "), "running available running discarded"; n != 1 || got != want {
		t.Errorf("rescued %d: got %s, want %s", n, got, want)
	}
	task, err := db.Tasks().Task(ctx, m.Code, tasks[hopeless])
	check(t, err)
	if task.State != job.Failed || task.Problem.IsZero() {
		t.Errorf("task of a job given up: %+v", task)
	}
	release() // as when its process dies
	n, err = db.JobLocks().Rescue(ctx)
	check(t, err)
	if n != 1 {
		t.Errorf("rescued after the lock was let go: got %d, want 1", n)
	}
	if n, err := db.JobLocks().Rescue(ctx); n != 0 || err != nil {
		t.Errorf("rescued again: got %d, %v", n, err)
	}
}

// A job that is queued twice by mistake is not run twice at once.
func TestHoldWaitsForTheOtherRun(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	release, err := db.JobLocks().Hold(ctx, 7)
	check(t, err)
	waited := make(chan error, 1)
	go func() {
		second, err := db.JobLocks().Hold(ctx, 7)
		if err == nil {
			second()
		}
		waited <- err
	}()
	other, err := db.JobLocks().Hold(ctx, 8)
	check(t, err)
	other()
	select {
	case err := <-waited:
		t.Fatalf("two runs hold the same job: %v", err)
	default:
	}
	release()
	check(t, <-waited)
}
