package identity

import (
	"testing"
	"time"
)

func TestEveryRowIsSound(t *testing.T) {
	focus := map[string]bool{FocusDrugs: true, FocusSafety: true, FocusTraffic: true}
	seen := map[Role]bool{}
	for _, p := range Patrols() {
		t.Run(string(p.Role), func(t *testing.T) {
			if seen[p.Role] {
				t.Error("the role stands twice")
			}
			seen[p.Role] = true
			for _, text := range []struct{ sv, en string }{{p.Name.SV, p.Name.EN}, {p.PlanName.SV, p.PlanName.EN}} {
				if text.sv == "" || text.en == "" {
					t.Errorf("a name is missing: %q, %q", text.sv, text.en)
				}
			}
			if p.LeastGroup < 1 || p.BestGroup < p.LeastGroup || p.BestGroup > 6 {
				t.Errorf("groups of %d, best %d", p.LeastGroup, p.BestGroup)
			}
			if p.SpeedMPS < 0.8 || p.SpeedMPS > 1.6 {
				t.Errorf("%v m/s is no walking pace", p.SpeedMPS)
			}
			if p.Dwell < 10*time.Minute || p.Dwell > 15*time.Minute {
				t.Errorf("a stay of %v, want 10 to 15 minutes", p.Dwell)
			}
			if p.LongestShift < 4*time.Hour || p.LongestShift > 12*time.Hour {
				t.Errorf("a shift of up to %v", p.LongestShift)
			}
			if len(p.FocusAreas) == 0 {
				t.Error("may be sent nowhere")
			}
			for _, f := range p.FocusAreas {
				if !focus[f] {
					t.Errorf("unknown focus area %q", f)
				}
			}
		})
	}
}

// Those who are not trained for it are neither sent where restricted categories weigh,
// nor out alone, nor along dark streets without need.
func TestThoseWithoutPowersAreKeptSafe(t *testing.T) {
	for _, role := range []Role{Volunteer, NightWalker, YouthCoach} {
		p, ok := PatrolOf(role)
		if !ok || p.Restricted || p.LeastGroup < 2 || !p.PrefersLit {
			t.Errorf("%s: %+v", role, p)
		}
		for _, f := range p.FocusAreas {
			if f == FocusDrugs {
				t.Errorf("%s may be sent to drugs", role)
			}
		}
	}
}

func TestOnlyThoseWhoWalkHaveRows(t *testing.T) {
	for _, role := range []Role{"", "coordinator", "POLICE", "police "} {
		if p, ok := PatrolOf(role); ok {
			t.Errorf("%q walks as %+v", role, p)
		}
	}
}

func TestTheTableIsACopy(t *testing.T) {
	Patrols()[0].LeastGroup = 99
	if p, _ := PatrolOf(Police); p.LeastGroup == 99 {
		t.Error("the caller changed the table")
	}
}
