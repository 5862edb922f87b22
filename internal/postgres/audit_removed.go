package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/identity"
)

// Removed lists the municipalities that were deleted, in that order, with the last heads of
// their logs.
func (s *AuditStore) Removed(ctx context.Context) ([]identity.Removed, error) {
	rows, err := s.db.pool.Query(ctx, listRemoved)
	if err != nil {
		return nil, translate(err)
	}
	all, err := pgx.CollectRows(rows, scanRemoved)
	return all, translate(err)
}

const listRemoved = `
SELECT code, slug, name, removed_at, deleted_rows, lines, coalesce(encode(hash, 'hex'), '') FROM removed_municipality ORDER BY removed_at, code`

func scanRemoved(row pgx.CollectableRow) (r identity.Removed, err error) {
	err = row.Scan(&r.Code, &r.Slug, &r.Name, &r.RemovedAt, &r.Rows, &r.Head.Lines, &r.Head.Hash)
	return r, err
}

const recordRemoval = `
INSERT INTO removed_municipality (code, slug, name, deleted_rows, lines, hash)
VALUES (@code, @slug, @name, @rows, @lines, decode(nullif(@hash, ''), 'hex')) RETURNING removed_at`

func recordRemoved(ctx context.Context, tx pgx.Tx, r *identity.Removed) error {
	return tx.QueryRow(ctx, recordRemoval, pgx.NamedArgs{
		"code": r.Code, "slug": r.Slug, "name": r.Name, "rows": r.Rows, "lines": r.Head.Lines, "hash": r.Head.Hash,
	}).Scan(&r.RemovedAt)
}

const sweepRemoved = `SELECT sweep_removed(make_interval(secs => $1))`

// Sweep deletes what was logged of municipalities while they were deleted, once nothing more
// can come, and tells how many rows that were.
func (s *AuditStore) Sweep(ctx context.Context) (rows int64, err error) {
	err = s.db.pool.QueryRow(ctx, sweepRemoved, settleAfter.Seconds()).Scan(&rows)
	return rows, translate(err)
}
