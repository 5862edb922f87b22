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
	d.Reports = tallied{now, earlier, categoriesOf(now, earlier), sun.NewDays(m.Place)}.counts(d.Outside)
	if !d.Outside {
		d.Reports.Imprecise = imprecise
	}
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

// tallied is reports to be counted, and the categories they have.
type tallied struct {
	now, earlier []account
	codes        []string
	days         *sun.Days
}

const hoursOfDay = 24

// counts are the counts as their readers may see them. A copy that leaves the house tells of
// categories and of hours, and not of hours in each category nor of days of the week: from tables
// that are divided both ways more can be worked out than can be held back.
func (t tallied) counts(outside bool) Counts {
	byCategory, before := t.byCategory(t.now), t.byCategory(t.earlier)
	byHour, byLight := t.byHour(""), t.byLight()
	var all, allBefore bool
	hidden, hiddenBefore := make([][]bool, 3), make([][]bool, 1)
	if outside {
		all, hidden = heldBack(len(t.now), byCategory, byHour, byLight)
		allBefore, hiddenBefore = heldBack(len(t.earlier), before)
	}
	categories, was := byCategory.asCounts(hidden[0]), before.asCounts(hiddenBefore[0])
	hours, light := byHour.asCounts(hidden[1]), byLight.asCounts(hidden[2])
	c := Counts{
		All: asCount(len(t.now), all), Earlier: asCount(len(t.earlier), allBefore), Events: Count{Held: true},
		ByHour: hours[:hoursOfDay], NoHour: hours[hoursOfDay], Dark: light[0], Day: light[1], NoLight: light[2],
		Categories: []CategoryCount{},
	}
	for i, code := range t.codes {
		one := CategoryCount{Category: code, Name: lang.Same(code), All: categories[i], Earlier: was[i]}
		if known, ok := report.CategoryOf(code); ok {
			one.Name, one.Restricted = known.Name, known.Restricted
		}
		if !outside {
			own := t.byHour(code).asCounts(nil)
			one.ByHour, one.NoHour = own[:hoursOfDay], &own[hoursOfDay]
		}
		c.Categories = append(c.Categories, one)
	}
	if !outside {
		c.Events, c.ByWeek = Count{N: eventsOf(t.now)}, byWeek(t.now)
	}
	return c
}

func (t tallied) byCategory(rows []account) partition {
	p := make(partition, len(t.codes))
	for _, r := range rows {
		p[slices.Index(t.codes, r.category)]++
	}
	return p
}

// byHour counts those of one category, or all, by the hour of the day; last those without one.
func (t tallied) byHour(category string) partition {
	p := make(partition, hoursOfDay+1)
	for _, r := range t.now {
		switch {
		case category != "" && r.category != category:
		case r.hour:
			p[r.at.Hour()]++
		default:
			p[hoursOfDay]++
		}
	}
	return p
}

// byLight counts what happened after dark, by day, and when one cannot tell.
func (t tallied) byLight() partition {
	p := make(partition, 3)
	for _, r := range t.now {
		switch dark, known := darkness(t.days, r.from, r.to); {
		case !known:
			p[2]++
		case dark:
			p[0]++
		default:
			p[1]++
		}
	}
	return p
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
