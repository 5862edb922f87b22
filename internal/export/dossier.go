package export

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/measure"
	"tryggled/internal/street"
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
	p.dossierCatches(d.Catches)
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

// dossierMap draws the area with the views of its cameras.
func (p *leaflet) dossierMap(s Scene, d measure.Dossier) error {
	var all []watching
	for _, c := range d.Cameras {
		w := watching{at: c.At, sure: c.Sure, inside: c.Inside, proposed: c.Proposed}
		for _, b := range c.Bands {
			w.bands = append(w.bands, b.Ground)
		}
		if len(w.bands) == 0 && len(c.Ground) > 0 {
			w.bands = []orb.MultiPolygon{c.Ground}
		}
		all = append(all, w)
	}
	// Air around the area, so that one sees what the cameras see beside it.
	around := d.Area.Bound()
	s.Planned, s.Hotspots, s.Focus = nil, meeting(s.Hotspots, d), around.Pad(0.25*math.Max(around.Max[0]-around.Min[0], around.Max[1]-around.Min[1]))
	s, v, err := ready(s)
	if err != nil {
		return err
	}
	paths, err := watchPathsOf(all, v)
	if err != nil {
		return err
	}
	chart := poster{
		title: lang.T("Området och kamerornas vyer", "The area and what the cameras see"), line: func(street.Segment) ribbon { return plainRibbon },
		over: func(c canvas) {
			paths.draw(c)
			drawSpots(c, s, v)
			drawDossierArea(c, d.Area, v)
			paths.drawSigns(c)
		},
	}
	picture := mapOf(s, chart, v, "d")
	picture.Caption = lang.T(
		"Svart linje: området. Blått: vad kamerorna ser, mörkare ju bättre (detektering, observation, igenkänning, identifiering). Snedstreckat grått: möjliga vyer, riktningen okänd. Korsstreckat: två kameror eller fler. Svart ruta: kamera; vit: riktning okänd; gul romb: föreslagen. Lila: prioriterad plats.",
		"Black line: the area. Blue: what the cameras see, the darker the better (detection, observation, recognition, identification). Grey hatching: possible views, direction unknown. Hatched the other way: two cameras or more. Black square: camera; white: direction unknown; yellow diamond: proposed. Purple: priority place.").In(s.Lang)
	p.add(block{Picture: picture})
	return nil
}

// meeting are the hotspots of a scene that the dossier tells of.
func meeting(hotspots []hotspot.Hotspot, d measure.Dossier) []hotspot.Hotspot {
	var all []hotspot.Hotspot
	for _, in := range d.Hotspots {
		for _, h := range hotspots {
			if h.Rank == in.Rank {
				all = append(all, h)
			}
		}
	}
	return all
}

func drawDossierArea(c canvas, shape orb.MultiPolygon, v view) {
	var outline path
	outline.polygons(v.surfaces(shape))
	c.draw(outline, look{Stroke: faded(paper, 0.9), Width: 6})
	c.draw(outline, look{Stroke: inkStrong, Width: 3})
}

// few is a count in a narrow table: <5 for a small one and – for one held back.
func few(c measure.Count) string {
	switch {
	case c.Few:
		return "<" + strconv.Itoa(measure.LeastTold)
	case c.Held:
		return "–"
	}
	return strconv.Itoa(c.N)
}

func (p *leaflet) dossierReports(d measure.Dossier) {
	r := d.Reports
	p.heading(lang.T("Rapporter i området", "Reports in the area"))
	p.say(
		lang.T("Rapporter under perioden: %s. Lika lång tid dessförinnan: %s. Händelser, när det som flera berättat om räknas en gång: %s.",
			"Reports in the period: %s. In as long a time before: %s. Events, with what several told of counted once: %s.", r.All.Text(), r.Earlier.Text(), r.Events.Text()),
		lang.T("Efter mörkrets inbrott: %s. I dagsljus: %s. Tiden räcker inte för att avgöra: %s.",
			"After dark: %s. In daylight: %s. The time does not tell: %s.", r.Dark.Text(), r.Day.Text(), r.NoLight.Text()))
	if r.Imprecise > 0 {
		p.say(lang.T("%d rapporter är utelämnade: platsen är inte känd på %d m när.", "%d reports are left out: their place is not known to %d m.", r.Imprecise, measure.ExactM))
	}
	p.dossierHours(r)
	p.dossierWeek(r)
}

