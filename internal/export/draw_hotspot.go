package export

import (
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"tryggled/internal/hotspot"
)

// drawHotspots fills the outlines by priority, the first on top.
func drawHotspots(c canvas, hotspots []hotspot.Hotspot, v view) {
	for _, h := range slices.Backward(hotspots) {
		var p path
		p.polygons(v.surfaces(h.Shape))
		if len(p) == 0 && v.sees(v.at(h.Centre)) {
			p.circle(v.at(h.Centre), 9)
		}
		drawHotspotShape(c, p, h.Priority)
	}
}

func drawHotspotShape(c canvas, p path, priority float64) {
	ink := rampColour(priority)
	c.draw(p, look{Fill: faded(ink, 0.42)})
	c.draw(p, look{Stroke: blend(ink, rampHigh, 0.45), Width: 1.8})
}

// The tag that tells a hotspot's rank.
const (
	tagHeight = 19.0
	tagType   = 13.5
)

// tag is the rank of a hotspot and where it stands.
type tag struct {
	rank int
	at   orb.Point // its middle
}

func (t tag) text() text {
	return text{Words: strconv.Itoa(t.rank), Size: tagType, Bold: true, Ink: rampHigh}
}

func (t tag) box() orb.Bound {
	half := max(tagHeight, t.text().width()+9) / 2
	return area(t.at[0]-half, t.at[1]-tagHeight/2, t.at[0]+half, t.at[1]+tagHeight/2)
}

func drawTag(c canvas, t tag) {
	var p path
	p.box(t.box(), 3.5)
	c.draw(p, look{Fill: paper, Stroke: rampHigh, Width: 1.5})
	words := t.text()
	c.write(words, orb.Point{t.at[0] - words.width()/2, t.at[1] + tagType*0.36}, 0)
}
