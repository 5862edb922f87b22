package hotspot

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

func block(x, y, side float64) orb.MultiPolygon {
	return orb.MultiPolygon{{{{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}, {x, y}}}}
}

// drawnTown is the town with areas that overlap in a quarter of each.
func drawnTown() Ground {
	g := town()
	g.Areas = []municipality.Area{
		{Slug: "centrum", Name: lang.Same("Centrum"), Shape: block(-200, -200, 400)},
		{Slug: "nygard", Name: lang.Same("Nygård"), Shape: block(0, 0, 400)},
	}
	return g
}

func TestStudyArea(t *testing.T) {
	p := DefaultParams(since, until)
	tests := map[string]struct {
		ground    Ground
		km2       float64
		streetKm  float64
		says      string
		hasPlaces bool
	}{
		"areas that overlap": {drawnTown(), 0.28, 0.8, "as they are drawn", true},
		"no areas":           {func() Ground { g := town(); g.Areas = nil; return g }(), 0, 0.85, "within 50 m of the streets", true},
		"nothing":            {Ground{}, 0, 0, "neither areas nor streets", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s, _, err := newStudy(tt.ground, p)
			if err != nil {
				t.Fatal(err)
			}
			if tt.km2 > 0 && math.Abs(s.say.AreaKm2-tt.km2) > 1e-9 {
				t.Errorf("area: got %v km², want %v", s.say.AreaKm2, tt.km2)
			}
			if math.Abs(s.say.StreetKm-tt.streetKm) > 1e-9 {
				t.Errorf("streets: got %v km, want %v", s.say.StreetKm, tt.streetKm)
			}
			if !strings.Contains(s.say.Text.EN, tt.says) || s.say.Text.SV == s.say.Text.EN {
				t.Errorf("says %q and %q", s.say.Text.SV, s.say.Text.EN)
			}
			if got := s.cells != nil; got != tt.hasPlaces {
				t.Errorf("has cells: got %v", got)
			}
		})
	}
}

func TestReportsOutsideTheAreasTakeNoPart(t *testing.T) {
	in := columns(append(times(6, told{area: "centrum"}), times(9, told{x: 900, y: 900})...)...)
	a := analyse(t, in, drawnTown(), nil)
	if len(a.Hotspots) != 1 || a.Hotspots[0].Area != "centrum" || a.Picture.Study.Outside != 9 || a.Reports != 15 || a.Used != 6 {
		t.Errorf("got %d hotspots, %d outside, %d of %d used", len(a.Hotspots), a.Picture.Study.Outside, a.Used, a.Reports)
	}
	if a := analyse(t, in, town(), nil); a.Used != 15 || a.Picture.Study.Outside != 0 {
		t.Errorf("without shapes: got %d used, %d outside", a.Used, a.Picture.Study.Outside)
	}
}

func TestNothingAtAllIsAnAnswer(t *testing.T) {
	for name, ground := range map[string]Ground{"no ground": {}, "a town": drawnTown()} {
		a := analyse(t, Input{}, ground, nil)
		if len(a.Hotspots) != 0 || a.Note.IsZero() {
			t.Errorf("%s: got %d hotspots and the note %q", name, len(a.Hotspots), a.Note.EN)
		}
		if name == "no ground" {
			continue
		}
		v := a.Layers.Cells.Views[AllView]
		if n := a.Picture.Study.Cells; len(v.Z) != n || len(v.PFDR) != n || v.Summary.Hot != 0 || v.Summary.Note.IsZero() {
			t.Errorf("cells where nothing happened: %+v", v.Summary)
		}
		if a.Picture.Backtest.Note.IsZero() {
			t.Error("the back test of nothing says nothing")
		}
	}
}

func TestACancelledAnalysisEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	stages := 0
	_, err := Analyse(ctx, columns(times(9, told{area: "centrum"})...), drawnTown(), DefaultParams(since, until), func(lang.Text, int64, int64) {
		if stages++; stages == 3 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || stages > 3 {
		t.Errorf("got %v after %d stages", err, stages)
	}
}

// What the layers of an open analysis tell does not depend on where along its street
// segment a report lies.
func TestOpenLayersTellTheStreetAlone(t *testing.T) {
	p := DefaultParams(since, until)
	p.MinPoints = 5
	made := func(x float64, open bool) Layers {
		p.Open = open
		in := columns(append(times(6, told{area: "centrum", x: 30, daysAgo: 3}), told{area: "centrum", x: x, y: 4, daysAgo: 5})...)
		a, err := Analyse(t.Context(), in, drawnTown(), p, nil)
		if err != nil {
			t.Fatal(err)
		}
		return a.Layers
	}
	if diff := cmp.Diff(made(60, true), made(180, true)); diff != "" {
		t.Errorf("the layers tell where along the street a report lies:\n%s", diff)
	}
	if diff := cmp.Diff(made(60, false), made(180, false)); diff == "" {
		t.Error("the layers of a full analysis do not tell where reports lie")
	}
}

func TestFewReportersAreMarked(t *testing.T) {
	by := func(names ...string) []told {
		var all []told
		for i, name := range names {
			all = append(all, told{area: "centrum", reporter: name, x: float64(i%5) * 35, y: float64(i/5) * 35})
		}
		return all
	}
	tests := map[string]struct {
		reports []told
		want    bool
	}{
		"two, known":         {by("a", "b", "a", "b", "a", "b", "a", "b", "a", "b"), true},
		"three":              {by("a", "b", "c", "b", "a", "c", "a", "b", "c", "b"), false},
		"two and an unknown": {by("a", "b", "", "b", "a", "b", "a", "b", "a", "b"), false},
		"all unknown":        {by("", "", "", "", ""), false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a := analyse(t, columns(tt.reports...), drawnTown(), func(p *Params) { p.EpsM, p.MinPoints = 36, 3 })
			if len(a.Hotspots) == 0 {
				t.Fatal("no hotspot")
			}
			if got := a.Hotspots[0].FewReporters; got != tt.want {
				t.Errorf("marked: got %v, want %v (%d reporters)", got, tt.want, a.Hotspots[0].Reporters)
			}
		})
	}
}

func TestWhereEachKindOfReporterReports(t *testing.T) {
	in := columns(append(times(3, told{area: "centrum", kind: "citizen"}), told{area: "nygard", kind: "guard", x: 300, y: 300})...)
	a := analyse(t, in, drawnTown(), nil)
	got := map[string][2]int{}
	for _, k := range a.Picture.Reporters {
		got[k.Kind] = [2]int{k.Reports, k.Cells}
	}
	if diff := cmp.Diff(map[string][2]int{"citizen": {3, 1}, "guard": {1, 1}}, got); diff != "" {
		t.Errorf("kinds of reporter (-want +got):\n%s", diff)
	}
	all, citizens := a.Layers.Cells.Views[AllView], a.Layers.Cells.Views[CitizensView]
	if sum(all.Events) != 4 || sum(citizens.Events) != 3 {
		t.Errorf("events: got %v in all, %v by citizens", sum(all.Events), sum(citizens.Events))
	}
	if note := a.Picture.Significance.Note; !strings.Contains(note.SV, "rutor har säkert fler") || !strings.Contains(note.EN, "p (FDR) rests on permutations") {
		t.Errorf("the note says %q and %q", note.SV, note.EN)
	}
	only := analyse(t, in, drawnTown(), func(p *Params) { p.Reporters = []string{"guard"} })
	if only.Reports != 1 || sum(only.Layers.Cells.Views[AllView].Events) != 1 {
		t.Errorf("guards alone: got %d reports", only.Reports)
	}
}

func sum(v []float64) (s float64) {
	for _, x := range v {
		s += x
	}
	return s
}

// Accounts of one event count once in every layer.
func TestAnEventCountsOnceInTheLayers(t *testing.T) {
	a := analyse(t, columns(times(5, told{area: "centrum", event: "brawl", reporter: ""})...), drawnTown(), nil)
	if cells, streets := sum(a.Layers.Cells.Views[AllView].Events), sum(a.Layers.Segments.Events); cells != 1 || streets != 1 {
		t.Errorf("one event: %v in the cells, %v on the streets", cells, streets)
	}
}

// crowded are 36 reports in a square of 100 m.
func crowded() Input {
	var reports []told
	for i := range 36 {
		reports = append(reports, told{area: "centrum", x: float64(i%6) * 20, y: float64(i/6) * 20})
	}
	return columns(reports...)
}

// What stands out does so by permutations, of which there are as many as it takes.
func TestPermutationsDecide(t *testing.T) {
	a := analyse(t, crowded(), drawnTown(), nil)
	of := a.Picture.Significance
	if of.FDROf != "permutation" || float64(of.Permutations) < 2*float64(of.Units)/of.Alpha-1 || of.Hot == 0 {
		t.Errorf("got %+v", of)
	}
}

