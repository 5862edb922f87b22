package ingest

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

const (
	// maxRecordBytes bounds a row of a CSV: longer ones are no table.
	maxRecordBytes = 1 << 20
	// maxResyncs bounds how often a quotation mark may be left open. Each costs a scan
	// over up to maxRecordBytes.
	maxResyncs = 100
)

// csvRows reads the rows of a CSV. It differs from encoding/csv in what bad files need:
// rows are bounded, a quotation mark within a field stands for itself, and after one that
// is never closed reading goes on with the next line.
type csvRows struct {
	name      string
	r         io.Reader
	buf       []byte
	from, to  int // what of buf is read and not yet given
	eof       bool
	line      int64 // of the next row
	delimiter byte
	newline   byte // \n, or \r in files of old Macs
	width     int  // columns of the header; 0 before it is read
	stray     bool // the row has a quotation mark within a quoted field
	resyncs   int
	row       string // the row last given, without its newline
	fields    []string
}

var (
	errOpenQuote = errors.New("quotation mark left open")
	errLongRow   = errors.New("row longer than 1 MB")
)

func newCSVRows(name string, r io.Reader) *csvRows {
	return &csvRows{name: name, r: r, buf: make([]byte, 64<<10), line: 1, newline: '\n'}
}

// fill reads on; it grows the buffer up to maxRecordBytes.
func (c *csvRows) fill() error {
	if c.from > 0 {
		c.to = copy(c.buf, c.buf[c.from:c.to])
		c.from = 0
	}
	if c.to == len(c.buf) {
		if len(c.buf) >= maxRecordBytes {
			return errLongRow
		}
		c.buf = append(c.buf, make([]byte, len(c.buf))...)
	}
	n, err := io.ReadAtLeast(c.r, c.buf[c.to:], 1)
	c.to += n
	if errors.Is(err, io.EOF) {
		c.eof = true
		return nil
	}
	return err
}

// first returns the first line that is not empty, without reading past it, to tell
// delimiter and columns by. A line sep=; as Excel writes it sets the delimiter.
func (c *csvRows) first() (string, error) {
	for {
		end := bytes.IndexByte(c.buf[c.from:c.to], c.newline)
		if end < 0 && !c.eof {
			if c.newline == '\n' && bytes.IndexByte(c.buf[c.from:c.to], '\r') >= 0 && c.to-c.from == len(c.buf) {
				c.newline = '\r'
				continue
			}
			if err := c.fill(); err != nil {
				return "", c.tooLong(err)
			}
			continue
		}
		if end < 0 && bytes.IndexByte(c.buf[c.from:c.to], '\r') >= 0 && c.newline == '\n' {
			c.newline = '\r'
			continue
		}
		if end < 0 {
			end = c.to - c.from
		}
		line := strings.TrimSpace(string(c.buf[c.from : c.from+end]))
		if sep, ok := strings.CutPrefix(line, "sep="); ok && len(sep) == 1 {
			c.delimiter = sep[0]
		} else if line != "" {
			return line, nil
		}
		if c.from+end >= c.to {
			return "", io.EOF
		}
		c.from += end + 1
		c.line++
	}
}

// next returns the fields of the next row that is not empty and the line it begins on.
// The fields are valid until the next call. errOpenQuote says that the line at line was
// passed over; io.EOF that there are no more.
func (c *csvRows) next() (fields []string, line int64, err error) {
	for {
		size, lines, quoted, err := c.record()
		if err != nil {
			return nil, c.line, err
		}
		raw := c.buf[c.from : c.from+size]
		line = c.line
		c.row = string(trimNewline(raw, c.newline))
		c.split(c.row, quoted)
		if lines > 1 && c.width > 0 && (c.stray || len(c.fields) != c.width) {
			return nil, line, c.resync()
		}
		c.from += size
		c.line += int64(lines)
		if len(c.fields) > 1 || strings.TrimSpace(c.fields[0]) != "" {
			return c.fields, line, nil
		}
	}
}

