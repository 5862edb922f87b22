package plan

import (
	"slices"
	"time"

	"tryggled/internal/plan/orienteer"
)

// made is presence, place by place.
type made struct {
	at    [][]presence // by site, in the order of time
	score float64
}

// presence is a visit as it counts.
type presence struct {
	crew, index int // index among the stops of the crew's route; −1: before the plan was made anew
	begin, end  int64
	value       float64 // by itself
	share       float64 // of that, among the visits to the place
}

func (p presence) prize() float64 { return p.value * p.share }

// count tells what each visit of a solution is worth, with those made before.
func (m *model) count(s orienteer.Solution) made {
	out := made{at: make([][]presence, len(m.sites))}
	for i, site := range m.sites {
		for _, v := range site.past {
			out.at[i] = append(out.at[i], presence{
				crew: -1, index: -1, begin: m.since(v.Arrive), end: m.since(v.Leave), value: v.Priority * CountedMinutes(v.Leave.Sub(v.Arrive)),
			})
		}
	}
	for c, tour := range s.Routes {
		for k, v := range tour {
			i := m.stops[v.Stop].site
			out.at[i] = append(out.at[i], presence{
				crew: c, index: k, begin: v.Begin, end: v.End,
				value: m.sites[i].priorityAt(v.Begin) * CountedMinutes(time.Duration(v.End-v.Begin)*time.Second),
			})
		}
	}
	for i := range out.at {
		out.share(i, m.sites[i].watched)
	}
	return out
}

// share tells what each of the visits to a site is worth of its own value.
func (d *made) share(i int, watched bool) {
	all := d.at[i]
	slices.SortStableFunc(all, func(a, b presence) int { return int(a.begin - b.begin) })
	stays := make([]stay, len(all))
	for k, p := range all {
		stays[k] = stay{time.Duration(p.begin) * time.Second, p.value}
	}
	for k, share := range shares(stays, watched) {
		all[k].share = share
		d.score += all[k].prize()
	}
}

func (m *model) scoreOf(s orienteer.Solution) float64 { return m.count(s).score }

// of is the presence of a crew's stop, and which visit to the place it is, from 1.
func (d made) of(site, crew, index int) (presence, int) {
	for k, p := range d.at[site] {
		if p.crew == crew && p.index == index {
			return p, k + 1
		}
	}
	return presence{}, 0
}
