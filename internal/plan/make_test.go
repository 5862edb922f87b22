package plan

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/plan/orienteer"
)

// place is a hotspot of a test with one category and no known hours.
func place(rank int, priority float64, category string) hotspot.Hotspot {
	return hotspot.Hotspot{
		Rank: rank, Name: lang.Same("plats " + string(rune('A'+rank-1))), Area: "centrum", Priority: priority,
		Reports: 10, Categories: map[string]float64{category: 1},
	}
}

// onStreet lays hotspots along a street at the metres given; every team's base is at 0.
func onStreet(r Request, hotspots []hotspot.Hotspot, at ...float64) Input {
	in := Input{Request: r, Analysis: hotspot.Analysis{ID: 5, Hotspots: hotspots}, Location: koping.Location(), Areas: areas}
	in.Spots = Spots(r, in.Analysis, hotspot.Segments{}, nil, areas)
	for i := range in.Spots {
		in.Spots[i].Point = orb.Point{at[i], 0}
	}
	all := append(slices.Clone(at), 0)
	for i, team := range r.Teams {
		rules, _ := identity.PatrolOf(team.Role)
		in.Travel = append(in.Travel, walkOn(all, rules.SpeedMPS))
		base := Place{Name: lang.Same("Stationen")}
		in.Crews = append(in.Crews, Crew{Base: base, Finish: base, Start: len(at), End: len(at), Travel: i})
	}
	return in
}

// walkOn is the seconds between places on a street.
func walkOn(at []float64, speed float64) orienteer.Matrix {
	m := orienteer.Matrix{N: len(at)}
	for i, a := range at {
		for j, b := range at {
			seconds := int64(orienteer.Never)
			switch way := math.Abs(a - b); {
			case i == j:
				seconds = 0
			case !math.IsInf(way, 1) && !math.IsNaN(way):
				seconds = int64(math.Ceil(way/speed - 1e-6))
			}
			m.Time = append(m.Time, seconds)
		}
	}
	return m
}

// searching searches for so many iterations.
func searching(iterations int, seed uint64) Search {
	return func(ctx context.Context, p orienteer.Problem, better func(orienteer.Solution)) (orienteer.Solution, error) {
		return orienteer.Solve(ctx, p, orienteer.Limits{Seed: seed, Iterations: iterations, Workers: 2, Better: better})
	}
}