// dossierHours is a row for each category and a column for each hour. In a copy that leaves
// the house the hours are those of all categories together.
func (p *leaflet) dossierHours(r measure.Counts) {
	whole := slices.ContainsFunc(r.Categories, func(c measure.CategoryCount) bool { return len(c.ByHour) > 0 })
	t := table{Columns: p.countColumns()}
	if whole {
		t.Tight, t.Columns = true, append(t.Columns, p.hourColumns()...)
	}
	for _, c := range r.Categories {
		row := texts(categoryName(c, p.Lang), few(c.All), few(c.Earlier))
		if whole {
			row = append(append(row, hourCells(c.ByHour)...), cell{Text: fewOf(c.NoHour)})
		}
		t.Rows = append(t.Rows, row)
	}
	sum := texts(lang.T("Alla", "All").In(p.Lang), few(r.All), few(r.Earlier))
	hours := append(hourCells(r.ByHour), cell{Text: few(r.NoHour)})
	if whole {
		sum = append(sum, hours...)
	}
	for i := range sum {
		sum[i].Bold = true
	}
	t.Rows = append(t.Rows, sum)
	heading := lang.T("Per kategori", "By category")
	if whole {
		heading = lang.T("Per kategori och timme på dygnet", "By category and hour of the day")
	}
	p.add(block{Heading: heading.In(p.Lang), Level: 3, Table: &t})
	if !whole && len(r.ByHour) > 0 {
		day := table{Tight: true, Columns: p.hourColumns(), Rows: [][]cell{hours}}
		p.add(block{Heading: lang.T("Per timme på dygnet", "By hour of the day").In(p.Lang), Level: 3, Table: &day})
	}
	p.add(block{Fine: true, Text: lang.T(
		"Förut: lika lång tid före perioden. Okänd: tiden är inte känd på tre timmar när. Tom ruta: ingen. <%d: en till fyra. –: visas inte, för att små tal inte ska gå att räkna ut. *: skyddad kategori.",
		"Before: as long a time before the period. Unkn.: the time is not known to three hours. Empty: none. <%d: one to four. –: not shown, so that small numbers cannot be worked out. *: restricted category.",
		measure.LeastTold).In(p.Lang)})
}

func categoryName(c measure.CategoryCount, l lang.Lang) string {
	if c.Restricted {
		return c.Name.In(l) + " *"
	}
	return c.Name.In(l)
}

func (p *leaflet) countColumns() []column {
	return []column{
		{Name: lang.T("Kategori", "Category").In(p.Lang), Wide: 34},
		{Name: lang.T("antal", "count").In(p.Lang), Wide: 9, Right: true},
		{Name: lang.T("förut", "before").In(p.Lang), Wide: 9, Right: true},
	}
}

func (p *leaflet) hourColumns() []column {
	columns := make([]column, 0, 25)
	for hour := range 24 {
		columns = append(columns, column{Name: fmt.Sprintf("%02d", hour), Wide: 5.6, Right: true})
	}
	return append(columns, column{Name: lang.T("okänd", "unkn.").In(p.Lang), Wide: 12, Right: true})
}

// hourCells are the counts of the hours, those of none left empty.
func hourCells(hours []measure.Count) []cell {
	cells := make([]cell, 24)
	for hour := range cells {
		if hour < len(hours) && hours[hour] != (measure.Count{}) {
			cells[hour].Text = few(hours[hour])
		}
	}
	return cells
}

func fewOf(c *measure.Count) string {
	if c == nil {
		return ""
	}
	return few(*c)
}

