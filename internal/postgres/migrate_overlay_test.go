package postgres_test

import (
	"testing"

	"github.com/jackc/tern/v2/migrate"

	"tryggled/internal/overlay"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
	"tryggled/migrations"
)

// Lamps of an earlier schema keep their revision and what they say, and streets that were
// there before there were exposures wait to be given them.
func TestObjectsOfAnEarlierSchema(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.NewEmpty(t), pgtest.Context(t)
	owner := connected(t, urls.Owner)
	tern, err := migrate.NewMigrator(ctx, owner, "public.schema_version")
	check(t, err)
	check(t, tern.LoadMigrations(migrations.FS))
	check(t, tern.MigrateTo(ctx, 19))
	for _, statement := range []string{
		`INSERT INTO municipality (municipality, slug, name, srid, time_zone) VALUES ('1983', 'koping', '{"sv": "Köping", "en": "Köping"}', 3006, 'Europe/Stockholm')`,
		`INSERT INTO overlay_object (municipality, kind, source, source_key, geom, props, dwelling, revision) VALUES
			('1983', 'lamps', 'osm', 'a', ST_SetSRID(ST_Point(1, 1), 3006), '{"broken": true, "height_m": 6}', false, 7),
			('1983', 'lamps', 'osm', 'b', ST_SetSRID(ST_Point(2, 2), 3006), '{"broken": false}', false, 8),
			('1983', 'lamps', 'osm', 'c', ST_SetSRID(ST_Point(3, 3), 3006), '{"height_m": 4}', false, 9)`,
		`INSERT INTO segment (municipality, id, way, from_node, to_node, geom, length_m, class, name, light, steps, surface, access, component, revision)
			VALUES ('1983', 1, 1, 1, 2, ST_SetSRID(ST_MakeLine(ST_Point(0, 0), ST_Point(9, 0)), 3006), 9, 'footway', '', '', false, '', '', 0, 1)`,
	} {
		_, err := owner.Exec(ctx, statement)
		check(t, err)
	}
	_, _, err = postgres.Migrate(ctx, urls.Owner)
	check(t, err)

	db := pgtest.Open(t, urls)
	lamps, err := db.Overlays().Objects(ctx, "1983", overlay.Lamp)
	check(t, err)
	for i, want := range []overlay.Props{
		{HeightM: 6, Lighting: overlay.Lighting{Status: overlay.Broken}}, {}, {HeightM: 4},
	} {
		if got := lamps[i]; got.Props.HeightM != want.HeightM || got.Props.Status != want.Status || got.Revision != int64(7+i) {
			t.Errorf("lamp %s: got %+v of revision %d", got.ExternalID, got.Props, got.Revision)
		}
	}
	if n := ask[int](t, ctx, db, "1983", `SELECT count(*) FROM overlay_object WHERE props ? 'broken'`); n != 0 {
		t.Errorf("%d objects still say broken", n)
	}
	left := pendingChanges(t, ctx, db, "1983")
	if len(left) != 1 || left[0].Kind != "" || !left[0].Bound.IsEmpty() {
		t.Errorf("to renew: got %+v, want everything once", left)
	}
}
