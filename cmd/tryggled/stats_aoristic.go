package main

import (
	"fmt"
	"io"
	"strings"

	"tryggled/internal/hotspot/rhythm"
	"tryggled/internal/ingest"
	"tryggled/internal/lang"
)

type statsAoristic struct {
	From   string `required:"" aliases:"time" placeholder:"COLUMN" help:"${flag_time_from}"`
	To     string `placeholder:"COLUMN" help:"${flag_time_to}"`
	X      string `placeholder:"COLUMN" help:"${flag_no_place}"`
	Y      string `placeholder:"COLUMN" help:"${flag_no_place}"`
	Weight string `placeholder:"COLUMN" help:"${flag_weight}"`
	statsTimes
	statsFile
}

// Run spreads what is known only as an interval over the hours of the week.
func (s statsAoristic) Run(c *call) error {
	loc, err := zone(s.Timezone)
	if err != nil {
		return err
	}
	times := []string{s.From}
	if s.To != "" {
		times = append(times, s.To)
	}
	t, err := s.read(c, ingest.TableOptions{Numbers: []string{s.Weight}, Times: times, Format: s.TimeFormat, Location: loc})
	if err != nil {
		return err
	}
	if err := notNegative(t, s.Weight, t.Numbers[0]); err != nil {
		return err
	}
	if err := moments(t, s.From, t.From[0]); err != nil {
		return err
	}
	to, err := s.ends(t)
	if err != nil {
		return err
	}
	week, err := rhythm.Aoristic(t.From[0], to, t.Numbers[0], loc)
	if err != nil {
		return err
	}
	err = s.write(c, weekOf(week), func(w io.Writer) error { return writeWeek(w, week) })
	if err != nil {
		return err
	}
	c.remark("Placerade: %v (%d rader). Inte placerade, för osäker tid: %v.", "Placed: %v (%d rows). Not placed, time too uncertain: %v.",
		lang.Decimal(week.Placed, 2), week.RowsPlaced, lang.Decimal(week.Unplaced, 2))
	return nil
}

// ends are the ends of the intervals; one that is left empty is that of its beginning, as
// all are where no column is named.
func (s statsAoristic) ends(t *ingest.Table) ([]int64, error) {
	to := t.To[len(t.To)-1]
	for row := range to {
		if to[row] == ingest.Missing {
			to[row] = t.To[0][row]
		}
		if to[row] < t.From[0][row] {
			return nil, t.Fault(row, s.To, lang.T("slutet ligger före början i kolumnen %s; rätta en av dem", "the end lies before the beginning in column %s; mend one of them", s.From))
		}
	}
	return to, nil
}

var weekdays = []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

// weekHour is one hour of the week for programs.
type weekHour struct {
	Weekday string  `json:"weekday"`
	Hour    int     `json:"hour"`
	Weight  float64 `json:"weight"`
}

func hoursOf(w rhythm.Week) []weekHour {
	hours := make([]weekHour, rhythm.Hours)
	for i := range hours {
		hours[i] = weekHour{weekdays[i/24], i % 24, w.Hour[i]}
	}
	return hours
}

func weekOf(w rhythm.Week) map[string]any {
	return map[string]any{
		"placed": w.Placed, "unplaced": w.Unplaced, "rows": w.Rows, "rows_placed": w.RowsPlaced, "hours": hoursOf(w),
	}
}

func writeWeek(w io.Writer, week rhythm.Week) error {
	var out strings.Builder
	out.WriteString("weekday,hour,weight\n")
	for _, h := range hoursOf(week) {
		fmt.Fprintf(&out, "%s,%d,%v\n", h.Weekday, h.Hour, h.Weight)
	}
	_, err := io.WriteString(w, out.String())
	return err
}
