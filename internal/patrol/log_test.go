package patrol

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/plan"
)

var team = Writer{ID: "link:3"}

func TestCheck(t *testing.T) {
	log := Log{entry(1, Begin, 0, 5), entry(2, Arrive, 1, 20), entry(3, Leave, 1, 31)}
	now := minute(100)
	with := func(e Entry, change func(*Entry)) Entry {
		change(&e)
		return e
	}
	police := func(e *Entry) { e.Team, e.Visit, e.Spot = 2, 0, "" }
	for _, c := range []struct {
		name  string
		entry Entry
		kind  fault.Kind // Internal: accepted
		says  string
	}{
		{"next stop", entry(0, Arrive, 2, 61), 0, ""},
		{"a late entry in between", entry(0, Note, 0, 25), fault.Invalid, "är tom"},
		{"a late tally in between", with(entry(0, Note, 0, 25), func(e *Entry) { e.Tallies = []Tally{{"talked", 4}} }), 0, ""},
		{"arrived twice", entry(0, Arrive, 1, 40), fault.Conflict, "redan varit vid stopp 1"},
		{"left without arriving", entry(0, Leave, 2, 61), fault.Conflict, "checka in först"},
		{"left before arriving", entry(0, Leave, 1, 15), fault.Conflict, "checka in först"},
		{"set out twice", entry(0, Begin, 0, 6), fault.Conflict, "redan gett sig av"},
		{"set out after arriving", with(entry(0, Begin, 0, 40), func(e *Entry) { e.Replaces = 1 }), fault.Conflict, "redan gett sig av"},
		{"set out, corrected", with(entry(0, Begin, 0, 4), func(e *Entry) { e.Replaces = 1 }), 0, ""},
		{"arrival taken back while the leave stands", with(entry(0, Retract, 0, 0), func(e *Entry) { e.Replaces = 2 }), fault.Conflict, "checka in först"},
		{"leave taken back", with(entry(0, Retract, 0, 0), func(e *Entry) { e.Replaces = 3 }), 0, ""},
		{"correct what is not there", with(entry(0, Note, 0, 9), func(e *Entry) { e.Replaces = 99 }), fault.NotFound, "ingen gällande anteckning 99"},
		{"take back nothing", entry(0, Retract, 0, 9), fault.Invalid, "tas tillbaka"},
		{"back in the middle", entry(0, End, 0, 25), fault.Conflict, "redan tillbaka 2026-06-05 kl. 19.25"},
		{"back", entry(0, End, 0, 90), 0, ""},
		{"skipped", with(entry(0, Skip, 2, 61), func(e *Entry) { e.Reason = NoTime }), 0, ""},
		{"skipped without reason", entry(0, Skip, 2, 61), fault.Invalid, "no_time"},
		{"skipped with one of their own", with(entry(0, Skip, 2, 61), func(e *Entry) { e.Reason = "bråk med X" }), fault.Invalid, "ett av skälen"},
		{"skipped where they were", with(entry(0, Skip, 1, 61), func(e *Entry) { e.Reason = NoTime }), fault.Conflict, "redan varit"},
		{"no such stop", with(entry(0, Arrive, 0, 61), func(e *Entry) { e.Visit = 9 }), fault.NotFound, "inget stopp 9; det sista är nummer 3"},
		{"a place that was left out of the plan", with(entry(0, Arrive, 0, 61), func(e *Entry) { e.Spot = "h4" }), 0, ""},
		{"an unknown place", with(entry(0, Arrive, 0, 61), func(e *Entry) { e.Spot = "h9" }), fault.NotFound, "ingen plats"},
		{"nowhere", entry(0, Arrive, 0, 61), fault.Invalid, "vilket stopp"},
		{"no such team", with(entry(0, Begin, 0, 61), func(e *Entry) { e.Team = 3 }), fault.NotFound, "ingen grupp 3"},
		{"no time", with(entry(0, End, 0, 0), func(e *Entry) { e.At = time.Time{} }), fault.Invalid, "tiden saknas"},
		{"too early", entry(0, Note, 0, -121), fault.Invalid, "utanför passet"},
		{"tomorrow", entry(0, Arrive, 2, 106), fault.Invalid, "har inte varit än"},
		{"a phone whose clock goes before ours", entry(0, Arrive, 2, 104), 0, ""},
		{"no kind", entry(0, "dance", 0, 61), fault.Invalid, "inget slag av anteckning"},
		{"text of night walkers", with(entry(0, Note, 0, 61), func(e *Entry) { e.Text = "en man stod där" }), fault.Invalid, "ingen fri text"},
		{"text of police", with(with(entry(0, Note, 0, 61), police), func(e *Entry) { e.Text = "lugnt" }), 0, ""},
		{"violence in a home", with(with(entry(0, Note, 0, 61), police), func(e *Entry) { e.Text = "han slår sin fru" }), fault.Invalid, "112"},
		{"text on an arrival", with(entry(0, Arrive, 2, 61), func(e *Entry) { e.Text = "x" }), fault.Invalid, "text"},
		{"an unknown tally", with(entry(0, Note, 0, 61), func(e *Entry) { e.Tallies = []Tally{{"drunk", 1}} }), fault.Invalid, "räknas inte"},
		{"the same tally twice", with(entry(0, Note, 0, 61), func(e *Entry) { e.Tallies = []Tally{{"talked", 1}, {"talked", 2}} }), fault.Invalid, "två gånger"},
		{"minus one", with(entry(0, Note, 0, 61), func(e *Entry) { e.Tallies = []Tally{{"talked", -1}} }), fault.Invalid, "1 till 1000"},
		{"a dark place", with(entry(0, Observe, 1, 25), func(e *Entry) { e.Category = "dark_place" }), 0, ""},
		{"drug dealing, by night walkers", with(entry(0, Observe, 1, 25), func(e *Entry) { e.Category = "drugs" }), fault.Invalid, "välj bland vandalism"},
		{"a dark place nowhere", with(entry(0, Observe, 0, 25), func(e *Entry) { e.Category = "dark_place" }), fault.Invalid, "platsen saknas"},
		{"a category on a note", with(entry(0, Note, 0, 25), func(e *Entry) { e.Category = "drugs"; e.Tallies = []Tally{{"talked", 1}} }), fault.Invalid, "bara en iakttagelse"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Check(sample().Plan, log, c.entry, team, now)
			if c.kind != fault.Internal {
				refused(t, err, c.kind, c.says)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got.By != "link:3" || !got.WrittenAt.Equal(now) || got.Version != 2 || got.Plan != 7 {
				t.Errorf("kept as %+v", got)
			}
		})
	}
}

