package httpapi

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/identity"
	"tryggled/internal/plan"
)

const newPlan = `{"from":"2026-11-27T20:00","to":"2026-11-28T00:00","teams":[{"role":"police","size":2,"mode":"car","from":"2026-11-27T21:00"}],
"quotas":[{"area":"centrum","least":0.4}],"points":true,"fixes":[{"kind":"add","spot":"p55","team":1,"at":"2026-11-27T21:30","minutes":10}],
"contact":{"name":"Samordnaren","phone":"070-174 06 35"},"gap_minutes":60,"iterations":100,"seed":5}`

// What is asked for comes to the service as it was written, with the municipality's own time.
func TestAPlanIsAskedFor(t *testing.T) {
	t.Parallel()
	town := newTown()
	h, _ := town.server(t)
	a := call(t, h, "POST", base+"/plans", newPlan)
	body := a.json(t)
	made, _ := body["plan"].(map[string]any)
	if a.Code != 202 || body["id"] != 3.0 || made["id"] != 9.0 || made["version"] != 1.0 ||
		a.Header().Get("Location") != base+"/tasks/3" || a.Header().Get("ETag") != `"1"` {
		t.Fatalf("got %d %v: %s", a.Code, a.Header(), a.Body)
	}
	at := func(hour, minute int) time.Time { return time.Date(2026, 11, 27, hour, minute, 0, 0, time.UTC) }
	want := plan.Request{
		From: at(19, 0), To: at(23, 0), Seed: 5, Points: true, GapMinutes: 60, Iterations: 100,
		Teams:   []plan.Team{{Role: identity.Police, Size: 2, Mode: "car", From: at(20, 0)}},
		Quotas:  []plan.Quota{{Area: "centrum", Least: 0.4}},
		Fixes:   []plan.Fix{{Kind: plan.Add, Spot: "p55", Team: 1, At: at(20, 30), Minutes: 10}},
		Contact: plan.Contact{Name: "Samordnaren", Phone: "070-174 06 35"},
	}
	if diff := cmp.Diff(want, town.request, cmp.Comparer(time.Time.Equal)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	quick := call(t, h, "POST", base+"/plans", `{"quick":true,`+newPlan[1:])
	if quick.Code != 201 || quick.Header().Get("Location") != base+"/plans/9" || quick.json(t)["id"] != 9.0 {
		t.Errorf("at once: got %d %v %s", quick.Code, quick.Header(), quick.Body)
	}
	bad := call(t, h, "POST", base+"/plans", strings.Replace(newPlan, "T21:30", "T25:30", 1), english)
	if bad.Code != 400 || !strings.Contains(bad.Body.String(), `"fixes[0].at"`) {
		t.Errorf("no such time: got %d %s", bad.Code, bad.Body)
	}
}

// A change names the version that it is based on, and makes the next.
func TestAPlanIsChanged(t *testing.T) {
	t.Parallel()
	town := newTown()
	town.plans[0].Plan.Life = plan.Life{Status: plan.Draft}
	h, _ := town.server(t)
	const change = `{"seed":9,"quick":true}`
	tag := call(t, h, "GET", base+"/plans/9", "").Header().Get("ETag")
	for name, c := range map[string]struct {
		match string
		want  int
	}{
		"none":    {"", 428},
		"another": {`"2"`, 412},
		"no tag":  {"tisdag", 412},
		"zero":    {`"0"`, 412},
	} {
		if a := call(t, h, "POST", base+"/plans/9/changes", change, header("If-Match", c.match)); a.Code != c.want {
			t.Errorf("%s: got %d, want %d: %s", name, a.Code, c.want, a.Body)
		}
	}
	first := call(t, h, "POST", base+"/plans/9/changes", change, header("If-Match", tag))
	body := first.json(t)
	if first.Code != 201 || body["version"] != 2.0 || body["based_on"] != 1.0 || first.Header().Get("ETag") != `"2"` || *town.changed.Seed != 9 {
		t.Fatalf("got %d %v %s", first.Code, first.Header(), first.Body)
	}
	if a := call(t, h, "POST", base+"/plans/9/changes", change, header("If-Match", tag)); a.Code != 412 {
		t.Errorf("a second time: got %d", a.Code)
	}
	if a := call(t, h, "POST", base+"/plans/9/changes", `{"seed":10}`, header("If-Match", "*")); a.Code != 202 || a.json(t)["id"] != 3.0 {
		t.Errorf("whatever version: got %d %s", a.Code, a.Body)
	}
	for version, want := range map[string]float64{"": 3, "?version=1": 1, "?version=2": 2} {
		if got := get(t, h, base+"/plans/9"+version)["version"]; got != want {
			t.Errorf("%q: got version %v, want %v", version, got, want)
		}
	}
	if a := call(t, h, "GET", base+"/plans/9?version=8", ""); a.Code != 404 {
		t.Errorf("no such version: got %d", a.Code)
	}
	if n := len(get(t, h, base+"/plans/9/versions")["items"].([]any)); n != 3 {
		t.Errorf("got %d versions, want 3", n)
	}
	c := get(t, h, base+"/plans/9/comparison?version=1&with=9&with_version=2")
	if c["a"].(map[string]any)["version"] != 1.0 || c["b"].(map[string]any)["version"] != 2.0 || c["overlap"] == nil {
		t.Errorf("got %v", c)
	}
	if a := call(t, h, "GET", base+"/plans/9", "", header("If-None-Match", call(t, h, "GET", base+"/plans/9", "").Header().Get("ETag"))); a.Code != 304 {
		t.Errorf("as it was: got %d", a.Code)
	}
}

// Walkers see what is published, when it is.
func TestAPlansLife(t *testing.T) {
	t.Parallel()
	town := newTown()
	town.plans[0].Plan.Life = plan.Life{Status: plan.Draft}
	h, _ := town.server(t)
	walker := town.seenBy(t, as(identity.NightWalker))
	seen := func() int { return call(t, walker, "GET", base+"/plans/9", "").Code }
	become := func(to string) (int, map[string]any) {
		a := call(t, h, "POST", base+"/plans/9/status", `{"to":"`+to+`"}`)
		return a.Code, a.json(t)
	}
	if seen() != 404 || len(get(t, walker, base+"/plans")["items"].([]any)) != 0 {
		t.Error("a draft is shown to those who walk")
	}
	for _, form := range []string{"/versions", "/plan.kml", "/teams/1/log", "/teams/1/logbook.html", "/teams/1/sheet.pdf", "/teams/1/track"} {
		if a := call(t, walker, "GET", base+"/plans/9"+form, ""); a.Code != 404 {
			t.Errorf("%s of a draft: got %d", form, a.Code)
		}
	}
	if code, _ := become("done"); code != 409 {
		t.Errorf("a draft is ended: %d", code)
	}
	code, body := become("published")
	life, _ := body["life"].(map[string]any)
	if code != 200 || body["status"] != "published" || life["version"] != 1.0 || body["can"] == nil || seen() != 200 {
		t.Fatalf("published: got %d %v", code, body)
	}
	item := get(t, walker, base+"/plans")["items"].([]any)[0].(map[string]any)
	for _, never := range []string{"life", "can", "score", "bound", "covered", "changed", "analysis"} {
		if item[never] != nil {
			t.Errorf("those who walk are told %s", never)
		}
	}
	if a := call(t, h, "GET", base+"/plans?status=published&from=2026-11-21&until=2026-11-22", ""); len(a.json(t)["items"].([]any)) != 1 {
		t.Errorf("got %s", a.Body)
	}
	for _, query := range []string{"status=draft", "from=2026-11-23", "until=2026-11-20"} {
		if a := call(t, h, "GET", base+"/plans?"+query, ""); len(a.json(t)["items"].([]any)) != 0 {
			t.Errorf("%s: got %s", query, a.Body)
		}
	}
	if code, _ := become("withdrawn"); code != 200 || seen() != 404 {
		t.Errorf("withdrawn: got %d, and it is shown still", code)
	}
	if a := call(t, town.seenBy(t, as(identity.Police)), "POST", base+"/plans/9/approval", `{}`); a.Code != 409 {
		t.Errorf("approved when it is withdrawn: %d", a.Code)
	}
}

// Volunteers walk by what the police have approved.
func TestThePoliceApprove(t *testing.T) {
	t.Parallel()
	town := newTown()
	p := &town.plans[0].Plan
	p.Life = plan.Life{Status: plan.Draft}
	p.Request.Teams[0].Role, p.Tours[0].Team.Role = identity.Volunteer, identity.Volunteer
	h, _ := town.server(t)
	if a := call(t, h, "POST", base+"/plans/9/status", `{"to":"published"}`); a.Code != 409 {
		t.Errorf("published unapproved: got %d %s", a.Code, a.Body)
	}
	town.server(t)
	if a := call(t, town.seenBy(t, as(identity.Coordinator)), "POST", base+"/plans/9/approval", `{"version":1}`); a.Code != 403 {
		t.Errorf("the coordinator approves: got %d", a.Code)
	}
	police := town.seenBy(t, as(identity.Police))
	if a := call(t, police, "POST", base+"/plans/9/approval", `{"version":2}`); a.Code != 409 {
		t.Errorf("another version: got %d", a.Code)
	}
	a := call(t, police, "POST", base+"/plans/9/approval", `{"version":1}`)
	life, _ := a.json(t)["life"].(map[string]any)
	if a.Code != 200 || life["approved_version"] != 1.0 {
		t.Fatalf("got %d %s", a.Code, a.Body)
	}
	if a := call(t, h, "POST", base+"/plans/9/status", `{"to":"published","version":1}`); a.Code != 200 {
		t.Errorf("published: got %d %s", a.Code, a.Body)
	}
}

func TestARosterIsAskedFor(t *testing.T) {
	t.Parallel()
	town := newTown()
	h, _ := town.server(t)
	const roster = `{"from":"2026-11-23","days":7,"seed":4,"shifts":[{"weekdays":["fri"],"from":"21:00","to":"01:00",
"teams":[{"role":"night_walker","size":3}],"meet":[{"spot":"p55","at":"21:30","minutes":15}],"contact":{"phone":"112"}}]}`
	if a := call(t, h, "POST", base+"/rosters", roster); a.Code != 202 {
		t.Fatalf("got %d %s", a.Code, a.Body)
	}
	want := plan.Roster{From: "2026-11-23", Days: 7, Seed: 4, Shifts: []plan.ShiftPattern{{
		Weekdays: []string{"fri"}, From: "21:00", To: "01:00", Teams: []plan.Team{{Role: identity.NightWalker, Size: 3}},
		Meet: []plan.Meeting{{Spot: "p55", At: "21:30", Minutes: 15}}, Contact: plan.Contact{Phone: "112"},
	}}}
	if diff := cmp.Diff(want, town.roster); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if a := call(t, h, "POST", base+"/rosters", strings.Replace(roster, `"21:00"`, `"kväll"`, 1)); a.Code != 400 || !strings.Contains(a.Body.String(), "shifts[0].from") {
		t.Errorf("got %d %s", a.Code, a.Body)
	}
}

// What is searched can be stopped, and its best so far is told.
func TestASearchIsStopped(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	task := call(t, h, "POST", base+"/tasks/6/stop", "").json(t)
	if best, _ := task["best"].(map[string]any); task["stop_asked"] != true || best["gap_percent"] != 3.2 {
		t.Errorf("got %v", task)
	}
	if a := call(t, h, "POST", base+"/tasks/1/stop", ""); a.Code != 409 {
		t.Errorf("an import: got %d", a.Code)
	}
	if a := call(t, h, "POST", base+"/tasks/99/stop", ""); a.Code != http.StatusNotFound {
		t.Errorf("no such task: got %d", a.Code)
	}
}

// A sheet's code leads nowhere but here.
func TestASheetLeadsHereAlone(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	for link, want := range map[string]int{
		"http://localhost:8080/p/AbC.x-1": 200, "http://example.org/p/abc": 400, "http://localhost:8080/": 400, "javascript:alert(1)": 400,
		"http://localhost:8080/p/a/../../x": 400,
	} {
		a := call(t, h, "GET", base+"/plans/9/teams/1/sheet.html?link="+link, "")
		if a.Code != want {
			t.Errorf("%s: got %d, want %d", link, a.Code, want)
		}
	}
	if a := call(t, h, "GET", base+"/plans/9/teams/1/sheet.html", "", english); !strings.Contains(a.Body.String(), `<html lang="en">`) {
		t.Errorf("got %s", a.Body)
	}
}
