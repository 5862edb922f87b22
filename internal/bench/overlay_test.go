package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/fault"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

func small() OverlayOptions {
	return OverlayOptions{Km: leastKm, PostGIS: true, Runs: 1, Patience: time.Minute}
}

// TestRunOverlays: PostGIS comes to the same sums of light and the same views, or there would
// be no ratio.
func TestRunOverlays(t *testing.T) {
	r, err := RunOverlays(context.Background(), small())
	if err != nil {
		t.Fatal(err)
	}
	var works []string
	for _, m := range r.Measures {
		works = append(works, m.Work)
		for _, f := range m.Ours {
			if !(f.CPU > 0 && f.Wall > 0) {
				t.Errorf("%s: %+v", m.Work, f)
			}
		}
		for _, f := range m.Beside {
			if !(f.Ratio > 0) || f.Problem != "" {
				t.Errorf("%s beside %+v", m.Work, f)
			}
		}
	}
	want := []string{
		"all exposures, 24 hours", "lamp sums", "one lamp changed, until stored",
		"views minus buildings, 68° in turn", "views minus buildings, all around",
	}
	if diff := cmp.Diff(want, works); diff != "" {
		t.Error(diff)
	}
	for _, f := range r.Measures[0].Ours {
		if f.Held < f.Bytes {
			t.Errorf("a first run held less than it allocated: %+v", f)
		}
	}
	if len(r.Growth) != 7 {
		t.Fatalf("%+v", r.Growth)
	}
	for _, g := range r.Growth {
		if !(g.CPU > 0) || g.Pairs < int64(g.Places) || g.Lamps == 0 {
			t.Errorf("%+v", g)
		}
	}
	if sparse, dense := r.Growth[2], r.Growth[6]; dense.Lamps < 3*sparse.Lamps || dense.Pairs < 2*sparse.Pairs {
		t.Errorf("%+v is hardly denser than %+v", dense, sparse)
	}
}

