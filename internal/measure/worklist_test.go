package measure

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/overlay"
	"tryggled/internal/overlay/light"
	"tryggled/internal/street"
)

// A report placed no better than to 60 m counts beside no stretch.
func TestCoarseReportsDoNotCount(t *testing.T) {
	b := storgatan()
	b.report(90, 0, night, time.Minute, "theft")
	b.report(90, 0, night, time.Minute, "theft")
	b.Reports.AccuracyM[1] = 60
	if got := rank(t, b.Input, Lighting, Params{}).Items[0].Reports; got != 1 {
		t.Errorf("got %d reports, want 1", got)
	}
}

// Of a lower bound of light no class is known: it rises from none, and all of it has no class
// below P6 either, as long as nothing is dark.
func TestLowerBoundOfLight(t *testing.T) {
	tn := &town{Input: Input{Segments: []street.Segment{{ID: 1, LengthM: 50}}}}
	atLeast := []seen{{lit: overlay.Lit{Mean: 1, Min: 0.5, ByLamps: 1}}}
	fine := []seen{{lit: overlay.Lit{Mean: 6, Min: 2, Class: light.P4, ByLamps: 1}}}
	if got := tn.rises([]int{0}, atLeast, fine); len(got) != 0 {
		t.Errorf("rises: got %+v, want none", got)
	}
	if got := tn.effect([]int{0}, atLeast).Class; got != light.ClassUnknown {
		t.Errorf("at least so much: got %v, want unknown", got)
	}
	dark := []seen{{lit: overlay.Lit{Mean: 1, Min: 0, Dark: 0.5, ByLamps: 1}}}
	if got := tn.effect([]int{0}, dark).Class; got != light.Below {
		t.Errorf("half dark: got %v, want %v", got, light.Below)
	}
	if loses(tn.effect([]int{0}, dark), tn.effect([]int{0}, atLeast)) {
		t.Error("what is dark no more is told to be worse")
	}
}

// Of a path of 100 m the light is known for 40, by a lamp at its end: too little to say that it
// needs lamps. The lamp is to be mended.
func TestNoLampsWhereLittleIsKnown(t *testing.T) {
	b := newBuilder()
	b.street("Parkvägen", "footway", street.LightUnknown, orb.Point{0, 0}, orb.Point{100, 0})
	b.lamp(0, 0, overlay.Broken)
	b.hotspot(50, rectangle(-10, -10, 110, 10))
	if it := only(t, rank(t, b.Input, Lighting, Params{})); it.Action != Mend {
		t.Errorf("got %+v", it)
	}
}

// The line of sight from the kerb at (50, 4) meets a hedge at x = 59.9, but its nearest corner is
// √(9.9² + 2²) = 10.1 m from the crossing: more than the 10 m that are kept free.
func TestHedgeFarFromACrossing(t *testing.T) {
	b := newBuilder()
	b.street("Storgatan", "residential", street.Lit, orb.Point{0, 0}, orb.Point{100, 0})
	b.place("crossing", orb.Point{50, 0})
	b.plant("hedge", 2, 59.9, 2, 60.9, 4)
	if w := rank(t, b.Input, SightLines, Params{}); len(w.Items) != 0 {
		t.Errorf("got %+v, want none", w.Items)
	}
}

// A hotspot that reaches far out of a dossier's area has all its streets, 700 m, in the share that
// five lamps at one end concern: the two segments that rise, 150 m, and 25 m of the next, as far as
// 40 m from the last lamp. The reports are those of the dossier's time.
func TestInsteadTellsOfWholeHotspots(t *testing.T) {
	b := watchedTown()
	b.street("Storgatan", "residential", street.LightUnknown, orb.Point{150, 0}, orb.Point{450, 0})
	b.street("Storgatan", "residential", street.LightUnknown, orb.Point{450, 0}, orb.Point{700, 0})
	b.Hotspots = nil
	b.hotspot(90, rectangle(-1, -5, 700, 5))
	for k := range 5 {
		b.lamp(15+30*float64(k), -2, overlay.Broken)
	}
	in := b.expose(t)
	in.Since = time.Date(2026, 9, 1, 0, 0, 0, 0, koping.Location())
	made := dossier(t, in, Draft{})
	i := slices.IndexFunc(made.Instead, func(a Alternative) bool { return strings.HasPrefix(a.Title.EN, "Mend 5 lamps") })
	if i < 0 {
		t.Fatalf("got %+v, want five lamps to mend", made.Instead)
	}
	why := made.Instead[i].Why.EN
	for _, want := range []string{"concerns 25% of the streets of hotspot 1, H1", "no reports within 25 m from 2026-09-01 to 2026-11-23"} {
		if !strings.Contains(why, want) {
			t.Errorf("got why %q, want %q in it", why, want)
		}
	}
}

// Who sees open categories alone is told nothing of a category that the table does not hold.
func TestDossierCountsNothingUnlistedInTheOpen(t *testing.T) {
	b := watchedTown()
	b.report(30, 0, noon, time.Hour, "own_category")
	for open, want := range map[bool]int{false: 1, true: 0} {
		if got := dossier(t, b.expose(t), Draft{Open: open}).Reports.All.N; got != want {
			t.Errorf("open %t: got %d reports, want %d", open, got, want)
		}
	}
}

// What if tells the same metres as the list: of a path of 100 m only those by the lamps of a map,
// of which alone the light is known.
func TestWhatIfTellsAsTheListDoes(t *testing.T) {
	b := newBuilder()
	b.street("Parkvägen", "footway", street.LightUnknown, orb.Point{0, 0}, orb.Point{100, 0})
	for _, x := range []float64{0, 8, -8} {
		b.lamp(x, 0, overlay.Broken).Source = overlay.SourceOSM
	}
	in := b.expose(t)
	it := only(t, rank(t, in, Lighting, Params{}))
	var p Proposal
	for _, o := range in.Objects {
		o.Props.Status = overlay.Working
		p.Change = append(p.Change, o)
	}
	made, err := WhatIf(t.Context(), in, p)
	if err != nil {
		t.Fatal(err)
	}
	if it.LiftedM < 10 || it.LiftedM > 60 || len(made.Sum.Moves) != 1 || !near(made.Sum.DarkM.Before-made.Sum.DarkM.After, it.Before.DarkM-it.After.DarkM, 1e-9) {
		t.Errorf("got %+v, the list says %+v and %+v", made.Sum.DarkM, it.Before, it.After)
	}
	for _, m := range made.Sum.Moves {
		if !near(m.LengthM, it.LiftedM, 1e-9) {
			t.Errorf("got %+v, the list says %g m", m, it.LiftedM)
		}
	}
}
