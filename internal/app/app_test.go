package app_test

import (
	"strings"
	"testing"
	"time"

	"tryggled/internal/app"
	"tryggled/internal/fault"
	"tryggled/internal/job"
)

// TestTwoOnOneDataFolder lets a second process-like holder hear who was first.
func TestTwoOnOneDataFolder(t *testing.T) {
	t.Parallel()
	first := options(t, dataDir(t))
	first.Holder, first.Exclusive = "tryggled up", true
	a, err := app.Open(within(t), first)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()

	if b, err := app.Open(within(t), first); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "tryggled up") {
		t.Errorf("a second up: got %v, want Conflict naming tryggled up", err)
		if err == nil {
			b.Close()
		}
	}
	guest := first
	guest.Holder, guest.Exclusive = "tryggled analyse", false
	b, err := app.Open(within(t), guest)
	if err != nil {
		t.Fatalf("another command beside up: %v", err)
	}
	if _, err := b.Municipalities.List(within(t)); err != nil {
		t.Error(err)
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	if _, err := a.Municipalities.List(within(t)); err != nil {
		t.Errorf("the first lost its server when the guest left: %v", err)
	}
}

// TestAJobOfADeadWorkerIsDoneByAnother leaves a job behind as a worker does that was
// killed: running for River, with nobody holding its lock.
func TestAJobOfADeadWorkerIsDoneByAnother(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	a := open(t, now)
	d, _ := demonstrate(t, a, "", now)
	task, err := a.Hotspots.Start(within(t), d.Municipality, d.Analysis.Params)
	if err != nil {
		t.Fatal(err)
	}
	left, err := a.DB.Pool().Exec(within(t), `
		UPDATE river.river_job SET state = 'running', attempt = 1, attempted_at = now() - interval '1 minute', attempted_by = '{dead}'
		WHERE state = 'available'`)
	if err != nil || left.RowsAffected() != 1 {
		t.Fatalf("leave a job behind: %v, %v", left, err)
	}
	stop, err := a.Work(within(t))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	}()
	deadline := time.Now().Add(30 * time.Second)
	for {
		got, err := a.DB.Tasks().Task(within(t), d.Municipality.Code, task)
		if err != nil {
			t.Fatal(err)
		}
		if got.State == job.Done {
			return
		}
		if got.State == job.Failed || time.Now().After(deadline) {
			t.Fatalf("after 30 s the task is %s: %s", got.State, got.Problem.EN)
		}
		time.Sleep(50 * time.Millisecond)
	}
}
