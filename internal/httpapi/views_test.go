package httpapi

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
	"tryggled/internal/report"
)

// signedIn is somebody with a role in Köping.
type signedIn identity.Actor

func (a signedIn) Actor(*http.Request) (identity.Actor, error) { return identity.Actor(a), nil }

func as(role identity.Role) signedIn {
	a := signedIn{ID: "test:" + string(role), Way: identity.BySession, Grants: []identity.Grant{{Municipality: koping.Code, Role: role}}}
	switch role {
	case identity.Public:
		return signedIn(identity.Nobody())
	case identity.GIS:
		a.Way, a.Key = identity.ByKey, &identity.KeyScope{Collections: identity.Nameable()}
	}
	return a
}

// seenBy serves the town to somebody, over a network.
func (t *town) seenBy(tb testing.TB, a signedIn) http.Handler {
	tb.Helper()
	h, _ := t.serverWith(tb, func(s *Server) { s.Local, s.Auth = false, a })
	return h
}

func get(t *testing.T, h http.Handler, target string) map[string]any {
	t.Helper()
	var body map[string]any
	a := call(t, h, "GET", target, "")
	if err := json.Unmarshal(a.Body.Bytes(), &body); err != nil || a.Code != 200 {
		t.Fatalf("%s: got %d, %v: %s", target, a.Code, err, a.Body)
	}
	return body
}

// The report of each role has every column but those that its rule withholds: as a whole,
// and in JSON. What each role reads is taken from the table, so that a changed rule is
// held against the answers.
func TestEachRoleGetsItsColumns(t *testing.T) {
	t.Parallel()
	columns := []identity.Column{identity.ColumnText, identity.ColumnExternalID, identity.ColumnSameEvent, identity.ColumnReporterKind}
	for _, role := range identity.Roles() {
		t.Run(string(role), func(t *testing.T) {
			t.Parallel()
			town := newTown()
			for i := range town.reports {
				r := &town.reports[i]
				r.Text, r.ExternalID, r.SameEvent, r.ReporterKind = "en text", "E-1", "händelse", report.Citizen
			}
			h := town.seenBy(t, as(role))
			rule, may := identity.RuleOf(role, identity.Read, identity.Reports)
			if !may {
				if a := call(t, h, "GET", base+"/reports", ""); a.Code != 401 && a.Code != 403 {
					t.Errorf("got %d, want it refused", a.Code)
				}
				return
			}
			items := get(t, h, base+"/reports")["items"].([]any)
			if len(items) != len(town.reports) {
				t.Fatalf("got %d reports, want %d", len(items), len(town.reports))
			}
			for _, item := range items {
				for _, c := range columns {
					if _, got := item.(map[string]any)[string(c)]; got == slices.Contains(rule.Without, c) {
						t.Errorf("%s: shown %t, want %t", c, got, !got)
					}
				}
				if _, got := item.(map[string]any)["reporter_key"]; got {
					t.Error("the reporter's key is shown")
				}
			}
			if want := rule.Precision != identity.Exact; town.filter.Snapped != want {
				t.Errorf("asked for snapped reports: %t, want %t", town.filter.Snapped, want)
			}
		})
	}
}

// Every column that the table withholds from anybody is one that a test here knows of.
func TestWithheldColumnsAreKnown(t *testing.T) {
	t.Parallel()
	kind := []identity.Column{identity.ColumnReporterKind}
	known := map[identity.Collection][]identity.Column{
		identity.Reports:  {identity.ColumnText, identity.ColumnExternalID, identity.ColumnSameEvent, identity.ColumnReporterKind}, // TestEachRoleGetsItsColumns
		identity.Analyses: kind, identity.Hotspots: kind,                                                                           // TestWhoToldOfAHotspot
		identity.Layers:   kind,                                                                                                 // TestLayersWithoutWhoTold
		identity.Measures: {identity.ColumnOwner},                                                                               // TestEachRoleGetsItsMeasures
		identity.Overlays: {identity.ColumnOperator, identity.ColumnPurpose, identity.ColumnLegalBasis, identity.ColumnCabinet}, // TestEachRoleSeesOfCamerasWhatItsRuleShows
	}
	for _, r := range identity.Rules() {
		for _, c := range r.Without {
			if !slices.Contains(known[r.Collection], c) {
				t.Errorf("%s %s: the column %s is withheld by nobody", r.Role, r.Collection, c)
			}
		}
	}
}

