package patrol

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/identity"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
	"tryggled/internal/report"
	"tryggled/internal/route"
	"tryggled/internal/street"
)

// world is everything around the service, in memory.
type world struct {
	planned   route.Planned
	log       Log
	tracks    []Walked
	alarms    []Alarm
	presences []Presence
	reports   []report.Report
	refuse    error // of reports
	segments  []street.Segment
	extent    orb.Bound
	told      []string
	unreached error
	now       time.Time
}

func (w *world) Writing(ctx context.Context, _ string, _ int64, write func(context.Context) error) error {
	before := len(w.log)
	err := write(ctx)
	if err != nil {
		w.log = w.log[:before]
	}
	return err
}
func (w *world) Log(context.Context, string, int64) (Log, error) { return slices.Clone(w.log), nil }
func (w *world) AddEntry(_ context.Context, _ string, e Entry) (int64, error) {
	e.ID = int64(len(w.log) + 1)
	w.log = append(w.log, e)
	return e.ID, nil
}

func (w *world) Tracks(context.Context, string, int64) ([]Walked, error) {
	return slices.Clone(w.tracks), nil
}

func (w *world) AddTrack(_ context.Context, _ string, t Walked) (int64, error) {
	t.ID = int64(len(w.tracks) + 1)
	w.tracks = append(w.tracks, t)
	return t.ID, nil
}

func (w *world) Alarms(_ context.Context, _ string, _ int64, open bool) ([]Alarm, error) {
	return slices.DeleteFunc(slices.Clone(w.alarms), func(a Alarm) bool { return open && !a.Open() }), nil
}

func (w *world) SaveAlarm(_ context.Context, _ string, a Alarm) (Alarm, error) {
	if a.ID == 0 {
		a.ID = int64(len(w.alarms) + 1)
		w.alarms = append(w.alarms, a)
	}
	w.alarms[a.ID-1] = a
	return a, nil
}

func (w *world) Presences(context.Context, string, time.Time, time.Time) ([]Presence, error) {
	return w.presences, nil
}

func (w *world) AddPresence(_ context.Context, _ string, p Presence) (int64, error) {
	p.ID = int64(len(w.presences) + 1)
	w.presences = append(w.presences, p)
	return p.ID, nil
}

func (w *world) RevokePresence(_ context.Context, _ string, id int64, at time.Time) error {
	w.presences[id-1].RevokedAt = at
	return nil
}

func (w *world) Walked(context.Context, string, time.Time, time.Time) ([]int64, error) {
	return []int64{w.planned.Plan.ID}, nil
}

func (w *world) Planned(context.Context, municipality.Municipality, int64) (route.Planned, error) {
	return w.planned, nil
}

func (w *world) Awaited(context.Context, string, time.Time, time.Time) ([]int64, error) {
	if s := w.planned.Plan.Life.Status; s != plan.Published && s != plan.UnderWay {
		return nil, nil
	}
	return []int64{w.planned.Plan.ID}, nil
}

func (w *world) Began(_ context.Context, _ string, _ int64, at time.Time) error {
	w.planned.Plan.Life.Status, w.planned.Plan.Life.BegunAt = plan.UnderWay, at
	return nil
}

func (w *world) Create(_ context.Context, _ municipality.Municipality, r report.Report) (report.Report, error) {
	r.ID = int64(len(w.reports) + 100)
	if w.refuse == nil {
		w.reports = append(w.reports, r)
	}
	return r, w.refuse
}

func (w *world) Extent(context.Context, string) (orb.Bound, bool, error) {
	return w.extent, !w.extent.IsZero(), nil
}

func (w *world) Segments(context.Context, string) ([]street.Segment, error) { return w.segments, nil }

func (w *world) Areas(context.Context, string) ([]municipality.Area, error) {
	return []municipality.Area{{Slug: "nygard", Shape: orb.MultiPolygon{orb.Bound{Max: orb.Point{100, 100}}.ToPolygon()}}}, nil
}

func (w *world) ByCode(context.Context, string) (municipality.Municipality, error) {
	return ekstaby, nil
}

func (*world) Reaches(plan.Contact) bool { return true }

func (w *world) Notify(_ context.Context, _ municipality.Municipality, to plan.Contact, a Alarm) error {
	if w.unreached == nil {
		w.told = append(w.told, fmt.Sprintf("%s: team %d %s", to.Name, a.Team, a.Cause))
	}
	return w.unreached
}

