package httpapi

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/measure"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
)

// worksOf is the service of work lists; it keeps what it was asked.
type worksOf struct{ *town }

func (t worksOf) Worklist(_ context.Context, m municipality.Municipality, list measure.List, o measure.Options) (measure.Worklist, error) {
	t.asked = []any{list, o.Open, o.Owner}
	item := measure.Item{
		Key: "lighting/mend/osm:n1", List: list, Action: measure.Mend, Rank: 1, Title: lang.T("Laga 1 lampa på Påhittsgatan", "Mend 1 lamp on Påhittsgatan"),
		Why: lang.T("90 m", "90 m"), Street: "Påhittsgatan", LengthM: 90, Segments: []int64{1}, Owner: "VME", State: measure.Proposed,
		Geometry: orb.MultiLineString{t.segments[0].Line}, Mind: []lang.Text{}, Hotspots: []measure.Touched{},
		Objects: []measure.Part{{ID: 1, Kind: overlay.Lamp, Source: "osm", ExternalID: "n1", Pole: "=B-117", Owner: "VME", HeightM: 6, At: centre, Geometry: centre}},
	}
	return measure.Worklist{
		List: list, Municipality: m.Code, Name: m.Name, Open: o.Open, MadeAt: t.at, Since: t.at.AddDate(-1, 0, 0), Until: t.at,
		Items: []measure.Item{item}, Done: []measure.Work{}, Notes: []lang.Text{}, Exercise: m.Exercise,
	}, nil
}

func (t worksOf) ReadBack(_ context.Context, _ municipality.Municipality, marks []measure.Mark) (measure.ReadBack, error) {
	t.asked = []any{marks}
	return measure.ReadBack{
		Marks: len(marks), Works: []measure.Work{}, Mended: []int64{1},
		Rejected: []measure.Reject{{Line: 2, What: "B-9", Text: lang.T("finns inte", "is not there")}},
	}, nil
}

func (t worksOf) WhatIf(_ context.Context, _ municipality.Municipality, p measure.Proposal, open bool) (measure.Outcome, error) {
	t.asked = []any{p, open}
	for _, o := range p.Add {
		if o.Props.HeightM > 100 {
			return measure.Outcome{}, fault.New(fault.Invalid, lang.T("rätta", "correct"), fault.Field{Name: "add[1].height_m", Text: lang.T("för hög", "too high")})
		}
	}
	return measure.Outcome{
		Segments: []measure.SegmentChange{}, Hotspots: []measure.HotspotChange{}, Sum: measure.Sum{Moves: []measure.Rise{}},
		Open: open, Notes: []lang.Text{}, Exercise: true,
	}, nil
}

func (t worksOf) Dossier(_ context.Context, m municipality.Municipality, d measure.Draft) (measure.Dossier, error) {
	t.asked = []any{d}
	return measure.Dossier{
		Municipality: m.Name, Code: m.Code, Name: d.Name, Title: lang.Same("Kameror"), Area: d.Area, AreaM2: 10_000, MadeAt: t.at,
		Since: t.at.AddDate(-1, 0, 0), Until: t.at, Open: d.Open, Outside: d.Outside, Police: d.Police, Exercise: m.Exercise,
		Hotspots: []measure.Inside{}, Tried: []measure.Tried{}, Cameras: []measure.CameraView{}, Blind: []measure.BlindSpot{},
		Instead: []measure.Alternative{}, Balance: []measure.Section{}, Register: []measure.RegisterLine{}, Law: []lang.Text{}, Notes: []lang.Text{},
	}, nil
}

const (
	newProposal = `{"add":[{"geometry":{"type":"Point","coordinates":[15.9931,59.5142]},"properties":{"kind":"lamps","height_m":6}}],
"change":[{"id":1,"properties":{"status":"working"}}],"remove":[2]}`
	newDossier = `{"area":{"type":"Polygon","coordinates":[[[15.992,59.513],[15.996,59.513],[15.996,59.515],[15.992,59.515],[15.992,59.513]]]},
"name":"Stora torget","since":"2026-01-01","cameras":[{"geometry":{"type":"Point","coordinates":[15.9931,59.5142]},"properties":{"bearing_deg":90}}]}`
)

