package export

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

// StopsCSV writes a team's stops as a table, a row for each: semicolons between, a byte order
// mark before, so that a spreadsheet reads å, ä and ö. Text that a spreadsheet would take for
// a formula gets an apostrophe before it. Priorities have a column only where
// somebody among the teams is told of them. It returns NotFound for a team that the plan lacks.
func StopsCSV(w io.Writer, p route.Planned, number int, l lang.Lang) error {
	t, err := paperOf(p, number, l)
	if err != nil {
		return err
	}
	return writeStops(w, []team{t}, p, l)
}

// PlanCSV writes the stops of all teams of a plan, as StopsCSV does those of one.
func PlanCSV(w io.Writer, p route.Planned, l lang.Lang) error {
	teams, err := teamsOf(p, l)
	if err != nil {
		return err
	}
	return writeStops(w, teams, p, l)
}

func writeStops(w io.Writer, teams []team, p route.Planned, l lang.Lang) error {
	projector, err := geo.NewProjector(p.Municipality.CRS)
	if err != nil {
		return err
	}
	told := slices.ContainsFunc(teams, func(t team) bool { return t.told() })
	columns := slices.DeleteFunc(slices.Clone(stopColumns), func(c stopColumn) bool { return c.told && !told })
	var out bytes.Buffer
	out.WriteString("\ufeff")
	table := csv.NewWriter(&out)
	table.Comma, table.UseCRLF = ';', true
	row := make([]string, len(columns))
	for i, c := range columns {
		row[i] = c.name.In(l)
	}
	rows := [][]string{row}
	for _, t := range teams {
		for i, v := range t.tour.Visits {
			at, err := lonLat(projector, v.Place.Point)
			if err != nil {
				return fmt.Errorf("CSV of stop %d of team %d: %w", v.Number, t.tour.Number, err)
			}
			row := make([]string, len(columns))
			for k, c := range columns {
				row[k] = c.value(stopRow{t, i, v, at})
			}
			rows = append(rows, row)
		}
	}
	if err := table.WriteAll(rows); err != nil {
		return err
	}
	_, err = out.WriteTo(w)
	return err
}

// stopRow is a row of the table: the i:th visit of a team.
type stopRow struct {
	team
	i      int
	visit  plan.Visit
	lonLat orb.Point
}

type stopColumn struct {
	name  lang.Text
	told  bool // only for those who are told of restricted places
	value func(r stopRow) string
}

var stopColumns = []stopColumn{
	{name: lang.T("Grupp", "Team"), value: func(r stopRow) string { return fmt.Sprint(r.tour.Number) }},
	{name: lang.T("Roll", "Role"), value: func(r stopRow) string { return harmless(r.rules.Name.In(r.lang)) }},
	{name: lang.T("Stopp", "Stop"), value: func(r stopRow) string { return fmt.Sprint(r.visit.Number) }},
	{name: lang.T("Dag", "Day"), value: func(r stopRow) string { return r.visit.Arrive.In(r.zone).Format(time.DateOnly) }},
	{name: lang.T("Från", "From"), value: func(r stopRow) string { return r.visit.Arrive.In(r.zone).Format("15:04") }},
	{name: lang.T("Till", "To"), value: func(r stopRow) string { return r.visit.Leave.In(r.zone).Format("15:04") }},
	{name: lang.T("Minuter", "Minutes"), value: func(r stopRow) string {
		return r.number(r.visit.Leave.Sub(r.visit.Arrive).Minutes(), 0)
	}},
	{name: lang.T("Plats", "Place"), value: func(r stopRow) string { return harmless(r.visit.Place.Name.In(r.lang)) }},
	{name: lang.T("Slag", "Kind"), value: func(r stopRow) string { return spotName(r.visit).In(r.lang) }},
	{name: lang.T("Område", "Area"), value: func(r stopRow) string { return harmless(r.visit.Area) }},
	{name: lang.T("Longitud", "Longitude"), value: func(r stopRow) string { return r.number(r.lonLat[0], 7) }},
	{name: lang.T("Latitud", "Latitude"), value: func(r stopRow) string { return r.number(r.lonLat[1], 7) }},
	{name: lang.T("Ost", "East"), value: func(r stopRow) string { return r.number(r.visit.Place.Point[0], 2) }},
	{name: lang.T("Nord", "North"), value: func(r stopRow) string { return r.number(r.visit.Place.Point[1], 2) }},
	{name: lang.T("Koordinatsystem", "Coordinate system"), value: func(r stopRow) string { return r.Municipality.CRS.String() }},
	{name: lang.T("Väg hit (m)", "Way here (m)"), value: func(r stopRow) string {
		metres, _ := r.walk(r.i)
		return r.number(metres, 0)
	}},
	{name: lang.T("Tänk på", "Keep in mind"), value: func(r stopRow) string {
		return harmless(sentences(placeReminders(r.visit), r.lang))
	}},
	{name: lang.T("Prioritet", "Priority"), told: true, value: func(r stopRow) string {
		if r.visit.Priority <= 0 {
			return ""
		}
		return r.number(r.visit.Priority, 1)
	}},
	{name: lang.T("Varför", "Why"), value: func(r stopRow) string { return harmless(r.visit.Why.In(r.lang)) }},
	{name: lang.T("Övningsdata", "Exercise data"), value: func(r stopRow) string { return yesNo(r.Municipality.Exercise).In(r.lang) }},
}

func (r stopRow) number(v float64, digits int) string { return lang.Decimal(v, digits).In(r.lang) }

// spotName is what a team is sent to, and whether it walks about there.
func spotName(v plan.Visit) lang.Text {
	switch {
	case v.Kind == plan.AtSegment:
		return lang.T("gata", "street")
	case v.Kind == plan.AtPoint:
		return lang.T("mötesplats", "meeting point")
	case v.Strolls:
		return lang.T("promenad", "stroll")
	}
	return lang.T("plats", "place")
}
