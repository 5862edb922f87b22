package httpapi

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/labstack/echo/v4"

	"tryggled/api"
	"tryggled/internal/identity"
	"tryggled/internal/municipality"
	"tryggled/internal/pgserver"
	"tryggled/internal/postgres"
	"tryggled/internal/report"
	"tryggled/internal/report/reporttest"
)

// BenchmarkAuthorised asks for a box of 1,000 reports: as a coordinator who is let in by
// the table and written down in the audit log, and, by turns in the same run, of a handler
// that does neither. The database is a real one that syncs to disk, as the one in use
// does. The ratio is that of the middle times of both.
func BenchmarkAuthorised(b *testing.B) {
	db := durable(b)
	s := thousandReports(b, db)
	with, err := s.Handler()
	if err != nil {
		b.Fatal(err)
	}
	without := unguarded(b, s)
	var times [2][]time.Duration
	for range 20 { // until statements are prepared and pages cached
		timed(b, with)
		timed(b, without)
	}
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		for j := range 2 { // each as often first
			k := (i + j) % 2
			times[k] = append(times[k], timed(b, []http.Handler{with, without}[k]))
		}
	}
	ours, bare := middle(times[0]), middle(times[1])
	b.ReportMetric(float64(ours.Microseconds())/1000, "ms/authorised")
	b.ReportMetric(float64(bare.Microseconds())/1000, "ms/bare")
	b.ReportMetric(ours.Seconds()/bare.Seconds(), "ratio")
	b.ReportMetric(0, "ns/op") // says nothing here
	var lines int64
	check(b, db.Tenant(identity.Enter(b.Context(), identity.Access{Rule: identity.Rule{Collection: identity.Audit}}, nil), koping.Code,
		func(ctx context.Context, tx pgx.Tx) error {
			return tx.QueryRow(ctx, `SELECT count(*) FROM audit_event WHERE actor = 'oidc:bench'`).Scan(&lines)
		}))
	if want := int64(len(times[0]) + 20); lines != want {
		b.Errorf("the audit log has %d lines of the %d requests", lines, want)
	}
}

func check(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// durable is a migrated database on a server of the benchmark's own, with fsync.
func durable(b *testing.B) *postgres.DB {
	dir, err := os.MkdirTemp("", "tryggled-bench-")
	check(b, err)
	b.Cleanup(func() { os.RemoveAll(dir) })
	check(b, os.Chmod(dir, 0o711)) // the account that runs PostgreSQL goes through it
	ctx := context.WithoutCancel(b.Context())
	server, err := pgserver.Start(ctx, pgserver.Options{Dir: filepath.Join(dir, "data"), Holder: "tryggled bench"})
	check(b, err)
	b.Cleanup(func() { check(b, server.Close()) })
	_, _, err = postgres.Migrate(ctx, server.OwnerURL(pgserver.Database))
	check(b, err)
	db, err := postgres.Open(ctx, server.AppURL(pgserver.Database))
	check(b, err)
	b.Cleanup(db.Close)
	return db
}

// thousandReports fills Köping, whose coordinator the server takes everybody for.
func thousandReports(b *testing.B, db *postgres.DB) *Server {
	ctx := identity.AsJob(b.Context())
	m := koping
	m.Revision = 0
	check(b, db.Municipalities().Add(ctx, m))
	random := rand.New(rand.NewPCG(1983, 8))
	check(b, db.Write(ctx, m.Code, func(ctx context.Context, _ pgx.Tx, _ int64) error {
		for i := range 1000 {
			r := reporttest.Sample()
			r.ExternalID = fmt.Sprint("B-", i)
			r.Point[0] += random.NormFloat64() * 300
			r.Point[1] += random.NormFloat64() * 300
			if _, err := db.Reports().Create(ctx, m.Code, r); err != nil {
				return err
			}
		}
		return nil
	}))
	return &Server{
		Municipalities: municipality.Service{Store: db.Municipalities()}, Reports: report.Service{Store: db.Reports()},
		Audit: db.Audit(), Log: slog.New(slog.DiscardHandler),
		Auth:  always{ID: "oidc:bench", Way: identity.BySession, Grants: []identity.Grant{{Municipality: m.Code, Role: identity.Coordinator}}},
		Rates: Rates{Stale: Rate{1, 1}}, // no limit but one that is not met
	}
}

// unguarded is the same server without asking who may what, and without a line in the
// audit log.
func unguarded(b *testing.B, s *Server) http.Handler {
	doc, err := api.Load()
	check(b, err)
	docs, err := newDescription(doc)
	check(b, err)
	page, err := newPages(s)
	check(b, err)
	all := identity.AsJob(b.Context())
	access, _ := identity.AccessOf(all)
	e := echo.New()
	e.HTTPErrorHandler = s.handleError
	e.Use(s.logged, compressed(), s.recovered, remembered, limited, inTime, func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			m, err := s.Municipalities.BySlug(c.Request().Context(), c.Param("municipality"))
			if err != nil {
				return err
			}
			ctx := withAsked(c.Request().Context(), func(a *asked) { a.municipality = m })
			c.SetRequest(c.Request().WithContext(identity.Enter(ctx, access, nil)))
			return next(c)
		}
	}, newContract(doc).checked)
	s.routes(e, docs, page)
	return s.headers(s.rightDoor(s.sameOrigin(head(e))))
}

// timed asks once and returns how long the answer took.
func timed(b *testing.B, h http.Handler) time.Duration {
	r := httptest.NewRequest("GET", base+"/reports?limit=1000&bbox=15.9,59.4,16.1,59.6", nil)
	w := httptest.NewRecorder()
	began := time.Now()
	h.ServeHTTP(w, r)
	took := time.Since(began)
	if n := w.Body.Len(); w.Code != http.StatusOK || n < 100_000 {
		body, _ := io.ReadAll(io.LimitReader(w.Body, 500))
		b.Fatalf("got %d with %d bytes: %s", w.Code, n, body)
	}
	return took
}

func middle(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}
