package measure

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tryggled/internal/fault"
	"tryggled/internal/overlay"
	"tryggled/internal/overlay/light"
	"tryggled/internal/street"
)

// anyTown draws a few streets with things beside them.
func anyTown(t *rapid.T) *builder {
	b := newBuilder()
	coord := rapid.IntRange(0, 12)
	at := func() orb.Point { return orb.Point{20 * float64(coord.Draw(t, "x")), 20 * float64(coord.Draw(t, "y"))} }
	for range rapid.IntRange(1, 5).Draw(t, "streets") {
		from, to := at(), at()
		if from != to {
			b.street(rapid.SampledFrom([]string{"", "A", "B"}).Draw(t, "name"), "footway",
				rapid.SampledFrom([]street.Light{"", street.Lit, street.Unlit}).Draw(t, "tag"), from, to)
		}
	}
	source := rapid.SampledFrom([]string{overlay.SourceOSM, "register"})
	for range rapid.IntRange(0, 8).Draw(t, "lamps") {
		p := at()
		o := b.lamp(p[0]+3, p[1]+2, rapid.SampledFrom([]overlay.Status{overlay.Working, overlay.Broken, ""}).Draw(t, "status"))
		o.Source, o.Props.Owner = source.Draw(t, "source"), rapid.SampledFrom([]string{"VME", "KBAB"}).Draw(t, "owner")
		if rapid.IntRange(0, 3).Draw(t, "low and bright") == 0 {
			o.Props.HeightM, o.Props.Lumens = 3, 35000
		}
		if rapid.Bool().Draw(t, "dimmed") {
			o.Props.Dimming = []overlay.Dim{{From: 23 * 60, To: 5 * 60, Share: 0.2}}
		}
	}
	for range rapid.IntRange(0, 8).Draw(t, "plants") {
		p, wide := at(), float64(rapid.IntRange(1, 40).Draw(t, "wide"))
		class := rapid.SampledFrom([]string{"hedge", "tree", "wood", "shrub"}).Draw(t, "class")
		b.plant(class, float64(rapid.IntRange(1, 12).Draw(t, "high")), p[0]+2, p[1]+2, p[0]+2+wide, p[1]+12)
	}
	for range rapid.IntRange(0, 3).Draw(t, "houses") {
		p := at()
		b.add(overlay.Object{Kind: overlay.Building, Geometry: rectangle(p[0]+3, p[1]+5, p[0]+15, p[1]+15)})
	}
	for range rapid.IntRange(0, 3).Draw(t, "places") {
		b.place(rapid.SampledFrom([]string{"school", "crossing"}).Draw(t, "place"), at())
	}
	for range rapid.IntRange(0, 6).Draw(t, "reports") {
		p := at()
		b.report(p[0], p[1], night, time.Minute, rapid.SampledFrom([]string{"theft", "drugs"}).Draw(t, "category"))
	}
	if rapid.Bool().Draw(t, "hot") {
		p := at()
		b.hotspot(90, rectangle(p[0]-50, p[1]-50, p[0]+50, p[1]+50))
		b.Hotspots[0].Hours = make([]float64, 168)
		b.Hotspots[0].Hours[23] = 1
	}
	return b
}

// loses tells whether anything is lost of what was known. Where more becomes known the mean, the
// least and the class may fall, and the dark grow by as much; the light in all does not.
func loses(b, a Effect) bool {
	more, tolerance := a.LightM-b.LightM, rounding*max(a.LightM, b.LightM)+slack
	switch {
	case more < -tolerance, a.GreenM < b.GreenM-slack, a.ConcealedM > b.ConcealedM+slack, a.BlockedM > b.BlockedM+slack, a.SightM < b.SightM-slack:
		return true
	case more > tolerance:
		return a.DarkM > b.DarkM+more+tolerance || a.MeanLux*a.LightM < b.MeanLux*b.LightM-tolerance*max(1, b.MeanLux)
	}
	return a.DarkM > b.DarkM+tolerance || a.MeanLux < b.MeanLux-slack || a.MinLux < b.MinLux-slack ||
		a.Class < b.Class && a.Class != light.ClassUnknown
}

// No piece of work makes any street in town darker, more hidden or less seen, those that its own
// gain leaves out too.
func TestNoStreetLoses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		town, err := newTown(t.Context(), anyTown(t).Input, DefaultParams())
		if err != nil {
			t.Fatal(err)
		}
		found, _, err := town.find(t.Context(), rapid.SampledFrom(Lists).Draw(t, "list"))
		if err != nil {
			t.Fatal(err)
		}
		useful, _, err := town.reckon(t.Context(), found)
		if err != nil {
			t.Fatal(err)
		}
		streets := make([]int, len(town.Segments))
		for i := range streets {
			streets[i] = i
		}
		for _, c := range useful {
			objects := slices.Clone(town.built.objects)
			for _, kind := range []things{town.lamps, town.greens} {
				some := change{}
				if kind.index == c.of.index {
					some = c.change
				}
				objects = append(objects, some.apply(kind, kind.near(town.boundOf(streets).Pad(1000)))...)
			}
			after, err := overlay.Compute(t.Context(), town.network, streets, objects, overlay.Params{})
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range streets {
				b := town.effect([]int{i}, []seen{look(town.exposures[i], c.at)})
				a := town.effect([]int{i}, []seen{look(after[i], c.at)})
				if loses(b, a) {
					t.Fatalf("%s of %d objects, %d new: segment %d loses: before %+v, after %+v", c.Action, len(c.works), len(c.New), i, b, a)
				}
			}
		}
	})
}

