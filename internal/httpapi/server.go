// Package httpapi serves the program over HTTP: the API that api/openapi.yaml describes,
// the description itself, and a plain page for people. It is the outer edge of the flow:
// it reads a request, asks a service, and maps the answer; no rule of the domain is
// decided here.
package httpapi

import (
	"context"
	"io"
	"log/slog"
	"net/url"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/hotspot"
	"tryggled/internal/ingest"
	"tryggled/internal/job"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/patrol"
	"tryggled/internal/plan"
	"tryggled/internal/report"
	"tryggled/internal/route"
	"tryggled/internal/street"
)

// Server answers requests from the services it holds. Every field up to Log is needed.
type Server struct {
	Municipalities Municipalities
	Reports        Reports
	Imports        Imports
	Tasks          Tasks
	Overlays       Overlays
	Surroundings   Surroundings
	Works          Works
	Streets        Streets
	Analyser       Analyser
	Analyses       Analyses
	Planner        Planner
	Patrols        Patrols
	Cells          Cells
	Retention      Retention
	Persons        Persons
	Erasures       Erasures
	Disclosures    Disclosures
	Keys           Keys
	Links          PatrolLinks
	Tokens         PatrolTokens

	// Ready returns nil where the database answers, has the schema of this program and
	// can use its spatial indexes; otherwise a fault that says what to do.
	Ready   func(ctx context.Context) error
	Version string // of the program
	Log     *slog.Logger

	Auth   Authenticator
	SignIn SignIn // nil where there is no identity provider; then Auth alone says who asks
	Audit  AuditLog
	Now    func() time.Time // nil is the clock

	AuditLines AuditLines

	// Local serves this machine alone: a request that names another host is refused.
	Local   bool
	Public  *url.URL // where people reach the server; another host is refused. Nil takes any
	Proxies Proxies  // in front of the server
	Rates   Rates    // zero is DefaultRates

	gate *gate
}

// Municipalities says whose data there is.
type Municipalities interface {
	List(ctx context.Context) ([]municipality.Municipality, error)
	BySlug(ctx context.Context, slug string) (municipality.Municipality, error)
	Areas(ctx context.Context, code string) ([]municipality.Area, error)
	Bases(ctx context.Context, code string) ([]municipality.Base, error)
}

// Reports takes and lists single reports.
type Reports interface {
	Create(ctx context.Context, m municipality.Municipality, r report.Report) (report.Report, error)
	List(ctx context.Context, m municipality.Municipality, f report.Filter) ([]report.Report, error)
}

// Imports takes in files of reports, and registers of objects, as they arrive.
type Imports interface {
	Reports(ctx context.Context, m municipality.Municipality, p ingest.Profile, filename string, exercise bool, r io.Reader) (task int64, err error)
	Register(ctx context.Context, m municipality.Municipality, f ingest.RegisterFile, r io.Reader) (task int64, err error)
	Quarantine(ctx context.Context, code string, task, after int64, limit int) ([]report.Rejection, error)
}

// Tasks shows background work, calls it off, and stops it with what it has. Tasks lists the
// newest first, at most limit.
type Tasks interface {
	Stop(ctx context.Context, code string, id int64) error
	Cancel(ctx context.Context, code string, id int64) error
	Task(ctx context.Context, code string, id int64) (job.Task, error)
	Tasks(ctx context.Context, code string, limit int) ([]job.Task, error)
}

// Overlays gives what stands beside the streets.
type Overlays interface {
	overlay.Lister
	Object(ctx context.Context, code string, kind overlay.Kind, id int64) (overlay.Object, error)
	ObjectsIn(ctx context.Context, code string, kinds []overlay.Kind, bound orb.Bound) ([]overlay.Object, error)
}

// Surroundings changes what stands beside the streets, and tells what a walker meets on them.
type Surroundings interface {
	Create(ctx context.Context, m municipality.Municipality, o overlay.Object) (overlay.Object, error)
	Update(ctx context.Context, m municipality.Municipality, o overlay.Object) (overlay.Object, error)
	Delete(ctx context.Context, m municipality.Municipality, kind overlay.Kind, id, revision int64) error
	Report(ctx context.Context, m municipality.Municipality) (overlay.Report, error)

	// Stored gives segments in a bound with the exposures stored of them, and Fresh works out
	// those anew that are stale.
	Stored(ctx context.Context, m municipality.Municipality, bound orb.Bound) (segments []street.Segment, exposures []overlay.Exposure, stale []bool, err error)
	Fresh(ctx context.Context, m municipality.Municipality, segments []street.Segment, exposures []overlay.Exposure, stale []bool) ([]overlay.Exposure, error)
}

// Streets gives the street network.
type Streets interface {
	Segments(ctx context.Context, code string) ([]street.Segment, error)
}

