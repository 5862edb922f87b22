package plan

import (
	"time"

	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/plan/orienteer"
)

// The rules for time to spare. Starting values.
const (
	// MostIdle is how long a team stands about before it goes back to its base.
	MostIdle = 20 * time.Minute
	// LeastBreak is the shortest break at the base that is worth the way there and back.
	LeastBreak = 10 * time.Minute
	// MuchFree is how much of a shift may be time to spare before the tour says so.
	MuchFree = time.Hour
)

// tour writes out what one team does: it sets out for each stop as late as it may.
func (m *model) tour(c int, stops []orienteer.Visit, d made) Tour {
	crew, on := m.crews[c], m.in.Crews[c]
	tour := Tour{
		Open: !identity.Told(crew.Role), Number: crew.number, Team: crew.Team, Base: on.Base, Finish: on.Finish,
		Start: m.after(crew.from), End: m.after(crew.from), Visits: []Visit{},
	}
	if from, _ := m.in.Request.HoursOf(crew.Team); len(crew.past) > 0 {
		tour.Start = from
		tour.Visits = append(tour.Visits, crew.past...)
		if home := crew.matrix.At(crew.start, crew.end); home < noTime {
			tour.End = m.after(crew.from + home)
		}
	}
	at, left := crew.start, crew.from
	for k, stop := range stops {
		v := m.visit(c, k, stop, d)
		v.Number = len(tour.Visits) + 1
		v.Depart = m.after(stop.Begin - crew.matrix.At(at, m.stops[stop.Stop].site))
		if back, out, ok := crew.rest(at, m.stops[stop.Stop].site, left, stop.Begin); ok && (k > 0 || len(crew.past) > 0) {
			v.Break, v.Depart = m.after(back), m.after(out)
		}
		tour.Visits = append(tour.Visits, v)
		at, left = m.stops[stop.Stop].site, stop.End
		tour.End = m.after(stop.End + crew.matrix.At(at, crew.end))
	}
	m.number(tour.Visits, d)
	tour.Note = m.note(c, stops)
	return tour
}

// number numbers the stops of a tour anew: those made before first.
func (m *model) number(visits []Visit, d made) {
	for i := range visits {
		visits[i].Number = i + 1
	}
}

// visit writes out one stop.
func (m *model) visit(c, index int, stop orienteer.Visit, d made) Visit {
	crew, s := m.crews[c], m.sites[m.stops[stop.Stop].site]
	p, ordinal := d.of(m.stops[stop.Stop].site, c, index)
	v := Visit{
		Spot: s.ID, Kind: s.Kind, Hotspot: s.Hotspot, Place: Place{Name: s.Name, Point: s.Point}, Area: s.Area, Round: ordinal,
		Strolls: s.Kind == AtSegment || s.Kind == AtHotspot && !crew.rules.Stands,
		Arrive:  m.after(stop.Begin), Leave: m.after(stop.End),
		Priority: s.priorityAt(stop.Begin), Prize: p.prize(),
	}
	if strict := m.stops[stop.Stop].strict; strict != nil {
		v.Fixed = strict.fix.Kind
	}
	if s.hotspot != nil {
		v.Exposure, v.Traffic = s.hotspot.Exposure, trafficShare(*s.hotspot) >= MuchTraffic
		if m.byDay(v) {
			v.Exposure.Dark = 0
		}
	}
	v.Why = m.why(s, v, identity.Told(crew.Role))
	return v
}

// rest is the break that a crew takes at its base between leaving one place and arriving at
// the next: when it is back and when it sets out. It reports false where there is too little
// time to spare.
func (c crew) rest(at, next int, leave, arrive int64) (back, out int64, ok bool) {
	there, home, again := c.matrix.At(at, next), c.matrix.At(at, c.end), c.matrix.At(c.end, next)
	if home >= noTime || again >= noTime || arrive-there-leave <= seconds(MostIdle) {
		return 0, 0, false
	}
	back, out = leave+home, arrive-again
	return back, out, out-back >= seconds(LeastBreak)
}

// note says of a team why it has no stops, or much time to spare.
func (m *model) note(c int, stops []orienteer.Visit) lang.Text {
	crew := m.crews[c]
	busy, at := int64(0), crew.start
	for _, v := range stops {
		site := m.stops[v.Stop].site
		busy, at = busy+crew.matrix.At(at, site)+v.End-v.Begin, site
	}
	if len(stops) > 0 {
		busy += crew.matrix.At(at, crew.end)
	}
	free := time.Duration(crew.until-crew.from-busy) * time.Second
	switch {
	case len(m.sites) == 0:
		return lang.Text{} // said of the plan as a whole
	case len(stops) == 0 && len(crew.past) > 0:
		return lang.T("Gruppen har inga fler stopp: %s.", "The team has no further stops: %s.", m.idle(c))
	case len(stops) == 0:
		return lang.T("Gruppen har inga stopp: %s.", "The team has no stops: %s.", m.idle(c))
	case free > MuchFree:
		return lang.T(
			"Gruppen har %s till övers: det ska gå minst %s mellan besöken på en plats, och ingen plats till står på tur medan gruppen hinner dit.",
			"The team has %s to spare: at least %s pass between visits to a place, and no further place comes due while the team could get there.",
			hours(free), hours(m.leastGap(c)))
	}
	return lang.Text{}
}