func setup() (*world, Service) {
	w := &world{planned: sample(), now: minute(30)}
	w.planned.Plan.Life.Status = plan.Published
	return w, Service{
		Store: w, Plans: w, Reports: w, Streets: w, Areas: w, Municipalities: w, Notifier: w,
		Now: func() time.Time { return w.now },
	}
}

// as is a context in which somebody acts; a team of 0 is none of a patrol link.
func as(role identity.Role, team int) context.Context {
	a := identity.Access{Actor: identity.Actor{ID: string(role)}, Role: role}
	if team > 0 {
		a.Actor = identity.PatrolLink{ID: 3, Plan: 7, Team: team, Role: role}.Actor("1983")
	}
	return identity.Enter(context.Background(), a, nil)
}

func TestWrite(t *testing.T) {
	w, s := setup()
	walkers := as(identity.NightWalker, 1)
	first, err := s.Write(walkers, ekstaby, entry(0, Arrive, 1, 20))
	if err != nil || first.ID != 1 || first.By != "link:3" || w.planned.Plan.Life.Status != plan.UnderWay || !w.planned.Plan.Life.BegunAt.Equal(minute(20)) {
		t.Fatalf("%+v, %v, plan %s", first, err, w.planned.Plan.Life.Status)
	}
	again, err := s.Write(walkers, ekstaby, entry(0, Arrive, 1, 20))
	if err != nil || again.ID != 1 || len(w.log) != 1 {
		t.Errorf("sent again: %+v, %v, %d entries", again, err, len(w.log))
	}
	for name, c := range map[string]struct {
		ctx  context.Context
		team int
		kind fault.Kind
	}{
		"another team's link": {as(identity.Police, 2), 1, fault.Forbidden},
		"another role":        {as(identity.Guard, 0), 1, fault.Forbidden},
		"nobody":              {context.Background(), 1, fault.Forbidden},
		"no such team":        {as(identity.Coordinator, 0), 9, fault.NotFound},
	} {
		e := entry(0, End, 0, 25)
		e.Team = c.team
		if _, err := s.Write(c.ctx, ekstaby, e); fault.KindOf(err) != c.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.Write(as(identity.Coordinator, 0), ekstaby, entry(0, Leave, 1, 28)); err != nil {
		t.Errorf("the coordinator: %v", err)
	}
	if _, err := s.Write(walkers, ekstaby, entry(0, Observe, 1, 28)); !fault.Is(err, fault.Invalid) {
		t.Errorf("an observation without a report: %v", err)
	}
	note := entry(0, Note, 0, 25)
	note.Team, note.Text = 2, "Ring Lena på 070-123 45 67"
	if kept, err := s.Write(as(identity.Police, 0), ekstaby, note); err != nil || strings.Contains(kept.Text, "123") || kept.Text == "" {
		t.Errorf("kept %q, %v; want the number masked", kept.Text, err)
	}
	own, err := s.Log(walkers, ekstaby, 7)
	if err != nil || len(own) != 2 {
		t.Errorf("their own log is %v, %v", own, err)
	}
	if all, _ := s.Log(as(identity.Coordinator, 0), ekstaby, 7); len(all) != 3 {
		t.Errorf("the whole log is %v", all)
	}
}

func TestObserve(t *testing.T) {
	w, s := setup()
	seen := Observation{Plan: 7, Team: 1, Visit: 2, Category: "dark_place", At: minute(28), AccuracyM: 15}
	e, err := s.Observe(as(identity.NightWalker, 1), ekstaby, seen)
	if err != nil || e.Report != 100 || e.Spot != "h2" {
		t.Fatalf("%+v, %v", e, err)
	}
	r := w.reports[0]
	if r.Discovery != report.PatrolSeen || r.ReporterKind != report.PatrolReporter || r.Source != report.PatrolSource ||
		r.Point != (orb.Point{500, 0}) || !r.From.Equal(minute(28)) || r.AccuracyM != 15 || !r.Exercise || r.ReporterKey != "" || r.Text != "" {
		t.Errorf("the report is %+v", r)
	}
	if err := r.Validate(); err != nil {
		t.Errorf("the report is not valid: %v", err)
	}
	if again, err := s.Observe(as(identity.NightWalker, 1), ekstaby, seen); err != nil || again.Report != 100 || len(w.reports) != 1 {
		t.Errorf("sent again: %+v, %v, %d reports", again, err, len(w.reports))
	}
	with := seen
	with.Text, with.At = "en man", minute(29)
	_, err = s.Observe(as(identity.NightWalker, 1), ekstaby, with)
	refused(t, err, fault.Invalid, "ingen fri text")
	police := Observation{Plan: 7, Team: 2, Category: "vandalism", At: minute(29), Point: &orb.Point{7, 8}, Text: "ruta krossad, ring 070-123 45 67"}
	e, err = s.Observe(as(identity.Police, 0), ekstaby, police)
	if err != nil || e.Text != "" || strings.Contains(w.reports[1].Text, "123") || w.reports[1].Point != (orb.Point{7, 8}) {
		t.Errorf("%+v, %+v, %v; want the text in the report alone, masked", e, w.reports[1], err)
	}
	w.refuse = report.RefuseHomeViolence()
	police.At = minute(30)
	if _, err := s.Observe(as(identity.Police, 0), ekstaby, police); !fault.Is(err, fault.Invalid) || len(w.log) != 2 {
		t.Errorf("%v, %d entries; want it refused and not logged", err, len(w.log))
	}
}

func TestWatch(t *testing.T) {
	w, s := setup()
	watch := func(m float64) {
		t.Helper()
		w.now = minute(m)
		if _, err := s.Watch(context.Background(), ekstaby); err != nil && !errors.Is(err, w.unreached) {
			t.Fatal(err)
		}
	}
	watch(24)
	if len(w.alarms) != 0 {
		t.Fatalf("alarms before patience is over: %v", w.alarms)
	}
	w.unreached = errors.New("no mail today")
	watch(26)
	watch(27)
	if len(w.alarms) != 1 || !w.alarms[0].ToldAt.IsZero() {
		t.Fatalf("alarms %+v; want one, untold", w.alarms)
	}
	w.unreached = nil
	watch(28)
	watch(29)
	if want := []string{"Samordnaren: team 1 not_begun"}; !slices.Equal(w.told, want) {
		t.Fatalf("told %v, want %v", w.told, want)
	}
	watch(45) // team 1 escalated, team 2 not out either
	watch(46)
	if want := []string{"Samordnaren: team 1 not_begun", "Samordnaren: team 1 not_begun", "Samordnaren: team 2 not_begun"}; !slices.Equal(w.told, want) {
		t.Fatalf("told %v, want %v", w.told, want)
	}
	if a, err := s.Acknowledge(as(identity.Coordinator, 0), ekstaby, 7, 2); err != nil || a.SeenBy != "coordinator" {
		t.Fatalf("%+v, %v", a, err)
	}
	_, err := s.Acknowledge(as(identity.Coordinator, 0), ekstaby, 7, 99)
	refused(t, err, fault.NotFound, "inget larm 99")
	watch(90)
	if len(w.told) != 3 {
		t.Errorf("told %v; want nothing more", w.told)
	}
	w.planned.Plan.Life.Status = plan.Done
	watch(91)
	if open, _ := s.Alarms(context.Background(), ekstaby, 0, true); len(open) != 0 {
		t.Errorf("open when the plan is done: %+v", open)
	}
}

// A plan followed by its track to a dose: 200 m along a street that leads past h1.
func TestTrackToDose(t *testing.T) {
	w, s := setup()
	p, err := geo.NewProjector(ekstaby.CRS)
	if err != nil {
		t.Fatal(err)
	}
	middle, _ := p.Metric(orb.Point{16, 59.5})
	w.planned.Hotspots[0].Centre, w.planned.Hotspots[0].Shape = middle, box(middle, 40)
	w.planned.Plan.Tours[0].Visits[0].Place.Point, w.planned.Plan.Tours[0].Visits[2].Place.Point = middle, middle
	line := orb.LineString{{middle[0] - 200, middle[1]}, {middle[0] + 200, middle[1]}}
	w.segments = []street.Segment{{ID: 5, From: 1, To: 2, Name: "Storgatan", Line: line, LengthM: 400}}
	w.extent = line.Bound().Pad(500)
	var points []string
	for i := range 201 { // 1 m/s from 100 m west of the place to 100 m east of it
		q, err := p.LonLat(orb.Point{middle[0] - 100 + float64(i), middle[1]})
		if err != nil {
			t.Fatal(err)
		}
		points = append(points, fmt.Sprintf("%.8f %.8f %s", q[0], q[1], evening.Add(time.Duration(i)*time.Second).Format(time.RFC3339)))
	}
	walkers := as(identity.NightWalker, 1)
	got, err := s.AddTrack(walkers, ekstaby, 7, 1, strings.NewReader(gpx(points...)))
	if err != nil || got.ID != 1 || got.Team != 1 || got.Points != 201 || got.Dropped != 0 || len(got.Passes) != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	if w.planned.Plan.Life.Status != plan.UnderWay {
		t.Errorf("the plan is %s", w.planned.Plan.Life.Status)
	}
	// 80 m of the square: 80 s = 1.33 min; the rest of 200 s on the street.
	doses, err := s.Doses(as(identity.Coordinator, 0), ekstaby, 7)
	if err != nil || len(doses) != 2 {
		t.Fatalf("%v, %v", brief(doses), err)
	}
	if want := []string{"1 street 5 +0 h 2.00 min track", "1 h1 +0 h 1.33 min track"}; !slices.Equal(brief(doses), want) {
		t.Errorf("doses %v, want %v", brief(doses), want)
	}
	w.presences = []Presence{{Area: "nygard", From: minute(0), To: minute(30)}}
	recent, err := s.Recent(context.Background(), "1983", evening, minute(60))
	if err != nil || len(recent) != 3 {
		t.Errorf("%v, %v; want the street, the place and the area's one cell", recent, err)
	}
	if before, err := s.Between(context.Background(), ekstaby, minute(60), minute(120)); err != nil || len(before) != 0 {
		t.Errorf("an hour later: %v, %v", brief(before), err)
	}
	if tracks, _ := s.Tracks(as(identity.Police, 2), ekstaby, 7); len(tracks) != 0 {
		t.Errorf("another team sees %v", tracks)
	}
	w.planned.Plan.Life.Status = plan.Draft
	_, err = s.AddTrack(walkers, ekstaby, 7, 1, strings.NewReader(gpx(points...)))
	refused(t, err, fault.Conflict, "utkast")
}

// Nobody has walked what has not been: the GPX of a plan is no track before the shift.
func TestTrackOfWhatHasNotBeen(t *testing.T) {
	w, s := setup()
	w.extent = orb.Bound{Min: orb.Point{0, 0}, Max: orb.Point{1e7, 1e7}}
	var points []string
	for i := range 61 {
		points = append(points, fmt.Sprintf("16 %.6f %s", 59.5+float64(i)*1e-5, minute(float64(i)).Format(time.RFC3339)))
	}
	walkers := as(identity.NightWalker, 1)
	w.now = minute(-60)
	_, err := s.AddTrack(walkers, ekstaby, 7, 1, strings.NewReader(gpx(points...)))
	refused(t, err, fault.Invalid, "inte har varit än")
	w.now = minute(20)
	got, err := s.AddTrack(walkers, ekstaby, 7, 1, strings.NewReader(gpx(points...)))
	if err != nil || got.Points != 26 || got.Dropped != 35 || got.To.After(minute(25)) {
		t.Errorf("in the middle of the shift: %+v, %v; want 26 points, five minutes of a fast clock among them", got, err)
	}
}

func TestAddPresence(t *testing.T) {
	w, s := setup()
	p := Presence{Area: "nygard", From: minute(0), To: minute(120)}
	if _, err := s.AddPresence(as(identity.NightWalker, 1), ekstaby, p); !fault.Is(err, fault.Forbidden) {
		t.Errorf("night walkers: %v", err)
	}
	kept, err := s.AddPresence(as(identity.Police, 0), ekstaby, p)
	if err != nil || kept.ID != 1 || kept.By != "police" || !kept.WrittenAt.Equal(w.now) {
		t.Errorf("%+v, %v", kept, err)
	}
	p.Area = "x"
	if _, err := s.AddPresence(as(identity.Coordinator, 0), ekstaby, p); !fault.Is(err, fault.Invalid) {
		t.Errorf("unknown area: %v", err)
	}
	if err := s.RevokePresence(as(identity.Police, 0), ekstaby, 1); err != nil || w.presences[0].RevokedAt.IsZero() {
		t.Errorf("%v, %+v", err, w.presences)
	}
}
