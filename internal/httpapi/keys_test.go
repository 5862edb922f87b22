package httpapi

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tryggled/internal/auth"
	"tryggled/internal/identity"
)

const newKey = `{"name":"QGIS","collections":["hotspots","areas"],"until":"2027-06-30"}`

func TestKeysAreMadeListedRevoked(t *testing.T) {
	t.Parallel()
	h, log := newTown().server(t)
	made := call(t, h, "POST", base+"/keys", newKey)
	secret, _ := made.json(t)["secret"].(string)
	if code, ok := identity.KeyCode(secret); made.Code != 201 || code != "1983" || !ok || made.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("got %d %s", made.Code, made.Body)
	}
	listed := func() map[string]any {
		a := call(t, h, "GET", base+"/keys", "")
		items, _ := a.json(t)["items"].([]any)
		if len(items) != 1 || strings.Contains(a.Body.String(), secret[14:]) {
			t.Fatalf("got list %s", a.Body)
		}
		return items[0].(map[string]any)
	}
	if k := listed(); k["state"] != "open" || k["name"] != "QGIS" || k["created_by"] != "local" || k["until"] != "2027-06-29T22:00:00Z" || k["last_used"] != nil {
		t.Errorf("got key %v", k)
	}
	for range 2 {
		if a := call(t, h, "DELETE", base+"/keys/1", ""); a.Code != 204 || a.Body.Len() > 0 {
			t.Errorf("revoke: got %d %s", a.Code, a.Body)
		}
	}
	if k := listed(); k["state"] != "revoked" || k["revoked_at"] == nil {
		t.Errorf("got key %v", k)
	}
	if a := call(t, h, "DELETE", base+"/keys/2", ""); a.Code != 404 {
		t.Errorf("revoke a key that is not there: got %d", a.Code)
	}
	if strings.Contains(log.String(), secret[14:30]) {
		t.Error("the log holds the secret")
	}
}

func TestKeysThatCannotBeMade(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	for body, says := range map[string]string{
		`{"name":"QGIS","collections":["areas"],"until":"tomorrow"}`:                            `"until"`,
		`{"name":"QGIS","collections":["areas"],"until":"2020-01-01"}`:                          `"until"`,
		`{"name":"QGIS","collections":["areas"],"until":"2099-01-01"}`:                          `"until"`,
		`{"name":"QGIS","collections":["audit"],"until":"2027-06-30"}`:                          `"collections"`,
		`{"name":"QGIS","collections":[],"until":"2027-06-30"}`:                                 `"collections"`,
		`{"name":"","collections":["areas"],"until":"2027-06-30"}`:                              `"name"`,
		`{"name":"a\u001b[2J","collections":["areas"],"until":"2027-06-30"}`:                    `"name"`,
		`{"name":"` + strings.Repeat("a", 101) + `","collections":["areas"],"until":"2027-06"}`: `"name"`,
		`{"name":"QGIS","collections":["areas"],"until":"2027-06-30","role":"coordinator"}`:     `"role"`,
		`{"name":"QGIS"}`: `"collections"`,
	} {
		if a := call(t, h, "POST", base+"/keys", body, english); a.Code != 400 || !strings.Contains(a.Body.String(), says) {
			t.Errorf("%s: got %d %s, want 400 naming %s", body, a.Code, a.Body, says)
		}
	}
}

func TestTheDescriptionNamesWhatAKeyOpens(t *testing.T) {
	t.Parallel()
	words := strings.FieldsFunc(document.Components.Schemas["NewKey"].Value.Properties["collections"].Value.Description,
		func(r rune) bool { return r == ' ' || r == ',' || r == '.' })
	for _, c := range identity.Nameable() {
		if !slices.Contains(words, string(c)) {
			t.Errorf("the description of a new key does not name %s", c)
		}
	}
}

// byKeys lets programs in by the Authorization header, as Bearer or as the user name of
// Basic, and nobody else.
type byKeys struct{ auth.Keys }

func (b byKeys) Actor(r *http.Request) (identity.Actor, error) {
	if user, _, ok := r.BasicAuth(); ok {
		return b.ByKey(r.Context(), user)
	}
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return b.ByKey(r.Context(), bearer)
	}
	return identity.Nobody(), nil
}

