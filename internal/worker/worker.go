// Package worker runs background work: a River worker per kind of job, which reads the
// job's task, makes one domain call, and finishes the task in the transaction that
// stores what came out. It follows the services and knows no SQL.
package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"tryggled/internal/cell"
	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/ingest"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/patrol"
	"tryggled/internal/report"
	"tryggled/internal/route"
)

// Tasks keeps what people see of a job.
type Tasks interface {
	Task(ctx context.Context, code string, id int64) (job.Task, error)
	Begin(ctx context.Context, ref job.Ref) error
	Progress(ctx context.Context, ref job.Ref, stage lang.Text, done, total int64) error
	// Finish runs save and marks the task done with its result, in one transaction. A
	// task that is done already is left as it is; of one that was cancelled, also
	// meanwhile, nothing is stored, and it returns job.ErrCancelled.
	Finish(ctx context.Context, ref job.Ref, save func(ctx context.Context) (result any, err error)) error
	Fail(ctx context.Context, ref job.Ref, problem lang.Text) error
	// Best tells the best so far of a running task: at once, or with the transaction of ctx,
	// if it has one. It returns job.ErrCancelled for one that was called off.
	Best(ctx context.Context, ref job.Ref, best any) error
	// StopAsked reports whether somebody wants a task to end and keep its best.
	StopAsked(ctx context.Context, ref job.Ref) (bool, error)
	// Tidy removes what a cancelled task has left behind; any other is left alone.
	Tidy(ctx context.Context, ref job.Ref) error
}

// Locks tells running jobs from those whose worker died.
type Locks interface {
	// Hold marks a job as running for as long as this process lives.
	Hold(ctx context.Context, jobID int64) (release func(), err error)
	// Alone runs do, unless another process is just running what has the same name.
	Alone(ctx context.Context, name string, do func(ctx context.Context) error) (ran bool, err error)
	// Rescue queues jobs again that run nowhere, and returns how many.
	Rescue(ctx context.Context) (int, error)
}

// Queue takes in the work of the night.
type Queue interface {
	// EnqueueOnce queues a task unless the same was asked for within a time; then it is 0.
	EnqueueOnce(ctx context.Context, code, kind string, request any, within time.Duration) (task int64, err error)
}

// Domain is what the workers call.
type Domain struct {
	Municipalities municipality.Service
	Imports        ingest.Store
	Hotspots       hotspot.Service
	Reports        report.Store
	Routes         route.Service
	Patrols        patrol.Service
	Cells          cell.Service
	Overlays       overlay.Service
	Retention      report.RetentionService
}

// Worker works through jobs.
type Worker struct {
	Domain  Domain
	Tasks   Tasks
	Queue   Queue
	Locks   Locks
	Sealer  Sealer
	Remains Remains
	Now     func() time.Time
	Log     *slog.Logger
}

// Results of the kinds of job, as a task shows them.
type (
	// AnalysisResult points to the analysis that came out, and to its open twin.
	AnalysisResult struct {
		Analysis int64 `json:"analysis"`
		Open     int64 `json:"open_analysis"`
	}
	// PlanResult points to the plan that came out.
	PlanResult struct {
		Plan int64 `json:"plan"`
	}
)

// Longest times that a kind of job may take; River ends one that takes longer. A search may
// be asked to go on for ten minutes, and a roster is up to 62 of them.
const (
	importTimeout  = 2 * time.Hour
	analyseTimeout = 30 * time.Minute
	planTimeout    = 15 * time.Minute
	improveTimeout = 15 * time.Minute
	rosterTimeout  = 12 * time.Hour
	publishTimeout = 15 * time.Minute
	exposeTimeout  = 30 * time.Minute
	retainTimeout  = 30 * time.Minute
	nightlyTimeout = 5 * time.Minute
)