func TestWorklistsAreMadeOfWhatTheAskerMaySee(t *testing.T) {
	t.Parallel()
	for _, role := range identity.Roles() {
		rule, may := identity.RuleOf(role, identity.Read, identity.WorkLists)
		if !may {
			continue
		}
		town := newTown()
		h := town.seenBy(t, as(role))
		list := get(t, h, base+"/worklists/lighting?owner=VME")
		open := rule.Span == identity.OpenCategories
		if diff := cmp.Diff([]any{measure.Lighting, open, "VME"}, town.asked); diff != "" || list["open"] != open {
			t.Errorf("%s: open is %v (-want +got):\n%s", role, list["open"], diff)
		}
	}
}

func TestWorklistFiles(t *testing.T) {
	t.Parallel()
	town := newTown()
	h, _ := town.server(t)
	for path, want := range map[string]struct{ media, name, holds string }{
		"/worklists/lighting/work.csv":              {"text/csv; charset=utf-8", `"koping-lighting-ovningsdata.csv"`, "lighting/mend/osm:n1"},
		"/worklists/clearing/work.geojson":          {"application/geo+json", `"koping-clearing-ovningsdata.geojson"`, `"FeatureCollection"`},
		"/worklists/lighting/sheet.pdf?owner=V%22E": {"application/pdf", `"koping-lighting-V-E-ovningsdata.pdf"`, "%PDF-"},
		"/worklists/lighting/sheet.html?owner=VME":  {"text/html; charset=utf-8", "", "<!doctype html>"},
	} {
		a := call(t, h, "GET", base+path, "")
		if a.Code != 200 || a.Header().Get("Content-Type") != want.media || !strings.Contains(strings.ToLower(a.Body.String()), strings.ToLower(want.holds)) {
			t.Errorf("%s: got %d %s: %.200s", path, a.Code, a.Header().Get("Content-Type"), a.Body)
		}
		if got := a.Header().Get("Content-Disposition"); !strings.HasSuffix(got, want.name) || (got == "") != (want.name == "") {
			t.Errorf("%s: saved as %q, want %s", path, got, want.name)
		}
		again := call(t, h, "GET", base+path, "", header("If-None-Match", a.Header().Get("ETag")))
		if again.Code != 304 {
			t.Errorf("%s again: got %d, want 304", path, again.Code)
		}
	}
	sheet := call(t, h, "GET", base+"/worklists/lighting/sheet.html", "")
	if policy := sheet.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "script") {
		t.Errorf("a sheet's policy: %q", policy)
	}
	if a := call(t, h, "GET", base+"/worklists/parking", ""); a.Code != 404 {
		t.Errorf("a list that is none: got %d, want 404", a.Code)
	}
}

func TestMarksComeAsJSONAndAsTable(t *testing.T) {
	t.Parallel()
	want := []measure.Mark{{Line: 1, Pole: "B-117", State: measure.Done, On: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)}}
	for media, body := range map[string]string{
		"application/json": `{"marks":[{"pole":"B-117","state":"done","on":"2026-11-20"}]}`,
		"text/csv":         "stolpnummer;läge;datum\nB-117;klar;2026-11-20\n",
	} {
		town := newTown()
		h, _ := town.server(t)
		a := call(t, h, "POST", base+"/worklists/status", body, header("Content-Type", media))
		if a.Code != 200 || !strings.Contains(a.Body.String(), "B-9") {
			t.Fatalf("%s: got %d: %s", media, a.Code, a.Body)
		}
		got := slices.Clone(town.asked[0].([]measure.Mark))
		for i := range got {
			got[i].Line = 1
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", media, diff)
		}
	}
	h, _ := newTown().server(t)
	for body, says := range map[string]string{
		`{"marks":[{"state":"done"}]}`:                              `"marks[0].key"`,
		`{"marks":[{"pole":"B","state":"mended"}]}`:                 `"marks[0].state"`,
		`{"marks":[{"pole":"B","state":"done","on":"2026-02-30"}]}`: `"marks[0].on"`,
		`{"marks":[]}`: `"marks"`,
	} {
		if a := call(t, h, "POST", base+"/worklists/status", body, english); a.Code != 400 || !strings.Contains(a.Body.String(), says) {
			t.Errorf("%s: got %d %s, want 400 naming %s", body, a.Code, a.Body, says)
		}
	}
	if a := call(t, h, "POST", base+"/worklists/status", "a;b\n1;2\n", header("Content-Type", "text/csv")); a.Code != 400 {
		t.Errorf("a table of something else: got %d %s", a.Code, a.Body)
	}
}

