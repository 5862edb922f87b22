package postgres_test

import (
	"context"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"tryggled/internal/cell"
	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/ingest"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
	"tryggled/internal/report"
)

// Row-level security keeps operators that are not leakproof from using an index: what the
// plan says as the application role is what counts.
func TestSpatialQueriesUseTheirIndex(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	db := pgtest.Open(t, urls)
	m, other := pgtest.Add(t, db), pgtest.Add(t, db)
	for _, code := range []string{m.Code, other.Code} {
		imported(t, ctx, db, code, ingest.Request{}, chain(streetGrid(60), lampGrid(80)), reports(manyReports(10_000)...))
		check(t, db.Overlays().Renewed(ctx, code, manyExposures(3600), pendingChanges(t, ctx, db, code)))
	}
	_, err := connected(t, urls.Owner).Exec(ctx, `ANALYZE report, segment, area, overlay_object, exposure`)
	check(t, err)

	lower, upper := at(2000, 2000), at(2050, 2050)
	bound := square(2000, 2000, 50)[0]
	list := pgx.NamedArgs{
		"code": m.Code, "srid": 3006, "bound": bound, "since": nil, "until": nil, "categories": nil, "ids": nil, "after": 0, "limit": 100,
	}
	around := pgx.NamedArgs{"code": m.Code, "srid": 3006, "bound": bound, "kinds": overlay.Exposing, "all": overlay.Kinds}
	r := told("", 2010, 2010)
	create := pgx.NamedArgs{
		"code": m.Code, "srid": 3006, "source": r.Source, "source_key": "k", "category": r.Category, "from": r.From, "to": r.To,
		"reported_at": time.Time{}, "geom": r.Point, "accuracy_m": 1.0, "discovery": r.Discovery, "body": "", "severity": 0,
		"reporter_kind": "", "reporter_key": "", "same_event": "", "exercise": true, "revision": 1,
	}
	for name, c := range map[string]struct {
		query, index string
		args         pgx.NamedArgs
	}{
		"reports in a box":     {postgres.ListReports, "report_geom", list},
		"the street of a home": {postgres.CreateReport, "segment_geom", create},
		"objects in a box":     {postgres.ObjectsIn, "overlay_object_geom", around},
		"streets in a box":     {postgres.SegmentsIn, "segment_geom", around},
		"exposures in a box":   {postgres.ExposuresIn, "segment_geom", around},
	} {
		for _, ctx := range []context.Context{ctx, unrestricted(ctx)} {
			plan := explain(t, ctx, db, m.Code, c.query, c.args)
			if !strings.Contains(plan, "Index Scan using "+c.index) && !strings.Contains(plan, "Bitmap Index Scan on "+c.index) {
				t.Errorf("%s: the plan does not use %s:\n%s", name, c.index, plan)
			}
		}
	}
	got, err := db.Reports().List(ctx, m.Code, report.Filter{Bound: boundOf(lower, upper), Limit: report.MaxPage})
	check(t, err)
	want := 0
	for _, r := range manyReports(10_000) {
		if boundOf(lower, upper).Contains(r.Point) {
			want++
		}
	}
	if len(got) != want || want == 0 {
		t.Errorf("reports in the box: got %d, want %d", len(got), want)
	}
}

// unrestricted is a context that sees no restricted category, as a guard's.
func unrestricted(ctx context.Context) context.Context {
	rule, _ := identity.RuleOf(identity.Guard, identity.Read, identity.Hotspots)
	return identity.Enter(ctx, identity.Access{Role: identity.Guard, Rule: rule}, nil)
}

// statements notes what is sent to the database.
type statements struct {
	mu  sync.Mutex
	all map[string]pgx.NamedArgs
}

func (s *statements) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, arg := range q.Args {
		if args, ok := arg.(pgx.NamedArgs); ok {
			s.all[q.SQL] = args
		}
	}
	return ctx
}