// Workers registers a River worker for each kind of job.
func (w *Worker) Workers() *river.Workers {
	all := river.NewWorkers()
	river.AddWorker(all, &kind[job.ImportArgs]{w: w, timeout: importTimeout, work: w.merge, ref: func(a job.ImportArgs) job.Ref { return a.Ref }})
	river.AddWorker(all, &kind[job.AnalyseArgs]{w: w, timeout: analyseTimeout, work: w.analyse, ref: func(a job.AnalyseArgs) job.Ref { return a.Ref }})
	river.AddWorker(all, &kind[job.PlanArgs]{w: w, timeout: planTimeout, work: w.plan, ref: func(a job.PlanArgs) job.Ref { return a.Ref }})
	river.AddWorker(all, &kind[job.ImproveArgs]{w: w, timeout: improveTimeout, work: w.improve, ref: func(a job.ImproveArgs) job.Ref { return a.Ref }})
	river.AddWorker(all, &kind[job.RosterArgs]{w: w, timeout: rosterTimeout, work: w.roster, ref: func(a job.RosterArgs) job.Ref { return a.Ref }})
	river.AddWorker(all, &kind[job.RetainArgs]{w: w, timeout: retainTimeout, work: w.retain, ref: func(a job.RetainArgs) job.Ref { return a.Ref }})
	river.AddWorker(all, &nightly{w: w})
	river.AddWorker(all, &kind[job.PublishArgs]{w: w, timeout: publishTimeout, work: w.publish, ref: func(a job.PublishArgs) job.Ref { return a.Ref }})
	river.AddWorker(all, &kind[job.ExposeArgs]{w: w, timeout: exposeTimeout, work: w.expose, ref: func(a job.ExposeArgs) job.Ref { return a.Ref }})
	return all
}

// kind is the River worker of one kind of job.
type kind[A river.JobArgs] struct {
	river.WorkerDefaults[A]
	w       *Worker
	timeout time.Duration
	work    func(ctx context.Context, t running) error
	ref     func(A) job.Ref
}

// Timeout is the longest time the kind may take.
func (k *kind[A]) Timeout(*river.Job[A]) time.Duration { return k.timeout }

// Work runs one job under its lock.
func (k *kind[A]) Work(ctx context.Context, j *river.Job[A]) error {
	release, err := k.w.Locks.Hold(ctx, j.ID)
	if err != nil {
		return fmt.Errorf("lock job %d: %w", j.ID, err)
	}
	defer release()
	return k.w.run(identity.AsJob(ctx), j.JobRow, k.ref(j.Args), k.work)
}

// running is a task on its way.
type running struct {
	job.Ref
	task         job.Task
	municipality func() (municipality.Municipality, error)
	progress     job.Progress
}

func (w *Worker) run(ctx context.Context, row *rivertype.JobRow, ref job.Ref, work func(context.Context, running) error) error {
	started := time.Now()
	err := w.attempt(ctx, ref, work)
	log := w.Log.With("job", row.ID, "kind", row.Kind, "municipality", ref.Municipality, "task", ref.Task,
		"attempt", row.Attempt, "seconds", time.Since(started).Seconds())
	if err == nil {
		log.Info("job done")
		return nil
	}
	if errors.Is(err, job.ErrCancelled) || errors.Is(context.Cause(ctx), river.ErrJobCancelledRemotely) {
		return w.cancelled(ctx, log, ref)
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		log.Info("job broken off, queued again")
		return river.JobSnooze(0) // this worker is told to end: no failure of the job's
	}
	return w.failed(ctx, log, row, ref, err)
}

func (w *Worker) attempt(ctx context.Context, ref job.Ref, work func(context.Context, running) error) error {
	task, err := w.Tasks.Task(ctx, ref.Municipality, ref.Task)
	if err != nil {
		return err
	}
	switch task.State {
	case job.Done:
		return nil
	case job.Cancelled:
		return job.ErrCancelled
	}
	if err := w.Tasks.Begin(ctx, ref); err != nil {
		return err
	}
	return work(ctx, running{
		Ref:  ref,
		task: task,
		municipality: func() (municipality.Municipality, error) {
			return w.Domain.Municipalities.ByCode(ctx, ref.Municipality)
		},
		progress: w.progress(ctx, ref),
	})
}

// cancelled ends a job whose task was called off, for good. What the task says is settled
// already.
func (w *Worker) cancelled(ctx context.Context, log *slog.Logger, ref job.Ref) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	log.Info("job cancelled")
	if err := w.Tasks.Tidy(ctx, ref); err != nil {
		log.Warn("cancelled task not tidied up", "error", err)
	}
	return river.JobCancel(job.ErrCancelled)
}

