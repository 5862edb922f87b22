package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/tern/v2/migrate"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/migrations"
)

// versionTable holds the number of the last migration that ran.
const versionTable = "public.schema_version"

// migrateLock keeps two programs from migrating one database at once. The number says
// nothing; it only has to be the same in every program.
const migrateLock = 7_223_196_001

// Migrate brings the schema up to what this program knows, and the job queue's with it, as
// the owner of the database. It returns the versions before and after; running it again
// changes nothing. It returns Unavailable, with the SQL that an administrator has to run,
// where the server lacks what it needs, and Conflict where the schema is newer.
func Migrate(ctx context.Context, ownerURL string) (from, to int32, err error) {
	conn, err := pgx.Connect(ctx, ownerURL)
	if err != nil {
		return 0, 0, translate(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1)`, migrateLock); err != nil {
		return 0, 0, translate(err)
	}
	if err := checkServer(ctx, conn); err != nil {
		return 0, 0, err
	}
	from, to, err = migrateTables(ctx, conn)
	if err != nil {
		return from, from, translate(err)
	}
	return from, to, translate(migrateQueue(ctx, ownerURL))
}

func migrateTables(ctx context.Context, conn *pgx.Conn) (from, to int32, err error) {
	m, err := migrate.NewMigrator(ctx, conn, versionTable)
	if err != nil {
		return 0, 0, err
	}
	if err := m.LoadMigrations(migrations.FS); err != nil {
		return 0, 0, err
	}
	if from, err = m.GetCurrentVersion(ctx); err != nil {
		return 0, 0, err
	}
	if to = int32(len(m.Migrations)); from > to {
		return from, from, tooNew(from, to)
	}
	if err := m.Migrate(ctx); err != nil {
		return from, from, fmt.Errorf("migrate from schema %d: %w", from, err)
	}
	return from, to, nil
}

func migrateQueue(ctx context.Context, ownerURL string) error {
	pool, err := pgxpool.New(ctx, ownerURL)
	if err != nil {
		return err
	}
	defer pool.Close()
	m, err := queueMigrator(pool)
	if err != nil {
		return err
	}
	_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	if err != nil {
		return fmt.Errorf("migrate the job queue: %w", err)
	}
	return nil
}

func queueMigrator(pool *pgxpool.Pool) (*rivermigrate.Migrator[pgx.Tx], error) {
	return rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{
		Schema: RiverSchema, Logger: slog.New(slog.DiscardHandler),
	})
}

// What the private cluster brings and a foreign server must be given by its administrator.
// Without the mark LEAKPROOF the policies of row-level security keep spatial indexes from
// being used at all.
const missingOnServer = `
SELECT line FROM (VALUES
  (1, 'CREATE ROLE tryggled_app LOGIN PASSWORD ''…'';',
      EXISTS (SELECT FROM pg_roles WHERE rolname = 'tryggled_app')),
  (2, 'CREATE EXTENSION postgis;', EXISTS (SELECT FROM pg_extension WHERE extname = 'postgis')),
  (3, 'CREATE EXTENSION pg_trgm;', EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm')),
  (4, 'CREATE EXTENSION btree_gist;', EXISTS (SELECT FROM pg_extension WHERE extname = 'btree_gist')),
  (5, 'ALTER FUNCTION geometry_overlaps(geometry,geometry) LEAKPROOF;',
      EXISTS (SELECT FROM pg_proc WHERE proname = 'geometry_overlaps' AND proleakproof)),
  (6, format('GRANT CREATE ON DATABASE %I TO %I;', current_database(), current_user),
      has_database_privilege(current_database(), 'CREATE')),
  (7, format('GRANT CREATE ON SCHEMA public TO %I;', current_user), has_schema_privilege('public', 'CREATE'))
) AS need (n, line, met) WHERE NOT met ORDER BY n`

func checkServer(ctx context.Context, conn *pgx.Conn) error {
	rows, err := conn.Query(ctx, missingOnServer)
	if err != nil {
		return translate(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(lines) == 0 {
		return translate(err)
	}
	sql := strings.Join(lines, "\n")
	return fault.New(fault.Unavailable, lang.T(
		"databasservern saknar något; låt dess administratör köra detta i databasen %s som superanvändare och försök igen:\n%s",
		"the database server lacks something; let its administrator run this in the database %s as superuser and try again:\n%s",
		conn.Config().Database, sql))
}

// LatestSchema is the schema version that this program is made for.
func LatestSchema() int32 {
	files, err := migrate.FindMigrations(migrations.FS)
	if err != nil {
		panic(err) // the files are part of the program
	}
	return int32(len(files))
}

// SchemaVersion returns the number of the last migration that ran, as owner or application
// role; 0 for an empty database.
func SchemaVersion(ctx context.Context, url string) (int32, error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return 0, translate(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	return schemaVersion(ctx, conn)
}

func schemaVersion(ctx context.Context, q querier) (v int32, err error) {
	err = q.QueryRow(ctx, `SELECT version FROM public.schema_version`).Scan(&v)
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch pg.Code {
		case "42P01": // undefined_table
			return 0, nil
		case "42501": // insufficient_privilege
			return 0, fault.Wrap(fault.Forbidden, err, lang.T(
				"databasrollen får inte läsa Tryggleds tabeller; låt DATABASE_URL logga in som tryggled_app",
				"the database role may not read Tryggled's tables; let DATABASE_URL sign in as tryggled_app"))
		}
	}
	return v, translate(err)
}

// CheckSchema returns Conflict for a schema newer than this program and Unavailable for an
// older one, each naming what to do.
func CheckSchema(ctx context.Context, db *DB) error {
	have, err := schemaVersion(ctx, db.pool)
	if err != nil {
		return err
	}
	want := LatestSchema()
	if have > want {
		return tooNew(have, want)
	}
	if have < want {
		return tooOld(lang.T("databasens schema är %d och programmet behöver %d", "the database schema is %d and this program needs %d", have, want))
	}
	ready, err := db.queueReady(ctx)
	if err != nil || ready {
		return translate(err)
	}
	return tooOld(lang.T("jobbköns tabeller är äldre än programmet", "the tables of the job queue are older than this program"))
}

func tooOld(what lang.Text) error {
	return fault.New(fault.Unavailable, lang.T("%s; kör tryggled migrate", "%s; run tryggled migrate", what))
}

// queueReady reports whether every step of the job queue that this program knows has run.
func (db *DB) queueReady(ctx context.Context) (bool, error) {
	m, err := queueMigrator(db.pool)
	if err != nil {
		return false, err
	}
	got, err := m.Validate(ctx, nil)
	if err != nil {
		return false, err
	}
	return got.OK, nil
}

func tooNew(have, want int32) error {
	return fault.New(fault.Conflict, lang.T(
		"databasens schema %d är nyare än programmets %d; använd en nyare tryggled",
		"database schema %d is newer than this program's %d; use a newer tryggled", have, want))
}
