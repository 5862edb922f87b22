package measure

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"tryggled/internal/overlay"
	"tryggled/internal/overlay/light"
	"tryggled/internal/street"
)

// storgatan is 180 m with a lamp each 30 m, 2 m beside its middle, three of which are broken.
// With all in order, by E(d) = 2673.8/(d²+36)^1.5 with d² = x²+2²:
//
//	between two lamps, x = 15: 2·2673.8/(225+40)^1.5 = 2·0.620 = 1.24 lx
//	first place, x = 13.5 from one lamp: 2673.8/(182.25+40)^1.5 = 0.807 lx, the least
//	all of a lamp's light along the middle: 2·2673.8·40/(40·√1640) = 132 lx·m within 40 m;
//	6 of them, less 4.4 lx·m that fall past each end, over 180 m is 783.4/180 = 4.35 lx
//
// which is P5: mean at least 3, least at least 0.6. Broken lamps at 75, 105 and 135 leave the
// place at 105 with none in reach: 0 lx, below P6.
func storgatan() *builder {
	b := newBuilder()
	b.street("Storgatan", "residential", street.LightUnknown, orb.Point{0, 0}, orb.Point{180, 0})
	for k := range 6 {
		status := overlay.Working
		if k >= 2 && k <= 4 {
			status = overlay.Broken
		}
		b.lamp(15+30*float64(k), -2, status).Props.UnitCost = 1200
	}
	return b
}

func TestMend(t *testing.T) {
	b := storgatan()
	for k := range 14 {
		at := night
		if k >= 11 {
			at = noon
		}
		b.report(10*float64(k), 20, at, 10*time.Minute, "vandalism")
	}
	b.report(90, 40, night, time.Minute, "vandalism")                // 40 m off
	b.report(90, 0, night, time.Minute, "positive")                  // never counts
	b.report(90, 0, since.Add(-time.Hour), time.Minute, "vandalism") // too old
	b.hotspot(80, rectangle(60, -30, 120, 30))
	w := rank(t, b.Input, Lighting, Params{})
	if len(w.Items) != 1 {
		t.Fatalf("got %d items, want 1: %+v", len(w.Items), w.Items)
	}
	it := w.Items[0]
	if it.Action != Mend || it.Rank != 1 || len(it.Objects) != 3 || it.Owner != "VME" || it.CostKr != 3600 || !it.CostKnown || it.Priority != 80 {
		t.Errorf("got %+v", it)
	}
	if it.Before.Class != light.Below || it.Before.MinLux != 0 || it.After.Class != light.P5 ||
		!near(it.After.MinLux, 0.807, 0.001) || !near(it.After.MeanLux, 4.352, 0.005) || it.LiftedM != 180 {
		t.Errorf("got before %+v, after %+v, lifted %g", it.Before, it.After, it.LiftedM)
	}
	if got, want := it.Title.EN, "Mend 3 lamps on Storgatan"; got != want {
		t.Errorf("got title %q, want %q", got, want)
	}
	want := "180 m går från under P6 till P5; 14 rapporter inom 25 m det senaste året, 11 efter mörkrets inbrott; rör 100 % av gatorna i den prioriterade platsen 1, H1"
	if it.Why.SV != want {
		t.Errorf("got why\n%s, want\n%s", it.Why.SV, want)
	}
}

