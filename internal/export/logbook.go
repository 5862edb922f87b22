package export

import (
	"fmt"
	"io"
	"slices"
	"time"

	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/patrol"
)

// LogbookHTML writes a team's log (loggbok) as a page to print and fill in by hand, or to keep:
// when it came to each stop and left, what it counted, and which faults of places it saw. It
// asks for no names and no signatures.
func LogbookHTML(w io.Writer, m municipality.Municipality, b patrol.Logbook, l lang.Lang) error {
	return logbookLeaflet(m, b, l).html(w)
}

// LogbookPDF writes the same as PDF. The same log gives the same bytes.
func LogbookPDF(w io.Writer, m municipality.Municipality, b patrol.Logbook, l lang.Lang) error {
	return logbookLeaflet(m, b, l).pdf(w)
}

// LogbookText writes the same as plain text.
func LogbookText(w io.Writer, m municipality.Municipality, b patrol.Logbook, l lang.Lang) error {
	return logbookLeaflet(m, b, l).text(w)
}

// logbook is a log being set.
type logbook struct {
	leaflet
	patrol.Logbook
	rules identity.Patrol
	zone  *time.Location
}

func logbookLeaflet(m municipality.Municipality, b patrol.Logbook, l lang.Lang) leaflet {
	p := &logbook{Logbook: b, rules: rulesOf(b.Role), zone: m.Location()}
	p.leaflet = leaflet{Lang: l, Made: b.From}
	p.Title = tidy(lang.T("Loggbok, grupp %d: %s", "Log, team %d: %s", b.Team, p.rules.Name).In(l), l)
	p.Below = []string{
		tidy(b.Municipality.In(l), l) + " · " + day(b.From.In(p.zone), l),
		lang.T("Plan %d, version %d · pass kl. %s", "Plan %d, version %d · shift %s", b.Plan, b.Version,
			lang.Same(span(b.From.In(p.zone), b.To.In(p.zone), l))).In(l),
	}
	if b.Exercise {
		p.Marks = append(p.Marks, exerciseMark.In(l))
	}
	p.Foot = lang.T("Plan %d, version %d, grupp %d. Skriv inga namn i loggboken.", "Plan %d, version %d, team %d. Write no names in the log.",
		b.Plan, b.Version, b.Team).In(l)
	p.shift()
	p.visits()
	p.tallies()
	p.faults()
	p.notes()
	return p.leaflet
}

func (p *logbook) words(t lang.Text) string { return tidy(t.In(p.Lang), p.Lang) }

// clockOr is a time of day, or empty where there is none: a box to write in.
func (p *logbook) clockOr(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return clock(t.In(p.zone), p.Lang)
}

func (p *logbook) columns(wide []float64, names ...lang.Text) []column {
	all := make([]column, len(names))
	for i, name := range names {
		all[i] = column{Name: name.In(p.Lang), Wide: wide[i]}
	}
	return all
}

func (p *logbook) shift() {
	people := ""
	if !p.Began.IsZero() {
		people = fmt.Sprint(p.Members)
	}
	p.add(block{
		Heading: lang.T("Passet", "The shift").In(p.Lang), Level: 2,
		Table: &table{
			Roomy: true, Columns: p.columns([]float64{40, 30, 30, 80}, lang.Text{}, lang.T("Planerat", "Planned"), lang.T("Blev", "Was"), lang.T("Plats", "Place")),
			Rows: [][]cell{
				texts(lang.T("Start", "Start").In(p.Lang), p.clockOr(p.From), p.clockOr(p.Began), p.words(p.Base)),
				texts(lang.T("Slut", "End").In(p.Lang), p.clockOr(p.To), p.clockOr(p.Ended), p.words(p.endsAt())),
				texts(lang.T("Antal i gruppen", "People in the team").In(p.Lang), fmt.Sprint(p.Members), people, ""),
			},
		},
	})
	if c := p.Contact; c.Name != "" || c.Phone != "" {
		p.add(block{Text: tidy(lang.T("Kontakt: %s %s", "Contact: %s %s", c.Name, c.Phone).In(p.Lang), p.Lang)})
	}
}

