package overlay

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/street"
)

var town = municipality.Municipality{Code: "1983"}

// served is a service over a grid town whose exposures are renewed.
func served(t testing.TB, n int) (Service, *memory, *queue) {
	t.Helper()
	segments, objects := gridTown(n, 72)
	slices.SortStableFunc(objects, byKind)
	store, later := &memory{segments: segments, objects: objects, lastID: 1e6}, &queue{}
	for i := range store.objects {
		store.objects[i].Revision = 1
	}
	s := Service{Store: store, Streets: store, Queue: later}
	if _, err := s.Renew(t.Context(), town, nil); err != nil {
		t.Fatal(err)
	}
	return s, store, later
}

// anew is what computing everything gives.
func anew(t testing.TB, m *memory) []Exposure {
	t.Helper()
	return look(t, m.segments, m.objects...)
}

func TestCreateUpdateDelete(t *testing.T) {
	s, store, later := served(t, 20)
	o := Object{Kind: Lamp, Geometry: orb.Point{700, 705}, Props: Props{Owner: "VME", Lighting: Lighting{Status: Working}}}
	o, err := s.Create(t.Context(), town, o)
	if err != nil {
		t.Fatal(err)
	}
	if o.ID == 0 || o.Source != SourceHand {
		t.Errorf("created as %+v", o)
	}
	if n := len(store.renewed[len(store.renewed)-1]); n == 0 || n > 12 {
		t.Errorf("one lamp renews %d of %d segments", n, len(store.segments))
	}
	o.Props.Status = Broken
	o.Geometry = orb.Point{900, 905}
	if o, err = s.Update(t.Context(), town, o); err != nil {
		t.Fatal(err)
	}
	got, err := s.Exposures(t.Context(), town)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got, anew(t, store)); diff != "" {
		t.Errorf("after an update (-got +anew):\n%s", diff)
	}
	stale := o
	stale.Revision--
	if _, err := s.Update(t.Context(), town, stale); fault.KindOf(err) != fault.Conflict {
		t.Errorf("an old revision gives %v", err)
	}
	if err := s.Delete(t.Context(), town, Lamp, o.ID, o.Revision); err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(t.Context(), town, Lamp, o.ID, o.Revision); fault.KindOf(err) != fault.NotFound {
		t.Errorf("deleting twice gives %v", err)
	}
	if err := s.Delete(t.Context(), town, "benches", 1, 1); fault.KindOf(err) != fault.Invalid {
		t.Errorf("deleting what is no kind gives %v", err)
	}
	got, _ = store.Exposures(t.Context(), town.Code, everywhere)
	if diff := cmp.Diff(got, anew(t, store)); diff != "" {
		t.Errorf("stored at last (-got +anew):\n%s", diff)
	}
	if len(store.pending) > 0 || len(later.kinds) > 0 {
		t.Errorf("left: %v, queued: %v", store.pending, later.kinds)
	}
}

// What is wrong is refused before anything is stored, and what is not stored renews nothing.
func TestNothingHalfDone(t *testing.T) {
	s, store, _ := served(t, 3)
	before := len(store.objects)
	if _, err := s.Create(t.Context(), town, Object{Kind: Lamp, Geometry: orb.Point{0, 0}, Props: Props{HeightM: 400}}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a lamp of 400 m gives %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Create(ctx, town, Object{Kind: Lamp, Geometry: orb.Point{0, 0}}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled change gives %v", err)
	}
	if len(store.objects) != before || len(store.pending) > 0 {
		t.Errorf("%d objects of %d, pending %v", len(store.objects), before, store.pending)
	}
}

// Free words that name somebody are masked; numbers on poles are not.
func TestEnteredWordsAreMasked(t *testing.T) {
	s, _, _ := served(t, 2)
	got, err := s.Create(t.Context(), town, Object{Kind: Camera, Geometry: orb.Point{0, 0}, Props: Props{Watching: Watching{
		Purpose: "Ring 070-123 45 67", LegalBasis: "19850101-1234 klagade", Operator: "KBAB",
	}}})
	if err != nil {
		t.Fatal(err)
	}
	if got.Props.Purpose != "Ring [telefon]" || got.Props.Operator != "KBAB" || got.Props.LegalBasis == "19850101-1234 klagade" {
		t.Errorf("stored as %+v", got.Props.Watching)
	}
	lamp, err := s.Create(t.Context(), town, Object{Kind: Lamp, Geometry: orb.Point{0, 0}, Props: Props{Lighting: Lighting{Pole: "0701234567"}}})
	if err != nil || lamp.Props.Pole != "0701234567" {
		t.Errorf("pole %q, %v", lamp.Props.Pole, err)
	}
}

// What is pending is computed anew when it is asked for, and stored by nobody but Renew.
func TestExposuresWhilePending(t *testing.T) {
	s, store, _ := served(t, 6)
	rounds := len(store.renewed)
	tree := Object{Kind: Vegetation, Geometry: rectangle(10, 3, 60, 4), Props: Props{Class: "hedge", HeightM: 2}}
	if _, err := store.Create(t.Context(), town.Code, tree); err != nil {
		t.Fatal(err)
	}
	want := anew(t, store)
	got, err := s.Exposures(t.Context(), town)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("while pending (-got +anew):\n%s", diff)
	}
	bound := orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{100, 100}}
	in, some, err := s.ExposuresIn(t.Context(), town, bound)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range some {
		at := slices.IndexFunc(store.segments, func(s street.Segment) bool { return s.ID == in[i].ID })
		if diff := cmp.Diff(e, want[at]); diff != "" {
			t.Errorf("of segment %d in a bound (-got +anew):\n%s", in[i].ID, diff)
		}
	}
	if len(in) == 0 || len(in) == len(store.segments) || len(store.renewed) != rounds {
		t.Errorf("%d segments, %d renewals more", len(in), len(store.renewed)-rounds)
	}
	var stages int
	sum, err := s.Renew(t.Context(), town, func(_ lang.Text, done, total int64) {
		if stages++; done > total {
			t.Errorf("%d of %d done", done, total)
		}
	})
	if err != nil || sum.Changes != 1 || sum.Segments == 0 || stages == 0 {
		t.Errorf("renewed %+v in %d stages, %v", sum, stages, err)
	}
	if sum, err := s.Renew(t.Context(), town, nil); err != nil || sum != (RenewSummary{}) {
		t.Errorf("renewed again: %+v, %v", sum, err)
	}
}

