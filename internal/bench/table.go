package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// What the reports are written with, whatever they tell of.

// head begins a page: its title, how it was made, and on what.
func (m Machine) head(out *strings.Builder, title, command string) {
	fmt.Fprintf(out, "# %s\n\nMade by `%s` on %s, %d cores, %d GB, %s, %s.\n", title, command,
		m.CPU, m.Cores, m.MemoryGB, m.System, m.Go)
}

// writeJSON writes a report for programs.
func writeJSON(w io.Writer, report any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(report)
}

// row is a line of a table.
func row(out *strings.Builder, cells ...string) {
	fmt.Fprintf(out, "| %s |\n", strings.Join(cells, " | "))
}

func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// seconds writes a time with three digits that count.
func seconds(s float64) string { return strconv.FormatFloat(s, 'f', digits(s), 64) }

// times writes a ratio.
func times(ratio float64) string {
	if ratio >= 100 {
		return thousands(int(ratio+.5)) + " ×"
	}
	return strconv.FormatFloat(ratio, 'g', 2, 64) + " ×"
}

func digits(v float64) int {
	switch {
	case v >= 100:
		return 0
	case v >= 10:
		return 1
	case v >= 1:
		return 2
	case v >= .1:
		return 3
	}
	return 4
}

func megabytes(bytes int64) string {
	return thousands(int((bytes+500_000)/1_000_000)) + " MB"
}

// thousands writes a whole number in groups of three digits.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// number writes a number with three digits that count.
func number(v float64) string { return strconv.FormatFloat(v, 'g', 3, 64) }
