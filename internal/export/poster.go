package export

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/street"
)

// poster is a picture of one overlay: what is drawn over the ground, and what the column
// beside it tells.
type poster struct {
	title lang.Text
	below []lang.Text                   // lines beneath the title
	bars  []bar                         // how much of the streets is how
	signs []sign                        // the legend
	spots lang.Text                     // what is told of each hotspot
	share func(i int) lang.Text         // of the i:th hotspot
	notes []lang.Text                   // how to read it
	under func(c canvas)                // beneath the streets
	line  func(s street.Segment) ribbon // how a street is drawn
	over  func(c canvas)                // above the streets
	ends  func(c canvas)                // above the labels
}

// bar is a length of street of one kind.
type bar struct {
	ribbon ribbon
	words  lang.Text
	metres float64
}

// drawPoster draws an overlay of a scene: the same picture as SVG or PNG. Faults are as in
// Map.
func drawPoster(w io.Writer, format Format, s Scene, make func(v view) (poster, error)) error {
	s, v, err := ready(s)
	if err != nil {
		return err
	}
	p, err := make(v)
	if err != nil {
		return err
	}
	heading := strings.Join([]string{s.Municipality.Name.In(s.Lang), p.title.In(s.Lang)}, ": ")
	return drawTo(w, format, s, drawing{heading, p.describe(s), func(c canvas) {
		p.drawMap(c, s, v)
		c.group("legend")
		p.drawPanel(c, s)
	}})
}

// drawMap draws the map alone, from the ground up.
func (p poster) drawMap(c canvas, s Scene, v view) {
	c.group("ground")
	drawGround(c, s, v)
	c.group("under")
	if p.under != nil {
		p.under(c)
	}
	c.group("streets")
	ribbons(c, s.Segments, v, p.line)
	c.group("areas")
	drawAreas(c, s.Areas, v)
	c.group("over")
	if p.over != nil {
		p.over(c)
	}
	c.group("labels")
	p.drawLabels(c, s, v)
	if p.ends != nil {
		p.ends(c)
	}
	c.group("frame")
	drawFrame(c, s, v)
}

// drawLabels writes names beside the streets, never on them: their colour is what is told.
func (p poster) drawLabels(c canvas, s Scene, v view) {
	place := newPlacer()
	for _, b := range reserved(s, v) {
		place.take(discsOf(b)...)
	}
	tags := placeTags(place, s.Hotspots, v)
	for _, segment := range s.Segments {
		half := p.line(segment).width(segment, v)/2 + 1
		for _, line := range v.lines(segment.Line) {
			for i := 1; i < len(line); i++ {
				place.take(along(line[i-1], line[i], half)...)
			}
		}
	}
	labelAreas(c, place, s, v)
	labelStreets(c, place, s.Segments, v)
	for _, t := range tags {
		drawTag(c, t)
	}
}

// describe tells in words what the picture shows, for those who cannot see it.
func (p poster) describe(s Scene) string {
	all := []lang.Text{lang.T("Karta över %s", "Map of %s", s.Municipality.Name), p.title}
	if s.Municipality.Exercise {
		all = append([]lang.Text{exerciseMark}, all...)
	}
	all = append(all, p.below...)
	for _, b := range p.bars {
		all = append(all, lang.T("%s: %s", "%s: %s", b.words, lang.Same(length(b.metres, s.Lang))))
	}
	return sentences(append(all, p.notes...), s.Lang)
}

// ribbon is how the line of a street is drawn: a colour between edges, with a mark along its
// middle where colour alone would not do.
type ribbon struct {
	rank  int  // what lies above what: greater is above
	thick bool // drawn wider
	thin  bool // drawn narrower
	fill  look // without width
	edge  look // without width; twice edge.Width wider than the street
	core  look // along the middle; its width is a share of the street's
	teeth bool // ticks across it
}

