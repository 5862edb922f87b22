package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

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

	begun := ask[time.Time](t, ctx, db, m.Code, `SELECT clock_timestamp()`)
	_, err = db.Reports().List(asked(ctx, "plain"), m.Code, report.Filter{})
	check(t, err)
	ended := ask[time.Time](t, ctx, db, m.Code, `SELECT clock_timestamp()`)
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
		l.Address.String() != "192.0.2.7" || l.Reason != "tillsyn" || l.Request != "R1" || l.Denied || l.At.Before(begun) || l.At.After(ended) {
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
