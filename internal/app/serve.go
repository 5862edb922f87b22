package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	"tryggled/internal/auth"
	"tryggled/internal/config"
	"tryggled/internal/fault"
	"tryggled/internal/httpapi"
	"tryggled/internal/lang"
)

// warnOfKey tells the log of a private key that others on the machine may read.
func (a *App) warnOfKey(file string) {
	info, err := os.Stat(file)
	if err != nil {
		return // there is none, or the certificate would not have been read
	}
	if warning := config.OpenToOthers(file, info.Mode()); warning != (lang.Text{}) {
		a.Log.Warn(warning.EN)
	}
}

// lastRequests is how long requests under way may go on when the server is told to end.
const lastRequests = 10 * time.Second

// Door is where the server is reached: an address that is taken, and what is known of
// those who come by it.
type Door struct {
	net.Listener
	settings config.Serve
	tls      *tls.Config // nil where the server does not encrypt by itself
	public   *url.URL    // nil where the settings name none
	proxies  httpapi.Proxies
	log      *slog.Logger // of the program that serves by it
}

// URL is where the server answers.
func (d *Door) URL() string {
	switch {
	case d.public != nil:
		return d.public.String()
	case d.tls != nil:
		return "https://" + d.Addr().String()
	}
	return "http://" + d.Addr().String()
}

// CheckServe returns Invalid for settings that do not go together, or would let in more
// than is safe.
func CheckServe(s config.Serve) error {
	_, err := door(s)
	return err
}

func door(s config.Serve) (*Door, error) {
	d := &Door{settings: s, log: slog.New(slog.DiscardHandler)}
	var err error
	if s.PublicURL != "" {
		if d.public, err = httpapi.ParsePublicURL(s.PublicURL); err != nil {
			return nil, err
		}
	}
	if d.proxies, err = httpapi.ParseProxies(s.Proxies); err != nil {
		return nil, err
	}
	if err := checkSignIn(s); err != nil {
		return nil, err
	}
	if d.tls, err = certificate(s.TLSCert, s.TLSKey, d.staleCertificate); err != nil {
		return nil, err
	}
	return d, httpapi.CheckAddr(s.Addr, httpapi.Door{SignIn: signIn(s), TLS: d.tls != nil, Proxies: d.proxies.Named()})
}

// staleCertificate tells that a certificate that was renewed cannot be used.
func (d *Door) staleCertificate(err error) {
	d.log.Error("the certificate has changed and is no good: the one before goes on", "error", err)
}

// Listen takes an address for Serve. It returns Invalid for settings that would let in
// more than is safe, and Unavailable for an address that is taken.
func Listen(ctx context.Context, s config.Serve) (*Door, error) {
	d, err := door(s)
	if err != nil {
		return nil, err
	}
	d.Listener, err = new(net.ListenConfig).Listen(ctx, "tcp", s.Addr)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, lang.T(
			"det går inte att lyssna på %s (%v); välj en annan adress med --addr, som 127.0.0.1:8081",
			"it is not possible to listen on %s (%v); choose another address with --addr, such as 127.0.0.1:8081", s.Addr, cause(err)))
	}
	return d, nil
}

// Serve answers requests until ctx ends, then lets those under way finish. It closes the
// door.
func (a *App) Serve(ctx context.Context, d *Door) error {
	d.log = a.Log
	handler, err := a.handler(ctx, d)
	if err != nil {
		return errors.Join(fmt.Errorf("set up the API: %w", err), d.Close())
	}
	server := httpapi.NewHTTPServer(d.Addr().String(), handler, a.Log)
	server.TLSConfig = d.tls
	a.warnOfKey(d.settings.TLSKey)
	ended := make(chan error, 1)
	go func() {
		if d.tls != nil {
			ended <- server.ServeTLS(d, "", "") // the certificate is in the settings
			return
		}
		ended <- server.Serve(d)
	}()
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastRequests)
	defer cancel()
	if err := server.Shutdown(last); err != nil {
		err = errors.Join(err, server.Close())
		return fmt.Errorf("stop serving: %w", err)
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (a *App) handler(ctx context.Context, d *Door) (http.Handler, error) {
	s := a.api(d)
	if signIn(d.settings) {
		service, err := a.signInService(ctx, d.settings)
		if err != nil {
			return nil, err
		}
		s.Auth, s.SignIn = service, service
	}
	return s.Handler()
}

func (a *App) api(d *Door) *httpapi.Server {
	return &httpapi.Server{
		Municipalities: a.Municipalities,
		Reports:        a.Reports,
		Imports:        a.Imports,
		Tasks:          a.DB.Tasks(),
		Overlays:       a.DB.Overlays(),
		Surroundings:   a.Overlays,
		Works:          a.Measures,
		Streets:        a.DB.Streets(),
		Analyser:       a.Hotspots,
		Analyses:       a.DB.Hotspots(),
		Planner:        a.Routes,
		Patrols:        a.Patrols,
		Keys:           a.Keys(),
		Links:          a.Links(),
		Tokens:         a.Tokens(),
		Cells:          a.Cells,
		Retention:      a.Retention,
		Persons:        a.Persons,
		Erasures:       a.Erasures,
		Disclosures:    a.Disclosures,
		Ready:          a.DB.Ready,
		Version:        CodeVersion(),
		Log:            a.Log,
		Auth:           auth.Local{},
		Audit:          a.DB.Audit(),
		AuditLines:     a.DB.Audit(),
		Now:            a.Now,
		Local:          !signIn(d.settings),
		Public:         d.public,
		Proxies:        d.proxies,
		Rates:          d.settings.Rates(),
	}
}
