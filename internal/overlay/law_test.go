package overlay

import (
	"context"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tryggled/internal/municipality"
	"tryggled/internal/overlay/light"
	"tryggled/internal/street"
)

// Whatever is edited, computing what the change touches gives every segment what computing
// all of them anew gives: through the service, which reads no more than it must.
func TestRenewingWhatIsTouchedIsRenewingAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, m := draw{t}, municipality.Municipality{Code: "1983"}
		segments := d.streets()
		store := &memory{segments: segments, objects: d.objects(segments), lastID: 1000}
		service := Service{Store: store, Streets: store}
		if _, err := service.Renew(t.Context(), m, nil); err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 3).Draw(t, "edits") {
			d.edit(t.Context(), service, store, m)
		}
		if len(store.pending) > 0 {
			t.Fatalf("%d changes are left", len(store.pending))
		}
		want, err := Compute(t.Context(), street.NewGraph(segments), nil, store.objects, Params{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := store.Exposures(t.Context(), m.Code, everywhere)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(got, want); diff != "" {
			t.Fatalf("stored and computed anew (-stored +anew):\n%s", diff)
		}
	})
}

// edit enters, changes or removes one object: through the service, or in the store alone, as an
// import does, and then renewed.
func (d draw) edit(ctx context.Context, service Service, store *memory, m municipality.Municipality) {
	kind := rapid.SampledFrom(Kinds).Draw(d.T, "edited kind")
	of, err := store.Objects(ctx, m.Code, kind)
	o := d.object(kind, store.segments)
	how := rapid.IntRange(0, 2).Draw(d.T, "how")
	switch {
	case err != nil:
	case (len(of) == 0 || how == 0) && o.Validate() == nil:
		_, err = service.Create(ctx, m, o)
	case len(of) == 0 || how == 0: // what would be refused by hand
		_, err = store.Create(ctx, m.Code, o)
	default:
		old := of[rapid.IntRange(0, len(of)-1).Draw(d.T, "edited")]
		if how == 1 {
			err = service.Delete(ctx, m, kind, old.ID, old.Revision)
			break
		}
		o.ID, o.Revision = old.ID, old.Revision
		if rapid.Bool().Draw(d.T, "in place") {
			o.Geometry = old.Geometry
		}
		_, err = store.Update(ctx, m.Code, o)
	}
	if err == nil {
		_, err = service.Renew(ctx, m, nil)
	}
	if err != nil {
		d.Fatal(err)
	}
}

// A subset is computed as the whole is, and so is everything on one thread.
func TestPartsAreComputedAsTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw{t}
		segments := d.streets()
		network, objects := street.NewGraph(segments), d.objects(segments)
		whole, err := Compute(t.Context(), network, nil, objects, Params{})
		if err != nil {
			t.Fatal(err)
		}
		which := rapid.SliceOfNDistinct(rapid.IntRange(0, len(segments)-1), 0, len(segments), rapid.ID).Draw(t, "which")
		if which == nil {
			which = []int{}
		}
		part, err := Compute(t.Context(), network, which, objects, Params{})
		if err != nil {
			t.Fatal(err)
		}
		for k, i := range which {
			if diff := cmp.Diff(part[k], whole[i]); diff != "" {
				t.Fatalf("segment %d (-part +whole):\n%s", i, diff)
			}
		}
	})
}

func TestThreadsChangeNothing(t *testing.T) {
	segments, objects := gridTown(6, 40)
	many := look(t, segments, objects...)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if diff := cmp.Diff(look(t, segments, objects...), many); diff != "" {
		t.Errorf("one thread and many (-one +many):\n%s", diff)
	}
}

// Every share lies from 0 to 1 and is a number, and nothing is said where nothing is known.
func TestExposureLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw{t}
		segments := d.streets()
		objects := d.objects(segments)
		exposures, err := Compute(t.Context(), street.NewGraph(segments), nil, objects, Params{})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range exposures {
			if len(e.Light) == 0 || e.Light[0].From != 0 {
				t.Fatalf("no light from midnight: %+v", e.Light)
			}
			for _, l := range e.Light {
				checkLit(t, l)
			}
			for _, s := range []Sight{e.LeafOn, e.LeafOff} {
				checkShares(t, s.ConcealKnown, s.Concealed)
				checkShares(t, s.ProspectKnown, s.Blocked, s.AheadM/50)
			}
			checkShares(t, e.Escape.Known, e.Escape.Blocked)
			c := e.Camera
			checkShares(t, c.Known, c.Detect, c.Observe, c.Recognise, c.Identify, c.Overlap, c.Possible)
			if c.Identify > c.Recognise || c.Recognise > c.Observe || c.Observe > c.Detect || c.Detect+c.Possible > 1+1e-3 {
				t.Fatalf("bands do not hold each other: %+v", c)
			}
			checkLit(t, e.Typical().Light)
			for _, l := range e.Light { // of a lower bound no class below P6 is told
				if l.Known() > 0 && l.Class == 0 && light.ClassOf(l.Mean, l.Min) != light.Below {
					t.Fatalf("light without a class: %+v", l)
				}
			}
		}
	})
}

