package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/patrol"
	"tryggled/internal/plan"
	"tryggled/internal/postgres/pgtest"
	"tryggled/internal/report"
)

// entryOf is a line of the log of a plan's first team, at its first stop.
func entryOf(p plan.Plan) patrol.Entry {
	return patrol.Entry{
		Plan: p.ID, Version: p.Version, Team: 1, Kind: patrol.Arrive, Visit: 1, Spot: "h1", At: p.Request.From.Add(time.Hour),
		By: "link:7", WrittenAt: p.Request.From.Add(61 * time.Minute),
	}
}

func TestLogs(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	p := published(t, ctx, db, m.Code, friday)
	arrived := entryOf(p)
	note := arrived
	note.Kind, note.Text, note.Tallies = patrol.Note, "lugnt", []patrol.Tally{{Kind: "talked", Count: 2}}
	seen := arrived
	point := at(5, 5)
	seen.Kind, seen.Category, seen.Report, seen.Point = patrol.Observe, "dark_place", 12, &point
	skip := arrived
	skip.Kind, skip.Reason = patrol.Skip, patrol.NoTime
	want := patrol.Log{arrived, note, seen, skip}
	for i, e := range want {
		if i == 3 {
			e.Replaces = want[0].ID
		}
		id, err := db.Patrols().AddEntry(ctx, m.Code, e)
		check(t, err)
		e.ID, e.Point = id, nil // where it was seen stands in the report
		want[i] = e
	}
	got, err := db.Patrols().Log(ctx, m.Code, p.ID)
	check(t, err)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	for name, change := range map[string]func(*patrol.Entry){
		"an unknown plan":           func(e *patrol.Entry) { e.Plan = 999 },
		"an unknown version":        func(e *patrol.Entry) { e.Version = 2 },
		"an entry that there isn't": func(e *patrol.Entry) { e.Replaces = 999_999 },
	} {
		e := arrived
		change(&e)
		if _, err := db.Patrols().AddEntry(ctx, m.Code, e); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: got %v, want Conflict", name, err)
		}
	}
	for _, statement := range []string{
		`UPDATE patrol_log SET kind = 'end'`, `UPDATE patrol_log SET happened_at = now()`, `DELETE FROM patrol_log`, `TRUNCATE patrol_log`,
		`UPDATE patrol_track SET body = '{}'`, `DELETE FROM patrol_track`, `UPDATE presence SET area = 'x'`, `DELETE FROM presence`,
		`UPDATE alarm SET raised_at = now()`, `DELETE FROM alarm`, `UPDATE plan SET shift_to = now()`,
	} {
		if err := inTenant(ctx, db, m.Code, statement); sqlState(err) != "42501" {
			t.Errorf("%s: got %v, want it to be forbidden", statement, err)
		}
	}
}

