package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/labstack/echo/v4"

	"tryggled/api"
	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// Authenticator says who sends a request: nobody where it brings nothing. It returns
// Unauthenticated for what it brings in vain, without telling what is wrong with it.
type Authenticator interface {
	Actor(r *http.Request) (identity.Actor, error)
}

// AuditLog takes lines that no transaction tells of.
type AuditLog interface {
	Append(ctx context.Context, code string, e identity.Event) error
}

// need is what an operation asks of whoever calls it, as its x-access says.
type need struct {
	Action     identity.Action     `json:"action"`
	Collection identity.Collection `json:"collection"`
	Open       string              `json:"open"` // why anybody may call it
}

// openRoutes are the addresses outside the description. Each says by itself what it shows
// to whom.
var openRoutes = map[string]bool{
	"GET /":                    true, // only what the asker may read
	"GET /api":                 true,
	"GET /api/v1/openapi.yaml": true,
	"GET /api/v1/openapi.json": true,
}

// bareRoutes are asked by nobody in particular: what they show is the same whoever is signed
// in, and a session that has ended does not keep them from showing it. That of a patrol
// link opens by the token in its address.
var bareRoutes = map[string]bool{
	"GET /assets/page.css":        true,
	"GET /auth/login":             true,
	"GET /auth/callback":          true,
	"POST /auth/logout":           true, // proves by its form that our page sends it
	"GET /p/:token":               true,
	"GET /p/:token/route.gpx":     true,
	"GET /p/:token/route.geojson": true,
	"GET /p/:token/route.txt":     true,
	"GET /p/:token/route.kml":     true,
	"GET /p/:token/route.ics":     true,
	"GET /p/:token/sheet.pdf":     true,
	"GET /p/:token/map.svg":       true,
	"POST /p/:token/log":          true,
}

// needs reads what each operation asks for. It fails where one asks for nothing, or for
// what no role may do: a new operation needs a row in identity's table.
func needs(doc *openapi3.T) (map[string]need, error) {
	all := map[string]need{}
	for path, item := range doc.Paths.Map() {
		for method, operation := range item.Operations() {
			n, err := needOf(operation)
			if err != nil {
				return nil, fmt.Errorf("%s %s: %w", method, path, err)
			}
			all[method+" "+echoPath(path, item)] = n
		}
	}
	return all, nil
}

func needOf(operation *openapi3.Operation) (n need, err error) {
	body, err := json.Marshal(operation.Extensions["x-access"])
	if err != nil {
		return n, err
	}
	if err := json.Unmarshal(body, &n); err != nil {
		return n, fmt.Errorf("read x-access: %w", err)
	}
	if n.Open == "" && len(identity.RolesFor(n.Action, n.Collection)) == 0 {
		return n, fmt.Errorf("no role may %q %q: add a row to the table of access", n.Action, n.Collection)
	}
	return n, nil
}

// checkRoutes fails for an address that nobody has said who may call.
func checkRoutes(e *echo.Echo, all map[string]need) error {
	for _, r := range e.Routes() {
		name := r.Method + " " + r.Path
		if _, described := all[name]; !described && !openRoutes[name] && !bareRoutes[name] {
			return fmt.Errorf("%s: neither described with x-access nor among the open routes", name)
		}
	}
	return nil
}

// authorised lets a request through to what its actor may do, with the access in its
// context. Whoever is refused learns only whether to sign in.
func (s *Server) authorised(all map[string]need) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			name := c.Request().Method + " " + c.Path()
			n, described := all[name]
			if bareRoutes[name] {
				return next(c)
			}
			if !described && !openRoutes[name] {
				return next(c) // no such address: the router says so
			}
			actor, proof, err := s.who(c)
			if err != nil {
				return err
			}
			if err := s.gate.byActor(actor); err != nil {
				return err
			}
			ctx := withAsked(c.Request().Context(), func(a *asked) { a.actor, a.proof = actor, proof })
			if described && n.Open == "" {
				ctx, err = s.enter(ctx, c, actor, n)
			} else {
				err = s.keyUsed(ctx, c, actor)
			}
			if err != nil {
				return err
			}
			c.SetRequest(c.Request().WithContext(ctx))
			return errors.Join(next(c), s.untold(ctx))
		}
	}
}

// enter decides whether an actor may do what an operation needs in the municipality that
// the path names.
func (s *Server) enter(ctx context.Context, c echo.Context, actor identity.Actor, n need) (context.Context, error) {
	m, err := s.Municipalities.BySlug(ctx, c.Param("municipality"))
	if fault.Is(err, fault.NotFound) && actor.Way == identity.ByNobody {
		return ctx, errStranger // which municipalities there are is told to those who are in
	}
	if err != nil {
		return ctx, err
	}
	access, err := actor.Allow(m.Code, m.Open, n.Action, n.Collection, s.now())
	if err != nil {
		return ctx, s.denied(ctx, m, actor, s.event(c, actor, n), err)
	}
	ctx = withAsked(ctx, func(a *asked) { a.municipality, a.event = m, s.event(c, actor, n) })
	return s.entered(ctx, c, access), nil
}

