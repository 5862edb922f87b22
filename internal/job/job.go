// Package job names the background work of the system: its kinds, their arguments, and
// the task that a person watches while a job runs. It has no behaviour; postgres queues
// jobs, worker runs them.
package job

import (
	"encoding/json"
	"time"

	"tryggled/internal/lang"
)

// Kinds of work. Each is also the River kind of its job.
const (
	Import  = "import"  // merge what was staged
	Analyse = "analyse" // reports to hotspots
	Plan    = "plan"    // hotspots to a plan with routes
)

// Ref is all that a queued job carries: whose task it is. What the task asks for stands
// in the task's own row, so that arguments stay small and can be versioned.
type Ref struct {
	Municipality string `json:"municipality"` // official code
	Task         int64  `json:"task"`
}

// State is how far a task has come.
type State string

// The states of a task.
const (
	Queued  State = "queued"
	Running State = "running"
	Done    State = "done"
	Failed  State = "failed"
)

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
	Problem    lang.Text       // why it failed, once Failed
	CreatedAt  time.Time
	StartedAt  time.Time
	EndedAt    time.Time
}

// Progress tells a watcher what is done just now and how much of it. It may be called
// often; whoever receives it decides how often to pass it on.
type Progress func(stage lang.Text, done, total int64)
