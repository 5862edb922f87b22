package plan

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/plan/orienteer"
)

// evenings is a town of n hotspots scattered over 3 km, most in the evening, and a shift of four
// hours in it with five teams of five roles from two bases.
func evenings(n int, seed uint64) Input {
	random := rand.New(rand.NewPCG(seed, 7))
	r := Request{From: evening, To: evening.Add(4 * time.Hour), Seed: seed}
	for _, role := range []identity.Role{identity.Police, identity.Guard, identity.Volunteer, identity.NightWalker, identity.YouthCoach} {
		r.Teams = append(r.Teams, Team{Role: role, Size: 3})
	}
	in := Input{Request: r, Analysis: hotspot.Analysis{ID: 1}, Location: koping.Location(), Areas: areas}
	for i := range n {
		in.Analysis.Hotspots = append(in.Analysis.Hotspots, aHotspot(random, i+1, n))
	}
	in.Spots = Spots(r, in.Analysis, hotspot.Segments{}, nil, areas)
	points := make([]orb.Point, 0, n+2)
	for _, h := range in.Analysis.Hotspots {
		points = append(points, h.Centre)
	}
	points = append(points, orb.Point{1400, 1500}, orb.Point{1900, 1200})
	for i, team := range r.Teams {
		rules, _ := identity.PatrolOf(team.Role)
		in.Travel = append(in.Travel, blocks(points, rules.SpeedMPS))
		base := Place{Name: lang.Same("Stationen")}
		in.Crews = append(in.Crews, Crew{Base: base, Finish: base, Start: n + i%2, End: n, Travel: i})
	}
	return in
}

func aHotspot(random *rand.Rand, rank, of int) hotspot.Hotspot {
	at := orb.Point{3000 * random.Float64(), 3000 * random.Float64()}
	h := hotspot.Hotspot{
		Rank: rank, Name: lang.Same(fmt.Sprintf("plats %d", rank)), Area: []string{"centrum", "nygard"}[random.IntN(2)], Centre: at,
		Priority: 100 * math.Pow(0.96, float64(rank*60/of)), Reports: 40, HoursKnown: 0.9, Hours: make([]float64, 168),
		Categories: map[string]float64{[]string{"theft", "gathering", "drugs", "speeding"}[random.IntN(4)]: 1},
	}
	h.RestrictedShare = h.Categories["drugs"]
	peak := 15 + random.IntN(9)
	for hour := range h.Hours {
		h.Hours[hour] = math.Exp(-math.Abs(float64(hour%24-peak))/3) / 50
	}
	return h
}

// blocks is the seconds between points along streets that lie square.
func blocks(points []orb.Point, speed float64) orienteer.Matrix {
	m := orienteer.Matrix{N: len(points)}
	for _, a := range points {
		for _, b := range points {
			m.Time = append(m.Time, int64(math.Ceil((math.Abs(a[0]-b[0])+math.Abs(a[1]-b[1]))/speed)))
		}
	}
	return m
}

// check follows every team of a plan through a town and adds up what it gathers, from the
// rules alone.
func check(in Input, p Plan) error {
	at := map[string][]Visit{}
	for c, tour := range p.Tours {
		if err := walkAlong(in, c, tour); err != nil {
			return fmt.Errorf("team %d: %w", tour.Number, err)
		}
		for _, v := range tour.Visits {
			at[v.Spot] = append(at[v.Spot], v)
		}
	}
	sum, top := 0.0, 0.0
	for _, h := range in.Analysis.Hotspots {
		top = max(top, bestHour(in, h))
	}
	var byPriority []float64
	for _, h := range in.Analysis.Hotspots {
		byPriority = append(byPriority, bestHour(in, h))
	}
	slices.SortFunc(byPriority, func(a, b float64) int { return cmp.Compare(b, a) })
	for spot, visits := range at {
		slices.SortFunc(visits, func(a, b Visit) int { return a.Arrive.Compare(b.Arrive) })
		for k := 1; k < len(visits); k++ {
			if visits[k].Arrive.Sub(visits[k-1].Leave) < 90*time.Minute {
				return fmt.Errorf("%s is visited at %v and again at %v", spot, visits[k-1].Leave, visits[k].Arrive)
			}
		}
		best := bestHour(in, in.Analysis.Hotspots[visits[0].Hotspot-1])
		watched := best >= top/2 && (len(byPriority) < 10 || best >= byPriority[9])
		sum += gathered(in, visits, watched)
	}
	if math.Abs(sum-p.Score) > 1e-6*max(1, sum) {
		return fmt.Errorf("the score is %v, the visits add up to %v", p.Score, sum)
	}
	if p.Bound < p.Score {
		return fmt.Errorf("the bound %v is below the score %v", p.Bound, p.Score)
	}
	return nil
}

