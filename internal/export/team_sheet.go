package export

import (
	"html/template"
	"io"

	"tryggled/internal/lang"
	"tryggled/internal/route"
)

// SheetParts is what a team's sheet is set with beside its plan.
type SheetParts struct {
	Link string // address of the team's patrol link, for the QR code; empty: no code

	// The parts of a page that is served rather than saved, all of them trusted HTML.
	Top  template.HTML                  // above everything
	Stop func(number int) template.HTML // beneath a stop, such as a form to check in with; nil: nothing
	End  template.HTML                  // beneath everything
}

// SheetHTML writes a team's sheet as a page, for a phone and for a printer: who, when, where
// from, whom to call, a map, the stops with their times, the way between them in words and
// what to keep in mind. The page fetches nothing from elsewhere. Of the scene its ground is
// drawn; its hotspots and plan are not. It returns NotFound for a team that the plan lacks, and
// Invalid for a link that no QR code holds.
func SheetHTML(w io.Writer, p route.Planned, s Scene, number int, link string, l lang.Lang) error {
	return SheetPage(w, p, s, number, SheetParts{Link: link}, l)
}

// SheetPage writes the same sheet, with what belongs to where it is served.
func SheetPage(w io.Writer, p route.Planned, s Scene, number int, parts SheetParts, l lang.Lang) error {
	t, err := paperOf(p, number, l)
	if err != nil {
		return err
	}
	return t.leaflet(s).html(w)
}

// SheetPDF writes the same sheet as PDF, on one sheet of A4 where it can be. The same plan
// gives the same bytes.
func SheetPDF(w io.Writer, p route.Planned, s Scene, number int, link string, l lang.Lang) error {
	t, err := paperOf(p, number, l)
	if err != nil {
		return err
	}
	return t.leaflet(s).pdf(w)
}

func (t team) leaflet(Scene) leaflet {
	p := leaflet{Lang: t.lang, Title: t.title(), Below: []string{t.summary()}, Made: t.Plan.CreatedAt}
	for i, v := range t.tour.Visits {
		p.add(block{Heading: t.stopDesc(v), Level: 3, Text: t.stopWords(i)})
	}
	return p
}