// A path with no lamps that its tag says is unlit. P4 asks for lamps at most 26 m apart (mean
// 132/26 = 5.1 lx, least 2·2673.8/(169+40)^1.5 = 1.77 lx): 120/26 is 5 lamps, 24 m apart.
// At 1.5 m from the end the first lamp, 10.5 m away, gives 2673.8/(110.25+40)^1.5 = 1.45 lx and
// the next, 34.5 m away, 2673.8/(1190.25+40)^1.5 = 0.06 lx.
func TestAdd(t *testing.T) {
	b := newBuilder()
	b.street("Storgatan", "residential", street.Lit, orb.Point{0, 100}, orb.Point{120, 100})
	id := b.street("", "footway", street.Unlit, orb.Point{0, 0}, orb.Point{120, 0})
	b.hotspot(50, rectangle(60, -30, 120, 30))
	w := rank(t, b.Input, Lighting, Params{})
	if len(w.Items) != 1 {
		t.Fatalf("got %d items, want 1: %+v", len(w.Items), w.Items)
	}
	it := w.Items[0]
	if it.Action != Add || len(it.New) != 5 || len(it.Segments) != 1 || it.Segments[0] != id || it.CostKnown {
		t.Fatalf("got %+v", it)
	}
	if at := it.New[0].Geometry.(orb.Point); !near(at[0], 12, 1e-9) || !near(at[1], -2, 1e-9) {
		t.Errorf("got the first lamp at %v, want 12 -2", at)
	}
	if it.Before.Class != light.Below || it.After.Class != light.P4 || !near(it.After.MinLux, 1.452+0.062, 0.002) || it.LiftedM != 120 {
		t.Errorf("got before %+v, after %+v, lifted %g", it.Before, it.After, it.LiftedM)
	}
	if got, want := it.Title.SV, "Sätt upp 5 lampor på gångvägen vid Storgatan"; got != want {
		t.Errorf("got title %q, want %q", got, want)
	}
}

func TestSpacing(t *testing.T) {
	for class, want := range map[light.Class]float64{
		light.P5: 39, // least 2·2673.8/(19.5²+40)^1.5 = 0.62 of 0.6; at 40 m 0.58
		light.P4: 26, // mean 132/26 = 5.08 of 5
		light.P1: 10, // 15 lx is out of reach for them
	} {
		if got := Spacing(class); got != want {
			t.Errorf("%v: got %g, want %g", class, got, want)
		}
	}
}

// Lamps dimmed to a tenth from 23 to 05 leave 0.12 lx between them; in full they give P5. The
// hotspot is hot when all of it happens on Saturdays at 23, and not when it does at 18.
func TestUndim(t *testing.T) {
	for _, test := range []struct {
		hour, want int
	}{{23, 1}, {18, 0}} {
		b := storgatan()
		for k := range b.Objects {
			b.Objects[k].Props.Status = overlay.Working
			b.Objects[k].Props.Dimming = []overlay.Dim{{From: 23 * 60, To: 5 * 60, Share: 0.1}}
		}
		b.hotspot(50, rectangle(60, -30, 120, 30))
		b.Hotspots[0].Hours = make([]float64, 168)
		b.Hotspots[0].Hours[5*24+test.hour] = 1
		w := rank(t, b.Input, Lighting, Params{})
		if len(w.Items) != test.want {
			t.Fatalf("at %d: got %d items, want %d: %+v", test.hour, len(w.Items), test.want, w.Items)
		}
		if test.want == 0 {
			continue
		}
		it := w.Items[0]
		if it.Action != Undim || len(it.Objects) != 6 || it.Before.Class != light.Below || it.After.Class != light.P5 ||
			!near(it.Before.MinLux, 0.0807, 0.0001) {
			t.Errorf("got %+v", it)
		}
		if got, want := it.Why.EN, "180 m rises from below P6 to P5 at 23:00–05:00; no reports within 25 m in the last year; concerns 100% of the streets of hotspot 1, H1"; got != want {
			t.Errorf("got why %q, want %q", got, want)
		}
	}
}

// Broken lamps out of any street's reach are told, not listed; what is not known to be dark gets
// no lamps.
func TestLightingNotes(t *testing.T) {
	b := newBuilder()
	b.street("Storgatan", "residential", street.LightUnknown, orb.Point{0, 0}, orb.Point{180, 0})
	b.lamp(90, 300, overlay.Broken)
	b.hotspot(50, rectangle(60, -30, 120, 30))
	w := rank(t, b.Input, Lighting, Params{})
	if len(w.Items) != 0 {
		t.Errorf("got %+v, want none", w.Items)
	}
	said := map[string]bool{}
	for _, n := range w.Notes {
		said[n.EN] = true
	}
	for _, want := range []string{
		"no known street is lit by 1 broken lamp, left out of the list",
		"the lighting is known for 0% of the length of the streets; what is unknown counts neither as good nor as bad",
	} {
		if !said[want] {
			t.Errorf("got notes %q, want %q among them", w.Notes, want)
		}
	}
}