// ribbons draws streets: all of one rank before the next, edges before fillings.
func ribbons(c canvas, segments []street.Segment, v view, of func(street.Segment) ribbon) {
	type key struct {
		rank  int
		width float64
	}
	type strip struct {
		key
		ribbon ribbon
		path   path
		teeth  path
	}
	var strips []strip
	at := map[key]int{}
	for _, s := range segments {
		lines := v.lines(s.Line)
		if len(lines) == 0 {
			continue
		}
		r := of(s)
		k := key{r.rank, r.width(s, v)}
		i, ok := at[k]
		if !ok {
			i = len(strips)
			at[k], strips = i, append(strips, strip{key: k, ribbon: r})
		}
		addLines(&strips[i].path, lines)
		if r.teeth {
			teeth(&strips[i].teeth, lines, k.width)
		}
	}
	slices.SortStableFunc(strips, func(a, b strip) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(b.key.width, a.key.width))
	})
	for _, s := range strips {
		drawTeeth(c, s.teeth)
	}
	for _, s := range strips {
		s.ribbon.drawEdge(c, s.path, s.key.width)
	}
	for _, s := range strips {
		s.ribbon.drawFill(c, s.path, s.key.width)
	}
}

// The widths of a ribbon on the page.
const (
	leastRibbon = 2.4
	mostRibbon  = 8.0
	thinRibbon  = 0.6
)

// width is how wide a street is drawn: by its class, and by how large the map is.
func (r ribbon) width(s street.Segment, v view) float64 {
	wide := streetStyles[styleOf(s)].style.width * streetScale(v) * 0.85
	wide = min(mostRibbon, max(leastRibbon*streetScale(v)/0.8, leastRibbon, wide))
	switch {
	case r.thick:
		wide += 1.6
	case r.thin:
		wide *= thinRibbon
	}
	return wide
}

// teeth adds ticks across lines, that stand out to both sides of a ribbon.
func teeth(p *path, lines orb.MultiLineString, width float64) {
	const every, out = 6.0, 3.4
	for _, line := range lines {
		for d := every / 2; d < geo.Length(line); d += every {
			at, ahead := geo.Along(line, d), geo.Along(line, d+0.5)
			side := toRight(at, ahead, width/2+out)
			p.line(plus(at, side), orb.Point{at[0] - side[0], at[1] - side[1]})
		}
	}
}

func drawTeeth(c canvas, p path) { c.draw(p, look{Stroke: inkStrong, Width: 1.5}) }

func (r ribbon) drawEdge(c canvas, p path, width float64) {
	if r.edge.Stroke.A > 0 {
		c.draw(p, look{Stroke: r.edge.Stroke, Width: width + 2*r.edge.Width, Dash: r.edge.Dash})
	}
}

func (r ribbon) drawFill(c canvas, p path, width float64) {
	if r.fill.Stroke.A > 0 {
		c.draw(p, look{Stroke: r.fill.Stroke, Width: width, Dash: r.fill.Dash})
	}
	if r.core.Stroke.A > 0 {
		c.draw(p, look{Stroke: r.core.Stroke, Width: max(0.8, width*r.core.Width), Dash: r.core.Dash})
	}
}

// drawSign draws a piece of the ribbon for a legend.
func (r ribbon) drawSign(c canvas, at orb.Point) {
	p, width := stroke(at), 6.5
	if r.thick {
		width += 1.6
	}
	if r.thin {
		width *= thinRibbon
	}
	if r.teeth {
		var ticks path
		teeth(&ticks, orb.MultiLineString{{{at[0] - 14, at[1]}, {at[0] + 14, at[1]}}}, width)
		drawTeeth(c, ticks)
	}
	r.drawEdge(c, p, width)
	r.drawFill(c, p, width)
}

// The looks of a street that nothing is known of, and of one that only its tag tells of.
var (
	unknownInk    = rgb(0x8B9199)
	unknownRibbon = ribbon{
		rank: 0, thin: true, fill: look{Stroke: paper}, edge: look{Stroke: unknownInk, Width: 0.9},
		core: look{Stroke: unknownInk, Width: 0.3, Dash: []float64{3.5, 4}},
	}
)

// mostlyKnown is the share of a street from which it is drawn as known.
const mostlyKnown = 0.5
