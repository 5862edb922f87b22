package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// Limits of a request.
const (
	maxBody        = 1 << 20 // bytes of any body but an upload
	maxHeader      = 64 << 10
	headerTimeout  = 10 * time.Second
	requestTimeout = 60 * time.Second // to read a request that is no upload
	answerTimeout  = 2 * time.Minute  // to write an answer
	idleTimeout    = 2 * time.Minute
	uploadStall    = 60 * time.Second // longest silence within an upload
	maxUploads     = 8                // at a time: each keeps a connection to the database
	uploadWait     = 30 * time.Second // for one's turn to upload
)

// NewHTTPServer serves a handler at an address with limits on what a client may hold up.
func NewHTTPServer(addr string, handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Addr:              addr,
		Handler:           handler,
		MaxHeaderBytes:    maxHeader,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       requestTimeout,
		WriteTimeout:      answerTimeout,
		IdleTimeout:       idleTimeout,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

// limited bounds the body of every request but an upload.
func limited(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if r := c.Request(); c.Path() != importsPath && r.Body != nil {
			r.Body = http.MaxBytesReader(c.Response(), r.Body, maxBody)
		}
		return next(c)
	}
}

// atOnce lets most requests through at a time. Others wait for their turn, and are told to
// come again where it does not come.
func atOnce(most int, wait time.Duration, next echo.HandlerFunc) echo.HandlerFunc {
	turns := make(chan struct{}, most)
	return func(c echo.Context) error {
		patience, cancel := context.WithTimeout(c.Request().Context(), wait)
		defer cancel()
		select {
		case turns <- struct{}{}:
			defer func() { <-turns }()
			return next(c)
		case <-patience.Done():
			return fault.New(fault.Unavailable, lang.T(
				"%d filer laddas redan upp. Försök igen om en stund.",
				"%d files are being uploaded already. Try again in a while.", most))
		}
	}
}

// upload moves a connection's deadlines on as bytes arrive, so that a large file may take
// its time but a silent client may not.
type upload struct {
	*http.Request
	control *http.ResponseController
}

func (u upload) Read(p []byte) (int, error) {
	u.extend()
	return u.Body.Read(p)
}

// extend gives the client another while. Where there is no connection to set a deadline
// on there is nothing to extend.
func (u upload) extend() {
	now := time.Now()
	_ = u.control.SetReadDeadline(now.Add(uploadStall))
	_ = u.control.SetWriteDeadline(now.Add(answerTimeout))
}
