package plan

import (
	"cmp"
	"slices"

	"tryggled/internal/lang"
	"tryggled/internal/plan/orienteer"
)

// omissions are the places that no team visits, hotspots by rank and then the others, with
// the reason and what it would take. They may name who else is sent there, so they are for
// those who plan, not for a volunteer's sheet.
func (m *model) omissions(solution orienteer.Solution, d made) []Omission {
	out := []Omission{}
	trial := m.trialOf(solution)
	for i, s := range m.sites {
		if len(d.at[i]) > 0 {
			continue
		}
		o := Omission{Spot: s.ID, Hotspot: s.Hotspot, Name: s.Name, Priority: s.best, Reason: m.reason(i)}
		if m.open(i) {
			trial.include(i, &o)
		}
		out = append(out, o)
	}
	for _, h := range m.in.Analysis.Hotspots[min(MostSpots, len(m.in.Analysis.Hotspots)):] {
		out = append(out, Omission{
			Spot: SpotID(AtHotspot, int64(h.Rank)), Hotspot: h.Rank, Name: h.Name, Priority: h.Priority,
			Reason: lang.T("planen väljer bland de %d platser som har högst prioritet", "the plan chooses among the %d places of the highest priority", MostSpots),
		})
	}
	slices.SortStableFunc(out, func(a, b Omission) int { return cmp.Compare(orLast(a.Hotspot), orLast(b.Hotspot)) })
	return out
}

func orLast(rank int) int {
	if rank == 0 {
		return int(^uint(0) >> 1)
	}
	return rank
}

// reason says what stood in the way of a place: what keeps the team from it that comes
// closest to going there.
func (m *model) reason(i int) lang.Text {
	nearest := noBar
	for c := range m.crews {
		if b := m.bars[c][i]; c == 0 || b == noBar || nearest != noBar && b > nearest {
			nearest = b
		}
		if m.bars[c][i] == noBar {
			break
		}
	}
	if nearest == noBar {
		return lang.T("ingen grupp hinner: passet fylls av platser som ger mer per minut",
			"no team has the time: the shift is filled by places that give more per minute")
	}
	return m.whyBarred(nearest, m.sites[i])
}

// whyBarred says what a bar is.
func (m *model) whyBarred(b bar, s site) lang.Text {
	switch b {
	case forbidden:
		if !s.forbidden {
			return lang.T("den som planerar har bestämt att gruppen inte sänds hit", "whoever plans has decided that the team is not sent here")
		}
		return lang.T("den som planerar har bestämt att ingen sänds hit", "whoever plans has decided that nobody is sent here")
	case offArea:
		return lang.T("ligger utanför de valda områdena", "lies outside the chosen areas")
	case offGround:
		return lang.T("ligger utanför gruppens tillstånds- eller uppdragsområde", "lies outside the area of the team's permit or contract")
	case notKnown:
		return lang.T("gatans kategorier är inte kända var för sig, så bara roller som hanterar begränsade kategorier sänds hit",
			"the categories of the street are not known one by one, so only roles that handle restricted ones are sent here")
	case closed:
		return lang.T("passet ligger utanför de tider då närvaro önskas här", "the shift is outside the hours when presence is wanted here")
	case keptAway:
		return lang.T("vägen dit håller inte avstånd till platser dit rollen inte får sändas", "the way there does not keep its distance from places where the role may not be sent")
	case noWay:
		return lang.T("går inte att nå från gruppernas utgångspunkter", "cannot be reached from the teams' bases")
	case tooFar:
		return lang.T("ingen grupp hinner dit och tillbaka under passet", "no team can get there and back within the shift")
	}
	if s.hotspot != nil {
		return onlyFor(*s.hotspot, m.in.Request.From)
	}
	return lang.T("ingen av gruppernas roller sänds till en sådan plats", "none of the teams' roles is sent to such a place")
}

// idle says why a crew has no stops.
func (m *model) idle(c int) lang.Text {
	nearest := notForRole
	for i := range m.sites {
		if b := m.bars[c][i]; b == noBar || nearest != noBar && b > nearest {
			nearest = b
		}
	}
	switch nearest {
	case noBar:
		return lang.T("övriga grupper tar de platser som hinns med", "the other teams take the places there is time for")
	case keptAway:
		return lang.T("ingen plats passar gruppen under passet", "no place suits the team in the shift")
	case noWay, tooFar:
		return lang.T("ingen plats hinns med dit och tillbaka under passet", "no place can be reached and left within the shift")
	}
	return lang.T("ingen plats är öppen för rollen", "no place is open to the role")
}
