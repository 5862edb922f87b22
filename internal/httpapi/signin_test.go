package httpapi

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"tryggled/internal/identity"
)

// openDoor is an identity provider that lets in whoever comes back from it.
type openDoor struct{ strangers }

func (openDoor) Visit(http.ResponseWriter, *http.Request) (identity.Actor, string, error) {
	return identity.Nobody(), "", nil
}

func (openDoor) Begin(http.ResponseWriter, *http.Request, string) (string, error) { return "/", nil }

func (openDoor) Finish(w http.ResponseWriter, _ *http.Request) (identity.Actor, string, error) {
	http.SetCookie(w, &http.Cookie{Name: "tryggled", Value: "opens a session"})
	return identity.Actor{ID: "oidc:1", Way: identity.BySession, Grants: []identity.Grant{{Municipality: koping.Code, Role: identity.Police}}}, "/", nil
}

func (openDoor) End(http.ResponseWriter, *http.Request) (string, error) { return "/", nil }

func (openDoor) SignOutAddress() string { return "" }

// fullLog is an audit log that takes no more lines.
type fullLog struct{}

var errFull = errors.New("the disk is full")

func (fullLog) Append(context.Context, string, identity.Event) error { return errFull }

func TestNobodyIsInWithoutALineInTheAuditLog(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		log     func(*town) AuditLog
		status  int
		cookies int
	}{
		"written down":   {func(town *town) AuditLog { return town.entrance }, http.StatusSeeOther, 1},
		"no line is had": {func(*town) AuditLog { return fullLog{} }, http.StatusInternalServerError, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			town := newTown()
			h, _ := town.serverWith(t, func(s *Server) { s.SignIn, s.Audit = openDoor{}, tt.log(town) })
			w := callRaw(h, http.MethodGet, callbackPath+"?code=1&state=2")
			if got := w.Result().Cookies(); w.Code != tt.status || len(got) != tt.cookies {
				t.Errorf("got %d with the cookies %v, want %d with %d", w.Code, got, tt.status, tt.cookies)
			}
		})
	}
}
