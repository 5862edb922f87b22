package measure

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/overlay/light"
	"tryggled/internal/street"
)

// expose works out the exposures of a town as it is.
func (b *builder) expose(t rapidT) Input {
	t.Helper()
	exposures, err := overlay.Compute(context.Background(), street.NewGraph(b.Segments), nil, b.Objects, overlay.Params{})
	if err != nil {
		t.Fatal(err)
	}
	b.Exposures = exposures
	return b.Input
}

type rapidT interface {
	Helper()
	Fatal(args ...any)
}

// darkTown is a street of 30 m whose only lamp, 3 m beside its beginning, is broken, and
// another street far away; each has a hotspot.
func darkTown(t *testing.T) Input {
	b := newBuilder()
	b.street("Storgatan", "residential", street.LightUnknown, orb.Point{0, 0}, orb.Point{30, 0})
	b.street("Bortgatan", "residential", street.LightUnknown, orb.Point{0, 700}, orb.Point{100, 700})
	b.lamp(0, -3, overlay.Broken)
	b.hotspot(90, rectangle(-5, -5, 35, 5))
	b.hotspot(70, rectangle(-5, 695, 105, 705))
	b.Hotspots[0].Factors = []hotspot.Factor{
		{Name: "reports", Value: 60, Times: 60, Weight: 1},
		{Name: "darkness", Value: 1, Times: 1.5, Weight: 0.5},
	}
	return b.expose(t)
}

func newLamp(x, y float64) overlay.Object {
	return overlay.Object{Kind: overlay.Lamp, Geometry: orb.Point{x, y}, Props: overlay.Props{HeightM: 6, Lighting: overlay.Lighting{Lumens: 3500}}}
}

// A lamp 3 m beside the middle of the street lights it, by E = 2673.8/(d²+36)^1.5 with d² =
// 9 + along², at the ten places 1.5, 4.5, 7.5, 10.5 and 13.5 m to either side:
//
//	47.25^1.5 = 324.8 → 8.232    65.25^1.5 = 527.1 → 5.073    101.25^1.5 = 1018.8 → 2.624
//	155.25^1.5 = 1934.4 → 1.382  227.25^1.5 = 3425.7 → 0.7805
//
// Mean 3.618 lx, least 0.7805 lx: P5 (3/0.6), not P4 (5/1). Nothing is left dark, so the factor
// of darkness falls from 1 + 0.5·1 to 1 and the priority from 90 to 60, behind the other's 70.
func TestWhatIfALampIsAdded(t *testing.T) {
	o, err := WhatIf(t.Context(), darkTown(t), Proposal{Add: []overlay.Object{newLamp(15, 3)}})
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Segments) != 1 || o.Segments[0].Segment != 1 || o.Segments[0].Street != "Storgatan" {
		t.Fatalf("got changes of %+v, want of Storgatan alone", o.Segments)
	}
	before, after := o.Segments[0].Before.Light[0], o.Segments[0].After.Light[0]
	if before.Class != light.Below || before.Dark != 1 || after.Class != light.P5 || after.Dark != 0 {
		t.Errorf("got %v, dark %v, then %v, dark %v; want below_p6, 1, P5, 0", before.Class, before.Dark, after.Class, after.Dark)
	}
	if !near(after.Mean, 3.618, 0.001) || !near(after.Min, 0.7805, 0.0002) {
		t.Errorf("got mean %v and least %v lx, want 3.618 and 0.7805", after.Mean, after.Min)
	}
	want := Sum{
		Segments: 1, LengthM: 30, Moves: []Rise{{From: light.Below, To: light.P5, LengthM: 30}}, DarkM: Change{30, 0},
	}
	if diff := cmp.Diff(want, o.Sum); diff != "" {
		t.Errorf("sum (-want +got):\n%s", diff)
	}
	var got []string
	for _, h := range o.Hotspots {
		got = append(got, fmt.Sprintf("%s %d→%d %.1f→%.1f", h.Name.EN, h.Before.Rank, h.After.Rank, h.Before.Priority, h.After.Priority))
	}
	if diff := cmp.Diff([]string{"H1 1→2 90.0→60.0", "H2 2→1 70.0→70.0"}, got); diff != "" {
		t.Errorf("hotspots (-want +got):\n%s", diff)
	}
	says := lang.Text{
		SV: "Förslaget ändrar 30 m gata. 30 m går från under P6 till P5. Mörk gata: 30 m före, 0 m efter. En prioriterad plats får annan prioritet: H1, från 90,0 till 60,0.",
		EN: "The proposal changes 30 m of street. 30 m go from below P6 to P5. Dark street: 30 m before, 0 m after. One hotspot gets another priority: H1, from 90.0 to 60.0.",
	}
	if diff := cmp.Diff(says, o.Text); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
	if len(o.Notes) != 0 {
		t.Errorf("got notes %v, want none", o.Notes)
	}
}

