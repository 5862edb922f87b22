package route

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
)

var (
	starts = time.Date(2026, 11, 20, 18, 0, 0, 0, time.UTC)
	ends   = starts.Add(4 * time.Hour)
)

// shown is a plan of three teams, each word of which is traceable.
func shown() Planned {
	p := Planned{Municipality: koping, Hotspots: []hotspot.Hotspot{{Rank: 1, Name: lang.Same("HOTSPOT"), Why: lang.Same("SECRET hotspot")}}}
	p.Plan = plan.Plan{
		ID: 9, Version: 2, Life: plan.Life{Status: plan.Published, Version: 2}, Analysis: 4, Covered: 0.5, Iterations: 7, Notes: []lang.Text{lang.Same("a note to all")},
		Request: plan.Request{Analysis: 4, From: starts, To: ends, Seed: 1983, Areas: []string{"centrum"}},
		Omitted: []plan.Omission{{Hotspot: 2, Name: lang.Same("SECRET place"), Reason: lang.Same("SECRET reason")}},
	}
	for i, role := range []identity.Role{identity.Police, identity.Guard, identity.NightWalker, identity.Guard} {
		team := plan.Team{Role: role, Size: 2 + i, Base: "base-of-" + string(role)}
		p.Plan.Request.Teams = append(p.Plan.Request.Teams, team)
		p.Plan.Tours = append(p.Plan.Tours, plan.Tour{
			Open: role != identity.Police, Number: i + 1, Team: team, Start: starts, End: ends, Note: lang.Same("note to " + string(role)),
			Visits: []plan.Visit{{Number: 1, Hotspot: 1, Round: 1, Priority: 88.5, Why: lang.Same("why of " + string(role)), Place: plan.Place{Point: orb.Point{1, 2}}}},
		})
		p.Routes = append(p.Routes, Route{Team: i + 1, LengthM: float64(100 + i)})
	}
	return p
}

func accessOf(role identity.Role, actor identity.Actor, at time.Time) identity.Access {
	rule, _ := identity.RuleOf(role, identity.Read, identity.Plans)
	return identity.Access{Actor: actor, Role: role, Rule: rule, At: at}
}

