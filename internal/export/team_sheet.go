package export

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"tryggled/internal/lang"
	"tryggled/internal/plan"
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

//go:embed team_sheet.html
var teamSheetText string

var teamSheet = template.Must(template.New("team").Parse(teamSheetText))

// SheetPage writes the same sheet, with what belongs to where it is served.
func SheetPage(w io.Writer, p route.Planned, s Scene, number int, parts SheetParts, l lang.Lang) error {
	t, err := paperOf(p, number, l)
	if err != nil {
		return err
	}
	h, err := t.handout(s, parts)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := teamSheet.Execute(&b, h); err != nil {
		return fmt.Errorf("sheet of team %d: %w", number, err)
	}
	_, err = b.WriteTo(w)
	return err
}

// handout is a team's sheet in the words of its language, to be set as HTML or as PDF.
type handout struct {
	SheetParts
	team  team
	qr    *qrCode
	chart *sheetMap // nil: nothing to draw

	Title     string
	Below     []string
	Marks     []string // what must be seen at once
	Calls     []handoutCall
	Stops     []handoutStop
	Home      []handoutWay // the way back
	Back      string       // when and where
	Reminders []string
	Notes     []string
	Foot      string
}

type handoutCall struct{ Number, When string }

// Tel is the number as a phone takes it.
func (c handoutCall) Tel() string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) || r == '+' {
			return r
		}
		return -1
	}, c.Number)
}

type handoutStop struct {
	Number        int
	Time          string // 18.10–18.20
	Name          string
	Doing         string
	Strolls       bool
	Way           []handoutWay // the way there
	Light         string       // light and sight
	Minds         []string     // what to keep in mind
	Why           string
	Again         int // number of the first stop at the same place; 0: this is it
	Checks        template.HTML
	Arrive, Leave time.Time
}

func (t team) handout(s Scene, parts SheetParts) (handout, error) {
	h := handout{SheetParts: parts, team: t, Foot: t.foot()}
	if parts.Link != "" {
		code, err := qrOf(parts.Link)
		if err != nil {
			return h, err
		}
		h.qr = code
	}
	if m, ok := t.sheetMap(s); ok {
		h.chart = &m
	}
	h.Title = t.set(lang.T("%s, grupp %d: %s", "%s, team %d: %s", capitalText(t.rules.PlanName), t.tour.Number, t.rules.Name))
	h.Below = t.setAll(t.headLines())
	h.Marks = t.setAll(t.marks())
	for _, c := range t.calls() {
		h.Calls = append(h.Calls, handoutCall{tidy(c.number, t.lang), capital(t.set(c.when))})
	}
	for i, v := range t.tour.Visits {
		h.Stops = append(h.Stops, t.handoutStop(i, v, parts))
	}
	if len(h.Stops) > 0 {
		h.Home = t.setWay(len(h.Stops))
	}
	h.Back = t.set(lang.T("%s: åter vid %s. Passet slutar kl. %s.", "%s: back at %s. The shift ends at %s.",
		clockText(t.tour.End.In(t.zone)), finishOf(t.tour).Name, clockText(t.shiftEnd().In(t.zone))))
	h.Reminders = t.setAll(roleReminders(t.rules, t.tour.Team.Size))
	h.Notes = t.setAll([]lang.Text{t.tour.Note}) // the plan's own tell the planner of all teams
	return h, nil
}

func (t team) handoutStop(i int, v plan.Visit, parts SheetParts) handoutStop {
	stop := handoutStop{
		Number: v.Number, Time: span(v.Arrive.In(t.zone), v.Leave.In(t.zone), t.lang), Name: capital(t.set(v.Place.Name)),
		Doing: t.set(t.doing(v)), Strolls: v.Strolls, Way: t.setWay(i), Light: t.set(surroundings(v)),
		Minds: t.setAll(placeReminders(v)), Why: t.set(v.Why), Arrive: v.Arrive.UTC(), Leave: v.Leave.UTC(),
	}
	first := slices.IndexFunc(t.tour.Visits[:i], func(f plan.Visit) bool { return f.Kind == v.Kind && f.Place == v.Place })
	if first >= 0 {
		stop.Again = t.tour.Visits[first].Number
	}
	if parts.Stop != nil {
		stop.Checks = parts.Stop(v.Number)
	}
	return stop
}