// The priority after is the priority before by the changes of its factors: of darkness from
// 1.5 to 1 and of cameras, of which a register knows one farther off, from 1.15 to what a
// camera at the end of the street leaves unseen.
func TestWhatIfPriorityIsAProduct(t *testing.T) {
	in := darkTown(t)
	in.Hotspots[0].Factors = append(in.Hotspots[0].Factors, hotspot.Factor{Name: "no_camera", Times: 1.15, Weight: 0.15})
	bearing, away := 90.0, 270.0
	in.Objects = append(in.Objects, overlay.Object{ID: 99, Kind: overlay.Camera, Source: "register", Geometry: orb.Point{-100, 0}, Props: overlay.Props{
		Watching: overlay.Watching{BearingDeg: &away},
	}})
	var err error
	if in.Exposures, err = overlay.Compute(t.Context(), street.NewGraph(in.Segments), nil, in.Objects, overlay.Params{}); err != nil {
		t.Fatal(err)
	}
	camera := overlay.Object{Kind: overlay.Camera, Geometry: orb.Point{-1, 0}, Props: overlay.Props{HeightM: 4, Watching: overlay.Watching{
		BearingDeg: &bearing, FieldDeg: 68, RangeM: 16,
	}}}
	o, err := WhatIf(t.Context(), in, Proposal{Add: []overlay.Object{newLamp(15, 3), camera}})
	if err != nil {
		t.Fatal(err)
	}
	// It sees x from -1 to 15: the five places of ten at 1.5 to 13.5 m. A half is unseen:
	// 60·(1+0.15·0.5)/1.15 = 56.087.
	want := 64.5 / 1.15
	h := o.Hotspots[0]
	product := h.Before.Priority
	for i, f := range h.After.Factors {
		product *= f.Times / h.Before.Factors[i].Times
	}
	if !near(h.After.Priority, want, 1e-9) || !near(product, want, 1e-9) {
		t.Errorf("got priority %v and product %v, want %v", h.After.Priority, product, want)
	}
	if o.Sum.WatchedM != (Change{0, 15}) {
		t.Errorf("got watched %+v, want from 0 to 15 m", o.Sum.WatchedM)
	}
	if len(o.Notes) != 0 {
		t.Errorf("got notes %v, want none", o.Notes)
	}
}

// Where no camera is known, a first one tells of what it sees and of nothing beside it: it
// raises no priority.
func TestWhatIfAFirstCamera(t *testing.T) {
	bearing := 90.0
	camera := overlay.Object{Kind: overlay.Camera, Geometry: orb.Point{-1, 0}, Props: overlay.Props{Watching: overlay.Watching{BearingDeg: &bearing, RangeM: 16}}}
	o, err := WhatIf(t.Context(), darkTown(t), Proposal{Add: []overlay.Object{camera}})
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Notes) != 1 || !strings.Contains(o.Notes[0].EN, "the cameras become known") {
		t.Errorf("got notes %v, want one that cameras were unknown", o.Notes)
	}
	for _, h := range o.Hotspots {
		if h.After.Priority > h.Before.Priority {
			t.Errorf("%s rises from %v to %v", h.Name.EN, h.Before.Priority, h.After.Priority)
		}
	}
}

