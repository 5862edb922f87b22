package export

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"tryggled/internal/lang"
)

// tidied is the leaflet as it is set: figures stay with their units, great ones are written in
// groups of three digits, and sentences begin with a capital.
func (p leaflet) tidied() leaflet {
	prose := func(words string) string { return sentenceCase(figures(words, p.Lang)) }
	each := func(all []string) []string {
		all = slices.Clone(all)
		for i := range all {
			all[i] = prose(all[i])
		}
		return all
	}
	p.Title, p.Below, p.Blocks = figures(p.Title, p.Lang), each(p.Below), slices.Clone(p.Blocks)
	for i := range p.Blocks {
		b := &p.Blocks[i]
		b.Heading, b.Text, b.List, b.Fills = figures(b.Heading, p.Lang), prose(b.Text), each(b.List), each(b.Fills)
		if b.Table != nil {
			t := b.Table.with(prose)
			b.Table = &t
		}
		if b.Picture != nil {
			picture := *b.Picture
			picture.Caption = prose(picture.Caption)
			b.Picture = &picture
		}
	}
	return p
}

// with is a table with all its words as set by a function.
func (t table) with(set func(string) string) table {
	t.Columns, t.Rows = slices.Clone(t.Columns), slices.Clone(t.Rows)
	for i := range t.Columns {
		t.Columns[i].Name = set(t.Columns[i].Name)
	}
	for i, row := range t.Rows {
		t.Rows[i] = slices.Clone(row)
		for k := range row {
			t.Rows[i][k].Text = set(row[k].Text)
		}
	}
	return t
}

// great is a figure of four digits or more before a unit.
var great = regexp.MustCompile(`(^|[^\d.,])(\d{4,})([ \x{a0}])(m²|m\b|lm\b|lx\b|kr\b)`)

// figures holds figures and their units together, and groups the digits of great ones.
func figures(words string, l lang.Lang) string {
	words = great.ReplaceAllStringFunc(words, func(found string) string {
		part := great.FindStringSubmatch(found)
		return part[1] + grouped(part[2]).In(l) + held + part[4]
	})
	return holdUnits(words)
}

// shortened are words that end in a full stop which ends no sentence.
var shortened = []string{"approx", "bl.a", "ca", "dvs", "d.v.s", "e.g", "ekv", "enl", "etc", "exkl", "ggr", "i.e", "inkl", "jfr", "kap", "kl", "max", "m.fl", "min", "m.m", "no", "nr", "osv", "resp", "st", "t.ex", "tel", "t.o.m", "vs"}

// sentenceCase raises the first letter after a full stop that ends a sentence.
func sentenceCase(words string) string {
	var out strings.Builder
	from := 0
	for {
		stop := strings.Index(words[from:], ". ")
		if stop < 0 {
			return out.String() + words[from:]
		}
		next := from + stop + 2
		out.WriteString(words[from:next])
		before := words[:next-2]
		before = before[strings.LastIndexFunc(before, unicode.IsSpace)+1:]
		if r, size := utf8.DecodeRuneInString(words[next:]); unicode.IsLower(r) && !slices.Contains(shortened, strings.ToLower(strings.TrimLeft(before, "("))) {
			out.WriteRune(unicode.ToUpper(r))
			next += size
		}
		from = next
	}
}