func TestCheckStatus(t *testing.T) {
	late := minute(240).AddDate(0, 0, LateDays)
	coordinator := Writer{ID: "local", Coordinator: true}
	for _, c := range []struct {
		status plan.Status
		who    Writer
		now    time.Time
		says   string // empty: accepted
	}{
		{plan.Draft, team, minute(60), "utkast (draft)"},
		{plan.Draft, coordinator, minute(60), "utkast (draft)"},
		{plan.Published, team, minute(60), ""},
		{plan.UnderWay, team, minute(60), ""},
		{plan.Done, team, minute(300), "avslutad (done)"},
		{plan.Done, coordinator, late.Add(-time.Second), ""},
		{plan.Done, coordinator, late, "7 dygn"},
		{plan.Withdrawn, coordinator, minute(60), "återkallad (withdrawn)"},
	} {
		p := sample().Plan
		p.Life.Status = c.status
		_, err := Check(p, nil, entry(0, Begin, 0, 5), c.who, c.now)
		if c.says == "" && err != nil || c.says != "" {
			if c.says == "" {
				t.Errorf("%s by %s: %v", c.status, c.who.ID, err)
				continue
			}
			refused(t, err, fault.Conflict, c.says)
		}
	}
}

// What a stop knows is filled in; what an entry must not hold is taken away.
func TestCheckFillsIn(t *testing.T) {
	e := entry(0, Observe, 2, 25)
	e.Spot, e.Category, e.At = "", "dark_place", e.At.In(time.FixedZone("", 7200))
	got, err := Check(sample().Plan, nil, e, team, minute(30))
	want := Entry{
		Plan: 7, Version: 2, Team: 1, Kind: Observe, Visit: 2, Spot: "h2", At: minute(25), Point: &orb.Point{500, 0},
		Category: "dark_place", By: "link:3", WrittenAt: minute(30),
	}
	if d := cmp.Diff(want, got); err != nil || d != "" {
		t.Errorf("%v, -want +got\n%s", err, d)
	}
	e = entry(0, Arrive, 2, 25)
	e.Point = &orb.Point{1, 2}
	if got, err := Check(sample().Plan, nil, e, team, minute(30)); err != nil || got.Point != nil {
		t.Errorf("an arrival keeps the point %v, %v", got.Point, err)
	}
}

