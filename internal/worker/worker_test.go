package worker

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"tryggled/internal/fault"
	"tryggled/internal/job"
	"tryggled/internal/lang"
)

// tasks is a task in memory that records what it is told.
type tasks struct {
	task    job.Task
	begun   int
	told    []lang.Text
	problem lang.Text
	away    error // what telling of a failure comes to
	hurried bool  // progress may not wait for ever
	tidied  int
}

func (f *tasks) Task(context.Context, string, int64) (job.Task, error) { return f.task, nil }

func (f *tasks) Begin(context.Context, job.Ref) error {
	f.begun++
	return nil
}

func (f *tasks) Progress(ctx context.Context, _ job.Ref, stage lang.Text, _, _ int64) error {
	_, f.hurried = ctx.Deadline()
	f.told = append(f.told, stage)
	return nil
}

func (f *tasks) Finish(ctx context.Context, _ job.Ref, save func(context.Context) (any, error)) error {
	result, err := save(ctx)
	if err != nil {
		return err
	}
	f.task.State = job.Done
	f.task.Result, err = json.Marshal(result)
	return err
}

func (f *tasks) Fail(_ context.Context, _ job.Ref, problem lang.Text) error {
	f.problem = problem
	return f.away
}

func (f *tasks) Best(_ context.Context, _ job.Ref, best any) error {
	body, err := json.Marshal(best)
	f.task.Best = body
	return err
}

func (f *tasks) StopAsked(context.Context, job.Ref) (bool, error) { return f.task.StopAsked, nil }

func (f *tasks) Tidy(context.Context, job.Ref) error {
	f.tidied++
	return nil
}

const maxAttempts = 3

func TestFailures(t *testing.T) {
	wrongShift := fault.New(fault.Invalid, lang.T("passet är noll minuter", "the shift is zero minutes"))
	for name, c := range map[string]struct {
		err       error
		attempt   int
		cancelled bool   // never tried again
		problem   string // what the task says
	}{
		"a fault is told at once":           {wrongShift, 1, true, "the shift is zero minutes"},
		"a database away is tried again":    {fault.New(fault.Unavailable, lang.T("borta", "away")), 1, false, ""},
		"an error of ours is tried again":   {errors.New("index out of range"), 1, false, ""},
		"until the attempts are used up":    {errors.New("index out of range"), maxAttempts, false, "the work failed through an error in the program; see the log for job 7"},
		"also with a database that is away": {fault.New(fault.Unavailable, lang.T("borta", "away")), maxAttempts, false, "the work failed through an error in the program; see the log for job 7"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kept := &tasks{}
			w := &Worker{Tasks: kept, Log: slog.New(slog.DiscardHandler)}
			row := &rivertype.JobRow{ID: 7, Kind: job.Analyse, Attempt: c.attempt, MaxAttempts: maxAttempts}
			err := w.run(t.Context(), row, job.Ref{}, func(context.Context, running) error { return c.err })
			if !errors.Is(err, c.err) {
				t.Errorf("the error is lost: got %v", err)
			}
			if _, cancelled := errors.AsType[*rivertype.JobCancelError](err); cancelled != c.cancelled {
				t.Errorf("cancelled: got %v, want %v (%T)", cancelled, c.cancelled, err)
			}
			if kept.problem.EN != c.problem {
				t.Errorf("the task says %q, want %q", kept.problem.EN, c.problem)
			}
		})
	}
}

// A fault whose task could not be told is tried again: nobody would ever hear of it.
func TestAFailureThatIsNotToldIsTriedAgain(t *testing.T) {
	w := &Worker{Tasks: &tasks{away: errors.New("no database")}, Log: slog.New(slog.DiscardHandler)}
	err := w.run(t.Context(), &rivertype.JobRow{Attempt: 1, MaxAttempts: maxAttempts}, job.Ref{}, func(context.Context, running) error {
		return fault.New(fault.Invalid, lang.T("passet är noll minuter", "the shift is zero minutes"))
	})
	if _, cancelled := errors.AsType[*rivertype.JobCancelError](err); cancelled || err == nil {
		t.Errorf("got %v, want an error that is tried again", err)
	}
}

