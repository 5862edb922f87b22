// Package app joins the parts: it finds or starts the database, builds the services over
// it, works jobs and serves the API. Commands call it; nothing else does.
package app

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"time"

	"tryggled/internal/cell"
	"tryggled/internal/config"
	"tryggled/internal/hotspot"
	"tryggled/internal/ingest"
	"tryggled/internal/measure"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/patrol"
	"tryggled/internal/pgserver"
	"tryggled/internal/postgres"
	"tryggled/internal/report"
	"tryggled/internal/route"
	"tryggled/internal/worker"
)

// App is the joined program. Its services are ready to call.
type App struct {
	Municipalities municipality.Service
	Reports        report.Service
	Imports        ingest.Service
	Hotspots       hotspot.Service
	Overlays       overlay.Service
	Measures       measure.Service
	Routes         route.Service
	Patrols        patrol.Service
	Cells          cell.Service
	Retention      report.RetentionService
	Persons        report.PersonService
	Erasures       report.ErasureService
	Disclosures    report.DisclosureService

	DB  *postgres.DB
	Log *slog.Logger
	Now func() time.Time

	config config.Config
	server *pgserver.Server // the private PostGIS; nil with DATABASE_URL
}

// Options say how a command wants the program joined.
type Options struct {
	Config config.Config
	Log    *slog.Logger
	Holder string // the command, as another process is told who holds the data folder

	// Exclusive keeps the data folder to this process: a second one is refused.
	Exclusive bool
	// Migrate brings an older schema up to this program's, after a backup.
	Migrate bool
}

// Open joins the program over its database. The caller closes it. It returns Conflict
// where another process holds the data folder or the schema is newer than the program,
// Invalid for settings that are not understood, and Unavailable where the schema is older or
// there is no database to be had.
func Open(ctx context.Context, o Options) (*App, error) {
	notifier, err := newNotifier(o.Config, o.Log)
	if err != nil {
		return nil, err
	}
	server, urls, err := database(ctx, o)
	if err != nil {
		return nil, err
	}
	db, err := connect(ctx, o, urls)
	if err != nil {
		if server != nil {
			err = errors.Join(err, server.Close())
		}
		return nil, err
	}
	a := join(db, server, o)
	a.Patrols.Notifier = notifier
	return a, nil
}

// Close ends the connections and, where this process started it, the private PostGIS.
func (a *App) Close() error {
	a.DB.Close()
	if a.server == nil {
		return nil
	}
	return a.server.Close()
}

func join(db *postgres.DB, server *pgserver.Server, o Options) *App {
	version := CodeVersion()
	municipalities := municipality.Service{Store: db.Municipalities()}
	overlays := overlay.Service{Store: db.Overlays(), Streets: db.Streets(), Queue: db.Tasks()}
	a := &App{
		Municipalities: municipalities,
		Reports:        report.Service{Store: db.Reports()},
		Imports:        ingest.Service{Store: db.Imports(), Municipalities: db.Municipalities()},
		Hotspots: hotspot.Service{
			Store: db.Hotspots(), Areas: db.Municipalities(), Streets: overlays, Overlays: db.Overlays(),
			Queue: db.Tasks(), CodeVersion: version,
		},
		Overlays: overlays,
		Routes: route.Service{
			Store: db.Routes(), Hotspots: db.Hotspots(), Places: db.Municipalities(), Streets: overlays, Overlays: db.Overlays(),
			Queue: db.Tasks(), CodeVersion: version,
		},
		DB:     db,
		Log:    o.Log,
		Now:    time.Now,
		config: o.Config,
		server: server,
	}
	a.privacy()
	a.patrols()
	a.Measures = measure.Service{
		Exposures: overlays, Overlays: db.Overlays(), Streets: db.Streets(), Hotspots: db.Hotspots(), Areas: db.Municipalities(),
		Works: db.Works(), Queue: db.Tasks(), Now: func() time.Time { return a.Now() },
	}
	a.Cells = cell.Service{
		Store: db.Cells(), Overlays: db.Overlays(), Queue: db.Tasks(), Now: func() time.Time { return a.Now() },
	}
	return a
}

// patrols joins what is walked with what is planned: what was walked lowers what it is worth to
// walk there again.
func (a *App) patrols() {
	now := func() time.Time { return a.Now() }
	a.Patrols = patrol.Service{
		Store: a.DB.Patrols(), Plans: a.DB.Patrols(), Reports: a.Reports, Streets: a.DB.Streets(), Areas: a.DB.Municipalities(),
		Municipalities: a.Municipalities, Now: now,
	}
	a.Routes.Now, a.Routes.Doses = now, a.Patrols
}

func (a *App) worker() *worker.Worker {
	return &worker.Worker{
		Domain: worker.Domain{
			Municipalities: a.Municipalities, Imports: a.DB.Imports(), Hotspots: a.Hotspots, Reports: a.DB.Reports(),
			Routes: a.Routes, Patrols: a.Patrols, Cells: a.Cells, Retention: a.Retention, Overlays: a.Overlays,
		},
		Tasks:   a.DB.Tasks(),
		Queue:   a.DB.Tasks(),
		Locks:   a.DB.JobLocks(),
		Sealer:  a.DB.Audit(),
		Remains: a.DB.Audit(),
		Now:     func() time.Time { return a.Now() },
		Log:     a.Log,
	}
}

// CodeVersion tells which code this is: the commit it was built from, marked where the
// tree was changed, or "devel" where that is not known.
func CodeVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	revision, changed := "devel", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = "+"
		}
	}
	return revision + changed
}
