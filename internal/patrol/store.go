package patrol

import (
	"context"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/municipality"
	"tryggled/internal/plan"
	"tryggled/internal/report"
	"tryggled/internal/route"
	"tryggled/internal/street"
)

// Store keeps what was walked. Rows are added and never changed, alarms and the
// withdrawal of a presence aside.
type Store interface {
	// Writing runs write in a transaction in which nobody else writes about the walk of a
	// plan, so that what it reads of the log still holds when it adds to it.
	Writing(ctx context.Context, code string, plan int64, write func(ctx context.Context) error) error

	// Log returns the entries of all teams of a plan in the order of their IDs, replaced
	// ones too.
	Log(ctx context.Context, code string, plan int64) (Log, error)
	AddEntry(ctx context.Context, code string, e Entry) (id int64, err error)

	// Tracks returns the matched tracks of a plan in the order of their IDs.
	Tracks(ctx context.Context, code string, plan int64) ([]Walked, error)
	AddTrack(ctx context.Context, code string, w Walked) (id int64, err error)

	// Alarms returns the alarms of a plan, or of all where it is 0, in the order of their
	// IDs; open leaves out those that are withdrawn.
	Alarms(ctx context.Context, code string, plan int64, open bool) ([]Alarm, error)
	// SaveAlarm adds an alarm without an ID, or writes over the one with it, and returns it.
	SaveAlarm(ctx context.Context, code string, a Alarm) (Alarm, error)

	// Presences returns what touches [since, until), in the order of their IDs, revoked
	// ones left out.
	Presences(ctx context.Context, code string, since, until time.Time) ([]Presence, error)
	AddPresence(ctx context.Context, code string, p Presence) (id int64, err error)
	// RevokePresence takes one back. It returns NotFound.
	RevokePresence(ctx context.Context, code string, id int64, at time.Time) error

	// Walked lists the plans that have an entry or a track and whose shift touches
	// [since, until), in the order of their IDs.
	Walked(ctx context.Context, code string, since, until time.Time) ([]int64, error)
}

// Plans gives the plans that are walked, whoever asks: it is for the Service alone to say
// what of them is told.
type Plans interface {
	// Planned returns the version of a plan that its teams walk by, with its routes and
	// hotspots. It returns NotFound.
	Planned(ctx context.Context, m municipality.Municipality, id int64) (route.Planned, error)
	// Awaited lists the plans that are published or under way, and whose shift touches
	// [since, until), in the order of their IDs.
	Awaited(ctx context.Context, code string, since, until time.Time) ([]int64, error)
	// Began takes a published plan to under way; one that is so already stays as it is.
	Began(ctx context.Context, code string, id int64, at time.Time) error
}

// Reports takes observations in, as report.Service does: masked, moved out of homes,
// violence in a home refused.
type Reports interface {
	Create(ctx context.Context, m municipality.Municipality, r report.Report) (report.Report, error)
	Extent(ctx context.Context, code string) (bound orb.Bound, ok bool, err error)
}

// Streets gives the streets that tracks are matched to.
type Streets interface {
	Segments(ctx context.Context, code string) ([]street.Segment, error)
}

// Areas gives the areas of a municipality.
type Areas interface {
	Areas(ctx context.Context, code string) ([]municipality.Area, error)
}

// Notifier tells the named contact of a plan that a team is not heard of.
type Notifier interface {
	// Reaches reports whether a contact can be told at all: whether it has an address of a
	// kind that messages are sent to.
	Reaches(to plan.Contact) bool
	// Notify returns an error where nobody was told, to be tried again.
	Notify(ctx context.Context, m municipality.Municipality, to plan.Contact, about Alarm) error
}

// Observation is what a team saw and reports.
type Observation struct {
	Plan      int64
	Team      int
	Visit     int        // number of the stop whose place it has where Point is nil
	Category  string     // code
	At        time.Time  // when it was seen
	Point     *orb.Point // metric; nil: at the stop
	AccuracyM float64    // 0: report.DefaultAccuracyM
	Severity  int        // 0 where unknown
	Text      string     // of roles that may write; masked before it is kept
	Key       string     // chosen by the client, so that what it sends again is kept once
}

// Municipalities finds a municipality.
type Municipalities interface {
	// ByCode returns NotFound.
	ByCode(ctx context.Context, code string) (municipality.Municipality, error)
}
