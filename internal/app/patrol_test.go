package app_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"tryggled/internal/app"
	"tryggled/internal/config"
	"tryggled/internal/geo"
	"tryggled/internal/identity"
	"tryggled/internal/job"
	"tryggled/internal/municipality"
	"tryggled/internal/patrol"
	"tryggled/internal/plan"
	"tryggled/internal/postgres/pgtest"
	"tryggled/internal/route"
)

// inbox is a webhook that keeps what it is sent, and fails the first time.
type inbox struct {
	*httptest.Server
	mu    sync.Mutex
	asked int
	got   []app.Posted
}

func newInbox(t *testing.T) *inbox {
	t.Helper()
	b := &inbox{}
	b.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.asked++; b.asked == 1 {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		var p app.Posted
		if err := json.NewDecoder(r.Body).Decode(&p); err != nil || r.Method != http.MethodPost {
			t.Errorf("the webhook got %s, %v", r.Method, err)
		}
		b.got = append(b.got, p)
	}))
	t.Cleanup(b.Close)
	return b
}

func (b *inbox) all() []app.Posted {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]app.Posted(nil), b.got...)
}

// clock is the time of an app, which a test moves on while the app works.
type clock struct{ at atomic.Int64 }

func (c *clock) set(t time.Time) { c.at.Store(t.UnixNano()) }
func (c *clock) now() time.Time  { return time.Unix(0, c.at.Load()).UTC() }

// patrolled is the exercise town with an analysis, and a plan of two teams of police.
type patrolled struct {
	*app.App
	urls pgtest.Addresses
	m    municipality.Municipality
	at   *clock
}

func newPatrolled(t *testing.T, webhook string) patrolled {
	t.Helper()
	now := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	p := patrolled{urls: pgtest.New(t), at: &clock{}}
	p.at.set(now)
	p.App = p.another(t, webhook)
	d, err := p.Demonstrate(within(t), nil, now, nil)
	if err != nil {
		t.Fatal(err)
	}
	p.m = d.Municipality
	return p
}

// another is one more process over the same database.
func (p patrolled) another(t *testing.T, webhook string) *app.App {
	t.Helper()
	o := options(t, "")
	o.Config.DatabaseURL, o.Config.MigrateDatabaseURL = config.NewSecret(p.urls.App), config.NewSecret(p.urls.Owner)
	if webhook != "" {
		o.Config.AlarmWebhook = config.NewSecret(webhook)
	}
	a, err := app.Open(within(t), o)
	if err != nil {
		t.Fatal(err)
	}
	a.Now = p.at.now
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// request is a Friday evening of two teams of police.
func (p patrolled) request() plan.Request {
	from := time.Date(2026, 3, 6, 18, 0, 0, 0, time.UTC)
	return plan.Request{
		From: from, To: from.Add(3 * time.Hour), Seed: 7, Iterations: 400, Contact: plan.Contact{Name: "Vakthavande", Phone: "0221-250 00"},
		Teams: []plan.Team{{Role: identity.Police, Size: 2}, {Role: identity.Police, Size: 2}},
	}
}

func (p patrolled) works(t *testing.T, a *app.App) {
	t.Helper()
	stop, err := a.Work(within(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Errorf("work: %v", err)
		}
	})
}

// eventually waits until something holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("after 30 s not yet: %s", what)
		}
	}
}

