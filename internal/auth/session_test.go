package auth_test

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"tryggled/internal/auth"
	"tryggled/internal/auth/authtest"
	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/postgres/pgtest"
)

// site is our server as far as signing in goes, and a browser that visits it.
type site struct {
	*bundle
	server  *httptest.Server
	browser *http.Client
	store   identity.SessionStore

	mu    sync.Mutex
	actor identity.Actor // of the last visit
	proof string
	err   error // of the last visit, sign-in or sign-out
}

func newSite(t *testing.T, change ...func(*bundle)) *site {
	t.Helper()
	_, db, _ := pgtest.Tx(t) // the database that tests share: nobody sees another's sessions
	s := &site{bundle: setup(t), store: db.Sessions()}
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		actor, proof, err := s.service.Visit(w, r)
		s.note(actor, proof, err)
		s.answer(w, err)
	})
	mux.HandleFunc("/auth/login", func(w http.ResponseWriter, r *http.Request) {
		address, err := s.service.Begin(w, r, r.FormValue("return"))
		s.lead(w, r, identity.Actor{}, address, err)
	})
	mux.HandleFunc("/auth/callback", func(w http.ResponseWriter, r *http.Request) {
		actor, path, err := s.service.Finish(w, r)
		s.lead(w, r, actor, path, err)
	})
	mux.HandleFunc("/auth/logout", func(w http.ResponseWriter, r *http.Request) {
		address, err := s.service.End(w, r)
		s.lead(w, r, identity.Actor{}, address, err)
	})
	s.server = httptest.NewServer(mux)
	t.Cleanup(s.server.Close)
	s.settings.PublicURL = strings.Replace(s.server.URL, "127.0.0.1", "localhost", 1)
	for _, c := range change {
		c(s.bundle)
	}
	s.open(t, s.store)
	s.browser = newBrowser(t)
	return s
}

func newBrowser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar}
}

func (s *site) note(actor identity.Actor, proof string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.actor, s.proof, s.err = actor, proof, err
}

