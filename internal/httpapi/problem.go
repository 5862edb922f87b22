package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tryggled/api"
	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// status is the HTTP status of each kind of error.
var status = map[fault.Kind]int{
	fault.Internal:        http.StatusInternalServerError,
	fault.Invalid:         http.StatusBadRequest,
	fault.NotFound:        http.StatusNotFound,
	fault.Conflict:        http.StatusConflict,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.Forbidden:       http.StatusForbidden,
	fault.Unavailable:     http.StatusServiceUnavailable,
	fault.TooMany:         http.StatusTooManyRequests,
}

// kinds is the name of each kind of error in a problem.
var kinds = map[fault.Kind]api.ProblemKind{
	fault.Internal:        api.ProblemKindInternal,
	fault.Invalid:         api.ProblemKindInvalid,
	fault.NotFound:        api.ProblemKindNotFound,
	fault.Conflict:        api.ProblemKindConflict,
	fault.Unauthenticated: api.ProblemKindUnauthenticated,
	fault.Forbidden:       api.ProblemKindForbidden,
	fault.Unavailable:     api.ProblemKindUnavailable,
	fault.TooMany:         api.ProblemKindTooMany,
}

// statusError is a fault that HTTP has a closer word for than its kind's.
type statusError struct {
	status int
	fault  *fault.Error
}

func (e statusError) Error() string { return e.fault.Error() }
func (e statusError) Unwrap() error { return e.fault }

// refused is a fault of the kind that is told with a status of its own.
func refused(status int, kind fault.Kind, text lang.Text) error {
	return statusError{status, fault.New(kind, text)}
}

const problemType = "application/problem+json"

// problemOf maps an error to the problem that tells it, in a language. Whatever is not a
// fault becomes a plain apology that names the request.
func problemOf(err error, l lang.Lang, request string) api.Problem {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		f = fault.New(fault.Internal, lang.T(
			"Något gick fel i programmet. Försök igen; händer det igen, sök efter %s i loggen.",
			"Something went wrong in the program. Try again; if it happens again, look for %s in the log.", request))
	}
	code := status[f.Kind]
	if s, ok := errors.AsType[statusError](err); ok {
		code = s.status
	}
	p := api.Problem{
		Type: "about:blank", Title: http.StatusText(code), Status: code,
		Kind: kinds[f.Kind], Detail: f.Text.In(l), Instance: instance(request),
	}
	for _, field := range f.Fields {
		p.Errors = append(p.Errors, api.ProblemField{Name: field.Name, Text: field.Text.In(l)})
	}
	return p
}

// instance names one request for the log, as a URI.
func instance(request string) string {
	if request == "" {
		return ""
	}
	return "urn:request:" + request
}

// writeProblem tells an error. A body that has begun cannot be taken back.
func (s *Server) writeProblem(w http.ResponseWriter, r *http.Request, err error) {
	l := lang.Parse(r.Header.Get("Accept-Language"), lang.SV)
	p := problemOf(err, l, w.Header().Get(echo.HeaderXRequestID))
	if p.Status >= http.StatusInternalServerError {
		s.Log.LogAttrs(r.Context(), slog.LevelError, "request failed",
			slog.String("request", w.Header().Get(echo.HeaderXRequestID)), slog.Any("error", err))
	}
	h := w.Header()
	for _, name := range []string{"ETag", "Content-Disposition", "Content-Encoding", "Link"} {
		h.Del(name)
	}
	h.Set("Content-Type", problemType)
	h.Set("Content-Language", string(l))
	h.Set("Cache-Control", "no-store")
	if after := retryAfter(err, p.Status); after > 0 {
		h.Set(echo.HeaderRetryAfter, strconv.Itoa(seconds(after)))
	}
	if p.Status == http.StatusUnauthorized {
		challenge(h, r)
	}
	w.WriteHeader(p.Status)
	if err := json.NewEncoder(w).Encode(p); err != nil {
		s.Log.Debug("problem not sent", "error", err)
	}
}

// challenge says how a program may tell who it is: QGIS and ArcGIS then send the key that
// they keep. A browser is not asked for a name and password: it has a page to sign in on.
func challenge(h http.Header, r *http.Request) {
	h.Add(echo.HeaderWWWAuthenticate, `Bearer realm="Tryggled"`)
	browser := r.Header.Get("Sec-Fetch-Mode") != "" || strings.Contains(r.Header.Get("Accept"), "text/html")
	if strings.HasPrefix(r.URL.Path, api.BasePath) && !browser {
		h.Add(echo.HeaderWWWAuthenticate, `Basic realm="Tryggled", charset="UTF-8"`)
	}
}

// retryAfter is how long to wait before trying again; 0 where waiting does not help.
func retryAfter(err error, status int) time.Duration {
	if l, ok := errors.AsType[later](err); ok {
		return l.after
	}
	if status == http.StatusServiceUnavailable {
		return retrySoon
	}
	return 0
}

// retrySoon is when to come back to a database that did not answer.
const retrySoon = 5 * time.Second

// handleError is Echo's error handler: what a handler returns, and what the router has
// no handler for.
func (s *Server) handleError(err error, c echo.Context) {
	if c.Response().Committed {
		if !errors.Is(err, context.Canceled) {
			s.Log.Error("answer broken off", "route", c.Path(), "error", err)
		}
		return
	}
	s.writeProblem(c.Response(), c.Request(), fromEcho(err, c))
}

// fromEcho gives the router's own errors words.
func fromEcho(err error, c echo.Context) error {
	var he *echo.HTTPError
	if !errors.As(err, &he) || fault.KindOf(err) != fault.Internal {
		return tooLarge(err)
	}
	switch he.Code {
	case http.StatusNotFound:
		return fault.New(fault.NotFound, lang.T(
			"Adressen finns inte här. Vad som finns står i /api/v1/openapi.yaml.",
			"There is nothing at this address. What there is stands in /api/v1/openapi.yaml."))
	case http.StatusMethodNotAllowed:
		allowed := withHead(c.Response().Header().Get(echo.HeaderAllow))
		c.Response().Header().Set(echo.HeaderAllow, allowed)
		return refused(http.StatusMethodNotAllowed, fault.Invalid, lang.T(
			"Adressen tar inte emot %s, bara %s.", "The address does not take %s, only %s.", c.Request().Method, allowed))
	case http.StatusInternalServerError:
		return err
	}
	if cause := tooLarge(he.Internal); fault.KindOf(cause) != fault.Internal {
		return cause
	}
	return statusError{he.Code, fault.Wrap(fault.Invalid, err, lang.T(
		"Anropet kan inte läsas. Jämför det med /api/v1/openapi.yaml.",
		"The request cannot be read. Compare it with /api/v1/openapi.yaml."))}
}

// withHead adds to the methods that the router knows the one that head answers for it.
func withHead(allowed string) string {
	methods := strings.Split(allowed, ", ")
	if slices.Contains(methods, http.MethodGet) && !slices.Contains(methods, http.MethodHead) {
		methods = append(methods, http.MethodHead)
	}
	return strings.Join(methods, ", ")
}

// tooLarge gives words to a body that passed its limit; other errors pass as they are.
func tooLarge(err error) error {
	limit, ok := errors.AsType[*http.MaxBytesError](err)
	if !ok {
		return err
	}
	return refused(http.StatusRequestEntityTooLarge, fault.Invalid, lang.T(
		"Innehållet är större än %d byte. Skicka mindre åt gången; många rapporter eller objekt skickas som en fil till …/imports.",
		"The body is larger than %d bytes. Send less at a time; many reports or objects are sent as a file to …/imports.", limit.Limit))
}
