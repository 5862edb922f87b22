package httpapi

import (
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"tryggled/internal/hotspot"
	"tryggled/internal/hotspot/backtest"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
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

// What an analysis tells of its own certainty stands beside its places, and the layers only
// before those who may read them.
func TestPageTellsHowCertainItIs(t *testing.T) {
	t.Parallel()
	town := newTown()
	a := &town.analyses[0]
	a.Hotspots[0].Significance.Text = lang.T("inte statistiskt säkerställd", "not statistically certain")
	a.Hotspots[0].FewReporters = true
	a.Picture.Significance.Note = lang.T("7 av 90 rutor sticker ut.", "7 of 90 cells stand out.")
	a.Picture.Calendar = []hotspot.Window{
		{Name: lang.T("Lucia", "Lucia"), Text: lang.T("ingen säker skillnad", "no certain change")},
		{Name: lang.T("Valborg", "Walpurgis Night"), Certain: true, Text: lang.T("säkert fler", "certainly more")},
	}
	line := func(method, units string, share, pai float64, baseline bool) backtest.Line {
		return backtest.Line{
			Method: method, Title: lang.Same(method), Units: units, Share: share, Baseline: baseline,
			HitRate: backtest.Spread{Mean: pai * share, N: 1}, PAI: backtest.Spread{Mean: pai, Min: pai - 1, Max: pai + 1, N: 2},
		}
	}
	a.Picture.Backtest = backtest.Result{
		Origins: make([]time.Time, 8), TestDays: 28, Events: 636, Verdict: lang.T("Räkning vann.", "Counting won."),
		Lines: []backtest.Line{
			line("ours", backtest.Area, 0.01, 9, false), line("ours", backtest.Area, 0.05, 12, false),
			line("naive", backtest.Area, 0.05, 13, true), line("ours", backtest.StreetLength, 0.05, 6, false),
		},
	}
	h, _ := town.server(t)
	got := fetchPage(t, h, "/?lang=sv")
	for _, want := range []string{
		"Inte statistiskt säkerställd.", "Färre än tre rapportörer", "7 av 90 rutor sticker ut.", "Valborg: säkert fler.",
		"8 prov om 28 dygn, 636 rapporter, de främsta 5 %", "60 %", "12,0 (11,0–13,0)", "6,0 (5,0–7,0)", "naive (jämförelse)", "Räkning vann.",
		base + "/analyses/4/hotspots/1?lang=sv", base + "/analyses/4/cells?limit=10000", "(ASCII-raster i EPSG:3006)", base + "/analyses/4/surface.asc",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(got, "Lucia") || strings.Contains(got, "10,0)") {
		t.Error("the page tells of days without a certain difference, or of another share")
	}
	if got = fetchPage(t, town.seenBy(t, as(identity.Guard)), "/"); !strings.Contains(got, "7 av 90") || strings.Contains(got, "surface.asc") {
		t.Error("a guard is led to layers, or is not told how certain the analysis is")
	}
}
