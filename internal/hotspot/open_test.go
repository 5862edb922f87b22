package hotspot

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// An open analysis is the one that would be made if there were no restricted reports at
// all: nothing of them is left in it, not even in what else is counted.
func TestTheOpenTwinKnowsNothingRestricted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all, open []told
		for i := range rapid.IntRange(0, 60).Draw(t, "reports") {
			r := told{
				id: int64(i + 1),
				x:  float64(rapid.IntRange(0, 300).Draw(t, "x")), y: float64(rapid.IntRange(0, 60).Draw(t, "y")), area: "centrum",
				daysAgo:  float64(rapid.IntRange(1, 300).Draw(t, "days")),
				category: rapid.SampledFrom([]string{"drugs", "violence", "theft", "graffiti", "unheard_of"}).Draw(t, "category"),
				reporter: rapid.SampledFrom([]string{"", "a", "b", "c"}).Draw(t, "reporter"),
				event:    rapid.SampledFrom([]string{"", "e", "f"}).Draw(t, "event"),
			}
			all = append(all, r)
			if !slices.Contains([]string{"drugs", "violence"}, r.category) {
				open = append(open, r)
			}
		}
		p := DefaultParams(since, until)
		p.MinPoints, p.Open = 3, true
		with, without := columns(all...), columns(open...)
		got, err := Analyse(t.Context(), with, town(), p, nil)
		if err != nil {
			t.Fatal(err)
		}
		want, err := Analyse(t.Context(), without, town(), p, nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("restricted reports left a trace (-without +with):\n%s", diff)
		}
	})
}

func TestComputeMakesTwins(t *testing.T) {
	st, s := setup()
	st.in = columns(append(times(9, told{area: "centrum", daysAgo: 2, category: "drugs"}), times(9, told{x: 300, area: "centrum", daysAgo: 2})...)...)
	twins, err := s.Compute(context.Background(), koping, Params{Since: since, Until: until}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if twins.Full.Params.Open || twins.Full.Reports != 18 || len(twins.Full.Hotspots) != 2 {
		t.Errorf("full: got %+v", twins.Full)
	}
	o := twins.Open
	if !o.Params.Open || o.Reports != 9 || len(o.Hotspots) != 1 || o.Hotspots[0].RestrictedShare != 0 || !o.Hotspots[0].RestrictedLast.IsZero() {
		t.Errorf("open: got %+v", o)
	}
	if o.CodeVersion != "v1" || o.DataRevision != 5 || twins.Full.DataRevision != 7 {
		t.Errorf("the twins are of revisions %d and %d, made by %q", o.DataRevision, twins.Full.DataRevision, o.CodeVersion)
	}
}

// An analysis of some kinds of reporter has a twin of all: read beside another, an open one of
// citizens' reports alone would tell who told.
func TestTheOpenTwinIsOfEveryReporter(t *testing.T) {
	st, s := setup()
	st.in = columns(append(times(9, told{area: "centrum", daysAgo: 2, kind: "guard"}), times(9, told{x: 300, area: "centrum", daysAgo: 2, kind: "citizen"})...)...)
	twins, err := s.Compute(context.Background(), koping, Params{Since: since, Until: until, Reporters: []string{"citizen"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if full := twins.Full; full.Reports != 9 || !slices.Equal(full.Params.Reporters, []string{"citizen"}) {
		t.Errorf("full: %d reports of %v", full.Reports, full.Params.Reporters)
	}
	if open := twins.Open; open.Reports != 18 || open.Params.Reporters != nil {
		t.Errorf("open: %d reports of %v", open.Reports, open.Params.Reporters)
	}
}

// However few reports are asked to make a place, the open twin shows none that would be the
// place of a single report.
func TestTheOpenTwinShowsNoSingleReport(t *testing.T) {
	st, s := setup()
	st.in = columns(append(times(LeastOpenPoints, told{area: "centrum", daysAgo: 2}), told{x: 300, area: "centrum", daysAgo: 2})...)
	twins, err := s.Compute(context.Background(), koping, Params{Since: since, Until: until, MinPoints: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(twins.Full.Hotspots) != 2 || twins.Full.Params.MinPoints != 1 {
		t.Errorf("full: got %+v", twins.Full)
	}
	if len(twins.Open.Hotspots) != 1 || twins.Open.Hotspots[0].Reports != LeastOpenPoints || twins.Open.Params.MinPoints != LeastOpenPoints {
		t.Errorf("open: got %+v", twins.Open)
	}
}

// Where no street is near, an open analysis has nowhere to move a report to: its maps leave the
// report out, while the place it is of, an outline round many, still tells its times.
func TestTheMapsOfTheOpenTwinHoldNothingWithoutAStreet(t *testing.T) {
	ground := drawnTown()
	ground.Segments, ground.Exposures = nil, nil
	a := analyse(t, columns(times(9, told{x: 20, y: 3, area: "centrum", daysAgo: 2})...), ground, func(p *Params) { p.Open = true })
	if n := sum(a.Layers.Cells.Views[AllView].Events); n != 0 || len(a.Layers.Surface.Kinds) != 0 {
		t.Errorf("%v events in the cells, densities %v", n, a.Layers.Surface.Kinds)
	}
	if len(a.Hotspots) != 1 || a.Hotspots[0].Trend.Change.After != 9 || a.Hotspots[0].Profile == nil {
		t.Errorf("got %+v", a.Hotspots)
	}
}

func TestAnOpenAnalysisOfRestrictedCategoriesSaysWhyItIsEmpty(t *testing.T) {
	p := DefaultParams(since, until)
	p.Categories, p.Open = []string{"drugs", "weapon"}, true
	a, err := Analyse(t.Context(), columns(times(9, told{category: "drugs"})...), town(), p, nil)
	if err != nil {
		t.Fatal(err)
	}
	if a.Reports != 0 || len(a.Hotspots) != 0 || !strings.Contains(a.Note.SV, "begränsad spridning") || !strings.Contains(a.Note.EN, "restricted") {
		t.Errorf("got %+v", a)
	}
}

func TestStartNeverAsksForTheOpenTwinAlone(t *testing.T) {
	st, s := setup()
	if _, err := s.Start(context.Background(), koping, Params{Since: since, Until: until, Open: true}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(DefaultParams(since, until), st.queued[2]); diff != "" {
		t.Errorf("queued (-want +got):\n%s", diff)
	}
}

// saves records what is saved; it fails for the kind that is named.
type saves struct {
	Store
	open  []bool
	fails bool // the full ones
}

func (s *saves) Save(_ context.Context, _ string, a Analysis) (int64, error) {
	s.open = append(s.open, a.Params.Open)
	if s.fails && !a.Params.Open {
		return 0, errGone
	}
	return int64(len(s.open)), nil
}

func TestTwinsAreSavedTogether(t *testing.T) {
	twins := Twins{Open: Analysis{Params: Params{Open: true}}}
	st := &saves{}
	full, open, err := twins.Save(context.Background(), st, "1983")
	if err != nil || full != 2 || open != 1 || !slices.Equal(st.open, []bool{true, false}) {
		t.Errorf("got %d and %d of %v, %v", full, open, st.open, err)
	}
	if _, _, err := twins.Save(context.Background(), &saves{fails: true}, "1983"); !errors.Is(err, errGone) {
		t.Errorf("got %v, want what went wrong", err)
	}
}
