package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

// Best is the best plan of a search so far, as its task shows it.
type Best struct {
	route.Best
	Gap float64 `json:"gap_percent"` // of the bound that the score lacks
}

// RosterResult is the plans of a roster: those made so far while it is under way, each kept
// as soon as it is made.
type RosterResult struct {
	Shifts  []route.Shift `json:"shifts"`
	Failed  []FailedShift `json:"failed,omitempty"`
	Left    int           `json:"left,omitempty"` // shifts without a plan, since somebody asked to stop
	Overlap float64       `json:"overlap"`        // on average: how much of a shift who saw the one before could foretell
}

// FailedShift is a shift that no plan could be made for, and why.
type FailedShift struct {
	From    time.Time `json:"from"`
	To      time.Time `json:"to"`
	Problem lang.Text `json:"problem"`
}

// improve searches for a better version of a plan that was made at once, and keeps it if it
// is one. Broken off, it begins anew.
func (w *Worker) improve(ctx context.Context, t running) error {
	var wanted route.Improvement
	m, err := t.read(&wanted)
	if err != nil {
		return err
	}
	t.progress(lang.T("läser platser och gator", "reading hotspots and streets"), 0, 0)
	found, err := w.Domain.Routes.Search(ctx, m, wanted, w.watchSearch(ctx, t), w.stopAsked(ctx, t.Ref))
	if err != nil {
		return err
	}
	return w.Tasks.Finish(ctx, t.Ref, func(ctx context.Context) (any, error) {
		return w.Domain.Routes.Keep(ctx, m, wanted, found)
	})
}

// watchSearch tells the task of the best plan so far, now and then.
func (w *Worker) watchSearch(ctx context.Context, t running) func(route.Best) {
	var told time.Time
	return func(b route.Best) {
		if time.Since(told) < progressEvery {
			return
		}
		told = time.Now()
		t.progress(lang.T("söker: %.0f prioritetsminuter, högst %.0f", "searching: %.0f priority-minutes, at most %.0f", b.Score, b.Bound), 0, 0)
		ctx, cancel := context.WithTimeout(ctx, progressWait)
		defer cancel()
		if err := w.Tasks.Best(ctx, t.Ref, Best{b, route.GapPercent(b.Score, b.Bound)}); err != nil {
			w.Log.Warn("the best so far not stored", "task", t.Task, "error", err)
		}
	}
}

// stopEvery is how often a task is looked at for whether somebody has asked it to stop.
const stopEvery = 500 * time.Millisecond

// stopAsked tells whether somebody has asked a task to stop, in whichever process. What
// cannot be asked goes on.
func (w *Worker) stopAsked(ctx context.Context, ref job.Ref) func() bool {
	var looked time.Time
	var stop bool
	return func() bool {
		if stop || time.Since(looked) < stopEvery {
			return stop
		}
		looked = time.Now()
		ctx, cancel := context.WithTimeout(ctx, progressWait)
		defer cancel()
		asked, err := w.Tasks.StopAsked(ctx, ref)
		if err != nil && ctx.Err() == nil {
			w.Log.Warn("not known whether to stop", "task", ref.Task, "error", err)
		}
		stop = err == nil && asked
		return stop
	}
}

// roster makes the plans of some days one after another, each spread from those before. A
// plan is kept as soon as it is made: broken off, the work goes on after the last; called off
// or stopped, the plans that are made stay as drafts.
func (w *Worker) roster(ctx context.Context, t running) error {
	var wanted plan.Roster
	m, err := t.read(&wanted)
	if err != nil {
		return err
	}
	requests, err := wanted.Requests(m.Location())
	if err != nil {
		return err
	}
	made := RosterResult{Shifts: []route.Shift{}}
	if len(t.task.Best) > 0 {
		if err := json.Unmarshal(t.task.Best, &made); err != nil {
			return fmt.Errorf("read what was made of task %d: %w", t.Task, err)
		}
	}
	stop := w.stopAsked(ctx, t.Ref)
	for i := len(made.Shifts) + len(made.Failed); i < len(requests); i++ {
		if stop() {
			made.Left = len(requests) - i
			break
		}
		t.progress(lang.T("planerar pass %d av %d", "planning shift %d of %d", i+1, len(requests)), int64(i), int64(len(requests)))
		if err := w.shift(ctx, t, m, requests[i], &made, stop); err != nil {
			return err
		}
	}
	if len(made.Shifts) == 0 && len(made.Failed) > 0 {
		return fault.New(fault.Invalid, made.Failed[0].Problem)
	}
	return w.Tasks.Finish(ctx, t.Ref, func(context.Context) (any, error) { return made.told(), nil })
}

// shift makes and keeps the plan of one shift of a roster.
func (w *Worker) shift(ctx context.Context, t running, m municipality.Municipality, r plan.Request, made *RosterResult, stop func() bool) error {
	routes := w.Domain.Routes
	task := route.Task{Request: r}
	for _, s := range made.Shifts {
		task.Beside = append(task.Beside, s.Plan)
	}
	planned, err := routes.Improve(ctx, m, task, nil, stop)
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Invalid {
		made.Failed = append(made.Failed, FailedShift{r.From, r.To, lang.Text{SV: f.Say(lang.SV), EN: f.Say(lang.EN)}})
		return w.Tasks.Best(ctx, t.Ref, made)
	}
	if err != nil {
		return err
	}
	next := *made
	err = routes.Store.Changing(ctx, m.Code, 0, func(ctx context.Context) error {
		var before *plan.Plan
		if n := len(made.Shifts); n > 0 {
			p, _, err := routes.Store.Plan(ctx, m.Code, made.Shifts[n-1].Plan, 0)
			if err != nil {
				return err
			}
			before = &p
		}
		if planned.Plan.ID, err = routes.Store.Save(ctx, m.Code, planned.Plan, planned.Routes); err != nil {
			return err
		}
		next.Shifts = append(next.Shifts, route.ShiftOf(planned.Plan, before, m.Location()))
		return w.Tasks.Best(ctx, t.Ref, next)
	})
	if err == nil {
		*made = next
	}
	return err
}

// told is the result with what holds of all shifts.
func (r RosterResult) told() RosterResult {
	for i, s := range r.Shifts {
		if i > 0 {
			r.Overlap += s.Overlap / float64(len(r.Shifts)-1)
		}
	}
	return r
}
