package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// Backup writes the whole database of the address in pg_dump's custom format: one
// consistent snapshot with its grants, its policies, and every schema, also the unlogged
// one. The address is the owner's (of the private cluster or another server): the
// application role sees no row. It returns Forbidden for a role that may not read
// everything and Unavailable where no pg_dump is new enough.
func Backup(ctx context.Context, url string, w io.Writer) error {
	target, err := parseTarget(url)
	if err != nil {
		return err
	}
	major, err := serverMajor(ctx, url)
	if err != nil {
		return err
	}
	bin, err := dumper(installed("/"), major)
	if err != nil {
		return err
	}
	cmd := tool(ctx, bin.path("pg_dump"), "--format=custom", "--no-password", "--dbname="+target.address)
	cmd.Env = append(cmd.Env, target.environment()...)
	cmd.Stdout = w
	err = runTool(cmd)
	if err != nil && (strings.Contains(err.Error(), "permission denied") || strings.Contains(err.Error(), "row-level security")) {
		return fault.Wrap(fault.Forbidden, err, lang.T(
			"rollen %[1]s får inte läsa hela databasen; säkerhetskopiera som dess ägare (MIGRATE_DATABASE_URL)",
			"the role %[1]s may not read the whole database; back up as its owner (MIGRATE_DATABASE_URL)", target.user))
	}
	return err
}

// BackupFile writes a backup to a file that only the user may read. The file appears when
// it is whole; an earlier one of the name stays until then.
func BackupFile(ctx context.Context, url, path string) (err error) {
	tmp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.part")
	if err != nil {
		return fault.Wrap(fault.Invalid, err, lang.T(
			"säkerhetskopian kan inte skrivas till %[1]s (%[2]v); ange en annan fil med -o",
			"the backup cannot be written to %[1]s (%[2]v); give another file with -o", path, err))
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	err = Backup(ctx, url, tmp)
	if err := errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

func serverMajor(ctx context.Context, url string) (major int, err error) {
	err = withConn(ctx, url, func(c *pgx.Conn) error {
		return c.QueryRow(ctx, `SELECT current_setting('server_version_num')::int / 10000`).Scan(&major)
	})
	if err != nil {
		return 0, fmt.Errorf("ask the database for its version: %w", err)
	}
	return major, nil
}

// dumper picks the oldest installed pg_dump that can read a server of the major: its file
// can be restored by the most versions.
func dumper(found []binaries, major int) (binaries, error) {
	var best binaries
	for _, b := range found { // newest first
		if b.major >= major {
			best = b
		}
	}
	if best.dir == "" {
		return best, fault.New(fault.Unavailable, lang.T(
			"databasen är PostgreSQL %[1]d och ingen pg_dump här är så ny; installera med: apt-get install postgresql-client-%[1]d",
			"the database is PostgreSQL %[1]d and no pg_dump here is that new; install it with: apt-get install postgresql-client-%[1]d", major))
	}
	return best, nil
}
