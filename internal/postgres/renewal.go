package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/job"
)

const anyPending = `SELECT EXISTS (SELECT FROM overlay_pending WHERE municipality = @code)`

// queueRenewal asks for the exposures to be renewed where changes are noted.
func (db *DB) queueRenewal(ctx context.Context, code string) error {
	pending, err := collectOne(ctx, db, code, anyPending, nil, pgx.RowTo[bool], pgx.ErrNoRows)
	if err != nil || !pending {
		return err
	}
	_, err = db.Tasks().Enqueue(ctx, code, job.Expose, struct{}{})
	return err
}

// FOR UPDATE holds the task back until this transaction is committed: when it runs it finds
// what is noted here. One that runs already may have looked before.
const waitingRenewal = `
SELECT id FROM task WHERE municipality = @code AND kind = @kind AND state = 'queued' ORDER BY id LIMIT 1 FOR UPDATE`

// waitingRenewal is the renewal that waits already, 0 where there is none: ten imports need
// one, which begins when the last of them is done.
func (s *TaskStore) waitingRenewal(ctx context.Context, code string) (int64, error) {
	args := pgx.NamedArgs{"kind": job.Expose}
	id, err := collectOne(ctx, s.db, code, waitingRenewal, args, pgx.RowTo[int64], pgx.ErrNoRows)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	return id, err
}