func planned(t *testing.T, in Input) Plan {
	t.Helper()
	p, err := Make(context.Background(), in, searching(600, in.Request.Seed), nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// why is why a hotspot is visited in a shift, by a team that is told of it or not.
func why(h hotspot.Hotspot, in Input, priority float64, told bool) lang.Text {
	m := &model{in: in}
	return m.why(site{Spot: Spot{Kind: AtHotspot, Priority: h.Priority}, hotspot: &h, fresh: 1}, Visit{Round: 1, Priority: priority}, told)
}

// Police walk 1.3 m/s: 260 m take 200 s. There is time to stay 20 minutes at both places.
func TestTimesByHand(t *testing.T) {
	r := sample()
	r.To = r.From.Add(time.Hour)
	p := planned(t, onStreet(r, []hotspot.Hotspot{place(1, 100, "theft"), place(2, 50, "drugs")}, 260, 261))
	tour := p.Tours[0]
	type stop struct {
		Hotspot       int
		Arrive, Leave time.Duration
	}
	var got []stop
	for _, v := range tour.Visits {
		got = append(got, stop{v.Hotspot, v.Arrive.Sub(evening), v.Leave.Sub(evening)})
	}
	want := []stop{{1, 200 * time.Second, 1400 * time.Second}, {2, 1401 * time.Second, 2601 * time.Second}}
	if tour.Visits[0].Hotspot == 2 { // the order of police is drawn; 261 m take 201 s
		want = []stop{{2, 201 * time.Second, 1401 * time.Second}, {1, 1402 * time.Second, 2602 * time.Second}}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stops (-want +got):\n%s", diff)
	}
	if back := tour.End.Sub(evening); back != 2802*time.Second {
		t.Errorf("back after %v, want 2802 s", back)
	}
	if p.Covered != 1 || len(p.Omitted) != 0 || p.Analysis != 5 || p.Version != 1 || p.Life.Status != "draft" {
		t.Errorf("covered %v, omitted %v, analysis %d, version %d, %s", p.Covered, p.Omitted, p.Analysis, p.Version, p.Life.Status)
	}
	if len(p.Notes) != 0 || !tour.Note.IsZero() {
		t.Errorf("notes %v and %v of a team with 13 minutes to spare", p.Notes, tour.Note)
	}
}

// Police stay 15 minutes, and 90 minutes pass before the next visit.
func TestBreaksByHand(t *testing.T) {
	tests := map[string]struct {
		metres              float64
		walk, rest, setsOut time.Duration // rest and setting out counted from leaving; no rest: 0
	}{
		"near":                     {260, 200 * time.Second, 200 * time.Second, 5200 * time.Second},
		"a break of ten minutes":   {3120, 40 * time.Minute, 40 * time.Minute, 50 * time.Minute},
		"too far for ten minutes":  {3121.3, 40*time.Minute + time.Second, 0, 90 * time.Minute},
		"at the base's front door": {0, 0, 0, 90 * time.Minute},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			visits := planned(t, onStreet(sample(), []hotspot.Hotspot{place(1, 100, "theft")}, tt.metres)).Tours[0].Visits
			if len(visits) < 2 {
				t.Fatalf("got %d visits in four hours", len(visits))
			}
			first, second := visits[0], visits[1]
			if first.Round != 1 || !first.Break.IsZero() || !first.Depart.Equal(evening) || first.Arrive.Sub(evening) != tt.walk {
				t.Errorf("first visit %+v, want to arrive after %v", first, tt.walk)
			}
			if second.Round != 2 || second.Arrive.Sub(first.Leave) != RevisitGap || second.Depart.Sub(first.Leave) != tt.setsOut {
				t.Errorf("second visit %+v after %+v, want to set out %v later", second, first, tt.setsOut)
			}
			if rests := !second.Break.IsZero(); rests != (tt.rest > 0 || tt.metres == 0) || rests && second.Break.Sub(first.Leave) != tt.rest {
				t.Errorf("break from %v, want %v after %v", second.Break, tt.rest, first.Leave)
			}
		})
	}
}

// Night walkers by themselves, and all who come to a standing point that they may be sent to,
// come back after 45 minutes, but for a gap that somebody asked for.
func TestThoseWhoStrollComeBackSooner(t *testing.T) {
	theft := place(1, 100, "theft")
	walkers, police := Team{Role: identity.NightWalker, Size: 3}, Team{Role: identity.Police, Size: 2}
	square := Spot{ID: "p7", Kind: AtPoint, Class: identity.PlaceSquare, Priority: PointPriority}
	hot := Spot{ID: "h1", Kind: AtHotspot, Hotspot: 1, Priority: 100}
	for name, tt := range map[string]struct {
		teams   []Team
		spot    Spot
		minutes int
		want    time.Duration
	}{
		"walkers":            {[]Team{walkers}, hot, 0, 45 * time.Minute},
		"walkers and police": {[]Team{walkers, police}, hot, 0, 90 * time.Minute},
		"both at a square":   {[]Team{walkers, police}, square, 0, 45 * time.Minute},
		"police at a square": {[]Team{police}, square, 0, 90 * time.Minute},
		"as asked for":       {[]Team{walkers}, hot, 70, 70 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			r := sample()
			r.Teams, r.GapMinutes = tt.teams, tt.minutes
			in := onStreet(r, []hotspot.Hotspot{theft}, 100)
			in.Spots = []Spot{tt.spot}
			var all []Visit
			for _, tour := range planned(t, in).Tours {
				all = append(all, tour.Visits...)
			}
			slices.SortFunc(all, func(a, b Visit) int { return a.Arrive.Compare(b.Arrive) })
			if len(all) < 2 || all[1].Arrive.Sub(all[0].Leave) < tt.want || all[1].Arrive.Sub(all[0].Leave) >= tt.want+20*time.Minute {
				t.Errorf("%d visits, the second %v after the first, want %v", len(all), all[1].Arrive.Sub(all[0].Leave), tt.want)
			}
		})
	}
}

