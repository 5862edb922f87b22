package pgserver

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

func TestStartMakesTheCluster(t *testing.T) {
	t.Parallel()
	dir := tempDir(t)
	s := start(t, dir)
	if !s.Owned() {
		t.Error("the one who starts does not own")
	}
	roles := ask[string](t, s.SuperuserURL(Database), `
		SELECT string_agg(concat_ws(' ', rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole), ', ' ORDER BY rolname)
		FROM pg_roles WHERE rolname LIKE 'tryggled%'`)
	if diff := cmp.Diff(roles, "tryggled_app t f f f f, tryggled_owner t f f f f"); diff != "" {
		t.Errorf("roles (-got +want):\n%s", diff)
	}
	for _, db := range []string{Template, Database} {
		extensions := ask[string](t, s.SuperuserURL(db),
			`SELECT string_agg(extname::text, ' ' ORDER BY extname) FROM pg_extension WHERE extname <> 'plpgsql'`)
		if extensions != "btree_gist pg_trgm postgis" {
			t.Errorf("%s has the extensions %s", db, extensions)
		}
		if !ask[bool](t, s.SuperuserURL(db), leakproof) {
			t.Errorf("%s: geometry_overlaps is not leakproof", db)
		}
	}
	owner := ask[string](t, s.OwnerURL(Database), `SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = current_database()`)
	if owner != OwnerRole {
		t.Errorf("the database belongs to %s", owner)
	}
	if user := ask[string](t, s.AppURL(Database), `SELECT current_user::text`); user != AppRole {
		t.Errorf("AppURL signs in as %s", user)
	}
	if os.Geteuid() == 0 {
		postmaster := filepath.Join("/proc", strconv.Itoa(s.folder.postmasterPID()))
		if got := userName(mustOwner(t, postmaster)); got != "postgres" {
			t.Errorf("postgres runs as %s", got)
		}
		if got := userName(mustOwner(t, filepath.Join(dir, "pg"))); got != "postgres" {
			t.Errorf("PGDATA belongs to %s", got)
		}
	}
}

const leakproof = `SELECT proleakproof FROM pg_proc WHERE oid = 'geometry_overlaps(geometry,geometry)'::regprocedure`

func mustOwner(t *testing.T, path string) int {
	t.Helper()
	uid, _, err := ownerOf(path)
	check(t, err)
	return uid
}

func TestCloseAndStartAgain(t *testing.T) {
	t.Parallel()
	dir := tempDir(t)
	s := start(t, dir)
	check(t, s.CreateDatabase(t.Context(), "copy åäö", Template))
	if err := s.CreateDatabase(t.Context(), "copy åäö", Template); !fault.Is(err, fault.Conflict) {
		t.Errorf("making a database twice: %v", err)
	}
	execAs(t, s.OwnerURL("copy åäö"), `CREATE TABLE place (at geometry); INSERT INTO place VALUES (ST_Point(1, 2))`)
	check(t, s.Close())
	check(t, s.Close())
	if left := processesIn(filepath.Join(dir, "pg")); len(left) > 0 {
		t.Errorf("after Close run %v", left)
	}
	if _, err := os.Stat(filepath.Join(dir, "run", socketName)); !os.IsNotExist(err) {
		t.Errorf("after Close the socket: %v", err)
	}
	s = start(t, dir)
	if n := ask[int](t, s.OwnerURL("copy åäö"), `SELECT count(*) FROM place`); n != 1 {
		t.Errorf("%d rows after a restart", n)
	}
}

