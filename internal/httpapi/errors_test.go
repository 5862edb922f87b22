package httpapi

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// callRaw sends a request without holding the answer against the description.
func callRaw(h http.Handler, method, target string, changes ...change) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	r.Host = "localhost"
	for _, c := range changes {
		c(r)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestBadRequests(t *testing.T) {
	t.Parallel()
	forged := writeCursor(3, base+"/reports?")
	big := `{"text":"` + strings.Repeat("a", maxBody) + `"}`
	plan := func(s string) string { return `{"from":"2026-11-27T20:00","to":"2026-11-28T00:00",` + s + `}` }
	for _, c := range []struct {
		name, method, target, body string
		status                     int
		says                       []string
		changes                    []change
	}{
		{"bbox of three", "GET", base + "/reports?bbox=1,2,3", "", 400, []string{`"bbox"`, "four numbers", "has 3"}, nil},
		{"bbox of words", "GET", base + "/reports?bbox=a,b,c,d", "", 400, []string{`"bbox"`, "is no number"}, nil},
		{"bbox of NaN", "GET", base + "/streets?bbox=NaN,0,1,1", "", 400, []string{`"bbox"`, "is no number"}, nil},
		{"bbox off the earth", "GET", base + "/reports?bbox=0,-91,1,1", "", 400, []string{`"bbox"`, "off the earth"}, nil},
		{"bbox turned round", "GET", base + "/overlays/lamps?bbox=16,59,15,60", "", 400, []string{`"bbox"`, "minLon,minLat,maxLon,maxLat"}, nil},
		{"limit of nothing", "GET", base + "/reports?limit=0", "", 400, []string{`"limit"`, "from 1 to 1000"}, nil},
		{"limit too large", "GET", base + "/reports?limit=1000000000", "", 400, []string{`"limit"`, "from 1 to 1000"}, nil},
		{"limit beyond any number", "GET", base + "/reports?limit=99999999999999999999", "", 400, []string{`"limit"`}, nil},
		{"limit of words", "GET", base + "/streets?limit=ten", "", 400, []string{`"limit"`, "a whole number"}, nil},
		{"limit of nothing at all", "GET", base + "/streets?limit=", "", 400, []string{`"limit"`}, nil},
		{"limit twice", "GET", base + "/reports?limit=1&limit=2", "", 400, []string{`"limit"`, "only once"}, nil},
		{"cursor of nobody", "GET", base + "/reports?cursor=abc", "", 400, []string{`"cursor"`, "does not belong"}, nil},
		{"cursor of another query", "GET", base + "/reports?category=drugs&cursor=" + forged, "", 400, []string{`"cursor"`, "does not belong"}, nil},
		{"cursor of another list", "GET", base + "/streets?cursor=" + forged, "", 400, []string{`"cursor"`}, nil},
		{"unknown parameter", "GET", base + "/reports?bbx=1,2,3,4", "", 400, []string{`"bbx"`, "choose among bbox, since"}, nil},
		{"parameter where none is", "GET", base + "/areas?x=1", "", 400, []string{`"x"`, "takes no parameters"}, nil},
		{"parameter with NUL", "GET", base + "/reports?category=a%00b", "", 400, []string{`"category"`, "no text"}, nil},
		{"parameter in Latin-1", "GET", base + "/reports?category=%e5", "", 400, []string{`"category"`, "no text"}, nil},
		{"query wrongly encoded", "GET", base + "/reports?limit=%zz", "", 400, []string{"wrongly encoded"}, nil},
		{"time of words", "GET", base + "/reports?since=yesterday", "", 400, []string{`"since"`, "2026-11-20T22:15"}, nil},
		{"two times at fault", "GET", base + "/reports?since=a&until=b", "", 400, []string{`"since"`, `"until"`}, nil},
		{"times turned round", "GET", base + "/reports?since=2026-02-01&until=2026-01-01", "", 400, []string{`"until"`}, nil},
		{"unknown category", "GET", base + "/reports?category=ufo", "", 400, []string{`"category"`, "ufo"}, nil},
		{"unknown language", "GET", base + "/plans/9/map.svg?lang=fi", "", 400, []string{`"lang"`, "one of sv, en"}, nil},
		{"a picture too wide", "GET", base + "/plans/9/map.png?width=100000", "", 400, []string{`"width"`, "400 to 4000"}, nil},

		{"unknown municipality", "GET", "/api/v1/municipalities/atlantis", "", 404, []string{"not_found"}, nil},
		{"a path within a slug", "GET", "/api/v1/municipalities/..%2fkoping/areas", "", 404, nil, nil},
		{"NUL in a path", "GET", "/api/v1/municipalities/a%00b", "", 404, nil, nil},
		{"unknown kind", "GET", base + "/overlays/dragons", "", 404, []string{`"kind"`, "lamps, vegetation"}, nil},
		{"task of words", "GET", base + "/tasks/abc", "", 404, []string{`"task"`}, nil},
		{"unknown task", "GET", base + "/tasks/77", "", 404, nil, nil},
		{"quarantine of an unknown task", "GET", base + "/tasks/77/quarantine", "", 404, nil, nil},
		{"analysis of words", "GET", base + "/analyses/newest", "", 404, []string{`"analysis"`, "current"}, nil},
		{"unknown analysis", "GET", base + "/analyses/5", "", 404, nil, nil},
		{"unknown rank", "GET", base + "/analyses/4/hotspots/7", "", 404, []string{"6 hotspots, no number 7"}, nil},
		{"unknown team", "GET", base + "/plans/9/teams/2/route.gpx", "", 404, []string{"no team 2"}, nil},
		{"unknown team as JSON", "GET", base + "/plans/9/teams/2/route.json", "", 404, []string{"no team 2"}, nil},
		{"unknown form", "GET", base + "/plans/9/teams/1/route.doc", "", 404, nil, nil},
		{"nowhere", "GET", "/nowhere", "", 404, []string{"openapi.yaml"}, nil},
		{"wrong method", "DELETE", base + "/reports", "", 405, []string{"DELETE", "GET, POST"}, nil},

		{"profile from the server's files", "POST", base + "/reports/imports?profile=%2Fetc%2Fpasswd", "a;b", 400, []string{`"profile"`, "must have the form"}, []change{header("Content-Type", "text/csv")}},
		{"profile as a file", "POST", base + "/reports/imports?profile=mine.yaml", "a;b", 400, []string{`"profile"`, "must have the form"}, []change{header("Content-Type", "text/csv")}},
		{"no JSON", "POST", base + "/reports", `{"source":`, 400, []string{`"body"`, "JSON"}, nil},
		{"no body", "POST", base + "/plans", "", 400, []string{`"body"`, "is missing"}, []change{header("Content-Type", "application/json")}},
		{"a list where an object is due", "POST", base + "/plans", `[]`, 400, []string{`"body"`, "JSON object"}, nil},
		{"missing members", "POST", base + "/reports", `{"source":"embrace"}`, 400, []string{`"category"`, `"from"`, `"lat"`, `"lon"`, "is missing"}, nil},
		{"unknown member", "POST", base + "/analyses", `{"since":"2026-01-01","until":"2026-02-01","epsm":3}`, 400, []string{`"epsm"`, "unknown", "eps_m"}, nil},
		{"member out of range", "POST", base + "/analyses", `{"since":"2026-01-01","until":"2026-02-01","eps_m":0}`, 400, []string{`"eps_m"`, "from 1 to 1000"}, nil},
		{"times turned round in an analysis", "POST", base + "/analyses", `{"since":"2026-02-01","until":"2026-01-01"}`, 400, []string{`"until"`}, nil},
		{"a team too small", "POST", base + "/plans", plan(`"teams":[{"role":"police","size":0}]`), 400, []string{`"teams[0].size"`, "from 1 to 50"}, nil},
		{"an unknown role", "POST", base + "/plans", plan(`"teams":[{"role":"ninja","size":2}]`), 400, []string{`"teams[0].role"`, "night_walker"}, nil},
		{"no teams", "POST", base + "/plans", plan(`"teams":[]`), 400, []string{`"teams"`, "1 to 50"}, nil},
		{"NUL in a member", "POST", base + "/plans", plan(`"teams":[{"role":"police","size":2,"base":"a\u0000"}]`), 400, []string{`"teams[0].base"`, "no text"}, nil},
		{"a place off the map", "POST", base + "/reports", strings.Replace(report1, "15.9931", "-15.9931", 1), 400, []string{`"lon"`, "outside"}, nil},
		{"a clock that is skipped", "POST", base + "/reports", strings.Replace(report1, "2026-11-20T21:30", "2026-03-29T02:30", 1), 400, []string{`"from"`, "2026-03-29T01:30:00+01:00"}, nil},
		{"real among exercise", "POST", base + "/reports", strings.Replace(report1, `"exercise":true`, `"exercise":false`, 1), 409, []string{"conflict"}, nil},
		{"a body too large", "POST", base + "/reports", big, 413, []string{"1048576", "…/imports"}, nil},
		{"a form that is not taken", "POST", base + "/reports", "<a/>", 415, []string{"text/xml", "application/json"}, []change{header("Content-Type", "text/xml")}},
		{"no form at all", "POST", base + "/reports", "{}", 415, []string{"Content-Type"}, []change{header("Content-Type", "")}},

		{"an upload of nothing", "POST", base + "/reports/imports?profile=embrace", "", 400, []string{"empty", "--data-binary"}, []change{header("Content-Type", "text/csv")}},
		{"an upload without profile", "POST", base + "/reports/imports", "a;b", 400, []string{`"profile"`, "is missing"}, []change{header("Content-Type", "text/csv")}},
		{"an upload with an unknown profile", "POST", base + "/reports/imports?profile=ok%C3%A4nd", "a;b", 400, []string{"profile"}, []change{header("Content-Type", "text/csv")}},
		{"an upload of a form", "POST", base + "/reports/imports?profile=p", "a", 415, []string{"text/csv"}, []change{header("Content-Type", "multipart/form-data; boundary=x")}},
		{"an upload with a path", "POST", base + "/reports/imports?profile=p&filename=..%2Fx.csv", "a", 400, []string{`"filename"`, "without folders"}, []change{header("Content-Type", "text/csv")}},

		{"another host", "GET", base, "", 421, []string{"localhost, 127.0.0.1 and [::1]"}, []change{host("evil.example")}},
		{"a page of another site", "POST", base + "/reports", report1, 403, []string{"another site"}, []change{header("Sec-Fetch-Site", "cross-site")}},
		{"another origin", "POST", base + "/reports", report1, 403, []string{"another site"}, []change{header("Origin", "https://evil.example")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h, _ := newTown().server(t)
			a := call(t, h, c.method, c.target, c.body, append([]change{english}, c.changes...)...)
			if a.Code != c.status {
				t.Errorf("got status %d, want %d: %s", a.Code, c.status, a.Body)
			}
			for _, want := range c.says {
				if !strings.Contains(a.Body.String(), want) {
					t.Errorf("got %s, want it to say %s", a.Body, want)
				}
			}
		})
	}
}

func host(name string) change { return func(r *http.Request) { r.Host = name } }

func TestProblemsSpeakTheRequestsLanguage(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	for accept, want := range map[string][2]string{
		"":                  {"sv", "Anropet stämmer inte med beskrivningen av API:et."},
		"sv-SE,sv;q=0.9":    {"sv", "ska vara ett heltal från 1 till 1000"},
		"en":                {"en", "The request is not as the API's description says."},
		"de, en-GB;q=0.8":   {"en", "must be a whole number from 1 to 1000"},
		"fi":                {"sv", "heltal"},
		"nonsense;;q=,,sv ": {"sv", "heltal"},
	} {
		a := call(t, h, "GET", base+"/reports?limit=0", "", header("Accept-Language", accept))
		if got := a.Header().Get("Content-Language"); got != want[0] || !strings.Contains(a.Body.String(), want[1]) {
			t.Errorf("%q: got %s %s, want %s %q", accept, got, a.Body, want[0], want[1])
		}
	}
}

func TestInnerErrorsStayInside(t *testing.T) {
	t.Parallel()
	town := newTown()
	town.fails = errors.New("dial tcp 10.0.0.7: secret")
	h, log := town.server(t)
	a := call(t, h, "GET", "/api/v1/municipalities", "", english)
	id := a.Header().Get("X-Request-Id")
	if a.Code != 500 || strings.Contains(a.Body.String(), "secret") || !strings.Contains(a.Body.String(), id) {
		t.Errorf("got %d %s, want an apology that names request %s", a.Code, a.Body, id)
	}
	if !strings.Contains(log.String(), "secret") || !strings.Contains(log.String(), id) {
		t.Errorf("the log does not tell the cause: %s", log)
	}
}

func TestPanicIsAnApology(t *testing.T) {
	t.Parallel()
	town := newTown()
	town.panics = "secret"
	h, log := town.server(t)
	a := call(t, h, "GET", base+"/tasks", "", header("Accept-Encoding", "gzip"))
	if a.Code != 500 || strings.Contains(a.Body.String(), "secret") {
		t.Errorf("got %d %s, want a plain apology", a.Code, a.Body)
	}
	if !strings.Contains(log.String(), "errors_test.go") && !strings.Contains(log.String(), "fakes_test.go") {
		t.Errorf("the log has no stack: %s", log)
	}
}

func TestReadinessSaysWhatToDo(t *testing.T) {
	t.Parallel()
	town := newTown()
	h, _ := town.server(t)
	town.ready = fault.New(fault.Conflict, lang.T("kör tryggled migrate", "run tryggled migrate"))
	if a := call(t, h, "GET", "/ready", "", english); a.Code != 503 || !strings.Contains(a.Body.String(), "run tryggled migrate") {
		t.Errorf("got %d %s, want 503 and the command", a.Code, a.Body)
	}
	town.ready = errors.New("dial tcp: secret")
	if a := call(t, h, "GET", "/ready", "", english); a.Code != 503 || strings.Contains(a.Body.String(), "secret") {
		t.Errorf("got %d %s, want 503 without the cause", a.Code, a.Body)
	}
	if a := call(t, h, "GET", "/health", ""); a.Code != 200 {
		t.Errorf("health: got %d, want 200 all the same", a.Code)
	}
}
