package httpapi

import (
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"tryggled/internal/hotspot"
	"tryggled/internal/municipality"
)

func fetchPage(t *testing.T, h http.Handler, target string, changes ...change) string {
	t.Helper()
	a := call(t, h, "GET", target, "", changes...)
	if a.Code != 200 || a.Header().Get("Content-Type") != "text/html; charset=UTF-8" {
		t.Fatalf("%s: got %d %q", target, a.Code, a.Header().Get("Content-Type"))
	}
	return a.Body.String()
}

func TestPageShowsTheTownInBothLanguages(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	for target, says := range map[string][]string{
		"/?lang=sv": {
			`<html lang="sv">`, "Övningsdata", "Mörkt &amp; mycket rapporterat.", "Grupp 1: nattvandrare, 3 personer", "Här är det mörkt.",
			"21:00", "Rapporter från 2025-11-21 till 2026-11-21", "42 %", "0,4 km", "Paus: Stationen", "Andra besöket.", "Gruppen har tid till övers.", "Här finns ingen analys än", "tryggled analyse --municipality london",
		},
		"/?lang=en": {
			`<html lang="en">`, "Exercise data", "Dark &amp; much reported.", "Team 1: night walker, 3 people", "It is dark here.", "0.4 km", "Break: The station", "The team has time to spare.",
			"Reports from 2025-11-21 to 2026-11-21", "There is no analysis here yet",
		},
	} {
		got := fetchPage(t, h, target)
		language := strings.TrimPrefix(target, "/")
		for _, want := range append(says,
			base+"/plans/9/map.svg"+language, base+"/plans/9/teams/1/route.gpx"+language, base+"/plans/9/teams/1/route.txt"+language,
			base+"/analyses/4/hotspots"+language, "/api/v1/openapi.yaml", "/health", `lang="en" hreflang="en"`, "påhittad stad",
		) {
			if !strings.Contains(got, want) {
				t.Errorf("%s does not say %q", target, want)
			}
		}
		if strings.Contains(got, "<script") || strings.Contains(got, "style=") || strings.Contains(got, "onclick") {
			t.Errorf("%s has script or inline style", target)
		}
		if n := strings.Count(got, "<tr><td>"); n != shownHotspots+3 {
			t.Errorf("%s: got %d rows of places, stops and breaks, want %d", target, n, shownHotspots+3)
		}
	}
	if got := fetchPage(t, h, "/", english); !strings.Contains(got, `<html lang="en">`) {
		t.Error("the page does not follow the browser's language")
	}
}

// TestPageIsWellFormed reads the page as a tree, and follows each of its links.
func TestPageIsWellFormed(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	got := fetchPage(t, h, "/")
	d := xml.NewDecoder(strings.NewReader(got))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	links := regexp.MustCompile(`(?:href|src)="(/[^"]*)"`).FindAllStringSubmatch(got, -1)
	if len(links) < 12 {
		t.Fatalf("found %d links only", len(links))
	}
	for _, link := range links {
		if a := call(t, h, "GET", link[1], ""); a.Code != 200 {
			t.Errorf("%s: got %d", link[1], a.Code)
		}
	}
}

func TestPageOfAnOlderPlan(t *testing.T) {
	t.Parallel()
	town := newTown()
	newer := town.analyses[0]
	newer.ID = 5
	town.analyses = append([]hotspot.Analysis{newer}, town.analyses...)
	h, _ := town.server(t)
	got := fetchPage(t, h, "/")
	if !strings.Contains(got, base+"/analyses/5/map.svg") || !strings.Contains(got, "Planen bygger på analys 4, som inte är den senaste.") {
		t.Errorf("the page does not tell that the plan is older than the analysis:\n%s", got)
	}
}

func TestPageWithoutAnything(t *testing.T) {
	t.Parallel()
	town := newTown()
	town.all = nil
	h, _ := town.server(t)
	if got := fetchPage(t, h, "/"); !strings.Contains(got, "Här finns ingen kommun än") || !strings.Contains(got, "tryggled load DIR") {
		t.Errorf("the page does not say what to do first:\n%s", got)
	}
	town.all = []municipality.Municipality{koping}
	town.plans = nil
	if got := fetchPage(t, h, "/?lang=en"); !strings.Contains(got, "tryggled plan --municipality koping --from 2026-11-21T18:00") {
		t.Errorf("the page does not say how to plan:\n%s", got)
	}
}

func TestPageStyle(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	a := call(t, h, "GET", "/assets/page.css", "")
	if a.Code != 200 || a.Header().Get("Content-Type") != "text/css; charset=utf-8" || !strings.Contains(a.Body.String(), "@media print") {
		t.Errorf("got %d %q", a.Code, a.Header().Get("Content-Type"))
	}
}