// also is a context in which the asker reads another collection than the operation is about,
// by the rule for that one, which leaves a line of its own; it tells whether the asker may.
func (s *Server) also(ctx context.Context, m municipality.Municipality, of identity.Collection) (context.Context, identity.Access, bool) {
	access, err := ask(ctx).actor.Allow(m.Code, m.Open, identity.Read, of, s.now())
	if err != nil {
		return ctx, access, false
	}
	if !access.Rule.Logged && access.Actor.Way != identity.ByKey {
		return identity.Enter(ctx, access, nil), access, true
	}
	event := ask(ctx).event
	event.Role, event.Action, event.Collection = access.Role, identity.Read, of
	return identity.Enter(ctx, access, &event), access, true
}

// entered is a context with an access, and with the line that its rule leaves in the audit
// log. Each use of a key leaves one.
func (s *Server) entered(ctx context.Context, c echo.Context, a identity.Access) context.Context {
	if !a.Rule.Logged && a.Actor.Way != identity.ByKey {
		return identity.Enter(ctx, a, nil)
	}
	event := s.event(c, a.Actor, need{Action: a.Rule.Action, Collection: a.Rule.Collection})
	event.Role = a.Role
	return identity.Enter(ctx, a, &event)
}

// keyUsed writes down that a key was used for what is open to anybody.
func (s *Server) keyUsed(ctx context.Context, c echo.Context, actor identity.Actor) error {
	if actor.Way != identity.ByKey || s.Audit == nil {
		return nil
	}
	g := actor.Grants[0]
	event := s.event(c, actor, need{Action: identity.Read, Collection: identity.Municipality})
	event.Role = g.Role
	return s.Audit.Append(ctx, g.Municipality, event)
}

// untold writes down the use of a key or link that no transaction told of, since nothing
// was read from the municipality's tables: the answer was known, unchanged, or no.
func (s *Server) untold(ctx context.Context) error {
	e, waits := identity.TakeEvent(ctx)
	if !waits || e.Way != identity.ByKey && e.Way != identity.ByLink || s.Audit == nil {
		return nil
	}
	return s.Audit.Append(context.WithoutCancel(ctx), ask(ctx).municipality.Code, e)
}

// denied writes down what somebody known tried in vain. Strangers are counted by the log
// of the program alone: they must not be able to fill a municipality's audit log.
func (s *Server) denied(ctx context.Context, m municipality.Municipality, actor identity.Actor, e identity.Event, why error) error {
	if actor.Way == identity.ByNobody || s.Audit == nil {
		return why
	}
	e.Denied = true
	e.Role, _ = actor.RoleIn(m.Code)
	if err := s.Audit.Append(ctx, m.Code, e); err != nil {
		return fmt.Errorf("write down what was refused: %w", err)
	}
	return why
}

// errStranger is what Allow tells nobody in a municipality that is there.
var errStranger = fault.New(fault.Unauthenticated, lang.T("logga in först", "sign in first"))

// maxReason and maxWhat bound what the audit log takes from a request, in bytes.
const (
	maxReason = 500
	maxWhat   = 1000
)

// reasonHeader is where a client may say why it asks, for the audit log.
const reasonHeader = "X-Reason"

func (s *Server) event(c echo.Context, actor identity.Actor, n need) identity.Event {
	r := c.Request()
	address, _ := netip.ParseAddr(c.RealIP())
	return identity.Event{
		Actor: actor.ID, Way: actor.Way, Action: n.Action, Collection: n.Collection,
		What:    cut(secrets.ReplaceAllString(strings.TrimPrefix(r.URL.RequestURI(), api.BasePath), "REDACTED"), maxWhat),
		Address: address, Reason: cut(r.Header.Get(reasonHeader), maxReason),
		Request: c.Response().Header().Get(echo.HeaderXRequestID),
	}
}

// secrets are keys of ours and tokens that somebody has put into an address by mistake.
var secrets = regexp.MustCompile(`tryggled_[\w.%-]+|eyJ[\w.-]+`)

// cut shortens a text from outside to a number of bytes, and makes it text that the
// database takes.
func cut(s string, most int) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "�"), "\x00", "�")
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}

func (s *Server) now() time.Time {
	if s.Now == nil {
		return time.Now()
	}
	return s.Now()
}

// municipality is the one that the path names, found when the request was let in. That a
// handler reads another name than was decided about would be a mistake of ours.
func (s *Server) municipality(ctx context.Context, slug string) (municipality.Municipality, error) {
	m := ask(ctx).municipality
	if m.Slug != slug {
		return municipality.Municipality{}, fmt.Errorf("let in to %q, not to %q", m.Slug, slug)
	}
	return m, nil
}
