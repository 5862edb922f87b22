package main

import (
	"tryggled/internal/app"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

type taskCommand struct {
	Ls     taskList   `cmd:"" help:"${task_ls}"`
	Stop   taskStop   `cmd:"" help:"${task_stop}"`
	Cancel taskCancel `cmd:"" help:"${task_cancel}"`
}

type taskList struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	JSON         bool   `name:"json" help:"${flag_json}"`
}

// listedTasks is how many tasks are listed, the newest.
const listedTasks = 100

// Run prints the latest background work, newest first.
func (cmd taskList) Run(c *call) error {
	return c.in("task ls", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		all, err := a.DB.Tasks().Tasks(c, m.Code, listedTasks)
		if err != nil {
			return err
		}
		if cmd.JSON {
			printed := make([]map[string]any, len(all))
			for i, t := range all {
				printed[i] = printedTask(t)
			}
			return c.json(printed)
		}
		loc := m.Location()
		for _, t := range all {
			told := t.Stage
			if t.State.Ended() {
				told = t.Problem
			}
			c.say("%4d  %-8s  %-9s  %s  %s", "%4d  %-8s  %-9s  %s  %s", t.ID, t.Kind, taskStates[t.State], moment(t.CreatedAt, loc), told)
		}
		return nil
	})
}

// printedTask is a task as a program reads it.
func printedTask(t job.Task) map[string]any {
	printed := map[string]any{"id": t.ID, "kind": t.Kind, "state": t.State, "stage": t.Stage, "problem": t.Problem, "created_at": t.CreatedAt.UTC()}
	if len(t.Best) > 0 {
		printed["best"] = t.Best
	}
	if !t.EndedAt.IsZero() {
		printed["ended_at"] = t.EndedAt.UTC()
	}
	return printed
}

var taskStates = map[job.State]lang.Text{
	job.Staging:   lang.T("läses in", "staging"),
	job.Queued:    lang.T("köat", "queued"),
	job.Running:   lang.T("pågår", "running"),
	job.Done:      lang.T("klart", "done"),
	job.Failed:    lang.T("misslyckat", "failed"),
	job.Cancelled: lang.T("avbrutet", "cancelled"),
}

type taskStop struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	ID           int64  `arg:"" help:"${arg_task}"`
}

// Run asks a search to end and keep the best that it has.
func (cmd taskStop) Run(c *call) error {
	return c.in("task stop", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		if err := a.DB.Tasks().Stop(c, m.Code, cmd.ID); err != nil {
			return err
		}
		c.say("Arbete %d slutar söka och behåller det bästa det har.", "Task %d ends its search and keeps the best that it has.", cmd.ID)
		return nil
	})
}

type taskCancel struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	ID           int64  `arg:"" help:"${arg_task}"`
}

// Run calls a task off.
func (cmd taskCancel) Run(c *call) error {
	return c.in("task cancel", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		if err := a.DB.Tasks().Cancel(c, m.Code, cmd.ID); err != nil {
			return err
		}
		c.say("Arbete %d är avbrutet; inget av det sparas.", "Task %d is cancelled; nothing of it is stored.", cmd.ID)
		return nil
	})
}