// To a point that is outside its hours all through the shift nobody is sent, but for one who
// asks for it.
func TestPointsOutsideTheirHours(t *testing.T) {
	in := onStreet(sample(), []hotspot.Hotspot{place(1, 100, "theft")}, 100)
	in.Spots = []Spot{{ID: "p7", Kind: AtPoint, Class: identity.PlaceSchool, Priority: PointPriority}}
	p := planned(t, in)
	if len(p.Tours[0].Visits) > 0 || !strings.Contains(p.Omitted[0].Reason.SV, "utanför de tider då närvaro önskas") {
		t.Errorf("%d visits, left out: %q", len(p.Tours[0].Visits), p.Omitted[0].Reason.SV)
	}
	in.Request.Fixes = []Fix{{Kind: Add, Spot: "p7"}}
	if visits := planned(t, in).Tours[0].Visits; len(visits) != 1 || !strings.Contains(visits[0].Why.SV, "utanför de tiderna") {
		t.Errorf("asked for: %+v", visits)
	}
}

func TestFurtherVisitsSaySo(t *testing.T) {
	tour := planned(t, onStreet(sample(), []hotspot.Hotspot{place(1, 100, "theft")}, 260)).Tours[0]
	for i, want := range []lang.Text{{}, lang.T("Andra besöket hit under passet, alla grupper räknade. ", "Second visit here in the shift, counting all teams. "), lang.T("Tredje besöket hit under passet, alla grupper räknade. ", "Third visit here in the shift, counting all teams. ")} {
		v := tour.Visits[i]
		rest := tour.Visits[0].Why
		if v.Why != (lang.Text{SV: want.SV + rest.SV, EN: want.EN + rest.EN}) || v.Round != i+1 {
			t.Errorf("visit %d, round %d: %q", i+1, v.Round, v.Why.SV)
		}
	}
	// Stops of 20, 15 and 15 minutes, no more of which fit between two gaps of 90 minutes, and
	// twice 200 s of walking.
	if want := "3 h 3 min till övers"; !strings.Contains(tour.Note.SV, want) || !strings.Contains(tour.Note.SV, "minst 1 h 30 min mellan besöken") {
		t.Errorf("note %q, want %q", tour.Note.SV, want)
	}
	if got, want := ordinal(6), lang.T("Det 6:e", "The 6th"); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestWhoMaySend(t *testing.T) {
	mixed := func(share float64, last time.Duration) hotspot.Hotspot {
		h := place(1, 100, "theft")
		h.Categories = map[string]float64{"theft": 1 - share, "violence": share}
		h.RestrictedShare = share
		if last != 0 {
			h.RestrictedLast = evening.Add(-last)
		}
		return h
	}
	const day = 24 * time.Hour
	tests := map[string]struct {
		h    hotspot.Hotspot
		want string // roles, in the order of the table
	}{
		"theft":                {place(1, 1, "theft"), "police volunteer guard ordningsvakt night_walker youth_coach"},
		"speeding":             {place(1, 1, "speeding"), "police volunteer youth_coach"},
		"needles":              {place(1, 1, "intoxication"), "police guard ordningsvakt"},
		"no focus":             {place(1, 1, "other"), "police volunteer guard ordningsvakt night_walker youth_coach"},
		"a tenth, long ago":    {mixed(0.10, 14*day), "police volunteer guard ordningsvakt night_walker youth_coach"},
		"over a tenth":         {mixed(0.11, 300*day), "police guard ordningsvakt"},
		"within fourteen days": {mixed(0.01, 14*day-time.Second), "police guard ordningsvakt"},
		"after the shift":      {mixed(0.01, -day), "police guard ordningsvakt"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, p := range identity.Patrols() {
				if MaySend(p, tt.h, evening) {
					got = append(got, string(p.Role))
				}
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestWhyNot(t *testing.T) {
	walkers := func(r *Request) { r.Teams = []Team{{Role: identity.NightWalker, Size: 3}} }
	tests := map[string]struct {
		change func(*Request)
		place  hotspot.Hotspot
		at     float64
		want   string
	}{
		"not for the role":     {walkers, place(1, 100, "drugs"), 10, "bara polis, väktare och ordningsvakt får sändas hit"},
		"not the role's field": {walkers, place(1, 100, "speeding"), 10, "bara polis, polisens volontär och ungcoach får sändas hit"},
		"another area":         {func(r *Request) { r.Areas = []string{"nygard"} }, place(1, 100, "theft"), 10, "utanför de valda områdena"},
		"no way":               {func(*Request) {}, place(1, 100, "theft"), math.Inf(1), "går inte att nå"},
		"too far":              {func(*Request) {}, place(1, 100, "theft"), 9000, "hinner dit och tillbaka"},
		"no time left":         {func(r *Request) { r.To = r.From.Add(20 * time.Minute) }, place(2, 1, "theft"), 10, "ger mer per minut"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := sample()
			tt.change(&r)
			hotspots, at := []hotspot.Hotspot{tt.place}, []float64{tt.at}
			if tt.place.Rank == 2 {
				hotspots, at = []hotspot.Hotspot{place(1, 100, "theft"), tt.place}, []float64{20, tt.at}
			}
			in := onStreet(r, hotspots, at...)
			p := planned(t, in)
			if len(p.Omitted) != 1 || p.Omitted[0].Hotspot != tt.place.Rank || !strings.Contains(p.Omitted[0].Reason.SV, tt.want) {
				t.Errorf("omitted %+v, want %q", p.Omitted, tt.want)
			}
			if tt.place.Rank == 2 {
				if want := 100. / 101; p.Covered != want {
					t.Errorf("covered %v, want %v", p.Covered, want)
				}
				return
			}
			if tour := p.Tours[0]; len(tour.Visits) != 0 || !tour.End.Equal(r.From) || !strings.Contains(tour.Note.SV, "har inga stopp") {
				t.Errorf("tour %+v, want one that stays at its base and says why", tour)
			}
		})
	}
}

// Of a place that a team has the time for nobody says that there is none.
func TestWhyNotThoughThereIsTime(t *testing.T) {
	in := onStreet(sample(), []hotspot.Hotspot{place(1, 100, "theft")}, 260)
	none := func(context.Context, orienteer.Problem, func(orienteer.Solution)) (orienteer.Solution, error) {
		return orienteer.Solution{Routes: make([][]orienteer.Visit, len(in.Request.Teams))}, nil
	}
	p, err := Make(context.Background(), in, none, nil)
	if err != nil {
		t.Fatal(err)
	}
	if o := p.Omitted[0]; !strings.HasPrefix(o.Reason.SV, "ryms i passet") || !strings.Contains(o.Take.SV, "utan att hoppa över något") {
		t.Errorf("got %q and %q", o.Reason.SV, o.Take.SV)
	}
}

func TestNoHotspotsIsAPlan(t *testing.T) {
	p := planned(t, onStreet(sample(), nil))
	if len(p.Tours) != 1 || len(p.Tours[0].Visits) != 0 || !p.Tours[0].Note.IsZero() || p.Covered != 0 || len(p.Notes) != 1 ||
		!strings.Contains(p.Notes[0].SV, "inga prioriterade platser") {
		t.Errorf("got %+v", p)
	}
}

func TestWhyKeepsWhatIsRestricted(t *testing.T) {
	h := place(1, 100, "theft")
	h.Categories = map[string]float64{"theft": 0.8, "stash": 0.2} // shares beyond the rule, to see the words alone
	for _, hidden := range []bool{false, true} {
		if hidden {
			h.RestrictedLast = evening.AddDate(-1, 0, 0) // however little it weighs
		}
		for role, told := range map[identity.Role]bool{identity.Police: true, identity.Guard: false, identity.Ordningsvakt: false, identity.Volunteer: false, identity.NightWalker: false, identity.YouthCoach: false} {
			r := sample()
			r.Teams = []Team{{Role: role, Size: 3}}
			why := planned(t, onStreet(r, []hotspot.Hotspot{h}, 10)).Tours[0].Visits[0].Why
			if got := strings.Contains(why.SV, "gömma"); got != told {
				t.Errorf("%s is told of a stash: %t, want %t (%s)", role, got, told, why.SV)
			}
			if got := strings.Contains(why.SV, "10 rapporter"); got != told {
				t.Errorf("%s is told how much: %t, want %t (%s)", role, got, told, why.SV)
			}
		}
	}
}

// The words to those who are not told are the same whatever the reports say, restricted or
// not: they depend on the ground alone.
func TestWhyTellsNothingOfWhatIsRestricted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) hotspot.Hotspot {
			h := place(1, 100, "theft")
			h.Reports = rapid.IntRange(1, 500).Draw(t, name+" reports")
			share := rapid.SampledFrom([]float64{0, 0.01, 0.5, 1}).Draw(t, name+" share")
			h.RestrictedShare = share
			h.Categories = map[string]float64{rapid.SampledFrom([]string{"drugs", "weapon"}).Draw(t, name): share, "theft": 1 - share}
			h.Hours, h.HoursKnown = make([]float64, 168), 1
			h.Hours[rapid.IntRange(0, 167).Draw(t, name+" hour")] = 1
			h.Exposure = hotspot.Surroundings{StreetM: 100, LightKnown: 1, Dark: 0.9, ConcealKnown: 1, CameraKnown: 1}
			return h
		}
		a, b := draw("one"), draw("other")
		priority := rapid.Float64Range(1, 1000).Draw(t, "priority")
		in := Input{Request: sample()}
		got, want := why(a, in, priority, false), why(b, in, 100, false)
		if got != want {
			t.Fatalf("the words differ: %q, %q", got.SV, want.SV)
		}
		if !strings.Contains(got.SV, "Närvaro önskas här; mestadels mörkt") || !strings.Contains(got.EN, "Presence is wanted here; mostly dark") {
			t.Fatalf("got %q, %q", got.SV, got.EN)
		}
	})
}

