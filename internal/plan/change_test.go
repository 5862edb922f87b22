package plan

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

// clockAt is an hour and minute of the evening, local time.
func clockAt(hour, minute int) time.Time {
	return time.Date(2026, 11, 20, hour, minute, 0, 0, koping.Location()).UTC()
}

func visitAt(spot, name string, from, to time.Time) Visit {
	return Visit{Spot: spot, Kind: AtHotspot, Place: Place{Name: lang.Same(name)}, Depart: from.Add(-5 * time.Minute), Arrive: from, Leave: to}
}

// aFriday is six night walkers in two groups and police, 18 to 22. Torget is visited twice;
// Parken is left out.
func aFriday() Plan {
	teams := []Team{{Role: identity.NightWalker, Size: 3}, {Role: identity.NightWalker, Size: 3}, {Role: identity.Police, Size: 2}}
	return Plan{
		ID: 7, Version: 1, Analysis: 5, Score: 300,
		Request: Request{From: clockAt(18, 0), To: clockAt(22, 0), Teams: teams, Seed: 3},
		Tours: []Tour{
			{Number: 1, Team: teams[0], Start: clockAt(18, 10), End: clockAt(21, 0), Visits: []Visit{
				visitAt("h1", "Torget", clockAt(18, 15), clockAt(18, 25)), visitAt("h2", "Bron", clockAt(19, 0), clockAt(19, 10)),
			}},
			{Number: 2, Team: teams[1], Start: clockAt(20, 55), End: clockAt(21, 15), Visits: []Visit{visitAt("h1", "Torget", clockAt(21, 0), clockAt(21, 10))}},
			{Number: 3, Team: teams[2], Start: clockAt(18, 55), End: clockAt(19, 20), Visits: []Visit{visitAt("h3", "Stationen", clockAt(19, 0), clockAt(19, 15))}},
		},
		Omitted: []Omission{{Spot: "h4", Name: lang.Same("Parken")}},
	}
}

func TestNextFixes(t *testing.T) {
	for name, c := range map[string]struct {
		before []Fix
		change Change
		want   []Fix
		says   string
	}{
		"lock the one visit": {
			nil,
			Change{Fix: []Fix{{Kind: Lock, Spot: "h2"}}},
			[]Fix{{Lock, "h2", 1, clockAt(19, 0), 10}},
			"Bron låses hos grupp 1 kl. 19.00.",
		},
		"lock by its team": {
			nil,
			Change{Fix: []Fix{{Kind: Lock, Spot: "h1", Team: 2}}},
			[]Fix{{Lock, "h1", 2, clockAt(21, 0), 10}},
			"Torget låses hos grupp 2 kl. 21.00.",
		},
		"lock by its time, longer": {
			nil,
			Change{Fix: []Fix{{Kind: Lock, Spot: "h1", At: clockAt(18, 20), Minutes: 15}}},
			[]Fix{{Lock, "h1", 1, clockAt(18, 15), 15}},
			"Torget låses hos grupp 1 kl. 18.15.",
		},
		"move": {
			nil,
			Change{Fix: []Fix{{Kind: Move, Spot: "h3", Team: 2}}},
			[]Fix{{Kind: Move, Spot: "h3", Team: 2}},
			"Stationen flyttas till grupp 2.",
		},
		"add what was left out": {
			nil,
			Change{Fix: []Fix{{Kind: Add, Spot: "h4"}}},
			[]Fix{{Kind: Add, Spot: "h4"}},
			"Parken läggs till.",
		},
		"add a standing point at a time": {
			nil,
			Change{Fix: []Fix{{Kind: Add, Spot: "p55", Team: 1, At: clockAt(20, 0), Minutes: 10}}},
			[]Fix{{Add, "p55", 1, clockAt(20, 0), 10}},
			"Platsen p55 läggs till för grupp 1 kl. 20.00.",
		},
		"forbid": {
			nil,
			Change{Fix: []Fix{{Kind: Forbid, Spot: "h1"}, {Kind: Forbid, Spot: "h2", Team: 1}}},
			[]Fix{{Kind: Forbid, Spot: "h1"}, {Kind: Forbid, Spot: "h2", Team: 1}},
			"Ingen besöker Torget; grupp 1 besöker inte Bron.",
		},
		"withdraw what was locked": {
			[]Fix{{Lock, "h1", 1, clockAt(18, 15), 10}, {Kind: Add, Spot: "h4"}},
			Change{Withdraw: []string{"h1"}},
			[]Fix{{Kind: Add, Spot: "h4"}, {Kind: Forbid, Spot: "h1"}},
			"Ingen besöker Torget.",
		},
		"lock what was forbidden elsewhere": {
			[]Fix{{Kind: Forbid, Spot: "h2", Team: 2}},
			Change{Fix: []Fix{{Kind: Lock, Spot: "h2"}}},
			[]Fix{{Kind: Forbid, Spot: "h2", Team: 2}, {Lock, "h2", 1, clockAt(19, 0), 10}},
			"Bron låses hos grupp 1 kl. 19.00.",
		},
		"another time": {
			[]Fix{{Add, "p55", 1, clockAt(20, 0), 10}},
			Change{Fix: []Fix{{Add, "p55", 1, clockAt(20, 15), 10}}},
			[]Fix{{Add, "p55", 1, clockAt(20, 15), 10}},
			"Platsen p55 läggs till för grupp 1 kl. 20.15.",
		},
		"release": {
			[]Fix{{Kind: Add, Spot: "h4"}, {Kind: Forbid, Spot: "h2"}},
			Change{Release: []string{"h4"}},
			[]Fix{{Kind: Forbid, Spot: "h2"}},
			"Inget är längre bestämt om Parken.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := aFriday()
			p.Request.Fixes = c.before
			got, said, err := p.Next(c.change, koping.Location())
			if err != nil {
				t.Fatal(err)
			}
			want := p.Request
			want.Analysis, want.Fixes = 5, c.want
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if said.SV != c.says || said.EN == "" {
				t.Errorf("says %q, %q, want %q", said.SV, said.EN, c.says)
			}
		})
	}
}

