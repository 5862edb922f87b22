package terrain_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot/terrain"
	"tryggled/internal/lang"
)

// town is simulated streets: how long, how dark and green, and what is known.
type town struct {
	chance        *rand.Rand
	lengthM       []float64
	dark, green   []float64
	darkKnown     []float64
	everythingYes []float64
}

func simulate(n int) town {
	s := town{chance: rand.New(rand.NewPCG(11, 5)), everythingYes: slices.Repeat([]float64{1}, n)}
	for range n {
		s.lengthM = append(s.lengthM, 20+200*s.chance.Float64())
		s.dark = append(s.dark, s.chance.Float64())
		s.green = append(s.green, math.Floor(2*s.chance.Float64()))
		s.darkKnown = append(s.darkKnown, 1)
	}
	return s
}

// counts draws reports: a rate per metre, times e to the planted coefficients, times a gamma
// of mean 1 and variance spread.
func (s town) counts(dark, green, spread float64) []float64 {
	out := make([]float64, len(s.lengthM))
	for i := range out {
		mu := .02 * s.lengthM[i] * math.Exp(dark*s.dark[i]+green*s.green[i])
		if spread > 0 {
			mu *= distuv.Gamma{Alpha: 1 / spread, Beta: 1 / spread, Src: s.chance}.Rand()
		}
		out[i] = distuv.Poisson{Lambda: mu, Src: s.chance}.Rand()
	}
	return out
}

func (s town) exposures() []terrain.Exposure {
	return []terrain.Exposure{
		{Name: "darkness", Title: lang.T("Mörker", "Darkness"), Share: s.dark, Known: s.darkKnown},
		{Name: "concealment", Title: lang.T("Skymd sikt", "Concealment"), Share: s.green, Known: s.everythingYes},
	}
}

