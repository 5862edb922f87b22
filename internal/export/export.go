// Package export writes plans, routes and hotspots for those who use them: GPX for a
// phone, GeoJSON for a map program, a sheet to print, JSON for scripts and a picture for
// a report. It comes last in the flow; everything metric becomes longitude and latitude
// here, at the last moment, and is written only once all of it is known to be sound.
package export

import (
	"math"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

// team is one team's share of a plan, ready to be written.
type team struct {
	route.Planned
	tour  plan.Tour
	route route.Route
	rules identity.Patrol
	zone  *time.Location
	lang  lang.Lang
}

// teamOf picks a team by its number. It returns NotFound, naming how many there are.
func teamOf(p route.Planned, number int, l lang.Lang) (team, error) {
	t := team{Planned: p, zone: p.Municipality.Location(), lang: l}
	for _, tour := range p.Plan.Tours {
		if tour.Number != number {
			continue
		}
		t.rules = rulesOf(tour.Team.Role)
		t.tour = tour
		for _, r := range p.Routes {
			if r.Team == number {
				t.route = r
			}
		}
		return t, nil
	}
	return t, fault.New(fault.NotFound, lang.T(
		"grupp %d finns inte i planen; den har %d, numrerade från 1",
		"there is no team %d in the plan; it has %d, numbered from 1", number, len(p.Plan.Tours)))
}

// paperOf is a team as its papers tell of it. Faults are as in teamOf.
func paperOf(p route.Planned, number int, l lang.Lang) (team, error) {
	t, err := teamOf(p, number, l)
	t.tour = carried(t.tour)
	return t, err
}

// teamsOf are all teams of a plan, as their papers tell of them.
func teamsOf(p route.Planned, l lang.Lang) ([]team, error) {
	teams := make([]team, 0, len(p.Plan.Tours))
	for _, tour := range p.Plan.Tours {
		t, err := paperOf(p, tour.Number, l)
		if err != nil {
			return nil, err
		}
		teams = append(teams, t)
	}
	return teams, nil
}

// carried is a tour as it is written down for its team. One that is not told of restricted
// categories carries its papers through the town: they tell neither how much weighs at a stop
// nor why, unless the words are known to tell nothing of it, whoever asks for them.
func carried(t plan.Tour) plan.Tour {
	if identity.Told(t.Team.Role) {
		return t
	}
	t.Visits = slices.Clone(t.Visits)
	for i := range t.Visits {
		v := &t.Visits[i]
		v.Hotspot, v.Priority, v.Prize = 0, 0, 0
		if v.Kind == plan.AtHotspot {
			v.Spot = "" // tells its rank
		}
		if !t.Open {
			v.Why, v.Traffic = lang.Text{}, false
		}
	}
	return t
}

// finishOf is where a tour ends.
func finishOf(t plan.Tour) plan.Place {
	if t.Finish.Name.IsZero() && t.Finish.Point == (orb.Point{}) {
		return t.Base
	}
	return t.Finish
}

// rulesOf is the row of a role; a role that the table lacks has only its code for a name.
func rulesOf(r identity.Role) identity.Patrol {
	if rules, ok := identity.PatrolOf(r); ok {
		return rules
	}
	return identity.Patrol{Role: r, Name: lang.Same(string(r)), PlanName: lang.T("närvaroplan", "presence plan")}
}

// legsTo are the legs that lead to the i:th visit from the one before, by the base where
// there is a break, or home where i is the number of visits.
func (t team) legsTo(i int) []route.Leg {
	var group []route.Leg
	for _, leg := range t.route.Legs {
		if leg.Stroll {
			continue
		}
		group = append(group, leg)
		if leg.Stop == 0 {
			continue
		}
		if i == 0 {
			return group
		}
		i, group = i-1, nil
	}
	if i == 0 {
		return group
	}
	return nil
}

// degrees are the decimals of a degree that are written: a centimetre.
const degrees = 1e7

// lonLat is a metric point in degrees, to a centimetre.
func lonLat(p *geo.Projector, at orb.Point) (orb.Point, error) {
	q, err := p.LonLat(at)
	return orb.Point{math.Round(q[0]*degrees) / degrees, math.Round(q[1]*degrees) / degrees}, err
}

// lonLats is a metric line in degrees, without points that fall on the one before.
func lonLats(p *geo.Projector, line orb.LineString) (orb.LineString, error) {
	out := make(orb.LineString, 0, len(line))
	for _, at := range line {
		q, err := lonLat(p, at)
		if err != nil {
			return nil, err
		}
		if n := len(out); n == 0 || out[n-1] != q {
			out = append(out, q)
		}
	}
	return out, nil
}

// lonLatSurface is a metric surface in degrees, its outer rings counter-clockwise and its
// holes clockwise (RFC 7946, section 3.1.6).
func lonLatSurface(p *geo.Projector, shape orb.MultiPolygon) (orb.MultiPolygon, error) {
	out := make(orb.MultiPolygon, 0, len(shape))
	for _, polygon := range shape {
		var rings orb.Polygon
		for i, ring := range polygon {
			line, err := lonLats(p, orb.LineString(ring))
			if err != nil {
				return nil, err
			}
			if n := len(line); n > 0 && line[0] != line[n-1] {
				line = append(line, line[0])
			}
			if len(line) < 4 {
				if i == 0 {
					break
				}
				continue
			}
			rings = append(rings, wind(orb.Ring(line), i == 0))
		}
		if len(rings) > 0 {
			out = append(out, rings)
		}
	}
	return out, nil
}
