package route

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/plan"
	"tryggled/internal/street"
)

var (
	koping  = municipality.Municipality{Code: "1983", Slug: "koping", TimeZone: "Europe/Stockholm", Revision: 12}
	evening = time.Date(2026, 11, 20, 17, 0, 0, 0, time.UTC)
)

// town is a rectangle of streets, its south side unlit, and a lane off to the side that
// hangs together with nothing:
//
//	(0,400) Norra gatan (400,400)
//	   |                    |         (2000,0) Öde stigen (2000,100)
//	(0,0)   Södra gatan  (400,0)
func town() []street.Segment {
	segment := func(id, from, to int64, name string, light street.Light, line ...orb.Point) street.Segment {
		length := math.Hypot(line[0][0]-line[1][0], line[0][1]-line[1][1])
		return street.Segment{ID: id, From: from, To: to, Name: name, Light: light, Line: line, LengthM: length}
	}
	return []street.Segment{
		segment(1, 1, 2, "Södra gatan", street.Unlit, orb.Point{0, 0}, orb.Point{400, 0}),
		segment(2, 2, 3, "Östra gatan", street.Lit, orb.Point{400, 0}, orb.Point{400, 400}),
		segment(3, 3, 4, "Norra gatan", street.Lit, orb.Point{400, 400}, orb.Point{0, 400}),
		segment(4, 4, 1, "", street.Lit, orb.Point{0, 400}, orb.Point{0, 0}),
		segment(5, 8, 9, "Öde stigen", street.LightUnknown, orb.Point{2000, 0}, orb.Point{2000, 100}),
	}
}

// stores answers as a municipality's database would; what no test asks of it is left to
// the nil Store.
type stores struct {
	hotspot.Store
	analysis *hotspot.Analysis
	segments []street.Segment
	areas    []municipality.Area
	bases    []municipality.Base
	queued   []any
}

func (*stores) Snapshot(ctx context.Context, _ string, read func(context.Context) error) error {
	return read(ctx)
}

func (s *stores) Analysis(_ context.Context, _ string, id int64) (hotspot.Analysis, error) {
	if s.analysis == nil || id != 0 && id != s.analysis.ID {
		return hotspot.Analysis{}, fault.New(fault.NotFound, lang.T("analysen finns inte", "there is no such analysis"))
	}
	return *s.analysis, nil
}

func (*stores) Layer(context.Context, string, int64, string, any) error { return nil }

// ExposuresIn tells of each street what the map tells of its light.
func (s *stores) ExposuresIn(context.Context, municipality.Municipality, orb.Bound) ([]street.Segment, []overlay.Exposure, error) {
	exposures := make([]overlay.Exposure, len(s.segments))
	for i, segment := range s.segments {
		light := overlay.Lit{ByTag: 1}
		if segment.Light == street.Unlit {
			light.Dark = 1
		}
		exposures[i] = overlay.Exposure{Segment: segment.ID, Light: []overlay.Lit{light}}
	}
	return s.segments, exposures, nil
}

func (s *stores) Areas(context.Context, string) ([]municipality.Area, error) { return s.areas, nil }

func (s *stores) Bases(context.Context, string) ([]municipality.Base, error) { return s.bases, nil }

func (s *stores) Enqueue(_ context.Context, code, kind string, request any) (int64, error) {
	s.queued = append(s.queued, code, kind, request)
	return 77, nil
}

// planStore keeps one plan.
type planStore struct {
	Store
	plan   plan.Plan
	routes []Route
}

func (s planStore) Recent(context.Context, string, time.Time, time.Time, []int64) ([]plan.Plan, error) {
	return nil, nil
}

func (s planStore) Plan(context.Context, string, int64, int) (plan.Plan, []Route, error) {
	return s.plan, s.routes, nil
}

