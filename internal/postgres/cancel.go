package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river/rivertype"

	"tryggled/internal/fault"
	"tryggled/internal/job"
	"tryggled/internal/lang"
)

// Whoever finishes a task and whoever cancels it change the same row by the same rule: the
// first wins, and the other finds the task ended.
const cancelTask = `
UPDATE task SET state = 'cancelled', ended_at = now()
WHERE municipality = @code AND id = @id AND state IN ('staging', 'queued', 'running')`

// Cancel calls a task off: one that waits ends at once, the work of one that runs is broken
// off and leaves nothing, and so is the reading of an import. Cancelling twice is harmless. It returns NotFound
// for an unknown task and Conflict for one that has ended otherwise.
func (s *TaskStore) Cancel(ctx context.Context, code string, id int64) error {
	return s.db.Tenant(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, waitBriefly); err != nil {
			return err
		}
		cancelled, err := exec(ctx, cancelTask, pgx.NamedArgs{"id": id})
		if err != nil {
			return err
		}
		task, err := s.Task(ctx, code, id)
		if err != nil {
			return err
		}
		if cancelled == 0 {
			return ended(task)
		}
		return s.cancelJob(ctx, tx, job.Ref{Municipality: code, Task: id}, task.Kind)
	})
}

func ended(t job.Task) error {
	switch t.State {
	case job.Cancelled:
		return nil
	case job.Done:
		return fault.New(fault.Conflict, lang.T(
			"arbetet %d är redan klart och kan inte avbrytas", "task %d is done already and cannot be cancelled", t.ID))
	}
	return fault.New(fault.Conflict, lang.T(
		"arbetet %d har redan misslyckats och kan inte avbrytas", "task %d has failed already and cannot be cancelled", t.ID))
}

const jobOfTask = `
SELECT id FROM river.river_job
WHERE kind = @kind AND args @> jsonb_build_object('municipality', @code::text, 'task', @id::bigint) AND finalized_at IS NULL`

// cancelJob cancels the job of a task, if it has one yet. The worker of one that runs hears
// of it when this transaction is committed; it cleans up after itself.
func (s *TaskStore) cancelJob(ctx context.Context, tx pgx.Tx, ref job.Ref, kind string) error {
	var id int64
	err := tx.QueryRow(ctx, jobOfTask, tenantArgs(ctx, pgx.NamedArgs{"kind": kind, "id": ref.Task})).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return unstage(ctx, ref.Task)
	}
	if err != nil {
		return err
	}
	row, err := s.db.river.JobCancelTx(ctx, tx, id)
	if err != nil || row.State == rivertype.JobStateRunning {
		return err
	}
	return unstage(ctx, ref.Task)
}

// Tidy removes what a cancelled task has left in staging. Any other is left alone.
func (s *TaskStore) Tidy(ctx context.Context, ref job.Ref) error {
	return s.db.Tenant(outside(ctx), ref.Municipality, func(ctx context.Context, _ pgx.Tx) error {
		task, err := s.Task(ctx, ref.Municipality, ref.Task)
		if err != nil || task.State != job.Cancelled {
			return err
		}
		return unstage(ctx, ref.Task)
	})
}
