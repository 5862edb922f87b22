package plan

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/plan/orienteer"
)

// noTime is the time between two places without a way.
const noTime = orienteer.Never

// How far chance shakes the prizes of those who stand, so that order and hours differ from
// one seed to another. The score that is told is not shaken. Starting value.
const mostShaken = 0.1

// model is a request as sites, crews and a problem for the solver. Times are whole seconds
// since the shift began.
type model struct {
	in    Input
	end   int64 // of the shift
	crews []crew
	sites []site
	bars  [][]bar // by crew and site

	problem orienteer.Problem // what is searched: prizes shaken, and lowered where presence was lately
	truth   []int64           // by stop: its prize without either, at most
	stops   []meaning         // by stop
	musts   []must
}

// crew is a team as the model sees it.
type crew struct {
	Team
	number      int
	rules       identity.Patrol
	matrix      orienteer.Matrix
	start, end  int // places
	from, until int64
	past        []Visit // made before the plan was made anew
}

// site is a spot as the model sees it. What presence there is worth differs by hour.
type site struct {
	Spot
	hotspot *hotspot.Hotspot // nil for others
	hours   []piece
	best    float64 // priority at its best hour
	fresh   float64 // what recent presence leaves of its prize
	watched bool
	named   bool // by a fix that asks for a visit
	fixes   []Fix

	forbidden bool
	notFor    []int   // teams that somebody forbade it
	movedTo   int     // the team that alone visits it; 0: any
	past      []Visit // by any team, in order
	release   int64   // from when it may be visited
	gap       int64   // in seconds, between visits
}

// piece is a part of the shift in which a site has one priority.
type piece struct {
	open, close int64 // a visit that begins in [open, close)
	priority    float64
	most        float64 // at its best hour, where hours were joined
	shaken      float64 // what chance makes of it
}

// meaning is what a stop of the problem stands for.
type meaning struct {
	site   int
	strict *must // what asks for it; nil: nobody
	value  float64
	shares float64
}

// newModel returns Invalid for what cannot be met whatever the way.
func newModel(in Input) (*model, error) {
	r := in.Request
	m := &model{in: in, end: seconds(r.To.Sub(r.From))}
	for i := range r.Teams {
		m.crews = append(m.crews, m.crew(i))
	}
	for _, s := range in.Spots {
		site := m.site(s)
		site.gap = m.gapAt(site)
		m.sites = append(m.sites, site)
	}
	m.rememberPast()
	m.watch()
	m.shake()
	m.bars = make([][]bar, len(m.crews))
	for c := range m.crews {
		for s := range m.sites {
			m.bars[c] = append(m.bars[c], m.barFor(c, s))
		}
	}
	if err := m.refuse(); err != nil {
		return nil, err
	}
	for step := range thinnings {
		if m.fill(step); len(m.stops) <= MostStops {
			break
		}
	}
	return m, m.refuseMusts()
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }

// after is an instant by the model's seconds.
func (m *model) after(s int64) time.Time {
	return m.in.Request.From.Add(time.Duration(s) * time.Second)
}

// since is the model's second of an instant.
func (m *model) since(t time.Time) int64 { return seconds(t.Sub(m.in.Request.From)) }

func (m *model) crew(i int) crew {
	r, team, on := m.in.Request, m.in.Request.Teams[i], m.in.Crews[i]
	rules, _ := identity.PatrolOf(team.Role)
	c := crew{
		Team: team, number: i + 1, rules: rules, matrix: m.in.Travel[on.Travel], start: on.Start, end: on.End,
		from: 0, until: m.end, past: PastVisits(r, m.in.Before, i+1),
	}
	from, to := r.HoursOf(team)
	c.from, c.until = m.since(from), m.since(to)
	if !r.Now.IsZero() {
		c.from = max(c.from, m.since(r.Now))
	}
	if n := len(c.past); n > 0 {
		c.from = max(c.from, m.since(c.past[n-1].Leave))
	}
	return c
}

// HoursOf is when a team is out.
func (r Request) HoursOf(t Team) (from, to time.Time) {
	from, to = r.From, r.To
	if !t.From.IsZero() {
		from = t.From
	}
	if !t.To.IsZero() {
		to = t.To
	}
	return from, to
}

