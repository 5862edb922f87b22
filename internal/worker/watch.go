package worker

import (
	"context"
	"time"

	"tryggled/internal/identity"
	"tryggled/internal/municipality"
)

// watchEvery is how often it is looked whether teams that walk have been heard of.
const watchEvery = time.Minute

// watchWithin bounds one look at a municipality, so that one whose contacts cannot be reached
// keeps no other waiting for long.
const watchWithin = 2 * time.Minute

// Watch looks after the teams that walk, at once and then every minute, until ctx ends. It
// goes beside the jobs, so that no long one keeps an alarm waiting. Of several processes one
// looks at a municipality at a time; if it dies, another does so within the next minute.
func (w *Worker) Watch(ctx context.Context) {
	ctx = identity.AsJob(ctx)
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		w.watchAll(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (w *Worker) watchAll(ctx context.Context) {
	all, err := w.Domain.Municipalities.List(ctx)
	if err != nil {
		if ctx.Err() == nil {
			w.Log.Error("teams not watched over", "error", err)
		}
		return
	}
	for _, m := range all {
		w.watchOne(ctx, m)
		if ctx.Err() != nil {
			return
		}
	}
}

func (w *Worker) watchOne(ctx context.Context, m municipality.Municipality) {
	within, cancel := context.WithTimeout(ctx, watchWithin)
	defer cancel()
	_, err := w.Locks.Alone(within, "watch "+m.Code, func(ctx context.Context) error {
		changed, err := w.Domain.Patrols.Watch(ctx, m)
		for _, a := range changed {
			w.Log.Info("alarm", "municipality", m.Code, "plan", a.Plan, "team", a.Team, "cause", a.Cause, "open", a.Open())
		}
		return err
	})
	if err != nil && ctx.Err() == nil {
		w.Log.Error("alarms not seen to", "municipality", m.Code, "error", err)
	}
}
