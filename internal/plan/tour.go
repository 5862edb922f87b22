package plan

import (
	"time"

	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
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

// tourOf writes out what one team does: it sets out for each stop as late as it may and
// stays the role's dwell there.
func tourOf(in Input, p Problem, team int, stops []Stop) Tour {
	crew, from := p.Crews[team], in.Request.From
	after := func(seconds int64) time.Time { return from.Add(time.Duration(seconds) * time.Second) }
	times, _ := crew.Schedule(stops)
	told := identity.Told(in.Request.Teams[team].Role)
	tour := Tour{
		Open: !told, Number: team + 1, Team: in.Request.Teams[team], Base: in.Starts[team].Base,
		Start: from, End: after(times.End), Visits: []Visit{}, Note: note(in, crew, times),
	}
	at, free := crew.Start, int64(0)
	for i, stop := range stops {
		h, arrive := in.Analysis.Hotspots[stop.Candidate], times.Arrive[i]
		v := Visit{
			Number: i + 1, Hotspot: h.Rank, Place: Place{Name: h.Name, Point: in.Stops[stop.Candidate]}, Round: stop.Round,
			Depart: after(arrive - crew.Travel[at][stop.Candidate]), Arrive: after(arrive), Leave: after(arrive + crew.Dwell),
			Priority: p.Priorities[stop.Candidate], Exposure: h.Exposure, Traffic: trafficShare(h) >= MuchTraffic,
			Why: why(h, stop.Round, in, p.Priorities[stop.Candidate], told),
		}
		if back, out, ok := crew.rest(at, stop.Candidate, free, arrive); ok {
			v.Break, v.Depart = after(back), after(out)
		}
		tour.Visits = append(tour.Visits, v)
		at, free = stop.Candidate, arrive+crew.Dwell
	}
	return tour
}

// rest is the break that a crew takes at its end between leaving one place and arriving
// at the next: when it is back and when it sets out. It reports false where there is too
// little time to spare.
func (c Crew) rest(at, next int, leave, arrive int64) (back, out int64, ok bool) {
	there, home, again := c.Travel[at][next], c.Travel[at][c.End], c.Travel[c.End][next]
	if home == Unreachable || again == Unreachable || arrive-there-leave <= seconds(MostIdle) {
		return 0, 0, false
	}
	back, out = leave+home, arrive-again
	return back, out, out-back >= seconds(LeastBreak)
}

// note says of a team why it has no stops, or much time to spare.
func note(in Input, c Crew, times Timetable) lang.Text {
	free := time.Duration(c.Shift-times.Busy) * time.Second
	switch {
	case len(in.Analysis.Hotspots) == 0:
		return lang.Text{} // said of the plan as a whole
	case len(times.Arrive) == 0:
		return lang.T("Gruppen har inga stopp: %s.", "The team has no stops: %s.", idle(c))
	case free > MuchFree:
		return lang.T(
			"Gruppen har %s till övers: det ska gå minst %s mellan besöken på en plats, och ingen plats till står på tur medan gruppen hinner dit.",
			"The team has %s to spare: at least %s pass between visits to a place, and no further place comes due while the team could get there.",
			hours(free), hours(RevisitGap))
	}
	return lang.Text{}
}

// muchMore is how much a place's priority must rise in a shift to be worth a sentence.
const muchMore = 1.25

// why says why a team is sent to a hotspot. A role that is not told of restricted
// categories gets words of the surroundings alone, at every stop alike: neither what was
// told from there nor how much nor when. Were it told so at some stops, the others would give
// away where the restricted reports lie. What may be told of a place stands in the analysis
// that is made without them.
func why(h hotspot.Hotspot, round int, in Input, priority float64, told bool) lang.Text {
	text := hotspot.ExplainPresence(h)
	if told {
		text = hotspot.Explain(h, in.Analysis.Params)
		if share, known := hotspot.ShareAt(h, in.Request.From, in.Request.To, in.Location); known {
			text = lang.T("%s Vid de klockslag som passet pågår händer %.0f %% av det som har känd tid.",
				"%s Of all that has a known hour, %.0f%% happens at the times of day of the shift.", text, 100*share)
		}
	}
	if told && priority >= muchMore*h.Priority {
		text = lang.T("%s Här brukar det hända mer än vanligt under passets timmar.",
			"%s More than usual tends to happen here in the hours of the shift.", text)
	}
	if round > 1 {
		text = lang.T("%s besöket hit under passet, alla grupper räknade. %s", "%s visit here in the shift, counting all teams. %s", ordinal(round), text)
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
