package ingest

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// allRows reads a CSV as its lines: "line: fields", or the line and what is wrong.
func allRows(t *testing.T, content string, delimiter byte, width int) (rows []string) {
	t.Helper()
	c := newCSVRows("a.csv", strings.NewReader(content))
	if _, err := c.first(); errors.Is(err, io.EOF) {
		return nil
	} else if err != nil {
		t.Fatal(err)
	}
	if c.delimiter == 0 {
		c.delimiter = delimiter
	}
	c.width = width
	for {
		fields, line, err := c.next()
		switch {
		case errors.Is(err, io.EOF):
			return rows
		case errors.Is(err, errOpenQuote):
			rows = append(rows, fmt.Sprintf("%d: open", c.line-1))
		case err != nil:
			return append(rows, err.Error())
		default:
			rows = append(rows, fmt.Sprintf("%d: %q", line, fields))
		}
	}
}

func TestCSVRows(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, content string
		want          []string
	}{
		{"plain", "a;b\nc;d\n", []string{`1: ["a" "b"]`, `2: ["c" "d"]`}},
		{"no last newline", "a;b\nc;d", []string{`1: ["a" "b"]`, `2: ["c" "d"]`}},
		{"Windows", "a;b\r\nc;d\r\n", []string{`1: ["a" "b"]`, `2: ["c" "d"]`}},
		{"old Mac", "a;b\rc;d\r", []string{`1: ["a" "b"]`, `2: ["c" "d"]`}},
		{"empty lines", "\n\na;b\n\n  \nc;d\n\n", []string{`3: ["a" "b"]`, `6: ["c" "d"]`}},
		{"newline in a text", "a;b\n\"c\nd\";e\nf;g\n", []string{`1: ["a" "b"]`, `2: ["c\nd" "e"]`, `4: ["f" "g"]`}},
		{"doubled marks", `a;"b ""c"" d"`, []string{`1: ["a" "b \"c\" d"]`}},
		{"mark within", `a 6" b;c`, []string{`1: ["a 6\" b" "c"]`}},
		{"mark within marks", `"a "b" c";d`, []string{`1: ["a \"b\" c" "d"]`}},
		{"delimiter in marks", `"a;b";c`, []string{`1: ["a;b" "c"]`}},
		{"empty fields", ";\n\"\";\"\"", []string{`1: ["" ""]`, `2: ["" ""]`}},
		{"sep", "sep=,\na,b\n", []string{`2: ["a" "b"]`}},
		{"never closed", "a;b\n\"c;d\ne;f\ng;h\n", []string{`1: ["a" "b"]`, `2: open`, `3: ["e" "f"]`, `4: ["g" "h"]`}},
		{"closed by a later one", "a;b\n\"c;d\ne;f\n\"g\";h\n", []string{`1: ["a" "b"]`, `2: open`, `3: ["e" "f"]`, `4: ["g" "h"]`}},
		{"never closed on the last line", "a;b\n\"c;d", []string{`1: ["a" "b"]`, `2: ["c;d"]`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, allRows(t, c.content, ';', 2)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestManyOpenQuotesEnd(t *testing.T) {
	t.Parallel()
	rows := allRows(t, "a;b\n"+strings.Repeat("\"c;d\nx\n", 5*maxResyncs), ';', 2)
	if last := rows[len(rows)-1]; !strings.Contains(last, "quotation marks are left open") {
		t.Errorf("ended with %q", last)
	}
}

func TestDelimiterIsFound(t *testing.T) {
	t.Parallel()
	p := mustProfile(t, "embrace")
	titles := []string{"Ärendenummer", "Kategori", "Händelse från", "Nord", "Ost", "Noggrannhet (m), ungefär"}
	for _, d := range []string{";", ",", "\t", "|"} {
		if got := delimiterOf(p, strings.Join(titles[:5], d)); got != d[0] {
			t.Errorf("got %q, want %q", got, d)
		}
	}
	if got := delimiterOf(p, strings.Join(titles, ";")); got != ';' {
		t.Errorf("commas in titles: got %q", got)
	}
}

// FuzzCSVRows: whatever encoding/csv writes is read back alike, in whatever pieces it
// arrives; and nothing makes the reader panic or lose a line's number.
func FuzzCSVRows(f *testing.F) {
	f.Add("a", "b\nc", `d"e`, "raw;\"x\n")
	f.Add("", " ", ";", "\r\n\"\"")
	f.Fuzz(func(t *testing.T, a, b, c, raw string) {
		allRows(t, raw, ';', 3)
		fields := []string{"x" + a, b, c + "y"}
		for i, s := range fields { // encoding/csv turns \r\n into \n itself
			fields[i] = strings.ReplaceAll(s, "\r", "")
		}
		var text strings.Builder
		w := csv.NewWriter(&text)
		w.Comma = ';'
		if err := errors.Join(w.Write([]string{"1", "2", "3"}), w.Write(fields)); err != nil {
			t.Skip()
		}
		w.Flush()
		if text.Len() >= 10_000 {
			return // slow by single bytes
		}
		r := newCSVRows("a.csv", iotest.OneByteReader(strings.NewReader(text.String())))
		if _, err := r.first(); err != nil {
			t.Fatal(err)
		}
		r.delimiter, r.width = ';', 3
		for _, want := range [][]string{{"1", "2", "3"}, fields} {
			got, _, err := r.next()
			if err != nil {
				t.Fatalf("%q: %v", text.String(), err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%q (-want +got):\n%s", text.String(), diff)
			}
		}
	})
}