func TestNextRefuses(t *testing.T) {
	fix := func(f Fix) Change { return Change{Fix: []Fix{f}} }
	for name, c := range map[string]struct {
		status Status
		change Change
		kind   fault.Kind
		says   string
	}{
		"nothing":             {Draft, Change{}, fault.Invalid, "ändrar ingenting"},
		"done":                {Done, fix(Fix{Kind: Forbid, Spot: "h1"}), fault.Conflict, "avslutad och kan inte ändras"},
		"withdrawn":           {Withdrawn, fix(Fix{Kind: Forbid, Spot: "h1"}), fault.Conflict, "tillbakadragen"},
		"unknown spot":        {Draft, fix(Fix{Kind: Add, Spot: "h9"}), fault.Invalid, `fix[0].spot: platsen "h9" finns inte`},
		"no spot":             {Draft, fix(Fix{Kind: Add}), fault.Invalid, "fix[0].spot"},
		"unknown kind":        {Draft, fix(Fix{Kind: "glue", Spot: "h1"}), fault.Invalid, "fix[0].kind"},
		"which visit":         {Draft, fix(Fix{Kind: Lock, Spot: "h1"}), fault.Invalid, "besöks flera gånger; ange grupp och tid (1: 2026-11-20 18:15, 2: 2026-11-20 21:00)"},
		"not visited":         {Draft, fix(Fix{Kind: Lock, Spot: "h4"}), fault.Invalid, "lägg till besöket med add"},
		"not visited then":    {Draft, fix(Fix{Kind: Lock, Spot: "h2", At: clockAt(20, 0)}), fault.Invalid, "ingen grupp som går besöker Bron då"},
		"move to nobody":      {Draft, fix(Fix{Kind: Move, Spot: "h1"}), fault.Invalid, "ange vilken grupp"},
		"no such team":        {Draft, fix(Fix{Kind: Move, Spot: "h1", Team: 4}), fault.Invalid, "grupp 4 finns inte; grupperna är 1 till 3"},
		"before the shift":    {Draft, fix(Fix{Kind: Add, Spot: "h4", At: clockAt(17, 59)}), fault.Invalid, "från 2026-11-20 18:00 till 2026-11-20 22:00"},
		"when it ends":        {Draft, fix(Fix{Kind: Add, Spot: "h4", At: clockAt(22, 0)}), fault.Invalid, "fix[0].at"},
		"forbidden at a time": {Draft, fix(Fix{Kind: Forbid, Spot: "h4", At: clockAt(20, 0)}), fault.Invalid, "gäller hela passet"},
		"too long":            {Draft, fix(Fix{Kind: Add, Spot: "h4", Minutes: 241}), fault.Invalid, "fix[0].minutes"},
		"lock and forbid":     {Draft, Change{Fix: []Fix{{Kind: Lock, Spot: "h2"}}, Withdraw: []string{"h2"}}, fault.Invalid, "utesluter varandra (lock och forbid)"},
		"two moves":           {Draft, Change{Fix: []Fix{{Kind: Move, Spot: "h2", Team: 1}, {Kind: Move, Spot: "h2", Team: 2}}}, fault.Invalid, "utesluter varandra"},
		"nothing fixed":       {Draft, Change{Release: []string{"h2"}}, fault.Invalid, "release[0]: inget är bestämt om Bron"},
		"under way, no time":  {UnderWay, Change{Withdraw: []string{"h1"}}, fault.Invalid, "ange från när"},
		"now before":          {UnderWay, Change{Now: clockAt(17, 0)}, fault.Invalid, "utanför passet"},
		"now at the end":      {UnderWay, Change{Now: clockAt(22, 0)}, fault.Invalid, "utanför passet"},
		"before now":          {UnderWay, Change{Now: clockAt(20, 0), Fix: []Fix{{Kind: Add, Spot: "h4", At: clockAt(19, 0)}}}, fault.Invalid, "från 2026-11-20 20:00 till"},
		"lock what is past":   {UnderWay, Change{Now: clockAt(20, 0), Fix: []Fix{{Kind: Lock, Spot: "h2"}}}, fault.Invalid, "ingen grupp som går besöker Bron då"},
		"where, no time":      {Draft, Change{Where: []Where{{Team: 1}}}, fault.Invalid, "vid vilken tid"},
		"where twice":         {UnderWay, Change{Now: clockAt(20, 0), Where: []Where{{Team: 1}, {Team: 1}}}, fault.Invalid, "where[1].team: grupp 1 står två gånger"},
		"where is whom":       {UnderWay, Change{Now: clockAt(20, 0), Where: []Where{{Team: 0}}}, fault.Invalid, "where[0].team: grupp 0 finns inte"},
		"one came":            {Draft, Change{Came: []Party{{identity.NightWalker, 1}}}, fault.Invalid, "minst 2 personer, inte 1: 1 till behövs"},
		"nobody came":         {Draft, Change{Came: []Party{{identity.NightWalker, 0}, {identity.Police, 0}}}, fault.Invalid, "dra tillbaka planen"},
		"knights came":        {Draft, Change{Came: []Party{{"knight", 3}}}, fault.Invalid, "came[0].role"},
		"came twice":          {Draft, Change{Came: []Party{{identity.Police, 2}, {identity.Police, 2}}}, fault.Invalid, "står två gånger"},
		"minus three came":    {Draft, Change{Came: []Party{{identity.Police, -3}}}, fault.Invalid, "came[0].people"},
		"teams and came":      {Draft, Change{Came: []Party{{identity.Police, 2}}, Teams: aFriday().Request.Teams}, fault.Invalid, "inte båda"},
		"as it is":            {Draft, Change{Came: []Party{{identity.NightWalker, 6}}}, fault.Invalid, "ändrar ingenting"},
	} {
		p := aFriday()
		p.Life.Status = c.status
		_, _, err := p.Next(c.change, koping.Location())
		if !fault.Is(err, c.kind) || !strings.Contains(svOf(err), c.says) {
			t.Errorf("%s: got %v, want kind %d that says %q", name, err, c.kind, c.says)
		}
	}
}