// Streets that were replaced are all looked at anew, and exposures that are missing though
// nothing tells of it are made.
func TestRenewEverything(t *testing.T) {
	s, store, _ := served(t, 4)
	store.exposures = nil
	store.pending = []Change{{ID: 2e6, Bound: everywhere}}
	sum, err := s.Renew(t.Context(), town, nil)
	if err != nil || sum.Segments != len(store.segments) {
		t.Errorf("renewed %+v, %v", sum, err)
	}
	delete(store.exposures, store.segments[3].ID)
	if sum, err = s.Renew(t.Context(), town, nil); err != nil || sum.Segments != 1 {
		t.Errorf("one is missing: renewed %+v, %v", sum, err)
	}
	got, _ := store.Exposures(t.Context(), town.Code, everywhere)
	if diff := cmp.Diff(got, anew(t, store)); diff != "" {
		t.Errorf("stored (-got +anew):\n%s", diff)
	}
}

// Where somebody else renewed some of the changes while the work went on, nothing old is
// stored over what they made.
func TestTwoRenewAtOnce(t *testing.T) {
	s, store, _ := served(t, 6)
	first := Object{Kind: Lamp, Geometry: orb.Point{40, 3}, Props: Props{Lighting: Lighting{Status: Broken}}}
	if _, err := store.Create(t.Context(), town.Code, first); err != nil {
		t.Fatal(err)
	}
	store.before = func() { // between the computing and the storing of Renew
		if _, err := s.Create(t.Context(), town, Object{Kind: Lamp, Geometry: orb.Point{42, 3}}); err != nil {
			t.Error(err)
		}
	}
	if _, err := s.Renew(t.Context(), town, nil); err != nil {
		t.Fatal(err)
	}
	got, _ := store.Exposures(t.Context(), town.Code, everywhere)
	if diff := cmp.Diff(got, anew(t, store)); diff != "" || len(store.pending) > 0 {
		t.Errorf("pending %v, stored (-got +anew):\n%s", store.pending, diff)
	}
}

// interrupted is a store in which something happens right after stored exposures were read.
type interrupted struct {
	*memory
	then func()
}

func (s *interrupted) Exposures(ctx context.Context, code string, bound orb.Bound) ([]Exposure, error) {
	exposures, err := s.memory.Exposures(ctx, code, bound)
	if then := s.then; then != nil {
		s.then = nil
		then()
	}
	return exposures, err
}

// What is read before a renewal and looked up after it is not taken for renewed.
func TestRenewedWhileRead(t *testing.T) {
	s, store, _ := served(t, 6)
	if _, err := store.Create(t.Context(), town.Code, Object{Kind: Lamp, Geometry: orb.Point{40, 3}, Props: Props{HeightM: 12}}); err != nil {
		t.Fatal(err)
	}
	reading := s
	reading.Store = &interrupted{store, func() {
		if _, err := s.Renew(t.Context(), town, nil); err != nil {
			t.Error(err)
		}
	}}
	got, err := reading.Exposures(t.Context(), town)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got, anew(t, store)); diff != "" {
		t.Errorf("read (-got +anew):\n%s", diff)
	}
}

