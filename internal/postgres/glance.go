package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/identity"
)

// glance is collectOne in a single round trip, for what is asked before each request is let
// in: settings and query arrive together, and the server makes one transaction of what
// arrives together. It shows nothing restricted and writes no line of the audit log; where
// one waits, or a transaction is open, it is collectOne.
func glance[T any](ctx context.Context, db *DB, code, query string, args pgx.NamedArgs, scan pgx.RowToFunc[T], missing error) (v T, err error) {
	if sessionOf(ctx) != nil || identity.HasEvent(ctx) {
		return collectOne(ctx, db, code, query, args, scan, missing)
	}
	var both pgx.Batch
	both.Queue(settings, pgx.NamedArgs{"code": code, "restricted": onOff(false), "audit": onOff(false), "timeout": statementTimeout(ctx)})
	args["code"] = code
	both.Queue(query, args).Query(func(rows pgx.Rows) error {
		v, err = pgx.CollectExactlyOneRow(rows, scan)
		if errors.Is(err, pgx.ErrNoRows) {
			err = missing
		}
		return err
	})
	return v, translate(db.pool.SendBatch(ctx, &both).Close())
}
