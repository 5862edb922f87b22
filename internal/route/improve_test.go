package route

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/identity"
	"tryggled/internal/job"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
)

// drawer keeps the versions of one plan in memory.
type drawer struct {
	Store
	versions []plan.Plan
	life     plan.Life
}

func (*drawer) Recent(context.Context, string, time.Time, time.Time, []int64) ([]plan.Plan, error) {
	return nil, nil
}

func (*drawer) Changing(ctx context.Context, _ string, _ int64, change func(context.Context) error) error {
	return change(ctx)
}

func (s *drawer) Save(_ context.Context, _ string, p plan.Plan, _ []Route) (int64, error) {
	p.ID, p.Version = 1, 1
	s.versions = []plan.Plan{p}
	return 1, nil
}

func (s *drawer) SaveVersion(_ context.Context, _ string, p plan.Plan, _ []Route) (int, error) {
	p.Version = len(s.versions) + 1
	s.versions = append(s.versions, p)
	return p.Version, nil
}

func (s *drawer) Plan(_ context.Context, _ string, _ int64, version int) (plan.Plan, []Route, error) {
	if version == 0 {
		version = len(s.versions)
	}
	p := s.versions[version-1]
	p.Life = s.life
	return p, nil, nil
}

func (s *drawer) SetLife(_ context.Context, _ string, _ int64, _ plan.Status, l plan.Life) error {
	s.life = l
	return nil
}

// A plan is made at once and improved by a job that asks for nothing but which one it is. Once
// nothing better is found, that is said.
func TestAPlanIsMadeAtOnceAndImproved(t *testing.T) {
	t.Parallel()
	stores, s := setup(place(1, orb.Point{200, 0}), place(2, orb.Point{400, 200}), place(3, orb.Point{200, 400}))
	kept := &drawer{}
	s.Store, s.Now = kept, func() time.Time { return evening }
	m := municipality.Municipality{Code: "0001", Revision: 11, CRS: 3006, TimeZone: "Europe/Stockholm"}
	first, task, err := s.First(t.Context(), m, request(identity.Police), false)
	if err != nil || task != 77 || first.Plan.Version != 1 {
		t.Fatalf("version %d, task %d: %v", first.Plan.Version, task, err)
	}
	wanted := Improvement{Plan: 1, Version: 1}
	if d := cmp.Diff([]any{"0001", job.Improve, wanted}, stores.queued); d != "" {
		t.Errorf("queued: -want +got\n%s", d)
	}
	for range 2 { // the second time the first search has been kept, or was no better
		var told []Best
		found, err := s.Search(t.Context(), m, wanted, func(b Best) { told = append(told, b) }, nil)
		if err != nil {
			t.Fatal(err)
		}
		before, _, _ := kept.Plan(t.Context(), "", 1, wanted.Version)
		for _, b := range told {
			if b.Score < before.Score || b.Bound < before.Bound {
				t.Errorf("told of %+v, with a plan of %v of at most %v kept", b, before.Score, before.Bound)
			}
		}
		if len(told) == 0 {
			t.Error("nothing was told")
		}
		done, err := s.Keep(t.Context(), m, wanted, found)
		if err != nil || done.Better != (done.Version > wanted.Version) || done.Note.IsZero() || done.Score > done.Bound+1e-6 {
			t.Fatalf("%+v, %v", done, err)
		}
		newest, _, _ := kept.Plan(t.Context(), "", 1, 0)
		if newest.Version != done.Version || newest.Score < first.Plan.Score-1e-9 {
			t.Errorf("the newest is version %d of score %v after %+v", newest.Version, newest.Score, done)
		}
		wanted.Version = done.Version
	}
	if _, task, err := s.First(t.Context(), m, request(identity.Police), true); err != nil || task != 0 {
		t.Errorf("a quick one: task %d, %v", task, err)
	}
}

func TestWhatIsKept(t *testing.T) {
	t.Parallel()
	score := func(s float64) plan.Plan { return plan.Plan{Version: 1, Score: s} }
	in := func(p plan.Plan, status plan.Status) plan.Plan {
		p.Life.Status = status
		return p
	}
	later := score(10)
	later.Version = 2
	anew := score(11)
	anew.Request.Now = evening
	for name, c := range map[string]struct {
		newest, found plan.Plan
		kept          bool
	}{
		"it gathers more":                     {in(score(10), plan.Draft), score(11), true},
		"it gathers as much":                  {in(score(10), plan.Draft), score(10), false},
		"it is published":                     {in(score(10), plan.Published), score(11), true},
		"it was changed":                      {in(later, plan.Draft), score(11), false},
		"its teams have gone out":             {in(score(10), plan.UnderWay), score(11), false},
		"it was changed while they are out":   {in(score(10), plan.UnderWay), anew, true},
		"it is over":                          {in(score(10), plan.Done), score(11), false},
		"it is withdrawn":                     {in(score(10), plan.Withdrawn), score(11), false},
		"it gathers more and starves an area": {in(shared(10, 0.3), plan.Draft), shared(11, 0.1), false},
		"it gathers less and feeds an area":   {in(shared(10, 0.1), plan.Draft), shared(9, 0.3), true},
	} {
		before := c.newest
		before.Version = 1
		if note := unkept(c.newest, before, c.found); note.IsZero() != c.kept {
			t.Errorf("%s: %q, want it kept: %v", name, note.EN, c.kept)
		}
	}
}

