package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"golang.org/x/oauth2"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// callbackPath is where the provider sends a browser back to.
const callbackPath = "/auth/callback"

// attemptLength is how long a sign-in may take from the first click.
const attemptLength = 10 * time.Minute

// attempt is a sign-in under way. It lies sealed in the browser that began it, so that a
// callback counts in that browser alone, and once.
type attempt struct {
	State    string    `json:"state"`
	Nonce    string    `json:"nonce"`
	Verifier string    `json:"verifier"`
	Return   string    `json:"return"`
	Ends     time.Time `json:"ends"`
}

func (p *Provider) oauth(d discovery) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.settings.ClientID, ClientSecret: p.settings.ClientSecret, Scopes: p.settings.Scopes,
		RedirectURL: p.settings.PublicURL + callbackPath,
		Endpoint:    oauth2.Endpoint{AuthURL: d.Authorize, TokenURL: d.Token},
	}
}

// begin returns a new attempt and the provider's address for it.
func (p *Provider) begin(ctx context.Context, returnTo string) (a attempt, address string, err error) {
	d, err := p.about(ctx)
	if err != nil {
		return a, "", err
	}
	a = attempt{
		State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), Return: localPath(returnTo),
		Ends: p.now().Add(attemptLength),
	}
	return a, p.oauth(d).AuthCodeURL(a.State, oauth2.S256ChallengeOption(a.Verifier), oauth2.SetAuthURLParam("nonce", a.Nonce)), nil
}

// signedIn is what the provider vouches for at sign-in and at each refresh.
type signedIn struct {
	Person
	refresh string
}

var errAttempt = fault.New(fault.Invalid, lang.T(
	"inloggningen avbröts eller tog för lång tid; börja om", "the sign-in was broken off or took too long; start again"))

// finish takes what the provider sent a browser back with. It returns Invalid for an answer
// that does not belong to the attempt, and Unavailable where the provider does not answer.
func (p *Provider) finish(ctx context.Context, a attempt, answer url.Values) (signedIn, error) {
	d, err := p.about(ctx)
	if err != nil {
		return signedIn{}, err
	}
	sameState := subtle.ConstantTimeCompare([]byte(a.State), []byte(answer.Get("state"))) == 1
	// RFC 9207: an answer that names an issuer names ours.
	ofUs := !answer.Has("iss") || answer.Get("iss") == d.Issuer
	if !sameState || !ofUs || !p.now().Before(a.Ends) || answer.Get("error") != "" || len(answer["code"]) != 1 {
		return signedIn{}, errAttempt
	}
	ctx, cancel := p.calling(ctx)
	defer cancel()
	token, err := p.oauth(d).Exchange(ctx, answer.Get("code"), oauth2.VerifierOption(a.Verifier))
	if err != nil {
		return signedIn{}, refusedOr(err, errAttempt)
	}
	return p.vouched(ctx, token, func(c claims) error {
		if subtle.ConstantTimeCompare([]byte(c.Nonce), []byte(a.Nonce)) != 1 {
			return errors.New("the token is of another sign-in")
		}
		return nil
	})
}

// errGone marks a person whom the provider vouches for no longer.
var errGone = errors.New("the provider vouches no longer")

// again asks the provider to vouch anew for a person. It returns errGone where it does not,
// and Unavailable where it does not answer.
func (p *Provider) again(ctx context.Context, person, refresh string) (signedIn, error) {
	d, err := p.about(ctx)
	if err != nil {
		return signedIn{}, err
	}
	ctx, cancel := p.calling(ctx)
	defer cancel()
	// A token without an access token counts as ended, so that it is fetched anew.
	token, err := p.oauth(d).TokenSource(ctx, &oauth2.Token{RefreshToken: refresh}).Token()
	if err != nil {
		return signedIn{}, refusedOr(err, errGone)
	}
	next, err := p.vouched(ctx, token, func(claims) error { return nil })
	if err == nil && next.ID != person {
		return signedIn{}, errGone
	}
	if err != nil && fault.KindOf(err) != fault.Unavailable {
		return signedIn{}, fmt.Errorf("%w: %w", errGone, err)
	}
	return next, err
}

// calling is a context for asking the provider with our own client, for a short time.
func (p *Provider) calling(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithValue(ctx, oauth2.HTTPClient, p.client), remoteTimeout)
}

// refusals are the answers of RFC 6749 and OpenID Connect that are about the person; others
// are about us, or about the moment.
var refusals = []string{"invalid_grant", "interaction_required", "login_required", "consent_required", "access_denied"}

// refusedOr tells a provider that refuses a person from one that does not work. What it
// writes beside the code is left out: it may repeat what it was sent.
func refusedOr(err, refused error) error {
	answer, ok := errors.AsType[*oauth2.RetrieveError](err)
	switch {
	case !ok:
		return noProvider(err)
	case slices.Contains(refusals, answer.ErrorCode):
		return fmt.Errorf("%w: %s", refused, answer.ErrorCode)
	}
	return noProvider(fmt.Errorf("the token endpoint answers %s %s", answer.Response.Status, clean(answer.ErrorCode)))
}

// vouched reads the ID token that came with an answer of the provider.
func (p *Provider) vouched(ctx context.Context, token *oauth2.Token, check func(claims) error) (signedIn, error) {
	raw, _ := token.Extra("id_token").(string)
	c, payload, err := p.verify(ctx, raw, p.settings.ClientID)
	if err != nil {
		return signedIn{}, badAnswer(err)
	}
	// OpenID Connect Core, 3.1.3.7: a token for several names the one it was issued to.
	if len(c.Audience) > 1 && c.Party != p.settings.ClientID {
		return signedIn{}, badAnswer(errors.New("the token was issued to another"))
	}
	if err := check(c); err != nil {
		return signedIn{}, badAnswer(err)
	}
	person, err := p.person(c, payload)
	if err != nil {
		return signedIn{}, badAnswer(err)
	}
	return signedIn{person, token.RefreshToken}, nil
}

// badAnswer gives words to a provider's answer that does not hold.
func badAnswer(err error) error {
	if fault.KindOf(err) != fault.Internal {
		return err
	}
	return fault.Wrap(fault.Unauthenticated, err, lang.T(
		"inloggningstjänstens svar går inte att lita på; börja om, och säg till den som sköter inloggningen om det händer igen",
		"the answer of the sign-in service cannot be trusted; start again, and tell whoever manages sign-in if it happens again"))
}

// localPath keeps a path to return to on this server: anything else becomes the start page.
func localPath(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || len(path) > maxReturn || !rooted(path) {
		return "/"
	}
	for _, r := range path {
		if r < ' ' || r == '\\' || r == 0x7f {
			return "/" // browsers take \ for / and drop line breaks
		}
	}
	return path
}

// maxReturn bounds a path to return to, in bytes: it travels in a cookie.
const maxReturn = 1000

// rooted tells /path from //host.
func rooted(path string) bool {
	return len(path) > 0 && path[0] == '/' && (len(path) == 1 || path[1] != '/' && path[1] != '\\')
}

// SignOutAddress is where the provider signs a browser out of itself too, coming back to
// this server; empty where it offers nothing of the kind.
func (p *Provider) SignOutAddress() string {
	d := p.found.kept.Load()
	if d == nil || d.value.EndSession == "" {
		return ""
	}
	u, err := url.Parse(d.value.EndSession)
	if err != nil {
		return ""
	}
	query := u.Query()
	query.Set("client_id", p.settings.ClientID)
	query.Set("post_logout_redirect_uri", p.settings.PublicURL+"/")
	u.RawQuery = query.Encode()
	return u.String()
}
