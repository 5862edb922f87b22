package app_test

import (
	"bufio"
	"context"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/jackc/pgx/v5"

	"tryggled/internal/app"
	"tryggled/internal/auth/authtest"
	"tryggled/internal/identity"
	"tryggled/internal/postgres/pgtest"
)

// attack is one try to get in, and how it must end.
type attack struct {
	name   string
	try    func(t *testing.T) (status int, body string)
	status []int // any of these
}

// attacks counts what was tried, and what got in.
type attacks struct {
	tried, in int
	said      map[string]string // what refusals of strangers said, and to which try first
}

func (a *attacks) run(t *testing.T, tries []attack) {
	t.Helper()
	for _, c := range tries {
		a.tried++
		status, body := c.try(t)
		if !slices.Contains(c.status, status) {
			t.Errorf("%s: got %d, want %v: %.200s", c.name, status, c.status, body)
		}
		if status < 300 {
			a.in++
		}
		if status == http.StatusUnauthorized {
			a.note(c.name, body)
		}
	}
}

// note keeps what a stranger was told.
func (a *attacks) note(name, body string) {
	var p map[string]any
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		return // a page
	}
	delete(p, "instance")
	if said := fmt.Sprint(p); a.said[said] == "" {
		a.said[said] = name
	}
}

// TestAttacks tries to get in where nobody should, over HTTP, and tells how many tries got
// anything.
func TestAttacks(t *testing.T) {
	t.Parallel()
	g := newGate(t)
	before := g.rows(t)
	a := attacks{said: map[string]string{}}
	a.run(t, g.badTokens(t))
	a.run(t, g.badKeys(t))
	a.run(t, g.badLinks())
	a.run(t, g.badSessions(t))
	a.run(t, g.badPaths(t))
	a.run(t, g.injections(t))
	if after := g.rows(t); !maps.Equal(before, after) {
		t.Errorf("rows before %v, after %v", before, after)
	}
	// Who brings nothing is told to sign in; who brings something wrong, that it is.
	if len(a.said) > 2 {
		t.Errorf("strangers were told %d different things, by which they may learn: %v", len(a.said), a.said)
	}
	t.Logf("%d tried, %d let in", a.tried, a.in)
}

