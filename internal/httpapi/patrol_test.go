package httpapi

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tryggled/internal/auth"
	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

// patrolTown is a town with two teams out, a clock at the shift's beginning, and the path
// of a link to the first team.
func patrolTown(t *testing.T) (h http.Handler, town *town, path string) {
	t.Helper()
	town = newTown()
	second := town.plans[0].Plan.Tours[0]
	second.Number, second.Team = 2, plan.Team{Role: identity.Police, Size: 2}
	second.Note = lang.T("Bara för polisen.", "For the police only.")
	town.plans[0].Plan.Tours = append(town.plans[0].Plan.Tours, second)
	town.plans[0].Plan.Request.Teams = append(town.plans[0].Plan.Request.Teams, second.Team)
	town.plans[0].Routes = append(town.plans[0].Routes, route.Route{Team: 2})
	served, lines := town.serverWith(t, func(s *Server) { s.Audit = town.entrance })
	a := call(t, served, "POST", base+"/links", `{"plan":9,"team":1}`)
	address, _ := a.json(t)["address"].(string)
	path, ok := strings.CutPrefix(address, "http://localhost:8080/p/")
	if a.Code != 201 || !ok {
		t.Fatalf("got %d %s", a.Code, a.Body)
	}
	town.entrance.at = town.plans[0].Plan.Request.From
	t.Cleanup(func() {
		if strings.Contains(lines.String(), path) {
			t.Errorf("the log holds the token:\n%s", lines)
		}
	})
	return served, town, "/p/" + path
}

func TestLinksAreMadeListedRevoked(t *testing.T) {
	t.Parallel()
	h, town, path := patrolTown(t)
	listed := call(t, h, "GET", base+"/links", "")
	if strings.Contains(listed.Body.String(), path[3:]) {
		t.Errorf("the list holds the token: %s", listed.Body)
	}
	l := listed.json(t)["items"].([]any)[0].(map[string]any)
	for name, want := range map[string]any{
		"plan": 9.0, "team": 1.0, "role": "night_walker", "state": "open", "created_by": "local",
		"from": "2026-11-21T18:00:00Z", "until": "2026-11-22T00:30:00Z", "last_used": nil, "revoked_at": nil,
	} {
		if l[name] != want {
			t.Errorf("%s: got %v, want %v", name, l[name], want)
		}
	}
	for body, want := range map[string]int{
		`{"plan":9,"team":3}`: 404, `{"plan":8,"team":1}`: 404, `{"plan":9,"team":0}`: 400, `{"plan":9}`: 400, `{"plan":9,"team":1,"until":"2099-01-01"}`: 400,
	} {
		if a := call(t, h, "POST", base+"/links", body); a.Code != want {
			t.Errorf("%s: got %d, want %d: %s", body, a.Code, want, a.Body)
		}
	}
	town.entrance.at = town.entrance.at.AddDate(0, 0, 1)
	if a := call(t, h, "POST", base+"/links", `{"plan":9,"team":1}`); a.Code != 400 {
		t.Errorf("a link to a shift that is over: got %d", a.Code)
	}
	if a := call(t, h, "DELETE", base+"/links/7", ""); a.Code != 404 {
		t.Errorf("revoke a link that is not there: got %d", a.Code)
	}
}

func TestPatrolPage(t *testing.T) {
	t.Parallel()
	h, _, path := patrolTown(t)
	for language, says := range map[string][]string{
		"sv": {"grupp 1: nattvandrare", "ÖVNINGSDATA", "21.20–21.30", "Påhittsgatan", "Länken gäller till 2026-11-22 01:30", "Gruppen har tid till övers.", "Vi ger oss av", "Vi är framme"},
		"en": {"team 1: night walker", "The link is valid until 2026-11-22 01:30", "We set out", "Skip this stop"},
	} {
		a := callRaw(h, "GET", path+"?lang="+language)
		got := a.Body.String()
		if a.Code != 200 || a.Header().Get("X-Robots-Tag") != "noindex, nofollow" || a.Header().Get("Referrer-Policy") != "same-origin" || a.Header().Get("Content-Security-Policy") != patrolPolicy || a.Header().Get("Cache-Control") != "no-store" {
			t.Fatalf("got %d %v", a.Code, a.Header())
		}
		for _, want := range append(says, `<html lang="`+language+`">`, path+"/route.gpx?lang="+language, path+"/map.svg?lang="+language, `href="tel:112"`) {
			if !strings.Contains(got, want) {
				t.Errorf("%s: the page does not say %q:\n%s", language, want, got)
			}
		}
		for _, never := range []string{"<script", " onclick", "For the police", "Bara för polisen", "/api/v1", "Prioritet"} {
			if strings.Contains(got, never) {
				t.Errorf("%s: the page holds %q", language, never)
			}
		}
		links := regexp.MustCompile(`(?:href|src)="(/[^"]*)"`).FindAllStringSubmatch(got, -1)
		if len(links) < 8 {
			t.Errorf("found %d links only", len(links))
		}
		for _, link := range links {
			if a := callRaw(h, "GET", link[1]); a.Code != 200 {
				t.Errorf("%s: got %d", link[1], a.Code)
			}
		}
	}
}

