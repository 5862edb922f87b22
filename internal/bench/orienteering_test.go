package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/bench/orienteering"
	"tryggled/internal/fault"
)

// written puts made instances into a folder and tells their files.
func written(t *testing.T, dir string, all ...orienteering.Made) (files []string) {
	t.Helper()
	for _, m := range all {
		file := filepath.Join(dir, m.File)
		if err := os.WriteFile(file, m.Text, 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// into keeps answers in a folder.
func into(dir string) func(string, func(io.Writer) error) error {
	return func(name string, write func(io.Writer) error) error {
		var text bytes.Buffer
		if err := write(&text); err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, name+".json"), text.Bytes(), 0o600)
	}
}

// few are instances of all families, small enough for a test.
func few() (all []orienteering.Made) {
	for _, family := range orienteering.Families {
		all = append(all, orienteering.MadeTOP(family, 3))
	}
	return append(all,
		orienteering.MadePatrol(orienteering.PatrolParams{Stops: 30, Teams: 2, Nodes: 300, Windows: .3, Seed: 1}),
		orienteering.MadePatrol(orienteering.PatrolParams{Stops: 40, Teams: 3, Nodes: 300, Roles: .3, Lattice: true, Seed: 1}))
}

// TestRunOrienteering: each file gets its answer, and the same iterations and seed the same one.
func TestRunOrienteering(t *testing.T) {
	dir := t.TempDir()
	files := written(t, dir, few()...)
	best := filepath.Join(dir, "best.csv")
	if err := os.WriteFile(best, []byte("instance,best_known\n"+orienteering.NameOf(files[0])+",1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var answers [2]map[string]string
	for run := range answers {
		answers[run] = map[string]string{}
		r, err := RunOrienteering(t.Context(), OrienteeringOptions{
			Files: files, Best: []string{best}, Iterations: 40, Seed: 5,
			Save: func(name string, write func(io.Writer) error) error {
				var text strings.Builder
				err := write(&text)
				answers[run][name] = text.String()
				return err
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range r.Solved {
			if s.Iterations != 40 || s.Score <= 0 || s.Bound < s.Score || s.CPU <= 0 || s.Dropped != 0 {
				t.Errorf("%+v", s)
			}
		}
		if first := r.Solved[0]; first.Gap == nil || *first.Gap != 100*(1-first.Score) || r.Solved[1].Gap != nil {
			t.Errorf("%+v", first)
		}
	}
	if diff := cmp.Diff(answers[0], answers[1]); diff != "" || len(answers[0]) != len(files) {
		t.Error(diff)
	}
}

// TestSecondsOfCPU: a search ends when its CPU seconds are spent, the reading among them.
func TestSecondsOfCPU(t *testing.T) {
	files := written(t, t.TempDir(), few()[0])
	r, err := RunOrienteering(t.Context(), OrienteeringOptions{Files: files, Seconds: .2, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if s := r.Solved[0]; s.CPU < .2 || s.CPU > 2 || s.Iterations == 0 || r.Seconds != .2 {
		t.Errorf("%+v", r)
	}
}

func TestOrienteeringBadOptions(t *testing.T) {
	dir := t.TempDir()
	files := written(t, dir, few()[0])
	for want, o := range map[string]OrienteeringOptions{
		"give files with instances":     {},
		`"town" cannot be made`:         {Made: []string{MadeCity, "town"}},
		"seconds above 0 and at most":   {Files: files, Seconds: -1},
		"at least one iteration":        {Files: files, Iterations: -1},
		"both give the answer":          {Files: []string{"a/x.txt", "b/x.json"}},
		"cannot be opened; is it there": {Files: []string{filepath.Join(dir, "none.txt")}},
		"cannot be read":                {Files: []string{dir}},
		"best.csv cannot be opened":     {Files: files, Best: []string{"best.csv"}},
		"the columns instance":          {Files: files, Best: files},
	} {
		if _, err := RunOrienteering(t.Context(), o); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", want, err)
		}
	}
}

// TestOrienteeringInterrupted: whoever stops the run gets no answer for what was not solved.
func TestOrienteeringInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	saved := false
	_, err := RunOrienteering(ctx, OrienteeringOptions{
		Files: written(t, t.TempDir(), few()[0]), Seconds: 1,
		Save: func(string, func(io.Writer) error) error { saved = true; return nil },
	})
	if err == nil || saved {
		t.Errorf("%v, saved %v", err, saved)
	}
}

// TestMadeOverTime: longer searches come further, and the last is the measure.
func TestMadeOverTime(t *testing.T) {
	r, err := RunOrienteering(t.Context(), OrienteeringOptions{Made: []string{MadeEvening}, Seconds: .5, Iterations: 30, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Over) != 1 {
		t.Fatalf("%+v", r)
	}
	over := r.Over[0]
	if over.Stops != 960 || over.Teams != 5 || len(over.Moments) != 3 {
		t.Fatalf("%+v", over)
	}
	if last := over.Moments[2]; last.Wanted != .5 || last.Share != 100 || last.Score < over.Moments[0].Score || last.Score > over.Bound {
		t.Errorf("%+v", over)
	}
	var text strings.Builder
	if err := r.Markdown(&text, "tryggled bench orienteering --made evening"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"## Score over time: evening", "960 stops, 5 teams", "| insertion alone |", "| 100.000 % | "} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("%q is missing in\n%s", want, &text)
		}
	}
}

func TestMoments(t *testing.T) {
	t.Parallel()
	for seconds, want := range map[float64][]float64{0: moments, 2: {.3, 1, 2}, .1: {.1}, 30: {.3, 1, 2, 5, 10, 30}} {
		if diff := cmp.Diff(want, OrienteeringOptions{Seconds: seconds}.moments()); diff != "" {
			t.Errorf("%v: %s", seconds, diff)
		}
	}
}

func solved(name, set string, score, best, vroom float64) Solved {
	s := Solved{Instance: name, Set: set, Stops: 98, Teams: 2, Score: score, Bound: 1200.5, Iterations: 12345, CPU: 5.01}
	known := orienteering.Best{Score: best}
	if vroom > 0 {
		known.VROOM = &vroom
	}
	if best > 0 {
		s.against(orienteering.Bests{name: known})
	}
	return s
}

// TestSets: gaps worked out by hand. p4: (0 % + 1 %) / 2; patrol: one above the reference by
// 1 %, one below VROOM by 2 % of the reference.
func TestSets(t *testing.T) {
	t.Parallel()
	all := []Solved{
		solved("p4.2.a", "p4", 1000, 1000, 0), solved("p4.2.b", "p4", 990, 1000, 0), solved("p5.2.a", "p5", 500, 500, 0),
		solved("krems", "patrol", 505, 500, 500), solved("campo", "patrol", 490, 500, 495), solved("mine", "patrol", 7, 0, 0),
	}
	sets := setsOf(all)
	var names []string
	for _, s := range sets {
		names = append(names, s.Set)
	}
	if diff := cmp.Diff([]string{"p4", "p5", "patrol", allTOP, allAll}, names); diff != "" {
		t.Fatal(diff)
	}
	want := OrienteeringSet{Set: "p4", Instances: 2, Compared: 2, Gap: .5, Worst: 1, WorstOf: "p4.2.b", Over: 1, Share: 99.5, CPU: 5.01}
	if diff := cmp.Diff(want, sets[0]); diff != "" {
		t.Error(diff)
	}
	if s := sets[2]; s.Instances != 3 || s.Compared != 2 || s.Gap != .5 || s.Better != 1 || s.BelowVROOM != 1 || s.VROOM != 2 {
		t.Errorf("%+v", s)
	}
	if g := sets[3].Gap; g < .3333 || g > .3334 {
		t.Errorf("of sets 4–7 %v", g)
	}
	reached := func(seconds float64) (all []bool) {
		for _, g := range goalsOf(sets, seconds) {
			all = append(all, g.Reached)
		}
		return all
	}
	if diff := cmp.Diff([]bool{false, false, false, false}, reached(5)); diff != "" {
		t.Error(diff)
	}
	if len(reached(1)) != 1 || len(reached(7)) != 0 {
		t.Errorf("goals at 1 s: %v, at 7 s: %v", reached(1), reached(7))
	}
	if g := goalsOf(setsOf(all[3:4]), 5); len(g) != 2 || !g[0].Reached || !g[1].Reached {
		t.Errorf("%+v", g)
	}
}

func TestOrienteeringPrinted(t *testing.T) {
	t.Parallel()
	r := OrienteeringReport{
		Machine: Machine{CPU: "a processor", Cores: 2, MemoryGB: 24, System: "Debian 12", Go: "go1.26"}, Seconds: 5, Seed: 1,
		Solved: []Solved{solved("p4.2.a", "p4", 999, 1000, 0), solved("krems", "patrol", 505.25, 500, 500), solved("mine", "top", 7, 0, 0)},
		Over: []OverTime{{Made: MadeCity, Stops: 1000, Teams: 40, Bound: 5000, Held: 90e6, Moments: []Moment{
			{CPU: .05, Score: 900, Share: 90, Lacks: 1}, {Wanted: 10, CPU: 10.01, Score: 1000, Share: 100, Iterations: 5000},
		}}},
	}
	r.Sets = setsOf(r.Solved)
	r.Goals = goalsOf(r.Sets, 5)
	var page, plain, forPrograms strings.Builder
	for _, err := range []error{r.Markdown(&page, "tryggled bench"), r.Text(&plain), r.JSON(&forPrograms)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{
		"# Benchmarks of patrols", "with 5 CPU seconds", "| p4.2.a | 98 | 2 | 999 | 1000 | 0.100 % | – | 1200.5 | 12,345 | 5.01 s |",
		"| krems | 98 | 2 | 505.25 | 500 | -1.050 % | 500 |", "| mine | 98 | 2 | 7 | – | – | – |", "| top | 1 | – | – |", "| 0 of 1 |",
		"- patrol cases below VROOM: 0 cases, wanted ≤ 0 cases: reached", "not measured in this run", "held 90 MB at most",
		"| insertion alone | 0.0500 s | 900 (something that must be is lacking) | 90.000 % | 0 |", "| 10 s | 10.0 s | 1000 | 100.000 % | 5,000 |",
	} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("%q is missing in\n%s", want, &page)
		}
	}
	if !strings.Contains(plain.String(), "p4.2.a                     98     2        999       1000   0.100 %") {
		t.Errorf("got\n%s", &plain)
	}
	var back OrienteeringReport
	if err := json.Unmarshal([]byte(forPrograms.String()), &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r, back); diff != "" {
		t.Error(diff)
	}
}

// TestCheckedByOthers: the checker that scores are published with finds every answer feasible
// and of the score that it claims, on the instances beside the real data.
func TestCheckedByOthers(t *testing.T) {
	at := filepath.Join(os.Getenv("TRYGGLED_REAL_DATA"), "..", "bench", "orienteering")
	checker := filepath.Join(at, "check.py")
	python, err := exec.LookPath("python3")
	if _, gone := os.Stat(checker); os.Getenv("TRYGGLED_REAL_DATA") == "" || gone != nil || err != nil {
		t.Skip("the instances (TRYGGLED_REAL_DATA/../bench/orienteering) or python3 are not there")
	}
	for set, ending := range map[string]string{"top": "*.txt", "patrol": "*.json"} {
		files, err := filepath.Glob(filepath.Join(at, set, ending))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no instances: %v", set, err)
		}
		answers := t.TempDir()
		if _, err := RunOrienteering(t.Context(), OrienteeringOptions{Files: files, Iterations: 30, Seed: 1, Save: into(answers)}); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), python, checker, "--dir", filepath.Join(at, set), answers, "--quiet").Output()
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		var sum struct{ Checked, Infeasible int }
		if bad := json.Unmarshal([]byte(lines[len(lines)-1]), &sum); err != nil || bad != nil || sum.Checked != len(files) || sum.Infeasible != 0 {
			t.Errorf("%s: %v %v\n%s", set, err, bad, out)
		}
	}
}

// BenchmarkReadPatrol: a case of a city's size, the matrix of its ways included.
func BenchmarkReadPatrol(b *testing.B) {
	city := orienteering.City(1)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := city.Instance(); err != nil {
			b.Fatal(err)
		}
	}
}
