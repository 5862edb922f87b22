package ingest

import (
	"bufio"
	"errors"
	"io"
	"iter"

	"github.com/paulmach/orb"

	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// ReportOptions is what reading a file of reports depends on beside the file.
type ReportOptions struct {
	Profile      Profile
	FileName     string // as it stands in errors; its ending is held against the content
	Municipality municipality.Municipality
	Extent       orb.Bound // of areas and streets, metric; zero or empty where not known
	Exercise     bool      // every row is exercise data, whatever its column says
}

// Reports reads a file of reports row by row, in constant memory: CSV, XLSX, GeoJSON or
// the events of the Swedish Police, packed with gzip or not. A row is checked, its place
// and time converted and its text masked; one that cannot be used comes as a Rejection
// and never stops the file. An error ends the sequence: Invalid where the file is not
// what it should be, naming file, line and mend, otherwise what reading it gave.
//
// Rows are numbered by the line they begin on; in JSON, which has no lines to speak of,
// by their order.
func Reports(r io.Reader, o ReportOptions) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		m, err := newReportMapper(o)
		if err != nil {
			yield(Row{}, err)
			return
		}
		records, err := openReports(r, o)
		if err != nil {
			yield(Row{}, err)
			return
		}
		defer records.close()
		var rec reportRecord
		for {
			err := records.next(&rec)
			if errors.Is(err, io.EOF) {
				return
			}
			row, err := m.row(&rec, err)
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

// The fields of a record, in the order in which they are named to people.
const (
	fieldExternalID = iota
	fieldCategory
	fieldText
	fieldFrom
	fieldTo
	fieldReportedAt
	fieldEast
	fieldNorth
	fieldAccuracy
	fieldReporterKind
	fieldReporterKey
	fieldSameEvent
	fieldDiscovery
	fieldSeverity
	fieldExercise
	fieldCount
)

// fieldNames are the names of the fields in profiles and rejections.
var fieldNames = [fieldCount]string{
	"external_id", "category", "text", "from", "to", "reported_at", "east", "north", "accuracy_m",
	"reporter_kind", "reporter_key", "same_event", "discovery", "severity", "exercise",
}

// reportRecord is one row as it stands in a file: the mapped columns and nothing else.
type reportRecord struct {
	line   int64
	values [fieldCount]string

	serials  bool // numbers in columns of time are Excel's days
	from1904 bool // which count from 1904
}

// reportRecords is a file of any format being read.
type reportRecords interface {
	// next reads a record; a *rowFault says that this one cannot be used and the next
	// may, io.EOF that there are no more.
	next(*reportRecord) error
	close()
}

// rowFault is what is wrong with one row as a whole or with one of its fields.
type rowFault struct {
	field string
	text  lang.Text
	home  bool // violence in a home, of which next to nothing is kept
}

func (f *rowFault) Error() string { return f.field + ": " + f.text.EN }

// openReports finds out what a file is and opens it, or says what it looks like instead.
func openReports(r io.Reader, o ReportOptions) (reportRecords, error) {
	in, err := unpack(o.FileName, r)
	if err != nil {
		return nil, err
	}
	head, err := in.Peek(headBytes)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, err
	}
	if len(head) == 0 {
		return nil, fileFault(o.FileName, "filen är tom", "the file is empty")
	}
	content, other := sniff(head)
	if !fitsProfile(content, o.Profile) {
		return nil, notWhatItShouldBe(o, content, other)
	}
	ext := extension(o.FileName)
	switch {
	case content == contentXLSX:
		if ext == ".csv" || ext == ".txt" || ext == ".tsv" {
			return nil, fileFault(o.FileName, "heter %s men är en Excelfil; döp om den till .xlsx eller spara den som CSV (UTF-8)",
				"is called %s but is an Excel file; rename it to .xlsx or save it as CSV (UTF-8)", ext)
		}
		return openXLSX(o, in)
	case ext == ".xlsx" && content != contentJSON:
		return nil, fileFault(o.FileName, "heter .xlsx men är text; döp om den till .csv",
			"is called .xlsx but is text; rename it to .csv")
	}
	text := asUTF8(in, content)
	switch o.Profile.Format {
	case FormatGeoJSON:
		return openGeoJSONReports(o, text)
	case FormatPolisen:
		return openPolisen(o, text)
	}
	return openCSV(o, text)
}

// fitsProfile tells whether a profile can read content of a kind.
func fitsProfile(content string, p Profile) bool {
	switch content {
	case contentXLSX, contentText:
		return p.table()
	case contentJSON:
		return !p.table()
	}
	return content == contentUTF16
}

func notWhatItShouldBe(o ReportOptions, content string, other lang.Text) error {
	wants := map[string]lang.Text{
		FormatCSV:     lang.T("CSV eller Excel (.xlsx)", "CSV or Excel (.xlsx)"),
		FormatXLSX:    lang.T("CSV eller Excel (.xlsx)", "CSV or Excel (.xlsx)"),
		FormatGeoJSON: lang.Same("GeoJSON"),
		FormatPolisen: lang.T("Polisens händelser som JSON", "the Police's events as JSON"),
	}[o.Profile.Format]
	looks := other
	if looks.IsZero() {
		looks = lang.Same(content)
	}
	return fileFault(o.FileName, "filen ser ut att vara %s, men mappningsprofilen %s läser %s; exportera den så eller välj en annan profil",
		"the file looks like %s, but the mapping profile %s reads %s; export it as that or choose another profile",
		looks, o.Profile.Name, wants)
}

// exerciseOf tells whether a row is exercise data.
func (m *reportMapper) exerciseOf(word string) (bool, *problem) {
	if word == "" {
		return m.options.Exercise, nil
	}
	switch fold(word) {
	case "ja", "yes", "true", "sant", "1", "x", "j", "y", "övningsdata", "övning":
		return true, nil
	case "nej", "no", "false", "falskt", "0", "n":
		return m.options.Exercise, nil
	}
	return false, mend("%q förstås inte; skriv ja, nej eller ingenting", "%q is not understood; write yes, no or nothing", quoted(word))
}