// Each form shows the link's team and no other, is logged without what would open the link
// again, and is not sent twice.
func TestPatrolFiles(t *testing.T) {
	t.Parallel()
	h, town, path := patrolTown(t)
	for form, mediaType := range map[string]string{"": "text/html; charset=UTF-8", "/route.gpx": mediaGPX, "/route.geojson": mediaGeoJSON, "/route.txt": mediaText, "/map.svg": mediaSVG, "/route.kml": mediaKML, "/route.ics": mediaICS, "/sheet.pdf": mediaPDF} {
		town.entrance.lines = nil
		a := callRaw(h, "GET", path+form)
		if a.Code != 200 || a.Header().Get("Content-Type") != mediaType || a.Header().Get("X-Robots-Tag") == "" {
			t.Errorf("%q: got %d %v", form, a.Code, a.Header())
		}
		if strings.Contains(a.Body.String(), "Bara för polisen") || strings.Contains(a.Body.String(), "Grupp 2") {
			t.Errorf("%q shows the other team", form)
		}
		want := identity.Event{
			Actor: "link:1", Way: identity.ByLink, Role: identity.NightWalker, Action: identity.Read, Collection: identity.Routes,
			What: "/municipalities/koping/plans/9/teams/1" + form,
		}
		if len(town.entrance.lines) != 1 {
			t.Fatalf("%q: got lines %+v, want one", form, town.entrance.lines)
		}
		got := town.entrance.lines[0]
		got.Address, got.Request = want.Address, ""
		if got != want {
			t.Errorf("%q: got line %+v, want %+v", form, got, want)
		}
		if tag := a.Header().Get("ETag"); form != "" {
			if again := callRaw(h, "GET", path+form, header("If-None-Match", tag)); again.Code != 304 || again.Body.Len() > 0 {
				t.Errorf("%q again: got %d", form, again.Code)
			}
		}
		if a := callRaw(h, "HEAD", path+form); a.Code != 200 || a.Body.Len() > 0 {
			t.Errorf("HEAD %q: got %d", form, a.Code)
		}
		if a := callRaw(h, "POST", path+form); a.Code != 405 {
			t.Errorf("POST %q: got %d", form, a.Code)
		}
	}
}

// What a link shows when it shows nothing: ended and early ones are told plainly, revoked
// and forged ones not at all.
func TestPatrolLinksThatOpenNothing(t *testing.T) {
	t.Parallel()
	h, town, path := patrolTown(t)
	shift := town.plans[0].Plan.Request
	forms := []string{"", "/route.gpx", "/route.geojson", "/route.txt", "/map.svg", "/route.kml", "/route.ics", "/sheet.pdf"}
	refused := func(name, path string, status int, says string) string {
		var bodies []string
		for _, form := range forms {
			a := callRaw(h, "GET", path+form, english)
			if a.Code != status || !strings.HasPrefix(a.Header().Get("Content-Type"), "text/html") || !strings.Contains(a.Body.String(), says) {
				t.Errorf("%s, %q: got %d, want %d and %q:\n%s", name, form, a.Code, status, says, a.Body)
			}
			for _, told := range []string{"Köping", "Påhittsgatan", "night walker"} {
				if strings.Contains(a.Body.String(), told) {
					t.Errorf("%s, %q tells %q", name, form, told)
				}
			}
			bodies = append(bodies, strings.ReplaceAll(a.Body.String(), path, "/p/TOKEN"))
		}
		if n := len(slices.Compact(bodies)); n != 1 {
			t.Errorf("%s: got %d different pages", name, n)
		}
		return bodies[0]
	}
	town.entrance.at = shift.From.Add(-2*time.Hour - time.Second)
	refused("early", path, 403, "opens two hours before the shift")
	town.entrance.at = shift.To.Add(30 * time.Minute)
	refused("ended", path, 410, "ended shortly after the shift")
	town.entrance.at = shift.From
	forged := refused("forged", path[:len(path)-1]+"w", 404, "no such address")
	if a := call(t, h, "DELETE", base+"/links/1", ""); a.Code != 204 {
		t.Fatalf("revoke: got %d", a.Code)
	}
	revoked := refused("revoked", path, 404, "no such address")
	if forged != revoked {
		t.Errorf("a forged and a revoked link differ:\n%s\n%s", forged, revoked)
	}
	for _, odd := range []string{"/p/", "/p/a/b", "/p/%00", "/p/%2e%2e%2fapi", "/p/" + strings.Repeat("A", 5000)} {
		if a := callRaw(h, "GET", odd); a.Code != 404 {
			t.Errorf("%.20s: got %d, want 404", odd, a.Code)
		}
	}
}

// refusing takes nobody in.
type refusing struct{}

func (refusing) Actor(*http.Request) (identity.Actor, error) {
	return identity.Actor{}, fault.New(fault.Unauthenticated, lang.T("nej", "no"))
}

// The phone may bring a cookie of a session that has ended, or anything else.
func TestALinkOpensWhateverElseIsBrought(t *testing.T) {
	t.Parallel()
	town := newTown()
	e := town.entrance
	var tokens auth.Links
	h, _ := town.serverWith(t, func(s *Server) {
		s.Auth = refusing{}
		tokens = s.Tokens.(auth.Links)
	})
	l, err := town.plans[0].Plan.Link(1)
	if err != nil {
		t.Fatal(err)
	}
	if l.ID, err = e.links.AddLink(t.Context(), koping.Code, l); err != nil {
		t.Fatal(err)
	}
	e.at = town.plans[0].Plan.Request.From
	token, err := tokens.Token(koping.Code, l)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/p/" + token, "/assets/page.css"} {
		if a := callRaw(h, "GET", path, header("Cookie", "__Host-tryggled=gammal"), header("Authorization", "Bearer x")); a.Code != 200 {
			t.Errorf("%.12s: got %d", path, a.Code)
		}
	}
	if a := callRaw(h, "GET", base+"/areas"); a.Code != 401 {
		t.Errorf("elsewhere: got %d, want 401", a.Code)
	}
}
