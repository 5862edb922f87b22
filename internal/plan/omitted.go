package plan

import (
	"time"

	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

// omissions are the hotspots that no team visits, by rank, with the reason.
func omissions(in Input, p Problem, visited []bool) []Omission {
	out := []Omission{}
	for i, h := range in.Analysis.Hotspots {
		if !visited[i] {
			out = append(out, Omission{Hotspot: h.Rank, Name: h.Name, Priority: p.Priorities[i], Reason: reason(in, p, h, i)})
		}
	}
	return out
}

// reason says what stood in the way of a hotspot. It may name who else is sent there, so
// it is for those who plan, not for a volunteer's sheet.
func reason(in Input, p Problem, h hotspot.Hotspot, candidate int) lang.Text {
	if !inAreas(in.Request, h) {
		return lang.T("ligger utanför de valda områdena", "lies outside the chosen areas")
	}
	var allowed, linked, near bool
	for _, crew := range p.Crews {
		if crew.May[candidate] {
			allowed = true
			linked = linked || crew.Travel[crew.Start][candidate] != Unreachable
			near = near || crew.CanReach(candidate)
		}
	}
	switch {
	case !allowed:
		return onlyFor(h, in.Request.From)
	case !linked:
		return lang.T("går inte att nå till fots från gruppernas utgångspunkter", "cannot be reached on foot from the teams' bases")
	case !near:
		return lang.T("ingen grupp hinner dit och tillbaka under passet", "no team can get there and back within the shift")
	}
	return lang.T("ingen grupp hinner: passet fylls av platser som ger mer per minut",
		"no team has the time: the shift is filled by places that give more per minute")
}

// muchLeft is how much of a shift may be left over before the plan says so.
const muchLeft = 30 * time.Minute

// teamNotes says which teams have no stops, and why, and which are back early.
func teamNotes(in Input, p Problem, tours []Tour) []lang.Text {
	if len(in.Analysis.Hotspots) == 0 {
		return []lang.Text{lang.T("Analysen har inga prioriterade platser, så ingen grupp har några stopp.",
			"The analysis has no hotspots, so no team has any stops.")}
	}
	var notes []lang.Text
	for i, tour := range tours {
		rules, _ := identity.PatrolOf(tour.Team.Role)
		team := lang.T("Grupp %d (%s)", "Team %d (%s)", tour.Number, rules.Name)
		switch {
		case len(tour.Visits) == 0:
			notes = append(notes, lang.T("%s har inga stopp: %s.", "%s has no stops: %s.", team, idle(p.Crews[i])))
		case in.Request.To.Sub(tour.End) > muchLeft:
			notes = append(notes, lang.T("%s är tillbaka kl. %s och har tid över.", "%s is back at %s and has time left.",
				team, tour.End.In(in.Location).Format("15:04")))
		}
	}
	return notes
}

// idle says why a crew has no stops.
func idle(c Crew) lang.Text {
	var allowed, near bool
	for candidate, may := range c.May {
		allowed = allowed || may
		near = near || may && c.CanReach(candidate)
	}
	switch {
	case !allowed:
		return lang.T("ingen plats är öppen för rollen", "no place is open to the role")
	case !near:
		return lang.T("ingen plats hinns med dit och tillbaka under passet", "no place can be reached and left within the shift")
	}
	return lang.T("övriga grupper tar de platser som hinns med", "the other teams take the places there is time for")
}
