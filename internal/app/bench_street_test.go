package app_test

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"tryggled/internal/ingest"
	"tryggled/internal/municipality"
	"tryggled/internal/pgserver"
	"tryggled/internal/street"
)

// BenchmarkWalkAgainstPgRouting measures the walking metres between 200 places of London
// here and with pgr_dijkstraCostMatrix on the same graph, in the same run, and reports how
// many times faster we are: with both processors, and with one (pgRouting uses one).
func BenchmarkWalkAgainstPgRouting(b *testing.B) {
	root := os.Getenv("TRYGGLED_REAL_DATA")
	if root == "" {
		b.Skip("TRYGGLED_REAL_DATA is not set")
	}
	segments := londonSegments(b, filepath.Join(root, "london", "london-city-farringdon.osm.pbf"))
	graph := street.NewGraph(segments)
	positions, nodes := everyNth(segments, 200)
	conn := routingDatabase(b, segments)

	matrix := graph.Matrix(positions)
	sum, theirs := pgRouting(b, conn, nodes)
	if want := total(matrix); math.Abs(sum-want) > 1e-6*want {
		b.Fatalf("the matrices add up to %v m here and %v m in pgRouting", want, sum)
	}
	both, one := time.Duration(math.MaxInt64), time.Duration(math.MaxInt64)
	for b.Loop() {
		start := time.Now()
		graph.Matrix(positions)
		both = min(both, time.Since(start))
		start = time.Now()
		for _, from := range positions {
			graph.Walk(from, positions)
		}
		one = min(one, time.Since(start))
		_, again := pgRouting(b, conn, nodes)
		theirs = min(theirs, again)
	}
	b.ReportMetric(float64(len(segments)), "segments")
	b.ReportMetric(theirs.Seconds()*1000, "pgRouting-ms")
	b.ReportMetric(both.Seconds()*1000, "Matrix-ms")
	b.ReportMetric(one.Seconds()*1000, "Walk-ms")
	b.ReportMetric(theirs.Seconds()/both.Seconds(), "times-faster")
	b.ReportMetric(theirs.Seconds()/one.Seconds(), "times-faster-on-one-processor")
}

func londonSegments(b *testing.B, path string) []street.Segment {
	b.Helper()
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	town, err := ingest.OSM(within(b), f, filepath.Base(path), municipality.Municipality{Slug: "london", CRS: 27700}, orb.Bound{})
	if err != nil {
		b.Fatal(err)
	}
	return town.Segments
}

// everyNth picks n junctions of the largest connected part, spread over all of it: the
// starts of segments, once each.
func everyNth(segments []street.Segment, n int) (positions []street.Position, nodes []int64) {
	var starts []int
	seen := make(map[int64]bool)
	for i, s := range segments {
		if s.Component == 0 && !seen[s.From] {
			seen[s.From] = true
			starts = append(starts, i)
		}
	}
	for k := range n {
		i := starts[k*len(starts)/n]
		positions = append(positions, street.Position{Segment: int32(i), Point: segments[i].Line[0]})
		nodes = append(nodes, segments[i].From)
	}
	return positions, nodes
}

// routingDatabase starts a cluster with pgRouting and the segments as its edges.
func routingDatabase(b *testing.B, segments []street.Segment) *pgx.Conn {
	b.Helper()
	dir, err := os.MkdirTemp("", "tryggled-bench-") // b.TempDir's parents are closed to the user postgres
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o711); err != nil {
		b.Fatal(err)
	}
	server, err := pgserver.Start(within(b), pgserver.Options{Dir: filepath.Join(dir, "pg"), Holder: "tryggled bench", Unsafe: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = server.Close() })
	if err := server.CreateDatabase(within(b), "routing", pgserver.Template); err != nil {
		b.Fatal(err)
	}
	conn, err := pgx.Connect(within(b), server.SuperuserURL("routing"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = conn.Close(context.Background()) })
	if _, err := conn.Exec(within(b), `CREATE EXTENSION pgrouting`); err != nil {
		b.Skip("pgRouting is not installed (postgresql-15-pgrouting): ", err)
	}
	if _, err := conn.Exec(within(b), `CREATE TABLE edge (id bigint, source bigint, target bigint, cost double precision)`); err != nil {
		b.Fatal(err)
	}
	_, err = conn.CopyFrom(within(b), pgx.Identifier{"edge"}, []string{"id", "source", "target", "cost"},
		pgx.CopyFromSlice(len(segments), func(i int) ([]any, error) {
			s := segments[i]
			return []any{s.ID, s.From, s.To, s.LengthM}, nil
		}))
	if err != nil {
		b.Fatal(err)
	}
	return conn
}

// pgRouting computes the matrix in the database and gives the sum of its metres; the rows
// themselves are not fetched, which favours pgRouting.
func pgRouting(b *testing.B, conn *pgx.Conn, nodes []int64) (sum float64, took time.Duration) {
	b.Helper()
	start := time.Now()
	err := conn.QueryRow(within(b), `
		SELECT sum(agg_cost)
		FROM pgr_dijkstraCostMatrix('SELECT id, source, target, cost FROM edge', @nodes::bigint[], directed => false)`,
		pgx.NamedArgs{"nodes": nodes}).Scan(&sum)
	if err != nil {
		b.Fatal(err)
	}
	return sum, time.Since(start)
}

func total(matrix [][]float64) (sum float64) {
	for _, row := range matrix {
		for _, m := range row {
			sum += m
		}
	}
	return sum
}
