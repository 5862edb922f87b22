package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/auth"
	"tryggled/internal/export/exporttest"
	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/ingest"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/patrol"
	"tryggled/internal/plan"
	"tryggled/internal/report"
	"tryggled/internal/report/reporttest"
	"tryggled/internal/route"
	"tryggled/internal/street"
)

// town is every service of the server, in memory. What a test does to it shows.
type town struct {
	all      []municipality.Municipality
	reports  []report.Report
	tasks    []job.Task
	rejected []report.Rejection
	analyses []hotspot.Analysis
	plans    []route.Planned

	filter           report.Filter  // that was asked for last
	uploaded         []byte         // that was sent last
	asked            []any          // how the upload was described
	params           hotspot.Params // that was asked for last
	request          plan.Request   // that was asked for last
	changed          plan.Change    // that was asked for last
	roster           plan.Roster    // that was asked for last
	walks            walks
	fails            error            // what listing municipalities comes to
	ready            error            // whether the server can work
	panics           any              // with which the tasks are listed
	at               time.Time        // when everything happened
	objects          []overlay.Object // of all kinds but buildings, two of each
	segments         []street.Segment // the network
	stale            bool             // whether the analyses are out of date
	changedMeanwhile bool             // whether somebody else is always faster

	kept      report.Retention // how long what is kept
	retained  report.RetainRequest
	searched  report.PersonMatch
	disclosed []report.Disclosure // newest first
	entrance  *entrance           // of programs and teams
}

var (
	koping = municipality.Municipality{
		Code: "1983", Slug: "koping", Name: lang.Same("Köping"), CRS: 3006, TimeZone: "Europe/Stockholm",
		Sources: []string{"påhittad stad"}, Exercise: true, Revision: 7,
	}
	london = municipality.Municipality{
		Code: "E09000001", Slug: "london", Name: lang.Same("City of London"), CRS: 27700, TimeZone: "Europe/London", Revision: 1,
	}
	centre = orb.Point{556_300, 6_597_400} // 15.99475 E 59.51122 N
)

func around(p orb.Point, m float64) orb.MultiPolygon {
	return orb.MultiPolygon{orb.Bound{Min: p, Max: p}.Pad(m).ToPolygon().Clone()}
}

func newTown() *town {
	at := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	t := &town{at: at, entrance: newEntrance(at), all: []municipality.Municipality{london, koping}}
	for i := range 5 {
		r := reporttest.Sample()
		r.ID, r.Revision, r.Area, r.ReporterKey = int64(i+1), 7, "centrum", "hemlig-nyckel"
		r.Point[0] += float64(i) * 100
		t.reports = append(t.reports, r)
	}
	t.tasks = []job.Task{
		{ID: 1, Kind: job.Import, State: job.Done, DoneUnits: 5, TotalUnits: 5, CreatedAt: at, StartedAt: at, EndedAt: at, Result: json.RawMessage(`{"read":5,"new":5}`)},
		{ID: 2, Kind: job.Analyse, State: job.Done, CreatedAt: at, StartedAt: at, EndedAt: at, Result: json.RawMessage(`{"analysis":4}`)},
		{ID: 3, Kind: job.Plan, State: job.Done, CreatedAt: at, Result: json.RawMessage(`{"plan":9}`), Request: json.RawMessage(`{"areas":["centrum"]}`)},
		{ID: 4, Kind: job.Analyse, State: job.Failed, CreatedAt: at, Problem: lang.T("det gick inte", "it did not work")},
		{ID: 6, Kind: job.Improve, State: job.Running, CreatedAt: at, Request: json.RawMessage(`{"plan":9,"version":1}`), Best: json.RawMessage(`{"score":300,"bound":310,"gap_percent":3.2}`)},
		{ID: 5, Kind: job.Plan, State: job.Running, Stage: lang.T("lägger rutter", "laying routes"), DoneUnits: 1, TotalUnits: 3, CreatedAt: at},
	}
	for line := range 3 {
		t.rejected = append(t.rejected, report.Rejection{
			Line: int64(line + 2), Field: "category", Reason: lang.T("okänd kategori", "unknown category"), Values: map[string]string{"category": "ufo"},
		})
	}
	t.segments = []street.Segment{
		{ID: 1, Line: orb.LineString{centre, {centre[0] + 90, centre[1]}}, LengthM: 90, Class: "residential", Name: "Påhittsgatan", Light: street.Lit, Car: street.Forward, Bicycle: street.BothWays, MaxKmh: 30, Sidewalk: true},
		{ID: 2, Line: orb.LineString{{centre[0] + 90, centre[1]}, {centre[0] + 90, centre[1] + 60}}, LengthM: 60, Class: "footway", Steps: true, Detail: "sidewalk"},
	}
	t.objects = sampleObjects()
	t.analyses = []hotspot.Analysis{sampleAnalysis(at)}
	t.plans = []route.Planned{samplePlanned(t.analyses[0], at)}
	t.walks.alarms = []patrol.Alarm{{
		ID: 1, Plan: 9, Version: 1, Team: 1, Cause: patrol.NotBegun, Due: at.Add(12 * time.Hour), RaisedAt: at.Add(13 * time.Hour),
		Text: lang.T("Grupp 1 har inte gett sig av.", "Team 1 has not set out."),
	}}
	return t
}

