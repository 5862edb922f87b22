package httpapi

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/report"
)

const base = "/api/v1/municipalities/koping"

const report1 = `{"source":"embrace","category":"dark_place","from":"2026-11-20T21:30","lon":15.9931,"lat":59.5142,"exercise":true,"reporter_key":"k"}`

// aTrack goes along Påhittsgatan in the shift of plan 9.
const aTrack = `<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"><trk><trkseg>
<trkpt lat="59.51122" lon="15.99475"><time>2026-11-21T20:10:00Z</time></trkpt>
<trkpt lat="59.51122" lon="15.99520"><time>2026-11-21T20:10:30Z</time></trkpt>
<trkpt lat="59.51122" lon="15.99560"><time>2026-11-21T20:11:00Z</time></trkpt>
</trkseg></trk></gpx>`

// TestEveryOperation calls each operation of the description once; call holds each
// answer against it.
func TestEveryOperation(t *testing.T) {
	t.Parallel()
	town := newTown()
	town.entrance.at = town.plans[0].Plan.Request.From.Add(time.Hour)
	h, _ := town.server(t)
	csv, gpx := header("Content-Type", "text/csv"), header("Content-Type", "application/gpx+xml")
	seen := map[string]bool{}
	for _, c := range []struct {
		method, target, body string
		status               int
		change               change
	}{
		{"GET", "/api/v1/me", "", 200, english},
		{"GET", "/api/v1/municipalities", "", 200, english},
		{"GET", base, "", 200, english},
		{"GET", base + "/areas", "", 200, english},
		{"GET", base + "/bases", "", 200, english},
		{"GET", base + "/categories", "", 200, english},
		{"GET", base + "/roles", "", 200, english},
		{"GET", base + "/reports?since=2026-01-01&until=2026-12-01T00:00:00%2B01:00&category=dark_place&category=drugs", "", 200, english},
		{"POST", base + "/reports", report1, 201, english},
		{"POST", base + "/reports/imports?profile=embrace&exercise=true", "Ärendenummer;Kategori\n", 202, csv},
		{"GET", base + "/tasks?limit=4", "", 200, english},
		{"GET", base + "/tasks/3", "", 200, english},
		{"DELETE", base + "/tasks/5", "", 200, english},
		{"GET", base + "/tasks/1/quarantine", "", 200, english},
		{"GET", base + "/overlays/cameras", "", 200, english},
		{"GET", base + "/overlays/report", "", 200, english},
		{"POST", base + "/overlays/lamps", newLamp, 201, english},
		{"POST", base + "/overlays/lamps/imports?profile=elnat", "Stolpnr;Nord\n", 202, csv},
		{"GET", base + "/overlays/lamps/1", "", 200, english},
		{"PUT", base + "/overlays/lamps/1", newLamp, 200, header("If-Match", "*")},
		{"DELETE", base + "/overlays/lamps/2", "", 204, header("If-Match", `"7"`)},
		{"GET", base + "/streets", "", 200, english},
		{"GET", base + "/segments/1/exposure?at=2026-11-20T22:15", "", 200, english},
		{"GET", base + "/exposure.geojson?at=2026-11-20T22:15&bbox=15.99,59.51,16,59.52", "", 200, english},
		{"GET", base + "/overlays/light/map.svg", "", 200, english},
		{"GET", base + "/overlays/cameras/map.png?width=400", "", 200, english},
		{"GET", base + "/worklists/lighting", "", 200, english},
		{"GET", base + "/worklists/clearing/work.csv", "", 200, english},
		{"GET", base + "/worklists/sight/work.geojson", "", 200, english},
		{"GET", base + "/worklists/lighting/sheet.html?owner=VME", "", 200, english},
		{"GET", base + "/worklists/lighting/sheet.pdf", "", 200, english},
		{"POST", base + "/worklists/status", `{"marks":[{"pole":"B-117","state":"done"}]}`, 200, english},
		{"POST", base + "/what-if", newProposal, 200, english},
		{"POST", base + "/camera-dossier", newDossier, 200, english},
		{"POST", base + "/camera-dossier.html", newDossier, 200, english},
		{"POST", base + "/camera-dossier.pdf", newDossier, 200, english},
		{"GET", base + "/analyses", "", 200, english},
		{"POST", base + "/analyses", `{"since":"2026-01-01","until":"2026-11-01"}`, 202, english},
		{"GET", base + "/analyses/current", "", 200, english},
		{"GET", base + "/analyses/4/hotspots", "", 200, english},
		{"GET", base + "/analyses/4/hotspots/2", "", 200, english},
		{"GET", base + "/analyses/current/cells?view=citizens", "", 200, english},
		{"GET", base + "/analyses/4/segments", "", 200, english},
		{"GET", base + "/analyses/4/surface.asc", "", 200, english},
		{"GET", base + "/analyses/current/watch?at=2026-11-20", "", 200, english},
		{"GET", base + "/analyses/current/map.svg?width=800", "", 200, english},
		{"GET", base + "/analyses/4/map.png?width=400", "", 200, english},
		{"GET", base + "/plans", "", 200, english},
		{"POST", base + "/plans", `{"from":"2026-11-27T20:00","to":"2026-11-28T00:00","teams":[{"role":"police","size":2}]}`, 202, english},
		{"GET", base + "/plans/9", "", 200, english},
		{"GET", base + "/plans/9/versions", "", 200, english},
		{"GET", base + "/plans/9/plan.kml", "", 200, english},
		{"GET", base + "/plans/9/plan.ics?version=1", "", 200, english},
		{"GET", base + "/plans/9/plan.geojson", "", 200, english},
		{"GET", base + "/plans/9/stops.csv", "", 200, english},
		{"GET", base + "/plans/9/teams/1/route.kml", "", 200, english},
		{"GET", base + "/plans/9/teams/1/route.ics", "", 200, english},
		{"GET", base + "/plans/9/teams/1/route.csv", "", 200, english},
		{"GET", base + "/plans/9/teams/1/sheet.html?lang=en", "", 200, english},
		{"GET", base + "/plans/9/teams/1/sheet.pdf?link=http://localhost:8080/p/ab.c-1", "", 200, english},
		{"GET", base + "/plans/9/teams/1/logbook.html", "", 200, english},
		{"GET", base + "/plans/9/teams/1/logbook.pdf", "", 200, english},
		{"POST", base + "/plans/9/teams/1/log", `{"kind":"arrive","visit":1,"at":"2026-11-21T21:20"}`, 201, header("Idempotency-Key", "a1")},
		{"GET", base + "/plans/9/teams/1/log", "", 200, english},
		{"POST", base + "/plans/9/teams/1/track", aTrack, 201, gpx},
		{"GET", base + "/plans/9/teams/1/track", "", 200, english},
		{"GET", base + "/plans/9/doses", "", 200, english},
		{"GET", base + "/doses?since=2026-11-20&until=2026-11-22", "", 200, english},
		{"GET", base + "/plans/9/comparison?with=9", "", 200, english},
		{"POST", base + "/plans/9/changes", `{"now":"2026-11-21T22:00","seed":7,"where":[{"team":1,"lon":15.994,"lat":59.511}]}`, 202, header("If-Match", `"1"`)},
		{"POST", base + "/plans/9/status", `{"to":"published"}`, 200, english},
		{"POST", base + "/plans/9/status", `{"to":"done","version":2}`, 200, english},
		{"POST", base + "/rosters", `{"from":"2026-11-23","days":7,"seed":4,"shifts":[{"weekdays":["fri"],"from":"21:00","to":"01:00","teams":[{"role":"night_walker","size":3}]}]}`, 202, english},
		{"POST", base + "/tasks/6/stop", "", 200, english},
		{"GET", base + "/alarms?open=true", "", 200, english},
		{"POST", base + "/alarms/1/acknowledge", "", 200, english},
		{"GET", base + "/presence?since=2026-11-20&until=2026-11-22", "", 200, english},
		{"GET", base + "/plans/9/map.svg?lang=en", "", 200, english},
		{"GET", base + "/plans/9/map.png?width=400", "", 200, english},
		{"GET", base + "/plans/9/teams/1/route.json", "", 200, english},
		{"GET", base + "/plans/9/teams/1/route.gpx", "", 200, english},
		{"GET", base + "/plans/9/teams/1/route.geojson", "", 200, english},
		{"GET", base + "/plans/9/teams/1/route.txt", "", 200, english},
		{"GET", base + "/cells?since=2026-01", "", 200, english},
		{"GET", base + "/publication", "", 200, english},
		{"PUT", base + "/publication", `{"open":true}`, 200, english},
		{"GET", base + "/keys", "", 200, english},
		{"POST", base + "/keys", newKey, 201, english},
		{"DELETE", base + "/keys/1", "", 204, english},
		{"GET", base + "/links", "", 200, english},
		{"POST", base + "/links", `{"plan":9,"team":1}`, 201, english},
		{"DELETE", base + "/links/1", "", 204, english},
		{"GET", base + "/retention", "", 200, english},
		{"PUT", base + "/retention", `{"decision":"KS 2026/117","decided_on":"2026-10-01","rules":[{"category":"theft","text_months":6,"point_months":12}]}`, 200, english},
		{"POST", base + "/retention/runs", `{"dry_run":true}`, 202, english},
		{"POST", base + "/persons/searches", `{"words":["lampa"],"reason":"art. 15"}`, 200, english},
		{"GET", base + "/reports/1", "", 200, english},
		{"PATCH", base + "/reports/1", `{"reason":"art. 16","text":"Släckt.","limited":true}`, 200, english},
		{"DELETE", base + "/reports/1?reason=art.+17", "", 204, english},
		{"POST", base + "/disclosures", `{"request":"KS 2026/9","secrecy_test":"OSL 35:1","granted":true}`, 201, english},
		{"GET", base + "/disclosures", "", 200, english},
		{"GET", "/health", "", 200, english},
		{"GET", "/ready", "", 200, english},
	} {
		a := call(t, h, c.method, c.target, c.body, c.change)
		if a.Code != c.status {
			t.Errorf("%s %s: got status %d, want %d: %s", c.method, c.target, a.Code, c.status, a.Body)
		}
		if a.Body.Len() == 0 && c.status != http.StatusNoContent {
			t.Errorf("%s %s: empty body", c.method, c.target)
		}
		seen[a.operation] = true
	}
	officer, _ := newTown().serverWith(t, func(s *Server) { s.Auth, s.AuditLines = as(identity.DataProtectionOfficer), someTrail() })
	if a := call(t, officer, "GET", base+"/audit", ""); a.Code == 200 {
		seen[a.operation] = true
	}
	police, _ := newTown().serverWith(t, func(s *Server) { s.Local, s.Auth = false, as(identity.Police) })
	for _, c := range [][3]string{
		{"POST", "/plans/9/approval", `{}`},
		{"POST", "/presence", `{"area":"centrum","from":"2026-11-20T20:00","to":"2026-11-20T23:00"}`},
		{"DELETE", "/presence/1", ""},
	} {
		a := call(t, police, c[0], base+c[1], c[2])
		seen[a.operation] = a.Code < 400 || c[1] == "/plans/9/approval" && a.Code == 409 // the plan needs none
	}
	for _, d := range operations {
		if !seen[d.route.Operation.OperationID] {
			t.Errorf("operation %s was not called", d.route.Operation.OperationID)
		}
	}
}