func of(t *testing.T, lengthM, counts []float64, exposures ...terrain.Exposure) terrain.Terrain {
	t.Helper()
	got, err := terrain.Of(lengthM, counts, exposures)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestPlantedRisksAreFound(t *testing.T) {
	s := simulate(800)
	got := of(t, s.lengthM, s.counts(math.Log(2), math.Log(1.5), 0), s.exposures()...)
	for k, want := range []float64{2, 1.5} {
		f := got.Factors[k]
		if !f.Estimated || f.Low > want || f.High < want || f.Low <= 1 || f.P > .01 || f.Known != 800 {
			t.Errorf("%s: %.2f (%.2f–%.2f), p %.3g, known %d; planted %v", f.Name, f.Value, f.Low, f.High, f.P, f.Known, want)
		}
	}
	if got.Segments != 800 || got.LeftOut != 0 {
		t.Errorf("%d segments, %d left out", got.Segments, got.LeftOut)
	}
	if want := "Mörker: 2,0 gånger så många rapporter per meter där hela gatan berörs som där ingen del gör det"; !strings.HasPrefix(got.Factors[0].Text.SV, want) {
		t.Errorf("text %q, want it to begin %q", got.Factors[0].Text.SV, want)
	}
}

// A risk that is not there is mostly not found: the interval holds 1 in about 95 of 100
// towns, also where reports gather more than by chance.
func TestIntervalsHold(t *testing.T) {
	for name, spread := range map[string]float64{"Poisson": 0, "overdispersed": .7} {
		s := simulate(300)
		held := 0
		for range 200 {
			f := of(t, s.lengthM, s.counts(0, .4, spread), s.exposures()...).Factors[0]
			if f.Low <= 1 && f.High >= 1 {
				held++
			}
		}
		if held < 180 || held > 199 {
			t.Errorf("%s: the 95 %% interval held the truth in %d of 200 towns", name, held)
		}
	}
}

func TestOverdispersionWidens(t *testing.T) {
	s := simulate(800)
	calm := of(t, s.lengthM, s.counts(math.Log(2), 0, 0), s.exposures()...)
	wild := of(t, s.lengthM, s.counts(math.Log(2), 0, 1), s.exposures()...)
	if !wild.Quasi || wild.Dispersion < 1.5 || calm.Dispersion > 1.2 {
		t.Errorf("dispersion %.2f, quasi %v; calm %.2f", wild.Dispersion, wild.Quasi, calm.Dispersion)
	}
	width := func(t terrain.Terrain) float64 { return math.Log(t.Factors[0].High / t.Factors[0].Low) }
	if width(wild) < 1.2*width(calm) {
		t.Errorf("interval of width %.2f, calm %.2f: not widened", width(wild), width(calm))
	}
	if !strings.Contains(calm.Note.EN, "independent of each other") || !strings.Contains(calm.Note.SV, "oberoende av varandra") {
		t.Errorf("note %q does not say what the intervals take for granted", calm.Note.EN)
	}
	if !strings.Contains(wild.Note.EN, "widened") {
		t.Errorf("note %q", wild.Note.EN)
	}
}

// Unknown is not dark: where the light is unknown reports are ten times as many, which
// must touch neither what darkness does nor what its absence does.
func TestUnknownIsNotDark(t *testing.T) {
	s := simulate(900)
	counts := s.counts(math.Log(2), 0, 0)
	for i := range counts {
		if i%3 == 0 {
			s.darkKnown[i] = 0
			counts[i] = distuv.Poisson{Lambda: .2 * s.lengthM[i], Src: s.chance}.Rand()
		}
	}
	got := of(t, s.lengthM, counts, s.exposures()...)
	f := got.Factors[0]
	if f.Low > 2 || f.High < 2 || f.High > 3 || f.Known != 600 {
		t.Errorf("darkness %.2f (%.2f–%.2f) known on %d, planted 2 on 600", f.Value, f.Low, f.High, f.Known)
	}
	if want := []string{"darkness", "concealment", "darkness_unknown"}; !slices.Equal(got.Names, want) {
		t.Errorf("columns %v, want %v", got.Names, want)
	}
	// What stands in the column where nothing is known is not looked at.
	for i := range s.dark {
		if s.darkKnown[i] == 0 {
			s.dark[i] = float64(i % 2)
		}
	}
	again := of(t, s.lengthM, counts, s.exposures()...)
	if diff := cmp.Diff(got, again, cmpopts.IgnoreUnexported(terrain.Terrain{})); diff != "" {
		t.Errorf("unknown values made a difference:\n%s", diff)
	}
}

// Two exposures unknown on the same streets share one column of the unknown.
func TestUnknownTogether(t *testing.T) {
	s := simulate(600)
	counts := s.counts(math.Log(2), 0, 0)
	for i := 0; i < 600; i += 4 {
		s.darkKnown[i] = .5
	}
	x := s.exposures()
	x[1].Known = s.darkKnown
	got := of(t, s.lengthM, counts, x...)
	if want := []string{"darkness", "concealment", "darkness_unknown"}; !slices.Equal(got.Names, want) {
		t.Errorf("columns %v, want %v", got.Names, want)
	}
	if !got.Factors[0].Estimated || !got.Factors[1].Estimated {
		t.Errorf("not estimated: %+v", got.Factors)
	}
}

// What cannot be estimated is set aside and named; the rest is estimated as without it.
func TestSetAside(t *testing.T) {
	s := simulate(600)
	counts := s.counts(math.Log(2), 0, 0)
	where := func(in func(i int) bool) []float64 {
		out := make([]float64, 600)
		for i := range out {
			if in(i) {
				out[i] = 1
			}
		}
		return out
	}
	empty := where(func(i int) bool { return counts[i] == 0 && i%2 == 0 })
	want := of(t, s.lengthM, counts, s.exposures()...)
	for name, c := range map[string]struct {
		x    terrain.Exposure
		want string
	}{
		"everywhere":      {terrain.Exposure{Share: s.everythingYes, Known: s.everythingYes}, "the same wherever it is known"},
		"nowhere":         {terrain.Exposure{Share: make([]float64, 600), Known: s.everythingYes}, "the same wherever it is known"},
		"never known":     {terrain.Exposure{Share: s.dark, Known: make([]float64, 600)}, "known on only 0 street segments"},
		"hardly known":    {terrain.Exposure{Share: s.dark, Known: where(func(i int) bool { return i < 9 })}, "known on only 9 street segments"},
		"darkness again":  {terrain.Exposure{Share: s.dark, Known: s.everythingYes}, "cannot be told from the others"},
		"without reports": {terrain.Exposure{Share: empty, Known: s.everythingYes}, "all reports lie where its share is the same"},
	} {
		c.x.Name = "camera"
		got := of(t, s.lengthM, counts, append(s.exposures(), c.x)...)
		f := got.Factors[2]
		if f.Estimated || f.Value != 1 || f.Low != 1 || f.High != 1 || !strings.Contains(f.Text.EN, c.want) {
			t.Errorf("%s: %+v, want it set aside: %q", name, f, c.want)
		}
		if diff := cmp.Diff(want.Factors, got.Factors[:2]); diff != "" {
			t.Errorf("%s: the others changed, -want +got:\n%s", name, diff)
		}
	}
}

// Streets without reports that are alone in not telling of the light are left out.
func TestUnknownWithoutReportsIsLeftOut(t *testing.T) {
	s := simulate(600)
	counts := s.counts(math.Log(2), 0, 0)
	var left []int
	for i := range counts {
		if counts[i] == 0 && len(left) < 12 {
			s.darkKnown[i] = 0
			left = append(left, i)
		}
	}
	s.lengthM[599] = 0
	got := of(t, s.lengthM, counts, s.exposures()...)
	if got.LeftOut != len(left)+1 || got.Segments != 600-len(left)-1 || !got.Factors[0].Estimated {
		t.Errorf("%d left out, %d segments, estimated %v; want %d left out", got.LeftOut, got.Segments, got.Factors[0].Estimated, len(left)+1)
	}
	for _, i := range append(left, 599, -1, 600) {
		if got.Relative(i) != 1 {
			t.Errorf("segment %d was left out but has the relative risk %v", i, got.Relative(i))
		}
	}
}

func TestRelative(t *testing.T) {
	s := simulate(700)
	s.dark[0], s.dark[1], s.green[1] = 0, 1, s.green[0]
	got := of(t, s.lengthM, s.counts(math.Log(2), .3, 0), s.exposures()...)
	if want := got.Factors[0].Value; math.Abs(got.Relative(1)/got.Relative(0)-want) > 1e-9 {
		t.Errorf("all dark by not dark: %v, want %v", got.Relative(1)/got.Relative(0), want)
	}
	var sum, length float64
	for i, l := range s.lengthM {
		sum += l * got.Relative(i)
		length += l
	}
	if math.Abs(sum/length-1) > 1e-12 {
		t.Errorf("the average metre has the relative risk %v", sum/length)
	}
}

func TestTooLittle(t *testing.T) {
	s := simulate(100)
	few := make([]float64, 100)
	few[3], few[4] = 6, 13
	plenty := s.counts(0, 0, 0)
	for name, c := range map[string]struct {
		got  terrain.Terrain
		want string
	}{
		"nothing":      {of(t, nil, nil), "0 street segments are too few"},
		"few segments": {of(t, s.lengthM[:29], plenty[:29]), "29 street segments are too few"},
		"no lengths":   {of(t, make([]float64, 100), plenty), "0 street segments are too few"},
		"few reports":  {of(t, s.lengthM, few, s.exposures()...), "19 reports are too few to reckon the risk of the surroundings; it takes at least 20."},
		"no reports":   {of(t, s.lengthM, make([]float64, 100), s.exposures()...), "0 reports are too few"},
		"no exposures": {of(t, s.lengthM, plenty), "No part of the surroundings"},
		"none known":   {of(t, s.lengthM, plenty, terrain.Exposure{Name: "x", Share: s.dark, Known: make([]float64, 100)}), "No part of the surroundings"},
	} {
		if c.got.Estimated() || !strings.Contains(c.got.Note.EN, c.want) || c.got.Relative(0) != 1 {
			t.Errorf("%s: note %q, estimated %v, relative %v; want %q", name, c.got.Note.EN, c.got.Estimated(), c.got.Relative(0), c.want)
		}
		for _, f := range c.got.Factors {
			if f.Estimated || f.Value != 1 || f.Text.IsZero() {
				t.Errorf("%s: %+v", name, f)
			}
		}
	}
}

func TestOfRefuses(t *testing.T) {
	s := simulate(50)
	counts := s.counts(0, 0, 0)
	with := func(v []float64, i int, x float64) []float64 {
		out := slices.Clone(v)
		out[i] = x
		return out
	}
	for name, c := range map[string]struct {
		lengthM, counts []float64
		x               terrain.Exposure
		want            string
	}{
		"unequal":          {s.lengthM[:9], counts, s.exposures()[0], "the lengths: 9 rows, but the counts are 50"},
		"a negative size":  {with(s.lengthM, 2, -1), counts, s.exposures()[0], "length of street segment 3 is -1"},
		"an infinite size": {with(s.lengthM, 2, math.Inf(1)), counts, s.exposures()[0], "length of street segment 3 is +Inf"},
		"a count of NaN":   {s.lengthM, with(counts, 2, math.NaN()), s.exposures()[0], "count of street segment 3 is NaN"},
		"a share above 1":  {s.lengthM, counts, terrain.Exposure{Name: "x", Share: with(s.dark, 4, 1.1), Known: s.darkKnown}, "x of street segment 5 is 1.1"},
		"a share of NaN":   {s.lengthM, counts, terrain.Exposure{Name: "x", Share: with(s.dark, 4, math.NaN()), Known: s.darkKnown}, "x of street segment 5 is NaN"},
		"known below 0":    {s.lengthM, counts, terrain.Exposure{Name: "x", Share: s.dark, Known: with(s.darkKnown, 4, -.1)}, "x of street segment 5 is -0.1"},
		"short":            {s.lengthM, counts, terrain.Exposure{Name: "x", Share: s.dark[:3], Known: s.darkKnown}, "x: 3 rows"},
		"short knowledge":  {s.lengthM, counts, terrain.Exposure{Name: "x", Share: s.dark, Known: nil}, "what is known of x: 0 rows"},
	} {
		if _, err := terrain.Of(c.lengthM, c.counts, []terrain.Exposure{c.x}); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want Invalid with %q", name, err, c.want)
		}
	}
}

