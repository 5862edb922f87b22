package httpapi

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/identity"
	"tryggled/internal/overlay"
)

const newLamp = `{"type":"Feature","geometry":{"type":"Point","coordinates":[15.9931,59.5142]},
"properties":{"height_m":6,"lumens":3500,"method":"led","status":"working","pole":"B-117","owner":"VME","dimming":[{"from":"23:00","to":"05:00","share":0.5}]}}`

func TestAnObjectIsEnteredChangedAndRemoved(t *testing.T) {
	t.Parallel()
	town := newTown()
	h, _ := town.server(t)
	made := call(t, h, "POST", base+"/overlays/lamps", newLamp)
	at, tag := made.Header().Get("Location"), made.Header().Get("ETag")
	if made.Code != 201 || !strings.HasPrefix(at, base+"/overlays/lamps/") {
		t.Fatalf("got %d, Location %q: %s", made.Code, at, made.Body)
	}
	read := call(t, h, "GET", at, "")
	if diff := cmp.Diff(made.json(t), read.json(t)); diff != "" || read.Header().Get("ETag") != tag {
		t.Errorf("what was entered reads differently, tags %s and %s:\n%s", tag, read.Header().Get("ETag"), diff)
	}
	if got := read.json(t)["properties"].(map[string]any)["source"]; got != overlay.SourceHand {
		t.Errorf("source: got %v", got)
	}
	// What was read may be sent back as it is, with one value changed.
	back := strings.Replace(read.Body.String(), `"working"`, `"broken"`, 1)
	changed := call(t, h, "PUT", at, back, header("If-Match", tag), header("Content-Type", "application/geo+json"))
	if got := changed.json(t)["properties"].(map[string]any); changed.Code != 200 || got["status"] != "broken" || got["pole"] != "B-117" {
		t.Fatalf("change: got %d: %s", changed.Code, changed.Body)
	}
	if a := call(t, h, "PUT", at, back, header("If-Match", tag)); a.Code != 412 {
		t.Errorf("a change of what somebody else changed: got %d, want 412: %s", a.Code, a.Body)
	}
	if a := call(t, h, "DELETE", at, "", header("If-Match", tag)); a.Code != 412 {
		t.Errorf("removing what somebody else changed: got %d, want 412", a.Code)
	}
	if a := call(t, h, "DELETE", at, "", header("If-Match", "W/"+changed.Header().Get("ETag"))); a.Code != 204 {
		t.Errorf("removing with the tag as a proxy weakens it: got %d, want 204: %s", a.Code, a.Body)
	}
	if a := call(t, h, "GET", at, ""); a.Code != 404 {
		t.Errorf("after that: got %d, want 404", a.Code)
	}
}

func TestAChangeNamesWhatItChanges(t *testing.T) {
	t.Parallel()
	town := newTown()
	h, _ := town.server(t)
	for _, method := range []string{"PUT", "DELETE"} {
		body := map[string]string{"PUT": newLamp}[method]
		if a := call(t, h, method, base+"/overlays/lamps/1", body); a.Code != 428 || !strings.Contains(a.Body.String(), "If-Match") {
			t.Errorf("%s without If-Match: got %d %s, want 428", method, a.Code, a.Body)
		}
		if a := call(t, h, method, base+"/overlays/cameras/1", body, header("If-Match", "*")); a.Code != 404 {
			t.Errorf("%s of a lamp among cameras: got %d, want 404", method, a.Code)
		}
	}
	town.changedMeanwhile = true
	for _, method := range []string{"PUT", "DELETE"} {
		body := map[string]string{"PUT": newLamp}[method]
		if a := call(t, h, method, base+"/overlays/lamps/1", body, header("If-Match", `"7"`)); a.Code != 412 {
			t.Errorf("%s while somebody else is faster: got %d %s, want 412", method, a.Code, a.Body)
		}
	}
}