func TestTheHourMatters(t *testing.T) {
	byDay, byNight := place(1, 100, "theft"), place(2, 60, "theft")
	byDay.Hours, byDay.HoursKnown = make([]float64, 168), 1
	byDay.Hours[4*24+9] = 1 // Friday mornings
	byNight.Hours, byNight.HoursKnown = make([]float64, 168), 1
	byNight.Hours[4*24+20] = 1
	r := sample()
	r.To = r.From.Add(20 * time.Minute)
	r.From, r.To = r.From.Add(2*time.Hour), r.To.Add(2*time.Hour) // Friday 20:00
	p := planned(t, onStreet(r, []hotspot.Hotspot{byDay, byNight}, 100, 100))
	if v := p.Tours[0].Visits; len(v) != 1 || v[0].Hotspot != 2 || !strings.Contains(v[0].Why.SV, "mer än vanligt") {
		t.Errorf("visits %+v, want the place of the evening", v)
	}
}

// Of a place that is busiest in the afternoon, the reason for a stop in the evening tells what
// happens at the times of the shift.
func TestWhyTellsOfTheShift(t *testing.T) {
	h := place(1, 100, "theft")
	h.Hours, h.HoursKnown = make([]float64, 168), 1
	for day := range 7 {
		h.Hours[24*day+15], h.Hours[24*day+19] = 0.9/7, 0.1/7
	}
	in := Input{Request: sample()} // from 18 on
	want := "Vid de klockslag som passet pågår händer 10 % av det som har känd tid."
	if got := why(h, in, 50, true); !strings.Contains(got.SV, "flest på eftermiddagen") || !strings.Contains(got.SV, want) ||
		!strings.Contains(got.EN, "Of all that has a known hour, 10% happens at the times of day of the shift.") {
		t.Errorf("got %q, %q, want %q in it", got.SV, got.EN, want)
	}
	h.Hours = nil
	if got := why(h, in, 50, true); strings.Contains(got.SV, "klockslag") {
		t.Errorf("got %q of a place without a known hour", got.SV)
	}
}

