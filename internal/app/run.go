package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"

	"tryggled/internal/cell"
	"tryggled/internal/hotspot"
	"tryggled/internal/ingest"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
	"tryggled/internal/report"
	"tryggled/internal/route"
	"tryggled/internal/worker"
)

// Watch is told of each step of a task on its way; nil watches nothing.
type Watch func(job.Task)

// Imported is what an import brought, the task that did it, and the first of the rows
// that it put aside.
type Imported struct {
	Task int64 `json:"task"`
	ingest.Summary
	Rejections []Rejection `json:"rejections,omitempty"`
}

// Rejection is a row that an import put aside, and why.
type Rejection struct {
	File   string    `json:"file,omitempty"` // of an object; rows of reports do not tell it
	Line   int64     `json:"line"`
	Field  string    `json:"field,omitempty"` // empty where the whole row is at fault
	Reason lang.Text `json:"reason"`
}

// toldRejections is how many rows that were put aside a command tells of.
const toldRejections = 10

// Import works until what stage has staged is merged.
func (a *App) Import(ctx context.Context, m municipality.Municipality, stage func(ctx context.Context) (task int64, err error), watch Watch) (Imported, error) {
	task, err := a.run(ctx, m.Code, stage, watch)
	if err != nil {
		return Imported{}, err
	}
	summary, err := result[ingest.Summary](task)
	imported := Imported{Task: task.ID, Summary: summary}
	if err != nil || summary.Quarantined+summary.Aside == 0 {
		return imported, err
	}
	rows, err := a.Imports.Quarantine(ctx, m.Code, task.ID, 0, toldRejections)
	for _, r := range rows {
		imported.Rejections = append(imported.Rejections, Rejection{File: r.Values["file"], Line: r.Line, Field: r.Field, Reason: r.Reason})
	}
	return imported, err
}

// Load brings in a municipality's folder, whole or not at all, working until it is done.
func (a *App) Load(ctx context.Context, folder fs.FS, watch Watch) (municipality.Municipality, Imported, error) {
	m, task, err := a.Imports.Folder(ctx, folder)
	if err != nil {
		return m, Imported{}, err
	}
	imported, err := a.Import(ctx, m, func(context.Context) (int64, error) { return task, nil }, watch)
	if err != nil {
		return m, imported, err
	}
	m, err = a.Municipalities.BySlug(ctx, m.Slug)
	return m, imported, err
}

// Analyse queues an analysis and works until it is there.
func (a *App) Analyse(ctx context.Context, m municipality.Municipality, p hotspot.Params, watch Watch) (hotspot.Analysis, error) {
	task, err := a.run(ctx, m.Code, func(ctx context.Context) (int64, error) { return a.Hotspots.Start(ctx, m, p) }, watch)
	if err != nil {
		return hotspot.Analysis{}, err
	}
	made, err := result[worker.AnalysisResult](task)
	if err != nil {
		return hotspot.Analysis{}, err
	}
	return a.Hotspots.Store.Analysis(ctx, m.Code, made.Analysis)
}

// Plan makes a plan at once and works until a better one is searched for; watch is told of the
// best so far.
func (a *App) Plan(ctx context.Context, m municipality.Municipality, r plan.Request, watch Watch) (route.Planned, error) {
	planned, task, err := a.Routes.First(ctx, m, r, false)
	if err != nil {
		return route.Planned{}, err
	}
	return a.Improved(ctx, m, planned, task, watch)
}

// Improved works until the task is done that route.Service.First or Change has queued to
// improve a plan, and returns the plan in its best version. A task of 0 is none.
func (a *App) Improved(ctx context.Context, m municipality.Municipality, planned route.Planned, task int64, watch Watch) (route.Planned, error) {
	if task == 0 {
		return planned, nil
	}
	ended, err := a.run(ctx, m.Code, func(context.Context) (int64, error) { return task, nil }, watch)
	if err != nil {
		return route.Planned{}, err
	}
	done, err := result[route.Improved](ended)
	if err != nil || !done.Better {
		return planned, err
	}
	return a.Routes.Version(ctx, m, planned.Plan.ID, done.Version)
}

// Roster queues the plans of a roster and works until they are made.
func (a *App) Roster(ctx context.Context, m municipality.Municipality, r plan.Roster, watch Watch) (worker.RosterResult, error) {
	task, err := a.run(ctx, m.Code, func(ctx context.Context) (int64, error) { return a.Routes.AskRoster(ctx, m, r) }, watch)
	if err != nil {
		return worker.RosterResult{}, err
	}
	return result[worker.RosterResult](task)
}

// Publish closes the months of a municipality's public figures that are due, working until
// it is done. It switches the figures on first, if asked to.
func (a *App) Publish(ctx context.Context, m municipality.Municipality, switchOn bool, watch Watch) (cell.Published, error) {
	task, err := a.run(ctx, m.Code, func(ctx context.Context) (int64, error) {
		if switchOn {
			return a.Cells.Switch(ctx, m, true)
		}
		return a.Cells.Start(ctx, m)
	}, watch)
	if err != nil {
		return cell.Published{}, err
	}
	return result[cell.Published](task)
}

// Retain queues a run of the rules of retention and works until it is done.
func (a *App) Retain(ctx context.Context, m municipality.Municipality, r report.RetainRequest, watch Watch) (report.Disposal, error) {
	task, err := a.run(ctx, m.Code, func(ctx context.Context) (int64, error) { return a.Retention.Start(ctx, m, r) }, watch)
	if err != nil {
		return report.Disposal{}, err
	}
	return result[report.Disposal](task)
}

// run queues work with start, works until it ends, and returns the finished task.
func (a *App) run(ctx context.Context, code string, start func(ctx context.Context) (task int64, err error), watch Watch) (job.Task, error) {
	id, err := start(ctx)
	if err != nil {
		return job.Task{}, err
	}
	stop, err := a.work(ctx, (*worker.Worker).Rescue, (*worker.Worker).Seal) // a short command catches up with nothing
	if err != nil {
		return job.Task{}, err
	}
	task, err := a.await(ctx, code, id, watch)
	if stopErr := stop(); err == nil {
		err = stopErr
	}
	return task, err
}

func result[T any](task job.Task) (T, error) {
	var r T
	if err := json.Unmarshal(task.Result, &r); err != nil {
		return r, fmt.Errorf("read the result of task %d: %w", task.ID, err)
	}
	return r, nil
}
