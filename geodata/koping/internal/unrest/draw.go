package unrest

import (
	"fmt"
	"math"
	"time"

	"github.com/paulmach/orb"

	"tryggled/geodata/koping/internal/dice"
	"tryggled/geodata/koping/internal/town"
	"tryggled/internal/geo"
)

func pick(shares []share, d *dice.Dice) string {
	weights := make([]float64, len(shares))
	for i, s := range shares {
		weights[i] = s.Weight
	}
	return shares[d.Weighted(weights)].Code
}

// scatter draws a point of a planted place, in SWEREF 99 TM, never in the river.
func (p Place) scatter(d *dice.Dice) orb.Point {
	sin, cos := math.Sincos(p.Bearing * math.Pi / 180)
	across := p.AcrossM
	if across == 0 {
		across = p.AlongM
	}
	for {
		a, b := p.AlongM*d.Normal(), across*d.Normal()
		at := orb.Point{p.Centre[0] + a*sin + b*cos, p.Centre[1] + a*cos - b*sin}
		if !town.OnWater(at) {
			return town.Metric(at)
		}
	}
}

func (m *Maker) measure() {
	var sum float64
	for _, w := range m.ways {
		sum += geo.Length(w.Line)
		m.ends = append(m.ends, sum)
	}
}

// anywhere draws a place beside a street, and how a text says where that is.
func (m *Maker) anywhere(d *dice.Dice) (orb.Point, string) {
	at := d.Float() * m.ends[len(m.ends)-1]
	i := 0
	for m.ends[i] < at {
		i++
	}
	w := m.ways[i]
	p := geo.Along(w.Line, m.ends[i]-at)
	vid := "på gångvägen"
	if w.Name != "" {
		vid = "vid " + w.Name
	}
	return town.Metric(orb.Point{p[0] + 5*d.Normal(), p[1] + 5*d.Normal()}), vid
}

// accuracy is within how many metres the reporter put the point.
func accuracy(d *dice.Dice) int {
	if d.Chance(0.1) {
		return dice.Pick(d, []int{75, 100, 150})
	}
	return dice.Pick(d, []int{5, 10, 10, 15, 20, 20, 25, 30, 50})
}

var grave = map[string]int{
	"violence": 4, "robbery": 5, "weapon": 4, "fire": 4, "drugs": 3, "harassment": 3, "reckless_driving": 3,
	"littered_place": 1, "parking": 1, "positive": 1, "event": 1, "graffiti": 2,
}

// severity is 1 to 5 around what is usual for a category, now and then left out.
func severity(category string, d *dice.Dice) int {
	usual := grave[category]
	if usual == 0 {
		usual = 2
	}
	s := usual + d.Int(3) - 1
	if d.Chance(0.1) {
		return 0
	}
	return max(1, min(5, s))
}

// overnight is the share of a category's reports that are found in the morning.
func overnight(category string) float64 {
	switch category {
	case "vandalism", "graffiti", "fire", "theft":
		return 0.4
	}
	return 0.03
}

// when sets the times of a row: mostly a moment, else some hours, a night or, where the
// day is not known, the week. Nothing runs past the week's end, so that a file that ends
// there knows nothing later.
func (w *weekMaker) when(r *Row, day int, hour, night float64, d *dice.Dice) {
	end := w.monday.AddDate(0, 0, 7).Add(-time.Minute)
	midnight := w.monday.AddDate(0, 0, day)
	r.From = midnight.Add(time.Duration(hour*60) * time.Minute)
	r.To = r.From
	switch kind := d.Float(); {
	case d.Chance(night):
		r.From, r.To = midnight.Add(22*time.Hour), midnight.Add(30*time.Hour)
	case kind < 0.05:
		r.From, r.To = w.monday, end
	case kind < 0.2:
		r.To = r.From.Add(time.Duration(1+d.Int(3)) * time.Hour)
	}
	r.From = earlier(onClock(r.From), end)
	r.To = earlier(onClock(r.To), end)
	r.ReportedAt = r.To.Add(time.Duration(5-math.Log(1-d.Float())*200) * time.Minute)
	if d.Chance(0.2) {
		r.ReportedAt = r.To.Add(time.Duration(d.Between(10, 72)*60) * time.Minute)
	}
	r.ReportedAt = earlier(onClock(r.ReportedAt), end)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// onClock moves a time out of the hour that a change of clocks in Sweden makes missing or
// double: 2 to 3 on the last Sundays of March and October.
func onClock(t time.Time) time.Time {
	month := t.Month()
	last := t.Weekday() == time.Sunday && t.AddDate(0, 0, 7).Month() != month
	if last && (month == time.March || month == time.October) && t.Hour() == 2 {
		return t.Add(time.Hour)
	}
	return t
}

// citizen draws a citizen's pseudonym; some write oftener than others.
func citizen(d *dice.Dice) string {
	return fmt.Sprintf("M-%04d", int(900*math.Pow(d.Float(), 1.5)))
}

// tellerOf says who reported: where guards walk they do, elsewhere it is mostly citizens.
func (w *weekMaker) tellerOf(r *Row, guarded bool, d *dice.Dice) {
	guards := 0.0
	if guarded {
		guards = 0.16
	}
	switch d.Weighted([]float64{0.8, 0.08, guards, 0.03, 0.02}) {
	case 0:
		r.Reporter, r.ReporterKey = "medborgare", citizen(d)
	case 1:
		r.Reporter, r.ReporterKey = "personal", fmt.Sprintf("P-%02d", 1+d.Int(40))
	case 2:
		r.Reporter, r.ReporterKey = "väktare", fmt.Sprintf("V-%02d", 1+d.Int(12))
		r.Patrol = d.Chance(0.3)
	case 3:
		r.Reporter, r.ReporterKey = "polis", fmt.Sprintf("A-%02d", 1+d.Int(20))
	case 4:
		r.Reporter, r.ReporterKey, r.Patrol = "patrull", fmt.Sprintf("N-%02d", 1+d.Int(25)), true
	}
}

// secretShare is the share of texts with something that must be masked.
const secretShare = 0.012

// text is what the reporter wrote.
func text(category, vid string, d *dice.Dice) string {
	s := fmt.Sprintf(dice.Pick(d, words[category]), vid)
	if d.Chance(0.25) && category != "positive" && category != "event" {
		s += " " + dice.Pick(d, endings)
	}
	if d.Chance(secretShare) {
		s += " " + dice.Pick(d, secrets)
	}
	return s
}
