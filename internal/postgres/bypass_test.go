package postgres_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/identity"
	"tryggled/internal/postgres/pgtest"
)

// attempts are what somebody would try who has got the application role: to see more, to
// change who sees what, to change the past, to leave the database. Each must be refused for
// want of a right. What it can do is to name another municipality in its own session: the
// policies guard against a forgotten filter, not against whoever writes the SQL.
var attempts = []string{
	// The audit log is append-only, and its lines are numbered and dated by the database.
	`UPDATE audit_event SET actor = 'nobody'`, `DELETE FROM audit_event`, `TRUNCATE audit_event`,
	`UPDATE audit_seal SET hash = sha256('x')`, `DELETE FROM audit_seal`, `TRUNCATE audit_seal, audit_event`,
	`UPDATE audit_head SET lines = lines - 1`, `UPDATE audit_head SET hash = sha256('x')`, `DELETE FROM audit_head`, `TRUNCATE audit_head`,
	`INSERT INTO audit_checkpoint (municipality, seq, hash, reason) SELECT municipality, 1, hash, '' FROM audit_head`,
	`DELETE FROM audit_checkpoint`,
	`SET LOCAL tryggled.prune = 'on'; DELETE FROM audit_event`, `SET LOCAL tryggled.prune = 'on'; DELETE FROM audit_seal`,
	`INSERT INTO audit_event (municipality, at, actor, way, role, action, collection, what, denied, reason, request)
		SELECT municipality, '2000-01-01', '', '', '', '', '', '', false, '', '' FROM audit_head`,
	`INSERT INTO audit_event (municipality, id, actor, way, role, action, collection, what, denied, reason, request) OVERRIDING SYSTEM VALUE
		SELECT municipality, 1000000, '', '', '', '', '', '', false, '', '' FROM audit_head`,
	`LOCK TABLE audit_event IN ACCESS EXCLUSIVE MODE`,
	`SELECT setval(pg_get_serial_sequence('audit_event', 'id'), 1)`, `SELECT nextval(pg_get_serial_sequence('audit_event', 'id'))`,
	`MERGE INTO audit_event e USING (SELECT 1) AS x ON true WHEN MATCHED THEN DELETE`,

	// Triggers.
	`ALTER TABLE audit_event DISABLE TRIGGER append_only`, `ALTER TABLE audit_event DISABLE TRIGGER ALL`, `DROP TRIGGER append_only ON audit_event`,
	`SET LOCAL session_replication_role = replica`, `DROP FUNCTION refuse_change CASCADE`, `ALTER FUNCTION refuse_change() RENAME TO x`,
	`CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'`,
	`CREATE TRIGGER mine BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
	`CREATE RULE mine AS ON INSERT TO audit_event DO INSTEAD NOTHING`,

	// Policies.
	`CREATE POLICY mine ON report USING (true)`, `DROP POLICY tenant ON report`, `DROP POLICY restricted ON report`,
	`ALTER POLICY restricted ON report USING (true)`, `ALTER POLICY readers ON audit_event USING (true)`,
	`ALTER TABLE report DISABLE ROW LEVEL SECURITY`, `ALTER TABLE audit_event DISABLE ROW LEVEL SECURITY`, `ALTER TABLE report NO FORCE ROW LEVEL SECURITY`,
	`ALTER TABLE report OWNER TO tryggled_app`, `ALTER TABLE report RENAME TO old`, `DROP TABLE report`, `ALTER TABLE report ADD COLUMN x int`,
	`SET LOCAL row_security = off; SELECT count(*) FROM report`, `SET LOCAL row_security = off; SELECT count(*) FROM audit_event`,
	`CREATE STATISTICS mine ON category, source FROM report`, `CREATE INDEX mine ON report (category)`,
	`UPDATE pg_policy SET polqual = NULL`, `UPDATE pg_class SET relrowsecurity = false`, `SELECT * FROM pg_statistic`,

	// Roles and rights.
	`SET ROLE tryggled_owner`, `SET ROLE postgres`, `SET SESSION AUTHORIZATION tryggled_owner`, `SET SESSION AUTHORIZATION postgres`,
	`ALTER ROLE tryggled_app BYPASSRLS`, `ALTER ROLE tryggled_app SUPERUSER`, `ALTER ROLE tryggled_app CREATEROLE`, `ALTER ROLE tryggled_owner PASSWORD 'x'`,
	`CREATE ROLE mine`, `GRANT tryggled_owner TO tryggled_app`, `GRANT pg_read_all_data TO tryggled_app`, `DROP OWNED BY tryggled_owner`,
	`REASSIGN OWNED BY tryggled_owner TO tryggled_app`,
	`ALTER DEFAULT PRIVILEGES FOR ROLE tryggled_owner GRANT ALL ON TABLES TO tryggled_app`, `SELECT rolpassword FROM pg_authid`,

	// Code that runs as somebody else, or leaves the database.
	`CREATE FUNCTION mine() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'`, `CREATE SCHEMA mine`, `CREATE VIEW mine AS SELECT * FROM report`,
	`CREATE FUNCTION pg_temp.mine(text) RETURNS boolean LANGUAGE sql LEAKPROOF AS 'SELECT true'`,
	`ALTER FUNCTION geometry_overlaps(geometry, geometry) NOT LEAKPROOF`, `ALTER FUNCTION geometry_contains(geometry, geometry) LEAKPROOF`,
	`CREATE FUNCTION pg_temp.mine() RETURNS int LANGUAGE c AS 'x'`, `CREATE FUNCTION pg_temp.mine() RETURNS int LANGUAGE internal AS 'int4pl'`,
	`CREATE EXTENSION dblink`, `CREATE EXTENSION file_fdw`, `CREATE FOREIGN DATA WRAPPER mine`,
	`CREATE EVENT TRIGGER mine ON ddl_command_start EXECUTE FUNCTION refuse_change()`, `LOAD 'dblink'`,
	`COPY report TO PROGRAM 'id'`, `COPY report FROM PROGRAM 'id'`, `COPY report TO '/tmp/x'`, `COPY audit_event FROM '/etc/passwd'`,
	`SELECT pg_read_file('PG_VERSION')`, `SELECT pg_read_binary_file('/etc/passwd')`, `SELECT pg_ls_dir('.')`, `SELECT lo_import('/etc/passwd')`,
	`SELECT lo_export(1, '/tmp/x')`, `ALTER DATABASE tryggled SET row_security = off`, `SELECT pg_reload_conf()`,
	`SELECT pg_logical_slot_peek_changes('x', NULL, NULL)`, `CREATE PUBLICATION mine FOR ALL TABLES`,
	`SELECT pg_create_physical_replication_slot('x')`, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres' LIMIT 1`,
}