// A hotspot goes before a school, a school before reports after dark, and a school within a
// hotspot of two thirds the priority before it.
func TestLightingOrder(t *testing.T) {
	b := newBuilder()
	for k, name := range []string{"Tysta", "Hörda", "Heta", "Skolgatan"} {
		y := 500 * float64(k)
		b.street(name, "residential", street.LightUnknown, orb.Point{0, y}, orb.Point{60, y})
		b.lamp(15, y+2, overlay.Broken)
		b.lamp(45, y+2, overlay.Broken)
	}
	b.report(30, 500, night, time.Minute, "vandalism")
	b.hotspot(40, rectangle(0, 990, 60, 1010))
	b.place("school", rectangle(0, 1530, 60, 1600)) // 30 m from Skolgatan
	order := func() (streets []string) {
		for k, it := range rank(t, b.Input, Lighting, Params{}).Items {
			if math.IsNaN(it.After.MeanLux) || it.Rank != k+1 {
				t.Errorf("got %+v", it)
			}
			streets = append(streets, it.Street)
		}
		return streets
	}
	if diff := cmp.Diff([]string{"Heta", "Skolgatan", "Hörda", "Tysta"}, order()); diff != "" {
		t.Error(diff)
	}
	b.hotspot(30, rectangle(0, 1490, 60, 1510)) // 1.5·30 is more than 40
	if diff := cmp.Diff([]string{"Skolgatan", "Heta", "Hörda", "Tysta"}, order()); diff != "" {
		t.Error(diff)
	}
}

// One lamp is mended in a street of 400 m that is a hotspot from end to end, and whose other half
// has no lamps: the class of the whole stays below P6. What changes lies within 40 m of the lamp,
// from the beginning to 75 m: 75/400 of the hotspot, the report there and not the one 170 m off,
// and no school at the other end.
func TestOneLampInALongStreet(t *testing.T) {
	b := newBuilder()
	b.street("Långgatan", "residential", street.LightUnknown, orb.Point{0, 0}, orb.Point{400, 0})
	for k := range 7 {
		b.lamp(5+30*float64(k), 0, overlay.Working)
	}
	b.Objects[1].Props.Status = overlay.Broken // at 35 m
	b.report(30, 10, night, time.Minute, "theft")
	b.report(205, 0, night, time.Minute, "theft")
	b.place("school", rectangle(380, 20, 420, 60))
	b.hotspot(100, rectangle(-10, -10, 410, 10))
	w := rank(t, b.Input, Lighting, Params{})
	it := w.Items[slices.IndexFunc(w.Items, func(i Item) bool { return i.Action == Mend })]
	if !near(it.Hotspots[0].Share, 75.0/400, 0.01) || it.Reports != 1 || it.School || it.LengthM != 400 {
		t.Errorf("got share %g, %d reports, school %t, %g m", it.Hotspots[0].Share, it.Reports, it.School, it.LengthM)
	}
}

// A dimmed lamp of another owner that lifts no street out of the dark by itself is left as it is:
// with KBAB's alone in full the ends of the street still have 0.12 lx.
func TestUndimOfTwoOwners(t *testing.T) {
	b := storgatan()
	b.lamp(90, 3, overlay.Working).Props.Owner = "KBAB"
	for k := range b.Objects {
		b.Objects[k].Props.Status = overlay.Working
		b.Objects[k].Props.Dimming = []overlay.Dim{{From: 23 * 60, To: 5 * 60, Share: 0.1}}
	}
	b.hotspot(50, rectangle(60, -30, 120, 30))
	b.Hotspots[0].Hours = make([]float64, 168)
	b.Hotspots[0].Hours[5*24+2] = 1
	if it := only(t, rank(t, b.Input, Lighting, Params{})); it.Owner != "VME" || len(it.Objects) != 6 {
		t.Errorf("got %d lamps of %s, want the 6 of VME", len(it.Objects), it.Owner)
	}
}

