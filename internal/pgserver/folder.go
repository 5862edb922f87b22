package pgserver

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

const (
	port          = "5432" // only part of the socket's name: there is no TCP port
	socketName    = ".s.PGSQL." + port
	maxSocketPath = 107 // bytes; sun_path of unix(7), less its final zero
)

// folder is a data folder that exists, by its real path, and the account that its
// postgres runs as.
type folder struct {
	dir     string
	account account
}

func (f folder) path(name string) string { return filepath.Join(f.dir, name) }
func (f folder) pg() string              { return f.path("pg") }

// openFolder makes the data folder where it is missing and works out its account.
func openFolder(o Options) (folder, error) {
	if o.Dir == "" {
		return folder{}, fault.New(fault.Invalid, lang.T(
			"datamappen har inget namn; ange den med --data MAPP", "the data folder has no name; give it with --data DIR"))
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return folder{}, err
	}
	_, statErr := os.Stat(dir)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return folder{}, unusable(dir, err)
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return folder{}, unusable(dir, err)
	}
	f := folder{dir: dir}
	if f.account, err = accountFor(f.pg()); err != nil {
		return folder{}, err
	}
	if errors.Is(statErr, fs.ErrNotExist) {
		if err := f.account.own(dir); err != nil {
			return folder{}, unusable(dir, err)
		}
	}
	return f, f.reachable()
}

// unusable names a data folder that cannot be made or written.
func unusable(dir string, err error) error {
	return fault.Wrap(fault.Forbidden, err, lang.T(
		"datamappen %[1]s går inte att skapa eller skriva i (%[2]v); ge användaren rätt till den eller välj en annan med --data",
		"the data folder %[1]s cannot be made or written (%[2]v); give the user access to it or choose another with --data", dir, err))
}

// reachable checks, by entering it as the account, that postgres can come to the data
// folder: below a home of mode 0700 it cannot. The last folder it opens itself.
func (f folder) reachable() error {
	if !f.account.other {
		return nil
	}
	info, err := os.Stat(f.dir)
	if err != nil {
		return unusable(f.dir, err)
	}
	if info.Mode()&0o011 != 0o011 {
		if err := os.Chmod(f.dir, info.Mode().Perm()|0o011); err != nil {
			return unusable(f.dir, err)
		}
	}
	enter := exec.Command("/bin/true")
	enter.Dir, enter.SysProcAttr = f.dir, f.account.process(0)
	if err := enter.Run(); err != nil {
		return fault.Wrap(fault.Forbidden, err, lang.T(
			"PostgreSQL körs som användaren %[2]s, som inte når datamappen %[1]s; öppna mapparna ovanför den (chmod o+x) eller välj en annan med --data, till exempel /var/lib/tryggled",
			"PostgreSQL runs as the user %[2]s, who cannot reach the data folder %[1]s; open the folders above it (chmod o+x) or choose another with --data, such as /var/lib/tryggled",
			f.dir, f.account.name))
	}
	return nil
}

// socketDir says where the socket goes: DIR/run, or a short folder below temp where that
// path is too long for a socket, or holds a comma, which libpq reads as two hosts.
func (f folder) socketDir(temp string) string {
	dir := f.path("run")
	if !strings.Contains(dir, ",") && fits(dir) {
		return dir
	}
	sum := sha256.Sum256([]byte(f.dir))
	name := fmt.Sprintf("tryggled-%d-%s", f.account.uid, hex.EncodeToString(sum[:8]))
	if short := filepath.Join(temp, name); fits(short) && !strings.Contains(short, ",") {
		return short
	}
	return filepath.Join("/tmp", name)
}

func fits(dir string) bool { return len(filepath.Join(dir, socketName)) <= maxSocketPath }

// makeSocketDir makes the folder of the socket. Its mode is the only guard of the
// database, so one that another user made, or that is a link, is refused.
func (f folder) makeSocketDir() (string, error) {
	dir := f.socketDir(os.TempDir())
	if err := f.account.mkdir(dir, 0o700); err != nil {
		return "", unusable(dir, err)
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return "", unusable(dir, err)
	}
	uid, _, err := ownerOf(dir)
	if err != nil {
		return "", err
	}
	if uid != f.account.uid || !info.IsDir() || info.Mode().Perm() != 0o700 {
		return "", fault.New(fault.Forbidden, lang.T(
			"%[1]s skulle hålla databasens uttag men är inte en mapp med rättigheterna 0700 som tillhör %[2]s; ta bort den",
			"%[1]s should hold the database's socket but is not a folder of mode 0700 that belongs to %[2]s; remove it", dir, f.account.name))
	}
	return dir, nil
}

// forget removes what stands only for a running server.
func (f folder) forget(socket string) {
	_ = os.Remove(f.path("holder.json"))
	if socket != "" && socket != f.path("run") {
		_ = os.Remove(socket)
	}
}