// withKey serves the town to programs with keys alone, and gives the secret of one.
func withKey(t *testing.T, collections ...identity.Collection) (h http.Handler, e *entrance, secret string) {
	t.Helper()
	town := newTown()
	e = town.entrance
	h, _ = town.serverWith(t, func(s *Server) {
		s.Local, s.Auth, s.Audit = false, byKeys{auth.Keys{Store: &e.keys, Now: e.now}}, e
		// What a transaction writes in the same statement the test's stores leave waiting.
	})
	service := identity.KeyService{Store: &e.keys, Now: e.now}
	_, secret, err := service.Create(t.Context(), koping.Code, identity.Key{Name: "QGIS", Collections: collections, Until: e.at.AddDate(1, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	return h, e, secret
}

func TestAKeyOpensWhatItNames(t *testing.T) {
	t.Parallel()
	h, e, secret := withKey(t, identity.Areas, identity.Reports)
	bearer := header("Authorization", "Bearer "+secret)
	basic := func(r *http.Request) { r.SetBasicAuth(secret, "vad som helst") }
	for _, c := range []struct {
		method, path, body string
		want               int
	}{
		{"GET", "/areas", "", 200},
		{"GET", "/reports", "", 200},
		{"GET", "", "", 200},
		{"GET", "/categories", "", 200},
		{"GET", "/streets", "", 403},
		{"GET", "/overlays/lamps", "", 403},
		{"GET", "/analyses/current/hotspots", "", 403},
		{"GET", "/plans", "", 403},
		{"GET", "/keys", "", 403},
		{"POST", "/keys", newKey, 403},
		{"DELETE", "/keys/1", "", 403},
		{"GET", "/links", "", 403},
		{"GET", "/audit", "", 403},
		{"POST", "/reports", report1, 403},
		{"GET", "/tasks", "", 403},
	} {
		for _, way := range []change{bearer, basic} {
			e.lines = nil
			if a := call(t, h, c.method, base+c.path, c.body, way); a.Code != c.want {
				t.Errorf("%s %s: got %d, want %d: %s", c.method, c.path, a.Code, c.want, a.Body)
			}
			if len(e.lines) != 1 || e.lines[0].Actor != "key:1" || e.lines[0].Way != identity.ByKey || e.lines[0].Denied != (c.want == 403) {
				t.Errorf("%s %s: got lines %+v, want one that tells of the key", c.method, c.path, e.lines)
			}
		}
	}
	if a := call(t, h, "GET", strings.Replace(base, "koping", "london", 1)+"/areas", "", bearer); a.Code != 403 {
		t.Errorf("another municipality: got %d", a.Code)
	}
	e.at = e.at.AddDate(1, 0, 0)
	ended := call(t, h, "GET", base+"/areas", "", bearer)
	misspelt := call(t, h, "GET", base+"/areas", "", header("Authorization", "Bearer "+secret+"x"))
	if ended.Code != 401 || misspelt.Code != 401 || ended.json(t)["detail"] != misspelt.json(t)["detail"] {
		t.Errorf("an ended key: %d %s; a misspelt one: %d %s", ended.Code, ended.Body, misspelt.Code, misspelt.Body)
	}
}

// Also what no transaction tells of is a use of the key: what anybody may ask, and what the
// client has already.
func TestEachUseOfAKeyIsLogged(t *testing.T) {
	t.Parallel()
	h, e, secret := withKey(t, identity.Plans, identity.Routes)
	bearer := header("Authorization", "Bearer "+secret)
	e.at = e.at.Add(24 * time.Hour) // the shift is over
	tag := ""
	for _, c := range []struct {
		path string
		want int
	}{
		{"/api/v1/municipalities", 200},
		{"/api/v1/me", 200},
		{"/health", 200},
		{base, 200},
		{base + "/plans/9/teams/1/route.gpx", 200},
		{base + "/plans/9/teams/1/route.gpx", 304},
		{base + "/plans?nonsense=1", 400},
		{base + "/plans/10", 404},
	} {
		e.lines = nil
		a := call(t, h, "GET", c.path, "", bearer, header("If-None-Match", tag))
		tag = a.Header().Get("ETag")
		if a.Code != c.want || len(e.lines) != 1 || e.lines[0].Actor != "key:1" || e.lines[0].Role != identity.GIS {
			t.Errorf("%s: got %d and lines %+v, want %d and one line", c.path, a.Code, e.lines, c.want)
		}
	}
}

// A desktop GIS asks for name and password only where it is told to; a browser must not.
func TestChallenge(t *testing.T) {
	t.Parallel()
	h, _, _ := withKey(t, identity.Areas)
	for name, c := range map[string]struct {
		changes []change
		want    int
	}{
		"QGIS":               {[]change{header("User-Agent", "Mozilla/5.0 QGIS/34000"), header("Accept", "*/*")}, 2},
		"ArcGIS":             {nil, 2},
		"a browser's page":   {[]change{header("Accept", "text/html,application/xhtml+xml;q=0.9")}, 1},
		"a page's own fetch": {[]change{header("Accept", "application/json"), header("Sec-Fetch-Mode", "cors")}, 1},
	} {
		a := call(t, h, "GET", base+"/areas", "", c.changes...)
		got := a.Header().Values("WWW-Authenticate")
		if a.Code != 401 || len(got) != c.want || got[0] != `Bearer realm="Tryggled"` || c.want == 2 && !strings.HasPrefix(got[1], `Basic realm="Tryggled"`) {
			t.Errorf("%s: got %d %q, want %d ways", name, a.Code, got, c.want)
		}
	}
}
