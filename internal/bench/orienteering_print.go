package bench

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// statedAnchors are what others reach on sets 4 to 7 and on the patrol cases, as stated beside
// the instances and in the literature. None of them is run here: VROOM has no package for the
// systems that the program is built on.
var statedAnchors = []struct{ who, reaches string }{
	{"PSOiA (Dang, Guibadj, Moukrim 2013)", "average gap 0.0005 % on sets 4–7, at 50–220 CPU s"},
	{"a memetic large-neighbourhood search", "0.013 % at 5 CPU s, 0.139 % at 1 CPU s"},
	{"VROOM", "1.56 % (worst 7.28 %), at its own stop; on the patrol cases the column VROOM, at 5 s of wall time"},
	{"insertion by ratio alone", "9–25 %"},
}

// Markdown writes the report as a page. command is how it was made.
func (r OrienteeringReport) Markdown(w io.Writer, command string) error {
	var out strings.Builder
	r.Machine.head(&out, "Benchmarks of patrols", command)
	fmt.Fprintf(&out, `
Each instance is solved on one core from seed %d, with %s. CPU seconds are those of the whole
process (getrusage) while one thread of it runs at a time; reading the file and laying its
matrix is in them. A gap is (best − score) / best; below 0 it is a better score than the best
known. A bound is a score that no answer is above. Every answer is reckoned through again in
double precision, by the rules of its file alone.
`, r.Seed, r.limit())
	if len(r.Solved) > 0 {
		r.setTable(&out)
		r.goalList(&out)
		r.anchorTable(&out)
		out.WriteString("\n## Each instance\n\n")
		r.solvedTable(&out)
	}
	for _, over := range r.Over {
		over.table(&out, r.Seed)
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// limit is when each search ends.
func (r OrienteeringReport) limit() string {
	var all []string
	if r.Seconds > 0 {
		all = append(all, number(r.Seconds)+" CPU seconds")
	}
	if r.Iterations > 0 {
		all = append(all, thousands(r.Iterations)+" iterations")
	}
	return strings.Join(all, " and at most ")
}

func (r OrienteeringReport) setTable(out *strings.Builder) {
	out.WriteString("\n| set | instances | average gap | worst gap | above 0.5 % | above the best known | share of the best | below VROOM | CPU each |\n")
	out.WriteString("| --- | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |\n")
	for _, s := range r.Sets {
		cells := []string{s.Set, strconv.Itoa(s.Instances), "–", "–", "–", "–", "–", "–", seconds(s.CPU) + " s"}
		if s.Compared > 0 {
			cells[2], cells[3] = percent(s.Gap), percent(s.Worst)
			if s.Worst > 0 {
				cells[3] += " (" + s.WorstOf + ")"
			}
			cells[4], cells[5], cells[6] = strconv.Itoa(s.Over), strconv.Itoa(s.Better), percent(s.Share)
		}
		if s.VROOM > 0 {
			cells[7] = fmt.Sprintf("%d of %d", s.BelowVROOM, s.VROOM)
		}
		row(out, cells...)
	}
}

// percent writes per cent with three decimals: the gaps that count are of hundredths.
func percent(v float64) string { return strconv.FormatFloat(v, 'f', 3, 64) + " %" }

func (r OrienteeringReport) goalList(out *strings.Builder) {
	if len(r.Goals) > 0 {
		out.WriteString("\n")
	}
	for _, g := range r.Goals {
		sign, told := "≤", "reached"
		if g.Least {
			sign = "≥"
		}
		if !g.Reached {
			told = "**missed**"
		}
		fmt.Fprintf(out, "- %s: %s %s, wanted %s %s %s: %s\n", g.What, upTo3(g.Got), g.Unit, sign, upTo3(g.Want), g.Unit, told)
	}
}

func (r OrienteeringReport) anchorTable(out *strings.Builder) {
	out.WriteString("\nWhat others reach, as stated with the instances (not measured in this run):\n\n| who | reaches |\n| --- | --- |\n")
	for _, a := range statedAnchors {
		row(out, a.who, a.reaches)
	}
}

func (r OrienteeringReport) solvedTable(out *strings.Builder) {
	out.WriteString("| instance | stops | teams | score | best known | gap | VROOM | bound | iterations | CPU |\n")
	out.WriteString("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n")
	for _, s := range r.Solved {
		row(out, s.cells()...)
	}
}

// cells are what the tables tell of an instance.
func (s Solved) cells() []string {
	cells := []string{
		s.Instance, strconv.Itoa(s.Stops), strconv.Itoa(s.Teams), upTo3(s.Score), "–", "–", "–",
		upTo3(s.Bound), thousands(s.Iterations), seconds(s.CPU) + " s",
	}
	if s.Best != nil {
		cells[4], cells[5] = upTo3(*s.Best), percent(*s.Gap)
	}
	if s.VROOM != nil {
		cells[6] = upTo3(*s.VROOM)
	}
	if s.Dropped > 0 {
		cells[3] += fmt.Sprintf(" (%d left out)", s.Dropped)
	}
	return cells
}

// upTo3 writes a number whole, or with up to three decimals.
func upTo3(v float64) string {
	text := strconv.FormatFloat(v, 'f', 3, 64)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// table tells how a score grows.
func (over OverTime) table(out *strings.Builder, seed uint64) {
	fmt.Fprintf(out, "\n## Score over time: %s\n\n%s stops, %d teams, made by chance from seed %d; each line is a search of its own. No answer\nscores above %s.",
		over.Made, thousands(over.Stops), over.Teams, seed, upTo3(over.Bound))
	if over.Held > 0 {
		fmt.Fprintf(out, " The process held %s at most (VmHWM).", megabytes(over.Held))
	}
	out.WriteString("\n\n| asked for | CPU | score | of the last | iterations |\n| ---: | ---: | ---: | ---: | ---: |\n")
	for _, m := range over.Moments {
		asked := "insertion alone"
		if m.Wanted > 0 {
			asked = number(m.Wanted) + " s"
		}
		score := upTo3(m.Score)
		if m.Lacks > 0 {
			score += " (something that must be is lacking)"
		}
		row(out, asked, seconds(m.CPU)+" s", score, percent(m.Share), thousands(m.Iterations))
	}
}

// Text writes the report for a terminal: a line an instance, the sets, the goals.
func (r OrienteeringReport) Text(w io.Writer) error {
	var out strings.Builder
	if len(r.Solved) > 0 {
		fmt.Fprintf(&out, "%-22s %6s %5s %10s %10s %9s %8s %10s %11s %8s\n",
			"instance", "stops", "teams", "score", "best", "gap", "VROOM", "bound", "iterations", "CPU")
		for _, s := range r.Solved {
			c := s.cells()
			fmt.Fprintf(&out, "%-22s %6s %5s %10s %10s %9s %8s %10s %11s %8s\n", c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9])
		}
		r.setTable(&out)
		r.goalList(&out)
	}
	for _, over := range r.Over {
		over.table(&out, r.Seed)
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// JSON writes the report for programs.
func (r OrienteeringReport) JSON(w io.Writer) error { return writeJSON(w, r) }
