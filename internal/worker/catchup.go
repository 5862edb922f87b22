package worker

import (
	"context"
	"time"

	"tryggled/internal/identity"
	"tryggled/internal/job"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
)

// againAfter is how long what a process catches up with is not asked for again, so that of
// several processes that begin together one asks.
const againAfter = time.Hour

// CatchUp starts at once what would else wait for the night though every reader waits for it
// meanwhile: exposures to renew, of a whole town where a new version works them out in
// another way.
func (w *Worker) CatchUp(ctx context.Context) {
	ctx = identity.AsJob(ctx)
	all, err := w.Domain.Municipalities.List(ctx)
	if err == nil {
		for _, m := range all {
			w.catchUp(ctx, m)
		}
	}
	if err != nil && ctx.Err() == nil {
		w.Log.Warn("nothing caught up with", "error", err)
	}
}

func (w *Worker) catchUp(ctx context.Context, m municipality.Municipality) {
	changes, err := w.Domain.Overlays.Store.Pending(ctx, m.Code)
	if err == nil && len(changes) == 0 {
		return
	}
	var task int64
	if err == nil {
		request := map[string]int{"method": overlay.Method}
		task, err = w.Queue.EnqueueOnce(ctx, m.Code, job.Expose, request, againAfter)
	}
	switch {
	case err != nil && ctx.Err() == nil:
		w.Log.Warn("exposures not caught up with", "municipality", m.Code, "error", err)
	case task != 0:
		w.Log.Info("exposures left to renew", "municipality", m.Code, "task", task)
	}
}