func setup(hotspots ...hotspot.Hotspot) (*stores, Service) {
	s := &stores{
		analysis: &hotspot.Analysis{ID: 9, DataRevision: 11, Hotspots: hotspots}, segments: town(),
		bases: []municipality.Base{{Slug: "stationen", Name: lang.Same("Stationen"), Point: orb.Point{0, -20}}},
	}
	return s, Service{Hotspots: s, Places: s, Streets: s, Queue: s, CodeVersion: "test"}
}

func place(rank int, at orb.Point) hotspot.Hotspot {
	around := orb.Ring{{at[0] - 30, at[1] - 30}, {at[0] + 30, at[1] - 30}, {at[0] + 30, at[1] + 30}, {at[0] - 30, at[1] + 30}, {at[0] - 30, at[1] - 30}}
	return hotspot.Hotspot{
		Rank: rank, Name: lang.Same("plats"), Centre: at, Shape: orb.MultiPolygon{{around}},
		Priority: 100 / float64(rank), Categories: map[string]float64{"theft": 1},
	}
}

// request is searched for so long that small towns have their best plan.
func request(roles ...identity.Role) plan.Request {
	r := plan.Request{From: evening, To: evening.Add(2 * time.Hour), Iterations: 300}
	for _, role := range roles {
		r.Teams = append(r.Teams, plan.Team{Role: role, Size: 2})
	}
	return r
}

func compute(t *testing.T, s Service, r plan.Request) Planned {
	t.Helper()
	p, err := s.Compute(context.Background(), koping, Task{Request: r}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// From the base at (0,0) to a stop in Norra gatan at (100,400) it is 500 m by the west;
// at 1.3 m/s that is 385 s.
func TestComputeByHand(t *testing.T) {
	_, s := setup(place(1, orb.Point{100, 410}))
	r := request(identity.Police)
	r.To = r.From.Add(time.Hour)
	p := compute(t, s, r)
	if len(p.Routes) != 1 || len(p.Routes[0].Legs) != 2 {
		t.Fatalf("got routes %+v", p.Routes)
	}
	out, home := p.Routes[0].Legs[0], p.Routes[0].Legs[1]
	want := Leg{
		Stop: 1, Line: orb.LineString{{0, 0}, {0, 400}, {100, 400}}, LengthM: 500,
		Depart: evening, Arrive: evening.Add(385 * time.Second),
		Words: lang.T("Gå vägen norrut 400 m. Sväng höger in på Norra gatan, 100 m. Du är framme.",
			"Walk north along the road 400 m. Turn right into Norra gatan, 100 m. You are there."),
		Turns: out.Turns,
	}
	if diff := cmp.Diff(want, out); diff != "" {
		t.Errorf("the way out (-want +got):\n%s", diff)
	}
	if d := home.Depart.Sub(out.Arrive); d != 20*time.Minute || !home.Arrive.Equal(p.Plan.Tours[0].End) {
		t.Errorf("leaves %v after arriving, home at %v, tour ends %v", d, home.Arrive, p.Plan.Tours[0].End)
	}
	if p.Routes[0].LengthM != 1000 || p.Plan.CodeVersion != "test" || p.Plan.DataRevision != 12 || p.Plan.Analysis != 9 {
		t.Errorf("length %v, plan %+v", p.Routes[0].LengthM, p.Plan)
	}
	if at := p.Plan.Tours[0].Visits[0].Place.Point; at != (orb.Point{100, 400}) {
		t.Errorf("the stop is at %v, not on its street", at)
	}
}

// The police are back at the same stop 90 minutes after they left it, and rest at their
// base until they have to set out again.
func TestLegsGoByTheBaseWhereThereIsABreak(t *testing.T) {
	_, s := setup(place(1, orb.Point{100, 410}))
	r := request(identity.Police)
	r.To = r.From.Add(150 * time.Minute)
	p := compute(t, s, r)
	type way struct {
		Stop           int
		Depart, Arrive time.Duration
		LengthM        float64
	}
	var got []way
	for _, leg := range p.Routes[0].Legs {
		got = append(got, way{leg.Stop, leg.Depart.Sub(evening), leg.Arrive.Sub(evening), leg.LengthM})
	}
	const walk, dwell, gap = 385 * time.Second, 20 * time.Minute, 90 * time.Minute
	again := walk + dwell + gap
	want := []way{
		{1, 0, walk, 500},
		{0, walk + dwell, walk + dwell + walk, 500},
		{2, again - walk, again, 500},
		{0, again + dwell, again + dwell + walk, 500},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("legs (-want +got):\n%s", diff)
	}
	if tour := p.Plan.Tours[0]; p.Routes[0].LengthM != 2000 || tour.Visits[1].Break.Sub(evening) != walk+dwell+walk {
		t.Errorf("walks %v m, tour %+v", p.Routes[0].LengthM, tour)
	}
}

// To (400,350) it is 750 m by the unlit south and 850 m by the north; the unlit 400 m
// count as 520 for those who prefer light. To (400,40) the north is far too long.
func TestLitStreetsWhereTheDetourIsSmall(t *testing.T) {
	tests := map[string]struct {
		role identity.Role
		at   orb.Point
		want float64
	}{
		"police take the short way":        {identity.Police, orb.Point{400, 350}, 750},
		"walkers the lit one":              {identity.NightWalker, orb.Point{400, 350}, 850},
		"where the detour is not too long": {identity.NightWalker, orb.Point{400, 40}, 440},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, s := setup(place(1, tt.at))
			if got := compute(t, s, request(tt.role)).Routes[0].Legs[0].LengthM; got != tt.want {
				t.Errorf("walks %v m, want %v", got, tt.want)
			}
		})
	}
}

