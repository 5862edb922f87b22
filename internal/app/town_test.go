package app_test

import (
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tryggled/geodata/koping"
	"tryggled/internal/app"
	"tryggled/internal/config"
	"tryggled/internal/ingest"
	"tryggled/internal/postgres/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// within is the test's context with the access of background work.
func within(t testing.TB) context.Context { return pgtest.Context(t) }

// open joins the program over a database of its own on the tests' server.
func open(t testing.TB, now time.Time) *app.App {
	t.Helper()
	a := openAt(t, pgtest.New(t))
	a.Now = func() time.Time { return now }
	return a
}

func openAt(t testing.TB, urls pgtest.Addresses) *app.App {
	t.Helper()
	o := options(t, "")
	o.Config.DatabaseURL, o.Config.MigrateDatabaseURL = config.NewSecret(urls.App), config.NewSecret(urls.Owner)
	a, err := app.Open(pgtest.Context(t), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func options(t testing.TB, dir string) app.Options {
	t.Helper()
	return app.Options{
		Config: config.Config{Data: dir},
		Log:    slog.New(slog.NewTextHandler(io.Discard, nil)),
		Holder: "go test " + t.Name(),
	}
}

// dataDir is a data folder that the account which runs PostgreSQL can reach too.
func dataDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "tryggled-app-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "data")
}

// embrace is the profile of the exercise town's reports.
func embrace(t testing.TB) ingest.Profile {
	t.Helper()
	p, err := ingest.ShippedProfile(koping.Profile)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// realData is a folder of real data, or skips the test where there is none.
func realData(t testing.TB, name string) string {
	t.Helper()
	dir := os.Getenv("TRYGGLED_REAL_DATA")
	if dir == "" {
		t.Skip("TRYGGLED_REAL_DATA is not set: no real data to test on")
	}
	return filepath.Join(dir, name)
}

// demonstrate runs the whole way once and writes its files into a folder, which is
// returned with what was made.
func demonstrate(t *testing.T, a *app.App, folder string, asOf time.Time) (app.Demonstration, string) {
	t.Helper()
	ctx := within(t)
	var d app.Demonstration
	var err error
	if folder == "" {
		d, err = a.Demonstrate(ctx, nil, asOf, nil)
	} else {
		d, err = a.Demonstrate(ctx, os.DirFS(folder), asOf, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	written, err := d.WriteTo(ctx, a, t.TempDir(), "en")
	if err != nil {
		t.Fatal(err)
	}
	return d, written
}
