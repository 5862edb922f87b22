package auth

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

// LinkStore finds patrol links. UseLink returns NotFound for one that is gone or revoked.
type LinkStore interface {
	UseLink(ctx context.Context, code string, id int64, at time.Time) (identity.PatrolLink, error)
}

// Links writes the tokens of patrol links and lets teams in by them. A token is
//
//	base64url( id, end in seconds since 1970 (uvarints) | code | first 16 bytes of HMAC-SHA256 )
//
// short enough for a text message. A forged one is refused without asking the store.
type Links struct {
	Store  LinkStore
	Subkey func() ([]byte, error) // signs; 32 bytes. Invalid where the program has no secret
	Now    func() time.Time
}

// The signature's 128 bits are cut from 256: nobody guesses them.
const (
	signatureBytes = 16
	maxTokenChars  = 100
)

// Token is what opens a link of a municipality. It returns Invalid where the program has no
// secret to sign with.
func (l Links) Token(code string, link identity.PatrolLink) (string, error) {
	key, err := l.Subkey()
	if err != nil {
		return "", err
	}
	b := binary.AppendUvarint(nil, uint64(link.ID))
	b = binary.AppendUvarint(b, uint64(link.Until.Unix()))
	b = append(b, code...)
	return base64.RawURLEncoding.EncodeToString(append(b, signature(key, b)...)), nil
}

func signature(key, body []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(body)
	return mac.Sum(nil)[:signatureBytes]
}

// pass is what a token says.
type pass struct {
	code  string
	id    int64
	until time.Time
}

// read returns what a token says; ok is false for one that Token has not written with the
// same key.
func read(key []byte, token string) (p pass, ok bool) {
	if len(token) > maxTokenChars || len(key) < sha256.Size { // with a short key anybody could sign
		return p, false
	}
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) <= signatureBytes || base64.RawURLEncoding.EncodeToString(b) != token { // it skips line ends
		return p, false
	}
	body, signed := b[:len(b)-signatureBytes], b[len(b)-signatureBytes:]
	if !hmac.Equal(signed, signature(key, body)) {
		return p, false
	}
	id, n := binary.Uvarint(body)
	seconds, k := binary.Uvarint(body[max(0, n):])
	if n <= 0 || k <= 0 {
		return p, false
	}
	return pass{string(body[n+k:]), int64(id), time.Unix(int64(seconds), 0)}, true
}

// What the holder of a genuine link is told. ByToken returns them as they are.
var (
	ErrLinkEnded = fault.New(fault.NotFound, lang.T(
		"länken slutade gälla strax efter passet; be trygghetssamordnaren om en ny inför nästa pass",
		"the link ended shortly after the shift; ask the coordinator for a new one for the next shift"))
	ErrLinkEarly = fault.New(fault.Forbidden, lang.T(
		"länken öppnas två timmar före passet; kom tillbaka då",
		"the link opens two hours before the shift; come back then"))
	errNoLink = fault.New(fault.NotFound, lang.T(
		"adressen finns inte; kontrollera att hela länken kom med",
		"there is no such address; check that the whole link came along"))
)

// ByToken returns the team that a token is for. It returns ErrLinkEarly and ErrLinkEnded
// around the shift, and one and the same NotFound for a link that is forged or revoked, or
// whose municipality is gone.
func (l Links) ByToken(ctx context.Context, token string) (identity.Actor, error) {
	key, err := l.Subkey()
	if err != nil && !fault.Is(err, fault.Invalid) {
		return identity.Actor{}, err
	}
	p, ok := read(key, token)
	if !ok {
		return identity.Actor{}, errNoLink
	}
	now := l.Now()
	link, err := l.Store.UseLink(ctx, p.code, p.id, now)
	switch {
	case fault.Is(err, fault.NotFound):
		return identity.Actor{}, errNoLink
	case err != nil:
		return identity.Actor{}, err
	case !now.Before(p.until):
		return identity.Actor{}, ErrLinkEnded
	}
	switch link.Standing(now) {
	case identity.StandingOpen:
		return link.Actor(p.code), nil
	case identity.StandingWaiting:
		return identity.Actor{}, ErrLinkEarly
	}
	return identity.Actor{}, ErrLinkEnded
}
