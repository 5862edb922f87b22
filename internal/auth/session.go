package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
)

// visit is a request in a session.
type visit struct {
	token   identity.SessionToken
	session identity.Session
	at      time.Time
}

func (s *Service) bySession(w http.ResponseWriter, r *http.Request, cookie string) (identity.Actor, string, error) {
	ctx := r.Context()
	v, err := s.open(ctx, cookie)
	if err != nil {
		return identity.Actor{}, "", err
	}
	proof := s.proofOf(v.session)
	if !safe(r.Method) && !proves(r.Header.Get(proofHeader), proof) {
		return identity.Actor{}, "", errProof
	}
	actor, err := s.actorOf(ctx, &v)
	if isGone(err) {
		return identity.Actor{}, "", s.end(ctx, v.token)
	}
	if err != nil {
		return identity.Actor{}, "", err
	}
	return actor, proof, s.renew(ctx, w, v)
}

func (s *Service) open(ctx context.Context, cookie string) (visit, error) {
	token, err := tokenOf(cookie)
	if err != nil {
		return visit{}, refusedCredential
	}
	at := s.Now()
	session, err := s.Sessions.Session(ctx, token, at, s.Limits.Idle)
	if fault.Is(err, fault.NotFound) {
		return visit{}, refusedCredential
	}
	return visit{token, session, at}, err
}

// end forgets a session whose person has lost the right to it.
func (s *Service) end(ctx context.Context, token identity.SessionToken) error {
	if err := s.Sessions.End(ctx, token); err != nil {
		return err
	}
	return refusedCredential
}

func (s *Service) actorOf(ctx context.Context, v *visit) (identity.Actor, error) {
	if err := s.vouch(ctx, v); err != nil {
		return identity.Actor{}, err
	}
	grants, err := s.Mapping().Grants(v.session.Groups)
	if err != nil {
		return identity.Actor{}, err
	}
	return identity.Actor{ID: v.session.Actor, Name: v.session.Name, Way: identity.BySession, Grants: grants}, nil
}

// vouchPause is the time between two looks at a session that another request asks the
// provider about.
const vouchPause = 100 * time.Millisecond

// vouch has the provider vouch for the groups of a session when it is time. One request
// asks; those beside it go on with the groups that are known, or wait where these are too
// old. A session without a refresh token ends with its ID token instead.
func (s *Service) vouch(ctx context.Context, v *visit) error {
	ctx, cancel := context.WithTimeout(ctx, 2*remoteTimeout)
	defer cancel()
	for v.session.Refresh != nil && v.at.Sub(v.session.CheckedAt) >= s.Limits.Vouch {
		mine, err := s.Sessions.Claim(ctx, v.token, v.session.CheckedAt, v.at, v.at.Add(2*remoteTimeout))
		if err != nil {
			return err
		}
		if mine {
			return s.ask(ctx, v)
		}
		if v.at.Sub(v.session.CheckedAt) < s.Limits.Patience {
			return nil
		}
		select {
		case <-time.After(vouchPause):
		case <-ctx.Done():
			return noProvider(ctx.Err())
		}
		if v.session, err = s.Sessions.Session(ctx, v.token, v.at, s.Limits.Idle); err != nil {
			return gone(err)
		}
	}
	return nil
}

// gone is a session that another request has ended.
func gone(err error) error {
	if fault.Is(err, fault.NotFound) {
		return errGone
	}
	return err
}

// ask asks the provider about a session that this request has claimed. The client may go
// away meanwhile: a refresh token is good once with some providers, so what comes for it is
// stored all the same.
func (s *Service) ask(ctx context.Context, v *visit) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*remoteTimeout)
	defer cancel()
	purpose := refreshPurpose(v.session.Actor)
	refresh, err := s.sealer.open(purpose, v.session.Refresh)
	if err != nil {
		return fmt.Errorf("%w: open the refresh token: %w", errGone, err) // sealed with another secret
	}
	next, err := s.Provider.again(ctx, v.session.Actor, string(refresh))
	if fault.Is(err, fault.Unavailable) {
		err = errors.Join(err, s.Sessions.Release(ctx, v.token))
		if v.at.Sub(v.session.CheckedAt) < s.Limits.Patience {
			return nil
		}
		return err
	}
	if err != nil {
		return err
	}
	v.session.Groups = next.Groups
	sealed := v.session.Refresh
	if next.refresh != "" {
		sealed = s.sealer.seal(purpose, []byte(next.refresh))
	}
	return s.Sessions.Vouch(ctx, v.token, next.Groups, sealed, v.at)
}

// refreshPurpose ties a sealed refresh token to its person: in another's row it does not open.
func refreshPurpose(actor string) string { return "refresh\x00" + actor }

