package export_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/twpayne/go-gpx"

	"tryggled/internal/export"
	"tryggled/internal/export/exporttest"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

func sheet(t *testing.T, p route.Planned, number int, l lang.Lang) string {
	t.Helper()
	var b bytes.Buffer
	if err := export.Sheet(&b, p, number, l); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// What holds for every sheet.
func TestSheet(t *testing.T) {
	p := exporttest.Sample()
	for number := 1; number <= 3; number++ {
		for _, l := range []lang.Lang{lang.SV, lang.EN} {
			text := sheet(t, p, number, l)
			lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
			for i, line := range lines {
				if utf8.RuneCountInString(line) > 72 {
					t.Errorf("team %d, %s, line %d is wider than 72: %s", number, l, i+1, line)
				}
			}
			mark := map[lang.Lang]string{lang.SV: "ÖVNINGSDATA", lang.EN: "EXERCISE DATA"}[l]
			wants(t, lines[1], mark)
			wants(t, lines[len(lines)-2], mark)
			wants(t, text, "112", "114 14", "Ekstaby", p.Plan.Tours[number-1].Base.Name.In(l))
			for _, never := range []string{"leta efter", "look for", "håll utkik", "misstänkt person", "suspect person"} {
				if strings.Contains(strings.ToLower(text), never) {
					t.Errorf("team %d, %s is told to %q", number, l, never)
				}
			}
		}
	}
}

func TestSheetNamesThePlanByItsRole(t *testing.T) {
	p := exporttest.Sample()
	wants(t, sheet(t, p, 1, lang.SV), "Ekstaby – patrullplan", "Fredag 20 november 2026, kl. 18.00–22.00")
	wants(t, sheet(t, p, 2, lang.SV), "Ekstaby – närvaroplan", "nattvandrare, 3 personer", "utlovade")
	wants(t, sheet(t, p, 3, lang.EN), "Ekstaby – presence plan", "Friday 20 November 2026, 18:00–22:00")
}

func TestSheetTellsWhatIsLeftOutToFew(t *testing.T) {
	p := exporttest.Sample()
	p.Plan.Omitted = []plan.Omission{{Hotspot: 9, Name: lang.Same("Hemliga gränden"), Reason: lang.T("narkotika", "drugs")}}
	for number, told := range map[int]bool{1: true, 2: false, 3: false} {
		text := sheet(t, p, number, lang.SV)
		if got := strings.Contains(text, "Hemliga gränden") || strings.Contains(text, "narkotika"); got != told {
			t.Errorf("team %d (%s) is told what is left out: %v, want %v", number, p.Plan.Tours[number-1].Team.Role, got, told)
		}
	}
}

func TestSheetKeepsToItsTeam(t *testing.T) {
	p := exporttest.Sample()
	p.Plan.Notes = []lang.Text{lang.T("Stationen flyttades till gatan.", "The station was moved to the street.")}
	for i, note := range []string{"Första gruppen har tid över.", "Andra gruppen har tid över.", ""} {
		p.Plan.Tours[i].Note = lang.Same(note)
	}
	text := sheet(t, p, 2, lang.SV)
	wants(t, text, "Andra gruppen")
	for _, p := range []string{text, page(t, p, 2)} {
		for _, words := range []string{"Första gruppen", "flyttades till gatan"} {
			if strings.Contains(p, words) {
				t.Errorf("the night walkers' sheet tells what is for the police or the planner: %q", words)
			}
		}
	}
}

// A street that is left out has no rank.
func TestSheetTellsNoRankOfStreets(t *testing.T) {
	p := exporttest.Sample()
	p.Plan.Omitted = []plan.Omission{{Spot: "s7", Name: lang.Same("Södra gatan"), Reason: lang.T("ingen hinner", "nobody has the time")}}
	wants(t, sheet(t, p, 1, lang.SV), "- Ingen hinner: Södra gatan.")
}

// page is a team's sheet as HTML.
func page(t *testing.T, p route.Planned, number int) string {
	t.Helper()
	return string(written(t, func(w io.Writer) error { return export.SheetHTML(w, p, exporttest.Scene(), number, "", lang.SV) }))
}

// A break at the base is told with its times, and the way there and on from there.
func TestBreak(t *testing.T) {
	p := exporttest.Sample()
	tour, way := &p.Plan.Tours[0], &p.Routes[0]
	back, on := way.Legs[0], way.Legs[0]
	back.Stop, back.Depart, back.Arrive = 0, tour.Visits[0].Leave, tour.Visits[0].Leave.Add(4*time.Minute)
	back.Words = lang.T("Gå hem", "Walk home")
	on.Stop, on.Depart, on.Arrive = 2, back.Arrive.Add(20*time.Minute), back.Arrive.Add(24*time.Minute)
	way.Legs = slices.Insert(slices.Delete(way.Legs, 1, 2), 1, back, on)
	tour.Visits[1].Break, tour.Visits[1].Depart, tour.Visits[1].Arrive = back.Arrive, on.Depart, on.Arrive
	wants(t, sheet(t, p, 1, lang.SV), "Gå hem", "Paus till kl. 18.44: Polishuset", "STOPP 2")
	var track, geo bytes.Buffer
	if err := errors.Join(export.GPX(&track, p, 1, lang.SV), export.RouteGeoJSON(&geo, p, 1, lang.SV)); err != nil {
		t.Fatal(err)
	}
	doc, err := gpx.Read(&track)
	if err != nil {
		t.Fatal(err)
	}
	bases := 0
	for _, pt := range doc.Rte[0].RtePt {
		if pt.Type == "base" {
			bases++
		}
	}
	if bases != 3 {
		t.Errorf("the route passes the base %d times, want 3", bases)
	}
	wants(t, geo.String(), `"break":"2026-11-20T18:24:08+01:00"`, `"way":"Gå hem; `)
}

// Time to spare before setting out is told.
func TestSheetTimeToSpare(t *testing.T) {
	p := exporttest.Sample()
	p.Routes[0].Legs[1].Depart = p.Plan.Tours[0].Visits[0].Leave.Add(10 * time.Minute)
	wants(t, sheet(t, p, 1, lang.SV), "Tid till godo till kl. 18.30")
}

// Only numbers that work where the team walks.
func TestSheetNumbersAbroad(t *testing.T) {
	p := exporttest.Sample()
	p.Municipality.TimeZone, p.Municipality.Exercise = "Europe/London", false
	text := sheet(t, p, 1, lang.EN)
	wants(t, text, "112", "local police", "17:00–21:00")
	for _, never := range []string{"114 14", "EXERCISE"} {
		if strings.Contains(text, never) {
			t.Errorf("a sheet of real data abroad says %q", never)
		}
	}
}

func TestSheetWithoutStops(t *testing.T) {
	p := exporttest.Sample()
	p.Plan.Tours[0].Visits, p.Routes[0] = nil, route.Route{Team: 1}
	p.Plan.Tours[0].End = p.Plan.Tours[0].Start.Add(time.Minute)
	wants(t, sheet(t, p, 1, lang.SV), "Inga stopp")
}

// Places that one reason leaves out stand together: the first ten by their priority, and how many more.
func TestSheetGathersWhatIsLeftOut(t *testing.T) {
	p := exporttest.Sample()
	for i := range 65 {
		p.Plan.Omitted = append(p.Plan.Omitted, plan.Omission{Name: lang.Same(fmt.Sprintf("Gata%d", i)), Priority: float64(i), Reason: lang.T("ingen hinner", "nobody has the time")})
	}
	got := strings.Join(strings.Fields(sheet(t, p, 1, lang.SV)), " ")
	wants(t, got, "- Ingen hinner: Gata64, Gata63, Gata62,", "Gata55 och 55 till.")
	if strings.Contains(got, "Gata54") {
		t.Error("more than ten are named")
	}
}
