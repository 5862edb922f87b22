package pgserver

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

func TestKilledOwnerLosesNothing(t *testing.T) {
	t.Parallel()
	dir := tempDir(t)
	h := startHelper(t, thisProgram(t), dir, 0)
	guest, err := Open(t.Context(), options(dir))
	check(t, err)
	execAs(t, guest.OwnerURL(Database), `CREATE TABLE kept AS SELECT 42 AS n`)
	check(t, guest.Close())
	check(t, h.cmd.Process.Kill())
	s := start(t, dir) // while the orphan may still be on its way down
	if n := ask[int](t, s.OwnerURL(Database), `SELECT n FROM kept`); n != 42 {
		t.Errorf("kept %d", n)
	}
}

func TestKilledPostmasterComesBack(t *testing.T) {
	t.Parallel()
	s := start(t, tempDir(t))
	execAs(t, s.OwnerURL(Database), `CREATE TABLE kept AS SELECT 42 AS n`)
	for range 2 {
		killed := s.folder.postmasterPID()
		check(t, syscall.Kill(killed, syscall.SIGKILL))
		eventually(t, "another postmaster answers", func() bool {
			return s.folder.postmasterPID() != killed && withConn(t.Context(), s.OwnerURL(Database), func(c *pgx.Conn) error {
				return c.Ping(t.Context())
			}) == nil
		})
	}
	if n := ask[int](t, s.OwnerURL(Database), `SELECT n FROM kept`); n != 42 {
		t.Errorf("kept %d", n)
	}
	check(t, s.Close())
	if left := processesIn(s.folder.pg()); len(left) > 0 {
		t.Errorf("after Close run %v", left)
	}
}

// An owner that is told to close while its server is dead does not bring it back.
func TestCloseRightAfterAKill(t *testing.T) {
	t.Parallel()
	s := start(t, tempDir(t))
	check(t, syscall.Kill(s.folder.postmasterPID(), syscall.SIGKILL))
	check(t, s.Close())
	eventually(t, "its last process is gone", func() bool { return len(processesIn(s.folder.pg())) == 0 })
}

// A stale postmaster.pid, and a stale lock of the socket, name whatever they like.
func TestStalePIDFile(t *testing.T) {
	t.Parallel()
	dir := tempDir(t)
	s := start(t, dir)
	check(t, s.Close())
	zombie := exec.Command("/bin/true")
	check(t, zombie.Start())
	t.Cleanup(func() { _ = zombie.Wait() })
	for name, first := range map[string]string{
		"a live program": strconv.Itoa(os.Getpid()),
		"our parent":     strconv.Itoa(os.Getppid()),
		"a zombie":       strconv.Itoa(zombie.Process.Pid),
		"nobody":         "4194304",
		"nonsense":       "nonsense",
		"nothing":        "",
	} {
		body := first + "\n" + dir + "/pg\n1700000000\n5432\n" + dir + "/run\n\n        1         1\nready   \n"
		for _, file := range []string{"pg/postmaster.pid", "run/" + socketName + ".lock"} {
			path := filepath.Join(dir, file)
			check(t, os.WriteFile(path, []byte(body), 0o600))
			check(t, s.folder.account.own(path))
		}
		s, err := Start(t.Context(), options(dir))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if n := ask[int](t, s.AppURL(Database), `SELECT 1`); n != 1 {
			t.Errorf("%s: no answer", name)
		}
		check(t, s.Close())
	}
}

// A stale holder.json names a live program that holds nothing.
func TestStaleHolderFile(t *testing.T) {
	t.Parallel()
	dir := tempDir(t)
	f, err := openFolder(options(dir))
	check(t, err)
	who := newHolder("long gone")
	who.State, who.Socket = ready, filepath.Join(dir, "run")
	check(t, f.writeHolder(who))
	s, err := Open(t.Context(), options(dir))
	check(t, err)
	if !s.Owned() {
		t.Error("joined a server that is not there")
	}
	check(t, s.Close())
}