// leastGap is the shortest time between visits at the places that a crew may be sent to.
func (m *model) leastGap(c int) time.Duration {
	least := int64(noTime)
	for i, s := range m.sites {
		if m.bars[c][i] == noBar {
			least = min(least, s.gap)
		}
	}
	return time.Duration(least) * time.Second
}

// muchMore is how much a place's priority must rise in a shift to be worth a sentence.
const muchMore = 1.25

// lessWorth is from how much a place must be lowered by recent presence to be told.
const lessWorth = 0.95

// why says why a team is sent to a place. A role that is not told of restricted categories
// gets words of the surroundings alone, at every stop alike: neither what was told from there
// nor how much nor when. Were it told so at some stops, the others would give away where the
// restricted reports lie. What may be told of a place stands in the analysis that is made
// without them.
func (m *model) why(s site, v Visit, told bool) lang.Text {
	text := m.reasonOf(s, v, told)
	if told && s.fresh < lessWorth {
		text = lang.T("%s Närvaron här de senaste dagarna gör att platsen vägde %.0f %% mindre i valet.",
			"%s Presence here in the last days made the place weigh %.0f%% less in the choice.", text, 100*(1-s.fresh))
	}
	if told && v.Round > 1 { // nor who else was there
		text = lang.T("%s besöket hit under passet, alla grupper räknade. %s", "%s visit here in the shift, counting all teams. %s", ordinal(v.Round), text)
	}
	if v.Fixed != "" {
		text = lang.T("Bestämt av den som planerar. %s", "Decided by whoever plans. %s", text)
	}
	return text
}

// byDay reports whether a visit is known to meet no darkness.
func (m *model) byDay(v Visit) bool {
	return m.in.Sky != nil && m.in.Sky.DarkBetween(v.Arrive, v.Leave) == 0
}

// asSeen is a hotspot as a visit meets it: by day nothing is said of its light.
func (m *model) asSeen(h hotspot.Hotspot, v Visit) hotspot.Hotspot {
	if m.byDay(v) {
		h.Exposure.Dark, h.Exposure.LightKnown = 0, 1
	}
	return h
}

func (m *model) reasonOf(s site, v Visit, told bool) lang.Text {
	switch {
	case s.Kind == AtPoint && !pointClasses[s.Class].open(v.Arrive.In(m.in.Location)):
		return lang.T("%s Besöket ligger utanför de tiderna.", "%s The visit is outside those hours.", pointClasses[s.Class].why)
	case s.Kind == AtPoint:
		return pointClasses[s.Class].why
	case s.Kind == AtSegment && told:
		return lang.T("En av de gator utanför de prioriterade platserna som flest rapporter gäller: %.0f händelser.",
			"One of the streets outside the hotspots that most reports are of: %.0f events.", s.Events)
	case s.hotspot == nil:
		return lang.T("Närvaro önskas längs gatan.", "Presence is wanted along the street.")
	case !told:
		h := m.asSeen(*s.hotspot, v)
		h.Exposure.CameraKnown, h.Exposure.CameraShare = 1, 1 // where none watches is not theirs to know
		return hotspot.ExplainPresence(h)
	}
	r := m.in.Request
	text := hotspot.Explain(m.asSeen(*s.hotspot, v), m.in.Analysis.Params)
	if share, known := hotspot.ShareAt(*s.hotspot, r.From, r.To, m.in.Location); known {
		text = lang.T("%s Vid de klockslag som passet pågår händer %.0f %% av det som har känd tid.",
			"%s Of all that has a known hour, %.0f%% happens at the times of day of the shift.", text, 100*share)
	}
	if v.Priority >= muchMore*s.Priority {
		text = lang.T("%s Här brukar det hända mer än vanligt under passets timmar.",
			"%s More than usual tends to happen here in the hours of the shift.", text)
	}
	return text
}

// MuchTraffic is the share of a place's weight from which traffic is worth a reminder.
const MuchTraffic = 0.4

func trafficShare(h hotspot.Hotspot) float64 {
	var share float64
	for _, category := range []string{"speeding", "reckless_driving", "motor_gathering", "unsafe_crossing"} {
		share += h.Categories[category]
	}
	return share
}

// ordinal counts visits from the second on: in words as long as a shift usually has them.
func ordinal(n int) lang.Text {
	words := []lang.Text{lang.T("Andra", "Second"), lang.T("Tredje", "Third"), lang.T("Fjärde", "Fourth"), lang.T("Femte", "Fifth")}
	if i := n - 2; i < len(words) {
		return words[i]
	}
	return lang.T("Det %d:e", "The %dth", n)
}
