package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tryggled/internal/app"
	"tryggled/internal/bench"
	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

type benchOrienteering struct {
	Files      []string `arg:"" optional:"" name:"file" type:"path" sep:"none" help:"${arg_instances}"`
	Seconds    *float64 `xor:"limit" placeholder:"S" help:"${flag_bench_seconds}"`
	Iterations int      `xor:"limit" placeholder:"N" help:"${flag_bench_iterations}"`
	Seed       uint64   `default:"1" placeholder:"N" help:"${flag_stats_seed}"`
	Output     string   `short:"o" type:"path" placeholder:"DIR" help:"${flag_bench_answers}"`
	Best       []string `type:"path" sep:"none" placeholder:"CSV" help:"${flag_bench_best}"`
	Made       []string `placeholder:"NAME" help:"${flag_bench_made}"`
	Report     string   `default:"-" type:"path" placeholder:"FILE" help:"${flag_bench_report}"`
	JSON       bool     `name:"json" xor:"form" help:"${flag_json}"`
	Markdown   bool     `xor:"form" help:"${flag_markdown}"`
}

// Run solves instances of team orienteering and prints how near the best known it comes.
func (b benchOrienteering) Run(c *call) error {
	o := bench.OrienteeringOptions{
		Files: b.Files, Best: b.Best, Made: b.Made, Iterations: b.Iterations, Seed: b.Seed,
		Progress: func(what string) { fmt.Fprintln(c.err, what) },
	}
	if b.Seconds != nil {
		if o.Seconds = *b.Seconds; !(o.Seconds > 0) {
			return wrongUse{lang.T("--seconds: ange mer än 0", "--seconds: give more than 0")}
		}
	}
	if b.Output != "" {
		if err := folder(b.Output); err != nil {
			return err
		}
		o.Save = func(name string, write func(io.Writer) error) error {
			return app.WriteFile(filepath.Join(b.Output, name+".json"), write)
		}
	}
	report, err := bench.RunOrienteering(c, o)
	if err != nil {
		return err
	}
	return c.create(b.Report, func(w io.Writer) error {
		switch {
		case b.JSON:
			return report.JSON(w)
		case b.Markdown:
			return report.Markdown(w, "tryggled "+b.told(c.written))
		}
		return report.Text(w)
	})
}

// folder makes a folder where there is none.
func folder(name string) error {
	err := os.MkdirAll(name, 0o755) //nolint:gosec // answers to public instances, for whoever checks them
	if err == nil {
		return nil
	}
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	return fault.Wrap(fault.Invalid, err, lang.T("mappen %s går inte att skapa (%v); ange en annan med -o", "the folder %s cannot be made (%v); give another with -o", name, err))
}

// manyFiles are more than a page names one by one: its table does.
const manyFiles = 5

// told is the command as it was written, without where this machine has its files.
func (b benchOrienteering) told(written string) string {
	files := map[string]bool{}
	for _, file := range b.Files {
		files[filepath.Base(file)] = true
	}
	var words []string
	for word := range strings.FieldsSeq(written) {
		flag, value, ok := strings.Cut(word, "=")
		if ok && strings.HasPrefix(flag, "-") {
			word = flag + "=" + withoutFolder(value)
		} else {
			word = withoutFolder(word)
		}
		if files[word] && len(b.Files) > manyFiles {
			word = "FILE…"
		}
		words = append(words, word)
	}
	return strings.Join(slices.Compact(words), " ")
}

// withoutFolder leaves the last part of a path; what is none stays.
func withoutFolder(path string) string {
	if !strings.ContainsRune(path, filepath.Separator) {
		return path
	}
	return filepath.Base(path)
}

var benchTexts = map[string]lang.Text{
	"bench_orienteering":    lang.T("Mät lösaren bakom närvaroplanerna på instanser av team orienteering: Chaos textfiler och patrullfall i JSON.", "Measure the solver behind the presence plans on instances of team orienteering: Chao's text files and patrol cases in JSON."),
	"arg_instances":         lang.T("instanser: .txt med n, m, tmax och punkter, eller patrullfall .json", "instances: .txt with n, m, tmax and points, or patrol cases .json"),
	"flag_bench_seconds":    lang.T("CPU-sekunder på en kärna för varje fil, läsningen inräknad (förval: 5)", "CPU seconds on one core for each file, its reading included (default: 5)"),
	"flag_bench_iterations": lang.T("så många iterationer för varje fil i stället; samma antal och frö ger samma svar", "so many iterations for each file instead; the same number and seed give the same answer"),
	"flag_bench_answers":    lang.T("mapp för svaren, en NAMN.json för varje fil; utan den skrivs bara tabellen", "folder for the answers, a NAME.json for each file; without it only the table is printed"),
	"flag_bench_best":       lang.T("de bästa kända poängen: CSV med instance och best_known, eller instance, vroom_5s och reference_best; får ges flera gånger", "the best scores known: CSV with instance and best_known, or instance, vroom_5s and reference_best; may be given several times"),
	"flag_bench_made":       lang.T("mät poängen över tid på något slumpat: city (1 000 stopp, 40 grupper), evening (60 platser, 5 grupper) eller båda", "measure the score over time on something made by chance: city (1,000 stops, 40 teams), evening (60 places, 5 teams) or both"),
	"flag_bench_report":     lang.T("fil för tabellen (förval: skärmen)", "file for the table (default: the screen)"),
}

func init() {
	maps.Copy(texts, benchTexts)
	examples["bench orienteering"] = "tryggled bench orienteering --seconds 5 --best best_known.csv -o answers p4.2.k.txt p5.3.q.txt"
	examples["bench orienteering <file>"] = examples["bench orienteering"]
}
