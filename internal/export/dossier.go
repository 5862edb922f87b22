package export

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"tryggled/internal/lang"
	"tryggled/internal/measure"
)

// DossierHTML writes a camera needs dossier as an HTML page to read and print. The scene is
// the ground beneath its map, and its language that of the words.
func DossierHTML(w io.Writer, s Scene, d measure.Dossier) error {
	p, err := dossierLeaflet(s, d)
	if err != nil {
		return err
	}
	return p.html(w)
}

// DossierPDF writes a camera needs dossier as PDF, A4. The same dossier gives the same bytes.
func DossierPDF(w io.Writer, s Scene, d measure.Dossier) error {
	p, err := dossierLeaflet(s, d)
	if err != nil {
		return err
	}
	return p.pdf(w)
}

func dossierLeaflet(s Scene, d measure.Dossier) (leaflet, error) {
	zone := s.Municipality.Location()
	p := leaflet{Lang: s.Lang, Made: d.MadeAt, Title: d.Title.In(s.Lang), Foot: footOf(s, d.Revision, d.MadeAt.In(zone))}
	if p.Title == "" {
		p.Title = lang.T("Behovsanalys för kamerabevakning: %s", "Needs analysis for camera surveillance: %s", d.Name).In(s.Lang)
	}
	p.Below = []string{
		d.Municipality.In(s.Lang) + " · " + capital(day(d.MadeAt.In(zone), s.Lang)),
		lang.T("Område: %s m², %s gata. Rapporter från %s till %s.", "Area: %s m², %s of street. Reports from %s to %s.",
			thousands(d.AreaM2), lengthText(d.StreetM), dayText(d.Since, zone), dayText(d.Until.Add(-time.Second), zone)).In(s.Lang),
	}
	p.dossierMarks(s, d)
	if len(d.Law) > 0 && d.Police {
		p.heading(lang.T("Vad som gäller", "What applies"))
		p.list(d.Law)
	}
	if err := p.dossierMap(s, d); err != nil {
		return p, err
	}
	p.dossierReports(d)
	p.dossierPlaces(d)
	p.dossierTried(d)
	p.dossierCameras(d)
	p.dossierInstead(d)
	p.dossierCatches(d)
	p.dossierBalance(d)
	if len(d.Law) > 0 && !d.Police {
		p.heading(lang.T("Vad som gäller", "What applies"))
		p.list(d.Law)
	}
	if len(d.Notes) > 0 {
		p.heading(lang.T("Så är det räknat", "How it is counted"))
		p.list(d.Notes)
	}
	return p, nil
}

func (p *leaflet) dossierMarks(s Scene, d measure.Dossier) {
	mark := func(shown bool, words lang.Text) {
		if shown {
			p.Marks = append(p.Marks, words.In(p.Lang))
		}
	}
	mark(d.Exercise || s.Municipality.Exercise, exerciseMark)
	mark(d.Outside, lang.T("Kopia som får lämnas ut: små tal visas inte", "Copy that may be handed out: small numbers are held back"))
	mark(d.Open && !d.Outside, lang.T("Bara öppna kategorier", "Open categories only"))
	mark(!d.Open && !d.Outside, lang.T("Internt: innehåller skyddade kategorier", "Internal: holds restricted categories"))
	mark(d.Police, lang.T("Polisen bevakar: en annan lag och ett annat underlag gäller", "The police watch: another law and another dossier apply"))
}

func (p *leaflet) dossierPlaces(d measure.Dossier) {
	p.heading(lang.T("Platsen", "The place"))
	p.say(d.Light.Text)
	if len(d.Hotspots) == 0 {
		p.say(lang.T("Ingen prioriterad plats når in i området.", "No priority place reaches into the area."))
		return
	}
	t := table{Columns: []column{
		{Name: lang.T("Rang", "Rank").In(p.Lang), Wide: 8, Right: true},
		{Name: lang.T("Prioriterad plats", "Priority place").In(p.Lang), Wide: 36},
		{Name: lang.T("Prioritet", "Priority").In(p.Lang), Wide: 13, Right: true},
		{Name: lang.T("I området", "In the area").In(p.Lang), Wide: 13, Right: true},
		{Name: lang.T("Varför", "Why").In(p.Lang), Wide: 60},
	}}
	proposed := d.Then != nil
	if proposed {
		t.Columns = append(t.Columns, column{Name: lang.T("Prioritet med kamerorna", "Priority with the cameras").In(p.Lang), Wide: 17, Right: true})
	}
	for _, h := range d.Hotspots {
		row := texts(strconv.Itoa(h.Rank), h.Name.In(p.Lang), fmt.Sprintf("%.0f", h.Priority), percent(h.Share, 1), h.Why.In(p.Lang))
		if proposed {
			row = append(row, cell{Text: fmt.Sprintf("%.0f", h.Then)})
		}
		t.Rows = append(t.Rows, row)
	}
	p.add(block{Table: &t})
}

