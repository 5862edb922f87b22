package export_test

import (
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tryggled/internal/export"
	"tryggled/internal/export/exporttest"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/patrol"
	"tryggled/internal/route"
)

func logbookOf(t *testing.T, team int) patrol.Logbook {
	t.Helper()
	b, err := patrol.LogbookOf(exporttest.Sample(), team, patrol.Log{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

type logbookForm func(w io.Writer, m municipality.Municipality, b patrol.Logbook, l lang.Lang) error

func logged(t *testing.T, write logbookForm, b patrol.Logbook, l lang.Lang) string {
	t.Helper()
	return string(written(t, func(w io.Writer) error { return write(w, exporttest.Municipality(), b, l) }))
}

// Before a walk the log is empty lines beside what is planned.
func TestLogbookByHand(t *testing.T) {
	b := logbookOf(t, 2)
	text := logged(t, export.LogbookText, b, lang.SV)
	wants(t, text, "Loggbok, grupp 2: nattvandrare", "ÖVNINGSDATA", "18.10–18.20", "Skolgatan vid skolan", "Kom kl.", "___", "Skriv inget om personer", "070-174 06 35")
	for line := range strings.Lines(text) {
		if utf8.RuneCountInString(strings.TrimSuffix(line, "\n")) > 72 {
			t.Errorf("wider than 72: %q", line)
		}
	}
	wants(t, logged(t, export.LogbookHTML, b, lang.EN), "Log, team 2: night walker", "Not visited, why", "Write no names", `<table class="roomy">`)
	for _, never := range []string{"nderskrift", "ignatur", "rapport", "rioritet"} {
		if strings.Contains(text, never) {
			t.Errorf("a night walker's log holds %q", never)
		}
	}
	wants(t, logged(t, export.LogbookText, logbookOf(t, 1), lang.SV), "ANTECKNINGAR")
	path := saved(t, "x.pdf", func(w io.Writer) error {
		return export.LogbookPDF(w, exporttest.Municipality(), b, lang.SV)
	})
	wants(t, run(t, "pdftotext", "-layout", path, "-"), "Loggbok, grupp 2: nattvandrare", "Fritidsgården", "Lindgatan", "ÖVNINGSDATA – påhittade händelser")
}

// After it, what became of it stands beside what was planned.
func TestLogbookAfterwards(t *testing.T) {
	b := logbookOf(t, 2)
	b.Began, b.Ended = b.From.Add(4*time.Minute), b.To.Add(11*time.Minute)
	b.Stops[0].Arrived, b.Stops[0].Left = b.Stops[0].Arrive.Add(3*time.Minute), b.Stops[0].Leave.Add(6*time.Minute)
	b.Stops[1].Skipped = lang.T("för kallt", "too cold")
	b.Faults = []patrol.LogFault{{At: b.Stops[0].Arrived, Name: lang.T("bristfällig belysning", "poor lighting"), Stop: 1, Place: lang.Same("Skolgatan")}}
	b.Tallies[0].Count = 17
	text := logged(t, export.LogbookText, b, lang.SV)
	wants(t, text, "18.09", "18.13", "18.26", "för kallt", "Bristfällig belysning", "1 Skolgatan", "17")
}

// mustLogbook is the empty log of the night walkers of a sample.
func mustLogbook(p route.Planned) patrol.Logbook {
	b, err := patrol.LogbookOf(p, 2, patrol.Log{})
	if err != nil {
		panic(err)
	}
	return b
}
