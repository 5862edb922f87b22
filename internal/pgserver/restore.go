package pgserver

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// restoreDir is where, inside the data folder, a restore builds until it is whole. It is a
// data folder itself.
const restoreDir = "restoring"

// magic opens each file of pg_dump's custom format.
const magic = "PGDMP"

// Restore makes a new cluster in an empty or missing data folder and reads a backup into
// it, under the newest PostgreSQL that is installed, whichever made the backup. Nothing
// stands in the folder until all of it is right; on failure it is as it was. It returns
// Invalid for a file that is damaged, cut short or no backup, and Conflict for a folder
// that is not empty. A backup is a program to the database: restore only your own.
func Restore(ctx context.Context, o Options, r io.Reader) (err error) {
	in := bufio.NewReader(r)
	if head, _ := in.Peek(len(magic)); string(head) != magic {
		return notABackup(errors.New("the file does not begin with " + magic))
	}
	if err := mustBeEmpty(o.Dir); err != nil {
		return err
	}
	_, statErr := os.Stat(o.Dir)
	f, err := openFolder(o)
	if err != nil {
		return err
	}
	unlock, err := f.hold(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if err := mustBeEmpty(o.Dir); err != nil {
		return err
	}
	defer func() {
		f.forget("")
		err = errors.Join(err, f.sweep(restoreDir))
		if err != nil {
			f.unmake(errors.Is(statErr, fs.ErrNotExist))
		}
	}()
	return f.restore(ctx, o, in)
}

// unmake leaves an empty folder, or none where there was none.
func (f folder) unmake(whole bool) {
	_ = os.Remove(f.path("holder.lock"))
	if whole {
		_ = os.Remove(f.dir)
	}
}

// mayStay is what a folder may hold that is restored into: what a killed restore leaves, and
// what outlives a database, the program's secret and its journal of erasures.
var mayStay = []string{"holder.lock", "holder.json", restoreDir, "secret", "erasures.jsonl"}

// mustBeEmpty refuses a folder with anything but what may stay.
func mustBeEmpty(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unusable(dir, err)
	}
	for _, e := range entries {
		if !slices.Contains(mayStay, e.Name()) {
			return fault.New(fault.Conflict, lang.T(
				"datamappen %[1]s är inte tom (där finns %[2]s); återställ till en tom mapp med --data",
				"the data folder %[1]s is not empty (it holds %[2]s); restore into an empty folder with --data", dir, e.Name()))
		}
	}
	return nil
}

// restore builds a cluster below restoreDir and moves it into place as its last step.
func (f folder) restore(ctx context.Context, o Options, in io.Reader) error {
	if o.Holder == "" {
		o.Holder = "tryggled restore"
	}
	who := newHolder(o.Holder)
	who.State = restoring
	if err := f.writeHolder(who); err != nil {
		return err
	}
	if err := f.sweep(restoreDir); err != nil {
		return unusable(f.dir, err)
	}
	bin, err := f.binaries(o.root)
	if err != nil {
		return err
	}
	o.Dir = f.path(restoreDir)
	if err := f.account.mkdir(o.Dir, 0o700); err != nil {
		return unusable(o.Dir, err)
	}
	a := archive{bin: bin, file: filepath.Join(o.Dir, "backup")}
	if err := a.take(ctx, in); err != nil {
		return err
	}
	if err := a.fill(ctx, o); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(o.Dir, "pg"), f.pg()); err != nil {
		return unusable(f.dir, err)
	}
	return f.sync()
}

// archive is a backup that was copied to a file of our own, to be read more than once.
type archive struct {
	bin  binaries
	file string
}

// take copies the backup and reads it to its end, so that one that was cut short or is
// damaged is refused before any database is made.
func (a archive) take(ctx context.Context, in io.Reader) error {
	out, err := os.OpenFile(a.file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err := errors.Join(err, out.Close()); err != nil {
		return fmt.Errorf("copy the backup: %w", err)
	}
	if err := runTool(tool(ctx, a.bin.path("pg_restore"), "--file=/dev/null", a.file)); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return notABackup(err)
	}
	return nil
}

func notABackup(err error) error {
	return fault.Wrap(fault.Invalid, err, lang.T(
		"filen går inte att läsa hela vägen som en säkerhetskopia: den är avbruten, skadad, gjord av ett nyare PostgreSQL eller något annat; ingenting har ändrats",
		"the file cannot be read to its end as a backup: it is cut short, damaged, made by a newer PostgreSQL, or something else; nothing was changed"))
}

// fill starts a cluster with its empty database, which already holds the extensions and
// their leakproof mark (a backup does not carry that), and reads the archive into it.
func (a archive) fill(ctx context.Context, o Options) (err error) {
	s, err := Start(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	var list bytes.Buffer
	cmd := tool(ctx, a.bin.path("pg_restore"), "--list", a.file)
	cmd.Stdout = &list
	if err := runTool(cmd); err != nil {
		return notABackup(err)
	}
	system, rest := split(list.String())
	target := s.SuperuserURL(Database)
	if err := a.read(ctx, target, system); err != nil {
		return err
	}
	if err := a.read(ctx, target, rest, "--no-owner", "--role="+OwnerRole); err != nil {
		return err
	}
	return withConn(ctx, target, func(c *pgx.Conn) error {
		_, err := c.Exec(ctx, "ANALYZE")
		return err
	})
}

// read restores the listed entries. The role makes them the owner's, whoever owned them
// on the server that the backup is from.
func (a archive) read(ctx context.Context, target, list string, args ...string) error {
	path := a.file + ".list"
	if err := os.WriteFile(path, []byte(list), 0o600); err != nil {
		return err
	}
	args = append(args, "--exit-on-error", "--no-password", "--use-list="+path, "--dbname="+target, a.file)
	if err := runTool(tool(ctx, a.bin.path("pg_restore"), args...)); err != nil {
		return fmt.Errorf("read the backup into the database: %w", err)
	}
	return nil
}

// split divides pg_restore's list of contents: coordinate systems that were added to
// PostGIS's own table, which only a superuser may write, and the rest. What the template
// holds already, the extensions and their comments, is in neither.
func split(list string) (system, rest string) {
	var a, b strings.Builder
	for line := range strings.Lines(list) {
		switch {
		case strings.Contains(line, " EXTENSION - "), strings.Contains(line, " COMMENT - EXTENSION "):
		case strings.Contains(line, " TABLE DATA public spatial_ref_sys "):
			a.WriteString(line)
		default:
			b.WriteString(line)
		}
	}
	return a.String(), b.String()
}
