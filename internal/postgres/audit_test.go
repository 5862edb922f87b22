package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
	"tryggled/internal/report"
)

// asked is a context as a request of the police has it, whose reading is logged.
func asked(ctx context.Context, what string) context.Context {
	rule, _ := identity.RuleOf(identity.Police, identity.Read, identity.Reports)
	return identity.Enter(ctx, identity.Access{Role: identity.Police, Rule: rule}, &identity.Event{
		Actor: "oidc:5f2c", Way: identity.BySession, Role: identity.Police, Action: identity.Read, Collection: identity.Reports,
		What: what, Address: netip.MustParseAddr("::ffff:192.0.2.7"), Reason: "tillsyn", Request: "R1",
	})
}

func lines(t testing.TB, db *postgres.DB, code string) []identity.AuditLine {
	t.Helper()
	all, err := db.Audit().List(identity.WithAudit(pgtest.Context(t)), code, identity.AuditFilter{Limit: postgres.MaxAuditPage})
	check(t, err)
	return all
}

func appended(t testing.TB, db *postgres.DB, code string, n int) {
	t.Helper()
	for i := range n {
		check(t, db.Audit().Append(pgtest.Context(t), code, identity.Event{Actor: "job", Way: identity.ByJob, Action: "try", What: fmt.Sprint(i)}))
	}
}

func TestWhatIsReadIsLoggedOnce(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Add(t, db)
	_, err := db.Reports().Create(ctx, m.Code, told("a", 1, 1))
	check(t, err)

	_, err = db.Reports().List(asked(ctx, "plain"), m.Code, report.Filter{})
	check(t, err)
	once := asked(ctx, "twice")
	check(t, db.Snapshot(once, m.Code, func(ctx context.Context, _ pgx.Tx) error {
		return db.Tenant(ctx, m.Code, func(ctx context.Context, _ pgx.Tx) error {
			_, err := db.Reports().List(ctx, m.Code, report.Filter{})
			return err
		})
	}))
	_, err = db.Reports().List(once, m.Code, report.Filter{}) // a second transaction of one request
	check(t, err)
	refused := errors.New("no")
	err = db.Tenant(asked(ctx, "rolled back"), m.Code, func(ctx context.Context, _ pgx.Tx) error {
		if _, err := db.Reports().List(ctx, m.Code, report.Filter{}); err != nil {
			return err
		}
		return refused
	})
	if !errors.Is(err, refused) {
		t.Errorf("got %v, want what the function returned", err)
	}
	again := asked(ctx, "read at the second try")
	for _, err := range []error{refused, nil} {
		if got := db.Tenant(again, m.Code, func(context.Context, pgx.Tx) error { return err }); !errors.Is(got, err) {
			t.Errorf("got %v, want %v", got, err)
		}
	}
	inside := asked(ctx, "a snapshot that writes")
	err = db.Snapshot(inside, m.Code, func(ctx context.Context, _ pgx.Tx) error {
		_, err := db.Reports().Create(ctx, m.Code, told("b", 1, 1))
		return err
	})
	if err == nil {
		t.Error("a snapshot whose reading is logged let a report be written")
	}

	var got []string
	for _, l := range lines(t, db, m.Code) {
		got = append(got, l.What)
	}
	if want := "plain, twice, read at the second try"; strings.Join(got, ", ") != want {
		t.Errorf("got lines for %q, want %s, once each", got, want)
	}
	l := lines(t, db, m.Code)[0]
	if l.Actor != "oidc:5f2c" || l.Way != identity.BySession || l.Role != identity.Police || l.Action != identity.Read || l.Collection != identity.Reports ||
		l.Address.String() != "192.0.2.7" || l.Reason != "tillsyn" || l.Request != "R1" || l.Denied || time.Since(l.At) > time.Minute || time.Since(l.At) < 0 {
		t.Errorf("the line says %+v", l)
	}
}

