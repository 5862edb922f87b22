package measure

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tryggled/internal/hotspot"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// drawTown is streets in a grid with lamps, hedges, houses and cameras scattered over it.
func drawTown(t *rapid.T) *builder {
	b := newBuilder()
	for i := range 3 {
		at := float64(i) * 60
		b.street("", "footway", street.LightUnknown, orb.Point{0, at}, orb.Point{120, at})
		b.street("", "footway", street.Lit, orb.Point{at, 0}, orb.Point{at, 120})
	}
	for range rapid.IntRange(0, 8).Draw(t, "objects") {
		b.add(drawObject(t))
	}
	b.hotspot(100, rectangle(-10, -10, 70, 70))
	b.hotspot(80, rectangle(50, 50, 130, 130))
	b.expose(t)
	streets := hotspot.NewStreets(b.Segments, b.Exposures)
	for i := range b.Hotspots { // as an analysis of these streets would have them
		h := &b.Hotspots[i]
		h.Factors = []hotspot.Factor{{Name: "darkness", Times: 1, Weight: 0.5}, {Name: "concealment", Times: 1, Weight: 0.25}}
		*h = h.With(streets.Around(h.Shape))
	}
	return b
}

func drawObject(t *rapid.T) overlay.Object {
	x, y := float64(rapid.IntRange(-20, 140).Draw(t, "x")), float64(rapid.IntRange(-20, 140).Draw(t, "y"))
	o := overlay.Object{Geometry: orb.Point{x, y}, Source: rapid.SampledFrom([]string{overlay.SourceOSM, "register"}).Draw(t, "source")}
	switch o.Kind = rapid.SampledFrom(overlay.Exposing[:4]).Draw(t, "kind"); o.Kind {
	case overlay.Lamp:
		o.Props.Status = rapid.SampledFrom([]overlay.Status{"", overlay.Broken}).Draw(t, "status")
	case overlay.Vegetation:
		o.Props.Class, o.Geometry = "hedge", rectangle(x, y, x+20, y+1)
	case overlay.Building:
		o.Geometry = rectangle(x, y, x+9, y+7)
	case overlay.Camera:
		bearing := float64(rapid.IntRange(0, 359).Draw(t, "bearing"))
		o.Props.BearingDeg = &bearing
	}
	return o
}

// What a proposal would change is what is worked out of a town in which it has been done.
func TestWhatIfIsComputingAnew(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawTown(t)
		var p Proposal
		done := slices.Clone(b.Objects)
		for _, o := range b.Objects {
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0:
				p.Remove = append(p.Remove, o.ID)
				done = slices.DeleteFunc(done, func(d overlay.Object) bool { return d.ID == o.ID })
			case 1:
				other := drawObject(t)
				if other.Kind == o.Kind {
					other.ID, other.Source, other.ExternalID = o.ID, o.Source, o.ExternalID
					p.Change = append(p.Change, other)
					done[slices.IndexFunc(done, func(d overlay.Object) bool { return d.ID == o.ID })] = other
				}
			}
		}
		for range rapid.IntRange(0, 3).Draw(t, "new") {
			o := drawObject(t)
			p.Add, done = append(p.Add, o), append(done, o)
		}
		o, err := WhatIf(context.Background(), b.Input, p)
		if err != nil {
			t.Fatal(err)
		}
		got := slices.Clone(b.Exposures)
		for _, s := range o.Segments {
			got[s.Segment-1] = s.After
		}
		after := *b
		after.Objects = done
		want := after.expose(t)
		if diff := cmp.Diff(want.Exposures, got); diff != "" {
			t.Fatalf("exposures (-anew +what if):\n%s", diff)
		}
		streets := hotspot.NewStreets(want.Segments, want.Exposures)
		for _, h := range o.Hotspots {
			i := slices.IndexFunc(b.Hotspots, func(x hotspot.Hotspot) bool { return x.Name == h.Name })
			if anew := b.Hotspots[i].With(streets.Around(b.Hotspots[i].Shape)); !near(anew.Priority, h.After.Priority, 1e-9) {
				t.Fatalf("%s: got priority %v, want %v", h.Name.EN, h.After.Priority, anew.Priority)
			}
		}
		if len(p.Add)+len(p.Change)+len(p.Remove) == 0 && len(o.Segments)+len(o.Hotspots) > 0 {
			t.Fatalf("nothing is proposed and %d segments change", len(o.Segments))
		}
	})
}
