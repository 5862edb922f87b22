package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"tryggled/internal/auth"
	"tryggled/internal/fault"
	"tryggled/internal/httpapi"
	"tryggled/internal/lang"
)

// CheckAddr refuses an address that others than this machine could reach: without an
// identity provider whoever reaches the server is its coordinator.
func CheckAddr(addr string) error { return httpapi.CheckLocalAddr(addr) }

// lastRequests is how long requests under way may go on when the server is told to end.
const lastRequests = 10 * time.Second

// Listen takes an address for Serve. It returns Invalid for one that is not this
// machine's alone and Unavailable for one that is taken.
func Listen(ctx context.Context, addr string) (net.Listener, error) {
	if err := CheckAddr(addr); err != nil {
		return nil, err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, lang.T(
			"det går inte att lyssna på %s (%v); välj en annan adress med --addr, som 127.0.0.1:8081",
			"it is not possible to listen on %s (%v); choose another address with --addr, such as 127.0.0.1:8081", addr, cause(err)))
	}
	return listener, nil
}

// Serve answers requests until ctx ends, then lets those under way finish. It closes the
// listener.
func (a *App) Serve(ctx context.Context, listener net.Listener) error {
	handler, err := a.api().Handler()
	if err != nil {
		return fmt.Errorf("set up the API: %w", err)
	}
	server := httpapi.NewHTTPServer(listener.Addr().String(), handler, a.Log)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
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

func (a *App) api() *httpapi.Server {
	return &httpapi.Server{
		Municipalities: a.Municipalities,
		Reports:        a.Reports,
		Imports:        a.Imports,
		Tasks:          a.DB.Tasks(),
		Overlays:       a.DB.Overlays(),
		Streets:        a.DB.Streets(),
		Analyser:       a.Hotspots,
		Analyses:       a.DB.Hotspots(),
		Planner:        a.Routes,
		Plans:          a.DB.Routes(),
		Ready:          a.DB.Ready,
		Version:        CodeVersion(),
		Log:            a.Log,
		Auth:           auth.Local{},
		Audit:          a.DB.Audit(),
		Now:            a.Now,
		Local:          true,
	}
}