func TestWhatAnObjectMayNotBeIsNamed(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	lamp := func(properties string) string {
		return `{"geometry":{"type":"Point","coordinates":[15.9931,59.5142]},"properties":{` + properties + `}}`
	}
	for _, c := range []struct{ name, kind, body, says string }{
		{"a height of nothing", "lamps", lamp(`"height_m":0`), `"properties.height_m"`},
		{"a height of 400 m", "lamps", lamp(`"height_m":400`), `"properties.height_m"`},
		{"a height in words", "lamps", lamp(`"height_m":"six"`), `"properties.height_m"`},
		{"negative lumens", "lamps", lamp(`"lumens":-5`), `"properties.lumens"`},
		{"an unknown method", "lamps", lamp(`"method":"fire"`), `"properties.method"`},
		{"a field that is not there", "lamps", lamp(`"colour":"red"`), `"properties.colour"`},
		{"what belongs to a camera", "lamps", lamp(`"bearing_deg":10`), `"properties.bearing_deg"`},
		{"a bearing of 725", "cameras", lamp(`"bearing_deg":725`), `"properties.bearing_deg"`},
		{"no field of view at all", "cameras", lamp(`"field_deg":0`), `"properties.field_deg"`},
		{"a time past the day", "lamps", lamp(`"dimming":[{"from":"25:00","to":"05:00","share":0.5}]`), `"properties.dimming[0].from"`},
		{"a share above one", "lamps", lamp(`"dimming":[{"from":"23:00","to":"05:00","share":1.5}]`), `"properties.dimming[0].share"`},
		{"another kind than the address", "lamps", lamp(`"kind":"cameras"`), `"properties.kind"`},
		{"an id of one's own", "lamps", `{"id":7,` + lamp("")[1:], `"id"`},
		{"no geometry", "lamps", `{"properties":{}}`, `"geometry"`},
		{"a lamp as a line", "lamps", `{"geometry":{"type":"LineString","coordinates":[[15.99,59.51],[15.991,59.51]]},"properties":{}}`, `"geometry"`},
		{"coordinates that are none", "lamps", `{"geometry":{"type":"Point","coordinates":["a","b"]},"properties":{}}`, `"geometry"`},
		{"a point without coordinates", "lamps", `{"geometry":{"type":"Point","coordinates":[]},"properties":{}}`, `"geometry"`},
		{"on the other side of the earth", "lamps", `{"geometry":{"type":"Point","coordinates":[-70,-33]},"properties":{}}`, `"geometry"`},
		{"a surface that crosses itself", "vegetation", `{"geometry":{"type":"Polygon","coordinates":[[[15.99,59.51],[15.991,59.511],[15.991,59.51],[15.99,59.511],[15.99,59.51]]]},"properties":{}}`, `"geometry"`},
		{"an empty surface", "vegetation", `{"geometry":{"type":"Polygon","coordinates":[]},"properties":{}}`, `"geometry"`},
		{"no object at all", "lamps", `[]`, `"body"`},
	} {
		a := call(t, h, "POST", base+"/overlays/"+c.kind, c.body, english)
		if a.Code != 400 || !strings.Contains(a.Body.String(), c.says) {
			t.Errorf("%s: got %d %s, want 400 naming %s", c.name, a.Code, a.Body, c.says)
		}
	}
	a := call(t, h, "POST", base+"/overlays/lamps", lamp(`"lumens":-5`), english)
	if got := strings.Count(a.Body.String(), "must be a number greater than 0"); got != 1 {
		t.Errorf("negative lumens: got %s, want the rule said once, got it %d times", a.Body, got)
	}
	for member, value := range map[string]string{"properties.source": `"source":"elnat"`, "properties.external_id": `"external_id":"n2"`} {
		a := call(t, h, "PUT", base+"/overlays/lamps/1", lamp(value), header("If-Match", "*"))
		if a.Code != 400 || !strings.Contains(a.Body.String(), `"`+member+`"`) {
			t.Errorf("changing %s: got %d %s", member, a.Code, a.Body)
		}
	}
}

