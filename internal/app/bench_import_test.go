package app_test

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tryggled/geodata/koping"
	"tryggled/internal/postgres/pgtest"
)

// BenchmarkImport measures an import the whole way: 100,000 rows of an Embrace-like file
// read, checked, masked, staged, given their area, indexed and committed by a job. The
// ratio is its rows/s to those of a bare binary COPY by the tables' owner of the same
// rows, already mapped, into a copy of the table with its indexes, in the same run; of
// each the fastest round counts, which other work on the machine disturbed least.
func BenchmarkImport(b *testing.B) {
	const n = 100_000
	urls := pgtest.New(b)
	a := openAt(b, urls)
	asOf := time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)
	folder, err := koping.Folder(asOf)
	if err != nil {
		b.Fatal(err)
	}
	m, _, err := a.Load(pgtest.Context(b), folder, nil)
	if err != nil {
		b.Fatal(err)
	}
	owner, err := pgx.Connect(pgtest.Context(b), urls.Owner)
	if err != nil {
		b.Fatal(err)
	}
	defer owner.Close(context.Background())
	file := manyReports(n)
	ours, bare := math.Inf(1), math.Inf(1)
	for b.Loop() {
		mustExec(b, owner, `TRUNCATE report CASCADE`)
		started := time.Now()
		imported, err := a.Import(pgtest.Context(b), m, func(ctx context.Context) (int64, error) {
			return a.Imports.Reports(ctx, m, embrace(b), "many.csv", false, bytes.NewReader(file))
		}, nil)
		ours = min(ours, time.Since(started).Seconds())
		if err != nil || imported.New != n {
			b.Fatalf("got %+v, %v; want %d new", imported.Summary, err, n)
		}
		bare = min(bare, bareCopy(b, owner))
	}
	b.ReportMetric(n/ours, "rows/s")
	b.ReportMetric(n/bare, "copy-rows/s")
	b.ReportMetric(bare/ours, "ratio")
	b.ReportMetric(0, "ns/op") // says nothing here
}

// manyReports is a file of n reports around the centre of exercise Köping, each with a
// sentence to mask.
func manyReports(n int) []byte {
	random := rand.New(rand.NewPCG(1983, 7))
	var file bytes.Buffer
	file.WriteString(embraceHeader)
	for i := range n {
		day := time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, random.IntN(700)).Format(time.DateOnly)
		fmt.Fprintf(&file, "M-%06d;klotter;Klotter på väggen vid gången, ring %03d-174 06 05 om ni har frågor;%s 21:00;%s 22:00;%s 23:00;%.1f;%.1f;10;medborgare;r%d;;anmäld;2;ja\n",
			i, 70+random.IntN(10), day, day, day, 6598000+random.NormFloat64()*400, 555900+random.NormFloat64()*400, random.IntN(20_000))
	}
	return file.Bytes()
}

const embraceHeader = "Ärendenummer;Kategori;Beskrivning;Händelse från;Händelse till;Rapporterad;Nord;Ost;Noggrannhet (m);" +
	"Rapportör;Rapportörsnyckel;Samma händelse;Upptäckt;Allvar;Övningsdata\n"

const reportColumns = `municipality, id, source, source_key, category, occurred_from, occurred_to, reported_at, geom, accuracy_m,
	discovery, body, severity, area, reporter_kind, reporter_key, same_event, exercise, revision`

// bareCopy copies the rows of the table into an empty copy of it and returns the seconds.
func bareCopy(b *testing.B, owner *pgx.Conn) float64 {
	b.Helper()
	mustExec(b, owner, `DROP TABLE IF EXISTS bare; CREATE TABLE bare (LIKE report INCLUDING ALL)`)
	var rows bytes.Buffer
	if _, err := owner.PgConn().CopyTo(pgtest.Context(b), &rows, `COPY report (`+reportColumns+`) TO STDOUT (FORMAT binary)`); err != nil {
		b.Fatal(err)
	}
	started := time.Now()
	if _, err := owner.PgConn().CopyFrom(pgtest.Context(b), &rows, `COPY bare (`+reportColumns+`) FROM STDIN (FORMAT binary)`); err != nil {
		b.Fatal(err)
	}
	return time.Since(started).Seconds()
}

func mustExec(b *testing.B, conn *pgx.Conn, statement string) {
	b.Helper()
	if _, err := conn.Exec(pgtest.Context(b), statement); err != nil {
		b.Fatal(err)
	}
}
