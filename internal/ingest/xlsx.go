package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"tryggled/internal/lang"
)

// Bounds of an Excel file: packed, unpacked, and of what is unpacked into memory rather
// than a temporary file.
const (
	maxXLSXBytes     = 64 << 20
	maxUnzippedBytes = 512 << 20
	maxXMLBytes      = 1 << 20
	maxColumns       = 1000 // Excel has 16,384, and each row is as long as its last cell
)

// xlsxReports reads the reports of an Excel file, row by row.
type xlsxReports struct {
	name     string
	file     *excelize.File
	rows     *excelize.Rows
	header   header
	line     int64
	from1904 bool
}

// openXLSX opens the first sheet that has the profile's columns.
func openXLSX(o ReportOptions, r io.Reader) (_ reportRecords, err error) {
	defer recovered(o.FileName, &err)
	packed, err := io.ReadAll(io.LimitReader(r, maxXLSXBytes+1))
	if err != nil {
		return nil, err
	}
	if len(packed) > maxXLSXBytes {
		return nil, fileFault(o.FileName, "Excelfilen är större än %d MB; spara den som CSV (UTF-8), som kan vara hur stor som helst",
			"the Excel file is larger than %d MB; save it as CSV (UTF-8), which may be of any size", maxXLSXBytes>>20)
	}
	if err := guardXLSX(o.FileName, packed); err != nil {
		return nil, err
	}
	file, err := excelize.OpenReader(bytes.NewReader(packed), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnzippedBytes, UnzipXMLSizeLimit: maxXMLBytes,
	})
	if err != nil {
		return nil, unopenableXLSX(o.FileName)
	}
	x := &xlsxReports{name: o.FileName, file: file}
	if props, err := file.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		x.from1904 = *props.Date1904
	}
	if err := x.sheet(o); err != nil {
		x.close()
		return nil, err
	}
	return x, nil
}

// sheet finds the sheet to read and reads its header.
func (x *xlsxReports) sheet(o ReportOptions) error {
	var first error
	for _, name := range x.file.GetSheetList() {
		rows, err := x.file.Rows(name)
		if err != nil {
			continue // a sheet of diagrams
		}
		x.rows, x.line = rows, 0
		titles, err := x.nextCells()
		for err == nil && strings.Join(titles, "") == "" {
			titles, err = x.nextCells()
		}
		if err == nil {
			var missing []string
			if x.header, missing = newHeader(o.Profile, titles); len(missing) == 0 {
				return nil
			}
			err = missingColumns(o, missing, titles)
		}
		if first == nil && !errors.Is(err, io.EOF) {
			first = err
		}
		_ = rows.Close() // a file that was only read
		x.rows = nil
	}
	if first == nil {
		return fileFault(o.FileName, "Excelfilen har inga rader", "the Excel file has no rows")
	}
	return first
}

// nextCells returns the next row, empty ones included.
func (x *xlsxReports) nextCells() ([]string, error) {
	if !x.rows.Next() {
		if err := x.rows.Error(); err != nil {
			return nil, damagedXLSX(x.name)
		}
		return nil, io.EOF
	}
	x.line++
	cells, err := x.rows.Columns()
	if err != nil {
		return nil, damagedXLSX(x.name)
	}
	if len(cells) > maxColumns {
		return nil, tooMuchXLSX(x.name, lang.T("mer än %d kolumner på rad %d", "more than %d columns in row %d", maxColumns, x.line))
	}
	return cells, nil
}

func damagedXLSX(name string) error {
	return fileFault(name, "Excelfilen är skadad; spara den på nytt, gärna som CSV (UTF-8)",
		"the Excel file is damaged; save it again, preferably as CSV (UTF-8)")
}

func (x *xlsxReports) next(rec *reportRecord) (err error) {
	defer recovered(x.name, &err)
	for {
		cells, err := x.nextCells()
		rec.line, rec.serials, rec.from1904 = x.line, true, x.from1904
		if err != nil {
			return err
		}
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue
		}
		x.header.take(cells, rec)
		for _, k := range []int{fieldExternalID, fieldSameEvent, fieldReporterKey} {
			rec.values[k] = wholeNumber(rec.values[k])
		}
		return nil
	}
}

func (x *xlsxReports) close() {
	if x.rows != nil {
		_ = x.rows.Close() // files that were only read
	}
	_ = x.file.Close()
}

// recovered turns a panic of the Excel library, which meets whatever people upload, into
// an error about the file.
func recovered(name string, err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("%w (%v)", damagedXLSX(name), r)
	}
}

// wholeNumber writes an id that Excel keeps as 1.01001240735E+11 as its digits.
func wholeNumber(s string) string {
	if !strings.Contains(s, "E+") {
		return s
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || v != math.Trunc(v) || math.Abs(v) >= 1<<53 {
		return s
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// maxSerial is 9999-12-31, the last day that Excel knows.
const maxSerial = 2_958_466

// serialTime reads a time that Excel keeps as days since 1900 or 1904. Whole numbers are
// dates; years written alone are none.
func serialTime(value string, rec *reportRecord) (w wall, ok bool) {
	if !rec.serials {
		return w, false
	}
	days, err := strconv.ParseFloat(value, 64)
	if err != nil || days < 10_000 || days >= maxSerial {
		return w, false
	}
	t, err := excelize.ExcelDateToTime(days, rec.from1904)
	if err != nil {
		return w, false
	}
	t = t.Round(time.Second) // a day in binary fractions is seldom whole seconds
	w = wall{
		year: t.Year(), month: int(t.Month()), day: t.Day(),
		hour: t.Hour(), minute: t.Minute(), second: t.Second(), precision: toMinute,
	}
	if days == math.Trunc(days) {
		w.precision = toDay
	}
	return w, true
}