func (s *site) lead(w http.ResponseWriter, r *http.Request, actor identity.Actor, to string, err error) {
	s.note(actor, "", err)
	if err != nil {
		s.answer(w, err)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

var statuses = map[fault.Kind]int{
	fault.Invalid: 400, fault.Unauthenticated: 401, fault.Forbidden: 403, fault.Unavailable: 503, fault.Internal: 500,
}

func (s *site) answer(w http.ResponseWriter, err error) {
	if err != nil {
		w.WriteHeader(statuses[fault.KindOf(err)])
	}
}

// get visits a path of the site and returns the status and the path it ended at.
func (s *site) get(t *testing.T, path string) (status int, at string) {
	t.Helper()
	answer, err := s.browser.Get(s.settings.PublicURL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, answer.Request.URL.RequestURI()
}

// post sends a form with a proof in its header and its field; empty sends none.
func (s *site) post(t *testing.T, path, header, field string) int {
	t.Helper()
	form := url.Values{}
	if field != "" {
		form.Set("csrf", field)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.settings.PublicURL+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if header != "" {
		r.Header.Set("X-CSRF-Token", header)
	}
	answer, err := s.browser.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	return answer.StatusCode
}

// cookie is what the browser holds under a name.
func (s *site) cookie(t *testing.T, name string) string {
	t.Helper()
	u, err := url.Parse(s.settings.PublicURL)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range s.browser.Jar.Cookies(u) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// with sends a cookie by itself and returns the status.
func (s *site) with(t *testing.T, cookie string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.settings.PublicURL+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Cookie", "tryggled="+cookie)
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	return answer.StatusCode
}

func (s *site) signIn(t *testing.T) {
	t.Helper()
	if status, at := s.get(t, "/auth/login?return=%2Fplans%3Fx%3D1"); status != 200 || at != "/plans?x=1" {
		t.Fatalf("signed in: got %d at %s: %v", status, at, s.err)
	}
}

func TestSignInAndOut(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	if status, _ := s.get(t, "/"); status != 200 || s.actor.Way != identity.ByNobody || s.proof != "" {
		t.Fatalf("before: got %d, %+v", status, s.actor)
	}
	s.signIn(t)
	role, _ := s.actor.RoleIn("1983")
	if s.actor.Way != identity.BySession || role != identity.Coordinator || s.actor.Name != "Prov Provsson" || s.proof == "" {
		t.Errorf("signed in: got %+v", s.actor)
	}
	cookie, actor := s.cookie(t, "tryggled"), s.actor
	if s.cookie(t, "tryggled-signin") != "" {
		t.Error("the attempt's cookie is still there")
	}
	secret, err := base64.RawURLEncoding.DecodeString(cookie)
	if err != nil || len(secret) != 32 {
		t.Errorf("the cookie has %d bytes, %v", len(secret), err)
	}
	kept, err := s.store.Session(t.Context(), sha256.Sum256(secret), s.now(), time.Hour)
	if err != nil || kept.Actor != actor.ID || strings.Contains(string(kept.Refresh), cookie) {
		t.Errorf("the store has %+v, %v", kept, err)
	}
	if status := s.post(t, "/auth/logout", "", s.proof); status != 200 || s.cookie(t, "tryggled") != "" {
		t.Errorf("signed out: got %d, cookie %q", status, s.cookie(t, "tryggled"))
	}
	if status := s.with(t, cookie); status != 401 {
		t.Errorf("the cookie afterwards: got %d, want 401", status)
	}
}

func TestWritesNeedTheProof(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn(t)
	proof := s.proof
	other := newSite(t)
	other.signIn(t)
	for name, c := range map[string]struct {
		path, header, field string
		want                int
	}{
		"none":                  {"/write", "", "", 403},
		"as a form alone":       {"/write", "", proof, 403},
		"cut":                   {"/write", proof[:len(proof)-1], "", 403},
		"of another session":    {"/write", other.proof, "", 403},
		"sign-out without":      {"/auth/logout", "", "", 403},
		"sign-out with another": {"/auth/logout", "", other.proof, 403},
	} {
		if got := s.post(t, c.path, c.header, c.field); got != c.want {
			t.Errorf("%s: got %d, want %d", name, got, c.want)
		}
	}
	if got := s.post(t, "/write", proof, ""); got != 200 {
		t.Errorf("the right one: got %d, %v", got, s.err)
	}
}

// stolen runs a sign-in up to the callback, which it returns instead of following.
func (s *site) stolen(t *testing.T) *url.URL {
	t.Helper()
	var callback *url.URL
	s.browser.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == "/auth/callback" {
			callback = r.URL
			return http.ErrUseLastResponse
		}
		return nil
	}
	s.get(t, "/auth/login")
	s.browser.CheckRedirect = nil
	if callback == nil {
		t.Fatal("no callback")
	}
	return callback
}

func TestBadCallbacks(t *testing.T) {
	t.Parallel()
	change := func(name, value string) func(*site, url.Values) {
		return func(_ *site, q url.Values) { q.Set(name, value) }
	}
	for name, change := range map[string]func(*site, url.Values){
		"another state":     change("state", "AAAAAAAAAAAAAAAAAAAAAAAAAA"),
		"no state":          func(_ *site, q url.Values) { q.Del("state") },
		"another issuer":    change("iss", "https://evil.example"),
		"another code":      change("code", "AAAA"),
		"no code":           func(_ *site, q url.Values) { q.Del("code") },
		"two codes":         func(_ *site, q url.Values) { q.Add("code", "x") },
		"refused":           change("error", "access_denied"),
		"too late":          func(s *site, _ url.Values) { s.pass(10 * time.Minute) },
		"another browser":   func(s *site, _ url.Values) { s.browser.Jar, _ = cookiejar.New(nil) },
		"a changed cookie":  func(s *site, _ url.Values) { s.tamper(func(v string) string { return v[:len(v)-2] + "xx" }) },
		"an emptied cookie": func(s *site, _ url.Values) { s.tamper(func(string) string { return "" }) },
		"a made up cookie":  func(s *site, _ url.Values) { s.tamper(func(string) string { return "eyJzdGF0ZSI6IiJ9" }) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			callback := s.stolen(t)
			q := callback.Query()
			change(s, q)
			if status, _ := s.get(t, "/auth/callback?"+q.Encode()); status != 400 {
				t.Errorf("got %d, %v, want 400", status, s.err)
			}
			if s.cookie(t, "tryggled") != "" {
				t.Error("there is a session")
			}
		})
	}
}

func (s *site) tamper(change func(string) string) {
	u, _ := url.Parse(s.settings.PublicURL)
	for _, c := range s.browser.Jar.Cookies(u) {
		s.browser.Jar.SetCookies(u, []*http.Cookie{{Name: c.Name, Value: change(c.Value), Path: "/"}})
	}
}

func TestCallbackCountsOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	callback := s.stolen(t)
	u, err := url.Parse(s.settings.PublicURL)
	if err != nil {
		t.Fatal(err)
	}
	held := s.browser.Jar.Cookies(u)
	if status, _ := s.get(t, callback.RequestURI()); status != 200 {
		t.Fatalf("the first time: got %d, %v", status, s.err)
	}
	if status, _ := s.get(t, callback.RequestURI()); status != 400 {
		t.Errorf("again: got %d, want 400", status)
	}
	s.browser = newBrowser(t)
	s.browser.Jar.SetCookies(u, held)
	if status, _ := s.get(t, callback.RequestURI()); status != 400 {
		t.Errorf("again, with the cookie kept: got %d, want 400", status)
	}
}

func TestReturnsToThisSiteOnly(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for to, want := range map[string]string{
		"/plans": "/plans", "/a?b=//c": "/a?b=//c",
		"": "/", "//evil.example": "/", "/\\evil.example": "/", "\\/evil.example": "/", "https://evil.example/": "/", "evil": "/",
		"/\t/evil.example": "/", "/\n/evil.example": "/", "javascript:alert(1)": "/", "///evil.example": "/", "/%": "/", "/" + strings.Repeat("x", 2000): "/",
	} {
		if status, at := s.get(t, "/auth/login?return="+url.QueryEscape(to)); status != 200 || at != want {
			t.Errorf("%.40q: got %d at %s, want %s", to, status, at, want)
		}
	}
}

func TestPeopleWithoutAClearRole(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		groups []string
		known  int
	}{
		"two roles": {[]string{"walkers", "coordinators"}, 1}, "no role": {[]string{"x"}, 0}, "nothing": {nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.provider.SetPerson(authtest.Person{Subject: "s", Groups: c.groups})
			status, _ := s.get(t, "/auth/login")
			if status != 403 || s.cookie(t, "tryggled") != "" {
				t.Errorf("got %d, cookie %q, want 403 and none", status, s.cookie(t, "tryggled"))
			}
			if s.actor.ID == "" || len(s.actor.Grants) != c.known {
				t.Errorf("who tried: got %+v, want %d roles for the audit log", s.actor, c.known)
			}
		})
	}
}

