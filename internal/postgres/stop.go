package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/job"
	"tryggled/internal/lang"
)

const setBest = `
UPDATE task SET best = @best WHERE municipality = @code AND id = @id AND state = 'running'`

// Best tells the best that a running task has come to so far: at once, or with the
// transaction of ctx, if it has one. It returns job.ErrCancelled for one that was called off.
func (s *TaskStore) Best(ctx context.Context, ref job.Ref, best any) error {
	body, err := json.Marshal(best)
	if err != nil {
		return fmt.Errorf("store the best of task %d: %w", ref.Task, err)
	}
	return s.db.Tenant(ctx, ref.Municipality, func(ctx context.Context, _ pgx.Tx) error {
		n, err := exec(ctx, setBest, pgx.NamedArgs{"id": ref.Task, "best": json.RawMessage(body)})
		if err == nil && n == 0 {
			return job.ErrCancelled
		}
		return err
	})
}

const askStop = `
UPDATE task SET stop_asked = true WHERE municipality = @code AND id = @id AND state IN ('queued', 'running')`

// Stop asks a search to end and keep the best that it has; one that waits ends as soon as it
// begins. Asking twice is harmless, and so is asking what is done. It returns NotFound for an
// unknown task, and Conflict for one that has failed or was cancelled, or is of a kind that
// has no best until it is done.
func (s *TaskStore) Stop(ctx context.Context, code string, id int64) error {
	return s.db.Tenant(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, waitBriefly); err != nil {
			return err
		}
		task, err := s.Task(ctx, code, id)
		if err != nil {
			return err
		}
		if !job.Stops(task.Kind) {
			return fault.New(fault.Conflict, lang.T(
				"arbetet %d har inget att behålla förrän det är klart: avbryt det i stället",
				"task %d has nothing to keep until it is done: cancel it instead", id))
		}
		n, err := exec(ctx, askStop, pgx.NamedArgs{"id": id})
		if err != nil || n > 0 {
			return err
		}
		if task, err = s.Task(ctx, code, id); err != nil || task.State == job.Done {
			return err
		}
		if task.State == job.Cancelled {
			return fault.New(fault.Conflict, lang.T("arbetet %d är redan avbrutet", "task %d is cancelled already", id))
		}
		return ended(task)
	})
}

const stopAsked = `SELECT stop_asked FROM task WHERE municipality = @code AND id = @id`

// StopAsked reports whether somebody has asked a task to end.
func (s *TaskStore) StopAsked(ctx context.Context, ref job.Ref) (asked bool, err error) {
	err = s.db.Tenant(outside(ctx), ref.Municipality, func(ctx context.Context, tx pgx.Tx) error {
		err := tx.QueryRow(ctx, stopAsked, tenantArgs(ctx, pgx.NamedArgs{"id": ref.Task})).Scan(&asked)
		if errors.Is(err, pgx.ErrNoRows) {
			return noTask(ref.Task)
		}
		return err
	})
	return asked, err
}
