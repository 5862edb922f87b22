package route

import (
	"fmt"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/identity"
	"tryggled/internal/plan"
	"tryggled/internal/street"
	"tryggled/internal/sun"
)

// How much longer a way counts for roles that prefer lit streets: one that is dark all along,
// one along greenery that could hide somebody, and a main road without a pavement. Times are
// of the true length. Starting values.
const (
	darkPenalty      = 0.3
	concealedPenalty = 0.3
	motorPenalty     = 0.5
)

// retraceShare is how much longer a way may be that keeps off the street just walked, where
// the team has the time. Starting value.
const retraceShare = 0.15

// travel is how a role goes: sides are those of the graph's segments.
func travel(rules identity.Patrol, pace identity.Pace, sides []street.Side) street.Travel {
	t := street.Travel{Mode: pace.Mode, SpeedMPS: pace.SpeedMPS, Sides: sides}
	if rules.PrefersLit {
		t.Preference = street.Preference{Dark: darkPenalty, Concealed: concealedPenalty, Motor: motorPenalty}
	}
	return t
}

// lay lays the tours of a plan along the streets. Times are the plan's own, but that a team
// with time to spare sets out earlier where it takes a longer way. A tour without stops has no
// legs.
func (s *setting) lay(p *plan.Plan) ([]Route, error) {
	routes := make([]Route, 0, len(p.Tours))
	for i := range p.Tours {
		tour := &p.Tours[i]
		l := layer{
			graph: s.graph, way: s.teams[i].way, tell: telling{sides: s.sides}, sky: s.in.Sky,
			at: s.teams[i].base.position, left: tour.Start, route: Route{Team: tour.Number, Legs: []Leg{}},
		}
		if err := l.tour(s, i, tour); err != nil {
			return nil, fmt.Errorf("team %d: %w", tour.Number, err)
		}
		routes = append(routes, l.route)
	}
	return routes, nil
}

// layer is a route in the making.
type layer struct {
	graph *street.Graph
	way   *street.Profile
	tell  telling // with the way to the place where it is
	sky   *sun.Days
	at    street.Position
	left  time.Time // that place
	route Route
}

func (l *layer) tour(s *setting, i int, tour *plan.Tour) error {
	home := s.teams[i].finish.position
	anew := s.teams[i].now // where the way goes on from, once what was made before is laid
	for k := range tour.Visits {
		v := &tour.Visits[k]
		if !v.Past && anew != nil {
			l.at, anew, l.tell.came = *anew, nil, nil
		}
		if !v.Break.IsZero() {
			if _, err := l.lead(0, home, l.left, v.Break); err != nil {
				return err
			}
			l.left = v.Break
		}
		at := s.positionOf(i, *v)
		l.tell.place = s.besideWay(*v)
		depart, err := l.lead(v.Number, at, v.Depart, v.Arrive)
		l.tell.place = orb.Point{}
		if err != nil {
			return err
		}
		if !v.Past {
			v.Depart, v.Place.Point = depart, at.Point
		}
		if v.Strolls {
			l.stroll(s, i, *v)
		}
		l.left = v.Leave
	}
	if len(tour.Visits) == 0 {
		return nil
	}
	if anew != nil {
		l.at, l.tell.came = *anew, nil
	}
	if now := s.in.Request.Now; tour.Visits[len(tour.Visits)-1].Past && l.left.Before(now) {
		l.left = now
	}
	_, err := l.lead(0, home, l.left, tour.End)
	return err
}

// besideWay is where a standing point lies, beside the street that it is visited from; the zero
// point for other places, which the street runs through.
func (s *setting) besideWay(v plan.Visit) orb.Point {
	for i, spot := range s.in.Spots {
		if spot.ID == v.Spot && spot.Kind == plan.AtPoint && i < len(s.stops) {
			return s.stops[i].asked
		}
	}
	return orb.Point{}
}

// lead lays the way to a place and returns when it sets out: earlier than asked for where
// there is time for a way that keeps off the street that it came by.
func (l *layer) lead(stop int, to street.Position, depart, arrive time.Time) (time.Time, error) {
	path, ok := l.way.Path(l.at, to)
	if !ok { // what was walked before the plan was made anew may lie where it now keeps away
		if path, ok = l.graph.Profile(street.Travel{}).Path(l.at, to); !ok {
			return depart, fmt.Errorf("no way along the streets to stop %d, from %v to %v", stop, l.at.Point, to.Point)
		}
	}
	if spare := arrive.Sub(l.left) - arrive.Sub(depart); spare > 0 && len(l.tell.came) > 0 {
		other, found := l.way.PathAvoiding(l.at, to, l.tell.came, retraceShare)
		took := time.Duration(wholeSeconds(other.Seconds)) * time.Second
		if found && took <= arrive.Sub(l.left) {
			path = other
			depart = arrive.Add(-max(took, arrive.Sub(depart)))
		}
	}
	l.add(Leg{Stop: stop, Depart: depart, Arrive: arrive}, l.graph, l.way, path)
	l.at, l.tell.came = to, path.Steps
	return depart, nil
}

func (l *layer) add(leg Leg, g *street.Graph, way *street.Profile, path street.Path) {
	leg.Line, leg.LengthM = path.Line, path.LengthM
	tell := l.tell
	if l.sky != nil && l.sky.DarkBetween(leg.Depart, leg.Arrive) == 0 {
		tell.sides = nil // by day no street is dark
	}
	leg.Turns = directions(g, way, path, tell)
	leg.Words = wordsOf(leg.Turns)
	l.route.Legs, l.route.LengthM = append(l.route.Legs, leg), l.route.LengthM+leg.LengthM
}