func TestWhatCannotBePlanned(t *testing.T) {
	tests := map[string]struct {
		change func(*stores, *plan.Request)
		kind   fault.Kind
		want   string
	}{
		"a base 3 km off": {
			func(s *stores, _ *plan.Request) { s.bases[0].Point = orb.Point{0, -3000} },
			fault.Invalid, "utgångspunkten Stationen ligger 3,0 km från närmaste gata",
		},
		"no streets": {func(s *stores, _ *plan.Request) { s.segments = nil }, fault.Invalid, "inga gator"},
		"no streets, no base": {
			func(s *stores, _ *plan.Request) { s.segments, s.bases = nil, nil },
			fault.Invalid, "inga gator",
		},
		"no analysis":   {func(s *stores, _ *plan.Request) { s.analysis = nil }, fault.NotFound, "analysen finns inte"},
		"no such one":   {func(_ *stores, r *plan.Request) { r.Analysis = 4 }, fault.NotFound, "analysen finns inte"},
		"a shift of 0":  {func(_ *stores, r *plan.Request) { r.To = r.From }, fault.Invalid, "planen kan inte göras"},
		"unknown place": {func(_ *stores, r *plan.Request) { r.Areas = []string{"x"} }, fault.Invalid, "planen kan inte göras"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			st, s := setup(place(1, orb.Point{100, 410}))
			r := request(identity.Police)
			tt.change(st, &r)
			_, err := s.Compute(context.Background(), koping, Task{Request: r}, nil)
			if !fault.Is(err, tt.kind) || !strings.Contains(said(err), tt.want) {
				t.Errorf("got %v, want %q", said(err), tt.want)
			}
		})
	}
}

// said is the Swedish text of the fault in an error's chain.
func said(err error) string {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Say(lang.SV)
	}
	return ""
}

func TestStreetsInPieces(t *testing.T) {
	_, s := setup(place(1, orb.Point{2010, 50}), place(2, orb.Point{100, 410}), place(3, orb.Point{5000, 5000}))
	p := compute(t, s, request(identity.Police))
	if v := p.Plan.Tours[0].Visits; len(v) != 1 || v[0].Hotspot != 2 {
		t.Errorf("visits %+v, want the one that can be reached", v)
	}
	if len(p.Plan.Omitted) != 2 {
		t.Fatalf("omitted %+v", p.Plan.Omitted)
	}
	for _, o := range p.Plan.Omitted {
		if !strings.Contains(o.Reason.SV, "går inte att nå") {
			t.Errorf("hotspot %d is left out since it %s", o.Hotspot, o.Reason.SV)
		}
	}
}

