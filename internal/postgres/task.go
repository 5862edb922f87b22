package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"tryggled/internal/fault"
	"tryggled/internal/job"
	"tryggled/internal/lang"
)

// TaskStore keeps tasks and queues their jobs.
type TaskStore struct{ db *DB }

var _ job.Queue = (*TaskStore)(nil)

// Tasks gives the store of tasks.
func (db *DB) Tasks() *TaskStore { return &TaskStore{db} }

// jobAttempts is how often River tries a job: faults are final at once, so this is for
// errors of our own and dead workers.
const jobAttempts = 3

const addTask = `
INSERT INTO task (municipality, kind, state, request)
VALUES (@code, @kind, 'queued', @request) RETURNING id`

// Enqueue stores a task with its request and queues its job, both or neither. A renewal of
// exposures that waits already is enough: then its task is returned.
func (s *TaskStore) Enqueue(ctx context.Context, code, kind string, request any) (id int64, err error) {
	err = s.db.Tenant(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		if kind == job.Expose {
			if id, err = s.waitingRenewal(ctx, code); err != nil || id != 0 {
				return err
			}
		}
		args := pgx.NamedArgs{"code": code, "kind": kind, "request": request}
		if err := tx.QueryRow(ctx, addTask, args).Scan(&id); err != nil {
			return err
		}
		return s.db.queue(ctx, tx, kind, job.Ref{Municipality: code, Task: id})
	})
	return id, err
}

const turnsLock = `SELECT pg_advisory_xact_lock(hashtextextended('once ' || @code || ' ' || @kind, 0))`

const addTaskOnce = `
INSERT INTO task (municipality, kind, state, request)
SELECT @code, @kind, 'queued', @request WHERE NOT EXISTS (
  SELECT FROM task WHERE municipality = @code AND kind = @kind AND request = @request
     AND created_at > now() - make_interval(secs => @within))
RETURNING id`

// EnqueueOnce is Enqueue, unless the same was asked for within a time: then the task is 0.
func (s *TaskStore) EnqueueOnce(ctx context.Context, code, kind string, request any, within time.Duration) (id int64, err error) {
	err = s.db.Tenant(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		args := pgx.NamedArgs{"code": code, "kind": kind, "request": request, "within": within.Seconds()}
		if _, err := tx.Exec(ctx, turnsLock, args); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, addTaskOnce, args).Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		return s.db.queue(ctx, tx, kind, job.Ref{Municipality: code, Task: id})
	})
	return id, err
}

// queue inserts the River job of a task in the task's own transaction.
func (db *DB) queue(ctx context.Context, tx pgx.Tx, kind string, ref job.Ref) error {
	var args river.JobArgs
	opts := river.InsertOpts{MaxAttempts: jobAttempts}
	switch kind {
	case job.Import:
		args = job.ImportArgs{Ref: ref}
	case job.Analyse:
		args = job.AnalyseArgs{Ref: ref}
	case job.Plan:
		args = job.PlanArgs{Ref: ref}
	case job.Retain:
		args = job.RetainArgs{Ref: ref}
	case job.Publish:
		args = job.PublishArgs{Ref: ref}
	case job.Improve:
		args = job.ImproveArgs{Ref: ref}
	case job.Roster:
		args = job.RosterArgs{Ref: ref}
	case job.Expose:
		args, opts.Queue = job.ExposeArgs{Ref: ref}, job.Background
	default:
		return fmt.Errorf("queue a job: no kind %q", kind)
	}
	_, err := db.river.InsertTx(ctx, tx, args, &opts)
	return err
}

const taskColumns = `
SELECT id, kind, state, stage, done_units, total_units, request, result, best, stop_asked, problem,
  created_at, started_at, ended_at
FROM task WHERE municipality = @code`

const oneTask = taskColumns + ` AND id = @id`

// Task returns a task, or NotFound.
func (s *TaskStore) Task(ctx context.Context, code string, id int64) (job.Task, error) {
	return collectOne(ctx, s.db, code, oneTask, pgx.NamedArgs{"id": id}, scanTask, noTask(id))
}

// maxTasks bounds a list of tasks.
const maxTasks = 1000

const newestTasks = taskColumns + ` ORDER BY id DESC LIMIT @limit`

// Tasks returns the newest tasks first; limit is kept within 1 and 1000.
func (s *TaskStore) Tasks(ctx context.Context, code string, limit int) ([]job.Task, error) {
	args := pgx.NamedArgs{"limit": min(max(limit, 1), maxTasks)}
	return collect(ctx, s.db, code, newestTasks, args, scanTask)
}