// The whole way of a plan: made at once, improved, published, walked by one team and missed by
// another, to the doses that the next plan takes into account.
func TestAPlanIsWalkedToADose(t *testing.T) {
	t.Parallel()
	hook := newInbox(t)
	p := newPatrolled(t, hook.URL)
	ctx := within(t)
	first, task, err := p.Routes.First(ctx, p.m, p.request(), false)
	if err != nil || task == 0 || first.Plan.Version != 1 || first.Plan.Life.Status != plan.Draft {
		t.Fatalf("first: %+v, task %d, %v", first.Plan.Life, task, err)
	}
	best, err := p.Improved(ctx, p.m, first, task, nil)
	if err != nil || best.Plan.Score < first.Plan.Score || best.Plan.Version > 2 {
		t.Fatalf("improved: version %d of score %v after %v, %v", best.Plan.Version, best.Plan.Score, first.Plan.Score, err)
	}
	id := first.Plan.ID
	if _, err := p.Routes.Become(ctx, p.m, id, plan.Published, best.Plan.Version); err != nil {
		t.Fatal(err)
	}
	if note := p.Patrols.Unheard(best.Plan); !note.IsZero() {
		t.Errorf("with a webhook: %s", note.EN)
	}
	walk(t, p, best)

	// The second team has not set out; the first try to tell of it fails, the second does not.
	p.at.set(best.Plan.Tours[1].Visits[0].Depart.Add(16 * time.Minute))
	p.works(t, p.App)
	eventually(t, "the webhook hears of team 2", func() bool { return len(hook.all()) == 1 })
	got := hook.all()[0]
	if got.Team != 2 || got.Cause != patrol.NotBegun || got.Plan != id || !got.Exercise || got.Contact.Phone == "" || !strings.HasPrefix(got.Text.SV, "ÖVNING. ") {
		t.Errorf("the webhook got %+v", got)
	}
	if _, err := p.Patrols.Write(ctx, p.m, patrol.Entry{Plan: id, Team: 2, Kind: patrol.Begin, At: p.at.now()}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Patrols.Watch(ctx, p.m); err != nil {
		t.Fatal(err)
	}
	open, err := p.Patrols.Alarms(ctx, p.m, id, true)
	if err != nil || len(open) != 0 {
		t.Errorf("once the team is heard of: %+v, %v", open, err)
	}

	p.at.set(best.Plan.Request.To)
	if _, err := p.Routes.Become(ctx, p.m, id, plan.Done, 0); err != nil {
		t.Fatal(err)
	}
	recent, err := p.Patrols.Recent(ctx, p.m.Code, best.Plan.Request.From, best.Plan.Request.To)
	if err != nil || len(recent) == 0 {
		t.Fatalf("%d recent doses, %v", len(recent), err)
	}
	forgetful := p.Routes
	forgetful.Doses = nil
	fresh, err := forgetful.Quick(ctx, p.m, route.Task{Request: nextDay(p.request())})
	if err != nil {
		t.Fatal(err)
	}
	spread, err := p.Routes.Quick(ctx, p.m, route.Task{Request: nextDay(p.request())})
	if err != nil || cmp.Equal(spread.Plan.Tours, fresh.Plan.Tours) {
		t.Errorf("the plan of the day after is the same as if nobody had walked, %v", err)
	}
}

func nextDay(r plan.Request) plan.Request {
	r.From, r.To = r.From.AddDate(0, 0, 1), r.To.AddDate(0, 0, 1)
	return r
}

// walk lets the first team check in at its first stop and records its way to the second.
func walk(t *testing.T, p patrolled, planned route.Planned) {
	t.Helper()
	ctx, id, tour := within(t), planned.Plan.ID, planned.Plan.Tours[0]
	visit := tour.Visits[0]
	for _, e := range []patrol.Entry{
		{Kind: patrol.Begin, At: tour.Start},
		{Kind: patrol.Arrive, Visit: 1, At: visit.Arrive},
		{Kind: patrol.Leave, Visit: 1, At: visit.Leave},
	} {
		e.Plan, e.Team = id, 1
		p.at.set(e.At)
		if _, err := p.Patrols.Write(ctx, p.m, e); err != nil {
			t.Fatal(err)
		}
	}
	seen, err := p.Patrols.Observe(ctx, p.m, patrol.Observation{Plan: id, Team: 1, Visit: 1, Category: "dark_place", At: visit.Leave, Text: "Lampan är trasig, ring 070-123 45 67"})
	if err != nil || seen.Report == 0 {
		t.Fatalf("an observation: %+v, %v", seen, err)
	}
	if r, err := p.DB.Reports().Report(ctx, p.m.Code, seen.Report); err != nil || r.Discovery != "patrol" || strings.Contains(r.Text, "070") {
		t.Errorf("the report of it: %+v, %v", r, err)
	}
	after, err := p.Routes.Store.Versions(ctx, p.m.Code, id)
	if err != nil || after[0].Life.Status != plan.UnderWay || !after[0].Life.BegunAt.Equal(tour.Start) {
		t.Fatalf("once a team has begun: %+v, %v", after[0].Life, err)
	}
	next := tour.Visits[1]
	p.at.set(next.Leave)
	walked, err := p.Patrols.AddTrack(ctx, p.m, id, 1, strings.NewReader(gpxOf(t, p.m, planned.Routes[0], visit.Leave, next.Leave)))
	if err != nil || walked.Matched < 0.8 || len(walked.Passes) == 0 {
		t.Fatalf("the track: %.2f matched in %d passes, %v", walked.Matched, len(walked.Passes), err)
	}
	doses, err := p.Patrols.Doses(ctx, p.m, id)
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]float64{}
	for _, d := range doses {
		at[fmt.Sprint(d.Source, " ", d.Spot)] += d.Minutes
	}
	if got, want := at["log "+visit.Spot], visit.Leave.Sub(visit.Arrive).Minutes(); got < want-0.1 || got > want+0.1 {
		t.Errorf("at %s by the log %.1f minutes, want %.1f: %v", visit.Spot, got, want, at)
	}
	if at["track "+next.Spot] == 0 {
		t.Errorf("no minute at %s by the track: %v", next.Spot, at)
	}
}