func TestPlansAreFeasible(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		codes := []string{"theft", "drugs", "speeding", "violence", "other"}
		var hotspots []hotspot.Hotspot
		var at []float64
		for i := range rapid.IntRange(0, 12).Draw(t, "hotspots") {
			h := place(i+1, float64(rapid.IntRange(1, 100).Draw(t, "priority")), rapid.SampledFrom(codes).Draw(t, "category"))
			h.RestrictedShare = map[string]float64{"drugs": 1, "violence": 1}[rapid.SampledFrom(codes).Draw(t, "like")]
			hotspots, at = append(hotspots, h), append(at, float64(rapid.IntRange(0, 3000).Draw(t, "at")))
		}
		r := sample()
		r.Seed = rapid.Uint64().Draw(t, "seed")
		r.To = r.From.Add(time.Duration(rapid.IntRange(1, 300).Draw(t, "minutes")) * time.Minute)
		r.Teams = nil
		for range rapid.IntRange(1, 3).Draw(t, "teams") {
			role := rapid.SampledFrom(identity.Patrols()).Draw(t, "role")
			r.Teams = append(r.Teams, Team{Role: role.Role, Size: role.BestGroup})
		}
		in := onStreet(r, hotspots, at...)
		p, err := Make(context.Background(), in, searching(60, r.Seed), nil)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := Make(context.Background(), in, searching(60, r.Seed), nil)
		if diff := cmp.Diff(p, again); diff != "" {
			t.Fatalf("the same request gave two plans:\n%s", diff)
		}
		last := map[int][]Visit{} // by hotspot
		for _, tour := range p.Tours {
			follow(t, in, tour)
			for _, v := range tour.Visits {
				last[v.Hotspot] = append(last[v.Hotspot], v)
			}
		}
		for _, o := range p.Omitted {
			if len(last[o.Hotspot]) > 0 {
				t.Fatalf("hotspot %d is visited and left out", o.Hotspot)
			}
			last[o.Hotspot] = []Visit{{}}
		}
		for _, h := range hotspots {
			visits := last[h.Rank]
			slices.SortFunc(visits, func(a, b Visit) int { return a.Arrive.Compare(b.Arrive) })
			if len(visits) == 0 {
				t.Fatalf("hotspot %d is neither visited nor left out", h.Rank)
			}
			for k := 1; k < len(visits); k++ {
				if visits[k].Round != k+1 || visits[k].Arrive.Before(visits[k-1].Leave.Add(gapOf(h, r))) {
					t.Fatalf("hotspot %d is visited again too soon: %+v", h.Rank, visits)
				}
			}
		}
	})
}

