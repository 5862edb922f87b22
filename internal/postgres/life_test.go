package postgres_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/tern/v2/migrate"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/plan"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
	"tryggled/internal/route"
	"tryggled/migrations"
)

// friday is when the shifts of these tests begin; each is four hours.
var friday = time.Date(2026, 11, 20, 20, 0, 0, 0, time.UTC)

// planAt keeps a plan of a team of night walkers whose shift begins at a time, and returns it.
func planAt(t testing.TB, ctx context.Context, db *postgres.DB, code string, from time.Time) plan.Plan {
	t.Helper()
	analysis, err := db.Hotspots().Save(ctx, code, hotspot.Analysis{Hotspots: []hotspot.Hotspot{{Rank: 1, Centre: at(1, 1), Shape: square(0, 0, 9)}}})
	check(t, err)
	team := plan.Team{Role: identity.NightWalker, Size: 3}
	p := plan.Plan{
		Analysis: analysis, Request: plan.Request{From: from, To: from.Add(4 * time.Hour), Teams: []plan.Team{team}},
		Tours: []plan.Tour{{
			Number: 1, Team: team, Start: from, End: from.Add(3 * time.Hour), Base: plan.Place{Point: at(0, 0)}, Finish: plan.Place{Point: at(0, 0)},
			Visits: []plan.Visit{{Number: 1, Spot: "h1", Kind: plan.AtHotspot, Place: plan.Place{Point: at(1, 1)}, Arrive: from.Add(time.Hour), Leave: from.Add(70 * time.Minute)}},
		}},
	}
	id, err := db.Routes().Save(ctx, code, p, []route.Route{{Team: 1}})
	check(t, err)
	p, _, err = db.Routes().Plan(ctx, code, id, 0)
	check(t, err)
	return p
}

// published keeps a plan and publishes it.
func published(t testing.TB, ctx context.Context, db *postgres.DB, code string, from time.Time) plan.Plan {
	t.Helper()
	p := planAt(t, ctx, db, code, from)
	life, err := p.Life.Publish(p, from)
	check(t, err)
	check(t, db.Routes().SetLife(ctx, code, p.ID, p.Life.Status, life))
	p.Life = life
	return p
}

func TestLivesOfPlans(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	p := planAt(t, ctx, db, m.Code, friday)
	want := plan.Life{
		Status: plan.Done, Version: 1, Approved: 1, ApprovedBy: "oidc:5f", ApprovedAt: friday, PublishedAt: friday.Add(1),
		BegunAt: friday.Add(2 * time.Second), EndedAt: friday.Add(3 * time.Second),
	}
	want.PublishedAt = friday.Add(time.Second)
	check(t, db.Routes().SetLife(ctx, m.Code, p.ID, plan.Draft, want))
	got, _, err := db.Routes().Plan(ctx, m.Code, p.ID, 0)
	check(t, err)
	if d := cmp.Diff(want, got.Life); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	revision := `SELECT revision FROM plan WHERE id = $1`
	if before, after := ask[int64](t, ctx, db, m.Code, `SELECT revision FROM plan_version WHERE plan = $1`, p.ID), ask[int64](t, ctx, db, m.Code, revision, p.ID); after <= before {
		t.Errorf("revision %d after %d: want the change to be seen", after, before)
	}
	if err := db.Routes().SetLife(ctx, m.Code, p.ID, plan.Draft, plan.Life{}); !fault.Is(err, fault.Conflict) {
		t.Errorf("a status that it has no longer: got %v, want Conflict", err)
	}
	if err := db.Routes().SetLife(ctx, m.Code, p.ID+1, plan.Draft, plan.Life{}); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown plan: got %v, want NotFound", err)
	}
	if _, err := db.Routes().Versions(ctx, m.Code, p.ID+1); !fault.Is(err, fault.NotFound) {
		t.Errorf("versions of an unknown plan: got %v, want NotFound", err)
	}
	next := p
	next.Based = 1
	_, err = db.Routes().SaveVersion(ctx, m.Code, next, nil)
	check(t, err)
	all, err := db.Routes().Versions(ctx, m.Code, p.ID)
	check(t, err)
	if len(all) != 2 || all[0].Version != 2 || all[0].Based != 1 || all[1].Version != 1 || all[0].Life != want {
		t.Errorf("versions: got %+v", all)
	}
}

