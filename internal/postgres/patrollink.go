package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

// LinkStore keeps patrol links.
type LinkStore struct{ db *DB }

var _ identity.LinkStore = (*LinkStore)(nil)

// Links gives the store of patrol links.
func (db *DB) Links() *LinkStore { return &LinkStore{db} }

const addLink = `
INSERT INTO patrol_link (municipality, plan, team, role, created_at, created_by, starts_at, ends_at)
VALUES (@code, @plan, @team, @role, @created_at, @created_by, @starts_at, @ends_at)
RETURNING id`

// AddLink stores a link and returns its id. It returns Conflict where there is no such plan.
func (s *LinkStore) AddLink(ctx context.Context, code string, l identity.PatrolLink) (id int64, err error) {
	args := pgx.NamedArgs{
		"plan": l.Plan, "team": l.Team, "role": l.Role,
		"created_at": l.CreatedAt, "created_by": l.CreatedBy, "starts_at": l.From, "ends_at": l.Until,
	}
	err = s.db.Tenant(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		return tx.QueryRow(ctx, addLink, tenantArgs(ctx, args)).Scan(&id)
	})
	return id, err
}

const linkColumns = `id, plan, team, role, starts_at, ends_at, created_at, created_by, used_at, revoked_at`

const listLinks = `
SELECT ` + linkColumns + ` FROM patrol_link WHERE municipality = @code ORDER BY id DESC LIMIT @most`

// Links lists the links of a municipality, newest first, at most a thousand.
func (s *LinkStore) Links(ctx context.Context, code string) ([]identity.PatrolLink, error) {
	return collect(ctx, s.db, code, listLinks, pgx.NamedArgs{"most": maxListed}, scanLink)
}

// As useKey, but a link whose time has not come, or has passed, is found too: whoever holds
// it is told so.
const useLink = `
WITH found AS (
  SELECT ` + linkColumns + ` FROM patrol_link WHERE municipality = @code AND id = @id AND revoked_at IS NULL
), noted AS (
  UPDATE patrol_link l SET used_at = @at FROM found
  WHERE l.municipality = @code AND l.id = found.id AND @at::timestamptz >= l.starts_at AND @at < l.ends_at
    AND (l.used_at IS NULL OR l.used_at <= @at::timestamptz - interval '1 minute')
)
SELECT ` + linkColumns + ` FROM found`

// UseLink returns a link that is not revoked, and notes at most once a minute that it was
// used. It returns NotFound.
func (s *LinkStore) UseLink(ctx context.Context, code string, id int64, at time.Time) (identity.PatrolLink, error) {
	return glance(ctx, s.db, code, useLink, pgx.NamedArgs{"id": id, "at": at}, scanLink, noLink)
}

const revokeLink = `
UPDATE patrol_link SET revoked_at = coalesce(revoked_at, @at) WHERE municipality = @code AND id = @id`

// RevokeLink ends a link for good. It returns NotFound.
func (s *LinkStore) RevokeLink(ctx context.Context, code string, id int64, at time.Time) error {
	return s.db.revoke(ctx, code, revokeLink, id, at, noLink)
}

var noLink = fault.New(fault.NotFound, lang.T("länken finns inte", "there is no such link"))

func scanLink(row pgx.CollectableRow) (l identity.PatrolLink, err error) {
	var used, revoked *time.Time
	err = row.Scan(&l.ID, &l.Plan, &l.Team, &l.Role, &l.From, &l.Until, &l.CreatedAt, &l.CreatedBy, &used, &revoked)
	l.UsedAt, l.RevokedAt = orZero(used), orZero(revoked)
	return l, err
}