func TestWhatIfAHedgeIsCut(t *testing.T) {
	b := newBuilder()
	b.street("Storgatan", "residential", street.LightUnknown, orb.Point{0, 0}, orb.Point{30, 0})
	hedge := b.plant("hedge", 2, 0, 2, 30, 3)
	hedge.Props.Protected = "alley"
	in := b.expose(t)
	cut := in.Objects[0]
	cut.Kind, cut.Geometry, cut.Props.HeightM = "", nil, 0.6 // it stays what and where it is
	for name, p := range map[string]Proposal{"cut": {Change: []overlay.Object{cut}}, "gone": {Remove: []int64{cut.ID}}} {
		o, err := WhatIf(t.Context(), in, p)
		if err != nil {
			t.Fatal(err)
		}
		if o.Sum.ConcealM != (Change{30, 0}) {
			t.Errorf("%s: got concealed %+v, want from 30 to 0 m", name, o.Sum.ConcealM)
		}
		if !slices.ContainsFunc(o.Notes, func(n lang.Text) bool { return strings.Contains(n.SV, "dispens") }) {
			t.Errorf("%s: no note tells that it is protected: %v", name, o.Notes)
		}
	}
}

func TestWhatIfNothing(t *testing.T) {
	in := darkTown(t)
	for name, p := range map[string]Proposal{
		"empty":               {},
		"the same":            {Change: []overlay.Object{in.Objects[0]}},
		"a lamp off the town": {Add: []overlay.Object{newLamp(15, 200)}},
	} {
		o, err := WhatIf(t.Context(), in, p)
		if err != nil {
			t.Fatal(err)
		}
		if len(o.Segments)+len(o.Hotspots) != 0 || o.Sum.LengthM != 0 || !strings.HasPrefix(o.Text.SV, "Förslaget ändrar ingenting") {
			t.Errorf("%s: got %d segments, %d hotspots and %q; want no change", name, len(o.Segments), len(o.Hotspots), o.Text.SV)
		}
		if said := len(o.Notes) == 1; said != (name == "a lamp off the town") {
			t.Errorf("%s: got notes %v", name, o.Notes)
		}
	}
}

