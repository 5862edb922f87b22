package export_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"html/template"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tryggled/internal/export"
	"tryggled/internal/export/exporttest"
	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

const link = "https://tryggled.example.se/p/Zk3vX0y8mE5uQ1sT7bR2wA9cD4fG6hJ0"

func handout(t *testing.T, p route.Planned, number int, l lang.Lang) string {
	t.Helper()
	return string(written(t, func(w io.Writer) error { return export.SheetHTML(w, p, exporttest.Scene(), number, link, l) }))
}

// What a team must find on its sheet, in either language.
func TestTeamSheet(t *testing.T) {
	p := exporttest.Sample()
	for number, heads := range map[int][2]string{
		1: {"Patrullplan, grupp 1: polis", "Patrol plan, team 1: police"},
		2: {"Närvaroplan, grupp 2: nattvandrare", "Presence plan, team 2: night walker"},
		3: {"Närvaroplan, grupp 3: väktare", "Presence plan, team 3: guard"},
	} {
		swedish, english := handout(t, p, number, lang.SV), handout(t, p, number, lang.EN)
		wants(t, swedish, `lang="sv"`, heads[0], "ÖVNINGSDATA", "UTKAST", "tel:112", "tel:11414", "tel:0701740635", "Samordnaren i Ekstaby", "Du är framme.", "Tänk på")
		wants(t, english, `lang="en"`, heads[1], "EXERCISE DATA", "DRAFT", "Keep in mind", "You are there.")
		for _, page := range []string{swedish, english} {
			for _, never := range []string{"http://", "https://", "<script", "<link", "url(", "leta efter", "look for", "håll utkik"} {
				rest := strings.NewReplacer("http://www.w3.org/2000/svg", "", "http://www.w3.org/1999/xlink", "").Replace(page)
				if strings.Contains(strings.ToLower(rest), never) {
					t.Errorf("the sheet of team %d holds %q", number, never)
				}
			}
		}
	}
}

// Papers of those who are not told of restricted categories tell of neither reports, ranks nor
// what is left out, and why they go somewhere only in words that are known to be open: all forms
// in the same. Others' do tell why.
func TestTeamSheetTellsWhomItMay(t *testing.T) {
	p := exporttest.Sample()
	p.Plan.Omitted = []plan.Omission{{Hotspot: 7, Name: lang.T("Hemliga gatan", "Secret street"), Reason: lang.T("rapporter", "reports")}}
	wants(t, handout(t, p, 1, lang.SV), "48 rapporter på två år")
	tour := &p.Plan.Tours[1]
	tour.Visits[0].Why = lang.T("Närvaro önskas vid dammen.", "Presence is wanted by the pond.")
	for _, open := range []bool{true, false} {
		tour.Open = open
		for name, write := range teamExports {
			path := saved(t, name, func(w io.Writer) error { return write(w, p, 2, lang.SV) })
			got := unfolded(t, name, path)
			if has := strings.Contains(got, "Närvaro önskas vid dammen"); has != open {
				t.Errorf("%s of a night walker whose words are open (%v) tells why: %v", name, open, has)
			}
		}
	}
	{
		page := handout(t, p, 2, lang.SV)
		for _, never := range []string{"rapport", "Hemliga", "Varför", "rioritet", "Narkotika"} {
			if strings.Contains(page, never) {
				t.Errorf("a night walker reads %q", never)
			}
		}
		var files bytes.Buffer
		for _, name := range []string{"GPX", "GeoJSON", "KML", "ICS", "CSV", "sheet"} {
			if err := teamExports[name](&files, p, 2, lang.SV); err != nil {
				t.Fatal(err)
			}
		}
		for _, never := range []string{"rapport", `"hotspot":`, `"priority"`, `"spot"`, "Prioritet"} {
			if strings.Contains(files.String(), never) {
				t.Errorf("a night walker's files tell of %q", never)
			}
		}
	}
}

