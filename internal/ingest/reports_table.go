package ingest

import (
	"errors"
	"io"
	"strings"

	"tryggled/internal/lang"
)

// header says which column of a table is which field.
type header struct {
	column [fieldCount]int // -1 where the table has none
	width  int
}

// newHeader finds a profile's columns among the titles of a table; missing are the
// columns without which no row could be read.
func newHeader(p Profile, titles []string) (h header, missing []string) {
	h.width = len(titles)
	place := map[string]int{}
	for i, title := range titles {
		if _, taken := place[fold(title)]; !taken {
			place[fold(title)] = i
		}
	}
	for k, name := range fieldNames {
		h.column[k] = -1
		for _, spelling := range p.Columns[name] {
			if i, ok := place[fold(spelling)]; ok {
				h.column[k] = i
				break
			}
		}
		if h.column[k] < 0 && len(p.Columns[name]) > 0 && necessary(p, k) {
			missing = append(missing, p.Columns[name][0])
		}
	}
	return h, missing
}

// necessary tells whether a table without the column of a field cannot be read.
func necessary(p Profile, field int) bool {
	switch field {
	case fieldExternalID, fieldFrom, fieldEast, fieldNorth:
		return true
	case fieldCategory:
		return p.Categories.Default == ""
	}
	return false
}

// take puts the fields of a row into a record.
func (h header) take(fields []string, rec *reportRecord) {
	for k, column := range h.column {
		rec.values[k] = ""
		if column >= 0 && column < len(fields) {
			rec.values[k] = strings.TrimSpace(fields[column])
		}
	}
}

// tooWide is what is wrong with a row that has more fields than there are columns.
func (h header) tooWide(fields []string) error {
	if len(fields) <= h.width || strings.Join(fields[h.width:], "") == "" {
		return nil
	}
	return &rowFault{text: lang.T(
		"raden har %d fält men rubrikraden %d; sätt citattecken runt texter som innehåller skiljetecknet",
		"the row has %d fields but the header %d; put quotation marks around texts that hold the delimiter",
		len(fields), h.width)}
}

// maxTitles is how many columns of a table are named to a person.
const maxTitles = 30

func missingColumns(o ReportOptions, missing, titles []string) error {
	var found []string
	for _, title := range titles[:min(len(titles), maxTitles)] {
		found = append(found, quoted(strings.TrimSpace(title)))
	}
	if len(titles) > maxTitles {
		found = append(found, "…")
	}
	return fileFault(o.FileName, "kolumnen %s saknas; filen har %s. Rätta rubrikraden eller lägg till stavningen i mappningsprofilen %s",
		"the column %s is missing; the file has %s. Mend the header or add the spelling to the mapping profile %s",
		strings.Join(missing, ", "), strings.Join(found, ", "), o.Profile.Name)
}

// csvReports reads the reports of a CSV.
type csvReports struct {
	rows   *csvRows
	header header
}

func openCSV(o ReportOptions, r io.Reader) (reportRecords, error) {
	rows := newCSVRows(o.FileName, r)
	h, err := openHeader(o, rows)
	if errors.Is(err, io.EOF) {
		return nil, fileFault(o.FileName, "filen är tom", "the file is empty")
	}
	if err != nil {
		return nil, err
	}
	rows.width = h.width
	return &csvReports{rows, h}, nil
}

// openHeader finds the delimiter and reads the header.
func openHeader(o ReportOptions, rows *csvRows) (header, error) {
	line, err := rows.first()
	if err != nil {
		return header{}, err
	}
	if rows.delimiter == 0 {
		rows.delimiter = delimiterOf(o.Profile, line)
	}
	titles, _, err := rows.next()
	if errors.Is(err, errOpenQuote) {
		return header{}, fileFault(o.FileName, "rubrikraden har ett citattecken som aldrig stängs; rätta den",
			"the header has a quotation mark that is never closed; mend it")
	}
	if err != nil {
		return header{}, err
	}
	h, missing := newHeader(o.Profile, titles)
	if len(missing) > 0 {
		return header{}, missingColumns(o, missing, titles)
	}
	return h, nil
}

// delimiterOf finds the delimiter that makes most columns of the profile out of a header;
// where the profile names one, that must not do worse than any.
func delimiterOf(p Profile, line string) byte {
	candidates := []string{p.Delimiter, ";", ",", "\t", "|"}
	best, most := byte(';'), -1
	for _, d := range candidates {
		if d == "" {
			continue
		}
		c := csvRows{delimiter: d[0], newline: '\n'}
		c.split(line, true)
		h, _ := newHeader(p, c.fields)
		found := 0
		for _, column := range h.column {
			if column >= 0 {
				found++
			}
		}
		if found > most {
			best, most = d[0], found
		}
	}
	return best
}

func (c *csvReports) next(rec *reportRecord) error {
	fields, line, err := c.rows.next()
	rec.line = line
	if errors.Is(err, errOpenQuote) {
		rec.values = [fieldCount]string{}
		rec.line = c.rows.line - 1
		return &rowFault{text: lang.T(
			"ett citattecken stängs aldrig eller står fel; rätta raden så att varje text börjar och slutar med ett",
			"a quotation mark is never closed or misplaced; mend the row so that each text begins and ends with one")}
	}
	if err != nil {
		return err
	}
	c.header.take(fields, rec)
	return c.header.tooWide(fields)
}

func (c *csvReports) close() {}
