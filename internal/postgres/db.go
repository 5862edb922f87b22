// Package postgres holds every line of SQL: it implements the Store of each domain package
// on PostgreSQL with PostGIS, keeps municipalities apart by row-level security, and queues
// background work in the transaction that causes it.
package postgres

import (
	"context"
	"log/slog"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// RiverSchema is the schema of the job queue's own tables.
const RiverSchema = "river"

// leastConns is what a process needs that serves and works at once: a job that reports its
// progress does so on a second connection, beside the one of its transaction.
const leastConns = 16

// DB is the database as the application role sees it.
type DB struct {
	pool  *pgxpool.Pool
	river *river.Client[pgx.Tx] // inserts only

	erasureKey func() ([]byte, error) // see KeyErasures
}

// Open connects as the application role. It returns Unavailable where the server does not
// answer and Forbidden for a role that row-level security does not bind. It does not look
// at the schema: see CheckSchema.
func Open(ctx context.Context, appURL string) (*DB, error) { return open(ctx, appURL, nil) }

func open(ctx context.Context, appURL string, adjust func(*pgxpool.Config)) (*DB, error) {
	cfg, err := pgxpool.ParseConfig(appURL)
	if err != nil {
		// The cause is left out: it may quote the address and the password in it.
		return nil, fault.New(fault.Invalid, lang.T(
			"databasens adress förstås inte; skriv den som postgres://användare@värd:5432/databas",
			"the database address is not understood; write it as postgres://user@host:5432/database"))
	}
	setParams(cfg.ConnConfig.RuntimeParams)
	cfg.AfterConnect = registerGeometry
	cfg.MaxConns = max(cfg.MaxConns, leastConns)
	if adjust != nil {
		adjust(cfg)
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, translate(err)
	}
	db := &DB{pool: pool}
	if err := db.prepare(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	return db, nil
}

func (db *DB) prepare(ctx context.Context) (err error) {
	if err := db.refusePrivileged(ctx); err != nil {
		return err
	}
	db.river, err = river.NewClient(riverpgxv5.New(db.pool), &river.Config{
		Schema: RiverSchema, Logger: slog.New(slog.DiscardHandler),
	})
	return err
}

// Close closes all connections.
func (db *DB) Close() { db.pool.Close() }

// Pool gives the connections themselves, for the job queue's workers, whose own tables are
// outside the municipalities. Rows of a municipality are reached through Tenant only.
func (db *DB) Pool() *pgxpool.Pool { return db.pool }

// Ping reports whether the server answers. It returns Unavailable.
func (db *DB) Ping(ctx context.Context) error { return translate(db.pool.Ping(ctx)) }

// setParams sets what every connection wants. Starting parallel workers, or compiling a
// query, takes longer than most of ours run.
func setParams(params map[string]string) {
	if params["application_name"] == "" {
		params["application_name"] = "tryggled"
	}
	params["max_parallel_workers_per_gather"] = "0"
	params["jit"] = "off"
	// Optional filters, (@x IS NULL OR …), find their index only when planned with the values.
	params["plan_cache_mode"] = "force_custom_plan"
	params["timezone"] = "UTC"
}

// Policies do not bind a superuser, a role with BYPASSRLS, or the owner of the tables and
// whoever may act as the owner.
const roleBypasses = `
SELECT r.rolname, r.rolsuper, r.rolbypassrls,
       EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relrowsecurity
                 AND pg_has_role(r.oid, c.relowner, 'MEMBER'))
FROM pg_roles r WHERE r.rolname = current_user`

func (db *DB) refusePrivileged(ctx context.Context) error {
	var role string
	var super, bypass, owner bool
	if err := db.pool.QueryRow(ctx, roleBypasses).Scan(&role, &super, &bypass, &owner); err != nil {
		return translate(err)
	}
	var why lang.Text
	switch {
	case super:
		why = lang.T("är superanvändare", "is a superuser")
	case bypass:
		why = lang.T("har rätten BYPASSRLS", "has the right BYPASSRLS")
	case owner:
		why = lang.T("äger tabellerna", "owns the tables")
	default:
		return nil
	}
	return fault.New(fault.Forbidden, lang.T(
		"databasrollen %s %s och skulle se alla kommuners uppgifter; låt DATABASE_URL logga in som tryggled_app och använd ägaren endast i MIGRATE_DATABASE_URL",
		"the database role %s %s and would see the data of every municipality; let DATABASE_URL sign in as tryggled_app and use the owner in MIGRATE_DATABASE_URL only",
		role, why))
}

// querier is what a pool and a transaction have in common.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// register is where the register of municipalities is read: in the transaction of ctx,
// which may have changed it, or outside any, since everybody may read it.
func (db *DB) register(ctx context.Context) querier {
	if s := sessionOf(ctx); s != nil {
		return s.tx
	}
	return db.pool
}
