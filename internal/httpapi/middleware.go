package httpapi

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"time"

	"github.com/labstack/echo/v4"

	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// contentPolicy lets a page load its own styles and pictures and nothing else: no script
// at all, no frame around it.
const contentPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// picturePolicy is for a drawing opened by itself, which carries its styles within.
const picturePolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'none'"

// permissions switches off what no page here uses, should foreign script ever run in one.
const permissions = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"

// twoYears has browsers use nothing but TLS with this host. Subdomains are not ours to
// decide about.
const twoYears = "max-age=63072000"

// headers are set on every answer; a handler may replace them.
func (s *Server) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("Permissions-Policy", permissions)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		h.Add("Vary", "Accept-Language")
		h.Set(echo.HeaderXRequestID, rand.Text()[:12])
		if s.Proxies.secure(r) {
			h.Set("Strict-Transport-Security", twoYears)
		}
		next.ServeHTTP(w, r)
	})
}

// head answers HEAD as GET without the body.
func head(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		get := r.Clone(r.Context())
		get.Method = http.MethodGet
		next.ServeHTTP(bodiless{w}, get)
	})
}

// bodiless drops what is written.
type bodiless struct{ http.ResponseWriter }

func (bodiless) Write(b []byte) (int, error) { return len(b), nil }

// Unwrap lets http.ResponseController find the connection.
func (b bodiless) Unwrap() http.ResponseWriter { return b.ResponseWriter }

// recovered turns a panic in a handler into an error, logged with its stack. A handler
// that panics to break off its answer is left to.
func (s *Server) recovered(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if cause, ok := p.(error); ok && errors.Is(cause, http.ErrAbortHandler) {
				panic(p)
			}
			s.Log.Error("panic", "route", c.Path(), "value", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", p)
		}()
		return next(c)
	}
}

// logged writes one line per request: the route's template, never its values.
func (s *Server) logged(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		began := time.Now()
		err := next(c)
		if err != nil {
			c.Error(err) // told here, so that the line has the status
		}
		s.Log.LogAttrs(c.Request().Context(), slog.LevelInfo, "request",
			slog.String("request", c.Response().Header().Get(echo.HeaderXRequestID)),
			slog.String("method", c.Request().Method),
			slog.String("route", c.Path()),
			slog.String("municipality", ask(c.Request().Context()).municipality.Slug),
			slog.Int("status", c.Response().Status),
			slog.Int64("bytes", c.Response().Size),
			slog.Float64("ms", float64(time.Since(began).Microseconds())/1000),
		)
		return nil
	}
}

// asked is what handlers want to know of a request beside its parameters.
type asked struct {
	lang         lang.Lang
	url          *url.URL
	host         string // that the request names
	actor        identity.Actor
	proof        string                    // that writes of the actor's session must bring; empty where there is none
	municipality municipality.Municipality // that the path names; zero where it names none
	event        identity.Event            // the line of the audit log that is asked for
}

type askedKey struct{}

// remembered keeps the request's language and address in its context.
func remembered(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		a := asked{lang: lang.Parse(r.Header.Get("Accept-Language"), lang.SV), url: r.URL, host: r.Host}
		c.SetRequest(r.WithContext(context.WithValue(r.Context(), askedKey{}, a)))
		return next(c)
	}
}

// withAsked changes what is remembered from here on.
func withAsked(ctx context.Context, change func(*asked)) context.Context {
	a := ask(ctx)
	change(&a)
	return context.WithValue(ctx, askedKey{}, a)
}

// ask returns what remembered kept.
func ask(ctx context.Context) asked {
	a, _ := ctx.Value(askedKey{}).(asked)
	return a
}