func (m *model) site(s Spot) site {
	r := m.in.Request
	out := site{
		Spot: s, hotspot: m.in.hotspotOf(s), hours: m.in.pieces(s),
		fresh: freshness(m.in.Recent, s.Point, r.From),
	}
	for _, p := range out.hours {
		out.best = max(out.best, p.priority)
	}
	for _, f := range r.Fixes {
		switch {
		case f.Spot != s.ID:
		case f.Kind == Forbid && f.Team > 0:
			out.notFor = append(out.notFor, f.Team)
		case f.Kind == Forbid:
			out.forbidden = true
		default:
			out.named = true
			if f.Kind == Move {
				out.movedTo = f.Team
			}
			if !m.made(f) {
				out.fixes = append(out.fixes, f)
			}
		}
	}
	return out
}

// gapAt is how long a site is left alone between visits: as the request says, else RevisitGap
// where a team that stands may be sent to a place that is hot, and StrollGap elsewhere. What
// people decide of the place does not change it.
func (m *model) gapAt(s site) int64 {
	if minutes := m.in.Request.GapMinutes; minutes > 0 {
		return int64(minutes) * minute
	}
	s.forbidden, s.notFor, s.movedTo = false, nil, 0
	strolled := false
	for _, c := range m.crews {
		switch {
		case m.barred(c, s) != noBar:
		case c.rules.Stands && s.Kind != AtPoint:
			return seconds(RevisitGap)
		case !c.rules.Stands:
			strolled = true
		}
	}
	if strolled {
		return seconds(StrollGap)
	}
	return seconds(RevisitGap)
}

// made reports whether what a fix asks for lies before the plan is made anew.
func (m *model) made(f Fix) bool {
	now := m.in.Request.Now
	if now.IsZero() || m.in.Before == nil {
		return false
	}
	for _, t := range m.in.Before.Tours {
		for _, v := range m.in.Request.pastOf(t) {
			if v.Spot == f.Spot && (f.Team == 0 || f.Team == m.in.Request.Numbered(t.Number)) && (f.At.IsZero() || within(v.Arrive, f.At, FixSlack)) {
				return true
			}
		}
	}
	return false
}

func within(a, b time.Time, slack time.Duration) bool { return a.Sub(b).Abs() <= slack }

// PastVisits are the visits that a team had begun when the plan is made anew at r.Now. One
// that it is in the middle of is whole, unless r.Where tells that the team has gone on. The
// team is numbered as in r.
func PastVisits(r Request, before *Plan, team int) []Visit {
	if before == nil {
		return nil
	}
	i := slices.IndexFunc(before.Tours, func(t Tour) bool { return r.Numbered(t.Number) == team })
	if i < 0 {
		return nil
	}
	return r.pastOf(before.Tours[i])
}

// Numbered is the number in the request of a team of the version before; 0 for one that is gone.
func (r Request) Numbered(was int) int {
	if r.Was == nil {
		return was
	}
	return slices.Index(r.Was, was) + 1
}

// pastOf are the visits of a tour of the version before that its team had begun at r.Now.
func (r Request) pastOf(t Tour) (past []Visit) {
	if r.Now.IsZero() {
		return nil
	}
	team := r.Numbered(t.Number)
	gone := team == 0 || slices.ContainsFunc(r.Where, func(w Where) bool { return w.Team == team })
	for _, v := range t.Visits {
		if !v.Arrive.Before(r.Now) {
			continue
		}
		if gone && v.Leave.After(r.Now) {
			v.Leave = r.Now
		}
		v.Past = true
		past = append(past, v)
	}
	return past
}

// goneFrom are the visits of a version before that were made by teams that walk no more.
func (r Request) goneFrom(before Plan) []Visit {
	gone := slices.Clone(before.Gone)
	for _, t := range before.Tours {
		if r.Numbered(t.Number) == 0 {
			gone = append(gone, r.pastOf(t)...)
		}
	}
	return gone
}

