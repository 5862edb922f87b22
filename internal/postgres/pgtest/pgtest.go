// Package pgtest gives tests a real, migrated database: a private PostGIS for the test
// process, and in it a database of the test's own or a transaction that is rolled back.
// Without a server a test fails; none is skipped.
package pgtest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/pgserver"
	"tryggled/internal/postgres"
)

// migrated is the database that others are cloned from.
const migrated = "tryggled_migrated"

// cluster is the private PostGIS of this process, with a migrated template.
type cluster struct {
	dir    string
	server *pgserver.Server
}

var (
	running cluster
	begun   atomic.Bool                 // whether any test asked for the cluster
	opened  atomic.Pointer[postgres.DB] // what Tx shares
	counter atomic.Int64

	start = sync.OnceValue(func() error {
		begun.Store(true)
		return running.start(context.Background())
	})
	shared = sync.OnceValues(func() (*postgres.DB, error) {
		db, err := clone(context.Background())
		if err != nil {
			return nil, err
		}
		all, err := postgres.Open(context.Background(), running.server.AppURL(db))
		opened.Store(all)
		return all, err
	})
)

// Main runs the tests of a package and stops the database after them. Call it from TestMain.
func Main(m *testing.M) { os.Exit(Run(m)) }

// Run is Main for a TestMain that has more to do: it returns the exit code.
func Run(m *testing.M) int {
	code := m.Run()
	if begun.Load() {
		running.stop()
	}
	return code
}

func (c *cluster) start(ctx context.Context) (err error) {
	// Not t.TempDir, whose parents the system user postgres may not enter.
	if c.dir, err = os.MkdirTemp("", "tryggled-test-"); err != nil {
		return err
	}
	if err = os.Chmod(c.dir, 0o711); err != nil {
		return err
	}
	c.server, err = pgserver.Start(ctx, pgserver.Options{Dir: filepath.Join(c.dir, "pg"), Holder: "tryggled test", Unsafe: true})
	if err != nil {
		return err
	}
	if err := c.server.CreateDatabase(ctx, migrated, pgserver.Template); err != nil {
		return err
	}
	_, _, err = postgres.Migrate(ctx, c.server.OwnerURL(migrated))
	return err
}

func (c *cluster) stop() {
	if db := opened.Load(); db != nil {
		db.Close()
	}
	if c.server != nil {
		if err := c.server.Close(); err != nil {
			fmt.Fprintln(os.Stderr, "stop the database of the tests:", err)
		}
	}
	_ = os.RemoveAll(c.dir)
}

func clone(ctx context.Context) (name string, err error) {
	if err := start(); err != nil {
		return "", err
	}
	name = fmt.Sprintf("test_%d", counter.Add(1))
	return name, running.server.CreateDatabase(ctx, name, migrated)
}

// Addresses are the ways into one database.
type Addresses struct{ App, Owner, Superuser string }

// New makes a database of the test's own, which ends with the test.
func New(t testing.TB) Addresses {
	t.Helper()
	name, err := clone(t.Context())
	if err != nil {
		t.Fatalf("make a database: %v", err)
	}
	a := addresses(name)
	t.Cleanup(func() { drop(t, name) })
	return a
}

// NewEmpty is New without a schema: only the extensions are there.
func NewEmpty(t testing.TB) Addresses {
	t.Helper()
	if err := start(); err != nil {
		t.Fatalf("start the database: %v", err)
	}
	name := fmt.Sprintf("test_%d", counter.Add(1))
	if err := running.server.CreateDatabase(t.Context(), name, pgserver.Template); err != nil {
		t.Fatalf("make a database: %v", err)
	}
	t.Cleanup(func() { drop(t, name) })
	return addresses(name)
}

func addresses(name string) Addresses {
	s := running.server
	return Addresses{App: s.AppURL(name), Owner: s.OwnerURL(name), Superuser: s.SuperuserURL(name)}
}

func drop(t testing.TB, name string) {
	ctx := context.WithoutCancel(t.Context())
	conn, err := pgx.Connect(ctx, running.server.SuperuserURL("postgres"))
	if err != nil {
		t.Errorf("drop %s: %v", name, err)
		return
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, "DROP DATABASE "+pgx.Identifier{name}.Sanitize()+" WITH (FORCE)"); err != nil {
		t.Errorf("drop %s: %v", name, err)
	}
}

// Open connects to a database as the application role until the test ends.
func Open(t testing.TB, a Addresses) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), a.App)
	if err != nil {
		t.Fatalf("open the database: %v", err)
	}
	t.Cleanup(db.Close)
	return db
}

// DB is a migrated database of the test's own, as the application role: for what commits,
// runs jobs or needs several municipalities.
func DB(t testing.TB) *postgres.DB {
	t.Helper()
	return Open(t, New(t))
}

// OwnerURL is the address of a migrated database of the test's own, as its owner.
func OwnerURL(t testing.TB) string {
	t.Helper()
	return New(t).Owner
}

// Tx is the cheap way: a context with a transaction on a shared database, in which a
// municipality is registered, and which is rolled back when the test ends. Services and
// stores join it; each of their calls succeeds or fails on its own.
func Tx(t testing.TB) (context.Context, *postgres.DB, municipality.Municipality) {
	t.Helper()
	db, err := shared()
	if err != nil {
		t.Fatalf("open the database: %v", err)
	}
	m := Municipality()
	ctx, rollback, err := db.Rehearse(Context(t), m.Code)
	if err != nil {
		t.Fatalf("open a transaction: %v", err)
	}
	t.Cleanup(rollback)
	if err := db.Municipalities().Add(ctx, m); err != nil {
		t.Fatalf("add a municipality: %v", err)
	}
	return ctx, db, m
}

// Municipality is a valid municipality of exercise data, with a code and slug that no other
// test uses.
func Municipality() municipality.Municipality {
	n := counter.Add(1)
	return municipality.Municipality{
		Code: fmt.Sprintf("T%d", n), Slug: fmt.Sprintf("test-%d", n), Name: lang.Same("Provköping"),
		CRS: 3006, TimeZone: "Europe/Stockholm", Sources: []string{}, Exercise: true,
	}
}

// Add registers a new Municipality in a database.
func Add(t testing.TB, db *postgres.DB) municipality.Municipality {
	t.Helper()
	m := Municipality()
	if err := db.Municipalities().Add(Context(t), m); err != nil {
		t.Fatalf("add a municipality: %v", err)
	}
	return m
}

// Context is the test's context with the access of background work: everything.
func Context(t testing.TB) context.Context { return identity.AsJob(t.Context()) }
