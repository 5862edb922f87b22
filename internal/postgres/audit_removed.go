package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
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

const whenRemoved = `
SELECT removed_at FROM removed_municipality WHERE code = @code AND lines = @lines AND encode(hash, 'hex') = @hash`

// refuseRemoved returns Invalid where a noted head is the last one of a log that was deleted
// with the municipality: the log that began since then is another one, and not cut off.
func refuseRemoved(ctx context.Context, tx pgx.Tx, code string, noted []identity.AuditHead) error {
	for _, h := range noted {
		var at time.Time
		err := tx.QueryRow(ctx, whenRemoved, pgx.NamedArgs{"code": code, "lines": h.Lines, "hash": h.Hash}).Scan(&at)
		if errors.Is(err, pgx.ErrNoRows) {
			continue
		}
		if err != nil {
			return err
		}
		return fault.New(fault.Invalid, lang.T(
			"kontrollvärdet är det sista i den logg som raderades med kommunen %s, och stämmer med det; loggen sedan dess är en ny, kontrollera den utan det",
			"the head is the last of the log that was deleted with the municipality %s, and agrees with it; the log since then is a new one, verify it without",
			at.UTC().Format(time.RFC3339)))
	}
	return nil
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