func checkLit(t *rapid.T, l Lit) {
	checkShares(t, l.Known(), l.Dark, l.Evenness())
	checkShares(t, 1, l.ByLamps, l.ByTag)
	if !(l.Min <= l.Mean && l.SemiMin >= 0) || l.Known() == 0 && (l.Mean != 0 || l.Class != 0) {
		t.Fatalf("light %+v", l)
	}
}

// checkShares fails for a share outside 0 to 1, and for any of something of which nothing is
// known.
func checkShares(t *rapid.T, known float64, shares ...float64) {
	t.Helper()
	for _, share := range append(shares, known) {
		if !(share >= 0 && share <= 1) || known == 0 && share != 0 {
			t.Fatalf("shares %v with %v known", shares, known)
		}
	}
}

// lighter fails where something is darker with a lamp than without.
func lighter(t *rapid.T, with, without []Exposure) {
	t.Helper()
	for i := range with {
		for minute := Clock(0); minute < dayMinutes; minute += 30 {
			a, b := with[i].LitAt(minute), without[i].LitAt(minute)
			semi := a.SemiMin >= b.SemiMin || a.ByLamps != b.ByLamps     // it is of the part known by lamps
			duller := a.Class < b.Class && a.Class != light.ClassUnknown // of a lower bound no class below P6 is told
			if a.Mean < b.Mean || a.Min < b.Min || !semi || a.Dark > b.Dark || duller {
				t.Fatalf("segment %d at %v: %+v with the lamp, %+v without", i, minute, a, b)
			}
		}
	}
}

// A lamp that breaks makes no street lighter at any hour, and one more that burns makes none
// darker where a register or a tag had told of its light before.
func TestLampsOnlyLight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw{t}
		segments := d.streets()
		objects, lamp := d.objects(segments), d.object(Lamp, segments)
		lamp.Props.Status = Working
		compute := func(objects ...Object) []Exposure {
			exposures, err := Compute(t.Context(), street.NewGraph(segments), nil, objects, Params{})
			if err != nil {
				t.Fatal(err)
			}
			return exposures
		}
		objects = slices.Clip(objects)
		with, out := compute(append(objects, lamp)...), lamp
		out.Props.Status = Broken
		lighter(t, with, compute(append(objects, out)...))

		lamp.Props.Dimming = nil
		everywhere := Object{Kind: Lamp, Source: "register", Props: Props{Lighting: Lighting{Status: Broken}}}
		if rapid.Bool().Draw(t, "by tag") {
			lamp.Source = SourceOSM
			for i := range segments {
				segments[i].Light = street.Lit
			}
			for i := range objects { // a lamp out beside it would be heard of only with this one
				if s := objects[i].Source; s == SourceOSM || s == SourceHand {
					objects[i].Props.Lighting = Lighting{}
				}
			}
		} else {
			for _, s := range segments {
				for _, p := range placesOf(s, 3, nil) {
					everywhere.Geometry = p.at
					objects = append(objects, everywhere)
				}
			}
		}
		objects = slices.Clip(objects)
		lighter(t, compute(append(objects, lamp)...), compute(objects...))
	})
}

// Touched and Around answer for no changes, for places and for everything.
func TestTouched(t *testing.T) {
	segments := []street.Segment{line(1, "", orb.Point{0, 0}, orb.Point{100, 0}), line(2, "", orb.Point{0, 300}, orb.Point{100, 300})}
	at := func(kind Kind, x, y float64) []Change { return []Change{{Kind: kind, Bound: orb.Point{x, y}.Bound()}} }
	tests := []struct {
		name    string
		changes []Change
		want    []int
	}{
		{"none", nil, []int{}},
		{"a lamp within reach", at(Lamp, 50, 40), []int{0}},
		{"a lamp between the streets", at(Lamp, 50, 150), []int{}},
		{"a hedge between the streets", at(Vegetation, 50, 150), []int{0, 1}},
		{"a hedge beyond", at(Vegetation, 50, 560), []int{}},
		{"a house beyond", at(Building, 50, 560), []int{1}},
		{"a house farther away", at(Building, 50, 780), []int{1}},
		{"a house far away", at(Building, 50, 810), []int{}},
		{"a lake", at(Backdrop, 50, 50), []int{0}},
		{"a school", at(Place, 50, 0), []int{}},
		{"the streets", []Change{{Bound: orb.Point{0, 0}.Bound()}}, []int{0, 1}},
		{"somewhere", []Change{{Kind: Lamp, Bound: everywhere}}, []int{0, 1}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(Touched(segments, test.changes), test.want); diff != "" {
				t.Errorf("touched (-got +want):\n%s", diff)
			}
		})
	}
	if box := Around(segments, nil); !box.IsEmpty() {
		t.Errorf("objects are read around no street: %v", box)
	}
}
