package httpapi

import (
	"context"

	"tryggled/api"
	"tryggled/internal/identity"
	"tryggled/internal/municipality"
)

// GetMe answers with who the asker is and may do.
func (s *Server) GetMe(ctx context.Context, _ api.GetMeRequestObject) (api.GetMeResponseObject, error) {
	actor := ask(ctx).actor
	me := api.GetMe200JSONResponse{Actor: actor.ID, Name: actor.Name, Way: api.MeWay(actor.Way), Csrf: ask(ctx).proof}
	all, err := s.visible(ctx)
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		role, _ := actor.RoleIn(m.Code)
		entry := struct {
			Municipality string           `json:"municipality"`
			Role         api.RoleName     `json:"role"`
			Rules        []api.AccessRule `json:"rules"`
		}{Municipality: m.Slug, Role: api.RoleName(role), Rules: []api.AccessRule{}}
		for _, r := range identity.Rules() {
			if _, err := actor.Allow(m.Code, m.Open, r.Action, r.Collection, s.now()); r.Role == role && err == nil {
				entry.Rules = append(entry.Rules, ruleBody(r))
			}
		}
		me.Roles = append(me.Roles, entry)
	}
	me.Roles = orEmpty(me.Roles)
	return me, nil
}

func ruleBody(r identity.Rule) api.AccessRule {
	return api.AccessRule{
		Action: string(r.Action), Collection: string(r.Collection), Scope: string(r.Scope), Categories: string(r.Span),
		Precision: string(r.Precision), Logged: r.Logged,
		Without: mapped(r.Without, func(c identity.Column) string { return string(c) }),
	}
}

// visible are the municipalities that the asker has a role in; to the public those that
// have opened their counts.
func (s *Server) visible(ctx context.Context) ([]municipality.Municipality, error) {
	all, err := s.sorted(ctx)
	if err != nil {
		return nil, err
	}
	actor := ask(ctx).actor
	var seen []municipality.Municipality
	for _, m := range all {
		if _, err := actor.Allow(m.Code, m.Open, identity.Read, identity.Municipality, s.now()); err == nil {
			seen = append(seen, m)
		}
	}
	return seen, nil
}
