package httpapi

import (
	"context"

	"tryggled/api"
	"tryggled/internal/identity"
)

// Keys makes, lists and revokes the keys of programs.
type Keys interface {
	Create(ctx context.Context, code string, k identity.Key) (created identity.Key, secret string, err error)
	List(ctx context.Context, code string) ([]identity.Key, error)
	Revoke(ctx context.Context, code string, id int64) error
}

// ListKeys answers with the keys of a municipality, newest first.
func (s *Server) ListKeys(ctx context.Context, r api.ListKeysRequestObject) (api.ListKeysResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	all, err := s.Keys.List(ctx, m.Code)
	return api.ListKeys200JSONResponse{Items: mapped(all, s.keyBody)}, err
}

// CreateKey makes a key and answers with its secret, this once.
func (s *Server) CreateKey(ctx context.Context, r api.CreateKeyRequestObject) (api.CreateKeyResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	in := input{m: m}
	wanted := identity.Key{
		Name: r.Body.Name, Until: in.instant("until", r.Body.Until),
		Collections: mapped(r.Body.Collections, func(name string) identity.Collection { return identity.Collection(name) }),
	}
	if err := in.err(); err != nil {
		return nil, err
	}
	k, secret, err := s.Keys.Create(ctx, m.Code, wanted)
	return api.CreateKey201JSONResponse{Key: s.keyBody(k), Secret: secret}, err
}

// RevokeKey ends a key at once.
func (s *Server) RevokeKey(ctx context.Context, r api.RevokeKeyRequestObject) (api.RevokeKeyResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	return api.RevokeKey204Response{}, s.Keys.Revoke(ctx, m.Code, r.Key)
}

func (s *Server) keyBody(k identity.Key) api.Key {
	return api.Key{
		ID: k.ID, Name: k.Name, Collections: mapped(k.Collections, func(c identity.Collection) string { return string(c) }),
		CreatedAt: k.CreatedAt.UTC(), CreatedBy: k.CreatedBy, Until: k.Until.UTC(), LastUsed: k.UsedAt, RevokedAt: k.RevokedAt,
		State: api.KeyState(k.Standing(s.now())),
	}
}
