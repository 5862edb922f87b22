package app_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"tryggled/internal/app"
	"tryggled/internal/hotspot"
	"tryggled/internal/job"
	"tryggled/internal/municipality"
	"tryggled/internal/report"
)

// An analysis that is really computing is called off over the API: its worker hears of it,
// lets go at once, stores nothing, and neither fails nor tries again.
func TestARunningAnalysisIsCancelled(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	a := open(t, now)
	d, _ := demonstrate(t, a, "", now)
	m := d.Municipality
	c := serve(t, a)
	body, header := c.do(http.MethodPost, kopingPath+"/analyses", "application/json",
		strings.NewReader(`{"since":"2024-03-01","until":"2026-03-01","cell_m":10,"band_m":500,"permutations":99999}`), http.StatusAccepted)
	var task struct{ ID int64 }
	if err := json.Unmarshal([]byte(body), &task); err != nil {
		t.Fatal(err)
	}
	computing := underway(t, a, m, task.ID)
	asked := time.Now()
	if got, _ := c.do(http.MethodDelete, header.Get("Location"), "", nil, http.StatusOK); !strings.Contains(got, `"state":"cancelled"`) {
		t.Errorf("got %s", got)
	}
	job, tries := jobEnded(t, a, task.ID)
	t.Logf("cancelled while %q; the worker let go after %v", computing.Stage.EN, time.Since(asked))
	if job != "cancelled" || tries != 1 {
		t.Errorf("the job is %s after %d tries, want it cancelled after one", job, tries)
	}
	if got := ended(t, a, m, task.ID); got.State != "cancelled" || !got.Problem.IsZero() || got.Result != nil {
		t.Errorf("the task is %s, %q, %s", got.State, got.Problem.EN, got.Result)
	}
	current, err := a.Hotspots.Store.Analysis(within(t), m.Code, 0)
	if err != nil || current.ID != d.Analysis.ID {
		t.Errorf("the current analysis is %d (%v), want still %d", current.ID, err, d.Analysis.ID)
	}
	c.do(http.MethodDelete, header.Get("Location"), "", nil, http.StatusOK) // once more
	c.do(http.MethodDelete, kopingPath+"/tasks/1", "", nil, http.StatusConflict)
	// The worker goes on with the next.
	next, err := a.Hotspots.Start(within(t), m, d.Analysis.Params)
	if err != nil {
		t.Fatal(err)
	}
	if got := ended(t, a, m, next); got.State != "done" {
		t.Errorf("the work after it: %s, %s", got.State, got.Problem.EN)
	}
}

// underway waits until a task's worker is past reading, and permutes.
func underway(t *testing.T, a *app.App, m municipality.Municipality, id int64) job.Task {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for {
		task, err := a.DB.Tasks().Task(within(t), m.Code, id)
		if err != nil {
			t.Fatal(err)
		}
		if task.State == job.Running && strings.Contains(task.Stage.EN, "stand out") {
			return task
		}
		if task.State.Ended() || time.Now().After(deadline) {
			t.Fatalf("the task is %s: %s %s", task.State, task.Stage.EN, task.Problem.EN)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// jobEnded waits until the job of a task has ended, and tells how and after how many tries.
func jobEnded(t *testing.T, a *app.App, task int64) (state string, tries int) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for {
		err := a.DB.Pool().QueryRow(within(t), `SELECT state::text, attempt FROM river.river_job WHERE (args ->> 'task')::bigint = $1`, task).Scan(&state, &tries)
		if err != nil {
			t.Fatal(err)
		}
		if state == "cancelled" || state == "completed" || state == "discarded" {
			return state, tries
		}
		if time.Now().After(deadline) {
			t.Fatalf("after a minute the job is %s", state)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// Everything that an analysis tells is served from the true database, as it was stored, to
// those who may see it; a report that comes in makes it out of date.
func TestLayersAreServed(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	a := open(t, now)
	d, _ := demonstrate(t, a, "", now)
	c := serve(t, a)
	analysis := fmt.Sprintf("%s/analyses/%d", kopingPath, d.Analysis.ID)
	for path, least := range map[string]int{"/cells?limit=10000": 100, "/cells?view=citizens": 100, "/segments": 100, "/watch?at=2026-03-02T12:00": 0} {
		var found struct {
			Source   struct{ Exercise bool }
			Features []any
		}
		if err := json.Unmarshal([]byte(c.get(analysis+path)), &found); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if len(found.Features) < least || !found.Source.Exercise {
			t.Errorf("%s: got %d features, exercise data %v", path, len(found.Features), found.Source.Exercise)
		}
	}
	for _, kind := range []string{hotspot.ReportsDensity, hotspot.DwellingsRatio, hotspot.DwellingsLog, hotspot.DwellingsDifference} {
		if got := c.get(analysis + "/surface.asc?kind=" + kind); !strings.HasPrefix(got, "ncols ") || len(got) < 1000 {
			t.Errorf("%s: got %.100q", kind, got)
		}
	}
	var place struct {
		Behind struct {
			Reports int
			Shown   string
			Items   []struct{ ID int64 }
		} `json:"reports_behind"`
	}
	if err := json.Unmarshal([]byte(c.get(analysis+"/hotspots/1")), &place); err != nil {
		t.Fatal(err)
	}
	if b := place.Behind; b.Shown != "exact" || len(b.Items) != d.Analysis.Hotspots[0].Reports || b.Reports != len(b.Items) {
		t.Errorf("behind the first place: %d of %d reports, %s", len(b.Items), b.Reports, b.Shown)
	}
	stale := func() bool { return strings.Contains(c.get(analysis), `"stale":true`) }
	if stale() {
		t.Error("an analysis just made is out of date")
	}
	if _, err := a.Reports.Create(within(t), d.Municipality, report.Report{
		Source: report.Embrace, Category: "dark_place", From: now.Add(-time.Hour), Point: d.Analysis.Hotspots[0].Centre, Exercise: true,
	}); err != nil {
		t.Fatal(err)
	}
	if !stale() {
		t.Error("a report has come, and the analysis is not out of date")
	}
}
