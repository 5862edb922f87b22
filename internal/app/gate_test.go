package app_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tryggled/internal/app"
	"tryggled/internal/auth/authtest"
	"tryggled/internal/config"
	"tryggled/internal/httpapi"
	"tryggled/internal/identity"
	"tryggled/internal/municipality"
	"tryggled/internal/postgres/pgtest"
)

// gate is the program as a municipality runs it: served behind an identity provider, with
// the exercise town, its figures public, and another municipality whose are not.
type gate struct {
	client
	app      *app.App
	options  app.Options
	provider *authtest.Provider
	demo     app.Demonstration
	other    municipality.Municipality
	now      time.Time     // when it began
	later    *atomic.Int64 // how much later it is, in nanoseconds
}

const kopingPath = "/api/v1/municipalities/koping"

// roleGroup is the group that the access file maps to a role in a municipality.
func roleGroup(code string, role identity.Role) string { return code + "-" + string(role) }

func newGate(t *testing.T) *gate {
	t.Helper()
	g := &gate{now: time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC), other: pgtest.Municipality(), provider: authtest.New(t), later: new(atomic.Int64)}
	clock := func() time.Time { return g.now.Add(time.Duration(g.later.Load())) }
	g.provider.Now = clock
	g.options = options(t, dataDir(t)) // with a master secret of its own
	g.options.Config.ClientSecret = config.NewSecret(authtest.ClientSecret)
	a, err := app.Open(within(t), g.options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	a.Now, g.app = clock, a
	g.demo, _ = demonstrate(t, a, "", g.now)
	if err := a.Municipalities.Add(within(t), g.other); err != nil {
		t.Fatal(err)
	}
	g.client = serveWith(t, a, config.Serve{
		Addr: "127.0.0.1:0", SignIn: config.SignIn{
			Issuer: g.provider.URL, ClientID: authtest.ClientID, Audience: authtest.Audience, GroupsClaim: "groups",
			Scopes: []string{"openid", "offline_access"}, Access: g.accessFile(t),
		},
		PublicURL:   "http://localhost",
		RateAddress: generous, RateUser: generous, RateKey: generous, RateWrong: generous,
	})
	return g
}

// generous is a rate that no test reaches: what limits do is tested on its own.
var generous = httpapi.Rate{PerSecond: 100_000, Burst: 100_000}

// accessFile maps a group to every role in either municipality.
func (g *gate) accessFile(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	for _, code := range []string{g.demo.Municipality.Code, g.other.Code} {
		for _, role := range signedIn() {
			fmt.Fprintf(&b, "- {group: %s, role: %s, municipality: %q}\n", roleGroup(code, role), role, code)
		}
	}
	name := filepath.Join(t.TempDir(), "access.yaml")
	if err := os.WriteFile(name, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// signedIn are the roles that people have; the others come by a key, or by nothing.
func signedIn() (roles []identity.Role) {
	for _, role := range identity.Roles() {
		if role != identity.Public && role != identity.GIS {
			roles = append(roles, role)
		}
	}
	return roles
}

// token is a good token of somebody with groups.
func (g *gate) token(t *testing.T, groups ...string) string {
	t.Helper()
	g.provider.SetPerson(authtest.Person{Subject: strings.Join(groups, "+"), Name: "Prov Provsson", Groups: groups})
	return g.provider.Sign(t, g.provider.Claims())
}

// key makes a key of a municipality that names collections.
func (g *gate) key(t *testing.T, code string, names ...identity.Collection) (id int64, secret string) {
	t.Helper()
	k, secret, err := g.app.Keys().Create(within(t), code, identity.Key{Name: "QGIS", Collections: names, Until: g.now.AddDate(1, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	return k.ID, secret
}

// credentials of each role in the exercise town, as the value of an Authorization header.
func (g *gate) credentials(t *testing.T) map[identity.Role]string {
	t.Helper()
	all := map[identity.Role]string{identity.Public: ""}
	for _, role := range signedIn() {
		all[role] = "Bearer " + g.token(t, roleGroup(g.demo.Municipality.Code, role))
	}
	_, secret := g.key(t, g.demo.Municipality.Code, identity.Nameable()...)
	all[identity.GIS] = "Bearer " + secret
	return all
}

// send sends a request with an Authorization header, or none, and returns its answer.
func (g *gate) send(t *testing.T, method, path, authorization, contentType, body string) (status int, content string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, g.base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	return g.answer(t, r)
}

func (g *gate) answer(t *testing.T, r *http.Request) (status int, content string) {
	t.Helper()
	r.Host = "localhost" // the public address
	w, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	read, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.StatusCode, string(read)
}

// browser is a browser that knows the server as localhost, signed in as the provider's
// person.
func (g *gate) browser(t *testing.T, who authtest.Person) *http.Client {
	t.Helper()
	g.provider.SetPerson(who)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	dial := func(ctx context.Context, network, addr string) (net.Conn, error) {
		if addr == "localhost:80" {
			addr = strings.TrimPrefix(g.base, "http://")
		}
		return new(net.Dialer).DialContext(ctx, network, addr)
	}
	b := &http.Client{Jar: jar, Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}
	if status, body := browse(t, b, http.MethodGet, "/auth/login", nil, ""); status != http.StatusOK {
		t.Fatalf("sign in: got %d: %.300s", status, body)
	}
	return b
}

// browse sends a request as a browser does, with more headers.
func browse(t *testing.T, b *http.Client, method, path string, headers map[string]string, body string) (status int, content string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, "http://localhost"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	w, err := b.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	read, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.StatusCode, string(read)
}

// serveWith serves with settings until the test ends, and works.
func serveWith(t *testing.T, a *app.App, s config.Serve) client {
	t.Helper()
	stop, err := a.Work(within(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // after serving has ended
		if err := stop(); err != nil {
			t.Errorf("work: %v", err)
		}
	})
	return client{t, "http://" + serveOnly(t, a, s).Addr().String()}
}

// serveOnly serves with settings until the test ends.
func serveOnly(t *testing.T, a *app.App, s config.Serve) *app.Door {
	t.Helper()
	door, err := app.Listen(within(t), s)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(within(t))
	ended := make(chan error, 1)
	go func() { ended <- a.Serve(ctx, door) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	return door
}
