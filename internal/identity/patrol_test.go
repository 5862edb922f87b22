package identity

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tryggled/internal/street"
)

func TestEveryPatrolIsSound(t *testing.T) {
	for _, p := range Patrols() {
		t.Run(string(p.Role), func(t *testing.T) {
			if p.MostGroup < p.BestGroup || p.MostGroup+1 < 2*p.LeastGroup {
				t.Errorf("groups of %d to %d: %d people cannot be divided", p.LeastGroup, p.MostGroup, p.MostGroup+1)
			}
			if p.Modes[0] != (Pace{street.Walk, p.SpeedMPS}) {
				t.Errorf("goes by %+v first, want on foot at %v m/s", p.Modes[0], p.SpeedMPS)
			}
			if p.Caution == p.Restricted || (p.KeepAwayM > 0 && !p.Caution) {
				t.Errorf("restricted %t, with caution %t, keeps away %v m", p.Restricted, p.Caution, p.KeepAwayM)
			}
			if p.Caution != p.NoPersons || p.NoPersons != (len(p.Observes) > 0) {
				t.Errorf("with caution %t, writes of people %t, observes %v", p.Caution, !p.NoPersons, p.Observes)
			}
			if p.Announced && p.Stands {
				t.Error("is announced, and stands all the same")
			}
			for _, h := range p.Usual {
				checkHours(t, h)
			}
		})
	}
}

func checkHours(t *testing.T, h Hours) {
	t.Helper()
	for _, clock := range []string{h.From, h.To} {
		if _, err := time.Parse(clockForm, clock); err != nil {
			t.Errorf("the clock %q: %v", clock, err)
		}
	}
	for _, day := range []string{h.SeasonFrom, h.SeasonTo} {
		if _, err := time.Parse(seasonForm, day); err != nil && h.SeasonFrom+h.SeasonTo != "" {
			t.Errorf("the day %q: %v", day, err)
		}
	}
	if len(h.Days) == 0 || h.Text.SV == "" || h.Text.EN == "" {
		t.Errorf("says little: %+v", h)
	}
}

// What the municipality, the police and the walkers have agreed on.
func TestTheAgreements(t *testing.T) {
	walker, _ := PatrolOf(NightWalker)
	volunteer, _ := PatrolOf(Volunteer)
	coach, _ := PatrolOf(YouthCoach)
	guard, _ := PatrolOf(Guard)
	vakt, _ := PatrolOf(Ordningsvakt)
	for name, holds := range map[string]bool{
		"night walkers: 2 least, 3 best, 6 are divided": walker.LeastGroup == 2 && walker.BestGroup == 3 && walker.MostGroup < 6,
		"night walkers and volunteers keep 100 m":       walker.KeepAwayM == 100 && volunteer.KeepAwayM == 100,
		"police approve the plans of volunteers":        volunteer.Approval == Police,
		"nobody else's plans need it":                   walker.Approval+coach.Approval+guard.Approval+vakt.Approval == "",
		"youth coaches walk in pairs":                   coach.LeastGroup == 2 && coach.BestGroup == 2 && len(coach.Divide(4)) == 2,
		"youth coaches write nothing of youths":         coach.NoPersons,
		"youth clubs are for youth coaches":             slices.Contains(coach.Places, PlaceYouthClub),
		"guards make property rounds":                   guard.Bounded == Property,
		"ordningsvakter have permit areas":              vakt.Bounded == Permit,
	} {
		if !holds {
			t.Errorf("does not hold: %s", name)
		}
	}
	approvers := map[Role]bool{}
	for _, p := range Patrols() {
		if approvers[p.Approval] = true; p.Stands != slices.Contains([]Role{Police, Guard, Ordningsvakt}, p.Role) {
			t.Errorf("%s stands: %t", p.Role, p.Stands)
		}
	}
	if delete(approvers, ""); len(approvers) != 1 {
		t.Errorf("a plan has one approver, not %v", approvers)
	}
}

func TestDivide(t *testing.T) {
	walker, _ := PatrolOf(NightWalker)
	police, _ := PatrolOf(Police)
	coach, _ := PatrolOf(YouthCoach)
	for _, c := range []struct {
		role   Patrol
		people int
		want   []int
	}{
		{Patrol{}, 6, nil},
		{walker, -1, nil},
		{walker, 0, nil},
		{walker, 1, nil},
		{walker, 2, []int{2}},
		{walker, 3, []int{3}},
		{walker, 5, []int{5}},
		{walker, 6, []int{3, 3}},
		{walker, 7, []int{4, 3}},
		{walker, 8, []int{3, 3, 2}},
		{walker, 9, []int{3, 3, 3}},
		{coach, 3, []int{3}},
		{coach, 4, []int{2, 2}},
		{coach, 5, []int{3, 2}}, // two and a half pairs, rounded, would leave one alone
		{police, 8, []int{8}},
		{police, 10, []int{2, 2, 2, 2, 2}},
	} {
		if diff := cmp.Diff(c.want, c.role.Divide(c.people)); diff != "" {
			t.Errorf("%d of role %s (-want +got):\n%s", c.people, c.role.Role, diff)
		}
	}
}