// TestEmptyMunicipality asks for everything of a municipality that has nothing yet.
func TestEmptyMunicipality(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	for _, path := range []string{"", "/areas", "/bases", "/reports", "/overlays/lamps", "/streets", "/analyses", "/plans"} {
		if a := call(t, h, "GET", "/api/v1/municipalities/london"+path, ""); a.Code != 200 {
			t.Errorf("%q: got status %d, want 200: %s", path, a.Code, a.Body)
		}
	}
	for _, path := range []string{"/analyses/current", "/analyses/4/hotspots", "/plans/9", "/plans/9/map.svg", "/plans/9/teams/1/route.gpx"} {
		if a := call(t, h, "GET", "/api/v1/municipalities/london"+path, ""); a.Code != 404 {
			t.Errorf("%q: got status %d, want 404: %s", path, a.Code, a.Body)
		}
	}
}

func TestReportPages(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	var ids []any
	target := base + "/reports?limit=2&category=dark_place"
	for pages := 0; target != ""; pages++ {
		if pages > 3 {
			t.Fatal("the pages do not end")
		}
		a := call(t, h, "GET", target, "")
		list := a.json(t)
		for _, item := range list["items"].([]any) {
			ids = append(ids, item.(map[string]any)["id"])
		}
		next, _ := list["next"].(string)
		if want := `<` + next + `>; rel="next"`; next != "" && a.Header().Get("Link") != want {
			t.Errorf("Link: got %q, want %q", a.Header().Get("Link"), want)
		}
		if _, ok := a.Header()["Link"]; next == "" && ok {
			t.Errorf("the last page has a Link header: %q", a.Header().Get("Link"))
		}
		target = next
	}
	if diff := cmp.Diff([]any{1.0, 2.0, 3.0, 4.0, 5.0}, ids); diff != "" {
		t.Errorf("reports over all pages (-want +got):\n%s", diff)
	}
}

