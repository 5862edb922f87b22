package export

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// text sets the leaflet as plain text, as wide as a sheet; pictures are left out.
func (p leaflet) text(w io.Writer) error {
	p = p.tidied()
	var out bytes.Buffer
	say := func(words ...string) {
		for _, line := range words {
			out.WriteString(strings.TrimRight(line, " ") + "\n")
		}
	}
	for _, mark := range p.Marks {
		say(strings.Repeat("*", sheetColumns), mark, strings.Repeat("*", sheetColumns))
	}
	for _, words := range slices.Concat([]string{p.Title}, p.Below) {
		say(fold(words, sheetColumns)...)
	}
	for _, b := range p.Blocks {
		say("")
		if b.Heading != "" {
			say(fold(strings.ToUpper(b.Heading), sheetColumns)...)
		}
		say(fold(b.Text, sheetColumns)...)
		for _, item := range b.List {
			for i, line := range fold(item, sheetColumns-2) {
				say([]string{"- ", "  "}[min(i, 1)] + line)
			}
		}
		if b.Table != nil {
			say(b.Table.lines()...)
		}
		for _, words := range b.Fills {
			say(fold(words, sheetColumns)...)
			say("", strings.Repeat("_", sheetColumns))
		}
	}
	say("", strings.Repeat("-", sheetColumns))
	say(fold(p.Foot, sheetColumns)...)
	_, err := out.WriteTo(w)
	return err
}

// lines are a table in columns of letters; what is empty is a line to write on.
func (t table) lines() []string {
	wide, left := make([]int, len(t.Columns)), sheetColumns-len(t.Columns)+1
	var sum float64
	for _, c := range t.Columns {
		sum += c.Wide
	}
	for i, c := range t.Columns {
		wide[i] = max(3, int(float64(left)*c.Wide/sum))
	}
	lines := rowLines(t.head(), wide, " ")
	lines = append(lines, strings.Repeat("-", sheetColumns))
	for _, row := range t.Rows {
		lines = append(lines, rowLines(row, wide, "_")...)
	}
	return lines
}

func rowLines(row []cell, wide []int, empty string) []string {
	var folded [][]string
	most := 1
	for i, c := range row {
		parts := fold(c.Text, wide[i])
		if len(parts) == 0 {
			parts = []string{strings.Repeat(empty, wide[i])}
		}
		folded, most = append(folded, parts), max(most, len(parts))
	}
	lines := make([]string, most)
	for k := range lines {
		var line []string
		for i, parts := range folded {
			words := ""
			if k < len(parts) {
				words = parts[k]
			}
			line = append(line, words+strings.Repeat(" ", max(0, wide[i]-utf8.RuneCountInString(words))))
		}
		lines[k] = strings.TrimRight(strings.Join(line, " "), " ")
	}
	return lines
}
