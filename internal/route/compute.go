package route

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/plan"
	"tryggled/internal/plan/orienteer"
	"tryggled/internal/street"
	"tryggled/internal/sun"
)

// setting is a request on the streets: where everything lies, how each team goes, and how
// long it takes it between any two places.
type setting struct {
	graph *street.Graph
	sides []street.Side // of its segments
	in    plan.Input
	stops []Stop // by spot: where it is visited on foot
	roads *ways
	teams []teamGround
	notes []lang.Text

	walked []Route // of the version that is changed
}

// teamGround is where a team goes from and to, and how.
type teamGround struct {
	rules        identity.Patrol
	base, finish base
	now          *street.Position // where it is when the plan is made anew; nil: at its base, or its last stop
	profile      int              // of the setting's ways
	way          *street.Profile
}

// set turns streets into times. It returns Invalid for a request that cannot be met.
func (g ground) set(m municipality.Municipality, r plan.Request) (*setting, error) {
	if err := r.Validate(m, g.areas, g.bases); err != nil {
		return nil, err
	}
	s := &setting{graph: street.NewGraph(g.segments), walked: g.walked, notes: []lang.Text{}}
	sky := skyOver(m, s.graph)
	s.sides = sidesOf(g.exposures, sky == nil || sky.DarkBetween(r.From, r.To) > 0)
	s.in = plan.Input{
		Request: r, Analysis: g.analysis, Location: m.Location(), Areas: g.areas, Recent: g.recent, Before: g.before, Sky: sky,
		Spots: plan.Spots(r, g.analysis, g.streets, g.points, g.areas),
	}
	s.stops = stopsOf(s.graph, s.in.Spots, g.analysis.Hotspots)
	for i := range s.in.Spots {
		spot := &s.in.Spots[i]
		if spot.Kind == plan.AtPoint && s.stops[i].OnStreet {
			spot.Name = besideStreet(spot.Name, s.graph.Segments()[s.stops[i].Position.Segment].Name)
		}
		spot.Point = s.stops[i].Position.Point
	}
	s.roads = &ways{graph: s.graph, sides: s.sides}
	for i := range r.Teams {
		t, err := s.ground(g, i)
		if err != nil {
			return nil, err
		}
		s.teams = append(s.teams, t)
	}
	s.measure()
	return s, s.cutOff()
}

// besideStreet names a standing point by the street that it is visited from.
func besideStreet(name lang.Text, street string) lang.Text {
	if street == "" {
		return name
	}
	return lang.T("%s vid %s", "%s by %s", name, street)
}

// skyOver is when it is dark over a municipality's streets; nil where that cannot be told.
func skyOver(m municipality.Municipality, g *street.Graph) *sun.Days {
	projector, err := geo.NewProjector(m.CRS)
	if err != nil || len(g.Segments()) == 0 || len(g.Segments()[0].Line) == 0 {
		return nil
	}
	at, err := projector.LonLat(g.Segments()[0].Line[0])
	if err != nil || (sun.Place{Lon: at[0], Lat: at[1]}).Validate() != nil {
		return nil
	}
	return sun.NewDays(sun.Place{Lon: at[0], Lat: at[1]})
}

// sidesOf is which share of each street is dark on a walk in the dark, and where greenery
// could hide somebody; what is unknown is neither. Nothing is dark by day. Nil where nothing
// is known.
func sidesOf(exposures []overlay.Exposure, night bool) []street.Side {
	if len(exposures) == 0 {
		return nil
	}
	sides := make([]street.Side, len(exposures))
	for i, e := range exposures {
		r := e.Typical()
		sides[i] = street.Side{
			Concealed: r.Sight.Concealed * r.Sight.ConcealKnown,
		}
		if night {
			sides[i].Dark = r.Light.Dark * r.Light.Known()
		}
	}
	return sides
}