// failed tells the watcher what went wrong. A fault is a person's to mend, so trying
// again would be no use, unless the task could not be told; anything else is tried again
// until the job's attempts are used up.
func (w *Worker) failed(ctx context.Context, log *slog.Logger, row *rivertype.JobRow, ref job.Ref, err error) error {
	// The job's own time may be over; its task must hear of it all the same.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	var f *fault.Error
	switch {
	case errors.As(err, &f) && f.Kind != fault.Unavailable:
		log.Info("job refused", "error", err)
		problem := lang.Text{SV: f.Say(lang.SV), EN: f.Say(lang.EN)}
		if untold := w.Tasks.Fail(ctx, ref, problem); untold != nil {
			return errors.Join(err, untold)
		}
		return river.JobCancel(err)
	case row.Attempt >= row.MaxAttempts:
		log.Error("job given up", "error", err)
		return errors.Join(err, w.Tasks.Fail(ctx, ref, lang.T(
			"arbetet misslyckades av ett fel i programmet; se loggen för jobb %d",
			"the work failed through an error in the program; see the log for job %d", row.ID)))
	}
	log.Error("job failed", "error", err)
	return err
}

const (
	// progressEvery is how often a task's row is told how far the work is.
	progressEvery = 200 * time.Millisecond
	// progressWait is how long the work stands still for that at most. The transaction of
	// the work may hold what keeps every connection busy, and must never wait for one.
	progressWait = time.Second
)

func (w *Worker) progress(ctx context.Context, ref job.Ref) job.Progress {
	var told time.Time
	var stage lang.Text
	return func(now lang.Text, done, total int64) {
		if now == stage && time.Since(told) < progressEvery && done < total {
			return
		}
		told, stage = time.Now(), now
		ctx, cancel := context.WithTimeout(ctx, progressWait)
		defer cancel()
		if err := w.Tasks.Progress(ctx, ref, now, done, total); err != nil {
			w.Log.Warn("progress not stored", "task", ref.Task, "error", err)
		}
	}
}

func (w *Worker) merge(ctx context.Context, t running) error {
	return w.Tasks.Finish(ctx, t.Ref, func(ctx context.Context) (any, error) {
		return w.Domain.Imports.Merge(ctx, t.Municipality, t.Task, t.progress)
	})
}

func (w *Worker) analyse(ctx context.Context, t running) error {
	var params hotspot.Params
	m, err := t.read(&params)
	if err != nil {
		return err
	}
	twins, err := w.Domain.Hotspots.Compute(ctx, m, params, t.progress)
	if err != nil {
		return err
	}
	return w.Tasks.Finish(ctx, t.Ref, func(ctx context.Context) (any, error) {
		full, open, err := twins.Save(ctx, w.Domain.Hotspots.Store, m.Code)
		return AnalysisResult{Analysis: full, Open: open}, err
	})
}

func (w *Worker) plan(ctx context.Context, t running) error {
	var task route.Task
	m, err := t.read(&task)
	if err != nil {
		return err
	}
	planned, err := w.Domain.Routes.Compute(ctx, m, task, t.progress)
	if err != nil {
		return err
	}
	return w.Tasks.Finish(ctx, t.Ref, func(ctx context.Context) (any, error) {
		if task.Plan > 0 {
			_, err := w.Domain.Routes.Store.SaveVersion(ctx, m.Code, planned.Plan, planned.Routes)
			return PlanResult{Plan: task.Plan}, err
		}
		id, err := w.Domain.Routes.Store.Save(ctx, m.Code, planned.Plan, planned.Routes)
		return PlanResult{Plan: id}, err
	})
}

func (w *Worker) publish(ctx context.Context, t running) error {
	m, err := t.municipality()
	if err != nil {
		return err
	}
	return w.Tasks.Finish(ctx, t.Ref, func(ctx context.Context) (any, error) {
		return w.Domain.Cells.Publish(ctx, m, t.progress)
	})
}

// expose renews exposures before its task is finished, not in the transaction that finishes
// it: it computes for a while, and what it stores is stored only where it is true just then.
// Run twice it finds nothing left to renew.
func (w *Worker) expose(ctx context.Context, t running) error {
	m, err := t.municipality()
	if err != nil {
		return err
	}
	sum, err := w.Domain.Overlays.Renew(ctx, m, t.progress)
	if err != nil {
		return err
	}
	return w.Tasks.Finish(ctx, t.Ref, func(context.Context) (any, error) { return sum, nil })
}

// read returns whose task it is and decodes what it asks for.
func (t running) read(request any) (municipality.Municipality, error) {
	if err := json.Unmarshal(t.task.Request, request); err != nil {
		return municipality.Municipality{}, fmt.Errorf("read request of task %d: %w", t.Task, err)
	}
	return t.municipality()
}