func sampleAnalysis(at time.Time) hotspot.Analysis {
	a := hotspot.Analysis{
		ID: 4, Params: hotspot.DefaultParams(at.AddDate(-1, 0, 0), at), CodeVersion: "abc", DataRevision: 6,
		CreatedAt: at, Reports: 500, Used: 480,
	}
	a.Params.Seed = 1<<63 + 1
	for i := range 6 {
		p := orb.Point{centre[0] + float64(i)*80, centre[1]}
		a.Hotspots = append(a.Hotspots, hotspot.Hotspot{
			Rank: i + 1, Name: lang.Same("Påhittsgatan"), Area: "centrum", Centre: p, Shape: around(p, 30), Priority: 100 - 10*float64(i),
			Factors: []hotspot.Factor{{Name: "reports", Value: 12, Times: 12, Text: lang.T("12 rapporter", "12 reports")}},
			Reports: 12, Reporters: 8, Weight: 11, Categories: map[string]float64{"dark_place": 1}, HoursKnown: 0.5,
			Why: lang.T("Mörkt & mycket rapporterat.", "Dark & much reported."),
		})
	}
	return a
}

func samplePlanned(a hotspot.Analysis, at time.Time) route.Planned {
	from, to := at.Add(12*time.Hour), at.Add(16*time.Hour)
	base := plan.Place{Name: lang.T("Stationen", "The station"), Point: centre}
	stop := plan.Place{Name: lang.Same("Påhittsgatan"), Point: a.Hotspots[0].Centre}
	team := plan.Team{Role: identity.NightWalker, Size: 3, Base: "stationen"}
	line := orb.LineString{centre, {centre[0] + 90, centre[1]}}
	return route.Planned{
		Municipality: koping,
		Hotspots:     a.Hotspots,
		Plan: plan.Plan{
			ID: 9, Version: 1, Life: plan.Life{Status: plan.Published, Version: 1}, Analysis: a.ID, CodeVersion: "abc", DataRevision: 6, Iterations: 10, CreatedAt: at,
			Request: plan.Request{From: from, To: to, Teams: []plan.Team{team}, Seed: 3},
			Covered: 0.42,
			Tours: []plan.Tour{{
				Number: 1, Team: team, Base: base, Start: from, End: to, Open: true,
				Visits: []plan.Visit{
					{
						Number: 1, Hotspot: 1, Place: stop, Round: 1, Depart: from, Arrive: from.Add(20 * time.Minute), Leave: from.Add(30 * time.Minute),
						Priority: 100, Why: lang.T("Här är det mörkt.", "It is dark here."),
					},
					{
						Number: 2, Hotspot: 1, Place: stop, Round: 2, Break: from.Add(50 * time.Minute), Depart: from.Add(100 * time.Minute),
						Arrive: from.Add(120 * time.Minute), Leave: from.Add(130 * time.Minute), Priority: 100, Why: lang.T("Andra besöket.", "Second visit."),
					},
				},
				Note: lang.T("Gruppen har tid till övers.", "The team has time to spare."),
			}},
			Omitted: []plan.Omission{{Hotspot: 6, Name: lang.Same("Påhittsgatan"), Priority: 50, Reason: lang.T("passet räcker inte", "the shift is too short")}},
		},
		Routes: []route.Route{{Team: 1, LengthM: 360, Legs: []route.Leg{
			{Stop: 1, Line: line, LengthM: 90, Depart: from, Arrive: from.Add(20 * time.Minute), Words: lang.T("följ Påhittsgatan", "follow Påhittsgatan")},
			{Line: line, LengthM: 90, Depart: from.Add(30 * time.Minute), Arrive: from.Add(50 * time.Minute), Words: lang.T("åter", "back")},
			{Stop: 2, Line: line, LengthM: 90, Depart: from.Add(100 * time.Minute), Arrive: from.Add(120 * time.Minute), Words: lang.T("följ Påhittsgatan", "follow Påhittsgatan")},
			{Line: line, LengthM: 90, Depart: from.Add(130 * time.Minute), Arrive: to, Words: lang.T("åter", "back")},
		}}},
	}
}