// Only what says where teams are counts, in the version that they see.
func TestRecentPlans(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	routes := db.Routes()
	draft, named := planAt(t, ctx, db, m.Code, friday), planAt(t, ctx, db, m.Code, friday)
	seen := published(t, ctx, db, m.Code, friday)
	newer := seen
	newer.Based = 1
	_, err := routes.SaveVersion(ctx, m.Code, newer, nil) // not published yet
	check(t, err)
	done, walked := published(t, ctx, db, m.Code, friday), published(t, ctx, db, m.Code, friday)
	for _, p := range []plan.Plan{done, walked} {
		life, err := p.Life.Begin(friday)
		check(t, err)
		life, err = life.End(friday)
		check(t, err)
		check(t, routes.SetLife(ctx, m.Code, p.ID, plan.Published, life))
	}
	_, err = db.Patrols().AddEntry(ctx, m.Code, entryOf(walked))
	check(t, err)
	withdrawn := published(t, ctx, db, m.Code, friday)
	life, err := withdrawn.Life.Withdraw(friday)
	check(t, err)
	check(t, routes.SetLife(ctx, m.Code, withdrawn.ID, plan.Published, life))
	published(t, ctx, db, m.Code, friday.AddDate(0, 0, -15)) // too old

	all, err := routes.Recent(ctx, m.Code, friday.AddDate(0, 0, -14), friday.Add(time.Hour), []int64{named.ID})
	check(t, err)
	type ref struct {
		ID      int64
		Version int
	}
	var got []ref
	for _, p := range all {
		got = append(got, ref{p.ID, p.Version})
	}
	if d := cmp.Diff([]ref{{named.ID, 1}, {seen.ID, 1}, {done.ID, 1}}, got); d != "" {
		t.Errorf("beside the draft %d (-want +got):\n%s", draft.ID, d)
	}
}

// Plans of an earlier schema get the times of their shift.
func TestPlansOfAnEarlierSchema(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.NewEmpty(t), pgtest.Context(t)
	owner := connected(t, urls.Owner)
	tern, err := migrate.NewMigrator(ctx, owner, "public.schema_version")
	check(t, err)
	check(t, tern.LoadMigrations(migrations.FS))
	check(t, tern.MigrateTo(ctx, 23))
	for _, statement := range []string{
		`INSERT INTO municipality (municipality, slug, name, srid, time_zone) VALUES ('1983', 'koping', '{"sv": "Köping", "en": "Köping"}', 3006, 'Europe/Stockholm')`,
		`INSERT INTO analysis (municipality, data_revision, body, created_at, revision) VALUES ('1983', 1, '{}', now(), 1)`,
		`INSERT INTO plan (municipality, revision) VALUES ('1983', 1), ('1983', 1)`,
		`INSERT INTO plan_version (municipality, plan, version, analysis, body, places, created_at, revision)
			SELECT '1983', 1, 1, id, '{"request": {"from": "2026-11-20T21:00:00+01:00", "to": "2026-11-20T23:00:00Z"}}',
			  ST_SetSRID('MULTIPOINT EMPTY'::geometry, 3006), now(), 1 FROM analysis`,
	} {
		_, err := owner.Exec(ctx, statement)
		check(t, err)
	}
	_, _, err = postgres.Migrate(ctx, urls.Owner)
	check(t, err)
	db := pgtest.Open(t, urls)
	if from := ask[time.Time](t, ctx, db, "1983", `SELECT shift_from FROM plan WHERE id = 1`); !from.Equal(friday) {
		t.Errorf("the shift begins at %v", from)
	}
	ids, err := db.Patrols().Awaited(ctx, "1983", friday, friday.Add(time.Hour))
	check(t, err)
	p, _, err := db.Routes().Plan(ctx, "1983", 1, 0)
	check(t, err)
	if len(ids) != 0 || p.Life != (plan.Life{Status: plan.Draft}) {
		t.Errorf("%v are awaited; the first is %+v", ids, p.Life)
	}
}
