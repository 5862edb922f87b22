package identity

import (
	"context"
	"fmt"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// A patrol link opens a while before its shift, so that the team can prepare, and stays
// open a while after it, so that they find the way home.
const (
	linkBefore = 2 * time.Hour
	LinkAfter  = 30 * time.Minute
)

// PatrolLink lets one team see its own tour around its own shift, without signing in.
type PatrolLink struct {
	ID        int64
	Plan      int64
	Team      int // number
	Role      Role
	From      time.Time // opens nothing before
	Until     time.Time // nor from then on
	CreatedAt time.Time
	CreatedBy string    // the actor
	UsedAt    time.Time // to the minute; zero: never
	RevokedAt time.Time // zero: not
}

// NewPatrolLink is a link for a team of a plan whose shift is known.
func NewPatrolLink(plan int64, team int, role Role, shiftBegins, shiftEnds time.Time) PatrolLink {
	return PatrolLink{
		Plan: plan, Team: team, Role: role,
		From: shiftBegins.UTC().Add(-linkBefore), Until: shiftEnds.UTC().Truncate(time.Second).Add(LinkAfter),
	}
}

// Standing is whether the link opens anything at an instant, or will.
func (l PatrolLink) Standing(at time.Time) Standing {
	if s := standing(l.RevokedAt, l.Until, at); s != StandingOpen || !at.Before(l.From) {
		return s
	}
	return StandingWaiting
}

// Actor is the team that shows the link of a municipality.
func (l PatrolLink) Actor(code string) Actor {
	return Actor{
		ID: fmt.Sprintf("link:%d", l.ID), Way: ByLink, Grants: []Grant{{code, l.Role}},
		Link: &LinkScope{Plan: l.Plan, Team: l.Team},
	}
}

// LinkStore keeps patrol links.
type LinkStore interface {
	AddLink(ctx context.Context, code string, l PatrolLink) (id int64, err error)
	// Links lists the links of a municipality, newest first.
	Links(ctx context.Context, code string) ([]PatrolLink, error)
	// RevokeLink ends a link for good. It returns NotFound; what is revoked stays as it is.
	RevokeLink(ctx context.Context, code string, id int64, at time.Time) error
}

// LinkService makes, lists and revokes patrol links.
type LinkService struct {
	Store LinkStore
	Now   func() time.Time
}

// Create stores a link. It returns Invalid for a shift that is over.
func (s LinkService) Create(ctx context.Context, code string, l PatrolLink) (PatrolLink, error) {
	l.CreatedAt, l.CreatedBy = s.Now().UTC(), actorOf(ctx)
	if l.Standing(l.CreatedAt) == StandingEnded {
		return l, fault.New(fault.Invalid, lang.T(
			"passet är redan över; gör en ny plan och en länk till den", "the shift is over already; make a new plan and a link to it"))
	}
	id, err := s.Store.AddLink(ctx, code, l)
	if err != nil {
		return l, fmt.Errorf("store a patrol link of %s: %w", code, err)
	}
	l.ID = id
	return l, nil
}

// List returns the links of a municipality, newest first.
func (s LinkService) List(ctx context.Context, code string) ([]PatrolLink, error) {
	return s.Store.Links(ctx, code)
}

// Revoke ends a link at once. It returns NotFound.
func (s LinkService) Revoke(ctx context.Context, code string, id int64) error {
	return s.Store.RevokeLink(ctx, code, id, s.Now().UTC())
}