// Whatever streets come in, coarse so that columns often depend and separate: no error, no
// panic, nothing that cannot be written as JSON, and the same again.
func TestOfLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 60).Draw(t, "segments")
		column := func(label string, high int, by float64) []float64 {
			out := make([]float64, n)
			for i := range out {
				out[i] = float64(rapid.IntRange(0, high).Draw(t, label)) / by
			}
			return out
		}
		lengthM, counts := column("length", 3, .1), column("counts", 3, 1)
		exposures := make([]terrain.Exposure, rapid.IntRange(0, 3).Draw(t, "exposures"))
		for k := range exposures {
			exposures[k] = terrain.Exposure{Name: string(rune('a' + k)), Share: column("share", 2, 2), Known: column("known", 1, 1)}
		}
		got, err := terrain.Of(lengthM, counts, exposures)
		if err != nil {
			t.Fatal(err)
		}
		written, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		again, err := terrain.Of(lengthM, counts, exposures)
		if rewritten, _ := json.Marshal(again); err != nil || string(rewritten) != string(written) {
			t.Fatalf("not the same again: %v", err)
		}
		for i := range n {
			if r := got.Relative(i); math.IsNaN(r) || math.IsInf(r, 0) || r < 0 {
				t.Fatalf("relative risk %v", r)
			}
		}
		for _, f := range got.Factors {
			if f.Low > f.Value || f.Value > f.High || f.Text.IsZero() {
				t.Fatalf("%+v", f)
			}
		}
	})
}

func BenchmarkOf(b *testing.B) {
	s := simulate(10_000)
	for i := range s.darkKnown {
		s.darkKnown[i] = float64(i%4) / 3
	}
	counts := s.counts(math.Log(2), .2, .5)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := terrain.Of(s.lengthM, counts, s.exposures()); err != nil {
			b.Fatal(err)
		}
	}
}
