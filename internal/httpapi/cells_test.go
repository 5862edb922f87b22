package httpapi

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"tryggled/internal/cell"
	"tryggled/internal/identity"
	"tryggled/internal/municipality"
)

// cellsOf has five figures of Köping: of the cell at its centre, of cells further and
// further east.
type cellsOf struct{ *town }

func (t cellsOf) Figures(_ context.Context, m municipality.Municipality, f cell.Filter) ([]cell.Figure, error) {
	january, err := cell.ParseMonth("2026-01")
	if err != nil || m.Code != koping.Code {
		return nil, err
	}
	var found []cell.Figure
	for i := range 5 {
		h := cell.HexAt(centre)
		h.Q += i
		last := january + cell.Month(i)
		outside := f.Bound != nil && !f.Bound.Intersects(h.Shape().Bound())
		if int64(i+1) <= f.After || len(found) == f.Limit || last <= f.Since || outside {
			continue
		}
		found = append(found, cell.Figure{ID: int64(i + 1), Cell: h, Months: []cell.Month{last}, Reports: 5 + i})
	}
	return found, nil
}

func (t cellsOf) State(_ context.Context, m municipality.Municipality) (cell.State, error) {
	i := slices.IndexFunc(t.all, func(o municipality.Municipality) bool { return o.Code == m.Code })
	last, err := cell.ParseMonth("2026-09")
	return cell.State{Open: t.all[i].Open, Figures: 5, Last: last}, err
}

func (t cellsOf) Switch(_ context.Context, m municipality.Municipality, open bool) (int64, error) {
	i := slices.IndexFunc(t.all, func(o municipality.Municipality) bool { return o.Code == m.Code })
	t.all[i].Open = open
	t.all[i].Revision++
	if !open {
		return 0, nil
	}
	return 12, nil
}

// strangers come with nothing.
type strangers struct{}

func (strangers) Actor(*http.Request) (identity.Actor, error) { return identity.Nobody(), nil }

func (t *town) toStrangers(tb testing.TB) http.Handler {
	tb.Helper()
	h, _ := t.serverWith(tb, func(s *Server) { s.Auth = strangers{} })
	return h
}

func TestStrangersSeeFiguresAlone(t *testing.T) {
	t.Parallel()
	town := newTown()
	inside, _ := town.server(t)
	outside := town.toStrangers(t)
	get := func(h http.Handler, path string) answer { return call(t, h, "GET", base+path, "", english) }

	shut := get(outside, "/cells")
	if shut.Code != 401 || strings.Contains(shut.Body.String(), "reports") {
		t.Errorf("switched off: got %d %s, want 401", shut.Code, shut.Body)
	}
	on := call(t, inside, "PUT", base+"/publication", `{"open":true}`).json(t)
	if on["open"] != true || on["task"] != 12.0 || on["last_month"] != "2026-09" || !strings.Contains(string(mustJSON(t, on["links"])), base+"/tasks/12") {
		t.Errorf("switched on: got %v", on)
	}
	shown := get(outside, "/cells")
	if shown.Code != 200 || shown.Header().Get("Cache-Control") != cacheOpen {
		t.Errorf("switched on: got %d, Cache-Control %q: %s", shown.Code, shown.Header().Get("Cache-Control"), shown.Body)
	}
	for _, path := range []string{
		"/publication", "/reports", "/reports/1", "/streets", "/overlays/lamps", "/bases", "/tasks", "/analyses",
		"/analyses/current/hotspots", "/plans", "/plans/9/teams/1/route.gpx", "/keys", "/audit", "/roles",
	} {
		if a := get(outside, path); a.Code != 401 {
			t.Errorf("%s to a stranger: got %d, want 401", path, a.Code)
		}
	}
	if a := call(t, outside, "PUT", base+"/publication", `{"open":true}`); a.Code != 401 {
		t.Errorf("a stranger switches: got %d, want 401", a.Code)
	}
	if off := call(t, inside, "PUT", base+"/publication", `{"open":false}`).json(t); off["open"] != false || off["task"] != nil || off["figures"] != 5.0 {
		t.Errorf("switched off: got %v, want the figures kept and no task", off)
	}
	if hidden := get(outside, "/cells"); hidden.Code != 401 {
		t.Errorf("switched off again: got %d, want 401 at once", hidden.Code)
	}
	if own := get(inside, "/cells"); own.Code != 200 || own.Header().Get("Cache-Control") != revalidate {
		t.Errorf("to those inside: got %d, Cache-Control %q", own.Code, own.Header().Get("Cache-Control"))
	}
}