func (p *logbook) endsAt() lang.Text {
	if p.Finish.IsZero() {
		return p.Base
	}
	return p.Finish
}

func (p *logbook) visits() {
	t := table{Roomy: true, Columns: p.columns([]float64{9, 66, 30, 20, 20, 35}, lang.T("Nr", "No."), lang.T("Stopp", "Stop"),
		lang.T("Planerat", "Planned"), lang.T("Kom kl.", "Came"), lang.T("Gick kl.", "Left"), lang.T("Inte besökt, skäl", "Not visited, why"))}
	for _, s := range slices.Concat(p.Stops, p.Extra) {
		number, planned := "", ""
		if s.Number > 0 {
			number = fmt.Sprint(s.Number)
		}
		if !s.Arrive.IsZero() {
			planned = span(s.Arrive.In(p.zone), s.Leave.In(p.zone), p.Lang)
		}
		t.Rows = append(t.Rows, texts(number, p.words(s.Name), planned, p.clockOr(s.Arrived), p.clockOr(s.Left), p.words(s.Skipped)))
	}
	if len(t.Rows) == 0 {
		t.Rows = append(t.Rows, texts("", "", "", "", "", ""))
	}
	p.add(block{Heading: lang.T("Stopp", "Stops").In(p.Lang), Level: 2, Table: &t})
}

func (p *logbook) tallies() {
	if len(p.Tallies) == 0 {
		return
	}
	t := table{Roomy: true, Columns: p.columns([]float64{120, 60}, lang.T("Vad", "What"), lang.T("Antal", "Number"))}
	for _, tally := range p.Tallies {
		count := ""
		if tally.Count > 0 || !p.Ended.IsZero() {
			count = fmt.Sprint(tally.Count)
		}
		t.Rows = append(t.Rows, texts(capital(p.words(tally.Name)), count))
	}
	p.add(block{Heading: lang.T("Räknat", "Counted").In(p.Lang), Level: 2, Table: &t})
}

// faults are what was seen, or, before the walk, what can be: with room for where and when.
func (p *logbook) faults() {
	t := table{Roomy: true, Columns: p.columns([]float64{76, 74, 30}, lang.T("Vad", "What"), lang.T("Stopp eller plats", "Stop or place"), lang.T("Kl.", "At"))}
	for _, f := range p.Faults {
		place := p.words(f.Place)
		if f.Stop > 0 {
			place = fmt.Sprintf("%d %s", f.Stop, place)
		}
		t.Rows = append(t.Rows, texts(capital(p.words(f.Name)), place, p.clockOr(f.At)))
	}
	if p.Began.IsZero() && len(p.Faults) == 0 {
		for _, c := range p.Choices {
			t.Rows = append(t.Rows, texts(capital(p.words(c.Name)), "", ""))
		}
	}
	if len(t.Rows) > 0 {
		p.add(block{Heading: lang.T("Iakttaget på platsen", "Seen on the spot").In(p.Lang), Level: 2, Table: &t})
	}
}

// notes are of those who may write; the others are told not to.
func (p *logbook) notes() {
	if p.rules.NoPersons {
		p.add(block{Text: lang.T("Skriv inget om personer: räkna dem ni möter, och kryssa för fel på platsen. Ring 112 vid fara.",
			"Write nothing about people: count those you meet, and tick faults of the place. Call 112 in danger.").In(p.Lang)})
		return
	}
	notes := block{Heading: lang.T("Anteckningar", "Notes").In(p.Lang), Level: 2}
	for _, n := range p.Notes {
		notes.List = append(notes.List, p.clockOr(n.At)+" "+tidy(n.Text, p.Lang))
	}
	if len(p.Notes) == 0 && p.Began.IsZero() {
		notes.Fills = []string{"", "", ""}
	}
	if len(notes.List)+len(notes.Fills) > 0 {
		p.add(notes)
	}
}