// ground finds where a team starts and ends, and how it goes.
func (s *setting) ground(g ground, i int) (t teamGround, err error) {
	team := s.in.Request.Teams[i]
	t.rules, _ = identity.PatrolOf(team.Role)
	t.profile = s.roads.of(s.in, i)
	t.way = s.roads.all[t.profile].profile
	named, _ := plan.BaseOf(team, g.bases)
	if named != nil && team.Base == "" {
		named = s.openBase(g.bases, team, t.way, named)
	}
	if named != nil {
		t.base, err = baseAt(s.graph, t.way, *named)
	} else {
		t.base, err = baseInMiddle(s.graph, t.way, s.roads.all[t.profile].key.pace.Told(), chosen(g.areas, s.in.Request.Areas))
	}
	if err != nil {
		return t, err
	}
	t.finish = t.base
	if end, _ := plan.EndOf(team, g.bases); end != nil {
		if t.finish, err = baseAt(s.graph, t.way, *end); err != nil {
			return t, err
		}
	}
	if note := t.base.note; !note.IsZero() && !slices.Contains(s.notes, note) {
		s.notes = append(s.notes, note)
	}
	return s.whereNow(t, i)
}

// openBase is the first base open to a team that its way may start from: one too near to what
// the team keeps away from will not do. Where none will, it is the first after all.
func (s *setting) openBase(bases []municipality.Base, team plan.Team, way *street.Profile, first *municipality.Base) *municipality.Base {
	for i, b := range bases {
		if len(b.Roles) > 0 && !slices.Contains(b.Roles, string(team.Role)) {
			continue
		}
		if at, ok := way.Snap(b.Point, BaseReachM); ok && geo.Dist(at.Point, b.Point) <= s.offStreet(b.Point)+openSlackM {
			return &bases[i]
		}
	}
	return first
}

// openSlackM is how much farther than the nearest street of all the nearest that a team may
// use lies from its base at most, for it to be a base to start from.
const openSlackM = 50

// offStreet is how far a point lies from the nearest street.
func (s *setting) offStreet(p orb.Point) float64 {
	at, _ := s.graph.Snap(p, BaseReachM)
	return at.OffM
}

// measure fills in the times between all places, once for each way of going. Places 0, 1, …
// are the spots, those beyond them where teams start and end.
func (s *setting) measure() {
	n := len(s.stops)
	var ends []street.Position
	at := func(p street.Position) int {
		k := slices.Index(ends, p)
		if k < 0 {
			k, ends = len(ends), append(ends, p)
		}
		return n + k
	}
	starts, finishes := make([]int, len(s.teams)), make([]int, len(s.teams))
	for i, t := range s.teams {
		starts[i], finishes[i] = at(s.startOf(i)), at(t.finish.position)
	}
	within := s.in.Request.To.Sub(s.in.Request.From)
	for k := range s.roads.all {
		one := &s.roads.all[k]
		one.stops = stopsBy(one.profile, s.stops, s.in.Spots, s.in.Analysis.Hotspots)
		var positions []street.Position
		var place []int // of each position
		for i, stop := range one.stops {
			if stop.OnStreet {
				positions, place = append(positions, stop.Position), append(place, i)
			}
		}
		for i, p := range ends {
			positions, place = append(positions, p), append(place, n+i)
		}
		s.in.Travel = append(s.in.Travel, spreadOut(one.profile.Matrix(positions, within), place, n+len(ends)))
	}
	for i, t := range s.teams {
		s.in.Crews = append(s.in.Crews, plan.Crew{
			Base: t.base.place, Finish: t.finish.place, Start: starts[i], End: finishes[i], Travel: t.profile,
			KeptFrom: s.keptFrom(t, ends[starts[i]-n], starts[i]),
		})
	}
}

// keptFrom are the spots that a team could get to if it need not keep away from anything, and
// so cannot.
func (s *setting) keptFrom(t teamGround, from street.Position, start int) []bool {
	free := s.roads.all[t.profile].free
	if free == nil {
		return nil
	}
	kept := make([]bool, len(s.stops))
	var to []street.Position
	var spot []int
	for i, stop := range s.stops {
		if stop.OnStreet && s.in.Travel[t.profile].At(start, i) >= orienteer.Never {
			to, spot = append(to, stop.Position), append(spot, i)
		}
	}
	for k, leg := range free.Legs(from, to, street.Never) {
		kept[spot[k]] = leg.Found()
	}
	return kept
}

