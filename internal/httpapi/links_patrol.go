package httpapi

import (
	"context"

	"tryggled/api"
	"tryggled/internal/identity"
)

// PatrolLinks makes, lists and revokes patrol links.
type PatrolLinks interface {
	Create(ctx context.Context, code string, l identity.PatrolLink) (identity.PatrolLink, error)
	List(ctx context.Context, code string) ([]identity.PatrolLink, error)
	Revoke(ctx context.Context, code string, id int64) error
}

// PatrolTokens writes what opens a patrol link, and reads it again.
type PatrolTokens interface {
	Token(code string, l identity.PatrolLink) (string, error)
	ByToken(ctx context.Context, token string) (identity.Actor, error)
}

// ListLinks answers with the patrol links of a municipality, newest first.
func (s *Server) ListLinks(ctx context.Context, r api.ListLinksRequestObject) (api.ListLinksResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	all, err := s.Links.List(ctx, m.Code)
	return api.ListLinks200JSONResponse{Items: mapped(all, s.linkBody)}, err
}

// CreateLink makes a link for a team of a plan and answers with its address, this once.
func (s *Server) CreateLink(ctx context.Context, r api.CreateLinkRequestObject) (api.CreateLinkResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	planned, err := s.Planner.Planned(ctx, m, r.Body.Plan)
	if err != nil {
		return nil, err
	}
	wanted, err := planned.Plan.Link(r.Body.Team)
	if err != nil {
		return nil, err
	}
	l, err := s.Links.Create(ctx, m.Code, wanted)
	if err != nil {
		return nil, err
	}
	token, err := s.Tokens.Token(m.Code, l)
	return api.CreateLink201JSONResponse{Link: s.linkBody(l), Address: PatrolAddress(s.publicURL(ctx), token)}, err
}

// RevokeLink ends a patrol link at once.
func (s *Server) RevokeLink(ctx context.Context, r api.RevokeLinkRequestObject) (api.RevokeLinkResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	return api.RevokeLink204Response{}, s.Links.Revoke(ctx, m.Code, r.Link)
}

func (s *Server) linkBody(l identity.PatrolLink) api.PatrolLink {
	return api.PatrolLink{
		ID: l.ID, Plan: l.Plan, Team: l.Team, Role: string(l.Role), From: l.From.UTC(), Until: l.Until.UTC(),
		CreatedAt: l.CreatedAt.UTC(), CreatedBy: l.CreatedBy, LastUsed: l.UsedAt, RevokedAt: l.RevokedAt,
		State: api.PatrolLinkState(l.Standing(s.now())),
	}
}
