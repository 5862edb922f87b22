package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/ingest"
	"tryggled/internal/measure"
	"tryggled/internal/overlay"
	"tryggled/internal/plan"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
	"tryggled/internal/route"
)

// tenantTables asks the catalog, so that a new table cannot be forgotten.
const tenantTables = `
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
  AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'municipality' AND NOT a.attisdropped)
ORDER BY c.relname`

func collectStrings(t testing.TB, conn *pgx.Conn, query string, args ...any) []string {
	t.Helper()
	rows, err := conn.Query(pgtest.Context(t), query, args...)
	check(t, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	check(t, err)
	return all
}

// fillEveryTable gives a municipality at least one row in every tenant table.
func fillEveryTable(ctx context.Context, t testing.TB, db *postgres.DB, code string) {
	t.Helper()
	parts := replaces(ingest.PartArea, "lamps")
	parts.Imported = []overlay.Imported{{Kind: overlay.Lamp, Source: "osm", Read: 1, Kept: 1}}
	imported(t, ctx, db, code, parts, objects(area("gone", 0, 0, 10), lamp("n0", 1, 1)), nil)
	imported(t, ctx, db, code, parts, objects(area("a", 0, 0, 100), base("x", 1, 1), segment(1, at(0, 0), at(9, 0)), lamp("n1", 1, 1)),
		chain(reports(told("r", 1, 1)), rejected(5, "category", "x")))
	changes, err := db.Overlays().Pending(ctx, code)
	check(t, err)
	check(t, db.Overlays().Renewed(ctx, code, []overlay.Exposure{{Segment: 1}}, changes))
	_, err = db.Overlays().Create(ctx, code, overlay.Object{Kind: overlay.Lamp, Geometry: at(2, 2)})
	check(t, err)
	check(t, db.Works().SaveWorks(ctx, code, []measure.Work{{Key: "k", List: measure.Lighting, State: measure.Ordered, Geometry: at(2, 2)}}))
	analysis, err := db.Hotspots().Save(ctx, code, hotspot.Analysis{Hotspots: []hotspot.Hotspot{{Rank: 1, Centre: at(1, 1), Shape: square(0, 0, 9)}}})
	check(t, err)
	_, err = db.Routes().Save(ctx, code, plan.Plan{Analysis: analysis}, []route.Route{{Team: 1, Legs: []route.Leg{{Line: orb.LineString{at(0, 0), at(1, 1)}}}}})
	check(t, err)
	check(t, inTenant(ctx, db, code, `INSERT INTO measure (municipality, kind, title, goal, owner, revision)
		VALUES ($1, 'lighting', '{}', 'ljusare', 'VME', 1)`, code))
	check(t, inTenant(ctx, db, code, `INSERT INTO decision (municipality, met_on, kind, goal, owner, revision)
		VALUES ($1, '2026-11-20', 'measure', 'byt lampan', 'VME', 1)`, code))
	for _, statement := range []string{
		`INSERT INTO api_key (municipality, secret, name, collections, created_at, created_by, ends_at)
			VALUES ($1, sha256('key'), 'QGIS', '{areas}', now(), 'test', now())`,
		`INSERT INTO patrol_link (municipality, plan, team, role, created_at, created_by, starts_at, ends_at)
			SELECT municipality, id, 1, 'guard', now(), 'test', now(), now() FROM plan WHERE municipality = $1`,
		`INSERT INTO patrol_log (municipality, plan, version, team, kind, visit, spot, happened_at, body, tallies, reason, category, written_by, written_at, revision)
			SELECT municipality, plan, version, 1, 'note', 1, 'h1', now(), 'lugnt', '[]', '', '', 'test', now(), 1 FROM plan_version WHERE municipality = $1`,
		`INSERT INTO patrol_track (municipality, plan, version, team, starts_at, ends_at, body, written_by, written_at, revision)
			SELECT municipality, plan, version, 1, now(), now(), '{}', 'test', now(), 1 FROM plan_version WHERE municipality = $1`,
		`INSERT INTO alarm (municipality, plan, version, team, cause, visit, spot, due_at, body, raised_at, revision)
			SELECT municipality, plan, version, 1, 'not_seen', 1, 'h1', now(), '{}', now(), 1 FROM plan_version WHERE municipality = $1`,
		`INSERT INTO presence (municipality, area, starts_at, ends_at, written_by, written_at, revision)
			VALUES ($1, 'centrum', now() - interval '1 hour', now(), 'test', now(), 1)`,
		`INSERT INTO audit_event (municipality, actor, way, role, action, collection, what, denied, reason, request)
			VALUES ($1, 'test', 'job', 'coordinator', 'read', 'reports', '', false, '', '')`,
		`INSERT INTO audit_seal (municipality, seq, event, hash) VALUES ($1, 1, 1, sha256('seal'))`,
		`INSERT INTO audit_head (municipality, lines, hash) VALUES ($1, 1, sha256('seal'))`,
		`INSERT INTO retention (municipality, decision, revision) VALUES ($1, 'KS 2026/1', 1)`,
		`INSERT INTO erasure (municipality, stone, key) VALUES ($1, sha256('stone'), 'test')`,
		`INSERT INTO disclosure (municipality, request, secrecy_test, granted, selection, audit_head, decided_at, decided_by)
			VALUES ($1, 'KS 2026/2', 'OSL 35:1', false, '{}', '{}', now(), 'test')`,
		`INSERT INTO published_period (municipality, month, closed_at) VALUES ($1, '2026-01-01', now())`,
		`INSERT INTO published_cell (municipality, q, r, months, reports, geom, revision)
			VALUES ($1, 0, 0, '{2026-01-01}', 5, ST_MakeEnvelope(0, 0, 1, 1, 3006), 1)`,
		`INSERT INTO published_report (municipality, report, figure)
			SELECT r.municipality, r.id, c.id FROM report r JOIN published_cell c USING (municipality) WHERE r.municipality = $1`,
	} {
		check(t, inTenant(ctx, db, code, statement, code))
	}
}

// fillAsOwner adds a row where the application role may write none.
func fillAsOwner(ctx context.Context, t testing.TB, owner *pgx.Conn, code string) {
	t.Helper()
	_, err := owner.Exec(ctx, `INSERT INTO audit_checkpoint (municipality, seq, hash, reason) VALUES ($1, 1, sha256('seal'), 'KS 2026/3')`, code)
	check(t, err)
}

func TestEveryTenantTableIsGuarded(t *testing.T) {
	t.Parallel()
	conn := connected(t, pgtest.OwnerURL(t))
	const own = "(municipality = current_setting('tryggled.municipality'::text, true))"
	for _, table := range collectStrings(t, conn, tenantTables) {
		guarded := collectStrings(t, conn, `SELECT relname::text FROM pg_class WHERE oid = $1::text::regclass AND relrowsecurity`, table)
		if len(guarded) != 1 {
			t.Errorf("%s: row-level security is off", table)
		}
		policies := collectStrings(t, conn, `SELECT concat_ws(' ', cmd, qual, with_check) FROM pg_policies
			WHERE schemaname = 'public' AND tablename = $1 AND permissive = 'PERMISSIVE' ORDER BY policyname`, table)
		want := []string{"ALL " + own + " " + own}
		if table == "municipality" {
			want = append([]string{"SELECT true"}, want...) // the register may be read by all
		}
		if strings.Join(policies, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s: got policies %q, want %q", table, policies, want)
		}
	}
}

func TestNothingIsSeenWithoutAMunicipality(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), identity.WithAudit(pgtest.Context(t))
	db, owner := pgtest.Open(t, urls), connected(t, urls.Owner)
	m, other := pgtest.Add(t, db), pgtest.Add(t, db)
	fillEveryTable(ctx, t, db, m.Code)
	fillAsOwner(ctx, t, owner, m.Code)
	for _, table := range collectStrings(t, owner, tenantTables) {
		count := func(where string, args ...any) string {
			return fmt.Sprintf(`SELECT count(*) FROM %s %s`, pgx.Identifier{table}.Sanitize(), where)
		}
		if n := ask[int](t, ctx, db, m.Code, count("")); n == 0 {
			t.Errorf("%s: the test has no row to hide", table)
		}
		if table == "municipality" {
			continue
		}
		var n int
		check(t, db.Pool().QueryRow(ctx, count("")).Scan(&n))
		if n != 0 {
			t.Errorf("%s: %d rows are seen without a municipality", table, n)
		}
		if n := ask[int](t, ctx, db, other.Code, count("")); n != 0 {
			t.Errorf("%s: another municipality sees %d rows", table, n)
		}
	}
}

