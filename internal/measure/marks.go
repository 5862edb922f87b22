package measure

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/report"
)

// mostMarksBytes bounds a file of marks: a line for each of a hundred thousand lamps.
const mostMarksBytes = 16 << 20

// markColumns are the titles that a column of marks may have, in either language.
var markColumns = map[string][]string{
	"key":    {"nyckel", "key"},
	"pole":   {"stolpnummer", "stolpnr", "stolpe", "pole", "pole number"},
	"object": {"objektets id", "object id"},
	"owner":  {"ägare", "owner"},
	"state":  {"läge", "status", "state"},
	"on":     {"datum", "dag", "utfört den", "date", "day", "on"},
	"remark": {"anmärkning", "kommentar", "remark", "comment"},
}

// markStates are the words for a state, beside its own code and name.
var markStates = map[State][]string{
	Proposed: {"föreslagen"},
	Ordered:  {"beställd", "pågår", "planerad", "planerat", "ongoing", "planned"},
	Done:     {"utförd", "klar", "klart", "lagad", "lagat", "åtgärdad", "åtgärdat", "mended", "fixed", "completed"},
	Declined: {"avböjd", "avslagen", "avslaget", "ej aktuell", "rejected"},
}

// ParseMarks reads a CSV from an owner's system, with semicolons, commas or tabs, in UTF-8 or
// Windows-1252: a column of keys (nyckel, key) or pole numbers (stolpnummer, pole), one of
// states (läge, status, state), and where there are any owners, days and remarks. Lines that
// cannot be used are given back with why. It returns Invalid for a file that is no such table.
func ParseMarks(r io.Reader, name string) ([]Mark, []Reject, error) {
	text, err := markText(r, name)
	if err != nil {
		return nil, nil, err
	}
	rows := csv.NewReader(bytes.NewReader(text))
	rows.Comma, rows.FieldsPerRecord, rows.LazyQuotes = delimiterOf(text), -1, true
	titles, err := rows.Read()
	if err != nil {
		return nil, nil, markFault(name, "filen är tom", "the file is empty")
	}
	columns := columnsOf(titles)
	if columns["state"] < 0 || columns["key"] < 0 && columns["pole"] < 0 {
		return nil, nil, markFault(name, "rubrikraden ska ha kolumnen läge, och nyckel eller stolpnummer; den har %s",
			"the header must have a column state, and key or pole; it has %s", strings.Join(titles, ", "))
	}
	var marks []Mark
	var rejected []Reject
	for last := 1; ; {
		fields, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return marks, rejected, nil
		}
		if err != nil {
			return nil, nil, markFault(name, "filen kan inte läsas som en tabell: ett citattecken stängs aldrig eller står fel efter rad %d",
				"the file cannot be read as a table: a quotation mark is never closed or misplaced after line %d", last)
		}
		line, _ := rows.FieldPos(0)
		last = line
		mark, reject := markOf(fields, columns, line)
		if reject != nil {
			rejected = append(rejected, *reject)
		} else if mark != (Mark{Line: line}) {
			marks = append(marks, mark)
		}
	}
}

func markFault(name, sv, en string, args ...any) error {
	return fault.New(fault.Invalid, lang.T("%s: %s", "%s: %s", name, lang.T(sv, en, args...)))
}

// markText is the whole file as UTF-8.
func markText(r io.Reader, name string) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, mostMarksBytes+1))
	switch {
	case err != nil:
		return nil, err
	case len(text) > mostMarksBytes:
		return nil, markFault(name, "filen är större än %d MB; dela den", "the file is larger than %d MB; split it", mostMarksBytes>>20)
	case bytes.IndexByte(text, 0) >= 0:
		return nil, markFault(name, "filen är ingen text; spara den som CSV (UTF-8)", "the file is no text; save it as CSV (UTF-8)")
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if utf8.Valid(text) {
		return text, nil
	}
	return charmap.Windows1252.NewDecoder().Bytes(text)
}

// delimiterOf is what parts most of the titles.
func delimiterOf(text []byte) rune {
	head, _, _ := bufio.ScanLines(text, true)
	best, most := ';', 0
	for _, d := range []rune{';', ',', '\t'} {
		if n := strings.Count(string(text[:max(0, head)]), string(d)); n > most {
			best, most = d, n
		}
	}
	return best
}

// columnsOf is where each column stands: -1 where it is not there.
func columnsOf(titles []string) map[string]int {
	at := map[string]int{}
	for column, names := range markColumns {
		at[column] = slices.IndexFunc(titles, func(title string) bool {
			return slices.Contains(names, strings.ToLower(strings.TrimSpace(title)))
		})
	}
	return at
}

// markOf reads one row; an empty one is no mark.
func markOf(fields []string, columns map[string]int, line int) (Mark, *Reject) {
	field := func(column string) string {
		if i := columns[column]; i >= 0 && i < len(fields) {
			return unguarded(strings.TrimSpace(fields[i]))
		}
		return ""
	}
	m := Mark{Line: line, Key: field("key"), Pole: field("pole"), Object: field("object"), Owner: field("owner"), Remark: report.Mask(field("remark"))}
	what := report.Mask(m.Key)
	if what == "" {
		what = report.Mask(m.Pole)
	}
	no := func(sv, en string, args ...any) (Mark, *Reject) {
		return m, &Reject{line, what, lang.T(sv, en, args...)}
	}
	state, day := field("state"), field("on")
	var ok bool
	switch m.State, ok = parseState(state); {
	case state == "" && day == "" && m == Mark{Line: line}:
		return m, nil
	case what == "":
		return no("raden har varken nyckel eller stolpnummer", "the line has neither a key nor a pole number")
	case !ok:
		return no("läget %q är okänt; skriv föreslaget, beställt, utfört eller avböjt", "the state %q is unknown; write proposed, ordered, done or declined", report.Mask(state))
	}
	if day != "" {
		on, err := time.Parse(time.DateOnly, day)
		if err != nil {
			return no("%q är ingen dag; skriv som 2026-11-20", "%q is no day; write as 2026-11-20", report.Mask(day))
		}
		m.On = on
	}
	return m, nil
}

// unguarded is a text without the apostrophe that keeps spreadsheets from taking it for a
// formula.
func unguarded(s string) string {
	if len(s) > 1 && s[0] == '\'' && strings.ContainsRune("=+-@", rune(s[1])) {
		return s[1:]
	}
	return s
}

func parseState(word string) (State, bool) {
	word = strings.ToLower(word)
	for _, s := range States {
		names := append([]string{string(s), s.Name().SV, s.Name().EN}, markStates[s]...)
		if slices.Contains(names, word) {
			return s, true
		}
	}
	return "", false
}