func TestWhatIfNamesWhatIsAtFault(t *testing.T) {
	t.Parallel()
	town := newTown()
	h, _ := town.server(t)
	if a := call(t, h, "POST", base+"/what-if", newProposal); a.Code != 200 {
		t.Fatalf("got %d: %s", a.Code, a.Body)
	}
	p := town.asked[0].(measure.Proposal)
	if len(p.Add) != 1 || p.Add[0].Kind != overlay.Lamp || p.Add[0].Props.HeightM != 6 || p.Change[0].ID != 1 || p.Change[0].Geometry != nil || p.Remove[0] != 2 {
		t.Errorf("got proposal %+v", p)
	}
	add := func(properties string) string {
		return `{"add":[{"geometry":{"type":"Point","coordinates":[15.9931,59.5142]},"properties":{` + properties + `}}]}`
	}
	for body, says := range map[string]string{
		add(`"height_m":6`):                  `"add[0].properties.kind"`,
		add(`"kind":"lamps","height_m":0`):   `"add[0].properties.height_m"`,
		add(`"kind":"lamps","height_m":200`): `"add[0].properties.height_m"`,
		`{"add":[{"geometry":{"type":"Point","coordinates":[-70,-33]},"properties":{"kind":"lamps"}}]}`: `"add[0].geometry"`,
		`{"change":[{"properties":{}}]}`: `"change[0].id"`,
		`{"remove":["a"]}`:               `"remove[0]"`,
		`{"move":[]}`:                    `"move"`,
	} {
		if a := call(t, h, "POST", base+"/what-if", body, english); a.Code != 400 || !strings.Contains(a.Body.String(), says) {
			t.Errorf("%s: got %d %s, want 400 naming %s", body, a.Code, a.Body, says)
		}
	}
	if _, err := ReadProposal(koping, "plan.json", strings.NewReader(add(`"kind":"lamps","height_m":0`))); err == nil || !strings.Contains(err.Error(), "height_m") {
		t.Errorf("the same from a file: got %v", err)
	}
	if p, err := ReadProposal(koping, "plan.json", strings.NewReader(newProposal)); err != nil || len(p.Add) != 1 {
		t.Errorf("from a file: got %v, %v", p, err)
	}
}

func TestDossier(t *testing.T) {
	t.Parallel()
	town := newTown()
	h, _ := town.server(t)
	for path, holds := range map[string]string{"": `"area":{"type":"Polygon"`, ".html": "<html", ".pdf": "%PDF-"} {
		a := call(t, h, "POST", base+"/camera-dossier"+path, newDossier)
		if a.Code != 200 || !strings.Contains(a.Body.String(), holds) {
			t.Errorf("%q: got %d: %.300s", path, a.Code, a.Body)
		}
	}
	d := town.asked[0].(measure.Draft)
	if len(d.Area) != 1 || d.Name != lang.Same("Stora torget") || d.Open || d.Since.IsZero() || len(d.Cameras) != 1 || *d.Cameras[0].Props.BearingDeg != 90 {
		t.Errorf("got draft %+v", d)
	}
	for body, says := range map[string]string{
		`{}`: `"area"`,
		`{"area":{"type":"Point","coordinates":[15.99,59.51]}}`:                   `"area"`,
		strings.Replace(newDossier, "2026-01-01", "last year", 1):                 `"since"`,
		strings.Replace(newDossier, `"bearing_deg":90`, `"bearing_deg":"N;S"`, 1): `"cameras[0].properties.bearing_deg"`,
		strings.Replace(newDossier, "15.992,59.513", "5.992,49.513", 2):           `"name":"area"`,
	} {
		if a := call(t, h, "POST", base+"/camera-dossier", body, english); a.Code != 400 || !strings.Contains(a.Body.String(), says) {
			t.Errorf("%s: got %d %s, want 400 naming %s", body, a.Code, a.Body, says)
		}
	}
}

func TestOverlaysAreDrawn(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	for _, picture := range []string{"light", "vegetation", "cameras"} {
		svg := call(t, h, "GET", base+"/overlays/"+picture+"/map.svg?at=2026-11-20T22:15&lang=en", "")
		if svg.Code != 200 || !strings.Contains(svg.Body.String(), "<svg") {
			t.Errorf("%s: got %d: %.200s", picture, svg.Code, svg.Body)
		}
		png := call(t, h, "GET", base+"/overlays/"+picture+"/map.png?width=400", "")
		if png.Code != 200 || !strings.HasPrefix(png.Body.String(), "\x89PNG") {
			t.Errorf("%s: got %d", picture, png.Code)
		}
	}
	if a := call(t, h, "GET", base+"/overlays/buildings/map.svg", ""); a.Code != 404 {
		t.Errorf("a picture that is none: got %d, want 404", a.Code)
	}
}
