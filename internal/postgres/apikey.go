package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

// KeyStore keeps the keys of programs, by the hash of their secret.
type KeyStore struct{ db *DB }

var _ identity.KeyStore = (*KeyStore)(nil)

// Keys gives the store of keys.
func (db *DB) Keys() *KeyStore { return &KeyStore{db} }

const addKey = `
INSERT INTO api_key (municipality, secret, name, collections, created_at, created_by, ends_at)
VALUES (@code, @secret, @name, @collections, @created_at, @created_by, @ends_at)
RETURNING id`

// AddKey stores a key and returns its id.
func (s *KeyStore) AddKey(ctx context.Context, code string, k identity.Key, hash [32]byte) (id int64, err error) {
	args := pgx.NamedArgs{
		"secret": hash[:], "name": k.Name, "collections": k.Collections,
		"created_at": k.CreatedAt, "created_by": k.CreatedBy, "ends_at": k.Until,
	}
	err = s.db.Tenant(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		return tx.QueryRow(ctx, addKey, tenantArgs(ctx, args)).Scan(&id)
	})
	return id, err
}

const keyColumns = `id, name, collections, created_at, created_by, ends_at, used_at, revoked_at`

const listKeys = `
SELECT ` + keyColumns + ` FROM api_key WHERE municipality = @code ORDER BY id DESC LIMIT @most`

// Keys lists the keys of a municipality, newest first, at most a thousand.
func (s *KeyStore) Keys(ctx context.Context, code string) ([]identity.Key, error) {
	return collect(ctx, s.db, code, listKeys, pgx.NamedArgs{"most": maxListed}, scanKey)
}

// A key that opens: it is there, has not ended and is not revoked. When it was used is
// noted in the same statement, at most once a minute, so that most uses write nothing.
const useKey = `
WITH found AS (
  SELECT ` + keyColumns + ` FROM api_key
  WHERE municipality = @code AND secret = @secret AND ends_at > @at::timestamptz AND revoked_at IS NULL
), noted AS (
  UPDATE api_key k SET used_at = @at FROM found
  WHERE k.municipality = @code AND k.id = found.id AND (k.used_at IS NULL OR k.used_at <= @at::timestamptz - interval '1 minute')
)
SELECT ` + keyColumns + ` FROM found`

// UseKey returns the key of a municipality with a hash, if it opens at an instant. It
// returns NotFound for one that does not, whatever the reason.
func (s *KeyStore) UseKey(ctx context.Context, code string, hash [32]byte, at time.Time) (identity.Key, error) {
	return glance(ctx, s.db, code, useKey, pgx.NamedArgs{"secret": hash[:], "at": at}, scanKey, noKey)
}

const revokeKey = `
UPDATE api_key SET revoked_at = coalesce(revoked_at, @at) WHERE municipality = @code AND id = @id`

// RevokeKey ends a key for good. It returns NotFound.
func (s *KeyStore) RevokeKey(ctx context.Context, code string, id int64, at time.Time) error {
	return s.db.revoke(ctx, code, revokeKey, id, at, noKey)
}

var noKey = fault.New(fault.NotFound, lang.T("nyckeln finns inte", "there is no such key"))

// revoke runs a statement that must touch one row; missing is the error for none.
func (db *DB) revoke(ctx context.Context, code, statement string, id int64, at time.Time, missing error) error {
	return db.Tenant(ctx, code, func(ctx context.Context, _ pgx.Tx) error {
		n, err := exec(ctx, statement, pgx.NamedArgs{"id": id, "at": at})
		if err == nil && n == 0 {
			return missing
		}
		return err
	})
}

func scanKey(row pgx.CollectableRow) (k identity.Key, err error) {
	var used, revoked *time.Time
	err = row.Scan(&k.ID, &k.Name, &k.Collections, &k.CreatedAt, &k.CreatedBy, &k.Until, &used, &revoked)
	k.UsedAt, k.RevokedAt = orZero(used), orZero(revoked)
	return k, err
}