// unfolded are the words of an export without its breaks of lines.
func unfolded(t *testing.T, name, path string) string {
	t.Helper()
	var words string
	if name == "PDF" {
		words = run(t, "pdftotext", path, "-")
	} else {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		words = strings.ReplaceAll(string(raw), "\r\n ", "")
	}
	return strings.Join(strings.Fields(words), " ")
}

// What is served besides stands where it belongs, and a sheet without a link has no code.
func TestSheetPage(t *testing.T) {
	p, s := exporttest.Sample(), exporttest.Scene()
	page := string(written(t, func(w io.Writer) error {
		return export.SheetPage(w, p, s, 1, export.SheetParts{
			Top: "<p>first</p>", End: "<p>last</p>",
			Stop: func(number int) template.HTML { return template.HTML(fmt.Sprintf("<form>%d</form>", number)) },
		}, lang.SV)
	}))
	at := -1
	for _, part := range []string{"<p>first</p>", "<h1>", "<form>1</form>", "<form>4</form>", "<p>last</p>"} {
		next := strings.Index(page, part)
		if next <= at {
			t.Errorf("%s stands at %d, what comes before it at %d", part, next, at)
		}
		at = next
	}
	if strings.Contains(page, "Öppna på mobilen") {
		t.Error("there is a code of no link")
	}
}

// The code on paper is read by another program.
func TestQRIsRead(t *testing.T) {
	p, s := exporttest.Sample(), exporttest.Scene()
	path := saved(t, "x.pdf", func(w io.Writer) error { return export.SheetPDF(w, p, s, 2, link, lang.SV) })
	picture := filepath.Join(t.TempDir(), "page")
	run(t, "pdftoppm", "-r", "120", "-f", "1", "-l", "1", "-singlefile", "-png", path, picture)
	if got := strings.TrimSpace(run(t, "zbarimg", "--nodbus", "-q", "--raw", picture+".png")); got != link {
		t.Errorf("the code reads %q, want %q", got, link)
	}
	var b bytes.Buffer
	err := export.SheetPDF(&b, p, s, 2, strings.Repeat("x", 5000), lang.SV)
	if !fault.Is(err, fault.Invalid) || b.Len() > 0 {
		t.Errorf("a link of 5,000 letters: %v after %d bytes", err, b.Len())
	}
}

// A sheet is one sheet of paper, also for a long evening, and all its words are on it.
func TestTeamPDF(t *testing.T) {
	for _, p := range map[string]route.Planned{"as it is": exporttest.Sample(), "long": longEvening(12), "very long": longEvening(18)} {
		for number, l := range map[int]lang.Lang{1: lang.SV, 2: lang.EN} {
			path := saved(t, "x.pdf", func(w io.Writer) error {
				return export.SheetPDF(w, p, exporttest.Scene(), number, link, l)
			})
			wants(t, run(t, "pdfinfo", path), "Pages:           2\n", "A4")
			words := strings.Join(strings.Fields(run(t, "pdftotext", "-layout", path, "-")), " ")
			wants(t, words, "112", "114 14", "070-174 06 35")
			for _, v := range p.Plan.Tours[number-1].Visits {
				wants(t, words, v.Place.Name.In(l))
			}
			wants(t, words, lang.T("Anteckningar", "Notes").In(l))
			if l == lang.SV {
				wants(t, words, "ÖVNINGSDATA – påhittade händelser", "Tänk på", "Så går ni", "åter vid Polishuset")
			}
		}
	}
}

// The sheet of a very long evening says what there is to say of a place once, and of each stop
// when the team is there.
func TestTeamPDFSaysThingsOnce(t *testing.T) {
	p := longEvening(18)
	path := saved(t, "x.pdf", func(w io.Writer) error { return export.SheetPDF(w, p, exporttest.Scene(), 1, link, lang.SV) })
	words := strings.Join(strings.Fields(run(t, "pdftotext", "-layout", path, "-")), " ")
	for _, v := range p.Plan.Tours[0].Visits {
		first, _, _ := strings.Cut(v.Why.SV, ";")
		if got := strings.Count(words, first); got != 1 {
			t.Errorf("%q stands %d times on the sheet", first, got)
		}
	}
	wants(t, words, "21.46–21.59 (som stopp 2)", "22.54–23.07 (som stopp 2)")
}