func TestTracksAndPresence(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	store := db.Patrols()
	p, other := published(t, ctx, db, m.Code, friday), published(t, ctx, db, m.Code, friday)
	want := patrol.Walked{
		Plan: p.ID, Version: 1, Team: 1, From: friday, To: friday.Add(time.Hour), By: "link:7", WrittenAt: friday.Add(2 * time.Hour),
		Passes: []patrol.Pass{{Segment: 3, ToM: 12.5, Enter: friday, Leave: friday.Add(time.Minute)}},
		Stays:  []patrol.Stay{{Spot: "h1", From: friday, To: friday.Add(time.Minute)}}, Spans: []patrol.Span{{From: friday, To: friday.Add(time.Hour)}},
		Points: 3600, Dropped: 2, LengthM: 12.5, Matched: 0.75, Off: time.Minute, SigmaM: 6,
	}
	var err error
	want.ID, err = store.AddTrack(ctx, m.Code, want)
	check(t, err)
	got, err := store.Tracks(ctx, m.Code, p.ID)
	check(t, err)
	if d := cmp.Diff([]patrol.Walked{want}, got); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	walked, err := store.Walked(ctx, m.Code, friday, friday.Add(time.Minute))
	check(t, err)
	awaited, err := store.Awaited(ctx, m.Code, friday, friday.Add(time.Minute))
	check(t, err)
	if !cmp.Equal(walked, []int64{p.ID}) || !cmp.Equal(awaited, []int64{p.ID, other.ID}) {
		t.Errorf("walked %v, awaited %v", walked, awaited)
	}
	for _, span := range [][2]time.Time{{friday.Add(-time.Hour), friday}, {friday.Add(4 * time.Hour), friday.Add(5 * time.Hour)}} {
		if late, err := store.Awaited(ctx, m.Code, span[0], span[1]); err != nil || len(late) != 0 {
			t.Errorf("beside the shift: %v, %v", late, err)
		}
	}
	for range 2 { // the second time it stays as it is
		check(t, store.Began(ctx, m.Code, p.ID, friday.Add(time.Minute)))
	}
	begun, _, err := db.Routes().Plan(ctx, m.Code, p.ID, 0)
	check(t, err)
	if begun.Life.Status != plan.UnderWay || !begun.Life.BegunAt.Equal(friday.Add(time.Minute)) || begun.Life.Version != 1 {
		t.Errorf("begun: %+v", begun.Life)
	}
	if err := store.Began(ctx, m.Code, planAt(t, ctx, db, m.Code, friday).ID, friday); !fault.Is(err, fault.Conflict) {
		t.Errorf("a draft is begun: got %v, want Conflict", err)
	}

	here := patrol.Presence{Area: "centrum", From: friday, To: friday.Add(time.Hour), By: "oidc:5f", WrittenAt: friday}
	here.ID, err = store.AddPresence(ctx, m.Code, here)
	check(t, err)
	gone := here
	gone.ID, err = store.AddPresence(ctx, m.Code, here)
	check(t, err)
	check(t, store.RevokePresence(ctx, m.Code, gone.ID, friday))
	all, err := store.Presences(ctx, m.Code, friday.Add(30*time.Minute), friday.Add(time.Hour))
	check(t, err)
	if d := cmp.Diff([]patrol.Presence{here}, all); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	if err := store.RevokePresence(ctx, m.Code, 999, friday); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown presence: got %v, want NotFound", err)
	}
}

// What is noted of an alarm stays, whoever else writes about it without having read it.
func TestAlarms(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	store := db.Patrols()
	p := published(t, ctx, db, m.Code, friday)
	raised := patrol.Alarm{
		Plan: p.ID, Version: 1, Team: 1, Cause: patrol.NotSeen, Visit: 1, Spot: "h1", Due: friday, RaisedAt: friday.Add(time.Minute),
		Text: lang.T("Grupp 1 har inte checkat in.", "Team 1 has not checked in."),
	}
	a, err := store.SaveAlarm(ctx, m.Code, raised)
	check(t, err)
	raised.ID = a.ID
	if d := cmp.Diff(raised, a); d != "" || a.ID == 0 {
		t.Errorf("-want +got\n%s", d)
	}
	again := raised
	again.ID = 0
	if _, err := store.SaveAlarm(ctx, m.Code, again); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second alarm of the same cause: got %v, want Conflict", err)
	}
	seen := a
	seen.SeenAt, seen.SeenBy = friday.Add(2*time.Minute), "oidc:5f"
	_, err = store.SaveAlarm(ctx, m.Code, seen)
	check(t, err)
	told := a // read before it was acknowledged
	told.ToldAt = friday.Add(3 * time.Minute)
	got, err := store.SaveAlarm(ctx, m.Code, told)
	check(t, err)
	want := told
	want.SeenAt, want.SeenBy = seen.SeenAt, seen.SeenBy
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	got.WithdrawnAt = friday.Add(4 * time.Minute)
	_, err = store.SaveAlarm(ctx, m.Code, got)
	check(t, err)
	next, err := store.SaveAlarm(ctx, m.Code, again) // missed once more
	check(t, err)
	for open, want := range map[bool]int{true: 1, false: 2} {
		all, err := store.Alarms(ctx, m.Code, 0, open)
		check(t, err)
		of, err := store.Alarms(ctx, m.Code, p.ID, open)
		check(t, err)
		if len(all) != want || !cmp.Equal(all, of) || all[want-1].ID != next.ID {
			t.Errorf("open %v: %d of all, %d of the plan", open, len(all), len(of))
		}
	}
	next.ID = 999_999
	if _, err := store.SaveAlarm(ctx, m.Code, next); err == nil {
		t.Error("an unknown alarm is saved")
	}
}