// A server that an administrator started by hand on our folder is not ours to stop.
func TestStartedByHand(t *testing.T) {
	t.Parallel()
	dir := tempDir(t)
	s := start(t, dir)
	check(t, s.Close())
	bin, err := s.folder.binaries("")
	check(t, err)
	byHand := s.folder.serverTool(t.Context(), bin.path("postgres"), "-D", s.folder.pg(), "-c", "listen_addresses=",
		"-c", "unix_socket_directories="+s.socket)
	check(t, byHand.Start())
	t.Cleanup(func() {
		_ = byHand.Process.Signal(syscall.SIGINT)
		_ = byHand.Wait()
	})
	eventually(t, "the server by hand is ready", func() bool {
		body, _ := os.ReadFile(filepath.Join(s.folder.pg(), "postmaster.pid"))
		return strings.Contains(string(body), "ready")
	})
	_, err = Start(t.Context(), options(dir))
	if !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), strconv.Itoa(byHand.Process.Pid)) {
		t.Errorf("start over a server by hand: %v", err)
	}
}

func TestOtherMajor(t *testing.T) {
	t.Parallel()
	dir := tempDir(t)
	check(t, os.MkdirAll(filepath.Join(dir, "pg"), 0o711))
	check(t, os.WriteFile(filepath.Join(dir, "pg", "PG_VERSION"), []byte("13\n"), 0o600))
	f, err := openFolder(options(dir))
	check(t, err)
	check(t, f.account.own(f.pg()))
	_, err = Start(t.Context(), options(dir))
	said, ok := err.(*fault.Error)
	if !ok || said.Kind != fault.Conflict {
		t.Fatalf("start: %v", err)
	}
	for l, file := range map[lang.Lang]string{lang.SV: "FIL", lang.EN: "FILE"} {
		for _, part := range []string{dir, "PostgreSQL 13", "15", "tryggled backup -o " + file, "tryggled restore " + file} {
			if !strings.Contains(said.Say(l), part) {
				t.Errorf("%q does not say %s", said.Say(l), part)
			}
		}
	}
}

// As root, the tests above show root; here an ordinary user owns the cluster, and root
// then joins it and starts it as that user.
func TestOrdinaryUser(t *testing.T) {
	t.Parallel()
	dir, program, uid := tempDir(t), thisProgram(t), 0
	if os.Geteuid() == 0 {
		uid = 65534 // nobody
		program = copyOfProgram(t, filepath.Dir(dir))
		check(t, os.Mkdir(dir, 0o700))
		check(t, os.Chown(dir, uid, uid))
	}
	h := startHelper(t, program, dir, uid)
	if !strings.HasPrefix(h.says, "owned: true user: tryggled_app") || !strings.HasSuffix(h.says, "err: <nil>") {
		t.Fatalf("helper says %s", h.says)
	}
	guest, err := Open(t.Context(), options(dir))
	check(t, err)
	execAs(t, guest.OwnerURL(Database), `CREATE TABLE kept AS SELECT 42 AS n`)
	check(t, guest.Close())
	check(t, h.stdin.Close())
	check(t, h.cmd.Wait())
	s := start(t, dir)
	if n := ask[int](t, s.OwnerURL(Database), `SELECT n FROM kept`); n != 42 {
		t.Errorf("kept %d", n)
	}
	if owner, child := mustOwner(t, s.folder.pg()), s.folder.account.uid; owner != child {
		t.Errorf("postgres runs as %d in a folder of %d", child, owner)
	}
	check(t, s.Close())
	h = startHelper(t, program, dir, uid) // root has left nothing that locks the user out
	if !strings.HasPrefix(h.says, "owned: true") {
		t.Errorf("after root, helper says %s", h.says)
	}
	check(t, h.stdin.Close())
	check(t, h.cmd.Wait())
}

func TestAnotherUsersFolder(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		return // only root can make a folder of another user's
	}
	dir := tempDir(t)
	s := start(t, dir)
	check(t, s.Close())
	h := startHelper(t, copyOfProgram(t, filepath.Dir(dir)), dir, 65534)
	for _, part := range []string{"error:", "postgres", "nobody", dir} {
		if !strings.Contains(h.says, part) {
			t.Errorf("%q does not say %s", h.says, part)
		}
	}
}

func thisProgram(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	check(t, err)
	return path
}

// copyOfProgram puts the test binary where other users can run it.
func copyOfProgram(t *testing.T, dir string) string {
	t.Helper()
	from, err := os.Open(thisProgram(t))
	check(t, err)
	defer func() { _ = from.Close() }()
	to, err := os.OpenFile(filepath.Join(dir, "program"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o755)
	check(t, err)
	_, err = io.Copy(to, from)
	check(t, err)
	check(t, to.Close())
	return to.Name()
}
