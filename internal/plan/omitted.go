package plan

import (
	"tryggled/internal/hotspot"
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