// shared is a plan of a score that gives an area with half of the risk a share of its time. An
// area gets at least half its share of the risk.
func shared(score, share float64) plan.Plan {
	return plan.Plan{Version: 1, Score: score, Areas: []plan.AreaShare{{Area: "nygard", Share: share, Risk: 0.5}, {Area: "centrum", Share: 1 - share, Risk: 0.5}}}
}

func TestShortOf(t *testing.T) {
	t.Parallel()
	p := shared(1, 0.1)
	if got, want := shortOf(p), plan.LeastShare*0.5-0.1; !near(got, want) {
		t.Errorf("by the floor that always holds: %v, want %v", got, want)
	}
	p.Request.Quotas = []plan.Quota{{Area: "nygard", Least: 0.4}, {Area: "centrum", Most: 0.5}}
	if got := shortOf(p); !near(got, 0.3+0.4) {
		t.Errorf("by quotas: %v, want 0.7", got)
	}
	for _, c := range [][3]float64{{90, 100, 10}, {100, 100, 0}, {101, 100, 0}, {1, 0, 0}} {
		if got := GapPercent(c[0], c[1]); got != c[2] {
			t.Errorf("%v of %v: a gap of %v %%, want %v", c[0], c[1], got, c[2])
		}
	}
}

func near(a, b float64) bool { return a-b < 1e-9 && b-a < 1e-9 }

// Where teams are is stored as longitude and latitude alone.
func TestLocated(t *testing.T) {
	t.Parallel()
	m := municipality.Municipality{CRS: 3006}
	projector, err := geo.NewProjector(m.CRS)
	if err != nil {
		t.Fatal(err)
	}
	want, err := projector.Metric(orb.Point{16, 59.5})
	if err != nil {
		t.Fatal(err)
	}
	asked := plan.Request{Where: []plan.Where{{Team: 1, Lon: 16, Lat: 59.5}, {Team: 2, Point: orb.Point{1, 2}}}}
	got, err := located(m, asked)
	if err != nil || got.Where[0].Point != want || got.Where[1].Point != (orb.Point{1, 2}) || asked.Where[0].Point != (orb.Point{}) {
		t.Errorf("%+v, %v", got.Where, err)
	}
}

func TestBecome(t *testing.T) {
	t.Parallel()
	_, s := setup()
	kept := &drawer{versions: []plan.Plan{{ID: 1, Version: 1, Request: plan.Request{Teams: []plan.Team{{Role: identity.Volunteer}}}}}}
	s.Store, s.Now = kept, func() time.Time { return evening }
	m := municipality.Municipality{Code: "0001"}
	as := func(role identity.Role) context.Context {
		return identity.Enter(t.Context(), identity.Access{Role: role, Actor: identity.Actor{ID: "oidc:5f"}}, nil)
	}
	if _, err := s.Become(as(identity.Coordinator), m, 1, plan.Published, 0); !fault.Is(err, fault.Conflict) {
		t.Errorf("published without approval: got %v, want Conflict", err)
	}
	if _, err := s.Approve(as(identity.Coordinator), m, 1, 0); !fault.Is(err, fault.Forbidden) {
		t.Errorf("approved by the coordinator: got %v, want Forbidden", err)
	}
	if _, err := s.Approve(as(identity.Police), m, 1, 2); !fault.Is(err, fault.Conflict) {
		t.Errorf("a version that is not the newest: got %v, want Conflict", err)
	}
	if p, err := s.Approve(as(identity.Police), m, 1, 1); err != nil || p.Life.ApprovedBy != "oidc:5f" || !p.Life.ApprovedAt.Equal(evening) {
		t.Errorf("approved: %+v, %v", p.Life, err)
	}
	for _, to := range []plan.Status{plan.Published, plan.UnderWay, plan.Done} {
		if p, err := s.Become(as(identity.Coordinator), m, 1, to, 1); err != nil || p.Life.Status != to {
			t.Errorf("%s: %+v, %v", to, p.Life, err)
		}
	}
	if _, err := s.Become(as(identity.Coordinator), m, 1, plan.Withdrawn, 0); !fault.Is(err, fault.Conflict) {
		t.Errorf("withdrawn when done: got %v, want Conflict", err)
	}
	if _, err := s.Become(as(identity.Coordinator), m, 1, "lost", 0); !fault.Is(err, fault.Invalid) {
		t.Errorf("no such status: got %v, want Invalid", err)
	}
}
