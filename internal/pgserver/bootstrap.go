package pgserver

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// makeRoles leaves the two roles as they should be, whatever they were. Roles belong to
// the whole cluster, so they are made here, by the one owner, and never in a migration.
const makeRoles = `
DO $$
DECLARE name text;
BEGIN
	FOREACH name IN ARRAY ARRAY['` + OwnerRole + `', '` + AppRole + `'] LOOP
		IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
			EXECUTE format('CREATE ROLE %I', name);
		END IF;
		EXECUTE format('ALTER ROLE %I LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION', name);
	END LOOP;
END $$`

// makeTemplate fills the template database. Only a superuser may create postgis or mark a
// function leakproof. The mark lets row-level security use GiST indexes: without it, the
// policy is checked before && and every row is read. The function compares two boxes and
// reports no value in an error, which is what the mark asks for.
const makeTemplate = `
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER FUNCTION geometry_overlaps(geometry, geometry) LEAKPROOF`

// bootstrap brings roles, template and database about. Each step looks first, so an
// interrupted one continues. urlOf gives a superuser's address of a database.
func bootstrap(ctx context.Context, urlOf func(database string) string) error {
	return withConn(ctx, urlOf("postgres"), func(c *pgx.Conn) error {
		if _, err := c.Exec(ctx, makeRoles); err != nil {
			return fmt.Errorf("make the roles: %w", err)
		}
		if err := makeTemplateDatabase(ctx, c, urlOf(Template)); err != nil {
			return fmt.Errorf("make the template: %w", err)
		}
		there, err := exists(ctx, c, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, Database)
		if there || err != nil {
			return err
		}
		return createDatabase(ctx, c, Database, Template)
	})
}

// makeTemplateDatabase marks the database as a template last: the mark says it is whole.
func makeTemplateDatabase(ctx context.Context, c *pgx.Conn, url string) error {
	whole, err := exists(ctx, c, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND datistemplate)`, Template)
	if whole || err != nil {
		return err
	}
	there, err := exists(ctx, c, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, Template)
	if err != nil {
		return err
	}
	if !there {
		if _, err := c.Exec(ctx, `CREATE DATABASE `+Template+` TEMPLATE template0`); err != nil {
			return err
		}
	}
	err = withConn(ctx, url, func(t *pgx.Conn) error {
		_, err := t.Exec(ctx, makeTemplate)
		return err
	})
	if err != nil {
		return err
	}
	_, err = c.Exec(ctx, `ALTER DATABASE `+Template+` WITH IS_TEMPLATE true`)
	return err
}

func createDatabase(ctx context.Context, c *pgx.Conn, name, template string) error {
	_, err := c.Exec(ctx, fmt.Sprintf(`CREATE DATABASE %s TEMPLATE %s OWNER %s`,
		pgx.Identifier{name}.Sanitize(), pgx.Identifier{template}.Sanitize(), OwnerRole))
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && pg.Code == "42P04" { // duplicate_database
		return fault.Wrap(fault.Conflict, err, lang.T(
			"databasen %s finns redan; välj ett annat namn", "the database %s exists already; choose another name", name))
	}
	if err != nil {
		return fmt.Errorf("clone database %s from %s: %w", name, template, err)
	}
	return nil
}

func exists(ctx context.Context, c *pgx.Conn, query, name string) (found bool, err error) {
	err = c.QueryRow(ctx, query, name).Scan(&found)
	return found, err
}

// withConn runs do on a connection of its own.
func withConn(ctx context.Context, url string, do func(*pgx.Conn) error) (err error) {
	c, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close(context.WithoutCancel(ctx))) }()
	return do(c)
}
