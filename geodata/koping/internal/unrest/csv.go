package unrest

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// Header is the first line of the file, the columns of an Embrace-like export.
var Header = []string{
	"Ärendenummer", "Kategori", "Beskrivning", "Händelse från", "Händelse till", "Rapporterad", "Nord", "Ost",
	"Noggrannhet (m)", "Rapportör", "Rapportörsnyckel", "Samma händelse", "Upptäckt", "Allvar", "Övningsdata",
}

// Spoilt is what is wrong with a row that is planted to be put in quarantine.
type Spoilt int

// The kinds of spoilt rows, in turn.
const (
	Whole       Spoilt = iota
	BadDate            // the thirty-first of February
	BadCategory        // a category that is in no table
	NullIsland         // coordinates 0, 0
	NoPlace            // north missing
)

// SpoiltEvery is how many weeks lie between two spoilt rows, so that a file holds
// Weeks / SpoiltEvery of them, each kind as often.
const SpoiltEvery = 13

// spoil ruins the last row of every thirteenth week.
func (w *weekMaker) spoil() {
	n := ordinal(w.monday)
	if n%SpoiltEvery != 5 || len(w.rows) == 0 {
		return
	}
	w.rows = append(w.rows, Row{
		Place: "fel", Category: "other", Text: "Rad med fel, för att visa karantänen.",
		From: w.monday.Add(12 * time.Hour), To: w.monday.Add(12 * time.Hour), ReportedAt: w.monday.Add(13 * time.Hour),
		Point: w.rows[0].Point, AccuracyM: 20, Reporter: "personal", ReporterKey: "P-01",
		Spoilt: BadDate + Spoilt(n/SpoiltEvery%4),
	})
}

// Write writes the rows as a file: UTF-8, semicolons, decimal commas, local times.
func Write(out io.Writer, rows []Row) error {
	c := csv.NewWriter(out)
	c.Comma = ';'
	if err := c.Write(Header); err != nil {
		return fmt.Errorf("write reports: %w", err)
	}
	for _, r := range rows {
		if err := c.Write(r.record()); err != nil {
			return fmt.Errorf("write report %s: %w", r.ExternalID, err)
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return fmt.Errorf("write reports: %w", err)
	}
	return nil
}

func (r Row) record() []string {
	rec := []string{
		r.ExternalID, names[r.Category], r.Text, clock(r.From), clock(r.To), clock(r.ReportedAt),
		metres(r.Point[1]), metres(r.Point[0]), strconv.Itoa(r.AccuracyM), r.Reporter, r.ReporterKey, r.SameEvent,
		"anmäld", "", "ja",
	}
	if r.Patrol {
		rec[12] = "patrull"
	}
	if r.Severity > 0 {
		rec[13] = strconv.Itoa(r.Severity)
	}
	switch r.Spoilt {
	case BadDate:
		rec[3] = r.From.Format("2006") + "-02-31 12:00"
	case BadCategory:
		rec[1] = "oidentifierat flygande föremål"
	case NullIsland:
		rec[6], rec[7] = "0", "0"
	case NoPlace:
		rec[6] = ""
	}
	return rec
}

func clock(t time.Time) string { return t.Format("2006-01-02 15:04") }

// metres writes a coordinate to the decimetre with a decimal comma.
func metres(v float64) string {
	return strings.Replace(strconv.FormatFloat(v, 'f', 1, 64), ".", ",", 1)
}
