package postgres_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/ingest"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
	"tryggled/internal/postgres/pgtest"
	"tryggled/internal/report"
	"tryggled/internal/route"
)

var noon = time.Date(2026, 11, 23, 11, 0, 0, 123_000, time.UTC)

func analysis() hotspot.Analysis {
	return hotspot.Analysis{
		Params:      hotspot.Params{Since: noon.AddDate(-1, 0, 0), Until: noon, EpsM: 25, MinPoints: 5, HalfLifeDays: 90, Most: 20, Seed: 1983},
		CodeVersion: "test", DataRevision: 3, CreatedAt: noon, Reports: 20, Used: 18, Note: lang.T("få", "few"),
		Hotspots: []hotspot.Hotspot{
			{
				Rank: 1, Name: lang.Same("Provgatan"), Area: "a", Centre: at(1.0/3, 2), Shape: square(0, 0, 10), Priority: 100,
				Factors: []hotspot.Factor{{Name: "reports", Value: 0.1 + 0.2, Times: 1e-9, Text: lang.T("många", "many")}},
				Reports: 12, Reporters: 9, Members: []int64{3, 5, 1 << 40}, Weight: 7.25, Categories: map[string]float64{"fire": 0.5, "theft": 0.5},
				RestrictedLast: noon, Hours: make([]float64, 168), HoursKnown: 0.9,
				Exposure: hotspot.Surroundings{StreetM: 120, Dark: 0.3}, Why: lang.T("därför", "because"),
			},
			{Rank: 2, Centre: at(5, 5), Priority: 50},
		},
	}
}

func TestAnalysisComesBackAsItWas(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	if _, err := db.Hotspots().Analysis(ctx, m.Code, 0); !fault.Is(err, fault.NotFound) {
		t.Errorf("no analysis yet: got %v, want NotFound", err)
	}
	want := analysis()
	first, err := db.Hotspots().Save(ctx, m.Code, want)
	check(t, err)
	second, err := db.Hotspots().Save(ctx, m.Code, hotspot.Analysis{CreatedAt: noon})
	check(t, err)

	got, err := db.Hotspots().Analysis(ctx, m.Code, first)
	check(t, err)
	want.ID, want.Hotspots[1].Shape = first, orb.MultiPolygon{}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("analysis (-want +got):\n%s", diff)
	}
	current, err := db.Hotspots().Analysis(ctx, m.Code, 0)
	check(t, err)
	if current.ID != second {
		t.Errorf("current analysis: got %d, want %d", current.ID, second)
	}
	all, err := db.Hotspots().Analyses(ctx, m.Code)
	check(t, err)
	if len(all) != 2 || all[0].ID != second || all[1].ID != first || all[1].Hotspots != nil {
		t.Errorf("analyses: got %+v", all)
	}
	if _, err := db.Hotspots().Analysis(ctx, m.Code, second+1); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown analysis: got %v, want NotFound", err)
	}
}

// Each kind of analysis has a current one of its own, and a reader without restricted
// categories finds the open one only.
func TestOpenAnalysis(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	store, reader := db.Hotspots(), openly(ctx, m.Code)
	full, err := store.Save(ctx, m.Code, analysis())
	check(t, err)
	if _, err := store.Analysis(reader, m.Code, 0); !fault.Is(err, fault.NotFound) {
		t.Errorf("no open analysis yet: got %v, want NotFound", err)
	}
	twin := analysis()
	twin.Params.Open = true
	open, err := store.Save(ctx, m.Code, twin)
	check(t, err)
	current, err := store.Analysis(ctx, m.Code, 0)
	check(t, err)
	if current.ID != full || current.Params.Open {
		t.Errorf("current to one who sees everything: got %d, want %d", current.ID, full)
	}
	current, err = store.Analysis(reader, m.Code, 0)
	check(t, err)
	if current.ID != open || !current.Params.Open || len(current.Hotspots) != 2 {
		t.Errorf("current to one who does not: got %+v, want %d", current, open)
	}
	if _, err := store.Analysis(reader, m.Code, full); !fault.Is(err, fault.NotFound) {
		t.Errorf("a full analysis by its number: got %v, want NotFound", err)
	}
	all, err := store.Analyses(reader, m.Code)
	check(t, err)
	if len(all) != 1 || all[0].ID != open {
		t.Errorf("listed: got %+v, want the open one", all)
	}
}