// Writing the line costs no message to the server of its own.
func TestLoggingAddsNoRoundTrip(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	db, sent := postgres.OpenCounted(t, urls.App)
	m := pgtest.Add(t, db)
	list := func(ctx context.Context) int64 {
		before := sent.Load()
		_, err := db.Reports().List(ctx, m.Code, report.Filter{})
		check(t, err)
		return sent.Load() - before
	}
	snapshot := func(ctx context.Context) int64 {
		before := sent.Load()
		check(t, db.Snapshot(ctx, m.Code, func(context.Context, pgx.Tx) error { return nil }))
		return sent.Load() - before
	}
	for name, trips := range map[string]func(context.Context) int64{"a list": list, "a snapshot": snapshot} {
		trips(ctx) // each statement is prepared once for each connection
		trips(asked(ctx, "first"))
		plain, logged := trips(ctx), trips(asked(ctx, "second"))
		if logged != plain || plain < 3 {
			t.Errorf("%s: %d round trips logged, %d not", name, logged, plain)
		}
		t.Logf("%s: %d round trips logged, %d not", name, logged, plain)
	}
	if n := len(lines(t, db, m.Code)); n != 4 {
		t.Errorf("%d lines are written, want 4", n)
	}
}

func TestTheLogIsReadByThoseWhoMay(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m, other := pgtest.Add(t, db), pgtest.Add(t, db)
	appended(t, db, m.Code, 5)
	for name, ctx := range map[string]context.Context{"background work": ctx, "a request without access": t.Context(), "the police": asked(ctx, "x")} {
		all, err := db.Audit().List(ctx, m.Code, identity.AuditFilter{Limit: 10})
		if err != nil || len(all) != 0 {
			t.Errorf("%s reads %d lines, %v", name, len(all), err)
		}
	}
	reader := identity.WithAudit(ctx)
	if all, err := db.Audit().List(reader, other.Code, identity.AuditFilter{Limit: 10}); err != nil || len(all) != 0 {
		t.Errorf("another municipality's log shows %d lines, %v", len(all), err)
	}
	all := lines(t, db, m.Code) // 5, and that the police tried
	for name, c := range map[string]struct {
		filter identity.AuditFilter
		want   int
	}{
		"the first two":   {identity.AuditFilter{Limit: 2}, 2},
		"after the third": {identity.AuditFilter{After: all[2].ID, Limit: 10}, 3},
		"since the third": {identity.AuditFilter{Since: all[2].At, Limit: 10}, 4},
		"until the third": {identity.AuditFilter{Until: all[2].At, Limit: 10}, 2},
		"of an actor":     {identity.AuditFilter{Actor: "oidc:5f2c", Limit: 10}, 1},
		"of nobody":       {identity.AuditFilter{Actor: "nobody", Limit: 10}, 0},
	} {
		got, err := db.Audit().List(reader, m.Code, c.filter)
		if err != nil || len(got) != c.want {
			t.Errorf("%s: got %d lines, %v, want %d", name, len(got), err, c.want)
		}
	}
}