// Analyser starts analyses.
type Analyser interface {
	Start(ctx context.Context, m municipality.Municipality, p hotspot.Params) (task int64, err error)
}

// Analyses gives frozen analyses; id 0 is the current one.
type Analyses interface {
	Analysis(ctx context.Context, code string, id int64) (hotspot.Analysis, error)
	Analyses(ctx context.Context, code string) ([]hotspot.Analysis, error)
	Layer(ctx context.Context, code string, analysis int64, name string, into any) error
	Measures(ctx context.Context, code string, shape orb.MultiPolygon) ([]hotspot.Measure, error)
	Stale(ctx context.Context, code string, analyses []hotspot.Analysis) ([]bool, error)
}

// Planner makes plans, changes them and what becomes of them, and gives them as the access of
// a context shows them, with all that an export needs; see route.Service.
type Planner interface {
	First(ctx context.Context, m municipality.Municipality, r plan.Request, quick bool) (planned route.Planned, task int64, err error)
	Change(ctx context.Context, m municipality.Municipality, id int64, based int, c plan.Change, quick bool) (planned route.Planned, task int64, err error)
	AskRoster(ctx context.Context, m municipality.Municipality, r plan.Roster) (task int64, err error)
	Become(ctx context.Context, m municipality.Municipality, id int64, to plan.Status, version int) (plan.Plan, error)
	Approve(ctx context.Context, m municipality.Municipality, id int64, version int) (plan.Plan, error)
	Compare(ctx context.Context, m municipality.Municipality, a, b plan.Ref) (plan.Comparison, error)

	List(ctx context.Context, m municipality.Municipality, f route.Filter) ([]plan.Plan, error)
	Versions(ctx context.Context, m municipality.Municipality, id int64) ([]plan.Plan, error)
	Shown(ctx context.Context, m municipality.Municipality, id int64, version int) (route.Planned, error)
	Planned(ctx context.Context, m municipality.Municipality, id int64) (route.Planned, error) // whole, the newest version
}

// Patrols keeps what teams write on the way, and tells of it; see patrol.Service.
type Patrols interface {
	Write(ctx context.Context, m municipality.Municipality, e patrol.Entry) (patrol.Entry, error)
	Observe(ctx context.Context, m municipality.Municipality, o patrol.Observation) (patrol.Entry, error)
	Log(ctx context.Context, m municipality.Municipality, plan int64) (patrol.Log, error)
	Logbook(ctx context.Context, m municipality.Municipality, plan int64, team int) (patrol.Logbook, error)
	AddTrack(ctx context.Context, m municipality.Municipality, plan int64, team int, gpx io.Reader) (patrol.Walked, error)
	Tracks(ctx context.Context, m municipality.Municipality, plan int64) ([]patrol.Walked, error)
	Doses(ctx context.Context, m municipality.Municipality, plan int64) ([]patrol.Dose, error)
	Between(ctx context.Context, m municipality.Municipality, since, until time.Time) ([]patrol.Dose, error)
	Alarms(ctx context.Context, m municipality.Municipality, plan int64, open bool) ([]patrol.Alarm, error)
	Acknowledge(ctx context.Context, m municipality.Municipality, plan, alarm int64) (patrol.Alarm, error)
	AddPresence(ctx context.Context, m municipality.Municipality, p patrol.Presence) (patrol.Presence, error)
	RevokePresence(ctx context.Context, m municipality.Municipality, id int64) error
	Presences(ctx context.Context, m municipality.Municipality, since, until time.Time) ([]patrol.Presence, error)
}

// Retention says how long what is kept, and disposes of what is older.
type Retention interface {
	Retention(ctx context.Context, m municipality.Municipality) (report.Retention, error)
	Decide(ctx context.Context, m municipality.Municipality, r report.Retention) (report.Retention, error)
	Start(ctx context.Context, m municipality.Municipality, r report.RetainRequest) (task int64, err error)
}

// Persons finds and changes what the rights of persons are about.
type Persons interface {
	Report(ctx context.Context, m municipality.Municipality, id int64) (report.Report, error)
	Find(ctx context.Context, m municipality.Municipality, search report.PersonSearch, reason string) (report.Extract, error)
	Correct(ctx context.Context, m municipality.Municipality, id int64, c report.Correction) (report.Report, error)
}

// Erasures erases reports for good.
type Erasures interface {
	Erase(ctx context.Context, m municipality.Municipality, id int64, reason string) error
}

// Disclosures answers requests for public records; List gives the newest first, with ids
// below before (0: all).
type Disclosures interface {
	Disclose(ctx context.Context, m municipality.Municipality, d report.Disclosure) (report.Disclosure, error)
	List(ctx context.Context, m municipality.Municipality, before int64, limit int) ([]report.Disclosure, error)
}
