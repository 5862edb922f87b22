package httpapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

// SignIn is the way in for people, by the municipality's identity provider.
type SignIn interface {
	// Visit is Authenticator's Actor for a browser too: it may give it another cookie, and
	// returns the proof that its writes must bring.
	Visit(w http.ResponseWriter, r *http.Request) (actor identity.Actor, proof string, err error)
	// Begin returns the address at the provider that a browser goes to, to come back to a
	// path of ours.
	Begin(w http.ResponseWriter, r *http.Request, returnTo string) (address string, err error)
	// Finish takes a browser that comes back, and returns who it is and the path to go on
	// to. A person who is known but not let in is returned with the error.
	Finish(w http.ResponseWriter, r *http.Request) (actor identity.Actor, path string, err error)
	// End signs a browser out and returns the address to go on to.
	End(w http.ResponseWriter, r *http.Request) (address string, err error)
	// SignOutAddress is where End may lead outside this server; empty where it does not.
	SignOutAddress() string
}

// Addresses of signing in and out.
const (
	signInPath   = "/auth/login"
	callbackPath = "/auth/callback"
	signOutPath  = "/auth/logout"
)

// signInAction is what the audit log calls a sign-in.
const signInAction identity.Action = "sign_in"

// who asks who sends a request. A page is shown to whose session has ended as to anybody,
// with the way to sign in.
func (s *Server) who(c echo.Context) (actor identity.Actor, proof string, err error) {
	if s.SignIn == nil {
		actor, err = s.gate.actor(c.Request(), s.Auth.Actor)
		return actor, "", err
	}
	actor, err = s.gate.actor(c.Request(), func(r *http.Request) (a identity.Actor, err error) {
		a, proof, err = s.SignIn.Visit(c.Response(), r)
		return a, err
	})
	if fault.Is(err, fault.Unauthenticated) && c.Path() == "/" && c.Request().Header.Get(echo.HeaderAuthorization) == "" {
		return identity.Nobody(), "", nil
	}
	return actor, proof, err
}

// signIn sends a browser to the provider.
func (v pages) signIn(c echo.Context) error {
	if v.server.SignIn == nil {
		return echo.ErrNotFound
	}
	address, err := v.server.SignIn.Begin(c.Response(), c.Request(), c.QueryParam("return"))
	if err != nil {
		return v.signInRefused(c, err)
	}
	return c.Redirect(http.StatusSeeOther, address)
}

// signedIn takes a browser that comes back from the provider.
func (v pages) signedIn(c echo.Context) error {
	if v.server.SignIn == nil {
		return echo.ErrNotFound
	}
	actor, path, err := v.server.SignIn.Finish(c.Response(), c.Request())
	if logErr := v.server.toldSignIn(c, actor, err != nil); logErr != nil {
		c.Response().Header().Del(echo.HeaderSetCookie) // the session stays without a holder: nobody is in unlogged
		return errors.Join(logErr, err)
	}
	if err != nil {
		return v.signInRefused(c, err)
	}
	return c.Redirect(http.StatusSeeOther, path)
}

// signOut ends the session of a browser.
func (v pages) signOut(c echo.Context) error {
	if v.server.SignIn == nil {
		return echo.ErrNotFound
	}
	address, err := v.server.SignIn.End(c.Response(), c.Request())
	if err != nil {
		return v.signInRefused(c, err)
	}
	return c.Redirect(http.StatusSeeOther, address)
}

// toldSignIn writes a sign-in, or one that was refused, into the audit log of each
// municipality that the person has a role in. A mapping may name municipalities that are
// not registered here.
func (s *Server) toldSignIn(c echo.Context, actor identity.Actor, denied bool) error {
	if s.Audit == nil || len(actor.Grants) == 0 {
		return nil
	}
	ctx := c.Request().Context()
	all, err := s.Municipalities.List(ctx)
	if err != nil {
		return err
	}
	for _, m := range all {
		role, ok := actor.RoleIn(m.Code)
		if !ok {
			continue
		}
		if err := s.Audit.Append(ctx, m.Code, s.signInEvent(c, actor, role, denied)); err != nil {
			return fmt.Errorf("write down a sign-in: %w", err)
		}
	}
	return nil
}

func (s *Server) signInEvent(c echo.Context, actor identity.Actor, role identity.Role, denied bool) identity.Event {
	address, _ := netip.ParseAddr(c.RealIP())
	return identity.Event{
		Actor: actor.ID, Way: actor.Way, Role: role, Action: signInAction, Denied: denied, Address: address,
		Request: c.Response().Header().Get(echo.HeaderXRequestID),
	}
}

// doorView is what a page says of signing in and out.
type doorView struct {
	Lang    lang.Lang
	Offered bool   // there is an identity provider
	Name    string // of whoever is signed in
	Proof   string // for the form that signs out; empty: nobody is signed in
}

func (s *Server) doorView(ctx context.Context, l lang.Lang) doorView {
	a := ask(ctx)
	return doorView{Lang: l, Offered: s.SignIn != nil, Name: a.actor.Name, Proof: a.proof}
}

// allowSignOut lets a page send the form that signs out, also on to the provider. Its
// answer names the page as the origin, which old browsers tell from another site's by that
// alone.
func (s *Server) allowSignOut(h http.Header) {
	if s.SignIn == nil {
		return
	}
	to := "'self'"
	if u, err := url.Parse(s.SignIn.SignOutAddress()); err == nil && u.Host != "" {
		to += " " + u.Scheme + "://" + u.Host
	}
	h.Set("Content-Security-Policy", strings.Replace(contentPolicy, "form-action 'none'", "form-action "+to, 1))
	h.Set("Referrer-Policy", "same-origin")
}

// refusedView is a page that says why a sign-in came to nothing.
type refusedView struct {
	Lang  lang.Lang
	Wrong lang.Text
}

// signInRefused tells a person on a page why there is no session. What they cannot act on
// goes the way of every error.
func (v pages) signInRefused(c echo.Context, err error) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.Kind == fault.Internal {
		return err
	}
	l := pageLang(c)
	t, cloneErr := v.template.Clone()
	if cloneErr != nil {
		return cloneErr
	}
	var b bytes.Buffer
	if err := t.Funcs(wordsIn(l)).ExecuteTemplate(&b, "signin.html", refusedView{l, f.Text}); err != nil {
		return fmt.Errorf("render the page of a sign-in: %w", err)
	}
	v.server.Log.InfoContext(c.Request().Context(), "sign-in refused",
		"request", c.Response().Header().Get(echo.HeaderXRequestID), "error", err)
	c.Response().Header().Set("Content-Language", string(l))
	return c.HTMLBlob(problemOf(err, l, "").Status, b.Bytes())
}