// What an interrupted start has not done, the next one does.
func TestStartContinues(t *testing.T) {
	t.Parallel()
	dir := tempDir(t)
	s := start(t, dir)
	execAs(t, s.SuperuserURL("postgres"), `ALTER DATABASE tryggled_template WITH IS_TEMPLATE false`)
	execAs(t, s.SuperuserURL("postgres"), `DROP DATABASE tryggled`)
	execAs(t, s.SuperuserURL("postgres"), `DROP ROLE tryggled_app`)
	execAs(t, s.SuperuserURL(Template), `DROP EXTENSION btree_gist; DROP EXTENSION postgis`)
	check(t, s.Close())
	for _, left := range []string{"pg.new-123", restoreDir} {
		check(t, os.MkdirAll(filepath.Join(dir, left, "base"), 0o700))
	}
	s = start(t, dir)
	if !ask[bool](t, s.AppURL(Database), leakproof) {
		t.Error("the database is not whole again")
	}
	entries, err := os.ReadDir(dir)
	check(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	want := []string{"backups", "guests.lock", "holder.json", "holder.lock", "pg", "postgres.log", "run"}
	if diff := cmp.Diff(names, want); diff != "" {
		t.Errorf("the data folder (-got +want):\n%s", diff)
	}
}

func TestSecondStartNamesTheHolder(t *testing.T) {
	t.Parallel()
	dir := tempDir(t)
	start(t, dir)
	_, err := Start(t.Context(), Options{Dir: dir, Holder: "second", Unsafe: true})
	said, ok := err.(*fault.Error)
	if !ok || said.Kind != fault.Conflict {
		t.Fatalf("second start: %v", err)
	}
	for _, l := range []lang.Lang{lang.SV, lang.EN} {
		text := said.Say(l)
		for _, part := range []string{dir, "tryggled test", "process", time.Now().Format("2006")} {
			if !strings.Contains(text, part) {
				t.Errorf("%s: %q does not say %s", l, text, part)
			}
		}
	}
}

func TestOwnerWaitsForGuests(t *testing.T) {
	t.Parallel()
	dir := tempDir(t)
	owner := start(t, dir)
	guest, err := Open(t.Context(), options(dir))
	check(t, err)
	if guest.Owned() {
		t.Error("the one who joins owns")
	}
	closed := make(chan error, 1)
	go func() { closed <- owner.Close() }()
	f := owner.folder
	eventually(t, "the owner is closing", func() bool { return f.readHolder().State == closing })
	if guests := f.guests(); len(guests) != 1 || !strings.Contains(guests[0], "process "+strconv.Itoa(os.Getpid())) {
		t.Errorf("guests: %v", guests)
	}
	if n := ask[int](t, guest.AppURL(Database), `SELECT 1`); n != 1 {
		t.Error("the guest lost its server")
	}
	select {
	case err := <-closed:
		t.Fatalf("the owner did not wait: %v", err)
	default:
	}
	next := make(chan *Server, 1)
	go func() { // comes while the owner is on its way out, and takes over after it
		s, err := Open(t.Context(), options(dir))
		if err != nil {
			t.Error(err)
		}
		next <- s
	}()
	check(t, guest.Close())
	check(t, <-closed)
	s := <-next
	if s == nil || !s.Owned() {
		t.Fatal("the next one does not own")
	}
	check(t, s.Close())
}

func TestLongAndAwkwardPaths(t *testing.T) {
	t.Parallel()
	for name, part := range map[string]string{
		"long":  strings.Repeat("lång-mapp/", 15) + "data",
		"comma": "a,b \"c\" 'd' å%20",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(filepath.Dir(tempDir(t)), part)
			s := start(t, dir)
			guest, err := Open(t.Context(), options(dir))
			check(t, err)
			if n := ask[int](t, guest.AppURL(Database), `SELECT 1`); n != 1 {
				t.Error("no answer")
			}
			info, err := os.Stat(s.socket)
			check(t, err)
			if got := info.Mode().Perm(); got != 0o700 {
				t.Errorf("the socket's folder has mode %o", got)
			}
			check(t, guest.Close())
			check(t, s.Close())
			if _, err := os.Stat(s.socket); !os.IsNotExist(err) {
				t.Errorf("after Close the socket's folder: %v", err)
			}
		})
	}
}

func TestForeignSocketFolderIsRefused(t *testing.T) {
	t.Parallel()
	dir := tempDir(t)
	check(t, os.MkdirAll(dir, 0o711))
	check(t, os.Symlink(t.TempDir(), filepath.Join(dir, "run")))
	if _, err := Start(t.Context(), options(dir)); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a link in place of the socket's folder: %v", err)
	}
}

func TestUnusableFolders(t *testing.T) {
	t.Parallel()
	file := tempDir(t)
	check(t, os.WriteFile(file, []byte("x"), 0o600))
	odd := tempDir(t)
	check(t, os.MkdirAll(filepath.Join(odd, "pg"), 0o711))
	for name, c := range map[string]struct {
		dir  string
		kind fault.Kind
	}{
		"no name":         {"", fault.Invalid},
		"a file":          {file, fault.Forbidden},
		"below a file":    {filepath.Join(file, "data"), fault.Forbidden},
		"not a database":  {odd, fault.Conflict},
		"not for a child": {filepath.Join(t.TempDir(), "data"), fault.Forbidden},
	} {
		if name == "not for a child" && os.Geteuid() != 0 {
			continue // then the child is ourselves, and reaches what we reach
		}
		if _, err := Start(t.Context(), options(c.dir)); !fault.Is(err, c.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
