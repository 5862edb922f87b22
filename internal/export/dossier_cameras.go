package export

import (
	"strings"

	"tryggled/internal/lang"
	"tryggled/internal/measure"
)

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
			lines[i] = lang.T("%d %s: kameror ser %s av gatorna%s", "%d %s: cameras see %s of the streets%s",
				b.Rank, b.Name, lang.Same(percent(b.Seen, 1)), knownFor(b.Known))
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
		{Name: lang.T("gatorna nu%s", "streets now%s", knownFor(d.Now.Known)).In(p.Lang), Wide: 18, Right: true},
	}}
	if d.Then != nil {
		t.Columns = append(t.Columns,
			column{Name: lang.T("marken med förslaget", "ground as proposed").In(p.Lang), Wide: 24, Right: true},
			column{Name: lang.T("gatorna med förslaget%s", "streets as proposed%s", knownFor(d.Then.Known)).In(p.Lang), Wide: 24, Right: true})
	}
	for i, b := range d.Now.Bands {
		row := texts(b.Name.In(p.Lang), percent(b.Ground, 1), shareText(b.Street, d.Now.Known).In(p.Lang))
		if d.Then != nil && i < len(d.Then.Bands) {
			row = append(row, texts(percent(d.Then.Bands[i].Ground, 1), shareText(d.Then.Bands[i].Street, d.Then.Known).In(p.Lang))...)
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

// knownFor tells of how much a share is known, after a comma; nothing where that is all.
func knownFor(known float64) lang.Text {
	if known >= 1 {
		return lang.Text{}
	}
	return lang.T(", känt för %s", ", known for %s", lang.Same(percent(known, 1)))
}

func orUnsaid(s string) lang.Text {
	if s == "" {
		return lang.T("inte angivet", "not said")
	}
	return lang.Same(s)
}
