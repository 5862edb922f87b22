package httpapi

import (
	"strings"
	"testing"
	"time"

	"tryggled/internal/identity"
)

// walkedTown is a town an hour into the shift of its plan.
func walkedTown() *town {
	t := newTown()
	t.entrance.at = t.plans[0].Plan.Request.From.Add(time.Hour)
	return t
}

const logPath = base + "/plans/9/teams/1/log"

func TestALogIsKept(t *testing.T) {
	t.Parallel()
	town := walkedTown()
	h := town.seenBy(t, as(identity.NightWalker))
	for name, c := range map[string]struct {
		body string
		code int
		says string
	}{
		"no text":           {`{"kind":"note","text":"De stod vid kiosken."}`, 400, `"text"`},
		"no such stop":      {`{"kind":"arrive","visit":9}`, 404, "stopp 9"},
		"a place elsewhere": {`{"kind":"arrive","spot":"h3"}`, 404, "h3"},
		"tomorrow":          {`{"kind":"begin","at":"2026-11-22T20:00"}`, 400, `"at"`},
		"a point to arrive": {`{"kind":"arrive","visit":1,"lon":15.9,"lat":59.5}`, 400, `"lon"`},
		"half a point":      {`{"kind":"observe","category":"dark_place","lon":15.9}`, 400, `"lon"`},
		"not theirs":        {`{"kind":"observe","category":"drugs","visit":1}`, 400, `"category"`},
		"left unseen":       {`{"kind":"leave","visit":1}`, 409, "checka in"},
		"an unknown kind":   {`{"kind":"dance"}`, 400, "kind"},
	} {
		if a := call(t, h, "POST", logPath, c.body); a.Code != c.code || !strings.Contains(a.Body.String(), c.says) {
			t.Errorf("%s: got %d %s, want %d that says %s", name, a.Code, a.Body, c.code, c.says)
		}
	}
	if len(town.walks.log) > 0 {
		t.Fatalf("what was refused is kept: %+v", town.walks.log)
	}
	a := call(t, h, "POST", logPath, `{"kind":"arrive","visit":1}`)
	if body := a.json(t); a.Code != 201 || body["visit"] != 1.0 || body["spot"] != nil || body["by"] != nil {
		t.Errorf("got %d %s", a.Code, a.Body)
	}
	call(t, h, "POST", logPath, `{"kind":"observe","category":"dark_place","visit":1}`)
	call(t, h, "POST", logPath, `{"kind":"note","tallies":[{"kind":"talked","count":4}]}`)
	if n := len(get(t, h, logPath)["items"].([]any)); n != 3 || town.walks.log[1].Category != "dark_place" {
		t.Errorf("got %d entries: %+v", n, town.walks.log)
	}
	if status := town.plans[0].Plan.Life.Status; status != "under_way" {
		t.Errorf("the first entry leaves the plan %s", status)
	}
	coordinator, _ := town.server(t)
	if items := get(t, coordinator, logPath)["items"].([]any); items[0].(map[string]any)["spot"] != "h1" || items[0].(map[string]any)["by"] == nil {
		t.Errorf("the coordinator is not told where and by whom: %v", items[0])
	}
	if a := call(t, town.seenBy(t, as(identity.Guard)), "GET", logPath, ""); a.Code != 404 {
		t.Errorf("another role reads the log: %d", a.Code)
	}
	if a := call(t, town.seenBy(t, as(identity.Police)), "POST", logPath, `{"kind":"end"}`); a.Code != 403 {
		t.Errorf("the police write in another's log: %d", a.Code)
	}
}

// A phone that sends twice is heard once.
func TestWhatIsSentTwiceIsKeptOnce(t *testing.T) {
	t.Parallel()
	town := walkedTown()
	h := town.seenBy(t, as(identity.NightWalker))
	key := header("Idempotency-Key", "4711")
	const count = `{"kind":"note","tallies":[{"kind":"talked","count":4}]}`
	first := call(t, h, "POST", logPath, count, key)
	town.entrance.at = town.entrance.at.Add(time.Minute)
	second := call(t, h, "POST", logPath, count, key)
	if first.Code != 201 || second.Code != 201 || first.Body.String() != second.Body.String() || len(town.walks.log) != 1 {
		t.Errorf("got %d %s, then %d %s", first.Code, first.Body, second.Code, second.Body)
	}
	if a := call(t, h, "POST", logPath, `{"kind":"begin"}`, key); a.Code != 409 {
		t.Errorf("the key for something else: got %d", a.Code)
	}
	if a := call(t, h, "POST", logPath, count, header("Idempotency-Key", "4712")); a.Code != 201 || len(town.walks.log) != 2 {
		t.Errorf("another key: got %d, %d entries", a.Code, len(town.walks.log))
	}
}