// cutOff returns Invalid for a team whose start hangs together with no place to go to, though
// there are such and it does not stand in the largest part of the streets.
func (s *setting) cutOff() error {
	for i, t := range s.teams {
		if len(s.stops) == 0 || t.now != nil || s.graph.Component(t.base.position) == 0 {
			continue
		}
		crew := s.in.Crews[i]
		reaches := func(spot int) bool { return s.in.Travel[crew.Travel].At(crew.Start, spot) < orienteer.Never }
		if !slices.ContainsFunc(upTo(len(s.stops)), reaches) {
			return fault.New(fault.Invalid, lang.T("planen kan inte göras", "the plan cannot be made"), fault.Field{
				Name: fmt.Sprintf("teams[%d].base", i),
				Text: lang.T("utgångspunkten %s ligger vid gator som inte hänger ihop med de övriga: flytta den, eller läs in gatorna däremellan",
					"the base %s lies by streets that do not hang together with the others: move it, or import the streets between", t.base.place.Name),
			})
		}
	}
	return nil
}

func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// spreadOut puts the times between some places into a table of all, in whole seconds rounded
// up: those left out have no way to any.
func spreadOut(some [][]street.Leg, place []int, all int) orienteer.Matrix {
	out := orienteer.Matrix{N: all, Time: make([]int64, all*all)}
	for i := range out.Time {
		out.Time[i] = orienteer.Never
	}
	for i := range all {
		out.Time[i*all+i] = 0
	}
	for i, row := range some {
		for j, leg := range row {
			if leg.Found() {
				out.Time[place[i]*all+place[j]] = wholeSeconds(leg.Seconds)
			}
		}
	}
	return out
}

// wholeSeconds rounds up what a way takes, but for what adding up its streets leaves.
func wholeSeconds(s float64) int64 { return int64(math.Ceil(s - 1e-6)) }

// chosen are the areas with the slugs, or all where none are named.
func chosen(areas []municipality.Area, slugs []string) []municipality.Area {
	if len(slugs) == 0 {
		return areas
	}
	return slices.DeleteFunc(slices.Clone(areas), func(a municipality.Area) bool { return !slices.Contains(slugs, a.Slug) })
}

// make plans with a search and lays the routes.
func (s *setting) make(ctx context.Context, m municipality.Municipality, search plan.Search, watch func(plan.Best)) (Planned, error) {
	p, err := plan.Make(ctx, s.in, search, watch)
	if err != nil {
		return Planned{}, fmt.Errorf("plan for %s: %w", m.Code, err)
	}
	p.Notes = append(s.notes, p.Notes...)
	routes, err := s.lay(&p)
	if err != nil {
		return Planned{}, fmt.Errorf("routes for %s: %w", m.Code, err)
	}
	return Planned{Municipality: m, Plan: p, Routes: routes, Hotspots: s.in.Analysis.Hotspots}, nil
}

// ways are the ways of going of all teams, each made once.
type ways struct {
	graph *street.Graph
	sides []street.Side
	all   []going
}

type going struct {
	key     goingKey
	profile *street.Profile
	travel  street.Travel
	free    *street.Profile // without keeping away; nil: the team keeps away from nothing
	stops   []Stop          // by spot: where it is visited from, going so
}

// goingKey is what a way of going depends on.
type goingKey struct {
	pace     identity.Pace
	lit      bool
	keepM    float64
	from, to time.Time // when what is kept away from counts
}

// of is the way that a team goes: its index among all.
func (w *ways) of(in plan.Input, i int) int {
	team := in.Request.Teams[i]
	rules, _ := identity.PatrolOf(team.Role)
	pace, _ := rules.Pace(street.Mode(team.Mode))
	key := goingKey{pace: pace, lit: rules.PrefersLit, keepM: rules.KeepAwayM}
	if key.keepM > 0 {
		key.from, key.to = in.Request.HoursOf(team)
	}
	if k := slices.IndexFunc(w.all, func(one going) bool { return one.key == key }); k >= 0 {
		return k
	}
	travel := travel(rules, pace, w.sides)
	one := going{key: key}
	travel.KeepAway, travel.KeepAwayM = plan.KeepAway(rules, in.Analysis.Hotspots, key.from, key.to, in.Location)
	one.profile, one.travel = w.graph.Profile(travel), travel
	if len(travel.KeepAway) > 0 {
		travel.KeepAway = nil
		one.free = w.graph.Profile(travel)
	}
	w.all = append(w.all, one)
	return len(w.all) - 1
}