func (p *leaflet) dossierTried(d measure.Dossier) {
	p.heading(lang.T("Vad som redan har prövats", "What has been tried already"))
	if len(d.Tried) == 0 {
		p.say(lang.T("Inga åtgärder på platsen finns i Tryggled.", "No measures at the place are in Tryggled."))
		return
	}
	t := table{Columns: []column{
		{Name: lang.T("Åtgärd", "Measure").In(p.Lang), Wide: 42},
		{Name: lang.T("Läge", "State").In(p.Lang), Wide: 15},
		{Name: lang.T("Tid", "Time").In(p.Lang), Wide: 23},
		{Name: lang.T("Rapporter före", "Reports before").In(p.Lang), Wide: 16, Right: true},
		{Name: lang.T("efter", "after").In(p.Lang), Wide: 12, Right: true},
		{Name: lang.T("Vad det säger", "What it tells").In(p.Lang), Wide: 48},
	}}
	for _, tried := range d.Tried {
		when := strings.Trim(tried.From+"–"+tried.To, "–")
		before, after := "", ""
		if tried.Days > 0 {
			before, after = few(tried.Before), few(tried.After)
		}
		what := tried.Kind.In(p.Lang) + ": " + tried.Title.In(p.Lang)
		if tried.Owner != "" {
			what += " (" + tried.Owner + ")"
		}
		t.Rows = append(t.Rows, texts(what, tried.State.In(p.Lang), when, before, after, tried.Text.In(p.Lang)))
	}
	p.add(block{Table: &t})
}

func (p *leaflet) dossierInstead(d measure.Dossier) {
	p.heading(lang.T("Vad ljus och röjning skulle göra i stället", "What light and clearing would do instead"))
	if len(d.Instead) == 0 {
		p.say(lang.T("Arbetslistorna har inget på platsen.", "The work lists hold nothing at the place."))
		return
	}
	t := table{Columns: []column{
		{Name: lang.T("Nr", "No.").In(p.Lang), Wide: 7, Right: true},
		{Name: lang.T("Arbete", "Work").In(p.Lang), Wide: 42},
		{Name: lang.T("Lista", "List").In(p.Lang), Wide: 17},
		{Name: lang.T("Väntad verkan", "Expected effect").In(p.Lang), Wide: 62},
		{Name: lang.T("Sträcka", "Length").In(p.Lang), Wide: 15, Right: true},
		{Name: lang.T("Kostnad", "Cost").In(p.Lang), Wide: 19, Right: true},
		{Name: lang.T("Läge", "State").In(p.Lang), Wide: 17},
	}}
	for _, a := range d.Instead {
		cost := lang.T("okänd", "unknown").In(p.Lang)
		if a.CostKr > 0 {
			cost = kronor(a.CostKr).In(p.Lang)
			if !a.CostKnown {
				cost = lang.T("minst %s", "at least %s", lang.Same(cost)).In(p.Lang)
			}
		}
		t.Rows = append(t.Rows, texts(strconv.Itoa(a.Rank), a.Title.In(p.Lang), a.List.Name().In(p.Lang), a.Expected.In(p.Lang),
			length(a.LengthM, p.Lang), cost, stateOrProposed(a.State).Name().In(p.Lang)))
	}
	p.add(block{Table: &t})
}

func (p *leaflet) dossierCatches(d measure.Dossier) {
	c := d.Catches
	p.heading(lang.T("Vilka vyerna fångar", "Whom the views catch"))
	p.say(c.Text)
	if len(c.Places) == 0 || !d.HasView() {
		return
	}
	t := table{Columns: []column{
		{Name: lang.T("I vyerna", "In view").In(p.Lang), Wide: 40},
		{Name: lang.T("antal", "count").In(p.Lang), Wide: 15, Right: true},
		{Name: lang.T("av deras mark", "of their grounds").In(p.Lang), Wide: 25, Right: true},
	}}
	dwellings := strconv.Itoa(c.Dwellings)
	if !c.Known && c.Dwellings == 0 {
		dwellings = lang.T("okänt", "unknown").In(p.Lang)
	}
	t.Rows = append(t.Rows, texts(lang.T("byggnader där människor bor", "buildings where people live").In(p.Lang), dwellings, thousands(c.YardM2).In(p.Lang)+" m²"))
	for _, place := range c.Places {
		t.Rows = append(t.Rows, texts(place.Name.In(p.Lang), strconv.Itoa(place.Count), thousands(place.M2).In(p.Lang)+" m²"))
	}
	p.add(block{Table: &t})
}

// dossierBalance is the balance of interests and the entry in the register: what the data
// tell, and room for what only the operator can say.
func (p *leaflet) dossierBalance(d measure.Dossier) {
	if len(d.Balance) > 0 {
		p.add(block{Break: true, Heading: lang.T("Intresseavvägning", "Balance of interests").In(p.Lang), Level: 2})
	}
	for _, section := range d.Balance {
		p.add(block{Heading: section.Title.In(p.Lang), Level: 3, List: p.all(section.Facts), Fills: p.all(section.Write)})
	}
	if len(d.Register) == 0 {
		return
	}
	t := table{Columns: []column{
		{Name: lang.T("Uppgift", "Entry").In(p.Lang), Wide: 40}, {Name: lang.T("Innehåll", "Content").In(p.Lang), Wide: 110},
	}}
	for _, line := range d.Register {
		words := line.Value.In(p.Lang)
		if fill := line.Fill.In(p.Lang); fill != "" {
			words = strings.TrimSpace(words + " [" + fill + "]")
		}
		t.Rows = append(t.Rows, []cell{{Text: line.Label.In(p.Lang), Bold: true}, {Text: words}})
	}
	p.add(block{Heading: lang.T("Till förteckningen över kamerabevakning", "For the register of surveillance").In(p.Lang), Level: 2, Table: &t})
	p.add(block{Fine: true, Text: lang.T("Inom hakparentes står det som den som bevakar själv fyller i.", "In brackets stands what the operator fills in.").In(p.Lang)})
}
