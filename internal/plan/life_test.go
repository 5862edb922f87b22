package plan

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

// versionOf is a version of a plan of one team, which visits the spots.
func versionOf(version int, role identity.Role, spots ...string) Plan {
	team := Team{Role: role, Size: 3}
	p := Plan{Version: version, Request: Request{Teams: []Team{team}}}
	tour := Tour{Number: 1, Team: team}
	for _, spot := range spots {
		tour.Visits = append(tour.Visits, Visit{Spot: spot})
	}
	p.Tours = []Tour{tour}
	return p
}

// at is a plan whose visits begin at t.
func at(t time.Time, p Plan) Plan {
	for i := range p.Tours[0].Visits {
		p.Tours[0].Visits[i].Arrive, p.Tours[0].Visits[i].Leave = t, t.Add(10*time.Minute)
	}
	return p
}

// step takes a life one step on.
func step(l Life, s Step, p Plan, by identity.Role, now time.Time) (Life, error) {
	switch s {
	case ToApprove:
		return l.Approve(p, by, "oidc:1", now)
	case ToPublish:
		return l.Publish(p, now)
	case ToBegin:
		return l.Begin(now)
	case ToEnd:
		return l.End(now)
	case ToWithdraw:
		return l.Withdraw(now)
	}
	return l.Revise(Plan{}, p, now)
}

func TestLifePasses(t *testing.T) {
	now := time.Date(2026, 11, 20, 17, 0, 0, 0, time.UTC)
	walkers, volunteers := versionOf(1, identity.NightWalker), versionOf(1, identity.Volunteer)
	for name, c := range map[string]struct {
		plan  Plan
		steps []Step
		by    identity.Role
		want  Status
		seen  int
		kind  fault.Kind // of the last step; 0: none
		says  string
	}{
		"a draft":                       {walkers, nil, "", "", 0, 0, ""},
		"published":                     {walkers, []Step{ToPublish}, "", Published, 1, 0, ""},
		"under way":                     {walkers, []Step{ToPublish, ToBegin}, "", UnderWay, 1, 0, ""},
		"two teams begin":               {walkers, []Step{ToPublish, ToBegin, ToBegin}, "", UnderWay, 1, 0, ""},
		"done":                          {walkers, []Step{ToPublish, ToBegin, ToEnd}, "", Done, 1, 0, ""},
		"withdrawn as a draft":          {walkers, []Step{ToWithdraw}, "", Withdrawn, 0, 0, ""},
		"withdrawn under way":           {walkers, []Step{ToPublish, ToBegin, ToWithdraw}, "", Withdrawn, 0, 0, ""},
		"begun as a draft":              {walkers, []Step{ToBegin}, "", "", 0, fault.Conflict, "ett utkast och kan inte påbörjas; den kan ändras, godkännas, publiceras eller dras tillbaka"},
		"ended before it began":         {walkers, []Step{ToPublish, ToEnd}, "", Published, 1, fault.Conflict, "publicerad och kan inte avslutas"},
		"published twice":               {walkers, []Step{ToPublish, ToPublish}, "", Published, 1, fault.Conflict, "version 1 av planen är redan publicerad"},
		"withdrawn when done":           {walkers, []Step{ToPublish, ToBegin, ToEnd, ToWithdraw}, "", Done, 1, fault.Conflict, "gör en ny plan"},
		"published when withdrawn":      {walkers, []Step{ToWithdraw, ToPublish}, "", Withdrawn, 0, fault.Conflict, "tillbakadragen"},
		"approved in vain":              {walkers, []Step{ToApprove}, identity.Police, "", 0, fault.Conflict, "behöver inget godkännande"},
		"volunteers without approval":   {volunteers, []Step{ToPublish}, "", "", 0, fault.Conflict, "rollen polis godkänner den"},
		"volunteers approved":           {volunteers, []Step{ToApprove, ToPublish}, identity.Police, Published, 1, 0, ""},
		"approved by the coordinator":   {volunteers, []Step{ToApprove}, identity.Coordinator, "", 0, fault.Forbidden, "bara rollen polis godkänner"},
		"approved by a volunteer":       {volunteers, []Step{ToApprove}, identity.Volunteer, "", 0, fault.Forbidden, "polisens volontär"},
		"volunteers approved when over": {volunteers, []Step{ToWithdraw, ToApprove}, identity.Police, Withdrawn, 0, fault.Conflict, "tillbakadragen"},
	} {
		t.Run(name, func(t *testing.T) {
			var l Life
			var err error
			for i, s := range c.steps {
				if err != nil {
					t.Fatalf("step %d: %v", i, err)
				}
				l, err = step(l, s, c.plan, c.by, now)
			}
			if l.Status != c.want || l.Seen() != c.seen {
				t.Errorf("got %q, seen %d, want %q, seen %d", l.Status, l.Seen(), c.want, c.seen)
			}
			if (err != nil) != (c.kind != 0) || (err != nil && (fault.KindOf(err) != c.kind || !strings.Contains(svOf(err), c.says))) {
				t.Errorf("got %v, want a fault of kind %d that says %q", err, c.kind, c.says)
			}
		})
	}
}

// svOf is what a fault says in Swedish.
func svOf(err error) string {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Say(lang.SV)
	}
	return ""
}

