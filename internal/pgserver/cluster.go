package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// initCluster makes PGDATA where there is none: beside its place, then renamed into it, so
// that an interrupted initdb leaves nothing that looks like a cluster. What an earlier one
// left is removed; the lock is ours, so nobody else is making one.
func (f folder) initCluster(ctx context.Context, bin binaries, unsafe bool) error {
	if err := f.sweep("pg.new-*"); err != nil {
		return unusable(f.dir, err)
	}
	if _, err := os.Lstat(f.pg()); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	tmp, err := os.MkdirTemp(f.dir, "pg.new-*")
	if err != nil {
		return unusable(f.dir, err)
	}
	defer func() { _ = os.RemoveAll(tmp) }()
	if err := f.account.own(tmp); err != nil {
		return unusable(f.dir, err)
	}
	args := []string{"-D", tmp, "-U", Superuser, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums"}
	if unsafe {
		args = append(args, "--no-sync")
	}
	if err := runTool(f.serverTool(ctx, bin.path("initdb"), args...)); err != nil {
		return fmt.Errorf("make a database cluster in %s: %w", f.dir, err)
	}
	if err := os.Rename(tmp, f.pg()); err != nil {
		return unusable(f.dir, err)
	}
	return f.sync()
}

// sync makes a rename in the folder last.
func (f folder) sync() error {
	dir, err := os.Open(f.dir)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// sweep removes what matches the pattern.
func (f folder) sweep(pattern string) error {
	left, err := filepath.Glob(f.path(pattern))
	for _, path := range left {
		err = errors.Join(err, os.RemoveAll(path))
	}
	return err
}

// settings are the server's, given on its command line so that they follow the program
// and never grow old in a file.
func settings(socket string, unsafe bool) []string {
	list := []string{
		"cluster_name=" + clusterName,
		"listen_addresses=",
		"port=" + port,
		"unix_socket_directories=\"" + strings.ReplaceAll(socket, `"`, `""`) + "\"",
		"unix_socket_permissions=0700",
		"max_connections=200",
		"timezone=UTC",
		"log_timezone=UTC",
		"lc_messages=C.UTF-8",
		// Many short queries: starting parallel workers or a compiler costs more than it wins.
		"max_parallel_workers_per_gather=0",
		"jit=off",
		// No replicas: a COPY into a new table need not pass the write-ahead log.
		"wal_level=minimal",
		"max_wal_senders=0",
		// How long a line of the audit log about reading may be on its way to the disk.
		"wal_writer_delay=10ms",
		// The log may hold neither rows nor statements: both can tell of people.
		"log_destination=stderr",
		"logging_collector=off",
		"log_error_verbosity=terse",
		"log_min_error_statement=panic",
		"log_line_prefix=%m [%p] ",
	}
	if unsafe {
		list = append(list, "fsync=off", "full_page_writes=off")
	}
	args := make([]string, 0, 2*len(list))
	for _, s := range list {
		args = append(args, "-c", s)
	}
	return args
}