// handoutWay is a piece of the way: in a paragraph, or turn by turn.
type handoutWay struct {
	Text, Lead string
	Turns      []string
}

func (t team) setWay(i int) []handoutWay {
	var way []handoutWay
	for _, p := range t.wayParts(i) {
		way = append(way, handoutWay{tidy(p.text(t.lang), t.lang), t.set(p.Lead), t.setAll(p.Turns)})
	}
	return way
}

// set is a text as it is set: in the language of the sheet, figures held to their units.
func (t team) set(words lang.Text) string { return tidy(words.In(t.lang), t.lang) }

func (t team) setAll(texts []lang.Text) []string {
	var all []string
	for _, words := range texts {
		if s := capital(t.set(words)); s != "" {
			all = append(all, s)
		}
	}
	return all
}

// tidy leaves out what no page can show: control characters, and those that turn the
// direction of all that follows.
func tidy(words string, l lang.Lang) string {
	return figures(strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unicode.IsControl(r), r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
			return -1
		}
		return r
	}, strings.ToValidUTF8(words, "")), l)
}

// QR is the code of the link as an element of the page.
func (h handout) QR() template.HTML {
	if h.qr == nil {
		return ""
	}
	return h.qr.svg(h.Word("open"))
}

// Map is the map as an element of the page, as it is printed.
func (h handout) Map() template.HTML { return h.mapIn("map-", paperMap) }

// PhoneMap is the same for a narrow screen: what is small on paper is not to be smaller there.
func (h handout) PhoneMap() template.HTML { return h.mapIn("phone-", phoneMap) }

func (h handout) mapIn(prefix string, size mapSize) template.HTML {
	if h.chart == nil {
		return ""
	}
	m := h.chart.sized(size)
	return inlineSVG(prefix, m.view.shown(), h.team.lang, m.drawing())
}

// handoutSign is a row of the legend.
type handoutSign struct {
	SVG   template.HTML
	Words string
}

// Signs are the legend of the map.
func (h handout) Signs() []handoutSign {
	if h.chart == nil {
		return nil
	}
	var signs []handoutSign
	for i, s := range h.chart.signs() {
		words := h.team.set(s.words)
		d := drawing{words, words, func(c canvas) { s.draw(c, signBox().Center()) }}
		signs = append(signs, handoutSign{inlineSVG(fmt.Sprintf("sign-%d-", i), signBox(), h.team.lang, d), words})
	}
	return signs
}

// Lang is the language of the sheet.
func (h handout) Lang() lang.Lang { return h.team.lang }

// sheetWords are the words of the sheet itself.
var sheetWords = map[string]lang.Text{
	"open":  lang.T("Öppna på mobilen", "Open on a phone"),
	"calls": lang.T("Ring", "Call"),
	"map":   lang.T("Karta", "Map"),
	"stops": lang.T("Stopp", "Stops"),
	"nr":    lang.T("Nr", "No."),
	"time":  lang.T("Tid", "Time"),
	"place": lang.T("Plats", "Place"),
	"light": lang.T("Ljus och sikt", "Light and sight"),
	"done":  lang.T("Klart", "Done"),
	"way":   lang.T("Så går ni", "Your way"),
	"stop":  lang.T("Stopp", "Stop"),
	"home":  lang.T("Tillbaka", "Back"),
	"mind":  keepInMind,
	"why":   lang.T("Varför", "Why"),
	"about": lang.T("Om planen", "About the plan"),
	"notes": lang.T("Anteckningar", "Notes"),
	"none":  lang.T("Inga stopp under passet.", "No stops during the shift."),
	"page":  lang.T("sida", "page"),
}

// Word is one of the words of the sheet itself.
func (h handout) Word(name string) string { return sheetWords[name].In(h.team.lang) }
