package bench

import (
	"fmt"
	"io"
	"strings"
)

// Markdown writes a report as a page: the machine, how it was measured, the table, the growth.
// command is how it was made.
func (r OverlayReport) Markdown(w io.Writer, command string) error {
	var out strings.Builder
	r.Machine.head(&out, "Benchmarks of the overlays", command)
	if version := r.version(); version != "" {
		fmt.Fprintf(&out, "Beside it: %s, on one core.\n", version)
	}
	fmt.Fprintf(&out, `
Seconds are CPU seconds over all threads, of PostGIS its backend's, of a changed lamp ours and
those of all backends that serve us; reading files and starting is not in them. Each piece of
work is done once to warm up. After that it is done %d times, or for %v if that is more, and
the run that took least counts; of a query that takes over %.0f s the first. Allocated is what
one run allocates; held is the most resident memory (VmHWM) of this process during one run, the
town included, and of PostGIS that of its backend. Every third lamp is dimmed in every second
hour, each time to another level, so that light is worked out for all 24 hours and changes at
each. A ratio is CPU seconds of the other to ours on one thread. It is told only where the
results are the same: sums of light but for one part in a million, areas of views but for a
thousandth of the sector. Of a changed lamp, the work is that of %d lamps spread over the town,
from the call until the exposures are committed; of each its least counts.

`, r.Runs, Options{Runs: r.Runs}.often().wall, enough, changedLamps)
	r.table(&out)
	r.growthTable(&out)
	_, err := io.WriteString(w, out.String())
	return err
}

func (r OverlayReport) table(out *strings.Builder) {
	out.WriteString("| town | work | of what | ours | beside | target |\n| --- | --- | --- | --- | --- | --- |\n")
	for _, m := range r.Measures {
		note := m.Note
		if note != "" && len(m.Ours) > 0 {
			note = "<br>" + note
		}
		fmt.Fprintf(out, "| %s | %s | %s | %s%s | %s | %s |\n", m.Town, m.Work, dash(m.Size),
			strings.Join(lines(m.Ours), "<br>"), note, dash(strings.Join(lines(m.Beside), "<br>")), dash(m.verdict("<br>")))
	}
}

// lines are figures, a line each.
func lines(all []Figure) (out []string) {
	for _, f := range all {
		out = append(out, strings.TrimPrefix(f.By, "tryggled, ")+": "+f.outcome())
	}
	return out
}

// outcome is the figures of one program, or what kept it from having any.
func (f Figure) outcome() string {
	if f.Problem != "" {
		return f.Problem
	}
	text := fmt.Sprintf("%s s (wall %s s)", seconds(f.CPU), seconds(f.Wall))
	switch {
	case f.Held > 0:
		text += ", " + megabytes(f.Bytes) + " allocated, " + megabytes(f.Held) + " held"
	case f.Version != "":
		text += ", " + megabytes(f.Bytes) + " held"
	case f.Bytes > 0:
		text += ", " + megabytes(f.Bytes) + " allocated"
	}
	if f.Ratio > 0 {
		text += ": " + times(f.Ratio)
	}
	return text
}

// verdict holds what was got against what was wanted.
func (m Measure) verdict(between string) string {
	var all []string
	for _, g := range m.Goals {
		sign, told := "<", "reached"
		if g.Least {
			sign = "≥"
		}
		if !g.Reached {
			told = "**missed** (" + number(g.Got) + " " + g.Unit + ")"
		}
		all = append(all, fmt.Sprintf("%s %s %s %s: %s", g.What, sign, number(g.Want), g.Unit, told))
	}
	return strings.Join(all, between)
}

func (r OverlayReport) growthTable(out *strings.Builder) {
	out.WriteString(`
## Growth

All exposures of generated towns on one thread: longer and longer ones of one density, then
denser ones, with that many times the lamps and green things. Wanted is that a pair takes as
long in each, or less where they are many: linear in length × local density. Pairs are the
places where light is looked at × the lamps in reach, and those where sight is looked at × the
green things and buildings in reach.

| streets | density | lamps | green things | places | pairs | CPU | a km | a pair |
| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
`)
	for _, g := range r.Growth {
		perKm, perPair := g.CPU/g.Km, g.CPU/float64(max(1, g.Pairs))
		fmt.Fprintf(out, "| %s km | × %g | %s | %s | %s | %s | %s s | %s ms | %s ns |\n", number(g.Km), g.Density, thousands(g.Lamps),
			thousands(g.Greens), thousands(g.Places), thousands(int(g.Pairs)), seconds(g.CPU), seconds(1e3*perKm), seconds(1e9*perPair))
	}
	if len(r.Growth) == 0 {
		return
	}
	fmt.Fprintf(out, "\nThe longest by the shortest, of one density: × %s in time a km. The densest by the sparsest: × %s in time a pair.\n",
		number(r.spread(func(g Grown) bool { return g.Density == 1 }, func(g Grown) float64 { return g.CPU / g.Km })),
		number(r.spread(func(g Grown) bool { return g.Km > r.Km/1.5 && g.Km < r.Km*1.5 }, func(g Grown) float64 { return g.CPU / float64(max(1, g.Pairs)) })))
}

// spread is the last of some towns by the first of them.
func (r OverlayReport) spread(which func(Grown) bool, of func(Grown) float64) float64 {
	var first, last float64
	for _, g := range r.Growth {
		if !which(g) {
			continue
		}
		if last = of(g); first == 0 {
			first = last
		}
	}
	return last / first
}

// version is that of PostGIS; empty where it was not run.
func (r OverlayReport) version() string {
	for _, m := range r.Measures {
		for _, f := range m.Beside {
			if f.Version != "" {
				return f.Version
			}
		}
	}
	return ""
}

// Text writes a report for a terminal: a line for each program and piece of work.
func (r OverlayReport) Text(w io.Writer) error {
	var out strings.Builder
	for _, m := range r.Measures {
		fmt.Fprintf(&out, "%s: %s\n", m.Town, m.Work)
		texts := append(lines(m.Ours), lines(m.Beside)...)
		if m.Size != "" {
			texts = append([]string{m.Size}, texts...)
		}
		if m.Note != "" {
			texts = append(texts, m.Note)
		}
		if verdict := m.verdict("; "); verdict != "" {
			texts = append(texts, "target: "+verdict)
		}
		for _, text := range texts {
			fmt.Fprintf(&out, "  %s\n", text)
		}
	}
	r.growthTable(&out)
	_, err := io.WriteString(w, out.String())
	return err
}

// JSON writes a report for programs.
func (r OverlayReport) JSON(w io.Writer) error {
	return writeJSON(w, r)
}
