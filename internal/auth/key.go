package auth

import (
	"context"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

// KeyStore finds keys. UseKey returns NotFound for one that opens nothing.
type KeyStore interface {
	UseKey(ctx context.Context, code string, hash [32]byte, at time.Time) (identity.Key, error)
}

// Keys lets programs in by a key of ours. Nothing is cached: a key that is revoked opens
// nothing from the next request on.
type Keys struct {
	Store KeyStore
	Now   func() time.Time
}

// ByKey returns the program that a key is for. It returns one and the same Unauthenticated
// for a key that is unknown, misspelt, too long, ended or revoked, or whose municipality is
// gone; a misspelt one does not reach the store.
func (k Keys) ByKey(ctx context.Context, secret string) (identity.Actor, error) {
	code, ok := identity.KeyCode(secret)
	if !ok {
		return identity.Actor{}, refusedCredential
	}
	key, err := k.Store.UseKey(ctx, code, identity.KeyHash(secret), k.Now())
	if fault.Is(err, fault.NotFound) {
		return identity.Actor{}, refusedCredential
	}
	if err != nil {
		return identity.Actor{}, err
	}
	return key.Actor(code), nil
}

// refusedCredential is the one answer to whatever a request brings in vain: whoever guesses learns
// nothing of what was wrong.
var refusedCredential = fault.New(fault.Unauthenticated, lang.T(
	"inloggningen gäller inte; logga in på nytt eller använd en nyckel som gäller",
	"the sign-in is not valid; sign in again or use a key that is valid"))
