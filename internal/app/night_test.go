package app_test

import (
	"testing"
	"time"

	"tryggled/geodata/koping"
	"tryggled/internal/app"
	"tryggled/internal/hotspot"
	"tryggled/internal/job"
	"tryggled/internal/municipality"
	"tryggled/internal/report"
)

// analyses are the tasks of that kind, newest first.
func analyses(t *testing.T, a *app.App, m municipality.Municipality) (found []job.Task) {
	t.Helper()
	all, err := a.DB.Tasks().Tasks(within(t), m.Code, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, task := range all {
		if task.Kind == job.Analyse {
			found = append(found, task)
		}
	}
	return found
}

// ended waits until a task has ended.
func ended(t *testing.T, a *app.App, m municipality.Municipality, id int64) job.Task {
	t.Helper()
	deadline := time.Now().Add(2 * time.Minute)
	for {
		task, err := a.DB.Tasks().Task(within(t), m.Code, id)
		if err != nil {
			t.Fatal(err)
		}
		if task.State.Ended() {
			return task
		}
		if time.Now().After(deadline) {
			t.Fatalf("after two minutes the task is %s: %s", task.State, task.Stage.EN)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func work(t *testing.T, a *app.App) {
	t.Helper()
	stop, err := a.Work(within(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// The night makes the analysis anew where something has come, or a week has gone, and leaves
// it alone otherwise.
func TestTheNightRenewsTheAnalysis(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	a := open(t, now)
	d, _ := demonstrate(t, a, "", now)
	m, before := d.Municipality, len(analyses(t, a, d.Municipality))
	night := func(why string, want int) {
		t.Helper()
		if err := app.Night(within(t), a); err != nil {
			t.Fatal(err)
		}
		if got := len(analyses(t, a, m)) - before; got != want {
			t.Fatalf("%s: got %d analyses, want %d", why, got, want)
		}
	}
	night("nothing has happened", 0)
	if _, err := a.Reports.Create(within(t), m, report.Report{
		Source: report.Embrace, Category: "dark_place", From: now.Add(-time.Hour), Point: d.Analysis.Hotspots[0].Centre, Exercise: true,
	}); err != nil {
		t.Fatal(err)
	}
	night("a report has come", 1)
	night("and once more the same night", 1)
	work(t, a)
	renewed := ended(t, a, m, analyses(t, a, m)[0].ID)
	current, err := a.Hotspots.Store.Analysis(within(t), m.Code, 0)
	if err != nil {
		t.Fatal(err)
	}
	if renewed.State != job.Done || current.ID == d.Analysis.ID || current.DataRevision <= d.Analysis.DataRevision ||
		!current.Params.Since.Equal(d.Analysis.Params.Since) || !current.Params.Until.Equal(d.Analysis.Params.Until) {
		t.Errorf("renewed: %s %s; analysis %d of revision %d, %v to %v", renewed.State, renewed.Problem.EN, current.ID, current.DataRevision,
			current.Params.Since, current.Params.Until)
	}
	a.Now = func() time.Time { return now.AddDate(0, 0, 7) }
	night("a week has gone", 2)
	later := ended(t, a, m, analyses(t, a, m)[0].ID)
	if current, err = a.Hotspots.Store.Analysis(within(t), m.Code, 0); err != nil {
		t.Fatal(err)
	}
	if want := d.Analysis.Params.Until.AddDate(0, 0, 7); later.State != job.Done || !current.Params.Until.Equal(want) {
		t.Errorf("a week later: %s, until %v, want until %v", later.State, current.Params.Until, want)
	}
	a.Now = func() time.Time { return now.AddDate(10, 0, 0) }
	night("the reports are ten years old: their picture stays", 2)
}

// The first analysis is made by the night, once there are reports.
func TestTheNightMakesTheFirstAnalysis(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	a := open(t, now)
	folder, err := koping.Folder(now)
	if err != nil {
		t.Fatal(err)
	}
	m, _, err := a.Load(within(t), folder, nil)
	if err != nil {
		t.Fatal(err)
	}
	empty := m
	empty.Code, empty.Slug = "9999", "tom"
	if err := a.Municipalities.Add(within(t), empty); err != nil {
		t.Fatal(err)
	}
	if err := app.Night(within(t), a); err != nil {
		t.Fatal(err)
	}
	if got := len(analyses(t, a, m)); got != 1 || len(analyses(t, a, empty)) != 0 {
		t.Errorf("got %d analyses of the town and %d of one without reports, want 1 and 0", got, len(analyses(t, a, empty)))
	}
	work(t, a)
	if task := ended(t, a, m, analyses(t, a, m)[0].ID); task.State != job.Done {
		t.Errorf("got %s: %s", task.State, task.Problem.EN)
	}
	current, err := a.Hotspots.Store.Analysis(within(t), m.Code, 0)
	if err != nil {
		t.Fatal(err)
	}
	since, until := hotspot.LastWindow(now, m.Location())
	if !current.Params.Since.Equal(since) || !current.Params.Until.Equal(until) || len(current.Hotspots) == 0 {
		t.Errorf("got %v to %v with %d hotspots", current.Params.Since, current.Params.Until, len(current.Hotspots))
	}
}
