package export

import (
	"fmt"
	"slices"
	"strconv"

	"tryggled/internal/lang"
	"tryggled/internal/measure"
)

// few is a count in a narrow table: <5 for a small one and – for one held back.
func few(c measure.Count) string {
	switch {
	case c.Few:
		return "<" + strconv.Itoa(measure.LeastTold)
	case c.Held:
		return "–"
	}
	return strconv.Itoa(c.N)
}

func (p *leaflet) dossierReports(d measure.Dossier) {
	r := d.Reports
	p.heading(lang.T("Rapporter i området", "Reports in the area"))
	p.say(
		lang.T("Rapporter under perioden: %s. Lika lång tid dessförinnan: %s. Händelser, när det som flera berättat om räknas en gång: %s.",
			"Reports in the period: %s. In as long a time before: %s. Events, with what several told of counted once: %s.", r.All.Text(), r.Earlier.Text(), r.Events.Text()),
		lang.T("Efter mörkrets inbrott: %s. I dagsljus: %s. Tiden räcker inte för att avgöra: %s.",
			"After dark: %s. In daylight: %s. The time does not tell: %s.", r.Dark.Text(), r.Day.Text(), r.NoLight.Text()))
	if r.Imprecise > 0 {
		p.say(lang.T("%s: platsen är inte känd på %d m när.", "%s: the place is not known to %d m.", numbered(r.Imprecise,
			"rapport är utelämnad", "rapporter är utelämnade", "report is left out", "reports are left out"), measure.ExactM))
	}
	p.dossierHours(r)
	p.dossierWeek(r)
}

// dossierHours is a row for each category and a column for each hour. In a copy that leaves
// the house the hours are those of all categories together.
func (p *leaflet) dossierHours(r measure.Counts) {
	whole := slices.ContainsFunc(r.Categories, func(c measure.CategoryCount) bool { return len(c.ByHour) > 0 })
	t := table{Columns: p.countColumns()}
	if whole {
		t.Tight, t.Columns = true, append(t.Columns, p.hourColumns()...)
	}
	for _, c := range r.Categories {
		row := texts(categoryName(c, p.Lang), few(c.All), few(c.Earlier))
		if whole {
			row = append(append(row, hourCells(c.ByHour)...), cell{Text: fewOf(c.NoHour)})
		}
		t.Rows = append(t.Rows, row)
	}
	sum := texts(lang.T("Alla", "All").In(p.Lang), few(r.All), few(r.Earlier))
	hours := append(hourCells(r.ByHour), cell{Text: few(r.NoHour)})
	if whole {
		sum = append(sum, hours...)
	}
	for i := range sum {
		sum[i].Bold = true
	}
	t.Rows = append(t.Rows, sum)
	heading := lang.T("Per kategori", "By category")
	if whole {
		heading = lang.T("Per kategori och timme på dygnet", "By category and hour of the day")
	}
	p.add(block{Heading: heading.In(p.Lang), Level: 3, Table: &t})
	if !whole && len(r.ByHour) > 0 {
		day := table{Tight: true, Columns: p.hourColumns(), Rows: [][]cell{hours}}
		p.add(block{Heading: lang.T("Per timme på dygnet", "By hour of the day").In(p.Lang), Level: 3, Table: &day})
	}
	p.add(block{Fine: true, Text: lang.T(
		"Förut: lika lång tid före perioden. Okänd: tiden är inte känd på tre timmar när. Tom ruta: ingen. <%d: en till fyra. –: visas inte, för att små tal inte ska gå att räkna ut. *: skyddad kategori.",
		"Before: as long a time before the period. Unkn.: the time is not known to three hours. Empty: none. <%d: one to four. –: not shown, so that small numbers cannot be worked out. *: restricted category.",
		measure.LeastTold).In(p.Lang)})
}

func categoryName(c measure.CategoryCount, l lang.Lang) string {
	if c.Restricted {
		return c.Name.In(l) + " *"
	}
	return c.Name.In(l)
}

func (p *leaflet) countColumns() []column {
	return []column{
		{Name: lang.T("Kategori", "Category").In(p.Lang), Wide: 34},
		{Name: lang.T("antal", "count").In(p.Lang), Wide: 9, Right: true},
		{Name: lang.T("förut", "before").In(p.Lang), Wide: 9, Right: true},
	}
}

func (p *leaflet) hourColumns() []column {
	columns := make([]column, 0, 25)
	for hour := range 24 {
		columns = append(columns, column{Name: fmt.Sprintf("%02d", hour), Wide: 5.6, Right: true})
	}
	return append(columns, column{Name: lang.T("okänd", "unkn.").In(p.Lang), Wide: 12, Right: true})
}

// hourCells are the counts of the hours, those of none left empty.
func hourCells(hours []measure.Count) []cell {
	cells := make([]cell, 24)
	for hour := range cells {
		if hour < len(hours) && hours[hour] != (measure.Count{}) {
			cells[hour].Text = few(hours[hour])
		}
	}
	return cells
}

func fewOf(c *measure.Count) string {
	if c == nil {
		return ""
	}
	return few(*c)
}

// dossierWeek is a row for each day of the week and a column for each part of the day.
func (p *leaflet) dossierWeek(r measure.Counts) {
	if len(r.ByWeek) == 0 {
		return
	}
	t := table{Columns: []column{{Name: lang.T("Dag", "Day").In(p.Lang), Wide: 20}}}
	for _, part := range measure.Dayparts {
		t.Columns = append(t.Columns, column{Name: part.In(p.Lang), Wide: 20, Right: true})
	}
	for i, counts := range r.ByWeek {
		row := make([]cell, len(t.Columns))
		if i < len(measure.Weekdays) {
			row[0].Text = measure.Weekdays[i].In(p.Lang)
		}
		for k, c := range counts[:min(len(counts), len(row)-1)] {
			row[k+1].Text = few(c)
		}
		t.Rows = append(t.Rows, row)
	}
	p.add(block{Heading: lang.T("Per veckodag och del av dygnet", "By day of the week and part of the day").In(p.Lang), Level: 3, Table: &t})
}