// A walker's own transaction sees the hotspots of the plan while the program works with them,
// and no longer.
func TestPlannedSeesAllForTheProgramAlone(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	p := published(t, ctx, db, m.Code, friday)
	newer := p
	newer.Based = 1
	_, err := db.Routes().SaveVersion(ctx, m.Code, newer, nil)
	check(t, err)
	ctx = unrestricted(ctx)
	check(t, db.Tenant(ctx, m.Code, func(ctx context.Context, _ pgx.Tx) error {
		planned, err := db.Patrols().Planned(ctx, m, p.ID)
		if err != nil || planned.Plan.Version != 1 || len(planned.Routes) != 1 || len(planned.Hotspots) != 1 {
			t.Errorf("got version %d, %d routes, %d hotspots: %v", planned.Plan.Version, len(planned.Routes), len(planned.Hotspots), err)
		}
		if _, err := db.Hotspots().Analysis(ctx, m.Code, p.Analysis); !fault.Is(err, fault.NotFound) {
			t.Errorf("the analysis afterwards: got %v, want NotFound", err)
		}
		return nil
	}))
	if _, err := db.Patrols().Planned(ctx, m, p.ID+1); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown plan: got %v, want NotFound", err)
	}
}

// Two who write about one walk take turns; those of other walks wait for nobody.
func TestWritingTakesTurns(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Add(t, db)
	p, other := published(t, ctx, db, m.Code, friday), published(t, ctx, db, m.Code, friday)
	store := db.Patrols()
	second := make(chan error, 1)
	check(t, store.Writing(ctx, m.Code, p.ID, func(inside context.Context) error {
		go func() {
			second <- store.Writing(ctx, m.Code, p.ID, func(ctx context.Context) error {
				log, err := store.Log(ctx, m.Code, p.ID)
				if err == nil && len(log) != 1 {
					err = errors.New("it does not see what the first has written")
				}
				return err
			})
		}()
		check(t, store.Writing(ctx, m.Code, other.ID, func(context.Context) error { return nil }))
		_, err := store.AddEntry(inside, m.Code, entryOf(p))
		return err
	}))
	check(t, <-second)
	for _, id := range []int64{0, other.ID + 1} {
		if err := store.Writing(ctx, m.Code, id, func(context.Context) error { return nil }); !fault.Is(err, fault.NotFound) {
			t.Errorf("plan %d: got %v, want NotFound", id, err)
		}
	}
}

// The texts of logs, and who wrote, are kept as long as the texts of patrols' reports.
func TestLogsArePastKeeping(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	decide(t, ctx, db, m, report.Retention{
		Decision: "KS 2026/117", DecidedOn: night, Rules: []report.RetentionRule{{Source: report.PatrolSource, TextMonths: 3, PointMonths: 60}},
	})
	old, young := published(t, ctx, db, m.Code, night.AddDate(0, -4, 0)), published(t, ctx, db, m.Code, night.AddDate(0, -2, 0))
	for _, p := range []plan.Plan{old, young} {
		e := entryOf(p)
		e.Kind, e.Text = patrol.Note, "lugnt"
		_, err := db.Patrols().AddEntry(ctx, m.Code, e)
		check(t, err)
		_, err = db.Patrols().AddEntry(ctx, m.Code, entryOf(p)) // without a text
		check(t, err)
		_, err = db.Patrols().AddTrack(ctx, m.Code, patrol.Walked{Plan: p.ID, Version: 1, Team: 1, From: p.Request.From, To: p.Request.To, By: "link:7"})
		check(t, err)
		_, err = db.Patrols().AddPresence(ctx, m.Code, patrol.Presence{Area: "x", From: p.Request.From, To: p.Request.To, By: "oidc:5f"})
		check(t, err)
		_, err = db.Patrols().SaveAlarm(ctx, m.Code, patrol.Alarm{
			Plan: p.ID, Version: 1, Team: 1, Cause: patrol.NotBegun, RaisedAt: p.Request.From, SeenAt: p.Request.From, SeenBy: "oidc:5f",
		})
		check(t, err)
	}
	for _, q := range []report.RetainRequest{dry, whole} {
		got, err := run(ctx, db, m, night, q)
		check(t, err)
		want := []report.DisposalCount{{Source: report.PatrolSource, Category: report.PatrolLog, Texts: 1}}
		if d := cmp.Diff(want, got.By); d != "" || got.Texts != 1 {
			t.Errorf("%+v: -want +got\n%s", q, d)
		}
	}
	for id, kept := range map[int64]bool{old.ID: false, young.ID: true} {
		log, err := db.Patrols().Log(ctx, m.Code, id)
		check(t, err)
		tracks, err := db.Patrols().Tracks(ctx, m.Code, id)
		check(t, err)
		alarms, err := db.Patrols().Alarms(ctx, m.Code, id, false)
		check(t, err)
		got := []bool{log[0].Text != "", log[0].By != "", log[1].By != "", tracks[0].By != "", alarms[0].SeenBy != ""}
		if !cmp.Equal(got, []bool{kept, kept, kept, kept, kept}) || log[0].At.IsZero() {
			t.Errorf("plan %d: kept %v, want %v", id, got, kept)
		}
	}
	if n := ask[int](t, ctx, db, m.Code, `SELECT count(*) FROM presence WHERE written_by = ''`); n != 1 {
		t.Errorf("%d presences have nobody who wrote them, want 1", n)
	}
}

