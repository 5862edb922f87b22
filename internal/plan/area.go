package plan

import (
	"slices"

	"tryggled/internal/plan/orienteer"
)

// areas are the slugs of the areas that the request chose, or of all.
func (m *model) areas() []string {
	if len(m.in.Request.Areas) > 0 {
		return slices.Clone(m.in.Request.Areas)
	}
	var slugs []string
	for _, a := range m.in.Areas {
		slugs = append(slugs, a.Slug)
	}
	return slugs
}

// quotaOf is what the request asks for an area, or the floor that holds where it asks nothing.
func (m *model) quotaOf(slug string, risk float64, several bool) Quota {
	for _, q := range m.in.Request.Quotas {
		if q.Area == slug {
			return q
		}
	}
	if several && risk >= LeastRisk {
		return Quota{Area: slug, Least: LeastShare * risk}
	}
	return Quota{Area: slug}
}

// bindAreas bounds the time that crews stand in each area: shares of what best insertion alone
// stands at stops, all areas together. A floor that nobody asked for is never more than half
// of what the area could take, so that it calls for visits and not for every one.
func (m *model) bindAreas(dwell int64) {
	slugs := m.areas()
	risk := make([]float64, len(slugs))
	room := make([]int64, len(slugs))
	var all float64
	for i, s := range m.sites {
		if !m.open(i) {
			continue
		}
		all += s.best
		if k := slices.Index(slugs, s.Area); k >= 0 {
			risk[k] += s.best
			room[k] += m.roomOf(i)
		}
	}
	m.problem.Areas = make([]orienteer.Area, len(slugs))
	for k, slug := range slugs {
		share := 0.0
		if all > 0 {
			share = risk[k] / all
		}
		q := m.quotaOf(slug, share, len(slugs) > 1)
		m.problem.Areas[k] = orienteer.Area{Least: int64(q.Least * float64(dwell)), Most: orienteer.Never}
		if q.Most > 0 {
			m.problem.Areas[k].Most = int64(q.Most * float64(dwell))
		}
		if asked := slices.ContainsFunc(m.in.Request.Quotas, func(q Quota) bool { return q.Area == slug }); !asked {
			m.problem.Areas[k].Least = min(m.problem.Areas[k].Least, room[k]/2)
		}
	}
	for i := range m.problem.Stops {
		m.problem.Stops[i].Area = slices.Index(slugs, m.sites[m.stops[i].site].Area) + 1
	}
}

// open reports whether some crew may be sent to a site and can get there.
func (m *model) open(i int) bool {
	return slices.ContainsFunc(m.bars, func(of []bar) bool { return of[i] == noBar })
}

// roomOf is how long crews could stand at a site: the shortest dwell of each visit.
func (m *model) roomOf(i int) (sum int64) {
	last, least := -1, int64(0)
	for k, stop := range m.problem.Stops {
		if m.stops[k].site != i {
			continue
		}
		if stop.Group != last {
			sum, last, least = sum+least, stop.Group, stop.Dwell
		}
		least = min(least, stop.Dwell)
	}
	return sum + least
}
