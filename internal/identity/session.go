package identity

import (
	"context"
	"time"
)

// SessionToken is the SHA-256 of what a browser holds. The store knows no more.
type SessionToken [32]byte

// Session is a person signed in by the identity provider, in one browser.
type Session struct {
	Actor     string // pseudonymous
	Name      string
	Groups    []string  // as the provider gave them last
	Refresh   []byte    // sealed refresh token; nil where the provider gave none
	CreatedAt time.Time // of the sign-in
	CheckedAt time.Time // when the provider last vouched for the groups
	RenewedAt time.Time // when the browser was given the token it has
	UsedAt    time.Time // to about a minute
	EndsAt    time.Time // whatever happens
	Replaced  bool      // found by the token before the present one
}

// SessionStore keeps sessions. None can be listed: each is found by its token alone.
type SessionStore interface {
	// Begin stores a session, and sweeps away those that have ended.
	Begin(ctx context.Context, token SessionToken, s Session) error
	// Session returns a session that is open at a time and was used within idle, and marks
	// it used. It returns NotFound.
	Session(ctx context.Context, token SessionToken, at time.Time, idle time.Duration) (Session, error)
	// Claim gives one caller the right to ask the provider about a session that was checked
	// last when the caller thinks, until a time or until Vouch or Release is called.
	Claim(ctx context.Context, token SessionToken, checked, at, until time.Time) (bool, error)
	// Vouch stores what the provider answered.
	Vouch(ctx context.Context, token SessionToken, groups []string, refresh []byte, at time.Time) error
	// Release gives a claim back.
	Release(ctx context.Context, token SessionToken) error
	// Renew replaces a token, once; the one before opens the session until a time.
	Renew(ctx context.Context, token, next SessionToken, at, until time.Time) (bool, error)
	// End forgets a session.
	End(ctx context.Context, token SessionToken) error
}
