package route

import (
	"fmt"
	"time"

	"tryggled/internal/identity"
	"tryggled/internal/plan"
	"tryggled/internal/street"
)

// unlitPenalty is what roles that prefer lit streets give for one: a way tagged unlit
// counts as this much longer. Times are of the true length.
const unlitPenalty = 0.3

// preference is how a role chooses its streets.
func preference(rules identity.Patrol) street.Preference {
	if rules.PrefersLit {
		return street.Preference{UnlitPenalty: unlitPenalty}
	}
	return street.Preference{}
}

// Lay lays the tours of a plan along the streets: stops are the positions of the
// hotspots by rank, bases those of each tour. Times are the plan's own. A tour without
// stops has no legs.
func Lay(g *street.Graph, p plan.Plan, stops []Stop, bases []street.Position) ([]Route, error) {
	routes := make([]Route, 0, len(p.Tours))
	for i, tour := range p.Tours {
		rules, _ := identity.PatrolOf(tour.Team.Role)
		route := Route{Team: tour.Number, Legs: []Leg{}}
		at, depart := bases[i], tour.Start
		lay := func(to street.Position, arrive time.Time, where string) error {
			leg, err := legOf(g, at, to, preference(rules))
			if err != nil {
				return fmt.Errorf("team %d to %s: %w", tour.Number, where, err)
			}
			leg.Depart, leg.Arrive = depart, arrive
			route.Legs, route.LengthM = append(route.Legs, leg), route.LengthM+leg.LengthM
			return nil
		}
		for _, v := range tour.Visits {
			to := stops[v.Hotspot-1].Position
			if err := lay(to, v.Arrive, v.Place.Name.EN); err != nil {
				return nil, err
			}
			at, depart = to, v.Leave
		}
		if len(tour.Visits) > 0 {
			if err := lay(bases[i], tour.End, tour.Base.Name.EN); err != nil {
				return nil, err
			}
		}
		routes = append(routes, route)
	}
	return routes, nil
}

// legOf is the way between two positions, without its times.
func legOf(g *street.Graph, from, to street.Position, pref street.Preference) (Leg, error) {
	path, ok := g.Path(from, to, pref)
	if !ok {
		return Leg{}, fmt.Errorf("no way along the streets from %v to %v", from.Point, to.Point)
	}
	return Leg{Line: path.Line, LengthM: path.LengthM, Words: directions(path.Stretches)}, nil
}
