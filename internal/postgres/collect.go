package postgres

import (
	"context"
	"errors"
	"maps"

	"github.com/jackc/pgx/v5"
)

// collect runs a query for one municipality and gathers the rows. To the arguments it adds
// @code and @srid, those of the municipality.
func collect[T any](ctx context.Context, db *DB, code, query string, args pgx.NamedArgs, scan pgx.RowToFunc[T]) (all []T, err error) {
	err = db.Tenant(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, query, tenantArgs(ctx, args))
		if err != nil {
			return err
		}
		all, err = pgx.CollectRows(rows, scan)
		return err
	})
	return all, err
}

// collectOne is collect for a query that must give one row; missing is the error for none.
func collectOne[T any](ctx context.Context, db *DB, code, query string, args pgx.NamedArgs, scan pgx.RowToFunc[T], missing error) (v T, err error) {
	err = db.Tenant(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, query, tenantArgs(ctx, args))
		if err != nil {
			return err
		}
		v, err = pgx.CollectExactlyOneRow(rows, scan)
		if errors.Is(err, pgx.ErrNoRows) {
			return missing
		}
		return err
	})
	return v, err
}

// tenantArgs adds to the arguments of a statement the municipality of the transaction, as
// @code, and its coordinate system, as @srid.
func tenantArgs(ctx context.Context, args pgx.NamedArgs) pgx.NamedArgs {
	s := sessionOf(ctx)
	all := pgx.NamedArgs{"code": s.code, "srid": s.srid}
	maps.Copy(all, args)
	return all
}

// exec runs a statement with tenantArgs and tells how many rows it touched.
func exec(ctx context.Context, statement string, args pgx.NamedArgs) (int64, error) {
	tag, err := sessionOf(ctx).tx.Exec(ctx, statement, tenantArgs(ctx, args))
	return tag.RowsAffected(), err
}

// notNil keeps an empty list from being stored as NULL.
func notNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
