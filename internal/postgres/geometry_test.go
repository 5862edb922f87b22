package postgres_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"tryggled/internal/postgres/pgtest"
)

func TestEveryGeometryComesBack(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	for _, g := range []orb.Geometry{
		at(1, 2),
		orb.MultiPoint{},
		orb.MultiPoint{at(1, 2), at(1, 2)},
		orb.LineString{at(0, 0), at(1, 1)},
		orb.LineString{},
		orb.MultiLineString{{at(0, 0), at(1, 1)}},
		orb.MultiLineString{},
		square(0, 0, 1)[0], square(0, 0, 1),
		orb.MultiPolygon{},
		orb.Collection{at(1, 2), orb.LineString{at(0, 0), at(1, 1)}},
	} {
		check(t, db.Tenant(ctx, m.Code, func(ctx context.Context, tx pgx.Tx) error {
			var got orb.Geometry
			var srid int
			err := tx.QueryRow(ctx, `SELECT ST_SetSRID($1::geometry, 3006), ST_SRID($1::geometry)`, g).Scan(&got, &srid)
			check(t, err)
			if diff := cmp.Diff(g, got); diff != "" || srid != 0 {
				t.Errorf("%T (-want +got), sent with SRID %d:\n%s", g, srid, diff)
			}
			return nil
		}))
	}
	ring, bound := square(0, 0, 1)[0][0], square(0, 0, 1).Bound()
	if got := ask[orb.Polygon](t, ctx, db, m.Code, `SELECT $1::geometry`, ring); !got.Equal(orb.Polygon{ring}) {
		t.Errorf("a ring: got %v", got)
	}
	if got := ask[orb.Polygon](t, ctx, db, m.Code, `SELECT $1::geometry`, bound); got.Bound() != bound {
		t.Errorf("a bound: got %v", got)
	}
}

func TestNoGeometry(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	for _, nothing := range []any{nil, orb.Geometry(nil), orb.LineString(nil), orb.MultiPolygon(nil)} {
		if !ask[bool](t, ctx, db, m.Code, `SELECT $1::geometry IS NULL`, nothing) {
			t.Errorf("%T(nil) is not NULL", nothing)
		}
	}
	if got := ask[orb.Geometry](t, ctx, db, m.Code, `SELECT NULL::geometry`); got != nil {
		t.Errorf("NULL: got %v", got)
	}
	if got := ask[orb.MultiPolygon](t, ctx, db, m.Code, `SELECT NULL::geometry`); got != nil {
		t.Errorf("NULL: got %v", got)
	}
	if got := ask[*orb.Point](t, ctx, db, m.Code, `SELECT NULL::geometry`); got != nil {
		t.Errorf("NULL: got %v", got)
	}
	for query, into := range map[string]any{
		`SELECT NULL::geometry`:                  new(orb.Point),
		`SELECT 'LINESTRING(0 0,1 1)'::geometry`: new(orb.Point),
		`SELECT 'POINT(0 0)'::geometry`:          new(orb.MultiPolygon),
	} {
		err := db.Tenant(ctx, m.Code, func(ctx context.Context, tx pgx.Tx) error { return tx.QueryRow(ctx, query).Scan(into) })
		if err == nil {
			t.Errorf("%s was read into %T", query, into)
		}
	}
}
