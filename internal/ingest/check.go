package ingest

import (
	"context"
	"iter"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/report"
)

// stageReports stages the rows of a file and notes when there is none.
func (s Service) stageReports(ctx context.Context, m municipality.Municipality, task int64, name string, rows iter.Seq2[Row, error]) (notes []lang.Text, err error) {
	read := 0
	counted := mapped(readable(matching(ahead(rows), m), name), func(r Row) Row { read++; return r })
	err = s.Store.StageReports(ctx, m.Code, task, counted)
	if err == nil && read == 0 {
		notes = append(notes, lang.T("%s har ingen rapport; är det rätt fil?", "%s holds no report; is it the right file?", name))
	}
	return notes, err
}

// matching passes rows on until one is exercise data in a real municipality, or real in
// an exercise one.
func matching(rows iter.Seq2[Row, error], m municipality.Municipality) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for row, err := range rows {
			if err == nil && row.Rejection == nil && row.Report.Exercise != m.Exercise {
				yield(Row{}, mismatch(row.Line, m))
				return
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

func mismatch(line int64, m municipality.Municipality) error {
	if m.Exercise {
		return fault.New(fault.Conflict, lang.T(
			"rad %d är en verklig rapport, men %s har övningsdata; lägg verkliga rapporter i en egen kommun, eller märk filen med --exercise om den är påhittad",
			"line %d is a real report, but %s holds exercise data; put real reports in a municipality of their own, or mark the file with --exercise if it is invented",
			line, m.Slug))
	}
	return fault.New(fault.Conflict, lang.T(
		"rad %d är övningsdata, men %s har verkliga rapporter; lägg övningsdata i en egen kommun (municipality add --exercise)",
		"line %d is exercise data, but %s holds real reports; put exercise data in a municipality of its own (municipality add --exercise)",
		line, m.Slug))
}

// A bad row never stops a file, but a file of bad rows is the wrong file: it is given up
// once this many rows are put aside and ten times as many as there are good ones.
const (
	hopelessRows  = 10_000
	hopelessTimes = 10
)

// readable passes rows on until so many are bad that the file cannot be what it is read as.
func readable(rows iter.Seq2[Row, error], name string) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		good, bad := 0, 0
		for row, err := range rows {
			if row.Rejection == nil {
				good++
			} else if bad++; bad >= hopelessRows && bad > hopelessTimes*good {
				yield(Row{}, hopeless(name, good, bad, *row.Rejection))
				return
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

func hopeless(name string, good, bad int, last report.Rejection) error {
	return fault.New(fault.Invalid, lang.T(
		"%s: av de första %d raderna kan %d inte läsas, senast rad %d, %s: %s; är det rätt fil och rätt mappningsprofil?",
		"%s: of the first %d rows %d cannot be read, the latest line %d, %s: %s; is it the right file and the right mapping profile?",
		name, good+bad, bad, last.Line, last.Field, last.Reason))
}
