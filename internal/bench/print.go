package bench

import (
	"fmt"
	"io"
	"strings"
)

// Markdown writes a report as a page: the machine, the table, the growth, what was not
// run and why. command is how it was made.
func (r Report) Markdown(w io.Writer, command string) error {
	var out strings.Builder
	r.Machine.head(&out, "Benchmarks", command)
	if versions := r.versions(); len(versions) > 0 {
		fmt.Fprintf(&out, "Beside it: %s.\n", strings.Join(versions, ", "))
	}
	fmt.Fprintf(&out, `
Generated points (60 %% in places of Gaussian spread whose sizes follow a power law, 40 %%
anywhere), the same for every program, in the same run; DBSCAN with at least %d points.
Seconds are CPU seconds over all threads, without start and reading of files; those of
PostGIS are its backend's. Of every program the least of %d runs counts, or of as many as %v
hold if those are more (of one where a run takes over %.0f s). Bytes
are, of ours, what one call allocates, of others the most that the process held. A ratio is
CPU seconds of the best other program to ours on one thread. ST-DBSCAN is held against our
own DBSCAN: those two are run in turn.

`, minPoints, r.Runs, Options{Runs: r.Runs}.often().wall, enough)
	r.table(&out)
	r.growthTable(&out)
	r.notRun(&out)
	_, err := io.WriteString(w, out.String())
	return err
}

func (r Report) table(out *strings.Builder) {
	out.WriteString("| work | points | ours, 1 thread | ours, 2 threads | others | best ratio | target |\n")
	out.WriteString("| --- | ---: | --- | --- | --- | ---: | --- |\n")
	for _, l := range r.Lines {
		cells := []string{l.Work, thousands(l.Points), figureAt(l.Ours, 0), figureAt(l.Ours, 1), l.others(), "–", l.verdict()}
		if best, ok := l.Best(); ok {
			cells[5] = times(best.Ratio)
		}
		row(out, cells...)
	}
}

func figureAt(all []Figure, i int) string {
	if i >= len(all) {
		return "–"
	}
	return all[i].text()
}

// text is the figures of one program in a cell of the table.
func (f Figure) text() string {
	text := fmt.Sprintf("%s s (wall %s s), %s", seconds(f.CPU), seconds(f.Wall), megabytes(f.Bytes))
	if f.Clusters > 0 {
		text += fmt.Sprintf(", %s clusters", thousands(f.Clusters))
	}
	return text
}

// others are the anchors of a line with figures, or with what kept them from having any.
func (l Line) others() string {
	var all []string
	for _, f := range l.Anchors {
		if f.Problem == "" {
			all = append(all, f.By+" "+f.text()+": "+times(f.Ratio))
		} else {
			all = append(all, f.By+": "+f.Problem)
		}
	}
	if len(all) == 0 {
		return "–"
	}
	return strings.Join(all, "<br>")
}

// verdict holds the ratio to the rival against the target.
func (l Line) verdict() string {
	if l.Target == 0 {
		return "–"
	}
	target := strings.TrimSpace("≥ " + times(l.Target) + " " + l.Against)
	rival, ok := l.rival()
	switch {
	case !ok:
		return target
	case rival.Ratio >= l.Target:
		return target + ": reached"
	}
	return target + ": **missed**"
}

func (r Report) growthTable(out *strings.Builder) {
	out.WriteString(`
## Growth

DBSCAN on one thread; at most × 11 is wanted where points × 10. The sizes are run in turn.
Each run clusters as many points: of fewer, so many different draws one after another, each
once, so that none is in the processor's cache from the time before; the seconds are of one.

`)
	for i, g := range r.Growth {
		if i == 0 {
			header := "| radius |"
			rule := "| --- |"
			for _, n := range g.Points {
				header, rule = header+" "+thousands(n)+" points |", rule+" ---: |"
			}
			fmt.Fprintf(out, "%s\n%s\n", header, rule)
		}
		fmt.Fprintf(out, "| %v m |", g.EpsM)
		for k, cpu := range g.CPU {
			fmt.Fprintf(out, " %s s", seconds(cpu))
			if k > 0 {
				fmt.Fprintf(out, " (× %.1f)", cpu/g.CPU[k-1])
			}
			out.WriteString(" |")
		}
		out.WriteString("\n")
	}
}

func (r Report) notRun(out *strings.Builder) {
	var all []string
	for _, l := range r.Lines {
		for _, f := range l.Anchors {
			if f.Problem != "" {
				all = append(all, fmt.Sprintf("- %s, %s points, %s: %s\n", l.Work, thousands(l.Points), f.By, f.Problem))
			}
		}
	}
	if len(all) > 0 {
		out.WriteString("\n## Not measured\n\n" + strings.Join(all, ""))
	}
}

// versions are those of the other programs, each once.
func (r Report) versions() []string {
	var all []string
	seen := map[string]bool{}
	for _, l := range r.Lines {
		for _, f := range l.Anchors {
			if f.Version != "" && !seen[f.Version] {
				seen[f.Version] = true
				all = append(all, f.Version)
			}
		}
	}
	return all
}

// Text writes a report for a terminal: a line for each program and piece of work.
func (r Report) Text(w io.Writer) error {
	var out strings.Builder
	for _, l := range r.Lines {
		fmt.Fprintf(&out, "%s, %s points\n", l.Work, thousands(l.Points))
		for _, f := range l.Ours {
			fmt.Fprintf(&out, "  %-22s %s\n", f.By, f.text())
		}
		for _, f := range l.Anchors {
			if f.Problem != "" {
				fmt.Fprintf(&out, "  %-22s %s\n", f.By, f.Problem)
			} else {
				fmt.Fprintf(&out, "  %-22s %s: %s\n", f.By, f.text(), times(f.Ratio))
			}
		}
		if verdict := l.verdict(); verdict != "–" {
			fmt.Fprintf(&out, "  %-22s %s\n", "target", verdict)
		}
	}
	r.growthTable(&out)
	_, err := io.WriteString(w, out.String())
	return err
}

// JSON writes a report for programs.
func (r Report) JSON(w io.Writer) error {
	return writeJSON(w, r)
}
