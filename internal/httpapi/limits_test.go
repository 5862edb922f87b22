package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"tryggled/api"
	"tryggled/internal/fault"
	"tryggled/internal/municipality"
)

// slow is a register that answers when its caller's patience ends.
type slow struct{ *town }

func (s slow) BySlug(ctx context.Context, _ string) (municipality.Municipality, error) {
	<-ctx.Done()
	return municipality.Municipality{}, ctx.Err()
}

func TestWorkHasAnEnd(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		method, path string
		want         time.Duration
	}{
		{"GET", "/", readTime},
		{"GET", "/api/v1/municipalities/:municipality/reports", readTime},
		{"GET", "/api/v1/municipalities/:municipality/plans/:plan/map.png", pictureTime},
		{"GET", "/p/:token/map.svg", pictureTime},
		{"POST", "/api/v1/municipalities/:municipality/reports", writeTime},
		{"DELETE", "/api/v1/municipalities/:municipality/keys/:key", writeTime},
		{"POST", api.BasePath + "/municipalities/:municipality/reports/imports", uploadTime},
		{"POST", api.BasePath + "/municipalities/:municipality/overlays/:kind/imports", uploadTime},
	} {
		e := echo.New()
		ec := e.NewContext(httptest.NewRequest(c.method, "/", nil), httptest.NewRecorder())
		ec.SetPath(c.path)
		err := inTime(func(ec echo.Context) error {
			deadline, ok := ec.Request().Context().Deadline()
			if left := time.Until(deadline); !ok || left > c.want || left < c.want-10*time.Second {
				t.Errorf("%s %s: has %v left, want about %v", c.method, c.path, left, c.want)
			}
			return nil
		})(ec)
		if err != nil {
			t.Errorf("%s %s: %v", c.method, c.path, err)
		}
		if c.want > answerTimeout && uploads[c.path] == "" {
			t.Errorf("%s %s: may work longer than its answer may take", c.method, c.path)
		}
	}
}

func TestWhatTakesTooLongIsToldInWords(t *testing.T) {
	t.Parallel()
	h, _ := newTown().serverWith(t, func(s *Server) { s.Municipalities = slow{newTown()} })
	r := httptest.NewRequest("GET", base+"/reports", nil)
	ctx, cancel := context.WithTimeout(r.Context(), 10*time.Millisecond)
	defer cancel()
	r.Host = "localhost"
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r.WithContext(ctx))
	var p struct{ Kind, Detail string }
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(p.Detail, "för lång tid") || w.Header().Get("Retry-After") == "" {
		t.Errorf("got %d, Retry-After %q: %s", w.Code, w.Header().Get("Retry-After"), w.Body)
	}
}

// dripping gives a byte at a time, each after a while on the test's clock.
type dripping struct {
	now   time.Time
	pause time.Duration
	size  int
}

func (d *dripping) Read(p []byte) (int, error) {
	d.now = d.now.Add(d.pause)
	return min(d.size, len(p)), nil
}

func (d *dripping) Close() error { return nil }

// TestUploadsThatDrip are broken off, and slow ones that come along are not.
func TestUploadsThatDrip(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		pause time.Duration
		size  int
		fine  bool
	}{
		{"a byte a minute", 59 * time.Second, 1, false},
		{"a byte a second", time.Second, 1, false},
		{"just under the least rate", time.Second, uploadRate - 1, false},
		{"an old modem", time.Second, 7000, true},
	} {
		body := &dripping{now: time.Now(), pause: c.pause, size: c.size}
		r := httptest.NewRequest("POST", "/", body)
		u := newUpload(echo.New().NewContext(r, httptest.NewRecorder()))
		u.now = func() time.Time { return body.now }
		began := body.now
		_, err := io.CopyN(io.Discard, readerOnly{u}, 1<<21)
		if c.fine != (err == nil) || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want fine %v", c.name, err, c.fine)
		}
		if took := body.now.Sub(began); !c.fine && took > 2*time.Minute {
			t.Errorf("%s: held on for %v", c.name, took)
		}
		if s, ok := errors.AsType[statusError](err); !c.fine && (!ok || s.status != http.StatusRequestTimeout) {
			t.Errorf("%s: got %v, want status 408", c.name, err)
		}
	}
}

type readerOnly struct{ io.Reader }

func TestAnUploadEndsWithItsTime(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	r := httptest.NewRequest("POST", "/", io.NopCloser(endless{})).WithContext(ctx)
	u := newUpload(echo.New().NewContext(r, httptest.NewRecorder()))
	if _, err := u.Read(make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := u.Read(make([]byte, 10)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the end of its time", err)
	}
}
