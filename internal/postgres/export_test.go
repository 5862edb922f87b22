package postgres

import (
	"context"
	"net"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// What tests look at from outside.
const ListReports = listReports

const ListFigures = listFigures

const (
	ObjectsIn   = objectsIn
	SegmentsIn  = segmentsIn
	ExposuresIn = exposuresIn
)

var (
	CreateReport     = createReport
	ListSnapped      = listSnapped
	RegisterGeometry = registerGeometry
)

// OpenCounted is Open, with a count of the messages sent to the server: each is the
// beginning of one round trip.
func OpenCounted(t testing.TB, appURL string) (*DB, *atomic.Int64) {
	t.Helper()
	var sent atomic.Int64
	db, err := open(t.Context(), appURL, func(cfg *pgxpool.Config) {
		dial := cfg.ConnConfig.DialFunc
		cfg.ConnConfig.DialFunc = func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := dial(ctx, network, addr)
			return counted{conn, &sent}, err
		}
	})
	if err != nil {
		t.Fatalf("open the database: %v", err)
	}
	t.Cleanup(db.Close)
	return db, &sent
}

// OpenTraced is Open, with every statement told to a tracer.
func OpenTraced(t testing.TB, appURL string, tracer pgx.QueryTracer) *DB {
	t.Helper()
	db, err := open(t.Context(), appURL, func(cfg *pgxpool.Config) { cfg.ConnConfig.Tracer = tracer })
	if err != nil {
		t.Fatalf("open the database: %v", err)
	}
	t.Cleanup(db.Close)
	return db
}

type counted struct {
	net.Conn
	sent *atomic.Int64
}

func (c counted) Write(b []byte) (int, error) {
	c.sent.Add(1)
	return c.Conn.Write(b)
}

// RemoveReports removes reports as an erasure does.
var RemoveReports = removeReports
