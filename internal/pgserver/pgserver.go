package pgserver

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"path/filepath"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// The roles and databases of the private cluster.
const (
	Superuser = "postgres"
	OwnerRole = "tryggled_owner"
	AppRole   = "tryggled_app"
	Database  = "tryggled"
	Template  = "tryggled_template" // the extensions, before any migration
)

// Options say where the cluster lives and for whom.
type Options struct {
	Dir    string       // the data folder; made where it is missing
	Holder string       // what this process is, such as "tryggled up"; shown to whoever comes second
	Unsafe bool         // no fsync: fast, and lost with the machine; for tests
	Log    *slog.Logger // nil for silence

	root string // the root of the file system that holds PostgreSQL; "" for /
}

func (o Options) logger() *slog.Logger {
	if o.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return o.Log
}

// Server is a private cluster that this process owns or has joined.
type Server struct {
	folder folder
	socket string // folder of the socket
	log    *slog.Logger
	unlock func() // gives up holder.lock, or the shared guests.lock
	child  *postmaster
	who    holder

	closeOnce sync.Once
	closeErr  error
}

// Start starts the cluster of the data folder and owns it until Close. The context
// bounds the start only. It returns a fault: Conflict where another process holds the
// folder or another PostgreSQL made it, Forbidden where the folder is another user's,
// Unavailable where PostgreSQL or PostGIS is not installed or does not start.
func Start(ctx context.Context, o Options) (*Server, error) {
	f, err := openFolder(o)
	if err != nil {
		return nil, err
	}
	unlock, err := f.hold(ctx)
	if err != nil {
		return nil, err
	}
	return startHeld(ctx, o, f, unlock)
}

// Open joins the server that runs in the data folder, waiting for one that is on its way
// up or down, and else starts it as Start does.
func Open(ctx context.Context, o Options) (*Server, error) {
	f, err := openFolder(o)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		unlock, ok, err := f.tryHold()
		if err != nil {
			return nil, err
		}
		if ok {
			return startHeld(ctx, o, f, unlock)
		}
		s, err := join(ctx, o, f)
		if s != nil || err != nil {
			return s, err
		}
		if err := pause(ctx); err != nil {
			return nil, f.heldBy()
		}
	}
}

// startHeld starts postgres under a lock already taken, and gives it up on failure.
func startHeld(ctx context.Context, o Options, f folder, unlock func()) (*Server, error) {
	s := &Server{folder: f, log: o.logger(), unlock: unlock, who: newHolder(o.Holder)}
	if err := s.start(ctx, o); err != nil {
		s.abandon()
		return nil, err
	}
	return s, nil
}

func (s *Server) start(ctx context.Context, o Options) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := s.tell(starting); err != nil {
		return err
	}
	bin, err := s.folder.binaries(o.root)
	if err != nil {
		return err
	}
	if err := s.folder.account.mkdir(s.BackupDir(), 0o700); err != nil {
		return unusable(s.folder.dir, err)
	}
	if s.socket, err = s.folder.makeSocketDir(); err != nil {
		return err
	}
	if err := s.folder.sweep(restoreDir); err != nil {
		return unusable(s.folder.dir, err)
	}
	if err := s.folder.initCluster(ctx, bin, o.Unsafe); err != nil {
		return err
	}
	if s.child, err = startPostmaster(ctx, s.folder, bin, s.socket, o); err != nil {
		return err
	}
	if err := bootstrap(ctx, s.SuperuserURL); err != nil {
		return fmt.Errorf("set up the cluster in %s: %w", s.folder.dir, err)
	}
	return s.tell(ready)
}

// abandon undoes a start that failed half-way.
func (s *Server) abandon() {
	if s.child != nil {
		_ = s.child.stop()
	}
	s.folder.forget(s.socket)
	s.unlock()
}

// Owned reports whether this process owns the server; otherwise it is a guest.
func (s *Server) Owned() bool { return s.child != nil }

// AppURL is the address of a database for the application role.
func (s *Server) AppURL(database string) string { return s.url(AppRole, database) }

// OwnerURL is the address of a database for the role that owns the schema.
func (s *Server) OwnerURL(database string) string { return s.url(OwnerRole, database) }

// SuperuserURL is the address of a database for the superuser. It is for set-up and tests:
// row-level security does not bind it.
func (s *Server) SuperuserURL(database string) string { return s.url(Superuser, database) }

// BackupDir is where the program keeps the backups it takes on its own.
func (s *Server) BackupDir() string { return filepath.Join(s.folder.dir, "backups") }

// url says port and sslmode too, since the environment (PGPORT, PGSSLMODE) would fill them in.
func (s *Server) url(role, database string) string {
	q := url.Values{"host": {s.socket}, "port": {port}, "sslmode": {"disable"}}
	query := strings.ReplaceAll(q.Encode(), "+", "%20") // a space in the folder: libpq takes + as it stands
	u := url.URL{Scheme: "postgres", User: url.User(role), Path: "/" + database, RawQuery: query}
	return u.String()
}

// CreateDatabase clones a database for the owner role. Nobody may be connected to the
// template meanwhile. It returns Conflict where the name is taken.
func (s *Server) CreateDatabase(ctx context.Context, name, template string) error {
	return withConn(ctx, s.SuperuserURL("postgres"), func(c *pgx.Conn) error {
		return createDatabase(ctx, c, name, template)
	})
}

// Close leaves the server. An owner first waits, up to a minute, for its guests to leave,
// then stops postgres. Calling it again does nothing and returns the same error.
func (s *Server) Close() error {
	s.closeOnce.Do(func() {
		if !s.Owned() {
			s.unlock()
			return
		}
		if err := s.tell(closing); err != nil {
			s.log.Warn("the holder file of the data folder could not be written", "err", err)
		}
		s.folder.awaitGuests(s.log)
		s.closeErr = s.child.stop()
		s.folder.forget(s.socket)
		s.unlock()
	})
	return s.closeErr
}

// heldBy is the conflict that names who holds the folder.
func (f folder) heldBy() error {
	h := f.readHolder()
	if h.PID == 0 {
		return fault.New(fault.Conflict, lang.T(
			"datamappen %[1]s används redan av ett annat program; vänta tills det är klart eller välj en annan mapp med --data",
			"the data folder %[1]s is in use by another program; wait until it is done or choose another folder with --data", f.dir))
	}
	return fault.New(fault.Conflict, lang.T(
		"datamappen %[1]s används redan av ”%[2]s” (process %[3]d, sedan %[4]s); stoppa den först eller välj en annan mapp med --data",
		"the data folder %[1]s is in use by “%[2]s” (process %[3]d, since %[4]s); stop it first or choose another folder with --data",
		f.dir, h.Command, h.PID, h.Since.Local().Format("2006-01-02 15:04:05")))
}