func bestHour(in Input, h hotspot.Hotspot) (best float64) {
	for _, s := range in.Spots {
		if s.Hotspot == h.Rank {
			for _, p := range in.pieces(s) {
				best = max(best, p.priority)
			}
		}
	}
	return best
}

// gathered is what visits to one place are worth: the best whole; then a half and a half of
// that for each further one, or three quarters for one in each two hours.
func gathered(in Input, visits []Visit, watched bool) (sum float64) {
	type worth struct {
		value float64
		slot  int64
	}
	var all []worth
	for _, v := range visits {
		minutes := v.Leave.Sub(v.Arrive).Minutes()
		if minutes > 15 {
			late := min(minutes-15, 5)
			minutes = 15 + late - late*late/10
		}
		all = append(all, worth{v.Priority * minutes, int64(v.Arrive.Sub(in.Request.From) / (2 * time.Hour))})
	}
	slices.SortStableFunc(all, func(a, b worth) int { return cmp.Compare(b.value, a.value) })
	taken := map[int64]bool{}
	for k, w := range all {
		switch {
		case k == 0:
			sum += w.value
		case watched && !taken[w.slot]:
			sum, taken[w.slot] = sum+0.75*w.value, true
		case !watched:
			sum += w.value * math.Pow(0.5, float64(k))
		}
	}
	return sum
}

func walkAlong(in Input, c int, tour Tour) error {
	rules, _ := identity.PatrolOf(tour.Team.Role)
	place, clock := in.Crews[c].Start, tour.Start
	for _, v := range tour.Visits {
		spot := slices.IndexFunc(in.Spots, func(s Spot) bool { return s.ID == v.Spot })
		way := time.Duration(in.Travel[c].At(place, spot)) * time.Second
		switch {
		case clock.Add(way).After(v.Arrive):
			return fmt.Errorf("at %s at %v, but it takes %v from %v", v.Spot, v.Arrive, way, clock)
		case !slices.Contains(levels(rules), v.Leave.Sub(v.Arrive)) && v.Fixed == "":
			return fmt.Errorf("stays %v at %s", v.Leave.Sub(v.Arrive), v.Spot)
		case !MaySend(rules, in.Analysis.Hotspots[v.Hotspot-1], in.Request.From):
			return fmt.Errorf("%s may not be sent to %s", rules.Role, v.Spot)
		case v.Strolls == rules.Stands:
			return fmt.Errorf("%s strolls: %t", rules.Role, v.Strolls)
		}
		place, clock = spot, v.Leave
	}
	if home := clock.Add(time.Duration(in.Travel[c].At(place, in.Crews[c].End)) * time.Second); len(tour.Visits) > 0 &&
		(!home.Equal(tour.End) || home.After(in.Request.To)) {
		return fmt.Errorf("home at %v, told %v", home, tour.End)
	}
	return nil
}

func TestPlansHoldByTheRulesAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := evenings(rapid.IntRange(1, 25).Draw(t, "hotspots"), rapid.Uint64Range(0, 1<<30).Draw(t, "seed"))
		p, err := Make(context.Background(), in, searching(40, in.Request.Seed), nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := check(in, p); err != nil {
			t.Fatal(err)
		}
		for _, o := range p.Omitted {
			if o.Reason.IsZero() || (o.Team > 0) != !o.Take.IsZero() {
				t.Fatalf("left out: %+v", o)
			}
		}
	})
}

