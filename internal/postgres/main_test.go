package postgres_test

import (
	"context"
	"fmt"
	"iter"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"tryggled/internal/ingest"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
	"tryggled/internal/report"
	"tryggled/internal/report/reporttest"
	"tryggled/internal/street"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// origin is the lower left corner of the small world of these tests: squares of 100 m.
var origin = orb.Point{500_000, 6_600_000}

func at(x, y float64) orb.Point { return orb.Point{origin[0] + x, origin[1] + y} }

func square(x, y, side float64) orb.MultiPolygon {
	return orb.MultiPolygon{{{at(x, y), at(x+side, y), at(x+side, y+side), at(x, y+side), at(x, y)}}}
}

func area(slug string, x, y, side float64) ingest.Object {
	return ingest.Object{Area: &municipality.Area{Slug: slug, Name: lang.Same(slug), Shape: square(x, y, side)}}
}

func base(slug string, x, y float64) ingest.Object {
	return ingest.Object{Base: &municipality.Base{Slug: slug, Name: lang.Same(slug), Point: at(x, y), Roles: []string{"police"}}}
}

func segment(id int64, from, to orb.Point) ingest.Object {
	return ingest.Object{Segment: &street.Segment{
		ID: id, Way: 10 + id, From: id, To: id + 1, Line: orb.LineString{from, to}, LengthM: 100,
		Class: "footway", Name: "Provgatan", Light: street.Lit, Surface: "asphalt",
		Car: street.NoWay, Bicycle: street.Forward, MaxKmh: 30, Sidewalk: true, Detail: "sidewalk",
	}}
}

func lamp(id string, x, y float64) ingest.Object {
	return ingest.Object{Overlay: &overlay.Object{Kind: overlay.Lamp, Source: "osm", ExternalID: id, Geometry: at(x, y)}}
}

func home(id string, x, y, side float64) ingest.Object {
	return ingest.Object{Overlay: &overlay.Object{
		Kind: overlay.Building, Source: "osm", ExternalID: id, Geometry: square(x, y, side)[0],
		Props: overlay.Props{Dwelling: true},
	}}
}

// told is a valid report at a place of the small world.
func told(id string, x, y float64) report.Report {
	r := reporttest.Sample()
	r.ExternalID, r.Point = id, at(x, y)
	return r
}

func reports(all ...report.Report) iter.Seq2[ingest.Row, error] {
	return func(yield func(ingest.Row, error) bool) {
		for i, r := range all {
			if !yield(ingest.Row{Line: int64(i + 2), Report: r}, nil) {
				return
			}
		}
	}
}

func objects(all ...ingest.Object) iter.Seq2[ingest.Object, error] {
	return func(yield func(ingest.Object, error) bool) {
		for _, o := range all {
			if !yield(o, nil) {
				return
			}
		}
	}
}

// staged stages and submits an import, and returns its task.
func staged(t testing.TB, ctx context.Context, db *postgres.DB, code string, request ingest.Request,
	things iter.Seq2[ingest.Object, error], rows iter.Seq2[ingest.Row, error],
) int64 {
	t.Helper()
	s := db.Imports()
	task, err := s.Open(ctx, code)
	check(t, err)
	if things != nil {
		check(t, s.StageObjects(ctx, code, task, things))
	}
	if rows != nil {
		check(t, s.StageReports(ctx, code, task, rows))
	}
	check(t, s.Submit(ctx, code, task, request))
	return task
}

// imported is staged, merged.
func imported(t testing.TB, ctx context.Context, db *postgres.DB, code string, request ingest.Request,
	things iter.Seq2[ingest.Object, error], rows iter.Seq2[ingest.Row, error],
) ingest.Summary {
	t.Helper()
	sum, err := db.Imports().Merge(ctx, code, staged(t, ctx, db, code, request, things, rows), nil)
	check(t, err)
	return sum
}

func replaces(parts ...string) ingest.Request {
	var r ingest.Request
	for _, part := range parts {
		r.Replaces = append(r.Replaces, ingest.Set{Part: part, Source: "osm"})
	}
	return r
}

// inTenant runs a statement as the application role for a municipality.
func inTenant(ctx context.Context, db *postgres.DB, code, statement string, args ...any) error {
	return db.Tenant(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		_, err := tx.Exec(ctx, statement, args...)
		return err
	})
}

// ask returns the one value of a query as the application role for a municipality.
func ask[T any](t testing.TB, ctx context.Context, db *postgres.DB, code, query string, args ...any) (value T) {
	t.Helper()
	check(t, db.Tenant(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, query, args...).Scan(&value); err != nil {
			return fmt.Errorf("%s: %w", query, err)
		}
		return nil
	}))
	return value
}

// connected is a connection of its own, as owner or superuser.
func connected(t testing.TB, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(pgtest.Context(t), url)
	check(t, err)
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(pgtest.Context(t))) })
	return conn
}

func boundOf(lower, upper orb.Point) *orb.Bound { return &orb.Bound{Min: lower, Max: upper} }

// streetGrid is n by n crossings, 50 m apart.
func streetGrid(n int) iter.Seq2[ingest.Object, error] {
	return func(yield func(ingest.Object, error) bool) {
		for i := range n * n {
			x, y := float64(i%n)*50, float64(i/n)*50
			if !yield(segment(int64(i+1), at(x, y), at(x+50, y)), nil) {
				return
			}
		}
	}
}