func TestRoleThatIsGone(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*site){
		"removed from the group": func(s *site) { s.provider.SetPerson(authtest.Person{Subject: "subject-1"}) },
		"given a second role": func(s *site) {
			s.provider.SetPerson(authtest.Person{Subject: "subject-1", Groups: []string{"police", "walkers"}})
		},
		"no longer vouched for": func(s *site) { s.provider.Refuses.Store(true) },
		"vouched for as another": func(s *site) {
			s.provider.SetPerson(authtest.Person{Subject: "subject-2", Groups: []string{"coordinators"}})
		},
		"the mapping has changed": func(s *site) { s.mapping = auth.Mapping{} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.signIn(t)
			cookie := s.cookie(t, "tryggled")
			change(s)
			s.pass(5 * time.Minute)
			if status, _ := s.get(t, "/"); status != 401 {
				t.Errorf("got %d, %v, want 401", status, s.err)
			}
			secret, _ := base64.RawURLEncoding.DecodeString(cookie)
			if _, err := s.store.Session(t.Context(), sha256.Sum256(secret), s.now(), time.Hour); !fault.Is(err, fault.NotFound) {
				t.Errorf("the session is still there: %v", err)
			}
		})
	}
}

func TestGroupsAreVouchedForAnew(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn(t)
	s.provider.SetPerson(authtest.Person{Subject: "subject-1", Groups: []string{"police"}})
	s.pass(5*time.Minute - time.Second)
	s.get(t, "/")
	if role, _ := s.actor.RoleIn("1983"); role != identity.Coordinator || s.provider.Refreshed.Load() != 0 {
		t.Errorf("before five minutes: got %s, %d questions", role, s.provider.Refreshed.Load())
	}
	s.pass(time.Second)
	var wait sync.WaitGroup
	for range 8 { // refresh tokens are good once
		wait.Go(func() {
			if status := s.with(t, s.cookie(t, "tryggled")); status != 200 {
				t.Errorf("at once: got %d", status)
			}
		})
	}
	wait.Wait()
	s.get(t, "/")
	if role, _ := s.actor.RoleIn("1983"); role != identity.Police || s.provider.Refreshed.Load() != 1 {
		t.Errorf("after five minutes: got %s, %d questions, want police by one", role, s.provider.Refreshed.Load())
	}
	for range 3 { // each time with the refresh token of the time before
		s.pass(6 * time.Minute)
		if status, _ := s.get(t, "/"); status != 200 {
			t.Errorf("later: got %d, %v", status, s.err)
		}
	}
}

