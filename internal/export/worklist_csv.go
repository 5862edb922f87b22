package export

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"time"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/measure"
	"tryggled/internal/municipality"
)

// WorklistCSV writes a work list as a table for the owner's own system: a row for each
// object to work on and each lamp to add, semicolons between, a byte order mark before, so
// that a spreadsheet reads å, ä and ö. What is sent back with state and date filled in is
// known again by key and object id, or by pole number. Text that a spreadsheet would take for a formula gets
// an apostrophe before it.
func WorklistCSV(w io.Writer, m municipality.Municipality, l measure.Worklist, in lang.Lang) error {
	p, err := geo.NewProjector(m.CRS)
	if err != nil {
		return err
	}
	rows := [][]string{}
	for _, item := range l.Items {
		some, err := csvRows(p, m, l, item, in)
		if err != nil {
			return fmt.Errorf("CSV of work %s: %w", item.Key, err)
		}
		rows = append(rows, some...)
	}
	head := make([]string, len(csvColumns))
	for i, c := range csvColumns {
		head[i] = c.name.In(in)
	}
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Comma, out.UseCRLF = ';', true
	return out.WriteAll(append([][]string{head}, rows...))
}

// csvRow is a row of the table: an item and one of its objects.
type csvRow struct {
	in       lang.Lang
	m        municipality.Municipality
	list     measure.Worklist
	item     measure.Item
	part     measure.Part
	isNew    bool
	lon, lat float64
}

func csvRows(p *geo.Projector, m municipality.Municipality, l measure.Worklist, item measure.Item, in lang.Lang) ([][]string, error) {
	var rows [][]string
	add := func(part measure.Part, isNew bool) error {
		at, err := lonLat(p, part.At)
		r := csvRow{in, m, l, item, part, isNew, at[0], at[1]}
		row := make([]string, len(csvColumns))
		for i, c := range csvColumns {
			row[i] = c.value(r)
		}
		rows = append(rows, row)
		return err
	}
	for _, part := range item.Objects {
		if err := add(part, false); err != nil {
			return nil, err
		}
	}
	for _, part := range item.Added() {
		if err := add(part, true); err != nil {
			return nil, err
		}
	}
	if len(rows) == 0 { // work without an object of its own is told by where it is
		at, _ := pointOf(item.Geometry)
		if err := add(measure.Part{At: at}, false); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

type csvColumn struct {
	name  lang.Text
	value func(r csvRow) string
}

// csvColumns are the columns; what the owner fills in comes last.
var csvColumns = []csvColumn{
	{lang.T("Nyckel", "Key"), func(r csvRow) string { return harmless(r.item.Key) }},
	{lang.T("Stolpnummer", "Pole number"), func(r csvRow) string { return harmless(r.part.Pole) }},
	{lang.T("Skåp", "Cabinet"), func(r csvRow) string { return harmless(r.part.Cabinet) }},
	{lang.T("Ägare", "Owner"), func(r csvRow) string { return harmless(first(r.part.Owner, r.item.Owner)) }},
	{lang.T("Lista", "List"), func(r csvRow) string { return r.item.List.Name().In(r.in) }},
	{lang.T("Rang", "Rank"), func(r csvRow) string { return fmt.Sprint(r.item.Rank) }},
	{lang.T("Åtgärd", "Action"), func(r csvRow) string { return actionName(r.item.Action).In(r.in) }},
	{lang.T("Arbete", "Work"), func(r csvRow) string { return harmless(r.item.Title.In(r.in)) }},
	{lang.T("Varför", "Why"), func(r csvRow) string { return harmless(r.item.Why.In(r.in)) }},
	{lang.T("Gata", "Street"), func(r csvRow) string { return harmless(r.item.Street) }},
	{lang.T("Objekt", "Object"), func(r csvRow) string {
		if r.isNew {
			return lang.T("ny lampa", "new lamp").In(r.in)
		}
		return harmless(objectName(r.part).In(r.in))
	}},
	{lang.T("Objektets id", "Object id"), func(r csvRow) string {
		if r.part.Kind == "" {
			return ""
		}
		return harmless(r.part.Called())
	}},
	{lang.T("Ost", "East"), func(r csvRow) string { return r.number(r.part.At[0], 2) }},
	{lang.T("Nord", "North"), func(r csvRow) string { return r.number(r.part.At[1], 2) }},
	{lang.T("Koordinatsystem", "Coordinate system"), func(r csvRow) string { return r.m.CRS.String() }},
	{lang.T("Longitud", "Longitude"), func(r csvRow) string { return r.number(r.lon, 7) }},
	{lang.T("Latitud", "Latitude"), func(r csvRow) string { return r.number(r.lat, 7) }},
	{lang.T("Dimning", "Dimming"), func(r csvRow) string { return dimmingText(r.part.Dimming) }},
	{lang.T("Skydd", "Protection"), func(r csvRow) string { return harmless(protectedName(r.part.Protected).In(r.in)) }},
	{lang.T("Prioritet", "Priority"), func(r csvRow) string { return r.number(r.item.Priority, 1) }},
	{lang.T("Rapporter", "Reports"), func(r csvRow) string { return fmt.Sprint(r.item.Reports) }},
	{lang.T("Efter mörkrets inbrott", "After dark"), func(r csvRow) string { return fmt.Sprint(r.item.AfterDark) }},
	{lang.T("Med känt ljus", "Light known"), func(r csvRow) string { return fmt.Sprint(r.item.DarkKnown) }},
	{lang.T("Sträcka (m)", "Length (m)"), func(r csvRow) string { return r.number(r.item.LengthM, 0) }},
	{lang.T("Före", "Before"), func(r csvRow) string { return effectText(r.item.List, r.item.Before).In(r.in) }},
	{lang.T("Efter", "After"), func(r csvRow) string { return effectText(r.item.List, r.item.After).In(r.in) }},
	{lang.T("Kostnad (kr)", "Cost (SEK)"), func(r csvRow) string {
		if r.part.UnitCost <= 0 {
			return ""
		}
		return r.number(r.part.UnitCost, 0)
	}},
	{lang.T("Skola eller lek", "School or play"), func(r csvRow) string { return yesNo(r.item.School).In(r.in) }},
	{lang.T("Tänk på", "Mind"), func(r csvRow) string { return harmless(sentences(r.item.Mind, r.in)) }},
	{lang.T("Övningsdata", "Exercise data"), func(r csvRow) string { return yesNo(r.m.Exercise).In(r.in) }},
	{lang.T("Listan gjord", "List made"), func(r csvRow) string {
		return r.list.MadeAt.In(r.m.Location()).Format(time.DateOnly)
	}},
	{lang.T("Status", "State"), func(r csvRow) string { return stateOf(r.item, r.part).Name().In(r.in) }},
	{lang.T("Datum", "Date"), func(csvRow) string { return "" }},
	{lang.T("Anmärkning", "Remark"), func(r csvRow) string { return harmless(r.item.Remark) }},
}

func (r csvRow) number(v float64, digits int) string { return lang.Decimal(v, digits).In(r.in) }

func yesNo(is bool) lang.Text {
	if is {
		return lang.T("ja", "yes")
	}
	return lang.T("nej", "no")
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// harmless keeps a text from being taken for a formula by a spreadsheet (OWASP, CSV
// Injection), and on one line.
func harmless(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if s != "" && strings.ContainsRune("=+-@", rune(s[0])) {
		return "'" + s
	}
	return s
}