// renew gives a browser another token when it has used one for some time.
func (s *Service) renew(ctx context.Context, w http.ResponseWriter, v visit) error {
	if w == nil || v.session.Replaced || v.at.Sub(v.session.RenewedAt) < s.Limits.Renew {
		return nil
	}
	cookie, next := newToken()
	renewed, err := s.Sessions.Renew(ctx, v.token, next, v.at, v.at.Add(s.Limits.Overlap))
	if err == nil && renewed {
		s.cookies.set(w, s.cookies.session, cookie, 0)
	}
	return err
}

// Begin starts a sign-in: it returns the provider's address for a browser, which comes back
// to a path of ours in the end. It returns Unavailable where the provider does not answer.
func (s *Service) Begin(w http.ResponseWriter, r *http.Request, returnTo string) (address string, err error) {
	a, address, err := s.Provider.begin(r.Context(), returnTo)
	if err != nil {
		return "", err
	}
	sealed, err := s.sealer.sealAttempt(a)
	if err != nil {
		return "", err
	}
	s.cookies.set(w, s.cookies.attempt, sealed, int(attemptLength.Seconds()))
	return address, nil
}

// Finish ends a sign-in: it opens a session for whom the provider vouches, and returns the
// path to go on to. It returns Invalid for a callback that does not belong to a sign-in of
// this browser, and Forbidden for a person without a clear role, who is returned too.
func (s *Service) Finish(w http.ResponseWriter, r *http.Request) (actor identity.Actor, path string, err error) {
	cookie := r.CookiesNamed(s.cookies.attempt)
	s.cookies.set(w, s.cookies.attempt, "", -1)
	if len(cookie) != 1 {
		return actor, "/", errAttempt
	}
	a, err := s.sealer.openAttempt(cookie[0].Value)
	if err != nil {
		return actor, "/", err
	}
	answer, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return actor, "/", errAttempt
	}
	in, err := s.Provider.finish(r.Context(), a, answer)
	if err != nil {
		return actor, "/", err
	}
	grants, err := s.Mapping().Grants(in.Groups)
	actor = identity.Actor{ID: in.ID, Name: in.Name, Way: identity.BySession, Grants: grants}
	if err != nil {
		return actor, "/", err
	}
	return actor, a.Return, s.openFor(w, r, in)
}

// openFor opens a session and ends the one that the browser had.
func (s *Service) openFor(w http.ResponseWriter, r *http.Request, in signedIn) error {
	for _, c := range r.CookiesNamed(s.cookies.session) {
		if token, err := tokenOf(c.Value); err == nil {
			if err := s.Sessions.End(r.Context(), token); err != nil {
				return err
			}
		}
	}
	at := s.Now().Truncate(time.Microsecond) // as the database keeps it
	session := identity.Session{Actor: in.ID, Name: in.Name, Groups: in.Groups, CreatedAt: at, EndsAt: at.Add(s.Limits.Absolute)}
	if session.Groups == nil {
		session.Groups = []string{}
	}
	if in.refresh != "" {
		session.Refresh = s.sealer.seal(refreshPurpose(in.ID), []byte(in.refresh))
	} else if in.Expires.Before(session.EndsAt) {
		session.EndsAt = in.Expires
	}
	cookie, token := newToken()
	if err := s.Sessions.Begin(r.Context(), token, session); err != nil {
		return err
	}
	s.cookies.set(w, s.cookies.session, cookie, 0)
	return nil
}

// End signs a browser out, on the word of a form that brings the session's proof. It returns
// the address to go on to: the provider's, where it offers to sign out there too. It returns
// Forbidden without the proof.
func (s *Service) End(w http.ResponseWriter, r *http.Request) (address string, err error) {
	s.cookies.set(w, s.cookies.attempt, "", -1)
	for _, c := range r.CookiesNamed(s.cookies.session) {
		v, err := s.open(r.Context(), c.Value)
		if fault.Is(err, fault.Unauthenticated) {
			continue // ended already
		}
		if err != nil {
			return "", err
		}
		want := s.proofOf(v.session)
		if !proves(r.Header.Get(proofHeader), want) && !proves(r.PostFormValue(proofField), want) {
			return "", errProof
		}
		if err := s.Sessions.End(r.Context(), v.token); err != nil {
			return "", err
		}
	}
	s.cookies.set(w, s.cookies.session, "", -1)
	if address := s.Provider.SignOutAddress(); address != "" {
		return address, nil
	}
	return "/", nil
}

// SignOutAddress is where the provider signs a browser out of itself too; empty where it
// offers nothing of the kind.
func (s *Service) SignOutAddress() string { return s.Provider.SignOutAddress() }