func TestATrackIsMatched(t *testing.T) {
	t.Parallel()
	town := walkedTown()
	h := town.seenBy(t, as(identity.NightWalker))
	const path = base + "/plans/9/teams/1/track"
	gpx := header("Content-Type", "application/gpx+xml")
	a := call(t, h, "POST", path, aTrack, gpx)
	if body := a.json(t); a.Code != 201 || body["points"] != 3.0 || body["streets"] == 0.0 {
		t.Fatalf("got %d %s", a.Code, a.Body)
	}
	if items := get(t, h, path)["items"].([]any); len(items) != 1 || strings.Contains(call(t, h, "GET", path, "").Body.String(), "passes") {
		t.Errorf("got %v", items)
	}
	for name, c := range map[string]struct {
		body string
		with change
		want int
	}{
		"elsewhere": {strings.ReplaceAll(aTrack, `lat="59`, `lat="48`), gpx, 400},
		"no track":  {"<gpx/>", gpx, 400},
		"empty":     {" ", gpx, 400},
		"JSON":      {"{}", header("Content-Type", "application/json"), 415},
		"too large": {"<gpx>" + strings.Repeat(" ", 33<<20) + "</gpx>", gpx, 400},
	} {
		if a := call(t, h, "POST", path, c.body, c.with); a.Code != c.want {
			t.Errorf("%s: got %d, want %d: %s", name, a.Code, c.want, a.Body)
		}
	}
	if len(town.walks.tracks) != 1 {
		t.Errorf("%d tracks are kept, want 1", len(town.walks.tracks))
	}
	if items := get(t, town.seenBy(t, as(identity.Coordinator)), base+"/plans/9/doses")["items"].([]any); len(items) == 0 {
		t.Error("the track gave no dose")
	}
}

func TestAlarmsAreSeenTo(t *testing.T) {
	t.Parallel()
	town := walkedTown()
	h, _ := town.server(t)
	item := get(t, h, base+"/alarms?open=true")["items"].([]any)[0].(map[string]any)
	if say, _ := item["say"].(map[string]any)["sv"].(string); item["open"] != true || !strings.Contains(say, "112") {
		t.Errorf("got %v", item)
	}
	a := call(t, h, "POST", base+"/alarms/1/acknowledge", "")
	if body := a.json(t); a.Code != 200 || body["seen_by"] != "local" || body["seen_at"] == nil {
		t.Errorf("got %d %s", a.Code, a.Body)
	}
	if a := call(t, h, "POST", base+"/alarms/7/acknowledge", ""); a.Code != 404 {
		t.Errorf("no such alarm: got %d", a.Code)
	}
	town.walks.alarms[0].WithdrawnAt = town.entrance.at
	if a := call(t, h, "POST", base+"/alarms/1/acknowledge", ""); a.Code != 409 {
		t.Errorf("a withdrawn alarm: got %d", a.Code)
	}
}

// Presence is entered by the police, as area and hours alone.
func TestPresence(t *testing.T) {
	t.Parallel()
	town := walkedTown()
	police, coordinator := town.seenBy(t, as(identity.Police)), town.seenBy(t, as(identity.Coordinator))
	const presence = `{"area":"centrum","from":"2026-11-21T20:00","to":"2026-11-21T22:00"}`
	if a := call(t, coordinator, "POST", base+"/presence", presence); a.Code != 403 {
		t.Errorf("the coordinator enters: got %d", a.Code)
	}
	for name, body := range map[string]string{
		"more than that": `{"plain_clothes":true,` + presence[1:],
		"no such area":   strings.Replace(presence, "centrum", "finns-inte", 1),
		"backwards":      strings.Replace(presence, "T22", "T12", 1),
	} {
		if a := call(t, police, "POST", base+"/presence", body); a.Code != 400 {
			t.Errorf("%s: got %d %s", name, a.Code, a.Body)
		}
	}
	if a := call(t, police, "POST", base+"/presence", presence); a.Code != 201 || a.json(t)["area"] != "centrum" {
		t.Fatalf("got %d %s", a.Code, a.Body)
	}
	const span = "?since=2026-11-21&until=2026-11-22"
	if n := len(get(t, coordinator, base+"/presence"+span)["items"].([]any)); n != 1 {
		t.Errorf("the coordinator reads %d", n)
	}
	doses := get(t, coordinator, base+"/doses"+span)["items"].([]any)
	if len(doses) == 0 || doses[0].(map[string]any)["source"] != "presence" || doses[0].(map[string]any)["lon"] != nil {
		t.Errorf("got doses %v", doses)
	}
	for _, bad := range []string{"?since=2026-11-21&until=2026-11-20", "?since=2025-01-01&until=2026-01-01", "?since=2026-11-21"} {
		if a := call(t, coordinator, "GET", base+"/doses"+bad, ""); a.Code != 400 {
			t.Errorf("%s: got %d", bad, a.Code)
		}
	}
	if a := call(t, police, "DELETE", base+"/presence/1", ""); a.Code != 204 || town.walks.presences[0].RevokedAt.IsZero() {
		t.Errorf("taken back: got %d", a.Code)
	}
	for _, who := range []identity.Role{identity.NightWalker, identity.GIS} {
		if a := call(t, town.seenBy(t, as(who)), "GET", base+"/doses"+span, ""); a.Code != 403 {
			t.Errorf("%s reads doses: got %d", who, a.Code)
		}
	}
}
