package postgres_test

import (
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
)

func as(t *testing.T, address, role string) string {
	t.Helper()
	u, err := url.Parse(address)
	check(t, err)
	u.User = url.User(role)
	return u.String()
}

func elsewhere(t *testing.T, address, database string) string {
	t.Helper()
	u, err := url.Parse(address)
	check(t, err)
	u.Path = "/" + database
	return u.String()
}

func TestOpenRefusesRolesThatSeeEverything(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	_, err := connected(t, urls.Superuser).Exec(ctx, `
		CREATE ROLE test_bypass LOGIN BYPASSRLS;
		CREATE ROLE test_member LOGIN IN ROLE tryggled_owner`)
	check(t, err)
	for name, address := range map[string]string{
		"is a superuser":          urls.Superuser,
		"owns the tables":         urls.Owner,
		"has the right BYPASSRLS": as(t, urls.Superuser, "test_bypass"),
		"test_member owns":        as(t, urls.Superuser, "test_member"),
	} {
		db, err := postgres.Open(ctx, address)
		if err == nil {
			db.Close()
		}
		if !fault.Is(err, fault.Forbidden) || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "tryggled_app") {
			t.Errorf("%s: got %v, want Forbidden that names why and what to do", name, err)
		}
	}
}

func TestOpenWhereTheServerLetsNobodyIn(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	for what, address := range map[string]string{
		"test_nobody": as(t, urls.App, "test_nobody"),
		"test_nodb":   elsewhere(t, urls.App, "test_nodb"),
	} {
		_, err := postgres.Open(ctx, address)
		if !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), what) || !strings.Contains(err.Error(), "MIGRATE_DATABASE_URL") {
			t.Errorf("%s: got %v, want Unavailable that says why and where to look", address, err)
		}
	}
	_, err := connected(t, urls.Superuser).Exec(ctx, `CREATE ROLE test_stranger LOGIN`)
	check(t, err)
	db, err := postgres.Open(ctx, as(t, urls.App, "test_stranger"))
	check(t, err)
	defer db.Close()
	if err := postgres.CheckSchema(ctx, db); !fault.Is(err, fault.Forbidden) || !strings.Contains(err.Error(), "tryggled_app") {
		t.Errorf("a role without rights: got %v, want Forbidden that names the right one", err)
	}
}

func TestOpenWithoutAServer(t *testing.T) {
	t.Parallel()
	for address, kind := range map[string]fault.Kind{
		"postgres://tryggled_app:hemligt@/x?host=/nonexistent": fault.Unavailable,
		"postgres://tryggled_app:hemligt@host:port/x":          fault.Invalid,
	} {
		_, err := postgres.Open(pgtest.Context(t), address)
		if !fault.Is(err, kind) {
			t.Errorf("%s: got %v, want kind %v", address, err, kind)
		}
		if err != nil && strings.Contains(err.Error(), "hemligt") {
			t.Errorf("the error tells the password: %v", err)
		}
	}
}

func TestMigrate(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.NewEmpty(t), pgtest.Context(t)
	have, err := postgres.SchemaVersion(ctx, urls.Owner)
	check(t, err)
	if have != 0 {
		t.Errorf("version of an empty database: got %d, want 0", have)
	}
	db := pgtest.Open(t, urls)
	if err := postgres.CheckSchema(ctx, db); !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "tryggled migrate") {
		t.Errorf("check of an empty database: got %v, want Unavailable that names the command", err)
	}

	// Two at once, then once more.
	var wait sync.WaitGroup
	for range 2 {
		wait.Go(func() {
			if _, _, err := postgres.Migrate(ctx, urls.Owner); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	from, to, err := postgres.Migrate(ctx, urls.Owner)
	check(t, err)
	if want := postgres.LatestSchema(); from != want || to != want {
		t.Errorf("migrate again: got %d to %d, want %d", from, to, want)
	}
	check(t, postgres.CheckSchema(ctx, db))
}

func TestSchemaNewerAndOlder(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	db, owner := pgtest.Open(t, urls), connected(t, urls.Owner)
	set := func(version int32) {
		_, err := owner.Exec(ctx, `UPDATE schema_version SET version = $1`, version)
		check(t, err)
	}
	set(postgres.LatestSchema() + 1)
	if err := postgres.CheckSchema(ctx, db); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "use a newer tryggled") {
		t.Errorf("check of a newer schema: got %v, want Conflict", err)
	}
	if _, _, err := postgres.Migrate(ctx, urls.Owner); !fault.Is(err, fault.Conflict) {
		t.Errorf("migrate a newer schema: got %v, want Conflict", err)
	}
	set(postgres.LatestSchema() - 1)
	if err := postgres.CheckSchema(ctx, db); !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "tryggled migrate") {
		t.Errorf("check of an older schema: got %v, want Unavailable", err)
	}
	// The job queue's own steps count too.
	set(postgres.LatestSchema())
	_, err := owner.Exec(ctx, `DELETE FROM river.river_migration WHERE version = (SELECT max(version) FROM river.river_migration)`)
	check(t, err)
	if err := postgres.CheckSchema(ctx, db); !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "job queue") {
		t.Errorf("check of an older job queue: got %v, want Unavailable that says so", err)
	}
}

// On a server that is not ours the administrator is told exactly what to run.
func TestMigrateOnABareServer(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.NewEmpty(t), pgtest.Context(t)
	super := connected(t, urls.Superuser)
	_, err := super.Exec(ctx, `DROP EXTENSION btree_gist; DROP EXTENSION pg_trgm;
		ALTER FUNCTION geometry_overlaps(geometry, geometry) NOT LEAKPROOF`)
	check(t, err)
	_, _, err = postgres.Migrate(ctx, urls.Owner)
	if !fault.Is(err, fault.Unavailable) {
		t.Fatalf("got %v, want Unavailable", err)
	}
	_, lines, _ := strings.Cut(err.Error(), "\n")
	want := "CREATE EXTENSION pg_trgm;\nCREATE EXTENSION btree_gist;\nALTER FUNCTION geometry_overlaps(geometry,geometry) LEAKPROOF;"
	if lines != want {
		t.Fatalf("got lines:\n%s\nwant:\n%s", lines, want)
	}
	_, err = super.Exec(ctx, lines, pgx.QueryExecModeSimpleProtocol)
	check(t, err)
	_, _, err = postgres.Migrate(ctx, urls.Owner)
	check(t, err)
}