// twoTeams has a plan for the night walkers, as the second team after the police.
func twoTeams() *town {
	town := newTown()
	p := &town.plans[0]
	p.Plan.Notes = []lang.Text{lang.Same("till alla")}
	police := p.Plan.Tours[0]
	police.Team = plan.Team{Role: identity.Police, Size: 2, Base: "polishuset"}
	police.Open, police.Visits = false, slices.Clone(police.Visits)
	for i := range police.Visits {
		police.Visits[i].Why = lang.Same("HEMLIGT")
	}
	walkers := p.Plan.Tours[0]
	walkers.Number = 2
	p.Plan.Tours = []plan.Tour{police, walkers}
	p.Plan.Request.Teams = []plan.Team{police.Team, walkers.Team}
	p.Plan.Omitted[0].Reason = lang.Same("HEMLIGT")
	second := p.Routes[0]
	second.Team = 2
	p.Routes = append(p.Routes, second)
	return town
}

func TestEachRoleGetsItsTeams(t *testing.T) {
	t.Parallel()
	for role, teams := range map[identity.Role][]int{
		identity.Coordinator: {1, 2}, identity.Police: {1, 2}, identity.NightWalker: {2}, identity.Guard: nil, identity.GIS: nil,
	} {
		t.Run(string(role), func(t *testing.T) {
			t.Parallel()
			town := twoTeams()
			h, _ := town.serverWith(t, func(s *Server) {
				s.Local, s.Auth, s.Planner = false, as(role), plannerFor(town)
				s.Now = func() time.Time { return town.at }
			})
			status := 200
			if teams == nil {
				status = 404
			}
			items := get(t, h, base+"/plans")["items"].([]any)
			if len(items) != min(1, len(teams)) {
				t.Errorf("%d plans are listed, want %d", len(items), min(1, len(teams)))
			}
			for _, item := range items {
				for _, link := range item.(map[string]any)["links"].([]any) {
					if to := link.(map[string]any)["href"].(string); call(t, h, "GET", to, "").Code != 200 {
						t.Errorf("the link %s leads nowhere", to)
					}
				}
			}
			for _, form := range []string{"/plans/9", "/plans/9/map.svg", "/plans/9/map.png?width=400"} {
				if a := call(t, h, "GET", base+form, ""); a.Code != status {
					t.Errorf("%s: got %d, want %d", form, a.Code, status)
				} else if role == identity.NightWalker && (strings.Contains(a.Body.String(), "HEMLIGT") || strings.Contains(a.Body.String(), "olis")) {
					t.Errorf("%s tells night walkers of the police: %s", form, a.Body)
				}
			}
			for team := 1; team <= 3; team++ {
				for _, form := range []string{"route.json", "route.gpx", "route.geojson", "route.txt"} {
					want := 404
					if slices.Contains(teams, team) {
						want = 200
					}
					target := base + "/plans/9/teams/" + string(rune('0'+team)) + "/" + form
					if a := call(t, h, "GET", target, ""); a.Code != want {
						t.Errorf("%s: got %d, want %d", target, a.Code, want)
					} else if role == identity.NightWalker && strings.Contains(a.Body.String(), "HEMLIGT") {
						t.Errorf("%s tells what the police is told", target)
					}
				}
			}
			if len(teams) == 1 {
				tour := get(t, h, base+"/plans/9/teams/2/route.json")["team"].(map[string]any)
				if tour["number"] != 2.0 || tour["role"] != "night_walker" {
					t.Errorf("the file of team 2 is of %v, %v", tour["number"], tour["role"])
				}
			}
		})
	}
}

// Two readers who may see different things never share a tag.
func TestTagsTellViewsApart(t *testing.T) {
	t.Parallel()
	tags := map[string]string{}
	link := as(identity.NightWalker)
	link.Way, link.Link = identity.ByLink, &identity.LinkScope{Plan: 9, Team: 2}
	other := as(identity.Police)
	other.Way, other.Link = identity.ByLink, &identity.LinkScope{Plan: 9, Team: 1}
	for name, who := range map[string]signedIn{
		"police": as(identity.Police), "coordinator": as(identity.Coordinator), "night walker": as(identity.NightWalker), "link": link, "other link": other,
	} {
		a := call(t, twoTeams().seenBy(t, who), "GET", base+"/plans/9", "")
		if a.Code != 200 {
			t.Fatalf("%s: got %d", name, a.Code)
		}
		tag := a.Header().Get("ETag")
		if same := tags[tag]; same != "" {
			t.Errorf("%s and %s share the tag %s", name, same, tag)
		}
		tags[tag] = name
	}
}

