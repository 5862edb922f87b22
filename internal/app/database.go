package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tryggled/internal/config"
	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/pgserver"
	"tryggled/internal/postgres"
)

// addresses are how a database is reached: as the application, and as its owner (empty
// where the settings do not say).
type addresses struct{ app, owner string }

// database finds the server: the one that the settings name, or the private PostGIS,
// started where it does not run yet.
func database(ctx context.Context, o Options) (*pgserver.Server, addresses, error) {
	if !o.Config.Private() {
		return nil, addresses{o.Config.DatabaseURL.Reveal(), o.Config.MigrateDatabaseURL.Reveal()}, nil
	}
	options, err := privateServer(o)
	if err != nil {
		return nil, addresses{}, err
	}
	start := pgserver.Open
	if o.Exclusive {
		start = pgserver.Start
	}
	server, err := start(ctx, options)
	if err != nil {
		return nil, addresses{}, err
	}
	return server, addresses{server.AppURL(pgserver.Database), server.OwnerURL(pgserver.Database)}, nil
}

// privateServer says where the private PostGIS of these settings lives.
func privateServer(o Options) (pgserver.Options, error) {
	dir, err := o.Config.DataDir()
	if err != nil {
		return pgserver.Options{}, fmt.Errorf("find the data folder: %w", err)
	}
	return pgserver.Options{Dir: dir, Holder: o.Holder, Log: o.Log}, nil
}

// connect brings the schema to where the command may use it and opens the pool as the
// application role.
func connect(ctx context.Context, o Options, urls addresses) (*postgres.DB, error) {
	if err := prepareSchema(ctx, o, urls); err != nil {
		return nil, err
	}
	db, err := postgres.Open(ctx, urls.app)
	if err != nil {
		return nil, err
	}
	if err := postgres.CheckSchema(ctx, db); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// prepareSchema fills an empty private database, so that any command may be the first.
// Otherwise it brings the schema up only where the command asks for it, after a backup of
// an older one.
func prepareSchema(ctx context.Context, o Options, urls addresses) error {
	if urls.owner == "" || !o.Migrate && !o.Config.Private() {
		return nil
	}
	version, err := postgres.SchemaVersion(ctx, urls.owner)
	if err != nil || !o.Migrate && version > 0 {
		return err
	}
	if version > 0 && version < postgres.LatestSchema() {
		if err := backupBefore(ctx, o.Config, urls.owner, version); err != nil {
			return err
		}
	}
	_, _, err = postgres.Migrate(ctx, urls.owner)
	return err
}

// backupBefore keeps a copy of the database before its schema changes.
func backupBefore(ctx context.Context, c config.Config, ownerURL string, version int32) error {
	dir, err := c.DataDir()
	if err != nil {
		return err
	}
	name := fmt.Sprintf("before-migration-%d-%s.dump", version, time.Now().UTC().Format("20060102T150405"))
	backups := filepath.Join(dir, "backups")
	if err := os.MkdirAll(backups, 0o700); err != nil {
		return fmt.Errorf("make the folder of backups: %w", err)
	}
	return pgserver.BackupFile(ctx, ownerURL, filepath.Join(backups, name))
}

// Backup writes a backup of the database that the settings name. With DATABASE_URL it
// needs MIGRATE_DATABASE_URL, since only the owner reads every municipality.
func Backup(ctx context.Context, o Options, name string) error {
	return asOwner(ctx, o, "backup", func(urls addresses) error { return pgserver.BackupFile(ctx, urls.owner, name) })
}

// Restore fills the empty data folder that the settings name from a backup, and erases
// again what journals of erasures say was erased after it: the one that is named, or those in
// the data folder and beside the backup, where there are any.
func Restore(ctx context.Context, o Options, backup *os.File, journal string) (done Restored, err error) {
	if !o.Config.Private() {
		return done, fault.New(fault.Invalid, lang.T(
			"tryggled restore fyller en egen datamapp; ta bort DATABASE_URL, eller använd pg_restore mot servern och sedan tryggled erasures apply",
			"tryggled restore fills a data folder of its own; unset DATABASE_URL, or use pg_restore on the server and then tryggled erasures apply"))
	}
	options, err := privateServer(o)
	if err != nil {
		return done, err
	}
	done.Dir = options.Dir
	names, lines, err := journals(journal, done.Dir, backup.Name())
	if err != nil {
		return done, err
	}
	if err := sameSecret(o.Config, lines); err != nil {
		return done, err
	}
	if err := pgserver.Restore(ctx, options, backup); err != nil || len(names) == 0 {
		return done, err
	}
	done.Journals = names
	if done.Reapplied, err = reapply(ctx, o, lines); err != nil {
		return done, notReapplied(err, done.Dir, names)
	}
	return done, nil
}

func notReapplied(err error, dir string, journals []string) error {
	const apply = "tryggled erasures apply "
	why := lang.Same(err.Error())
	if f, ok := errors.AsType[*fault.Error](err); ok {
		why = f.Text
	}
	return fault.Wrap(fault.KindOf(err), err, lang.T(
		"säkerhetskopian är återläst i %[1]s, men raderingarna efter den är inte gjorda om: %[2]s; kör %[3]s innan något annat",
		"the backup is restored into %[1]s, but the erasures after it are not done again: %[2]s; run %[3]s before anything else",
		dir, why, apply+strings.Join(journals, " && "+apply)))
}

// Migrate brings the schema up to this program's, after a backup.
func Migrate(ctx context.Context, o Options) (version int32, err error) {
	o.Migrate = true
	err = asOwner(ctx, o, "migrate", func(urls addresses) error {
		if err := prepareSchema(ctx, o, urls); err != nil {
			return err
		}
		version, err = postgres.SchemaVersion(ctx, urls.owner)
		return err
	})
	return version, err
}

// asOwner runs what only the owner of the database may do.
func asOwner(ctx context.Context, o Options, command string, run func(urls addresses) error) error {
	server, urls, err := database(ctx, o)
	if err != nil {
		return err
	}
	if urls.owner == "" {
		err = needsOwner(command)
	} else {
		err = run(urls)
	}
	if server != nil {
		err = errors.Join(err, server.Close())
	}
	return err
}

func needsOwner(command string) error {
	return fault.New(fault.Invalid, lang.T(
		"tryggled %s behöver MIGRATE_DATABASE_URL: samma databas som DATABASE_URL, men som dess ägare",
		"tryggled %s needs MIGRATE_DATABASE_URL: the same database as DATABASE_URL, but as its owner", command))
}