// record measures the next row: its size with newline, the lines it spans, and whether
// it holds quotation marks.
func (c *csvRows) record() (size, lines int, quoted bool, err error) {
	open := false
	c.stray = false
	for {
		data := c.buf[c.from:c.to]
		end := bytes.IndexByte(data[size:], c.newline)
		if end < 0 && !c.eof {
			if err := c.fill(); errors.Is(err, errLongRow) && lines > 0 {
				return 0, 0, false, c.resync()
			} else if err != nil {
				return 0, 0, false, c.tooLong(err)
			}
			continue
		}
		if len(data) == 0 {
			return 0, 0, false, io.EOF
		}
		start := size
		if size += end + 1; end < 0 {
			size = len(data)
		}
		lines++
		if open || bytes.IndexByte(data[start:size], '"') >= 0 {
			quoted, open = true, c.openAfter(data[start:size], open)
		}
		if !open {
			return size, lines, quoted, nil
		}
		if size < len(data) || !c.eof {
			continue
		}
		if lines > 1 {
			return 0, 0, false, c.resync()
		}
		return size, lines, quoted, nil // the last line: its quotation mark ends with it
	}
}

// tooLong says what a row longer than maxRecordBytes is.
func (c *csvRows) tooLong(err error) error {
	if !errors.Is(err, errLongRow) {
		return err
	}
	return fileFault(c.name, "rad %d är längre än 1 MB; är det en CSV-fil? Exportera den på nytt, en rapport per rad",
		"line %d is longer than 1 MB; is it a CSV file? Export it again, one report a line", c.line)
}

// resync passes over one line, whose quotation mark swallowed the lines after it.
func (c *csvRows) resync() error {
	if c.resyncs++; c.resyncs > maxResyncs {
		return fileFault(c.name, "citattecken lämnas öppna på mer än %d rader, sist på rad %d; exportera filen på nytt med citattecken runt texterna",
			"quotation marks are left open on more than %d lines, last on line %d; export the file again with quotation marks around texts", maxResyncs, c.line)
	}
	end := bytes.IndexByte(c.buf[c.from:c.to], c.newline)
	c.from += end + 1
	c.line++
	return errOpenQuote
}

// openAfter tells whether a row goes on within quotation marks after one of its lines;
// open is whether it did before.
func (c *csvRows) openAfter(line []byte, open bool) bool {
	begin := !open
	for i := 0; i < len(line); i++ {
		switch b := line[i]; {
		case open && b == '"' && i+1 < len(line) && line[i+1] == '"':
			i++
		case open && b == '"':
			open = !c.closes(line, i+1)
			c.stray = c.stray || open
		case !open && begin:
			open = b == '"'
		}
		begin = !open && line[i] == c.delimiter
	}
	return open
}

// closes tells whether a quotation mark before i ends its field.
func (c *csvRows) closes(line []byte, i int) bool {
	return i >= len(line) || line[i] == c.delimiter || line[i] == '\r' || line[i] == c.newline
}

// split parts a row into c.fields.
func (c *csvRows) split(row string, quoted bool) {
	c.fields = c.fields[:0]
	for {
		if quoted && strings.HasPrefix(row, `"`) {
			value, rest, more := c.unquote(row[1:])
			c.fields = append(c.fields, value)
			if !more {
				return
			}
			row = rest
			continue
		}
		end := strings.IndexByte(row, c.delimiter)
		if end < 0 {
			c.fields = append(c.fields, row)
			return
		}
		c.fields = append(c.fields, row[:end])
		row = row[end+1:]
	}
}

// unquote reads a field up to its closing quotation mark; more is whether another field
// follows.
func (c *csvRows) unquote(s string) (value, rest string, more bool) {
	doubled, from := false, 0
	for {
		i := strings.IndexByte(s[from:], '"')
		if i < 0 {
			value = s
			break
		}
		i += from
		if i+1 < len(s) && s[i+1] == '"' {
			doubled, from = true, i+2
			continue
		}
		if i+1 < len(s) && s[i+1] != c.delimiter {
			from = i + 1 // it stands for itself
			continue
		}
		value = s[:i]
		if i+1 < len(s) {
			rest, more = s[i+2:], true
		}
		break
	}
	if doubled {
		value = strings.ReplaceAll(value, `""`, `"`)
	}
	return value, rest, more
}

func trimNewline(row []byte, newline byte) []byte {
	row = bytes.TrimSuffix(row, []byte{newline})
	return bytes.TrimSuffix(row, []byte{'\r'})
}
