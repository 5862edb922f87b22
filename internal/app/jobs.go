package app

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"tryggled/internal/fault"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/postgres"
	"tryggled/internal/worker"
)

const (
	// maxWorkers is how many jobs a process works at a time.
	maxWorkers = 2
	// softStop is how long jobs may go on when the program is told to end.
	softStop = 10 * time.Second
	// pollTask is how often a waiting command looks at its task.
	pollTask = 100 * time.Millisecond
)

// nightlyHour is when the work of the night begins, in UTC: in Sweden at four or five.
const nightlyHour = 3

// everyNight is the schedule of the work of the night. River lets one of all processes
// that work begin it.
type everyNight struct{}

// Next is the next time that it begins.
func (everyNight) Next(now time.Time) time.Time {
	now = now.UTC()
	next := time.Date(now.Year(), now.Month(), now.Day(), nightlyHour, 0, 0, 0, time.UTC)
	if !next.After(now) {
		next = next.AddDate(0, 0, 1)
	}
	return next
}

// Work starts working jobs, until stop is called, and first starts what was left undone. A job
// that does not end in time is given up and queued again.
func (a *App) Work(ctx context.Context) (stop func() error, err error) {
	return a.work(ctx, (*worker.Worker).CatchUp, (*worker.Worker).Rescue, (*worker.Worker).Seal, (*worker.Worker).Watch)
}

// work is Work with what is done beside the jobs.
func (a *App) work(ctx context.Context, beside ...func(*worker.Worker, context.Context)) (stop func() error, err error) {
	w := a.worker()
	client, err := river.NewClient(riverpgxv5.New(a.DB.Pool()), &river.Config{
		Schema:            postgres.RiverSchema,
		Queues:            map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: maxWorkers}, job.Background: {MaxWorkers: 1}},
		Workers:           w.Workers(),
		Logger:            a.Log,
		ReindexerSchedule: river.NeverSchedule(), // needs the owner of the tables
		SoftStopTimeout:   softStop,
		PeriodicJobs: []*river.PeriodicJob{river.NewPeriodicJob(everyNight{}, func() (river.JobArgs, *river.InsertOpts) {
			return job.NightlyArgs{}, &river.InsertOpts{MaxAttempts: 3}
		}, nil)},
	})
	if err != nil {
		return nil, fmt.Errorf("set up the work queue: %w", err)
	}
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return nil, fmt.Errorf("start working: %w", err)
	}
	working, end := context.WithCancel(ctx)
	var wait sync.WaitGroup
	for _, do := range beside {
		wait.Go(func() { do(w, working) })
	}
	return func() error {
		end()
		wait.Wait()
		return client.Stop(context.WithoutCancel(ctx))
	}, nil
}

// await follows a task until it ends, telling watch of each change, and returns it. A
// failed or cancelled task is returned as an error that says why.
func (a *App) await(ctx context.Context, code string, id int64, watch Watch) (job.Task, error) {
	tick := time.NewTicker(pollTask)
	defer tick.Stop()
	for {
		task, err := a.DB.Tasks().Task(ctx, code, id)
		if err != nil {
			return task, err
		}
		if watch != nil {
			watch(task)
		}
		switch task.State {
		case job.Done:
			return task, nil
		case job.Failed:
			return task, fault.New(fault.Invalid, task.Problem)
		case job.Cancelled:
			return task, fault.New(fault.Conflict, lang.T("arbetet %d avbröts; ingenting är ändrat", "task %d was cancelled; nothing is changed", id))
		}
		select {
		case <-ctx.Done():
			return task, ctx.Err()
		case <-tick.C:
		}
	}
}