// Three night walkers come instead of six: one group; what was fixed of the second is
// released, and the police, number 3 before, are number 2.
func TestThreeComeInsteadOfSix(t *testing.T) {
	p := aFriday()
	p.Request.Fixes = []Fix{{Lock, "h1", 2, clockAt(21, 0), 10}, {Lock, "h3", 3, clockAt(19, 0), 15}, {Kind: Add, Spot: "h4"}}
	got, said, err := p.Next(Change{Came: []Party{{identity.NightWalker, 3}}}, koping.Location())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Team{{Role: identity.NightWalker, Size: 3}, {Role: identity.Police, Size: 2}}, got.Teams); diff != "" {
		t.Errorf("teams (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Fix{{Lock, "h3", 2, clockAt(19, 0), 15}, {Kind: Add, Spot: "h4"}}, got.Fixes); diff != "" {
		t.Errorf("fixes (-want +got):\n%s", diff)
	}
	const want = "Grupperna är nu 1 nattvandrare (3 personer) och 2 polis (2 personer); " +
		"grupp 3 är nu grupp 2 och behöver en ny patrullänk; det som var bestämt om Torget gäller inte längre, eftersom grupp 2 inte går."
	if said.SV != want {
		t.Errorf("got %q\nwant %q", said.SV, want)
	}
	if len(p.Request.Fixes) != 3 || p.Request.Fixes[1].Team != 3 || len(p.Request.Teams) != 3 {
		t.Error("the plan itself was changed")
	}
}

