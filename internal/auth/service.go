package auth

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

// KeyRing knows the programs that have a key of ours: Keys, of its store.
type KeyRing interface {
	// ByKey returns whom a key belongs to. It returns Unauthenticated for what is no good
	// key.
	ByKey(ctx context.Context, secret string) (identity.Actor, error)
}

// Limits are how long a session lasts. The zero value means those of DefaultLimits.
type Limits struct {
	Idle     time.Duration // without a request
	Absolute time.Duration // from the sign-in
	Renew    time.Duration // after which a browser in use gets another token
	Overlap  time.Duration // in which the one before still opens the session
	Vouch    time.Duration // after which the provider must vouch for the groups anew
	Patience time.Duration // since it last did, while it does not answer
}

// DefaultLimits suits a working day.
func DefaultLimits() Limits {
	return Limits{
		Idle: 30 * time.Minute, Absolute: 10 * time.Hour, Renew: 15 * time.Minute, Overlap: 30 * time.Second,
		Vouch: 5 * time.Minute, Patience: 15 * time.Minute,
	}
}

// Options are what a Service is made of.
type Options struct {
	Provider *Provider
	Mapping  func() Mapping // the present one: it is asked at each request
	Sessions identity.SessionStore
	Keys     KeyRing // nil where there are none
	Limits   Limits
	Now      func() time.Time
	Subkey   func(label string) ([]byte, error) // 32 bytes of the master secret, for a label
}

// Service lets in people by the identity provider, and programs by its tokens or by keys of
// ours.
type Service struct {
	Options
	cookies cookies
	sealer  sealer
	guard   []byte // makes the proof that a write comes from our own page
}

// New makes a service.
func New(o Options) (*Service, error) {
	if o.Limits == (Limits{}) {
		o.Limits = DefaultLimits()
	}
	key, err := o.Subkey("session")
	if err != nil {
		return nil, err
	}
	sealer, err := newSealer(key)
	if err != nil {
		return nil, err
	}
	guard, err := o.Subkey("csrf")
	if err != nil {
		return nil, err
	}
	return &Service{Options: o, cookies: cookiesFor(o.Provider.settings.PublicURL), sealer: sealer, guard: guard}, nil
}

// unknown turns whatever is wrong with credentials into refusedCredential. What somebody can act
// on, and a service that does not answer, pass.
func unknown(err error) error {
	if fault.Is(err, fault.Forbidden) || fault.Is(err, fault.Unavailable) {
		return err
	}
	return refusedCredential
}

// Visit says who sends a request: nobody where it brings nothing. For a session it also
// returns the proof that writes of its browser must bring, and gives the browser another
// token when it is time; w may be nil. It returns Unauthenticated for credentials that are
// not good, or more than one; Forbidden for a person without a clear role, and for a write
// of a session without its proof; Unavailable where the provider or the database does not
// answer.
func (s *Service) Visit(w http.ResponseWriter, r *http.Request) (actor identity.Actor, proof string, err error) {
	cookie := r.CookiesNamed(s.cookies.session)
	header := r.Header.Values("Authorization")
	switch {
	case len(cookie)+len(header) == 0:
		return identity.Nobody(), "", nil
	case len(cookie)+len(header) > 1:
		return identity.Actor{}, "", refusedCredential
	case len(cookie) == 1:
		return s.bySession(w, r, cookie[0].Value)
	}
	actor, err = s.byHeader(r, header[0])
	return actor, "", err
}

// Actor is Visit without what is for a browser.
func (s *Service) Actor(r *http.Request) (identity.Actor, error) {
	actor, _, err := s.Visit(nil, r)
	return actor, err
}

func (s *Service) byHeader(r *http.Request, header string) (identity.Actor, error) {
	scheme, credential, _ := strings.Cut(header, " ")
	switch strings.ToLower(scheme) {
	case "bearer":
		// A token of the provider has three parts, a key of ours has no dots.
		if strings.Contains(credential, ".") {
			return s.byToken(r.Context(), credential)
		}
		return s.byKey(r.Context(), credential)
	case "basic":
		if user, _, ok := r.BasicAuth(); ok {
			return s.byKey(r.Context(), user)
		}
	}
	return identity.Actor{}, refusedCredential
}

func (s *Service) byKey(ctx context.Context, secret string) (identity.Actor, error) {
	if s.Keys == nil {
		return identity.Actor{}, refusedCredential
	}
	actor, err := s.Keys.ByKey(ctx, secret)
	if err != nil {
		return identity.Actor{}, unknown(err)
	}
	return actor, nil
}

func (s *Service) byToken(ctx context.Context, raw string) (identity.Actor, error) {
	person, err := s.Provider.Token(ctx, raw)
	if err != nil {
		return identity.Actor{}, unknown(err)
	}
	grants, err := s.Mapping().Grants(person.Groups)
	if err != nil {
		return identity.Actor{}, err
	}
	return identity.Actor{ID: person.ID, Name: person.Name, Way: identity.ByToken, Grants: grants}, nil
}

// proofHeader and proofField are where a write brings its proof.
const (
	proofHeader = "X-CSRF-Token"
	proofField  = "csrf"
)

// proofOf is what a page of ours sends with its writes: other sites can neither read nor
// make it. It stays the same when the token of the session is renewed.
func (s *Service) proofOf(n identity.Session) string {
	mac := hmac.New(sha256.New, s.guard)
	mac.Write([]byte(n.Actor + "\x00" + n.CreatedAt.UTC().Format(time.RFC3339Nano)))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

var errProof = fault.New(fault.Forbidden, lang.T(
	"Ändringar från en inloggad webbläsare ska ha med X-CSRF-Token, med värdet csrf från /api/v1/me.",
	"Changes from a signed-in browser must bring X-CSRF-Token, with the value of csrf from /api/v1/me."))

func proves(given, want string) bool { return hmac.Equal([]byte(given), []byte(want)) }

// safe tells methods that only read.
func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

// isGone reports whether a session must end: the provider vouches no longer, or the groups
// give no clear role any more.
func isGone(err error) bool {
	return errors.Is(err, errGone) || errors.Is(err, errNoRole) || errors.Is(err, errTwoRoles) || errors.Is(err, errTooManyGroups)
}