// rememberPast gives each site the visits made there, by any team of the version before.
func (m *model) rememberPast() {
	if m.in.Before == nil {
		return
	}
	past := slices.Clone(m.in.Before.Gone)
	for _, t := range m.in.Before.Tours {
		past = append(past, m.in.Request.pastOf(t)...)
	}
	for _, v := range past {
		i := slices.IndexFunc(m.sites, func(s site) bool { return s.ID == v.Spot })
		if i < 0 {
			continue
		}
		s := &m.sites[i]
		s.past = append(s.past, v)
		s.release = max(s.release, m.since(v.Leave)+s.gap)
	}
	for i := range m.sites {
		slices.SortStableFunc(m.sites[i].past, func(a, b Visit) int { return a.Arrive.Compare(b.Arrive) })
	}
}

// watch marks the places that should not be unseen for long. What people decide changes none
// of them: scores with and without a decision are of one measure.
func (m *model) watch() {
	var order []int
	for i, s := range m.sites {
		if s.Kind == AtHotspot {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return compareDown(m.sites[a].best, m.sites[b].best)
	})
	for k, i := range order {
		if k < mostWatched && m.sites[i].best > 0 && m.sites[i].best >= watchedShare*m.sites[order[0]].best {
			m.sites[i].watched = true
		}
	}
}

func compareDown(a, b float64) int {
	switch {
	case a > b:
		return -1
	case a < b:
		return 1
	}
	return 0
}

// shake draws what chance makes of each place in each part of the shift.
func (m *model) shake() {
	for i := range m.sites {
		random := rand.New(rand.NewPCG(m.in.Request.Seed, uint64(i)))
		for k := range m.sites[i].hours {
			m.sites[i].hours[k].shaken = 1 + mostShaken*(2*random.Float64()-1)
		}
	}
}

// mergeHours is how much the priorities of neighbouring hours differ at most, as a share,
// to be told as one.
const mergeHours = 0.1

// pieces cuts a shift at the hours of the clock, and joins what differs little.
func (in Input) pieces(s Spot) []piece {
	var all []piece
	origin := in.Request.From
	for from := origin; from.Before(in.Request.To); {
		_, offset := from.In(in.Location).Zone()
		left := 3600 - (from.Unix()+int64(offset))%3600
		to := from.Truncate(time.Second).Add(time.Duration(left) * time.Second)
		if to.After(in.Request.To) {
			to = in.Request.To
		}
		p := in.priorityIn(s, from, to)
		all = append(all, piece{open: seconds(from.Sub(origin)), close: seconds(to.Sub(origin)), priority: p, most: p, shaken: 1})
		from = to
	}
	all = joined(all, mergeHours)
	for i := range all {
		all[i].most = all[i].priority // from now on this is what the hours are worth
	}
	return all
}

// joined joins neighbouring pieces whose priorities differ by no more than a share.
func joined(pieces []piece, merge float64) []piece {
	var all []piece
	var low, high float64
	for _, p := range pieces {
		if n := len(all); n > 0 && max(high, p.priority) <= (1+merge)*min(low, p.priority) {
			all[n-1] = all[n-1].join(p)
			low, high = min(low, p.priority), max(high, p.priority)
			continue
		}
		all, low, high = append(all, p), p.priority, p.priority
	}
	return all
}

// join is two pieces as one, at their mean by time.
func (p piece) join(q piece) piece {
	a, b := float64(p.close-p.open), float64(q.close-q.open)
	p.priority = (p.priority*a + q.priority*b) / max(1, a+b)
	p.shaken = (p.shaken*a + q.shaken*b) / max(1, a+b)
	p.close, p.most = q.close, max(p.most, q.most)
	return p
}

// priorityAt is the priority of a site when a visit begins.
func (s site) priorityAt(begin int64) float64 {
	for _, p := range s.hours {
		if begin < p.close {
			return p.priority
		}
	}
	if len(s.hours) == 0 {
		return 0
	}
	return s.hours[len(s.hours)-1].priority
}

// earliest is when a crew can be at a site.
func (m *model) earliest(c crew, spot int) int64 {
	return max(c.from+c.matrix.At(c.start, spot), m.sites[spot].release)
}

// shortest is the shortest dwell of a crew at a site.
func shortest(c crew, s site) int64 {
	least := int64(math.MaxInt64)
	for _, l := range levels(c.rules) {
		least = min(least, seconds(l))
	}
	for _, f := range s.fixes {
		if f.Minutes > 0 {
			least = min(least, int64(f.Minutes)*minute)
		}
	}
	return least
}