// More come than were planned, and some of a role that was not: further groups come last.
func TestMoreCome(t *testing.T) {
	p := aFriday()
	p.Request.Teams[0].Base = "kyrkan"
	p.Tours[0].Team.Base = "kyrkan"
	got, _, err := p.Next(Change{Came: []Party{{identity.NightWalker, 9}, {identity.YouthCoach, 4}}}, koping.Location())
	if err != nil {
		t.Fatal(err)
	}
	walkers, coaches := Team{Role: identity.NightWalker, Size: 3}, Team{Role: identity.YouthCoach, Size: 2}
	first := Team{Role: identity.NightWalker, Size: 3, Base: "kyrkan"}
	if diff := cmp.Diff([]Team{first, walkers, p.Request.Teams[2], first, coaches, coaches}, got.Teams); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A team whose role is another is another team.
func TestTeamsAreReplaced(t *testing.T) {
	p := aFriday()
	p.Request.Fixes = []Fix{{Lock, "h2", 1, clockAt(19, 0), 10}, {Lock, "h3", 3, clockAt(19, 0), 15}}
	teams := []Team{{Role: identity.NightWalker, Size: 4}, {Role: identity.NightWalker, Size: 2}, {Role: identity.Guard, Size: 2}}
	got, said, err := p.Next(Change{Teams: teams}, koping.Location())
	if err != nil || !cmp.Equal(got.Teams, teams) {
		t.Fatalf("got %+v, %v", got.Teams, err)
	}
	if diff := cmp.Diff(p.Request.Fixes[:1], got.Fixes); diff != "" {
		t.Errorf("fixes (-want +got):\n%s", diff)
	}
	if !strings.Contains(said.EN, "what was fixed of Stationen no longer holds, since team 3 does not walk") {
		t.Errorf("says %q", said.EN)
	}
}

// In the middle of the shift what lies behind is not asked for again, and a stop comes off
// the walk.
func TestInTheMiddleOfTheShift(t *testing.T) {
	p := aFriday()
	p.Life.Status = UnderWay
	p.Request.Fixes = []Fix{{Lock, "h2", 1, clockAt(19, 0), 10}, {Kind: Add, Spot: "h3"}, {Kind: Add, Spot: "h4"}, {Lock, "h1", 2, clockAt(21, 0), 10}}
	where := []Where{{Team: 2, Lon: 15.99, Lat: 59.51}}
	got, said, err := p.Next(Change{Now: clockAt(20, 0), Where: where, Withdraw: []string{"h1"}}, koping.Location())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Fix{{Kind: Add, Spot: "h4"}, {Kind: Forbid, Spot: "h1"}}, got.Fixes); diff != "" {
		t.Errorf("fixes (-want +got):\n%s", diff)
	}
	if !got.Now.Equal(clockAt(20, 0)) || !cmp.Equal(got.Where, where) || got.Seed != 3 {
		t.Errorf("got %+v", got)
	}
	if want := "Planen görs om från 2026-11-20 20:00; ingen besöker Torget."; said.SV != want {
		t.Errorf("got %q, want %q", said.SV, want)
	}
	p.Request = got
	if _, _, err := p.Next(Change{Now: clockAt(19, 59)}, koping.Location()); !fault.Is(err, fault.Invalid) {
		t.Errorf("back in time: %v", err)
	}
}

