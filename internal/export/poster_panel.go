package export

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"tryggled/internal/lang"
)

const (
	barStep  = 27.0
	noteSize = 13.5
	noteStep = 18.0
)

// drawPanel tells beside the map what it shows. The sources stand at the bottom.
func (p poster) drawPanel(c canvas, s Scene) {
	b := &panel{canvas: c, lang: s.Lang, y: panelBox.Min[1]}
	for i, line := range wrapText(text{Words: s.Municipality.Name.In(s.Lang), Size: 36, Bold: true, Ink: inkStrong}, panelWidth()) {
		if i < 2 {
			b.say(line, 35)
		}
	}
	b.wrapped(text{Words: p.title.In(s.Lang), Size: 23, Ink: inkStrong}, 30, 2)
	b.y += 4
	for _, line := range p.below {
		b.wrapped(text{Words: capital(line.In(s.Lang)), Size: 16, Ink: inkSoft}, 21, 3)
	}
	p.drawBars(b)
	b.rule(14, 6)
	b.header(lang.T("Teckenförklaring", "Legend"))
	for _, sign := range p.signs {
		b.y += signStep
		sign.draw(b, orb.Point{panelBox.Min[0] + 17, b.y - 5})
		words := text{Words: sign.words.In(s.Lang), Size: 14, Ink: inkStrong}
		words.Words = shorten(words, panelWidth()-44)
		b.write(words, orb.Point{panelBox.Min[0] + 44, b.y}, 0)
	}
	sources := sourceLines(s)
	b.rule(16, 2)
	room := int((panelBox.Max[1] - float64(len(sources))*sourceStep - 10 - b.y) / noteStep)
	for _, note := range p.notes {
		room -= b.wrapped(text{Words: note.In(s.Lang), Size: noteSize, Ink: inkSoft}, noteStep, max(0, room))
		b.y += 4
	}
	p.drawSpots(b, s, panelBox.Max[1]-float64(len(sources))*sourceStep-14)
	b.sources(sources)
}

// drawSpots lists hotspots with what the poster tells of each, as many as fit above bottom.
func (p poster) drawSpots(b *panel, s Scene, bottom float64) {
	const step = 25
	room := int((bottom - b.y - 70) / step)
	if p.share == nil || len(s.Hotspots) == 0 || room < 2 {
		return
	}
	b.rule(14, 6)
	b.header(p.spots)
	shown := s.Hotspots
	if len(shown) > room {
		shown = shown[:room-1]
	}
	for i, h := range shown {
		b.y += step
		drawTag(b, tag{rank: h.Rank, at: orb.Point{panelBox.Min[0] + 13, b.y - 5}})
		figure := text{Words: p.share(i).In(s.Lang), Size: 14, Ink: inkSoft}
		name := text{Words: h.Name.In(s.Lang), Size: 15, Ink: inkStrong}
		name.Words = shorten(name, panelWidth()-46-figure.width())
		b.write(name, orb.Point{panelBox.Min[0] + 34, b.y}, 0)
		b.write(figure, orb.Point{panelBox.Max[0] - figure.width(), b.y}, 0)
	}
	b.more(len(s.Hotspots)-len(shown), step)
}

// shareText is a share, or that it is not known.
func shareText(share, known float64) lang.Text {
	if !(known > 0) {
		return lang.T("okänt", "unknown")
	}
	return lang.Same(percent(share, 1))
}

// wrapped writes a text on as many lines as it takes, at most most, and returns how many.
func (p *panel) wrapped(t text, step float64, most int) int {
	lines := wrapText(t, panelWidth())
	if len(lines) > most {
		lines = lines[:most]
	}
	for _, line := range lines {
		p.say(line, step)
	}
	return len(lines)
}

// drawBars shows how much of the streets is how, in kilometres and as a length.
func (p poster) drawBars(b *panel) {
	if len(p.bars) == 0 {
		return
	}
	b.rule(16, 6)
	b.header(lang.T("Så mycket av gatorna", "How much of the streets"))
	var whole, longest float64
	for _, bar := range p.bars {
		whole += bar.metres
		longest = max(longest, bar.metres)
	}
	for _, bar := range p.bars {
		b.y += barStep
		x, right := panelBox.Min[0], panelBox.Max[0]
		bar.ribbon.drawSign(b, orb.Point{x + 17, b.y - 5})
		words := text{Words: bar.words.In(b.lang), Size: 14, Ink: inkStrong}
		words.Words = shorten(words, 148)
		b.write(words, orb.Point{x + 44, b.y}, 0)
		figure := text{Words: length(bar.metres, b.lang) + " · " + percent(bar.metres, whole), Size: 13.5, Ink: inkStrong}
		b.write(figure, orb.Point{right - figure.width(), b.y}, 0)
		if longest > 0 {
			var line path
			line.box(area(x+44, b.y+4, x+44+(right-x-44)*bar.metres/longest, b.y+6.5), 0)
			b.draw(line, look{Fill: inkSoft})
		}
	}
	b.y += 6
}

// percent is a share in whole per cent, never rounded to all or nothing that is not.
func percent(part, whole float64) string {
	if !(whole > 0) {
		return "–"
	}
	share := 100 * part / whole
	switch {
	case share > 0 && share < 0.5:
		return "<1 %"
	case share < 100 && share >= 99.5:
		return ">99 %"
	}
	return fmt.Sprintf("%.0f %%", math.Round(share))
}

// drawSpots outlines the hotspots, so that one sees what lies in them; the tags come with
// the labels.
func drawSpots(c canvas, s Scene, v view) {
	var outlines path
	for _, h := range s.Hotspots {
		outlines.polygons(v.surfaces(h.Shape))
	}
	c.draw(outlines, look{Stroke: faded(paper, 0.85), Width: 4})
	c.draw(outlines, look{Stroke: rampHigh, Width: 1.6})
}

func spotSign(s Scene) []sign {
	if len(s.Hotspots) == 0 {
		return nil
	}
	return []sign{{func(c canvas, at orb.Point) {
		var p path
		p.circle(at, 9)
		c.draw(p, look{Stroke: rampHigh, Width: 1.6})
		drawTag(c, tag{rank: 1, at: at})
	}, lang.T("prioriterad plats och rang", "priority place and rank")}}
}

// groundSigns are the signs of the ground that a poster shows.
func groundSigns(s Scene) []sign {
	has := seen(s.Overlays)
	var signs []sign
	add := func(shown bool, words lang.Text, draw func(canvas, orb.Point)) {
		if shown {
			signs = append(signs, sign{draw, words})
		}
	}
	add(len(s.Areas) > 0, lang.T("områdesgräns", "area boundary"), drawAreaSign)
	add(has["building"], lang.T("byggnad", "building"), patch(look{Fill: buildingFill, Stroke: buildingEdge, Width: 0.8}))
	return signs
}