// gpxOf is a track along the legs of a route between two instants, a point each five seconds.
func gpxOf(t *testing.T, m municipality.Municipality, r route.Route, from, to time.Time) string {
	t.Helper()
	projector, err := geo.NewProjector(m.CRS)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString(xml.Header + `<gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>`)
	for at := from; !at.After(to); at = at.Add(5 * time.Second) {
		lonlat, err := projector.LonLat(along(r, at))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, `<trkpt lat="%.7f" lon="%.7f"><time>%s</time></trkpt>`, lonlat[1], lonlat[0], at.UTC().Format(time.RFC3339))
	}
	b.WriteString(`</trkseg></trk></gpx>`)
	return b.String()
}

// along is where a route is at an instant; between legs at the end of the one before.
func along(r route.Route, at time.Time) orb.Point {
	where := r.Legs[0].Line[0]
	for _, leg := range r.Legs {
		if leg.Depart.After(at) || len(leg.Line) == 0 {
			continue
		}
		where = leg.Line[len(leg.Line)-1]
		if leg.Arrive.After(at) && len(leg.Line) > 1 {
			where = geo.Along(leg.Line, geo.Length(leg.Line)*float64(at.Sub(leg.Depart))/float64(leg.Arrive.Sub(leg.Depart)))
		}
	}
	return where
}

// A search that would go on for minutes in one process is stopped from another, and keeps the
// best that it has.
func TestASearchIsStoppedAndKeepsTheBest(t *testing.T) {
	t.Parallel()
	p := newPatrolled(t, "")
	ctx := within(t)
	r := p.request()
	r.Iterations, r.Seconds = 0, 300
	first, task, err := p.Routes.First(ctx, p.m, r, false)
	if err != nil {
		t.Fatal(err)
	}
	other := p.another(t, "")
	p.works(t, p.App)
	p.works(t, other)
	var best struct {
		Score, Bound, Seconds float64
		Gap                   float64 `json:"gap_percent"`
		Iterations            int
	}
	eventually(t, "the task tells of its best", func() bool {
		got, err := other.DB.Tasks().Task(ctx, p.m.Code, task)
		return err == nil && len(got.Best) > 0 && json.Unmarshal(got.Best, &best) == nil
	})
	if best.Score <= 0 || best.Score > best.Bound || best.Gap < 0 || best.Gap > 100 {
		t.Errorf("the best so far: %+v", best)
	}
	asked := time.Now()
	if err := other.DB.Tasks().Stop(ctx, p.m.Code, task); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the search ends", func() bool {
		got, err := other.DB.Tasks().Task(ctx, p.m.Code, task)
		return err == nil && got.State.Ended()
	})
	t.Logf("ended %v after it was asked to", time.Since(asked))
	got, err := other.DB.Tasks().Task(ctx, p.m.Code, task)
	var done route.Improved
	if err == nil {
		err = json.Unmarshal(got.Result, &done)
	}
	if err != nil || got.State != job.Done || done.Plan != first.Plan.ID || done.Note.IsZero() {
		t.Fatalf("the task is %s, %s: %v", got.State, got.Result, err)
	}
	newest, _, err := p.Routes.Store.Plan(ctx, p.m.Code, first.Plan.ID, 0)
	if err != nil || newest.Version != done.Version || done.Better && (newest.Version != 2 || newest.Based != 1 || newest.Score <= first.Plan.Score) {
		t.Errorf("version %d of score %v after %v: %+v, %v", newest.Version, newest.Score, first.Plan.Score, done, err)
	}
}

