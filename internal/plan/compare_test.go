package plan

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tryggled/internal/lang"
)

// The Friday has 10 + 10 + 10 + 15 = 45 minutes at stops. A Friday later police are at the
// station at 20 instead of 19, group 2 is at Parken instead of Torget, and group 1 comes to
// Torget six minutes later. Of b's 45 minutes a has the 10 at Torget within hour 18 (18:15–25,
// 18:21–31) and the 10 at Bron: 20/45.
func TestCompareByHand(t *testing.T) {
	a, b := aFriday(), aFriday()
	b.Version, b.Score, b.Covered, a.Covered, a.Idle, b.Idle = 2, 341, 0.8, 0.75, 41, 41
	a.Areas = []AreaShare{{Area: "centrum", Minutes: 45, Share: 1}}
	b.Areas = []AreaShare{{Area: "nygard", Minutes: 10, Share: 0.25}, {Area: "centrum", Minutes: 30, Share: 0.75}}
	b.Tours[0].Visits[0] = visitAt("h1", "Torget", clockAt(18, 21), clockAt(18, 31))
	b.Tours[1].Visits[0] = visitAt("h4", "Parken", clockAt(21, 0), clockAt(21, 10))
	b.Tours[2].Visits[0] = visitAt("h3", "Stationen", clockAt(20, 0), clockAt(20, 15))
	b.Tours[2].End = clockAt(20, 20)
	got := Compare(a, b, koping.Location())
	want := Comparison{
		A: Ref{7, 1, 5}, B: Ref{7, 2, 5},
		Score: Two{300, 341}, Covered: Two{0.75, 0.8}, Idle: Two{41, 41}, Stops: Two{4, 4}, Dwell: Two{45, 45},
		// 5 minutes to each of 4 stops, and back: 110 + 5 + 5 of both.
		Travel: Two{140, 140},
		Areas: []AreaChange{
			{"centrum", lang.Text{}, Two{45, 30}, Two{1, 0.75}},
			{"nygard", lang.Text{}, Two{0, 10}, Two{0, 0.25}},
		},
		Gained: []VisitChange{{Spot: "h4", Name: lang.Same("Parken"), TeamB: 2, AtB: clockAt(21, 0)}},
		Lost:   []VisitChange{{Spot: "h1", Name: lang.Same("Torget"), TeamA: 2, AtA: clockAt(21, 0)}},
		Moved: []VisitChange{
			{"h1", lang.Same("Torget"), 1, clockAt(18, 15), 1, clockAt(18, 21)},
			{"h3", lang.Same("Stationen"), 3, clockAt(19, 0), 3, clockAt(20, 0)},
		},
		Overlap: 20.0 / 45,
	}
	text := got.Text
	got.Text = nil
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var said []string
	for _, line := range text {
		said = append(said, line.SV)
		if line.EN == "" {
			t.Errorf("%q is not said in English", line.SV)
		}
	}
	const words = `341 prioritetsminuter i stället för 300.
80 procent av prioriteten besökt i stället för 75.
41 minuter sedan en plats senast besöktes, vägt efter risk, som förut.
45 minuter vid stopp, som förut.
140 minuter på väg, som förut.
Området centrum får 75 % av tiden i stället för 100 %.
Området nygard får 25 % av tiden i stället för 0 %.
1 besök tillkommer, 1 faller bort och 2 flyttas.
44 % av tiden vid stopp upprepar samma plats i samma timme.`
	if diff := cmp.Diff(words, strings.Join(said, "\n")); diff != "" {
		t.Errorf("words (-want +got):\n%s", diff)
	}
}

// Another analysis ranks its hotspots anew: they are the same by name.
func TestCompareOnDifferentAnalyses(t *testing.T) {
	a, b := aFriday(), aFriday()
	b.Analysis = 6
	for i, spot := range []string{"h11", "h12"} {
		b.Tours[0].Visits[i].Spot = spot
	}
	b.Tours[1].Visits[0].Spot = "h11"
	got := Compare(a, b, koping.Location())
	if len(got.Gained)+len(got.Lost)+len(got.Moved) != 0 || got.Overlap != 1 {
		t.Errorf("got %d gained, %d lost, %d moved, overlap %v", len(got.Gained), len(got.Lost), len(got.Moved), got.Overlap)
	}
	if !strings.Contains(got.Text[0].SV, "olika analyser (5 och 6)") {
		t.Errorf("says %q", got.Text[0].SV)
	}
	b.Analysis = 5
	if got := Compare(a, b, koping.Location()); len(got.Gained) != 3 || len(got.Lost) != 3 {
		t.Errorf("within one analysis: got %d gained, %d lost", len(got.Gained), len(got.Lost))
	}
}