// A worker that is told to end gives its job back, whole: no attempt is used up and no
// task failed.
func TestABrokenOffJobIsQueuedAgain(t *testing.T) {
	kept := &tasks{}
	w := &Worker{Tasks: kept, Log: slog.New(slog.DiscardHandler)}
	ctx, end := context.WithCancel(t.Context())
	err := w.run(ctx, &rivertype.JobRow{Attempt: maxAttempts, MaxAttempts: maxAttempts}, job.Ref{}, func(ctx context.Context, _ running) error {
		end()
		return ctx.Err()
	})
	if _, snoozed := errors.AsType[*rivertype.JobSnoozeError](err); !snoozed || !kept.problem.IsZero() {
		t.Errorf("got %v and the problem %v, want the job given back", err, kept.problem)
	}
}

// A job that was called off ends for good, whatever the work came to: it is neither tried
// again nor told as failed.
func TestACancelledJobEnds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		state job.State
		work  func(end context.CancelCauseFunc) error
	}{
		"before it began":     {job.Cancelled, func(context.CancelCauseFunc) error { return errors.New("worked all the same") }},
		"as it was to finish": {job.Running, func(context.CancelCauseFunc) error { return job.ErrCancelled }},
		"while it ran": {job.Running, func(end context.CancelCauseFunc) error {
			end(river.ErrJobCancelledRemotely)
			return context.Canceled
		}},
		"while it failed": {job.Running, func(end context.CancelCauseFunc) error {
			end(river.ErrJobCancelledRemotely)
			return fault.New(fault.Invalid, lang.T("fel", "wrong"))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kept := &tasks{task: job.Task{State: c.state}}
			w := &Worker{Tasks: kept, Log: slog.New(slog.DiscardHandler)}
			ctx, end := context.WithCancelCause(t.Context())
			err := w.run(ctx, &rivertype.JobRow{Attempt: 1, MaxAttempts: maxAttempts}, job.Ref{}, func(context.Context, running) error { return c.work(end) })
			if _, cancelled := errors.AsType[*rivertype.JobCancelError](err); !cancelled || !errors.Is(err, job.ErrCancelled) {
				t.Errorf("got %v, want the job cancelled", err)
			}
			if !kept.problem.IsZero() || kept.tidied != 1 {
				t.Errorf("told %v and tidied up %d times, want nothing and once", kept.problem, kept.tidied)
			}
		})
	}
}

func TestATaskThatIsDoneIsNotDoneAgain(t *testing.T) {
	kept := &tasks{task: job.Task{State: job.Done}}
	w := &Worker{Tasks: kept, Log: slog.New(slog.DiscardHandler)}
	err := w.run(t.Context(), &rivertype.JobRow{}, job.Ref{}, func(context.Context, running) error {
		return errors.New("worked again")
	})
	if err != nil || kept.begun != 0 {
		t.Errorf("got %v and %d begun, want nothing done", err, kept.begun)
	}
}

// TestProgressIsToldAtMostNowAndThen lets a stage report a thousand steps in a moment:
// its row hears of its beginning and its end.
func TestProgressIsToldAtMostNowAndThen(t *testing.T) {
	kept := &tasks{}
	w := &Worker{Tasks: kept, Log: slog.New(slog.DiscardHandler)}
	progress := w.progress(t.Context(), job.Ref{})
	started := time.Now()
	for i := range int64(1001) {
		progress(lang.T("räknar", "counting"), i, 1000)
	}
	progress(lang.T("sparar", "saving"), 0, 0)
	most := 3 + int(time.Since(started)/progressEvery)
	if got := len(kept.told); got < 3 || got > most {
		t.Errorf("told %d times, want 3 to %d", got, most)
	}
	if last := kept.told[len(kept.told)-1]; last.EN != "saving" {
		t.Errorf("the last stage told is %q", last.EN)
	}
	if !kept.hurried {
		t.Error("the work would wait for its progress to be stored, however long that takes")
	}
}
