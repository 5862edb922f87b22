package app_test

import (
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"tryggled/internal/app"
	"tryggled/internal/auth/authtest"
	"tryggled/internal/config"
	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/postgres/pgtest"
)

// entered is a served program that people sign in to, and a browser.
type entered struct {
	*http.Client
	app      *app.App
	provider *authtest.Provider
	url      string
	access   string // the file
	slug     string
}

func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func serveSignIn(t *testing.T) *entered {
	t.Helper()
	e := &entered{provider: authtest.New(t), access: filepath.Join(t.TempDir(), "access.yaml")}
	urls := pgtest.New(t)
	o := options(t, "")
	o.Config.DatabaseURL, o.Config.ClientSecret = config.NewSecret(urls.App), config.NewSecret(authtest.ClientSecret)
	o.Config.Master = config.NewSecret(strings.Repeat("5e", 32))
	a, err := app.Open(within(t), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	m := pgtest.Add(t, a.DB)
	e.app, e.slug = a, m.Slug
	write(t, e.access, `[{group: coordinators, role: coordinator, municipality: "`+m.Code+`"}, {group: walkers, role: night_walker, municipality: "`+m.Code+`"}]`)
	addr := freeAddr(t)
	e.url = "http://" + strings.Replace(addr, "127.0.0.1", "localhost", 1)
	s := config.Serve{Addr: addr, PublicURL: e.url}
	s.Issuer, s.ClientID, s.Audience, s.Access = e.provider.URL, authtest.ClientID, authtest.Audience, e.access
	serveWith(t, a, s)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	e.Client = &http.Client{Jar: jar}
	return e
}

// ask sends a request; headers are names and values by turns.
func (e *entered) ask(t *testing.T, method, path, body string, headers ...string) (status int, content string, h http.Header) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, e.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept-Language", "en")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := e.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text), answer.Header
}

func (e *entered) wants(t *testing.T, want int, method, path, body string, headers ...string) string {
	t.Helper()
	status, content, _ := e.ask(t, method, path, body, headers...)
	if status != want {
		t.Fatalf("%s %s: got %d, want %d\n%s", method, path, status, want, content)
	}
	return content
}

var proofIn = regexp.MustCompile(`"csrf":"([^"]+)"`)

