package httpapi

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/netip"
	"strings"

	"github.com/labstack/echo/v4"

	"tryggled/api"
	"tryggled/internal/auth"
	"tryggled/internal/export"
	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/route"
)

// patrolPath begins the addresses of patrol links. What follows it opens one, and so stands
// in no log.
const patrolPath = "/p/"

// PatrolAddress is where a token of a patrol link leads, on a server with a public address.
func PatrolAddress(publicURL, token string) string {
	return strings.TrimRight(publicURL, "/") + patrolPath + token
}

// publicURL is where people reach the server. In local mode it is the name of this machine
// that the request was sent to; where nobody has said it is empty, and addresses are paths.
func (s *Server) publicURL(ctx context.Context) string {
	switch {
	case s.Public != nil:
		return s.Public.String()
	case s.Local:
		return "http://" + ask(ctx).host
	}
	return ""
}

// opened is what a patrol link opens: one team of one plan.
type opened struct {
	town   municipality.Municipality
	plan   int64
	team   int
	access identity.Access
	lang   lang.Lang
	known  string // the tag of the state that the client has
}

// patrolled lets a request in by the token in its address, and by nothing else: the phone
// may be signed in as somebody.
func (v pages) patrolled(answer func(c echo.Context, p opened) error) echo.HandlerFunc {
	return v.byLink(need{Action: identity.Read, Collection: identity.Routes}, answer)
}

func (v pages) byLink(n need, answer func(c echo.Context, p opened) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Header().Set("X-Robots-Tag", "noindex, nofollow")
		p, err := v.server.enterPatrol(c, n)
		if err == nil {
			err = errors.Join(answer(c, p), v.server.untold(c.Request().Context()))
		}
		if err != nil {
			return v.patrolRefused(c, err)
		}
		return nil
	}
}

// enterPatrol gives the request the access of the link that its address names.
func (s *Server) enterPatrol(c echo.Context, n need) (p opened, err error) {
	ctx := c.Request().Context()
	actor, err := s.Tokens.ByToken(ctx, c.Param("token"))
	if errors.Is(err, auth.ErrLinkEnded) {
		err = statusError{http.StatusGone, auth.ErrLinkEnded}
	}
	if err != nil {
		return p, err
	}
	if err := s.gate.byActor(actor); err != nil {
		return p, err
	}
	p = opened{plan: actor.Link.Plan, team: actor.Link.Team, lang: pageLang(c), known: c.Request().Header.Get("If-None-Match")}
	if p.town, err = s.byCode(ctx, actor.Grants[0].Municipality); err != nil {
		return p, err
	}
	if p.access, err = actor.Allow(p.town.Code, p.town.Open, n.Action, n.Collection, s.now()); err != nil {
		return p, err
	}
	event := s.patrolEvent(c, p, n)
	ctx = withAsked(ctx, func(a *asked) { a.actor, a.municipality, a.lang = actor, p.town, p.lang })
	c.SetRequest(c.Request().WithContext(identity.Enter(ctx, p.access, &event)))
	return p, nil
}

// patrolEvent tells what was seen by the address that those who are signed in have for it:
// its own would open it again.
func (s *Server) patrolEvent(c echo.Context, p opened, n need) identity.Event {
	what := pathOf(p.town, "plans", p.plan, "teams", p.team)
	if _, form, found := strings.Cut(c.Path(), ":token/"); found {
		what += "/" + form
	}
	address, _ := netip.ParseAddr(c.RealIP())
	return identity.Event{
		Actor: p.access.Actor.ID, Way: identity.ByLink, Role: p.access.Role, Action: n.Action, Collection: n.Collection,
		What: strings.TrimPrefix(what, api.BasePath), Address: address,
		Request: c.Response().Header().Get(echo.HeaderXRequestID),
	}
}

// byCode finds a municipality by its official code, or returns NotFound.
func (s *Server) byCode(ctx context.Context, code string) (municipality.Municipality, error) {
	all, err := s.Municipalities.List(ctx)
	if err != nil {
		return municipality.Municipality{}, err
	}
	for _, m := range all {
		if m.Code == code {
			return m, nil
		}
	}
	return municipality.Municipality{}, fault.New(fault.NotFound, lang.T("kommunen finns inte", "there is no such municipality"))
}

// patrolFile answers with a team's route in a form.
func (v pages) patrolFile(
	mediaType, extension string, write func(w io.Writer, p route.Planned, team int, l lang.Lang) error,
) echo.HandlerFunc {
	return v.patrolled(func(c echo.Context, p opened) error {
		asked := routeAsked{p.town.Slug, p.plan, p.team, 0, api.Lang(p.lang), p.known}
		f, err := v.server.routeFile(c.Request().Context(), asked, mediaType, extension, write)
		if err != nil {
			return err
		}
		return f.write(c.Response())
	})
}

// patrolSheet answers with a team's sheet to print, which leads back to the page.
func (v pages) patrolSheet(c echo.Context, p opened) error {
	ctx := c.Request().Context()
	asked := routeAsked{p.town.Slug, p.plan, p.team, 0, api.Lang(p.lang), p.known}
	f, err := v.server.sheetFile(ctx, asked, v.server.linkOf(c), mediaPDF, "pdf", export.SheetPDF)
	if err != nil {
		return err
	}
	return f.write(c.Response())
}

// linkOf is the address of the link that a request came by; empty where nobody has said how
// people reach the server.
func (s *Server) linkOf(c echo.Context) string {
	public := s.publicURL(c.Request().Context())
	if public == "" {
		return ""
	}
	return PatrolAddress(public, c.Param("token"))
}

// patrolMap answers with a map of a team's route.
func (v pages) patrolMap(c echo.Context, p opened) error {
	asked := pictureAsked{lang: api.Lang(p.lang), known: p.known}
	f, err := v.server.picture(c.Request().Context(), p.town.Slug, export.SVG, asked, v.server.planScene(p.plan, 0))
	if err != nil {
		return err
	}
	return f.write(c.Response())
}
