package app

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
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
	options, err := PrivateServer(o.Config, o.Holder)
	if err != nil {
		return nil, addresses{}, err
	}
	options.Log = o.Log
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

// PrivateServer says where the private PostGIS of these settings lives.
func PrivateServer(c config.Config, holder string) (pgserver.Options, error) {
	dir, err := c.DataDir()
	if err != nil {
		return pgserver.Options{}, fmt.Errorf("find the data folder: %w", err)
	}
	return pgserver.Options{Dir: dir, Holder: holder}, nil
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
// An older schema it brings up only where the command asks for it, after a backup.
func prepareSchema(ctx context.Context, o Options, urls addresses) error {
	if urls.owner == "" {
		return nil
	}
	version, err := postgres.SchemaVersion(ctx, urls.owner)
	if err != nil {
		return err
	}
	fresh := version == 0
	switch {
	case version >= postgres.LatestSchema(), !fresh && !o.Migrate, fresh && !o.Config.Private() && !o.Migrate:
		return nil
	case !fresh:
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
	name := filepath.Join(dir, "backups", fmt.Sprintf("before-migration-%d-%s.dump", version, time.Now().UTC().Format("20060102T150405")))
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return fmt.Errorf("make the folder of backups: %w", err)
	}
	return BackupTo(ctx, ownerURL, name)
}

// BackupTo writes a backup to a file, whole or not at all.
func BackupTo(ctx context.Context, ownerURL, name string) error {
	return WriteFile(name, func(w io.Writer) error { return pgserver.Backup(ctx, ownerURL, w) })
}

// Backup writes a backup of the database that the settings name. With DATABASE_URL it
// needs MIGRATE_DATABASE_URL, since only the owner reads every municipality.
func Backup(ctx context.Context, o Options, name string) error {
	server, urls, err := database(ctx, o)
	if err != nil {
		return err
	}
	if server != nil {
		defer server.Close()
	}
	if urls.owner == "" {
		return needsOwner("backup")
	}
	return BackupTo(ctx, urls.owner, name)
}

// Migrate brings the schema up to this program's, after a backup.
func Migrate(ctx context.Context, o Options) (version int32, err error) {
	server, urls, err := database(ctx, o)
	if err != nil {
		return 0, err
	}
	if server != nil {
		defer server.Close()
	}
	if urls.owner == "" {
		return 0, needsOwner("migrate")
	}
	o.Migrate = true
	if err := prepareSchema(ctx, o, urls); err != nil {
		return 0, err
	}
	return postgres.SchemaVersion(ctx, urls.owner)
}

func needsOwner(command string) error {
	return fault.New(fault.Invalid, lang.T(
		"tryggled %s behöver MIGRATE_DATABASE_URL: samma databas som DATABASE_URL, men som dess ägare",
		"tryggled %s needs MIGRATE_DATABASE_URL: the same database as DATABASE_URL, but as its owner", command))
}