// Whatever is sent in whatever order, the log that is accepted tells a walk that can have
// been: once out and back, each stop once, and no leave without its arrival.
func TestLogAlwaysWalks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var log Log
		for i := range rapid.IntRange(0, 40).Draw(t, "entries") {
			e := entry(0, rapid.SampledFrom([]Kind{Begin, Arrive, Leave, Skip, End, Retract}).Draw(t, "kind"), 0, float64(rapid.IntRange(0, 150).Draw(t, "minute")))
			if e.Kind == Arrive || e.Kind == Leave || e.Kind == Skip {
				e.Visit = rapid.IntRange(1, 3).Draw(t, "stop")
			}
			if e.Kind == Skip {
				e.Reason = NoTime
			}
			if e.Kind == Retract || rapid.IntRange(0, 4).Draw(t, "correct") == 0 {
				e.Replaces = int64(rapid.IntRange(0, 20).Draw(t, "replaces"))
			}
			kept, err := Check(sample().Plan, log, e, team, minute(200))
			if err != nil {
				if k := fault.KindOf(err); k == fault.Internal {
					t.Fatal(err)
				}
				continue
			}
			kept.ID = int64(i + 1)
			log = append(log, kept)
		}
		count := map[string]int{}
		open := ""
		for _, e := range log.Current() {
			switch e.Kind {
			case Begin, End:
				count[string(e.Kind)]++
			case Arrive:
				count[e.Spot+"/"+string(rune('0'+e.Visit))]++
				open = e.Spot
			case Leave:
				if open != e.Spot {
					t.Fatalf("left %s while at %q", e.Spot, open)
				}
				open = ""
			}
		}
		for what, n := range count {
			if n > 1 {
				t.Fatalf("%s %d times", what, n)
			}
		}
		stops, _ := followed(sample().Plan.Tours[0], log, minute(200))
		for _, s := range stops {
			if s.until.Before(s.arrived) || s.skipped != "" && !s.arrived.IsZero() {
				t.Fatalf("stop %+v", s)
			}
		}
	})
}

func TestObservable(t *testing.T) {
	for role, want := range map[identity.Role]int{identity.NightWalker: 8, identity.Volunteer: 8, identity.Police: 25, identity.GIS: 0} {
		if got := Observable(role); len(got) != want {
			t.Errorf("%s may report %d categories, want %d: %v", role, len(got), want, got)
		}
	}
	if Writes(identity.NightWalker) || Writes(identity.YouthCoach) || Writes(identity.Public) || !Writes(identity.Guard) {
		t.Error("text of the wrong roles")
	}
}

// What is refused for its time is told in the time of the town, not in UTC.
func TestTimesAreToldAsTheTownHasThem(t *testing.T) {
	p := sample().Plan
	local := func(at time.Time) string { return at.In(ekstaby.Location()).Format("2006-01-02 kl. 15.04") }
	now := minute(60).In(ekstaby.Location())
	early := entry(0, Begin, 0, 0)
	early.At = p.Request.From.Add(-3 * time.Hour)
	_, err := Check(p, nil, early, team, now)
	refused(t, err, fault.Invalid, local(early.At))
	back := entry(2, End, 0, 30)
	_, err = Check(p, Log{back}, entry(0, Arrive, 1, 40), team, now)
	refused(t, err, fault.Conflict, "tillbaka "+local(back.At))
}