// A change beside a whole import that waits to be renewed leaves both to the job.
func TestTooMuchAtOnce(t *testing.T) {
	segments, objects := gridTown(46, 15)
	store, later := &memory{segments: segments, objects: objects}, &queue{}
	s := Service{Store: store, Streets: store, Queue: later}
	store.pending = []Change{{ID: 2e6, Bound: everywhere}}
	store.lastID = 3e6
	if _, err := s.Create(t.Context(), town, Object{Kind: Lamp, Geometry: orb.Point{40, 3}}); err != nil {
		t.Fatal(err)
	}
	if len(store.pending) != 2 || !slices.Equal(later.kinds, []string{job.Expose}) {
		t.Errorf("pending %v, queued %v", store.pending, later.kinds)
	}
	got, err := s.Exposures(t.Context(), town)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got, anew(t, store)); diff != "" {
		t.Errorf("while pending (-got +anew):\n%s", diff)
	}
}

func TestValidate(t *testing.T) {
	at := orb.Point{100, 100}
	deg, high, low := 400.0, 70.0, 2.0
	bow := orb.Polygon{{{0, 0}, {10, 10}, {10, 0}, {0, 10}, {0, 0}}}
	tests := []struct {
		name   string
		o      Object
		fields []string
	}{
		{"a lamp", Object{Kind: Lamp, Geometry: at}, nil},
		{"a hedge as a line", Object{Kind: Vegetation, Geometry: orb.LineString{{0, 0}, {9, 0}}}, nil},
		{"a wall as a line", Object{Kind: Building, Geometry: orb.LineString{{0, 0}, {9, 0}}}, nil},
		{"no kind", Object{Kind: "bench", Geometry: at}, []string{"kind"}},
		{"no place", Object{Kind: Lamp}, []string{"geometry"}},
		{"a lamp as a surface", Object{Kind: Lamp, Geometry: rectangle(0, 0, 1, 1)}, []string{"geometry"}},
		{"a surface that crosses itself", Object{Kind: Building, Geometry: bow}, []string{"geometry"}},
		{"an empty surface", Object{Kind: Building, Geometry: orb.Polygon{}}, []string{"geometry"}},
		{"a surface with an empty part", Object{Kind: Building, Geometry: orb.MultiPolygon{rectangle(0, 0, 9, 9), {}}}, []string{"geometry"}},
		{"a line without length", Object{Kind: Building, Geometry: orb.LineString{{1, 1}, {1, 1}}}, []string{"geometry"}},
		{"a surface as large as a county", Object{Kind: Vegetation, Geometry: rectangle(0, 0, 1e5, 1e5)}, []string{"geometry"}},
		{"heights and flux", Object{Kind: Lamp, Geometry: at, Props: Props{HeightM: 400, Lighting: Lighting{Lumens: -1}}}, []string{"height_m", "lumens"}},
		{"a bearing", Object{Kind: Camera, Geometry: at, Props: Props{Watching: Watching{BearingDeg: &deg, FieldDeg: 361}}}, []string{"field_deg", "bearing_deg"}},
		{"a crown too high", Object{Kind: Vegetation, Geometry: at, Props: Props{Greenery: Greenery{CrownBaseM: &high}}}, []string{"crown_base_m"}},
		{"a crown over its top", Object{Kind: Vegetation, Geometry: at, Props: Props{HeightM: 2, Greenery: Greenery{CrownBaseM: &low}}}, []string{"crown_base_m"}},
		{"codes", Object{Kind: Lamp, Geometry: at, Props: Props{Lighting: Lighting{Status: "hel", Method: "torch", Mount: "tree", Optic: "wide"}}}, []string{"status", "method", "mount", "optic"}},
		{"dimming", Object{Kind: Lamp, Geometry: at, Props: Props{Lighting: Lighting{Dimming: []Dim{{0, 60, 2}}}}}, []string{"dimming"}},
		{"strangers", Object{Kind: Building, Geometry: rectangle(0, 0, 1, 1), Props: Props{Lighting: Lighting{Watts: 1}, Greenery: Greenery{Density: 1}, Watching: Watching{WidthPx: 1}}}, []string{"watts", "density", "width_px"}},
		{"a dwelling as a lamp", Object{Kind: Lamp, Geometry: at, Props: Props{Dwelling: true}}, []string{"dwelling"}},
		{"a home that is a lamp", Object{Kind: Lamp, Geometry: at, Props: Props{Dwelling: true}}, []string{"dwelling"}},
		{"a long text", Object{Kind: Lamp, Geometry: at, Props: Props{Owner: string(make([]byte, 501))}}, []string{"owner"}},
		{"a sign that no database takes", Object{Kind: Lamp, Geometry: at, Props: Props{Owner: "V\x00ME"}}, []string{"owner"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := test.o.Validate()
			var fields []string
			if f, ok := errors.AsType[*fault.Error](err); ok {
				for _, field := range f.Fields {
					fields = append(fields, field.Name)
					if field.Text.SV == "" || field.Text.EN == "" {
						t.Errorf("%s is told as %+v", field.Name, field.Text)
					}
				}
			}
			if diff := cmp.Diff(fields, test.fields); diff != "" {
				t.Errorf("fields of %v (-got +want):\n%s", err, diff)
			}
		})
	}
}
