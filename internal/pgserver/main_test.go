package pgserver

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// helperEnv makes the test binary a program that holds the data folder it names, so that
// a test can kill it or run it as another user.
const helperEnv = "TRYGGLED_PGSERVER_HOLD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperEnv); dir != "" {
		os.Exit(hold(dir))
	}
	os.Exit(m.Run())
}

// hold opens the folder, says so in one line, and closes it when its standard input ends.
func hold(dir string) int {
	ctx := context.Background()
	s, err := Open(ctx, Options{Dir: dir, Holder: "helper", Unsafe: true})
	if err != nil {
		fmt.Println("error:", err)
		return 1
	}
	var user string
	err = withConn(ctx, s.AppURL(Database), func(c *pgx.Conn) error {
		return c.QueryRow(ctx, "SELECT current_user").Scan(&user)
	})
	fmt.Println("owned:", s.Owned(), "user:", user, "uid:", os.Getuid(), "err:", err)
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err := s.Close(); err != nil {
		fmt.Println("error:", err)
		return 1
	}
	return 0
}

// helper is a running hold.
type helper struct {
	cmd   *exec.Cmd
	stdin io.Closer
	says  string // its first line
}

// startHelper runs hold, as another user where uid is not 0.
func startHelper(t *testing.T, program, dir string, uid int) helper {
	t.Helper()
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), helperEnv+"="+dir)
	cmd.Dir = "/"
	if uid != 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)}}
	}
	stdin, err := cmd.StdinPipe()
	check(t, err)
	stdout, err := cmd.StdoutPipe()
	check(t, err)
	check(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("helper said %q: %v", line, err)
	}
	return helper{cmd: cmd, stdin: stdin, says: strings.TrimSpace(line)}
}

// tempDir is a folder that also the system user postgres can reach, which t.TempDir,
// below a folder of mode 0700, is not.
func tempDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "tryggled-pgserver-")
	check(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	check(t, os.Chmod(dir, 0o711))
	return filepath.Join(dir, "data")
}

func options(dir string) Options {
	return Options{Dir: dir, Holder: "tryggled test", Unsafe: true}
}

// start starts a cluster that ends with the test.
func start(t *testing.T, dir string) *Server {
	t.Helper()
	s, err := Start(t.Context(), options(dir))
	check(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func execAs(t *testing.T, url, sql string) {
	t.Helper()
	check(t, withConn(t.Context(), url, func(c *pgx.Conn) error {
		_, err := c.Exec(t.Context(), sql)
		return err
	}))
}

// ask returns the one value of a query.
func ask[T any](t *testing.T, url, sql string) (value T) {
	t.Helper()
	check(t, withConn(t.Context(), url, func(c *pgx.Conn) error {
		return c.QueryRow(t.Context(), sql).Scan(&value)
	}))
	return value
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// eventually polls until the condition holds, for at most half a minute.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for !holds() {
		if pause(ctx) != nil {
			t.Fatalf("waited in vain until %s", what)
		}
	}
}