// What stands in no transaction.
var attemptsAlone = []string{
	`ALTER SYSTEM SET log_statement = 'none'`, `CREATE SUBSCRIPTION mine CONNECTION '' PUBLICATION p`, `CREATE DATABASE mine`, `DROP DATABASE postgres`,
	`SET row_security = off; SELECT count(*) FROM report`,
}

// What PostgreSQL answers with a warning and does not do.
var attemptsIgnored = []string{
	`GRANT DELETE ON audit_event TO tryggled_app`, `GRANT UPDATE ON hotspot TO PUBLIC`, `REVOKE ALL ON report FROM tryggled_owner`,
}

func TestTheApplicationRoleNeitherBypassesNorAlters(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	db, owner := pgtest.Open(t, urls), connected(t, urls.Owner)
	m, other := pgtest.Add(t, db), pgtest.Add(t, db)
	for _, code := range []string{m.Code, other.Code} {
		fillEveryTable(ctx, t, db, code)
		fillAsOwner(ctx, t, owner, code)
	}
	state := func() []string {
		return slices.Concat(
			collectStrings(t, owner, `SELECT p::text FROM pg_policies p ORDER BY 1`),
			collectStrings(t, owner, `SELECT concat_ws(' ', relname, relrowsecurity, relowner, relacl) FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1`),
			collectStrings(t, owner, `SELECT concat_ws(' ', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1`),
			collectStrings(t, owner, `SELECT r::text FROM pg_roles r WHERE rolname LIKE 'tryggled%' ORDER BY 1`),
			collectStrings(t, owner, `SELECT e::text FROM audit_event e ORDER BY 1`), collectStrings(t, owner, `SELECT h::text FROM audit_head h ORDER BY 1`))
	}
	before := state()
	for _, statement := range attempts {
		err := db.Tenant(ctx, m.Code, func(ctx context.Context, tx pgx.Tx) error {
			_, err := tx.Conn().PgConn().Exec(ctx, statement).ReadAll()
			return err
		})
		if got := sqlState(err); got != "42501" {
			t.Errorf("%s: got %v, want it refused for want of a right", statement, err)
		}
	}
	for _, statement := range attemptsAlone {
		_, err := connected(t, urls.App).PgConn().Exec(ctx, statement).ReadAll()
		if got := sqlState(err); got != "42501" {
			t.Errorf("%s: got %v, want it refused for want of a right", statement, err)
		}
	}
	for _, statement := range attemptsIgnored {
		check(t, inTenant(ctx, db, m.Code, statement))
	}
	if after := state(); !slices.Equal(before, after) {
		t.Errorf("after all attempts\n%s\nbefore them\n%s", strings.Join(after, "\n"), strings.Join(before, "\n"))
	}
	t.Logf("%d tried, 0 let in", len(attempts)+len(attemptsAlone)+len(attemptsIgnored))
}

