package ingest

import (
	"bufio"
	"context"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// TableOptions say which columns of a table are wanted as what. A name that is empty
// stands for a column that is not there: its place in the Table is nil.
type TableOptions struct {
	FileName string         // as it stands in errors
	Numbers  []string       // columns of numbers: decimal comma or point, never empty
	Times    []string       // columns of times; an empty cell is Missing
	Format   string         // of the times, such as MM/DD/YYYY hh:mm AM; empty for the DefaultTimes
	Location *time.Location // of times without an offset
	KeepRows bool           // for Write
}

// Missing is the time of a cell that is empty.
const Missing = math.MinInt64

// Table is a file of rows, of which some columns were read as numbers and times.
type Table struct {
	Name    string
	Titles  []string
	Numbers [][]float64 // a column for each that was asked for, in that order
	From    [][]int64   // Unix seconds at which the time of a cell begins
	To      [][]int64   // and ends: for a cell that names a day or a month, its end
	Lines   []int64     // on which each row begins

	delimiter byte
	rows      []byte // the rows as they stand in the file, with KeepRows
	ends      []int  // where each ends in rows
}

// Len is the number of rows below the header.
func (t *Table) Len() int { return len(t.Lines) }

// ReadTable reads any CSV whole, in the encodings and with the delimiters that files of
// reports may have, packed with gzip or not. Unlike there nothing is passed over: the
// first row or cell that cannot be read ends it with Invalid, naming file, line and
// column. A missing column is Invalid too, and names those there are.
func ReadTable(ctx context.Context, r io.Reader, o TableOptions) (*Table, error) {
	text, err := openTable(r, o.FileName)
	if err != nil {
		return nil, err
	}
	s := tableScan{rows: newCSVRows(o.FileName, text), options: o}
	if err := s.header(); err != nil {
		return nil, err
	}
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		fields, line, err := s.rows.next()
		switch {
		case errors.Is(err, io.EOF):
			return s.table, nil
		case errors.Is(err, errOpenQuote):
			return nil, fileFault(o.FileName, "rad %d: ett citattecken stängs aldrig eller står fel; rätta raden så att varje text börjar och slutar med ett",
				"line %d: a quotation mark is never closed or misplaced; mend the row so that each text begins and ends with one", s.rows.line-1)
		case err != nil:
			return nil, err
		}
		if err := s.take(fields, line); err != nil {
			return nil, err
		}
	}
}

// openTable gives the text of a CSV as UTF-8, or says what else the file is.
func openTable(r io.Reader, name string) (io.Reader, error) {
	in, err := unpack(name, r)
	if err != nil {
		return nil, err
	}
	head, err := in.Peek(headBytes)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, err
	}
	content, other := sniff(head)
	switch content {
	case contentText, contentUTF16:
		return asUTF8(in, content), nil
	case contentXLSX, contentJSON:
		other = lang.Same(content)
	}
	return nil, fileFault(name, "är %s, inte en tabell i text; spara den som CSV (UTF-8)",
		"is %s, not a table in text; save it as CSV (UTF-8)", other)
}

// tableScan reads the rows of a table into its columns.
type tableScan struct {
	rows    *csvRows
	options TableOptions
	table   *Table
	clock   *clock
	numbers []int // the column of each number, -1 for none
	times   []int
}

// header reads the titles and finds the columns.
func (s *tableScan) header() error {
	name := s.options.FileName
	line, err := s.rows.first()
	if errors.Is(err, io.EOF) {
		return fileFault(name, "filen är tom", "the file is empty")
	}
	if err != nil {
		return err
	}
	if s.rows.delimiter == 0 {
		s.rows.delimiter = s.delimiter(line)
	}
	fields, _, err := s.rows.next()
	if err != nil {
		return fileFault(name, "rubrikraden har ett citattecken som aldrig stängs; rätta den",
			"the header has a quotation mark that is never closed; mend it")
	}
	s.table = &Table{Name: name, delimiter: s.rows.delimiter}
	for _, title := range fields {
		s.table.Titles = append(s.table.Titles, strings.TrimSpace(title))
	}
	s.rows.width = len(fields)
	if s.clock, err = s.options.clock(); err != nil {
		return err
	}
	if s.numbers, err = s.columns(s.options.Numbers); err != nil {
		return err
	}
	if s.times, err = s.columns(s.options.Times); err != nil {
		return err
	}
	s.table.Numbers = make([][]float64, len(s.numbers))
	s.table.From, s.table.To = make([][]int64, len(s.times)), make([][]int64, len(s.times))
	return nil
}

// clock reads the times of the table.
func (o TableOptions) clock() (*clock, error) {
	if o.Format == "" {
		return newClock(o.Location, DefaultTimes)
	}
	c, err := newClock(o.Location, []string{o.Format})
	if err != nil {
		return nil, fault.New(fault.Invalid, lang.T(
			"tidsformatet %q förstås inte; skriv som YYYY-MM-DD[ hh:mm[:ss]], DD MONTH YYYY eller MM/DD/YYYY hh:mm AM",
			"the time format %q is not understood; write it as YYYY-MM-DD[ hh:mm[:ss]], DD MONTH YYYY or MM/DD/YYYY hh:mm AM", short(o.Format)))
	}
	return c, nil
}

// delimiter finds the delimiter that makes most of the wanted columns out of a header,
// and among equals the one that makes most columns.
func (s *tableScan) delimiter(line string) byte {
	best, most := byte(','), -1
	for _, d := range []byte{',', ';', '\t', '|'} {
		c := csvRows{delimiter: d, newline: '\n'}
		c.split(line, true)
		found := 0
		for _, names := range [][]string{s.options.Numbers, s.options.Times} {
			for _, name := range names {
				if name != "" && columnNamed(c.fields, name) >= 0 {
					found++
				}
			}
		}
		if worth := found<<20 + len(c.fields); worth > most {
			best, most = d, worth
		}
	}
	return best
}

// columns finds the columns of some names, or says which there are.
func (s *tableScan) columns(names []string) ([]int, error) {
	found := make([]int, len(names))
	for i, name := range names {
		if found[i] = -1; name == "" {
			continue
		}
		if found[i] = columnNamed(s.table.Titles, name); found[i] < 0 {
			return nil, fileFault(s.options.FileName, "kolumnen %q finns inte; filen har %s",
				"there is no column %q; the file has %s", name, listed(s.table.Titles))
		}
		if title := s.table.Titles[found[i]]; slices.Contains(s.table.Titles[found[i]+1:], title) {
			return nil, fileFault(s.options.FileName, "kolumnen %q finns flera gånger; byt namn på alla utom en",
				"the column %q is there more than once; rename all but one", title)
		}
	}
	return found, nil
}

// columnNamed is the column of just this name, or of one that differs in case or spaces
// only; -1 for none.
func columnNamed(titles []string, name string) int {
	for _, same := range []func(string) bool{
		func(title string) bool { return title == name },
		func(title string) bool { return fold(title) == fold(name) },
	} {
		for i, title := range titles {
			if same(strings.TrimSpace(title)) {
				return i
			}
		}
	}
	return -1
}

// listed names the columns of a table in a sentence.
func listed(titles []string) string {
	var names []string
	for _, title := range titles[:min(len(titles), maxTitles)] {
		names = append(names, short(title))
	}
	if len(titles) > maxTitles {
		names = append(names, "…")
	}
	return strings.Join(names, ", ")
}