func TestWhoSeesWhatOfAPlan(t *testing.T) {
	link := identity.Actor{Way: identity.ByLink, Link: &identity.LinkScope{Plan: 9, Team: 4}}
	elsewhere := identity.Actor{Way: identity.ByLink, Link: &identity.LinkScope{Plan: 8, Team: 4}}
	key := identity.Actor{Way: identity.ByKey, Key: &identity.KeyScope{Collections: []identity.Collection{identity.Plans}}}
	for name, c := range map[string]struct {
		access identity.Access
		teams  []int // none: the plan is not there
	}{
		"coordinator":               {accessOf(identity.Coordinator, identity.Local(), starts), []int{1, 2, 3, 4}},
		"police":                    {accessOf(identity.Police, identity.Actor{}, starts), []int{1, 2, 3, 4}},
		"guard":                     {accessOf(identity.Guard, identity.Actor{}, starts), []int{2, 4}},
		"night walker":              {accessOf(identity.NightWalker, identity.Actor{}, starts), []int{3}},
		"youth coach":               {accessOf(identity.YouthCoach, identity.Actor{}, starts), nil},
		"a link":                    {accessOf(identity.Guard, link, starts), []int{4}},
		"a link to another plan":    {accessOf(identity.Guard, elsewhere, starts), nil},
		"a key during the shift":    {accessOf(identity.GIS, key, ends), nil},
		"a key when it is over":     {accessOf(identity.GIS, key, ends.Add(time.Second)), []int{1, 2, 3, 4}},
		"a data-protection officer": {accessOf(identity.DataProtectionOfficer, identity.Actor{}, ends.Add(time.Hour)), nil},
		"no access":                 {identity.Access{}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := shown().For(c.access)
			if c.teams == nil {
				if !fault.Is(err, fault.NotFound) {
					t.Fatalf("got %+v, %v, want NotFound", got, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var tours, routes []int
			for _, tour := range got.Plan.Tours {
				tours = append(tours, tour.Number)
			}
			for _, r := range got.Routes {
				routes = append(routes, r.Team)
			}
			if !cmp.Equal(tours, c.teams) || !cmp.Equal(routes, c.teams) {
				t.Errorf("got tours %v and routes %v, want %v", tours, routes, c.teams)
			}
			if diff := cmp.Diff(shown(), got); c.access.Restricted() && diff != "" {
				t.Errorf("something is left out for one who sees everything (-whole +shown):\n%s", diff)
			}
		})
	}
}

// What is not theirs to know is nowhere in what they get, under any name.
func TestAPlanTellsNothingMore(t *testing.T) {
	whole := shown()
	before, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	key := identity.Actor{Way: identity.ByKey, Key: &identity.KeyScope{Collections: []identity.Collection{identity.Plans}}}
	for role, c := range map[identity.Role]struct {
		actor identity.Actor
		told  []string
		never []string
	}{
		identity.Guard:       {identity.Actor{}, []string{"why of guard", "note to guard"}, []string{"a note to all", "of police", "to police", "night_walker", "base-of-police"}},
		identity.NightWalker: {identity.Actor{}, []string{"why of night_walker"}, []string{"police", "guard"}},
		identity.GIS:         {key, []string{"why of guard", "why of night_walker"}, []string{"why of police"}},
	} {
		got, err := whole.For(accessOf(role, c.actor, ends.Add(time.Hour)))
		if err != nil {
			t.Fatal(err)
		}
		body, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range c.told {
			if !strings.Contains(string(body), want) {
				t.Errorf("%s is not told %q", role, want)
			}
		}
		for _, never := range append(c.never, "SECRET", "HOTSPOT", "88.5", `"covered":0.5`, `"analysis":4`, `"iterations":7`) {
			if strings.Contains(string(body), never) {
				t.Errorf("%s is told %q: %s", role, never, body)
			}
		}
		if got.Plan.Request.Seed != 0 {
			t.Errorf("%s is told the seed", role)
		}
	}
	after, err := json.Marshal(whole)
	if err != nil || string(after) != string(before) {
		t.Errorf("showing a plan changed it: %v", err)
	}
}

// A reader who may not see the analysis gets the plan without it, rather than an error.
func TestPlannedWithoutTheAnalysis(t *testing.T) {
	st, s := setup(place(1, orb.Point{100, 410}))
	want := compute(t, s, request(identity.Guard))
	s.Store = planStore{plan: want.Plan, routes: want.Routes}
	st.analysis = nil
	rule, _ := identity.RuleOf(identity.Guard, identity.Read, identity.Plans)
	ctx := identity.Enter(context.Background(), identity.Access{Role: identity.Guard, Rule: rule}, nil)
	got, err := s.Planned(ctx, koping, 3)
	if err != nil || len(got.Hotspots) != 0 || len(got.Routes) != 1 {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := s.Planned(identity.AsJob(ctx), koping, 3); !fault.Is(err, fault.NotFound) {
		t.Errorf("one who sees everything, with the analysis gone: got %v, want NotFound", err)
	}
}

func TestNoPlanOnAnOpenAnalysis(t *testing.T) {
	st, s := setup(place(1, orb.Point{100, 410}))
	st.analysis.Params.Open = true
	if _, err := s.Start(context.Background(), koping, request(identity.NightWalker)); !fault.Is(err, fault.Invalid) {
		t.Errorf("start: got %v, want Invalid", err)
	}
	if _, err := s.Compute(context.Background(), koping, Task{Request: request(identity.NightWalker)}, nil); !fault.Is(err, fault.Invalid) {
		t.Errorf("compute: got %v, want Invalid", err)
	}
}

// What is not published is for those alone who see every plan.
func TestDraftsAreShownToPlannersAlone(t *testing.T) {
	link := identity.Actor{Way: identity.ByLink, Link: &identity.LinkScope{Plan: 9, Team: 4}}
	key := identity.Actor{Way: identity.ByKey, Key: &identity.KeyScope{Collections: []identity.Collection{identity.Plans}}}
	for name, life := range map[string]plan.Life{
		"draft": {Status: plan.Draft}, "another version": {Status: plan.Published, Version: 1}, "withdrawn": {Status: plan.Withdrawn, Version: 2},
	} {
		for who, a := range map[string]identity.Access{
			"guard": accessOf(identity.Guard, identity.Actor{}, starts), "link": accessOf(identity.Guard, link, starts),
			"gis": accessOf(identity.GIS, key, ends.Add(time.Hour)), "coordinator": accessOf(identity.Coordinator, identity.Local(), starts),
		} {
			p := shown()
			p.Plan.Life = life
			if _, err := p.For(a); fault.Is(err, fault.NotFound) == (who == "coordinator") {
				t.Errorf("%s, %s: got %v", name, who, err)
			}
		}
	}
}

// shelf keeps the versions of one plan.
type shelf struct {
	Store
	versions []Planned
}

func (s shelf) Plan(_ context.Context, _ string, _ int64, version int) (plan.Plan, []Route, error) {
	for _, p := range s.versions {
		if version == 0 || p.Plan.Version == version {
			return p.Plan, p.Routes, nil
		}
	}
	return plan.Plan{}, nil, noPlan(9)
}

func (s shelf) Plans(context.Context, string) ([]plan.Plan, error) {
	return []plan.Plan{s.versions[0].Plan}, nil
}

func (s shelf) Versions(context.Context, string, int64) (all []plan.Plan, err error) {
	for _, p := range s.versions {
		all = append(all, p.Plan)
	}
	return all, nil
}

// Teams see the version published last, whatever was made of the plan since.
func TestTheVersionThatIsShown(t *testing.T) {
	newest, older := shown(), shown()
	newest.Plan.Version = 3
	service := Service{Store: shelf{versions: []Planned{newest, older}}}
	link := identity.Actor{Way: identity.ByLink, Link: &identity.LinkScope{Plan: 9, Team: 4}}
	for name, c := range map[string]struct {
		access  identity.Access
		version int
		want    int // 0: not found
	}{
		"guard":         {accessOf(identity.Guard, identity.Actor{}, starts), 0, 2},
		"guard's own":   {accessOf(identity.Guard, identity.Actor{}, starts), 2, 2},
		"guard's other": {accessOf(identity.Guard, identity.Actor{}, starts), 3, 0},
		"link":          {accessOf(identity.Guard, link, starts), 0, 2},
		"nobody":        {identity.Access{}, 0, 0},
	} {
		ctx := identity.Enter(t.Context(), c.access, nil)
		got, err := service.Shown(ctx, koping, 9, c.version)
		if got.Plan.Version != c.want || fault.Is(err, fault.NotFound) != (c.want == 0) {
			t.Errorf("%s: got version %d, %v, want %d", name, got.Plan.Version, err, c.want)
		}
		list, err := service.List(ctx, koping, Filter{Status: plan.Published, From: starts, Until: ends})
		if err != nil || name != "nobody" && (len(list) != 1 || list[0].Version != 2) {
			t.Errorf("%s: lists %+v, %v", name, list, err)
		}
		versions, err := service.Versions(ctx, koping, 9)
		if name != "nobody" && (err != nil || len(versions) != 1 || versions[0].Version != 2) {
			t.Errorf("%s: versions %+v, %v", name, versions, err)
		}
		if list, _ := service.List(ctx, koping, Filter{Status: plan.Done}); len(list) > 0 {
			t.Errorf("%s: a plan that is not done is listed as done", name)
		}
	}
	newest.Plan.Life = plan.Life{Status: plan.Withdrawn, Version: 2}
	service.Store = shelf{versions: []Planned{newest, older}}
	if _, err := service.Shown(identity.Enter(t.Context(), accessOf(identity.Guard, link, starts), nil), koping, 9, 0); !errors.Is(err, ErrWithdrawn) {
		t.Errorf("a link to a plan taken back: got %v", err)
	}
}