func TestReportsInBox(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, bbox string
		want       int
	}{
		{"around the first two", "15.994,59.51,15.997,59.513", 2},
		{"the whole earth", "-180,-90,180,90", 5},
		{"another country, far outside the system's use", "-3,40,-2,41", 0},
		{"a point of no extent beside them", "15.9915,59.51,15.9915,59.51", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h, _ := newTown().server(t)
			items := call(t, h, "GET", base+"/reports?bbox="+c.bbox, "").json(t)["items"].([]any)
			if len(items) != c.want {
				t.Errorf("got %d reports, want %d: %v", len(items), c.want, items)
			}
		})
	}
}

func TestReportShowsPlaceNeverPerson(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	a := call(t, h, "GET", base+"/reports?limit=1", "")
	got := a.json(t)["items"].([]any)[0].(map[string]any)
	lon, lat := got["lon"].(float64), got["lat"].(float64)
	if lon < 15.99 || lon > 15.996 || lat < 59.50 || lat > 59.52 {
		t.Errorf("got position %v, %v; want the middle of Köping", lon, lat)
	}
	if strings.Contains(a.Body.String(), "hemlig") {
		t.Errorf("the reporter's key is shown: %s", a.Body)
	}
}

func TestLocalTimesAreTheMunicipalitys(t *testing.T) {
	t.Parallel()
	town := newTown()
	h, _ := town.server(t)
	call(t, h, "GET", base+"/reports?since=2026-07-01T12:00&until=2026-11-20T12:00:00Z", "")
	if want := time.Date(2026, 7, 1, 10, 0, 0, 0, time.UTC); !town.filter.Since.Equal(want) {
		t.Errorf("since: got %v, want %v", town.filter.Since, want)
	}
	if want := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC); !town.filter.Until.Equal(want) {
		t.Errorf("until: got %v, want %v", town.filter.Until, want)
	}
	a := call(t, h, "GET", base+"/reports?since=2026-10-25T02:30", "", english)
	for _, reading := range []string{"2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"} {
		if a.Code != 400 || !strings.Contains(a.Body.String(), reading) {
			t.Errorf("a doubled time: got %d %s, want 400 naming %s", a.Code, a.Body, reading)
		}
	}
}

