package ingest

import (
	"errors"
	"io"
	"iter"
	"strings"

	"github.com/paulmach/orb"

	"tryggled/internal/lang"
)

// tableFeatures reads the rows of a CSV as points with the titles of its columns as
// properties. A row that cannot be used comes as a bad feature.
func tableFeatures(r io.Reader, name string, p RegisterProfile) iter.Seq2[feature, error] {
	return func(yield func(feature, error) bool) {
		t := registerTable{name: name, profile: p}
		if err := t.open(r); err != nil {
			yield(feature{}, err)
			return
		}
		for {
			f, err := t.next()
			if errors.Is(err, io.EOF) || !yield(f, err) || err != nil {
				return
			}
		}
	}
}

// registerTable is a CSV of a register being read.
type registerTable struct {
	name        string
	profile     RegisterProfile
	rows        *csvRows
	titles      []string
	east, north int // their columns
}

func (t *registerTable) open(r io.Reader) error {
	text, err := openTable(r, t.name)
	if err != nil {
		return err
	}
	t.rows = newCSVRows(t.name, text)
	line, err := t.rows.first()
	if errors.Is(err, io.EOF) {
		return fileFault(t.name, "filen är tom", "the file is empty")
	}
	if err != nil {
		return err
	}
	if t.rows.delimiter == 0 {
		t.rows.delimiter = t.delimiter(line)
	}
	fields, _, err := t.rows.next()
	if err != nil {
		return fileFault(t.name, "rubrikraden har ett citattecken som aldrig stängs; rätta den",
			"the header has a quotation mark that is never closed; mend it")
	}
	for _, title := range fields {
		t.titles = append(t.titles, strings.TrimSpace(title))
	}
	t.rows.width = len(fields)
	for _, c := range []struct {
		field string
		at    *int
	}{{"east", &t.east}, {"north", &t.north}} {
		if *c.at = t.column(t.titles, c.field); *c.at < 0 {
			return fileFault(t.name, "kolumnen %s saknas; filen har %s. Rätta rubrikraden eller lägg till stavningen i mappningsprofilen %s",
				"the column %s is missing; the file has %s. Mend the header or add the spelling to the mapping profile %s",
				t.profile.Columns[c.field][0], listed(t.titles), t.profile.Name)
		}
	}
	return nil
}

// column is the column of a field among titles, -1 for none.
func (t *registerTable) column(titles []string, field string) int {
	for _, spelling := range t.profile.Columns[field] {
		if i := columnNamed(titles, spelling); i >= 0 {
			return i
		}
	}
	return -1
}

// delimiter finds the delimiter that makes most columns of the profile out of a header.
func (t *registerTable) delimiter(line string) byte {
	best, most := byte(';'), -1
	for _, d := range []string{t.profile.Delimiter, ";", ",", "\t", "|"} {
		if d == "" {
			continue
		}
		c := csvRows{delimiter: d[0], newline: '\n'}
		c.split(line, true)
		found := 0
		for field := range t.profile.Columns {
			if t.column(c.fields, field) >= 0 {
				found++
			}
		}
		if found > most {
			best, most = d[0], found
		}
	}
	return best
}

func (t *registerTable) next() (feature, error) {
	fields, line, err := t.rows.next()
	if errors.Is(err, errOpenQuote) {
		return feature{number: t.rows.line - 1, bad: &refusal{rule: "unreadable", more: lang.T(
			"ett citattecken stängs aldrig eller står fel; rätta raden så att varje text börjar och slutar med ett",
			"a quotation mark is never closed or misplaced; mend the row so that each text begins and ends with one")}}, nil
	}
	if err != nil {
		return feature{}, err
	}
	f := feature{number: line, crs: t.profile.CRS, props: make(map[string]any, len(t.titles))}
	if geographic(f.crs) {
		f.crs = 0
	}
	for i, title := range t.titles {
		if _, taken := f.props[title]; i < len(fields) && !taken {
			f.props[title] = strings.TrimSpace(fields[i])
		}
	}
	if len(fields) > len(t.titles) && strings.Join(fields[len(t.titles):], "") != "" {
		f.bad = &refusal{rule: "unreadable", more: lang.T(
			"raden har %d fält men rubrikraden %d; sätt citattecken runt texter som innehåller skiljetecknet",
			"the row has %d fields but the header %d; put quotation marks around texts that hold the delimiter", len(fields), len(t.titles))}
		return f, nil
	}
	var at orb.Point
	for axis, column := range []int{t.east, t.north} {
		v, bad := decimalOf(textOf(f.props[t.titles[column]]), t.profile.Decimal)
		if bad != nil {
			f.bad = &refusal{rule: "unreadable", field: t.titles[column], more: bad.text}
			return f, nil
		}
		at[axis] = v
	}
	f.geometry = at
	return f, nil
}
