package postgres_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"

	"tryggled/internal/auth"
	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/plan"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
)

// clockwork is a clock that a test sets.
type clockwork struct{ at time.Time }

func (c *clockwork) now() time.Time { return c.at }

var evening = time.Date(2026, 11, 20, 18, 0, 0, 0, time.UTC)

func issue(ctx context.Context, t testing.TB, s identity.KeyService, code string) (identity.Key, string) {
	t.Helper()
	k, secret, err := s.Create(ctx, code, identity.Key{
		Name: "QGIS", Collections: []identity.Collection{identity.Reports, identity.Areas}, Until: s.Now().AddDate(0, 6, 0),
	})
	check(t, err)
	return k, secret
}

func TestKeyFromMakingToRevoking(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	clock := &clockwork{evening}
	service := identity.KeyService{Store: db.Keys(), Now: clock.now}
	door := auth.Keys{Store: db.Keys(), Now: clock.now}
	first, _ := issue(ctx, t, service, m.Code)
	k, secret := issue(ctx, t, service, m.Code)

	lastUse := func() time.Time {
		all, err := service.List(ctx, m.Code)
		check(t, err)
		if len(all) != 2 || all[0].ID != k.ID || all[1].ID != first.ID || !all[1].UsedAt.IsZero() {
			t.Fatalf("got keys %+v, want the newest first, and the other unused", all)
		}
		k.UsedAt, k.RevokedAt = all[0].UsedAt, all[0].RevokedAt
		if diff := cmp.Diff(k, all[0], cmpopts.EquateApproxTime(time.Microsecond)); diff != "" {
			t.Errorf("listed key (-made +listed):\n%s", diff)
		}
		return all[0].UsedAt
	}
	// Its use is noted at most once a minute.
	for _, use := range []struct{ after, noted time.Duration }{{0, 0}, {59 * time.Second, 0}, {time.Minute, time.Minute}, {61 * time.Second, time.Minute}} {
		clock.at = evening.Add(use.after)
		actor, err := door.ByKey(ctx, secret)
		check(t, err)
		if diff := cmp.Diff(k.Actor(m.Code), actor); diff != "" {
			t.Errorf("actor (-want +got):\n%s", diff)
		}
		if got := lastUse(); !got.Equal(evening.Add(use.noted)) {
			t.Errorf("used after %v: got last use %v, want %v", use.after, got, evening.Add(use.noted))
		}
	}
	check(t, service.Revoke(ctx, m.Code, k.ID))
	revoked := clock.at
	clock.at = clock.at.Add(time.Hour)
	check(t, service.Revoke(ctx, m.Code, k.ID)) // again
	if lastUse(); !k.RevokedAt.Equal(revoked) {
		t.Errorf("revoked twice: got %v, want the first time, %v", k.RevokedAt, revoked)
	}
	if _, err := door.ByKey(ctx, secret); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("a revoked key: got %v, want Unauthenticated", err)
	}
	if err := service.Revoke(ctx, m.Code, k.ID+1000); !fault.Is(err, fault.NotFound) {
		t.Errorf("revoke a key that is not there: got %v, want NotFound", err)
	}
}