func TestRunOverlaysWithoutPostGIS(t *testing.T) {
	o := small()
	o.PostGIS = false
	r, err := RunOverlays(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	var markdown, text, raw bytes.Buffer
	for _, err := range []error{r.Markdown(&markdown, "it"), r.Text(&text), r.JSON(&raw)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"PostGIS: not asked for", "not measured: PostGIS: not asked for"} {
		if !strings.Contains(markdown.String(), want) || !strings.Contains(text.String(), want) {
			t.Errorf("without %q:\n%s\n%s", want, &markdown, &text)
		}
	}
	var back OverlayReport
	if err := json.Unmarshal(raw.Bytes(), &back); err != nil || !cmp.Equal(r, back) {
		t.Errorf("read back: %v %s", err, cmp.Diff(r, back))
	}
}

func TestRunOverlaysRefuses(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*OverlayOptions){
		"short streets":      func(o *OverlayOptions) { o.Km = 0.4 },
		"long streets":       func(o *OverlayOptions) { o.Km = mostKm + 1 },
		"no number":          func(o *OverlayOptions) { o.Km = math.NaN() },
		"no runs":            func(o *OverlayOptions) { o.Runs = 0 },
		"no patience":        func(o *OverlayOptions) { o.Patience = 0 },
		"a folder of others": func(o *OverlayOptions) { o.Real = t.TempDir() },
	} {
		o := small()
		change(&o)
		if _, err := RunOverlays(context.Background(), o); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestRunOverlaysIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	o := small()
	o.Progress = func(what string) {
		if strings.Contains(what, "lamp sums") {
			cancel()
		}
	}
	if _, err := RunOverlays(ctx, o); err == nil {
		t.Error("went on")
	}
}

// TestGeneratedTown: as long as asked for, sound, and with another light at each hour.
func TestGeneratedTown(t *testing.T) {
	t.Parallel()
	made := generated(20, 1)
	if km := made.km(); math.Abs(km-20) > 2 {
		t.Errorf("%v km", km)
	}
	if diff := cmp.Diff(generated(20, 1), made, cmp.AllowUnexported(town{})); diff != "" {
		t.Errorf("another time another town: %s", diff)
	}
	for _, o := range made.objects {
		if err := o.Validate(); err != nil {
			t.Fatalf("%+v: %v", o, err)
		}
	}
	lamps, greens := len(made.of(overlay.Lamp)), len(made.of(overlay.Vegetation))
	if perKm := float64(lamps) / made.km(); perKm < 30 || perKm > 36 {
		t.Errorf("%v lamps a km", perKm)
	}
	dense := generated(20, 4)
	for kind, want := range map[overlay.Kind]int{overlay.Lamp: 4 * lamps, overlay.Vegetation: 4 * greens, overlay.Building: len(made.of(overlay.Building))} {
		if got := len(dense.of(kind)); math.Abs(float64(got-want)) > 0.1*float64(want) {
			t.Errorf("%d %s at four times the density, want about %d", got, kind, want)
		}
	}
	made = made.hourly()
	exposures, err := overlay.Compute(t.Context(), street.NewGraph(made.segments), nil, made.objects, overlay.Params{})
	if err != nil {
		t.Fatal(err)
	}
	whole := 0
	for _, e := range exposures {
		if len(e.Light) == 24 {
			whole++
		}
	}
	if whole < len(exposures)*9/10 {
		t.Errorf("%d of %d segments have 24 lights", whole, len(exposures))
	}
}

// TestPairs: places some 3 m apart, and a lamp on the first of them.
func TestPairs(t *testing.T) {
	t.Parallel()
	town := generated(1, 1)
	places := town.places(3)[:3]
	lamp := overlay.Object{Geometry: places[0]}
	for reach, want := range map[float64]int64{0: 1, 3: 2, 7: 3} {
		if got := pairs(places, []overlay.Object{lamp}, reach); got != want {
			t.Errorf("within %v m: got %d, want %d", reach, got, want)
		}
	}
}

func TestWhichTowns(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "helsinki"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, realTowns[2].files[0]), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	type asked struct {
		name                    string
		missing, lamps, cameras bool
	}
	all := func(o OverlayOptions) (all []asked) {
		for _, f := range o.towns() {
			all = append(all, asked{f.name, f.missing, f.lamps, f.cameras})
		}
		return all
	}
	want := []asked{{"Cambridge", true, true, false}, {"London", true, false, false}, {"Helsinki", false, false, true}, {"generated", false, true, false}}
	got := all(OverlayOptions{Km: 1, Real: dir})
	if !cmp.Equal(want, got, cmp.AllowUnexported(asked{})) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := all(OverlayOptions{Km: 1}); len(got) != 1 || got[0] != (asked{"generated", false, true, true}) {
		t.Errorf("without a folder: %v", got)
	}
	b := &bench{}
	if m, err := b.town(t.Context(), origin{name: "London", missing: true}); err != nil || len(m) != 1 || m[0].Note == "" {
		t.Errorf("missing: %+v, %v", m, err)
	}
}

