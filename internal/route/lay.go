package route

import (
	"fmt"
	"time"

	"tryggled/internal/identity"
	"tryggled/internal/plan"
	"tryggled/internal/street"
)

// darkPenalty is what roles that prefer lit streets give for one: a way that is dark all
// along counts as this much longer. Times are of the true length.
const darkPenalty = 0.3

// travel is how a role goes: sides are those of the graph's segments.
func travel(rules identity.Patrol, sides []street.Side) street.Travel {
	t := street.Travel{SpeedMPS: rules.SpeedMPS, Sides: sides}
	if rules.PrefersLit {
		t.Preference.Dark = darkPenalty
	}
	return t
}

// Lay lays the tours of a plan along the streets: stops are the positions of the
// hotspots by rank, bases those of each tour, sides what the streets are like. Times are
// the plan's own. A tour without stops has no legs.
func Lay(g *street.Graph, sides []street.Side, p plan.Plan, stops []Stop, bases []street.Position) ([]Route, error) {
	routes := make([]Route, 0, len(p.Tours))
	for i, tour := range p.Tours {
		route, err := layTour(g, sides, tour, stops, bases[i])
		if err != nil {
			return nil, err
		}
		routes = append(routes, route)
	}
	return routes, nil
}

func layTour(g *street.Graph, sides []street.Side, tour plan.Tour, stops []Stop, base street.Position) (Route, error) {
	rules, _ := identity.PatrolOf(tour.Team.Role)
	profile := g.Profile(travel(rules, sides))
	route := Route{Team: tour.Number, Legs: []Leg{}}
	at, left := base, tour.Start
	tell := telling{sides: sides}
	lay := func(number int, to street.Position, depart, arrive time.Time) error {
		leg, err := legOf(g, profile, at, to, &tell)
		if err != nil {
			return fmt.Errorf("team %d to stop %d: %w", tour.Number, number, err)
		}
		leg.Stop, leg.Depart, leg.Arrive = number, depart, arrive
		route.Legs, route.LengthM = append(route.Legs, leg), route.LengthM+leg.LengthM
		at = to
		return nil
	}
	for i, v := range tour.Visits {
		if i > 0 && !v.Break.IsZero() {
			if err := lay(0, base, left, v.Break); err != nil {
				return Route{}, err
			}
		}
		if err := lay(v.Number, stops[v.Hotspot-1].Position, v.Depart, v.Arrive); err != nil {
			return Route{}, err
		}
		left = v.Leave
	}
	if len(tour.Visits) == 0 {
		return route, nil
	}
	err := lay(0, base, left, tour.End)
	return route, err
}

// legOf is the way between two positions, without its times.
func legOf(g *street.Graph, profile *street.Profile, from, to street.Position, tell *telling) (Leg, error) {
	path, ok := profile.Path(from, to)
	if !ok {
		return Leg{}, fmt.Errorf("no way along the streets from %v to %v", from.Point, to.Point)
	}
	turns := directions(g, profile, path, *tell)
	tell.came = path.Steps
	return Leg{Line: path.Line, LengthM: path.LengthM, Words: wordsOf(turns), Turns: turns}, nil
}
