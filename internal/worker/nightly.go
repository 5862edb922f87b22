package worker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"tryggled/internal/identity"
	"tryggled/internal/job"
	"tryggled/internal/municipality"
	"tryggled/internal/report"
)

// oncePer is how long the night's work is not asked for again, so that two runs of the
// nightly job, or two processes, start it once.
const oncePer = 20 * time.Hour

// night is a kind of work that a municipality may have due at night.
type night struct {
	kind    string
	request any
	due     func(ctx context.Context, m municipality.Municipality) (bool, error)
}

// nights is all of it.
func (w *Worker) nights() []night {
	return []night{
		{job.Retain, report.RetainRequest{Nightly: true}, w.retentionDecided},
		{job.Publish, map[string]bool{"nightly": true}, publicationOpen},
	}
}

func (w *Worker) retentionDecided(ctx context.Context, m municipality.Municipality) (bool, error) {
	r, err := w.Domain.Retention.Retention(ctx, m)
	return r.Decided(), err
}

func publicationOpen(_ context.Context, m municipality.Municipality) (bool, error) {
	return m.Open, nil
}

// nightly is the River worker of the nightly job, which only starts work.
type nightly struct {
	river.WorkerDefaults[job.NightlyArgs]
	w *Worker
}

// Timeout is the longest time that starting the work may take.
func (n *nightly) Timeout(*river.Job[job.NightlyArgs]) time.Duration { return nightlyTimeout }

// Work starts the night's work under the lock of its job.
func (n *nightly) Work(ctx context.Context, j *river.Job[job.NightlyArgs]) error {
	release, err := n.w.Locks.Hold(ctx, j.ID)
	if err != nil {
		return fmt.Errorf("lock job %d: %w", j.ID, err)
	}
	defer release()
	err = n.w.Nightly(identity.AsJob(ctx))
	if err != nil {
		n.w.Log.Error("work of the night not started", "error", err)
	}
	return err
}

// Remains is what was logged of municipalities while they were deleted.
type Remains interface {
	// Sweep deletes it and tells how many rows that were.
	Sweep(ctx context.Context) (rows int64, err error)
}

// Nightly starts what each municipality has due at night, and sweeps up after those that
// were deleted. What cannot be started in one keeps nothing from being started in the others.
func (w *Worker) Nightly(ctx context.Context) error {
	all, err := w.Domain.Municipalities.List(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, m := range all {
		for _, n := range w.nights() {
			if err := w.startNightly(ctx, m, n); err != nil {
				failed = append(failed, fmt.Errorf("start %s of %s: %w", n.kind, m.Code, err))
			}
		}
	}
	rows, err := w.Remains.Sweep(ctx)
	if err != nil {
		failed = append(failed, fmt.Errorf("sweep up after deleted municipalities: %w", err))
	}
	if rows > 0 {
		w.Log.Info("swept up after deleted municipalities", "rows", rows)
	}
	return errors.Join(failed...)
}

func (w *Worker) startNightly(ctx context.Context, m municipality.Municipality, n night) error {
	due, err := n.due(ctx, m)
	if err != nil || !due {
		return err
	}
	task, err := w.Queue.EnqueueOnce(ctx, m.Code, n.kind, n.request, oncePer)
	if task != 0 {
		w.Log.Info("work of the night started", "kind", n.kind, "municipality", m.Code, "task", task)
	}
	return err
}

// retain runs the rules of retention, whole or not at all.
func (w *Worker) retain(ctx context.Context, t running) error {
	var request report.RetainRequest
	m, err := t.read(&request)
	if err != nil {
		return err
	}
	return w.Tasks.Finish(ctx, t.Ref, func(ctx context.Context) (any, error) {
		return w.Domain.Retention.Run(ctx, m, request)
	})
}