func TestWhatIfRefuses(t *testing.T) {
	in := darkTown(t)
	lamp := newLamp(15, 3)
	with := func(change func(o *overlay.Object)) overlay.Object {
		o := lamp
		change(&o)
		return o
	}
	for name, c := range map[string]struct {
		p    Proposal
		want []string
	}{
		"no kind":        {Proposal{Add: []overlay.Object{lamp, with(func(o *overlay.Object) { o.Kind = "" })}}, []string{"add[2].kind"}},
		"a place":        {Proposal{Add: []overlay.Object{with(func(o *overlay.Object) { o.Kind = overlay.Place })}}, []string{"add[1].kind"}},
		"a height":       {Proposal{Add: []overlay.Object{with(func(o *overlay.Object) { o.Props.HeightM = 400 })}}, []string{"add[1].height_m"}},
		"no geometry":    {Proposal{Add: []overlay.Object{with(func(o *overlay.Object) { o.Geometry = nil })}}, []string{"add[1].geometry"}},
		"far away":       {Proposal{Add: []overlay.Object{with(func(o *overlay.Object) { o.Geometry = orb.Point{5000, 5000} })}}, []string{"add[1].geometry"}},
		"not there":      {Proposal{Remove: []int64{1, 77}}, []string{"remove[2].id"}},
		"twice":          {Proposal{Remove: []int64{1}, Change: []overlay.Object{in.Objects[0]}}, []string{"remove[1].id"}},
		"another kind":   {Proposal{Change: []overlay.Object{{ID: 1, Kind: overlay.Camera}}}, []string{"change[1].kind"}},
		"all at fault":   {Proposal{Change: []overlay.Object{{ID: 9}}, Remove: []int64{8}}, []string{"change[1].id", "remove[1].id"}},
		"far too many":   {Proposal{Remove: make([]int64, MostProposed+1)}, nil},
		"of a camera":    {Proposal{Change: []overlay.Object{{ID: 1, Props: overlay.Props{Watching: overlay.Watching{FieldDeg: 90, WidthPx: 1920}}}}}, []string{"change[1].field_deg", "change[1].width_px"}},
		"negative light": {Proposal{Change: []overlay.Object{{ID: 1, Props: overlay.Props{Lighting: overlay.Lighting{Lumens: -5}}}}}, []string{"change[1].lumens"}},
	} {
		_, err := WhatIf(t.Context(), in, c.p)
		f, ok := errors.AsType[*fault.Error](err)
		if !ok || f.Kind != fault.Invalid {
			t.Errorf("%s: got %v, want Invalid", name, err)
			continue
		}
		var got []string
		for _, field := range f.Fields {
			got = append(got, field.Name)
			if field.Text.SV == "" || field.Text.EN == "" {
				t.Errorf("%s: %s is not said in both languages", name, field.Name)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: fields (-want +got):\n%s", name, diff)
		}
	}
}

// These serve a town and have nothing to write with: whoever tries, falls.
type (
	readTown     struct{ in Input }
	readOverlays struct {
		overlay.Store
		in Input
	}
	readHotspots struct {
		hotspot.Store
		in Input
	}
	readWorks struct {
		Store
		in Input
	}
)

func (r readOverlays) Objects(_ context.Context, _ string, kind overlay.Kind) ([]overlay.Object, error) {
	return slices.DeleteFunc(slices.Clone(r.in.Objects), func(o overlay.Object) bool { return o.Kind != kind }), nil
}

func (r readTown) Exposures(context.Context, municipality.Municipality) ([]overlay.Exposure, error) {
	return r.in.Exposures, nil
}

func (r readTown) Segments(context.Context, string) ([]street.Segment, error) {
	return r.in.Segments, nil
}

func (r readTown) BySlug(context.Context, string) (municipality.Municipality, error) {
	return r.in.Municipality, nil
}

func (r readTown) Areas(context.Context, string) ([]municipality.Area, error) { return nil, nil }

func (r readHotspots) Snapshot(ctx context.Context, _ string, read func(ctx context.Context) error) error {
	return read(ctx)
}

func (r readHotspots) Input(context.Context, string, time.Time, time.Time) (hotspot.Input, error) {
	return hotspot.Input{Reports: r.in.Reports}, nil
}

func (r readHotspots) Analysis(context.Context, string, int64) (hotspot.Analysis, error) {
	return hotspot.Analysis{ID: r.in.Analysis, Hotspots: r.in.Hotspots}, nil
}

func (r readHotspots) Measures(context.Context, string, orb.MultiPolygon) ([]hotspot.Measure, error) {
	return []hotspot.Measure{{Kind: "presence", Title: lang.T("Nattvandring", "Night walk"), State: "ongoing", StartsOn: "2026-03-01"}}, nil
}

func (r readWorks) Works(context.Context, string) ([]Work, error) { return r.in.Works, nil }

// readingService is a service that can only read.
func readingService(in Input) Service {
	r := readTown{in}
	return Service{
		Exposures: r, Overlays: readOverlays{in: in}, Streets: r, Hotspots: readHotspots{in: in}, Areas: r, Works: readWorks{in: in},
		Now: func() time.Time { return until },
	}
}

func TestServiceWhatIf(t *testing.T) {
	in := darkTown(t)
	p := Proposal{Add: []overlay.Object{newLamp(15, 3)}}
	want, err := WhatIf(t.Context(), in, p)
	if err != nil {
		t.Fatal(err)
	}
	got, err := readingService(in).WhatIf(t.Context(), koping, p, false)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("through the service (-want +got):\n%s", diff)
	}
	if _, err = readingService(in).WhatIf(t.Context(), koping, Proposal{Remove: []int64{99}}, false); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want Invalid", err)
	}
}