func TestSealing(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m, other := pgtest.Add(t, db), pgtest.Add(t, db)
	audit := db.Audit()
	if h, n, err := audit.Seal(ctx, m.Code); err != nil || n != 0 || h != (identity.AuditHead{}) {
		t.Errorf("an empty log: got %v, %d, %v", h, n, err)
	}
	if v, err := audit.Verify(ctx, m.Code); err != nil || v.Head != (identity.AuditHead{}) || v.Unsealed != 0 {
		t.Errorf("an empty log: got %+v, %v", v, err)
	}

	// A line whose transaction takes long is sealed after those that overtook it.
	late, ended := make(chan struct{}), make(chan error)
	begun := make(chan struct{})
	go func() {
		ended <- db.Tenant(asked(ctx, "late"), m.Code, func(context.Context, pgx.Tx) error {
			close(begun)
			<-late
			return nil
		})
	}()
	<-begun
	appended(t, db, m.Code, 20)
	check(t, inTenant(ctx, db, m.Code, addMany, m.Code, 5480))
	h, n, err := audit.Seal(ctx, m.Code)
	check(t, err)
	if n != 5500 || h.Lines != 5500 {
		t.Errorf("got %d sealed and the head %v, want 5500", n, h)
	}
	close(late)
	check(t, <-ended)
	if v, err := audit.Verify(ctx, m.Code); err != nil || v.Unsealed != 1 || v.Checked != 5500 || time.Since(v.Since) > time.Minute {
		t.Errorf("before the late line is sealed: got %+v, %v", v, err)
	}
	noted := h
	if h, n, err = audit.Seal(ctx, m.Code); err != nil || n != 1 || h.Lines != 5501 {
		t.Errorf("the late line: got %v, %d, %v", h, n, err)
	}
	if l := lines(t, db, m.Code); l[0].What != "late" || ask[int64](t, ctx, db, m.Code, `SELECT seq FROM audit_seal WHERE event = $1`, l[0].ID) != 5501 {
		t.Errorf("the line with the lowest id, %q, is not the last one sealed", l[0].What)
	}

	// Many sealers and writers at once leave one chain.
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range 25 {
				appended(t, db, m.Code, 1)
				if _, _, err := audit.Seal(ctx, m.Code); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	_, _, err = audit.Seal(ctx, m.Code)
	check(t, err)
	v, err := audit.Verify(ctx, m.Code, noted, h)
	if err != nil || v.Head.Lines != 5601 || v.Unsealed != 0 || v.Pruned != 0 {
		t.Errorf("got %+v, %v, want 5601 lines, unbroken", v, err)
	}
	if got, err := audit.Head(t.Context(), m.Code); err != nil || got != v.Head {
		t.Errorf("the head is %v, %v, want %v", got, err, v.Head)
	}
	if got, err := audit.Head(ctx, other.Code); err != nil || got != (identity.AuditHead{}) {
		t.Errorf("another municipality's head is %v, %v", got, err)
	}
}

const addMany = `
INSERT INTO audit_event (municipality, actor, way, role, action, collection, what, denied, reason, request)
SELECT $1, 'oidc:5f2c', 'session', 'police', 'read', 'reports', '/municipalities/koping/reports?cursor=' || n, false, '', 'R' || n
FROM generate_series(1, $2::int) AS n`

// With the triggers off, as only the owner can have them: each way to change history shows,
// and the sealer does not paper over it.
func TestVerifyFindsWhatTheOwnerChanged(t *testing.T) {
	t.Parallel()
	const off = `ALTER TABLE audit_event DISABLE TRIGGER USER; ALTER TABLE audit_seal DISABLE TRIGGER USER; ALTER TABLE audit_head DISABLE TRIGGER USER;`
	for name, c := range map[string]struct{ change, says string }{
		"a removed line": {
			`DELETE FROM audit_event WHERE id = (SELECT event FROM audit_seal WHERE seq = 7)`, "broken at line 7: the line (id 7) is gone"},
		"a removed line and its seal": {
			`DELETE FROM audit_event WHERE id = 7; DELETE FROM audit_seal WHERE seq = 7`, "broken at line 7: the lines 7–7"},
		"a removed line, its seal, the others closed up": {
			`DELETE FROM audit_event WHERE id = 7; DELETE FROM audit_seal WHERE seq = 7; UPDATE audit_seal SET seq = seq - 1 WHERE seq > 7`, "broken at line 7: the line (id 8"},
		"a changed line":    {`UPDATE audit_event SET actor = 'oidc:other' WHERE id = 3`, "broken at line 3:"},
		"a changed time":    {`UPDATE audit_event SET at = at + interval '1 microsecond' WHERE id = 3`, "broken at line 3:"},
		"a changed address": {`UPDATE audit_event SET address = '192.0.2.8' WHERE id = 3`, "broken at line 3:"},
		"swapped lines": {
			`UPDATE audit_seal SET event = CASE event WHEN 4 THEN -5 ELSE -4 END WHERE event IN (4, 5); UPDATE audit_seal SET event = -event WHERE event < 0`, "broken at line 4:"},
		"a cut tail":                {`DELETE FROM audit_event WHERE id > 15; DELETE FROM audit_seal WHERE seq > 15`, "lines 16–20 were there"},
		"a cut tail, the head gone": {`DELETE FROM audit_event WHERE id > 15; DELETE FROM audit_seal WHERE seq > 15; DELETE FROM audit_head`, "cut off"},
		"a cut tail, the head set back": {
			`DELETE FROM audit_event WHERE id > 15; DELETE FROM audit_seal WHERE seq > 15;
			 UPDATE audit_head SET lines = 15, hash = (SELECT hash FROM audit_seal WHERE seq = 15)`, "lines 16–20 were there"},
		"everything gone": {`DELETE FROM audit_event; DELETE FROM audit_seal; DELETE FROM audit_head`, "lines 1–20 were there"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			urls, ctx := pgtest.New(t), pgtest.Context(t)
			db, owner := pgtest.Open(t, urls), connected(t, urls.Owner)
			m := pgtest.Add(t, db)
			appended(t, db, m.Code, 20)
			noted, _, err := db.Audit().Seal(ctx, m.Code)
			check(t, err)
			_, err = db.Audit().Verify(ctx, m.Code, noted)
			check(t, err)
			_, err = owner.Exec(ctx, off+c.change)
			check(t, err)
			for range 2 { // the second time after more lines and an attempt to seal them
				_, err = db.Audit().Verify(ctx, m.Code, noted)
				if !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), c.says) {
					t.Errorf("got %v, want a break that says %q", err, c.says)
				}
				if strings.Contains(c.change, "audit_head") { // whoever sets the head back deceives the sealer too
					return
				}
				appended(t, db, m.Code, 3)
				if _, _, err := db.Audit().Seal(ctx, m.Code); err != nil && !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
				c.says = strings.Split(c.says, ":")[0]
				if name == "a cut tail" {
					c.says = "broken at line 16: the lines 16–20 and their seals are gone" // a hole for good
				}
			}
		})
	}
}

