package ingest

import (
	"bufio"
	"io"
	"strings"
	"time"

	"tryggled/internal/lang"
)

// take adds a row to the table.
func (s *tableScan) take(fields []string, line int64) error {
	t := s.table
	h := header{width: len(t.Titles)}
	if err := h.tooWide(fields); err != nil {
		return fileFault(t.Name, "rad %d: %s", "line %d: %s", line, err.(*rowFault).text)
	}
	for i, column := range s.numbers {
		if column < 0 {
			continue
		}
		v, err := decimalOf(cellOf(fields, column), "")
		if err != nil {
			return s.fault(line, column, err)
		}
		t.Numbers[i] = append(t.Numbers[i], v)
	}
	for i, column := range s.times {
		if column < 0 {
			continue
		}
		from, to, err := s.interval(cellOf(fields, column))
		if err != nil {
			return s.fault(line, column, err)
		}
		t.From[i], t.To[i] = append(t.From[i], from), append(t.To[i], to)
	}
	t.Lines = append(t.Lines, line)
	if s.options.KeepRows {
		t.keep(s.rows.row, fields)
	}
	return nil
}

func cellOf(fields []string, column int) string {
	if column >= len(fields) {
		return ""
	}
	return strings.TrimSpace(fields[column])
}

// interval is the stretch of time that a cell names, of no length where it names a moment.
func (s *tableScan) interval(cell string) (from, to int64, err *problem) {
	if cell == "" {
		return Missing, Missing, nil
	}
	w, err := s.clock.wall(cell)
	if err != nil {
		return 0, 0, err
	}
	var begin, end time.Time
	switch w.precision {
	case toMonth:
		begin, end = s.clock.month(w)
	case toDay:
		begin, end = s.clock.day(w)
	default:
		begin, err = s.clock.instant(w)
		end = begin
	}
	return begin.Unix(), end.Unix(), err
}

func (s *tableScan) fault(line int64, column int, p *problem) error {
	return s.table.fault(line, s.table.Titles[column], p.text)
}

// Fault is Invalid about a cell of a row, naming file, line and column.
func (t *Table) Fault(row int, column string, text lang.Text) error {
	return t.fault(t.Lines[row], column, text)
}

func (t *Table) fault(line int64, column string, text lang.Text) error {
	return fileFault(t.Name, "rad %d, kolumn %s: %s", "line %d, column %s: %s", line, short(column), text)
}

// keep puts a row aside for Write, whole and with as many fields as there are titles.
func (t *Table) keep(row string, fields []string) {
	if len(fields) == len(t.Titles) && strings.IndexByte(row, '"') < 0 {
		t.rows = append(t.rows, row...)
	} else {
		for i := range t.Titles {
			if i > 0 {
				t.rows = append(t.rows, t.delimiter)
			}
			if i < len(fields) {
				t.rows = t.appendField(t.rows, fields[i])
			}
		}
	}
	t.ends = append(t.ends, len(t.rows))
}

// appendField writes a field, within quotation marks where it needs them.
func (t *Table) appendField(out []byte, field string) []byte {
	if !strings.ContainsAny(field, "\"\r\n"+string(rune(t.delimiter))) {
		return append(out, field...)
	}
	out = append(out, '"')
	out = append(out, strings.ReplaceAll(field, `"`, `""`)...)
	return append(out, '"')
}

// Write writes the table as UTF-8 in its own order and with its own delimiter, with more
// columns at the end of each row: their titles, and what appends the values of a row to a
// line, each after a delimiter. It returns Invalid where the table has a column of that
// name already.
func (t *Table) Write(w io.Writer, titles []string, appendRow func(line []byte, row int, delimiter byte) []byte) error {
	for _, title := range titles {
		if columnNamed(t.Titles, title) >= 0 {
			return fileFault(t.Name, "filen har redan en kolumn %s; byt namn på den eller ta bort den",
				"the file has a column %s already; rename or remove it", title)
		}
	}
	out := bufio.NewWriterSize(w, 64<<10)
	var line []byte
	for i, title := range append(append([]string(nil), t.Titles...), titles...) {
		if i > 0 {
			line = append(line, t.delimiter)
		}
		line = t.appendField(line, title)
	}
	_, _ = out.Write(append(line, '\n')) // a bufio.Writer keeps its first error for Flush
	from := 0
	for row, end := range t.ends {
		line = append(line[:0], t.rows[from:end]...)
		from = end
		_, _ = out.Write(append(appendRow(line, row, t.delimiter), '\n'))
	}
	return out.Flush()
}
