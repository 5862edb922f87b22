package postgres

import (
	"context"
	"encoding/hex"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

// SessionStore keeps the sessions of people who signed in. They belong to no municipality.
type SessionStore struct{ db *DB }

var _ identity.SessionStore = (*SessionStore)(nil)

// Sessions gives the store of sessions.
func (db *DB) Sessions() *SessionStore { return &SessionStore{db} }

// holds lets the rest of a transaction see the one session with a token.
const holds = `SELECT set_config('tryggled.session', $1, true)`

// held runs a statement on the session with a token. Both travel as one batch, which is one
// round trip and one transaction.
func (s *SessionStore) held(ctx context.Context, token identity.SessionToken, sql string, args pgx.NamedArgs) (changed bool, err error) {
	batch := &pgx.Batch{}
	batch.Queue(holds, hex.EncodeToString(token[:]))
	args["token"] = token[:]
	batch.Queue(sql, args)
	return lastChanged(s.db.pool.SendBatch(ctx, batch), batch.Len())
}

// lastChanged reads the results of a batch, and whether its last statement changed a row.
func lastChanged(results pgx.BatchResults, n int) (changed bool, err error) {
	for range n {
		tag, execErr := results.Exec()
		if execErr != nil {
			err = execErr
			break
		}
		changed = tag.RowsAffected() > 0
	}
	return changed, translate(errors.Join(err, results.Close()))
}

// Without a setting and without a condition this deletes what the policy "swept" shows:
// sessions that have ended.
const sweepSessions = `DELETE FROM session`

const beginSession = `
INSERT INTO session (token, actor, name, groups, refresh, created_at, checked_at, renewed_at, used_at, ends_at)
VALUES (@token, @actor, @name, @groups, @refresh, @created, @created, @created, @created, @ends)`

// Begin implements identity.SessionStore.
func (s *SessionStore) Begin(ctx context.Context, token identity.SessionToken, n identity.Session) error {
	batch := &pgx.Batch{}
	batch.Queue(sweepSessions)
	batch.Queue(holds, hex.EncodeToString(token[:]))
	batch.Queue(beginSession, pgx.NamedArgs{
		"token": token[:], "actor": n.Actor, "name": n.Name, "groups": n.Groups, "refresh": n.Refresh,
		"created": n.CreatedAt, "ends": n.EndsAt,
	})
	_, err := lastChanged(s.db.pool.SendBatch(ctx, batch), batch.Len())
	return err
}

// isOpen is the condition of a session that its browser may still use.
const isOpen = ` (token = @token OR previous = @token AND previous_until > @at) AND ends_at > @at AND used_at > @idle`

const readSession = `
SELECT actor, name, groups, refresh, created_at, checked_at, renewed_at, used_at, ends_at, token <> @token
FROM session WHERE` + isOpen

// A session in steady use is written once a minute, not at each request.
const useSession = `
UPDATE session SET used_at = @at WHERE` + isOpen + ` AND used_at < @at::timestamptz - interval '1 minute'`

// Session implements identity.SessionStore.
func (s *SessionStore) Session(ctx context.Context, token identity.SessionToken, at time.Time, idle time.Duration) (identity.Session, error) {
	args := pgx.NamedArgs{"token": token[:], "at": at, "idle": at.Add(-idle)}
	batch := &pgx.Batch{}
	batch.Queue(holds, hex.EncodeToString(token[:]))
	batch.Queue(readSession, args)
	batch.Queue(useSession, args)
	results := s.db.pool.SendBatch(ctx, batch)
	found, err := firstSession(results)
	if err = errors.Join(err, results.Close()); errors.Is(err, pgx.ErrNoRows) {
		return found, fault.New(fault.NotFound, lang.T("sessionen finns inte", "there is no such session"))
	}
	return found, translate(err)
}

func firstSession(results pgx.BatchResults) (n identity.Session, err error) {
	if _, err := results.Exec(); err != nil {
		return n, err
	}
	err = results.QueryRow().Scan(&n.Actor, &n.Name, &n.Groups, &n.Refresh, &n.CreatedAt, &n.CheckedAt, &n.RenewedAt,
		&n.UsedAt, &n.EndsAt, &n.Replaced)
	return n, err
}

const byEitherToken = ` WHERE token = @token OR previous = @token`

const claimSession = `
UPDATE session SET claimed_until = @until
WHERE (token = @token OR previous = @token) AND checked_at = @checked AND (claimed_until IS NULL OR claimed_until <= @at)`

// Claim implements identity.SessionStore.
func (s *SessionStore) Claim(ctx context.Context, token identity.SessionToken, checked, at, until time.Time) (bool, error) {
	return s.held(ctx, token, claimSession, pgx.NamedArgs{"checked": checked, "at": at, "until": until})
}

const vouchSession = `
UPDATE session SET groups = @groups, refresh = @refresh, checked_at = @at, claimed_until = NULL` + byEitherToken

// Vouch implements identity.SessionStore.
func (s *SessionStore) Vouch(ctx context.Context, token identity.SessionToken, groups []string, refresh []byte, at time.Time) error {
	_, err := s.held(ctx, token, vouchSession, pgx.NamedArgs{"groups": groups, "refresh": refresh, "at": at})
	return err
}

const releaseSession = `UPDATE session SET claimed_until = NULL` + byEitherToken

// Release implements identity.SessionStore.
func (s *SessionStore) Release(ctx context.Context, token identity.SessionToken) error {
	_, err := s.held(ctx, token, releaseSession, pgx.NamedArgs{})
	return err
}

// The token that is replaced is the row's present one, so that of two requests one renews.
const renewSession = `
UPDATE session SET token = @next, previous = @token, previous_until = @until, renewed_at = @at WHERE token = @token`

// Renew implements identity.SessionStore.
func (s *SessionStore) Renew(ctx context.Context, token, next identity.SessionToken, at, until time.Time) (bool, error) {
	return s.held(ctx, token, renewSession, pgx.NamedArgs{"next": next[:], "at": at, "until": until})
}

const endSession = `DELETE FROM session` + byEitherToken

// End implements identity.SessionStore.
func (s *SessionStore) End(ctx context.Context, token identity.SessionToken) error {
	_, err := s.held(ctx, token, endSession, pgx.NamedArgs{})
	return err
}
