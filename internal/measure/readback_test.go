package measure

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// shelf keeps a town in memory. Each store of it is a type of its own, since some have methods
// of the same name.
type shelf struct {
	in      *Input
	all     []hotspot.Analysis
	refuses error
	queued  []string
}

type (
	objectShelf struct {
		overlay.Store
		*shelf
	}
	spotShelf struct {
		hotspot.Store
		*shelf
	}
	exposureShelf struct{ *shelf }
)

func (s *shelf) BySlug(context.Context, string) (municipality.Municipality, error) {
	return s.in.Municipality, nil
}

func (s *shelf) Areas(context.Context, string) ([]municipality.Area, error) { return nil, nil }

func (s *shelf) Segments(context.Context, string) ([]street.Segment, error) {
	return s.in.Segments, nil
}

func (s *shelf) Works(context.Context, string) ([]Work, error) { return s.in.Works, nil }

func (s *shelf) SaveWorks(_ context.Context, _ string, works []Work) error {
	for _, w := range works {
		s.in.Works = append(slices.DeleteFunc(s.in.Works, func(o Work) bool { return o.Key == w.Key }), w)
	}
	return nil
}

func (s *shelf) Enqueue(_ context.Context, _, kind string, _ any) (int64, error) {
	s.queued = append(s.queued, kind)
	return 1, nil
}

func (s objectShelf) Objects(_ context.Context, _ string, kind overlay.Kind) ([]overlay.Object, error) {
	return slices.DeleteFunc(slices.Clone(s.in.Objects), func(o overlay.Object) bool { return o.Kind != kind }), nil
}

func (s objectShelf) Change(ctx context.Context, _ string, do func(context.Context) error) error {
	return do(ctx)
}

func (s objectShelf) Update(_ context.Context, _ string, o overlay.Object) (overlay.Object, error) {
	if s.refuses != nil {
		return o, s.refuses
	}
	i := slices.IndexFunc(s.in.Objects, func(other overlay.Object) bool { return other.ID == o.ID })
	s.in.Objects[i] = o
	return o, nil
}

func (s exposureShelf) Exposures(context.Context, municipality.Municipality) ([]overlay.Exposure, error) {
	return nil, nil
}

func (s spotShelf) Snapshot(ctx context.Context, _ string, read func(context.Context) error) error {
	return read(ctx)
}

func (s spotShelf) Input(context.Context, string, time.Time, time.Time) (hotspot.Input, error) {
	return hotspot.Input{Reports: s.in.Reports}, nil
}

func (s spotShelf) Analysis(_ context.Context, _ string, id int64) (hotspot.Analysis, error) {
	for _, a := range s.all {
		if a.ID == id || id == 0 {
			return a, nil
		}
	}
	return hotspot.Analysis{}, fault.New(fault.NotFound, lang.T("ingen", "none"))
}

func (s spotShelf) Analyses(context.Context, string) ([]hotspot.Analysis, error) { return s.all, nil }

// serve keeps a town where its coordinates are at home, in Köping.
func serve(b *builder) (*shelf, Service) {
	to := orb.Point{556_000, 6_597_000}
	moved := func(p orb.Point) orb.Point { return orb.Point{p[0] + to[0], p[1] + to[1]} }
	for k := range b.Segments {
		for i, p := range b.Segments[k].Line {
			b.Segments[k].Line[i] = moved(p)
		}
	}
	for k, o := range b.Objects {
		if p, ok := o.Geometry.(orb.Point); ok {
			b.Objects[k].Geometry = moved(p)
		}
	}
	for k := range b.Reports.X {
		b.Reports.X[k] += to[0]
		b.Reports.Y[k] += to[1]
	}
	s := &shelf{in: &b.Input}
	return s, Service{
		Exposures: exposureShelf{s}, Overlays: objectShelf{shelf: s}, Streets: s, Hotspots: spotShelf{shelf: s},
		Areas: s, Works: s, Queue: s, Now: func() time.Time { return until },
	}
}