func scanTask(row pgx.CollectableRow) (t job.Task, err error) {
	var started, ended *time.Time
	err = row.Scan(&t.ID, &t.Kind, &t.State, &t.Stage, &t.DoneUnits, &t.TotalUnits, (*[]byte)(&t.Request),
		(*[]byte)(&t.Result), (*[]byte)(&t.Best), &t.StopAsked, &t.Problem, &t.CreatedAt, &started, &ended)
	t.StartedAt, t.EndedAt = orZero(started), orZero(ended)
	return t, err
}

const beginTask = `
UPDATE task SET state = 'running', started_at = coalesce(started_at, now()), ended_at = NULL,
  problem = '{"sv": "", "en": ""}'
WHERE municipality = @code AND id = @id AND state IN ('queued', 'running', 'failed')`

// Begin marks a task as running. One that is done or cancelled stays so.
func (s *TaskStore) Begin(ctx context.Context, ref job.Ref) error {
	return s.update(ctx, beginTask, ref, nil)
}

// SKIP LOCKED: progress is a courtesy, and the transaction that finishes the task may be
// the one that reports.
const setProgress = `
UPDATE task SET stage = @stage, done_units = @done, total_units = @total
WHERE municipality = @code AND id = (
  SELECT id FROM task WHERE municipality = @code AND id = @id AND state = 'running' FOR UPDATE SKIP LOCKED)`

// Progress tells what a running task does just now. It commits at once, outside the
// transaction of ctx, so that a watcher sees it while the work goes on.
func (s *TaskStore) Progress(ctx context.Context, ref job.Ref, stage lang.Text, done, total int64) error {
	return s.update(outside(ctx), setProgress, ref, pgx.NamedArgs{"stage": stage, "done": done, "total": total})
}

const failTask = `
UPDATE task SET state = 'failed', problem = @problem, ended_at = now()
WHERE municipality = @code AND id = @id AND state NOT IN ('done', 'cancelled')`

// Fail marks a task as failed, with the reason. One that is done or cancelled stays so.
func (s *TaskStore) Fail(ctx context.Context, ref job.Ref, problem lang.Text) error {
	return s.update(outside(ctx), failTask, ref, pgx.NamedArgs{"problem": problem})
}

func (s *TaskStore) update(ctx context.Context, statement string, ref job.Ref, args pgx.NamedArgs) error {
	return s.db.Tenant(ctx, ref.Municipality, func(ctx context.Context, _ pgx.Tx) error {
		args := maps.Clone(args)
		if args == nil {
			args = pgx.NamedArgs{}
		}
		args["id"] = ref.Task
		_, err := exec(ctx, statement, args)
		return err
	})
}

const finishTask = `
UPDATE task SET state = 'done', result = @result, ended_at = now()
WHERE municipality = @code AND id = @id AND state <> 'cancelled'`

// Finish runs save and marks the task done with its result, in one transaction: a result is
// stored once, however often its job runs. A task that is done already is left as it is,
// and a second worker on the same task waits for the first. It returns NotFound for an
// unknown task, and job.ErrCancelled for one that was cancelled, also while save ran: then
// nothing is stored.
func (s *TaskStore) Finish(ctx context.Context, ref job.Ref, save func(ctx context.Context) (result any, err error)) error {
	return s.db.Tenant(ctx, ref.Municipality, func(ctx context.Context, tx pgx.Tx) error {
		if err := lockTask(ctx, tx, ref); err != nil {
			return err
		}
		task, err := s.Task(ctx, ref.Municipality, ref.Task)
		if err != nil || task.State == job.Done {
			return err
		}
		if task.State == job.Cancelled {
			return job.ErrCancelled
		}
		result, err := save(ctx)
		if err != nil {
			return err
		}
		body, err := json.Marshal(result)
		if err != nil {
			return fmt.Errorf("store the result of task %d: %w", ref.Task, err)
		}
		finished, err := exec(ctx, finishTask, pgx.NamedArgs{"id": ref.Task, "result": json.RawMessage(body)})
		if err == nil && finished == 0 { // cancelled meanwhile: one of the two waits for the other's row
			return job.ErrCancelled
		}
		return err
	})
}

const taskLock = `SELECT pg_advisory_xact_lock(hashtextextended('task ' || $1 || ' ' || $2::bigint, 0))`

// lockTask keeps a task to this transaction; asking twice within one is fine. Its row stays
// free, so that progress can be written meanwhile.
func lockTask(ctx context.Context, tx pgx.Tx, ref job.Ref) error {
	_, err := tx.Exec(ctx, taskLock, ref.Municipality, ref.Task)
	return err
}

func noTask(id int64) error {
	return fault.New(fault.NotFound, lang.T("uppgiften %d finns inte", "there is no task %d", id))
}

// orZero is the time, or the zero time for NULL.
func orZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// orNull is the time, or NULL for the zero time.
func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
