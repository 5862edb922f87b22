package export_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"tryggled/internal/export"
	"tryggled/internal/export/exporttest"
	"tryggled/internal/lang"
	"tryggled/internal/measure"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
)

func csvOf(t *testing.T, l measure.Worklist, in lang.Lang) string {
	t.Helper()
	var b bytes.Buffer
	if err := export.WorklistCSV(&b, exporttest.Municipality(), l, in); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A spreadsheet's parser finds every object with its pole and its place, and no formula.
func TestWorklistCSV(t *testing.T) {
	text := csvOf(t, exporttest.Worklist(), lang.SV)
	if !strings.HasPrefix(text, "\ufeff") {
		t.Error("no byte order mark: a spreadsheet would read å, ä and ö wrong")
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil || len(rows) != 4 {
		t.Fatalf("got %d rows, %v, want a heading and 3 rows", len(rows), err)
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	for name, want := range map[string]string{
		"Nyckel": "lighting-mend-1a2b", "Stolpnummer": "V-0011", "Skåp": "'=S24", "Ägare": "VME", "Status": "föreslaget", "Skola eller lek": "ja",
		"Koordinatsystem": "EPSG:3006", "Efter": "P4: medel 5,3 lx, minst 1,1 lx, 0 m mörkt", "Kostnad (kr)": "2800", "Övningsdata": "ja", "Rapporter": "14",
	} {
		if got := rows[1][at[name]]; got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if got := rows[3][at["Objekt"]]; got != "ny lampa" {
		t.Errorf("the lamp to add is %q", got)
	}
	if got := rows[2][at["Dimning"]]; got != "23:00–05:00 50 %" {
		t.Errorf("dimming %q", got)
	}
}

// What comes back with the state filled in is known again: the titles of the columns, in
// both languages, are those that marks are read by.
func TestWorklistCSVIsReadBack(t *testing.T) {
	l := exporttest.Worklist()
	for i := range l.Items {
		l.Items[i].State = measure.Done
	}
	for _, in := range []lang.Lang{lang.SV, lang.EN} {
		marks, rejected, err := measure.ParseMarks(strings.NewReader(csvOf(t, l, in)), "svar.csv")
		if err != nil || len(rejected) > 0 || len(marks) != 3 {
			t.Fatalf("%s: got %d marks, %v, %v", in, len(marks), rejected, err)
		}
		want := measure.Mark{Line: 2, Key: "lighting-mend-1a2b", Pole: "V-0011", Object: "V-0011", Owner: "VME", State: measure.Done}
		if diff := cmp.Diff(marks[0], want); diff != "" {
			t.Errorf("%s (-got +want):\n%s", in, diff)
		}
	}
}

func TestWorklistGeoJSON(t *testing.T) {
	var b bytes.Buffer
	if err := export.WorklistGeoJSON(&b, exporttest.Municipality(), exporttest.Worklist(), lang.EN); err != nil {
		t.Fatal(err)
	}
	all, err := geojson.UnmarshalFeatureCollection(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range all.Features {
		got = append(got, f.Properties.MustString("kind")+" "+f.Geometry.GeoJSONType())
		if c := f.Geometry.Bound().Center(); c[0] < 16 || c[0] > 17 || c[1] < 59 || c[1] > 60 {
			t.Errorf("%v lies at %v, not in degrees at the town", f.ID, c)
		}
	}
	want := []string{"work LineString", "object Point", "object Point", "work LineString", "new Point"}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("features (-got +want):\n%s", diff)
	}
}

// A list of nothing is still a file that every reader takes, with no null for a list.
func TestWorklistOfNothing(t *testing.T) {
	empty := measure.Worklist{List: measure.Clearing, MadeAt: exporttest.Worklist().MadeAt}
	var b bytes.Buffer
	if err := export.WorklistJSON(&b, exporttest.Municipality(), empty); err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"items", "done", "notes"} {
		if list, ok := doc[name].([]any); !ok || len(list) > 0 {
			t.Errorf("%s is %v, want an empty list", name, doc[name])
		}
	}
	for name, write := range map[string]func(io.Writer) error{
		"sheet": func(w io.Writer) error { return export.WorklistSheet(w, exporttest.Ground(), empty, "") },
		"PDF":   func(w io.Writer) error { return export.WorklistPDF(w, exporttest.Ground(), empty, "VME") },
		"CSV":   func(w io.Writer) error { return export.WorklistCSV(w, exporttest.Municipality(), empty, lang.SV) },
	} {
		if b := written(t, write); len(b) == 0 {
			t.Errorf("%s of nothing is empty", name)
		}
	}
}

// An owner's sheet holds what is theirs and nothing else.
func TestWorklistSheetOfOwner(t *testing.T) {
	sheet := func(owner string) string {
		return string(written(t, func(w io.Writer) error {
			return export.WorklistSheet(w, exporttest.Ground(), exporttest.Worklist(), owner)
		}))
	}
	theirs := sheet("VME")
	wants(t, theirs, "V-0011", "Vi gjorde", "bytt armatur", "ÖVNINGSDATA", "Källor: ", `class="tick"`)
	if strings.Contains(theirs, "KBAB") || strings.Contains(theirs, "Sätt upp 1 lampa") {
		t.Error("the sheet of VME tells of another owner's work")
	}
	wants(t, sheet(""), "VME", "KBAB", "Sätt upp 1 lampa", "Före: under P6", "Tänk på: Kabeln")
}

// Words from outside never become part of the page.
func TestSheetEscapes(t *testing.T) {
	l := exporttest.Worklist()
	l.Done[0].Remark = `<script>alert("x")</script>`
	page := string(written(t, func(w io.Writer) error { return export.WorklistSheet(w, exporttest.Ground(), l, "") }))
	if strings.Contains(page, "<script") {
		t.Error("a remark became markup")
	}
}

// pdfText reads a PDF back with a program of others.
func pdfText(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	return run(t, "pdftotext", "-layout", saved(t, "x.pdf", write), "-")
}

func TestReadBackPDF(t *testing.T) {
	g, d, l := exporttest.Ground(), exporttest.Dossier(), exporttest.Worklist()
	wants(t, pdfText(t, func(w io.Writer) error { return export.DossierPDF(w, g, d) }),
		"ÖVNINGSDATA", "Stora torget", "Internt: innehåller skyddade kategorier", "otrygghetsskapande samling", "10 000 m²", "Nya lampor på torget",
		"Förslag 1", "56,8 m", "Behovet av bevakning", "Beskriv problemet.", "[hur länge bilder sparas]", "sida 1", "Källor: ")
	wants(t, pdfText(t, func(w io.Writer) error { return export.WorklistPDF(w, g, l, "") }),
		"Arbetslista: Belysning", "KBAB", "V-0012", "5 600 kr", "Vi gjorde")
	path := saved(t, "x.pdf", func(w io.Writer) error { return export.DossierPDF(w, g, d) })
	wants(t, run(t, "pdfinfo", path), "Underlag för behov", "Page size:       595.28 x 841.89 pts (A4)")
	run(t, "pdftoppm", "-r", "40", "-png", path, filepath.Join(t.TempDir(), "page"))
}

// In a copy that leaves the house a small number is told as such, and one held back as that.
func TestDossierHoldsBack(t *testing.T) {
	d := exporttest.Dossier()
	d.Open, d.Outside = true, true
	d.Reports.Categories[0].ByHour, d.Reports.Categories[0].NoHour = nil, nil
	d.Reports.Categories[0].All, d.Reports.Day = measure.Count{Few: true}, measure.Count{Held: true}
	text := pdfText(t, func(w io.Writer) error { return export.DossierPDF(w, exporttest.Ground(), d) })
	wants(t, text, "Kopia som får lämnas ut", "<5", "I dagsljus: visas inte", "Per timme på dygnet")
	if strings.Contains(text, "Internt:") {
		t.Error("a copy that leaves the house is marked internal")
	}
}

// The area and the views lie where they were drawn, as polygons in degrees.
func TestDossierJSON(t *testing.T) {
	var b bytes.Buffer
	if err := export.DossierJSON(&b, exporttest.Municipality(), exporttest.Dossier()); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Area    *geojson.Geometry `json:"area"`
		Cameras []struct {
			Lon, Lat float64
			Bands    []struct {
				Band   string
				Ground *geojson.Geometry
			}
		}
	}
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	box := doc.Area.Geometry().Bound()
	c := doc.Cameras[0]
	if doc.Area.Type != "Polygon" || !box.Contains(orb.Point{c.Lon, c.Lat}) || len(c.Bands) != 4 || c.Bands[3].Band != "identify" {
		t.Fatalf("got area %v, camera %+v", doc.Area.Geometry(), c)
	}
	for _, band := range c.Bands {
		if ground := band.Ground.Geometry().Bound(); !ground.Intersects(box) {
			t.Errorf("%s lies at %v, outside the area", band.Band, ground)
		}
	}
}

func TestDossierOfPolice(t *testing.T) {
	d := exporttest.Dossier()
	d.Police, d.Balance, d.Register = true, nil, nil
	g := exporttest.Ground()
	g.Lang = lang.EN
	page := string(written(t, func(w io.Writer) error { return export.DossierHTML(w, g, d) }))
	wants(t, page, "The police watch: another law and another dossier apply", "What applies", `lang="en"`)
	if strings.Contains(page, "Balance of interests") || strings.Contains(page, "For the register") {
		t.Error("a dossier of the police holds the balance or the register")
	}
}

// A municipality whose system cannot be is an error, and nothing is written.
func TestWorkOfUnknownSystem(t *testing.T) {
	m := municipality.Municipality{CRS: 1}
	for name, write := range map[string]func(io.Writer) error{
		"JSON":    func(w io.Writer) error { return export.WorklistJSON(w, m, exporttest.Worklist()) },
		"dossier": func(w io.Writer) error { return export.DossierJSON(w, m, exporttest.Dossier()) },
		"CSV":     func(w io.Writer) error { return export.WorklistCSV(w, m, exporttest.Worklist(), lang.SV) },
		"GeoJSON": func(w io.Writer) error { return export.WorklistGeoJSON(w, m, exporttest.Worklist(), lang.SV) },
	} {
		var b bytes.Buffer
		if err := write(&b); err == nil || b.Len() > 0 {
			t.Errorf("%s: %v after %d bytes", name, err, b.Len())
		}
	}
}

// One of a thing is told as one, in both languages.
func TestOneOfAThing(t *testing.T) {
	l, d, g := exporttest.Worklist(), exporttest.Dossier(), exporttest.Ground()
	l.Items = l.Items[1:]
	d.Reports.Imprecise = 1
	for in, want := range map[lang.Lang][3]string{
		lang.SV: {"1 arbete, 1 objekt, ", "1 rapport är utelämnad: platsen är", "1 kamera, varav 0 med känd riktning"},
		lang.EN: {"1 piece of work, 1 object, ", "1 report is left out: the place is", "1 camera, 0 of them with a known direction"},
	} {
		g.Lang = in
		wants(t, string(written(t, func(w io.Writer) error { return export.WorklistSheet(w, g, l, "KBAB") })), want[0])
		wants(t, string(written(t, func(w io.Writer) error { return export.DossierHTML(w, g, d) })), want[1])
		s := g
		s.Overlays = []overlay.Object{{Kind: overlay.Camera, Geometry: g.Segments[0].Line[0]}}
		wants(t, string(written(t, func(w io.Writer) error { return export.DrawCameras(w, export.SVG, s, nil) })), want[2])
	}
}

// A picture with more hotspots than its column has room for tells how many it leaves out.
func TestPostersTellOfHotspotsLeftOut(t *testing.T) {
	for name, draw := range posters(exporttest.Exposures(), exporttest.Evening()) {
		column := func(n int) string {
			s := hotScene()
			for len(s.Hotspots) < n {
				s.Hotspots = append(s.Hotspots, s.Hotspots[0])
			}
			picture := string(written(t, func(w io.Writer) error { return draw(w, export.SVG, s) }))
			_, legend, found := strings.Cut(picture, `<g id="legend">`)
			if !found {
				t.Fatalf("%s: no legend", name)
			}
			return legend
		}
		if column(30) == column(31) {
			t.Errorf("%s: nothing tells how many hotspots are left out", name)
		}
	}
}