// A plan is the same on one processor as on two, and for the iterations that it ran.
func TestTheSameSeedTheSamePlan(t *testing.T) {
	in := evenings(20, 3)
	var plans []Plan
	for _, processors := range []int{1, 2} {
		before := runtime.GOMAXPROCS(processors)
		p, err := Make(context.Background(), in, searching(150, 3), nil)
		runtime.GOMAXPROCS(before)
		if err != nil {
			t.Fatal(err)
		}
		plans = append(plans, p)
	}
	again, err := Make(context.Background(), in, searching(plans[0].Iterations, 3), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, other := range []Plan{plans[1], again} {
		if diff := gocmp.Diff(plans[0], other); diff != "" {
			t.Errorf("another plan:\n%s", diff)
		}
	}
}

// A plan that was searched for by the clock is made again by the iterations that it ran.
func TestByTheClockAndByItsIterations(t *testing.T) {
	in := evenings(30, 4)
	byClock := func(ctx context.Context, p orienteer.Problem, _ func(orienteer.Solution)) (orienteer.Solution, error) {
		began := time.Now()
		return orienteer.Solve(ctx, p, orienteer.Limits{
			Seed: 4, For: 200 * time.Millisecond, Clock: func() time.Duration { return time.Since(began) }, Workers: 2,
		})
	}
	p, err := Make(context.Background(), in, byClock, nil)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Make(context.Background(), in, searching(p.Iterations, 4), nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(p, again); diff != "" || p.Iterations == 0 {
		t.Errorf("after %d iterations another plan:\n%s", p.Iterations, diff)
	}
}

// Another seed sends police elsewhere or at another hour, for nearly the same.
func TestSeedsShakeWhoStands(t *testing.T) {
	in := evenings(30, 1)
	first := planned(t, in)
	in.Request.Seed = 2
	second := planned(t, in)
	if overlap := Overlap(first, second, in.Location); overlap > 0.9 {
		t.Errorf("two seeds share %.2f of their minutes", overlap)
	}
	if second.Score < 0.9*first.Score {
		t.Errorf("a seed costs too much: %v of %v", second.Score, first.Score)
	}
}

func TestFixesAreKept(t *testing.T) {
	in := evenings(20, 5)
	free := planned(t, in)
	v := free.Tours[0].Visits[1]
	unseen := free.Omitted[slices.IndexFunc(free.Omitted, func(o Omission) bool { return o.Team > 0 })]
	forbidden := free.Tours[1].Visits[0].Spot
	in.Request.Fixes = []Fix{
		{Kind: Lock, Spot: v.Spot, Team: 1, At: v.Arrive, Minutes: 15},
		{Kind: Add, Spot: unseen.Spot},
		{Kind: Forbid, Spot: forbidden},
	}
	p := planned(t, in)
	if err := check(in, p); err != nil {
		t.Fatal(err)
	}
	var locked, added bool
	for _, tour := range p.Tours {
		for _, w := range tour.Visits {
			locked = locked || tour.Number == 1 && w.Spot == v.Spot && w.Fixed == Lock && within(w.Arrive, v.Arrive, FixSlack)
			added = added || w.Spot == unseen.Spot && w.Fixed == Add
			if w.Spot == forbidden {
				t.Errorf("the forbidden place is visited at %v", w.Arrive)
			}
		}
	}
	if !locked || !added {
		t.Errorf("locked %t, added %t", locked, added)
	}
}

// In the middle of a shift what was done stays, and nobody comes back within the gap.
func TestMadeAnewInTheMiddleOfAShift(t *testing.T) {
	in := evenings(20, 6)
	before := planned(t, in)
	before.ID, before.Version = 4, 2
	in.Before = &before
	in.Request.Now = in.Request.From.Add(100 * time.Minute)
	for i := range in.Crews {
		if past := PastVisits(in.Request, in.Before, i+1); len(past) > 0 {
			in.Crews[i].Start = past[len(past)-1].Hotspot - 1
		}
	}
	p := planned(t, in)
	if p.Based != 2 || p.Version != 3 || p.ID != 4 {
		t.Errorf("version %d of plan %d, based on %d", p.Version, p.ID, p.Based)
	}
	last := map[string]time.Time{}
	var all []Visit
	for i, tour := range p.Tours {
		for k, v := range tour.Visits {
			if past := v.Arrive.Before(in.Request.Now); past != v.Past || past && v.Spot != before.Tours[i].Visits[k].Spot || v.Number != k+1 {
				t.Errorf("team %d stop %d: %+v", i+1, k+1, v)
			}
			if !v.Past && v.Depart.Before(in.Request.Now) {
				t.Errorf("team %d sets out at %v, before now", i+1, v.Depart)
			}
			all = append(all, v)
		}
	}
	slices.SortFunc(all, func(a, b Visit) int { return a.Arrive.Compare(b.Arrive) })
	for _, v := range all {
		if left, ok := last[v.Spot]; ok && v.Arrive.Sub(left) < RevisitGap {
			t.Errorf("%s again %v after it was left", v.Spot, v.Arrive.Sub(left))
		}
		last[v.Spot] = v.Leave
	}
}

// A team that becomes another number in the middle of a shift keeps what it did, and gets
// nothing of what another did: what police did is not for a volunteer's sheet.
func TestRegroupedInTheMiddleOfAShift(t *testing.T) {
	in := evenings(20, 6) // police, guards, volunteers, night walkers, coaches
	before := planned(t, in)
	before.Life.Status = UnderWay
	in.Before = &before
	request, _, err := before.Next(Change{Now: in.Request.From.Add(100 * time.Minute), Came: []Party{{identity.Guard, 0}}}, in.Location)
	if err != nil {
		t.Fatal(err)
	}
	in.Request = request
	in.Crews = slices.Delete(in.Crews, 1, 2)
	p := planned(t, in)
	for i, tour := range p.Tours {
		was := before.Tours[i+min(i, 1)]
		if tour.Team.Role != was.Team.Role {
			t.Fatalf("team %d is %s, was %s", i+1, tour.Team.Role, was.Team.Role)
		}
		past := 0
		for k, v := range tour.Visits {
			if v.Past {
				if past++; v.Spot != was.Visits[k].Spot {
					t.Errorf("%s has %s behind it, walked %s", tour.Team.Role, v.Spot, was.Visits[k].Spot)
				}
			}
		}
		if past == 0 {
			t.Errorf("%s has nothing behind it", tour.Team.Role)
		}
	}
	for _, gone := range before.Tours[1].Visits { // the guards' visits still count: nobody comes within the gap
		for _, tour := range p.Tours {
			for _, v := range tour.Visits {
				if gone.Arrive.Before(request.Now) && v.Spot == gone.Spot && !v.Past && v.Arrive.Before(gone.Arrive.Add(RevisitGap)) {
					t.Errorf("%s again at %v, the guards were there at %v", v.Spot, v.Arrive, gone.Arrive)
				}
			}
		}
	}
}

// What a team did that walks no more is kept by every later version.
func TestWhatAGoneTeamDidIsKept(t *testing.T) {
	in := evenings(20, 6)
	first := planned(t, in)
	first.Life.Status = UnderWay
	now, before := in.Request.From.Add(100*time.Minute), first
	for i, change := range []Change{{Now: now, Came: []Party{{identity.Guard, 0}}}, {Now: now.Add(time.Minute), Came: []Party{{identity.YouthCoach, 0}}}} {
		request, _, err := before.Next(change, in.Location)
		if err != nil {
			t.Fatal(err)
		}
		in.Request, in.Before = request, &before
		in.Crews = slices.Delete(slices.Clone(in.Crews), []int{1, 3}[i], []int{1, 3}[i]+1)
		next := planned(t, in)
		next.Life = before.Life
		before = next
	}
	for _, v := range first.Tours[1].Visits {
		if v.Arrive.Before(now) != slices.ContainsFunc(before.Gone, func(g Visit) bool { return g.Spot == v.Spot && g.Arrive.Equal(v.Arrive) && g.Past }) {
			t.Errorf("the guards' visit to %s at %v is lost or made up", v.Spot, v.Arrive)
		}
	}
	if len(first.Tours[1].Visits) == 0 || !first.Tours[1].Visits[0].Arrive.Before(now) {
		t.Fatal("the guards did nothing before they went home")
	}
}

// A visit that somebody asks for outside the chosen areas is the only one there, of the team
// that is asked.
func TestWhatIsAskedForOutsideTheAreas(t *testing.T) {
	r := sample()
	r.Areas = []string{"nygard"}
	r.Teams = append(r.Teams, r.Teams[0])
	r.Fixes = []Fix{{Kind: Add, Spot: "h1", Team: 2, Minutes: 10}}
	p := planned(t, onStreet(r, []hotspot.Hotspot{place(1, 100, "theft")}, 100))
	if len(p.Tours[0].Visits) != 0 || len(p.Tours[1].Visits) != 1 {
		t.Errorf("%d and %d visits, want none and the one", len(p.Tours[0].Visits), len(p.Tours[1].Visits))
	}
}

func TestFloorsFeedEveryArea(t *testing.T) {
	in := evenings(30, 8)
	for i := range in.Analysis.Hotspots { // all that weighs most lies in one area
		h := &in.Analysis.Hotspots[i]
		h.Area, h.Categories, h.RestrictedShare = "centrum", map[string]float64{"theft": 1}, 0
		if i%3 == 0 {
			h.Area, h.Priority = "nygard", h.Priority/3
		}
	}
	in.Spots = Spots(in.Request, in.Analysis, hotspot.Segments{}, nil, areas)
	floor := planned(t, in)
	for _, a := range floor.Areas {
		if a.Risk >= LeastRisk && a.Share < 0.8*LeastShare*a.Risk {
			t.Errorf("%s holds %.2f of the risk and gets %.2f of the time", a.Area, a.Risk, a.Share)
		}
	}
	in.Request.Quotas = []Quota{{Area: "nygard", Least: 0.4}}
	asked := planned(t, in)
	k := slices.IndexFunc(asked.Areas, func(a AreaShare) bool { return a.Area == "nygard" })
	if got := asked.Areas[k].Share; got < 0.35 {
		t.Errorf("nygard gets %.2f of the time, asked for 0.4", got)
	}
	in.Request.Quotas = []Quota{{Area: "nygard", Most: 0.1}}
	if got := planned(t, in).Areas[k].Share; got > 0.13 {
		t.Errorf("nygard gets %.2f of the time, at most 0.1 asked for", got)
	}
}

// Recent presence at a place makes another as good take its turn, and nothing else.
// A quota that no plan can keep is told as missed, and one that is kept is not.
func TestMissedQuotasAreTold(t *testing.T) {
	in := evenings(20, 8)
	in.Request.Quotas = []Quota{{Area: "nygard", Least: 0.99}, {Area: "centrum", Least: 0.01}}
	for _, a := range planned(t, in).Areas {
		if told := !a.Note.IsZero(); told != (a.Area == "nygard") || told != (a.Area == "nygard" && a.Share < 0.985) {
			t.Errorf("%s gets %.2f: %q", a.Area, a.Share, a.Note.SV)
		}
	}
}

func TestRecentPresenceSpreadsPlans(t *testing.T) {
	r := sample()
	r.To = r.From.Add(20 * time.Minute)
	in := onStreet(r, []hotspot.Hotspot{place(1, 100, "theft"), place(2, 80, "theft")}, 100, -100)
	if got := planned(t, in).Tours[0].Visits[0].Hotspot; got != 1 {
		t.Fatalf("goes to %d first", got)
	}
	in.Recent = []Dose{{At: in.Spots[0].Point, From: evening.Add(-24 * time.Hour), Minutes: 60}}
	p := planned(t, in)
	if v := p.Tours[0].Visits[0]; v.Hotspot != 2 || math.Abs(p.Score-80*CountedMinutes(v.Leave.Sub(v.Arrive))) > 1e-9 {
		t.Errorf("goes to %d for %v", v.Hotspot, p.Score)
	}
}

func TestCountedMinutes(t *testing.T) {
	for minutes, want := range map[float64]float64{-3: 0, 0: 0, 10: 10, 15: 15, 17.5: 16.875, 20: 17.5, 60: 17.5} {
		if got := CountedMinutes(time.Duration(minutes * float64(time.Minute))); math.Abs(got-want) > 1e-9 {
			t.Errorf("%v minutes count %v, want %v", minutes, got, want)
		}
	}
}

// A place seen from 60 to 75 minutes of four hours has gaps of 60 and 165: (3600+27225)/480.
func TestIdlenessByHand(t *testing.T) {
	m := &model{end: 240 * minute, sites: []site{{Spot: Spot{Kind: AtHotspot}, best: 10}}}
	d := made{at: [][]presence{{{begin: 60 * minute, end: 75 * minute}}}}
	if got, want := m.idleness(d), (60*60+165*165)/480.; math.Abs(got-want) > 1e-9 {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := m.idleness(made{at: make([][]presence, 1)}); got != 120 {
		t.Errorf("never seen: got %v, want 120", got)
	}
}

func TestWhatCannotBeMet(t *testing.T) {
	tests := map[string]struct {
		change func(*Input)
		want   string
	}{
		"two at once, one team": {func(in *Input) {
			at := evening.Add(time.Hour)
			in.Request.Fixes = []Fix{{Kind: Lock, Spot: "h1", Team: 1, At: at}, {Kind: Lock, Spot: "h2", Team: 1, At: at}}
		}, "utesluter varandra"},
		"too far": {func(in *Input) {
			in.Request.Fixes = []Fix{{Kind: Add, Spot: "h3"}}
		}, "hinner dit och tillbaka"},
		"nobody may":    {func(in *Input) { in.Request.Fixes = []Fix{{Kind: Move, Spot: "h4", Team: 2}} }, "bara polis"},
		"no such place": {func(in *Input) { in.Request.Fixes = []Fix{{Kind: Forbid, Spot: "h9"}} }, "finns inte bland dem"},
		"all forbidden": {func(in *Input) {
			for _, s := range in.Spots {
				in.Request.Fixes = append(in.Request.Fixes, Fix{Kind: Forbid, Spot: s.ID})
			}
		}, "alla 4 platser är förbjudna"},
		"home too far": {func(in *Input) {
			in.Crews[0].End = 2
			in.Request.To = evening.Add(40 * time.Minute)
		}, "behöver 1 h 57 min för vägen hem"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := sample()
			r.Teams = append(r.Teams, Team{Role: identity.NightWalker, Size: 3})
			in := onStreet(r, []hotspot.Hotspot{place(1, 100, "theft"), place(2, 90, "theft"), place(3, 80, "theft"), place(4, 70, "drugs")}, 100, 3000, 9100, 50)
			tt.change(&in)
			_, err := Make(context.Background(), in, searching(100, 1), nil)
			f, ok := err.(*fault.Error)
			if !ok || f.Kind != fault.Invalid || len(f.Fields) == 0 {
				t.Fatalf("got %v, want Invalid", err)
			}
			if got := f.Fields[0].Text.SV; !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// BenchmarkEvening plans a town evening: 60 hotspots, five teams, four hours.
func BenchmarkEvening(b *testing.B) {
	in := evenings(60, 1)
	b.Run("at once", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Make(b.Context(), in, AtOnce, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("searched", func(b *testing.B) {
		b.ReportAllocs()
		var two, ten float64
		for b.Loop() {
			two, ten = scoreAfter(b, in, 2*time.Second), scoreAfter(b, in, 10*time.Second)
		}
		b.ReportMetric(100*(1-two/ten), "%-below-final-after-2s")
		b.ReportMetric(ten, "final")
	})
}

func scoreAfter(b *testing.B, in Input, d time.Duration) float64 {
	b.Helper()
	search := func(ctx context.Context, p orienteer.Problem, better func(orienteer.Solution)) (orienteer.Solution, error) {
		began := time.Now()
		return orienteer.Solve(ctx, p, orienteer.Limits{
			Seed: 1, For: d, Clock: func() time.Duration { return time.Since(began) }, Workers: 2, Better: better,
		})
	}
	p, err := Make(b.Context(), in, search, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%v: %d iterations, score %.0f, bound %.0f, idle %.1f min, seen %.2f", d, p.Iterations, p.Score, p.Bound, p.Idle, p.Seen)
	return p.Score
}