// A roster whose worker is killed is gone on with by another within half a minute, and its
// plans spread from each other.
func TestARosterSurvivesItsWorker(t *testing.T) {
	t.Parallel()
	p := newPatrolled(t, "")
	ctx := within(t)
	task, err := p.Routes.AskRoster(ctx, p.m, plan.Roster{
		From: "2026-03-06", Days: 2, Seed: 3,
		Shifts: []plan.ShiftPattern{{From: "19:00", To: "21:00", Teams: []plan.Team{{Role: identity.Police, Size: 2}}, Iterations: 200}},
	})
	if err != nil {
		t.Fatal(err)
	}
	left, err := p.DB.Pool().Exec(ctx, `
		UPDATE river.river_job SET state = 'running', attempt = 1, attempted_at = now() - interval '1 minute', attempted_by = '{dead}'
		WHERE state = 'available'`)
	if err != nil || left.RowsAffected() != 1 {
		t.Fatalf("leave a job behind: %v, %v", left, err)
	}
	p.works(t, p.App)
	var made struct{ Shifts []route.Shift }
	eventually(t, "the roster is made", func() bool {
		got, err := p.DB.Tasks().Task(ctx, p.m.Code, task)
		if err != nil || got.State == job.Failed {
			t.Fatalf("%v: %s", err, got.Problem.EN)
		}
		return got.State == job.Done && json.Unmarshal(got.Result, &made) == nil
	})
	if len(made.Shifts) != 2 || made.Shifts[0].Seed == made.Shifts[1].Seed || made.Shifts[1].Plan <= made.Shifts[0].Plan {
		t.Fatalf("got %+v", made.Shifts)
	}
	for _, s := range made.Shifts {
		kept, _, err := p.Routes.Store.Plan(ctx, p.m.Code, s.Plan, 0)
		if err != nil || kept.Score != s.Score || kept.Request.Seed != s.Seed || kept.Life.Status != plan.Draft || !(s.Score > 0) {
			t.Errorf("shift %+v: %v, %+v", s, err, kept.Life)
		}
	}
	if o := made.Shifts[1].Overlap; o < 0 || o > 0.9 {
		t.Errorf("the second evening could be foretold from the first by %v", o)
	}
	if _, err := p.Routes.AskRoster(ctx, p.m, plan.Roster{From: "2026-03-06", Days: 1, Shifts: []plan.ShiftPattern{{From: "19:00", To: "21:00"}}}); err == nil {
		t.Error("a roster without teams is taken")
	}
}

// A change of a plan under way is seen by its teams at once, and is kept from a version that
// is not the newest.
func TestAPlanIsChangedUnderWay(t *testing.T) {
	t.Parallel()
	p := newPatrolled(t, "")
	ctx := within(t)
	first, _, err := p.Routes.First(ctx, p.m, p.request(), true)
	if err != nil {
		t.Fatal(err)
	}
	id, tour := first.Plan.ID, first.Plan.Tours[0]
	for _, to := range []plan.Status{plan.Published, plan.UnderWay} {
		if _, err := p.Routes.Become(ctx, p.m, id, to, 0); err != nil {
			t.Fatal(err)
		}
	}
	if note := p.Patrols.Unheard(first.Plan); note.IsZero() {
		t.Error("nobody would be told of alarms, and it is not said")
	}
	projector, err := geo.NewProjector(p.m.CRS)
	if err != nil {
		t.Fatal(err)
	}
	lonlat, err := projector.LonLat(tour.Visits[0].Place.Point)
	if err != nil {
		t.Fatal(err)
	}
	change := plan.Change{
		Now: tour.Visits[0].Leave, Withdraw: []string{tour.Visits[1].Spot}, Where: []plan.Where{{Team: 1, Lon: lonlat[0], Lat: lonlat[1]}},
	}
	next, task, err := p.Routes.Change(ctx, p.m, id, 1, change, false)
	if err != nil || next.Plan.Version != 2 || next.Plan.Life.Version != 2 || task == 0 {
		t.Fatalf("version %d, seen %d, task %d: %v", next.Plan.Version, next.Plan.Life.Version, task, err)
	}
	best, err := p.Improved(ctx, p.m, next, task, nil)
	if err != nil {
		t.Fatal(err)
	}
	seen, err := p.DB.Patrols().Planned(ctx, p.m, id)
	if err != nil || seen.Plan.Version != best.Plan.Version {
		t.Errorf("the teams see version %d of %d: %v", seen.Plan.Version, best.Plan.Version, err)
	}
	for _, v := range seen.Plan.Tours[0].Visits[1:] {
		if v.Spot == tour.Visits[1].Spot {
			t.Errorf("the team is still sent to %s", v.Spot)
		}
	}
	if _, _, err := p.Routes.Change(ctx, p.m, id, 1, change, true); err == nil {
		t.Error("a change of a version that is not the newest is taken")
	}
	stranger := identity.Enter(ctx, identity.Access{Role: identity.NightWalker}, nil)
	if _, err := p.Patrols.Write(stranger, p.m, patrol.Entry{Plan: id, Team: 1, Kind: patrol.Begin, At: tour.Start}); err == nil {
		t.Error("somebody writes in the log of a team that is not theirs")
	}
}

// publish shows the plan of a demonstration to its teams, once police have approved it.
func publish(t *testing.T, a *app.App, d app.Demonstration) {
	t.Helper()
	ctx, p := within(t), d.Planned.Plan
	if role := p.Approver(); role != "" {
		if _, err := a.Routes.Approve(identity.OnBehalf(ctx, role, "A 117/2026"), d.Municipality, p.ID, p.Version); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := a.Routes.Become(ctx, d.Municipality, p.ID, plan.Published, p.Version); err != nil {
		t.Fatal(err)
	}
}
