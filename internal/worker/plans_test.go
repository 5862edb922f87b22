package worker

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/patrol"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

// A roster whose plans are all made, as one that was broken off before its task was finished,
// makes none again; one that is asked to stop leaves the rest.
func TestARosterGoesOnAfterTheLastPlan(t *testing.T) {
	t.Parallel()
	wanted := plan.Roster{
		From: "2026-11-20", Days: 3, Seed: 1,
		Shifts: []plan.ShiftPattern{{From: "21:00", To: "23:00", Teams: []plan.Team{{Role: "police", Size: 2}}}},
	}
	request, err := json.Marshal(wanted)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		made RosterResult
		stop bool
		want RosterResult
	}{
		"all are made": {
			RosterResult{Shifts: []route.Shift{{Plan: 4}, {Plan: 5, Overlap: 0.4}}, Failed: []FailedShift{{Problem: lang.T("ingen väg", "no way")}}},
			false,
			RosterResult{Shifts: []route.Shift{{Plan: 4}, {Plan: 5, Overlap: 0.4}}, Failed: []FailedShift{{Problem: lang.T("ingen väg", "no way")}}, Overlap: 0.4},
		},
		"one is made, and somebody asks to stop": {
			RosterResult{Shifts: []route.Shift{{Plan: 4}}}, true, RosterResult{Shifts: []route.Shift{{Plan: 4}}, Left: 2},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			best, err := json.Marshal(c.made)
			if err != nil {
				t.Fatal(err)
			}
			kept := &tasks{task: job.Task{Request: request, Best: best, StopAsked: c.stop}}
			w := &Worker{Tasks: kept, Log: slog.New(slog.DiscardHandler)}
			err = w.roster(t.Context(), running{
				task: kept.task, progress: func(lang.Text, int64, int64) {},
				municipality: func() (municipality.Municipality, error) {
					return municipality.Municipality{TimeZone: "Europe/Stockholm"}, nil
				},
			})
			var got RosterResult
			if err == nil {
				err = json.Unmarshal(kept.task.Result, &got)
			}
			if d := cmp.Diff(c.want, got); d != "" || err != nil {
				t.Errorf("%v, -want +got\n%s", err, d)
			}
		})
	}
}

// Whether to stop is asked of the database now and then, and not more often than that.
func TestStopIsAskedNowAndThen(t *testing.T) {
	t.Parallel()
	kept := &tasks{}
	w := &Worker{Tasks: kept, Log: slog.New(slog.DiscardHandler)}
	stop := w.stopAsked(t.Context(), job.Ref{})
	if stop() {
		t.Error("nobody has asked")
	}
	kept.task.StopAsked = true
	if stop() {
		t.Error("it was asked again at once")
	}
	time.Sleep(stopEvery)
	for range 2 {
		if !stop() {
			t.Error("somebody has asked")
		}
	}
}

// lone runs what is alone in memory, unless it is held elsewhere.
type lone struct {
	Locks
	held string
	ran  []string
}

func (l *lone) Alone(ctx context.Context, name string, do func(context.Context) error) (bool, error) {
	if name == l.held {
		return false, nil
	}
	l.ran = append(l.ran, name)
	return true, do(ctx)
}

// quiet has plans that nobody walks, and in one municipality no answer.
type quiet struct {
	patrol.Store
	patrol.Plans
	asked []string
}

func (q *quiet) Awaited(_ context.Context, code string, _, _ time.Time) ([]int64, error) {
	q.asked = append(q.asked, code)
	if code == "1983" {
		return nil, errors.New("no answer")
	}
	return nil, nil
}

func (*quiet) Alarms(context.Context, string, int64, bool) ([]patrol.Alarm, error) { return nil, nil }

// Each municipality is looked after, whatever another comes to, unless another process does so.
func TestWatchLooksAfterEachMunicipality(t *testing.T) {
	t.Parallel()
	for held, want := range map[string][]string{"": {"1983", "0001"}, "watch 1983": {"0001"}} {
		plans := &quiet{}
		w := &Worker{
			Domain: Domain{
				Municipalities: municipality.Service{Store: register{}},
				Patrols:        patrol.Service{Store: plans, Plans: plans, Now: time.Now},
			},
			Locks: &lone{held: held}, Log: slog.New(slog.DiscardHandler),
		}
		w.watchAll(t.Context())
		if d := cmp.Diff(want, plans.asked); d != "" {
			t.Errorf("held %q: -want +got\n%s", held, d)
		}
	}
}