func TestProviderDownDuringASession(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn(t)
	s.provider.Down.Store(true)
	for _, c := range []struct {
		after time.Duration
		want  int
	}{{6 * time.Minute, 200}, {8 * time.Minute, 200}, {2 * time.Minute, 503}} {
		s.pass(c.after)
		if status, _ := s.get(t, "/"); status != c.want {
			t.Errorf("got %d, %v, want %d", status, s.err, c.want)
		}
	}
	s.provider.Down.Store(false)
	if status, _ := s.get(t, "/"); status != 200 {
		t.Errorf("when it is back: got %d, %v", status, s.err)
	}
}

func TestSessionWithoutRefreshTokenEndsWithItsToken(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.provider.NoRefresh = true
	s.signIn(t)
	for i := range 6 {
		s.pass(10*time.Minute - time.Second)
		if status, _ := s.get(t, "/"); status != 200 {
			t.Fatalf("after %d minutes: got %d, %v", 10*(i+1), status, s.err)
		}
	}
	s.pass(6 * time.Second)
	if status, _ := s.get(t, "/"); status != 401 {
		t.Errorf("after an hour: got %d, want 401", status)
	}
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	idle := newSite(t)
	idle.signIn(t)
	idle.pass(30 * time.Minute)
	if status, _ := idle.get(t, "/"); status != 401 {
		t.Errorf("unused for half an hour: got %d, want 401", status)
	}
	used := newSite(t)
	used.signIn(t)
	for range 59 {
		used.pass(10 * time.Minute)
		if status, _ := used.get(t, "/"); status != 200 {
			t.Fatalf("in use: got %d, %v", status, used.err)
		}
	}
	used.pass(10 * time.Minute)
	if status, _ := used.get(t, "/"); status != 401 {
		t.Errorf("after ten hours: got %d, want 401", status)
	}
}

func TestCookieIsRenewed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn(t)
	first, proof := s.cookie(t, "tryggled"), s.proof
	s.pass(15 * time.Minute)
	s.get(t, "/")
	second := s.cookie(t, "tryggled")
	if second == first || s.proof != proof {
		t.Errorf("after a quarter: the same cookie %t, the same proof %t", second == first, s.proof == proof)
	}
	s.pass(29 * time.Second)
	if status := s.with(t, first); status != 200 {
		t.Errorf("the one before, for requests under way: got %d, want 200", status)
	}
	s.pass(time.Second)
	if status := s.with(t, first); status != 401 {
		t.Errorf("the one before, later: got %d, want 401", status)
	}
	if status := s.with(t, second); status != 200 {
		t.Errorf("the present one: got %d, want 200", status)
	}
}

func TestCookiesThatAreNotOurs(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn(t)
	good := s.cookie(t, "tryggled")
	for name, cookie := range map[string]string{
		"empty": "", "short": "AAAA", "padded": good + "=", "twice as long": good + good, "unknown": strings.Repeat("A", 43),
		"another alphabet": strings.Repeat("+", 43), "its last letter changed": good[:42] + "B", "quotes": `"` + good[:41] + `"`,
	} {
		if status := s.with(t, cookie); status != 401 {
			t.Errorf("%s: got %d, want 401", name, status)
		}
	}
}

// A session's cookies are for this host over TLS alone; http://localhost, which has none, is
// for trying things.
func TestCookiesOverTLS(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.settings.PublicURL = "https://trygg.example"
	b.open(t, nil)
	w := httptest.NewRecorder()
	if _, err := b.service.Begin(w, httptest.NewRequest(http.MethodGet, "/auth/login", nil), "/"); err != nil {
		t.Fatal(err)
	}
	c := w.Result().Cookies()[0]
	if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
		t.Errorf("got %+v", c)
	}
}
