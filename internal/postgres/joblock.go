package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river/rivertype"

	"tryggled/internal/job"
	"tryggled/internal/lang"
)

// JobLocks tells jobs that run from jobs whose worker died: a running job holds a session
// lock, which the server gives up with the connection, however the worker ended.
type JobLocks struct{ db *DB }

// JobLocks gives the locks of running jobs.
func (db *DB) JobLocks() *JobLocks { return &JobLocks{db} }

// releaseWithin bounds the good-bye to a server that may be gone.
const releaseWithin = 5 * time.Second

const holdJob = `SELECT pg_advisory_lock(hashtextextended('job ' || $1::bigint, 0))`

// Hold takes the lock of a job, on a connection of its own, until release or the end of the
// process. A job that is wrongly queued twice waits here for its other run.
func (l *JobLocks) Hold(ctx context.Context, jobID int64) (release func(), err error) {
	conn, err := pgx.ConnectConfig(ctx, l.db.pool.Config().ConnConfig)
	if err != nil {
		return nil, translate(err)
	}
	release = func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseWithin)
		defer cancel()
		// Closing alone would give the lock up too, but some time later.
		_, _ = conn.Exec(ctx, `SELECT pg_advisory_unlock_all()`)
		_ = conn.Close(ctx)
	}
	if _, err := conn.Exec(ctx, holdJob, jobID); err != nil {
		release()
		return nil, translate(err)
	}
	return release, nil
}

const tryAlone = `SELECT pg_try_advisory_lock(hashtextextended('alone ' || $1, 0))`

// Alone runs do, unless another process is just running what has the same name: then it
// returns false at once. The lock is given up with its connection, however the process ends.
func (l *JobLocks) Alone(ctx context.Context, name string, do func(ctx context.Context) error) (ran bool, err error) {
	conn, err := l.db.pool.Acquire(ctx)
	if err != nil {
		return false, translate(err)
	}
	defer conn.Release()
	if err := conn.QueryRow(ctx, tryAlone, name).Scan(&ran); err != nil || !ran {
		return false, translate(err)
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseWithin)
		defer cancel()
		if _, err := conn.Exec(ctx, `SELECT pg_advisory_unlock(hashtextextended('alone ' || $1, 0))`, name); err != nil {
			_ = conn.Conn().Close(ctx) // with the lock, rather than back to the pool with it
		}
	}()
	return true, do(ctx)
}

// A job has 5 s from its start to take its lock. One that has used all its attempts is
// given up, or a job that kills its worker would run for ever. The columns are those of
// River's own rescuer.
const rescueJobs = `
WITH running AS MATERIALIZED (
  SELECT id, (CASE WHEN metadata ? 'cancel_attempted_at' THEN 'cancelled' WHEN attempt < max_attempts THEN 'available'
    ELSE 'discarded' END)::river.river_job_state AS next
  FROM river.river_job
  WHERE state = 'running' AND attempted_at < now() - interval '5 seconds'
  FOR UPDATE SKIP LOCKED
), dead AS MATERIALIZED (
  SELECT id, next FROM running WHERE pg_try_advisory_xact_lock(hashtextextended('job ' || id, 0))
)
UPDATE river.river_job j SET
  state = dead.next,
  finalized_at = CASE WHEN dead.next = 'available' THEN NULL ELSE now() END,
  scheduled_at = now(),
  errors = array_append(errors, jsonb_build_object(
    'at', now(), 'attempt', attempt, 'error', 'the worker ended while the job ran', 'trace', ''))
FROM dead WHERE j.id = dead.id
RETURNING j.state, j.args`

type rescued struct {
	state rivertype.JobState
	ref   job.Ref
}

// Rescue queues jobs again whose worker died, and returns how many. One that was cancelled
// ends instead. Tasks of jobs that have
// been tried too often are marked as failed before their jobs are given up for good: cut off
// between the two, the next rescue does both.
func (l *JobLocks) Rescue(ctx context.Context) (queued int, err error) {
	err = pgx.BeginFunc(ctx, l.db.pool, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, rescueJobs)
		if err != nil {
			return err
		}
		all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r rescued, err error) {
			err = row.Scan(&r.state, &r.ref)
			return r, err
		})
		if err != nil {
			return err
		}
		for _, r := range all {
			if r.state == rivertype.JobStateAvailable {
				queued++
			} else if err := l.end(ctx, r); err != nil {
				return err
			}
		}
		return nil
	})
	return queued, translate(err)
}

// end tells the task of a job that is not queued again.
func (l *JobLocks) end(ctx context.Context, r rescued) error {
	switch {
	case r.ref.Task == 0: // the night's, which comes again
		return nil
	case r.state == rivertype.JobStateCancelled:
		return l.db.Tasks().Tidy(ctx, r.ref)
	}
	if err := l.db.Tasks().Fail(ctx, r.ref, gaveUp); err != nil {
		return fmt.Errorf("fail task %d of a job given up: %w", r.ref.Task, err)
	}
	return nil
}

var gaveUp = lang.T(
	"arbetet avbröts gång på gång innan det blev klart; kontrollera att minnet räcker och starta det på nytt",
	"the work was cut off again and again before it was done; check that there is enough memory and start it anew")