// Who watches, what for and on what grounds is shown to those whose rule does not withhold it.
func TestEachRoleSeesOfCamerasWhatItsRuleShows(t *testing.T) {
	t.Parallel()
	for _, role := range identity.Roles() {
		rule, may := identity.RuleOf(role, identity.Read, identity.Overlays)
		if !may {
			continue
		}
		h := newTown().seenBy(t, as(role))
		camera := get(t, h, base+"/overlays/cameras")["features"].([]any)[0].(map[string]any)["properties"].(map[string]any)
		lamp := get(t, h, base+"/overlays/lamps/1")["properties"].(map[string]any)
		for column, there := range map[identity.Column]any{
			identity.ColumnOperator: camera["operator"], identity.ColumnPurpose: camera["purpose"],
			identity.ColumnLegalBasis: camera["legal_basis"], identity.ColumnCabinet: lamp["cabinet"],
		} {
			withheld := false
			for _, c := range rule.Without {
				withheld = withheld || c == column
			}
			if (there == nil) != withheld {
				t.Errorf("%s: %s is %v, withheld %v", role, column, there, withheld)
			}
		}
	}
}

func TestARegisterIsUploaded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, target, mediaType string
		want                    []any
	}{
		{"with a profile", "/overlays/lamps/imports?profile=elnat&filename=lampor.csv", "text/csv", []any{"koping", "lamps", "lampor.csv", "elnat"}},
		{"without", "/overlays/cameras/imports", "application/geo+json", []any{"koping", "cameras", "upload.geojson"}},
	} {
		town := newTown()
		h, _ := town.server(t)
		body := strings.Repeat("rad;med;å\n", 300_000)
		a := call(t, h, "POST", base+c.target, body, header("Content-Type", c.mediaType))
		if a.Code != 202 || a.Header().Get("Location") != base+"/tasks/1" || string(town.uploaded) != body {
			t.Errorf("%s: got %d, Location %q, %d bytes: %s", c.name, a.Code, a.Header().Get("Location"), len(town.uploaded), a.Body)
		}
		if diff := cmp.Diff(c.want, town.asked); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	h, _ := newTown().server(t)
	for target, says := range map[string]string{
		"?profile=nowhere": "nowhere", "?profile=..%2Fsecret": `"profile"`, "?filename=..%2Fx": `"filename"`,
	} {
		if a := call(t, h, "POST", base+"/overlays/lamps/imports"+target, "x", header("Content-Type", "text/csv")); a.Code != 400 || !strings.Contains(a.Body.String(), says) {
			t.Errorf("%s: got %d %s", target, a.Code, a.Body)
		}
	}
}

func TestExposureOfASegment(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	night := call(t, h, "GET", base+"/segments/1/exposure?at=2026-11-20T22:15", "").json(t)
	lux := night["lux"].(map[string]any)
	if night["night"] != true || night["dark"] != 0.25 || night["class"] != "P4" || lux["mean"] != 5.0 || lux["evenness"] != 0.2 || lux["semi_min"] != 0.5 {
		t.Errorf("a night of November: got %v", night)
	}
	if got := night["at"]; got != "2026-11-20T22:15:00+01:00" {
		t.Errorf("at: got %v, want the town's own time", got)
	}
	if got := len(night["hours"].([]any)); got != 24 {
		t.Errorf("got %d hours, want 24", got)
	}
	if got := night["cameras"].(map[string]any); len(got) != 1 || got["known"] != 0.0 {
		t.Errorf("cameras, of which nothing is known: got %v", got)
	}
	if diff := cmp.Diff([]any{"lamps", "buildings"}, night["sources"]); diff != "" {
		t.Errorf("sources (-want +got):\n%s", diff)
	}
	day := call(t, h, "GET", base+"/segments/1/exposure?at=2026-06-21T12:00:00Z", "").json(t)
	if day["night"] != false || day["dark"] != 0.0 || day["leaf_on"] != true {
		t.Errorf("noon of June: got %v", day)
	}
	for at, hours := range map[string]int{"2026-03-29T12:00": 23, "2026-10-25T12:00": 25} {
		if got := len(call(t, h, "GET", base+"/segments/1/exposure?at="+at, "").json(t)["hours"].([]any)); got != hours {
			t.Errorf("a day in which the clocks change, %s: got %d hours, want %d", at, got, hours)
		}
	}
}