// Nothing that is proposed makes its streets darker, more hidden or less seen; it gains something;
// ranks run from 1 and keys name one thing.
func TestWorkOnlyGains(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := anyTown(t).Input
		list := rapid.SampledFrom(Lists).Draw(t, "list")
		w, err := Rank(t.Context(), in, list, Params{})
		if err != nil {
			t.Fatal(err)
		}
		keys := map[string]bool{}
		for k, it := range w.Items {
			b, a := it.Before, it.After
			if loses(b, a) {
				t.Fatalf("%s loses: before %+v, after %+v", it.Title.EN, b, a)
			}
			if a == b {
				t.Fatalf("%s gains nothing: %+v", it.Title.EN, b)
			}
			if it.Rank != k+1 || keys[it.Key] || it.LengthM <= 0 || len(it.Segments) == 0 || it.Why.SV == "" || it.Why.EN == "" {
				t.Fatalf("item %d: got %+v", k, it)
			}
			keys[it.Key] = true
		}
	})
}

// The order of the input changes nothing.
func TestOrderOfInput(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := anyTown(t).Input
		list := rapid.SampledFrom(Lists).Draw(t, "list")
		want, err := Rank(t.Context(), in, list, Params{})
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(1, rapid.Uint64().Draw(t, "seed")))
		mixed := in
		mixed.Segments, mixed.Objects = slices.Clone(in.Segments), slices.Clone(in.Objects)
		r.Shuffle(len(mixed.Segments), func(i, j int) { mixed.Segments[i], mixed.Segments[j] = mixed.Segments[j], mixed.Segments[i] })
		r.Shuffle(len(mixed.Objects), func(i, j int) { mixed.Objects[i], mixed.Objects[j] = mixed.Objects[j], mixed.Objects[i] })
		got, err := Rank(t.Context(), mixed, list, Params{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(Item{})); diff != "" {
			t.Fatalf("another order gives another list (-one +other):\n%s", diff)
		}
	})
}

// An open list knows nothing of restricted reports.
func TestOpenListKnowsNothingRestricted(t *testing.T) {
	b := storgatan()
	b.report(90, 0, night, time.Minute, "drugs")
	b.report(90, 0, night, time.Minute, "theft")
	if got := rank(t, b.Input, Lighting, Params{}).Items[0].Reports; got != 2 {
		t.Errorf("got %d reports, want 2", got)
	}
	if got := rank(t, b.Input, Lighting, Params{Open: true}).Items[0].Reports; got != 1 {
		t.Errorf("open: got %d reports, want 1", got)
	}
}

// What has no place or no shape is no work, and stops nothing.
func TestOddInput(t *testing.T) {
	odd := newBuilder()
	odd.street("", "footway", street.Unlit, orb.Point{0, 0}, orb.Point{0, 0})
	odd.Segments = append(odd.Segments, street.Segment{ID: 9, Name: "Ingenstans"})
	odd.hotspot(50, nil)
	for _, kind := range overlay.Kinds {
		for _, g := range []orb.Geometry{nil, orb.Polygon{}, orb.MultiPolygon{}, orb.Collection{}, orb.LineString{}, orb.Point{}} {
			o := odd.add(overlay.Object{Kind: kind, Geometry: g})
			o.Props.Status, o.Props.Class = overlay.Broken, "crossing"
		}
	}
	odd.report(0, 0, night, 0, "theft")
	for _, in := range []Input{{}, odd.Input} {
		for _, list := range Lists {
			for _, it := range rank(t, in, list, Params{}).Items {
				if math.IsNaN(it.After.MeanLux + it.Priority + it.LengthM + it.After.SightM) {
					t.Errorf("%s: got %+v", list, it)
				}
			}
		}
	}
	if _, err := Rank(t.Context(), Input{}, "gardening", Params{}); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want Invalid", err)
	}
}

// A hedge drawn as a line is cut as one drawn as a surface.
func TestHedgeAsALine(t *testing.T) {
	b := parkway()
	b.plant("hedge", 1.6, 0, 0, 0, 0).Geometry = orb.LineString{{20, 3}, {80, 3}}
	if it := only(t, rank(t, b.Input, Clearing, Params{})); it.Action != Cut || !near(it.Before.ConcealedM, 60, 1e-6) || it.After.ConcealedM != 0 {
		t.Errorf("got %+v", it)
	}
}

// What category the table does not hold may be a restricted one: it is kept from an open list.
func TestOpenListKnowsNothingUnlisted(t *testing.T) {
	b := storgatan()
	b.report(90, 0, night, time.Minute, "own_category")
	if got := rank(t, b.Input, Lighting, Params{}).Items[0].Reports; got != 1 {
		t.Errorf("got %d reports, want 1", got)
	}
	if got := rank(t, b.Input, Lighting, Params{Open: true}).Items[0].Reports; got != 0 {
		t.Errorf("open: got %d reports, want 0", got)
	}
}
