package httpapi

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"tryggled/internal/fault"
)

// serve serves a town on loopback, with the limits of the real server.
func serve(t *testing.T, town *town) string {
	t.Helper()
	h, _ := town.server(t)
	return "http://" + listen(t, h)
}

func TestServerHasLimits(t *testing.T) {
	t.Parallel()
	s := NewHTTPServer("127.0.0.1:0", http.NotFoundHandler(), slog.New(slog.DiscardHandler))
	for name, limit := range map[string]time.Duration{
		"ReadHeaderTimeout": s.ReadHeaderTimeout, "ReadTimeout": s.ReadTimeout, "WriteTimeout": s.WriteTimeout, "IdleTimeout": s.IdleTimeout,
	} {
		if limit <= 0 || limit > 5*time.Minute {
			t.Errorf("%s: got %v, want a limit", name, limit)
		}
	}
}

// Where one request may run at a time a second is told to come again, and gets its turn
// once the first is done.
func TestAtOnce(t *testing.T) {
	t.Parallel()
	entered, leave := make(chan struct{}), make(chan struct{})
	next := func(echo.Context) error {
		entered <- struct{}{}
		<-leave
		return nil
	}
	context := func() echo.Context {
		return echo.New().NewContext(httptest.NewRequest(http.MethodPost, "/", nil), httptest.NewRecorder())
	}
	handler := atOnce(1, 10*time.Millisecond, next)
	first := make(chan error, 1)
	go func() { first <- handler(context()) }()
	<-entered
	if err := handler(context()); !fault.Is(err, fault.Unavailable) {
		t.Errorf("beside another: got %v, want Unavailable", err)
	}
	leave <- struct{}{}
	if err := <-first; err != nil {
		t.Error(err)
	}
	go func() { first <- handler(context()) }()
	<-entered
	leave <- struct{}{}
	if err := <-first; err != nil {
		t.Errorf("after another: got %v", err)
	}
}

func TestOverTheWire(t *testing.T) {
	t.Parallel()
	town := newTown()
	address := serve(t, town)
	r, err := http.Head(address + base + "/reports")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != 200 || r.Header.Get("Content-Type") != mediaJSON {
		t.Errorf("HEAD: got %d %q", r.StatusCode, r.Header.Get("Content-Type"))
	}
	r, err = http.Post(address+base+"/reports/imports?profile=embrace", "text/csv", io.MultiReader(
		strings.NewReader("a;b\n"), bytes.NewReader(bytes.Repeat([]byte("1;2\n"), 1<<20))))
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if want := 4 + 4<<20; r.StatusCode != 202 || len(town.uploaded) != want {
		t.Errorf("a chunked upload: got %d with %d bytes, want 202 with %d", r.StatusCode, len(town.uploaded), want)
	}
	r, err = http.Post(address+base+"/reports", "application/json", io.LimitReader(endless{}, 64<<20))
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("a body without end: got %d, want 413", r.StatusCode)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return copy(p, bytes.Repeat([]byte(" "), len(p))), nil }

// deadlines notes what upload asks of a connection.
type deadlines struct {
	http.ResponseWriter
	read, write int
}

func (d *deadlines) SetReadDeadline(time.Time) error  { d.read++; return nil }
func (d *deadlines) SetWriteDeadline(time.Time) error { d.write++; return nil }

func TestUploadMayTakeItsTime(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	r, err := http.NewRequest("POST", base+"/reports/imports?profile=embrace", io.MultiReader(strings.NewReader("a;b\n"), strings.NewReader("1;2\n")))
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "localhost"
	r.Header.Set("Content-Type", "text/csv")
	w := &deadlines{ResponseWriter: httptest.NewRecorder()}
	h.ServeHTTP(w, r)
	if w.read < 3 || w.write < 3 {
		t.Errorf("got %d and %d new deadlines, want one for each piece that came", w.read, w.write)
	}
}
