package httpapi

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"tryggled/internal/identity"
	"tryggled/internal/patrol"
	"tryggled/internal/plan"
)

// send posts a form as a browser would.
func send(h http.Handler, path string, form url.Values, changes ...change) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Host = "localhost:8080"
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, c := range changes {
		c(r)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func fields(pairs ...string) url.Values {
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

// A team sets out, comes to its stop, counts, reports a fault and is back, with nothing but
// the forms of its page.
func TestATeamChecksIn(t *testing.T) {
	t.Parallel()
	h, town, path := patrolTown(t)
	page := func() string { return callRaw(h, "GET", path+"?lang=sv").Body.String() }
	town.entrance.lines = nil
	for i, step := range []struct {
		form      url.Values
		back      string
		says      string
		saysNever string
	}{
		{fields("kind", "begin"), "#log", "Gruppen gav sig av kl. 21:01", "Vi ger oss av"},
		{fields("kind", "arrive", "visit", "1"), "#stop-1", "Incheckad kl. 21:02", ""},
		{fields("kind", "leave", "visit", "1"), "#stop-1", "Gick vidare kl. 21:03", ""},
		{fields("kind", "skip", "visit", "2", "reason", "too_few"), "#stop-2", "hoppade över: vi var för få", "Vi är framme"},
		{fields("kind", "note", "count_talked", "5", "count_directions", ""), "#log", "samtal på gatan: 5", ""},
		{fields("kind", "observe", "category", "dark_place", "visit", "1"), "#stop-1", "bristfällig belysning", ""},
		{fields("kind", "end"), "#log", "Gruppen är tillbaka sedan kl. 21:07", "Vi är tillbaka"},
	} {
		town.entrance.at = town.entrance.at.Add(time.Minute)
		a := send(h, path+"/log?lang=sv", step.form)
		if back := a.Header().Get("Location"); a.Code != 303 || back != path+"?lang=sv"+step.back {
			t.Fatalf("step %d: got %d to %q: %s", i, a.Code, back, a.Body)
		}
		got := page()
		if !strings.Contains(got, step.says) || step.saysNever != "" && strings.Contains(got, step.saysNever) {
			t.Errorf("step %d: the page does not say %q, or says %q", i, step.says, step.saysNever)
		}
	}
	line := town.entrance.lines[0]
	if line.Action != identity.Create || line.Collection != identity.Logs || line.Actor != "link:1" || strings.Contains(line.What, "/p/") {
		t.Errorf("got line %+v", line)
	}
	if len(town.walks.log) != 7 || town.walks.log[1].Spot == "" && town.walks.log[1].Visit != 1 {
		t.Errorf("got log %+v", town.walks.log)
	}
}

// What cannot be is told on the page, in its language, and keeps nothing.
func TestACheckInIsRefused(t *testing.T) {
	t.Parallel()
	h, town, path := patrolTown(t)
	for name, c := range map[string]struct {
		form   url.Values
		change change
		code   int
		says   string
	}{
		"left unseen":    {fields("kind", "leave", "visit", "1"), english, 409, "check in first"},
		"no reason":      {fields("kind", "skip", "visit", "1"), english, 400, "one of the reasons"},
		"text":           {fields("kind", "note", "text", "En man i röd jacka."), english, 400, "write no free text"},
		"a category":     {fields("kind", "observe", "category", "drugs", "visit", "1"), english, 400, "is not reported here"},
		"another's stop": {fields("kind", "arrive", "visit", "7"), english, 404, "no stop 7"},
		"no number":      {fields("kind", "note", "count_talked", "many"), english, 400, "must be a number"},
		"no kind":        {fields(), english, 400, "no kind of entry"},
		"a long key":     {fields("kind", "begin", "key", strings.Repeat("k", 101)), english, 400, "too long"},
		"no text":        {fields("kind", "begin", "key", "\xff"), english, 400, "UTF-8"},
		"JSON":           {fields("kind", "begin"), header("Content-Type", "application/json"), 415, ""},
		"another site":   {fields("kind", "begin"), header("Sec-Fetch-Site", "cross-site"), 403, ""},
		"an origin":      {fields("kind", "begin"), header("Origin", "https://example.org"), 403, ""},
	} {
		a := send(h, path+"/log?lang=en", c.form, c.change)
		if a.Code != c.code || !strings.Contains(a.Body.String(), c.says) {
			t.Errorf("%s: got %d, want %d and %q: %.300s", name, a.Code, c.code, c.says, a.Body)
		}
	}
	if len(town.walks.log) > 0 {
		t.Errorf("what was refused is kept: %+v", town.walks.log)
	}
	if a := send(h, path[:len(path)-1]+"w/log", fields("kind", "begin")); a.Code != 404 {
		t.Errorf("a forged link: got %d", a.Code)
	}
	if a := callRaw(h, "GET", path+"/log"); a.Code != 405 {
		t.Errorf("GET: got %d", a.Code)
	}
}

// A button tapped twice makes one entry, and what was tapped by mistake is taken back.
func TestATapIsOnceAndCanBeTakenBack(t *testing.T) {
	t.Parallel()
	h, town, path := patrolTown(t)
	form := fields("kind", "note", "count_talked", "2", "key", "samma")
	for range 2 {
		town.entrance.at = town.entrance.at.Add(time.Second)
		if a := send(h, path+"/log", form); a.Code != 303 {
			t.Fatalf("got %d %s", a.Code, a.Body)
		}
	}
	if len(town.walks.log) != 1 {
		t.Fatalf("got %d entries", len(town.walks.log))
	}
	keys := map[string]bool{}
	forms := regexp.MustCompile(`name="key" value="([^"]+)"`).FindAllStringSubmatch(callRaw(h, "GET", path).Body.String(), -1)
	for _, match := range forms {
		keys[match[1]] = true
	}
	if len(keys) != len(forms) || len(keys) < 5 {
		t.Errorf("%d forms have %d keys", len(forms), len(keys))
	}
	if a := send(h, path+"/log", fields("kind", "retract", "replaces", "1", "key", "ny")); a.Code != 303 || strings.Contains(callRaw(h, "GET", path).Body.String(), "samtal på gatan: 2") {
		t.Errorf("taken back: got %d", a.Code)
	}
}

// A link shows what is published, and says so where nothing is.
func TestALinkShowsWhatIsPublished(t *testing.T) {
	t.Parallel()
	h, town, path := patrolTown(t)
	for says, life := range map[string]plan.Life{
		"The plan is withdrawn": {Status: plan.Withdrawn, Version: 1}, "not published yet": {Status: plan.Draft},
	} {
		town.plans[0].Plan.Life = life
		for _, form := range []string{"", "/route.gpx", "/sheet.pdf"} {
			a := callRaw(h, "GET", path+form, english)
			if want := map[bool]int{true: 410, false: 404}[life.Status == plan.Withdrawn]; a.Code != want || !strings.Contains(a.Body.String(), says) {
				t.Errorf("%s%s: got %d %s", life.Status, form, a.Code, a.Body)
			}
		}
		if a := send(h, path+"/log", fields("kind", "begin")); a.Code < 400 || len(town.walks.log) > 0 {
			t.Errorf("%s: written in its log: %d", life.Status, a.Code)
		}
	}
	town.plans[0].Plan.Life = plan.Life{Status: plan.Done, Version: 1}
	if a := callRaw(h, "GET", path+"?lang=sv"); a.Code != 200 || !strings.Contains(a.Body.String(), "Passet är avslutat") || strings.Contains(a.Body.String(), "<form") {
		t.Errorf("done: got %d %s", a.Code, a.Body)
	}
	if a := send(h, path+"/log?lang=sv", fields("kind", "begin")); a.Code != 409 {
		t.Errorf("written when it is done: %d", a.Code)
	}
}

// Each role is offered what it may write.
func TestWhatAPageOffers(t *testing.T) {
	t.Parallel()
	for _, role := range []identity.Role{identity.NightWalker, identity.Guard, identity.Police} {
		town := newTown()
		town.plans[0].Plan.Request.Teams[0].Role, town.plans[0].Plan.Tours[0].Team.Role = role, role
		h, _ := town.server(t)
		address, _ := call(t, h, "POST", base+"/links", `{"plan":9,"team":1}`).json(t)["address"].(string)
		town.entrance.at = town.plans[0].Plan.Request.From
		got := callRaw(h, "GET", strings.TrimPrefix(address, "http://localhost:8080")+"?lang=sv").Body.String()
		if strings.Contains(got, "<textarea") != patrol.Writes(role) {
			t.Errorf("%s: a text is offered or not", role)
		}
		if strings.Contains(got, `value="drugs"`) || !strings.Contains(got, `value="dark_place"`) {
			t.Errorf("%s: the categories are wrong", role)
		}
	}
}