func TestCellsAsTold(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	var figures []map[string]any
	target := base + "/cells?limit=2"
	for pages := 0; target != ""; pages++ {
		if pages > 3 {
			t.Fatal("the pages do not end")
		}
		body := call(t, h, "GET", target, "").json(t)
		for _, f := range body["features"].([]any) {
			figures = append(figures, f.(map[string]any))
		}
		rules := body["rules"].(map[string]any)
		if body["exercise"] != true || !strings.Contains(rules["sv"].(string), "250 meter") || !strings.Contains(rules["en"].(string), "10 reports") {
			t.Errorf("the page does not say what it shows: %v", body)
		}
		target, _ = body["next"].(string)
	}
	if len(figures) != 5 {
		t.Fatalf("got %d figures over all pages, want 5", len(figures))
	}
	first := string(mustJSON(t, figures[0]["properties"]))
	if want := `{"months":["2026-01"],"reports":5}`; first != want {
		t.Errorf("a figure has %s, want %s and nothing more", first, want)
	}
	ring := figures[0]["geometry"].(map[string]any)["coordinates"].([]any)[0].([]any)
	corner := ring[0].([]any)
	if lon, lat := corner[0].(float64), corner[1].(float64); len(ring) != 7 || lon < 15.98 || lon > 16.01 || lat < 59.50 || lat > 59.52 {
		t.Errorf("got a ring of %d corners from %v; want a hexagon in the middle of Köping", len(ring), corner)
	}
}

func TestCellsByBoxAndMonth(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	for query, want := range map[string]int{
		"":                                      5,
		"?since=2026-01":                        4,
		"?since=2026-05":                        0,
		"?bbox=15.9947,59.5112,15.9948,59.5113": 1,
		"?bbox=-3,40,-2,41":                     0,
		"?since=2026-01&bbox=15.9,59.4,16.1,59.6": 4,
	} {
		a := call(t, h, "GET", base+"/cells"+query, "")
		if got := len(a.json(t)["features"].([]any)); got != want {
			t.Errorf("%q: got %d figures, want %d: %s", query, got, want, a.Body)
		}
	}
	for _, since := range []string{"2026", "2026-13", "januari", "2026-01-01"} {
		if a := call(t, h, "GET", base+"/cells?since="+since, ""); a.Code != 400 {
			t.Errorf("since=%s: got %d, want 400", since, a.Code)
		}
	}
}

func TestCellsAreNotSentTwice(t *testing.T) {
	t.Parallel()
	town := newTown()
	inside, _ := town.server(t)
	call(t, inside, "PUT", base+"/publication", `{"open":true}`)
	h := town.toStrangers(t)
	tag := call(t, h, "GET", base+"/cells", "").Header().Get("ETag")
	again := call(t, h, "GET", base+"/cells", "", header("If-None-Match", tag))
	if again.Code != 304 || again.Body.Len() != 0 || again.Header().Get("ETag") != tag || again.Header().Get("Cache-Control") != cacheOpen {
		t.Errorf("again: got %d %v, want 304 with the same tag", again.Code, again.Header())
	}
	if other := call(t, h, "GET", base+"/cells?since=2026-01", "", header("If-None-Match", tag)); other.Code != 200 {
		t.Errorf("another choice: got %d, want 200", other.Code)
	}
	town.all[1].Revision++
	if changed := call(t, h, "GET", base+"/cells", "", header("If-None-Match", tag)); changed.Code != 200 {
		t.Errorf("of another revision: got %d, want 200", changed.Code)
	}
}

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	body, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return body
}