// gapOf is how long a hotspot is left alone: 90 minutes where somebody who stands may come.
func gapOf(h hotspot.Hotspot, r Request) time.Duration {
	for _, team := range r.Teams {
		if rules, _ := identity.PatrolOf(team.Role); rules.Stands && MaySend(rules, h, r.From) {
			return 90 * time.Minute
		}
	}
	return 45 * time.Minute
}

// follow walks with a team along the street of onStreet, with its base at 0.
func follow(t *rapid.T, in Input, tour Tour) {
	rules, _ := identity.PatrolOf(tour.Team.Role)
	clock, x := tour.Start, 0.0
	step := func(to float64, depart, arrive time.Time) {
		took := time.Duration(math.Ceil(math.Abs(to-x)/rules.SpeedMPS-1e-6)) * time.Second
		if depart.Before(clock) || !arrive.Equal(depart.Add(took)) {
			t.Fatalf("%s from %v at %v to %v: %v to %v, want %v", tour.Team.Role, x, clock, to, depart, arrive, took)
		}
		clock, x = arrive, to
	}
	for _, v := range tour.Visits {
		if !v.Break.IsZero() {
			step(0, clock, v.Break)
			if v.Depart.Sub(clock) < 10*time.Minute {
				t.Fatalf("%s has a break of %v", tour.Team.Role, v.Depart.Sub(clock))
			}
		} else if idle := v.Depart.Sub(clock); idle > 20*time.Minute && x < 1 && !clock.Equal(tour.Start) {
			t.Fatalf("%s stands %v by its base without a break", tour.Team.Role, idle)
		}
		step(v.Place.Point[0], v.Depart, v.Arrive)
		if !slices.Contains(levels(rules), v.Leave.Sub(v.Arrive)) || !MaySend(rules, in.Analysis.Hotspots[v.Hotspot-1], in.Request.From) {
			t.Fatalf("%s at hotspot %d: %v to %v", tour.Team.Role, v.Hotspot, v.Arrive, v.Leave)
		}
		clock = v.Leave
	}
	step(0, clock, tour.End)
	if clock.After(in.Request.To) {
		t.Fatalf("back at %v, at the latest %v", clock, in.Request.To)
	}
}
