package plan

import (
	"slices"

	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// measure tells of a plan how much is covered, how long places are left alone, and what each
// area gets.
func (m *model) measure(p *Plan, d made) {
	p.Covered = m.coverage(d)
	p.Idle = m.idleness(d)
	p.Seen = m.seen(d)
	p.Areas = m.areaShares(d)
}

// coverage is the share of the priority of all hotspots that is visited, once or more.
func (m *model) coverage(d made) float64 {
	visited := map[int]bool{}
	for i, s := range m.sites {
		visited[s.Hotspot] = visited[s.Hotspot] || len(d.at[i]) > 0
	}
	var some, all float64
	for _, h := range m.in.Analysis.Hotspots {
		priority := hotspot.PriorityAt(h, m.in.Request.From, m.in.Request.To, m.in.Location)
		all += priority
		if visited[h.Rank] {
			some += priority
		}
	}
	if all == 0 {
		return 0
	}
	return some / all
}

// idleness is how many minutes ago a place was last visited, on average over the shift and
// over the hotspots by their priority. Of one place whose visits leave gaps g over a shift of
// T it is Σ g² / 2T: at a moment drawn from the shift one is in a gap with the chance g/T, and
// then on average in its middle. A place without a visit has one gap, T. The measure is that
// of multi-agent patrolling (Machado and others, 2002; Chevaleyre, 2004), weighted by risk.
func (m *model) idleness(d made) float64 {
	var sum, weight float64
	for i, s := range m.sites {
		if s.Kind != AtHotspot || m.end == 0 {
			continue
		}
		var squares float64
		for _, g := range m.gaps(d.at[i]) {
			squares += float64(g) * float64(g)
		}
		sum, weight = sum+s.best*squares/(2*float64(m.end)), weight+s.best
	}
	if weight == 0 {
		return 0
	}
	return sum / weight / minute
}

// gaps are how long a place is without presence, from the start of the shift to its end.
func (m *model) gaps(at []presence) (gaps []int64) {
	left := int64(0)
	for _, p := range at {
		gaps = append(gaps, max(0, p.begin-left))
		left = max(left, p.end)
	}
	return append(gaps, max(0, m.end-left))
}

// seen is the share of the watched places that are never without presence longer than
// UnseenMost.
func (m *model) seen(d made) float64 {
	var some, all float64
	for i, s := range m.sites {
		if !s.watched {
			continue
		}
		all++
		if slices.Max(m.gaps(d.at[i])) <= seconds(UnseenMost) {
			some++
		}
	}
	if all == 0 {
		return 0
	}
	return some / all
}

// areaShares are what each area gets, in the order of the request or of the municipality, and
// last what lies outside all.
func (m *model) areaShares(d made) []AreaShare {
	shares := []AreaShare{}
	for _, slug := range append(m.areas(), "") {
		share := AreaShare{Area: slug}
		if k := slices.IndexFunc(m.in.Areas, func(a municipality.Area) bool { return a.Slug == slug }); k >= 0 {
			share.Name = m.in.Areas[k].Name
		}
		shares = append(shares, share)
	}
	var minutes, risk float64
	for i, s := range m.sites {
		k := slices.IndexFunc(shares, func(a AreaShare) bool { return a.Area == s.Area })
		if k < 0 {
			k = len(shares) - 1
		}
		for _, p := range d.at[i] {
			at := float64(p.end-p.begin) / minute
			shares[k].Minutes, minutes = shares[k].Minutes+at, minutes+at
		}
		if s.Kind == AtHotspot {
			shares[k].Risk, risk = shares[k].Risk+s.best, risk+s.best
		}
	}
	for i := range shares {
		if minutes > 0 {
			shares[i].Share = shares[i].Minutes / minutes
		}
		if risk > 0 {
			shares[i].Risk /= risk
		}
		shares[i].Note = m.missed(shares[i])
	}
	if last := shares[len(shares)-1]; last.Minutes == 0 && last.Risk == 0 {
		shares = shares[:len(shares)-1]
	}
	return shares
}

// missedBy is how far from its quota the share of an area may be before that is told.
const missedBy = 0.005

// missed says that an area gets less or more than was asked for it. A quota is kept by the
// search in minutes of the first plan, so a plan that comes to more minutes may miss it.
func (m *model) missed(a AreaShare) lang.Text {
	i := slices.IndexFunc(m.in.Request.Quotas, func(q Quota) bool { return q.Area == a.Area })
	if i < 0 {
		return lang.Text{}
	}
	switch q := m.in.Request.Quotas[i]; {
	case a.Share < q.Least-missedBy:
		return lang.T("Får %.0f %% av tiden vid stopp, fast minst %.0f %% begärdes. Sänk kvoten eller sänd fler grupper dit.",
			"Gets %.0f%% of the time at stops, though at least %.0f%% was asked for. Lower the quota or send more teams there.", 100*a.Share, 100*q.Least)
	case q.Most > 0 && a.Share > q.Most+missedBy:
		return lang.T("Får %.0f %% av tiden vid stopp, fast högst %.0f %% begärdes. Höj kvoten eller sänd fler grupper till andra områden.",
			"Gets %.0f%% of the time at stops, though at most %.0f%% was asked for. Raise the quota or send more teams to other areas.", 100*a.Share, 100*q.Most)
	}
	return lang.Text{}
}