// server serves the town in local mode, and gives its log.
func (t *town) server(tb testing.TB) (http.Handler, *bytes.Buffer) {
	tb.Helper()
	return t.serverWith(tb, func(*Server) {})
}

// serverWith is server with other settings.
func (t *town) serverWith(tb testing.TB, change func(*Server)) (http.Handler, *bytes.Buffer) {
	tb.Helper()
	var log bytes.Buffer
	s := &Server{
		Municipalities: t, Reports: report.Service{Store: reportsOf{t}}, Imports: importsOf{t}, Tasks: tasksOf{t}, Overlays: overlaysOf{t}, Streets: t,
		Surroundings: overlay.Service{Store: overlaysOf{t}, Streets: t}, Works: worksOf{t},
		Analyser: analyserOf{t}, Analyses: t, Planner: plannerFor(t), Patrols: patrolsOf(t), Cells: cellsOf{t},
		Ready:   func(context.Context) error { return t.ready },
		Version: "test", Local: true, Auth: auth.Local{},
		Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	t.entrance.install(s)
	t.privacy(s)
	change(s)
	h, err := s.Handler()
	if err != nil {
		tb.Fatal(err)
	}
	return h, &log
}

var unknown = fault.New(fault.NotFound, lang.T("finns inte här", "is not here"))

func (t *town) List(context.Context) ([]municipality.Municipality, error) { return t.all, t.fails }

func (t *town) BySlug(_ context.Context, slug string) (municipality.Municipality, error) {
	for _, m := range t.all {
		if m.Slug == slug {
			return m, nil
		}
	}
	return municipality.Municipality{}, unknown
}

func (t *town) Areas(_ context.Context, code string) ([]municipality.Area, error) {
	if code != koping.Code {
		return nil, nil
	}
	return []municipality.Area{{Slug: "centrum", Name: lang.T("centrum", "the centre"), Shape: around(centre, 600), Provisional: true}}, nil
}

func (t *town) Bases(_ context.Context, code string) ([]municipality.Base, error) {
	if code != koping.Code {
		return nil, nil
	}
	return []municipality.Base{{Slug: "stationen", Name: lang.T("Stationen", "The station"), Point: centre}}, nil
}

func (t *town) Segments(_ context.Context, code string) ([]street.Segment, error) {
	if code != koping.Code {
		return nil, nil
	}
	return t.segments, nil
}

func (t *town) Analysis(_ context.Context, code string, id int64) (hotspot.Analysis, error) {
	for _, a := range t.analyses {
		if code == koping.Code && (id == 0 || id == a.ID) {
			return a, nil
		}
	}
	return hotspot.Analysis{}, unknown
}

func (t *town) Analyses(_ context.Context, code string) ([]hotspot.Analysis, error) {
	if code != koping.Code {
		return nil, nil
	}
	var all []hotspot.Analysis
	for _, a := range t.analyses {
		a.Hotspots = nil
		all = append(all, a)
	}
	return all, nil
}

// Layer gives the layers of the sample of package export, through JSON as the store does.
func (t *town) Layer(ctx context.Context, code string, id int64, name string, into any) error {
	if _, err := t.Analysis(ctx, code, id); err != nil {
		return err
	}
	layers := exporttest.Layers()
	layer, ok := map[string]any{
		hotspot.CellsLayer: layers.Cells, hotspot.SegmentsLayer: layers.Segments, hotspot.SurfaceLayer: layers.Surface, hotspot.WatchLayer: layers.Watch,
	}[name]
	if !ok {
		return unknown
	}
	body, err := json.Marshal(layer)
	if err != nil {
		return err
	}
	return json.Unmarshal(body, into)
}

func (t *town) Measures(_ context.Context, _ string, shape orb.MultiPolygon) ([]hotspot.Measure, error) {
	if !shape.Bound().Contains(centre) {
		return nil, nil
	}
	return []hotspot.Measure{{ID: 1, Kind: "lighting", Title: lang.T("Ny belysning", "New lamps"), Owner: "VME", State: "ongoing", StartsOn: "2026-10-01"}}, nil
}

func (t *town) Stale(_ context.Context, _ string, analyses []hotspot.Analysis) ([]bool, error) {
	return slices.Repeat([]bool{t.stale}, len(analyses)), nil
}

type reportsOf struct{ *town }

func (t reportsOf) List(_ context.Context, code string, f report.Filter) ([]report.Report, error) {
	t.filter = f
	var found []report.Report
	for _, r := range t.reports {
		if code == koping.Code && r.ID > f.After && len(found) < f.Limit && (f.IDs == nil || slices.Contains(f.IDs, r.ID)) && (f.Bound == nil || f.Bound.Contains(r.Point)) {
			found = append(found, r)
		}
	}
	return found, nil
}

func (t reportsOf) Create(_ context.Context, _ string, r report.Report) (report.Report, error) {
	r.ID, r.Revision = 99, 8
	return r, nil
}

func (t reportsOf) Extent(_ context.Context, code string) (bound orb.Bound, ok bool, err error) {
	return orb.Bound{Min: centre, Max: centre}.Pad(100_000), code == koping.Code, nil
}

type importsOf struct{ *town }

func (t importsOf) Reports(_ context.Context, m municipality.Municipality, p ingest.Profile, name string, exercise bool, r io.Reader) (int64, error) {
	var err error
	t.uploaded, err = io.ReadAll(r)
	t.asked = []any{m.Slug, p.Name, name, exercise}
	return 1, err
}

func (t importsOf) Register(_ context.Context, m municipality.Municipality, f ingest.RegisterFile, r io.Reader) (int64, error) {
	var err error
	t.uploaded, err = io.ReadAll(r)
	t.asked = []any{m.Slug, f.Kind, f.Name}
	if f.Profile != nil {
		t.asked = append(t.asked, f.Profile.Name)
	}
	return 1, err
}

func (t importsOf) Quarantine(_ context.Context, _ string, _, after int64, limit int) ([]report.Rejection, error) {
	var found []report.Rejection
	for _, r := range t.rejected {
		if r.Line > after && (len(found) < limit || r.Line == found[len(found)-1].Line) { // as the store: a line is whole
			found = append(found, r)
		}
	}
	return found, nil
}

type tasksOf struct{ *town }

func (t tasksOf) Task(_ context.Context, code string, id int64) (job.Task, error) {
	for _, task := range t.tasks {
		if task.ID == id && code == koping.Code {
			return task, nil
		}
	}
	return job.Task{}, unknown
}

func (t tasksOf) Stop(_ context.Context, code string, id int64) error {
	for i := range t.tasks {
		task := &t.tasks[i]
		switch {
		case task.ID != id || code != koping.Code:
			continue
		case !job.Stops(task.Kind):
			return fault.New(fault.Conflict, lang.T("inget att behålla", "nothing to keep"))
		}
		task.StopAsked = true
		return nil
	}
	return unknown
}

func (t tasksOf) Cancel(_ context.Context, code string, id int64) error {
	for i := range t.tasks {
		task := &t.tasks[i]
		switch {
		case task.ID != id || code != koping.Code:
			continue
		case task.State == job.Done:
			return fault.New(fault.Conflict, lang.T("redan klart", "done already"))
		}
		task.State = job.Cancelled
		return nil
	}
	return unknown
}

func (t tasksOf) Tasks(_ context.Context, _ string, limit int) ([]job.Task, error) {
	if t.panics != nil {
		panic(t.panics)
	}
	return t.tasks[:min(limit, len(t.tasks))], nil
}

type analyserOf struct{ *town }

func (t analyserOf) Start(_ context.Context, _ municipality.Municipality, p hotspot.Params) (int64, error) {
	t.params = p
	return 2, p.Validate()
}
