package postgres_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/identity"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
)

// BenchmarkVerify goes along a chain; its lines a second are what audit verify does, and
// x-bare-read how many times as long that takes as only to read the same rows.
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
	var bare time.Duration
	for b.Loop() {
		v, err := db.Audit().Verify(ctx, m.Code)
		if err != nil || v.Checked != n {
			b.Fatalf("got %+v, %v", v, err)
		}
		b.StopTimer()
		begin := time.Now()
		if got := readBare(ctx, b, db, m.Code); got != n {
			b.Fatalf("got %d rows, want %d", got, n)
		}
		bare += time.Since(begin)
		b.StartTimer()
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
	b.ReportMetric(b.Elapsed().Seconds()/bare.Seconds(), "x-bare-read")
	b.ReportMetric(sealed, "sealed/s")
	begin = time.Now()
	_, n0, err := db.Audit().Seal(ctx, m.Code)
	if err != nil || n0 != 0 {
		b.Errorf("got %d sealed, %v", n0, err)
	}
	b.ReportMetric(float64(time.Since(begin).Milliseconds()), "ms/idle-seal")
}

// readBare takes in every line and its seal, in their order, and looks at none.
func readBare(ctx context.Context, b *testing.B, db *postgres.DB, code string) (n int) {
	b.Helper()
	check(b, db.Snapshot(identity.WithAudit(ctx), code, func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT s.*, e.* FROM audit_seal s JOIN audit_event e ON e.municipality = $1 AND e.id = s.event
			WHERE s.municipality = $1 ORDER BY s.seq`, code)
		if err != nil {
			return err
		}
		for ; rows.Next(); n++ {
			rows.RawValues()
		}
		return rows.Err()
	}))
	return n
}