func TestStartAnalysisFillsDefaults(t *testing.T) {
	t.Parallel()
	town := newTown()
	h, _ := town.server(t)
	a := call(t, h, "POST", base+"/analyses", `{"since":"2026-01-01","until":"2026-11-01","eps_m":25,"categories":["drugs"]}`)
	if got, want := a.Header().Get("Location"), base+"/tasks/2"; got != want {
		t.Errorf("Location: got %q, want %q", got, want)
	}
	want := hotspot.DefaultParams(
		time.Date(2025, 12, 31, 23, 0, 0, 0, time.UTC), time.Date(2026, 10, 31, 23, 0, 0, 0, time.UTC))
	want.EpsM, want.Categories = 25, []string{"drugs"}
	if diff := cmp.Diff(want, town.params); diff != "" {
		t.Errorf("parameters (-want +got):\n%s", diff)
	}
}

func TestStartPlanPassesTheRequest(t *testing.T) {
	t.Parallel()
	town := newTown()
	h, _ := town.server(t)
	call(t, h, "POST", base+"/plans", `{"analysis":4,"from":"2026-11-27T20:00","to":"2026-11-28T00:00","teams":[{"role":"guard","size":1,"base":"stationen"}],"areas":["centrum"],"seed":9007199254740991}`)
	got := town.request
	if got.Analysis != 4 || got.Seed != 1<<53-1 || len(got.Teams) != 1 || got.Teams[0].Base != "stationen" || got.Areas[0] != "centrum" {
		t.Errorf("got request %+v", got)
	}
	if want := time.Date(2026, 11, 27, 19, 0, 0, 0, time.UTC); !got.From.Equal(want) {
		t.Errorf("from: got %v, want %v", got.From, want)
	}
}