// dossierWeek is a row for each day of the week and a column for each part of the day.
func (p *leaflet) dossierWeek(r measure.Counts) {
	if len(r.ByWeek) == 0 {
		return
	}
	t := table{Columns: []column{{Name: lang.T("Dag", "Day").In(p.Lang), Wide: 20}}}
	for _, part := range measure.Dayparts {
		t.Columns = append(t.Columns, column{Name: part.In(p.Lang), Wide: 20, Right: true})
	}
	for i, counts := range r.ByWeek {
		row := make([]cell, len(t.Columns))
		if i < len(measure.Weekdays) {
			row[0].Text = measure.Weekdays[i].In(p.Lang)
		}
		for k, c := range counts[:min(len(counts), len(row)-1)] {
			row[k+1].Text = few(c)
		}
		t.Rows = append(t.Rows, row)
	}
	p.add(block{Heading: lang.T("Per veckodag och del av dygnet", "By day of the week and part of the day").In(p.Lang), Level: 3, Table: &t})
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

func (p *leaflet) dossierCameras(d measure.Dossier) {
	p.heading(lang.T("Kamerorna och vad de ser", "The cameras and what they see"))
	p.say(d.Now.Text)
	if d.Then != nil {
		p.say(d.Then.Text)
	}
	p.coverage(d)
	for _, c := range d.Cameras {
		p.camera(c)
	}
	if len(d.Blind) > 0 {
		lines := make([]lang.Text, len(d.Blind))
		for i, b := range d.Blind {
			lines[i] = lang.T("%d %s: kameror ser %s av gatorna, där det är känt", "%d %s: cameras see %s of the streets, where that is known",
				b.Rank, b.Name, lang.Same(percent(b.Seen, 1)))
		}
		p.add(block{Heading: lang.T("Döda vinklar", "Blind spots").In(p.Lang), Level: 3, List: p.all(lines)})
	}
}

// coverage is how much of the area is seen in each band, now and with what is proposed.
func (p *leaflet) coverage(d measure.Dossier) {
	if len(d.Now.Bands) == 0 {
		return
	}
	t := table{Columns: []column{
		{Name: lang.T("Täckning", "Coverage").In(p.Lang), Wide: 30},
		{Name: lang.T("marken nu", "ground now").In(p.Lang), Wide: 18, Right: true},
		{Name: lang.T("gatorna nu", "streets now").In(p.Lang), Wide: 18, Right: true},
	}}
	if d.Then != nil {
		t.Columns = append(t.Columns,
			column{Name: lang.T("marken med förslaget", "ground as proposed").In(p.Lang), Wide: 24, Right: true},
			column{Name: lang.T("gatorna med förslaget", "streets as proposed").In(p.Lang), Wide: 24, Right: true})
	}
	for i, b := range d.Now.Bands {
		row := texts(b.Name.In(p.Lang), percent(b.Ground, 1), percent(b.Street, 1))
		if d.Then != nil && i < len(d.Then.Bands) {
			row = append(row, texts(percent(d.Then.Bands[i].Ground, 1), percent(d.Then.Bands[i].Street, 1))...)
		}
		t.Rows = append(t.Rows, row)
	}
	p.add(block{Table: &t})
}

func (p *leaflet) camera(c measure.CameraView) {
	p.add(block{Heading: capital(c.Label.In(p.Lang)), Level: 3, Text: c.Text.In(p.Lang)})
	if c.Operator != "" || c.Purpose != "" {
		p.say(lang.T("Bevakar: %s. Ändamål: %s.", "Operator: %s. Purpose: %s.",
			orUnsaid(c.Operator), orUnsaid(strings.TrimRight(c.Purpose, "."))))
	}
	if len(c.Bands) == 0 || c.Inside {
		return
	}
	t := table{Columns: []column{
		{Name: lang.T("Avståndsband", "Distance band").In(p.Lang), Wide: 30},
		{Name: lang.T("räcker", "reaches").In(p.Lang), Wide: 15, Right: true},
		{Name: lang.T("av området", "of the area").In(p.Lang), Wide: 18, Right: true},
		{Name: lang.T("andel", "share").In(p.Lang), Wide: 12, Right: true},
	}}
	for _, b := range c.Bands {
		t.Rows = append(t.Rows, texts(b.Name.In(p.Lang), lang.Decimal(b.ReachM, 1).In(p.Lang)+" m", thousands(b.AreaM2).In(p.Lang)+" m²", percent(b.Share, 1)))
	}
	p.add(block{Table: &t})
}

func orUnsaid(s string) lang.Text {
	if s == "" {
		return lang.T("inte angivet", "not said")
	}
	return lang.Same(s)
}

func (p *leaflet) dossierInstead(d measure.Dossier) {
	p.heading(lang.T("Vad ljus och röjning skulle göra i stället", "What light and clearing would do instead"))
	if len(d.Instead) == 0 {
		p.say(lang.T("Arbetslistorna har inget på platsen.", "The work lists hold nothing at the place."))
		return
	}
	t := table{Columns: []column{
		{Name: lang.T("Arbete", "Work").In(p.Lang), Wide: 42},
		{Name: lang.T("Lista, rang", "List, rank").In(p.Lang), Wide: 24},
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
		t.Rows = append(t.Rows, texts(a.Title.In(p.Lang), fmt.Sprintf("%s, %d", a.List.Name().In(p.Lang), a.Rank), a.Expected.In(p.Lang),
			length(a.LengthM, p.Lang), cost, stateOrProposed(a.State).Name().In(p.Lang)))
	}
	p.add(block{Table: &t})
}

func (p *leaflet) dossierCatches(c measure.Catch) {
	p.heading(lang.T("Vilka vyerna fångar", "Whom the views catch"))
	p.say(c.Text)
	if len(c.Places) == 0 {
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
