package plan

import (
	"math"
	"slices"
	"time"

	"tryggled/internal/plan/orienteer"
)

// MostStops is how many stops a problem has at most: each place once for each part of the
// shift, dwell and visit. Where there would be more, the problem is thinned step by step, as
// thinnings says; what a visit is worth stays as it is.
const MostStops = 2400

// thinning is what is left out of a problem that is too large.
type thinning struct {
	merge  float64       // hours that differ by no more than this share are taken as one
	visits int           // to a place, at most
	dwells time.Duration // longer ones are left out; 0: none
}

var thinnings = []thinning{
	{0, MostVisits, 0},
	{0.25, MostVisits, 0},
	{0.25, 2, FullDwell},
	{math.Inf(1), 2, FullDwell},
	{math.Inf(1), 1, FullDwell},
}

// round is one of the visits that a site may get: at most one stop of it is taken.
type round struct {
	share       float64 // what it is worth of a first visit
	most        float64 // the same at most, whichever of the visits to the place is the best
	open, close int64   // it begins in [open, close)
	fix         *Fix    // that asks for it; nil: nobody
}

// must is a visit that somebody asked for.
type must struct {
	site, group int
	fix         Fix
	found       bool // there is a stop for it
}

// offer is a dwell that some crews may spend at a site.
type offer struct {
	dwell  int64
	shaken bool
	crews  []int
}

// fill makes the problem, thinned as far as a step says.
func (m *model) fill(step int) {
	thin := thinnings[step]
	m.stops, m.truth, m.musts = nil, nil, nil
	m.problem = orienteer.Problem{Travel: m.in.Travel}
	for _, s := range m.sites {
		m.problem.Sites = append(m.problem.Sites, orienteer.Site{Gap: s.gap})
	}
	for _, c := range m.crews {
		m.problem.Crews = append(m.problem.Crews, orienteer.Crew{
			Start: c.start, End: c.end, From: c.from, Until: max(c.from, c.until), Travel: m.in.Crews[c.number-1].Travel, May: []bool{},
		})
	}
	group := 0
	for i, s := range m.sites {
		hours := s.hours
		if thin.merge > 0 {
			hours = joined(hours, thin.merge)
		}
		for _, r := range m.rounds(s, thin.visits) {
			group++
			if r.fix != nil {
				m.musts = append(m.musts, must{site: i, group: group, fix: *r.fix})
			}
			for _, o := range m.offers(i, r.fix, thin.dwells) {
				for _, h := range hours {
					m.add(i, group, r, o, h)
				}
			}
		}
	}
	m.bindMusts()
}

// bindMusts lets each stop know who asked for it, once their list no longer grows.
func (m *model) bindMusts() {
	for k := range m.musts {
		for i, stop := range m.problem.Stops {
			if stop.Group == m.musts[k].group {
				m.stops[i].strict, m.musts[k].found = &m.musts[k], true
			}
		}
	}
}

// rounds are the visits that a site may get, those asked for first.
func (m *model) rounds(s site, most int) []round {
	var all []round
	worth := func(k int) float64 {
		switch {
		case k == 0:
			return 1
		case s.watched:
			return WatchedWorth
		}
		return math.Pow(RevisitWorth, float64(k))
	}
	done := len(s.past)
	for k, f := range s.fixes {
		r := round{worth(done + k), 1, s.release, m.end, &s.fixes[k]}
		if !f.At.IsZero() {
			r.open, r.close = max(r.open, m.since(f.At.Add(-FixSlack))), min(r.close, m.since(f.At.Add(FixSlack))+1)
		}
		all = append(all, r)
	}
	if r := m.in.Request; len(r.Areas) > 0 && !slices.Contains(r.Areas, s.Area) {
		return all // outside the chosen areas: what somebody asks for and no more
	}
	if s.watched && most > 1 {
		return append(all, m.watchRounds(s, done+len(s.fixes) == 0)...)
	}
	if m.end <= s.release {
		return all
	}
	possible := done + len(s.fixes) + int((m.end-s.release)/(s.gap+minute)) + 1
	for k := done + len(s.fixes); k < min(possible, most); k++ {
		all = append(all, round{worth(k), worth(k - done - len(s.fixes)), s.release, m.end, nil})
	}
	return all
}

const minute = 60

// watchRounds are the visits to a watched place: the first, and one for each UnseenMost of
// the shift in which none was made.
func (m *model) watchRounds(s site, unseen bool) []round {
	var all []round
	most := 1.0
	if unseen {
		all, most = append(all, round{1, 1, s.release, m.end, nil}), WatchedWorth
	}
	slot := seconds(UnseenMost)
	for from := int64(0); from < m.end; from += slot {
		made := slices.ContainsFunc(s.past[min(1, len(s.past)):], func(v Visit) bool {
			begin := m.since(v.Arrive)
			return begin >= from && begin < from+slot
		})
		if open, shut := max(from, s.release), min(from+slot, m.end); !made && open < shut && m.end > slot/2 {
			all = append(all, round{WatchedWorth, most, open, shut, nil})
		}
	}
	return all
}

// offers are the dwells that crews may spend at a site, in the order of the crews.
func (m *model) offers(i int, f *Fix, longest time.Duration) []offer {
	var all []offer
	for c, crew := range m.crews {
		if m.bars[c][i] != noBar || f != nil && f.Team > 0 && f.Team != crew.number {
			continue
		}
		dwells := levels(crew.rules)
		switch {
		case f != nil && f.Minutes > 0:
			dwells = []time.Duration{time.Duration(f.Minutes) * time.Minute}
		case f != nil:
			dwells = []time.Duration{crew.rules.Dwell}
		}
		for _, d := range dwells {
			if f == nil && longest > 0 && d > longest {
				continue
			}
			k := slices.IndexFunc(all, func(o offer) bool { return o.dwell == seconds(d) && o.shaken == crew.rules.Stands })
			if k < 0 {
				k, all = len(all), append(all, offer{dwell: seconds(d), shaken: crew.rules.Stands})
			}
			all[k].crews = append(all[k].crews, c)
		}
	}
	return all
}

// prizeUnit is how many units of the solver a priority-minute is.
const prizeUnit = 1000

// add adds the stop of a round in one part of the shift, where there is any of it.
func (m *model) add(i, group int, r round, o offer, h piece) {
	s := m.sites[i]
	open, shut := max(r.open, h.open), min(r.close, h.close)
	if open >= shut || h.most == 0 && r.fix == nil {
		return
	}
	counted := CountedMinutes(time.Duration(o.dwell) * time.Second)
	steer := h.priority * s.fresh
	if o.shaken {
		steer *= h.shaken
	}
	m.problem.Stops = append(m.problem.Stops, orienteer.Stop{
		Place: i, Prize: units(steer * counted * r.share), Dwell: o.dwell, Open: open, Close: shut - 1,
		Group: group, Site: i + 1, Must: r.fix != nil,
	})
	m.truth = append(m.truth, units(h.most*counted*r.most))
	m.stops = append(m.stops, meaning{site: i, value: h.priority * counted, shares: r.share})
	for c := range m.problem.Crews {
		m.problem.Crews[c].May = append(m.problem.Crews[c].May, slices.Contains(o.crews, c))
	}
}

func units(priorityMinutes float64) int64 { return int64(math.Round(priorityMinutes * prizeUnit)) }