func TestUpload(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, query, mediaType string
		want                   []any
	}{
		{"named", "?profile=embrace&filename=reports.csv.gz&exercise=true", "application/gzip", []any{"koping", "embrace", "reports.csv.gz", true}},
		{"csv without a name", "?profile=embrace", "text/csv; charset=utf-8", []any{"koping", "embrace", "upload.csv", false}},
		{"geojson without a name", "?profile=polisen", "application/geo+json", []any{"koping", "polisen", "upload.geojson", false}},
		{"json without a name", "?profile=polisen", "application/json", []any{"koping", "polisen", "upload.json", false}},
		{"bytes without a name", "?profile=polisen", "application/octet-stream", []any{"koping", "polisen", "upload", false}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			town := newTown()
			h, _ := town.server(t)
			body := strings.Repeat("rad;med;å\n", 300_000) // above the limit of other bodies
			a := call(t, h, "POST", base+"/reports/imports"+c.query, body, header("Content-Type", c.mediaType))
			if a.Code != 202 || a.Header().Get("Location") != base+"/tasks/1" {
				t.Errorf("got %d, Location %q: %s", a.Code, a.Header().Get("Location"), a.Body)
			}
			if string(town.uploaded) != body {
				t.Errorf("got %d bytes through, want %d", len(town.uploaded), len(body))
			}
			if diff := cmp.Diff(c.want, town.asked); diff != "" {
				t.Errorf("import (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTaskLinksToItsResult(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	for path, want := range map[string]string{
		"/tasks/1": base + "/tasks/1/quarantine", "/tasks/2": base + "/analyses/4", "/tasks/3": base + "/plans/9",
	} {
		if a := call(t, h, "GET", base+path, ""); !strings.Contains(a.Body.String(), `"`+want+`"`) {
			t.Errorf("%s: got %s, want a link to %s", path, a.Body, want)
		}
	}
}

func TestQuarantinePages(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	first := call(t, h, "GET", base+"/tasks/1/quarantine?limit=2", "").json(t)
	second := call(t, h, "GET", first["next"].(string), "").json(t)
	if got := len(second["items"].([]any)); got != 1 || second["next"] != nil {
		t.Errorf("second page: got %v, want the one row left", second)
	}
}

// Two files of one import may each have a bad line 5.
func TestQuarantinePagesLoseNoRowOfALine(t *testing.T) {
	t.Parallel()
	town := newTown()
	town.rejected = []report.Rejection{{Line: 4}, {Line: 5, Field: "a"}, {Line: 5, Field: "b"}, {Line: 6}}
	h, _ := town.server(t)
	seen := 0
	for next := base + "/tasks/1/quarantine?limit=2"; next != ""; {
		page := call(t, h, "GET", next, "").json(t)
		seen += len(page["items"].([]any))
		next, _ = page["next"].(string)
	}
	if seen != len(town.rejected) {
		t.Errorf("the pages hold %d rows of %d", seen, len(town.rejected))
	}
}

func TestSurroundingsByBoxAndPage(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	for target, want := range map[string]int{
		"/overlays/lamps?bbox=15.994,59.51,15.997,59.513": 1,
		"/overlays/lamps?limit=1":                         1,
		"/overlays/lamps":                                 2,
		"/overlays/buildings":                             0,
		"/streets?bbox=-3,40,-2,41":                       0,
		"/streets?bbox=15.99,59.51,16,59.52&limit=10000":  2,
	} {
		a := call(t, h, "GET", base+target, "")
		if got := len(a.json(t)["features"].([]any)); got != want {
			t.Errorf("%s: got %d features, want %d: %s", target, got, want, a.Body)
		}
	}
	first := call(t, h, "GET", base+"/streets?limit=1", "").json(t)
	second := call(t, h, "GET", first["next"].(string), "").json(t)
	if got := second["features"].([]any)[0].(map[string]any)["id"]; got != 2.0 || second["next"] != nil {
		t.Errorf("second page: got %v, want segment 2 and no further page", second)
	}
}

func TestFrozenResultsAreNotSentTwice(t *testing.T) {
	t.Parallel()
	town := newTown()
	h, _ := town.server(t)
	for _, path := range []string{"/analyses/current", "/analyses/4/hotspots", "/plans/9", "/plans/9/teams/1/route.gpx", "/plans/9/map.svg"} {
		first := call(t, h, "GET", base+path, "")
		tag := first.Header().Get("ETag")
		again := call(t, h, "GET", base+path, "", header("If-None-Match", `"other", `+tag))
		if again.Code != 304 || again.Body.Len() != 0 || again.Header().Get("ETag") != tag {
			t.Errorf("%s again: got %d with %d bytes, want 304 and none", path, again.Code, again.Body.Len())
		}
		if other := call(t, h, "GET", base+path, "", header("If-None-Match", `W/"x"`)); other.Code != 200 {
			t.Errorf("%s with another tag: got %d, want 200", path, other.Code)
		}
	}
	before := call(t, h, "GET", base+"/plans/9/map.svg", "").Header().Get("ETag")
	town.all[1].Revision++
	if after := call(t, h, "GET", base+"/plans/9/map.svg", "").Header().Get("ETag"); after == before {
		t.Errorf("the tag stays %s although the municipality's data changed", after)
	}
}

func TestDescriptionIsServed(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	for path, want := range map[string]string{
		"/api/v1/openapi.yaml": "application/yaml; charset=utf-8",
		"/api/v1/openapi.json": "application/json",
		"/api":                 "application/vnd.oai.openapi+json;version=3.0",
	} {
		a := call(t, h, "GET", path, "")
		if got := a.Header().Get("Content-Type"); a.Code != 200 || got != want {
			t.Errorf("%s: got %d %q, want 200 %q", path, a.Code, got, want)
		}
		if !strings.Contains(a.Body.String(), "importReports") {
			t.Errorf("%s: the description is not there", path)
		}
	}
}

func TestHead(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	for _, path := range []string{"/", "/health", base + "/reports", base + "/plans/9/map.svg"} {
		if a := call(t, h, "HEAD", path, ""); a.Code != 200 || a.Body.Len() != 0 || a.Header().Get("Content-Type") == "" {
			t.Errorf("HEAD %s: got %d, %d bytes, type %q", path, a.Code, a.Body.Len(), a.Header().Get("Content-Type"))
		}
	}
}

func TestCompression(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	asks := header("Accept-Encoding", "gzip")
	plain := call(t, h, "GET", base+"/categories", "").Body.Bytes()
	packed := callRaw(h, "GET", base+"/categories", asks)
	z, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := io.ReadAll(z)
	if err != nil || !bytes.Equal(unpacked, plain) {
		t.Errorf("unpacked answer differs: %v", err)
	}
	if got := callRaw(h, "GET", base+"/plans/9/map.png", asks).Header().Get("Content-Encoding"); got != "" {
		t.Errorf("a PNG is sent as %q", got)
	}
	problem := callRaw(h, "GET", base+"/nowhere", asks)
	if problem.Code != http.StatusNotFound || problem.Header().Get("Content-Encoding") != "" {
		t.Errorf("a short problem: got %d, encoding %q", problem.Code, problem.Header().Get("Content-Encoding"))
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	for _, path := range []string{"/", base + "/reports", "/nowhere"} {
		got := call(t, h, "GET", path, "").Header()
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
			"Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got.Get(name) != want {
				t.Errorf("%s: %s: got %q, want %q", path, name, got.Get(name), want)
			}
		}
		if policy := got.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "script") {
			t.Errorf("%s: got policy %q", path, policy)
		}
	}
	if got := call(t, h, "GET", base+"/plans/9/map.svg", "").Header().Get("Cache-Control"); got != "private, no-cache" {
		t.Errorf("a frozen picture: got Cache-Control %q", got)
	}
}

func TestLogLineHasNoValues(t *testing.T) {
	t.Parallel()
	h, log := newTown().server(t)
	call(t, h, "GET", base+"/reports?bbox=15.123,59,16,60", "")
	lines := slices.Collect(strings.Lines(log.String()))
	if len(lines) != 1 || !strings.Contains(lines[0], "/municipalities/:municipality/reports") || !strings.Contains(lines[0], "status=200") {
		t.Errorf("got log %q, want one line with the route's template and status", log)
	}
	for _, private := range []string{"15.123", "192.0.2.1", "bbox"} {
		if strings.Contains(log.String(), private) {
			t.Errorf("the log holds %q: %s", private, log)
		}
	}
}