func TestNoTenantWritesAnothersRows(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), identity.WithAudit(pgtest.Context(t))
	db, owner := pgtest.Open(t, urls), connected(t, urls.Owner)
	m, other := pgtest.Add(t, db), pgtest.Add(t, db)
	fillEveryTable(ctx, t, db, m.Code)
	fillAsOwner(ctx, t, owner, m.Code)
	for _, table := range collectStrings(t, owner, tenantTables) {
		name := pgx.Identifier{table}.Sanitize()
		for _, statement := range []string{
			fmt.Sprintf(`UPDATE %s SET municipality = municipality`, name),
			fmt.Sprintf(`DELETE FROM %s`, name),
		} {
			err := db.Tenant(ctx, other.Code, func(ctx context.Context, tx pgx.Tx) error {
				tag, err := tx.Exec(ctx, statement+` WHERE municipality = $1`, m.Code)
				if tag.RowsAffected() != 0 {
					t.Errorf("%s touched %d rows of another municipality", statement, tag.RowsAffected())
				}
				return err
			})
			if err != nil && sqlState(err) != "42501" { // frozen tables refuse altogether
				t.Errorf("%s: %v", statement, err)
			}
		}
		// A row of the first municipality, written by the second.
		columns := strings.Join(collectStrings(t, owner, `SELECT quote_ident(attname) FROM pg_attribute
			WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`, table), ", ")
		var row string
		check(t, owner.QueryRow(ctx, fmt.Sprintf(`SELECT t::text FROM %s t WHERE municipality = $1 LIMIT 1`, name), m.Code).Scan(&row))
		err := inTenant(ctx, db, other.Code, fmt.Sprintf(
			`INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM (SELECT ($1::text::%s).*) AS r`, name, columns, columns, name), row)
		if sqlState(err) != "42501" {
			t.Errorf("%s: a row of another municipality: got %v, want the policy to refuse it", table, err)
		}
	}
}

