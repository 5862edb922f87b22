package route

import (
	"fmt"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
	"tryggled/internal/street"
)

// whereNow finds where a team is, if the request tells.
func (s *setting) whereNow(t teamGround, i int) (teamGround, error) {
	for k, w := range s.in.Request.Where {
		if w.Team != i+1 {
			continue
		}
		at, ok := t.way.Snap(w.Point, BaseReachM)
		if !ok {
			return t, fault.New(fault.Invalid, lang.T("planen kan inte göras", "the plan cannot be made"), fault.Field{
				Name: fmt.Sprintf("where[%d]", k),
				Text: lang.T("grupp %d är längre än %d m från närmaste gata som den får gå på: ange en punkt vid en sådan", "team %d is farther than %d m from the nearest street that it may use: give a point by one", w.Team, BaseReachM),
			})
		}
		t.now = &at
	}
	if t.now == nil {
		t.now = s.byRoute(t.way, i+1)
	}
	return t, nil
}

// byRoute is where a team that nothing is told of is by its route when the plan is made anew,
// if that is on the way or at its base for a break; nil where it is at a stop, or has not set
// out.
func (s *setting) byRoute(way *street.Profile, team int) *street.Position {
	r := s.in.Request
	if r.Now.IsZero() || s.in.Before == nil {
		return nil
	}
	for _, route := range s.walked {
		if r.Numbered(route.Team) != team {
			continue
		}
		at, moving := onTheWay(route.Legs, r.Now)
		if !moving {
			return nil
		}
		if position, ok := way.Snap(at, BaseReachM); ok {
			return &position
		}
	}
	return nil
}

// onTheWay is where somebody is at an instant who follows some legs, and whether that is on
// one of them or at the base for a break.
func onTheWay(legs []Leg, now time.Time) (at orb.Point, moving bool) {
	for k, leg := range legs {
		switch {
		case now.Before(leg.Depart):
			return at, moving
		case leg.Stroll || len(leg.Line) == 0:
			moving = false
		case now.Before(leg.Arrive):
			gone := float64(now.Sub(leg.Depart)) / float64(leg.Arrive.Sub(leg.Depart))
			return geo.Along(leg.Line, gone*leg.LengthM), true
		default:
			at, moving = leg.Line[len(leg.Line)-1], leg.Stop == 0 && k+1 < len(legs)
		}
	}
	return at, moving
}

// startOf is where a team's plan begins: where it is, at its last stop, or at its base.
func (s *setting) startOf(i int) street.Position {
	if now := s.teams[i].now; now != nil {
		return *now
	}
	past := plan.PastVisits(s.in.Request, s.in.Before, i+1)
	if len(past) == 0 {
		return s.teams[i].base.position
	}
	return s.positionOf(i, past[len(past)-1])
}

// positionOf is where a team makes a visit.
func (s *setting) positionOf(team int, v plan.Visit) street.Position {
	one := s.roads.all[s.teams[team].profile]
	for i, spot := range s.in.Spots {
		if spot.ID == v.Spot && i < len(one.stops) && one.stops[i].OnStreet {
			return one.stops[i].Position
		}
	}
	at, _ := s.graph.Snap(v.Place.Point, anywhereM)
	return at
}