// Counts too sparse for the normal distribution make nothing certain by it where there are
// too few permutations, and the texts say so; what permutations hold up stays certain.
func TestNothingIsCertainByAPoorFit(t *testing.T) {
	a := analyse(t, crowded(), drawnTown(), func(p *Params) { p.MinPoints, p.CellM, p.Alpha = 3, 20, 0.0001 })
	of := a.Picture.Significance
	if !of.Sparse || of.FDROf != "analytic" || of.Hot == 0 || len(a.Hotspots) == 0 {
		t.Fatalf("no sparse analysis with something hot: %+v", of)
	}
	for _, text := range []lang.Text{of.Note, a.Hotspots[0].Significance.Text} {
		if strings.Contains(text.EN, "certainly") || strings.Contains(text.SV, "säkerställd") || !strings.Contains(text.EN, "certain") {
			t.Errorf("sparse counts are told as %q", text.EN)
		}
	}
	if s := a.Hotspots[0].Significance; !s.Doubtful || !strings.Contains(s.Text.EN, "permutation p") {
		t.Errorf("the place is told as %+v", s)
	}
	if marked := slices.ContainsFunc(a.Layers.Cells.Moran, func(q string) bool { return q != "" }); marked {
		t.Error("cells are marked by a local Moran's I that is not certain")
	}
	by := PlaceSignificance{Hot: 1, FDROf: "permutation"}
	if got := by.words().EN; !strings.Contains(got, "statistically certain") {
		t.Errorf("held up by permutations: %q", got)
	}
}

func TestHowDensitiesAreMadeIsShown(t *testing.T) {
	a := analyse(t, columns(times(12, told{area: "centrum"})...), drawnTown(), nil)
	want := Smoothing{Kernel: a.Layers.Surface.Kernel, BandwidthM: a.Layers.Surface.BandwidthM, CellM: a.Layers.Surface.CellM, Rule: a.Layers.Surface.Rule}
	if got := a.Picture.Density; got.BandwidthM == 0 || got.Rule.IsZero() || got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if n := len(a.Layers.Segments.ID); n == 0 || len(a.Layers.Segments.PPermuted) != n {
		t.Errorf("%d permuted p for %d streets", len(a.Layers.Segments.PPermuted), n)
	}
}

// Cells that nobody asked for suit the study area: fine ones, so that a place spans several,
// but in a large municipality no more than can be tested. What was asked for stays.
func TestCellsSuitTheArea(t *testing.T) {
	for name, tt := range map[string]struct {
		asked, band, areaKm2 float64
		wantCell, wantBand   float64
	}{
		"a town":           {0, 0, 3, 25, 50},
		"a large one":      {0, 0, 200, 50, 100},
		"a northern one":   {0, 0, 19_000, 800, 1600}, // Kiruna
		"asked for":        {100, 0, 19_000, 100, 200},
		"both":             {100, 300, 3, 100, 300},
		"a band by itself": {0, 80, 3, 25, 80},
		"and no wider":     {0, 80, 300, 50, 80},
		"a narrow one":     {0, 15, 3, 15, 15},
	} {
		t.Run(name, func(t *testing.T) {
			p := Params{CellM: tt.asked, BandM: tt.band}.sized(tt.areaKm2 * 1e6)
			if p.CellM != tt.wantCell || p.BandM != tt.wantBand {
				t.Errorf("got cells of %v m and a band of %v m, want %v and %v", p.CellM, p.BandM, tt.wantCell, tt.wantBand)
			}
		})
	}
}

// A place tells the figures of the cell that is surest to have more than chance gives, not of
// one that has fewer, nor of one with a greater z that is less sure.
func TestTheSurestCellSpeaks(t *testing.T) {
	view := CellView{Z: []float64{-4, 5, 3}, P: make([]float64, 3), PPermuted: make([]float64, 3), PFDR: []float64{0.001, 0.2, 0.01}}
	view.Summary = Significance{Alpha: 0.05, FDROf: "permutation"}
	c := Cells{Views: map[string]CellView{AllView: view, CitizensView: view}}
	got := c.significanceAt([]int{0, 1, 2})
	if got.Z != 3 || got.PFDR != 0.01 || got.Hot != 1 {
		t.Errorf("got z %v, p %v and %d hot cells; want those of the third cell", got.Z, got.PFDR, got.Hot)
	}
	if got := c.significanceAt([]int{0, 1}); got.Z != 5 || got.Hot != 0 {
		t.Errorf("with none that is certain: got z %v and %d hot cells, want those of the second", got.Z, got.Hot)
	}
}
