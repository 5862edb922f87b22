package plan

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
)

// Whatever people decide, there is a plan that keeps to it, or a reason why not.
func TestAnyDecisionsGiveAPlanOrAReason(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := evenings(12, rapid.Uint64Range(0, 1000).Draw(t, "seed"))
		in.Request.Areas = []string{"centrum", "nygard"}
		for range rapid.IntRange(0, 6).Draw(t, "fixes") {
			f := Fix{
				Kind:    rapid.SampledFrom([]FixKind{Lock, Move, Add, Add, Forbid, "wish"}).Draw(t, "kind"),
				Spot:    fmt.Sprintf("h%d", rapid.IntRange(0, 13).Draw(t, "spot")),
				Team:    rapid.IntRange(0, 6).Draw(t, "team"),
				Minutes: rapid.SampledFrom([]int{0, 0, 10, 45, 500}).Draw(t, "minutes"),
			}
			if rapid.Bool().Draw(t, "at a time") {
				f.At = evening.Add(time.Duration(rapid.IntRange(-20, 260).Draw(t, "at")) * time.Minute)
			}
			in.Request.Fixes = append(in.Request.Fixes, f)
		}
		err := in.Request.Validate(koping, areas, bases)
		var p Plan
		if err == nil {
			p, err = Make(context.Background(), in, searching(60, 1), nil)
		}
		if f, ok := err.(*fault.Error); err != nil {
			if !ok || f.Kind != fault.Invalid || len(f.Fields) == 0 || f.Fields[0].Text.EN == "" {
				t.Fatalf("got %v, want Invalid with a reason", err)
			}
			return
		}
		if err := check(in, p); err != nil {
			t.Fatal(err)
		}
		for _, f := range in.Request.Fixes {
			if kept(p, f) == (f.Kind == Forbid) {
				t.Fatalf("%+v is not kept", f)
			}
		}
	})
}

// kept reports whether a plan has the visit that a fix names.
func kept(p Plan, f Fix) bool {
	for _, tour := range p.Tours {
		for _, v := range tour.Visits {
			onTime := f.At.IsZero() || v.Arrive.Sub(f.At).Abs() <= FixSlack
			asLong := f.Minutes == 0 || v.Leave.Sub(v.Arrive) == time.Duration(f.Minutes)*time.Minute
			if v.Spot == f.Spot && (f.Team == 0 || f.Team == tour.Number) && (f.Kind == Forbid || onTime && asLong) {
				return true
			}
		}
	}
	return false
}

// What is forbidden one team others may do, and a stop that is moved to a team is that team's.
func TestDecisionsOfOneTeam(t *testing.T) {
	in := evenings(20, 5)
	in.Request.Teams = in.Request.Teams[:2] // police and guards
	in.Crews = in.Crews[:2]
	free := planned(t, in)
	guard, _ := identity.PatrolOf(identity.Guard)
	i := slices.IndexFunc(free.Tours[0].Visits, func(v Visit) bool {
		return MaySend(guard, in.Analysis.Hotspots[v.Hotspot-1], in.Request.From)
	})
	if i < 0 {
		t.Fatal("the police visit no place that is open to guards")
	}
	spot := free.Tours[0].Visits[i].Spot
	for name, fixes := range map[string][]Fix{
		"forbidden team 1": {{Kind: Forbid, Spot: spot, Team: 1}, {Kind: Add, Spot: spot, Team: 2}},
		"moved to team 2":  {{Kind: Move, Spot: spot, Team: 2}},
	} {
		in.Request.Fixes = fixes
		if err := in.Request.Validate(koping, areas, bases); err != nil {
			t.Fatal(err)
		}
		p := planned(t, in)
		if one, two := kept(p, Fix{Spot: spot, Team: 1}), kept(p, Fix{Spot: spot, Team: 2}); one || !two {
			t.Errorf("%s: team 1 visits it %t, team 2 %t", name, one, two)
		}
	}
}

// A place that is forbidden makes no other place worth more: the score is of one measure.
func TestWhatIsForbiddenRaisesNoScore(t *testing.T) {
	in := evenings(12, 1)
	top := slices.MaxFunc(in.Analysis.Hotspots, func(a, b hotspot.Hotspot) int { return cmp.Compare(bestHour(in, a), bestHour(in, b)) })
	in.Request.Fixes = []Fix{{Kind: Forbid, Spot: SpotID(AtHotspot, int64(top.Rank))}}
	if err := check(in, planned(t, in)); err != nil {
		t.Error(err)
	}
}

// Ten minutes are asked for at once, and 20 fit in after the gap, which then are the best of
// the two visits: 17.5 + 0.75 · 10 counted minutes. The bound lies no lower.
func TestTheBoundHoldsWithDecisions(t *testing.T) {
	r := sample()
	r.Teams, r.To = r.Teams[:1], r.From.Add(2*time.Hour)
	r.Teams[0].Role = identity.Police
	r.Fixes = []Fix{{Kind: Add, Spot: "h1", At: r.From, Minutes: 10}}
	in := onStreet(r, []hotspot.Hotspot{place(1, 100, "theft")}, 0)
	m, err := newModel(in)
	if err != nil {
		t.Fatal(err)
	}
	bound, err := m.reckon()
	if err != nil {
		t.Fatal(err)
	}
	if p := planned(t, in); math.Abs(p.Score-2500) > 1e-6 || bound < p.Score {
		t.Errorf("score %v, bound %v, want 2500 and no less", p.Score, bound)
	}
}