// rows counts what no attack may change.
func (g *gate) rows(t *testing.T) map[string]int {
	t.Helper()
	counts := map[string]int{}
	err := g.app.DB.Tenant(within(t), g.demo.Municipality.Code, func(ctx context.Context, tx pgx.Tx) error {
		for _, table := range []string{"report", "hotspot", "segment", "plan", "area"} {
			var n int
			if err := tx.QueryRow(ctx, "SELECT count(*) FROM "+table).Scan(&n); err != nil {
				return err
			}
			counts[table] = n
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return counts
}

// get is a try to read the reports with an Authorization header.
func (g *gate) get(path, authorization string) func(*testing.T) (int, string) {
	return func(t *testing.T) (int, string) { return g.send(t, http.MethodGet, path, authorization, "", "") }
}

var (
	refused   = []int{http.StatusUnauthorized}
	forbidden = []int{http.StatusForbidden}
	shut      = []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusBadRequest, http.StatusGone, http.StatusMethodNotAllowed, http.StatusMisdirectedRequest}
)

const reportsPath = kopingPath + "/reports"

// badTokens are tokens that a program might come with.
func (g *gate) badTokens(t *testing.T) (tries []attack) {
	t.Helper()
	code := g.demo.Municipality.Code
	police, coordinator := roleGroup(code, identity.Police), roleGroup(code, identity.Coordinator)
	with := func(change func(jwt.MapClaims)) string {
		g.provider.SetPerson(authtest.Person{Subject: "s", Groups: []string{police}})
		claims := g.provider.Claims()
		change(claims)
		return g.provider.Sign(t, claims)
	}
	good := with(func(jwt.MapClaims) {})
	parts := strings.Split(good, ".")
	stranger := authtest.RSA(t, "first") // another key under the same name
	foreign, err := stranger.Sign(g.provider.Claims())
	if err != nil {
		t.Fatal(err)
	}
	for name, token := range map[string]string{
		"expired":                with(func(c jwt.MapClaims) { c["exp"] = g.now.Add(-time.Hour).Unix() }),
		"never expires":          with(func(c jwt.MapClaims) { delete(c, "exp") }),
		"from the future":        with(func(c jwt.MapClaims) { c["iat"], c["nbf"] = g.now.Add(time.Hour).Unix(), g.now.Add(time.Hour).Unix() }),
		"of another issuer":      with(func(c jwt.MapClaims) { c["iss"] = "https://elsewhere.example" }),
		"for another audience":   with(func(c jwt.MapClaims) { c["aud"] = "api://elsewhere" }),
		"for nobody":             with(func(c jwt.MapClaims) { delete(c, "aud") }),
		"of nobody":              with(func(c jwt.MapClaims) { delete(c, "sub") }),
		"signed by a stranger":   foreign,
		"alg none":               unsigned(t, g.provider.Claims()),
		"HMAC by the public key": confused(t, g.provider),
		"without a signature":    parts[0] + "." + parts[1] + ".",
		"another body":           parts[0] + "." + strings.Split(with(func(c jwt.MapClaims) { c["groups"] = []string{coordinator} }), ".")[1] + "." + parts[2],
		"two dots":               "..",
		"no token":               "",
		"a megabyte":             strings.Repeat("a.", 20_000),
	} {
		tries = append(tries, attack{"token: " + name, g.get(reportsPath, "Bearer "+token), append(slices.Clone(refused), http.StatusRequestHeaderFieldsTooLarge)})
	}
	tries = append(tries,
		attack{"token: two roles at once", g.get(reportsPath, "Bearer "+with(func(c jwt.MapClaims) { c["groups"] = []string{police, coordinator} })), forbidden},
		attack{"token: no role", g.get(reportsPath, "Bearer "+with(func(c jwt.MapClaims) { c["groups"] = []string{"cleaners"} })), forbidden},
		attack{"token: groups that are no list", g.get(reportsPath, "Bearer "+with(func(c jwt.MapClaims) { c["groups"] = map[string]any{police: true} })), shut},
		attack{"token: another municipality's", g.get(reportsPath, "Bearer "+g.token(t, roleGroup(g.other.Code, identity.Coordinator))), forbidden},
		attack{"token: police reads the audit log", g.get(kopingPath+"/audit", "Bearer "+good), forbidden},
	)
	return append(tries, g.unknownKeys(t))
}

// unknownKeys sends a thousand tokens with keys that the provider does not have.
func (g *gate) unknownKeys(t *testing.T) attack {
	t.Helper()
	return attack{"token: a thousand unknown keys", func(t *testing.T) (status int, body string) {
		asked := g.provider.KeysAsked.Load()
		key := authtest.RSA(t, "")
		for i := range 1000 {
			key.ID = fmt.Sprint("unknown-", i)
			token, err := key.Sign(g.provider.Claims())
			if err != nil {
				t.Fatal(err)
			}
			if status, body = g.send(t, http.MethodGet, reportsPath, "Bearer "+token, "", ""); status != http.StatusUnauthorized {
				return status, body
			}
		}
		if n := g.provider.KeysAsked.Load() - asked; n > 1 {
			t.Errorf("the provider was asked for its keys %d times", n)
		}
		return status, body
	}, refused}
}

func unsigned(t *testing.T, claims jwt.MapClaims) string {
	t.Helper()
	token, err := jwt.NewWithClaims(jwt.SigningMethodNone, claims).SignedString(jwt.UnsafeAllowNoneSignatureType)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// confused is signed by HMAC with what everybody knows: the provider's public key.
func confused(t *testing.T, p *authtest.Provider) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(p.Key().Signer.Public())
	if err != nil {
		t.Fatal(err)
	}
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, p.Claims())
	token.Header["kid"] = p.Key().ID
	signed, err := token.SignedString(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

// badKeys are keys of programs, as a guesser, or somebody whose key has ended, would use.
func (g *gate) badKeys(t *testing.T) (tries []attack) {
	t.Helper()
	code := g.demo.Municipality.Code
	_, areas := g.key(t, code, identity.Areas)
	id, revoked := g.key(t, code, identity.Reports)
	if err := g.app.Keys().Revoke(within(t), code, id); err != nil {
		t.Fatal(err)
	}
	gone := pgtest.Municipality()
	if err := g.app.Municipalities.Add(within(t), gone); err != nil {
		t.Fatal(err)
	}
	_, orphan := g.key(t, gone.Code, identity.Reports)
	if _, err := app.Remove(within(t), g.options, gone.Slug, gone.Code); err != nil {
		t.Fatal(err)
	}
	basic := func(user string) func(t *testing.T) (int, string) {
		return func(t *testing.T) (int, string) {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, g.base+reportsPath, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			r.SetBasicAuth(user, "x")
			return g.answer(t, r)
		}
	}
	for name, secret := range map[string]string{
		"revoked": revoked, "of a deleted municipality": orphan, "changed in its last character": areas[:len(areas)-1] + "?",
		"in capitals": strings.ToUpper(areas), "with more after it": areas + "x", "cut off": areas[:len(areas)-8],
		"with another municipality in it": strings.Replace(areas, code, g.other.Code, 1), "with SQL in it": "tryggled_" + code + "' OR '1'='1",
		"of 10 kB": "tryggled_" + strings.Repeat("a", 10_000),
	} {
		tries = append(tries, attack{"key: " + name, g.get(reportsPath, "Bearer "+secret), refused},
			attack{"key as user name: " + name, basic(secret), refused})
	}
	return append(tries,
		attack{"key: for what it does not name", g.get(reportsPath, "Bearer "+areas), forbidden},
		attack{"key: for another municipality", g.get("/api/v1/municipalities/"+g.other.Slug+"/areas", "Bearer "+areas), forbidden},
		attack{"key: to change something", func(t *testing.T) (int, string) {
			return g.send(t, http.MethodPost, reportsPath, "Bearer "+areas, "application/json", bodies["createReport"])
		}, forbidden},
		attack{"key: to make a key", func(t *testing.T) (int, string) {
			return g.send(t, http.MethodPost, kopingPath+"/keys", "Bearer "+areas, "application/json", bodies["createKey"])
		}, forbidden},
	)
}

// badLinks are addresses of patrol links that were never given.
func (g *gate) badLinks() (tries []attack) {
	for _, token := range []string{
		"x", strings.Repeat("A", 100), g.demo.Municipality.Code + ".1.9999999999.AAAA", "..", "%2e%2e", "' OR 1=1", "%00",
	} {
		for _, part := range []string{"", "/route.gpx", "/route.geojson", "/route.txt", "/map.svg"} {
			tries = append(tries, attack{"link: " + token + part, g.get("/p/"+url.PathEscape(token)+part, ""), shut})
		}
	}
	return tries
}

// badSessions are cookies that no sign-in gave, and a good one that is misused.
func (g *gate) badSessions(t *testing.T) (tries []attack) {
	t.Helper()
	for _, name := range []string{"tryggled", "__Host-tryggled", "tryggled-session"} {
		for _, value := range []string{"x", strings.Repeat("A", 43), "", "' OR 1=1"} {
			tries = append(tries, attack{"cookie " + name + "=" + value, func(t *testing.T) (int, string) {
				r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, g.base+reportsPath, http.NoBody)
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set("Cookie", name+"="+value)
				return g.answer(t, r)
			}, refused})
		}
	}
	tries = append(tries, g.misusedSession(t)...)
	for _, path := range []string{"/auth/callback", "/auth/callback?code=x&state=y", "/auth/callback?error=access_denied&state=y"} {
		tries = append(tries, attack{"sign-in " + path, g.get(path, ""), append([]int{http.StatusSeeOther}, shut...)})
	}
	return tries
}

// misusedSession is a good session in the hands of another site's page, and one whose
// person has lost the role since.
func (g *gate) misusedSession(t *testing.T) []attack {
	t.Helper()
	who := authtest.Person{Subject: "samordnare", Name: "Prov Provsson", Groups: []string{roleGroup(g.demo.Municipality.Code, identity.Coordinator)}}
	b := g.browser(t, who)
	if status, body := browse(t, b, http.MethodGet, reportsPath, nil, ""); status != http.StatusOK {
		t.Fatalf("a good session: got %d: %.300s", status, body)
	}
	write := func(headers map[string]string) func(t *testing.T) (int, string) {
		return func(t *testing.T) (int, string) {
			return browse(t, b, http.MethodPost, kopingPath+"/keys", headers, bodies["createKey"])
		}
	}
	return []attack{
		{"session: a write without its proof", write(nil), forbidden},
		{"session: a write with a wrong proof", write(map[string]string{"X-CSRF-Token": strings.Repeat("A", 43)}), forbidden},
		{"session: a write from another site", write(map[string]string{"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}), forbidden},
		{"session: a token beside the cookie", func(t *testing.T) (int, string) {
			return browse(t, b, http.MethodGet, reportsPath, map[string]string{"Authorization": "Bearer " + g.token(t, who.Groups...)}, "")
		}, refused},
		{"session: the role was taken away", func(t *testing.T) (int, string) {
			who.Groups = nil
			g.provider.SetPerson(who)
			g.later.Add(int64(6 * time.Minute))
			return browse(t, b, http.MethodGet, reportsPath, nil, "")
		}, refused},
		{"session: after its end", func(t *testing.T) (int, string) { return browse(t, b, http.MethodGet, reportsPath, nil, "") }, refused},
	}
}

// badPaths are requests that a router, a proxy and a program might each read in their own
// way. They are written as bytes: Go's client would mend them.
func (g *gate) badPaths(t *testing.T) (tries []attack) {
	t.Helper()
	good := "Authorization: Bearer " + g.token(t, roleGroup(g.other.Code, identity.Coordinator)) + "\r\n"
	for _, target := range []string{
		"/api/v1/municipalities/" + g.other.Slug + "/..;/koping/reports",
		"/api/v1/municipalities/" + g.other.Slug + "/../koping/reports",
		"/api/v1/municipalities/" + g.other.Slug + "/%2e%2e/koping/reports",
		"/api/v1/municipalities/" + g.other.Slug + "%2f..%2fkoping/reports",
		"/api/v1/municipalities/koping;/reports", "/api/v1/municipalities/koping%00/reports", "/api/v1/municipalities/KOPING/reports",
		"/api/v1/municipalities/Koping/reports", "/API/V1/municipalities/koping/reports", "//api/v1/municipalities/koping/reports",
		"/api/v1//municipalities/koping/reports", "/api/v1/municipalities/koping/reports/", "/api/v1/municipalities/koping/./reports",
		"/api/v1/municipalities/koping/reports?municipality=" + g.other.Slug, "http://localhost/api/v1/municipalities/koping/reports",
		"/api/v1/municipalities/k%C3%B6ping/reports", "/api/v1/municipalities/koping/reports%20", "/api/v1/municipalities/*/reports",
	} {
		tries = append(tries, attack{"path " + target, g.raw("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + good + "Connection: close\r\n\r\n"), shut})
	}
	start := "GET " + reportsPath + " HTTP/1.1\r\n"
	for name, headers := range map[string]string{
		"doubled Authorization":  "Host: localhost\r\n" + good + good,
		"doubled Host":           "Host: localhost\r\nHost: elsewhere.example\r\n" + good,
		"another host":           "Host: elsewhere.example\r\n" + good,
		"X-Original-URL":         "Host: localhost\r\nX-Original-URL: /api/v1/municipalities/" + g.other.Slug + "\r\n" + good,
		"X-HTTP-Method-Override": "Host: localhost\r\nX-HTTP-Method-Override: DELETE\r\n" + good,
		"X-Forwarded-For":        "Host: localhost\r\nX-Forwarded-For: 127.0.0.1\r\n",
		"X-Remote-User":          "Host: localhost\r\nX-Remote-User: coordinator\r\nX-Forwarded-User: coordinator\r\n",
		"a space in a name":      "Host: localhost\r\nAuthorization : Bearer x\r\n",
		"folded header":          "Host: localhost\r\nAuthorization:\r\n Bearer x\r\n",
		"two lengths":            "Host: localhost\r\nContent-Length: 0\r\nContent-Length: 5\r\n" + good,
		"length and chunks":      "Host: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n" + good + "\r\n0\r\n",
	} {
		tries = append(tries, attack{"header: " + name, g.raw(start + headers + "Connection: close\r\n\r\n"), shut})
	}
	return tries
}

// raw sends bytes as they are and reads the answer.
func (g *gate) raw(request string) func(t *testing.T) (int, string) {
	return func(t *testing.T) (int, string) {
		c, err := net.Dial("tcp", strings.TrimPrefix(g.base, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, err := io.WriteString(c, request); err != nil {
			t.Fatal(err)
		}
		w, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Fatalf("%q: %v", request, err)
		}
		defer w.Body.Close()
		body, err := io.ReadAll(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		return w.StatusCode, string(body)
	}
}

// payloads are SQL, CQL and worse, for every parameter.
var payloads = []string{
	"' OR '1'='1", "1; DROP TABLE report; --", "1 UNION SELECT * FROM report", "$1", "@code", "category = 'drugs' OR 1 = 1",
	"S_INTERSECTS(geom, POINT(15.99 59.51))", `{"op":"or","args":[true,true]}`, "pg_sleep(10)", "{{.}}", "${jndi:ldap://x}", "\x00", "%27", "-1", "1e308", "NaN",
}

// unspoken are parameters that nothing here takes, as others call theirs.
var unspoken = []parameter{{"query", "filter"}, {"query", "filter-lang"}, {"query", "collection"}, {"header", "X-Reason"}}

// injections puts each payload in each parameter that the description has, and in each text
// of a body. Those who read do so in the exercise town, as the guard where guards may, since
// they see least; those who write, as the coordinator of the other municipality.
func (g *gate) injections(t *testing.T) (tries []attack) {
	t.Helper()
	credentials := g.credentials(t)
	elsewhere := "Bearer " + g.token(t, roleGroup(g.other.Code, identity.Coordinator))
	for _, o := range describedOperations(t) {
		slug, credential, open := g.other.Slug, elsewhere, false
		if o.method == http.MethodGet {
			role := leastRole(o)
			rule, _ := identity.RuleOf(role, o.action, o.collection)
			slug, credential, open = g.demo.Municipality.Slug, credentials[role], rule.Span == identity.OpenCategories && !slices.Contains(namesAll, o.collection)
		}
		for _, payload := range payloads {
			for _, p := range slices.Concat(o.parameters, unspoken) {
				if p.in == "header" && strings.Contains(o.path, "/map.") {
					continue // read as for the other operations, and a picture takes its time
				}
				tries = append(tries, attack{fmt.Sprintf("%s, %s %s: %s", o.id, p.in, p.name, payload), g.harmless(o.with(p, payload, slug), credential, open), unbroken})
			}
			for i, body := range bodiesWith(o, payload) {
				r := o.plain(slug)
				r.body = body
				tries = append(tries, attack{fmt.Sprintf("%s, text %d of its body: %s", o.id, i, payload), g.harmless(r, credential, open), unbroken})
			}
		}
	}
	return tries
}

// namesAll are collections that tell which categories there are, and nothing of reports.
var namesAll = []identity.Collection{identity.Categories, identity.RoleTable}

// leastRole is who sees least of what an operation shows, of those who sign in.
func leastRole(o operation) identity.Role {
	roles := identity.RolesFor(o.action, o.collection)
	for _, role := range append([]identity.Role{identity.Guard}, signedIn()...) {
		if slices.Contains(roles, role) {
			return role
		}
	}
	return identity.Guard // open to all
}

// request is what is sent; header is the name of one more header, or of one with another value.
type request struct{ method, path, match, header, value, contentType, body string }

// plain is a request of the operation in a municipality, of whatever version.
func (o operation) plain(slug string) request {
	r := request{method: o.method, path: o.in(slug), contentType: o.contentType, body: o.body}
	if slices.Contains(o.parameters, parameter{"header", "If-Match"}) {
		r.match = "*"
	}
	return r
}

// with is a request of the operation in a municipality with a value for one parameter.
func (o operation) with(p parameter, value, slug string) request {
	r := o.plain(slug)
	switch p.in {
	case "path":
		path := strings.ReplaceAll(o.template, "{"+p.name+"}", url.PathEscape(value))
		r.path = strings.ReplaceAll(samples.Replace(path), "{municipality}", slug)
	case "query":
		r.path += map[bool]string{true: "&", false: "?"}[strings.Contains(r.path, "?")] + p.name + "=" + url.QueryEscape(value)
	case "header":
		r.header, r.value = p.name, strings.ReplaceAll(value, "\x00", "%00") // no client sends it bare
	}
	return r
}

// bodiesWith are the bodies of an operation with a payload for each text in turn.
func bodiesWith(o operation, payload string) (all []string) {
	if o.contentType != "application/json" {
		return nil
	}
	texts := strings.Split(o.body, `"`)
	value, _ := json.Marshal(payload)
	for i := 1; i < len(texts)-1; i += 2 {
		if !strings.HasPrefix(texts[i+1], ":") { // otherwise a name
			all = append(all, strings.Join(texts[:i], `"`)+string(value)+strings.Join(texts[i+1:], `"`))
		}
	}
	return all
}

var unbroken = append([]int{http.StatusNotModified, http.StatusConflict, http.StatusUnprocessableEntity}, shut...)

// harmless is a try that may be answered, but with nothing that the rule withholds and no
// word of the database. What was answered so counts as unchanged.
func (g *gate) harmless(q request, credential string, open bool) func(t *testing.T) (int, string) {
	never := []string{"SQLSTATE", "pgx", "syntax error", "pg_catalog"}
	if open {
		never = append(never, `"drugs"`, `"violence"`, `"robbery"`)
	}
	return func(t *testing.T) (int, string) {
		r, err := http.NewRequestWithContext(t.Context(), q.method, g.base+q.path, strings.NewReader(q.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", credential)
		for name, value := range map[string]string{"Content-Type": q.contentType, "If-Match": q.match} {
			if value != "" {
				r.Header.Set(name, value)
			}
		}
		if q.header != "" {
			r.Header.Set(q.header, q.value)
		}
		status, body := g.answer(t, r)
		for _, word := range never {
			if strings.Contains(body, word) {
				return http.StatusTeapot, word + " in the answer"
			}
		}
		if status < http.StatusMultipleChoices {
			return http.StatusNotModified, ""
		}
		return status, body
	}
}