// TestKeysThatOpenNothing tries what a guesser or a careless colleague has, against a real
// database: each answer is the same.
func TestKeysThatOpenNothing(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	db, owner := pgtest.Open(t, urls), connected(t, urls.Owner)
	m, other, gone := pgtest.Add(t, db), pgtest.Add(t, db), pgtest.Add(t, db)
	clock := &clockwork{evening}
	service := identity.KeyService{Store: db.Keys(), Now: clock.now}
	_, good := issue(ctx, t, service, m.Code)
	dead, revoked := issue(ctx, t, service, m.Code)
	check(t, service.Revoke(ctx, m.Code, dead.ID))
	_, orphan := issue(ctx, t, service, gone.Code)
	for _, statement := range []string{`DELETE FROM api_key WHERE municipality = $1`, `DELETE FROM municipality WHERE municipality = $1`} {
		check(t, inOwner(ctx, owner, gone.Code, statement))
	}
	clock.at = evening.AddDate(0, -3, 0)
	_, ended := issue(ctx, t, service, m.Code)
	clock.at = evening.AddDate(0, 3, 0)
	unknown, _, err := identity.NewKey(rand.Reader, m.Code)
	check(t, err)
	elsewhere, _, err := identity.NewKey(rand.Reader, "nowhere")
	check(t, err)

	door := auth.Keys{Store: db.Keys(), Now: clock.now}
	if _, err := door.ByKey(t.Context(), good); err != nil {
		t.Fatalf("the good key: %v", err)
	}
	tried, said := 0, map[string]bool{}
	for name, secret := range map[string]string{
		"revoked": revoked, "ended": ended, "of a deleted municipality": orphan, "of no municipality": elsewhere, "unknown": unknown,
		"spliced into another municipality": fmt.Sprintf("tryggled_%s_%s", other.Code, good[len("tryggled__")+len(m.Code):]),
		"cut":                               good[:len(good)-1], "longer": good + "x", "with a line end": good + "\r\n", "empty": "",
	} {
		tried++
		actor, err := door.ByKey(t.Context(), secret)
		if !fault.Is(err, fault.Unauthenticated) || actor.Way != "" {
			t.Errorf("a key that is %s: got %+v, %v", name, actor, err)
			continue
		}
		said[err.Error()] = true
	}
	if len(said) != 1 {
		t.Errorf("refusals tell what is wrong: %v", said)
	}
	t.Logf("%d keys tried, 0 let in", tried)
	// A revoked key does not come to life by being used, nor is it noted that it was tried.
	if n := ask[int](t, ctx, db, m.Code, `SELECT count(*) FROM api_key WHERE used_at IS NOT NULL`); n != 1 {
		t.Errorf("%d keys are noted as used, want the good one", n)
	}
	if n := ask[int](t, ctx, db, m.Code, `SELECT count(*) FROM api_key k WHERE strpos(k::text, $1) > 0`, good[len(good)-20:]); n != 0 {
		t.Error("the secret stands in the table")
	}
}

// inOwner runs a statement on a municipality's rows as the owner of the tables.
func inOwner(ctx context.Context, owner *pgx.Conn, code, statement string) error {
	_, err := owner.Exec(ctx, statement, code)
	return err
}

func TestKeysStayInTheirMunicipality(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m, other := pgtest.Add(t, db), pgtest.Add(t, db)
	service := identity.KeyService{Store: db.Keys(), Now: func() time.Time { return evening }}
	k, _ := issue(ctx, t, service, m.Code)
	all, err := service.List(ctx, other.Code)
	check(t, err)
	if len(all) != 0 {
		t.Errorf("another municipality lists %+v", all)
	}
	if err := service.Revoke(ctx, other.Code, k.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("revoke another municipality's key: got %v, want NotFound", err)
	}
	if _, _, err := service.Create(ctx, "nowhere", identity.Key{
		Name: "x", Collections: []identity.Collection{identity.Areas}, Until: evening.AddDate(1, 0, 0),
	}); err == nil {
		t.Error("a key was made for a municipality that is not there")
	}
	for _, statement := range []string{
		`DELETE FROM api_key`, `UPDATE api_key SET ends_at = ends_at + interval '1 year'`, `UPDATE api_key SET collections = '{reports}'`,
		`UPDATE patrol_link SET ends_at = ends_at + interval '1 year'`, `UPDATE patrol_link SET team = 1`, `DELETE FROM patrol_link`,
	} {
		if err := inTenant(ctx, db, m.Code, statement); sqlState(err) != "42501" {
			t.Errorf("%s: got %v, want it to be forbidden", statement, err)
		}
	}
}

func planFor(ctx context.Context, t testing.TB, db *postgres.DB, code string) plan.Plan {
	t.Helper()
	analysis, err := db.Hotspots().Save(ctx, code, hotspot.Analysis{})
	check(t, err)
	team := plan.Team{Role: identity.Guard, Size: 2}
	p := plan.Plan{
		Analysis: analysis, Request: plan.Request{From: evening, To: evening.Add(4 * time.Hour), Teams: []plan.Team{team}},
		Tours: []plan.Tour{{Number: 1, Team: team, Start: evening, End: evening.Add(3 * time.Hour)}},
	}
	p.ID, err = db.Routes().Save(ctx, code, p, nil)
	check(t, err)
	return p
}