func TestStopAndBest(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Add(t, db)
	tasks := db.Tasks()
	enqueued := func(kind string) job.Ref {
		id, err := tasks.Enqueue(ctx, m.Code, kind, map[string]int{"plan": 1})
		check(t, err)
		return job.Ref{Municipality: m.Code, Task: id}
	}
	ref := enqueued(job.Improve)
	if err := tasks.Best(ctx, ref, 1); !errors.Is(err, job.ErrCancelled) {
		t.Errorf("the best of a task that does not run: got %v", err)
	}
	check(t, tasks.Begin(ctx, ref))
	check(t, tasks.Best(ctx, ref, map[string]int{"score": 7}))
	for range 2 {
		check(t, tasks.Stop(ctx, m.Code, ref.Task))
	}
	asked, err := tasks.StopAsked(ctx, ref)
	check(t, err)
	task, err := tasks.Task(ctx, m.Code, ref.Task)
	check(t, err)
	if !asked || !task.StopAsked || string(task.Best) != `{"score": 7}` || task.State != job.Running {
		t.Errorf("asked %v, the task is %+v", asked, task)
	}
	check(t, tasks.Finish(ctx, ref, func(context.Context) (any, error) { return nil, nil }))
	check(t, tasks.Stop(ctx, m.Code, ref.Task)) // done: it has its best
	cancelled, failed, other := enqueued(job.Roster), enqueued(job.Roster), enqueued(job.Analyse)
	check(t, tasks.Cancel(ctx, m.Code, cancelled.Task))
	check(t, tasks.Fail(ctx, failed, lang.Same("fel")))
	for _, ref := range []job.Ref{cancelled, failed, other} {
		if err := tasks.Stop(ctx, m.Code, ref.Task); !fault.Is(err, fault.Conflict) {
			t.Errorf("task %d: got %v, want Conflict", ref.Task, err)
		}
	}
	if err := tasks.Stop(ctx, m.Code, 999_999); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown task: got %v, want NotFound", err)
	}
	if _, err := tasks.StopAsked(ctx, job.Ref{Municipality: m.Code, Task: 999_999}); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown task is asked: got %v, want NotFound", err)
	}
}

func TestAlone(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	locks := db.JobLocks()
	wrong := errors.New("wrong")
	ran, err := locks.Alone(ctx, "watch 1983", func(ctx context.Context) error {
		for name, want := range map[string]bool{"watch 1983": false, "watch 0001": true} {
			ran, err := locks.Alone(ctx, name, func(context.Context) error { return nil })
			if ran != want || err != nil {
				t.Errorf("%s meanwhile: ran %v, %v", name, ran, err)
			}
		}
		return wrong
	})
	if !ran || !errors.Is(err, wrong) {
		t.Errorf("ran %v, %v", ran, err)
	}
	if ran, err := locks.Alone(ctx, "watch 1983", func(context.Context) error { return nil }); !ran || err != nil {
		t.Errorf("afterwards: ran %v, %v", ran, err)
	}
}