// However many come, nobody is left out, and no group is too small or too large.
func TestDivideKeepsTheBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(Patrols()).Draw(t, "role")
		people := rapid.IntRange(p.LeastGroup, 500).Draw(t, "people")
		sum := 0
		for _, size := range p.Divide(people) {
			if sum += size; size < p.LeastGroup || size > p.MostGroup {
				t.Fatalf("%d of role %s make %v", people, p.Role, p.Divide(people))
			}
		}
		if sum != people {
			t.Fatalf("%d of role %s make %v: %d", people, p.Role, p.Divide(people), sum)
		}
	})
}

func TestPace(t *testing.T) {
	coach, _ := PatrolOf(YouthCoach)
	police, _ := PatrolOf(Police)
	for name, c := range map[string]struct {
		role Patrol
		mode street.Mode
		want Pace
		ok   bool
	}{
		"none asked":       {coach, "", Pace{street.Walk, 1.2}, true},
		"the second":       {coach, street.Bicycle, Pace{street.Bicycle, rideMPS}, true},
		"not for the role": {coach, street.Car, Pace{}, false},
		"a car":            {police, street.Car, Pace{Mode: street.Car}, true},
		"no mode":          {police, "horse", Pace{}, false},
	} {
		if got, ok := c.role.Pace(c.mode); got != c.want || ok != c.ok {
			t.Errorf("%s: got %+v, %t, want %+v, %t", name, got, ok, c.want, c.ok)
		}
	}
}

// Night walkers walk from Walpurgis Night to 26 September, Fridays and Saturdays 21–01.
func TestUsualAt(t *testing.T) {
	stockholm, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	walker, _ := PatrolOf(NightWalker)
	coach, _ := PatrolOf(YouthCoach)
	police, _ := PatrolOf(Police)
	for name, c := range map[string]struct {
		role     Patrol
		from, to string
		want     bool
	}{
		"a Friday in June":              {walker, "2026-06-12 21:00", "2026-06-13 01:00", true},
		"a part of it":                  {walker, "2026-06-12 22:00", "2026-06-12 23:30", true},
		"after midnight":                {walker, "2026-06-14 00:00", "2026-06-14 01:00", true},
		"too late":                      {walker, "2026-06-12 21:00", "2026-06-13 01:01", false},
		"too early":                     {walker, "2026-06-12 20:59", "2026-06-13 01:00", false},
		"a Thursday":                    {walker, "2026-06-11 21:00", "2026-06-12 01:00", false},
		"the first evening":             {walker, "2027-04-30 21:00", "2027-05-01 01:00", true},
		"before the season":             {walker, "2026-04-25 21:00", "2026-04-26 01:00", false},
		"the last evening":              {walker, "2026-09-26 21:00", "2026-09-27 01:00", true},
		"after the season":              {walker, "2026-10-02 21:00", "2026-10-03 01:00", false},
		"a weekday afternoon":           {coach, "2026-11-19 14:00", "2026-11-19 18:00", true},
		"a weekday late":                {coach, "2026-11-19 18:00", "2026-11-19 22:00", false},
		"a Friday late":                 {coach, "2026-11-20 18:00", "2026-11-20 22:00", true},
		"a Sunday":                      {coach, "2026-11-22 14:00", "2026-11-22 18:00", false},
		"police at any hour":            {police, "2026-11-22 03:00", "2026-11-22 04:00", true},
		"the night of the clock change": {walker, "2026-03-28 21:00", "2026-03-29 01:00", false},
	} {
		at := func(s string) time.Time {
			v, err := time.ParseInLocation("2006-01-02 15:04", s, stockholm)
			if err != nil {
				t.Fatal(err)
			}
			return v.UTC()
		}
		if got := c.role.UsualAt(at(c.from), at(c.to), stockholm); got != c.want {
			t.Errorf("%s: got %t, want %t", name, got, c.want)
		}
	}
}

func TestSeasonPastNewYear(t *testing.T) {
	h := Hours{SeasonFrom: "11-15", SeasonTo: "02-28"}
	for day, want := range map[string]bool{"2026-11-14": false, "2026-11-15": true, "2027-01-01": true, "2027-02-28": true, "2027-03-01": false} {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		if got := h.inSeason(at); got != want {
			t.Errorf("%s: got %t, want %t", day, got, want)
		}
	}
}
