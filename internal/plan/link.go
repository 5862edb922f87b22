package plan

import (
	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

// Link is a patrol link for a team of the plan, open around its shift. It returns NotFound
// for a team that the plan lacks.
func (p Plan) Link(team int) (identity.PatrolLink, error) {
	for _, t := range p.Tours {
		if t.Number == team {
			return identity.NewPatrolLink(p.ID, team, t.Team.Role, p.Request.From, p.Request.To), nil
		}
	}
	return identity.PatrolLink{}, fault.New(fault.NotFound, lang.T(
		"Planen har ingen grupp %d; den sista är nummer %d.", "The plan has no team %d; the last is number %d.", team, len(p.Tours)))
}