// TestPeopleSignIn goes the whole way in a browser: in, reading, writing, out.
func TestPeopleSignIn(t *testing.T) {
	e := serveSignIn(t)
	reports := "/api/v1/municipalities/" + e.slug + "/reports"
	e.wants(t, 401, "GET", reports, "")
	if page := e.wants(t, 200, "GET", "/", ""); !strings.Contains(page, `href="/auth/login?return=/`) || strings.Contains(page, e.slug) {
		t.Errorf("the page for strangers: %s", page)
	}
	page := e.wants(t, 200, "GET", "/auth/login", "")
	if !strings.Contains(page, "Prov Provsson") || !strings.Contains(page, `action="/auth/logout"`) {
		t.Fatalf("the page for a coordinator: %s", page)
	}
	e.wants(t, 200, "GET", reports, "")
	me := e.wants(t, 200, "GET", "/api/v1/me", "")
	proof := proofIn.FindStringSubmatch(strings.ReplaceAll(me, " ", ""))
	if proof == nil || !strings.Contains(me, "coordinator") {
		t.Fatalf("/me says %s", me)
	}
	report := `{"source":"embrace","category":"graffiti","from":"2026-02-01T21:00","to":"2026-02-01T22:00","lon":15.99,"lat":59.51,
		"accuracy_m":10,"reporter_kind":"citizen","text":"klotter","exercise":true}`
	e.wants(t, 403, "POST", reports, report)
	e.wants(t, 403, "POST", reports, report, "X-CSRF-Token", "x"+proof[1])
	e.wants(t, 201, "POST", reports, report, "X-CSRF-Token", proof[1])
	e.wants(t, 401, "GET", "/api/v1/me", "", "Authorization", "Bearer x.y.z") // beside the cookie

	form := []string{"Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "same-origin"}
	e.wants(t, 403, "POST", "/auth/logout", "", form...)
	e.wants(t, 200, "POST", "/auth/logout", url.Values{"csrf": {proof[1]}}.Encode(), form...)
	e.wants(t, 401, "GET", reports, "")
	e.audited(t)
}

// audited checks that the sign-in stands in the audit log, once, with where it came from.
func (e *entered) audited(t *testing.T) {
	t.Helper()
	m, err := e.app.Municipalities.BySlug(within(t), e.slug)
	if err != nil {
		t.Fatal(err)
	}
	ctx := identity.Enter(t.Context(), identity.Access{Rule: identity.Rule{Collection: identity.Audit}}, nil)
	lines, err := e.app.DB.Audit().List(ctx, m.Code, identity.AuditFilter{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var told []identity.AuditLine
	for _, l := range lines {
		if l.Action == "sign_in" {
			told = append(told, l)
		}
	}
	if len(told) != 1 || told[0].Denied || !strings.HasPrefix(told[0].Actor, "oidc:") || !told[0].Address.IsLoopback() {
		t.Errorf("sign-ins in the audit log: %+v, want one", told)
	}
}

func TestProgramsBringTokens(t *testing.T) {
	e := serveSignIn(t)
	me := func(want int, token string) string {
		t.Helper()
		return e.wants(t, want, "GET", "/api/v1/me", "", "Authorization", "Bearer "+token)
	}
	if got := me(200, e.provider.Sign(t, e.provider.Claims())); !strings.Contains(got, "coordinator") || strings.Contains(got, "csrf") {
		t.Errorf("/me says %s", got)
	}
	stale := e.provider.Claims()
	stale["exp"] = time.Now().Add(-time.Minute).Unix()
	me(401, e.provider.Sign(t, stale))
	two := e.provider.Claims()
	two["groups"] = []string{"coordinators", "walkers"}
	if got := me(403, e.provider.Sign(t, two)); !strings.Contains(got, "two roles") {
		t.Errorf("two roles: %s", got)
	}
}

func TestAccessFileIsReadAgain(t *testing.T) {
	e := serveSignIn(t)
	e.wants(t, 200, "GET", "/auth/login", "")
	changed := func(content string) {
		t.Helper()
		write(t, e.access, content)
		later := time.Now().Add(time.Hour)
		if err := os.Chtimes(e.access, later, later); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2100 * time.Millisecond) // the file is looked at every two seconds
	}
	changed(`[{group: coordinators, role: emperor, municipality: "1"}]`)
	e.wants(t, 200, "GET", "/api/v1/me", "")
	write(t, e.access, "- {group: walkers, role: night_walker, municipality: x}")
	time.Sleep(2100 * time.Millisecond)
	e.wants(t, 401, "GET", "/api/v1/me", "")
	if page := e.wants(t, 403, "GET", "/auth/login", ""); !strings.Contains(page, "no role in Tryggled") {
		t.Errorf("the page: %s", page)
	}
}

func TestSettingsOfSigningIn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	good, bad := filepath.Join(dir, "good"), filepath.Join(dir, "bad")
	write(t, good, `[{group: a, role: police, municipality: "1983"}]`)
	write(t, bad, "- {group: a, role: police}\n")
	with := func(issuer, access, addr string) config.Serve {
		s := config.Serve{Addr: addr, PublicURL: "https://trygg.example"}
		s.Issuer, s.Access = issuer, access
		return s
	}
	const issuer, loopback = "https://login.example", "127.0.0.1:0"
	if err := app.CheckServe(with(issuer, good, loopback)); err != nil {
		t.Errorf("good settings: %v", err)
	}
	for name, s := range map[string]config.Serve{
		"no access file":           with(issuer, "", loopback),
		"one that is not there":    with(issuer, filepath.Join(dir, "none"), loopback),
		"one that is wrong":        with(issuer, bad, loopback),
		"an access file alone":     with("", good, loopback),
		"reached by all, in clear": with(issuer, good, "0.0.0.0:0"),
	} {
		if err := app.CheckServe(s); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want invalid", name, err)
		}
	}
}