func TestWithoutABase(t *testing.T) {
	st, s := setup(place(1, orb.Point{100, 410}))
	st.bases = nil
	st.areas = []municipality.Area{{Slug: "norr", Shape: orb.MultiPolygon{{{{150, 300}, {250, 300}, {250, 500}, {150, 500}, {150, 300}}}}}}
	p := compute(t, s, request(identity.Police, identity.Guard))
	if at := p.Plan.Tours[0].Base.Point; at != (orb.Point{200, 400}) {
		t.Errorf("starts at %v, want the middle of the area", at)
	}
	if len(p.Plan.Notes) != 1 || !strings.Contains(p.Plan.Notes[0].SV, "Norra gatan") {
		t.Errorf("notes %v, want the chosen start once", p.Plan.Notes)
	}
	st.areas = nil
	if at := compute(t, s, request(identity.Police)).Plan.Tours[0].Base.Point; at[0] < 300 || at[0] > 400 {
		t.Errorf("without areas starts at %v, want the street nearest to the middle of all streets", at)
	}
}

// The street in the middle is a footpath: on foot one starts there, in a car from the nearest
// street that one may drive along.
func TestWithoutABaseByCar(t *testing.T) {
	st, s := setup(place(1, orb.Point{100, 0}))
	st.bases = nil
	st.areas = []municipality.Area{{Slug: "norr", Shape: orb.MultiPolygon{{{{150, 300}, {250, 300}, {250, 500}, {150, 500}, {150, 300}}}}}}
	for i := range st.segments {
		st.segments[i].Class = "residential"
	}
	st.segments[2].Class = "footway" // Norra gatan
	r := request(identity.Police, identity.Police)
	r.Teams[1].Mode = string(street.Car)
	p := compute(t, s, r)
	if at := p.Plan.Tours[0].Base.Point; at != (orb.Point{200, 400}) {
		t.Errorf("on foot from %v", at)
	}
	car := p.Plan.Tours[1]
	if at := car.Base.Point; at[1] > 400 || at[0] != 0 && at[0] != 400 {
		t.Errorf("by car from %v", at)
	}
	if len(car.Visits) == 0 {
		t.Errorf("the car has no stops: %v", car.Note)
	}
}

func TestNoHotspots(t *testing.T) {
	_, s := setup()
	p := compute(t, s, request(identity.Police))
	if len(p.Routes) != 1 || len(p.Routes[0].Legs) != 0 || len(p.Plan.Notes) != 1 || p.Plan.Tours[0].Base.Name.SV != "Stationen" {
		t.Errorf("got %+v", p)
	}
}

func TestStartQueuesWhatIsGood(t *testing.T) {
	st, s := setup()
	r := request(identity.Police)
	task, err := s.Start(context.Background(), koping, r)
	if err != nil || task != 77 {
		t.Fatal(task, err)
	}
	if diff := cmp.Diff([]any{"1983", job.Plan, Task{Request: r}}, st.queued); diff != "" {
		t.Errorf("queued (-want +got):\n%s", diff)
	}
	r.Teams = nil
	if _, err := s.Start(context.Background(), koping, r); !fault.Is(err, fault.Invalid) || len(st.queued) != 3 {
		t.Errorf("a request without teams: %v, queued %v", err, st.queued)
	}
	st.analysis = nil
	if _, err := s.Start(context.Background(), koping, request(identity.Police)); !fault.Is(err, fault.NotFound) {
		t.Errorf("without an analysis: %v", err)
	}
}

func TestPlannedJoinsPlanAndHotspots(t *testing.T) {
	_, s := setup(place(1, orb.Point{100, 410}))
	want := compute(t, s, request(identity.Police))
	s.Store = planStore{plan: want.Plan, routes: want.Routes}
	got, err := s.Planned(context.Background(), koping, 3)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-computed +kept):\n%s", diff)
	}
}

