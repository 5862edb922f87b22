package worker

import (
	"context"
	"time"
)

// rescueEvery is how often jobs are looked for whose worker died. They are queued again
// within 30 s: this, and the few seconds that a job may take to get its lock.
const rescueEvery = 10 * time.Second

// Rescue queues jobs of dead workers again, at once and then every ten seconds, until
// ctx ends. Any number of processes may do so at the same time.
func (w *Worker) Rescue(ctx context.Context) {
	tick := time.NewTicker(rescueEvery)
	defer tick.Stop()
	for {
		n, err := w.Locks.Rescue(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			w.Log.Warn("jobs not rescued", "error", err)
		case n > 0:
			w.Log.Info("jobs of a dead worker queued again", "jobs", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
