package export

import (
	"fmt"
	"strconv"

	"github.com/paulmach/orb"

	"tryggled/internal/lang"
	"tryggled/internal/plan"
)

// panel writes down the column beside the map.
type panel struct {
	canvas
	lang lang.Lang
	y    float64 // where the next line begins
}

// drawPanel tells beside the map what it shows: title, teams, places by rank, signs and
// sources. The sources stand at the bottom, the signs above them, and the places fill
// what is left.
func drawPanel(c canvas, s Scene) {
	p := &panel{canvas: c, lang: s.Lang, y: panelBox.Min[1]}
	p.heading(s)
	if s.Planned != nil {
		p.teams(s)
	}
	sources := sourceLines(s)
	signs := signsOf(s)
	bottom := panelBox.Max[1] - float64(len(sources))*sourceStep - legendHeight(signs)
	p.places(s, bottom-14)
	p.y = bottom
	p.legend(signs)
	p.sources(sources)
}

// say writes a line and moves down by step.
func (p *panel) say(t text, step float64) {
	t.Words = shorten(t, panelWidth())
	p.y += step
	p.write(t, orb.Point{panelBox.Min[0], p.y}, 0)
}

func panelWidth() float64 { return panelBox.Max[0] - panelBox.Min[0] }

// rule draws a line across the panel.
func (p *panel) rule(above, below float64) {
	var line path
	p.y += above
	line.line(orb.Point{panelBox.Min[0], p.y}, orb.Point{panelBox.Max[0], p.y})
	p.draw(line, look{Stroke: hairline, Width: 1})
	p.y += below
}

func (p *panel) header(words lang.Text) {
	p.say(text{Words: words.In(p.lang), Size: 16, Bold: true, Ink: inkStrong}, 20)
	p.y += 6
}

func (p *panel) heading(s Scene) {
	for i, line := range wrapText(text{Words: s.Municipality.Name.In(p.lang), Size: 36, Bold: true, Ink: inkStrong}, panelWidth()) {
		if i < 2 {
			p.say(line, 35)
		}
	}
	if s.Planned == nil {
		p.say(text{Words: lang.T("Prioriterade platser", "Priority places").In(p.lang), Size: 23, Ink: inkStrong}, 34)
		return
	}
	request := s.Planned.Plan.Request
	from, to := request.From.In(s.Municipality.Location()), request.To.In(s.Municipality.Location())
	p.say(text{Words: capital(planName(s.Planned.Plan).In(p.lang)), Size: 23, Ink: inkStrong}, 34)
	p.say(text{Words: capital(day(from, p.lang)), Size: 17, Ink: inkSoft}, 30)
	p.say(text{Words: lang.T("Pass kl. ", "Shift ").In(p.lang) + span(from, to, p.lang), Size: 17, Ink: inkSoft}, 23)
}

// teams lists each team with the colour and form of its stops.
func (p *panel) teams(s Scene) {
	p.rule(20, 6)
	p.header(lang.T("Grupper", "Teams"))
	for _, tour := range s.Planned.Plan.Tours {
		rules := rulesOf(tour.Team.Role)
		p.y += 8
		at := orb.Point{panelBox.Min[0] + 22, p.y + 17}
		var way path
		way.line(orb.Point{at[0] - 22, at[1]}, orb.Point{at[0] + 22, at[1]})
		p.draw(way, look{Stroke: teamColour(tour.Number), Width: trackWidth})
		drawStop(p, at, tour.Number, strconv.Itoa(tour.Number))
		first := text{Words: fmt.Sprintf(lang.T("Grupp %d: %s", "Team %d: %s").In(p.lang), tour.Number, rules.Name.In(p.lang)), Size: 16, Bold: true, Ink: inkStrong}
		second := text{Words: teamSummary(s, tour, p.lang), Size: 14, Ink: inkSoft}
		p.sayBeside(first, 13)
		p.sayBeside(second, 19)
		p.y += 6
	}
}

// sayBeside writes to the right of a sign.
func (p *panel) sayBeside(t text, step float64) {
	const aside = 58
	t.Words = shorten(t, panelWidth()-aside)
	p.y += step
	p.write(t, orb.Point{panelBox.Min[0] + aside, p.y}, 0)
}

func teamSummary(s Scene, tour plan.Tour, l lang.Lang) string {
	zone := s.Municipality.Location()
	words := people(tour.Team.Size, l) + " · " + stops(len(tour.Visits), l)
	for _, r := range s.Planned.Routes {
		if r.Team == tour.Number && r.LengthM > 0 {
			words += " · " + length(r.LengthM, l)
		}
	}
	return words + " · " + span(tour.Start.In(zone), tour.End.In(zone), l)
}

// places lists hotspots by rank, as many as fit above bottom.
func (p *panel) places(s Scene, bottom float64) {
	const step = 25
	room := int((bottom - p.y - 62) / step)
	if len(s.Hotspots) == 0 || room < 1 {
		return
	}
	p.rule(14, 6)
	p.header(lang.T("Prioriterade platser", "Priority places"))
	shown := s.Hotspots
	if len(shown) > room {
		shown = shown[:max(1, room-1)]
	}
	for _, h := range shown {
		p.y += step
		t := tag{rank: h.Rank, at: orb.Point{panelBox.Min[0] + 13, p.y - 5}}
		drawTag(p, t)
		words := text{Words: h.Name.In(p.lang), Size: 15, Ink: inkStrong}
		words.Words = shorten(words, panelWidth()-118)
		p.write(words, orb.Point{panelBox.Min[0] + 34, p.y}, 0)
		p.bar(h.Priority)
	}
	p.more(len(s.Hotspots)-len(shown), step)
}

// more tells how many hotspots there is no room for.
func (p *panel) more(left int, step float64) {
	if left == 0 {
		return
	}
	p.y += step
	words := text{Words: lang.T("och %d till", "and %d more", left).In(p.lang), Size: 14, Ink: inkSoft}
	p.write(words, orb.Point{panelBox.Min[0] + 34, p.y}, 0)
}

// bar shows a priority as a length and a number at the right edge.
func (p *panel) bar(priority float64) {
	const long, high = 44.0, 9.0
	number := text{Words: fmt.Sprintf("%.0f", priority), Size: 14, Ink: inkSoft}
	p.write(number, orb.Point{panelBox.Max[0] - number.width(), p.y}, 0)
	x := panelBox.Max[0] - 30 - long
	var whole, part path
	whole.box(area(x, p.y-high, x+long, p.y), 2)
	part.box(area(x, p.y-high, x+long*min(1, max(0.03, priority/100)), p.y), 2)
	p.draw(whole, look{Fill: ground})
	p.draw(part, look{Fill: rampColour(priority)})
}

const (
	sourceSize = 12.5
	sourceStep = 16.0
)

// sourceLines say whose data it is and what the map is not.
func sourceLines(s Scene) []text {
	words := ""
	if len(s.Municipality.Sources) > 0 {
		words = lang.T("Källor: ", "Sources: ").In(s.Lang) + sourcesOf(s.Municipality) + ". "
	}
	words += lang.T("Framställd med Tryggled.", "Made with Tryggled.").In(s.Lang)
	lines := wrapText(text{Words: words, Size: sourceSize, Ink: inkSoft}, panelWidth())
	if len(lines) > 6 {
		lines = lines[:6]
		lines[5].Words = shorten(text{Words: lines[5].Words + " …", Size: sourceSize}, panelWidth())
	}
	return lines
}

func (p *panel) sources(lines []text) {
	p.y = panelBox.Max[1] - float64(len(lines))*sourceStep
	for _, line := range lines {
		p.say(line, sourceStep)
	}
}