func TestAnotherSeed(t *testing.T) {
	p, seed := aFriday(), uint64(9)
	got, said, err := p.Next(Change{Seed: &seed}, koping.Location())
	if err != nil || got.Seed != 9 || said.EN != "A new order is drawn." {
		t.Errorf("got seed %d, %q, %v", got.Seed, said.EN, err)
	}
}

// Whatever is asked for, nothing that is refused comes through, no fixes of one spot
// contradict each other, every fix is of a team there is, and the plan stays as it was.
func TestNextHoldsForAnyChange(t *testing.T) {
	spots := rapid.SampledFrom([]string{"h1", "h2", "h3", "h4", "h5", "p55", "s7", ""})
	fix := rapid.Custom(func(t *rapid.T) Fix {
		f := Fix{
			Kind: rapid.SampledFrom([]FixKind{Lock, Move, Add, Forbid, "glue"}).Draw(t, "kind"), Spot: spots.Draw(t, "spot"),
			Team: rapid.IntRange(-1, 4).Draw(t, "team"), Minutes: rapid.SampledFrom([]int{0, 0, 10, -1}).Draw(t, "minutes"),
		}
		if rapid.Bool().Draw(t, "timed") {
			f.At = clockAt(rapid.IntRange(17, 22).Draw(t, "hour"), 0)
		}
		return f
	})
	party := rapid.Custom(func(t *rapid.T) Party {
		return Party{rapid.SampledFrom(identity.Patrols()).Draw(t, "role").Role, rapid.IntRange(-1, 12).Draw(t, "people")}
	})
	rapid.Check(t, func(t *rapid.T) {
		p := aFriday()
		p.Life.Status = rapid.SampledFrom([]Status{Draft, Published, UnderWay, Done}).Draw(t, "status")
		for range rapid.IntRange(1, 4).Draw(t, "changes") {
			c := Change{
				Fix: rapid.SliceOfN(fix, 0, 3).Draw(t, "fix"), Withdraw: rapid.SliceOfN(spots, 0, 1).Draw(t, "withdraw"),
				Came: rapid.SliceOfN(party, 0, 2).Draw(t, "came"),
			}
			if rapid.Bool().Draw(t, "later") {
				c.Now = clockAt(rapid.IntRange(17, 22).Draw(t, "now"), 30)
			}
			before := aFriday()
			before.Life, before.Request = p.Life, p.Request
			got, said, err := p.Next(c, koping.Location())
			if !cmp.Equal(before, p) {
				t.Fatal("the plan itself was changed")
			}
			if err != nil {
				if kind := fault.KindOf(err); kind != fault.Invalid && kind != fault.Conflict {
					t.Fatal(err)
				}
				continue
			}
			if p.Life.Status == Done || said.SV == "" || said.EN == "" {
				t.Fatalf("%s: %q", p.Life.Status, said.SV)
			}
			for i, f := range got.Fixes {
				if f.Team < 0 || f.Team > len(got.Teams) {
					t.Fatalf("a fix of team %d of %d", f.Team, len(got.Teams))
				}
				for _, g := range got.Fixes[:i] {
					if contradict(f, g) {
						t.Fatalf("%+v beside %+v", f, g)
					}
				}
			}
			p.Request = got
		}
	})
}
