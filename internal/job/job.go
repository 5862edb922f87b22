// Package job names the background work of the system: its kinds, their arguments, and
// the task that a person watches while a job runs. It has no behaviour; postgres queues
// jobs, worker runs them.
package job

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"tryggled/internal/lang"
)

// Kinds of work. Each is also the River kind of its job.
const (
	Import  = "import"  // merge what was staged
	Analyse = "analyse" // reports to hotspots
	Plan    = "plan"    // hotspots to a plan with routes
	Retain  = "retain"  // dispose of what is older than the municipality keeps
	Publish = "publish" // close months and tell their public counts
	Expose  = "expose"  // renew the exposures of streets where their surroundings changed
	Improve = "improve" // a better version of a plan that was made at once
	Roster  = "roster"  // plans of the shifts of some days, one after another

	Nightly = "nightly" // start what each municipality has due at night; has no task
)

// Background is the queue of work that nobody waits for; it keeps none of the rest waiting.
const Background = "background"

// Ref is all that a queued job carries: whose task it is. What the task asks for stands
// in the task's own row, so that arguments stay small and can be versioned.
type Ref struct {
	Municipality string `json:"municipality"` // official code
	Task         int64  `json:"task"`
}

// The arguments of each kind, as River wants them: a type with a Kind.
type (
	ImportArgs  struct{ Ref }
	AnalyseArgs struct{ Ref }
	PlanArgs    struct{ Ref }
	RetainArgs  struct{ Ref }
	PublishArgs struct{ Ref }
	ExposeArgs  struct{ Ref }
	ImproveArgs struct{ Ref }
	RosterArgs  struct{ Ref }
	NightlyArgs struct{}
)

// Kind names the River kind.
func (ImportArgs) Kind() string { return Import }

// Kind names the River kind.
func (AnalyseArgs) Kind() string { return Analyse }

// Kind names the River kind.
func (PlanArgs) Kind() string { return Plan }

// Kind names the River kind.
func (RetainArgs) Kind() string { return Retain }

// Kind names the River kind.
func (PublishArgs) Kind() string { return Publish }

// Kind names the River kind.
func (ExposeArgs) Kind() string { return Expose }

// Kind names the River kind.
func (ImproveArgs) Kind() string { return Improve }

// Kind names the River kind.
func (RosterArgs) Kind() string { return Roster }

// Kind names the River kind.
func (NightlyArgs) Kind() string { return Nightly }

// Stops reports whether work of a kind can be asked to stop early and keep the best that it
// has: a search, or plans one after another.
func Stops(kind string) bool { return kind == Improve || kind == Roster }

// Queue takes work in. Enqueue stores a task with its request (anything that marshals to
// JSON) and its job in one transaction.
type Queue interface {
	Enqueue(ctx context.Context, code, kind string, request any) (task int64, err error)
}

// State is how far a task has come.
type State string

// The states of a task.
const (
	Staging State = "staging" // an import that is still being read
	Queued  State = "queued"
	Running State = "running"
	Done    State = "done"
	Failed  State = "failed"

	Cancelled State = "cancelled" // called off by a person
)

// Ended reports whether nothing more will come of a task.
func (s State) Ended() bool { return s == Done || s == Failed || s == Cancelled }

// ErrCancelled is what work comes to whose task was called off meanwhile: nothing of it is
// stored.
var ErrCancelled = errors.New("the task was cancelled")

// Task is one piece of background work as a person sees it.
type Task struct {
	ID         int64
	Kind       string
	State      State
	Stage      lang.Text // what it does just now
	DoneUnits  int64     // of TotalUnits; 0 of 0 where the total is not known
	TotalUnits int64
	Request    json.RawMessage // what was asked for
	Result     json.RawMessage // what came out, once Done
	Best       json.RawMessage // of a search: the best so far; of a roster: the plans made so far
	StopAsked  bool            // somebody wants it to end there
	Problem    lang.Text       // why it failed, once Failed
	CreatedAt  time.Time
	StartedAt  time.Time
	EndedAt    time.Time
}

// Progress tells a watcher what is done just now and how much of it. It may be called
// often; whoever receives it decides how often to pass it on.
type Progress func(stage lang.Text, done, total int64)
