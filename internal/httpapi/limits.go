package httpapi

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strings"
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
	uploadGrace    = 60 * time.Second // of waiting, from which an upload must have the least rate
	uploadRate     = 4 << 10          // bytes a second of waiting
	maxUploads     = 8                // at a time: each keeps a connection to the database
	uploadWait     = 30 * time.Second // for one's turn to upload
	maxTracks      = 4                // matched at a time
	maxPlanning    = 4                // plans made at a time: each keeps a processor busy
	planWait       = 10 * time.Second // for one's turn to plan
)

// How long the work of a request may take. What is left of it is also the longest that a
// statement of its may run in the database.
const (
	readTime    = 15 * time.Second
	pictureTime = 60 * time.Second
	writeTime   = 30 * time.Second
	uploadTime  = time.Hour
)

// reckoned are parts of routes whose answers are worked out when they are asked for.
var reckoned = []string{"/worklists/", "/what-if", "/camera-dossier", "/exposure"}

// drawn are the endings of routes whose answers hold a drawing. The page of a patrol link does.
var drawn = []string{".png", ".svg", "/sheet.html", "/sheet.pdf", "/p/:token"}

// timeFor is how long a route's work may take.
func timeFor(method, path string) time.Duration {
	switch {
	case uploads[path] != "":
		return uploadTime
	case slices.ContainsFunc(drawn, func(form string) bool { return strings.HasSuffix(path, form) }), slices.ContainsFunc(reckoned, func(part string) bool { return strings.Contains(path, part) }):
		return pictureTime
	case method == http.MethodGet:
		return readTime
	}
	return writeTime
}

// inTime gives the work of each request an end.
func inTime(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		ctx, cancel := context.WithTimeout(r.Context(), timeFor(r.Method, c.Path()))
		defer cancel()
		c.SetRequest(r.WithContext(ctx))
		return tooSlow(next(c))
	}
}

// tooSlow gives words to work that was not done in time; other errors pass as they are.
func tooSlow(err error) error {
	if !errors.Is(err, context.DeadlineExceeded) || fault.KindOf(err) != fault.Internal {
		return err
	}
	return fault.Wrap(fault.Unavailable, err, lang.T(
		"Det tog för lång tid. Fråga efter mindre åt gången, eller försök igen om en stund.",
		"It took too long. Ask for less at a time, or try again in a while."))
}

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
		// Every request comes to the handler, also OPTIONS *.
		DisableGeneralOptionsHandler: true,
	}
}

// limited bounds the body of every request but an upload.
func limited(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if r := c.Request(); uploads[c.Path()] == "" && r.Body != nil {
			r.Body = http.MaxBytesReader(c.Response(), r.Body, maxBody)
		}
		return next(c)
	}
}

// atOnce lets most uploads through at a time. Others wait for their turn, and are told to
// come again where it does not come.
func atOnce(most int, wait time.Duration, next echo.HandlerFunc) echo.HandlerFunc {
	return turns(most, wait, lang.T(
		"%d filer laddas redan upp. Försök igen om en stund.",
		"%d files are being uploaded already. Try again in a while.", most))(next)
}

// inTurn is the same for plans that are made, whichever address asks for them.
func inTurn(most int, wait time.Duration) echo.MiddlewareFunc {
	return turns(most, wait, lang.T(
		"%d planer görs redan. Försök igen om en stund.", "%d plans are being made already. Try again in a while.", most))
}

func turns(most int, wait time.Duration, busy lang.Text) echo.MiddlewareFunc {
	taken := make(chan struct{}, most)
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			patience, cancel := context.WithTimeout(c.Request().Context(), wait)
			defer cancel()
			select {
			case taken <- struct{}{}:
				defer func() { <-taken }()
				return next(c)
			case <-patience.Done():
				return later{fault.New(fault.Unavailable, busy), wait}
			}
		}
	}
}

// upload moves a connection's deadlines on as bytes arrive, so that a large file may take
// its time but a silent client may not, nor one that drips. Only the time spent waiting for
// bytes counts: that the server is slow to store them is not the client's fault.
type upload struct {
	*http.Request
	control *http.ResponseController
	now     func() time.Time
	waited  time.Duration
	came    int64 // bytes
}

func newUpload(c echo.Context) *upload {
	return &upload{Request: c.Request(), control: http.NewResponseController(c.Response()), now: time.Now}
}

func (u *upload) Read(p []byte) (int, error) {
	if err := u.Context().Err(); err != nil {
		return 0, err
	}
	u.extend()
	began := u.now()
	n, err := u.Body.Read(p)
	u.waited += u.now().Sub(began)
	u.came += int64(n)
	if u.waited > uploadGrace && float64(u.came) < u.waited.Seconds()*uploadRate || errors.Is(err, os.ErrDeadlineExceeded) {
		return n, refused(http.StatusRequestTimeout, fault.Invalid, lang.T(
			"Filen kommer för långsamt: %d byte på %d s. Skicka den från en bättre uppkoppling, eller packad med gzip.",
			"The file arrives too slowly: %d bytes in %d s. Send it over a better connection, or packed with gzip.",
			u.came, seconds(u.waited)))
	}
	return n, err
}

// extend gives the client another while. Where there is no connection to set a deadline
// on there is nothing to extend.
func (u *upload) extend() {
	now := time.Now()
	_ = u.control.SetReadDeadline(now.Add(uploadStall))
	_ = u.control.SetWriteDeadline(now.Add(answerTimeout))
}
