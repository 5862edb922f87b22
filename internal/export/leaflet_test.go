package export_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"tryggled/internal/export"
	"tryggled/internal/export/exporttest"
	"tryggled/internal/lang"
	"tryggled/internal/measure"
	"tryggled/internal/overlay"
)

func dossierPage(t *testing.T, d measure.Dossier) string {
	t.Helper()
	return string(written(t, func(w io.Writer) error { return export.DossierHTML(w, exporttest.Ground(), d) }))
}

// Figures stay with their units, great ones are written in one way, and sentences begin with a
// capital, whoever wrote the words.
func TestLeafletIsTidy(t *testing.T) {
	d := exporttest.Dossier()
	d.Register[0].Value = lang.Same("Torget; 1913 m² enligt kartan, 545 m gata, 12,5 m, 0,1234 m, 2 800 kr och 5 %")
	d.Balance[0].Facts = []lang.Text{lang.Same("Möjligt: Laga 1 lampa på Slipersgatan. mörk gata: 1 m före, 0 m efter, kl. 22 och ca. fem.")}
	wants(t, dossierPage(t, d),
		"1\u00a0913\u00a0m² enligt kartan, 545\u00a0m gata, 12,5\u00a0m, 0,1234\u00a0m, 2\u00a0800\u00a0kr och 5\u00a0%",
		"Slipersgatan. Mörk gata: 1\u00a0m före, 0\u00a0m efter, kl. 22 och ca. fem.")
}

// No view of a street counts for little where cameras are known of a part of it.
func TestCoverageTellsOfHowMuchItIsKnown(t *testing.T) {
	d := exporttest.Dossier()
	d.Now.Known, d.Then.Known, d.Blind[0].Known = 0.34, 0, 0.34
	wants(t, dossierPage(t, d), "gatorna nu, känt för 34\u00a0%", "gatorna med förslaget, känt för 0\u00a0%",
		`<td class="right">0`+"\u00a0"+`%</td><td class="right">25`+"\u00a0"+`%</td><td class="right">okänt</td>`,
		"kameror ser 0\u00a0% av gatorna, känt för 34\u00a0%")
}

// What only lamps have has no column on the sheets of greenery, and the map's words tell of what
// is on it.
func TestSheetOfGreenery(t *testing.T) {
	l := exporttest.Worklist()
	l.List, l.Done, l.Items = measure.Clearing, nil, l.Items[:1]
	item := &l.Items[0]
	item.List, item.Action = measure.Clearing, measure.Cut
	for i := range item.Objects {
		item.Objects[i].Kind, item.Objects[i].Class, item.Objects[i].HeightM = overlay.Vegetation, "hedge", 2
		item.Objects[i].Dimming = nil
	}
	sheet := func(l measure.Worklist) string {
		return string(written(t, func(w io.Writer) error { return export.WorklistSheet(w, exporttest.Ground(), l, "") }))
	}
	page := sheet(l)
	wants(t, page, "häck, 2,0\u00a0m hög", "klipp ned till ", "Att göra</th>", "Läge, dag</th>", "Streckad grönska: ")
	for _, not := range []string{"Stolpe</th>", "Skåp</th>", "Kostnad</th>", "lampa att laga", "ny lampa", "V-0011"} {
		if strings.Contains(page, not) {
			t.Errorf("the sheet of greenery holds %q", not)
		}
	}
	lamps := sheet(exporttest.Worklist())
	wants(t, lamps, "Stolpe</th>", "Kostnad</th>", "Rött kryss: lampa att laga.", "Gul romb: ny lampa.")
	if strings.Contains(lamps, "Streckad grönska") || strings.Contains(lamps, "sluta dimma") {
		t.Error("the sheet of lamps explains what is not on its map")
	}
}

// A piece of work begins on the page where what is to be ticked off begins, however long its
// title and its reasons are.
func TestWorkStaysTogetherOnAPage(t *testing.T) {
	l := exporttest.Worklist()
	mend := l.Items[0]
	long := strings.Repeat("mellan Slipersgatan och den gamla järnvägsbanken ", 5)
	l.Items = nil
	for i := range 40 {
		item := mend
		item.Rank, item.Key = i+1, fmt.Sprintf("nyckel-%d", i+1)
		item.Title = lang.Same("Laga lampor " + long[:40+(i*13)%200])
		item.Mind = []lang.Text{lang.Same(long[:(i*29)%240])}
		l.Items = append(l.Items, item)
	}
	text := run(t, "pdftotext", "-layout", saved(t, "x.pdf", func(w io.Writer) error {
		return export.WorklistPDF(w, exporttest.Ground(), l, "")
	}), "-")
	for i, page := range strings.Split(text, "\f") {
		titles, keys, rows := strings.Count(page, "Laga lampor "), strings.Count(page, "Nyckel nyckel-"), strings.Count(page, "V-0012")
		if titles != keys || keys != rows {
			t.Errorf("page %d has %d titles, %d keys and %d tables", i+1, titles, keys, rows)
		}
	}
}

// In November nothing on the picture, its list of hotspots neither, is of leaves.
func TestPictureIsOfOneSeason(t *testing.T) {
	picture := func(leafOn bool, leafy, bare float64) string {
		exposures := exporttest.Exposures()
		for i := range exposures {
			exposures[i].LeafOn = overlay.Sight{Concealed: leafy, ConcealKnown: 1, ProspectKnown: 1}
			exposures[i].LeafOff = overlay.Sight{Concealed: bare, ConcealKnown: 1, ProspectKnown: 1}
		}
		at := exporttest.Evening()
		at.LeafOn = leafOn
		return string(written(t, func(w io.Writer) error {
			return export.DrawVegetation(w, export.SVG, hotScene(), exposures, at)
		}))
	}
	if picture(false, 1, 0.37) != picture(false, 0.8, 0.37) || picture(true, 1, 0.37) != picture(true, 1, 0) {
		t.Error("a season is told of in the picture of the other")
	}
	if picture(false, 1, 0.37) == picture(false, 1, 0.39) {
		t.Error("the share with cover is told nowhere")
	}
}

// Without a view nobody is in it: no table of zeros tells of whom it catches.
func TestNoTableOfWhomNoViewCatches(t *testing.T) {
	d := exporttest.Dossier()
	d.Catches.Places = []measure.PlaceCatch{{Class: "school", Name: lang.T("skola", "school")}}
	d.Cameras = []measure.CameraView{{GroundM2: 100}}
	wants(t, dossierPage(t, d), "av deras mark")
	d.Cameras, d.Catches.Text = nil, lang.T("Det finns ingen vy.", "There is no view.")
	page := dossierPage(t, d)
	wants(t, page, "Det finns ingen vy.")
	if strings.Contains(page, "av deras mark") {
		t.Error("a table tells of whom no view catches")
	}
}