func TestAnyState(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	any := header("If-None-Match", "*")
	if a := call(t, h, "GET", base+"/plans/9", "", any); a.Code != 304 || a.Body.Len() != 0 || a.Header().Get("ETag") == "" {
		t.Errorf("a plan: got %d with %d bytes", a.Code, a.Body.Len())
	}
	if a := call(t, h, "GET", base+"/plans/77", "", any); a.Code != 404 {
		t.Errorf("no such plan: got %d, want 404", a.Code)
	}
}

func TestAllowNamesHead(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	a := call(t, h, "DELETE", base+"/plans", "")
	if got := a.Header().Get("Allow"); a.Code != 405 || !strings.Contains(got, "HEAD") || !strings.Contains(got, "GET") || !strings.Contains(got, "POST") {
		t.Errorf("got %d, Allow: %q", a.Code, got)
	}
}

// A municipality leads each role to what it may read, and to nothing else.
func TestLinksOfAMunicipality(t *testing.T) {
	t.Parallel()
	for _, role := range identity.Roles() {
		town := newTown()
		for i := range town.all {
			town.all[i].Open = true
		}
		var got []string
		for _, link := range get(t, town.seenBy(t, as(role)), base)["links"].([]any) {
			got = append(got, link.(map[string]any)["rel"].(string))
		}
		want := []string{"self"}
		for _, part := range parts {
			if _, may := identity.RuleOf(role, identity.Read, part); may {
				want = append(want, string(part))
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", role, diff)
		}
	}
}

// The page shows each what they may read, and its links lead somewhere.
func TestPageToEachRole(t *testing.T) {
	t.Parallel()
	for role, c := range map[identity.Role]struct{ says, never []string }{
		identity.Public: {
			[]string{"Lägesbild och planer visas för den som är inloggad"},
			[]string{"Mörkt &amp; mycket", "Plan 9", "tryggled import", "tryggled load", "Köping"},
		},
		identity.NightWalker: {
			[]string{"Mörkt &amp; mycket", "Plan 9", "Grupp 2", "nattvandrare", "Här är det mörkt."},
			[]string{"HEMLIGT", "Grupp 1", "tryggled ", "Planen bygger på analys", "42 %", "City of London"},
		},
		identity.Guard: {
			[]string{"Mörkt &amp; mycket", "Här finns ingen plan att visa än."},
			[]string{"Plan 9", "tryggled ", "HEMLIGT"},
		},
		identity.Police:                {[]string{"Plan 9", "HEMLIGT", "Grupp 1", "Grupp 2", "42 %"}, nil},
		identity.DataProtectionOfficer: {[]string{"Köping", base + "/audit"}, []string{"Mörkt &amp; mycket", "Plan 9", "tryggled "}},
	} {
		t.Run(string(role), func(t *testing.T) {
			t.Parallel()
			town := twoTeams()
			h, _ := town.serverWith(t, func(s *Server) { s.Local, s.Auth, s.Planner = false, as(role), plannerFor(town) })
			got := fetchPage(t, h, "/?lang=sv")
			for _, want := range c.says {
				if !strings.Contains(got, want) {
					t.Errorf("the page does not say %q", want)
				}
			}
			for _, never := range c.never {
				if strings.Contains(got, never) {
					t.Errorf("the page says %q", never)
				}
			}
		})
	}
	town := newTown()
	town.all[1].Open = true
	if got := fetchPage(t, town.seenBy(t, as(identity.Public)), "/"); !strings.Contains(got, base+"/cells") || strings.Contains(got, "london/cells") {
		t.Errorf("a stranger is not led to the open figures alone:\n%s", got)
	}
}

// A list shows which analyses are open ones.
func TestAnalysesSayWhetherTheyAreOpen(t *testing.T) {
	t.Parallel()
	town := newTown()
	twin := town.analyses[0]
	twin.ID, twin.Params.Open = 3, true
	town.analyses = []hotspot.Analysis{town.analyses[0], twin}
	h, _ := town.server(t)
	var got []any
	for _, item := range get(t, h, base+"/analyses")["items"].([]any) {
		got = append(got, item.(map[string]any)["open"])
	}
	if diff := cmp.Diff([]any{false, true}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