func (*statements) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// readEverything calls each way by which the API reads a municipality.
func readEverything(ctx context.Context, t *testing.T, db *postgres.DB, m municipality.Municipality) {
	t.Helper()
	code, from, until := m.Code, time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	box := boundOf(at(2000, 2000), at(2050, 2050))
	for name, read := range map[string]func() error{
		"reports":        func() error { _, err := db.Reports().List(ctx, code, report.Filter{}); return err },
		"reports by box": func() error { _, err := db.Reports().List(ctx, code, report.Filter{Bound: box}); return err },
		"reports since": func() error {
			_, err := db.Reports().List(ctx, code, report.Filter{Since: from, Categories: []string{"theft"}, After: 9})
			return err
		},
		"a report":         func() error { _, err := db.Reports().Report(ctx, code, 1); return err },
		"tasks":            func() error { _, err := db.Tasks().Tasks(ctx, code, 10); return err },
		"a task":           func() error { _, err := db.Tasks().Task(ctx, code, 1); return err },
		"quarantine":       func() error { _, err := db.Imports().Quarantine(ctx, code, 1, 0, 10); return err },
		"areas":            func() error { _, err := db.Municipalities().Areas(ctx, code); return err },
		"bases":            func() error { _, err := db.Municipalities().Bases(ctx, code); return err },
		"lamps":            func() error { _, err := db.Overlays().Objects(ctx, code, overlay.Lamp); return err },
		"a lamp":           func() error { _, err := db.Overlays().Object(ctx, code, overlay.Lamp, 1); return err },
		"objects by box":   func() error { _, err := db.Overlays().ObjectsIn(ctx, code, overlay.Kinds, *box); return err },
		"streets by box":   func() error { _, err := db.Overlays().SegmentsIn(ctx, code, *box); return err },
		"exposures":        func() error { _, err := db.Overlays().Exposures(ctx, code, orb.Bound{}); return err },
		"exposures by box": func() error { _, err := db.Overlays().Exposures(ctx, code, *box); return err },
		"changes":          func() error { _, err := db.Overlays().Pending(ctx, code); return err },
		"sources":          func() error { _, err := db.Overlays().Imported(ctx, code); return err },
		"works":            func() error { _, err := db.Works().Works(ctx, code); return err },
		"streets":          func() error { _, err := db.Streets().Segments(ctx, code); return err },
		"analyses":         func() error { _, err := db.Hotspots().Analyses(ctx, code); return err },
		"an analysis":      func() error { _, err := db.Hotspots().Analysis(ctx, code, 0); return err },
		"its input":        func() error { _, err := db.Hotspots().Input(ctx, code, from, until); return err },
		"plans":            func() error { _, err := db.Routes().Plans(ctx, code); return err },
		"a plan":           func() error { _, _, err := db.Routes().Plan(ctx, code, 1, 0); return err },
		"its versions":     func() error { _, err := db.Routes().Versions(ctx, code, 1); return err },
		"recent plans":     func() error { _, err := db.Routes().Recent(ctx, code, from, until, []int64{1}); return err },
		"who is awaited":   func() error { _, err := db.Patrols().Awaited(ctx, code, from, until); return err },
		"what was walked":  func() error { _, err := db.Patrols().Walked(ctx, code, from, until); return err },
		"a log":            func() error { _, err := db.Patrols().Log(ctx, code, 1); return err },
		"tracks":           func() error { _, err := db.Patrols().Tracks(ctx, code, 1); return err },
		"a plan's alarms":  func() error { _, err := db.Patrols().Alarms(ctx, code, 1, false); return err },
		"open alarms":      func() error { _, err := db.Patrols().Alarms(ctx, code, 0, true); return err },
		"presence":         func() error { _, err := db.Patrols().Presences(ctx, code, from, until); return err },
		"cells":            func() error { _, err := db.Cells().Figures(ctx, code, cell.Filter{}); return err },
		"keys":             func() error { _, err := db.Keys().Keys(ctx, code); return err },
		"links":            func() error { _, err := db.Links().Links(ctx, code); return err },
		"retention":        func() error { _, err := db.Retentions().Retention(ctx, code); return err },
		"disclosures":      func() error { _, err := db.Disclosures().List(ctx, code, 0, 10); return err },
		"the audit log": func() error {
			_, err := db.Audit().List(identity.WithAudit(ctx), code, identity.AuditFilter{Since: from, Actor: "x", Limit: 10})
			return err
		},
		"its head": func() error { _, err := db.Audit().Head(ctx, code); return err },
	} {
		if err := read(); err != nil && !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The planner may read a small table whole; where it is told that this is dear, it must
// have an index to go by, with the policies that bind the application role, whether or not
// it sees restricted categories.
func TestEveryReadHasItsIndexUnderThePolicies(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	seen := &statements{all: map[string]pgx.NamedArgs{}}
	db := postgres.OpenTraced(t, urls.App, seen)
	m := pgtest.Add(t, db)
	fillEveryTable(ctx, t, db, m.Code)
	tables := collectStrings(t, connected(t, urls.Owner), tenantTables)
	clear(seen.all)
	readEverything(ctx, t, db, m)
	readEverything(unrestricted(ctx), t, db, m)
	explained := 0
	for query, args := range maps.Clone(seen.all) {
		if !strings.Contains(query, "FROM") || strings.Contains(query, "INSERT") {
			continue
		}
		for _, ctx := range []context.Context{identity.WithAudit(ctx), identity.WithAudit(unrestricted(ctx))} {
			explained++
			plan := explainDear(t, ctx, db, m.Code, query, args)
			for _, table := range tables {
				if strings.Contains(plan, "Seq Scan on "+table+" ") {
					t.Errorf("%s is read whole by\n%s\n%s", table, query, plan)
				}
			}
		}
	}
	if explained < 40 {
		t.Errorf("only %d plans were looked at", explained)
	}
	t.Logf("%d plans looked at", explained)
}

func explain(t *testing.T, ctx context.Context, db *postgres.DB, code, query string, args pgx.NamedArgs) string {
	t.Helper()
	var lines []string
	check(t, db.Tenant(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, "EXPLAIN "+query, args)
		if err != nil {
			return err
		}
		lines, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	}))
	return strings.Join(lines, "\n")
}

// explainDear is explain with reading a table whole made dear.
func explainDear(t *testing.T, ctx context.Context, db *postgres.DB, code, query string, args pgx.NamedArgs) (plan string) {
	t.Helper()
	check(t, db.Tenant(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `SET LOCAL enable_seqscan = off`)
		plan = explain(t, ctx, db, code, query, args)
		return err
	}))
	return plan
}
