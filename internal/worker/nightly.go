package worker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/job"
	"tryggled/internal/municipality"
	"tryggled/internal/report"
)

// oncePer is how long the night's work is not asked for again, so that two runs of the
// nightly job, or two processes, start it once.
const oncePer = 20 * time.Hour

// night is a kind of work that a municipality may have due at night; due says what is then
// to be asked for, nil where there is nothing.
type night struct {
	kind string
	due  func(ctx context.Context, m municipality.Municipality) (request any, err error)
}

// nights is all of it.
func (w *Worker) nights() []night {
	return []night{
		{job.Retain, w.retentionDecided},
		{job.Publish, publicationOpen},
		{job.Expose, w.exposuresPending},
		{job.Analyse, w.analysisOutOfDate},
	}
}

func (w *Worker) retentionDecided(ctx context.Context, m municipality.Municipality) (any, error) {
	r, err := w.Domain.Retention.Retention(ctx, m)
	if err != nil || !r.Decided() {
		return nil, err
	}
	return report.RetainRequest{Nightly: true}, nil
}

func publicationOpen(_ context.Context, m municipality.Municipality) (any, error) {
	if !m.Open {
		return nil, nil
	}
	return map[string]bool{"nightly": true}, nil
}

// exposuresPending asks for what no import has: streets that were there before there were
// exposures, and renewals that failed.
func (w *Worker) exposuresPending(ctx context.Context, m municipality.Municipality) (any, error) {
	changes, err := w.Domain.Overlays.Store.Pending(ctx, m.Code)
	if err != nil || len(changes) == 0 {
		return nil, err
	}
	return map[string]bool{"nightly": true}, nil
}

// analysisOutOfDate asks for an analysis up to the last Monday, where there is none of what
// is known now. Where no report touches its window there is nothing to analyse: a picture of
// older reports then stays.
func (w *Worker) analysisOutOfDate(ctx context.Context, m municipality.Municipality) (any, error) {
	params, due, err := w.renewal(ctx, m)
	if err != nil || !due {
		return nil, err
	}
	some, err := w.Domain.Reports.List(ctx, m.Code, report.Filter{Since: params.Since, Until: params.Until, Limit: 1})
	if err != nil || len(some) == 0 {
		return nil, err
	}
	return nightlyAnalysis{params, true}, nil
}

// nightlyAnalysis is told from the same that a person has asked for the day before.
type nightlyAnalysis struct {
	hotspot.Params
	Nightly bool `json:"nightly"`
}

// renewal is the analysis to make next, and whether it is due: with the parameters of the
// current one, or the defaults where there is none.
func (w *Worker) renewal(ctx context.Context, m municipality.Municipality) (p hotspot.Params, due bool, err error) {
	now, loc := w.Now(), m.Location()
	current, err := w.Domain.Hotspots.Store.Analysis(ctx, m.Code, 0)
	if fault.Is(err, fault.NotFound) {
		return hotspot.DefaultParams(hotspot.LastWindow(now, loc)), true, nil
	}
	if err != nil {
		return p, false, err
	}
	p = current.Params.Renewed(now, loc)
	if current.Params.Until.Before(p.Until) {
		return p, true, nil
	}
	stale, err := w.Domain.Hotspots.Store.Stale(ctx, m.Code, []hotspot.Analysis{current})
	return p, err == nil && stale[0], err
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
	request, err := n.due(ctx, m)
	if err != nil || request == nil {
		return err
	}
	task, err := w.Queue.EnqueueOnce(ctx, m.Code, n.kind, request, oncePer)
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