// A function of one's own that tells what it is shown would leak rows that a policy hides,
// were it asked before the policy.
func TestNoFunctionSeesWhatAPolicyHides(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m, other := pgtest.Add(t, db), pgtest.Add(t, db)
	secret := told("secret", 2, 2)
	secret.Category = "drugs"
	_, err := db.Reports().Create(ctx, m.Code, secret)
	check(t, err)
	for _, code := range []string{m.Code, other.Code} {
		fillEveryTable(ctx, t, db, code)
	}
	rule, _ := identity.RuleOf(identity.Guard, identity.Read, identity.Hotspots)
	guard := identity.Enter(ctx, identity.Access{Rule: rule}, nil)
	for name, c := range map[string]struct {
		ctx           context.Context
		table, hidden string
		seen          string
	}{
		"one's own":            {ctx, "report", "WHERE restricted AND", m.Code},
		"another municipality": {ctx, "report", "WHERE municipality <> '" + m.Code + "' AND", ""},
		"restricted":           {guard, "report", "WHERE restricted AND", ""},
		"the audit log":        {ctx, "audit_event", "WHERE", ""},
	} {
		err := db.Tenant(c.ctx, m.Code, func(ctx context.Context, tx pgx.Tx) error {
			for _, statement := range []string{
				`CREATE OR REPLACE FUNCTION pg_temp.peek(municipality text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS
					'BEGIN PERFORM set_config(''test.seen'', current_setting(''test.seen'', true) || municipality, true); RETURN true; END'`,
				`SELECT set_config('test.seen', '', true)`,
				`SELECT count(*) FROM ` + c.table + ` t ` + c.hidden + ` pg_temp.peek(t.municipality)`,
			} {
				if _, err := tx.Exec(ctx, statement); err != nil {
					return err
				}
			}
			var seen string
			if err := tx.QueryRow(ctx, `SELECT current_setting('test.seen')`).Scan(&seen); err != nil {
				return err
			}
			if seen != c.seen {
				t.Errorf("%s: the function was shown rows of %q, want %q", name, seen, c.seen)
			}
			return nil
		})
		check(t, err)
	}
}