// Of a street of which nothing is known no share that is dark is told, not even none.
func TestUnknownLightIsNotDark(t *testing.T) {
	t.Parallel()
	town := newTown()
	town.objects = nil
	h, _ := town.server(t)
	a := call(t, h, "GET", base+"/segments/2/exposure?at=2026-11-20T22:15", "").json(t)
	hour := a["hours"].([]any)[22].(map[string]any)
	if _, told := a["dark"]; told || a["class"] != "unknown" {
		t.Errorf("got dark %v and class %v, want unknown light", a["dark"], a["class"])
	}
	if _, told := hour["dark"]; told || hour["known"] != 0.0 {
		t.Errorf("22:00: got %v, want unknown light", hour)
	}
}

// Köping's sun reaches -7 degrees at midsummer; that of 66° N never sets.
func TestNightsThatNeverDarkenAreSaid(t *testing.T) {
	t.Parallel()
	town := newTown()
	h, _ := town.server(t)
	a := call(t, h, "GET", base+"/segments/1/exposure?at=2026-06-21T23:30", "").json(t)
	if _, is := a["nightless"]; is || !strings.HasPrefix(a["night_text"].(map[string]any)["en"].(string), "Dark from") {
		t.Errorf("midsummer in Köping: got %v, %v", a["nightless"], a["night_text"])
	}
	north := centre
	north[1] += 7 * 111_000
	for i := range town.segments {
		for k := range town.segments[i].Line {
			town.segments[i].Line[k][1] += north[1] - centre[1]
		}
	}
	a = call(t, h, "GET", base+"/segments/1/exposure?at=2026-06-21T23:30", "").json(t)
	if a["nightless"] != true || a["dark"] != 0.0 {
		t.Errorf("midsummer far north: got %v, dark %v", a["nightless"], a["dark"])
	}
}

func TestBadTimesAndSegments(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	for target, want := range map[string]struct {
		status int
		says   string
	}{
		"/segments/1/exposure?at=2026-10-25T02:30": {400, "2026-10-25T02:30:00+02:00"},
		"/segments/1/exposure?at=tonight":          {400, `"at"`},
		"/exposure.geojson?at=tonight":             {400, `"at"`},
		"/exposure.geojson?bbox=1,2,3":             {400, `"bbox"`},
		"/segments/99/exposure":                    {404, "99"},
		"/segments/x/exposure":                     {404, `"segment"`},
		"/segments/1/exposure?hour=3":              {400, `"hour"`},
	} {
		if a := call(t, h, "GET", base+target, "", english); a.Code != want.status || !strings.Contains(a.Body.String(), want.says) {
			t.Errorf("%s: got %d %s, want %d naming %s", target, a.Code, a.Body, want.status, want.says)
		}
	}
}

func TestExposuresAsALayer(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	seen := []any{}
	for next := base + "/exposure.geojson?limit=1&at=2026-11-20T22:15"; next != ""; {
		a := call(t, h, "GET", next, "")
		page := a.json(t)
		for _, f := range page["features"].([]any) {
			seen = append(seen, f.(map[string]any)["properties"].(map[string]any)["segment"])
		}
		next, _ = page["next"].(string)
		if link := a.Header().Get("Link"); (link != "") != (next != "") {
			t.Errorf("Link is %q, next %q", link, next)
		}
	}
	if diff := cmp.Diff([]any{1.0, 2.0}, seen); diff != "" {
		t.Errorf("segments over all pages (-want +got):\n%s", diff)
	}
	// The list of streets works nothing out: what is not stored yet is told to be stale.
	for i, f := range call(t, h, "GET", base+"/streets", "").json(t)["features"].([]any) {
		exposure := f.(map[string]any)["properties"].(map[string]any)["exposure"].(map[string]any)
		if want := []any{nil, true}[i]; exposure["stale"] != want {
			t.Errorf("street %d: stale %v, want %v", i+1, exposure["stale"], want)
		}
	}
	if got := fmt.Sprint(call(t, h, "GET", "/api/v1/municipalities/london/exposure.geojson", "").json(t)["features"]); got != "[]" {
		t.Errorf("a town without streets: got %s", got)
	}
}
