package measure

import (
	"context"
	"slices"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/report"
	"tryggled/internal/sun"
)

// account is a report in the area.
type account struct {
	category string
	event    string    // same_event; empty where unknown
	at       time.Time // local: the middle of the time it may have happened in
	hour     bool      // it is known well enough to tell the hour
	from, to int64
}

// count counts the reports in the area.
func (m *making) count(_ context.Context, d *Dossier) error {
	rows, imprecise := m.rows()
	var now, earlier []account
	for _, r := range rows {
		switch {
		case !r.at.Before(m.Until):
		case !r.at.Before(m.Since):
			now = append(now, r)
		case !r.at.Before(m.Earlier):
			earlier = append(earlier, r)
		}
	}
	c := &d.Reports
	c.byCategory(now, earlier, d.Outside)
	c.byLight(now, sun.NewDays(m.Place), d.Outside)
	c.Events = Count{N: eventsOf(now)}
	if d.Outside {
		c.Events = Count{Held: true} // beside the number of rows it would tell which are told twice
		return nil
	}
	c.Imprecise, c.ByWeek = imprecise, byWeek(now)
	return nil
}

// rows are the reports in the area whose place is known to within ExactM, and how many lie there
// whose place is not. Who may see open categories alone knows no place more exactly than to its
// street: there each counts at the middle of its segment, so that no drawing tells more.
func (m *making) rows() (rows []account, imprecise int) {
	r, zone := m.Reports, m.Municipality.Location()
	for i := range r.ID {
		category, listed := report.CategoryOf(r.Category[i])
		if listed && category.Weight == 0 || m.open && (!listed || category.Restricted) {
			continue
		}
		at := orb.Point{r.X[i], r.Y[i]}
		if m.open {
			on, ok := m.graph.Nearest(at, ExactM)
			if !ok {
				continue
			}
			line := m.Segments[on.Segment].Line
			at = geo.Along(line, geo.Length(line)/2)
		}
		if !planar.MultiPolygonContains(m.draft.Area, at) {
			continue
		}
		if r.AccuracyM[i] > ExactM {
			imprecise++
			continue
		}
		from, to := r.From[i], max(r.From[i], r.To[i])
		one := account{category: r.Category[i], at: time.Unix(from+(to-from)/2, 0).In(zone), from: from, to: to}
		one.hour = time.Duration(to-from)*time.Second <= HourWithin
		if r.Event != nil {
			one.event = r.Event[i]
		}
		rows = append(rows, one)
	}
	return rows, imprecise
}

// eventsOf counts accounts of one event once.
func eventsOf(rows []account) int {
	n, told := 0, map[string]bool{}
	for _, r := range rows {
		if r.event == "" || !told[r.event] {
			n++
		}
		told[r.event] = true
	}
	return n
}

const hoursOfDay = 24

// byCategory counts by category and hour, with the sums of both.
func (c *Counts) byCategory(now, earlier []account, outside bool) {
	codes := categoriesOf(now, earlier)
	const noHour, all = hoursOfDay, hoursOfDay + 1
	table, before := make([][]int, len(codes)+1), make([][]int, len(codes)+1)
	for i := range table {
		table[i], before[i] = make([]int, all+1), make([]int, 1)
	}
	for _, r := range now {
		column := noHour
		if r.hour {
			column = r.at.Hour()
		}
		for _, i := range []int{slices.Index(codes, r.category), len(codes)} {
			table[i][column]++
			table[i][all]++
		}
	}
	for _, r := range earlier {
		before[slices.Index(codes, r.category)][0]++
		before[len(codes)][0]++
	}
	counts, was := shown(table, outside), shown(before, outside)
	c.Categories = []CategoryCount{}
	for i, code := range codes {
		one := CategoryCount{Category: code, Name: lang.Same(code), All: counts[i][all], Earlier: was[i][0], ByHour: counts[i][:noHour], NoHour: counts[i][noHour]}
		if known, ok := report.CategoryOf(code); ok {
			one.Name, one.Restricted = known.Name, known.Restricted
		}
		c.Categories = append(c.Categories, one)
	}
	sums := counts[len(codes)]
	c.All, c.Earlier, c.ByHour, c.NoHour = sums[all], was[len(codes)][0], sums[:noHour], sums[noHour]
}

// categoriesOf are the categories that some rows have, in the order of the table, those that it
// does not hold last.
func categoriesOf(now, earlier []account) []string {
	var own []string
	for _, r := range slices.Concat(now, earlier) {
		own = append(own, r.category)
	}
	slices.Sort(own)
	own = slices.Compact(own)
	var codes []string
	for _, c := range report.Categories() {
		if slices.Contains(own, c.Code) {
			codes = append(codes, c.Code)
		}
	}
	for _, code := range own {
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes
}

// byLight counts what happened after dark and by day.
func (c *Counts) byLight(now []account, days *sun.Days, outside bool) {
	line := make([]int, 4)
	for _, r := range now {
		dark, known := darkness(days, r.from, r.to)
		at := 2
		if known && dark {
			at = 0
		} else if known {
			at = 1
		}
		line[at]++
		line[3]++
	}
	counts := shown([][]int{line}, outside)[0]
	c.Dark, c.Day, c.NoLight = counts[0], counts[1], counts[2]
}

// byWeek counts by day of the week and part of the day.
func byWeek(now []account) [][]Count {
	week := make([][]Count, len(Weekdays))
	for d := range week {
		week[d] = make([]Count, len(Dayparts))
	}
	for _, r := range now {
		if r.hour {
			week[(int(r.at.Weekday())+6)%7][r.at.Hour()/6].N++
		}
	}
	return week
}

// shown are the counts of a table as its readers may see them.
func shown(table [][]int, outside bool) [][]Count {
	hidden := make([][]bool, len(table))
	if outside {
		hidden = heldBack(table)
	}
	counts := make([][]Count, len(table))
	for i, line := range table {
		counts[i] = make([]Count, len(line))
		for j, n := range line {
			switch {
			case hidden[i] == nil || !hidden[i][j]:
				counts[i][j] = Count{N: n}
			case n < LeastTold:
				counts[i][j] = Count{Few: true}
			default:
				counts[i][j] = Count{Held: true}
			}
		}
	}
	return counts
}