func TestRoutesFollowTheirPlans(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var hotspots []hotspot.Hotspot
		for i := range rapid.IntRange(0, 8).Draw(t, "hotspots") {
			along := float64(rapid.IntRange(0, 400).Draw(t, "along"))
			side := rapid.SampledFrom([]orb.Point{{along, 5}, {along, 395}, {5, along}, {405, along}}).Draw(t, "at")
			hotspots = append(hotspots, place(i+1, side))
		}
		_, s := setup(hotspots...)
		r := request(identity.Police, identity.NightWalker)
		r.Iterations = 40
		r.Seed = rapid.Uint64().Draw(t, "seed")
		p, err := s.Compute(context.Background(), koping, Task{Request: r}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i, route := range p.Routes {
			followLegs(t, route, p.Plan.Tours[i])
		}
	})
}

// checkStroll checks that a round begins and ends at its stop and can be walked in its dwell.
func checkStroll(t *rapid.T, l Leg, v plan.Visit, rules identity.Patrol) {
	last := l.Line[len(l.Line)-1]
	if rules.Stands || !v.Strolls || geo.Dist(l.Line[0], v.Place.Point) > 1e-6 || geo.Dist(last, v.Place.Point) > 1e-6 ||
		!l.Depart.Equal(v.Arrive) || !l.Arrive.Equal(v.Leave) || l.LengthM > rules.SpeedMPS*v.Leave.Sub(v.Arrive).Seconds() {
		t.Fatalf("a round %+v at %+v", l, v)
	}
}

// followLegs checks that the legs of a route are those of its tour: from the base by each
// stop, and by the base before each break, at the pace of the role.
func followLegs(t *rapid.T, route Route, tour plan.Tour) {
	rules, _ := identity.PatrolOf(tour.Team.Role)
	type point struct {
		stop          int
		at            orb.Point
		arrive, leave time.Time
	}
	way := []point{{0, tour.Base.Point, tour.Start, tour.Start}}
	for k, v := range tour.Visits {
		if k > 0 && !v.Break.IsZero() {
			way = append(way, point{0, tour.Base.Point, v.Break, v.Break})
		}
		way[len(way)-1].leave = v.Depart
		if k > 0 && !v.Break.IsZero() {
			way[len(way)-2].leave = tour.Visits[k-1].Leave
		}
		way = append(way, point{v.Number, v.Place.Point, v.Arrive, v.Leave})
	}
	if len(tour.Visits) > 0 {
		way = append(way, point{0, tour.Base.Point, tour.End, tour.End})
	}
	var sum float64
	legs := slices.DeleteFunc(slices.Clone(route.Legs), func(l Leg) bool {
		if l.Stroll {
			checkStroll(t, l, tour.Visits[l.Stop-1], rules)
			sum += l.LengthM
		}
		return l.Stroll
	})
	if len(legs) != len(way)-1 {
		t.Fatalf("%d legs for %d points", len(legs), len(way))
	}
	for k, leg := range legs {
		from, to := way[k], way[k+1]
		sum += leg.LengthM
		took := time.Duration(math.Ceil(leg.LengthM/rules.SpeedMPS-1e-6)) * time.Second
		if leg.Stop != to.stop || !leg.Depart.Equal(from.leave) || !leg.Arrive.Equal(to.arrive) || !leg.Arrive.Equal(leg.Depart.Add(took)) {
			t.Fatalf("leg %d of %v m: %+v, want from %+v to %+v", k, leg.LengthM, leg, from, to)
		}
		if leg.Line[0] != from.at || leg.Line[len(leg.Line)-1] != to.at {
			t.Fatalf("leg %d is %v, want from %v to %v", k, leg.Line, from.at, to.at)
		}
	}
	if math.Abs(sum-route.LengthM) > 1e-6 {
		t.Fatalf("legs sum to %v m of %v", sum, route.LengthM)
	}
}