// longEvening is a shift of so many stops with long names, at as many places as the sample has.
func longEvening(count int) route.Planned {
	p := exporttest.Sample()
	for i := range p.Plan.Tours {
		tour, way := &p.Plan.Tours[i], &p.Routes[i]
		visits, legs := tour.Visits, way.Legs[:len(way.Legs)-1]
		home := way.Legs[len(way.Legs)-1]
		tour.Visits, way.Legs = nil, nil
		for k := range count {
			v, leg := visits[k%len(visits)], legs[k%len(visits)]
			late := time.Duration(k) * 17 * time.Minute
			v.Number, v.Round = k+1, k/len(visits)+1
			v.Why = lang.T("%s; mest skadegörelse samt ordningsstörning, flest fredags- och lördagsnätter. Vid de klockslag som passet pågår händer 63 %% av det som har känd tid.",
				"%s; mostly damage and disorder, most on Friday and Saturday nights. Of all that has a known hour, 63%% happens at the times of day of the shift.", v.Why)
			v.Place.Name = lang.T("%s mellan Kungsbrogatan och Norra ringvägen", "%s between Kungsbrogatan and Norra ringvägen", v.Place.Name)
			v.Arrive, v.Leave = visits[0].Arrive.Add(late), visits[0].Arrive.Add(late+13*time.Minute)
			leg.Stop, leg.Arrive, leg.Depart = k+1, v.Arrive, v.Arrive.Add(-4*time.Minute)
			tour.Visits, way.Legs = append(tour.Visits, v), append(way.Legs, leg)
		}
		last := tour.Visits[count-1].Leave
		home.Depart, home.Arrive, tour.End = last, last.Add(4*time.Minute), last.Add(4*time.Minute)
		way.Legs = append(way.Legs, home)
	}
	return p
}

func tableOf(t *testing.T, raw []byte) [][]string {
	t.Helper()
	if !bytes.HasPrefix(raw, []byte("\ufeff")) {
		t.Fatal("no byte order mark")
	}
	r := csv.NewReader(bytes.NewReader(raw[3:]))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestStopsCSV(t *testing.T) {
	p := exporttest.Sample()
	p.Plan.Tours[0].Visits[0].Place.Name = lang.Same("=HYPERLINK(1)")
	rows := tableOf(t, written(t, func(w io.Writer) error { return export.PlanCSV(w, p, lang.SV) }))
	if got, want := len(rows), 1+4+3+3; got != want {
		t.Fatalf("%d rows, want %d", got, want)
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	for name, want := range map[string]string{
		"Grupp": "1", "Stopp": "1", "Från": "18:05", "Till": "18:20", "Plats": "'=HYPERLINK(1)", "Longitud": "16,4226882", "Prioritet": "71,0", "Minuter": "15",
	} {
		if got := rows[1][at[name]]; got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := rows[5][at["Prioritet"]]; got != "" {
		t.Errorf("a night walker's stop has the priority %s", got)
	}
	if head := tableOf(t, written(t, func(w io.Writer) error { return export.StopsCSV(w, p, 2, lang.EN) }))[0]; strings.Contains(strings.Join(head, " "), "Priority") {
		t.Errorf("a night walker's table has a column of priorities: %v", head)
	}
}

func BenchmarkTeamPDF(b *testing.B) {
	s := exporttest.Scene()
	for name, p := range map[string]route.Planned{"4 stops": exporttest.Sample(), "12 stops": longEvening(12), "18 stops": longEvening(18)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := export.SheetPDF(io.Discard, p, s, 1, link, lang.SV); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/PDF")
		})
	}
}

func BenchmarkTeamHTML(b *testing.B) {
	p, s := exporttest.Sample(), exporttest.Scene()
	b.ReportAllocs()
	for b.Loop() {
		if err := export.SheetHTML(io.Discard, p, s, 1, link, lang.SV); err != nil {
			b.Fatal(err)
		}
	}
}