// While a plan is under way its teams see a new version at once, unless it sends those whose
// plan is approved elsewhere than what was approved.
func TestRevise(t *testing.T) {
	now := time.Date(2026, 11, 20, 20, 0, 0, 0, time.UTC)
	approved := Life{Version: 1, Approved: 1, ApprovedBy: "oidc:1"}
	for name, c := range map[string]struct {
		status     Status
		seen, next Plan
		life       Life
		want       int // version seen
	}{
		"published":                  {Published, versionOf(1, identity.Police, "h1"), versionOf(2, identity.Police, "h2"), Life{Version: 1}, 1},
		"under way":                  {UnderWay, versionOf(1, identity.Police, "h1"), versionOf(2, identity.Police, "h2"), Life{Version: 1}, 2},
		"volunteers, a stop less":    {UnderWay, versionOf(1, identity.Volunteer, "h1", "h2"), versionOf(2, identity.Volunteer, "h2"), approved, 2},
		"volunteers, another stop":   {UnderWay, versionOf(1, identity.Volunteer, "h1"), versionOf(2, identity.Volunteer, "h2"), approved, 1},
		"volunteers, another hour":   {UnderWay, versionOf(1, identity.Volunteer, "h1"), at(now, versionOf(2, identity.Volunteer, "h1")), approved, 1},
		"volunteers, twice instead":  {UnderWay, versionOf(1, identity.Volunteer, "h1"), versionOf(2, identity.Volunteer, "h1", "h1"), approved, 1},
		"volunteers instead":         {UnderWay, versionOf(1, identity.Police, "h1"), versionOf(2, identity.Volunteer, "h1"), Life{Version: 1}, 1},
		"volunteers for the police":  {UnderWay, versionOf(1, identity.Police, "h1"), versionOf(2, identity.Volunteer, "h1"), approved, 1},
		"a stop less, published":     {Published, versionOf(1, identity.Volunteer, "h1", "h2"), versionOf(2, identity.Volunteer, "h2"), approved, 1},
		"approved before the change": {UnderWay, versionOf(1, identity.Volunteer, "h1"), versionOf(2, identity.Volunteer, "h2"), Life{Version: 1, Approved: 2}, 2},
	} {
		c.life.Status = c.status
		got, err := c.life.Revise(c.seen, c.next, now)
		if err != nil || got.Seen() != c.want || got.Status != c.status {
			t.Errorf("%s: got %+v, %v, want version %d seen", name, got, err, c.want)
		}
	}
	for _, over := range []Status{Done, Withdrawn} {
		if _, err := (Life{Status: over}).Revise(Plan{}, versionOf(2, identity.Police), now); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: got %v, want Conflict", over, err)
		}
	}
}

// Whatever is done in whatever order by whomever, teams whose plan needs an approval see
// no stop that no police user has approved for them; and what is refused changes nothing.
func TestNoPathShowsWhatIsNotApproved(t *testing.T) {
	all := []Step{ToApprove, ToPublish, ToBegin, ToChange, ToEnd, ToWithdraw}
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 11, 20, 17, 0, 0, 0, time.UTC)
		spots := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"h1", "h2", "h3"}), 0, 3, rapid.ID[string])
		newVersion := func(n int) Plan { return versionOf(n, identity.Volunteer, spots.Draw(t, "spots")...) }
		versions := []Plan{newVersion(1)}
		ok := map[string]bool{} // spots that police approved
		var l Life
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			s := rapid.SampledFrom(all).Draw(t, "step")
			by := rapid.SampledFrom(identity.Roles()).Draw(t, "by")
			newest := versions[len(versions)-1]
			before := l
			var err error
			if s == ToChange {
				next := newVersion(len(versions) + 1)
				var seen Plan
				if l.Seen() > 0 {
					seen = versions[l.Seen()-1]
				}
				if l, err = l.Revise(seen, next, now); err == nil {
					versions = append(versions, next)
				}
			} else {
				l, err = step(l, s, newest, by, now)
			}
			now = now.Add(time.Minute)
			if err != nil {
				if l != before {
					t.Fatalf("%s was refused, but made %+v of %+v", s, l, before)
				}
				continue
			}
			if s == ToApprove {
				if by != identity.Police {
					t.Fatalf("%s approved", by)
				}
				for _, v := range newest.Tours[0].Visits {
					ok[v.Spot] = true
				}
			}
			if before.Status == Done || before.Status == Withdrawn {
				t.Fatalf("%s of a plan that is over", s)
			}
			if l.Seen() > 0 && slices.ContainsFunc(versions[l.Seen()-1].Tours[0].Visits, func(v Visit) bool { return !ok[v.Spot] }) {
				t.Fatalf("version %d is seen, of which no police user has approved every stop: %+v", l.Seen(), l)
			}
			if l.Seen() > 0 && l.ApprovedAt.IsZero() {
				t.Fatalf("seen without any approval: %+v", l)
			}
		}
	})
}

func TestStepsAreWhatMayBeDone(t *testing.T) {
	for status, want := range map[Status]int{"": 4, Draft: 4, Published: 5, UnderWay: 6, Done: 0, Withdrawn: 0} {
		if got := status.Steps(); len(got) != want {
			t.Errorf("%q: %v", status, got)
		}
		if name := status.orDraft().Name(); name.SV == "" || name.EN == "" || name.SV == string(status) {
			t.Errorf("%q is called %q, %q", status, name.SV, name.EN)
		}
	}
}