// A dimming over midnight is one time, named whole. Three reports in ten came at 02, more than the
// 6.5 hours of 24 that the longest of these lasts.
func TestDimmingOverMidnight(t *testing.T) {
	for _, test := range []struct {
		dim    overlay.Dim
		sv, en string
	}{
		{overlay.Dim{From: 23 * 60, To: 5 * 60, Share: 0.1}, " kl. 23–05;", " at 23:00–05:00;"},
		{overlay.Dim{From: 22*60 + 30, To: 5 * 60, Share: 0.1}, " kl. 22.30–05.00;", " at 22:30–05:00;"},
		{overlay.Dim{From: 0, To: 5 * 60, Share: 0.1}, " kl. 00–05;", " at 00:00–05:00;"},
	} {
		b := storgatan()
		for k := range b.Objects {
			b.Objects[k].Props.Status = overlay.Working
			b.Objects[k].Props.Dimming = []overlay.Dim{test.dim}
		}
		b.hotspot(50, rectangle(60, -30, 120, 30))
		b.Hotspots[0].Hours = make([]float64, 168)
		b.Hotspots[0].Hours[2], b.Hotspots[0].Hours[12] = 0.3, 0.7
		it := only(t, rank(t, b.Input, Lighting, Params{}))
		if !strings.Contains(it.Why.SV, test.sv) || !strings.Contains(it.Why.EN, test.en) {
			t.Errorf("%v: got %q, %q", test.dim, it.Why.SV, it.Why.EN)
		}
	}
}

// Of a street of 100 m the light is known for 70, by low and bright lamps that leave 40 m of it
// dark: 6 lamps bunched at its beginning. Lamps further on make the rest known, which is dimmer than
// the bunch: the mean falls, and they are needed all the same.
func TestAddWhereTheMeanFalls(t *testing.T) {
	b := newBuilder()
	b.street("Parkvägen", "footway", street.LightUnknown, orb.Point{0, 0}, orb.Point{100, 0})
	for k := range 6 {
		o := b.lamp(6*float64(k), 0, overlay.Working)
		o.Props.HeightM, o.Props.Lumens = 3, 35000
	}
	b.hotspot(50, rectangle(-10, -10, 110, 10))
	it := only(t, rank(t, b.Input, Lighting, Params{}))
	if it.Action != Add || it.After.LightM <= it.Before.LightM || it.After.MeanLux >= it.Before.MeanLux || it.LiftedM <= 0 {
		t.Errorf("got %+v", it)
	}
	if strings.Contains(it.Why.EN, "mean light") {
		t.Errorf("got %q", it.Why.EN)
	}
}

// A path that forks into four arms of 12 m needs no lamp on each: two, on opposite arms and 2 m beside
// them, give the ends of the others 2673.8/(6²+10²+36)^1.5 = 1.19 and 2673.8/(6²+14²+36)^1.5 = 0.61 lx,
// 1.8 of the 1 lx that P4 asks for. Neither can be left out.
func TestAddOnAForkedPath(t *testing.T) {
	b := newBuilder()
	middle := orb.Point{0, 0}
	for _, end := range []orb.Point{{12, 0}, {-12, 0}, {0, 12}, {0, -12}} {
		b.street("Stjärnan", "footway", street.Unlit, middle, end)
	}
	b.hotspot(50, rectangle(-20, -20, 20, 20))
	it := only(t, rank(t, b.Input, Lighting, Params{}))
	if it.Action != Add || len(it.New) != 2 || !near(it.LiftedM, 48, 1e-6) || it.After.Class < light.P4 {
		t.Fatalf("got %d lamps, %+v", len(it.New), it)
	}
	for k := range it.New {
		lit, err := overlay.Compute(t.Context(), street.NewGraph(b.Segments), []int{0, 1, 2, 3}, slices.Delete(slices.Clone(it.New), k, k+1), overlay.Params{})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(lit, func(e overlay.Exposure) bool { return e.Typical().Light.Class < light.P4 }) {
			t.Errorf("lamp %d of %d can be left out", k+1, len(it.New))
		}
	}
}