func sqlState(err error) string {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return ""
	}
	return pg.Code
}

// Keys that lead with the municipality are what lets the data be spread over machines.
func TestEveryKeyLeadsWithTheMunicipality(t *testing.T) {
	t.Parallel()
	conn := connected(t, pgtest.OwnerURL(t))
	const indexes = `
SELECT i.indexrelid::regclass::text FROM pg_index i
WHERE i.indrelid = $1::text::regclass
  AND (SELECT attname FROM pg_attribute WHERE attrelid = i.indrelid AND attnum = i.indkey[0]) <> 'municipality'`
	const references = `
SELECT conname::text FROM pg_constraint
WHERE contype = 'f' AND conrelid = $1::text::regclass
  AND ((SELECT attname FROM pg_attribute WHERE attrelid = conrelid AND attnum = conkey[1]) <> 'municipality'
    OR (SELECT attname FROM pg_attribute WHERE attrelid = confrelid AND attnum = confkey[1]) <> 'municipality')`
	for _, table := range collectStrings(t, conn, tenantTables) {
		for _, index := range collectStrings(t, conn, indexes, table) {
			if index != "municipality_slug_key" { // finds a municipality by its name
				t.Errorf("index %s does not lead with the municipality", index)
			}
		}
		for _, key := range collectStrings(t, conn, references, table) {
			t.Errorf("foreign key %s does not lead with the municipality", key)
		}
		if n := len(collectStrings(t, conn, `SELECT conname::text FROM pg_constraint WHERE contype = 'p' AND conrelid = $1::text::regclass`, table)); n != 1 {
			t.Errorf("%s has no primary key", table)
		}
	}
}

func TestFrozenTables(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	fillEveryTable(ctx, t, db, m.Code)
	for _, table := range []string{"analysis", "hotspot", "analysis_layer", "plan_version", "route"} {
		for _, statement := range []string{"UPDATE " + table + " SET body = '{}'", "DELETE FROM " + table, "TRUNCATE " + table} {
			if err := inTenant(ctx, db, m.Code, statement); sqlState(err) != "42501" {
				t.Errorf("%s: got %v, want it to be forbidden", statement, err)
			}
		}
	}
}

// The application role reads the number of the schema and may not change it; functions of
// ours are nobody's until granted.
func TestTheApplicationRoleHasNoMoreThanItNeeds(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	for _, statement := range []string{
		`UPDATE schema_version SET version = 0`, `CREATE TABLE mine (n int)`, `CREATE SCHEMA mine`,
		`ALTER TABLE report DISABLE ROW LEVEL SECURITY`, `DELETE FROM municipality`,
	} {
		if err := inTenant(ctx, db, m.Code, statement); sqlState(err) != "42501" {
			t.Errorf("%s: got %v, want it to be forbidden", statement, err)
		}
	}
}

func TestMixedCoordinateSystemsAreRefused(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	fillEveryTable(ctx, t, db, m.Code)
	err := inTenant(ctx, db, m.Code, `UPDATE report SET geom = ST_SetSRID(geom, 3011)`)
	if !fault.Is(err, fault.Conflict) {
		t.Errorf("a report in another system: got %v, want Conflict", err)
	}
	err = inTenant(ctx, db, m.Code, `UPDATE municipality SET srid = 3011 WHERE municipality = $1`, m.Code)
	if !fault.Is(err, fault.Conflict) {
		t.Errorf("another system for a municipality with data: got %v, want Conflict", err)
	}
	err = inTenant(ctx, db, m.Code, `INSERT INTO hotspot (municipality, analysis, rank, priority, centre, geom, body)
		SELECT municipality, analysis, 2, 1, ST_SetSRID(centre, 3011), geom, body FROM hotspot`)
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("two systems in one hotspot: got %v, want Invalid", err)
	}
	// Every geometry is bound to the municipality's system.
	const unbound = `
SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.atttypid = 'geometry'::regtype
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT EXISTS (
  SELECT FROM pg_constraint f JOIN pg_attribute s ON s.attrelid = c.oid AND s.attname = 'srid' AND s.attnum = ANY (f.conkey)
  WHERE f.contype = 'f' AND f.conrelid = c.oid AND f.confrelid = 'municipality'::regclass)`
	if n := ask[int](t, ctx, db, m.Code, `SELECT count(*) FROM (`+unbound+`) AS u`); n != 0 {
		t.Errorf("%d tables hold geometries that no foreign key binds to the municipality's system", n)
	}
}