// A decision on disclosure noted the head: whoever removes lines has to change that too.
func TestVerifyAsksTheDisclosures(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	db, owner := pgtest.Open(t, urls), connected(t, urls.Owner)
	m := pgtest.Add(t, db)
	appended(t, db, m.Code, 5)
	h, _, err := db.Audit().Seal(ctx, m.Code)
	check(t, err)
	check(t, inTenant(ctx, db, m.Code, `INSERT INTO disclosure (municipality, request, secrecy_test, granted, selection, audit_head, decided_at, decided_by)
		VALUES ($1, 'KS 2026/2', 'OSL 35:1', false, '{}', $2, now(), 'test')`, m.Code, h))
	_, err = db.Audit().Verify(ctx, m.Code)
	check(t, err)
	_, err = owner.Exec(ctx, `ALTER TABLE audit_event DISABLE TRIGGER USER; ALTER TABLE audit_seal DISABLE TRIGGER USER; ALTER TABLE audit_head DISABLE TRIGGER USER;
		DELETE FROM audit_event; DELETE FROM audit_seal; DELETE FROM audit_head`)
	check(t, err)
	if _, err = db.Audit().Verify(ctx, m.Code); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "lines 1–5 were there") {
		t.Errorf("got %v, want the cut tail to show", err)
	}
}

