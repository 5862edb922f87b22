package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tryggled/internal/app"
	"tryggled/internal/config"
	"tryggled/internal/fault"
)

// client talks to a served program as a browser or a script would.
type client struct {
	t    *testing.T
	base string
}

// serve joins everything as `tryggled up` does and returns a client of it.
func serve(t *testing.T, a *app.App) client {
	t.Helper()
	return serveWith(t, a, config.Serve{Addr: "127.0.0.1:0"})
}

// do sends a request and returns the body of its answer, which must have the status.
func (c client) do(method, path, contentType string, body io.Reader, status int) (string, http.Header) {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	if answer.StatusCode != status {
		c.t.Fatalf("%s %s: got %s, want %d\n%s", method, path, answer.Status, status, content)
	}
	return string(content), answer.Header
}

func (c client) get(path string) string {
	c.t.Helper()
	content, _ := c.do(http.MethodGet, path, "", nil, http.StatusOK)
	return content
}

// work posts a request for background work, waits for its task, and returns the result.
func (c client) work(path, contentType string, body io.Reader) map[string]any {
	c.t.Helper()
	_, header := c.do(http.MethodPost, path, contentType, body, http.StatusAccepted)
	deadline := time.Now().Add(time.Minute)
	for {
		var task struct {
			State   string
			Result  map[string]any
			Problem map[string]string
		}
		if err := json.Unmarshal([]byte(c.get(header.Get("Location"))), &task); err != nil {
			c.t.Fatal(err)
		}
		switch {
		case task.State == "done":
			return task.Result
		case task.State == "failed", time.Now().After(deadline):
			c.t.Fatalf("%s: task is %s: %v", path, task.State, task.Problem)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// TestFromReportToRoute sends reports of a new place over HTTP, waits until it is a
// hotspot, and downloads the route of the team that goes there.
func TestFromReportToRoute(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	a := open(t, now)
	d, _ := demonstrate(t, a, "", now)
	c := serve(t, a)
	const koping = "/api/v1/municipalities/koping"

	if ready := c.get("/ready"); !strings.Contains(ready, "ok") && !strings.Contains(ready, "ready") {
		t.Errorf("/ready says %s", ready)
	}
	var streets struct {
		Features []struct {
			Properties struct {
				Exposure struct {
					Known float64 `json:"light_known"`
					Dark  float64 `json:"dark"`
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(c.get(koping+"/streets?limit=10000")), &streets); err != nil {
		t.Fatal(err)
	}
	lit, dark := 0, 0
	for _, f := range streets.Features {
		switch e := f.Properties.Exposure; {
		case e.Known == 1 && e.Dark == 0:
			lit++
		case e.Known > 0 && e.Dark == 1:
			dark++
		}
	}
	if n := len(streets.Features); lit < n/2 || dark == 0 {
		t.Errorf("of %d streets %d are lit all along and %d are all dark", n, lit, dark)
	}
	before := len(d.Analysis.Hotspots)
	for i := range 30 {
		report := fmt.Sprintf(`{"source": "embrace", "category": "graffiti", "from": "2026-02-%02dT21:00", "to": "2026-02-%02dT22:00",
			"lon": %.6f, "lat": 59.5165, "accuracy_m": 10, "reporter_kind": "citizen", "reporter_key": "r%d",
			"text": "Ring 070-174 06 05 om klottret", "exercise": true}`, 1+i%20, 1+i%20, 15.9900+float64(i%5)*1e-5, i)
		created, _ := c.do(http.MethodPost, koping+"/reports", "application/json", strings.NewReader(report), http.StatusCreated)
		if strings.Contains(created, "174 06") {
			t.Fatalf("the phone number is stored: %s", created)
		}
	}
	c.work(koping+"/analyses", "application/json", strings.NewReader(`{"since": "2024-03-02", "until": "2026-03-02"}`))
	hotspots := c.get(koping + "/analyses/current/hotspots")
	if got := strings.Count(hotspots, `"rank"`); got != before+1 {
		t.Errorf("got %d hotspots, want %d", got, before+1)
	}
	planned := c.work(koping+"/plans", "application/json", strings.NewReader(
		`{"from": "2026-03-06T19:00", "to": "2026-03-06T23:00", "teams": [{"role": "police", "size": 2}, {"role": "night_walker", "size": 3}]}`))
	downloads := t.TempDir()
	for _, name := range []string{"route.gpx", "route.geojson"} {
		write(t, filepath.Join(downloads, name), c.get(fmt.Sprintf("%s/plans/%.0f/teams/2/%s", koping, planned["plan"], name)))
	}
	readBack(t, downloads)
	if page := c.get("/"); !strings.Contains(page, "Köping") || !strings.Contains(page, "övningsdata") {
		t.Errorf("the page shows no exercise Köping:\n%s", page)
	}
}

// TestUpload streams a file of reports to the server and watches it become rows.
func TestUpload(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	a := open(t, now)
	demonstrate(t, a, "", now)
	c := serve(t, a)
	var file bytes.Buffer
	file.WriteString(embraceHeader)
	for i := range 100 {
		fmt.Fprintf(&file, "NY-%d;klotter;;2026-02-02 12:00;2026-02-02 13:00;;6598050;555950;10;medborgare;;;anmäld;2;ja\n", i)
	}
	file.WriteString("NY-x;klotter;;2026-02-30 12:00;;;6598050;555950;10;medborgare;;;anmäld;2;ja\n")
	result := c.work("/api/v1/municipalities/koping/reports/imports?profile=embrace&filename=ny.csv", "text/csv", &file)
	if result["new"] != 100.0 || result["quarantined"] != 1.0 {
		t.Errorf("got %v, want 100 new and 1 in quarantine", result)
	}
}

func TestServeRefusesOpenAddresses(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{"0.0.0.0:8080", ":8080", "192.0.2.1:8080", "[::]:8080", "nonsense"} {
		if err := app.CheckServe(config.Serve{Addr: addr}); !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Forbidden) {
			t.Errorf("CheckAddr(%q): got %v, want a refusal", addr, err)
		}
	}
	for _, addr := range []string{"127.0.0.1:8080", "localhost:8080", "[::1]:0"} {
		if err := app.CheckServe(config.Serve{Addr: addr}); err != nil {
			t.Errorf("CheckAddr(%q): got %v", addr, err)
		}
	}
}
