package unrest

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"tryggled/geodata/koping/internal/dice"
	"tryggled/geodata/koping/internal/town"
)

// Seed is what all reports are drawn from.
const Seed = 1983

// Row is one report. Times are wall-clock times of the town, held as if in UTC.
type Row struct {
	ExternalID            string
	Place                 string // ID of the place it was planted at; empty for background
	Category              string // code
	Text                  string
	From, To, ReportedAt  time.Time
	Point                 orb.Point // metric, SWEREF 99 TM
	AccuracyM             int
	Reporter, ReporterKey string // kind as the file says it, and pseudonym
	SameEvent             string
	Patrol                bool // found by a patrol
	Severity              int  // 0 where not given
	Spoilt                Spoilt
	order                 int
}

// Maker makes weeks of reports over the town's streets.
type Maker struct {
	ways []town.Way
	ends []float64 // metres of street up to and with each way
}

// NewMaker lays the streets that the background lies along.
func NewMaker() *Maker {
	m := &Maker{}
	for _, w := range town.Streets() {
		if b := w.Line.Bound(); b.Max[0] < -1600 || b.Min[0] > 560 || b.Min[1] > 720 || b.Max[1] < -720 {
			continue
		}
		m.ways = append(m.ways, w)
	}
	m.measure()
	return m
}

// Before returns the reports of the Weeks weeks that end at monday, in order.
func (m *Maker) Before(monday time.Time) []Row {
	var rows []Row
	for k := Weeks; k >= 1; k-- {
		year, week := monday.AddDate(0, 0, -7*k).ISOWeek()
		rows = append(rows, m.Week(year, week)...)
	}
	return rows
}

// Week returns the reports of one ISO week in the order of their times.
func (m *Maker) Week(year, week int) []Row {
	w := weekMaker{m: m, monday: Monday(year, week), name: fmt.Sprintf("%04dW%02d", year, week)}
	for _, p := range Places {
		w.planted(p)
	}
	w.persistent()
	w.brawl()
	for _, p := range Vague {
		w.vague(p)
	}
	w.everywhere()
	for i := range w.rows {
		w.rows[i].order = i
	}
	slices.SortFunc(w.rows, func(a, b Row) int {
		return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.order, b.order))
	})
	w.spoil()
	for i := range w.rows {
		w.rows[i].ExternalID = fmt.Sprintf("ÖVN-%s-%03d", w.name, i+1)
	}
	return w.rows
}

// weekMaker gathers one week's rows.
type weekMaker struct {
	m      *Maker
	monday time.Time
	name   string
	rows   []Row
}

func (w *weekMaker) dice(part string) *dice.Dice { return dice.New(Seed, w.name, part) }

// planted adds the week's reports of a planted place.
func (w *weekMaker) planted(p Place) {
	d := w.dice(p.ID)
	days, mean := p.week(w.monday)
	if mean == 0 {
		return
	}
	for range d.Poisson(mean) {
		category := pick(p.Shares, d)
		row := Row{Place: p.ID, Category: category, Point: p.scatter(d), AccuracyM: accuracy(d), Severity: severity(category, d)}
		day := d.Weighted(days[:])
		w.when(&row, day, d.Between(float64(p.FromHour), float64(p.ToHour)), p.Overnight, d)
		w.tellerOf(&row, p.Guarded, d)
		row.Text = text(category, p.Vid, d)
		w.rows = append(w.rows, row)
	}
}

// week gives the weight of each day of a week for a place and the reports to expect.
func (p Place) week(monday time.Time) (days [7]float64, mean float64) {
	var all, now float64
	for m, month := range p.Months {
		for _, day := range p.Days {
			all += month * day * daysIn[m] / 7
		}
	}
	for i := range days {
		days[i] = p.Days[i] * p.Months[monday.AddDate(0, 0, i).Month()-1]
		now += days[i]
	}
	if all == 0 {
		return days, 0
	}
	return days, p.PerYear * now / all
}

// daysIn is how many days a month has, leap years evened out.
var daysIn = [12]float64{31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// persistent adds the reports of the one who always writes about the same spot.
func (w *weekMaker) persistent() {
	from := len(w.rows)
	w.planted(Persistent)
	for i := from; i < len(w.rows); i++ {
		w.rows[i].Reporter, w.rows[i].ReporterKey, w.rows[i].Patrol = "medborgare", "M-0950", false
	}
}

// brawlWeek of every 52 weeks holds the brawl; in 2026 it is week 24.
const brawlWeek = 27

// brawl adds the accounts of one fight on the Saturday night of its week.
func (w *weekMaker) brawl() {
	if ordinal(w.monday)%52 != brawlWeek {
		return
	}
	d := w.dice(Brawl.ID)
	at := w.monday.AddDate(0, 0, 5).Add(23*time.Hour + 10*time.Minute)
	for range BrawlAccounts {
		row := Row{
			Place: Brawl.ID, Category: "violence", Point: Brawl.scatter(d), AccuracyM: accuracy(d), Severity: 4,
			SameEvent: "ÖVN-" + w.name + "-slagsmål", Text: text("violence", Brawl.Vid, d),
		}
		row.From = at.Add(time.Duration(d.Int(12)) * time.Minute)
		row.To = row.From
		row.ReportedAt = row.From.Add(time.Duration(5+d.Int(300)) * time.Minute)
		row.Reporter, row.ReporterKey = "medborgare", citizen(d)
		w.rows = append(w.rows, row)
	}
}

// vague adds reports known to a quarter only.
func (w *weekMaker) vague(p Place) {
	d := w.dice(p.ID)
	_, mean := p.week(w.monday)
	for range d.Poisson(mean) {
		category := pick(vagueShares, d)
		row := Row{
			Place: p.ID, Category: category, Point: town.Metric(p.Centre), AccuracyM: dice.Pick(d, []int{500, 800, 1000, 2000, 3000}),
			Severity: severity(category, d), Text: text(category, p.Vid, d),
		}
		w.when(&row, d.Int(7), d.Between(float64(p.FromHour), float64(p.ToHour)), 0.1, d)
		w.tellerOf(&row, false, d)
		row.Patrol = false
		w.rows = append(w.rows, row)
	}
}

// everywhere adds the background, evenly along the streets.
func (w *weekMaker) everywhere() {
	d := w.dice("background")
	for range d.Poisson(BackgroundPerYear * 7 / 365.25) {
		category := pick(background, d)
		point, vid := w.m.anywhere(d)
		row := Row{Category: category, Point: point, AccuracyM: accuracy(d), Severity: severity(category, d)}
		w.when(&row, d.Int(7), float64(d.Weighted(hours))+d.Float(), overnight(category), d)
		w.tellerOf(&row, false, d)
		row.Text = text(category, vid, d)
		w.rows = append(w.rows, row)
	}
}