func TestPatrolLinkFromMakingToRevoking(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	clock := &clockwork{evening.Add(-3 * time.Hour)}
	service := identity.LinkService{Store: db.Links(), Now: clock.now}
	door := auth.Links{Store: db.Links(), Subkey: func() ([]byte, error) { return make([]byte, 32), nil }, Now: clock.now}
	p := planFor(ctx, t, db, m.Code)
	wanted, err := p.Link(1)
	check(t, err)
	if _, err := p.Link(2); !fault.Is(err, fault.NotFound) {
		t.Errorf("a link for a team that is not there: got %v, want NotFound", err)
	}
	l, err := service.Create(ctx, m.Code, wanted)
	check(t, err)
	token, err := door.Token(m.Code, l)
	check(t, err)
	const home = 4*time.Hour + identity.LinkAfter
	for _, c := range []struct {
		at    time.Duration // of the shift
		want  error
		noted time.Time
	}{
		{-3 * time.Hour, auth.ErrLinkEarly, time.Time{}},
		{-2 * time.Hour, nil, evening.Add(-2 * time.Hour)},
		{time.Hour, nil, evening.Add(time.Hour)},
		{time.Hour + 30*time.Second, nil, evening.Add(time.Hour)},
		{home - time.Minute, nil, evening.Add(home - time.Minute)},
		{home, auth.ErrLinkEnded, evening.Add(home - time.Minute)},
	} {
		clock.at = evening.Add(c.at)
		actor, err := door.ByToken(ctx, token)
		if !errors.Is(err, c.want) {
			t.Errorf("%v: got %v, want %v", c.at, err, c.want)
		}
		if diff := cmp.Diff(l.Actor(m.Code), actor); err == nil && diff != "" {
			t.Errorf("actor (-want +got):\n%s", diff)
		}
		all, err := service.List(ctx, m.Code)
		check(t, err)
		if len(all) != 1 || !all[0].UsedAt.Equal(c.noted) {
			t.Errorf("%v: got %+v, want it noted as used at %v", c.at, all, c.noted)
		}
	}
	clock.at = evening
	check(t, service.Revoke(ctx, m.Code, l.ID))
	if _, err := door.ByToken(ctx, token); !fault.Is(err, fault.NotFound) {
		t.Errorf("a revoked link: got %v, want NotFound", err)
	}
	if err := service.Revoke(ctx, m.Code, l.ID+1000); !fault.Is(err, fault.NotFound) {
		t.Errorf("revoke a link that is not there: got %v, want NotFound", err)
	}
	all, err := service.List(ctx, m.Code)
	check(t, err)
	want := l
	want.RevokedAt, want.UsedAt = evening, all[0].UsedAt
	if diff := cmp.Diff([]identity.PatrolLink{want}, all, cmpopts.EquateApproxTime(time.Microsecond)); diff != "" {
		t.Errorf("links (-want +got):\n%s", diff)
	}
}

// What is looked up in one round trip leaves nothing set for the next user of the
// connection, and shows nothing restricted.
func TestAGlanceLeavesNothingSet(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Add(t, db)
	service := identity.KeyService{Store: db.Keys(), Now: func() time.Time { return evening }}
	_, secret := issue(ctx, t, service, m.Code)
	hash := identity.KeyHash(secret)
	for range 40 {
		_, err := db.Keys().UseKey(t.Context(), m.Code, hash, evening)
		check(t, err)
		var set string
		check(t, db.Pool().QueryRow(ctx, `SELECT concat(current_setting('tryggled.municipality', true), current_setting('tryggled.restricted', true))`).Scan(&set))
		if set != "" {
			t.Fatalf("a connection went back with %q set", set)
		}
	}
	past, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := db.Keys().UseKey(past, m.Code, hash, evening); !errors.Is(err, context.Canceled) {
		t.Errorf("a request that was given up: got %v", err)
	}
}

// BenchmarkByKey is what letting a program in by its key costs.
func BenchmarkByKey(b *testing.B) {
	db, ctx := pgtest.DB(b), pgtest.Context(b)
	m := pgtest.Add(b, db)
	now := func() time.Time { return evening }
	_, secret := issue(ctx, b, identity.KeyService{Store: db.Keys(), Now: now}, m.Code)
	door := auth.Keys{Store: db.Keys(), Now: now}
	for b.Loop() {
		if _, err := door.ByKey(b.Context(), secret); err != nil {
			b.Fatal(err)
		}
	}
}