// A visit from 18:50 to 19:20 is 10 minutes of hour 18 and 20 of hour 19.
func TestOverlapByHand(t *testing.T) {
	of := func(days int, visits ...Visit) Plan {
		p := Plan{Tours: []Tour{{Number: 1}}}
		for _, v := range visits {
			v.Arrive, v.Leave = v.Arrive.AddDate(0, 0, days), v.Leave.AddDate(0, 0, days)
			p.Tours[0].Visits = append(p.Tours[0].Visits, v)
		}
		return p
	}
	a := of(0, visitAt("h1", "Torget", clockAt(18, 50), clockAt(19, 20)))
	for name, c := range map[string]struct {
		b    Plan
		want float64
	}{
		"the same":                {a, 1},
		"the day after":           {of(1, visitAt("h1", "Torget", clockAt(18, 50), clockAt(19, 20))), 1},
		"another hour":            {of(1, visitAt("h1", "Torget", clockAt(20, 0), clockAt(20, 30))), 0},
		"another place":           {of(1, visitAt("h2", "Bron", clockAt(18, 50), clockAt(19, 20))), 0},
		"half an hour in hour 18": {of(1, visitAt("h1", "Torget", clockAt(18, 0), clockAt(18, 30))), 1.0 / 3},
		"nothing":                 {of(1), 0},
		"a stop without time":     {of(1, visitAt("h1", "Torget", clockAt(18, 50), clockAt(18, 50))), 0},
	} {
		if got := Overlap(a, c.b, koping.Location()); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
	if got := Overlap(Plan{}, a, koping.Location()); got != 0 {
		t.Errorf("of an empty plan: got %v", got)
	}
}

// The night after the clocks went back, 21 local time is an hour later by UTC.
func TestOverlapIsByTheLocalHour(t *testing.T) {
	night := func(day int) Plan {
		at := time.Date(2026, 10, day, 21, 0, 0, 0, koping.Location())
		return Plan{Tours: []Tour{{Visits: []Visit{visitAt("h1", "Torget", at.UTC(), at.Add(15*time.Minute).UTC())}}}}
	}
	if got := Overlap(night(24), night(25), koping.Location()); got != 1 {
		t.Errorf("got %v, want 1", got)
	}
}

// The way to the base for a break is on the way, the break is not.
func TestSpentCountsTheWayToABreak(t *testing.T) {
	v := visitAt("h1", "Torget", clockAt(18, 10), clockAt(18, 20))
	w := visitAt("h1", "Torget", clockAt(20, 0), clockAt(20, 10))
	v.Depart, w.Break, w.Depart = clockAt(18, 0), clockAt(18, 30), clockAt(19, 50)
	p := Plan{Tours: []Tour{{Start: clockAt(18, 0), End: clockAt(20, 20), Visits: []Visit{v, w}}}}
	if _, dwell, travel := spent(p); dwell != 20 || travel != 40 {
		t.Errorf("%v min at stops and %v on the way, want 20 and 40", dwell, travel)
	}
}

func TestDosesOf(t *testing.T) {
	p := aFriday()
	p.Tours[0].Visits[0].Place.Point = orb.Point{585_000, 6_597_000}
	got := DosesOf(p)
	if want := (Dose{At: orb.Point{585_000, 6_597_000}, From: clockAt(18, 15), Minutes: 10, Planned: true}); len(got) != 4 || got[0] != want {
		t.Errorf("got %d, the first %+v, want 4, the first %+v", len(got), got[0], want)
	}
}

// A comparison accounts for every visit, is the mirror of the one the other way round, and
// of a plan with itself finds nothing.
func TestCompareAccountsForEveryVisit(t *testing.T) {
	random := rapid.Custom(func(t *rapid.T) Plan {
		p := Plan{Analysis: 5, Request: Request{From: clockAt(18, 0), To: clockAt(23, 0)}}
		for i := range rapid.IntRange(0, 3).Draw(t, "tours") {
			tour := Tour{Number: i + 1}
			for range rapid.IntRange(0, 4).Draw(t, "visits") {
				at := clockAt(18, rapid.IntRange(0, 280).Draw(t, "at"))
				spot := rapid.SampledFrom([]string{"h1", "h2", "h3", "p5"}).Draw(t, "spot")
				tour.Visits = append(tour.Visits, visitAt(spot, spot, at, at.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "minutes"))*time.Minute)))
			}
			p.Tours = append(p.Tours, tour)
		}
		return p
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := random.Draw(t, "a"), random.Draw(t, "b")
		c, back := Compare(a, b, koping.Location()), Compare(b, a, koping.Location())
		if float64(len(c.Lost)-len(c.Gained)) != c.Stops.A-c.Stops.B || float64(len(c.Lost)+len(c.Moved)) > c.Stops.A {
			t.Fatalf("%v stops, %d gained, %d lost, %d moved", c.Stops, len(c.Gained), len(c.Lost), len(c.Moved))
		}
		if len(c.Gained) != len(back.Lost) || len(c.Moved) != len(back.Moved) || c.Dwell.A != back.Dwell.B {
			t.Fatalf("the other way round: %+v and %+v", c, back)
		}
		if c.Overlap < 0 || c.Overlap > 1 || math.Abs(c.Overlap*c.Dwell.B-back.Overlap*c.Dwell.A) > 1e-3 {
			t.Fatalf("overlap %v of %v min, %v of %v", c.Overlap, c.Dwell.B, back.Overlap, c.Dwell.A)
		}
		same := Compare(a, a, koping.Location())
		if len(same.Gained)+len(same.Lost)+len(same.Moved) != 0 || (same.Dwell.A > 0 && same.Overlap != 1) {
			t.Fatalf("with itself: %+v", same)
		}
	})
}