func TestWorklist(t *testing.T) {
	b := storgatan()
	b.report(90, 0, night, time.Minute, "drugs")
	s, service := serve(b)
	all := orb.MultiPolygon{rectangle(556_000, 6_596_990, 556_180, 6_597_010)}
	s.all = []hotspot.Analysis{
		{ID: 4, Hotspots: []hotspot.Hotspot{{Rank: 1, Priority: 100, Shape: all}}},
		{ID: 3, Params: hotspot.Params{Open: true}, Hotspots: []hotspot.Hotspot{{Rank: 1, Priority: 60, Shape: all}}},
	}
	for open, want := range map[bool]struct {
		analysis int64
		priority float64
		reports  int
	}{false: {4, 100, 1}, true: {3, 60, 0}} {
		w, err := service.Worklist(t.Context(), koping, Lighting, Options{Params: Params{Open: open}})
		if err != nil {
			t.Fatal(err)
		}
		it := only(t, w)
		if w.Analysis != want.analysis || it.Priority != want.priority || it.Reports != want.reports || w.Revision != 7 || !w.MadeAt.Equal(until) {
			t.Errorf("open %t: got analysis %d, %+v", open, w.Analysis, it)
		}
	}
	w, err := service.Worklist(t.Context(), koping, Lighting, Options{Owner: "KBAB"})
	if err != nil || len(w.Items) != 0 {
		t.Errorf("another owner: got %v, %+v", err, w.Items)
	}
	s.all = nil
	if w, err = service.Worklist(t.Context(), koping, Lighting, Options{}); err != nil || w.Analysis != 0 || only(t, w).Priority != 0 {
		t.Errorf("no analysis: got %v, %+v", err, w)
	}
}