// TestRealTowns: what the targets are stated for is what is measured.
func TestRealTowns(t *testing.T) {
	dir := os.Getenv("TRYGGLED_REAL_DATA")
	if dir == "" {
		t.Skip("TRYGGLED_REAL_DATA is not set: no real data to test on")
	}
	for _, f := range realTowns {
		f.dir = dir
		town, err := f.town(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Log(f.name, town.size())
		lamps, cameras := len(town.of(overlay.Lamp)), len(town.of(overlay.Camera))
		switch {
		case f.lamps && (math.Abs(town.km()-252) > 2 || lamps < 8550):
			t.Errorf("%v km and %d lamps, want 252 and nearly 8,565", town.km(), lamps)
		case f.cameras && cameras < mostCameras:
			t.Errorf("%d cameras, want %d", cameras, mostCameras)
		}
		ids := map[int64]bool{}
		for _, o := range town.objects {
			ids[o.ID] = true
		}
		if len(ids) != len(town.objects) {
			t.Errorf("%s: %d numbers for %d objects", f.name, len(ids), len(town.objects))
		}
	}
}

func TestAgainst(t *testing.T) {
	t.Parallel()
	ours := map[int64]float64{1: 2, 2: 3}
	for name, c := range map[string]struct {
		theirs  map[int64]float64
		problem string
	}{
		"the same":   {map[int64]float64{1: 2.05, 2: 2.95}, ""},
		"another":    {map[int64]float64{1: 2, 2: 3.5}, "error: number 2 of 2 is 3.5 there and 3 here"},
		"one less":   {map[int64]float64{1: 2}, "error: number 2 of 2 is 0 there and 3 here"},
		"one more":   {map[int64]float64{1: 2, 2: 3, 3: 1}, "error: 3 values there and 2 here"},
		"no numbers": {map[int64]float64{1: 2, 2: math.NaN()}, "error: number 2 of 2 is NaN there and 3 here"},
	} {
		f := Figure{CPU: 10}
		f.against(Figure{CPU: 2}, ours, c.theirs, func(int64) float64 { return 0.1 })
		if f.Problem != c.problem || (f.Ratio == 5) != (c.problem == "") {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// TestHeld: what is held grows with what the work holds at once, and falls again after it.
func TestHeld(t *testing.T) {
	const mb = 1 << 20
	hold := func(size int) int64 {
		got, err := held(t.Context(), work{ours: func(context.Context, int) (int, error) {
			memory := make([]byte, size)
			for i := range memory {
				memory[i] = byte(i)
			}
			return int(memory[size/2]), nil
		}}, 1)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	before, much, after := hold(mb), hold(128*mb), hold(mb)
	if much < before+100*mb || after > much-100*mb {
		t.Errorf("held %d, %d, %d MB", before/mb, much/mb, after/mb)
	}
}

func TestOverlayMarkdown(t *testing.T) {
	t.Parallel()
	r := OverlayReport{
		Machine: Machine{CPU: "a processor", Cores: 2, MemoryGB: 24, System: "Debian 12", Go: "go1.26"},
		Km:      100, Runs: 5,
		Measures: []Measure{{
			Work: "lamp sums", Town: "Cambridge", Size: "8,562 lamps",
			Ours:   []Figure{{By: "tryggled, 1 thread", CPU: 0.007, Wall: 0.0071, Bytes: 1e6}},
			Beside: []Figure{{By: "PostGIS", CPU: 0.35, Wall: 0.36, Bytes: 52e6, Ratio: 50, Version: "PostGIS 3.3.2"}},
			Goals:  []Goal{atLeast("ratio", 50, 20, "×"), below("held", 412.3, 400, "MB")},
		}, {
			Work: "views", Town: "Helsinki",
			Ours:   []Figure{{By: "tryggled, 2 threads", CPU: 1.25, Wall: 0.7, Bytes: 7e6, Held: 90e6}},
			Beside: []Figure{{By: "PostGIS", Problem: "over 1m"}},
		}},
		Growth: []Grown{
			{Km: 50, Density: 1, Lamps: 1500, Places: 17000, Pairs: 1e6, CPU: 1},
			{Km: 100, Density: 1, Pairs: 2e6, CPU: 2.2},
			{Km: 100, Density: 4, Pairs: 8e6, CPU: 8.8},
		},
	}
	var out strings.Builder
	if err := r.Markdown(&out, "tryggled bench overlay"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Made by `tryggled bench overlay` on a processor, 2 cores, 24 GB, Debian 12, go1.26.\nBeside it: PostGIS 3.3.2, on one core.\n",
		"| Cambridge | lamp sums | 8,562 lamps | 1 thread: 0.0070 s (wall 0.0071 s), 1 MB allocated | PostGIS: 0.350 s (wall 0.360 s), 52 MB held: 50 × | ratio ≥ 20 ×: reached<br>held < 400 MB: **missed** (412 MB) |\n",
		"| Helsinki | views | – | 2 threads: 1.25 s (wall 0.700 s), 7 MB allocated, 90 MB held | PostGIS: over 1m | – |\n",
		"| 50 km | × 1 | 1,500 | 0 | 17,000 | 1,000,000 | 1.00 s | 20.0 ms | 1000 ns |\n",
		"The longest by the shortest, of one density: × 1.1 in time a km. The densest by the sparsest: × 1 in time a pair.\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("without %q:\n%s", want, &out)
		}
	}
}
