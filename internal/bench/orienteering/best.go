package orienteering

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"tryggled/internal/lang"
)

// Best is what is known of an instance's best score.
type Best struct {
	Score float64  // the best known, or that of a reference
	VROOM *float64 // what VROOM reached; nil where it is not told
}

// Bests are the best scores by the name of the instance.
type Bests map[string]Best

// Read adds a table of best scores: CSV with the columns instance and best_known, or instance,
// reference_best and vroom_5s. It returns Invalid, naming file and line.
func (b Bests) Read(file string, r io.Reader) error {
	rows := csv.NewReader(r)
	rows.FieldsPerRecord = -1
	rows.TrimLeadingSpace = true
	header, err := rows.Read()
	if err != nil {
		return wrong(file, lang.T("ingen CSV med kolumnerna instance och best_known", "no CSV with the columns instance and best_known"))
	}
	t := bestTable{file: file, instance: -1, score: -1, vroom: -1}
	for k, name := range header {
		switch strings.TrimPrefix(strings.TrimSpace(name), "\ufeff") {
		case "instance":
			t.instance = k
		case "best_known", "reference_best":
			t.score = k
		case "vroom_5s":
			t.vroom = k
		}
	}
	if t.instance < 0 || t.score < 0 {
		return wrong(file, lang.T("kolumnerna instance och best_known (eller reference_best) saknas", "the columns instance and best_known (or reference_best) are missing"))
	}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return wrong(file, lang.T("raderna går inte att läsa som CSV: %v", "the lines cannot be read as CSV: %v", err))
		}
		line, _ := rows.FieldPos(0)
		if err := t.add(b, row, line); err != nil {
			return err
		}
	}
}

// bestTable is a file and which of its columns holds what; -1 for none.
type bestTable struct {
	file                   string
	instance, score, vroom int
}

func (t bestTable) add(b Bests, row []string, line int) error {
	wrong := func(what lang.Text) error { return wrong(fmt.Sprintf("%s:%d", t.file, line), what) }
	if max(t.instance, t.score, t.vroom) >= len(row) {
		return wrong(lang.T("raden har %d fält, färre än rubrikraden", "the line has %d fields, fewer than the header", len(row)))
	}
	var scores []float64
	for _, column := range []int{t.score, t.vroom} {
		if column < 0 {
			continue
		}
		v := parsed(strings.TrimSpace(row[column]))
		if !between(v, mostScore*mostPlaces) {
			return wrong(lang.T("%q är ingen poäng", "%q is no score", row[column]))
		}
		scores = append(scores, v)
	}
	best := Best{Score: scores[0]}
	if len(scores) > 1 {
		best.VROOM = &scores[1]
	}
	b[strings.TrimSpace(row[t.instance])] = best
	return nil
}