func TestReadBack(t *testing.T) {
	b := storgatan()
	b.Objects[3].Props.Pole = "P3" // two lamps on one pole
	b.report(90, 0, night, time.Minute, "drugs")
	s, service := serve(b)
	w, err := service.Worklist(t.Context(), koping, Lighting, Options{})
	if err != nil {
		t.Fatal(err)
	}
	key := only(t, w).Key
	got, err := service.ReadBack(t.Context(), koping, []Mark{
		{Line: 2, Key: key, State: Ordered, On: yesterday},
		{Line: 3, Pole: " p3", State: Done, Remark: "ny armatur, ring 070-123 45 67"},
		{Line: 4, Pole: "P99", State: Done},
		{Line: 5, Key: "nothing", State: Done},
		{Line: 6, Pole: "P1", State: Done},
		{Line: 7, Pole: "P5", State: Done, On: until.AddDate(0, 0, 2)},
	})
	if err != nil {
		t.Fatal(err)
	}
	var lines []int
	for _, r := range got.Rejected {
		lines = append(lines, r.Line)
	}
	if diff := cmp.Diff([]int{4, 5, 7}, lines); diff != "" || got.Marks != 6 || got.Unchanged != 1 {
		t.Errorf("got %+v", got)
	}
	if diff := cmp.Diff([]int64{3, 4}, got.Mended); diff != "" {
		t.Error(diff)
	}
	if len(got.Works) != 1 || got.Works[0].Key != key || got.Works[0].State != Ordered || got.Works[0].Remark != "ny armatur, ring [telefon]" ||
		!got.Works[0].OrderedOn.Equal(yesterday) || !got.Works[0].DoneOn.Equal(yesterday.AddDate(0, 0, 1)) {
		t.Errorf("got works %+v", got.Works)
	}
	if got, want := got.Works[0].Why.EN, "180 m rises from below P6 to P5; no reports within 25 m in the last year"; got != want {
		t.Errorf("what is kept tells %q, want %q: no restricted report", got, want)
	}
	if s.in.Objects[2].Props.Status != overlay.Working || s.in.Objects[4].Props.Status != overlay.Broken {
		t.Errorf("got lamps %s and %s", s.in.Objects[2].Props.Status, s.in.Objects[4].Props.Status)
	}
	if diff := cmp.Diff([]string{job.Expose}, s.queued); diff != "" {
		t.Error(diff)
	}

	// The rest is found by its pole though it is another piece of work by now.
	got, err = service.ReadBack(t.Context(), koping, []Mark{{Line: 2, Pole: "P5", State: Done}, {Line: 3, Pole: "P5", State: Done}})
	if err != nil || len(got.Works) != 1 || got.Works[0].Key != key || got.Works[0].State != Done || got.Unchanged != 1 {
		t.Fatalf("got %v, %+v", err, got)
	}
	if w, err = service.Worklist(t.Context(), koping, Lighting, Options{}); err != nil || len(w.Items) != 0 || len(w.Done) != 1 {
		t.Errorf("got %v, %d items, done %+v", err, len(w.Items), w.Done)
	}
	if got, want := w.Done[0].Title.SV, "Laga 3 lampor på Storgatan"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A line with a key and an object or a pole is about that one alone: the others of the work are
// as they were, whatever their own lines say after it.
func TestReadBackByObject(t *testing.T) {
	for name, done := range map[string]func(p Part) (pole, object string){
		"pole":   func(Part) (string, string) { return "p4", "" },
		"object": func(p Part) (string, string) { return "worn off", p.Called() },
	} {
		t.Run(name, func(t *testing.T) {
			s, service := serve(storgatan())
			w, err := service.Worklist(t.Context(), koping, Lighting, Options{})
			if err != nil {
				t.Fatal(err)
			}
			it := only(t, w)
			marks := []Mark{{Line: 9, Key: it.Key, Pole: "P99", Object: "#99", State: Done}}
			for i, part := range it.Objects {
				m := Mark{Line: i + 2, Key: it.Key, Pole: part.Pole, Object: part.Called(), State: Proposed}
				if part.Pole == "P4" {
					m.Pole, m.Object = done(part)
					m.State = Done
				}
				marks = append(marks, m)
			}
			got, err := service.ReadBack(t.Context(), koping, marks)
			if err != nil || len(got.Works) != 1 || len(got.Rejected) != 1 || got.Rejected[0].Line != 9 {
				t.Fatalf("got %v, %+v", err, got)
			}
			states := map[string]State{}
			for _, part := range got.Works[0].Parts {
				states[part.Pole] = part.State
			}
			want := map[string]State{}
			for _, part := range it.Objects {
				want[part.Pole] = Proposed
			}
			want["P4"] = Done
			if diff := cmp.Diff(want, states); diff != "" || got.Works[0].State != Ordered {
				t.Errorf("work %s (-want +got):\n%s", got.Works[0].State, diff)
			}
			if diff := cmp.Diff([]int64{4}, got.Mended); diff != "" || s.in.Objects[2].Props.Status != overlay.Broken {
				t.Errorf("mended (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadBackOfTwoOwners(t *testing.T) {
	b := storgatan()
	b.Objects[3].Props.Pole, b.Objects[3].Props.Owner = "P3", "KBAB"
	s, service := serve(b)
	got, err := service.ReadBack(t.Context(), koping, []Mark{{Line: 2, Pole: "P3", State: Done}, {Line: 3, Pole: "P3", Owner: "kbab", State: Done}})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Rejected) != 1 || got.Rejected[0].Text.EN != "KBAB, VME have poles of the same number; give the owner" || !slices.Equal(got.Mended, []int64{4}) {
		t.Errorf("got %+v", got)
	}
	s.refuses = errors.New("changed meanwhile")
	if _, err := service.ReadBack(t.Context(), koping, []Mark{{Line: 2, Pole: "P3", Owner: "VME", State: Done}}); !errors.Is(err, s.refuses) {
		t.Errorf("got %v, want %v", err, s.refuses)
	}
}