func TestPruning(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	db := pgtest.Open(t, urls)
	m, other := pgtest.Add(t, db), pgtest.Add(t, db)
	why := identity.Event{Actor: "command", Way: identity.ByCommand, Action: "prune", Collection: identity.Audit, Reason: "KS 2026/9"}
	prune := func(before time.Time) (int64, identity.AuditHead, error) {
		return postgres.PruneAudit(ctx, urls.Owner, m.Code, before, why)
	}
	appended(t, db, other.Code, 3)
	appended(t, db, m.Code, 10)
	if _, _, err := prune(time.Now().Add(time.Hour)); !fault.Is(err, fault.NotFound) {
		t.Errorf("nothing is sealed: got %v, want NotFound", err)
	}
	h10, _, err := db.Audit().Seal(ctx, m.Code)
	check(t, err)
	between := ask[time.Time](t, ctx, db, m.Code, `SELECT clock_timestamp()`)
	appended(t, db, m.Code, 10)
	h20, _, err := db.Audit().Seal(ctx, m.Code)
	check(t, err)

	n, from, err := prune(between)
	if err != nil || n != 10 || from != h10 {
		t.Fatalf("got %d pruned, from %v, %v; want 10 from %v", n, from, err, h10)
	}
	_, _, err = db.Audit().Seal(ctx, m.Code)
	check(t, err)
	v, err := db.Audit().Verify(ctx, m.Code, h10, h20)
	if err != nil || v.Pruned != 10 || v.Checked != 11 || v.Head.Lines != 21 {
		t.Errorf("got %+v, %v, want 10 pruned and 11 checked", v, err)
	}
	last := lines(t, db, m.Code)[10]
	if last.Action != "prune" || last.Reason != "KS 2026/9" || !strings.HasPrefix(last.What, "lines 1–10 before ") {
		t.Errorf("the pruning left the line %+v", last)
	}
	if _, _, err := prune(between); !fault.Is(err, fault.NotFound) {
		t.Errorf("the same again: got %v, want NotFound", err)
	}
	if _, err := db.Audit().Verify(ctx, m.Code, identity.AuditHead{Lines: 5, Hash: h10.Hash}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a head of pruned lines: got %v, want Invalid", err)
	}
	if n, _, err := prune(time.Now().Add(time.Hour)); err != nil || n != 11 {
		t.Errorf("all that is left: got %d, %v, want 11", n, err)
	}
	if v, err := db.Audit().Verify(ctx, m.Code); err != nil || v.Pruned != 21 || v.Checked != 0 || v.Unsealed != 1 {
		t.Errorf("after all is pruned: got %+v, %v", v, err)
	}
	if got := len(lines(t, db, other.Code)); got != 3 {
		t.Errorf("another municipality has %d lines left, want 3", got)
	}
}

// What was tampered with is evidence: it is not pruned.
func TestABrokenLogIsNotPruned(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	db, owner := pgtest.Open(t, urls), connected(t, urls.Owner)
	m := pgtest.Add(t, db)
	appended(t, db, m.Code, 5)
	_, _, err := db.Audit().Seal(ctx, m.Code)
	check(t, err)
	_, err = owner.Exec(ctx, `ALTER TABLE audit_event DISABLE TRIGGER USER; UPDATE audit_event SET what = '' WHERE id = 2; ALTER TABLE audit_event ENABLE TRIGGER USER`)
	check(t, err)
	_, _, err = postgres.PruneAudit(ctx, urls.Owner, m.Code, time.Now().Add(time.Hour), identity.Event{})
	if !fault.Is(err, fault.Conflict) || len(lines(t, db, m.Code)) != 5 {
		t.Errorf("got %v and %d lines left, want a refusal and 5", err, len(lines(t, db, m.Code)))
	}
	for _, statement := range []string{`UPDATE audit_event SET what = ''`, `DELETE FROM audit_event`, `TRUNCATE audit_event`, `TRUNCATE audit_seal`, `UPDATE audit_head SET lines = lines - 1`} {
		if _, err := owner.Exec(ctx, statement); sqlState(err) != "42501" {
			t.Errorf("%s as owner: got %v, want the trigger to refuse it", statement, err)
		}
	}
}

// BenchmarkVerify goes along a chain; its lines a second are what audit verify does.
func BenchmarkVerify(b *testing.B) {
	urls, ctx := pgtest.New(b), pgtest.Context(b)
	db, owner := pgtest.Open(b, urls), connected(b, urls.Owner)
	m := pgtest.Add(b, db)
	const n = 100_000
	check(b, inTenant(ctx, db, m.Code, addMany, m.Code, n))
	_, err := owner.Exec(ctx, `ANALYZE audit_event`) // as autovacuum does
	check(b, err)
	begin := time.Now()
	_, _, err = db.Audit().Seal(ctx, m.Code)
	check(b, err)
	sealed := n / time.Since(begin).Seconds()
	for b.Loop() {
		v, err := db.Audit().Verify(ctx, m.Code)
		if err != nil || v.Checked != n {
			b.Fatalf("got %+v, %v", v, err)
		}
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
	b.ReportMetric(sealed, "sealed/s")
	begin = time.Now()
	_, n0, err := db.Audit().Seal(ctx, m.Code)
	if err != nil || n0 != 0 {
		b.Errorf("got %d sealed, %v", n0, err)
	}
	b.ReportMetric(float64(time.Since(begin).Milliseconds()), "ms/idle-seal")
}