func TestAnalysisInput(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	begin := told("", 0, 0).From
	during, before, touching := told("during", 1, 2), told("before", 3, 4), told("touching", 5, 6)
	before.From, before.To = begin.Add(-2*time.Hour), begin
	touching.From, touching.To = begin.Add(-time.Hour), begin.Add(time.Hour)
	touching.Discovery, touching.SameEvent, touching.ReporterKey = report.PatrolSeen, "e", "k"
	during.ReportedAt, touching.ReportedAt = begin.Add(48*time.Hour), time.Time{} // the latter is not known
	imported(t, ctx, db, m.Code, ingest.Request{}, nil, reports(during, before, touching))

	got, err := db.Hotspots().Input(ctx, m.Code, begin, begin.Add(time.Minute))
	check(t, err)
	want := hotspot.Reports{
		ID: got.Reports.ID, X: []float64{during.Point[0], touching.Point[0]}, Y: []float64{during.Point[1], touching.Point[1]},
		AccuracyM: []float64{15, 15}, From: []int64{begin.Unix(), touching.From.Unix()}, To: []int64{begin.Unix(), touching.To.Unix()},
		Category: []string{"dark_place", "dark_place"}, Patrol: []bool{false, true}, Reporter: []string{"", "k"},
		Event: []string{"", "embrace e"}, Kind: []string{"citizen", "citizen"}, Area: []string{"", ""},
		Told: []int64{during.ReportedAt.Unix(), touching.To.Unix()},
	}
	if diff := cmp.Diff(want, got.Reports); diff != "" || len(got.Reports.ID) != 2 || !slices.IsSorted(got.Reports.ID) || got.Revision != 1 {
		t.Errorf("input of revision %d (-want +got):\n%s", got.Revision, diff)
	}
}

func TestPlanComesBackAsItWas(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	analysis, err := db.Hotspots().Save(ctx, m.Code, analysis())
	check(t, err)
	want := plan.Plan{
		Request:  plan.Request{From: noon, To: noon.Add(time.Hour), Teams: []plan.Team{{Role: "police", Size: 2}}, Seed: 1 << 63},
		Analysis: analysis, CodeVersion: "test", DataRevision: 1, Iterations: 5, CreatedAt: noon, Covered: 0.5,
		Tours: []plan.Tour{
			{Number: 1, Base: plan.Place{Name: lang.Same("Stationen"), Point: at(1, 1)}, Start: noon, End: noon, Visits: []plan.Visit{
				{Number: 1, Hotspot: 1, Place: plan.Place{Point: at(2, 2)}, Arrive: noon, Leave: noon, Why: lang.T("mörkt", "dark")},
				{Number: 2, Hotspot: 2, Place: plan.Place{Point: at(2, 2)}, Arrive: noon, Leave: noon},
			}},
			{Number: 2, Base: plan.Place{Point: at(3, 3)}, Start: noon, End: noon},
		},
		Omitted: []plan.Omission{{Hotspot: 3, Reason: lang.T("för långt", "too far")}},
	}
	routes := []route.Route{
		{Team: 1, LengthM: 10, Legs: []route.Leg{
			{Line: orb.LineString{at(1, 1), at(1.0/3, 2)}, Depart: noon, Arrive: noon, Words: lang.Same("Provgatan")},
			{Line: orb.LineString{at(2, 2)}, Depart: noon, Arrive: noon},
		}},
		{Team: 2},
	}
	id, err := db.Routes().Save(ctx, m.Code, want, routes)
	check(t, err)
	got, gotRoutes, err := db.Routes().Plan(ctx, m.Code, id, 0)
	check(t, err)
	want.ID, want.Version, want.Life.Status = id, 1, "draft"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("plan (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(routes, gotRoutes); diff != "" {
		t.Errorf("routes (-want +got):\n%s", diff)
	}
	all, err := db.Routes().Plans(ctx, m.Code)
	check(t, err)
	if diff := cmp.Diff([]plan.Plan{want}, all); diff != "" {
		t.Errorf("plans (-want +got):\n%s", diff)
	}
	next := want
	next.ID, next.Based, next.Changed = id, 1, lang.T("en annan", "another")
	version, err := db.Routes().SaveVersion(ctx, m.Code, next, routes[:1])
	check(t, err)
	got, gotRoutes, err = db.Routes().Plan(ctx, m.Code, id, 0)
	check(t, err)
	if next.Version = 2; version != 2 || !cmp.Equal(next, got) || !cmp.Equal(routes[:1], gotRoutes) {
		t.Errorf("version %d: %s", version, cmp.Diff(next, got))
	}
	if got, _, err = db.Routes().Plan(ctx, m.Code, id, 1); err != nil || !cmp.Equal(want, got) {
		t.Errorf("the first version: %v, %s", err, cmp.Diff(want, got))
	}
	if _, err := db.Routes().SaveVersion(ctx, m.Code, next, routes); !fault.Is(err, fault.Conflict) {
		t.Errorf("a change of a version that is not the newest: got %v, want Conflict", err)
	}
	next.ID++
	if _, err := db.Routes().SaveVersion(ctx, m.Code, next, routes); !fault.Is(err, fault.NotFound) {
		t.Errorf("a version of an unknown plan: got %v, want NotFound", err)
	}
	if _, _, err := db.Routes().Plan(ctx, m.Code, id+1, 0); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown plan: got %v, want NotFound", err)
	}
	want.Analysis = analysis + 1000
	if _, err := db.Routes().Save(ctx, m.Code, want, nil); !fault.Is(err, fault.Conflict) {
		t.Errorf("a plan of an unknown analysis: got %v, want Conflict", err)
	}
}
