package measure

import (
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// parkway is a path of 100 m, looked at at 5, 15 … 95 m, with a house 60 m off so that
// buildings are known. Shares of its ten places are tens of metres.
func parkway() *builder {
	b := newBuilder()
	b.street("Parkvägen", "footway", street.Unlit, orb.Point{0, 0}, orb.Point{100, 0})
	b.add(overlay.Object{Kind: overlay.Building, Geometry: rectangle(0, 60, 20, 80)})
	return b
}

func only(t *testing.T, w Worklist) Item {
	t.Helper()
	if len(w.Items) != 1 {
		t.Fatalf("got %d items, want 1: %+v", len(w.Items), w.Items)
	}
	return w.Items[0]
}

// A hedge of 1.6 m fills half of the band from 0.7 to 2.5 m, (1.6−0.7)/1.8 = 0.5, and hides
// whoever stands behind it, 2 m from the path from 40 to 60 m. From the places at 45 and 55 it
// is 2 m away; from 35 its corner is √(5²+2²) = 5.4 m away, more than the 5 m that count.
func TestCutHedge(t *testing.T) {
	b := parkway()
	b.plant("hedge", 1.6, 40, 2, 60, 3).Props.Protected = "alley"
	b.report(50, 0, night, time.Minute, "overgrown_place")
	it := only(t, rank(t, b.Input, Clearing, Params{}))
	if it.Action != Cut || !near(it.Before.ConcealedM, 20, 1e-6) || it.After.ConcealedM != 0 || it.After.GreenM != 100 || it.Owner != "VME" {
		t.Errorf("got %+v", it)
	}
	if got, want := it.Title.SV, "Klipp ned 1 häck till 0,7 m längs Parkvägen"; got != want {
		t.Errorf("got title %q, want %q", got, want)
	}
	if got, want := it.Why.EN, "along 20 m nobody can stand hidden any more; 1 report within 25 m in the last year, 1 after dark"; got != want {
		t.Errorf("got why %q, want %q", got, want)
	}
	if len(it.Mind) != 2 || !strings.Contains(it.Mind[0].SV, "dispens krävs") || !strings.Contains(it.Mind[1].SV, "1 april–31 juli") {
		t.Errorf("got mind %v", it.Mind)
	}
}

// What stands low, begins high or is thin hides nobody, and a hedge from which nobody is hidden
// is not cut.
func TestNothingToClear(t *testing.T) {
	b := parkway()
	b.plant("hedge", 1.5, 40, 2, 60, 3)   // (1.5−0.7)/1.8 = 0.44 of the band
	b.plant("tree", 8, 70, 2, 75, 5)      // crown from 2.5 m
	b.plant("hedge", 1.6, 40, 30, 60, 31) // 30 m off
	if w := rank(t, b.Input, Clearing, Params{}); len(w.Items) != 0 {
		t.Errorf("got %+v, want none", w.Items)
	}
}

func TestRaiseAndThin(t *testing.T) {
	for name, test := range map[string]struct {
		plant func(b *builder)
		want  Action
	}{
		"spruce":  {func(b *builder) { low := 0.0; b.plant("tree", 12, 40, 2, 60, 6).Props.CrownBaseM = &low }, Raise},
		"wood":    {func(b *builder) { b.plant("wood", 15, 20, 2, 80, 40) }, Thin},
		"bushes":  {func(b *builder) { b.plant("shrub", 2, 40, 2, 60, 6) }, Cut},
		"thicket": {func(b *builder) { b.plant("scrub", 2, 0, 2, 100, 12) }, Thin},
	} {
		t.Run(name, func(t *testing.T) {
			b := parkway()
			test.plant(b)
			it := only(t, rank(t, b.Input, Clearing, Params{}))
			if it.Action != test.want || it.Before.ConcealedM <= 0 || it.After.ConcealedM != 0 {
				t.Errorf("got %s from %g to %g m, want %s", it.Action, it.Before.ConcealedM, it.After.ConcealedM, test.want)
			}
		})
	}
}

// A crossing at the middle of a street of 100 m. From the kerb 4 m to its north one looks to the
// middle of the street 25 m ahead, along (50, 4)–(75, 0): a hedge from x = 55 and y = 3 to 4 is
// met at x = 55, where the line is at y = 4·20/25 = 3.2: after a fifth of it, at 5 m.
func TestOpenCrossing(t *testing.T) {
	b := newBuilder()
	b.street("Storgatan", "residential", street.Lit, orb.Point{0, 0}, orb.Point{100, 0})
	b.street("Sidogatan", "residential", street.Lit, orb.Point{0, 200}, orb.Point{100, 200})
	b.place("crossing", orb.Point{50, 0})
	b.place("crossing", orb.Point{50, 200})
	b.plant("hedge", 2, 55, 3, 58, 4)
	b.plant("hedge", 2, 55, 208, 58, 209) // beside the line of sight
	b.add(overlay.Object{Kind: overlay.Building, Geometry: rectangle(0, 60, 20, 80)})
	it := only(t, rank(t, b.Input, SightLines, Params{}))
	if it.Action != Open || it.Street != "Storgatan" || !near(it.Before.SightM, 5, 1e-9) || it.After.SightM != SightFarM {
		t.Errorf("got %+v", it)
	}
	if got, want := it.Title.EN, "Open the sight at the crossing on Storgatan: 1 hedge"; got != want {
		t.Errorf("got title %q, want %q", got, want)
	}
	if want := "sikten från trottoaren ökar från 5 m till 25 m"; !strings.Contains(it.Why.SV, want) {
		t.Errorf("got why %q, want %q in it", it.Why.SV, want)
	}
}

// A crossing that a house hides is told, and not to be mended by clearing.
func TestCrossingBehindAHouse(t *testing.T) {
	b := newBuilder()
	b.street("Storgatan", "residential", street.Lit, orb.Point{0, 0}, orb.Point{100, 0})
	b.place("crossing", orb.Point{50, 0})
	b.add(overlay.Object{Kind: overlay.Building, Geometry: rectangle(55, 1, 80, 20)})
	w := rank(t, b.Input, SightLines, Params{})
	if len(w.Items) != 0 || !strings.Contains(w.Notes[2].EN, "buildings or walls cut the sight at 1 crossing") {
		t.Errorf("got %+v, notes %q", w.Items, w.Notes)
	}
}

// A bend by a school, with a shrubbery straight ahead of who comes to it. Of the six places, at
// 5, 15 … 55 m, those at 15 and 25 have it 19 and 9 m ahead, less than 25, and as wide as the
// 15 degrees to each side that count (19·tan 15° = 5 m): 20 of 60 m are blocked.
func TestWayToSchool(t *testing.T) {
	b := newBuilder()
	b.street("Skolstigen", "footway", street.Lit, orb.Point{0, 0}, orb.Point{30, 0}, orb.Point{30, 30})
	b.plant("shrub", 2, 34, -10, 38, 10)
	b.add(overlay.Object{Kind: overlay.Building, Geometry: rectangle(0, 60, 20, 80)})
	if w := rank(t, b.Input, SightLines, Params{}); len(w.Items) != 0 {
		t.Errorf("without a school: got %+v, want none", w.Items)
	}
	b.place("school", rectangle(40, 0, 80, 30))
	it := only(t, rank(t, b.Input, SightLines, Params{}))
	if it.Action != Open || !it.School || !near(it.Before.BlockedM, 20, 0.01) || it.After.BlockedM != 0 {
		t.Errorf("got %+v", it)
	}
}

// A wood beside two streets is named by the one where thinning gives most: it lies along 10 m of
// the first, and 66 m of the second.
func TestWoodIsNamedByWhereItHides(t *testing.T) {
	b := newBuilder()
	b.street("Tvärstigen", "footway", street.Unlit, orb.Point{22, -60}, orb.Point{22, 0})
	b.street("Parkvägen", "footway", street.Unlit, orb.Point{22, 0}, orb.Point{122, 0})
	b.add(overlay.Object{Kind: overlay.Building, Geometry: rectangle(0, 60, 20, 80)})
	b.plant("wood", 15, 24, -12, 90, -2)
	if it := only(t, rank(t, b.Input, Clearing, Params{})); it.Street != "Parkvägen" || !strings.HasSuffix(it.Title.EN, "along Parkvägen") {
		t.Errorf("got %q on %q", it.Title.EN, it.Street)
	}
}
