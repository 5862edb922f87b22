package postgres_test

import (
	"context"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"tryggled/internal/ingest"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
	"tryggled/internal/report"
)

// BenchmarkImport100k measures the storage of an import: 100,000 mapped rows through staging
// to committed, with areas assigned, homes looked up and all indexes kept. The ratio is its
// rows/s to those of a bare COPY by the owner of the same rows, finished, into a copy of the
// table with the same indexes, in the same run; of each the fastest round counts, which other
// work on the machine disturbed least.
func BenchmarkImport100k(b *testing.B) {
	const n = 100_000
	ctx := pgtest.Context(b)
	urls := pgtest.New(b)
	db := pgtest.Open(b, urls)
	owner := connected(b, urls.Owner)
	check(b, postgres.RegisterGeometry(ctx, owner))
	all := manyReports(n)
	ours, bare := time.Duration(math.MaxInt64), time.Duration(math.MaxInt64)
	for b.Loop() {
		m := pgtest.Add(b, db)
		imported(b, ctx, db, m.Code, ingest.Request{}, benchTown(), nil)
		took, sum := importTime(ctx, b, db, m, all)
		if sum.New != n {
			b.Fatalf("stored %d rows, want %d", sum.New, n)
		}
		ours = min(ours, took)
		bare = min(bare, copyTime(ctx, b, owner, m.Code, all))
		_, err := owner.Exec(ctx, `DROP TABLE bare`)
		check(b, err)
		_, err = owner.Exec(ctx, `TRUNCATE report CASCADE`) // every run begins with empty tables
		check(b, err)
	}
	b.ReportMetric(float64(n)/ours.Seconds(), "rows/s")
	b.ReportMetric(float64(n)/bare.Seconds(), "copy-rows/s")
	b.ReportMetric(bare.Seconds()/ours.Seconds(), "ratio")
	b.ReportMetric(0, "ns/op") // says nothing here
}

// manyReports lie over 4 by 4 km, the more the nearer the middle, as reports do.
func manyReports(n int) []report.Report {
	random := rand.New(rand.NewPCG(1983, 7))
	all := make([]report.Report, n)
	for i := range all {
		r := told(fmt.Sprintf("E-%07d", i), 2000+random.NormFloat64()*600, 2000+random.NormFloat64()*600)
		r.From = r.From.Add(-time.Duration(random.IntN(2*365*24)) * time.Hour)
		r.To, r.ReportedAt = r.From.Add(time.Hour), r.From.Add(2*time.Hour)
		r.ReporterKey = fmt.Sprintf("%016x", random.Uint64())
		all[i] = r
	}
	return all
}

// benchTown has two areas, a street every 100 m and 2,000 homes.
func benchTown() iter.Seq2[ingest.Object, error] {
	random := rand.New(rand.NewPCG(1983, 8))
	things := []ingest.Object{area("centrum", 1500, 1500, 1000), area("nygard", 500, 1500, 900)}
	for i := range 40 {
		things = append(things, segment(int64(i+1), at(0, float64(i)*100), at(4000, float64(i)*100)))
	}
	for i := range 2000 {
		things = append(things, home(fmt.Sprint("w", i), random.Float64()*4000, random.Float64()*4000, 12))
	}
	return objects(things...)
}

func importTime(ctx context.Context, b *testing.B, db *postgres.DB, m municipality.Municipality, all []report.Report) (time.Duration, ingest.Summary) {
	started := time.Now()
	sum := imported(b, ctx, db, m.Code, ingest.Request{}, nil, reports(all...))
	return time.Since(started), sum
}

var copyColumns = []string{
	"municipality", "id", "source", "source_key", "category", "occurred_from", "occurred_to", "reported_at", "geom", "accuracy_m",
	"discovery", "body", "severity", "area", "reporter_kind", "reporter_key", "same_event", "exercise", "revision",
}

func copyTime(ctx context.Context, b *testing.B, owner *pgx.Conn, code string, all []report.Report) time.Duration {
	_, err := owner.Exec(ctx, `CREATE TABLE bare (LIKE report INCLUDING ALL)`)
	check(b, err)
	rows := func(i int) ([]any, error) {
		r := all[i]
		return []any{
			code, int64(i + 1), r.Source, r.ExternalID, r.Category, r.From, r.To,
			pgtype.Timestamptz{Time: r.ReportedAt, Valid: true},
			r.Point, r.AccuracyM, r.Discovery, r.Text, r.Severity, "", r.ReporterKind, r.ReporterKey, r.SameEvent, r.Exercise, int64(1),
		}, nil
	}
	started := time.Now()
	_, err = owner.CopyFrom(ctx, pgx.Identifier{"bare"}, copyColumns, pgx.CopyFromSlice(len(all), rows))
	check(b, err)
	return time.Since(started)
}

// BenchmarkOneLamp measures how long a change of one lamp takes to be stored and to reach the
// stored exposures, in a town of the size of Cambridge: see TestOneLampRenewsWhatItTouches.
func BenchmarkOneLamp(b *testing.B) {
	b.ReportAllocs()
	db, ctx := pgtest.DB(b), pgtest.Context(b)
	m := pgtest.Add(b, db)
	imported(b, ctx, db, m.Code, ingest.Request{}, chain(streetGrid(71), lampGrid(92)), nil)
	service := overlay.Service{Store: db.Overlays(), Streets: db.Streets()}
	_, err := service.Renew(ctx, m, nil)
	check(b, err)
	lamps, err := db.Overlays().Objects(ctx, m.Code, overlay.Lamp)
	check(b, err)
	o := lamps[len(lamps)/2]
	o.Props.HeightM = 6
	for b.Loop() {
		o.Props.HeightM = 11 - o.Props.HeightM // 5 m, 6 m, 5 m
		o, err = service.Update(ctx, m, o)
		check(b, err)
	}
}
